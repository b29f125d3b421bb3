"""A large day on several processors: what is done to one document alone, chunk by chunk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice

from briefing.engines.contract import Lost
from briefing.engines.opening import SERIAL, open_engine
from briefing.errors import SummaryError
from briefing.model import Article, Drop, RawDocument, Reason, Summary
from briefing.partitions.plan import Recipe
from briefing.partitions.preparing import prepare_documents
from briefing.settings import RunSettings

LARGE = 200  # documents; fewer are read before an engine has started
CHUNK = 50

Found = RawDocument | Drop
Chunk = tuple[int, tuple[Found, ...]]  # its place among the others
Known = tuple[Article, Summary | None, str] | Drop  # with why there is no summary


@dataclass(slots=True, kw_only=True)
class Day:
    """Reads the documents of a day, and knows the summaries of the articles that it gave.

    `alone` is how few documents are read, and all of them where no engine is asked for.
    """

    run: RunSettings
    recipe: Recipe
    alone: Callable[[Iterable[Found]], Iterator[Article | Drop]]
    summarize_alone: Callable[[Article], Summary]
    large: int = LARGE
    chunk: int = CHUNK
    _known: dict[str, tuple[Summary | None, str]] = field(default_factory=dict)

    def articles(self, found: Iterable[Found]) -> Iterator[Article | Drop]:
        """Give the article of each document, in order."""
        rest = iter(found)
        if self.run.engine == SERIAL:
            yield from self.alone(rest)
            return
        first = tuple(islice(rest, self.large))
        if len(first) < self.large:
            yield from self.alone(first)
            return
        chunks = enumerate(_chunks(chain(first, rest), self.chunk))
        with open_engine(self.run.engine, workers=self.run.workers) as engine:
            results = engine.run(partial(work_on, recipe=self.recipe), chunks)
            for one in _in_order(results):
                yield one if isinstance(one, Drop) else self._noted(*one)

    def summarize(self, article: Article) -> Summary:
        """Give the summary of an article, which may be known already.

        Raises:
            SummaryError: there is none.
        """
        if article.id not in self._known:
            return self.summarize_alone(article)
        summary, problem = self._known[article.id]
        if summary is None:
            raise SummaryError(article.id, problem)
        return summary

    def _noted(self, article: Article, summary: Summary | None, problem: str) -> Article:
        self._known[article.id] = summary, problem
        return article


def work_on(chunk: Chunk, recipe: Recipe) -> tuple[Known, ...]:
    """Extract and rank the documents of a chunk; it may be run again, anywhere."""
    rows = (row for row, _ in prepare_documents(chunk[1], recipe))
    return tuple(
        row if isinstance(row, Drop) else (row.article, row.summary, row.problem) for row in rows
    )


def _chunks(found: Iterator[Found], size: int) -> Iterator[tuple[Found, ...]]:
    while chunk := tuple(islice(found, size)):
        yield chunk


def _in_order(results: Iterable[tuple[Chunk, tuple[Known, ...] | Lost]]) -> Iterator[Known]:
    """Give results in the order of their chunks, whichever comes first."""
    waiting: dict[int, tuple[Known, ...]] = {}
    due = 0
    for chunk, result in results:
        place, documents = chunk
        waiting[place] = (
            tuple(_lost(one, result.why) for one in documents)
            if isinstance(result, Lost)
            else result
        )
        while due in waiting:
            yield from waiting.pop(due)
            due += 1


def _lost(one: Found, why: str) -> Drop:
    if isinstance(one, Drop):
        return one
    return Drop(stage="extract", uri=one.locator.uri, reason=Reason.TOO_COSTLY, detail=why)
