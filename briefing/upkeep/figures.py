"""How large the store is, and how it grows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from briefing.store.inspecting import Count, counts
from briefing.store.opening import reading, told
from briefing.store.schema import MEMORY
from briefing.store.sealed import Sealed
from briefing.store.store import PENDING, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Rows and bytes by table, the size of the file, and its editions.

    `whole` counts the editions whose brief is kept. `growth` is the bytes of values that an
    edition with its brief adds, of which `memory` stay when that is pruned.
    """

    tables: tuple[Count, ...]
    bytes: int
    free: int
    editions: int
    whole: int
    pending: int
    first: date | None
    last: date | None
    growth: int
    memory: int


def figures(path: Path) -> Figures:
    """Count what is in the store at `path`.

    Raises:
        StoreError: it cannot be used, or is damaged.
    """
    with reading(path) as db:
        store = Store(path=path, sealed=Sealed(db))
        with told(path):
            tables = tuple(counts(db))
            [(free,)] = db.execute("PRAGMA freelist_count")
            [(size,)] = db.execute("PRAGMA page_size")
        editions = store.editions()
        whole = sum(store.has_brief(one.key) for one in editions)
        pending = len(store.editions(state=PENDING))
    names = {one.name for one in MEMORY} | {"editions", "files"}
    memory = sum(one.bytes for one in tables if one.table in names) // max(len(editions), 1)
    raw = sum(one.bytes for one in tables if one.table not in names) // max(whole, 1)
    return Figures(
        tables=tables,
        bytes=path.stat().st_size,
        free=free * size,
        editions=len(editions),
        whole=whole,
        pending=pending,
        first=editions[0].day if editions else None,
        last=editions[-1].day if editions else None,
        growth=memory + raw,
        memory=memory,
    )
