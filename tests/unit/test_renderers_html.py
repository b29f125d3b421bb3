from __future__ import annotations

import base64
import hashlib
import pickle
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from briefing import resources
from briefing.errors import RenderError
from briefing.model import Brief
from briefing.renderers.html import html
from briefing.settings import OutputSettings
from briefs import FORMATS, ROW, STAFFING, day_by_day, filled_with, one_story, two_articles

VOID = {"br", "hr", "img", "input", "link", "meta"}
ATTACK = """<script>alert(1)</script>"'><img src=x onerror=alert(1)>{{ 7*7 }}</style></title>"""


class Page(HTMLParser):
    """Tags with their attributes, the text of each, and whether all are closed."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[int, str] = {}
        self.open: list[tuple[str, int]] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append((tag, len(self.tags) - 1))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for _tag, number in self.open:
            self.texts[number] = self.texts.get(number, "") + data

    def all(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        """The attributes of each such tag, with its text under "text"."""
        return [
            attributes | {"text": self.texts.get(number, "")}
            for number, (name, attributes) in enumerate(self.tags)
            if name == tag and wanted.items() <= attributes.items()
        ]


def rendered(brief: Brief, settings: OutputSettings | None = None) -> str:
    return html(settings or OutputSettings())(brief).body.decode()


def programs(page: Page) -> list[str]:
    """Give the scripts of a page that a browser would run."""
    every = page.all("script")
    return [one["text"] for one in every if one.get("type") != "application/json"]


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(rendered(two_articles()))


def test_the_page_is_one_file_that_fetches_nothing(page: Page) -> None:
    assert not page.all("link")
    assert not page.all("img")
    policy = page.all("meta", **{"http-equiv": "Content-Security-Policy"})[0]["content"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; font-src data:;")


def test_the_only_script_is_ours_and_allowed_by_its_hash(page: Page) -> None:
    policy = page.all("meta", **{"http-equiv": "Content-Security-Policy"})[0]["content"]

    script, data = page.all("script")

    digest = base64.b64encode(hashlib.sha256(script["text"].encode()).digest()).decode()
    assert f"; script-src 'sha256-{digest}';" in policy
    assert script["text"] == resources.script()
    assert data["type"] == "application/json"  # which no browser runs


def test_the_page_says_what_it_is(page: Page) -> None:
    assert page.all("html")[0]["lang"] == "en"
    assert page.all("title")[0]["text"] == "Russia–US talks, 2 January 2022"
    assert page.all("meta", name="generator")[0]["content"] == "briefing 1.0"
    assert page.all("meta", name="description")[0]["content"].startswith(
        "2 articles from 2 sources, on Embassy staffing, Ukraine de-escalation, Negotiation"
    )


def test_the_parts_are_landmarks_and_all_tags_are_closed(page: Page) -> None:
    assert len(page.all("main")) == 1
    assert len(page.all("nav")) == 1
    assert len(page.all("header")) == 1
    assert len(page.all("h1")) == 1
    assert page.open == []


def test_ids_are_unique_and_every_link_within_the_page_leads_somewhere(page: Page) -> None:
    ids = [attributes["id"] for _tag, attributes in page.tags if "id" in attributes]
    targets = {link["href"][1:] for link in page.all("a") if link["href"].startswith("#")}

    assert len(ids) == len(set(ids))
    assert targets <= set(ids)


def test_sentences_stand_word_for_word_with_their_place(page: Page) -> None:
    found = {
        (one["data-article"], int(one["data-start"]), int(one["data-end"]), one["text"])
        for one in page.all("span", **{"class": "sentence"})
    }

    expected = {("staffing", one.start, one.end, one.text) for one in STAFFING}
    expected |= {("formats", one.start, one.end, one.text) for one in FORMATS}
    assert found == expected


def test_a_mark_leads_to_the_source_and_the_source_back(page: Page) -> None:
    marks = [link for link in page.all("a", href="#source-1") if link["text"] == "[1]"]
    back = {link["href"] for link in page.all("a") if link["href"].startswith("#entry-")}

    assert len(marks) == 4
    assert page.all("li", id="source-1")[0]["value"] == "1"
    assert back == {"#entry-1-1", "#entry-2-1", "#entry-2-2", "#entry-3-1"}


def test_a_missing_date_is_told(page: Page) -> None:
    first = page.all("article", id="entry-1-1")[0]["text"]

    assert "date not given" in first
    assert "Original article" not in first


def test_an_ellipsis_stands_where_the_article_says_more_and_nowhere_else(page: Page) -> None:
    texts = [one["text"] for one in page.all("article")]

    assert len(page.all("p", **{"class": "gap"})) == 1
    assert "…" not in texts[0]
    assert "…" in texts[1]


def test_the_colophon_tells_what_was_left_out(page: Page) -> None:
    text = page.all("footer")[0]["text"]

    assert "scan.pdf" in text
    assert "not text" in text
    assert "/home/desk" not in text


def test_nothing_from_outside_is_live() -> None:
    page = Page(rendered(filled_with(ATTACK)))

    assert programs(page) == [resources.script()]
    assert not page.all("img")
    assert not [name for _tag, names in page.tags for name in names if name.startswith("on")]
    assert page.all("h1")[0]["text"] == ATTACK
    assert page.open == []


def test_an_address_that_could_run_is_printed_and_not_linked() -> None:
    page = Page(rendered(filled_with("javascript:alert(1)")))

    assert all(link["href"].startswith("#") for link in page.all("a"))


def test_one_partial_can_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "_masthead.html.j2").write_text("<header><h1>Ours: {{ brief.title }}</h1></header>")

    page = Page(rendered(two_articles(), OutputSettings(templates=tmp_path)))

    assert page.all("h1")[0]["text"] == "Ours: Russia–US talks"
    assert len(page.all("article")) == 4


def test_a_template_can_extend_the_one_that_it_replaces(tmp_path: Path) -> None:
    (tmp_path / "brief.html.j2").write_text(
        '{% extends "packaged/brief.html.j2" %}{% block contents %}<p id="ours"></p>{% endblock %}'
    )

    page = Page(rendered(two_articles(), OutputSettings(templates=tmp_path)))

    assert page.all("p", id="ours")
    assert not page.all("nav")


def test_a_fault_in_a_template_of_the_user_names_its_line(tmp_path: Path) -> None:
    (tmp_path / "_entry.html.j2").write_text("<article>\n{{ entry.headlin }}</article>")

    with pytest.raises(RenderError, match=r"_entry\.html\.j2:2: .*headlin"):
        rendered(two_articles(), OutputSettings(templates=tmp_path))


def test_the_style_sheet_of_the_user_comes_last_and_stays_in_its_element(tmp_path: Path) -> None:
    house = tmp_path / "house.css"
    house.write_text("h1{color:navy} /* </style><script>alert(1)</script> */")

    page = Page(rendered(two_articles(), OutputSettings(styles=(house,))))

    assert page.all("style")[-1]["text"].strip().startswith("h1{color:navy}")
    assert programs(page) == [resources.script()]


def test_a_brief_without_extras_renders() -> None:
    bare = replace(
        two_articles(), subtitle="", period=None, note="", glance=(), sections=(), drops=()
    )

    page = Page(rendered(bare))

    assert "dates not given" in page.all("dl")[0]["text"]
    assert "Nothing that was read was left out." in page.all("footer")[0]["text"]


def test_a_headline_of_the_brief_is_in_the_page_once_for_each_entry(page: Page) -> None:
    assert [one["text"] for one in page.all("h3")].count(ROW) == 2


def test_a_renderer_pickles() -> None:
    render = pickle.loads(pickle.dumps(html(OutputSettings())))

    assert render(two_articles()).filename == "brief.html"


def test_a_story_tells_who_else_has_it_and_a_digest_stands_before_its_theme() -> None:
    written = rendered(one_story())

    told = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", written))
    assert (
        "3 articles, 2 voices · first 31 December 2021, 23:15 UTC · also in Lokmat Times [2]"
        in told
    )
    assert "Tells a story under Embassy staffing" in told
    assert written.index(STAFFING[1].text) < written.index(STAFFING[0].text)


def test_a_chronology_is_a_list_of_days_with_sentences_marks_and_a_line() -> None:
    written = rendered(day_by_day())
    page = Page(written)

    days = [one for one in page.all("time") if len(one["datetime"]) == len("2022-01-04")]
    assert [(one["datetime"], one["text"]) for one in days] == [
        ("2022-01-04", "4 January 2022"),
        ("2022-01-06", "6 January 2022"),
        ("2022-01-10", "10 January 2022"),
    ]
    told = [one["text"].strip() for one in page.all("dd") if "[" in one["text"]]
    assert told == [f"{FORMATS[at].text}[{mark}]" for at, mark in ((0, 2), (1, 3), (3, 5))]
    assert page.all("div", role="group") == page.all("div", **{"class": "chronology"})
    # The line stands with the days, once; the source that is not told there is faint.
    assert written.count('class="timeline"') == 1
    assert written.index('class="timeline"') < written.index("<dt><time")
    assert written.count('fill-opacity="0.35"') == 1


def test_what_a_chronology_needs_is_only_in_a_page_that_has_one() -> None:
    assert ".chronology" in rendered(day_by_day())
    assert "chronology" not in rendered(one_story())
