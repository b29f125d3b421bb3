"""Web archives: the pages, as they were fetched, past whatever is damaged."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import replace
from datetime import UTC, datetime

import brotli  # type: ignore[import-untyped]  # ships no types
import pytest
from test_unpacking_opening import LIMITS, documents, drops, opened

from briefing.model import Reason

PAGE = b"<p>The ferry runs again.</p>"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=ISO-8859-2\r\n"


def record(
    key: str = "a",
    body: bytes = PAGE,
    *,
    http: bytes = OK,
    length: int | None = None,
    kind: str = "response",
    media_type: str = "application/http; msgtype=response",
) -> bytes:
    block = (http + b"\r\n" if http else b"") + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://e.example/{key}\r\n"
        f"WARC-Date: 2026-01-05T10:00:00Z\r\nContent-Type: {media_type}\r\n"
        f"Content-Length: {len(block) if length is None else length}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def urls(body: bytes) -> list[str | None]:
    return [one.hints.url for one in documents(opened(body, "x.warc"))]


THREE = ["https://e.example/a", "https://e.example/b", "https://e.example/c"]


def test_a_page_keeps_its_address_charset_and_the_time_it_was_fetched() -> None:
    (document,) = documents(opened(gzip.compress(record()), "x.warc.gz"))

    assert document.locator.uri == "x.warc.gz!/https://e.example/a"
    assert (document.body, document.media_type) == (PAGE, "text/html")
    assert (document.charset, document.hints.url) == ("ISO-8859-2", "https://e.example/a")
    assert document.fetched_at == datetime(2026, 1, 5, 10, tzinfo=UTC)


def test_only_pages_that_were_found_are_given() -> None:
    moved = record("b", http=b"HTTP/1.1 301 Moved\r\nContent-Type: text/html\r\n")
    picture = record("c", http=b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n")
    request = record("d", kind="request")
    text = record("e", b"Words.", http=b"", kind="conversion", media_type="text/plain")

    assert urls(record() + moved + picture + request + text) == [
        "https://e.example/a",
        "https://e.example/e",
    ]


@pytest.mark.parametrize(
    "whole",
    [
        b"".join,
        lambda records: b"".join(map(gzip.compress, records)),
        lambda records: gzip.compress(b"".join(records)),
        lambda records: (
            gzip.compress(b"".join(records)[:400]) + gzip.compress(b"".join(records)[400:])
        ),
    ],
    ids=["plain", "by record", "at once", "by block"],
)
def test_records_are_found_however_they_were_compressed(whole: object) -> None:
    assert callable(whole)

    assert urls(whole([record("a"), record("b"), record("c")])) == THREE


@pytest.mark.parametrize("length", [3, 400, 10_000_000, -1])
def test_a_record_of_a_wrong_length_costs_itself_alone(length: int) -> None:
    found = opened(record("a") + record("b", length=length) + record("c"), "x.warc")

    assert [one.hints.url for one in documents(found)] == [THREE[0], THREE[2]]
    assert [uri for uri, _ in drops(found)] == ["x.warc!/https://e.example/b"]


@pytest.mark.parametrize("cut", [5, 60, 100, 180, 210])
def test_a_record_that_was_cut_off_never_lends_its_address_to_the_next(cut: int) -> None:
    found = documents(opened(record("a") + record("b", b"b")[:cut] + record("c", b"c"), "x.warc"))

    assert {one.hints.url: one.body for one in found} == {THREE[0]: PAGE, THREE[2]: b"c"}


@pytest.mark.parametrize("damage", ["cut", "corrupt"])
def test_a_damaged_compressed_record_costs_itself_alone(damage: str) -> None:
    bad = gzip.compress(record("b"))
    bad = bad[:60] if damage == "cut" else bad[:60] + b"\xff\xff\xff" + bad[63:]

    found = opened(gzip.compress(record("a")) + bad + gzip.compress(record("c")), "x.warc.gz")

    assert [one.hints.url for one in documents(found)] == [THREE[0], THREE[2]]
    assert {reason for _, reason in drops(found)} == {Reason.UNREADABLE}


@pytest.mark.parametrize(
    ("name", "encode"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", brotli.compress), ("gzip", bytes)],
)
def test_the_encodings_of_the_web_are_undone(name: str, encode: object) -> None:
    assert callable(encode)
    body = encode(PAGE)
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    http = OK + b"Content-Encoding: " + name.encode() + b"\r\nTransfer-Encoding: chunked\r\n"

    (document,) = documents(opened(record(body=chunked, http=http), "x.warc"))

    assert document.body == PAGE


def test_a_bomb_inside_a_response_is_dropped() -> None:
    http = OK + b"Content-Encoding: br\r\n"

    found = opened(record(body=brotli.compress(bytes(3_000_000)), http=http), "x.warc")

    assert drops(found) == [("x.warc!/https://e.example/a", Reason.TOO_LARGE)]


def test_a_bomb_of_a_record_is_dropped_and_the_next_is_read() -> None:
    bomb = gzip.compress(record("b", bytes(3_000_000)))

    found = opened(bomb + gzip.compress(record("c")), "x.warc.gz")

    assert [one.hints.url for one in documents(found)] == [THREE[2]]


def test_a_record_larger_than_a_document_may_be_is_passed_over() -> None:
    body = record("a", bytes(5000)) + record("b")

    found = opened(body, "x.warc", limits=replace(LIMITS, max_bytes=1000))

    assert drops(found) == [("x.warc!/https://e.example/a", Reason.TOO_LARGE)]
    assert len(documents(found)) == 1


def test_an_archive_of_nothing_but_wrong_lengths_is_given_up() -> None:
    body = b"WARC/1.0\r\nContent-Length: 9000\r\n\r\n" * 5000

    found = opened(body, "x.warc", limits=replace(LIMITS, max_bytes=10_000))

    assert 10 < len(found) < 1000
    assert {reason for _, reason in drops(found)} == {Reason.UNREADABLE}
