"""An edition is put in its place as a whole, whenever the run that does it is killed."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import faults
from briefing.deliverers import publishing, swapping
from briefing.deliverers.folder import files, folder
from briefing.deliverers.publishing import left_over
from briefing.errors import DeliveryError
from briefing.housekeeping import let_go, recover
from briefing.keeping import appearances, edition_of
from briefing.model import Legacy, Rendered
from briefing.store.store import opened

POSIX = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
KILLS = 300


def rendered(body: bytes, *, suffix: str = "html") -> Rendered:
    return Rendered(format=suffix, media_type="text/plain", filename=f"brief.{suffix}", body=body)


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """Give a folder in memory, where there is one: a disk is waited for each time."""
    with tempfile.TemporaryDirectory(dir=faults.MEMORY) as made:
        yield Path(made)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give a folder in which the edition of one day stands."""
    faults.publish(tmp_path / "build", tmp_path / "store.db", 1)
    assert faults.wrongs(tmp_path / "build", tmp_path / "store.db") == []
    return tmp_path / "build"


@POSIX
@pytest.mark.parametrize("part", range(4))
def test_a_run_that_is_killed_leaves_nothing_that_the_next_one_does_not_put_right(
    home: Path, part: int
) -> None:
    store = home.parent / "store.db"
    most = faults.lines_of(lambda: faults.publish(home, store, 2))
    standing, outcomes = 2, set()

    for number, moment in enumerate(faults.moments(part, KILLS // 4, most)):
        run = 3 + number

        faults.killed_at(moment, lambda run=run: faults.publish(home, store, run))  # type: ignore[misc]
        faults.next_run(home, store)

        assert faults.wrongs(home, store) == [], moment
        after = faults.run_of((home / "2026-01-15/brief.html").read_bytes())
        assert after in {standing, run}
        outcomes.add(after == run)
        standing = after
    assert outcomes == {True, False}


@POSIX
def test_the_first_run_of_all_may_be_killed_too(tmp_path: Path) -> None:
    most = faults.lines_of(lambda: faults.publish(tmp_path / "0", tmp_path / "0.db", 1))

    for moment in faults.moments(9, 25, most):
        home, store = tmp_path / f"{moment}", tmp_path / f"{moment}.db"
        faults.killed_at(moment, lambda: faults.publish(home, store, 1))  # noqa: B023
        faults.next_run(home, store)

        assert faults.wrongs(home, store) == [], moment


@POSIX
def test_a_run_is_finished_by_the_next_one_that_is_killed_as_well(home: Path) -> None:
    store = home.parent / "store.db"
    most = faults.lines_of(lambda: faults.publish(home, store, 2))

    for moment in faults.moments(5, 20, most):
        faults.killed_at(moment, lambda: faults.publish(home, store, 3))
        faults.killed_at(moment // 2, lambda: faults.next_run(home, store))
        faults.next_run(home, store)

        assert faults.wrongs(home, store) == [], moment


@POSIX
@pytest.mark.parametrize("without", ["exchange", "links"])
def test_the_same_holds_where_the_disk_can_do_less(
    home: Path, without: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It stands for Windows, and for disks such as FAT: other implementations of the system.
    if without == "exchange":
        monkeypatch.setattr(publishing, "exchange", lambda *_: False)
    else:
        monkeypatch.setattr(os, "link", _no_links)
    store = home.parent / "store.db"
    (home / "2026-01-15/notes.txt").write_text("ours")
    most = faults.lines_of(lambda: faults.publish(home, store, 2))

    for moment in faults.moments(6, 25, most):
        faults.killed_at(moment, lambda: faults.publish(home, store, 3))
        faults.next_run(home, store)

        assert faults.wrongs(home, store) == [], moment
        assert (home / "2026-01-15/notes.txt").read_text() == "ours"


def _no_links(*_: object, **__: object) -> None:
    raise OSError(1, "Operation not permitted")


@POSIX
def test_files_that_are_named_are_made_a_set_by_the_next_run(tmp_path: Path) -> None:
    targets = {one: tmp_path / f"my.{one}" for one in ("html", "md")}

    def write(run: int) -> None:
        _, made = faults.edition_of_run(run)
        files(targets)(tuple(one for one in made if one.format in targets))

    write(1)
    most = faults.lines_of(lambda: write(2))
    for number, moment in enumerate(faults.moments(8, 40, most), 3):
        faults.killed_at(moment, lambda number=number: write(number))  # type: ignore[misc]
        for path in targets.values():
            assert faults.run_of(path.read_bytes()) is not None
        files({"txt": tmp_path / "other.txt"})((rendered(b"x", suffix="txt"),))

        assert len({faults.run_of(path.read_bytes()) for path in targets.values()}) == 1, moment
        assert sorted(path.name for path in tmp_path.iterdir()) == ["my.html", "my.md", "other.txt"]


def test_what_people_keep_in_the_folder_of_a_day_stays_there(home: Path) -> None:
    day = home / "2026-01-15"
    (day / "notes.txt").write_text("ours")
    (day / "pictures").mkdir()
    (day / "pictures/one.png").write_text("ours")
    (day / "link").symlink_to("notes.txt")
    before = (day / "notes.txt").stat().st_ino

    faults.publish(home, home.parent / "store.db", 2)

    assert (day / "notes.txt").stat().st_ino == before
    assert (day / "pictures/one.png").read_text() == "ours"
    assert (day / "link").readlink() == Path("notes.txt")
    assert faults.wrongs(home, home.parent / "store.db") == []


def test_a_page_that_somebody_changed_after_a_run_was_killed_is_not_written_over(
    home: Path,
) -> None:
    store = home.parent / "store.db"
    with pytest.raises(KeyboardInterrupt), _broken_off_before_publishing(home, store, 2):
        pass
    (home / "2026-01-15/brief.md").write_text("run 1; mine <!-- briefing:end -->")

    told = list(recover(home, store))

    assert told == ["an earlier run was broken off; its edition 2026-01-15 does not count"]
    assert "mine" in (home / "2026-01-15/brief.md").read_text()
    assert b"run 1;" in (home / "2026-01-15/brief.html").read_bytes()
    assert list(left_over(home)) == []


def test_what_is_finished_for_a_killed_run_is_told(home: Path) -> None:
    store = home.parent / "store.db"
    with pytest.raises(KeyboardInterrupt), _broken_off_before_publishing(home, store, 2):
        pass

    told = list(recover(home, store))

    assert told == ["an earlier run was broken off; its edition was finished now"]
    assert faults.run_of((home / "2026-01-15/brief.html").read_bytes()) == 2
    assert faults.wrongs(home, store) == []


def test_a_run_without_the_store_leaves_alone_what_the_store_must_hear_of(home: Path) -> None:
    store = home.parent / "store.db"
    with pytest.raises(KeyboardInterrupt), _broken_off_before_publishing(home, store, 2):
        pass

    assert list(recover(home, None)) == []
    assert faults.run_of((home / "2026-01-15/brief.html").read_bytes()) == 1
    list(recover(home, store))
    assert faults.wrongs(home, store) == []


class _broken_off_before_publishing:  # noqa: N801 - used as a context
    """Prepare an edition, write it down in the store, and be interrupted."""

    def __init__(self, home: Path, store: Path, number: int) -> None:
        self.args = home, store, number

    def __enter__(self) -> None:
        home, store, number = self.args
        brief, made = faults.edition_of_run(number)
        edition = edition_of(brief, made)
        with folder(home / "2026-01-15").staged(made, edition=edition):
            with opened(store) as one, one.changing():
                one.plan(edition, brief, Legacy(appearances=tuple(appearances(brief))))
            raise KeyboardInterrupt

    def __exit__(self, *_: object) -> None:
        return None


def test_the_same_bytes_leave_folder_and_files_untouched(home: Path) -> None:
    _, made = faults.edition_of_run(1)
    day = home / "2026-01-15"
    before = day.stat().st_ino, (day / "brief.html").stat().st_mtime_ns

    receipts = folder(day)(made)

    assert not any(one.changed for one in receipts)
    assert (day.stat().st_ino, (day / "brief.html").stat().st_mtime_ns) == before


def test_the_folder_of_a_day_keeps_its_permissions(home: Path) -> None:
    day = home / "2026-01-15"
    day.chmod(0o2750)

    folder(day)((rendered(b"new"),))

    assert day.stat().st_mode & 0o7777 == 0o2750


def test_a_link_in_the_place_of_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "day").symlink_to("elsewhere")

    with pytest.raises(DeliveryError, match="day: is a link; an edition's folder belongs there"):
        folder(tmp_path / "day")((rendered(b"new"),))

    assert sorted(path.name for path in tmp_path.iterdir()) == ["day", "elsewhere"]


def test_old_editions_go_and_what_people_wrote_stays(home: Path) -> None:
    store = home.parent / "store.db"
    for day in (16, 17, 18):
        faults.publish(home, store, day, day=day)
    (home / "2026-01-15/notes.txt").write_text("ours")
    (home / "2026-01-16/brief.md").write_text("changed by hand")
    (home / "2025-12-31").mkdir()
    (home / "2025-12-31/brief.md").write_text("never ours")

    gone = list(let_go(home, store, keep=1))

    assert [path.name for path in gone] == ["2026-01-17"]
    assert [path.name for path in (home / "2026-01-15").iterdir()] == ["notes.txt"]
    assert [path.name for path in (home / "2026-01-16").iterdir()] == ["brief.md"]
    assert (home / "2025-12-31/brief.md").exists()
    assert (home / "2026-01-18/brief.html").exists()
    assert list(let_go(home, store, keep=0)) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux and macOS change places in a step")
def test_two_folders_change_places_in_one_step(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()

    assert swapping.exchange(tmp_path / "one", tmp_path / "other")

    assert (tmp_path / "one/other").exists()
    assert (tmp_path / "other/one").exists()
