"""Any bytes give documents, addresses and drops, never an exception, in bounded work."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from briefing.model import Drop, Locator, RawDocument
from briefing.unpacking.limits import Limits
from briefing.unpacking.opening import unpack
from briefing.unpacking.wording import web_address
from makers import NOW

LIMITS = Limits(max_bytes=200_000, max_total=5_000_000, max_members=300, max_links=20)
WORDS = "The harbour council voted on Monday to rebuild the breakwater, its clerk said. "
ARTICLE = f"<p>{WORDS * 6}</p><p>{WORDS * 6}</p>"
RSS = (
    '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    "<title>Courier</title><item><title>Vote</title><link>https://e.example/a</link>"
    "<pubDate>Mon, 05 Jan 2026 10:00:00 GMT</pubDate>"
    f"<content:encoded><![CDATA[{ARTICLE}]]></content:encoded></item>"
    "<item><title>Two</title><link>/b</link><description>x</description></item></channel></rss>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>C</title><entry><title>Vote</title>'
    '<link href="https://e.example/a"/><updated>2026-01-05T10:00:00Z</updated>'
    f'<content type="html">{ARTICLE.replace("<", "&lt;")}</content></entry></feed>'
)
SITEMAP = (
    '<?xml version="1.0" encoding="UTF-8"?><urlset><url><loc>https://e.example/a?b=1&amp;c=2</loc>'
    "<lastmod>2026-01-05</lastmod><news:news><news:title>Vote</news:title></news:news></url></urlset>"
)
NITF = (
    "<nitf><head><docdata><date.issue norm='20260105T101500Z'/></docdata></head><body><body.head>"
    f"<hedline><hl1>Vote</hl1></hedline></body.head><body.content>{ARTICLE}</body.content></body></nitf>"
)
NEWSML = (
    "<newsMessage><itemSet><newsItem><itemMeta><itemClass qcode='ninat:text'/></itemMeta>"
    "<contentMeta>"
    "<headline>Vote</headline></contentMeta><contentSet><inlineXML><html><body>"
    f"{ARTICLE}</body></html></inlineXML></contentSet></newsItem></itemSet></newsMessage>"
)
MAIL = (
    "From: Courier <a@e.example>\nTo: b@e.example\nSubject: =?utf-8?q?F=C3=BCr?=\n"
    "Date: Mon, 05 Jan 2026 10:00:00 +0100\nMIME-Version: 1.0\n"
    "Content-Type: multipart/mixed; boundary=cut\n\n--cut\n"
    "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
    '<h2><a href=3D"https://e.example/a">Council votes on Monday</a></h2>'
    "<p>It voted on it at last, and then it rained for hours.</p>"
    '<h2><a href=3D"https://e.example/b">Fleet shrinks again</a></h2>'
    "<p>It has nine boats left, and most of those are old.</p>\n"
    "--cut\nContent-Type: message/rfc822\n\nSubject: Inner\n\nWords.\n--cut--\n"
)
RECORD = json.dumps(
    {"title": "Vote", "text": WORDS, "url": "https://e.example/a", "date": "2026-01-05"}
)
NINJS = json.dumps(
    {"uri": "urn:x", "versioncreated": "2026-01-05", "body_xhtml": ARTICLE, "bodies": [{}]}
)
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1",
        "items": [{"url": "https://e.example/a"}, {"id": 4}],
    }
)
OPML = (
    "<opml><body><outline text='a'><outline xmlUrl='https://e.example/f'/></outline></body></opml>"
)
MARKDOWN = f"---\ntitle: Vote\ndate: 2026-01-05\ntags: [a, b]\n---\n# Vote\n\n{WORDS}\n\n- *one*\n"
PAYLOAD = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{ARTICLE}"
WARC = (
    "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://e.example/a\r\n"
    "Content-Type: application/http\r\n"
    f"Content-Length: {len(PAYLOAD)}\r\n\r\n{PAYLOAD}\r\n\r\n"
) * 2
TEXTS = [RSS, ATOM, SITEMAP, NITF, NEWSML, MAIL, NINJS, JSON_FEED, OPML, MARKDOWN, WARC]
TEXTS += [f"{RECORD}\n" * 3, f"[{RECORD},{RECORD}]", f"From a@e\n{MAIL}\nFrom b@e\n{MAIL}"]
NAMES = ["a", "a.md", "a.jsonl", "a.eml", "a.mbox", "a.tar", "https://e.example/a.xml?b#c"]
TYPES = [
    "application/octet-stream",
    "text/plain",
    "message/rfc822",
    "application/json",
    "text/html",
]


@cache
def samples() -> tuple[bytes, ...]:
    """Give a valid sample of each format; archives hold another of each kind."""
    plain = [text.encode() for text in TEXTS]
    zipped, tarred, pdf = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with (
        zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive,
        tarfile.open(fileobj=tarred, mode="w") as tape,
    ):
        for number, body in enumerate(plain):
            archive.writestr(f"folder/{number}.x", body)
            header = tarfile.TarInfo(f"folder/{number}.x")
            header.size = len(body)
            tape.addfile(header, io.BytesIO(body))
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(pdf)
    packed = [compress(plain[0]) for compress in (gzip.compress, bz2.compress, lzma.compress)]
    by_record = gzip.compress(plain[10][: len(WARC) // 2]) * 2
    return (*plain, *packed, by_record, zipped.getvalue(), tarred.getvalue(), pdf.getvalue())


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """Damage a valid sample: bytes changed, cut out, put in, doubled, or the end lost."""
    body = bytearray(draw(st.sampled_from(samples())))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, max(0, len(body) - 1)))
        length = draw(st.integers(0, 40))
        match draw(st.sampled_from(["change", "cut", "insert", "double", "end"])):
            case "change":
                body[at : at + 4] = draw(st.binary(min_size=1, max_size=4))
            case "cut":
                del body[at : at + length]
            case "insert":
                body[at:at] = draw(PIECES)
            case "double":
                body[at:at] = body[at : at + length * 20]
            case _:
                del body[at:]
    return bytes(body)


PIECES = st.sampled_from(
    [b"<", b">", b"&", b"\x00", b"\r\n\r\n", b"\xff\xfe", b"<!--", b"]]>", b"<![CDATA[", b"{",
     b"[", b'"', b"=?utf-8?b?", b"--cut\n", b"WARC/1.0\r\n", b"Content-Length: 99999999999\r\n",
     b"PK\x03\x04", b"\x1f\x8b\x08", b"../", b"javascript:", b"http://[", b"9999-99-99", b"-1",
     b"1e999", b"\xed\xa0\x80"]
)  # fmt: skip
PLACES = st.tuples(st.sampled_from(NAMES), st.sampled_from(TYPES))
CHARSETS = st.sampled_from([None, "utf-8", "utf-16", "no-such", "idna", "hex", "\x00", "shift_jis"])


def check(body: bytes, name: str, media_type: str, charset: str | None) -> None:
    locator = Locator(kind="web", uri=name, source="tests")

    found = list(
        unpack(
            io.BytesIO(body),
            locator=locator,
            media_type=media_type,
            charset=charset,
            now=NOW,
            limits=LIMITS,
        )
    )

    assert len(found) <= LIMITS.max_members + 1
    for one in found:
        match one:
            case Drop():
                assert (one.stage, one.uri.startswith(name)) == ("unpack", True)
                assert one.detail
                assert not one.detail.startswith(OUR_FAULTS), one.detail
            case Locator():
                assert one.kind == "web"
                assert web_address(one.uri) == one.uri
                assert one.depth == 1
            case RawDocument():
                assert one.locator.uri.startswith(name)
                assert one.fetched_at.tzinfo is not None


# What a library says about odd bytes may be anything, but these are ours.
OUR_FAULTS = ("TypeError", "AttributeError", "NameError", "KeyError", "AssertionError")


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=600), PLACES, CHARSETS)
def test_any_bytes_give_documents_addresses_or_drops(
    body: bytes, place: tuple[str, str], charset: str | None
) -> None:
    check(body, *place, charset)


@settings(max_examples=700, deadline=None)
@given(mutated(), PLACES, CHARSETS)
def test_damaged_files_of_each_format_give_documents_addresses_or_drops(
    body: bytes, place: tuple[str, str], charset: str | None
) -> None:
    check(body, *place, charset)


def test_each_sample_is_read_whole_where_nothing_is_damaged() -> None:
    for body in samples()[:-1]:
        locator = Locator(kind="web", uri="https://e.example/a", source="tests")

        found = list(
            unpack(
                io.BytesIO(body),
                locator=locator,
                media_type="application/octet-stream",
                charset=None,
                now=NOW,
                limits=LIMITS,
            )
        )

        assert any(not isinstance(one, Drop) for one in found), found
