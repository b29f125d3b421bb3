"""The commands of `briefing archive`, as a person runs them."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from archives import page, put
from briefing.cli.archiving import steps_on
from briefing.cli.console import Console
from briefing.cli.program import run


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("desk")
    put(root, 1, 2, 3)
    put(root, 9, day=3)
    (root / "pages/empty.html").write_text("<html></html>", encoding="utf-8")
    (root / "briefing.toml").write_text(
        '[brief]\ntitle = "Weekly"\n[[source]]\nname = "pages"\npaths = ["pages"]\n'
        '[[theme]]\nname = "Harbors"\nany = ["airport"]\n[archive]\npath = "archive"\n',
        encoding="utf-8",
    )
    assert run(["-C", str(root), "archive", "build"]) == 0
    return root


def said(desk: Path, capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    capsys.readouterr()
    assert run(["-C", str(desk), "archive", *words]) == 0
    return capsys.readouterr().out.splitlines()


def test_a_second_build_tells_as_json_that_nothing_was_new(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [line] = said(desk, capsys, "build", "--json")

    told = json.loads(line)
    assert (told["partitions made"], told["articles in the archive"]) == (0, 4)


def test_the_query_finds_by_words_days_sites_and_themes(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(said(desk, capsys, "query")) == 4
    assert len(said(desk, capsys, "query", "--until", "2026-01-01")) == 3
    assert len(said(desk, capsys, "query", "--since", "2026-01-02", "--site", "courier")) == 1
    assert len(said(desk, capsys, "query", "engineer", "market")) == 1
    [one, other] = said(desk, capsys, "query", "--theme", "Harbors")
    assert "airport closed" in one
    assert other.startswith("2026-01-04\tCourier\t")


def test_files_are_not_read_again_when_others_are_named_before_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(tmp_path, 1, 2)
    words = ("-C", str(tmp_path), "archive", "build", "--archive", "archive", "--json")
    assert run([*words, "pages/002.html"]) == 0
    capsys.readouterr()

    assert run([*words, "pages/001.html", "pages/002.html"]) == 0

    summary = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (summary["partitions made"], summary["articles in the archive"]) == (1, 2)
    assert summary["articles"] == 1


def test_the_query_names_what_was_left_out(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [line] = said(desk, capsys, "query", "--left-out")

    assert line.startswith("pages/empty.html\t")
    assert run(["-C", str(desk), "archive", "query", "--left-out", "harbor"]) == 2
    assert "--left-out lists all that was left out; give it alone" in capsys.readouterr().err


def test_what_was_left_out_goes_with_no_other_question(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()

    assert run(["-C", str(desk), "archive", "query", "--left-out", "--since", "2026-01-02"]) == 2

    assert "--left-out lists all that was left out; give it alone" in capsys.readouterr().err


def test_the_query_names_the_days_by_which_it_chose(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(tmp_path, 16)  # at midnight in UTC
    (tmp_path / "briefing.toml").write_text('brief.timezone = "America/Lima"\n', encoding="utf-8")
    assert run(["-C", str(tmp_path), "archive", "build", str(tmp_path / "pages")]) == 0

    [found] = said(tmp_path, capsys, "query", "--until", "2026-01-01")

    assert found.startswith("2026-01-01\t")


def test_a_brief_of_a_span_is_written(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--since", "2026-01-02", "--as-of", "2026-01-09", "-o", "week.md")

    said(desk, capsys, "brief", *words)

    written = (desk / "week.md").read_text(encoding="utf-8")
    assert "Weekly" in written
    assert page(9).partition("<h1>")[2].partition("</h1>")[0] in written
    assert page(2).partition("<h1>")[2].partition("</h1>")[0] not in written


def test_the_steps_of_a_stage_are_told_no_faster_than_they_can_be_read(
    capsys: pytest.CaptureFixture[str],
) -> None:
    console = Console()
    console.has_progress = True
    tell = steps_on(console)

    for done in range(4):
        tell("group", done, 3)

    told = capsys.readouterr().err.split("\r")
    assert "0/3" in told[1]
    assert told[-1] == ""  # a stage that is done takes its line away
    tell("fold", 1, 3)
    tell("fold", 2, 3)  # too soon after the other to be read
    assert capsys.readouterr().err.count("/3") == 1


def test_a_brief_of_a_span_leaves_that_of_its_day_alone(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--since", "2026-01-02", "--until", "2026-01-08", "--as-of", "2026-01-09")

    said(desk, capsys, "brief", *words, "--format", "markdown")

    assert [one.name for one in (desk / "build").iterdir() if not one.name.startswith(".")] == [
        "2026-01-02--2026-01-08"
    ]


def test_what_cannot_be_understood_is_told(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()

    assert run(["-C", str(desk), "archive", "brief", "--since", "soon"]) == 2
    assert run(["-C", str(desk), "archive", "query", "--archive", "nowhere"]) == 1
    assert run(["-C", str(desk), "archive", "brief", "-o", "-", "--json"]) == 2

    told = capsys.readouterr().err
    assert "--since soon: expected a day such as 2026-11-21" in told
    assert "holds no archive; make one with `briefing archive build`" in told


@pytest.mark.parametrize(
    "words",
    ["archive build", "archive query", "archive brief", "archive check", "verify x --archive y"],
)
def test_packages_that_are_missing_are_named_with_what_installs_them(
    words: str, tmp_path: Path
) -> None:
    (tmp_path / "x").write_text("x", encoding="utf-8")
    program = (
        "import sys\n"
        "sys.modules['pyarrow'] = sys.modules['duckdb'] = None\n"  # as where they are not
        "from briefing.cli.program import run\n"
        f"sys.exit(run(['-C', {str(tmp_path)!r}, *{words.split()!r}]))\n"
    )

    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )

    assert ended.stderr == (
        "briefing: error: an archive needs pyarrow and duckdb: pip install 'briefing-desk[scale]'\n"
    )
    assert ended.returncode in {1, 2}


def test_a_brief_is_verified_against_the_archive_and_its_files(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shorter = page(2).rpartition("<p>")[0] + "</article></body></html>"
    (desk / "pages/copy.html").write_text(shorter, encoding="utf-8")
    said(desk, capsys, "build")
    said(desk, capsys, "brief", "--as-of", "2026-01-09", "-o", "all.html", "-o", "all.json")
    page_before = (desk / "pages/002.html").read_bytes()
    verify = ["-C", str(desk), "verify", str(desk / "all.html"), "--archive", str(desk / "archive")]

    assert run(verify) == 0
    whole = capsys.readouterr().out
    (desk / "pages/002.html").write_bytes(page_before.replace(b"Monday", b"Sunday"))
    written = (desk / "all.html").read_text(encoding="utf-8")
    (desk / "all.html").write_text(written.replace("on Monday", "on Sunday"), encoding="utf-8")
    assert run(verify) == 1
    changed = capsys.readouterr().out
    (desk / "pages/002.html").write_bytes(page_before)

    assert "shortened" in (desk / "all.json").read_text(encoding="utf-8")
    assert "all.html: verified" in whole
    assert "what was left out, added or folded into others cannot be told" in whole
    assert "all.html: NOT VERIFIED" in changed
    assert "no longer holds the document of that digest" in changed
    assert "on Sunday" in changed


def test_a_site_may_be_named_by_its_host(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "crawl.warc").write_bytes(record(1) + record(2))
    assert run(["-C", str(tmp_path), "archive", "build", str(tmp_path / "crawl.warc")]) == 0

    assert len(said(tmp_path, capsys, "query", "--site", "Courier.example")) == 2
    assert said(tmp_path, capsys, "query", "--site", "example") == []


# Web archives that are damaged


def record(number: int) -> bytes:
    payload = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    payload += page(number).encode()
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\n"
        f"WARC-Target-URI: https://courier.example/{number}\r\nWARC-Date: 2026-01-05T10:00:00Z\r\n"
        "Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(payload)}\r\n\r\n"
    )
    return head.encode() + payload + b"\r\n\r\n"


def packed(number: int) -> bytes:
    return gzip.compress(record(number))


def cut(whole: bytes) -> bytes:
    return whole[: len(whole) // 2]


def longer(whole: bytes) -> bytes:
    return whole.replace(b"Content-Length: ", b"Content-Length: 9")


def corrupt(whole: bytes) -> bytes:
    middle = len(whole) // 2
    return whole[:middle] + b"\xff" * 40 + whole[middle + 40 :]


@pytest.mark.parametrize(
    ("name", "bodies"),
    [
        ("cut.warc", [record(1), cut(record(2)), record(3)]),
        ("long.warc", [record(1), longer(record(2)), record(3)]),
        ("cut.warc.gz", [packed(1), cut(packed(2)), packed(3)]),
        ("corrupt.warc.gz", [packed(1), corrupt(packed(2)), packed(3)]),
        ("long.warc.gz", [packed(1), gzip.compress(longer(record(2))), packed(3)]),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_a_damaged_record_of_a_web_archive_costs_itself_and_is_named(
    name: str, bodies: Sequence[bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(b"".join(bodies))
    words = ("-C", str(tmp_path), "archive")

    status = run([*words, "build", name, "--archive", "archive", "--json"])
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert run([*words, "query", "--archive", "archive", "--left-out"]) == 0
    left_out = capsys.readouterr().out.splitlines()

    assert status == 0
    assert (told["articles"], told["left out: unreadable"]) == (2, len(left_out))
    assert left_out
    assert all(line.startswith(f"{name}!/") and "\tunreadable\t" in line for line in left_out)


def test_a_damaged_partition_is_named_by_all_commands_and_mended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(tmp_path, 1, 2)
    words = ("-C", str(tmp_path), "archive")
    place = ("--archive", "archive")
    assert run([*words, "build", "pages", *place]) == 0
    [part] = (tmp_path / "archive/parts").iterdir()
    part.write_bytes(part.read_bytes()[:-100])
    capsys.readouterr()

    asked = [("query",), ("query", "--left-out"), ("brief", "-o", "brief.md"), ("check",)]
    statuses = [run([*words, *one, *place]) for one in asked]
    told = capsys.readouterr()

    assert statuses == [1, 1, 1, 1]
    assert (told.out + told.err).count(f"parts/{part.name}") >= len(asked)
    assert (told.out + told.err).count("--repair") >= len(asked)
    assert run([*words, "build", "pages", "--repair", *place]) == 0
    assert run([*words, "check", *place]) == 0

    part.write_bytes(part.read_bytes()[:-100])
    (tmp_path / "pages/001.html").unlink()
    assert run([*words, "build", "pages", "--repair", *place]) == 3
    assert "pages/001.html) is lost" in capsys.readouterr().err
