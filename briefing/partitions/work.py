"""`process_partition`: from inputs to one Parquet file, whichever engine runs it, and how often."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from briefing import __version__
from briefing.errors import ArchiveError, EngineError
from briefing.model import Drop
from briefing.parquet.files import about, digest_of, write
from briefing.parquet.prepared import Prepared
from briefing.partitions.plan import Partition, Work
from briefing.partitions.preparing import STAGES, Worked, prepare

SUFFIX = ".parquet"
_LEFT_OUT = "left out: "


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
    and one that has it is not made again, unless it is damaged.

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
        with suppress(ArchiveError):
            return made(path)
    tally = _Tally()
    began = time.perf_counter()
    digest = write(path, tally.rows(prepare(partition.inputs, work)), tally.about)
    tally.seconds["write"] = max(0.0, time.perf_counter() - began - sum(tally.seconds.values()))
    return Made(
        name=partition.name,
        digest=digest,
        size=path.stat().st_size,
        articles=tally.articles,
        left_out=tuple(sorted(tally.left_out.items())),
        seconds=tuple(tally.seconds.items()),
    )


class _Tally:
    """Counts what goes by on its way to the file."""

    def __init__(self) -> None:
        self.articles = 0
        self.left_out: Counter[str] = Counter()
        self.seconds = dict.fromkeys(("read", *STAGES, "write"), 0.0)

    def rows(self, worked: Iterable[Worked]) -> Iterator[Prepared | Drop]:
        """Pass rows on; what the wait for one is not of its stages is reading."""
        began = time.perf_counter()
        for row, spent in worked:
            waited = time.perf_counter() - began
            for stage, own in zip(STAGES, spent, strict=False):
                self.seconds[stage] += own
            self.seconds["read"] += max(0.0, waited - sum(spent))
            if isinstance(row, Drop):
                self.left_out[row.reason.value] += 1
            else:
                self.articles += 1
            yield row
            began = time.perf_counter()

    def about(self) -> dict[str, str]:
        """Tell the counts as they are written into the file."""
        reasons = sorted(self.left_out.items())
        said = {f"{_LEFT_OUT}{reason}": str(count) for reason, count in reasons}
        return {"articles": str(self.articles), **said}


def made(path: Path) -> Made:
    """Say what stands in a file that was made before.

    Raises:
        ArchiveError: it is damaged.
    """
    said = about(path)
    return Made(
        name=path.stem,
        digest=digest_of(path),
        size=path.stat().st_size,
        articles=int(said["articles"]),
        left_out=tuple(
            (key.removeprefix(_LEFT_OUT), int(count))
            for key, count in sorted(said.items())
            if key.startswith(_LEFT_OUT)
        ),
        is_old=True,
    )
