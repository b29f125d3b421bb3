"""The text of a page to a parsed tree, within limits."""

from __future__ import annotations

import re
from typing import Any, TypeAlias

from lxml import etree  # type: ignore[import-untyped]  # ships no types

from briefing.errors import ExtractionError
from briefing.model import Reason

_MOST_CHARS = 4_000_000
# A thousand attributes on one tag take quadratic time in the parser; no page means them.
# Saved pages hold their pictures in such tags.
_LONG_CHARS = 50_000
_LONG_TAG = re.compile(rf"<[a-zA-Z][^<>]{{{_LONG_CHARS},}}>?")
_DATA = re.compile(r"data:[\w/+.;=-]{1,100},[\w+/=%-]{1000,}")
_TOO_DEEP = "Excessive depth"

Element: TypeAlias = Any  # ships no types, and has no public name


def parse(text: str, *, uri: str) -> Element:
    """Parse a page; one without any element is an empty page.

    Raises:
        ExtractionError: it is too long, or nested too deeply to be read to its end.
    """
    tame = _tame(text)
    if len(tame) > _MOST_CHARS:
        detail = f"a page of {len(tame)} characters; {_MOST_CHARS} are read"
        raise ExtractionError(uri, Reason.TOO_LARGE, detail)
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    try:
        root = etree.fromstring(tame.encode("utf-8", "replace"), parser)
    except etree.LxmlError:
        root = None
    if any(_TOO_DEEP in entry.message for entry in parser.error_log):
        raise ExtractionError(uri, Reason.NO_ARTICLE, "elements are nested over 2,000 deep")
    return etree.Element("html") if root is None else root


def _tame(text: str) -> str:
    """Take out the tags and the data that no reader sees."""
    if max(map(len, text.split("<"))) > _LONG_CHARS:
        text = _LONG_TAG.sub(" ", text)
    return _DATA.sub("", text) if "data:" in text else text
