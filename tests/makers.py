"""Small articles, summaries and themes for tests, made of what a test says and no more."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from briefing.model import Article, Drop, Match, Sentence, Summary, Theme
from briefing.text import split_sentences

NOW = datetime(2026, 1, 15, 6, 0, tzinfo=UTC)


def article(
    text: str,
    *,
    key: str = "a",
    headline: str = "A headline",
    published: datetime | None = None,
    published_day_only: bool = False,
    language: str = "en",
    agency: str | None = None,
) -> Article:
    return Article(
        id=key,
        uri=f"{key}.txt",
        source="tests",
        url=None,
        headline=headline,
        authors=(),
        agency=agency,
        site=None,
        published=published,
        published_day_only=published_day_only,
        language=language,
        text=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        document_digest="0" * 64,
        sentences=split_sentences(text, language=language),
        removed=(),
    )


def sentences(*texts: str) -> tuple[Sentence, ...]:
    """Give sentences of one paragraph, in their places."""
    made: list[Sentence] = []
    for position, text in enumerate(texts):
        start = made[-1].end + 1 if made else 0
        end = start + len(text)
        made.append(Sentence(text=text, start=start, end=end, paragraph=0, position=position))
    return tuple(made)


def summary(
    of: Article, *, scores: tuple[float, ...] = (), chosen: tuple[int, ...] = ()
) -> Summary:
    """Summarize by falling scores and all sentences, where a test does not say otherwise."""
    count = len(of.sentences)
    falling = tuple(1 - position / count for position in range(count))
    return Summary(
        article_id=of.id,
        scores=scores or falling,
        chosen=chosen or tuple(range(count)),
        method="lead",
    )


def theme(name: str, *places: tuple[str, int]) -> Theme:
    """Give a theme that fits the sentences at `places`: (article's id, position)."""
    matches = tuple(
        Match(article_id=key, position=position, strength=1.0, terms=("term",))
        for key, position in places
    )
    return Theme(name=name, description="", note="", matches=matches)


def split(results: object) -> tuple[list[object], list[Drop]]:
    """Sort what a stage gave into what it kept and what it dropped."""
    everything = list(results)  # type: ignore[call-overload]  # any iterable
    kept = [one for one in everything if not isinstance(one, Drop)]
    return kept, [one for one in everything if isinstance(one, Drop)]
