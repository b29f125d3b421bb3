"""On which day an article came out, where the brief is read."""

from __future__ import annotations

from datetime import UTC, date, tzinfo

from briefing.model import Article, Source


def day_out(of: Article | Source, zone: tzinfo) -> date | None:
    """Give the day of publication in a zone; None where it is not known."""
    if of.published is None:
        return None
    # A bare day is midnight in UTC, and must not slip to the day before.
    return of.published.astimezone(UTC if of.published_day_only else zone).date()
