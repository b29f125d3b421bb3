"""What an editor adds: notes and a logo, and what is wrong with them."""

from __future__ import annotations

import struct
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from briefing.enclosures import read_logo
from briefing.errors import SettingsError


def picture(kind: str, size: tuple[int, int]) -> bytes:
    file = BytesIO()
    Image.new("L", size).save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize(("kind", "media_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg")])
def test_a_logo_is_kept_byte_for_byte(tmp_path: Path, kind: str, media_type: str) -> None:
    (tmp_path / "logo").write_bytes(picture(kind, (30, 20)))

    logo = read_logo(tmp_path / "logo")

    assert logo.media_type == media_type
    assert logo.body == picture(kind, (30, 20))


BOMB = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 12_000, 12_000) + b"\0" * 9


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"GIF89a", "neither a PNG nor a JPEG"),
        (b"", "neither a PNG nor a JPEG"),
        (b"\x89PNG\r\n\x1a\n", "has no pixels"),
        (b"\xff\xd8\xff\xe0\0\x10", "has no pixels"),
        (BOMB, "12,000 x 12,000 pixels"),
        (picture("JPEG", (4_001, 1)), "4,001 x 1 pixels"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 1_000_000, "more than 1,000,000 bytes"),
    ],
)
def test_what_is_no_logo_is_refused_by_name(tmp_path: Path, body: bytes, told: str) -> None:
    (tmp_path / "logo.png").write_bytes(body)

    with pytest.raises(SettingsError, match=told) as refused:
        read_logo(tmp_path / "logo.png")

    assert "logo.png" in str(refused.value)


def test_a_logo_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"logo\.png: the logo cannot be read"):
        read_logo(tmp_path / "logo.png")
