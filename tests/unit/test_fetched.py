from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from briefing.sources.fetched import Shelf, Visit
from briefing.sources.http import Response
from makers import NOW

URI = "https://news.example/feed?a=1"
DAY = timedelta(days=1)


def visit(body: bytes, *, uri: str = URI, days: int = 0) -> Visit:
    headers = (("ETag", '"1"'), ("Set-Cookie", "id=secret"), ("X-Naïve", "ü"))
    response = Response(uri=uri, final_uri=uri + "#", status=200, headers=headers, body=body)
    return Visit.of(response, now=NOW + days * DAY)


def keep(shelf: Shelf, body: bytes, *, uri: str = URI, days: int = 0) -> Visit:
    kept = visit(body, uri=uri, days=days)
    shelf.keep(kept, body)
    return kept


def files(folder: Path, pattern: str) -> list[Path]:
    return sorted(path for path in folder.glob(pattern) if path.is_file())


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def test_what_is_kept_is_found_with_the_same_bytes_headers_and_times(shelf: Shelf) -> None:
    kept = keep(shelf, b"\0body\xff")

    assert shelf.find(URI, at=NOW) == (kept, b"\0body\xff")
    assert kept.validators.etag == '"1"'
    assert shelf.find("https://news.example/", at=NOW) is None


def test_cookies_are_not_kept(shelf: Shelf, tmp_path: Path) -> None:
    keep(shelf, b"body")

    [sidecar] = files(tmp_path, "pages/*/*/*.json")
    assert "secret" not in sidecar.read_text()
    assert json.loads(sidecar.read_text())["headers"][1] == ["X-Naïve", "ü"]


def test_yesterdays_bytes_are_found_as_of_yesterday(shelf: Shelf) -> None:
    keep(shelf, b"yesterday")
    keep(shelf, b"today", days=1)

    found = [shelf.find(URI, at=NOW + days * DAY) for days in (-1, 0, 1, 2)]

    assert [one and one[1] for one in found] == [None, b"yesterday", b"today", b"today"]


def test_a_confirmed_visit_keeps_the_time_of_its_bytes(shelf: Shelf) -> None:
    kept = keep(shelf, b"body")

    shelf.keep(replace(kept, confirmed_at=NOW + DAY), None)

    found = shelf.find(URI, at=NOW + DAY)
    assert found is not None
    assert (found[0].fetched_at, found[0].confirmed_at) == (NOW, NOW + DAY)


def test_the_same_bytes_at_two_addresses_lie_there_once(shelf: Shelf, tmp_path: Path) -> None:
    keep(shelf, b"body")
    keep(shelf, b"body", uri="https://mirror.example/")

    assert len(files(tmp_path, "bodies/*/*")) == 1
    assert len(files(tmp_path, "pages/*/*/*.json")) == 2


@pytest.mark.parametrize("pattern", ["bodies/*/*", "pages/*/*/*.json"])
def test_a_single_flipped_bit_is_noticed(shelf: Shelf, tmp_path: Path, pattern: str) -> None:
    keep(shelf, b"body of a page")
    [path] = files(tmp_path, pattern)
    whole = path.read_bytes()

    for at in range(0, len(whole), 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])

        assert shelf.find(URI, at=NOW) is None


def test_in_place_of_a_damaged_visit_the_one_before_is_found(shelf: Shelf, tmp_path: Path) -> None:
    keep(shelf, b"old")
    keep(shelf, b"new", days=1)
    newest = files(tmp_path, "pages/*/*/*.json")[-1]
    newest.write_bytes(b"[" * 100_000)

    found = shelf.find(URI, at=NOW + DAY)

    assert found is not None
    assert found[1] == b"old"


def test_a_damaged_body_is_replaced_when_it_is_fetched_again(shelf: Shelf, tmp_path: Path) -> None:
    keep(shelf, b"body")
    files(tmp_path, "bodies/*/*")[0].write_bytes(b"")

    kept = keep(shelf, b"body", days=1)

    assert shelf.find(URI, at=NOW + DAY) == (kept, b"body")


def test_a_write_that_fails_leaves_no_half_file(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Path, target: Path) -> Path:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        keep(shelf, b"body")

    assert files(tmp_path, "**/*") == []


def test_old_visits_are_removed_with_their_bodies(shelf: Shelf, tmp_path: Path) -> None:
    keep(shelf, b"old", uri="https://old.example/")
    keep(shelf, b"shared")
    keep(shelf, b"shared", days=40)

    removed = shelf.prune(now=NOW + 40 * DAY, keep_days=30, max_bytes=1_000)

    assert removed == 1
    assert shelf.find(URI, at=NOW) is None
    assert shelf.find(URI, at=NOW + 40 * DAY) is not None
    assert len(files(tmp_path, "bodies/*/*")) == 1
    assert len(files(tmp_path, "pages/*/*/*")) == 1


def test_the_newest_are_kept_where_not_all_have_room(shelf: Shelf) -> None:
    for days in range(4):
        keep(shelf, b"%d" % days * 10, days=days)

    shelf.prune(now=NOW + 4 * DAY, keep_days=30, max_bytes=25)

    found = [shelf.find(URI, at=NOW + days * DAY) for days in range(4)]
    assert [one and one[1][:1] for one in found] == [None, None, b"2", b"3"]


def test_a_body_that_another_run_has_just_written_is_left_alone(
    shelf: Shelf, tmp_path: Path
) -> None:
    keep(shelf, b"body")
    files(tmp_path, "pages/*/*/*.json")[0].unlink()

    assert shelf.prune(now=NOW, keep_days=30, max_bytes=1_000) == 0
    assert shelf.prune(now=NOW + DAY, keep_days=30, max_bytes=1_000) == 1


def test_what_a_killed_run_left_half_written_is_removed(shelf: Shelf, tmp_path: Path) -> None:
    keep(shelf, b"body")
    half = tmp_path / "bodies" / ".x.part"
    half.write_text("ha")
    os.utime(half, (NOW.timestamp(), NOW.timestamp()))

    shelf.prune(now=NOW + DAY, keep_days=30, max_bytes=1_000)

    assert not half.exists()
    assert shelf.find(URI, at=NOW) is not None


def test_nothing_is_removed_that_we_have_not_written(shelf: Shelf, tmp_path: Path) -> None:
    keep(shelf, b"body")
    strangers = ["notes.txt", "bodies/notes.txt", "bodies/ab/notes.txt", "pages/ab/x/y.json"]
    for name in strangers:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("mine")
        os.utime(path, (0, 0))

    shelf.prune(now=NOW + 99 * DAY, keep_days=1, max_bytes=0)

    left = {path.relative_to(tmp_path).as_posix() for path in files(tmp_path, "**/*")}
    assert left == {*strangers, "CACHEDIR.TAG"}
