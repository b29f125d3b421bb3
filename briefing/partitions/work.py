"""`process_partition`: from inputs to one Parquet file, whichever engine runs it, and how often."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import cast

from briefing import __version__
from briefing.engine import Guard, Limits
from briefing.errors import EngineError, ExtractionError, SummaryError
from briefing.model import Drop, RawDocument, Reason
from briefing.parquet.files import about, digest_of, write
from briefing.parquet.rows import Prepared, table
from briefing.partitions.plan import Input, Partition, Recipe, Work
from briefing.partitions.reading import read
from briefing.protocols import Extractor, Summarizer
from briefing.registry import resolve

SUFFIX = ".parquet"
# A file may hold a year of news: what it costs is bounded by document, and by the wait for one.
_OPENING = Limits(cpu_s=86_400)
_STAGES = ("extract", "summarize", "annotate", "fingerprint")

Worked = tuple[Prepared | Drop, tuple[float, ...]]  # and the seconds of each stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a partition came to: its file's digest and size, and what stands in it.

    `left_out` counts by reason, `seconds` by stage. Where `is_old` the file stood already.
    """

    name: str
    digest: str
    size: int
    articles: int
    left_out: tuple[tuple[str, int], ...]
    seconds: tuple[tuple[str, float], ...] = ()
    is_old: bool = False


def path_of(folder: Path, name: str) -> Path:
    """Give the place of a partition's file."""
    return folder / f"{name}{SUFFIX}"


def process_partition(partition: Partition, work: Work) -> Made:
    """Read, extract, clean, annotate, rank and fingerprint; write the file, and say what is in it.

    It may be run again, here or elsewhere: the file has its place only when it is whole,
    and one that has it is not made again.

    Raises:
        EngineError: this worker has another version of the package.
        ArchiveError: the file cannot be written.
    """
    if work.version != __version__:
        raise EngineError(
            "dask",
            f"a worker has version {__version__} of this package, and the run {work.version}; "
            "install the same version everywhere",
        )
    path = path_of(work.folder, partition.name)
    if path.is_file():
        return made(path)
    began = time.perf_counter()
    rows: list[Prepared | Drop] = []
    seconds = dict.fromkeys(("read", *_STAGES, "write"), 0.0)
    for row, spent in prepare(partition.inputs, work):
        rows.append(row)
        for stage, own in zip(_STAGES, spent, strict=False):
            seconds[stage] += own
    seconds["read"] = max(0.0, time.perf_counter() - began - sum(seconds.values()))
    began = time.perf_counter()
    left_out = Counter(row.reason.value for row in rows if isinstance(row, Drop))
    said = {
        "name": partition.name,
        "articles": str(len(rows) - left_out.total()),
        **{f"left out: {reason}": str(count) for reason, count in sorted(left_out.items())},
    }
    digest = write(path, table(rows, said))
    seconds["write"] = time.perf_counter() - began
    return Made(
        name=partition.name,
        digest=digest,
        size=path.stat().st_size,
        articles=len(rows) - left_out.total(),
        left_out=tuple(sorted(left_out.items())),
        seconds=tuple(seconds.items()),
    )


def made(path: Path) -> Made:
    """Say what stands in a file that was made before.

    Raises:
        ArchiveError: it is damaged.
    """
    said = about(path)
    opening = "left out: "
    return Made(
        name=path.stem,
        digest=digest_of(path),
        size=path.stat().st_size,
        articles=int(said["articles"]),
        left_out=tuple(
            (key.removeprefix(opening), int(count))
            for key, count in sorted(said.items())
            if key.startswith(opening)
        ),
        is_old=True,
    )


def prepare(inputs: Sequence[Input], work: Work) -> Iterator[Worked]:
    """Give the articles of some inputs, in order, and a `Drop` for what is left out."""
    opening, working = _crew()
    drops: list[Drop] = []

    def documents() -> Iterator[tuple[RawDocument, Recipe]]:
        for found in opening.over((one, work) for one in inputs):
            if isinstance(found, Drop):
                drops.append(found)
            else:
                yield found, work.recipe

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
        Guard(read, limits=_OPENING, failed=_unreadable),
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
