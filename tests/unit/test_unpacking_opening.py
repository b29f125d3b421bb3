"""What `unpack` promises whatever the format, and the helper of its other tests."""

from __future__ import annotations

import gzip
import io
import pickle
from dataclasses import replace

import pytest

from briefing.model import Drop, Hints, Locator, RawDocument, Reason
from briefing.unpacking.limits import Limits
from briefing.unpacking.opening import unpack
from makers import NOW

Found = RawDocument | Locator | Drop
LIMITS = Limits()
UNKNOWN = "application/octet-stream"


def opened(
    body: bytes, uri: str = "a", *, kind: str = "file", media_type: str = UNKNOWN,
    charset: str | None = None, limits: Limits = LIMITS, hints: Hints | None = None,
) -> list[Found]:  # fmt: skip
    locator = Locator(kind=kind, uri=uri, source="tests", hints=hints or Hints())
    found = unpack(
        io.BytesIO(body),
        locator=locator,
        media_type=media_type,
        charset=charset,
        now=NOW,
        limits=limits,
    )
    return list(found)


def documents(found: list[Found]) -> list[RawDocument]:
    return [one for one in found if isinstance(one, RawDocument)]


def locators(found: list[Found]) -> list[Locator]:
    return [one for one in found if isinstance(one, Locator)]


def drops(found: list[Found]) -> list[tuple[str, Reason]]:
    return [(one.uri, one.reason) for one in found if isinstance(one, Drop)]


def test_what_is_no_container_passes_as_it_is() -> None:
    body = "Die Brücke".encode("cp1252")

    (document,) = opened(body, "a.txt", media_type="text/plain", charset="cp1252")

    assert isinstance(document, RawDocument)
    assert document.body == body
    assert (document.media_type, document.charset) == ("text/plain", "cp1252")
    assert document.locator == Locator(kind="file", uri="a.txt", source="tests")


def test_a_page_of_unknown_type_is_told_by_its_first_bytes() -> None:
    (document,) = documents(opened(b"<!DOCTYPE html><p>Words.", "page"))

    assert document.media_type == "text/html"


def test_what_a_feed_said_about_a_page_stays_with_the_page() -> None:
    hints = Hints(headline="Bridge closes", tags=("bridges",))

    (document,) = documents(
        opened(b"<p>Words.</p>", "https://e.example/a", kind="web", hints=hints)
    )

    assert document.hints == hints


def test_a_document_over_the_limit_is_dropped() -> None:
    found = opened(b"x" * 1001, "a.txt", limits=replace(LIMITS, max_bytes=1000))

    assert drops(found) == [("a.txt", Reason.TOO_LARGE)]


def test_containers_nested_too_deep_are_refused() -> None:
    body = b"words"
    for _ in range(4):
        body = gzip.compress(body)

    found = opened(body, "a.gz", limits=replace(LIMITS, max_depth=3))

    assert drops(found) == [("a.gz", Reason.REFUSED)]


def test_reading_stops_where_all_together_is_too_much() -> None:
    lines = b'{"text": "a sentence"}\n' * 1000

    by_bytes = opened(lines, "a.jsonl", limits=replace(LIMITS, max_total=1000))
    by_members = opened(lines, "a.jsonl", limits=replace(LIMITS, max_members=10))

    assert drops(by_bytes) == [("a.jsonl", Reason.TOO_LARGE)]
    assert drops(by_members) == [("a.jsonl", Reason.TOO_LARGE)]
    assert len(documents(by_members)) == 10


@pytest.mark.parametrize(
    "body", [b"PK\x05\x06" + bytes(18), b"WARC/1.0\r\nContent-Length: 0\r\n\r\n"]
)
def test_a_container_of_nothing_says_so(body: bytes) -> None:
    assert drops(opened(body)) == [("a", Reason.EMPTY)]


def test_a_stream_that_fails_is_a_drop_with_its_words() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError("the disk is gone")

    locator = Locator(kind="file", uri="a", source="tests")

    (drop,) = unpack(
        Broken(), locator=locator, media_type=UNKNOWN, charset=None, now=NOW, limits=LIMITS
    )

    assert isinstance(drop, Drop)
    assert (drop.reason, "the disk is gone" in drop.detail) == (Reason.UNREADABLE, True)


def test_members_are_read_only_as_they_are_asked_for() -> None:
    stream = io.BytesIO(b'{"text": "a sentence"}\n' * 100_000)
    locator = Locator(kind="file", uri="a.jsonl", source="tests")

    found = unpack(
        stream, locator=locator, media_type=UNKNOWN, charset=None, now=NOW, limits=LIMITS
    )
    next(found)

    assert stream.tell() < 200_000


def test_all_that_is_found_can_travel_to_another_process() -> None:
    found = opened(b'{"text": "a"}\n{"url": "https://e.example/a"}\n{}', "a.jsonl")

    assert pickle.loads(pickle.dumps(found)) == found
    assert len(found) == 3
