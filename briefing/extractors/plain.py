"""Extract the article from plain text, such as a page that was selected and copied."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from briefing.extractors.articles import make_article
from briefing.extractors.cleaning import clean_page
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
    return make_article(document, clean_page(text), language=language, min_words=settings.min_words)
