"""Take what is whole out of a damaged store, and put it into a new one."""

from __future__ import annotations

import json
import shutil
import sqlite3
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from briefing.errors import StoreError
from briefing.store import inspecting, pages
from briefing.store.opening import BROKEN, told
from briefing.store.schema import EDITIONS, TABLES
from briefing.store.sealed import DamagedError, Row, Sealed, Table, Tally, seal
from briefing.store.store import DONE

_WAIT_S = 2.0


@dataclass(slots=True)
class Aside:
    """What is taken out of a store and kept beside it, a line of JSON for each row."""

    lines: list[str] = field(default_factory=list)

    def put(self, table: Table, row: Row, why: str) -> None:
        """Note down a row with what is wrong with it."""
        values = {
            name: {"base64": b64encode(value).decode()} if isinstance(value, bytes) else value
            for name, value in zip(table.columns, row, strict=True)
        }
        told = {"table": table.name, "why": why, "row": values}
        self.lines.append(json.dumps(told, ensure_ascii=True))

    def write(self, path: Path) -> None:
        """Write all lines to a file of their own."""
        path.write_text("".join(f"{line}\n" for line in self.lines), encoding="ascii")


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvaged:
    """Of a table, the rows that are whole, and how many more were written; None: not known."""

    table: Table
    rows: tuple[Row, ...]
    lost: int | None


def refuse_held(path: Path) -> None:
    """Refuse a store that another run is writing to.

    Raises:
        StoreError: it is held.
    """
    with (
        told(path),
        closing(sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None)) as db,
    ):
        try:
            db.execute("BEGIN IMMEDIATE")
            db.execute("ROLLBACK")
        except BROKEN as error:
            # Only that it is held matters here: it may be damaged, or it would not be mended.
            if (getattr(error, "sqlite_errorname", None) or "").startswith("SQLITE_BUSY"):
                raise


def copied(path: Path) -> Path:
    """Copy the file and its log beside it, under a name that is free.

    Raises:
        StoreError: there is no room, or no right to.
    """
    number, copy = 1, path.with_name(f"{path.name}.damaged")
    while copy.exists():
        number += 1
        copy = path.with_name(f"{path.name}.damaged-{number}")
    with told(path):
        shutil.copy2(path, copy)
        log = Path(f"{path}-wal")
        if log.exists():
            shutil.copy2(log, f"{copy}-wal")
    return copy


def salvage(copy: Path, aside: Aside) -> Iterator[Salvaged]:
    """Give every row that fits its seal, table by table; put what does not fit aside.

    SQLite reads what it can. Where its tally says that rows are missing, they are looked for
    in the pages themselves.

    Raises:
        StoreError: no row in it is one of ours.
    """
    by_sql = _by_sql(copy, aside)
    by_pages: dict[str, dict[Row, Row]] | None = None
    made: list[Salvaged] = []
    for table in TABLES:
        rows, tally = by_sql.get(table.name, ({}, None))
        if tally is None or not _fits(table, rows, tally):
            by_pages = _by_pages(copy) if by_pages is None else by_pages
            rows = by_pages.get(table.name, {}) | rows
        ordered = tuple(rows[key] for key in sorted(rows))
        lost = None if tally is None else max(0, tally.rows - len(rows))
        made.append(Salvaged(table=table, rows=ordered, lost=lost))
    if not any(one.rows for one in made):
        raise StoreError(copy, "holds no row of a store; there is nothing to salvage in it")
    yield from made


def _by_sql(copy: Path, aside: Aside) -> dict[str, tuple[dict[Row, Row], Tally | None]]:
    found: dict[str, tuple[dict[Row, Row], Tally | None]] = {}
    uri = copy.absolute().as_uri() + "?mode=ro"
    try:
        with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as db:
            for table in TABLES:
                rows: dict[Row, Row] = {}
                found[table.name] = rows, _tally(db, table)
                with suppress(*BROKEN, KeyError):
                    for one in inspecting.found(db, table):
                        if one.fault:
                            aside.put(table, one.row, one.fault)
                        else:
                            rows[one.row[: table.keys]] = one.row
    except BROKEN:
        pass
    Path(f"{copy}-shm").unlink(missing_ok=True)
    return found


def _tally(db: sqlite3.Connection, table: Table) -> Tally | None:
    try:
        return Sealed(db).tally(table)
    except (*BROKEN, DamagedError):
        return None


def _fits(table: Table, rows: dict[Row, Row], tally: Tally) -> bool:
    counted = Tally()
    for row in rows.values():
        counted.add(seal(table, row))
    return counted == tally


def _by_pages(copy: Path) -> dict[str, dict[Row, Row]]:
    found: dict[str, dict[Row, Row]] = {}
    for table, row in pages.rows(copy):
        rows = found.setdefault(table.name, {})
        key = row[: table.keys]
        # An edition that was finished is not undone by an earlier state of its row.
        if table is EDITIONS and key in rows and rows[key][3] == DONE:
            continue
        rows[key] = row
    return found
