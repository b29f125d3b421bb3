"""Writing sources into a settings file: tables are added at its end, all else stays."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from briefing.errors import DeliveryError


def is_address(place: str) -> bool:
    """Tell a web address from a path."""
    return place.lower().startswith(("http://", "https://"))


def table(name: str, places: Sequence[str]) -> str:
    """Write a `[[source]]` table; a source of addresses is of kind "web"."""
    addresses = [place for place in places if is_address(place)]
    paths = [place for place in places if not is_address(place)]
    lines = ["[[source]]", f"name = {_quoted(name)}"]
    if addresses:
        lines += ['kind = "web"', f"addresses = [{', '.join(map(_quoted, addresses))}]"]
    if paths:
        lines += [f"paths = [{', '.join(map(_quoted, paths))}]"]
    return "\n".join(lines) + "\n"


def added(path: Path, tables: Sequence[str], *, check: Callable[[str], None]) -> None:
    """Add tables to the end of a settings file, once `check` finds no fault in the whole.

    Raises:
        SettingsError: `check` found faults; the file is as it was.
        DeliveryError: the file cannot be written.
    """
    try:
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        opening = [f"{before.rstrip()}\n"] if before.strip() else []
        text = "\n".join([*opening, *tables])
        check(text)
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise DeliveryError(str(path), f"cannot be written: {error.strerror}") from error


def _quoted(text: str) -> str:
    # A JSON string is a TOML string, but for the one character that TOML wants escaped.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
