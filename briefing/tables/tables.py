"""The rows of an archive that a question is about, and what is asked of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from briefing.errors import ArchiveError, DeliveryError, LockedError
from briefing.locking import held, held_briefly

# A row's key: the place of its file, and its number there; so keys are in the order of both.
_SHIFT = 2**32
_OWN = ".work"  # what the folder of a question is called first
_FETCHED = 500  # rows at a time
_TOGETHER = 5_000  # rows that are looked for in one go
_NUMBERS = 10_000  # rows at a time, where they hold little more than keys
_LATEST = "TIMESTAMPTZ '9999-12-31 00:00:00+00'"
_PER_THREAD_MB = 250  # twice what DuckDB wants for each thread, as its manual says
_HOST = "regexp_extract(lower(url), '^https?://(?:www[.])?([^/:]+)', 1)"
_JOINED = 2_000_000  # sampled shingles whose texts are paired at a time

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From when to when, the end excluded; None sets no bound. Sites may be outlets or hosts."""

    since: datetime | None = None
    until: datetime | None = None
    sites: tuple[str, ...] = ()


def seat(key: int) -> tuple[int, int]:
    """Give the place of a row's file, and its number there."""
    return divmod(key, _SHIFT)


@contextmanager
def opened(folder: Path, *, memory_mb: int) -> Iterator[Tables]:
    """Open an empty workplace that holds `memory_mb` in memory, and what is more in `folder`.

    Raises:
        ArchiveError: a question cannot be answered, such as for want of disk.
    """
    with _workplace(folder) as beside:
        try:
            db = duckdb.connect(str(beside / "work.duckdb"))
            try:
                db.execute(f"SET memory_limit = '{memory_mb}MB'")
                db.execute(f"SET temp_directory = '{_quoted(beside / 'spill')}'")
                db.execute(f"SET threads = {max(1, min(2, memory_mb // _PER_THREAD_MB))}")
                db.execute("SET preserve_insertion_order = false")
                db.execute("SET TimeZone = 'UTC'")
                yield Tables(db)
            finally:
                db.close()
        except duckdb.OutOfMemoryException as error:
            detail = f"this takes more than run.memory_mb = {memory_mb:,}; raise it"
            raise ArchiveError(folder, detail) from error
        except duckdb.Error as error:
            words = str(error).partition("\n")[0]  # its other lines show our own SQL
            raise ArchiveError(
                folder,
                f"cannot be searched: {words}; `briefing archive check` says what is damaged, and "
                "`briefing archive build --repair` makes that again",
            ) from error


@contextmanager
def _workplace(folder: Path) -> Iterator[Path]:
    """Make a folder for one question, and remove those that killed runs have left."""
    with ExitStack() as stack:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with held_briefly(folder):  # a new one is not held yet, and must not be swept
                for left in folder.glob(f"{_OWN}*"):
                    _sweep(left)
                made = TemporaryDirectory(dir=folder, prefix=_OWN, ignore_cleanup_errors=True)
                beside = Path(stack.enter_context(made))
                with suppress(DeliveryError):  # some network disks lock nothing, and sweep nothing
                    stack.enter_context(held(beside, wait_s=0, holder="a question"))
        except OSError as error:
            detail = f"cannot be written: {error.strerror or error}; each question needs room in it"
            raise ArchiveError(folder, detail) from error
        yield beside


def _sweep(left: Path) -> None:
    with suppress(LockedError, DeliveryError), held(left, wait_s=0, holder="a sweep"):
        rmtree(left, ignore_errors=True)


def _escaped(name: str) -> str:
    # A folder may be called "news [2026]", and DuckDB would take that for a pattern.
    return re.sub(r"([*?[])", r"[\1]", name)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


class Tables:
    """The chosen rows of an archive, under their keys."""

    def __init__(self, db: duckdb.DuckDBPyConnection) -> None:
        self._db = db
        self._files: dict[int, str] = {}  # by place
        self.files: tuple[Path, ...] = ()  # those in which a chosen row stood at first

    def choose(self, files: Sequence[Path], span: Span) -> int:
        """Choose the articles of a span among those of some files; give how many."""
        self._db.execute("CREATE TABLE files (place BIGINT, filename VARCHAR)")
        names = [(place, str(path)) for place, path in enumerate(files)]
        if names:
            self._db.executemany("INSERT INTO files VALUES (?, ?)", names)
        wanted, values = _wanted(span)
        if not names:
            self._db.execute(
                "CREATE TABLE chosen (key BIGINT, id VARCHAR, uri VARCHAR, digest VARCHAR, "
                "published TIMESTAMPTZ, characters INTEGER, words INTEGER, problem VARCHAR)"
            )
            return 0
        self._db.execute(
            f"CREATE TABLE chosen AS SELECT {_KEY} AS key, id, uri, digest, published, "  # noqa: S608 - no value of a stranger
            f"characters, words, problem FROM {_ROWS} WHERE reason IS NULL{wanted}",
            [[_escaped(name) for _, name in names], *values],
        )
        # What no chosen row stands in is not opened again.
        places = self._db.execute(f"SELECT DISTINCT key // {_SHIFT} FROM chosen").fetchall()  # noqa: S608
        self.files = tuple(files[int(place)] for (place,) in sorted(places))
        self._files = {int(place): _escaped(names[int(place)][1]) for (place,) in places}
        return self.count()

    def count(self) -> int:
        """Count the chosen rows."""
        [(count,)] = self._db.execute("SELECT count(*) FROM chosen").fetchall()
        return int(count)

    def keys(self) -> Iterator[int]:
        """Give the keys of the chosen rows, rising."""
        found = self._db.cursor().execute("SELECT key, 0 FROM chosen ORDER BY key")
        for batch in _fetched(found):
            yield from (key for key, _ in batch)

    def remove(self, keys: Iterable[int]) -> None:
        """Take rows out of the chosen ones."""
        self._keep("gone", ((key,) for key in keys), "key BIGINT")
        self._db.execute("DELETE FROM chosen WHERE key IN (SELECT key FROM gone)")

    def rows(self, columns: Sequence[str], *, by_age: bool = False) -> Iterator[tuple[int, Row]]:
        """Give the chosen rows in their order, or from early to late; those without a date last."""
        age = f"coalesce(published, {_LATEST}), digest, uri, id, key"
        order = age if by_age else "key"
        for key, _, row in self._joined(f"SELECT key, 0 FROM chosen ORDER BY {order}", columns):  # noqa: S608
            yield key, row

    def rows_of(
        self, groups: Iterable[tuple[int, Sequence[int]]], columns: Sequence[str]
    ) -> Iterator[tuple[int, list[tuple[int, Row]]]]:
        """Give the rows of each group of keys, in the order that they have there."""
        listed = ((group, n, key) for group, keys in groups for n, key in enumerate(keys))
        self._keep("grouped", listed, "grp BIGINT, n BIGINT, key BIGINT")
        held: list[tuple[int, Row]] = []
        last: int | None = None
        for key, group, row in self._joined(
            "SELECT key, grp FROM grouped ORDER BY grp, n", columns
        ):
            if held and group != last:
                yield last or 0, held
                held = []
            held.append((key, row))
            last = group
        if held:
            yield last or 0, held

    def problems(self) -> list[tuple[int, str, str]]:
        """Give key, address and reason of the chosen articles that have no summary."""
        return self._db.execute(
            "SELECT key, uri, problem FROM chosen WHERE problem IS NOT NULL ORDER BY key"
        ).fetchall()

    def keys_of(self, ids: Iterable[str]) -> list[int]:
        """Give the keys of the chosen articles of these ids, in order."""
        self._keep("named", ((one,) for one in ids), "id VARCHAR")
        found = self._db.execute(
            "SELECT key FROM chosen WHERE id IN (SELECT id FROM named) ORDER BY key"
        )
        return [key for (key,) in found.fetchall()]

    def pairs(
        self, *, promising: float, fewest_words: int, most: int
    ) -> Iterator[Sequence[tuple[int, int]]]:
        """Give the keys of articles that may be copies of each other, some pairs at a time.

        Two texts are a pair if they are the same, or if of the shorter one's sampled
        shingles the share `promising` stands in the longer one. Of the texts that hold a
        shingle, the `most` longest are looked at: so the work grows with the articles.
        """
        self._rank()
        same = self._db.execute(
            "SELECT min(key) OVER (PARTITION BY digest) AS one, key AS other FROM chosen "
            "QUALIFY one <> other"
        )
        yield from _fetched(same)
        self._db.execute(_SHINGLES, [list(self._files.values()), fewest_words])
        self._db.execute(_HEADS, [most])
        # Some texts at a time, each with all its candidates: what is joined must fit.
        [(count,)] = self._db.execute("SELECT count(*) FROM shingles").fetchall()
        parts = int(count) // _JOINED + 1
        for part in range(parts):
            yield from _fetched(self._db.execute(_PAIRS, [promising, parts, part]))
        for table in ("ranked", "shingles", "heads"):
            self._db.execute(f"DROP TABLE {table}")

    def _rank(self) -> None:
        """Rank the texts, one of each wording, from long to short, then from early to late."""
        self._db.execute(
            "CREATE TABLE ranked AS SELECT key, words, row_number() OVER (ORDER BY "  # noqa: S608
            f"characters DESC, coalesce(published, {_LATEST}), id, uri, key) AS rank FROM ("
            "SELECT *, row_number() OVER (PARTITION BY digest ORDER BY "
            f"coalesce(published, {_LATEST}), id, uri, key) AS turn FROM chosen) WHERE turn = 1"
        )

    def _joined(self, listed: str, columns: Sequence[str]) -> Iterator[tuple[int, int, Row]]:
        """Give the rows of keys that a query lists with a number each, in its order.

        It sorts keys alone: whole rows of a hundred thousand articles do not fit, nor do they
        spill to disk well. Their rows are read some at a time, from the files that hold them.
        """
        for batch in _fetched(self._db.cursor().execute(listed), _TOGETHER):
            files = sorted({key // _SHIFT for key, _ in batch})
            named = ", ".join(f"r.{one}" for one in columns)
            found = self._db.cursor().execute(
                f"SELECT w.n, {named} FROM (SELECT *, {_KEY} AS key FROM {_ROWS}) r "  # noqa: S608
                "JOIN (SELECT unnest($2::BIGINT[]) AS key, unnest($3::BIGINT[]) AS n) w "
                "ON w.key = r.key ORDER BY w.n",
                [
                    [self._files[one] for one in files],
                    [k for k, _ in batch],
                    list(range(len(batch))),
                ],
            )
            while rows := found.fetchmany(_FETCHED):
                for n, *values in rows:
                    yield *batch[n], dict(zip(columns, values, strict=True))

    def _keep(self, table: str, rows: Iterable[tuple[object, ...]], columns: str) -> None:
        self._db.execute(f"CREATE OR REPLACE TABLE {table} ({columns})")
        for kept in _chunks(rows, _NUMBERS):
            marks = ", ".join(f"unnest(${n})" for n in range(1, len(kept[0]) + 1))
            self._db.execute(
                f"INSERT INTO {table} SELECT {marks}",
                [list(column) for column in zip(*kept, strict=True)],
            )


_ROWS = (
    "(SELECT p.*, f.place FROM read_parquet($1, filename = true, file_row_number = true) p "
    "JOIN files f ON f.filename = p.filename)"
)
_KEY = f"place * {_SHIFT} + file_row_number"
_SHINGLES = f"""
CREATE TABLE shingles AS SELECT k.rank, unnest(r.sample) AS shingle, len(r.sample) AS size
FROM (SELECT sample, {_KEY} AS key FROM {_ROWS}) r JOIN ranked k ON k.key = r.key
WHERE k.words >= $2
"""  # noqa: S608
_HEADS = """
CREATE TABLE heads AS SELECT shingle, rank FROM (
    SELECT shingle, rank, row_number() OVER (PARTITION BY shingle ORDER BY rank) AS place,
        count(*) OVER (PARTITION BY shingle) AS texts FROM shingles
) WHERE texts > 1 AND place <= $1
"""
_PAIRS = """
SELECT a.key, b.key FROM (
    SELECT h.rank AS longer, s.rank AS shorter, count(*) AS shared, any_value(s.size) AS size
    FROM (SELECT * FROM shingles WHERE rank % $2 = $3) s
    JOIN heads h ON h.shingle = s.shingle AND h.rank < s.rank
    GROUP BY h.rank, s.rank
    HAVING shared >= greatest(1.0, $1 * size)
) JOIN ranked a ON a.rank = longer JOIN ranked b ON b.rank = shorter
"""


def _wanted(span: Span) -> tuple[str, list[object]]:
    """Give the conditions of a span in SQL, and their values, from the second on."""
    conditions, values = "", list[object]()

    def mark(value: object) -> str:
        values.append(value)
        return f"${len(values) + 1}"

    if span.since:
        at, day = mark(span.since.isoformat()), mark(span.since.date().isoformat())
        conditions += (
            f" AND CASE WHEN day_only THEN published::DATE >= {day}::DATE "
            f"ELSE published >= {at}::TIMESTAMPTZ END"
        )
    if span.until:
        at = mark(span.until.isoformat())
        day = mark(span.until.replace(tzinfo=None).isoformat())
        conditions += (
            f" AND CASE WHEN day_only THEN published::TIMESTAMP < {day}::TIMESTAMP "
            f"ELSE published < {at}::TIMESTAMPTZ END"
        )
    if span.sites:
        sites = mark([site.casefold() for site in span.sites])
        conditions += (
            f" AND (lower(site) IN {sites} OR lower(outlet) IN {sites} OR {_HOST} IN {sites})"
        )
    return conditions, values


def _fetched(
    found: duckdb.DuckDBPyConnection, size: int = _NUMBERS
) -> Iterator[Sequence[tuple[int, int]]]:
    while batch := found.fetchmany(size):
        yield batch


def _chunks(rows: Iterable[tuple[object, ...]], size: int) -> Iterator[list[tuple[object, ...]]]:
    rest = iter(rows)
    while chunk := list(islice(rest, size)):
        yield chunk
