"""What a person types, what they are told, and the exit status."""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

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


def program(*words: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """Run the command as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "briefing", *words], capture_output=True, check=False, **options
    )


def shell(line: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    """Run a line of the shell, in which `$briefing` is the command."""
    command = f'briefing="{sys.executable} -m briefing"; {line}'
    return subprocess.run(["sh", "-c", command], capture_output=True, check=False, cwd=folder)


def on_terminal(*words: str, environment: Mapping[str, str], folder: Path) -> str:
    """Run the command with a terminal for its messages; give what that was sent."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "briefing", *words],
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        cwd=folder,
        env={**os.environ, **environment},
    ):
        os.close(theirs)
        told = b""
        with suppress(OSError):  # Linux says that a terminal nobody writes to is an error
            while piece := os.read(ours, 4096):
                told += piece
    os.close(ours)
    return told.decode()


def screen(told: str) -> list[str]:
    """Give the lines that a terminal shows in the end."""
    lines = []
    for line in told.split("\n"):
        seen = ""
        for piece in line.split("\r"):
            seen = piece + seen[len(piece) :]
        lines.append(seen.rstrip())
    return lines


def settings(text: str) -> None:
    Path("briefing.toml").write_text(text, encoding="utf-8")


def test_a_brief_is_written_in_the_format_of_the_suffix(run: Run) -> None:
    assert run("build", "port.txt", "-o", "brief.md", *AS_OF) == (0, "", "")

    assert "The harbor of Northquay opened again" in Path("brief.md").read_text(encoding="utf-8")


def test_all_formats_go_to_a_folder_per_day_and_latest_leads_to_it(run: Run) -> None:
    settings('[[source]]\nname = "Desk"\npaths = ["port.txt"]\n')

    assert run("build", *AS_OF).status == 0

    day = Path("build/2026-01-15")
    written = sorted(path.name for path in day.iterdir())
    assert written == ["brief.html", "brief.json", "brief.md", "brief.pdf"]
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


@pytest.mark.parametrize(
    "words",
    [
        ["-oq.md", "port.txt"],
        ["-qoq.md", "port.txt"],
        ["--output=q.md", "port.txt"],
        ["-q", "-o", "q.md", "--", "port.txt"],
    ],
)
def test_flags_of_build_may_stand_without_its_name(run: Run, words: list[str]) -> None:
    assert run(*words) == (0, "", "")

    assert Path("q.md").is_file()


def test_the_flags_of_the_program_may_stand_after_the_command(run: Run) -> None:
    Path("desk").mkdir()
    Path("port.txt").rename("desk/port.txt")

    outcome = run("build", "-C", "desk", "port.txt", "-v", "-o", "brief.md", *AS_OF)

    assert "brief.md: written" in outcome.err
    assert "Traceback" in run("build", "none.txt", "--debug").err


@pytest.mark.parametrize("words", [["-q", "-v", "plugins"], ["-q", "plugins", "-v"], ["-qv"]])
def test_quiet_and_verbose_at_once_are_refused(run: Run, words: list[str]) -> None:
    outcome = run(*words)

    assert outcome.status == 2
    assert "-q and -v contradict each other" in outcome.err


def test_a_flag_without_its_value_is_told(run: Run) -> None:
    assert "'-C' requires an argument" in run("-C").err


def test_what_was_written_is_told_where_asked_for(run: Run) -> None:
    first = run("-v", "build", "port.txt", "-o", "brief.md", *AS_OF)
    second = run("-v", "build", "port.txt", "-o", "brief.md", *AS_OF)

    assert re.search(r"brief\.md: written, [\d,]+ bytes", first.err)
    assert "brief.md: unchanged" in second.err


def test_latest_never_leads_back_to_an_older_day(run: Run) -> None:
    settings('[output]\nformats = ["markdown"]\n')

    for day in ("2026-01-15", "2026-01-14"):
        assert run("build", "port.txt", "--as-of", day).status == 0

    assert Path("build/2026-01-14/brief.md").is_file()
    assert Path("build/latest").resolve().name == "2026-01-15"


def test_where_one_file_cannot_be_written_none_is(run: Run) -> None:
    yesterday = "<!-- briefing:begin -->\nyesterday's\n<!-- briefing:end -->\n"
    Path("brief.md").write_text(yesterday)
    Path("brief.html").mkdir()

    outcome = run("build", "port.txt", "-o", "brief.md", "-o", "brief.html")

    assert outcome.status == 7
    assert outcome.err == "briefing: error: brief.html: is a folder; name a file in it\n"
    assert Path("brief.md").read_text() == yesterday
    assert sorted(path.name for path in Path().iterdir()) == ["brief.html", "brief.md", "port.txt"]


def test_text_that_people_wrote_around_a_page_is_kept(run: Run) -> None:
    page = Path("Press.mediawiki")
    page.write_text("Ours.\n<!-- briefing:begin -->\n<!-- briefing:end -->\nOurs too.\n")

    first = run("-v", "build", "port.txt", "-o", "Press.mediawiki", *AS_OF)
    second = run("-v", "build", "port.txt", "-o", "Press.mediawiki", *AS_OF)

    written = page.read_text(encoding="utf-8")
    assert written.startswith("Ours.\n<!-- briefing:begin -->\n\n= ")
    assert written.endswith("<!-- briefing:end -->\nOurs too.\n")
    assert "Press.mediawiki: written" in first.err
    assert "Press.mediawiki: unchanged" in second.err


def test_a_page_without_a_place_for_the_brief_is_not_overwritten(run: Run) -> None:
    Path("notes.md").write_text("Ours.\n")

    outcome = run("build", "port.txt", "-o", "notes.md", "-o", "brief.html")

    assert outcome.status == 7
    assert "notes.md: holds text that is not ours, and no marks" in outcome.err
    assert Path("notes.md").read_text() == "Ours.\n"
    assert not Path("brief.html").exists()


@pytest.mark.parametrize(
    ("name", "opening"),
    [
        ("a.obsidian.md", "---\ntitle:"),
        ("a.plain.md", "[briefing:begin]: #"),
        ("a.b.md", "<!-- briefing:begin -->"),
        ("a.DokuWiki.txt", "[[#briefing:begin|"),
        ("a.confluence.xml", "<p><ac:structured-macro"),
    ],
)
def test_the_longest_suffix_tells_the_wiki(run: Run, name: str, opening: str) -> None:
    assert run("build", "port.txt", "-o", name, *AS_OF) == (0, "", "")

    assert Path(name).read_text(encoding="utf-8").startswith(opening)


def test_articles_that_are_named_give_the_same_brief_in_any_folder(run: Run) -> None:
    briefs = []
    for folder in ("one", "two"):
        Path(folder).mkdir()
        Path(folder, "port.txt").write_text(REPORT, encoding="utf-8")
        run("build", "-C", folder, "port.txt", "-o", "brief.md", *AS_OF)
        briefs.append(Path("brief.md").read_bytes())
        os.chdir("..")

    assert briefs[0] == briefs[1]


def test_a_file_is_read_whose_name_means_something_else_in_the_settings(run: Run) -> None:
    Path("~root").write_text(REPORT, encoding="utf-8")

    assert run("build", "~root", "-o", "brief.md") == (0, "", "")


def test_standard_input_and_output_make_a_pipe(tmp_path: Path) -> None:
    done = program("build", "-", "-o", "-", input=REPORT.encode(), cwd=tmp_path)

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


def test_a_theme_that_is_asked_for_where_none_is_defined_is_told(run: Run) -> None:
    outcome = run("build", "port.txt", "--theme", "Nope", "-o", "brief.md")

    assert outcome.status == 2
    assert outcome.err == "briefing: error: --theme Nope: no theme is defined in the settings\n"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such file names")
def test_a_name_that_is_no_utf_8_is_told_and_the_brief_is_still_utf_8(run: Run) -> None:
    name = os.fsdecode(b"n\xffm.txt")
    Path(name).write_text(REPORT.replace("Eleven", "Twelve"), encoding="utf-8")

    outcome = run("build", name, "port.txt", "-o", "brief.md")

    assert outcome.status == 3
    assert "n\ufffdm.txt: the name of this file is not UTF-8" in outcome.err
    assert "n\ufffdm.txt" in Path("brief.md").read_text(encoding="utf-8")


def test_a_title_that_is_no_utf_8_is_refused(run: Run) -> None:
    outcome = run("build", "port.txt", "-o", "brief.md", "--title", os.fsdecode(b"n\xffm"))

    assert outcome.status == 2
    assert "--title: is not UTF-8 text" in outcome.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full disk to try")
@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        ("build port.txt -o -", 7, "standard output: cannot be written: No space left on device"),
        ("plugins", 7, "standard output: cannot be written: No space left on device"),
        ("--help", 1, "No space left on device"),
    ],
)
def test_a_full_disk_is_told_in_one_line(
    tmp_path: Path, words: str, status: int, told: str
) -> None:
    (tmp_path / "port.txt").write_text(REPORT, encoding="utf-8")

    done = shell(f"$briefing {words} > /dev/full", tmp_path)

    assert (done.returncode, done.stderr.decode()) == (status, f"briefing: error: {told}\n")


@pytest.mark.parametrize(
    ("line", "status", "told"),
    [
        ("$briefing port.txt -o - >&-", 7, "standard output: is closed"),
        ("$briefing plugins >&-", 7, "standard output: is closed"),
        ("$briefing - -o b.md <&-", 2, "-: standard input is closed (see `briefing build --help`)"),
    ],
)
def test_a_closed_stream_is_told_in_one_line(
    tmp_path: Path, line: str, status: int, told: str
) -> None:
    (tmp_path / "port.txt").write_text(REPORT, encoding="utf-8")

    done = shell(line, tmp_path)

    assert (done.returncode, done.stderr.decode()) == (status, f"briefing: error: {told}\n")


def test_a_closed_standard_error_keeps_nobody_from_their_brief(tmp_path: Path) -> None:
    (tmp_path / "port.txt").write_text(REPORT, encoding="utf-8")

    assert shell("$briefing port.txt -o b.md 2>&-", tmp_path).returncode == 0


def test_a_reader_that_has_seen_enough_is_no_matter(tmp_path: Path) -> None:
    (tmp_path / "port.txt").write_text(REPORT, encoding="utf-8")

    done = shell("$briefing port.txt -o - | true; $briefing plugins | true", tmp_path)

    assert done.stderr == b""


@pytest.mark.parametrize("module", ["click", "briefing.cli.flags", "briefing.pipeline"])
@pytest.mark.parametrize(
    "start", ["import runpy; runpy.run_module('briefing')", "from briefing.cli import main; main()"]
)
def test_an_interrupt_while_modules_load_is_told_in_one_line(
    tmp_path: Path, module: str, start: str
) -> None:
    script = (
        "import sys\n"
        "class Interrupt:\n"
        "    def find_spec(self, name, *rest):\n"
        f"        if name == {module!r}: raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupt())\n"
        "sys.argv = ['briefing', 'none.txt']\n"
        + start.replace("('briefing')", "('briefing', run_name='__main__')")
    )

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=False, cwd=tmp_path
    )

    assert (done.returncode, done.stderr) == (130, b"briefing: error: interrupted\n")


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
    assert sorted(one.name for one in Path("build").iterdir()) == [".briefing.lock", "store.db"]


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


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("briefing build ", ["file,"]),
        ("briefing a.txt b", ["file,b"]),
        ("briefing ch", ["file,ch", "plain,check"]),
        ("briefing plugin x", ["file,x"]),
        ("briefing -o ", ["file,"]),
        ("briefing build -o b", ["file,b"]),
        ("briefing -C ", ["dir,"]),
        ("briefing --config ", ["file,"]),
        ("briefing build --config ", ["file,"]),
        ("briefing init ", ["dir,"]),
        ("briefing build --method l", ["plain,lead", "plain,lexrank", "plain,lsa", "plain,luhn"]),
        ("briefing --met", ["plain,--method"]),
        ("briefing --format m", ["plain,markdown", "plain,mediawiki"]),
        ("briefing build --page L", ["plain,Letter"]),
        ("briefing build --theme ", ["plain,Ports", "plain,Weather"]),
        ("briefing --config none.toml build --theme ", []),
    ],
)
def test_the_shell_completes_files_and_values(
    run: Run, monkeypatch: pytest.MonkeyPatch, line: str, told: list[str]
) -> None:
    settings('[[theme]]\nname = "Ports"\nany = ["x"]\n[[theme]]\nname = "Weather"\nany = ["x"]\n')
    words = line.split(" ")
    monkeypatch.setenv("_BRIEFING_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))

    assert run().out.split() == told


def test_the_version_is_printed(run: Run) -> None:
    assert run("--version").out == f"briefing {__version__}\n"


def test_a_file_name_cannot_steer_the_terminal(run: Run) -> None:
    outcome = run("build", "\x1b[2Jgone.txt", "port.txt", "-o", "brief.md")

    assert "\x1b" not in outcome.err
    assert "gone.txt" in outcome.err


def test_messages_are_colored_only_where_that_is_wanted(tmp_path: Path) -> None:
    words = ("plugins", "none.txt")

    def told(*flags: str, **environment: str) -> str:
        return on_terminal(*flags, *words, environment=environment, folder=tmp_path)

    assert "\x1b[31merror:" in told(NO_COLOR="")
    assert "\x1b" not in told(NO_COLOR="1")
    assert "\x1b" not in told("--no-color", NO_COLOR="")
    assert b"\x1b[31merror:" in program(*words, "--color", cwd=tmp_path).stderr
    assert b"\x1b" not in program(*words, cwd=tmp_path).stderr


def test_the_progress_line_is_taken_away_without_codes(tmp_path: Path) -> None:
    for number in range(3):
        text = REPORT.replace("nine", f"{number} hundred")
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    words = ("build", "0.txt", "1.txt", "2.txt", "none.txt", "-o", "brief.md")

    told = on_terminal(*words, environment={"NO_COLOR": "1"}, folder=tmp_path)

    assert "1/3" in told
    assert "\x1b" not in told
    written, warning, end = screen(told)
    assert re.fullmatch(r"brief\.md: written, [\d,]+ bytes", written)
    assert warning.startswith("briefing: warning: none.txt: left out")
    assert end == ""


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
    assert re.search(r"others [+-]\d\.\d+, intercept -\d\.\d+: log-odds [+-]\d", out)


def test_the_features_of_an_explanation_add_up_to_the_score(run: Run) -> None:
    _, out, _ = run("explain", "port.txt", "--json")

    for one in json.loads(out)["sentences"]:
        log_odds = sum(one["features"].values())
        assert 1 / (1 + math.exp(-log_odds)) == pytest.approx(one["score"], abs=1e-4)


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


def test_what_the_settings_exclude_is_told_in_the_colophon(run: Run) -> None:
    page = REPORT.replace("Harbor opens again", "Your horoscope for the week")
    Path("stars.txt").write_text(page, encoding="utf-8")
    settings(
        '[[source]]\nname = "Desk"\npaths = ["*.txt"]\n'
        '[select]\nexclude = ["headline: horoscope"]\n'
    )

    assert run("build", "-o", "brief.md", *AS_OF) == (0, "", "")

    told = Path("brief.md").read_text(encoding="utf-8")
    row = "| stars.txt | excluded by the settings | select.exclude: “headline: horoscope” |"
    assert row in told
    assert "Harbor opens again" in told
