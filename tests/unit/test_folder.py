from __future__ import annotations

import os
from pathlib import Path

import pytest

from briefing.deliverers.folder import files, folder, newest, point
from briefing.deliverers.writing import put
from briefing.errors import DeliveryError
from briefing.model import Rendered

ROOT_USER = hasattr(os, "geteuid") and os.geteuid() == 0


def rendered(body: bytes, *, suffix: str = "html") -> Rendered:
    return Rendered(format=suffix, media_type="text/plain", filename=f"brief.{suffix}", body=body)


def test_a_brief_is_written_and_no_other_file_is_left(tmp_path: Path) -> None:
    [receipt] = folder(tmp_path / "new" / "day")((rendered(b"one"),))

    assert [path.name for path in (tmp_path / "new" / "day").iterdir()] == ["brief.html"]
    assert (receipt.changed, receipt.size) == (True, 3)


def test_the_same_bytes_leave_the_file_untouched(tmp_path: Path) -> None:
    folder(tmp_path)((rendered(b"one"), rendered(b"one", suffix="md")))
    os.utime(tmp_path / "brief.html", (1, 1))

    first, second = folder(tmp_path)((rendered(b"one"), rendered(b"two", suffix="md")))

    assert (first.changed, second.changed) == (False, True)
    assert (tmp_path / "brief.html").stat().st_mtime == 1
    assert (tmp_path / "brief.md").read_bytes() == b"two"


def test_a_link_in_the_place_of_a_brief_is_replaced_and_not_written_through(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"one")
    (tmp_path / "brief.html").symlink_to(elsewhere)

    folder(tmp_path)((rendered(b"two"),))

    assert elsewhere.read_bytes() == b"one"
    assert (tmp_path / "brief.html").read_bytes() == b"two"


def test_nothing_is_swapped_in_where_one_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "brief.html").write_bytes(b"yesterday's")
    (tmp_path / "file").write_bytes(b"")
    deliver = files(
        {"html": tmp_path / "brief.html", "md": tmp_path / "new/x.md", "pdf": tmp_path / "file/x"}
    )

    with pytest.raises(DeliveryError, match=r"file.x: cannot be written: .*not a folder"):
        deliver((rendered(b"a"), rendered(b"b", suffix="md"), rendered(b"c", suffix="pdf")))

    assert sorted(path.name for path in tmp_path.iterdir()) == ["brief.html", "file"]
    assert (tmp_path / "brief.html").read_bytes() == b"yesterday's"


def test_a_swap_that_fails_takes_back_those_before_it(tmp_path: Path) -> None:
    old, new, blocked = tmp_path / "old.html", tmp_path / "new.html", tmp_path / "blocked.html"
    old.write_bytes(b"yesterday's")
    old.chmod(0o640)
    before = old.stat()

    def swap(beside: Path, target: Path) -> None:
        if target == blocked:
            raise PermissionError(13, "somebody reads it", str(beside))
        beside.replace(target)

    with pytest.raises(DeliveryError, match="somebody reads it") as caught:
        put([(rendered(b"today's"), place) for place in (old, new, blocked)], swap=swap)

    assert caught.value.destination == str(blocked)
    assert [path.name for path in tmp_path.iterdir()] == ["old.html"]
    assert old.read_bytes() == b"yesterday's"
    assert (old.stat().st_mode, old.stat().st_mtime) == (before.st_mode, before.st_mtime)


def test_a_folder_in_the_place_of_a_brief_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "brief.md").mkdir()

    with pytest.raises(DeliveryError, match=r"brief\.md: is a folder"):
        folder(tmp_path)((rendered(b"one"), rendered(b"one", suffix="md")))

    assert [path.name for path in tmp_path.iterdir()] == ["brief.md"]


def test_a_file_keeps_its_permissions_and_a_new_one_follows_the_umask(tmp_path: Path) -> None:
    (tmp_path / "brief.html").write_bytes(b"one")
    (tmp_path / "brief.html").chmod(0o604)
    before = os.umask(0o027)
    try:
        folder(tmp_path)((rendered(b"two"), rendered(b"two", suffix="md")))
    finally:
        os.umask(before)

    assert (tmp_path / "brief.html").stat().st_mode & 0o777 == 0o604
    assert (tmp_path / "brief.md").stat().st_mode & 0o777 == 0o640


def test_a_name_may_be_as_long_as_the_disk_allows(tmp_path: Path) -> None:
    target = tmp_path / f"{'n' * 250}.html"

    files({"html": target})((rendered(b"one"),))

    assert target.read_bytes() == b"one"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(DeliveryError, match=r"brief\.html: cannot be written"):
        folder(tmp_path / "file" / "day")((rendered(b"one"),))


@pytest.mark.skipif(ROOT_USER, reason="root may write everywhere")
def test_a_folder_that_is_read_only_is_told_by_the_name_of_the_brief(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)

    with pytest.raises(DeliveryError, match=r"brief\.html: .*Permission denied"):
        folder(tmp_path)((rendered(b"one"),))


def test_each_format_goes_to_the_file_named_for_it(tmp_path: Path) -> None:
    deliver = files({"html": tmp_path / "x" / "my.html"})

    [receipt] = deliver((rendered(b"one"),))

    assert receipt.destination == str(tmp_path / "x" / "my.html")


def test_a_format_for_which_no_file_is_named_is_told_before_anything_is_written(
    tmp_path: Path,
) -> None:
    deliver = files({"html": tmp_path / "my.html"})

    with pytest.raises(DeliveryError, match="no file is named"):
        deliver((rendered(b"one"), rendered(b"one", suffix="md")))

    assert not (tmp_path / "my.html").exists()


def test_the_newest_day_is_told_by_its_date_and_must_hold_something(tmp_path: Path) -> None:
    for name in ("2026-01-01/brief.md", "2026-01-03/brief.md", "notes/brief.md"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("")
    (tmp_path / "2026-01-05").mkdir()

    assert newest(tmp_path / "2026-01-01") == tmp_path / "2026-01-03"
    assert newest(tmp_path / "2026-01-04") == tmp_path / "2026-01-04"


def test_a_pointer_leads_to_the_newest_and_moves_in_one_step(tmp_path: Path) -> None:
    for day in ("2026-01-01", "2026-01-02"):
        (tmp_path / day).mkdir()
        point(tmp_path / "latest", tmp_path / day)

    assert (tmp_path / "latest").resolve() == (tmp_path / "2026-01-02").resolve()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "2026-01-01",
        "2026-01-02",
        "latest",
    ]


def test_a_folder_in_the_place_of_the_pointer_is_kept(tmp_path: Path) -> None:
    (tmp_path / "latest").mkdir()

    with pytest.raises(DeliveryError, match="is a folder"):
        point(tmp_path / "latest", tmp_path / "day")
