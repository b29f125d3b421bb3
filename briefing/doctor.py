"""Is this machine, and are these settings, fit for the next run? Nothing is changed.

`check` asks whether the settings make a brief; this asks the rest: the machine, its
folders, its clock, the store, and those to whom briefs go.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import stat
import sys
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryFile

from briefing import __version__
from briefing.checking import findings as settings_findings
from briefing.deliverers.credentials import exposed, secret
from briefing.delivery import courier
from briefing.errors import BriefingError, DeliveryError, RenderError
from briefing.parcels import CallError, Means, Question
from briefing.renderers import libraries
from briefing.settings import DeliverSettings, Settings
from briefing.store import health

_PACKAGE = "briefing-desk"
_OLDEST_PYTHON = (3, 11)
_LEAST_FREE, _GOOD_FREE = 100_000_000, 1_000_000_000  # bytes
_EARLIEST, _LATEST = datetime(2025, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_LONG_AGO = timedelta(days=3_650)
_NEED = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?(?:>=([0-9.]+))?")


class Grade(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARN = "warn"
    FAULT = "fault"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was looked at, how it is, and what to do about it."""

    area: str
    grade: Grade
    what: str
    advice: str = ""


def examine(
    settings: Settings, faults: tuple[str, ...], *, means: Means, is_online: bool
) -> Iterator[Finding]:
    """Look at everything that a run needs; `faults` are those of the settings.

    Only with `is_online` is a connection opened: to sources and to recipients.
    """
    means = replace(means, warn=lambda _: None)  # what it would tell is told here
    yield from _versions()
    yield from _printer()
    yield from _settings(settings, faults, means)
    yield from _clock(settings, means.now)
    yield from _zones(settings)
    yield from _folder("output", settings.output.directory)
    yield from _folder("store", settings.store.path.parent)
    yield from _store(settings.store.path)
    for one in settings.deliver:
        yield from _recipient(one, means, is_online=is_online)
    if is_online:
        yield from _sources(settings, means)


def ok(area: str, what: str) -> Finding:
    """Say that something is as it should be."""
    return Finding(area=area, grade=Grade.OK, what=what)


def warn(area: str, what: str, advice: str) -> Finding:
    """Say that something will do, and could be better."""
    return Finding(area=area, grade=Grade.WARN, what=what, advice=advice)


def fault(area: str, what: str, advice: str) -> Finding:
    """Say that a run would fail."""
    return Finding(area=area, grade=Grade.FAULT, what=what, advice=advice)


def _versions() -> Iterator[Finding]:
    python = platform.python_version()
    if sys.version_info < _OLDEST_PYTHON:
        yield fault("python", python, "install Python 3.11 or newer")
    else:
        yield ok("python", python)
    yield ok("briefing", __version__)
    try:
        needs = metadata.requires(_PACKAGE) or []
    except metadata.PackageNotFoundError:
        advice = f"install it with pip install {_PACKAGE}"
        yield warn("libraries", "briefing is not installed, so they cannot be listed", advice)
        return
    for need in needs:
        name, _, condition = need.partition(";")
        if not condition:
            yield _library(name.strip())


def _library(need: str) -> Finding:
    found = _NEED.match(need)
    assert found is not None  # noqa: S101  # a requirement begins with a name
    name, least = found[1], found[2] or "0"
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return fault("library", f"{name} is missing", f"pip install '{need}'")
    if _numbers(version) < _numbers(least):
        return fault("library", f"{name} {version} is too old", f"pip install '{need}'")
    return ok("library", f"{name} {version}")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version.split("+", maxsplit=1)[0])[:3])


def _printer() -> Iterator[Finding]:
    try:
        yield ok("pango", libraries.pango())
    except RenderError as error:
        advice = "Debian and Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0"
        yield fault("pango", str(error), f"{advice}; macOS: brew install pango")


def _settings(settings: Settings, faults: tuple[str, ...], means: Means) -> Iterator[Finding]:
    advice = "see docs/settings.md"
    found = [fault("settings", told, advice) for told in faults]
    for told in settings_findings(settings, now=means.now):
        is_font = "no font on this machine" in told
        found.append(
            warn("fonts", told, "install it") if is_font else fault("settings", told, advice)
        )
    yield from found
    if not any(one.area == "settings" for one in found):
        yield ok("settings", "sources, notes, templates and styles can be used")
    if not any(one.area == "fonts" for one in found):
        yield ok("fonts", "there are fonts for the languages of the settings")


def _clock(settings: Settings, now: datetime) -> Iterator[Finding]:
    told, advice = now.isoformat(), "set the clock of this machine, with NTP for example"
    if not _EARLIEST <= now < _LATEST:
        yield fault("clock", f"{told} cannot be now", advice)
        return
    path = settings.store.path
    newest = health.newest_issue(path) if path.is_file() and not health.trouble(path) else ""
    ahead = datetime.fromisoformat(newest) - now if newest else timedelta()
    if ahead > timedelta(minutes=5):
        yield fault("clock", f"{told} is before the newest edition, {newest}", advice)
    elif ahead < -_LONG_AGO:
        yield warn("clock", f"{told} is ten years after the newest edition, {newest}", advice)
    else:
        yield ok("clock", told)


def _zones(settings: Settings) -> Iterator[Finding]:
    try:
        zoneinfo.ZoneInfo("Europe/Paris")
        zoneinfo.ZoneInfo(settings.brief.timezone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        yield fault("time zones", "there are no data about them", "pip install tzdata")
    else:
        yield ok("time zones", settings.brief.timezone)


def _folder(area: str, folder: Path) -> Iterator[Finding]:
    """See whether a folder, or the nearest above it that is there, can be written and has room."""
    place = next((one for one in (folder, *folder.absolute().parents) if one.exists()), folder)
    if not place.is_dir():
        yield fault(area, f"{place} is no folder", "move it away, or name another folder")
        return
    try:
        with TemporaryFile(dir=place):
            pass
    except OSError as error:
        advice = "give the user who runs briefing the right to write there"
        yield fault(area, f"{place} cannot be written: {error.strerror}", advice)
        return
    if place == folder and os.name == "posix" and _is_open(place):
        yield warn(area, f"{place} can be written by everybody", f"run chmod o-w {place}")
    else:
        yield ok(area, f"{folder} can be written")
    yield _room(area, place)


def _is_open(place: Path) -> bool:
    mode = place.stat().st_mode
    return bool(mode & stat.S_IWOTH) and not mode & stat.S_ISVTX


def _room(area: str, place: Path) -> Finding:
    free = shutil.disk_usage(place).free
    told = f"{free / 1e9:,.1f} GB are free at {place}"
    if free < _LEAST_FREE:
        return fault(area, told, "make room")
    return warn(area, told, "make room soon") if free < _GOOD_FREE else ok(area, told)


def _store(path: Path) -> Iterator[Finding]:
    if not path.exists():
        yield ok("store", f"{path} is not there yet; the next run makes it")
        return
    if problem := health.trouble(path):
        yield fault("store", f"{path} {problem}", "keep a copy of it before anything else")
        return
    yield ok("store", f"{path} is whole, as far as a quick look can tell")
    if health.is_held(path):
        yield warn("lock", f"another run holds {path}", "wait until it is done")
    else:
        yield ok("lock", "no other run is at work")


def _recipient(one: DeliverSettings, means: Means, *, is_online: bool) -> Iterator[Finding]:
    area = f"deliver {one.label}"
    try:
        made = courier(one, means)
        whom = ", ".join(made.recipients)
        for what in ("password", "token"):
            secret(one, what, means)
        yield from _secret_files(one, area)
        probe = getattr(made, "probe", None)
        if is_online and probe:
            probe()
    except DeliveryError as error:
        yield fault(area, error.detail, "see docs/delivery.md")
    except BriefingError as error:
        yield fault(area, str(error), "see docs/delivery.md")
    else:
        yield ok(area, f"{whom} {'answers' if is_online and probe else 'is set up'}")


def _secret_files(one: DeliverSettings, area: str) -> Iterator[Finding]:
    for path in filter(None, (one.password_file, one.token_file, one.url_file)):
        if exposed(path):
            yield warn(area, f"{path} can be read by everybody", f"run chmod 600 {path}")


def _sources(settings: Settings, means: Means) -> Iterator[Finding]:
    for source in settings.sources:
        for address in source.addresses:
            area = f"source {source.name or source.kind}"
            question = Question(
                method="GET",
                url=address,
                timeout_s=settings.fetch.timeout_s,
                allow_private=settings.fetch.allow_private,
            )
            try:
                status = means.call(question).status
            except CallError as error:
                yield fault(area, error.detail, "check the address, and the network")
                continue
            if status >= 400:  # noqa: PLR2004  # the class of the status
                yield warn(area, f"the server answers {status}", "check the address")
            else:
                yield ok(area, f"the server answers {status}")
