"""Let the store grow at most as far as the settings say.

Documents, texts and briefs take the room: they go first, and what an edition said stays
longer. The newest edition is never touched.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from briefing.model import Edition
from briefing.store.opening import told
from briefing.store.schema import ARTICLES, DOCUMENTS, TEXTS
from briefing.store.store import DONE, PENDING, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How long a store keeps what, in days, and how large it may be, in bytes; 0 is no bound."""

    keep_days: int
    remember_days: int
    max_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """What was taken out: keys of editions, counts of rows, and by how many bytes it shrank."""

    emptied: tuple[str, ...]  # only what they said is still kept
    forgotten: tuple[str, ...]
    articles: int
    documents: int
    freed: int

    def __bool__(self) -> bool:
        return bool(self.emptied or self.forgotten or self.articles or self.documents)


class _TrialError(Exception):
    """Nothing is wrong: what was tried is rolled back."""


def prune(
    store: Store, bounds: Bounds, *, today: date, if_due: bool = False, is_trial: bool = False
) -> Pruned:
    """Take out what is too old, then the oldest until the rest is small enough.

    What no edition needs, such as the texts of one that was made anew, goes with it; with
    `if_due`, only then. A trial only tells what would go.

    Raises:
        StoreError: the store cannot be used or is damaged; nothing was taken out then.
    """
    before = _bytes(store)
    editions = [*store.editions(state=DONE), *store.editions(state=PENDING)]
    editions.sort(key=lambda one: (one.day, one.issued, one.key))
    emptied: list[str] = []
    forgotten: list[str] = []
    if not editions or (if_due and not _is_due(store, editions, bounds, today)):
        return Pruned(emptied=(), forgotten=(), articles=0, documents=0, freed=0)
    articles = documents = after = 0
    with suppress(_TrialError), store.changing():
        articles, documents = _sweep(store)  # what editions left that were made anew
        for step in _steps(store, editions[:-1], bounds, today):
            for key, is_forgotten in step:
                if is_forgotten:
                    store.remove_edition(key)
                    forgotten.append(key)
                else:
                    store.drop_brief(key)
                    emptied.append(key)
            swept = _sweep(store)
            articles, documents = articles + swept[0], documents + swept[1]
        after = _bytes(store)
        if is_trial:
            raise _TrialError
    if not is_trial:
        _shrink(store)
    return Pruned(
        emptied=tuple(key for key in emptied if key not in forgotten),
        forgotten=tuple(forgotten),
        articles=articles,
        documents=documents,
        freed=before - after,
    )


def compact(store: Store) -> int:
    """Write the file anew without gaps; give by how many bytes it shrank."""
    before = _bytes(store)
    with told(store.path):
        # For a file that was made before it could shrink on its own.
        store.sealed.db.execute("PRAGMA auto_vacuum = INCREMENTAL")
        store.sealed.db.execute("VACUUM")
        store.sealed.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return before - _bytes(store)


_Step = list[tuple[str, bool]]  # the keys of editions, and whether all of each is forgotten


def _is_due(store: Store, editions: list[Edition], bounds: Bounds, today: date) -> bool:
    """Tell without opening much whether there is anything to do: it is asked after each run."""
    old = _aged(store, editions[:-1], bounds, today)
    return bool(old) or _is_large(store, bounds)


def _steps(store: Store, editions: list[Edition], bounds: Bounds, today: date) -> Iterator[_Step]:
    """Give what goes, one step after the other, until the store is small enough."""
    aged = _aged(store, editions, bounds, today)
    yield aged
    gone = {key for key, is_forgotten in aged if is_forgotten}
    left = [one.key for one in editions if one.key not in gone]
    for is_forgotten in (False, True):
        for key in left:
            if not _is_large(store, bounds):
                return
            if is_forgotten or store.has_brief(key):
                yield [(key, is_forgotten)]


def _aged(store: Store, editions: list[Edition], bounds: Bounds, today: date) -> _Step:
    found: _Step = []
    for one in editions:
        age = (today - one.day) / timedelta(days=1)
        if bounds.remember_days and age > bounds.remember_days:
            found.append((one.key, True))
        elif bounds.keep_days and age > bounds.keep_days and store.has_brief(one.key):
            found.append((one.key, False))
    return found


def _sweep(store: Store) -> tuple[int, int]:
    """Take out articles and documents that no edition needs any more; count them."""
    articles: set[str] = set()
    documents: set[str] = set()
    for _, some, others in store.holdings():
        articles |= some
        documents |= others
    sealed = store.sealed
    with told(store.path):
        loose = [key for (key,) in sealed.keys(TEXTS) if key not in articles]
        listed = [key for (key,) in sealed.keys(ARTICLES) if key not in articles]
        raw = [key for (key,) in sealed.keys(DOCUMENTS) if key not in documents]
        for table, keys in ((TEXTS, loose), (ARTICLES, listed), (DOCUMENTS, raw)):
            for key in keys:
                sealed.remove(table, key)
    return len(loose), len(raw)


def _is_large(store: Store, bounds: Bounds) -> bool:
    return bool(bounds.max_bytes) and _bytes(store) > bounds.max_bytes


def _bytes(store: Store) -> int:
    """Give how large the file is without its gaps, also while it is being changed."""
    with told(store.path):
        count, free, size = (
            _pragma(store.sealed.db, name) for name in ("page_count", "freelist_count", "page_size")
        )
    return (count - free) * size


def _pragma(db: sqlite3.Connection, name: str) -> int:
    [(value,)] = db.execute(f"PRAGMA {name}")
    return int(value)


def _shrink(store: Store) -> None:
    with told(store.path):
        # It frees a page at each step, and `execute` takes one: a script is run to its end.
        store.sealed.db.executescript("PRAGMA incremental_vacuum")
        store.sealed.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
