"""Open the store's file, bring it up to date, and say in words what is wrong with it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from briefing.errors import StoreError
from briefing.store.schema import APPLICATION_ID, MIGRATIONS
from briefing.store.sealed import DamagedError, MissingError

IN_MEMORY = Path(":memory:")
MAGIC = b"SQLite format 3\0"
# What reading a damaged file may raise; the second, where a message of SQLite is no text.
BROKEN = (sqlite3.DatabaseError, UnicodeDecodeError)
_WAIT_S = 10.0  # for another run to let go of the file
_CHECK = "see `briefing store check`"


@contextmanager
def connected(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the database at `path`, made where it is missing, with the tables of today.

    Raises:
        StoreError: it cannot be opened or made, is no store of ours, is held by another
            run, is damaged, or was written by a newer version.
    """
    with told(path):
        if path != IN_MEMORY:
            path.parent.mkdir(parents=True, exist_ok=True)
        # No isolation level: transactions begin and end where we say so.
        with closing(sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None)) as db:
            _guard(db)
            _migrate(db, path)
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            yield db


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the database at `path` to look something up: it is neither made nor changed.

    Raises:
        StoreError: it is not there, or as for `connected`.
    """
    if not path.is_file():
        raise StoreError(path, "is not there; `briefing build` makes it")
    with told(path), closing(_read_only(path)) as db:
        _guard(db)
        _, version = _identified(db, path)
        if version == len(MIGRATIONS):
            yield db
            return
    with connected(path) as db:  # which brings it up to date
        yield db


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what SQLite, or the system, has to say into a message that helps."""
    try:
        yield
    except MissingError as error:
        why = "it was never kept, or pruned, or the file is damaged"
        raise StoreError(path, f"cannot tell: {error}: {why}; {_CHECK}") from error
    except DamagedError as error:
        raise StoreError(path, f"is damaged: {error}; {_CHECK}") from error
    except sqlite3.DatabaseError as error:
        raise StoreError(path, _explained(error, path)) from error
    except UnicodeDecodeError as error:
        # A message of SQLite that quotes what a flipped bit made of a table's name.
        raise StoreError(path, f"is damaged: its pages do not fit together; {_CHECK}") from error
    except OSError as error:
        raise StoreError(path, f"cannot be made: {error.strerror}") from error


def new(db: sqlite3.Connection) -> None:
    """Make an empty database a store, with the tables of today."""
    # Before there is a table, or it would take a VACUUM: so that the file can shrink.
    db.execute("PRAGMA auto_vacuum = INCREMENTAL")
    _bring_up(db, 0)


def _guard(db: sqlite3.Connection) -> None:
    # A damaged page is noticed before it is believed, and no function in a schema is run.
    db.execute("PRAGMA cell_size_check = ON")
    db.execute("PRAGMA trusted_schema = OFF")


def _read_only(path: Path) -> sqlite3.Connection:
    folder, log = path.absolute().parent, Path(f"{path}-wal")
    if os.access(folder, os.W_OK) and os.access(path, os.W_OK):
        # A reader that may write takes the files beside it away when it goes.
        db = _connected(path, "rw")
        db.execute("PRAGMA query_only = ON")
        return db
    # Reading takes two small files beside it, which cannot be made in such a folder. That is
    # no loss where nothing waits in them.
    is_still = not os.access(folder, os.W_OK) and not (log.is_file() and log.stat().st_size)
    return _connected(path, "ro&immutable=1" if is_still else "ro")


def _connected(path: Path, mode: str) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, timeout=_WAIT_S, isolation_level=None)


def _identified(db: sqlite3.Connection, path: Path) -> tuple[int, int]:
    """Give how many tables there are, and of which version; all must be ours."""
    [(owner,)] = db.execute("PRAGMA application_id")
    [(version,)] = db.execute("PRAGMA user_version")
    [(tables,)] = db.execute("SELECT count(*) FROM sqlite_schema")
    if tables and owner != APPLICATION_ID:
        raise StoreError(path, "is a database of another program; name another file")
    if version > len(MIGRATIONS):
        raise StoreError(path, "was written by a newer version of briefing; upgrade briefing")
    return tables, version


def _migrate(db: sqlite3.Connection, path: Path) -> None:
    tables, version = _identified(db, path)
    if not tables:
        new(db)
    else:
        _bring_up(db, version)


def _bring_up(db: sqlite3.Connection, version: int) -> None:
    for number, script in enumerate(MIGRATIONS[version:], version + 1):
        # One transaction, so that a file is never between two versions.
        db.executescript(
            f"BEGIN IMMEDIATE;{script}PRAGMA application_id = {APPLICATION_ID};"
            f"PRAGMA user_version = {number};COMMIT;"
        )


_EXPLAINED = (
    (("SQLITE_BUSY", "SQLITE_LOCKED"), "is held by another run; try again when it is done"),
    (("SQLITE_FULL",), "was not changed: the disk is full; make room"),
    (("SQLITE_READONLY",), "may not be written; give the right to, or name another file"),
    (
        ("SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH"),
        "cannot be opened; look at the rights of the file and of its folder",
    ),
    (("SQLITE_IOERR",), f"cannot be read or written; look at the disk, and {_CHECK}"),
)


def _explained(error: sqlite3.DatabaseError, path: Path) -> str:
    """Say what an error of SQLite means, and what to do."""
    name = getattr(error, "sqlite_errorname", None) or ""
    for kinds, told in _EXPLAINED:
        if name.startswith(kinds):
            return told
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_FORMAT")):
        return f"{_broken(path)}; {_CHECK}"
    # Else a table or column is not there, or letters are none.
    return f"is damaged: {error}; {_CHECK}"


def page_size(head: bytes) -> int:
    """Give the size of a page as the head of a file tells it; 0 where that cannot be."""
    size = int.from_bytes(head[16:18], "big")
    size = 65_536 if size == 1 else size
    return size if size >= 512 and size & (size - 1) == 0 else 0  # noqa: PLR2004


def _broken(path: Path) -> str:
    """Say of a file that SQLite cannot read what it is, as far as its head tells."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(100)
    except OSError:
        return "is damaged"
    if not head.startswith(MAGIC):
        return "is no store: the file does not begin as a database does"
    whole = page_size(head) * int.from_bytes(head[28:32], "big")
    if size < whole:
        return f"is cut off: {size:,} of {whole:,} bytes are there"
    return "is damaged: its pages do not fit together"
