from __future__ import annotations

import pytest

from briefing.renderers import notes
from briefing.renderers.wikis.markdown import note

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[go](javascript:alert(1))",
    "[go](JaVaScRiPt:alert(1))",
    "[go](data:text/html,x)",
    "[go](file:///etc/passwd)",
    "[go][1]\n\n[1]: javascript:alert(1)",
    "<javascript:alert(1)>",
    '<a href="javascript:alert(1)">go</a>',
    '<p style="position:fixed" onclick="alert(1)">x</p>',
    "<svg><script>alert(1)</script></svg>",
    "![x](https://tracker.example/x.png)",
    "<iframe src=//example.org>",
    '<a href="https://example.org" onmouseover="alert(1)">x</a>',
]


def test_what_a_note_may_hold_is_kept() -> None:
    source = "*a* **b** [c](https://example.org)\n\n- d\n\n1. e\n\n> f"

    page = notes.html(source)

    assert "<em>a</em> <strong>b</strong>" in page
    assert '<a href="https://example.org">c</a>' in page
    assert "<ul>" in page
    assert "<ol>" in page
    assert "<blockquote>" in page


def test_headings_stand_below_those_of_the_sections() -> None:
    assert "<h3>One</h3>" in notes.html("# One")
    assert "<h6>Five</h6>" in notes.html("##### Five")


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_in_a_note_is_live_in_the_page(attack: str) -> None:
    page = notes.html(attack).lower()

    for mark in (
        "<script",
        "<img",
        "<svg",
        "<iframe",
        'href="j',
        'href="d',
        'href="f',
        " on",
        "style=",
    ):
        assert mark not in page


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_in_a_note_is_live_in_the_wiki(attack: str) -> None:
    text = note(notes.tree(attack))

    assert "<" not in text.replace("(<https://", "")
    assert "javascript:" not in text.replace("&", "").lower() or "](" not in text


def test_a_note_is_written_again_as_the_same_markdown() -> None:
    source = (
        "### One\n\nA *b* **c** [d](<https://example.org/e>).\n\n"
        "- f\n- g\n\n1. h\n2. i\n\n> j\n\n* * *"
    )

    assert note(notes.tree(source, below=0)) == source


@pytest.mark.parametrize("source", ["- a\n    - b\n- c", "- a\n\n- b", "> 1. a\n> 2. b\n\nc"])
def test_a_rewritten_note_means_the_same(source: str) -> None:
    assert notes.html(note(notes.tree(source))) == notes.html(source)
