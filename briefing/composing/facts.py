"""A story in a few words: where, on which days, how much."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice

from briefing.model import Article, DateFinding, Entry, Fact, FactKind, Findings, Passage

_MOST_DAYS = 3
_MOST_FIGURES = 4


def with_facts(
    entry: Entry, articles: Mapping[str, Article], findings: Mapping[str, Findings]
) -> Entry:
    """Put the facts of an entry's printed sentences beside it; its sources have numbers."""
    facts = (
        *_place(entry, articles[entry.article_id]),
        *islice(_days(entry.passages), _MOST_DAYS),
        *islice(_figures(entry.passages, findings), _MOST_FIGURES),
    )
    return replace(entry, facts=facts)


def _place(entry: Entry, lead: Article) -> Iterator[Fact]:
    if lead.dateline:
        yield Fact(kind=FactKind.PLACE, source=entry.source, expression=lead.dateline)


def _days(passages: Iterable[Passage]) -> Iterator[Fact]:
    """Give each day that is spoken of once, by the first words that tell it."""
    found: dict[tuple[object, object], tuple[int, DateFinding]] = {}
    for passage in passages:
        printed = {sentence.position for sentence in passage.news}
        for day in (one for one in passage.dates if one.position in printed):
            found.setdefault((day.first, day.last), (passage.source, day))
    for source, day in sorted(found.values(), key=lambda pair: (pair[1].first, pair[1].last)):
        yield Fact(
            kind=FactKind.DAY,
            source=source,
            expression=day.expression,
            first=day.first,
            last=day.last,
        )


def _figures(passages: Iterable[Passage], findings: Mapping[str, Findings]) -> Iterator[Fact]:
    told: set[str] = set()
    for passage in passages:
        printed = {sentence.position for sentence in passage.news}
        known = findings.get(passage.article_id, Findings(article_id=passage.article_id))
        for figure in known.figures:
            if figure.position in printed and figure.expression.casefold() not in told:
                told.add(figure.expression.casefold())
                yield Fact(
                    kind=FactKind.FIGURE, source=passage.source, expression=figure.expression
                )
