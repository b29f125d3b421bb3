from __future__ import annotations

import os
from pathlib import Path

import pytest

from briefing.deliverers.folder import files, folder, point
from briefing.errors import DeliveryError
from briefing.model import Rendered

ROOT_USER = hasattr(os, "geteuid") and os.geteuid() == 0


def rendered(body: bytes) -> Rendered:
    return Rendered(format="html", media_type="text/html", filename="brief.html", body=body)


def test_a_brief_is_written_and_no_other_file_is_left(tmp_path: Path) -> None:
    receipt = folder(tmp_path / "new" / "day")(rendered(b"one"))

    assert [path.name for path in (tmp_path / "new" / "day").iterdir()] == ["brief.html"]
    assert (receipt.changed, receipt.size) == (True, 3)


def test_the_same_bytes_leave_the_file_untouched(tmp_path: Path) -> None:
    folder(tmp_path)(rendered(b"one"))
    os.utime(tmp_path / "brief.html", (1, 1))

    receipt = folder(tmp_path)(rendered(b"one"))

    assert not receipt.changed
    assert (tmp_path / "brief.html").stat().st_mtime == 1


def test_a_link_in_the_place_of_a_brief_is_replaced_and_not_written_through(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"one")
    (tmp_path / "brief.html").symlink_to(elsewhere)

    folder(tmp_path)(rendered(b"two"))

    assert elsewhere.read_bytes() == b"one"
    assert (tmp_path / "brief.html").read_bytes() == b"two"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(DeliveryError, match="cannot be written"):
        folder(tmp_path / "file" / "day")(rendered(b"one"))


@pytest.mark.skipif(ROOT_USER, reason="root may write everywhere")
def test_a_folder_that_is_read_only_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)

    with pytest.raises(DeliveryError, match="Permission denied"):
        folder(tmp_path)(rendered(b"one"))


def test_each_format_goes_to_the_file_named_for_it(tmp_path: Path) -> None:
    deliver = files({"html": tmp_path / "x" / "my.html"})

    receipt = deliver(rendered(b"one"))

    assert receipt.destination == str(tmp_path / "x" / "my.html")
    with pytest.raises(DeliveryError, match="no file is named"):
        files({})(rendered(b"one"))


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
