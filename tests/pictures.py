"""Letters as pictures, and how alike two of them are."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageChops, ImageDraw, ImageFont


def trimmed(image: Image.Image) -> Image.Image:
    """Cut a picture to its ink and bring it to one size."""
    ink = image.convert("L").point(lambda value: 255 if value < 128 else 0)
    box = ink.getbbox()
    assert box is not None, "nothing is drawn"
    return ink.crop(box).resize((96, 96), Image.Resampling.NEAREST)


def drawn(letter: str, font: Path | BinaryIO) -> Image.Image:
    """Draw a letter straight from a font file."""
    image = Image.new("L", (600, 600), 255)
    draw = ImageDraw.Draw(image)
    draw.text((160, 120), letter, font=ImageFont.truetype(font, 240), fill=0)
    return trimmed(image)


def likeness(one: Image.Image, other: Image.Image) -> float:
    """Share of the ink of two pictures that both have, from 0 to 1."""
    both = ImageChops.darker(one, other).histogram()[255]
    either = ImageChops.lighter(one, other).histogram()[255]
    return both / either
