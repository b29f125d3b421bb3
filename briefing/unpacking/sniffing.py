"""Tell what a stream holds: by magic bytes, then by content, then by type and name."""

from __future__ import annotations

import codecs
import re
from enum import StrEnum
from pathlib import PurePosixPath
from tarfile import BLOCKSIZE, TarError, TarInfo
from urllib.parse import urlsplit

_COMMENT = re.compile(r"<!--(?s:.*?)(?:-->|\Z)")
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,40}):(?:[ \t]|\r?$)")
_MAIL_HEADER_NAMES = (
    "bcc cc content-transfer-encoding content-type date delivered-to from list-id message-id"
    " mime-version received reply-to return-path sender subject to x-mailer"
)
_MAIL_HEADERS = frozenset(_MAIL_HEADER_NAMES.split())
_MAIL_LEAST = 3  # known headers that make a text a mail; press releases open with one or two
_MBOX = re.compile(
    rb"From \S[^\r\n]{0,200}\r?\n[A-Za-z][A-Za-z0-9-]{1,40}:|From \S+ {1,2}\w{3} \w{3} "
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PDF_WITHIN = 1_024  # bytes before its mark that readers of PDF forgive
_HEAD = 16_384  # bytes that are looked at


class Kind(StrEnum):
    """What a stream holds."""

    GZIP = "gzip"
    BZIP2 = "bzip2"
    XZ = "xz"
    ZSTD = "zstd"
    ZIP = "zip"
    TAR = "tar"
    WARC = "warc"
    MAIL = "mail"
    MBOX = "mbox"
    FEED = "feed"
    JSON = "json"
    OPML = "opml"
    SITEMAP = "sitemap"
    NEWSML = "newsml"
    NITF = "nitf"
    PDF = "pdf"
    MARKDOWN = "markdown"
    DOCUMENT = "document"


_MAGIC = (
    (b"\x1f\x8b\x08", Kind.GZIP),
    (b"BZh", Kind.BZIP2),
    (b"\xfd7zXZ\x00", Kind.XZ),
    (b"\x28\xb5\x2f\xfd", Kind.ZSTD),
    (b"PK\x03\x04", Kind.ZIP),
    (b"PK\x05\x06", Kind.ZIP),  # an empty one
    (b"WARC/0.", Kind.WARC),
    (b"WARC/1.", Kind.WARC),
)
_ROOTS = {
    "rss": Kind.FEED,
    "RDF": Kind.FEED,
    "feed": Kind.FEED,
    "opml": Kind.OPML,
    "urlset": Kind.SITEMAP,
    "sitemapindex": Kind.SITEMAP,
    "newsItem": Kind.NEWSML,
    "newsMessage": Kind.NEWSML,
    "packageItem": Kind.NEWSML,
    "nitf": Kind.NITF,
}
_TYPES = {
    "message/rfc822": Kind.MAIL,
    "application/mbox": Kind.MBOX,
    "application/json": Kind.JSON,
    "application/feed+json": Kind.JSON,
    "application/x-ndjson": Kind.JSON,
    "application/jsonl": Kind.JSON,
    "application/warc": Kind.WARC,
    "text/markdown": Kind.MARKDOWN,
    "text/x-markdown": Kind.MARKDOWN,
}
_SUFFIXES = {
    ".eml": Kind.MAIL,
    ".mbox": Kind.MBOX,
    ".warc": Kind.WARC,
    ".json": Kind.JSON,
    ".jsonl": Kind.JSON,
    ".ndjson": Kind.JSON,
    ".md": Kind.MARKDOWN,
    ".markdown": Kind.MARKDOWN,
}


def kind_of(head: bytes, *, media_type: str, name: str) -> Kind:
    """Tell what starts with `head`; whatever holds nothing else is a document."""
    head = head[:_HEAD]
    return _by_magic(head) or _by_content(head) or _by_name(media_type, name) or Kind.DOCUMENT


def suffix(name: str) -> str:
    """Give the ending of a file's name or an address, in small letters, with its dot."""
    try:
        path = urlsplit(name).path if "://" in name else name
    except ValueError:
        path = name
    return PurePosixPath(path).suffix.lower()


def _by_magic(head: bytes) -> Kind | None:
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if b"%PDF-" in head[:_PDF_WITHIN]:
        return Kind.PDF
    return Kind.TAR if _is_tar(head[:BLOCKSIZE]) else None


def _is_tar(block: bytes) -> bool:
    if len(block) < BLOCKSIZE or not block.strip(b"\x00"):
        return False
    try:
        TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except (TarError, ValueError):  # its checksum does not fit
        return False
    return True


def _by_content(head: bytes) -> Kind | None:
    if _MBOX.match(head):
        return Kind.MBOX
    text = _text(head).lstrip()
    if text.startswith("<"):
        root = _ROOT.search(_COMMENT.sub("", text))
        return _ROOTS.get(root[1]) if root else None
    if re.match(r'\{\s*"|\[\s*\{\s*"|\{\s*\}', text):
        return Kind.JSON
    return Kind.MAIL if _is_mail(text) else None


def _is_mail(text: str) -> bool:
    """Tell a mail by its headers: known ones, and nothing else before the first blank line."""
    known = set()
    for number, line in enumerate(text.split("\n")):
        header = _HEADER.match(line)
        if header:
            known.add(header[1].lower())
        elif not line.strip() or not number or not line.startswith((" ", "\t")):
            break
    return len(known & _MAIL_HEADERS) >= _MAIL_LEAST


def _by_name(media_type: str, name: str) -> Kind | None:
    plain = media_type.partition(";")[0].strip().lower()
    return _TYPES.get(plain) or _SUFFIXES.get(suffix(name))


def _text(head: bytes) -> str:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return head.decode(encoding, errors="replace")
    if head.startswith((b"<\x00", b"\x00<")):  # UTF-16 without its mark
        return head.replace(b"\x00", b"").decode("latin-1")
    return head.decode("latin-1")
