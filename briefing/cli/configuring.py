"""From the settings file, the flags and the environment to what a command is given."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from briefing.loading import Context

SETTINGS_FILE = "briefing.toml"


def settings_path(ctx: click.Context) -> Path | None:
    """Give the settings file: the one named by --config, else the one here, else none."""
    from pathlib import Path  # noqa: PLC0415

    root = ctx.find_root()
    if root.params["config"]:
        return Path(root.params["config"])
    return Path(SETTINGS_FILE) if Path(SETTINGS_FILE).is_file() else None


def context(path: Path | None, flags: Mapping[str, tuple[str, Any]]) -> Context:
    """Give what the settings file at `path` is checked against."""
    from pathlib import Path  # noqa: PLC0415

    from briefing.loading import Context  # noqa: PLC0415
    from briefing.registry import names  # noqa: PLC0415

    root = path.parent if path else Path()
    return Context(root=root, names=names, place=str(path) if path else "", flags=flags)


def find_libraries() -> None:
    """Let the printer find the libraries of Homebrew."""
    # A Python that is not Homebrew's does not look where Homebrew puts Pango.
    if sys.platform == "darwin":
        folders = "/opt/homebrew/lib:/usr/local/lib:/usr/lib"
        os.environ.setdefault("DYLD_FALLBACK_LIBRARY_PATH", folders)
