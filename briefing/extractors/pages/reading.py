"""A web page to its article: choose the blocks, read the fields, sweep what is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from briefing.extractors.cleaning import Cleaned, Rule, clean_body
from briefing.extractors.metadata import Fields
from briefing.extractors.pages.about import read_fields
from briefing.extractors.pages.blocks import Cut, cut
from briefing.extractors.pages.choice import Choice, choose, without
from briefing.extractors.pages.head import Head, plain, read_head
from briefing.extractors.pages.ledger import paragraphs, removals
from briefing.extractors.pages.opinions import opinions_on
from briefing.extractors.pages.parsing import parse
from briefing.extractors.pages.refusals import Refusal, Seen, body_length, refusal
from briefing.extractors.pages.sweeping import (
    Told,
    believed,
    remaining,
    suspects,
    take_blocks,
)
from briefing.extractors.pages.trees import Trees, read_trees
from briefing.model import Hints

_WEIGHTS = Path(__file__).with_name("trees.json")
_MOST_BLOCKS = 10_000
# trafilatura takes over 10 s on 10 MB, on 100,000 paragraphs and on 200,000 line breaks.
_MOST_CHARS_TO_ASK = 400_000
_MOST_BLOCKS_TO_ASK = 600

Looks = tuple[Trees, Trees]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A page parted into its article and its ledger, and why it is no article, if so."""

    cleaned: Cleaned
    refusal: Refusal | None


def read_page(
    text: str,
    *,
    uri: str,
    known: Hints,
    own: Sequence[Rule] = (),
    looks: Looks | None = None,
    asks_others: bool = True,
) -> Reading:
    """Part a page into its article and its ledger.

    `known` came with the page; `own` are the user's rules. `looks` are the classifier's
    weights, ours if none are given; `asks_others` lets pages in doubt go to other
    extractors too.

    Raises:
        ExtractionError: the page is past the limits.
    """
    root = parse(text, uri=uri)
    head, page = read_head(root), cut(root)
    is_usual = len(text) <= _MOST_CHARS_TO_ASK and len(page.blocks) <= _MOST_BLOCKS_TO_ASK
    choice = choose(
        page.blocks[:_MOST_BLOCKS],
        title=head.title,
        claim=claimed_body(head),
        looks=looks or shipped_looks(),
        opinions=opinions_on(text) if asks_others and is_usual else {},
    )
    named = take_blocks(page.blocks[:_MOST_BLOCKS], own)
    choice = without(choice, named)
    told = paragraphs(page.blocks, choice.kept.tolist())
    body = [paragraph for paragraph, _ in told]
    fields = read_fields(root, head, page.blocks, body, known=known)
    cleaned = _swept(page, choice, told, fields, named=named)
    kept = np.flatnonzero(choice.kept)
    seen = Seen(
        root=root,
        head=head,
        blocks=page.blocks,
        body=cleaned.paragraphs,
        length=body_length(cleaned.paragraphs),
        is_dated=fields.published is not None,
        last=int(kept[-1]) if len(kept) else 0,
    )
    return Reading(cleaned=cleaned, refusal=refusal(seen))


def _swept(
    page: Cut, choice: Choice, told: Told, fields: Fields, *, named: Mapping[int, str]
) -> Cleaned:
    """Sweep furniture that the classifier took for the article; `named` is gone by now."""
    swept = clean_body("\n\n".join(suspects(told)), headline=fields.headline)
    furniture = believed(swept.removed, told, page.blocks)
    merged = _filled(fields, swept.fields)
    return Cleaned(
        fields=merged,
        paragraphs=tuple(remaining(told, furniture)),
        removed=removals(page, choice, told, furniture, headline=merged.headline, named=named),
    )


def _filled(declared: Fields, seen: Fields) -> Fields:
    """Fill what the page does not declare with what the article's lines say."""
    return replace(
        declared,
        headline=declared.headline or seen.headline,
        authors=declared.authors or seen.authors,
        agency=declared.agency or seen.agency,
        site=declared.site or seen.site,
    )


@lru_cache(1)
def shipped_looks() -> Looks:
    """Load the weights that come with the package."""
    return read_trees(_WEIGHTS.read_text(encoding="utf-8"))


def claimed_body(head: Head) -> str:
    """Give what the page's JSON-LD calls the article's body, or nothing."""
    return max(
        (plain(article.get("articleBody")) for article in head.articles), key=len, default=""
    )
