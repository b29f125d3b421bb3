"""Markdown: front matter as hints, words without their stars."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from test_unpacking_opening import documents, opened

from briefing.model import Hints

FRONT = """---
title: "Council votes: yes"
date: 2026-01-05T10:00:00+01:00
authors:
  - Ada Roe
  - 'Bo Li'
tags: [harbour, "sea"]
url: https://e.example/a
lang: en
---
"""


def test_front_matter_becomes_hints_and_is_no_text() -> None:
    (document,) = documents(opened((FRONT + "\nWords.\n").encode(), "a.md"))

    assert document.hints == Hints(
        url="https://e.example/a",
        headline="Council votes: yes",
        authors=("Ada Roe", "Bo Li"),
        published=datetime(2026, 1, 5, 9, tzinfo=UTC),
        language="en",
        tags=("harbour", "sea"),
    )
    assert "Ada" not in document.body.decode()


def test_sentences_come_out_as_a_reader_sees_them() -> None:
    text = (
        "The *council* said **no** to [the plan](https://e.example), a `snake_case_word`, 2\\*3.\n"
    )

    (document,) = documents(opened(text.encode(), "a.md"))

    assert (
        "<p>The <em>council</em> said <strong>no</strong> to "
        '<a href="https://e.example">the plan</a>, a <code>snake_case_word</code>, 2*3.</p>'
    ) in document.body.decode()


def test_the_first_heading_is_the_headline_where_no_field_says_another() -> None:
    (document,) = documents(opened(b"# Council votes\n\nWords.\n", "a.md"))

    assert document.hints.headline == "Council votes"
    assert document.body.count(b"<h1>") == 1


def test_front_matter_without_its_end_is_text() -> None:
    (document,) = documents(opened(b"---\ntitle: x\n\nWords.\n", "a.md"))

    assert document.hints == Hints()


@pytest.mark.parametrize(
    "text", ["[" * 10_000, "*a " * 10_000, "> " * 10_000, "`" * 10_000, "---\n" + "a:\n" * 10_000]
)
def test_markdown_made_to_take_long_is_read_soon(text: str) -> None:
    assert len(opened(text.encode(), "a.md")) == 1
