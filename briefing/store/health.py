"""How a store is, seen without changing it: whether it is ours, of today, and whole."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from briefing.store.schema import APPLICATION_ID, MIGRATIONS


def trouble(path: Path) -> str:
    """Say what is wrong with the store at `path`, and what to do; nothing where all is well."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            return _trouble(db)
    except sqlite3.DatabaseError as error:
        return f"is no store, cannot be read, or is damaged ({error}); see `briefing store check`"


def is_held(path: Path) -> bool:
    """Tell whether another run is writing to the store now."""
    try:
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as db:
            db.execute("BEGIN IMMEDIATE")
            db.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        return "locked" in str(error)
    return False


def newest_issue(path: Path) -> str:
    """Give the time of the newest edition as ISO 8601, or nothing."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
        [(newest,)] = db.execute("SELECT max(issued) FROM editions WHERE state = 'done'")
        return newest or ""


def _trouble(db: sqlite3.Connection) -> str:
    [(owner,)] = db.execute("PRAGMA application_id")
    [(version,)] = db.execute("PRAGMA user_version")
    if owner != APPLICATION_ID:
        return "is a database of another program; name another file under [store]"
    if version > len(MIGRATIONS):
        return "was written by a newer version of briefing; upgrade briefing"
    [(told,)] = db.execute("PRAGMA quick_check(1)")
    return "" if told == "ok" else f"is damaged ({told}); see `briefing store check`"
