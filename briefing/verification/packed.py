"""Check an evidence pack against itself, or a file against a pack."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from briefing.errors import PackError
from briefing.formats import format_of
from briefing.keeping import edition_of
from briefing.model import Brief
from briefing.packing.packs import DATA, SETTINGS, Pack, opened_pack
from briefing.packing.signing import MissingToolError, check
from briefing.settings import ExtractSettings, OutputSettings, Settings
from briefing.verification.checking import Checker, Outcome, of_settings, outcome_of, whole
from briefing.verification.findings import Finding, Level

Kind = TypeVar("Kind")


@contextmanager
def by_pack(
    settings: Settings, path: Path, *, signers: Path | None, deep: bool | None = None
) -> Iterator[tuple[Checker, Pack, tuple[Finding, ...]]]:
    """Check against a pack; give what there is to say of its signature, too.

    Raises:
        PackError: it is no pack, or does not hold what it lists.
    """
    with opened_pack(path) as pack:
        is_known, found = _of_signature(pack, signers)
        made = replace(settings, output=_output_of(pack, settings.output))
        own = _settings_of(pack)
        extract = _read_as(ExtractSettings, own.get("extract", {})) if own else settings.extract
        made = replace(made, extract=extract)
        checker = Checker(settings=made, kept=pack, is_vouched=is_known, deep=deep)
        yield checker, pack, found


def check_pack(path: Path, settings: Settings, *, signers: Path | None) -> Iterator[Outcome]:
    """Check all that is in a pack against itself: every file, every document read again.

    Raises:
        PackError: it is no pack, or does not hold what it lists.
    """
    with by_pack(settings, path, signers=signers, deep=True) as (checker, pack, found):
        brief = pack.brief()
        more = [*found, *_of_pack(pack, brief)]
        yield outcome_of(str(path), brief, edition_of(brief, ()), more)
        named = (format_of(name) for name, _ in pack.delivered())
        checker.render(brief, tuple(format_ for format_ in named if format_))
        for name, body in pack.delivered():
            yield checker.file(f"{path}!/{name}", body, brief=brief)


def _of_pack(pack: Pack, brief: Brief) -> Iterator[Finding]:
    """Check what a pack holds besides: that names are digests, and texts those of articles."""
    for name in pack.names():
        try:
            body = pack.file(name)
        except PackError as error:
            yield whole("pack", error.detail)
            continue
        folder, _, file = name.partition("/")
        named = file.removesuffix(".txt")
        is_named = folder == "texts" or (folder == "documents" and not file.endswith(".json"))
        if is_named and sha256(body).hexdigest() != named:
            yield whole("pack", f"{name}: its SHA-256 is not its name")
    for article in pack.articles():
        if pack.file(f"texts/{article.digest}.txt").decode() != article.text:
            yield whole("pack", f"articles/{article.id}.json: is not the text of its digest")
    if SETTINGS not in pack.names():
        detail = "the settings are not in it: they had changed when it was made"
        yield whole("settings", detail, Level.NOTE)
    elif sha256(pack.file(SETTINGS)).hexdigest() != brief.settings_digest:
        yield whole("settings", "are not those that the brief names")
    else:
        yield from of_settings(brief, _settings_of(pack))
    edition = replace(edition_of(brief, ()), files=pack.manifest.edition.files)
    if edition != pack.manifest.edition:
        yield whole("pack", f"{DATA} is not the edition that its manifest names")


def _of_signature(pack: Pack, signers: Path | None) -> tuple[bool, tuple[Finding, ...]]:
    """Tell whether one of the signers signed a pack, and what there is to say of it."""
    if pack.signature is None:
        level = Level.NOTE if signers is None else Level.WRONG
        detail = "the pack is not signed: whoever sent it may have made all of it"
        return False, (whole("signature", detail, level),)
    try:
        verdict = check(pack.signed, pack.signature, signers=signers)
    except MissingToolError as error:
        return False, (whole("signature", f"{error}", Level.UNCHECKED),)
    if not verdict.is_good:
        return False, (whole("signature", f"does not fit the manifest: {verdict.signer}"),)
    if verdict.is_known:
        return True, (whole("signature", f"is that of {verdict.signer}", Level.NOTE),)
    level = Level.NOTE if signers is None else Level.WRONG
    who = "" if signers is None else ", who is not among the signers"
    detail = f"fits, by the key {verdict.signer}{who}; whose key it is was not checked"
    return False, (whole("signature", detail, level),)


def _settings_of(pack: Pack) -> dict[str, Any]:
    try:
        found = json.loads(pack.file(SETTINGS)) if SETTINGS in pack.names() else {}
    except ValueError as error:
        raise PackError(pack.path, f"{SETTINGS}: {error}") from error
    if not _is_settings(found):
        raise PackError(pack.path, f"{SETTINGS}: holds no settings")
    return dict(found)


def _is_settings(found: Any) -> bool:
    """Tell whether a value has the shape of settings, as far as they are used here."""
    if not isinstance(found, dict) or not isinstance(found.get("themes", []), list):
        return False
    tables = [found.get(name, {}) for name in ("brief", "extract", "output")]
    return all(isinstance(one, dict) for one in (*tables, *found.get("themes", [])))


def _output_of(pack: Pack, ours: OutputSettings) -> OutputSettings:
    """Give how a pack's files look; templates and styles are never those of a stranger."""
    told = dict(_settings_of(pack).get("output", {}))
    for name in ("templates", "styles"):
        told.pop(name, None)
    told |= {"attach": list(pack.manifest.attached), "base_url": pack.manifest.base_url}
    return replace(
        _read_as(OutputSettings, told),
        max_seconds=ours.max_seconds,
        max_memory_mb=ours.max_memory_mb,
        templates=ours.templates,
        styles=ours.styles,
    )


def _read_as(kind: type[Kind], values: Mapping[str, Any]) -> Kind:
    """Make settings of a stranger's values, and leave out what no settings file could say."""
    found = {}
    for one in fields(kind):  # type: ignore[arg-type]  # settings are dataclasses
        value = values.get(one.name, one.default)
        value = tuple(value) if isinstance(value, list) else value
        choices = one.metadata.get("choices", ())
        is_text = not isinstance(value, tuple) or all(isinstance(each, str) for each in value)
        if type(value) is type(one.default) and is_text and (not choices or value in choices):
            found[one.name] = value
    return kind(**found)
