from __future__ import annotations

import hashlib
import io
import re
from base64 import b64decode
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from briefing import resources
from briefing.errors import RenderError
from briefing.renderers import fonts
from pictures import drawn, likeness

LETTERS = "ÀéŁßøΩΞλЖщЯ"


def unpacked(font: bytes) -> io.BytesIO:
    # By way of fontTools, since not every FreeType reads WOFF2.
    body = io.BytesIO()
    with TTFont(io.BytesIO(font)) as whole:
        whole.flavor = None
        whole.save(body)
    return io.BytesIO(body.getvalue())


def has(file: Path, letter: str) -> bool:
    with TTFont(file) as font:
        return ord(letter) in font.getBestCmap()


def test_there_is_one_file_for_each_family_and_style() -> None:
    kinds = [(face.family, face.weight, face.style) for face in fonts.FACES]

    assert len(kinds) == len(set(kinds))
    assert len(fonts.files()) == len(kinds)


@pytest.mark.parametrize("face", fonts.FACES, ids=lambda face: f"{face.family}-{face.file}")
def test_letters_of_the_embedded_font_look_like_those_of_the_whole_font(face: fonts.Face) -> None:
    file = resources.font(face.family, face.file)
    known = [letter for letter in LETTERS if has(file, letter)]
    patterns = {letter: drawn(letter, file) for letter in known}

    cut = fonts.subset(file, frozenset(LETTERS))

    assert len(known) >= 5
    for letter in known:
        picture = drawn(letter, unpacked(cut))
        assert max(known, key=lambda one: likeness(picture, patterns[one])) == letter
        assert likeness(picture, patterns[letter]) > 0.9


def test_the_same_letters_give_the_same_bytes_whatever_their_order() -> None:
    file = resources.font("sans", "Regular")

    one = fonts.subset.__wrapped__(file, frozenset("abcdé"))
    two = fonts.subset.__wrapped__(file, frozenset("édcba"))

    assert hashlib.sha256(one).digest() == hashlib.sha256(two).digest()


def test_capitals_and_composed_forms_are_embedded_too() -> None:
    assert {"É", "é", "e", "\N{COMBINING ACUTE ACCENT}"} <= fonts.needed(
        "e\N{COMBINING ACUTE ACCENT}"
    )


def test_the_embedded_fonts_hold_the_letters_of_the_page_and_their_license() -> None:
    rules = fonts.embedded("Ж")

    bodies = re.findall(r"base64,([A-Za-z0-9+/=]+)", rules)
    serif = TTFont(io.BytesIO(b64decode(bodies[0])))
    assert len(bodies) == len(fonts.FACES)
    assert ord("Ж") in serif.getBestCmap()
    assert ord("Щ") not in serif.getBestCmap()
    assert "Open Font License" in str(serif["name"].getDebugName(13))


def test_a_style_that_is_not_there_is_a_render_error() -> None:
    with pytest.raises(RenderError, match=r"SourceSansPro-Wobbly\.ttf is missing"):
        resources.font("sans", "Wobbly")
