from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from briefing.errors import ExtractionError
from briefing.extractors.document import automatic
from briefing.extractors.html import html
from briefing.model import Article, Locator, RawDocument, Reason
from briefing.settings import ExtractSettings
from makers import NOW

TITLE = "Council votes to rebuild northern pier"
PARAGRAPHS = (
    "The harbor council voted on Monday to rebuild the old northern pier after years of dispute "
    "with the fishing crews, who use it from March to October.",
    "Work on the pier is to begin in spring and will cost 12 million crowns, said the harbor "
    "master, Ada Roe, who had asked for a new one.",
    "The crews said they would not go to court, although they had asked for a longer pause during "
    "the herring season.",
)
ARTICLE = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
MENU = "<nav><ul><li><a href=/>Home</a></li><li><a href=/world>World</a></li></ul></nav>"


def page(*, head: str = "", article: str = ARTICLE, heading: str = TITLE, rest: str = "") -> bytes:
    body = f"{MENU}<main><article><h1>{heading}</h1>{article}</article></main>{rest}"
    return f"<!doctype html><html lang=en-GB><head>{head}</head><body>{body}</body></html>".encode()


def extract(body: bytes, *, uri: str = "a.html") -> Article:
    document = RawDocument(
        locator=Locator(kind="file", uri=uri, source="desk"),
        body=body,
        media_type="text/html",
        charset=None,
        fetched_at=NOW,
        digest=sha256(body).hexdigest(),
    )
    return html(ExtractSettings(), language="fr")(document)


def linked_data(**fields: object) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps({"@graph": [node]})}</script>'


def test_the_body_is_kept_and_the_menu_is_in_the_ledger() -> None:
    article = extract(page())

    assert article.text == "\n\n".join(PARAGRAPHS)
    assert article.headline == TITLE
    assert [(one.line, one.text, one.rule) for one in article.removed] == [
        (1, "Home", "page"),
        (2, "World", "page"),
        (3, TITLE, "headline"),
    ]


def test_furniture_inside_the_article_is_taken_by_its_rule() -> None:
    inside = ARTICLE.replace("</p><p>", "</p><p>Read more</p><p>", 1)

    article = extract(page(article=inside))

    assert article.text == "\n\n".join(PARAGRAPHS)
    assert ("Read more", "related") in [(one.text, one.rule) for one in article.removed]


def test_a_paragraph_that_stands_twice_is_in_the_body_and_once_in_the_ledger() -> None:
    article = extract(page(article=f"<p>{PARAGRAPHS[0]}</p>{ARTICLE}"))

    assert article.text == "\n\n".join(PARAGRAPHS)
    repeated = [one.line for one in article.removed if one.text == PARAGRAPHS[0]]
    assert repeated == [5]


def test_the_language_is_that_of_the_text_with_the_region_that_the_page_names() -> None:
    assert extract(page()).language == "en-GB"
    assert extract(page().replace(b" lang=en-GB", b"")).language == "en"
    assert extract(page().replace(b" lang=en-GB", b" lang=de")).language == "en"


def test_fields_are_read_from_linked_data() -> None:
    head = linked_data(
        headline=TITLE,
        datePublished="2025-03-03T09:30:00+01:00",
        author=[{"@type": "Person", "name": "Jane Doe"}, {"name": "John Roe"}],
        publisher={"name": "Harbor Post"},
    )

    article = extract(page(head=head + '<link rel=canonical href="https://example.org/pier">'))

    assert article.authors == ("Jane Doe", "John Roe")
    assert article.published == datetime(2025, 3, 3, 8, 30, tzinfo=UTC)
    assert (article.site, article.url) == ("Harbor Post", "https://example.org/pier")


def test_fields_are_read_from_meta_tags() -> None:
    head = (
        f'<meta property="og:title" content="{TITLE} | Harbor Post">'
        '<meta property="og:site_name" content="Harbor Post">'
        '<meta name="author" content="Reuters">'
        '<meta property="article:published_time" content="2025-03-03T09:30:00Z">'
    )

    article = extract(page(head=head, heading=""))

    assert (article.headline, article.site) == (TITLE, "Harbor Post")
    assert (article.authors, article.agency) == ((), "Reuters")
    assert article.published == datetime(2025, 3, 3, 9, 30, tzinfo=UTC)


def test_the_article_s_only_time_element_dates_it() -> None:
    dated = '<time datetime="2025-03-03T09:30Z">today</time>' + ARTICLE

    article = extract(page(article=dated))

    assert article.published == datetime(2025, 3, 3, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "rest",
    [
        "<footer>© 2021 Harbor Post, 16 June 2021</footer>",
        "<aside><article><h2>Storm</h2><time datetime=2021-06-16>then</time></article></aside>",
        "<figure><figcaption>The pier on June 16, 2021. (AFP)</figcaption></figure>",
    ],
)
def test_a_date_elsewhere_on_the_page_is_not_the_article_s(rest: str) -> None:
    assert extract(page(rest=rest)).published is None


def test_broken_linked_data_is_passed_over() -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", </script>'

    assert extract(page(head=head)).headline == TITLE


def test_the_charset_that_the_page_names_is_believed() -> None:
    text = page(head="<meta charset=windows-1251>").decode().replace("Ada Roe", "Анна Орлова")

    assert "Анна Орлова" in extract(text.encode("cp1251")).text


def test_characters_hidden_in_entities_do_not_reach_the_article() -> None:
    article = extract(page(article=ARTICLE.replace("crowns", "&#8238;crowns&#8236;")))

    assert article.text == "\n\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    "body", [b"<html></html>", page(article="<p>Soon.</p>"), b"<!doctype html>"]
)
def test_a_page_without_an_article_is_refused(body: bytes) -> None:
    with pytest.raises(ExtractionError) as caught:
        extract(body)

    assert caught.value.reason is Reason.NO_ARTICLE


def test_a_page_nested_deeper_than_python_allows_is_read_or_refused() -> None:
    deep = "<div>" * 5_000 + ARTICLE + "</div>" * 5_000

    try:
        result: Article | Reason = extract(page(article=deep))
    except ExtractionError as error:
        result = error.reason

    assert isinstance(result, Article) or result is Reason.NO_ARTICLE


def test_a_page_under_the_name_of_a_text_file_is_read_as_a_page() -> None:
    body = page()
    document = RawDocument(
        locator=Locator(kind="file", uri="a.txt", source="desk"),
        body=body,
        media_type="text/plain",
        charset=None,
        fetched_at=NOW,
        digest=sha256(body).hexdigest(),
    )

    article = automatic(ExtractSettings(), language="en")(document)

    assert article.text == "\n\n".join(PARAGRAPHS)


def test_nothing_heavy_is_loaded_before_it_is_needed() -> None:
    program = (
        "import sys; import briefing.extractors.document;"
        "print({'trafilatura', 'lxml', 'charset_normalizer', 'Stemmer'} & set(sys.modules))"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert (done.stdout.strip(), done.stderr) == ("set()", "")
