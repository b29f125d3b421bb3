"""What holds for any text and any bytes, however odd."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.errors import ExtractionError
from briefing.extractors.cleaning import clean_page
from briefing.extractors.document import automatic
from briefing.extractors.plain import plain
from briefing.model import Article, Locator, RawDocument, Reason
from briefing.settings import ExtractSettings
from briefing.text import printable, split_sentences, words
from makers import NOW

LANGUAGES = st.sampled_from(["en", "de", "fr", "ru", "zh", "ar", "xx"])

# Texts that look like news, broken in the places where news is broken.
PIECES = st.sampled_from(
    [
        "The U.S. said so. ", "Gen. Roe ", "“Why?” ", "... ", "J. K. ", "5 p.m. ", "(AFP)", "AFP",
        "\n", "\n\n", "By Ada Roe", "Read more:", "Also Read: a title", "Published: 9 Dec 2021",
        "Comments", "。", "« Non. »", "• ", "<p>", "</div>", "&amp;", "\u202e", "\x00", "é", " ",
        "The council voted on Monday to close the old bridge, and nobody spoke against it. ",
    ]
)  # fmt: skip
NEWS = st.lists(PIECES, max_size=40).map("".join)
TEXTS = st.one_of(st.text(max_size=300), NEWS)
BODIES = st.one_of(st.binary(max_size=400), TEXTS.map(lambda text: text.encode(errors="replace")))


def document(
    body: bytes, media_type: str = "text/plain", charset: str | None = None
) -> RawDocument:
    return RawDocument(
        locator=Locator(kind="file", uri="a.txt", source="tests"),
        body=body,
        media_type=media_type,
        charset=charset,
        fetched_at=NOW,
        digest=sha256(body).hexdigest(),
    )


@given(TEXTS, LANGUAGES)
def test_sentences_are_verbatim_in_order_and_cover_all_that_is_not_space(
    text: str, language: str
) -> None:
    found = split_sentences(text, language=language)

    assert [one.position for one in found] == list(range(len(found)))
    assert all(text[one.start : one.end] == one.text == one.text.strip() != "" for one in found)
    assert all(one.end <= two.start for one, two in pairwise(found))
    assert all(one.paragraph <= two.paragraph for one, two in pairwise(found))
    covered = "".join("".join(one.text.split()) for one in found)
    assert covered == "".join(text.split())


@given(TEXTS, LANGUAGES)
def test_no_sentence_holds_a_blank_line(text: str, language: str) -> None:
    for one in split_sentences(text, language=language):
        assert all(line.strip() for line in one.text.split("\n"))


@given(TEXTS)
def test_printable_text_stays_as_it_is(text: str) -> None:
    once = printable(text)

    assert printable(once) == once
    once.encode()


@given(TEXTS)
def test_every_word_holds_a_letter_or_a_figure(text: str) -> None:
    assert all(any(character.isalnum() for character in word) for word in words(text))


@given(TEXTS)
def test_what_is_kept_and_what_is_removed_is_the_whole_page(text: str) -> None:
    page = printable(text)

    cleaned = clean_page(page)

    kept = Counter(" ".join(cleaned.paragraphs).split())
    removed = Counter(" ".join(removal.text for removal in cleaned.removed).split())
    assert kept + removed == Counter(page.split())
    numbers = [removal.line for removal in cleaned.removed]
    assert numbers == sorted(numbers)


@given(BODIES, st.sampled_from([None, "utf-8", "latin-1", "shift_jis", "hex", "no\x00ne", "utf-7"]))
def test_any_bytes_give_an_article_or_a_reason(body: bytes, charset: str | None) -> None:
    extract = plain(ExtractSettings(min_words=3), language="en")

    try:
        result: Article | Reason = extract(document(body, charset=charset))
    except ExtractionError as error:
        result = error.reason

    assert isinstance(result, Article | Reason)
    if isinstance(result, Article):
        assert result.text == "\n\n".join(result.text.split("\n\n"))
        assert all(result.text[one.start : one.end] == one.text for one in result.sentences)


@settings(deadline=None, max_examples=60)
@given(BODIES)
def test_any_bytes_said_to_be_a_page_give_an_article_or_a_reason(body: bytes) -> None:
    extract = automatic(ExtractSettings(min_words=3), language="en")

    try:
        result: Article | Reason = extract(document(body, media_type="text/html"))
    except ExtractionError as error:
        result = error.reason

    assert isinstance(result, Article | Reason)
