"""What a person types, what they are told, and the exit status."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from briefing import __version__
from briefing.cli import main

REPORT = """Harbor opens again

The harbor of Northquay opened again on Monday after a storm had closed it for nine days.

Eleven ships that had waited outside came in before noon, the harbor master said.
"""
AS_OF = ("--as-of", "2026-01-15T06:00:00Z")


class Outcome(NamedTuple):
    status: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run the command in an empty folder that holds `port.txt`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    (tmp_path / "port.txt").write_text(REPORT, encoding="utf-8")

    def command(*words: str) -> Outcome:
        with pytest.raises(SystemExit) as caught:
            main(words)
        told = capfd.readouterr()
        return Outcome(int(caught.value.code or 0), told.out, told.err)

    return command


def settings(text: str) -> None:
    Path("briefing.toml").write_text(text, encoding="utf-8")


def test_a_brief_is_written_in_the_format_of_the_suffix(run: Run) -> None:
    assert run("build", "port.txt", "-o", "brief.md", *AS_OF) == (0, "", "")

    assert "The harbor of Northquay opened again" in Path("brief.md").read_text(encoding="utf-8")


def test_all_formats_go_to_a_folder_per_day_and_latest_leads_to_it(run: Run) -> None:
    settings('[[source]]\nname = "Desk"\npaths = ["port.txt"]\n')

    assert run("build", *AS_OF).status == 0

    day = Path("build/2026-01-15")
    assert sorted(path.name for path in day.iterdir()) == ["brief.html", "brief.md", "brief.pdf"]
    assert Path("build/latest").resolve() == day.resolve()


def test_the_day_is_that_of_the_time_zone_of_the_brief(run: Run) -> None:
    settings('[brief]\ntimezone = "Asia/Tokyo"\n[output]\nformats = ["markdown"]\n')

    assert run("build", "port.txt", "--as-of", "2026-01-15T23:00:00Z").status == 0

    assert Path("build/2026-01-16/brief.md").is_file()


def test_build_is_the_default_command(run: Run) -> None:
    assert run("port.txt", "-o", "brief.md").status == 0
    assert run("-o", "other.md", "port.txt").status == 0
    assert Path("brief.md").is_file()
    assert Path("other.md").is_file()


def test_what_was_written_is_told_where_asked_for(run: Run) -> None:
    first = run("-v", "build", "port.txt", "-o", "brief.md", *AS_OF)
    second = run("-v", "build", "port.txt", "-o", "brief.md", *AS_OF)

    assert re.search(r"brief\.md: written, [\d,]+ bytes", first.err)
    assert "brief.md: unchanged" in second.err


def test_standard_input_and_output_make_a_pipe(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "briefing", "build", "-", "-o", "-"],
        input=REPORT.encode(),
        capture_output=True,
        cwd=tmp_path,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert "Eleven ships that had waited" in done.stdout.decode()


def test_another_folder_can_be_gone_to_first(run: Run) -> None:
    Path("desk").mkdir()
    Path("port.txt").rename("desk/port.txt")

    assert run("-C", "desk", "build", "port.txt", "-o", "brief.md").status == 0
    assert Path("../desk/brief.md").resolve().is_file()


# Bad input: one clear line, the right status, and what stood there before is kept.


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (["none.txt"], 4, "none.txt: no such file"),
        (["empty.txt"], 4, "empty.txt:"),
        (["image.txt"], 4, "image.txt:"),
        ([], 4, "no article to write about"),
        (["port.txt", "--method", "lexrnk"], 2, 'did you mean "lexrank"?'),
        (["port.txt", "--theme", "Prots"], 2, '--theme: unknown theme "Prots"; did you mean'),
        (["port.txt", "--sentences", "0"], 2, "--sentences: expected 1 to 20, got 0"),
        (["port.txt", "--as-of", "yesterday"], 2, "expected a time such as"),
        (["port.txt", "-o", "brief.docx"], 2, "the suffix tells the format"),
        (["port.txt", "-o", "port.txt/brief.md"], 7, "cannot be written"),
        (["port.txt", "--fromat", "html"], 2, "No such option"),
    ],
)
def test_bad_input_gives_one_clear_line(run: Run, words: list[str], status: int, told: str) -> None:
    settings('[[theme]]\nname = "Ports"\nany = ["harbor"]\n')
    Path("empty.txt").write_bytes(b"")
    Path("image.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200))
    Path("brief.md").write_text("yesterday's")
    output = [] if "-o" in words else ["-o", "brief.md"]

    outcome = run("build", *words, *output)

    assert outcome.status == status
    assert told in outcome.err
    assert outcome.err.startswith("briefing: error: ")
    assert len(outcome.err.splitlines()) == 1
    assert Path("brief.md").read_text() == "yesterday's"


def test_broken_settings_are_told_with_line_and_column(run: Run) -> None:
    settings("[brief]\ntitle = \n")

    outcome = run("build", "port.txt")

    assert outcome.status == 2
    assert "briefing.toml: is not valid TOML" in outcome.err
    assert "line 2, column" in outcome.err


def test_a_broken_template_is_told_with_file_and_line_and_nothing_is_written(run: Run) -> None:
    settings('[output]\ntemplates = "mine"\n')
    Path("mine").mkdir()
    Path("mine/_entry.html.j2").write_text("fine\n{% if %}\n")

    outcome = run("build", "port.txt", *AS_OF)

    assert outcome.status == 6
    assert re.search(r"mine/_entry\.html\.j2:2: ", outcome.err)
    assert not Path("build").exists()


def test_one_bad_article_is_named_and_the_others_are_told(run: Run) -> None:
    Path("bad.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200))

    outcome = run("build", "port.txt", "bad.txt", "-o", "brief.md")

    assert outcome.status == 3
    assert "warning: bad.txt: left out: not text" in outcome.err
    assert "bad.txt" in Path("brief.md").read_text(encoding="utf-8")


def test_a_misspelled_command_is_not_taken_for_an_article(run: Run) -> None:
    outcome = run("biuld")

    assert outcome.status == 2
    assert "did you mean 'build'?" in outcome.err


def test_only_the_themes_asked_for_are_printed(run: Run) -> None:
    settings(
        '[[theme]]\nname = "Ports"\nany = ["harbor master"]\n'
        '[[theme]]\nname = "Weather"\nany = ["storm"]\n'
    )

    run("build", "port.txt", "-o", "brief.md", "--theme", "Weather")

    brief = Path("brief.md").read_text(encoding="utf-8")
    assert "after a storm had closed it" in brief
    assert "## Ports" not in brief


def test_check_reports_all_faults_at_once(run: Run) -> None:
    settings(
        '[brief]\ntitel = "x"\nnote = "none.md"\n'
        '[[source]]\nname = "Desk"\npaths = ["*.xyz"]\n'
        '[output]\ntemplates = "mine"\n'
    )
    Path("mine").mkdir()
    Path("mine/_entry.html.j2").write_text("{{ entry.no_such_name }}")

    outcome = run("check")

    assert outcome.status == 1
    for fault in ('"titel"', "none.md: the note", "*.xyz: matches no file", "_entry.html.j2:1"):
        assert fault in outcome.out


def test_check_is_content_with_good_settings(run: Run) -> None:
    settings('[[source]]\nname = "Desk"\npaths = ["port.txt"]\n')

    assert run("check") == (0, "", "")


def test_init_gives_a_folder_that_builds_and_overwrites_nothing(run: Run) -> None:
    Path("desk").mkdir()
    Path("desk/Makefile").write_text("mine")

    assert run("init", "desk").status == 0
    built = run("-C", "desk", "build", *AS_OF)

    assert Path("../desk/Makefile").resolve().read_text() == "mine"
    assert built.status == 0
    assert Path("build/latest/brief.pdf").is_file()
    crontab = Path("crontab.txt").read_text(encoding="utf-8")
    assert f"cd {Path.cwd()} && {sys.executable} -m briefing build" in crontab


def test_plugins_lists_every_name_with_its_origin(run: Run) -> None:
    out = run("plugins").out

    assert "summarizers\tlexrank\tbriefing.summarizers.sumy_methods:lexrank\n" in out
    assert "renderers\tpdf\t" in out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_for_the_shell(run: Run, shell: str) -> None:
    assert "_BRIEFING_COMPLETE" in run("completion", shell).out


def test_the_version_is_printed(run: Run) -> None:
    assert run("--version").out == f"briefing {__version__}\n"


def test_a_file_name_cannot_steer_the_terminal(run: Run) -> None:
    outcome = run("build", "\x1b[2Jgone.txt", "port.txt", "-o", "brief.md")

    assert "\x1b" not in outcome.err
    assert "gone.txt" in outcome.err


def test_debug_shows_the_traceback(run: Run) -> None:
    assert "Traceback" in run("--debug", "build", "none.txt").err


def test_help_loads_nothing_heavy() -> None:
    script = (
        "import sys; from briefing.cli import cli\n"
        "try: cli(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'weasyprint', 'numpy', 'sumy', 'jinja2', 'trafilatura', 'tomllib', 'lxml'}\n"
        "print('loaded:', sorted(heavy & sys.modules.keys()))"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=os.environ
    )

    assert done.stdout.endswith("loaded: []\n")


def test_one_article_is_summarized_to_standard_output(run: Run) -> None:
    outcome = run("summarize", "port.txt", "--sentences", "1")

    assert outcome == (
        0,
        "The harbor of Northquay opened again on Monday after a storm had closed it for nine "
        "days.\n",
        "",
    )


def test_an_article_is_explained_sentence_by_sentence(run: Run) -> None:
    status, out, _ = run("explain", "port.txt", "--sentences", "1")

    assert status == 0
    assert re.search(r"^\*   1  0\.\d+  The harbor", out, re.MULTILINE)
    assert "among the best that fit" in out
    assert "better ones fill the summary" in out
    assert re.search(r"near_start \+\d", out)


def test_an_explanation_is_given_as_json(run: Run) -> None:
    status, out, _ = run("explain", "port.txt", "--json", "--method", "lead", "--sentences", "1")

    told = json.loads(out)
    assert status == 0
    assert told["method"] == "lead"
    assert [one["chosen"] for one in told["sentences"]] == [True, False]
    assert [one["position"] for one in told["sentences"]] == [0, 1]


def test_an_article_that_cannot_be_read_is_told(run: Run) -> None:
    status, out, err = run("summarize", "nowhere.txt")

    assert status != 0
    assert out == ""
    assert "nowhere.txt" in err
