"""Rows of an archive come in the order that is asked for, however many there are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from briefing.archive.families import families
from briefing.errors import ArchiveError
from briefing.parquet.files import write_tables
from briefing.parquet.rows import SCHEMA
from briefing.tables.tables import Span, opened

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
EACH = 3_000  # rows of a file; three files are more than are looked for in one go


def files(folder: Path) -> list[Path]:
    """Write articles, of which those of the last file are the oldest, and some are copies."""
    paths = [folder / f"{place}.parquet" for place in range(3)]
    for place, path in enumerate(paths):
        numbers = range(place * EACH, (place + 1) * EACH)
        columns = {
            "id": [f"{number:06}" for number in numbers],
            "uri": [f"{number:06}" for number in numbers],
            "digest": [str(number % (2 * EACH)) for number in numbers],
            "published": [NOON - timedelta(minutes=number) for number in numbers],
            "words": [100] * EACH,
            "sample": [[number % (2 * EACH)] for number in numbers],
        }
        arrays = [
            pa.array(columns[one.name], type=one.type)
            if one.name in columns
            else pa.nulls(EACH, type=one.type)
            for one in SCHEMA
        ]
        write_tables(path, SCHEMA, [pa.Table.from_arrays(arrays, schema=SCHEMA)])
    return paths


def test_a_place_that_cannot_be_written_is_told_as_that(tmp_path: Path) -> None:
    (tmp_path / "work").write_bytes(b"")

    with pytest.raises(ArchiveError, match=r"work: cannot be written: File exists; each question"):
        opened(tmp_path / "work", memory_mb=256).__enter__()


def test_rows_come_in_order_though_they_are_read_some_at_a_time(tmp_path: Path) -> None:
    listed = [f"{number:06}" for number in range(3 * EACH)]

    with opened(tmp_path / "work", memory_mb=256) as tables:
        tables.choose(files(tmp_path), Span())
        by_age = [row["id"] for _, row in tables.rows(("id",), by_age=True)]
        by_key = [(key, row["id"]) for key, row in tables.rows(("id",))]

    assert by_age == listed[::-1]
    assert [one for _, one in by_key] == listed
    assert [key for key, _ in by_key] == sorted(key for key, _ in by_key)


def test_families_are_found_whole_and_their_rows_together(tmp_path: Path) -> None:
    with opened(tmp_path / "work", memory_mb=256) as tables:
        tables.choose(files(tmp_path), Span())
        found = [
            [row["id"] for _, row in rows]
            for _, rows in tables.rows_of(enumerate(families(tables)), ("id",))
        ]

    assert found == [[f"{one:06}", f"{one + 2 * EACH:06}"] for one in range(EACH)]


def test_what_a_killed_run_has_left_is_swept_and_what_others_use_is_not(tmp_path: Path) -> None:
    left = tmp_path / ".workabc"
    (left / "spill").mkdir(parents=True)
    (left / "work.duckdb").touch()

    with opened(tmp_path, memory_mb=256) as one, opened(tmp_path, memory_mb=256) as other:
        one.choose([], Span())
        other.choose([], Span())
        in_use = list(tmp_path.iterdir())

    assert left not in in_use
    assert len(in_use) == 2
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told_and_other_faults_are_not_ours(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(ArchiveError, match="cannot be written: "),
        opened(tmp_path / "file" / "work", memory_mb=256),
    ):
        pass
    with pytest.raises(BrokenPipeError), opened(tmp_path, memory_mb=256):
        raise BrokenPipeError
