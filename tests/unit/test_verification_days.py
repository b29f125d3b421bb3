"""What `verify` finds in a brief of a span, whose stories are told day by day."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import cast

import pytest

from briefing.encoding import decode
from briefing.keeping import edition_of
from briefing.model import Brief, Entry, Legacy, Milestone, Passage
from briefing.protocols import Renderer
from briefing.registry import resolve
from briefing.renderers.data import document
from briefing.store.opening import IN_MEMORY
from briefing.store.store import Store, opened
from briefing.verification.checking import Checker
from briefing.verification.findings import Level
from editions import Published, published

FORMATS = {"html": "brief.html", "pdf": "brief.pdf", "markdown": "brief.md", "json": "brief.json"}


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Published:
    return published(tmp_path_factory.mktemp("edition"), formats=("json",))


@pytest.fixture(scope="module")
def store(edition: Published) -> Iterator[Store]:
    """Give a store in which the brief with a chronology is the one that was published."""
    with opened(edition.store) as old, opened(IN_MEMORY) as new, new.changing():
        for source in edition.brief.sources:
            read = old.document(source.document_digest)
            new.keep_document(read)
            new.keep_article(old.article(source.article_id), read_at=read.fetched_at)
        made = with_days(edition.brief, new)
        named = edition_of(made, ())
        new.plan(named, made, Legacy())
        new.finish(named.key)
        yield new


@pytest.fixture(scope="module")
def brief(edition: Published, store: Store) -> Brief:
    return with_days(edition.brief, store)


def with_days(brief: Brief, store: Store) -> Brief:
    """Leave one story, and tell it by the sentences that it does not print."""
    section, entry = next(
        (one, entry)
        for one in brief.sections
        for entry in one.entries
        if brief.sources[entry.source - 1].published
    )
    printed = {sentence for passage in entry.passages for sentence in passage.sentences}
    article = store.article(entry.article_id)
    days = tuple(
        Milestone(
            day=date(2021, 12, 31),
            passage=Passage(
                source=entry.source, article_id=article.id, sentences=(one,), score=0.5
            ),
        )
        for one in article.sentences
        if one not in printed
    )
    told = replace(entry, chronology=days)
    return replace(brief, glance=(), sections=(replace(section, entries=(told,)),))


def rendered(format_: str, brief: Brief, edition: Published) -> bytes:
    renderer = cast("Renderer", resolve("renderers", format_)(edition.settings.output))
    return renderer(brief).body


def found(name: str, body: bytes, edition: Published, store: Store, **more: Brief) -> set[str]:
    checker = Checker(settings=edition.settings, kept=store)
    outcome = checker.file(name, body, **more)
    return {one.what for one in outcome.findings if one.level is not Level.NOTE}


def only(brief: Brief) -> Entry:
    return brief.sections[0].entries[0]


def a_word(brief: Brief) -> str:
    """Give a long word of the first milestone that stands nowhere else in the stories."""
    [sentence] = only(brief).chronology[0].passage.sentences
    others = " ".join(one.text for each in only(brief).passages for one in each.sentences)
    return next(
        word for word in sentence.text.split() if word.isalpha() and word not in others
        and len(word) > len("months")
    )  # fmt: skip


@pytest.mark.parametrize("format_", FORMATS)
def test_a_brief_with_days_is_verified(
    format_: str, brief: Brief, edition: Published, store: Store
) -> None:
    body = rendered(format_, brief, edition)

    assert len(only(brief).chronology) >= 2
    assert found(FORMATS[format_], body, edition, store, brief=brief) == set()


@pytest.mark.parametrize("format_", FORMATS)
def test_a_day_that_is_told_in_other_words_is_found(
    format_: str, brief: Brief, edition: Published, store: Store
) -> None:
    word = a_word(brief)
    written = document(brief).decode().replace(word, "nothing")
    lie = decode(Brief, json.loads(written)["brief"])

    body = rendered(format_, lie, edition)

    # The same lie stands on the page and in the data that it carries.
    carries = format_ != "markdown"
    more = {} if carries else {"brief": lie}
    assert {"sentence", "file"} <= found(FORMATS[format_], body, edition, store, **more)
    assert "file" in found(FORMATS[format_], body, edition, store, brief=brief)


def test_a_page_alone_that_tells_a_day_in_other_words_is_found(
    brief: Brief, edition: Published, store: Store
) -> None:
    [sentence] = only(brief).chronology[0].passage.sentences
    page = rendered("html", brief, edition).decode()
    lie = page.replace(f">{sentence.text}<", f">{sentence.text[:-1]} at last.<")
    assert lie != page

    assert {"sentence", "file"} <= found("brief.html", lie.encode(), edition, store)


def test_a_sentence_under_another_day_is_found(
    brief: Brief, edition: Published, store: Store
) -> None:
    first, *others = only(brief).chronology
    moved = replace(first, day=date(2021, 12, 30))
    told = replace(only(brief), chronology=(moved, *others))
    lie = replace(brief, sections=(replace(brief.sections[0], entries=(told,)),))

    assert {"day", "edition"} <= found("brief.json", document(lie), edition, store)
