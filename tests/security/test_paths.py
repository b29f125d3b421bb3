"""Names that lead elsewhere: in titles, ids, file names, and as links in the output folder."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attacks import texts
from briefing.deliverers.folder import folder, newest, point, put_into
from briefing.editions import archive
from briefing.errors import DeliveryError
from briefing.formats import SUFFIXES
from briefing.model import Rendered
from briefing.protocols import Renderer
from briefing.registry import resolve
from briefing.renderers.data import document
from briefing.renderers.names import marked
from briefing.rendering import render
from briefing.settings import OutputSettings
from briefs import filled_with, two_articles

NAMES = {
    "above": "../../outside",
    "absolute": "/tmp/outside",
    "Windows": "..\\..\\outside",
    "drive": "C:\\outside",
    "share": "//server/share",
    "zero": "a\x00b",
    "device": "CON",
    "device with a suffix": "AUX.txt",
    "dots": "...",
    "trailing": "name. ",
    "stream": "a:b:$DATA",
    "long": "x" * 5_000,
    "long in bytes": "\U00020000" * 300,
    "turned": "\u202etxt.exe",
    "home": "~root/x",
    "option": "-rf *",
    "lines": "a\nb\r\nc",
    "nothing": "",
    "surrogate": "\ud800",
}


def brief_page(body: bytes = b"new") -> Rendered:
    return Rendered(format="html", media_type="text/html", filename="brief.html", body=body)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_titles_and_ids_have_no_say_in_where_files_go(name: str, tmp_path: Path) -> None:
    brief = replace(filled_with(name), edition=name, marking=name, author=name)
    day = tmp_path / "build/2022-01-02"
    output = OutputSettings(mark_names=True, formats=("markdown", "obsidian", "json", "txt"))
    named = [(one, cast("Renderer", resolve("renderers", one)(output))) for one in output.formats]

    folder(day)(tuple(render(brief, named, output)))

    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) == len(named)
    assert {path.parent for path in written} == {day}
    assert all(path.name.startswith("brief") for path in written)


@settings(max_examples=50)
@given(st.text(max_size=300), st.sampled_from(sorted(SUFFIXES)))
def test_a_marked_name_is_a_name_on_every_system(marking: str, suffix: str) -> None:
    name = marked(f"brief{suffix}", marking)

    assert len(os.fsencode(name.encode("utf-8", "replace").decode())) <= 255
    assert Path(name).name == name
    assert name.startswith("brief")
    assert name.endswith(suffix)
    assert all(letter.isalnum() or letter in "-_." for letter in name)


def test_an_archive_of_hostile_editions_writes_below_its_folder(tmp_path: Path) -> None:
    for number, text in enumerate([*NAMES.values(), *texts()[::100]]):
        home = tmp_path / "in" / f"2022-01-{number:02}"
        home.mkdir(parents=True)
        brief = replace(filled_with(text), timezone="UTC")
        (home / "brief.json").write_bytes(document(brief))

    made = archive(tmp_path / "in", tmp_path / "out", OutputSettings())
    put_into(tmp_path / "out", made.files)

    assert made.drops == ()
    assert {path.name for path in tmp_path.iterdir()} == {"in", "out"}
    shards = [path.name for path in (tmp_path / "out/search").iterdir()]
    assert shards == ["2022-01.js"]


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """Give a folder that somebody would like us to write to."""
    there = tmp_path / "elsewhere"
    there.mkdir()
    (there / "brief.html").write_bytes(b"theirs")
    return there


def untouched(there: Path) -> bool:
    return [(path.name, path.read_bytes()) for path in there.iterdir()] == [
        ("brief.html", b"theirs")
    ]


def test_a_link_in_the_place_of_a_file_is_not_written_through(
    elsewhere: Path, tmp_path: Path
) -> None:
    day = tmp_path / "build/2022-01-02"
    day.mkdir(parents=True)
    (day / "brief.html").symlink_to(elsewhere / "brief.html")

    folder(day)((brief_page(),))

    assert untouched(elsewhere)
    assert not (day / "brief.html").is_symlink()
    assert (day / "brief.html").read_bytes() == b"new"


def test_a_link_in_the_place_of_a_day_is_refused(elsewhere: Path, tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()
    (tmp_path / "build/2022-01-02").symlink_to(elsewhere, target_is_directory=True)

    with pytest.raises(DeliveryError, match="is a link"):
        folder(tmp_path / "build/2022-01-02")((brief_page(),))

    assert untouched(elsewhere)


def test_a_link_in_the_place_of_the_newest_is_turned_and_not_followed(
    elsewhere: Path, tmp_path: Path
) -> None:
    day = tmp_path / "build/2022-01-02"
    day.mkdir(parents=True)
    folder(day)((brief_page(),))
    (tmp_path / "build/latest").symlink_to(elsewhere, target_is_directory=True)

    point(tmp_path / "build/latest", newest(day))

    assert untouched(elsewhere)
    assert (tmp_path / "build/latest").readlink() == Path("2022-01-02")


def test_an_output_folder_that_is_a_link_is_the_choice_of_its_owner(
    elsewhere: Path, tmp_path: Path
) -> None:
    (tmp_path / "build").symlink_to(elsewhere, target_is_directory=True)

    folder(tmp_path / "build/2022-01-02")((brief_page(),))

    assert (elsewhere / "2022-01-02/brief.html").read_bytes() == b"new"


def test_a_template_that_is_a_link_out_of_its_folder_is_the_choice_of_its_owner() -> None:
    # Templates come from the settings, as does their folder; names in them stay below it.
    with pytest.raises(Exception, match=r"\.\./secret"):
        render_include("../secret")


def render_include(name: str) -> None:
    from briefing.renderers.environment import environment, plain  # noqa: PLC0415

    ground = environment(None, timezone="UTC", finalize=plain, autoescape=True)
    ground.from_string(f'{{% include "{name}" %}}').render()


def test_the_brief_itself_is_the_same_wherever_it_is_written() -> None:
    assert document(two_articles()) == document(two_articles())
