"""What an editor adds to a brief: notes, and a logo."""

from __future__ import annotations

import struct
from pathlib import Path

from briefing.errors import SettingsError
from briefing.model import Logo

_LARGEST = 1_000_000  # bytes of a logo
_WIDEST = 4_000  # pixels of a side; a small file can hold a picture that fills the memory
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
# Start of frame, in which a JPEG tells its size; C4, C8 and CC mean something else.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def read_note(path: Path) -> str:
    """Read an editor's note.

    Raises:
        SettingsError: the file cannot be read as UTF-8 text.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SettingsError(f"{path}: the note cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: the note is not UTF-8 text; save it as UTF-8") from error


def read_logo(path: Path) -> Logo:
    """Read a logo, a PNG or JPEG of at most 1 MB and 4,000 pixels a side.

    Raises:
        SettingsError: the file cannot be read, or is none.
    """
    try:
        with path.open("rb") as file:
            body = file.read(_LARGEST + 1)
    except OSError as error:
        raise SettingsError(f"{path}: the logo cannot be read: {error.strerror}") from error
    if len(body) > _LARGEST:
        raise SettingsError(f"{path}: the logo has more than {_LARGEST:,} bytes; make it smaller")
    kind, size = _measured(body)
    if not kind:
        raise SettingsError(f"{path}: the logo is neither a PNG nor a JPEG file; save it as one")
    if not size or not all(0 < side <= _WIDEST for side in size):
        told = " x ".join(f"{side:,}" for side in size) or "no"
        raise SettingsError(f"{path}: the logo has {told} pixels; at most {_WIDEST:,} a side")
    return Logo(media_type=kind, body=body)


def _measured(body: bytes) -> tuple[str, tuple[int, ...]]:
    """Tell the type of a picture, and its width and height as its head says."""
    if body.startswith(_PNG):
        known = body[12:16] == b"IHDR" and len(body) > 24  # noqa: PLR2004
        return "image/png", struct.unpack(">II", body[16:24]) if known else ()
    if body.startswith(_JPEG):
        return "image/jpeg", _jpeg_size(body)
    return "", ()


def _jpeg_size(body: bytes) -> tuple[int, ...]:
    place = 2
    while place + 9 <= len(body) and body[place] == 0xFF:  # noqa: PLR2004
        if body[place + 1] in _FRAMES:
            height, width = struct.unpack(">HH", body[place + 5 : place + 9])
            return width, height
        place += 2 + struct.unpack(">H", body[place + 2 : place + 4])[0]
    return ()
