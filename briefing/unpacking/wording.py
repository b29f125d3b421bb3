"""Small texts from envelopes: headlines, names, addresses, and text out of markup."""

from __future__ import annotations

import codecs
import re
from html import escape, unescape
from urllib.parse import urljoin, urlsplit

from briefing.text import printable

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,5000}>")
_LINE_MOST = 500  # code points of a headline, name or tag
_URL_MOST = 2_000
_TAGS_MOST = 30
_MARKUP = re.compile(
    r"</?(?:p|br|div|span|a|b|i|em|strong|h[1-6]|ul|li|blockquote)\b[^<>]{0,500}>", re.I
)
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{2,8}){0,3}")
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.I)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Codecs of Python that no document is written in; some of them run for long or warn.
_INTERNAL = frozenset({"unicode-escape", "raw-unicode-escape", "idna", "punycode", "undefined"})
_HEAD = 1_024  # bytes in which a document names its charset


def one_line(text: object) -> str | None:
    """Make a text one printable line without markup; None where nothing is left."""
    if not isinstance(text, str):
        return None
    bare = unescape(_TAG.sub("", text[: 10 * _LINE_MOST]))
    return " ".join(printable(bare).split())[:_LINE_MOST] or None


def lines(texts: object) -> tuple[str, ...]:
    """Make each text one line, without repetition, in their order; one text gives one."""
    several = texts if isinstance(texts, list | tuple) else [texts]
    made = dict.fromkeys(one_line(text) for text in several[: 10 * _TAGS_MOST])
    return tuple(text for text in made if text)[:_TAGS_MOST]


def language(text: object) -> str | None:
    """Give a BCP 47 tag if a text looks like one."""
    tag = text.strip() if isinstance(text, str) else ""
    return tag.replace("_", "-") if _LANGUAGE.fullmatch(tag) else None


def web_address(text: object, base: str | None = None) -> str | None:
    """Give a full http or https address, or None: nothing else is ever followed.

    One with a user's name in it is none either: it is made to deceive.
    """
    if not isinstance(text, str) or not 0 < len(text.strip()) <= _URL_MOST:
        return None
    try:
        full = urljoin(base or "", text.strip())
        parts = urlsplit(full)
        is_web = (
            parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
        )
        _ = parts.port  # raises where it is none
    except ValueError:
        return None
    if not is_web or printable(full) != full or any(letter.isspace() for letter in full):
        return None
    return full if len(full) <= _URL_MOST else None


def is_markup(text: str) -> bool:
    """Tell text that holds HTML tags from plain text."""
    return _MARKUP.search(text) is not None


def decoded(body: bytes, charset: str | None) -> str:
    """Read bytes as text for looking into: by mark, charset, own words, UTF-8, else Latin."""
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body.decode(encoding, errors="replace")
    named = _CHARSET.search(body[:_HEAD])
    declared = named[1].decode("ascii") if named else None
    for encoding in filter(None, (charset, declared, "utf-8")):
        try:
            if codecs.lookup(encoding).name not in _INTERNAL:
                return body.decode(encoding)
        except (UnicodeError, LookupError, ValueError):
            continue
    return body.decode("cp1252", errors="replace")


def page(content: str, *, headline: str | None, spoken: str | None) -> str:
    """Make a page of an article's HTML, for the extractor."""
    said = f' lang="{escape(spoken)}"' if spoken else ""
    title = escape(headline or "", quote=False)
    heading = f"<h1>{title}</h1>\n" if title else ""
    return (
        f'<!DOCTYPE html>\n<html{said}><head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body><article>\n{heading}{content}\n</article></body></html>\n"
    )
