"""Extract the article from plain text, such as a page that was selected and copied."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from briefing.errors import ExtractionError
from briefing.extractors.articles import make_article
from briefing.extractors.cleaning import MOST_LINES, Cleaned, clean_body, clean_page
from briefing.extractors.decoding import decode
from briefing.extractors.own import own_rules
from briefing.extractors.refusals import refusal
from briefing.model import Article, RawDocument
from briefing.settings import ExtractSettings
from briefing.text import printable, words


def plain(settings: ExtractSettings, *, language: str) -> Callable[[RawDocument], Article]:
    """Make the extractor of plain text; `language` is what articles are written in."""
    return partial(extract, settings=settings, language=language)


def extract(document: RawDocument, *, settings: ExtractSettings, language: str) -> Article:
    """Extract the article from a plain text, with a ledger of all that was not it.

    Raises:
        ExtractionError: the document is empty, no text, or holds no article; a copied
            paywall, error or login page, or a list of teasers, with that for its reason.
    """
    text = printable(decode(document))
    # What came with its headline is a text, not a page that was copied whole.
    headline = document.hints.headline
    own = own_rules(settings)
    if headline:
        cleaned = clean_body(text, headline=headline, own=own)
    else:
        cleaned = clean_page(text, own=own)
        refuse(document.locator.uri, text, cleaned)
    return make_article(document, cleaned, language=language, min_words=settings.min_words)


def refuse(uri: str, text: str, cleaned: Cleaned) -> None:
    """Raise the reason for which a page holds no article, if there is one.

    Raises:
        ExtractionError: the page is a stub, a list, or none at all.
    """
    body_words = sum(len(words(paragraph)) for paragraph in cleaned.paragraphs)
    every = text.split("\n", MOST_LINES)[:MOST_LINES]
    lines = [line.strip() for line in every if line.strip()]
    reason = refusal(lines, body_words)
    if reason:
        raise ExtractionError(uri, reason, f"{body_words} words of body text are left")
