"""JSON records: one a line, in a list, or in a service's answer."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from test_unpacking_opening import LIMITS, documents, drops, locators, opened

from briefing.model import Drop, Hints, Reason

WORDS = "The harbour council voted on Monday."


def record(**fields: object) -> bytes:
    return json.dumps({"title": "Council votes", "text": WORDS} | fields).encode()


def test_a_record_gives_its_text_and_fields() -> None:
    line = record(
        url="https://e.example/a", date="2026-01-05", author=["Ada Roe", "Bo Li"], agency="EP",
        source={"name": "Courier"}, language="en", section="Local", modified=1767610800,
        keywords="harbour, sea",
    )  # fmt: skip

    (document,) = documents(opened(line + b"\n", "a.jsonl"))

    assert document.locator.uri == "a.jsonl!/1"
    assert (document.body.decode(), document.media_type) == (WORDS, "text/plain")
    assert document.hints == Hints(
        url="https://e.example/a",
        headline="Council votes",
        authors=("Ada Roe", "Bo Li"),
        agency="EP",
        site="Courier",
        published=datetime(2026, 1, 5, tzinfo=UTC),
        updated=datetime(2026, 1, 5, 11, tzinfo=UTC),
        language="en",
        section="Local",
        tags=("harbour", "sea"),
    )


@pytest.mark.parametrize(
    "name", ["articleBody", "article_body", "BODY", "content", "maintext", "Full-Text"]
)
def test_the_text_is_found_under_the_names_that_are_used_for_it(name: str) -> None:
    (document,) = documents(opened(json.dumps({name: WORDS, "id": 4}).encode(), "a.json"))

    assert document.body.decode() == WORDS


def test_html_is_given_as_a_page() -> None:
    found = opened(record(text=f"<p>{WORDS}</p>") + b"\n" + record(html="<p>x</p>"), "a.jsonl")

    assert [one.media_type for one in documents(found)] == ["text/html", "text/html"]
    assert f"<p>{WORDS}</p>" in documents(found)[0].body.decode()


def test_a_record_without_a_text_leads_to_its_page() -> None:
    line = json.dumps({"title": "Vote", "link": "https://e.example/a", "text": " "}).encode()

    (locator,) = locators(opened(line, "a.jsonl"))

    assert (locator.kind, locator.uri, locator.hints.headline) == (
        "web",
        "https://e.example/a",
        "Vote",
    )


def test_a_bad_line_costs_itself_alone() -> None:
    found = opened(
        b"\n".join([record(), b"{bad", b"[" * 100_000, b"{}", b"7", b"", record()]), "a.jsonl"
    )

    assert [one.locator.uri for one in documents(found)] == ["a.jsonl!/1", "a.jsonl!/7"]
    assert drops(found) == [
        ("a.jsonl!/2", Reason.UNREADABLE),
        ("a.jsonl!/3", Reason.REFUSED),
        ("a.jsonl!/4", Reason.NO_ARTICLE),
        ("a.jsonl!/5", Reason.NO_ARTICLE),
    ]


def test_a_line_without_end_is_never_held() -> None:
    body = record() + b"\n" + b"x" * 5000 + b"\n" + record()

    found = opened(body, "a.jsonl", limits=replace(LIMITS, max_bytes=1000))

    assert [one.locator.uri for one in documents(found)] == ["a.jsonl!/1", "a.jsonl!/3"]
    assert drops(found) == [("a.jsonl!/2", Reason.TOO_LARGE)]


@pytest.mark.parametrize(
    "body",
    [
        b"[" + record() + b"," + record() + b"]",
        b"[\n" + record() + b",\n" + record() + b"\n]\n",
        b"[" + record() + b",\n" + record() + b"]",
        b'{"status": "ok", "articles": [' + record() + b"," + record() + b"]}",
        json.dumps([json.loads(record())] * 2, indent=2).encode(),
        b"\xef\xbb\xbf" + record() + b"\n" + record(),
    ],
)
def test_lists_of_records_are_read_in_whatever_form_they_are_written(body: bytes) -> None:
    assert [one.body.decode() for one in documents(opened(body, "a.json"))] == [WORDS, WORDS]


def test_a_text_that_a_service_has_cut_leads_to_the_page() -> None:
    line = record(text=WORDS + "… [+200 chars]", url="https://e.example/a")

    assert [one.uri for one in locators(opened(line, "a.json"))] == ["https://e.example/a"]


@pytest.mark.parametrize("body", [b"3", b"null", b'{"a": 1}', b"[1, 2]"])
def test_json_without_an_article_is_dropped(body: bytes) -> None:
    for found in opened(body, "a.json"):
        assert isinstance(found, Drop)
        assert found.reason == Reason.NO_ARTICLE
