"""The very same text, met twice, is one article with a copy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from briefing.model import Article, Drop, Reason


def fold(articles: Iterable[Article]) -> Iterator[Article | Drop]:
    """Give each text once, with the places of its copies, and a `Drop` per copy.

    Texts are the same if their digests are. The first one met stays, and all stay in
    the order in which they came; drops come last.
    """
    first: dict[str, Article] = {}
    drops: list[Drop] = []
    for article in articles:
        kept = first.get(article.digest)
        if kept is None:
            first[article.digest] = article
            continue
        first[article.digest] = replace(kept, copies=(*kept.copies, article.uri))
        detail = f"the same text as {kept.uri}"
        drops.append(Drop(stage="dedup", uri=article.uri, reason=Reason.DUPLICATE, detail=detail))
    yield from first.values()
    yield from drops
