"""All that the annotators find in an article."""

from __future__ import annotations

from briefing.annotators.dates import dates
from briefing.annotators.figures import figures
from briefing.annotators.names import names
from briefing.model import Article, Findings


def annotate(article: Article) -> Findings:
    """Resolve days and surnames, as far as they are certain, and find figures."""
    return Findings(
        article_id=article.id,
        dates=dates(article),
        names=names(article),
        figures=figures(article),
    )
