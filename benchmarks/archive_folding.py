"""Measure what finding copies costs, of which only the fingerprints are made."""

from __future__ import annotations

import tempfile
import time
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from benchmarks.made_up_pages import NOW
from benchmarks.measuring import cpu_s, peak_mb
from briefing.archive.families import families
from briefing.dedup.folding import MOST_POSTINGS, PROMISING
from briefing.parquet.files import write_tables
from briefing.tables.tables import Span, opened


def families_of(size: str) -> dict[str, object]:
    """Find the families of so many articles, of which only the fingerprints are made."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # Made by another process: what that takes is no part of folding.
        with get_context("spawn").Pool(1) as maker:
            files = maker.apply(fingerprints, (folder, int(size)))
        base = peak_mb()
        began = time.perf_counter()
        with opened(folder, memory_mb=256) as tables:
            tables.choose(files, Span())
            found = [len(family) for family in families(tables)]
        return {
            "families": len(found),
            "in families": sum(found),
            "wall s": round(time.perf_counter() - began, 1),
            "MB before": round(base),
            "peak MB": round(peak_mb()),
        }


def exchange(count: int, buckets: int) -> dict[str, object]:
    """Find the families of so many articles by shingles in buckets, one DuckDB for each.

    As several machines would: fingerprints are written to a file for each bucket of their
    hash, pairs are counted within it, and the counts of all buckets are added up.
    """
    import duckdb

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with get_context("spawn").Pool(1) as maker:
            maker.apply(fingerprints, (folder, count))
        (folder / "pairs").mkdir()
        marks = {"folder": name, "buckets": buckets, "most": MOST_POSTINGS, "share": PROMISING}

        def run(queries: str) -> tuple[float, list[tuple[int, ...]]]:
            began = cpu_s()
            with duckdb.connect() as db:
                db.execute(f"SET memory_limit = '256MB'; SET temp_directory = '{name}/spill'")
                db.execute("SET threads = 1; SET preserve_insertion_order = false")
                rows = db.execute(queries.format(**marks)).fetchall()
            return cpu_s() - began, rows

        written, _ = run(_TO_BUCKETS)
        joined = []
        for bucket in range(buckets):
            marks["bucket"] = bucket
            joined.append(run(_OF_BUCKET)[0])
        added_up, pairs = run(_OF_ALL)
        return {
            "pairs": len(pairs),
            "CPU s to buckets": round(written, 1),
            "of each bucket": [round(one, 1) for one in joined],
            "to add up": round(added_up, 1),
            "MB of shingles": round(_megabytes(folder, "shingles/*/*.parquet")),
            "MB of pairs": round(_megabytes(folder, "pairs/*.parquet"), 1),
        }


def _megabytes(folder: Path, pattern: str) -> float:
    return sum(path.stat().st_size for path in folder.glob(pattern)) / 1e6


_TO_BUCKETS = """
COPY (SELECT rank, unnest(sample) AS shingle, len(sample) AS size,
        hash(shingle) % {buckets} AS bucket
    FROM (SELECT sample, row_number() OVER (ORDER BY characters DESC, published, id) AS rank
        FROM '{folder}/*.parquet')) TO '{folder}/shingles'
(FORMAT parquet, COMPRESSION zstd, PARTITION_BY (bucket))
"""
_OF_BUCKET = """
CREATE TABLE own AS SELECT * FROM '{folder}/shingles/bucket={bucket}/*.parquet';
CREATE TABLE heads AS SELECT shingle, rank FROM (
    SELECT shingle, rank, row_number() OVER (PARTITION BY shingle ORDER BY rank) AS place,
        count(*) OVER (PARTITION BY shingle) AS texts FROM own
) WHERE texts > 1 AND place <= {most};
COPY (SELECT h.rank AS longer, s.rank AS shorter, count(*) AS shared, any_value(s.size) AS size
    FROM own s JOIN heads h ON h.shingle = s.shingle AND h.rank < s.rank GROUP BY ALL)
TO '{folder}/pairs/{bucket}.parquet' (FORMAT parquet, COMPRESSION zstd)
"""
_OF_ALL = """
SELECT longer, shorter FROM '{folder}/pairs/*.parquet' GROUP BY longer, shorter
HAVING sum(shared) >= greatest(1.0, {share} * any_value(size)) ORDER BY ALL
"""


def fingerprints(folder: Path, count: int) -> list[Path]:
    """Write partitions that hold nothing but what copies are found by; one in ten is a copy.

    A text has about 50 sampled shingles, of which every tenth stands in many others too.
    """
    import pyarrow as pa

    from briefing.parquet.rows import SCHEMA

    files = []
    chance = np.random.default_rng(7)
    each = 10_000
    for begin in range(0, count, each):
        rows = min(each, count - begin)
        sizes = chance.integers(30, 70, rows)
        own = [chance.integers(1, 2**62, size) for size in sizes.tolist()]
        for shingles in own:
            common = chance.random(len(shingles)) < 0.1  # noqa: PLR2004
            shingles[common] = chance.integers(1, 5_000, int(common.sum()))
        for place in range(9, rows, 10):
            own[place] = own[place - 1][: max(8, int(sizes[place - 1] * 0.7))]
        at = NOW - timedelta(days=begin / 5_000)
        names = [f"{begin + place:012}" for place in range(rows)]
        columns = {
            "id": names,
            "uri": names,
            "digest": names,
            "published": [at] * rows,
            "day_only": [False] * rows,
            "characters": [8 * 45 * len(one) for one in own],
            "words": [8 * len(one) for one in own],
            "sample": own,
        }
        arrays = [
            pa.array(columns[column.name], type=column.type)
            if column.name in columns
            else pa.nulls(rows, type=column.type)
            for column in SCHEMA
        ]
        path = folder / f"{begin:09}.parquet"
        write_tables(path, SCHEMA, [pa.Table.from_arrays(arrays, schema=SCHEMA)])
        files.append(path)
    return files
