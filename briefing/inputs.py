"""What a brief is made of, as files that `make` can watch."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import cast

from briefing import resources
from briefing.model import Locator
from briefing.protocols import Source
from briefing.registry import resolve
from briefing.settings import Settings

_STANDARD_INPUT = "-"
# No quoting lets make take these; a name in which each is a `?` it finds all the same.
_UNSPEAKABLE = re.compile(r"[\\;|%(\t\r\n]|[ &]\Z")
_QUOTED = re.compile(r"[ #:*?\[]")
_EQUALS = "BRIEFING_EQUALS"


def inputs(settings: Settings, settings_file: Path | None, *, now: datetime) -> tuple[Path, ...]:
    """List every file that changes the brief, and every folder whose listing does."""
    found = [settings_file] if settings_file else []
    found += [theme.file for theme in settings.themes if theme.file]
    found += [theme.note for theme in settings.themes if theme.note]
    found += [path for path in (settings.brief.note, settings.brief.logo) if path]
    found += settings.output.styles
    for folder in (settings.output.templates, resources.templates(), resources.styles()):
        if folder:
            found += _below(folder)
    for source in settings.sources:
        if source.kind == "files":
            listed = cast("Source", resolve("sources", source.kind)(source, settings.root))
            found += [
                settings.root / one.uri
                for one in listed.discover(now=now)
                if isinstance(one, Locator)
            ]
            found += [one for path in source.paths for one in _folders(path, settings.root)]
    return tuple(sorted({Path(os.path.normpath(path)) for path in found if path.exists()}))


def rule(targets: Iterable[Path], needed: Iterable[Path]) -> bytes:
    """Write a rule for make: the targets depend on all that is needed.

    Each of the latter gets a rule without a recipe, lest make stop where one is gone.
    """
    quoted = [_quoted(path) for path in needed]
    heads = " ".join(_quoted(path) for path in targets)
    lines = " \\\n  ".join([f"{heads}:", *quoted])
    # An equals sign in a rule would make it an assignment.
    rules = [f"{_EQUALS} := =", lines, *(f"{one}:" for one in quoted)]
    return os.fsencode("\n\n".join(rules) + "\n")


def _below(folder: Path) -> Iterator[Path]:
    yield folder
    for path in folder.rglob("*"):
        if not any(part.startswith(".") for part in path.relative_to(folder).parts):
            yield path


def _folders(path: str, root: Path) -> Iterator[Path]:
    """Give the folders in which new files would be found, for a path of a source."""
    if path == _STANDARD_INPUT:
        return
    full = root / Path(path).expanduser()
    if full.is_dir():
        yield from (full, *(one for one in full.rglob("*") if one.is_dir()))
    elif glob.has_magic(path):
        fixed = full
        while glob.has_magic(str(fixed)):
            fixed = fixed.parent
        if fixed.is_dir():
            yield fixed
            if "**" in path:
                yield from (one for one in fixed.rglob("*") if one.is_dir())


def _quoted(path: Path) -> str:
    parts = _UNSPEAKABLE.split(str(path))
    text = "?".join(_QUOTED.sub(r"\\\g<0>", part) for part in parts)
    text = text.replace("$", "$$")
    return text.replace("=", f"$({_EQUALS})")
