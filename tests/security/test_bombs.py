"""Small files that would be large, deep or slow: each costs its child a bounded amount.

The limits are those of a run (10 s of processor time and 1 GB for a document). What breaks them
is left out by name, and the article beside it is read.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from briefing.deliverers.folder import folder
from briefing.engine import Limits, guarded
from briefing.model import Article, Drop
from briefing.pipeline import LIMITS, read, run
from briefing.settings import OutputSettings, Settings, SourceSettings
from makers import NOW

MB = 1_000_000
ZEROS = b"\0" * (64 * MB)
WORDS = "The harbor council voted on Monday to rebuild the breakwater, its clerk said. "
ARTICLE = f"Vote passes\n\n{WORDS * 3}\n\n{WORDS * 2}\n"


def zipped(members: Mapping[str, bytes]) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, inside in members.items():
            archive.writestr(name, inside)
    return body.getvalue()


def nested(depth: int) -> bytes:
    body = zipped({"a.txt": b" " * MB})
    for _ in range(depth):
        body = zipped({f"{number}.zip": body for number in range(8)})
    return body


def tape(size: int) -> bytes:
    head = tarfile.TarInfo("a.txt")
    head.size = size
    return head.tobuf() + b"x" * 1_000


def pdf(stream: bytes, *, pages: str = "[3 0 R]", more: bytes = b"") -> bytes:
    """Write a file of one page; readers find the objects without a table of them."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 1/Kids " + pages.encode() + b">>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>>endobj\n"
        b"4 0 obj<</Filter/FlateDecode/Length " + str(len(stream)).encode() + b">>stream\n"
        + stream + b"\nendstream endobj\n" + more + b"trailer<</Root 1 0 R>>\n"
    )  # fmt: skip


def feed(inside: str, head: str = "") -> bytes:
    items = f"<item><title>a</title><description>{inside}</description></item>"
    return f'<?xml version="1.0"?>{head}<rss><channel>{items}</channel></rss>'.encode()


def picture(width: int, height: int) -> str:
    """Write a PNG of so many pixels, all of them nothing."""

    def chunk(kind: bytes, told: bytes) -> bytes:
        return len(told).to_bytes(4) + kind + told + zlib.crc32(kind + told).to_bytes(4)

    size = width.to_bytes(4) + height.to_bytes(4)
    rows = zlib.compress(b"\0" * (8 * MB), 9)
    body = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size + b"\x08\x06\0\0\0")
    body += chunk(b"zTXt", b"a\0\0" + rows) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return "data:image/png;base64," + b64encode(body).decode()


WARC = b"WARC/1.0\r\nWARC-Type: response\r\n"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))

BOMBS: Mapping[str, Callable[[], bytes]] = {
    "a.txt.gz": lambda: gzip.compress(ZEROS),
    "b.txt.bz2": lambda: bz2.compress(ZEROS),
    "c.txt.xz": lambda: lzma.compress(ZEROS, preset=0),
    "members.gz": lambda: gzip.compress(b"") * 20_000,
    "layers.gz": lambda: gzip.compress(gzip.compress(gzip.compress(ZEROS))),
    "large.zip": lambda: zipped({"a.txt": ZEROS}),
    "nested.zip": lambda: nested(2),
    "many.zip": lambda: zipped({f"{number}.txt": b"" for number in range(1_500)}),
    "outside.zip": lambda: zipped({"../../x.txt": b"x", "/etc/x.txt": b"x", "C:\\x.txt": b"x"}),
    "endless.tar": lambda: tape(2**40),
    "links.tar": lambda: tape(0) * 20_000,
    "laughs.xml": lambda: feed("&l9;", f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]>'),
    "quadratic.xml": lambda: feed(
        "&a;" * 20_000, f'<!DOCTYPE a [<!ENTITY a "{"x" * 20_000}">]>'
    ),
    "parameter.xml": lambda: feed(
        "x", '<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p; <!ENTITY e "&#37;p;">]>'
    ),
    "deep.xml": lambda: b"<rss>" + b"<a>" * 200_000,
    "attributes.xml": lambda: b"<rss " + b" ".join(b"a%d='b'" % n for n in range(50_000)) + b"/>",
    "deep.opml": lambda: b"<opml><body>" + b"<outline text='a'>" * 100_000,
    "deep.json": lambda: b"[" * 200_000 + b"]" * 200_000,
    "number.json": lambda: b'{"title":"a","text":"b","date":' + b"9" * 200_000 + b"}",
    "keys.jsonl": lambda: json.dumps({f"k{n}": n for n in range(100_000)}).encode(),
    "deep.html": lambda: b"<div><b><i><table><tr><td>" * 30_000,
    "attribute.html": lambda: b"<p title='" + b"a" * (4 * MB) + b"'>x",
    "styles.html": lambda: b"<style>" + b"@media x{a{b:c(" * 200_000 + b"</style><p>x",
    "picture.html": lambda: b"<p>x<img src='" + picture(30_000, 30_000).encode() + b"'>",
    "drawing.html": lambda: b"<svg>" + b"<g><use href='#a'/>" * 100_000 + b"</svg>",
    "stream.pdf": lambda: pdf(zlib.compress(b"(a) Tj " * (4 * MB), 9)),
    "circle.pdf": lambda: pdf(b"", pages="[2 0 R 2 0 R 2 0 R]"),
    "arrays.pdf": lambda: pdf(b"", more=b"5 0 obj" + b"[" * 200_000 + b"endobj\n"),
    "parts.eml": lambda: b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(2_000)
    ),
    "head.eml": lambda: b"Subject: " + b"=?utf-8?q?a?= " * 200_000 + b"\n\nx",
    "heads.eml": lambda: b"X-A: b\n" * 200_000 + b"\nx",
    "length.warc": lambda: WARC + b"Content-Length: 99999999999\r\n\r\nx",
    "records.warc": lambda: (WARC + b"Content-Length: 0\r\n\r\n\r\n") * 9_999,
    "brackets.md": lambda: b"# A\n\n" + b"[" * 100_000 + b"](" * 50_000,
    "quotes.md": lambda: b"# A\n\n" + b"> " * 50_000 + b"x",
    "emphasis.md": lambda: b"# A\n\n" + b"*a_ " * 100_000,
    "line.txt": lambda: b"Head\n\n" + b"word " * MB,
    "capitals.txt": lambda: b"Head\n\n" + b"A. " * 300_000,
    "figures.txt": lambda: b"Head\n\n" + b"1,1" * 300_000,
    "lines.txt": lambda: b"Head\n\n" + b"By A\n" * 200_000,
    "quotation.txt": lambda: b"Head\n\n" + b'"a ' * 300_000,
}  # fmt: skip


def test_every_bomb_is_an_article_or_left_out_and_what_stands_beside_it_is_read(
    tmp_path: Path,
) -> None:
    for name, make in BOMBS.items():
        (tmp_path / f"z-{name}").write_bytes(make())
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "zz.txt").write_text(ARTICLE.replace("Vote", "The vote"), encoding="utf-8")
    settings = Settings(root=tmp_path, sources=(SourceSettings(paths=("*",)),))

    articles, drops = read(settings, now=NOW, offline=True)

    read_of = {one.uri.partition("/")[0] for one in articles}
    left_out = {drop.uri.partition("/")[0].partition("!")[0] for drop in drops}
    assert {"a.txt", "zz.txt"} <= read_of
    told = {name.removeprefix("z-") for name in read_of | left_out if name.startswith("z-")}
    assert sorted(BOMBS.keys() - told) == []
    assert all(isinstance(one, Article) for one in articles)
    assert all(isinstance(one, Drop) and one.detail for one in drops)


def test_a_document_may_cost_ten_seconds_and_a_gigabyte() -> None:
    assert (LIMITS.cpu_s, LIMITS.memory_mb) == (10, 1_024)


def fill(megabytes: int) -> Iterator[str]:
    kept = [bytearray(b"x" * MB) for _ in range(megabytes)]
    yield f"filled {len(kept)}"


def told(item: object, why: str) -> str:
    return f"left out: {why}"


def test_a_child_that_takes_too_much_memory_is_ended_where_the_system_does_not_do_it() -> None:
    limits = Limits(memory_mb=600, is_address_space=False)

    results = list(guarded(fill, [1, 3_000, 1], limits=limits, failed=told))

    assert results == ["filled 1", "left out: more than 600 MB of memory", "filled 1"]


def test_pictures_of_a_template_cannot_fill_the_memory(tmp_path: Path) -> None:
    # A picture of 900 million pixels, in a few kilobytes.
    (tmp_path / "_masthead.html.j2").write_text(f"<img src='{picture(30_000, 30_000)}'>")
    (tmp_path / "a.txt").write_text(ARTICLE)
    output = OutputSettings(formats=("pdf",), templates=tmp_path, max_seconds=10, max_memory_mb=900)
    settings = Settings(root=tmp_path, sources=(SourceSettings(paths=("a.txt",)),), output=output)

    report = run(settings, now=NOW, publisher=folder(tmp_path / "out"), offline=True)

    assert dict(report.counts)["render"] == 1
