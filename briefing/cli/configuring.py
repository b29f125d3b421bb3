"""From the settings file, the flags and the environment to what a command is given."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from briefing.loading import Context
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


def time_of(as_of: str | None, settings: Settings) -> datetime:
    """Give the time of the brief: as asked for, else reproducible, else now; UTC."""
    from datetime import UTC, datetime  # noqa: PLC0415
    from zoneinfo import ZoneInfo  # noqa: PLC0415

    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        if as_of is not None:
            moment = datetime.fromisoformat(as_of)
            zone = moment.tzinfo or ZoneInfo(settings.brief.timezone)
            return moment.replace(tzinfo=zone).astimezone(UTC)
        if epoch:
            return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError) as error:
        given = f"--as-of {as_of}" if as_of is not None else f"SOURCE_DATE_EPOCH={epoch}"
        want = "a time such as 2026-11-21T06:00" if as_of is not None else "whole seconds"
        raise click.UsageError(f"{given}: expected {want}") from error
    return datetime.now(UTC).replace(microsecond=0)


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
