from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import cast

from archives import NOW, page, settings
from briefing.engine import Limits
from briefing.engines.contract import Lost
from briefing.extractors.document import automatic
from briefing.gathering import articles
from briefing.model import Article, Drop, Locator, RawDocument, Reason
from briefing.partitions import day as days
from briefing.partitions.day import Day
from briefing.partitions.plan import Recipe
from briefing.protocols import Extractor
from briefing.settings import RunSettings, Settings
from briefing.summarizers.ranker import briefing
from briefing.summarizers.reading import guarded


def documents(count: int) -> Iterator[RawDocument | Drop]:
    """Give pages, one that is none, and what could not be read."""
    for number in range(count):
        body = page(number).encode() if number != 3 else b"<html></html>"
        yield RawDocument(
            locator=Locator(kind="file", uri=f"{number}.html", source="tests"),
            body=body,
            media_type="text/html",
            charset="utf-8",
            fetched_at=NOW,
            digest=f"{number:064}",
        )
        if number == 5:
            yield Drop(stage="source", uri="gone", reason=Reason.UNREADABLE, detail="gone")


def made(given: Settings, *, engine: str) -> Day:
    recipe = Recipe(language="en", extract=given.extract, summarize=given.summarize)
    extract = cast("Extractor", automatic(given.extract, language="en"))
    return Day(
        run=RunSettings(engine=engine, workers=2),
        recipe=recipe,
        alone=partial(articles, extract=extract, limits=Limits()),
        summarize_alone=briefing(given.summarize),
        large=4,
        chunk=3,
    )


def test_a_large_day_gives_the_same_articles_and_summaries_with_an_engine(
    tmp_path: Path,
) -> None:
    given = settings(tmp_path)
    alone, several = made(given, engine="serial"), made(given, engine="local")
    count = 8

    expected = list(alone.articles(documents(count)))
    found = list(several.articles(documents(count)))

    assert sorted(found, key=str) == sorted(expected, key=str)
    kept = [one for one in found if isinstance(one, Article)]
    assert kept == [one for one in expected if isinstance(one, Article)]
    assert [several.summarize(one) for one in kept] == [
        guarded(one, alone.summarize(one)) for one in kept
    ]


def test_a_small_day_starts_no_engine(tmp_path: Path) -> None:
    day = made(settings(tmp_path), engine="dask://127.0.0.1:1")  # where nobody answers
    day.alone = lambda found: (one for one in found if isinstance(one, Drop))

    assert list(day.articles(documents(2))) == []


def test_a_chunk_that_is_lost_is_told_document_by_document() -> None:
    chunk = (0, tuple(documents(2)))

    found = list(days._in_order([(chunk, Lost(why="it died"))]))

    assert [(one.uri, one.detail) for one in found if isinstance(one, Drop)] == [
        ("0.html", "it died"),
        ("1.html", "it died"),
    ]
