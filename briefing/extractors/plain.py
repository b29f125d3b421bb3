"""Extract the article from plain text, such as a page that was selected and copied."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from briefing.extractors.articles import make_article
from briefing.extractors.cleaning import clean_body, clean_page
from briefing.extractors.decoding import decode
from briefing.model import Article, RawDocument
from briefing.settings import ExtractSettings
from briefing.text import printable


def plain(settings: ExtractSettings, *, language: str) -> Callable[[RawDocument], Article]:
    """Make the extractor of plain text; `language` is what articles are written in."""
    return partial(extract, settings=settings, language=language)


def extract(document: RawDocument, *, settings: ExtractSettings, language: str) -> Article:
    """Extract the article from a plain text, with a ledger of all that was not it.

    Raises:
        ExtractionError: the document is empty, no text, or holds no article.
    """
    text = printable(decode(document))
    # What came with its headline is a text, not a page that was copied whole.
    headline = document.hints.headline
    cleaned = clean_body(text, headline=headline) if headline else clean_page(text)
    return make_article(document, cleaned, language=language, min_words=settings.min_words)
