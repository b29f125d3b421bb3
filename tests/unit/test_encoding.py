"""Our types as JSON and back: nothing is lost, and what does not fit is named."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from briefing.checking import specimen
from briefing.encoding import decode, encode, schema
from briefing.model import Brief, Picture
from briefing.settings import Settings
from briefs import one_story, two_articles


@pytest.mark.parametrize("brief", [two_articles(), one_story(), specimen(Settings())])
def test_a_brief_comes_back_from_json_as_it_was(brief: Brief) -> None:
    written = json.dumps(encode(brief))

    assert decode(Brief, json.loads(written)) == brief


def test_times_are_written_in_utc_and_days_as_days() -> None:
    brief = specimen(Settings())

    written = encode(replace(brief, issued=datetime(2022, 1, 2, 6, 0, tzinfo=UTC)))

    assert written["issued"] == "2022-01-02T06:00:00Z"
    assert written["sections"][0]["entries"][0]["facts"][1]["first"] == "2000-01-01"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"title": 3}, "title: expected text"),
        ({"sections": {}}, "sections: expected an array"),
        ({"glances": []}, "glances: is not known here"),
        ({"issued": "yesterday"}, "issued: 'yesterday' is no datetime"),
        ({"issued": "2022-01-02T06:00:00"}, "a time without a zone"),
        ({"logo": {"media_type": "image/png", "body": "!"}}, "logo.body: '!' is no bytes"),
        ({"glance": [{}]}, r"glance\[0\].source: is missing"),
        ({"drops": [{"stage": "a", "uri": "b", "reason": "c", "detail": ""}]}, "no Reason"),
        ({"period": ["2022-01-02T06:00:00Z"]}, "period: expected 2 values, got 1"),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(change: dict[str, Any], told: str) -> None:
    values = encode(two_articles()) | change

    with pytest.raises(ValueError, match=told):
        decode(Brief, values)


def test_a_missing_value_may_be_left_out_where_the_type_has_a_default() -> None:
    assert decode(Picture, {"url": "https://example.org/a.png"}).caption is None


@dataclass(frozen=True)
class Tree:
    """A type that holds itself."""

    day: date
    below: tuple[Tree, ...] = ()


def test_a_schema_describes_types_within_types() -> None:
    told = schema(Tree)

    assert told["$ref"] == "#/$defs/Tree"
    assert told["$defs"]["Tree"]["description"] == "A type that holds itself."
    assert told["$defs"]["Tree"]["properties"]["day"] == {"type": "string", "format": "date"}
    below = told["$defs"]["Tree"]["properties"]["below"]
    assert below == {"type": "array", "items": {"$ref": "#/$defs/Tree"}}


def test_a_schema_says_what_may_be_missing_and_what_may_be_null() -> None:
    told = schema(Picture)["$defs"]["Picture"]

    assert told["required"] == ["url"]
    assert told["properties"]["caption"] == {"anyOf": [{"type": "string"}, {"type": "null"}]}
    assert told["additionalProperties"] is False
