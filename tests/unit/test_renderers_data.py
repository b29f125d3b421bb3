"""brief.json: it fits its schema, and gives back the brief that was written."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # ships no types
import pytest

from briefing.checking import specimen
from briefing.errors import SourceError
from briefing.model import Brief
from briefing.renderers.data import document, read, schema
from briefing.renderers.data import json as renderer
from briefing.settings import OutputSettings, Settings
from briefs import filled_with, one_story, two_articles


def changed(**values: Any) -> bytes:
    return json.dumps(json.loads(document(two_articles())) | values).encode()


@pytest.mark.parametrize("brief", [two_articles(), one_story(), specimen(Settings())])
def test_what_was_written_is_read_as_it_was(brief: Brief) -> None:
    rendered = renderer(OutputSettings())(brief)

    assert rendered.filename == "brief.json"
    assert read(rendered.body, uri="brief.json") == brief


@pytest.mark.parametrize("brief", [two_articles(), one_story(), specimen(Settings())])
def test_what_was_written_fits_the_schema(brief: Brief) -> None:
    checker = jsonschema.Draft202012Validator(schema())

    checker.check_schema(schema())

    assert [*checker.iter_errors(json.loads(document(brief)))] == []
    assert [*checker.iter_errors({"format": "briefing/brief", "version": 1})]


def test_people_can_read_it() -> None:
    text = document(two_articles()).decode()

    assert text.startswith('{\n "format": "briefing/brief",\n "version": 1,\n "brief": {\n')
    assert "Russia–US talks" in text
    assert text.endswith("\n}\n")


def test_half_a_character_is_replaced_and_no_place_moves() -> None:
    brief = filled_with("a\ud800b")

    body = document(brief)

    assert read(body, uri="brief.json").title == "a\ufffdb"
    assert document(read(body, uri="brief.json")) == body


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"\xff\xfe", "brief.json: is not UTF-8 text"),
        (b"<html>", "brief.json: is not JSON: line 1, column 1: Expecting value"),
        (b"[" * 200_000, "nested too deeply"),
        (b"9" * 10_000, "is not JSON"),
        (b'{"a": NaN}', "NaN is no number"),
        (b"{}", 'is no brief: it does not say {"format": "briefing/brief"}'),
        (b"[]", "is no brief: it does not say"),
        (changed(version=2), "is a brief of version 2, and 1 is read here; update briefing"),
        (changed(brief=[]), "is no brief: brief: expected an object"),
        (changed(brief={"headline": ""}), "is no brief: brief.headline: is not known here"),
        (changed(brief={}), "is no brief: brief.title: is missing"),
    ],
)
def test_what_is_no_brief_is_refused_with_what_is_wrong(body: bytes, told: str) -> None:
    with pytest.raises(SourceError) as caught:
        read(body, uri="brief.json")

    assert told in str(caught.value)


def test_a_fault_is_told_with_its_place() -> None:
    values = json.loads(document(two_articles()))
    values["brief"]["sections"][1]["entries"][0]["headline"] = 7

    with pytest.raises(SourceError, match=r"brief.sections\[1\].entries\[0\].headline: expected"):
        read(json.dumps(values).encode(), uri="brief.json")


def test_a_file_that_an_editor_saved_with_a_mark_is_read() -> None:
    brief = replace(two_articles(), edition="Evening")

    assert read(b"\xef\xbb\xbf" + document(brief), uri="brief.json") == brief


def test_the_renderer_travels_to_workers() -> None:
    brief = two_articles()
    render = renderer(OutputSettings())

    assert pickle.loads(pickle.dumps(render))(brief) == render(brief)


def test_a_brief_that_names_a_source_it_does_not_list_is_refused() -> None:
    values = json.loads(document(one_story()))
    values["brief"]["sections"][0]["entries"][0]["passages"][0]["source"] = 99

    with pytest.raises(
        SourceError, match=r"brief\.sections\[0\]\.entries\[0\]: 99 is not among the sources"
    ):
        read(json.dumps(values).encode(), uri="brief.json")
