"""What is fuzzed: a reader, bytes to begin with, and what must hold whatever the bytes are.

A target raises where a promise is broken. What a reader says of bytes that it cannot use is
no finding: those errors are caught here, and no other.
"""

from __future__ import annotations

import re
import socket
import sys
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "property")]

from test_unpacking_properties import (  # noqa: E402
    MAIL,
    MARKDOWN,
    NEWSML,
    NINJS,
    NITF,
    OPML,
    RECORD,
    RSS,
    SITEMAP,
    WARC,
    check,
    samples,
)

from briefing.annotators.findings import annotate  # noqa: E402
from briefing.errors import ExtractionError, SourceError  # noqa: E402
from briefing.extractors.html import html  # noqa: E402
from briefing.extractors.plain import plain  # noqa: E402
from briefing.loading import Context, examine  # noqa: E402
from briefing.model import Article, Locator, RawDocument  # noqa: E402
from briefing.registry import names  # noqa: E402
from briefing.renderers import atom, data, notes, styles  # noqa: E402
from briefing.renderers.wikis.blocks import fence, replaced  # noqa: E402
from briefing.settings import ExtractSettings  # noqa: E402
from briefing.sources import robots  # noqa: E402
from briefing.sources.addresses import FetchError, parse  # noqa: E402
from briefing.sources.exchange import Answer, Bounds, ask  # noqa: E402
from briefing.sources.wire import Deadline, Wire  # noqa: E402
from briefs import two_articles  # noqa: E402

NOW = datetime(2026, 1, 15, 6, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A reader under test."""

    run: Callable[[bytes], None]
    seeds: tuple[bytes, ...]


def opening(name: str, media_type: str = "application/octet-stream") -> Callable[[bytes], None]:
    """Open bytes as a file of that name: whatever comes out has its place and its reason."""
    return lambda body: check(body, name, media_type, None)


def document(body: bytes, media_type: str) -> RawDocument:
    """Give a document as a source would."""
    return RawDocument(
        locator=Locator(kind="file", uri="a", source="fuzz"),
        body=body,
        media_type=media_type,
        charset=None,
        fetched_at=NOW,
        digest=sha256(body).hexdigest(),
    )


def extracted(body: bytes, media_type: str) -> None:
    """Extract an article: each sentence stands where it says, and can be annotated."""
    extract = (html if media_type == "text/html" else plain)(ExtractSettings(), language="en")
    try:
        article = extract(document(body, media_type))
    except ExtractionError:
        return
    holds(article)


def holds(article: Article) -> None:
    """Check the one promise that all others stand on."""
    for one in article.sentences:
        assert article.text[one.start : one.end] == one.text
        assert one.text.strip()
    article.text.encode()
    annotate(article)


def settings(body: bytes) -> None:
    """Read settings: a fault is told in words, with its key."""
    try:
        values = tomllib.loads(body.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        return
    _, faults = examine(values, Context(root=Path("/nowhere"), names=names))
    assert all(isinstance(fault, str) and fault for fault in faults)


def brief(body: bytes) -> None:
    """Read a finished brief: what is read is written again as it was."""
    try:
        found = data.read(body, uri="brief.json")
    except SourceError:
        return
    again = data.document(found)
    assert data.document(data.read(again, uri="brief.json")) == again


_TAG = re.compile(r"<(?!/?(?:p|br|hr|em|strong|code|a|ul|ol|li|blockquote|h[1-6])\b)")
_HREF = re.compile(r'<a href="(?!https?://|mailto:)', re.IGNORECASE)


def note(body: bytes) -> None:
    """Read an editor's note: nothing but our tags comes out, whose links lead to the web."""
    page = notes.html(body.decode("utf-8", "replace"))
    assert not _TAG.search(page), page
    assert not _HREF.search(page), page
    notes.tree(body.decode("utf-8", "replace"))


def address(body: bytes) -> None:
    """Read a web address: it has one plain form, in ASCII, without control characters."""
    try:
        found = parse(body.decode("utf-8", "replace"))
    except FetchError:
        return
    assert found.uri.isascii()
    assert found.uri.isprintable()
    assert parse(found.uri) == found


def style(body: bytes) -> None:
    """Read a style sheet: none that is taken holds an address beyond itself."""
    sheet = body.decode("utf-8", "replace")
    for _, asked in styles.outside(sheet):
        assert asked
        return
    bare = re.sub(r"/\*.*?(?:\*/|\Z)|\"[^\"\n]*\"|'[^'\n]*'", "", sheet, flags=re.DOTALL)
    assert not re.search(r"(?i)@import\b|\burl\(\s*https?:", bare) or "\\" in sheet or "*/" in sheet


def answer(body: bytes) -> None:
    """Read what a server says: an answer within bounds, or why it is none."""
    most = 9_999
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.settimeout(5)
        theirs.sendall(body[:60_000])
        theirs.shutdown(socket.SHUT_WR)
        wire = Wire(ours, Deadline(clock=lambda: 0.0, at=5.0, missed="late"))
        try:
            found = ask(wire, parse("http://a.example/"), {}, Bounds(max_bytes=most), whole=False)
        except FetchError as error:
            assert error.detail.isprintable()
            return
    assert len(found.body) <= most


def rules(body: bytes) -> None:
    """Read robots.txt: whatever it says, a page may be asked for or not."""
    try:
        robots.read(Answer(status=200, headers=(), body=body)).check(parse("http://a.example/b?c"))
    except FetchError:
        return


FEED = b""


def feed(body: bytes) -> None:
    """Join our feed to what stands there: a feed with our edition, or a reason."""
    ours = _feed()
    try:
        joined = atom.joined(ours, body)
    except ValueError:
        return
    assert b"<entry>" in joined
    assert atom.joined(ours, joined) == joined


def _feed() -> bytes:
    global FEED  # noqa: PLW0603  # made once, and only where it is wanted
    if not FEED:
        from briefing.settings import OutputSettings  # noqa: PLC0415

        FEED = atom.atom(OutputSettings())(two_articles()).body
    return FEED


def page(body: bytes) -> None:
    """Write a brief into a page of a wiki: between its marks, or say why not."""
    text = body.decode("utf-8", "replace")
    marks = fence("<!-- ", " -->")
    try:
        found = replaced(text, "ours", marks)
    except ValueError:
        return
    assert "ours" in found
    assert marks.begins.search(found)
    assert marks.ends.search(found)


def _bytes(*told: str) -> tuple[bytes, ...]:
    return tuple(one.encode() for one in told)


_PAGE = (
    "<html><head><title>Vote</title><meta name=author content='A. Roe'><script "
    'type="application/ld+json">{"@type":"NewsArticle","headline":"Vote"}</script></head><body>'
    "<nav><a href=/>Home</a></nav><article><h1>Vote passes</h1><p class=byline>By A. Roe, 5 January"
    " 2026</p><p>The council voted on Monday, its clerk said. “We did,” she added.</p><p>It cost "
    "$4.5 million.</p></article><footer>© 2026</footer>"
)
_TEXT = (
    "Vote passes\nBy A. Roe\n\nVIENNA, Jan 5 (Reuters) - The council voted. “We did,” it said.\n"
)
_TOML = '[brief]\ntitle = "x"\nsections = 3\n[[source]]\npaths = ["a"]\n[[theme]]\nname = "b"\n'
_QUERY = '[[theme]]\nname = "b"\nquery = \'"council vote"~3 AND (pier^2 OR NOT x*)\'\n'
_HTTP = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Type: text/html\r\n\r\nhello"
_CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
_NOTE = "# A\n\n*b* **c** [d](https://e.example) `f`\n\n- g\n\n> h\n\n1. i\n\n<b onclick=x>j</b>\n"
_CSS = 'a{b:url(data:image/png;base64,A);c:"d"}@media print{@page{size:A4}}/* e */#f::g{h:var(--i)}'

_WIKI = "a\n<!-- briefing:begin -->\n<!-- briefing:end -->\nb\n"

TARGETS: Mapping[str, Target] = {
    "feeds": Target(run=opening("a.xml"), seeds=_bytes(RSS, SITEMAP, OPML)),
    "news": Target(run=opening("a.xml"), seeds=_bytes(NITF, NEWSML, NINJS)),
    "mail": Target(run=opening("a.eml", "message/rfc822"), seeds=_bytes(MAIL)),
    "mailboxes": Target(run=opening("a.mbox"), seeds=_bytes(f"From a@e\n{MAIL}\nFrom b@e\n{MAIL}")),
    "warc": Target(run=opening("a.warc"), seeds=_bytes(WARC)),
    "records": Target(run=opening("a.jsonl"), seeds=_bytes(f"{RECORD}\n{RECORD}", f"[{RECORD}]")),
    "markdown": Target(run=opening("a.md"), seeds=_bytes(MARKDOWN)),
    "archives": Target(run=opening("a"), seeds=samples()[-7:-1]),
    "pdf": Target(run=opening("a.pdf"), seeds=samples()[-1:]),
    "pages": Target(run=lambda body: extracted(body, "text/html"), seeds=_bytes(_PAGE)),
    "texts": Target(run=lambda body: extracted(body, "text/plain"), seeds=_bytes(_TEXT)),
    "settings": Target(run=settings, seeds=_bytes(_TOML, _QUERY)),
    "briefs": Target(run=brief, seeds=(data.document(two_articles()),)),
    "notes": Target(run=note, seeds=_bytes(_NOTE)),
    "addresses": Target(run=address, seeds=_bytes("https://a.example:8/b?c#d", "http://0x7f.1/")),
    "styles": Target(run=style, seeds=_bytes(_CSS)),
    "answers": Target(run=answer, seeds=_bytes(_HTTP, _CHUNKED)),
    "robots": Target(run=rules, seeds=_bytes("User-agent: *\nDisallow: /b\nCrawl-delay: 2\n")),
    "standing feeds": Target(run=feed, seeds=(_feed(),)),
    "wiki pages": Target(run=page, seeds=_bytes(_WIKI)),
}
