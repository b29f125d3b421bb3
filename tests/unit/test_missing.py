"""Letters without a font, and texts that run from right to left, on paper."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from briefing.checking import findings
from briefing.renderers.missing import script, told
from briefing.renderers.pdf import directed, pdf
from briefing.settings import BriefSettings, OutputSettings, Settings, ThemeSettings
from briefs import two_articles
from makers import NOW

NOBODYS = "\U0010fffd"  # for private use, at the very end: no font has it


def test_a_letter_that_no_font_has_is_told() -> None:
    brief = replace(two_articles(), title=f"A title {NOBODYS}")

    warnings = pdf(OutputSettings())(brief).warnings

    assert len(warnings) == 1
    assert "lacks Symbols, such as" in warnings[0]
    assert "U+10FFFD" in warnings[0]
    assert pdf(OutputSettings())(two_articles()).warnings == ()


def test_check_tells_of_letters_in_the_settings_that_no_font_has() -> None:
    output = OutputSettings(formats=("pdf",))
    theme = ThemeSettings(name="A theme", description=NOBODYS, any=("word",))

    [fault] = findings(Settings(output=output, themes=(theme,)), now=NOW)

    assert fault.startswith("format pdf: the PDF lacks Symbols")
    assert not list(findings(Settings(output=output, brief=BriefSettings()), now=NOW))


@pytest.mark.parametrize(
    ("letter", "name"),
    [("द", "Devanagari"), ("外", "CJK"), ("한", "Hangul"), ("א", "Hebrew"), ("😀", "Symbols")],
)
def test_a_script_has_a_name(letter: str, name: str) -> None:
    assert script(letter) == name


def test_each_script_is_told_once_with_what_to_install() -> None:
    warnings = told(["外", "交", "द", "\u200d"])

    assert [warning.split(",")[0] for warning in warnings] == [
        "the PDF lacks CJK",
        "the PDF lacks Devanagari",
    ]
    assert "apt install fonts-noto-cjk" in warnings[0]
    assert "apt install fonts-noto-core" in warnings[1]


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("<p dir=\"auto\">A headline</p>", "ltr"),
        ("<p dir=\"auto\">«מה» — 12</p>", "rtl"),
        ("<p class=\"x\" dir=\"auto\"><span data-x=\"Latin\">12 محادثات</span></p>", "rtl"),
        ("<p dir=\"auto\">12</p><p>א</p>", "ltr"),
    ],
)  # fmt: skip
def test_a_text_runs_as_its_first_letter_does(text: str, direction: str) -> None:
    assert directed(text) == text.replace("auto", direction)


def test_a_headline_from_right_to_left_ends_at_the_right() -> None:
    brief = two_articles()
    arabic = replace(brief, title="محادثات")

    def start(title_page: PdfReader) -> float:
        places: list[float] = []
        title_page.pages[0].extract_text(
            visitor_text=lambda text, cm, tm, font, size: (
                places.append(cm[0] * tm[4] + cm[4]) if text.strip() else None
            )
        )
        return places[0]

    left = start(PdfReader(io.BytesIO(pdf(OutputSettings())(brief).body)))
    right = start(PdfReader(io.BytesIO(pdf(OutputSettings())(arabic).body)))

    assert right > left + 200
