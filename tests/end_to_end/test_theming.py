"""Themes at the command line: found, proposed, in files of their own, and warned of."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from briefing.cli import main

# What reports of each kind speak of; every report has another seven of the words.
TOPICS = {
    "sport": "striker goal coach league cup match referee stadium",
    "money": "bank shares profit investors forecast economy market bonds",
}


class Outcome(NamedTuple):
    status: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run the command in a folder with five reports on sport and five on money in `news/`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1768456800")
    Path("news").mkdir()
    for kind, told in TOPICS.items():
        for number in range(5):
            a, b, c, d, e, f, g = (told.split() * 2)[number : number + 7]
            text = (
                f"{a.title()} and {b} of report {number}\n\n"
                f"On Monday the {a} and the {b} had more of the {c} than the {d} ever had.\n\n"
                f"Then the {e} of town {kind}{number} was with the {f}, and so was the {g}.\n"
            )
            Path(f"news/{kind}{number}.txt").write_text(text, encoding="utf-8")

    def command(*words: str) -> Outcome:
        with pytest.raises(SystemExit) as caught:
            main(words)
        told = capfd.readouterr()
        return Outcome(int(caught.value.code or 0), told.out, told.err)

    return command


def settings(written: str) -> None:
    Path("briefing.toml").write_text(written, encoding="utf-8")


def headings(brief: str) -> list[str]:
    return re.findall(r"^## (.*)", brief, re.M)


def test_a_build_warns_of_terms_that_stand_nearly_everywhere_unless_it_is_quiet(run: Run) -> None:
    settings('[[theme]]\nname = "Days"\nany = ["Monday"]\n')

    loud = run("build", "news", "-o", "brief.md")
    quiet = run("--quiet", "build", "news", "-o", "brief.md")

    told = "warning: theme “Days”: in over half of the articles stands “Monday”"
    assert told in loud.err
    assert (loud.status, loud.out) == (0, "")
    assert (quiet.status, quiet.err) == (0, "")


def test_a_theme_is_read_from_a_file_beside_the_settings(run: Run) -> None:
    Path("desk/themes").mkdir(parents=True)
    Path("desk/themes/sport.toml").write_text('name = "Sport"\nany = ["striker"]\n', "utf-8")
    Path("desk/briefing.toml").write_text('[[theme]]\nfile = "themes/sport.toml"\n', "utf-8")

    good = run("--config", "desk/briefing.toml", "build", "news", "-o", "-")
    Path("desk/themes/sport.toml").write_text('name = "Sport"\nanny = ["striker"]\n', "utf-8")
    bad = run("--config", "desk/briefing.toml", "build", "news", "-o", "-")

    assert "Sport" in headings(good.out)
    assert bad.status == 2
    assert 'desk/themes/sport.toml: anny: unknown option "anny"; did you mean "any"?' in bad.err
