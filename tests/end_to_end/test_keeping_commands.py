"""What a person does with what was kept: diff, store, story; and what they are told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from briefing.cli import main

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


def two_days(run: Run) -> None:
    for day, text in (("14", MONDAY), ("15", TUESDAY)):
        Path("port.txt").write_text(text, encoding="utf-8")
        assert run("build", "--as-of", f"2026-01-{day}T06:00Z").status == 0


def test_diff_shows_the_words_that_changed_between_two_days(run: Run) -> None:
    two_days(run)

    told = run("diff", "2026-01-14", "2026-01-15")

    assert told.status == 0
    first, _, theme, line = told.out.splitlines()
    assert first == "2026-01-14 → 2026-01-15: 1 changed, 1 the same"
    assert theme == "News"
    assert line == (
        "~ [-Eleven-]{+Fourteen+} ships that had waited outside came in before noon, the harbor "
        "master said.  (Desk; port.txt)"
    )


def test_diff_tells_programs_by_json_and_by_its_exit_status(run: Run) -> None:
    two_days(run)

    told = run("diff", "build/2026-01-14", "2026-01-15", "--json", "--exit-code")

    assert told.status == 1
    assert [one["kind"] for one in json.loads(told.out)["changes"]] == ["changed"]
    assert run("diff", "2026-01-15", "build/2026-01-15/brief.txt", "--exit-code").status == 0


def test_diff_names_the_editions_that_there_are(run: Run) -> None:
    two_days(run)

    told = run("diff", "2026-01-14", "2026-01-16")

    assert told.status == 4
    assert "2026-01-16: is neither a file nor an edition" in told.err
    assert "2026-01-14 to 2026-01-15" in told.err
