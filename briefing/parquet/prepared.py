"""What is worked out of one document alone; it needs no Parquet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from briefing.model import Article, Findings, Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An article with all that can be worked out of it alone.

    `summary` is None where it could not be summarized, and `problem` says why then.
    `terms` are the weighed stems of its opening, `sample` the shingles to look up.
    """

    article: Article
    summary: Summary | None
    problem: str
    findings: Findings
    terms: Mapping[str, float]
    words: int
    sample: tuple[int, ...]
