from __future__ import annotations

import pickle
from dataclasses import replace
from hashlib import sha256

import pytest

from briefing.errors import ExtractionError
from briefing.extractors.document import automatic, is_html
from briefing.extractors.plain import plain
from briefing.model import Article, Hints, Locator, RawDocument, Reason
from briefing.settings import ExtractSettings
from briefing.text import article_id
from makers import NOW

TEXT = """Council votes to rebuild northern pier

By Jane Doe

The harbor council voted on Monday to rebuild the old northern pier. “At last,” said the mayor.

Work on the pier is to begin in spring and will cost 12 million crowns.
"""


def document(
    body: bytes, *, uri: str = "a.txt", charset: str | None = None, media_type: str = "text/plain"
) -> RawDocument:
    return RawDocument(
        locator=Locator(kind="file", uri=uri, source="desk"),
        body=body,
        media_type=media_type,
        charset=charset,
        fetched_at=NOW,
        digest=sha256(body).hexdigest(),
    )


def extract(body: bytes, *, charset: str | None = None) -> Article:
    return plain(ExtractSettings(), language="en-GB")(document(body, charset=charset))


def refusal(body: bytes) -> Reason:
    with pytest.raises(ExtractionError) as caught:
        extract(body)
    assert caught.value.uri == "a.txt"
    return caught.value.reason


def test_an_article_knows_its_document_and_itself() -> None:
    body = TEXT.encode()

    article = extract(body)

    assert article.id == article_id(article.document_digest, article.headline, article.text)
    assert article.document_digest == sha256(body).hexdigest()
    assert article.digest == sha256(article.text.encode()).hexdigest()
    assert (article.uri, article.source, article.language) == ("a.txt", "desk", "en-GB")
    assert (article.url, article.site, article.published) == (None, None, None)
    assert (article.headline, article.authors) == (
        "Council votes to rebuild northern pier",
        ("Jane Doe",),
    )
    assert article.text.startswith("The harbor council voted")
    assert [one.paragraph for one in article.sentences] == [0, 0, 1]


def test_an_address_that_was_read_is_the_article_s() -> None:
    found = document(TEXT.encode(), uri="https://example.org/pier")

    assert plain(ExtractSettings(), language="en")(found).url == "https://example.org/pier"


def test_an_article_without_a_headline_is_called_by_its_first_sentence() -> None:
    body = TEXT.partition("By Jane Doe")[2].encode()

    assert extract(body).headline == (
        "The harbor council voted on Monday to rebuild the old northern pier."
    )


@pytest.mark.parametrize(
    ("encoding", "charset"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-8", "iso-8859-1"),  # a server's default that is not so
        ("utf-16", None),
        ("utf-32", None),
        ("cp1252", "iso-8859-1"),
        ("cp1252", None),
        ("utf-8", "no such charset"),
        ("utf-8", "hex"),
    ],
)
def test_text_is_read_in_the_encoding_it_has(encoding: str, charset: str | None) -> None:
    assert "“At last,” said the mayor." in extract(TEXT.encode(encoding), charset=charset).text


def test_a_declared_charset_of_seven_bits_is_believed() -> None:
    text = "市議会は月曜日、古い北の桟橋を再建することを決めた。工事は春に始まると市長は述べた。"

    assert extract(text.encode("iso-2022-jp"), charset="iso-2022-jp").text == text


def test_a_text_that_shifts_between_alphabets_is_told_by_its_marks() -> None:
    text = "市議会は月曜日、古い北の桟橋を再建することを決めた。工事は春に始まると市長は述べた。"

    assert extract(text.encode("iso-2022-jp")).text == text


def test_bidirectional_overrides_do_not_reach_the_article() -> None:
    article = extract(TEXT.replace("crowns", "\u202ecrowns").encode())

    assert "\u202e" not in article.text


@pytest.mark.parametrize("body", [b"", b"  \n\t ", b"\xef\xbb\xbf\n"])
def test_an_empty_document_is_refused_as_empty(body: bytes) -> None:
    assert refusal(body) is Reason.EMPTY


@pytest.mark.parametrize(
    "body",
    [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00", bytes(range(256)) * 8, b"a\x00b" * 90],
)
def test_what_is_no_text_is_refused_as_such(body: bytes) -> None:
    assert refusal(body) is Reason.NOT_TEXT


@pytest.mark.parametrize("body", [b"Menu\nHome\nSign in\n", b"It rained all day in the town."])
def test_too_few_words_are_refused_as_no_article(body: bytes) -> None:
    assert refusal(body) is Reason.NO_ARTICLE


def test_the_extractor_can_be_sent_to_a_worker() -> None:
    for factory in (plain, automatic):
        sent = pickle.loads(pickle.dumps(factory(ExtractSettings(), language="en")))

        assert sent(document(TEXT.encode())).headline == "Council votes to rebuild northern pier"


@pytest.mark.parametrize(
    ("body", "media_type", "expected"),
    [
        (b"anything", "text/html; charset=utf-8", True),
        (b"\n<!DOCTYPE html><title>a</title>", "text/plain", True),
        ("<html lang='en'>".encode("utf-16"), "text/plain", True),
        (b"<div><p>a</p><p>b</p><p>c</p></div>", "text/plain", True),
        (b"The tag <html5> and 1 < 2 are not a page.", "text/plain", False),
        (TEXT.encode(), "text/plain", False),
    ],
)
def test_a_page_is_told_by_its_type_or_its_first_bytes(
    body: bytes, media_type: str, expected: bool
) -> None:
    assert is_html(document(body, media_type=media_type)) is expected


def test_a_byline_that_an_agency_gives_for_an_author_is_read() -> None:
    given = replace(
        document(TEXT.encode()), hints=Hints(authors=("Von Anna Müller, dpa", "Di Marco"))
    )

    article = plain(ExtractSettings(), language="en")(given)

    assert article.authors == ("Anna Müller", "Di Marco")
