"""What the store holds, as plain values for other programs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from briefing.encoding import encode
from briefing.store.store import DONE, PENDING, Store, opened_to_read

KINDS = ("editions", "articles", "appearances")


def exported(path: Path, kinds: tuple[str, ...] = KINDS) -> Iterator[dict[str, Any]]:
    """Give an object for each edition, article and printed sentence; `kind` tells which it is.

    An article comes with its text, unless that was pruned. All times are RFC 3339 in UTC.

    Raises:
        StoreError: the store cannot be used, or is damaged.
    """
    each = {"editions": _editions, "articles": _articles, "appearances": _appearances}
    with opened_to_read(path) as store:
        for kind in kinds:
            yield from each[kind](store)


def _editions(store: Store) -> Iterator[dict[str, Any]]:
    for state in (DONE, PENDING):
        for one in store.editions(state=state):
            values = encode(one)
            values["files"] = [
                {"format": format_, "name": name, "sha256": digest}
                for format_, name, digest in one.files
            ]
            yield {"kind": "edition", "state": state, **values}


def _articles(store: Store) -> Iterator[dict[str, Any]]:
    for reading in store.readings():
        article: dict[str, Any] = encode(store.article(reading.article_id))
        for name in ("sentences", "removed"):
            del article[name]
        yield {"kind": "article", "read_at": encode(reading.read_at), **article}


def _appearances(store: Store) -> Iterator[dict[str, Any]]:
    for edition in store.editions():
        sources = {one.article_id: one for one in store.sources(edition.key)}
        for place, one in enumerate(store.appearances(edition.key)):
            source = sources.get(one.article_id)
            yield {
                "kind": "appearance",
                "edition": edition.key,
                "place": place,
                "address": source.address if source else None,
                "outlet": source.outlet if source else None,
                **encode(one),
            }
