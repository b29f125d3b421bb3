"""`briefing render`: what a run left as JSON becomes what the run would have written."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from briefing.cli import main

ROOT = Path(__file__).parents[2]
FORMATS = ("html", "pdf", "markdown", "txt", "eml", "epub", "json", "atom")

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run the command in a copy of the samples; give the exit status and the messages."""
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    shutil.copy(ROOT / "briefing.toml", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1768456800")

    def command(*words: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as caught:
            main(words)
        return int(caught.value.code or 0), capfd.readouterr().err

    return command


def test_every_format_is_rendered_again_byte_for_byte(run: Run, tmp_path: Path) -> None:
    house = "<p class=house>Press office</p>{% include 'packaged/_masthead.html.j2' %}"
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "_masthead.html.j2").write_text(house, encoding="utf-8")
    settings = (tmp_path / "briefing.toml").read_text(encoding="utf-8")
    styled = f'{settings}\ntemplates = "house"\nlook = "compact"\n'
    (tmp_path / "briefing.toml").write_text(styled, encoding="utf-8")
    asked = [word for name in FORMATS for word in ("--format", name)]
    assert run("build", *asked) == (0, "")
    day = tmp_path / "build" / "2026-01-15"
    first = {path.name: path.read_bytes() for path in (*day.iterdir(), day.parent / "feed.atom")}
    shutil.copy(day / "brief.json", tmp_path / "kept.json")
    shutil.rmtree(tmp_path / "build")

    assert run("render", "kept.json", *asked) == (0, "")

    again = {path.name: path.read_bytes() for path in (*day.iterdir(), day.parent / "feed.atom")}
    assert sorted(again) == sorted(first)
    assert [name for name in first if again[name] != first[name]] == []
    assert len(first) == len(FORMATS)
    assert b"Press office" in first["brief.html"]


def test_files_are_written_where_they_are_asked_for_and_nowhere_else(
    run: Run, tmp_path: Path
) -> None:
    assert run("build", "--no-store", "-o", "a.json")[0] == 0

    assert run("render", "a.json", "-o", "b.txt", "-o", "c/b.json") == (0, "")

    assert (tmp_path / "b.txt").is_file()
    assert (tmp_path / "c" / "b.json").read_bytes() == (tmp_path / "a.json").read_bytes()
    assert not (tmp_path / "build").exists()


def test_what_is_no_brief_is_told_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"format": "other"}), encoding="utf-8")

    status, told = run("render", "a.json", "-o", "b.txt")

    assert status == 4
    assert 'error: a.json: is no brief: it does not say {"format": "briefing/brief"}' in told
    assert run("render", "none.json", "-o", "b.txt")[1].startswith(
        f"briefing: error: none.json: cannot be read: {os.strerror(2)}"
    )
    assert not (tmp_path / "b.txt").exists()


def test_combinations_that_have_no_effect_are_refused(run: Run) -> None:
    assert run("render", "a.json", "-o", "b.txt", "--format", "pdf")[0] == 2
    assert run("render", "a.json", "--format", "docx")[0] == 2
