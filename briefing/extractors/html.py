"""Extract the article from a web page; the way there is in `pages`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from briefing.errors import ExtractionError
from briefing.extractors.articles import is_address, make_article
from briefing.extractors.decoding import decode
from briefing.extractors.own import own_rules
from briefing.model import Article, Hints, RawDocument, Reason
from briefing.settings import ExtractSettings

_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s{0,9}=\s{0,9}[\"']?([\w:.-]{2,40})",
    re.IGNORECASE,
)
_HEAD = 4_096  # bytes in which a page must name its charset


def html(settings: ExtractSettings, *, language: str) -> Callable[[RawDocument], Article]:
    """Make the extractor of web pages; `language` is that of pages that do not tell theirs."""
    return partial(extract, settings=settings, language=language)


def extract(document: RawDocument, *, settings: ExtractSettings, language: str) -> Article:
    """Extract the article from a web page, with a ledger of all that is not in it.

    The ledger's line numbers count the page's blocks of text, as a reader sees them.

    Raises:
        ExtractionError: the document is empty, no text, or holds no article.
    """
    from briefing.extractors.pages.reading import read_page  # noqa: PLC0415 - lxml and NumPy

    text = decode(document, declared=_declared_charset(document.body))
    uri = document.locator.uri
    try:
        reading = read_page(text, uri=uri, known=_known(document), own=own_rules(settings))
    except ExtractionError:
        raise
    except Exception as error:  # libraries fail on odd pages in any way there is
        detail = f"the page cannot be read: {type(error).__name__}"
        raise ExtractionError(uri, Reason.NO_ARTICLE, detail) from error
    if reading.refusal is not None:
        raise ExtractionError(uri, *reading.refusal)
    return make_article(document, reading.cleaned, language=language, min_words=settings.min_words)


def _known(document: RawDocument) -> Hints:
    """Give what came with the page; where that has no address, the page's own is known."""
    uri = document.locator.uri
    return replace(document.hints, url=document.hints.url or (uri if is_address(uri) else None))


def _declared_charset(body: bytes) -> str | None:
    found = _CHARSET.search(body, 0, _HEAD)
    return found[1].decode("ascii", errors="replace") if found else None
