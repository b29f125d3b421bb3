"""Which inputs make a partition, and what it is called."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, astuple, dataclass
from datetime import datetime
from pathlib import Path

from briefing.model import Drop, Locator, RawDocument, Reason
from briefing.settings import ExtractSettings, Settings, SummarizeSettings

MOST_INPUTS = 400
MOST_BYTES = 48_000_000  # of the inputs of a partition, where they are several
RANGE_BYTES = 1_000_000  # of a file of records one a line, which can be cut anywhere
_LINES = frozenset({".jsonl", ".ndjson"})
_READ = 1 << 20
_DIGITS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A file, or the lines of one that begin in [start, end); `stamp` is its time in ns.

    `first` is the number of the first of these lines, from 1. Where `end` is 0 all is read.
    `kind` is "file", or "fetched" for a page that was fetched once, at `stamp`.
    """

    kind: str
    uri: str
    source: str
    size: int
    stamp: int
    start: int = 0
    end: int = 0
    first: int = 1

    @property
    def key(self) -> tuple[object, ...]:
        """What tells it from all other inputs, and from itself when it has changed."""
        return astuple(self)

    @property
    def length(self) -> int:
        """How many bytes are read of it."""
        return self.end - self.start if self.end else self.size


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What decides what becomes of a document."""

    language: str
    extract: ExtractSettings
    summarize: SummarizeSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What every partition of an archive is made with; the same everywhere."""

    root: Path  # absolute, so that workers elsewhere find it
    folder: Path  # of the partitions, absolute
    version: str
    recipe: Recipe
    max_bytes: tuple[tuple[str, int], ...]  # by the name of a source
    cache: Path | None
    now: datetime

    @property
    def digest(self) -> str:
        """SHA-256 over what can change a partition."""
        return hashlib.sha256(_canonical([self.version, asdict(self.recipe)])).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """Inputs that are worked on together; `name` is that of its file."""

    name: str
    inputs: tuple[Input, ...]

    @property
    def length(self) -> int:
        """How many bytes are read for it."""
        return sum(one.length for one in self.inputs)


def work_of(settings: Settings, folder: Path, *, version: str, now: datetime) -> Work:
    """Take from the settings what partitions are made with."""
    cache = settings.fetch.cache
    return Work(
        root=settings.root.absolute(),
        folder=folder.absolute(),
        version=version,
        recipe=Recipe(
            language=settings.brief.language,
            extract=settings.extract,
            summarize=settings.summarize,
        ),
        max_bytes=tuple((one.name, one.max_bytes) for one in settings.sources),
        cache=cache.absolute() if cache else None,
        now=now,
    )


def inputs_of(
    located: Iterable[Locator | RawDocument | Drop], root: Path
) -> Iterator[Input | Drop]:
    """Turn what a source lists into inputs; a long file of lines becomes several."""
    for one in located:
        if isinstance(one, Drop):
            yield one
        elif isinstance(one, RawDocument) or one.kind != "file":
            detail = "an archive is made of files and of pages that were fetched before"
            uri = one.locator.uri if isinstance(one, RawDocument) else one.uri
            yield Drop(stage="source", uri=uri, reason=Reason.NOT_REACHED, detail=detail)
        else:
            yield from _of_file(one, root / one.uri)


def _of_file(locator: Locator, path: Path) -> Iterator[Input | Drop]:
    try:
        known = path.stat()
        size, stamp = known.st_size, known.st_mtime_ns
        ranges = [(0, 0, 1)]
        if path.suffix.lower() in _LINES and size > RANGE_BYTES:
            ranges = list(_ranges(path, RANGE_BYTES))
    except OSError as error:
        detail = error.strerror or str(error)
        yield Drop(stage="source", uri=locator.uri, reason=Reason.UNREADABLE, detail=detail)
        return
    for start, end, first in ranges:
        yield Input(
            kind="file",
            uri=locator.uri,
            source=locator.source,
            size=size,
            stamp=stamp,
            start=start,
            end=end,
            first=first,
        )


def _ranges(path: Path, most: int) -> Iterator[tuple[int, int, int]]:
    """Cut a file behind lines, into parts of about so many bytes."""
    start = at = 0
    first = number = 1
    with path.open("rb") as file:
        for line in file:
            at += len(line)
            number += 1
            if at - start >= most:
                yield start, at, first
                start, first = at, number
    if at > start:
        yield start, at, first


def partitions(
    inputs: Iterable[Input],
    work: Work,
    *,
    most_inputs: int = MOST_INPUTS,
    most_bytes: int = MOST_BYTES,
) -> Iterator[Partition]:
    """Put inputs together, in their order, into partitions of about one size."""
    held: list[Input] = []
    size = 0
    for one in inputs:
        if held and (len(held) >= most_inputs or size + one.length > most_bytes or one.end):
            yield _partition(held, work)
            held, size = [], 0
        held.append(one)
        size += one.length
        if one.end:
            yield _partition(held, work)
            held, size = [], 0
    if held:
        yield _partition(held, work)


def _partition(inputs: Iterable[Input], work: Work) -> Partition:
    own = tuple(inputs)
    said = _canonical([work.digest, [one.key for one in own]])
    return Partition(name=hashlib.sha256(said).hexdigest()[:_DIGITS], inputs=own)


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, default=str).encode("utf-8", "surrogatepass")
