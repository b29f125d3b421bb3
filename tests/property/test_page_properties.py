"""What holds for any web page, however odd."""

from __future__ import annotations

import re
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.errors import ExtractionError
from briefing.extractors.pages.reading import read_page
from briefing.model import Hints

WORDS = re.compile(r"\w+")
TEXTS = st.sampled_from(
    [
        "Home", "Read more", "By Jane Doe", "3 March 2025", "Image source, Getty", "(AFP)", "12",
        "Share this", "Comments", "The council voted on Monday to close the old bridge.", "Reuters",
        "Nobody spoke against it, said the mayor, who had asked for a new one since the storm.",
        "GENEVA (Reuters) - The crews said they would not go to court over the bridge.", "© 2025",
        "Совет проголосовал за новый мост, сказал мэр.", "港口委员会周一投票决定重建旧码头。",
        "x < y",
    ]
)  # fmt: skip
BLOCKS = st.sampled_from(
    (
        *("p", "div", "li", "h1", "h2", "blockquote", "td", "section", "article", "aside"),
        *("nav", "footer", "figcaption", "pre", "button", "dd"),
    )
)
CLASSES = st.sampled_from(["", "menu", "article-body", "related", "hidden", "newsletter"])
INLINE = st.sampled_from(["", "b", "a", "span", "time"])


def escaped(text: str) -> str:
    return text.replace("<", "&lt;")


@st.composite
def elements(draw: st.DrawFn) -> str:
    tag, named, inner, text = draw(BLOCKS), draw(CLASSES), draw(INLINE), escaped(draw(TEXTS))
    held = f"<{inner}>{text}</{inner}>" if inner else text
    return f'<{tag} class="{named}">{held}</{tag}>'


@st.composite
def pages(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Give a page of nested parts, and every text that a reader sees on it."""
    parts = draw(st.lists(elements(), max_size=25))
    wrapped = []
    for part in parts:
        outer = draw(st.sampled_from(["", "div", "main", "ul", "tr", "table"]))
        wrapped.append(f"<{outer}>{part}</{outer}>" if outer else part)
    page = "<script>unseen()</script>".join(wrapped)
    seen = [re.sub(r"<[^>]*>", "", part).replace("&lt;", "<") for part in parts]
    return f"<html><head><title>Unseen</title></head><body>{page}</body></html>", seen


@settings(deadline=None, max_examples=120)
@given(pages())
def test_what_is_kept_and_what_is_removed_is_the_whole_page(page: tuple[str, list[str]]) -> None:
    html, seen = page
    try:
        cleaned = read_page(html, uri="page", known=Hints()).cleaned
    except ExtractionError:
        return

    kept = Counter(WORDS.findall(" ".join(cleaned.paragraphs)))
    removed = Counter(WORDS.findall(" ".join(one.text for one in cleaned.removed)))
    assert kept + removed == Counter(WORDS.findall(" ".join(seen)))
    lines = [one.line for one in cleaned.removed]
    assert lines == sorted(lines)


@settings(deadline=None, max_examples=120)
@given(st.one_of(st.text(max_size=400), st.lists(elements(), max_size=9).map("".join)))
def test_any_text_said_to_be_a_page_is_read_or_refused(text: str) -> None:
    try:
        cleaned = read_page(f"<p>{text}", uri="page", known=Hints()).cleaned
    except ExtractionError:
        return

    assert all(paragraph == " ".join(paragraph.split()) for paragraph in cleaned.paragraphs)
