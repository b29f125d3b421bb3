"""One article: read, summarized, and why each of its sentences was chosen or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from briefing.errors import SourceError
from briefing.model import Article, Removal, Sentence, Summary
from briefing.pipeline import read
from briefing.protocols import Summarizer
from briefing.registry import resolve
from briefing.settings import ExtractSettings, Settings, SourceSettings, SummarizeSettings

OURS = "briefing"
INTERCEPT = "intercept"  # as `summarizers.ranker` names it


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasoned:
    """A sentence, its score, and why it was chosen or not.

    `features` tell what each added to the log-odds that it belongs to the summary, the
    strongest first, then what all sentences start from; only the method `briefing` has them.
    """

    sentence: Sentence
    score: float
    is_chosen: bool
    why: str
    features: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """All sentences of an article with their reasons, and what cleaning took away."""

    article: Article
    method: str
    sentences: tuple[Reasoned, ...]
    removed: tuple[Removal, ...]


def read_article(path: str, settings: Settings, *, now: datetime) -> Article:
    """Read and clean one article; `-` is standard input.

    Raises:
        SourceError: it cannot be read, or holds no article.
    """
    source = SourceSettings(name=path, paths=(path,))
    alone = replace(settings, sources=(source,), extract=ExtractSettings(min_words=1))
    articles, drops = read(alone, now=now)
    if not articles:
        drop = drops[0]
        raise SourceError(drop.uri, drop.reason, drop.detail)
    return articles[0]


def summarize(article: Article, settings: SummarizeSettings) -> Summary:
    """Summarize one article, by sentences that can be read there.

    Raises:
        SummaryError: no sentence of it could be chosen.
    """
    # Imported here: NumPy takes a quarter of a second.
    from briefing.summarizers.reading import readable  # noqa: PLC0415

    method = cast("Summarizer", resolve("summarizers", settings.method)(settings))
    return readable(article, method(article), settings)


def explain(article: Article, settings: SummarizeSettings) -> Explanation:
    """Say of each sentence why it was chosen or not.

    Raises:
        SummaryError: no sentence of it could be chosen.
    """
    from briefing.summarizers import ranker  # noqa: PLC0415 - as above

    summary = summarize(article, settings)
    features, verdicts = ranker.explain(article)
    told = features if settings.method == OURS else ({},) * len(features)
    return Explanation(
        article=article,
        method=summary.method,
        sentences=tuple(
            Reasoned(
                sentence=sentence,
                score=summary.scores[sentence.position],
                is_chosen=sentence.position in summary.chosen,
                why=_why(sentence.position, summary, verdict.why),
                features=_strongest(added),
            )
            for sentence, added, verdict in zip(article.sentences, told, verdicts, strict=True)
        ),
        removed=article.removed,
    )


def _why(position: int, summary: Summary, verdict: str) -> str:
    if position in summary.chosen:
        needed_by = [
            other + 1 for other in summary.chosen if position in (summary.needs[other] or ())
        ]
        return f"sentence {needed_by[0]} needs it" if needed_by else "among the best that fit"
    if summary.needs[position] is None:
        return verdict or "it cannot be read alone"
    return f"{verdict}; better ones fill the summary" if verdict else "better ones fill the summary"


def _strongest(added: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple(
        sorted(added.items(), key=lambda pair: (pair[0] == INTERCEPT, -abs(pair[1]), pair[0]))
    )
