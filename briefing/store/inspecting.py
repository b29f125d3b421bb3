"""Look through a store's file row by row, whatever is wrong with it; count what is in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from briefing.store.opening import BROKEN, IN_MEMORY, new
from briefing.store.schema import TABLES
from briefing.store.sealed import DamagedError, Row, Sealed, Table, Tally, seal

_MOST_TOLD = 100  # faults that SQLite names before it stops looking


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many rows a table has, and how many bytes of values."""

    table: str
    rows: int
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A row as it stands in the file: what is wrong with it, or nothing."""

    table: Table
    row: Row
    fault: str = ""


def faults(db: sqlite3.Connection) -> Iterator[str]:
    """Name what is wrong with the pages, the tables and the rows of a database of ours."""
    yield from _of_pages(db)
    yield from _of_schema(db)
    for table in TABLES:
        yield from _of_table(db, table)


def counts(db: sqlite3.Connection) -> Iterator[Count]:
    """Count rows and bytes, table by table."""
    for table in TABLES:
        size = " + ".join(f"length(CAST({column} AS BLOB))" for column in table.columns)
        query = f"SELECT count(*), coalesce(sum({size}), 0) FROM {table.name}"  # noqa: S608
        [(rows, total)] = db.execute(query)
        yield Count(table=table.name, rows=rows, bytes=total)


def found(db: sqlite3.Connection, table: Table) -> Iterator[Found]:
    """Give every row that can be read, those that do not fit their seal too.

    Raises:
        sqlite3.DatabaseError: what comes next cannot be read; what came before was.
    """
    # A flipped bit may make of letters what is none, and such a row is to be told, too.
    db.text_factory = bytes
    query = f"SELECT {table.listed} FROM {table.name} NOT INDEXED"  # noqa: S608
    try:
        for *values, own in db.execute(query):
            # STRICT columns: what is bytes here was text where the table says so.
            row = tuple(
                _text(value) if is_text else value
                for value, is_text in zip(values, _are_text(db, table), strict=True)
            )
            is_whole = None not in row and seal(table, row) == own
            yield Found(table=table, row=row, fault="" if is_whole else "was changed")
    finally:
        db.text_factory = str


def _are_text(db: sqlite3.Connection, table: Table) -> list[bool]:
    rows = db.execute("SELECT name, type FROM pragma_table_info(?)", (table.name,)).fetchall()
    kinds = {name.decode(): kind.decode() for name, kind in rows}
    return [kinds[column] == "TEXT" for column in table.columns]


def _text(value: object) -> str:
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else ""


def _of_pages(db: sqlite3.Connection) -> Iterator[str]:
    try:
        # Longer than `quick_check`, which does not look whether an index hides rows.
        for (told,) in db.execute(f"PRAGMA integrity_check({_MOST_TOLD})"):
            if told != "ok":
                yield from (f"pages: {line}" for line in str(told).splitlines())
    except BROKEN as error:
        yield f"pages: {error}"


def _of_schema(db: sqlite3.Connection) -> Iterator[str]:
    query = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name"
    with closing(sqlite3.connect(IN_MEMORY, isolation_level=None)) as fresh:
        new(fresh)
        expected = dict(fresh.execute(query).fetchall())
    try:
        standing = dict(db.execute(query).fetchall())
    except BROKEN as error:
        yield f"tables: {error}"
        return
    for name in sorted(expected.keys() | standing.keys()):
        if name not in standing:
            yield f"tables: {name} is not there"
        elif name not in expected:
            yield f"tables: {name} is none of ours"
        elif expected[name] != standing[name]:
            yield f"tables: {name} is not as this version makes it"


def _of_table(db: sqlite3.Connection, table: Table) -> Iterator[str]:
    counted, keys, is_told = Tally(), set(), False
    try:
        for one in found(db, table):
            key = one.row[: table.keys]
            if one.fault:
                is_told = True
                yield f"{table.name}: the row {named(key)} {one.fault}"
            elif key in keys:
                yield f"{table.name}: the row {named(key)} stands there twice"
            keys.add(key)
            counted.add(seal(table, one.row) if not one.fault else b"\0" * 16)
        tally = Sealed(db).tally(table)
    except (*BROKEN, DamagedError, KeyError) as error:
        yield f"{table.name}: {error}"
        return
    if tally.rows != counted.rows:
        yield f"{table.name}: {counted.rows:,} rows are there, and {tally.rows:,} were written"
    elif tally != counted and not is_told:
        yield f"{table.name}: its rows are not those that were written"


def named(key: Row) -> str:
    """Name a row by its key, so that a terminal and a line can hold it."""
    told = " ".join(str(value) for value in key)
    return told.encode("ascii", "backslashreplace").decode()[:80]
