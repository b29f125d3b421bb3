"""Everything that is done to one document, in children that may be killed."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import cast

from briefing.engine import Guard, Limits
from briefing.errors import ExtractionError, SummaryError
from briefing.model import Drop, RawDocument, Reason
from briefing.parquet.prepared import Prepared
from briefing.partitions.plan import Input, Recipe, Work
from briefing.partitions.reading import read
from briefing.protocols import Extractor, Summarizer
from briefing.registry import resolve

# A file may hold a year of news: what it costs is bounded by document, and by the wait for one.
OPENING = Limits(cpu_s=86_400)
STAGES = ("extract", "summarize", "annotate", "fingerprint")

Worked = tuple[Prepared | Drop, tuple[float, ...]]  # and the seconds of each stage


def prepare(inputs: Sequence[Input], work: Work) -> Iterator[Worked]:
    """Give the articles of some inputs, in order, and a `Drop` for what is left out."""
    opening, _ = _crew()
    yield from prepare_documents(opening.over((one, work) for one in inputs), work.recipe)


def prepare_documents(found: Iterable[RawDocument | Drop], recipe: Recipe) -> Iterator[Worked]:
    """Give the articles of some documents, in order; what was left out passes through."""
    _, working = _crew()
    drops: list[Drop] = []

    def documents() -> Iterator[tuple[RawDocument, Recipe]]:
        for one in found:
            if isinstance(one, Drop):
                drops.append(one)
            else:
                yield one, recipe

    for result in working.over(documents()):
        yield from _told(drops)
        yield result
    yield from _told(drops)


def _told(drops: list[Drop]) -> Iterator[Worked]:
    yield from ((drop, ()) for drop in drops)
    drops.clear()


Opening = Guard[tuple[Input, Work], RawDocument | Drop, Drop]
Working = Guard[tuple[RawDocument, Recipe], Worked, Worked]


@lru_cache(maxsize=1)
def _crew() -> tuple[Opening, Working]:
    """Give the children that do the work: the same for all partitions, since they start slowly."""
    return (
        Guard(read, limits=OPENING, failed=_unreadable),
        Guard(worked, limits=Limits(), failed=_too_costly),
    )


def _unreadable(item: tuple[Input, Work], why: str) -> Drop:
    return Drop(stage="source", uri=item[0].uri, reason=Reason.TOO_COSTLY, detail=why)


def _too_costly(item: tuple[RawDocument, Recipe], why: str) -> Worked:
    uri = item[0].locator.uri
    return Drop(stage="extract", uri=uri, reason=Reason.TOO_COSTLY, detail=why), ()


def worked(item: tuple[RawDocument, Recipe]) -> Iterator[Worked]:
    """Work out all that can be worked out of one document alone."""
    document, recipe = item
    from briefing.annotators.findings import annotate  # noqa: PLC0415 - where it is used
    from briefing.dedup.shingles import shingled  # noqa: PLC0415 - loads NumPy
    from briefing.stories.terms import terms  # noqa: PLC0415
    from briefing.summarizers.reading import guarded  # noqa: PLC0415

    extract, summarize = _stages(recipe)
    times = [time.perf_counter()]

    def lap() -> None:
        times.append(time.perf_counter())

    try:
        article = extract(document)
    except ExtractionError as error:
        yield (
            Drop(stage="extract", uri=error.uri, reason=error.reason, detail=error.detail),
            (time.perf_counter() - times[0],),
        )
        return
    lap()
    summary, problem = None, ""
    try:
        summary = guarded(article, summarize(article))
    except SummaryError as error:
        problem = error.detail
    lap()
    findings = annotate(article)
    lap()
    shingles = shingled(article)
    prepared = Prepared(
        article=article,
        summary=summary,
        problem=problem,
        findings=findings,
        terms=terms(article),
        words=shingles.words,
        sample=tuple(shingles.sample),
    )
    lap()
    yield prepared, tuple(after - before for before, after in pairwise(times))


@lru_cache(maxsize=1)
def _stages(recipe: Recipe) -> tuple[Extractor, Summarizer]:
    return (
        cast(
            "Extractor",
            resolve("extractors", "automatic")(recipe.extract, language=recipe.language),
        ),
        cast("Summarizer", resolve("summarizers", recipe.summarize.method)(recipe.summarize)),
    )
