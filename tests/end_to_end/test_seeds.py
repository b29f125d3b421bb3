"""The main job on the two sample articles, held against seeds/MANIFEST.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from briefing.loading import Context, check, read
from briefing.model import Article, Brief
from briefing.pipeline import Ledger, assemble, write
from briefing.pipeline import read as read_articles
from briefing.registry import names
from briefing.settings import Settings, SourceSettings
from makers import NOW

ROOT = Path(__file__).parents[2]
MANIFEST = tomllib.loads((ROOT / "seeds/MANIFEST.toml").read_text(encoding="utf-8"))["article"]
EACH = pytest.mark.parametrize("expected", MANIFEST, ids=lambda one: one["file"])


@cache
def extracted(file: str) -> Article:
    source = SourceSettings(name="samples", paths=(f"seeds/{file}",))
    (article,), drops = read_articles(Settings(root=ROOT, sources=(source,)), now=NOW)
    assert drops == ()
    return article


@pytest.fixture(scope="module")
def brief() -> Brief:
    path = ROOT / "briefing.toml"
    settings = check(read(path), Context(root=path.parent, names=names))
    return write(settings, assemble(settings), Ledger(lambda *_: None), now=NOW)


@EACH
def test_exactly_the_article_remains(expected: dict[str, Any]) -> None:
    article = extracted(expected["file"])

    assert [one.text for one in article.sentences] == expected["sentences"]
    assert article.headline == expected["headline"]
    assert article.agency == expected["agency"]
    assert list(article.authors) == expected["authors"]
    assert article.published == expected.get("published")


@EACH
def test_every_sentence_stands_at_its_place(expected: dict[str, Any]) -> None:
    article = extracted(expected["file"])

    for sentence in article.sentences:
        assert article.text[sentence.start : sentence.end] == sentence.text


@EACH
def test_every_line_of_the_page_is_kept_or_told_as_removed(expected: dict[str, Any]) -> None:
    article = extracted(expected["file"])
    page = (ROOT / "seeds" / expected["file"]).read_text(encoding="utf-8")

    told = [*article.text.split(), *" ".join(one.text for one in article.removed).split()]

    assert sorted(told) == sorted(page.split())


@EACH
def test_each_theme_takes_the_sentences_that_it_should(
    expected: dict[str, Any], brief: Brief
) -> None:
    article = extracted(expected["file"])

    for section in brief.sections:
        printed = {
            sentence.position
            for entry in section.entries
            if entry.article_id == article.id
            for passage in entry.passages
            for sentence in passage.sentences
        }
        wanted = expected["themes"].get(section.title, [])
        # A quotation is printed whole, so a sentence may bring its neighbors along.
        assert set(wanted) <= printed, section.title
        assert bool(wanted) == bool(printed), section.title


def test_all_three_themes_are_there_and_nothing_is_left_over(brief: Brief) -> None:
    assert [section.title for section in brief.sections] == [
        "Embassy staffing",
        "Ukraine de-escalation",
        "Negotiation formats",
    ]
    assert brief.drops == ()
