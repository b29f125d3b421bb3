"""`process_partition`: from inputs to one Parquet file, whichever engine runs it, and how often."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from briefing import __version__
from briefing.errors import EngineError
from briefing.model import Drop
from briefing.parquet.files import about, digest_of, write
from briefing.parquet.prepared import Prepared
from briefing.parquet.rows import table
from briefing.partitions.plan import Partition, Work
from briefing.partitions.preparing import STAGES, prepare

SUFFIX = ".parquet"


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
    seconds = dict.fromkeys(("read", *STAGES, "write"), 0.0)
    for row, spent in prepare(partition.inputs, work):
        rows.append(row)
        for stage, own in zip(STAGES, spent, strict=False):
            seconds[stage] += own
    seconds["read"] = max(0.0, time.perf_counter() - began - sum(seconds.values()))
    began = time.perf_counter()
    left_out = Counter(row.reason.value for row in rows if isinstance(row, Drop))
    said = {
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
