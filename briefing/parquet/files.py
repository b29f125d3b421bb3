"""Parquet files: written whole under another name first, and read in small batches."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from secrets import token_hex

import pyarrow as pa
import pyarrow.parquet as pq

from briefing.errors import ArchiveError
from briefing.frequencies import Counted
from briefing.model import Drop
from briefing.parquet.counts import NAME, Words, unpacked
from briefing.parquet.prepared import Prepared
from briefing.parquet.rows import SCHEMA, Row, table

_BATCH = 200  # rows; also those of a row group, so that a few articles cost a few reads
_FULL = {errno.ENOSPC, errno.EDQUOT}
_READ = 1 << 20  # bytes


def write(
    path: Path, rows: Iterable[Prepared | Drop], about: Callable[[], Mapping[str, str]] = dict
) -> str:
    """Write rows as they come, whole or not at all; give the SHA-256 of the file.

    The same rows give the same bytes. Some hundred are held in memory. What `about` gives
    at the end is written beside them, and how frequent words are.

    Raises:
        ArchiveError: it cannot be written, such as where the disk is full.
    """
    words = Words()

    def tables() -> Iterator[pa.Table]:
        waiting = iter(rows)
        while batch := tuple(islice(waiting, _BATCH)):
            for row in batch:
                words.add(row)
            yield table(batch)

    return write_tables(path, SCHEMA, tables(), lambda: {**about(), NAME: words.line()})


def write_tables(
    path: Path,
    schema: pa.Schema,
    tables: Iterable[pa.Table],
    about: Callable[[], Mapping[str, str]] = dict,
) -> str:
    """Write tables as `write` does; each begins a group of rows of its own."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = beside_of(path)
        try:
            with beside.open("xb") as file:
                with pq.ParquetWriter(
                    file, schema, compression="zstd", write_page_checksum=True
                ) as writer:
                    for one in tables:
                        writer.write_table(one, row_group_size=_BATCH)
                    writer.add_key_value_metadata(dict(about()))
                file.flush()
                os.fsync(file.fileno())
            digest = digest_of(beside)
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ArchiveError(path, f"cannot be written: {_why(error)}") from error
    return digest


def beside_of(path: Path) -> Path:
    """Name a file that is written first; unlike a temporary one, it is read by whom umask lets."""
    return path.with_name(f".{path.stem}.{token_hex(8)}.part")


def _why(error: OSError) -> str:
    if error.errno in _FULL:
        return "the disk is full; make room and run the same command again, it goes on from here"
    return error.strerror or str(error)


def digest_of(path: Path) -> str:
    """Give the SHA-256 of a file. Raises `OSError`."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_READ):
            found.update(chunk)
    return found.hexdigest()


def about(path: Path) -> Mapping[str, str]:
    """Read what was written beside a table.

    Raises:
        ArchiveError: the file is missing, cut off or damaged.
    """
    with _opened(path) as file:
        metadata = file.metadata.metadata or {}
        return {key.decode(): value.decode() for key, value in metadata.items()}


def frequencies(path: Path) -> Counted:
    """Read how often words stand in the texts of a file.

    Raises:
        ArchiveError: it does not tell, or is missing, cut off or damaged.
    """
    line = about(path).get(NAME)
    try:
        if line is not None:
            return unpacked(line)
    except (ValueError, OSError, pa.ArrowException) as error:
        raise _damaged(path, error) from error
    raise ArchiveError(
        path,
        "does not tell how frequent words are, as an earlier version left it; "
        "`briefing archive build --anew` makes all of it again",
    )


def rows(
    path: Path, columns: Sequence[str] | None = None, *, only: Collection[int] | None = None
) -> Iterator[tuple[int, Row]]:
    """Give the rows of a file with their numbers, from 0; those of `only`, where it is given.

    Raises:
        ArchiveError: the file is missing, cut off or damaged.
    """
    with _opened(path) as file:
        begin = 0
        for group in range(file.num_row_groups):
            count = file.metadata.row_group(group).num_rows
            wanted = [
                number for number in range(begin, begin + count) if only is None or number in only
            ]
            if wanted:
                try:
                    table = file.read_row_group(group, columns=list(columns) if columns else None)
                except (OSError, pa.ArrowException) as error:
                    raise _damaged(path, error) from error
                places = pa.array([number - begin for number in wanted])
                yield from zip(wanted, table.take(places).to_pylist(), strict=True)
            begin += count


def _opened(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path, page_checksum_verification=True)
    except (OSError, pa.ArrowException) as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> ArchiveError:
    if isinstance(error, FileNotFoundError):
        return ArchiveError(path, "is missing; `briefing archive build --repair` makes it again")
    return ArchiveError(
        path,
        f"is damaged ({type(error).__name__}); `briefing archive build --repair` makes it again",
    )
