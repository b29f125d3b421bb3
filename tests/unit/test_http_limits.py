from __future__ import annotations

import gzip
import socket
import sys
import threading
import time
import zlib
from contextlib import suppress
from dataclasses import replace

import brotli  # type: ignore[import-untyped]  # it carries no types
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.errors import SourceError
from briefing.model import Reason
from briefing.settings import FetchSettings
from briefing.sources.addresses import FetchError
from briefing.sources.compression import STEP, opened
from briefing.sources.http import Client, Request
from makers import NOW
from servers import LOOPBACK, WORLD, Reply, Server, chunked, client, drip, page, raw, silence

SHORT = replace(LOOPBACK, timeout_s=0.25)
LATE = (Reason.NOT_REACHED, "no answer within 0.25 s")

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
TEXT = b"One sentence stands here, and another one there. " * 40

COMPRESSED = {
    "gzip": gzip.compress(TEXT),
    "x-gzip": gzip.compress(TEXT),
    "deflate": zlib.compress(TEXT),
    "br": brotli.compress(TEXT),
    "zstd": zstd.compress(TEXT),
}
MILLIONS = bytes(20_000_000)
BOMBS = {
    "gzip": gzip.compress(MILLIONS),
    "deflate": zlib.compress(MILLIONS),
    "br": brotli.compress(MILLIONS, quality=1),
    "zstd": zstd.compress(MILLIONS),
    "gzip, gzip": gzip.compress(gzip.compress(MILLIONS)),
}


def body(reply: Reply, settings: FetchSettings = LOOPBACK) -> bytes:
    with Server({"/": reply}) as server:
        return client(settings).fetch(Request(uri=server.uri, now=NOW)).body


def failed(reply: Reply, settings: FetchSettings = LOOPBACK) -> tuple[Reason, str]:
    with pytest.raises(SourceError) as caught:
        body(reply, settings)
    return caught.value.reason, caught.value.detail


def encoded(data: bytes, name: str) -> Reply:
    return page(data, f"Content-Encoding: {name}")


@pytest.mark.parametrize(
    "reply",
    [
        silence,
        drip(HEAD * 20, every_s=0.05),
        drip(b"HTTP/1.1 100 Continue\r\n\r\n" * 50, every_s=0.01),
        drip(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1_000, every_s=0.02),
    ],
    ids=["never answers", "drips headers", "says only: go on", "drips a body"],
)
def test_a_slow_server_gets_so_many_seconds_in_all(reply: Reply) -> None:
    started = time.monotonic()

    assert failed(reply, SHORT) == LATE
    assert time.monotonic() - started < 5.0


def test_a_body_that_drips_after_prompt_headers_is_late_too() -> None:
    def reply(plug: socket.socket) -> None:
        plug.sendall(HEAD)
        drip(b"x" * 1_000, every_s=0.05)(plug)

    assert failed(reply, SHORT) == LATE


def test_redirects_share_one_deadline() -> None:
    def slowly(plug: socket.socket) -> None:
        threading.Event().wait(0.1)
        plug.sendall(b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n")

    assert failed(slowly, SHORT) == LATE


def test_a_name_server_that_never_answers_is_given_up() -> None:
    never = threading.Event()

    def resolve(host: str, port: int) -> tuple[str, ...]:
        never.wait(2.0)
        return ()

    by = client(SHORT, replace(WORLD, resolve=resolve))
    with pytest.raises(SourceError, match=r"no answer within 0\.25 s"):
        by.fetch(Request(uri="http://slow.example/", now=NOW))
    never.set()


def test_a_tls_handshake_that_never_ends_is_given_up() -> None:
    with Server({"hello": silence}) as server:
        uri = server.uri.replace("http:", "https:")
        with pytest.raises(SourceError, match=r"no answer within 0\.25 s"):
            client(SHORT).fetch(Request(uri=uri, now=NOW))


def test_a_run_has_an_end_that_no_request_outlasts() -> None:
    assert failed(silence, replace(LOOPBACK, run_s=0.2)) == (
        Reason.NOT_REACHED,
        "no answer before the run's time was over",
    )


def test_a_body_longer_than_it_may_be_is_not_read() -> None:
    too_large = (Reason.TOO_LARGE, "is larger than max_bytes = 100,000")

    assert failed(raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100001\r\n\r\n")) == too_large
    assert failed(chunked(*[b"x" * 10_000] * 11, b"")) == too_large
    assert body(page(b"x" * 100_000)) == b"x" * 100_000


@pytest.mark.parametrize("name", COMPRESSED)
def test_a_compressed_body_is_opened(name: str) -> None:
    assert body(encoded(COMPRESSED[name], name)) == TEXT


def test_a_bare_deflate_stream_and_one_in_two_layers_are_opened() -> None:
    bare = zlib.compress(TEXT)[2:-4]
    layers = brotli.compress(COMPRESSED["gzip"])

    assert body(encoded(bare, "deflate")) == TEXT
    assert body(encoded(layers, "GZIP, Identity, br".replace(" Identity,", ""))) == TEXT


def test_gzip_in_members_is_joined_and_what_follows_them_is_left_alone() -> None:
    members = gzip.compress(b"one ") + gzip.compress(b"two")

    assert body(encoded(members + b"\0\0\0", "gzip")) == b"one two"


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_stopped_at_the_limit(name: str) -> None:
    assert failed(encoded(BOMBS[name], name)) == (
        Reason.TOO_LARGE,
        "is larger than max_bytes = 100,000",
    )


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_opened_in_small_steps(name: str) -> None:
    steps = opened(iter([BOMBS[name]]), name)

    sizes = [len(step) for step in steps]

    assert sum(sizes) == len(MILLIONS)
    assert max(sizes) <= 2 * STEP


def test_bytes_that_unfold_to_nothing_are_counted_too() -> None:
    nothing = gzip.compress(b"") * 25_000
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"

    assert failed(raw(head + nothing)) == (
        Reason.TOO_LARGE,
        "sends more than max_bytes and headers may have",
    )


def test_a_zstd_body_that_wants_more_memory_than_browsers_give_is_not_opened() -> None:
    greedy = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 27})
    data = greedy.compress(TEXT) + greedy.flush()

    assert failed(encoded(data, "zstd")) == (Reason.UNREADABLE, "the zstd body is broken")


@pytest.mark.parametrize("name", COMPRESSED)
def test_a_compressed_body_that_is_cut_off_is_not_half_an_article(name: str) -> None:
    cut = COMPRESSED[name][:-6]

    assert failed(encoded(cut, name)) == (Reason.UNREADABLE, f"the {name} body is cut off")


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_a_compressed_body_that_is_none_is_told(name: str) -> None:
    reason, detail = failed(encoded(b"\xff<html>this is not it", name))

    assert (reason, detail) == (Reason.UNREADABLE, f"the {name} body is broken")


def test_unknown_and_endless_encodings_are_told() -> None:
    assert failed(encoded(b"x", "sdch")) == (Reason.UNREADABLE, "unknown content encoding sdch")
    assert failed(encoded(b"x", "gzip, gzip, gzip"))[1] == "the body is compressed over and over"


@pytest.mark.parametrize(
    "reply",
    [
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort"),
        raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n"),
        raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nshort"),
    ],
    ids=["content length", "no last chunk", "within a chunk"],
)
def test_a_body_that_is_cut_off_is_not_half_an_article(reply: Reply) -> None:
    assert failed(reply) == (
        Reason.UNREADABLE,
        "the connection was closed before the end of the body",
    )


def test_what_stands_behind_the_length_of_a_body_is_left_alone() -> None:
    assert body(raw(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody and more")) == b"body"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\r\n",
        b"<html>hello</html>",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nshort\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nshort\r\n",
    ],
    ids=["nothing", "a line", "no head", "ssh", "status", "headers", "header", "below 0", "hex"],
)
def test_an_answer_that_is_no_http_costs_only_itself(data: bytes) -> None:
    reason, _ = failed(raw(data))

    assert reason in {Reason.NOT_REACHED, Reason.UNREADABLE}


def test_headers_without_end_are_stopped() -> None:
    endless = b"HTTP/1.1 100 Continue\r\nX: y\r\n\r\n" * 20_000

    assert failed(raw(endless))[0] == Reason.TOO_LARGE


def offered(data: bytes) -> Client:
    """Give a client whose every connection has said this, and hung up."""

    def dial(machine: str, port: int, timeout_s: float) -> socket.socket:
        near, far = socket.socketpair()
        with far:
            far.sendall(data)
        near.settimeout(timeout_s)
        return near

    return client(LOOPBACK, replace(WORLD, connect=dial))


def outcome(by: Client) -> int | str:
    """Give the status of a response, or the words of the error."""
    try:
        return by.fetch(Request(uri="http://127.0.0.1/", now=NOW)).status
    except SourceError as error:
        return error.detail


@given(
    st.sampled_from([b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Encoding: "]),
    st.sampled_from([b"", b"gzip\r\n\r\n", b"br\r\n\r\n", b"zstd\r\n\r\n", b"deflate\r\n\r\n"]),
    st.binary(max_size=200),
)
def test_whatever_a_server_says_it_is_a_response_or_a_source_error(
    head: bytes, encoding: bytes, rest: bytes
) -> None:
    by = offered(head + encoding + rest)

    result = outcome(by)

    assert 200 <= result < 300 if isinstance(result, int) else result.isprintable()


@given(st.sampled_from(sorted(COMPRESSED)), st.binary(max_size=300), st.integers(1, 40))
def test_a_compressed_body_may_come_in_pieces_of_any_size(
    name: str, data: bytes, size: int
) -> None:
    whole = {
        "br": brotli.compress,
        "deflate": zlib.compress,
        "zstd": zstd.compress,
    }.get(name, gzip.compress)(data)

    pieces = (whole[at : at + size] for at in range(0, len(whole), size))

    assert b"".join(opened(pieces, name)) == data


@given(st.sampled_from(sorted(COMPRESSED)), st.lists(st.binary(max_size=50), max_size=4))
def test_any_bytes_are_opened_or_told_to_be_broken(name: str, pieces: list[bytes]) -> None:
    with suppress(FetchError):
        assert all(len(step) <= STEP for step in opened(iter(pieces), name))
