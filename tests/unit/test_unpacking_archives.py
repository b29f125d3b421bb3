"""Compression, ZIP and tar: what is inside, and what stays outside."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from test_unpacking_opening import LIMITS, documents, drops, opened

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

from briefing.model import Drop, Reason

COMPRESSIONS = [
    ("gz", gzip.compress),
    ("bz2", bz2.compress),
    ("xz", lzma.compress),
    ("zst", zstd.compress),
]
by_compression = pytest.mark.parametrize(("suffix", "compress"), COMPRESSIONS)
Compress = Callable[[bytes], bytes]


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, body in members:
            archive.writestr(name, body)
    return made.getvalue()


def tarred(*members: tuple[str, bytes], kind: bytes = tarfile.REGTYPE) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for name, body in members:
            header = tarfile.TarInfo(name)
            header.size, header.type = (len(body) if kind == tarfile.REGTYPE else 0), kind
            archive.addfile(header, io.BytesIO(body))
    return made.getvalue()


@by_compression
def test_compression_is_taken_off_and_leaves_the_address(suffix: str, compress: Compress) -> None:
    (document,) = documents(opened(compress(b"<p>Words.</p>"), f"a.html.{suffix}"))

    assert document.body == b"<p>Words.</p>"
    assert (document.media_type, document.locator.uri) == ("text/html", f"a.html.{suffix}")


@by_compression
def test_compressed_pieces_in_a_row_are_one_document(suffix: str, compress: Compress) -> None:
    (document,) = documents(opened(compress(b"One ") + compress(b"two."), f"a.txt.{suffix}"))

    assert document.body == b"One two."


@by_compression
def test_a_compressed_file_that_was_cut_off_is_dropped(suffix: str, compress: Compress) -> None:
    body = compress(bytes(range(256)) * 40)

    found = opened(body[: len(body) // 2], f"a.txt.{suffix}")

    assert drops(found) == [(f"a.txt.{suffix}", Reason.UNREADABLE)]


@by_compression
def test_a_bomb_stops_long_before_it_has_gone_off(suffix: str, compress: Compress) -> None:
    found = opened(compress(bytes(3_000_000)), f"a.txt.{suffix}")

    assert drops(found) == [(f"a.txt.{suffix}", Reason.TOO_LARGE)]


def test_thousands_of_empty_pieces_take_no_time() -> None:
    found = opened(bz2.compress(b"") * 20_000 + bz2.compress(b"Words."), "a.txt.bz2")

    assert documents(found)[0].body == b"Words."


def test_members_of_a_zip_are_named_by_their_path_inside() -> None:
    found = opened(zipped(("a/b.html", b"<p>One.</p>"), ("c.txt", b"Two.")), "pile.zip")

    assert [(one.locator.uri, one.media_type) for one in documents(found)] == [
        ("pile.zip!/a/b.html", "text/html"),
        ("pile.zip!/c.txt", "text/plain"),
    ]


def test_an_archive_inside_an_archive_is_opened_too() -> None:
    inner = gzip.compress(tarred(("b.txt", b"Words.")))

    (document,) = documents(opened(zipped(("in.tar.gz", inner)), "out.zip"))

    assert (document.locator.uri, document.body) == ("out.zip!/in.tar.gz!/b.txt", b"Words.")


def test_a_zip_without_its_end_is_dropped() -> None:
    body = zipped(("a.txt", b"Words."))

    assert drops(opened(body[:-30], "a.zip")) == [("a.zip", Reason.UNREADABLE)]


def test_a_damaged_member_costs_itself_alone() -> None:
    body = zipped(("a.txt", b"One."), ("b.txt", b"Two."), method=zipfile.ZIP_STORED)

    found = opened(body.replace(b"One.", b"Oxe."), "a.zip")

    assert drops(found) == [("a.zip!/a.txt", Reason.UNREADABLE)]
    assert [one.body for one in documents(found)] == [b"Two."]


@pytest.mark.parametrize(
    "name", ["../a.txt", "/etc/a.txt", "a/../../b.txt", "C:/a.txt", "..\\a.txt"]
)
def test_a_name_that_leads_out_of_the_archive_is_refused(name: str) -> None:
    for body in (zipped((name, b"x")), tarred((name, b"x"))):
        (drop,) = opened(body, "a")

        assert isinstance(drop, Drop)
        assert drop.reason == Reason.REFUSED


def test_a_second_member_of_the_same_name_is_a_duplicate() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        body = zipped(("a.txt", b"One."), ("a.txt", b"Two."))

    for found in (opened(body), opened(tarred(("a.txt", b"One."), ("a.txt", b"Two.")))):
        assert [one.body for one in documents(found)] == [b"One."]
        assert drops(found) == [("a!/a.txt", Reason.DUPLICATE)]


def test_an_encrypted_member_is_dropped_with_its_reason() -> None:
    body = bytearray(zipped(("a.txt", b"Words.")))
    body[6] |= 1
    body[body.index(b"PK\x01\x02") + 8] |= 1

    (drop,) = opened(bytes(body), "a.zip")

    assert isinstance(drop, Drop)
    assert drop.detail == "is encrypted"


def test_what_lies_beside_saved_pages_is_passed_over() -> None:
    found = opened(zipped(("a.css", b"p{}"), ("__MACOSX/._a", b"x"), (".git/a.txt", b"x")), "a.zip")

    assert {reason for _, reason in drops(found)} == {Reason.UNSUPPORTED}


def test_a_zip_bomb_is_dropped_and_its_neighbor_is_read() -> None:
    found = opened(zipped(("bomb.txt", bytes(3_000_000)), ("a.txt", b"Words.")), "a.zip")

    assert drops(found) == [("a.zip!/bomb.txt", Reason.TOO_LARGE)]
    assert [one.body for one in documents(found)] == [b"Words."]


def test_methods_that_cannot_be_read_step_by_step_are_not_read() -> None:
    found = opened(zipped(("a.txt", b"Words."), method=zipfile.ZIP_LZMA), "a.zip")

    assert drops(found) == [("a.zip!/a.txt", Reason.UNSUPPORTED)]


def test_an_office_document_is_no_archive_of_articles() -> None:
    found = opened(zipped(("[Content_Types].xml", b"<Types/>")), "a.bin")

    assert drops(found) == [("a.bin", Reason.UNSUPPORTED)]


def test_tar_members_have_their_long_names() -> None:
    long = "folder/" * 30 + "a.txt"
    made = io.BytesIO()
    for form in (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        made = io.BytesIO()
        with tarfile.open(fileobj=made, mode="w", format=form) as archive:
            header = tarfile.TarInfo(long)
            header.size = 6
            archive.addfile(header, io.BytesIO(b"Words."))

        (document,) = documents(opened(made.getvalue(), "a.tar"))

        assert document.locator.uri == f"a.tar!/{long}"


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE]
)
def test_links_and_devices_in_a_tar_are_refused(kind: bytes) -> None:
    assert drops(opened(tarred(("a.txt", b""), kind=kind), "a.tar")) == [
        ("a.tar!/a.txt", Reason.REFUSED)
    ]


def test_a_tar_that_was_cut_off_gives_what_stands_before() -> None:
    body = tarred(("a.txt", b"One."), ("b.txt", b"x" * 5000))

    found = opened(body[:2500], "a.tar")

    assert [one.body for one in documents(found)] == [b"One."]
    assert ("a.tar!/b.txt", Reason.UNREADABLE) in drops(found)


def test_a_tar_header_that_claims_gigabytes_is_not_believed() -> None:
    header = tarfile.TarInfo("a")
    header.type, header.size = tarfile.XHDTYPE, 8_000_000_000
    claim = header.tobuf(tarfile.GNU_FORMAT)

    assert drops(opened(claim + bytes(2000), "a.tar")) == [("a.tar", Reason.TOO_LARGE)]


def test_a_zip_from_a_pipe_is_held_and_so_limited() -> None:
    body = gzip.compress(zipped(("a.txt", bytes(range(256)) * 10)))

    found = opened(body, "a.zip.gz", limits=replace(LIMITS, max_bytes=100))

    assert drops(found) == [("a.zip.gz", Reason.TOO_LARGE)]
