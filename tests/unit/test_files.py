from __future__ import annotations

import os
from pathlib import Path

import pytest

from briefing.errors import SourceError
from briefing.model import Drop, Locator, Reason
from briefing.settings import SourceSettings
from briefing.sources.files import Files, files, open_file
from makers import NOW

ROOT_USER = hasattr(os, "geteuid") and os.geteuid() == 0


def source(root: Path, *paths: str, max_bytes: int = 1_000) -> Files:
    return files(SourceSettings(name="desk", paths=paths, max_bytes=max_bytes), root)


def found(root: Path, *paths: str) -> list[str]:
    return [one.uri for one in source(root, *paths).discover(now=NOW) if isinstance(one, Locator)]


def dropped(root: Path, *paths: str) -> list[tuple[str, Reason]]:
    return [
        (one.uri, one.reason)
        for one in source(root, *paths).discover(now=NOW)
        if isinstance(one, Drop)
    ]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    for name in ("b.txt", "a.html", "deep/c.txt", "photo.png", ".hidden.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name)
    return tmp_path


def test_a_folder_gives_its_readable_files_by_name_and_those_below_it(desk: Path) -> None:
    assert found(desk, ".") == ["a.html", "b.txt", "deep/c.txt"]


def test_other_files_of_a_folder_are_named_as_left_out_and_hidden_ones_are_not(desk: Path) -> None:
    assert dropped(desk, ".") == [("photo.png", Reason.UNSUPPORTED)]


def test_a_glob_gives_its_matches_by_name_and_each_file_comes_once(desk: Path) -> None:
    assert found(desk, "*.txt", "**/*.txt", "b.txt") == ["b.txt", "deep/c.txt"]


def test_a_glob_or_a_folder_without_a_file_is_a_fault(desk: Path) -> None:
    (desk / "empty").mkdir()

    assert dropped(desk, "*.xyz", "empty") == [
        ("*.xyz", Reason.UNREADABLE),
        ("empty", Reason.UNREADABLE),
    ]


def test_a_file_that_is_named_is_read_whatever_its_suffix(desk: Path) -> None:
    [locator] = source(desk, "photo.png").discover(now=NOW)

    assert isinstance(locator, Locator)
    with open_file(locator, desk) as file:
        assert file.read() == b"photo.png"


def test_a_file_outside_the_root_keeps_its_whole_path(desk: Path) -> None:
    assert found(desk / "deep", "../b.txt") == [(desk / "b.txt").as_posix()]


def test_a_missing_file_and_what_is_no_file_cannot_be_opened(desk: Path) -> None:
    for uri, problem in (("none.txt", "no such file"), ("deep", "is not a regular file")):
        with pytest.raises(SourceError, match=problem):
            open_file(Locator(kind="file", uri=uri, source="desk"), desk)


@pytest.mark.skipif(ROOT_USER, reason="root may look everywhere")
def test_a_folder_that_may_not_be_looked_into_is_named(desk: Path) -> None:
    (desk / "deep").chmod(0)

    assert dropped(desk, ".") == [
        ("photo.png", Reason.UNSUPPORTED),
        ("deep", Reason.UNREADABLE),
    ]


def test_a_link_in_a_folder_that_leads_round_in_a_circle_is_not_followed(desk: Path) -> None:
    (desk / "deep" / "round").symlink_to(desk, target_is_directory=True)

    assert found(desk, ".") == ["a.html", "b.txt", "deep/c.txt"]


def test_a_file_that_is_called_like_standard_input_is_read_by_its_path(desk: Path) -> None:
    (desk / "-").write_text("a file")

    [locator] = source(desk, "./-").discover(now=NOW)

    assert isinstance(locator, Locator)
    with open_file(locator, desk) as file:
        assert file.read() == b"a file"


def test_a_file_whose_name_is_not_utf_8_is_read_from_a_folder(desk: Path) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    try:
        (desk / "deep" / name).write_text("coffee")
    except OSError:
        pytest.skip("this disk takes names in UTF-8 alone")

    listed = list(source(desk, "deep").discover(now=NOW))
    locator = next(one for one in listed if isinstance(one, Locator) and "caf" in one.uri)

    with open_file(locator, desk) as file:
        assert file.read() == b"coffee"
