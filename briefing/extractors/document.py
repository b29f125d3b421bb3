"""Extract the article from any document, by looking at what it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from briefing.extractors import html as web
from briefing.extractors import plain as text
from briefing.model import Article, RawDocument
from briefing.settings import ExtractSettings

_HEAD = 2_048  # bytes that are looked at
_OPENING = re.compile(rb"<!doctype html|<html[\s>]", re.IGNORECASE)
_TAG = re.compile(
    rb"</?(?:p|div|span|a|body|head|meta|article|h[1-6]|br|li|ul|table|script)[\s/>]", re.I
)
_TAGS_LEAST = 6  # in the head of a fragment that has no <html>


def automatic(settings: ExtractSettings, *, language: str) -> Callable[[RawDocument], Article]:
    """Make the extractor that takes pages for pages and all else for plain text."""
    return partial(extract, settings=settings, language=language)


def extract(document: RawDocument, *, settings: ExtractSettings, language: str) -> Article:
    """Extract the article from a page or from a plain text.

    Raises:
        ExtractionError: the document is empty, no text, or holds no article.
    """
    extractor = web.extract if is_html(document) else text.extract
    return extractor(document, settings=settings, language=language)


def is_html(document: RawDocument) -> bool:
    """Tell a web page, by its media type or by its first bytes.

    A page that was saved under the name of a text file is a page all the same.
    """
    if document.media_type.partition(";")[0].strip() in {"text/html", "application/xhtml+xml"}:
        return True
    head = document.body[:_HEAD].replace(b"\x00", b"")  # UTF-16 has one beside each letter
    return _OPENING.search(head) is not None or len(_TAG.findall(head)) >= _TAGS_LEAST
