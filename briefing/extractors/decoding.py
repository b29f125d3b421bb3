"""From bytes to text, or to the certainty that they are none."""

from __future__ import annotations

import codecs
import re

from briefing.errors import ExtractionError
from briefing.model import RawDocument, Reason
from briefing.text import printable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# In ASCII alone, so that they look like UTF-8 too; Japanese mail is written so.
_SHIFTS = (
    (b"\x1b$B", "iso2022_jp_2"),
    (b"\x1b$@", "iso2022_jp_2"),
    (b"\x1b$)C", "iso2022_kr"),
)
# Browsers read these as Windows-1252: who declares them seldom means the controls in them.
_LATIN = frozenset({"iso8859-1", "ascii", "cp1252"})
# Codecs of Python that no document is written in; some of them run for long or warn.
_INTERNAL = frozenset({"unicode-escape", "raw-unicode-escape", "idna", "punycode", "undefined"})
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_SEEN = re.compile(r"[!-~]")  # whatever else may be seen, this is
_CONTROLS_MOST = 0.02  # share of a text's characters
_GOOD_PER_BAD = 4
_SAMPLE = 65_536  # code points


def decode(document: RawDocument, *, declared: str | None = None) -> str:
    """Read a document's bytes as text.

    By its mark, by its charset, as UTF-8, else by what its bytes look like. `declared`
    is the charset that the document itself names, if any.

    Raises:
        ExtractionError: it is empty, or not text.
    """
    uri, body = document.locator.uri, document.body
    if not body.strip():
        raise ExtractionError(uri, Reason.EMPTY, "the document is empty")
    text = _decoded(body, document.charset or declared)
    if text is None or not _is_text(text):
        raise ExtractionError(uri, Reason.NOT_TEXT, "the bytes are not text in any known encoding")
    if not _SEEN.search(text) and not printable(text).strip():
        raise ExtractionError(uri, Reason.EMPTY, "the document holds no printable text")
    return text


def _decoded(body: bytes, charset: str | None) -> str | None:
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body.decode(encoding, errors="replace")
    for encoding in (*_shifting(body), *_encodings(charset)):
        try:
            return body.decode(encoding)
        except (UnicodeError, LookupError):  # LookupError: "hex", a codec of bytes to bytes
            continue
    return _mostly_utf_8(body) or _guessed(body)


def _shifting(body: bytes) -> tuple[str, ...]:
    if b"\x1b" not in body:  # a single byte is found much faster
        return ()
    return tuple(encoding for shift, encoding in _SHIFTS if shift in body)


def _mostly_utf_8(body: bytes) -> str | None:
    """Decode UTF-8 with a few bad bytes: a file that was cut, or pasted together.

    Other encodings hardly ever look like UTF-8 where they are not ASCII.
    """
    text = body.decode("utf-8", errors="replace")
    bad = text.count("\N{REPLACEMENT CHARACTER}")
    good = sum(not character.isascii() for character in text) - bad
    was_cut = bad == 1 and text.endswith("\N{REPLACEMENT CHARACTER}")
    return text if was_cut or good >= _GOOD_PER_BAD * bad else None


def _encodings(charset: str | None) -> tuple[str, ...]:
    """Order the encodings to try; UTF-8 before Latin ones, since those fit all bytes."""
    try:
        name = codecs.lookup(charset or "utf-8").name
    except (LookupError, ValueError):  # unknown, or no name at all
        return ("utf-8",)
    if name in _LATIN:
        return ("utf-8", "cp1252")
    return ("utf-8",) if name.replace("_", "-") in _INTERNAL else (name, "utf-8")


def _guessed(body: bytes) -> str | None:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow to load, seldom needed

    if b"\x00" in body:
        return None
    best = from_bytes(body).best()
    return None if best is None else str(best)


def _is_text(text: str) -> bool:
    sample = text[:_SAMPLE]
    return len(_CONTROLS.findall(sample)) <= _CONTROLS_MOST * len(sample)
