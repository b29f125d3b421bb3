"""Open the store's file, bring it up to date, and say in words what is wrong with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from briefing.errors import StoreError
from briefing.store.schema import APPLICATION_ID, MIGRATIONS
from briefing.store.sealed import DamagedError

IN_MEMORY = Path(":memory:")
_WAIT_S = 10.0  # for another run to let go of the file


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
            _migrate(db, path)
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            yield db


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what SQLite, or the system, has to say into a message that helps."""
    try:
        yield
    except DamagedError as error:
        raise StoreError(path, f"is damaged: {error}; see `briefing store check`") from error
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise StoreError(path, "another run holds it; try again when it is done") from error
        raise StoreError(path, f"cannot be used: {error}") from error
    except sqlite3.DatabaseError as error:
        detail = f"is no store, or is damaged: {error}; see `briefing store check`"
        raise StoreError(path, detail) from error
    except OSError as error:
        raise StoreError(path, f"cannot be made: {error.strerror}") from error


def _migrate(db: sqlite3.Connection, path: Path) -> None:
    [(owner,)] = db.execute("PRAGMA application_id")
    [(version,)] = db.execute("PRAGMA user_version")
    [(tables,)] = db.execute("SELECT count(*) FROM sqlite_schema")
    if tables and owner != APPLICATION_ID:
        raise StoreError(path, "is a database of another program; name another file")
    if version > len(MIGRATIONS):
        raise StoreError(path, "was written by a newer version of briefing; upgrade briefing")
    for number, script in enumerate(MIGRATIONS[version:], version + 1):
        # One transaction, so that a file is never between two versions.
        db.executescript(
            f"BEGIN IMMEDIATE;{script}PRAGMA application_id = {APPLICATION_ID};"
            f"PRAGMA user_version = {number};COMMIT;"
        )
