"""Find what goes into the pack of an edition: files as they were delivered, and settings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import cast

from briefing.errors import BriefingError, PackError
from briefing.model import Brief, Edition
from briefing.packing.writing import Contents
from briefing.protocols import Renderer
from briefing.registry import resolve
from briefing.rendering import render
from briefing.settings import OutputSettings, Settings
from briefing.store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The contents of a pack, and what could not be put into it."""

    contents: Contents
    warnings: tuple[str, ...]


def edition_named(store: Store, name: str | None) -> Edition:
    """Give the edition of that key or day, or the newest one where no name is given.

    Raises:
        PackError: there is none, or a day has several.
    """
    editions = store.editions()
    fitting = [one for one in editions if name in {None, one.key}] or [
        one for one in editions if one.day.isoformat() == name
    ]
    if not fitting:
        raise PackError(Path(name or "edition"), f"cannot be made: {_known(editions)}")
    if name is not None and len(fitting) > 1:
        keys = ", ".join(one.key for one in fitting)
        raise PackError(Path(name), f"cannot be made: which edition is meant, {keys}?")
    return fitting[-1]


def _known(editions: tuple[Edition, ...]) -> str:
    if not editions:
        return "the store holds no edition"
    return f"no such edition is kept; the newest is {editions[-1].key}"


def gathered(
    store: Store, edition: Edition, settings: Settings, *, settings_file: bytes | None
) -> Gathered:
    """Gather the files of an edition: those that stand where they were put, else made again."""
    brief = store.brief(edition.key)
    files, warnings = dict[str, bytes](), list[str]()
    for format_, name, digest in edition.files:
        body = _delivered(edition, name, digest, settings.output.directory)
        body = body if body is not None else _made(brief, format_, digest, settings.output)
        if body is None:
            warnings.append(f"{name}: was changed, and cannot be made again: it is left out")
        else:
            files[name] = body
    is_theirs = settings.digest == brief.settings_digest
    if not is_theirs:
        warnings.append("the settings have changed since: they are left out")
    return Gathered(
        contents=Contents(
            edition=edition,
            brief=brief,
            files=tuple(files.items()),
            settings=settings.canonical.encode() if is_theirs else None,
            settings_file=settings_file if is_theirs else None,
            attached=settings.output.attach,
            base_url=settings.output.base_url,
        ),
        warnings=tuple(warnings),
    )


def _delivered(edition: Edition, name: str, digest: str, directory: Path) -> bytes | None:
    """Give a file whose bytes are those that were delivered; a series stands above the days."""
    for folder in (directory / edition.day.isoformat(), directory):
        body = _read(folder / name)
        if body is not None and sha256(body).hexdigest() == digest:
            return body
    return None


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _made(brief: Brief, format_: str, digest: str, settings: OutputSettings) -> bytes | None:
    try:
        renderer = cast("Renderer", resolve("renderers", format_)(settings))
        [again] = _rendered(brief, format_, renderer, settings)
    except BriefingError:
        return None
    return again if sha256(again).hexdigest() == digest else None


def _rendered(
    brief: Brief, format_: str, renderer: Renderer, settings: OutputSettings
) -> Iterator[bytes]:
    for one in render(brief, [(format_, renderer)], settings):
        yield one.body
