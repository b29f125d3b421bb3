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
from briefing.model import Article, Locator, Picture, RawDocument, Reason
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
MORE = (
    "The old pier, of oak and stone, was closed after the storm of last November, when a part of "
    "it fell into the sea and two boats were lost.",
    "Since then the crews have landed their fish in the next town, an hour down the coast, and the "
    "market of the port has stood empty on most days.",
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
        (1, "Home", "navigation"),
        (2, "World", "navigation"),
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


@pytest.mark.parametrize(
    ("kind", "rest"),
    [
        ("share", '<div class="social-share">Send it to a friend, or to all of them</div>'),
        (
            "comments",
            "<section id=comments><p>I never liked it, said a reader.</p></section>",
        ),
        (
            "related",
            "<div class=related><a href=/b>Storm closes the coastal road</a></div>",
        ),
        ("subscription", "<div class=newsletter-box><p>Our letter, each morning at six</p></div>"),
        ("caption", "<figure><img src=a.jpg><figcaption>The pier in March</figcaption></figure>"),
        ("tags", "<ul class=tags><li><a href=/t>Harbor</a></li></ul>"),
        ("footer", "<footer>Harbor Post, 12 Quay Street</footer>"),
        ("control", "<button>Subscribe<span>now</span></button>"),
    ],
)
def test_what_is_left_out_is_named_after_what_it_looks_like(kind: str, rest: str) -> None:
    article = extract(page(rest=rest))

    assert article.text == "\n\n".join(PARAGRAPHS)
    assert kind in {one.rule for one in article.removed}


@pytest.mark.parametrize(
    "line",
    [
        "Image source, Getty Images",
        "Image caption, The pier in March",
        "Comments are not available",
        "12:30 GMT",
        "Updated at 1:23 p.m.",
        "The northern pier in March (Image: GETTY)",
        "Follow Harbor Post on Instagram and Facebook.",
        "***",
        "3 hours ago",
        "Sign up for our morning newsletter",
    ],
)
def test_a_line_of_a_site_between_the_paragraphs_is_taken(line: str) -> None:
    inside = ARTICLE.replace("</p><p>", f"</p><p>{line}</p><p>", 1)

    article = extract(page(article=inside))

    assert article.text == "\n\n".join(PARAGRAPHS)
    assert line in {one.text for one in article.removed}


def test_an_element_of_the_site_s_own_does_not_cut_a_sentence() -> None:
    marked = ARTICLE.replace("of dispute", "of <x-term><a href=/t>dispute</a></x-term>", 1)

    assert extract(page(article=marked)).text == "\n\n".join(PARAGRAPHS)


def test_quotes_lists_subheads_and_results_are_kept() -> None:
    long = "".join(f"<p>{paragraph}</p>" for paragraph in (*PARAGRAPHS, *MORE))
    inside = (
        f"{long}<h2>What comes next for the crews</h2><blockquote><p>We have waited ten years "
        "for this day, and we can wait for another spring.</p></blockquote>"
        f"{ARTICLE}<p>The council asked for these three things:</p><ul><li>a pause of work in the "
        "herring season from March to May</li><li>a lamp at the end of the pier, lit at all hours"
        "</li></ul><p>These are the votes of the council, as the harbor master read them out:</p>"
        "<table><tr><td>For</td><td>12</td></tr><tr><td>Against</td><td>3</td></tr></table>"
        f"<p>{MORE[0]} Nobody spoke after that.</p>"
    )

    text = extract(page(article=inside)).text

    assert "What comes next for the crews" in text
    assert "We have waited ten years" in text
    assert "a lamp at the end of the pier" in text
    assert "For | 12" in text


def test_the_dateline_the_update_and_the_section_are_read() -> None:
    head = (
        '<meta property="article:section" content="World">'
        '<meta property="article:tag" content="Harbors, Fishing">'
        '<meta property="article:published_time" content="2025-03-03T09:30:00Z">'
        '<meta property="article:modified_time" content="2025-03-04">'
    )
    inside = ARTICLE.replace("<p>", "<p>GENEVA (Reuters) - ", 1)

    article = extract(page(head=head, article=inside))

    assert (article.dateline, article.agency) == ("GENEVA", "Reuters")
    assert (article.section, article.tags) == ("World", ("Harbors", "Fishing"))
    assert (article.updated, article.updated_day_only) == (datetime(2025, 3, 4, tzinfo=UTC), True)


def test_what_was_only_updated_is_not_thereby_published() -> None:
    article = extract(page(article=f"<p>Last updated: 4 March 2025, 08:00 GMT</p>{ARTICLE}"))

    assert article.published is None
    assert article.updated == datetime(2025, 3, 4, 8, 0, tzinfo=UTC)


def test_the_lead_picture_is_an_address_with_its_caption() -> None:
    head = '<meta property="og:image" content="/pictures/pier.jpg?w=1200">'
    figure = (
        "<figure><img src=/pictures/pier.jpg><figcaption>The pier in March</figcaption></figure>"
    )

    article = extract(page(head=head, article=figure + ARTICLE), uri="https://example.org/a")

    assert article.picture == Picture(
        url="https://example.org/pictures/pier.jpg?w=1200", caption="The pier in March"
    )


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


SOON = "<p>The council will meet again on Monday to vote on the pier, the mayor said here.</p>"


@pytest.mark.parametrize(
    ("reason", "body"),
    [
        (
            Reason.NOT_A_PAGE,
            "<title>Page not found | Harbor Post</title><h1>404</h1><p>The page you are looking "
            "for has sailed, or was never here. Please try the front page of the Harbor Post.</p>",
        ),
        (
            Reason.NOT_A_PAGE,
            "<title>Just a moment...</title><p>Checking if the site connection is secure. Harbor "
            "Post needs to review the security of your connection before proceeding.</p>",
        ),
        (
            Reason.NOT_A_PAGE,
            "<title>Harbor Post</title><p>Please enable JavaScript to go on reading, "
            "since this page cannot be shown by a browser without it.</p>",
        ),
        (
            Reason.NOT_A_PAGE,
            "<title>Before you continue</title><h1>Before you continue</h1><p>We and partners use "
            "cookies to store and access personal data on your device, with your consent.</p>"
            "<p>You can manage options or withdraw at any time.</p><button>Accept all</button>",
        ),
        (
            Reason.NOT_A_PAGE,
            "<title>Log in | Harbor Post</title><h1>Log in</h1><form><p>Use the name and password "
            "that the Harbor Post sent to you by letter when you came to us.</p>"
            "<input name=user><input type=password></form>",
        ),
        (
            Reason.PAYWALL,
            f"<h1>{TITLE}</h1>{SOON}<div class=paywall><p>Subscribe to continue reading this "
            "article.</p><p>Already a subscriber? Log in</p></div>",
        ),
        (
            Reason.TEASER,
            f"<h1>{TITLE}</h1>{SOON}<p><a href=/full>Read the full story</a></p>",
        ),
        (
            Reason.NO_ARTICLE,
            "<title>Harbor Post</title>"
            + "".join(
                f"<div class=item><h3><a href=/{i}>Council votes to rebuild pier {i}</a></h3>"
                "<p>The crews had asked for a longer pause, and they got it.</p></div>"
                for i in range(14)
            ),
        ),
    ],
)
def test_a_page_that_is_no_article_is_dropped_with_its_reason(reason: Reason, body: str) -> None:
    with pytest.raises(ExtractionError) as caught:
        extract(f"<!doctype html><html>{body}</html>".encode())

    assert caught.value.reason is reason


def test_an_article_about_paywalls_and_cookies_is_an_article() -> None:
    about = (
        "<p>Readers are asked to subscribe to continue reading, and to accept all cookies of our "
        "partners, said the report on consent and personal data, which found no page without.</p>"
    )

    article = extract(page(article=ARTICLE + about + ARTICLE.replace("council", "board") * 2))

    assert "accept all cookies" in article.text


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


def test_a_page_behind_a_paywall_is_told_by_the_phrases_of_copied_text_too() -> None:
    walled = f"<p>{PARAGRAPHS[0]}</p><div>Статья доступна только по подписке</div>"

    with pytest.raises(ExtractionError) as raised:
        extract(page(article=walled))

    assert raised.value.reason is Reason.PAYWALL


def test_a_headline_too_long_to_print_is_left_to_the_brief_which_says_that_it_cut_it() -> None:
    heading = "A ship came in. " * 60_000

    headline = extract(page(heading=heading, head=f"<title>{heading}</title>")).headline

    assert 300 < len(headline) <= 3_000


def test_a_short_report_whose_headline_opens_with_a_number_is_no_error_page() -> None:
    assert extract(page(heading="500 people flee the harbor")).text
