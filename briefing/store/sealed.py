"""Rows that carry a hash of themselves, in tables that carry one of all their rows.

SQLite's `integrity_check` looks at pages and indexes; of 600 single flipped bits in a file it
passed 364 that changed a value. Here a row whose bytes changed does not fit its seal, and a
row that is lost, or stands there twice, does not fit the tally of its table.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

Value = str | int | float | bytes
Row = tuple[Value, ...]

_SIZE = 16  # bytes of a seal: by chance, two in 2^64 rows are alike
_NOTHING = bytes(_SIZE)


class DamagedError(Exception):
    """A row or a table does not fit its seal; the message names it."""


class MissingError(DamagedError):
    """A row is not there: it was never kept, or pruned, or a damaged index hides it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of sealed rows: its name, its columns without the seal, how many are the key."""

    name: str
    columns: tuple[str, ...]
    keys: int = 1

    @property
    def listed(self) -> str:
        """The columns as SQL lists them, the seal behind."""
        return ", ".join((*self.columns, "seal"))

    @property
    def by_key(self) -> str:
        """The condition that picks one row."""
        return " AND ".join(f"{column} = ?" for column in self.columns[: self.keys])


def seal(table: Table, row: Row) -> bytes:
    """Give the hash of a row: which table, and each value with its type and length."""
    hashed = hashlib.blake2b(table.name.encode(), digest_size=_SIZE)
    for value in row:
        body = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
        hashed.update(f"|{type(value).__name__}:{len(body)}|".encode())
        hashed.update(body)
    return hashed.digest()


@dataclass(slots=True)
class Tally:
    """How many rows a table has, and the exclusive or of their seals."""

    rows: int = 0
    seals: bytes = _NOTHING

    def add(self, one: bytes) -> None:
        """Count a row with this seal."""
        self.rows += 1
        self.seals = _xor(self.seals, one)

    def remove(self, one: bytes) -> None:
        """Count a row with this seal no more."""
        self.rows -= 1
        self.seals = _xor(self.seals, one)


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


TALLIES = Table(name="tallies", columns=("name", "rows", "seals"))


@dataclass(slots=True)
class Sealed:
    """A database of sealed tables; changes count once `settle` wrote their tallies.

    All methods raise `DamagedError` where a row or a tally does not fit its seal, and let
    `sqlite3.Error` pass.
    """

    db: sqlite3.Connection
    _tallies: dict[str, Tally] = field(default_factory=dict)  # of what is not settled yet

    def need(self, table: Table, *key: Value) -> Row:
        """Give the row of a key that must be there, since something names it."""
        row = self._find(table, key)
        if row is None:
            raise MissingError(f"{table.name}: there is no row {_told(key)}")
        return row

    def every(self, table: Table) -> Iterator[Row]:
        """Give all rows in the order of their keys; at the end, none may be missing.

        Whether there is a row of some key can be told by this alone: a damaged index hides
        rows that are there.
        """
        counted = Tally()
        order = ", ".join(table.columns[: table.keys])
        query = f"SELECT {table.listed} FROM {table.name} NOT INDEXED ORDER BY {order}"  # noqa: S608
        before: Row = ()
        for found in self.db.execute(query):
            row = self._checked(table, found)
            if row[: table.keys] == before:  # a damaged index let it in twice
                raise DamagedError(f"{table.name}: the row {_told(before)} stands there twice")
            before = row[: table.keys]
            counted.add(found[-1])
            yield row
        if counted != self.tally(table):
            raise DamagedError(f"{table.name}: rows are missing, or stand there twice")

    def keys(self, table: Table) -> Iterator[Row]:
        """Give the keys of all rows, unchecked: for what checks them, as `remove` does."""
        listed = ", ".join(table.columns[: table.keys])
        yield from self.db.execute(f"SELECT {listed} FROM {table.name}")  # noqa: S608

    def put(self, table: Table, row: Row) -> None:
        """Write a row, in the place of one of the same key."""
        self.remove(table, *row[: table.keys])
        tally, own = self._changing(table), seal(table, row)
        marks = ", ".join("?" * (len(row) + 1))
        self.db.execute(
            f"INSERT INTO {table.name} ({table.listed}) VALUES ({marks})",  # noqa: S608
            (*row, own),
        )
        tally.add(own)

    def remove(self, table: Table, *key: Value) -> None:
        """Remove the row of that key, where there is one."""
        if self._find(table, key) is None:
            return
        tally = self._changing(table)
        [(old,)] = self.db.execute(
            f"DELETE FROM {table.name} WHERE {table.by_key} RETURNING seal",  # noqa: S608
            key,
        ).fetchall()
        tally.remove(old)

    def settle(self) -> None:
        """Write the tallies of what was changed; to be called before each commit."""
        for name, tally in self._tallies.items():
            row = (name, tally.rows, tally.seals)
            self.db.execute(
                "INSERT OR REPLACE INTO tallies (name, rows, seals, seal) VALUES (?, ?, ?, ?)",
                (*row, seal(TALLIES, row)),
            )
        self._tallies.clear()

    def forget(self) -> None:
        """Drop the tallies of what was rolled back."""
        self._tallies.clear()

    def _changing(self, table: Table) -> Tally:
        if table.name not in self._tallies:
            self._tallies[table.name] = self.tally(table)
        return self._tallies[table.name]

    def tally(self, table: Table) -> Tally:
        """Give the tally of a table as it should be, with what is not settled yet."""
        if table.name in self._tallies:
            return self._tallies[table.name]
        found = self._find(TALLIES, (table.name,))
        if found:
            _, rows, seals = found
            return Tally(int(rows), bytes(seals))  # type: ignore[arg-type]  # STRICT sees to it
        [(rows,)] = self.db.execute(f"SELECT count(*) FROM {table.name} NOT INDEXED")  # noqa: S608
        if rows:
            raise DamagedError(f"{table.name}: its tally is missing")
        return Tally()

    def _find(self, table: Table, key: Sequence[Value]) -> Row | None:
        query = f"SELECT {table.listed} FROM {table.name} WHERE {table.by_key}"  # noqa: S608
        found = self.db.execute(query, key).fetchone()
        return None if found is None else self._checked(table, found)

    def _checked(self, table: Table, found: Row) -> Row:
        *values, own = found
        row = tuple(values)
        if seal(table, row) != own:
            raise DamagedError(f"{table.name}: the row {_told(row[: table.keys])} was changed")
        return row


def _told(key: Sequence[Value]) -> str:
    return " ".join(map(str, key))
