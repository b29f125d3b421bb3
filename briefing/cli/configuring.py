"""From the settings file, the flags and the environment to what a command is given."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime
    from pathlib import Path

    from briefing.loading import Context
    from briefing.recalling import Wanted
    from briefing.selection import Until
    from briefing.settings import Settings

SETTINGS_FILE = "briefing.toml"

_KEY = "briefing.flags"


def given(ctx: click.Context) -> dict[str, Any]:
    """Give the flags of the program that were set, before the command or after it.

    Names are those of the flags, such as "config", "no_progress" and "folder" (-C).
    """
    flags: dict[str, Any] = ctx.meta.setdefault(_KEY, {})
    return flags


def settings_path(ctx: click.Context) -> Path | None:
    """Give the settings file: the one named by --config, else the one here, else none."""
    from pathlib import Path  # noqa: PLC0415

    if "config" in given(ctx):
        return Path(given(ctx)["config"])
    return Path(SETTINGS_FILE) if Path(SETTINGS_FILE).is_file() else None


def context(path: Path | None, flags: Mapping[str, tuple[str, Any]]) -> Context:
    """Give what the settings file at `path` is checked against."""
    from pathlib import Path  # noqa: PLC0415

    from briefing.loading import Context  # noqa: PLC0415
    from briefing.registry import names  # noqa: PLC0415

    root = path.parent if path else Path()
    return Context(root=root, names=names, place=str(path) if path else "", flags=flags)


def time_of(
    as_of: str | None,
    settings: Settings,
    issued: Callable[[date, str], datetime | None] | None = None,
) -> datetime:
    """Give the time of the brief: as asked for, else reproducible, else now; UTC.

    Of a bare day it is when that day's edition was issued, if `issued` knows one, else the
    day's begin, wherever the clock stands then: not all days have a midnight.
    """
    from datetime import UTC, date, datetime  # noqa: PLC0415

    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        if as_of is not None and len(as_of) == len("2026-01-15") and issued is not None:
            known = issued(date.fromisoformat(as_of), settings.brief.edition)
            if known is not None:
                return known
        if as_of is not None:
            return _moment(as_of, settings)
        if epoch:
            return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError) as error:
        given = f"--as-of {as_of}" if as_of is not None else f"SOURCE_DATE_EPOCH={epoch}"
        want = "a time such as 2026-11-21T06:00" if as_of is not None else "whole seconds"
        raise click.UsageError(f"{given}: expected {want}") from error
    return datetime.now(UTC).replace(microsecond=0)


def until_of(as_of: str | None, now: datetime, settings: Settings) -> Until | None:
    """Give the moment after which nothing may be used; none, unless a time was asked for.

    The clocks of publishers run ahead, so a brief of now takes what comes from tomorrow.
    """
    from datetime import UTC, datetime, timedelta  # noqa: PLC0415
    from zoneinfo import ZoneInfo  # noqa: PLC0415

    from briefing.selection import Until  # noqa: PLC0415

    if as_of is None:
        return None
    zone = ZoneInfo(settings.brief.timezone)
    day = now.astimezone(zone).date()
    begins = datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
    if len(as_of) == len("2026-01-15") and now == begins:
        following = day + timedelta(days=1)
        ends = datetime(following.year, following.month, following.day, tzinfo=zone)
        return Until(moment=ends.astimezone(UTC) - timedelta(microseconds=1), day=day)
    return Until(moment=now, day=day)


def since_of(since: str | None, now: datetime, settings: Settings) -> Wanted | None:
    """Tell from when on things are new: "last", a day, a time, or a span such as "7d".

    Days are those of the brief's time zone: a span of days goes back to the begin of a day,
    however long the days between were.
    """
    from datetime import date, timedelta  # noqa: PLC0415
    from zoneinfo import ZoneInfo  # noqa: PLC0415

    from briefing.recalling import Wanted  # noqa: PLC0415

    if since is None or since == "last":
        return Wanted() if since else None
    try:
        if since[-1:] in _SPANS and since[:-1].isascii() and since[:-1].isdigit():
            count = int(since[:-1])
            if since[-1] == "h":
                return Wanted(moment=now - timedelta(hours=count))
            today = now.astimezone(ZoneInfo(settings.brief.timezone)).date()
            return Wanted(day=today - timedelta(days=count * _SPANS[since[-1]]))
        if len(since) == len("2026-01-15"):
            return Wanted(day=date.fromisoformat(since))
        return Wanted(moment=_moment(since, settings))
    except (ValueError, OverflowError) as error:
        want = "`last`, a day such as 2026-11-21, a time, or a span such as 7d, 2w or 12h"
        raise click.UsageError(f"--since {since}: expected {want}") from error


_SPANS = {"h": 0, "d": 1, "w": 7}


def _moment(words: str, settings: Settings) -> datetime:
    from datetime import UTC, datetime  # noqa: PLC0415
    from zoneinfo import ZoneInfo  # noqa: PLC0415

    moment = datetime.fromisoformat(words)
    zone = moment.tzinfo or ZoneInfo(settings.brief.timezone)
    return moment.replace(tzinfo=zone).astimezone(UTC)


def refuse_closed_input(settings: Settings) -> None:
    """Refuse to read a standard input that is closed, before anything is read."""
    if sys.stdin is None and any("-" in source.paths for source in settings.sources):
        raise click.UsageError("-: standard input is closed")


def find_libraries() -> None:
    """Let the printer find the libraries of Homebrew."""
    # A Python that is not Homebrew's does not look where Homebrew puts Pango.
    if sys.platform == "darwin":
        folders = "/opt/homebrew/lib:/usr/local/lib:/usr/lib"
        os.environ.setdefault("DYLD_FALLBACK_LIBRARY_PATH", folders)


def pin_threads() -> None:
    """Let each process compute with one thread: more would take the processor from each other."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def store_path(ctx: click.Context, named: str | None) -> Path | None:
    """Give the store to look into: the one named, else that of the settings, if there is one.

    Without settings there is none: nothing was kept.
    """
    from pathlib import Path  # noqa: PLC0415

    from briefing.loading import check, read  # noqa: PLC0415

    if named:
        return Path(named)
    path = settings_path(ctx)
    return check(read(path), context(path, {})).store.path if path else None
