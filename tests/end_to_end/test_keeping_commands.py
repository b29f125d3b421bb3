"""What a person does with what was kept: diff, store, story; and what they are told."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from briefing.cli import main
from briefing.packing.writing import Contents, write_pack
from briefing.store.store import opened_to_read

MONDAY = """Harbor opens again

The harbor of Northquay opened again on Monday after a storm had closed it for nine days.

Eleven ships that had waited outside came in before noon, the harbor master said.
"""
TUESDAY = MONDAY.replace("Eleven", "Fourteen")
SETTINGS = """[output]
formats = ["json", "txt"]
[[source]]
name = "Desk"
paths = ["port.txt"]
"""


class Outcome(NamedTuple):
    status: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run the command in a folder that has settings for one source."""
    monkeypatch.chdir(tmp_path)
    Path("briefing.toml").write_text(SETTINGS, encoding="utf-8")

    def command(*words: str) -> Outcome:
        with pytest.raises(SystemExit) as caught:
            main(words)
        told = capfd.readouterr()
        return Outcome(int(caught.value.code or 0), told.out, told.err)

    return command


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder in which two editions were built; copies of it are what tests change."""
    folder = tmp_path_factory.mktemp("desk")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        Path("briefing.toml").write_text(SETTINGS, encoding="utf-8")
        for day, text in (("14", MONDAY), ("15", TUESDAY)):
            Path("port.txt").write_text(text, encoding="utf-8")
            with pytest.raises(SystemExit) as caught:
                main(["build", "--as-of", f"2026-01-{day}T06:00Z"])
            assert not caught.value.code
    return folder


@pytest.fixture
def built(run: Run, desk: Path) -> Run:
    """Run the command in a copy of that folder."""
    shutil.copytree(desk, Path(), dirs_exist_ok=True, symlinks=True)
    return run


def test_diff_shows_the_words_that_changed_between_two_days(built: Run) -> None:
    told = built("diff", "2026-01-14", "2026-01-15")

    assert told.status == 0
    first, _, theme, line = told.out.splitlines()
    assert first == "2026-01-14 → 2026-01-15: 1 changed, 1 the same"
    assert theme == "News"
    assert line == (
        "~ [-Eleven-]{+Fourteen+} ships that had waited outside came in before noon, the harbor "
        "master said.  (Desk; port.txt)"
    )


def test_diff_tells_programs_by_json_and_by_its_exit_status(built: Run) -> None:
    told = built("diff", "build/2026-01-14", "2026-01-15", "--json", "--exit-code")

    assert told.status == 1
    assert [one["kind"] for one in json.loads(told.out)["changes"]] == ["changed"]
    assert built("diff", "2026-01-15", "build/2026-01-15/brief.txt", "--exit-code").status == 0


def test_diff_names_the_editions_that_there_are(built: Run) -> None:
    told = built("diff", "2026-01-14", "2026-01-16")

    assert told.status == 4
    assert "2026-01-16: is neither a file nor an edition" in told.err
    assert "2026-01-14 to 2026-01-15" in told.err


def test_check_says_nothing_of_a_whole_store_and_repair_leaves_it(built: Run) -> None:
    before = Path("build/store.db").read_bytes()

    assert built("store", "check") == (0, "", "")
    assert built("store", "repair") == (0, "", "")
    assert Path("build/store.db").read_bytes() == before


def test_a_damaged_store_is_told_mended_and_kept_beside(built: Run) -> None:
    with sqlite3.connect("build/store.db") as db:
        db.execute("UPDATE texts SET record = x'00' WHERE rowid = 1")

    told = built("store", "check")
    assert told.status == 1
    assert "build/store.db: texts: the row" in told.out
    assert "was changed" in told.out
    assert "`briefing store repair` mends" in told.err

    mended = built("store", "repair")
    assert mended.status == 0
    assert "extracted again" in mended.out
    assert "as it was, it is build/store.db.damaged" in mended.out
    assert Path("build/store.db.aside.jsonl").is_file()
    assert built("store", "check").status == 0


def test_a_store_that_is_lost_is_made_from_packs(built: Run) -> None:
    pack("first.pack", "2026-01-14")
    Path("build/store.db").unlink()

    assert built("store", "check").status == 1
    told = built("store", "repair", "--from", "first.pack")

    assert told.status == 0
    assert "editions: 2026-01-14: from first.pack" in told.out
    assert built("store", "check") == (0, "", "")
    assert built("diff", "2026-01-14", "first.pack", "--exit-code").status == 0


def pack(path: str, key: str) -> None:
    with opened_to_read(Path("build/store.db")) as store:
        [edition] = [one for one in store.editions() if one.key == key]
        contents = Contents(edition=edition, brief=store.brief(key), files=())
        write_pack(Path(path), contents, store)


def test_what_is_no_pack_is_refused_before_anything_is_touched(built: Run) -> None:
    told = built("store", "repair", "--from", "port.txt")

    assert told.status == 1
    assert "port.txt" in told.err
    assert "no evidence pack" in told.err


def test_an_edition_that_is_too_old_goes_after_the_next_build(built: Run) -> None:
    Path("briefing.toml").write_text(f"{SETTINGS}[store]\nkeep_days = 3\n", encoding="utf-8")

    trial = built("store", "prune", "--dry-run")
    assert "2026-01-14: documents, texts and brief were taken out" in trial.out
    assert built("diff", "2026-01-14", "2026-01-15").status == 0
    told = built("build", "-v", "--as-of", "2026-01-18T06:00Z")

    assert "2026-01-14: documents, texts and brief were taken out" in told.err
    assert built("store", "check") == (0, "", "")
    refused = built("diff", "2026-01-14", "2026-01-15")
    assert refused.status == 1
    assert "keep_days" in refused.err


def test_an_export_is_lines_of_json(built: Run) -> None:
    lines = built("store", "export", "--only", "editions", "--only", "appearances").out.splitlines()

    assert [json.loads(line)["kind"] for line in lines] == ["edition"] * 2 + ["appearance"] * 4


def test_stats_count_rows_and_editions(built: Run) -> None:
    assert "2 editions, 2026-01-14 to 2026-01-15, 2 with brief" in built("store", "stats").out
    assert json.loads(built("store", "stats", "--json").out)["editions"] == 2


@pytest.mark.parametrize("command", ["check", "repair", "prune", "export", "stats"])
def test_a_store_that_is_not_there_is_told_and_not_made(run: Run, command: str) -> None:
    told = run("store", command)

    assert told.status == 1
    assert "build/store.db: the store is not there" in told.err
    assert not Path("build").exists()


@pytest.mark.parametrize("command", ["check", "repair", "prune", "export", "stats"])
def test_a_file_of_text_is_no_store(run: Run, command: str) -> None:
    Path("notes.txt").write_text("Dear diary, this is no database. " * 40, encoding="utf-8")

    told = run("store", command, "--store", "notes.txt")

    assert told.status == 1
    assert "is no store" in told.err or "holds no row of a store" in told.err
    assert Path("notes.txt").read_text(encoding="utf-8").startswith("Dear diary")


def test_a_story_is_listed_printed_and_written(built: Run) -> None:
    [line] = built("story").out.splitlines()
    key, first, last, editions, sentences, headline = line.split("\t")
    assert (first, last, editions, sentences) == ("2026-01-14", "2026-01-15", "2", "3")
    assert headline == "Harbor opens again"

    assert "> Fourteen ships that had waited" in built("story", key).out
    assert built("story", key[:6], "-o", "story.html", "-o", "story.md").status == 0
    assert "Eleven ships" in Path("story.html").read_text(encoding="utf-8")
    assert Path("story.md").read_text(encoding="utf-8") == built("story", key).out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("story", "nobody"), "nobody: is no story in the store"),
        (("story", "nobody", "-o", "story.pdf"), "is no story"),
        (("story", "-o", "story.html"), "name the ID of a story"),
    ],
)
def test_a_story_that_cannot_be_written_is_told(
    built: Run, words: tuple[str, ...], told: str
) -> None:
    outcome = built(*words)

    assert outcome.status != 0
    assert told in outcome.err
