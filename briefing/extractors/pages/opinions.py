"""Other people's extractors, asked where our own is in doubt."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from functools import partial

from lxml.etree import LxmlError  # type: ignore[import-untyped]  # ships no types

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_FAILURES = (
    LxmlError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    IndexError,
    AssertionError,
    RecursionError,
)


def opinions_on(text: str) -> Mapping[str, Callable[[], str]]:
    """Give the other extractors' readings of a page, each computed when called."""
    return {"trafilatura": partial(_trafilatura, text), "readability": partial(_readability, text)}


def _plain(text: str) -> str:
    # Both raise on control characters, and readability prints the traceback besides.
    return _CONTROL.sub(" ", text)


def _trafilatura(text: str) -> str:
    # Imported here: half a second that a run over sure pages never needs.
    from trafilatura import bare_extraction  # noqa: PLC0415

    try:
        document = bare_extraction(
            _plain(text), include_comments=False, with_metadata=False, fast=True
        )
    except _FAILURES:
        return ""  # 14 of 3,205 odd pages raised one of these
    return getattr(document, "text", None) or ""


def _readability(text: str) -> str:
    from lxml.html import fromstring  # type: ignore[import-untyped]  # noqa: PLC0415
    from readability import Document  # noqa: PLC0415 - as above

    logging.getLogger("readability").setLevel(logging.CRITICAL)
    try:
        summary = fromstring(Document(_plain(text)).summary())
    except _FAILURES:
        return ""
    pieces = (str(piece).strip() for piece in summary.itertext())
    return "\n".join(piece for piece in pieces if piece)
