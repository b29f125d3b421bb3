"""Fonts: embedded in the page, or named for the printer.

One file for each family and style. Two files under one family and weight, such as
a Latin and a Cyrillic part, make WeasyPrint print wrong letters in silence.
"""

from __future__ import annotations

import string
from base64 import b64encode
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from unicodedata import normalize

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from briefing import resources

# What our style sheets use; whatever else a subset carries is never seen.
_FEATURES = ("kern", "liga", "locl", "ccmp", "mark", "mkmk", "pnum")
_NAMES = frozenset({0, 1, 2, 13, 14})  # copyright, family, style, license, its address
_ALWAYS = frozenset(string.printable + "\N{NO-BREAK SPACE}–—‘’“”…·\N{REPLACEMENT CHARACTER}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A font file and what style sheets call it."""

    family: str
    file: str
    weight: int
    style: str = "normal"

    @property
    def address(self) -> str:
        """The name under which the printer asks for it."""
        return f"briefing:fonts/{self.family}-{self.file}.ttf"

    def rule(self, source: str) -> str:
        """Write the rule that makes it known."""
        return (
            f'@font-face{{font-family:"Briefing {self.family.capitalize()}";'
            f"font-weight:{self.weight};font-style:{self.style};src:{source}}}"
        )


FACES = (
    Face(family="serif", file="Regular", weight=400),
    Face(family="serif", file="It", weight=400, style="italic"),
    Face(family="serif", file="Semibold", weight=600),
    Face(family="sans", file="Regular", weight=400),
    Face(family="sans", file="Semibold", weight=600),
)


def files() -> dict[str, Path]:
    """Give the file of each face under the address that `linked` names."""
    return {face.address: resources.font(face.family, face.file) for face in FACES}


def linked() -> str:
    """Write rules that name the faces by address, for the printer."""
    return "\n".join(face.rule(f'url("{face.address}")') for face in FACES)


def embedded(text: str) -> str:
    """Write rules that hold the faces themselves, cut down to the letters of `text`."""
    letters = frozenset(needed(text))
    return "\n".join(_embedded(face, letters) for face in FACES)


def needed(text: str) -> frozenset[str]:
    """List the characters that can be asked of a font to show `text`."""
    # Browsers compose and decompose letters, and style sheets ask for capitals.
    both = text + text.upper()
    return _ALWAYS.union(both, normalize("NFC", both), normalize("NFD", both))


def _embedded(face: Face, letters: frozenset[str]) -> str:
    font = subset(resources.font(face.family, face.file), letters)
    address = f"data:font/woff2;base64,{b64encode(font).decode('ascii')}"
    return face.rule(f'url("{address}") format("woff2")')


@lru_cache(maxsize=2 * len(FACES))
def subset(file: Path, letters: frozenset[str]) -> bytes:
    """Cut a font down to some letters, as WOFF2; the same letters give the same bytes.

    Takes about 0.2 s a face. Hinting is left out: it is a third of the size, and
    screens and printers of this century do without.
    """
    with TTFont(file, lazy=True, recalcTimestamp=False) as font:
        # Kept out of its hands: to see which names are in use, the subsetter walks
        # through all tables, which is a third of its time.
        names = font["name"]
        del font["name"]
        options = Options(hinting=False, notdef_outline=True, layout_features=list(_FEATURES))
        cutter = Subsetter(options)
        cutter.populate(unicodes=sorted(map(ord, letters)))
        cutter.subset(font)
        names.names = [name for name in names.names if name.nameID in _NAMES and name.isUnicode()]
        font["name"] = names
        return _woff2(font)


def _woff2(font: TTFont) -> bytes:
    font.flavor = "woff2"
    body = BytesIO()
    font.save(body, reorderTables=False)
    return body.getvalue()
