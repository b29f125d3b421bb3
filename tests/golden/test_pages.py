"""Pages of each look, held against small pictures that a person has looked at.

`make golden` draws them anew; look at them before you commit them.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # has none
import pytest
from PIL import Image, ImageChops, ImageStat

from briefing.renderers.pdf import pdf
from briefing.settings import OutputSettings
from briefs import many_articles, two_articles

HERE = Path(__file__).parent
DOTS_PER_INCH = 36
CLOSE = 1.5  # of 255, on average; a line that moves by its height makes 3 or more


def drawn(look: str, columns: int) -> list[Image.Image]:
    """Draw the first page and one of a theme."""
    themes = two_articles().sections
    many = many_articles(9).sections[0]
    brief = replace(
        many_articles(9), sections=(*themes, many), marking="TLP:AMBER", author="Press office"
    )
    document = pypdfium2.PdfDocument(pdf(OutputSettings(look=look, columns=columns))(brief).body)
    scale = DOTS_PER_INCH / 72
    return [document[page].render(scale=scale).to_pil().convert("L") for page in (0, 2)]


@pytest.mark.parametrize(
    ("look", "columns"), [("classic", 1), ("compact", 1), ("broadsheet", 1), ("broadsheet", 2)]
)
def test_pages_look_as_they_did_when_they_were_looked_at(
    look: str, columns: int, *, update_golden: bool
) -> None:
    for name, picture in zip(("first", "theme"), drawn(look, columns), strict=True):
        path = HERE / f"{look}-{columns}-{name}.png"
        if update_golden:
            picture.quantize(16).save(path, optimize=True)
        golden = Image.open(path).convert("L")

        assert picture.size == golden.size
        apart = ImageStat.Stat(ImageChops.difference(picture, golden)).mean[0]
        assert apart < CLOSE, f"{path.name}: {apart:.2f} of 255 apart"
