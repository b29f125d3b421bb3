"""Faults around a run: who else is at work, a full disk, a broken store, hosts that misbehave."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import briefing
import faults
from briefing import gathering, rendering
from briefing.cli import main
from briefing.cli.program import cli
from briefing.locking import LOCK, held
from briefing.store import opening
from briefing.store.store import opened
from servers import Server, drip, page, redirect, silence

TESTS = Path(__file__).parent.parent
POSIX = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
AS_OF = ("--as-of", "2026-01-15T06:00:00Z")


class Outcome(NamedTuple):
    status: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run the program in a desk of five articles, without children, which take long to start."""
    faults.desk(tmp_path / "desk")
    monkeypatch.chdir(tmp_path / "desk")
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    for module in (gathering, rendering):
        monkeypatch.setattr(module, "guarded", faults.in_this_process)

    def command(*words: str) -> Outcome:
        with pytest.raises(SystemExit) as caught:
            main(words)
        told = capfd.readouterr()
        return Outcome(int(caught.value.code or 0), told.out, told.err)

    return command


@pytest.fixture
def home(run: Run) -> Iterator[Path]:
    """Give the folder of editions, in which one stands, and see that all is well at the end."""
    assert run("build", *AS_OF, "--title", "run 1;") == (0, "", "")
    home = Path("build").absolute()
    yield home
    assert faults.wrongs(home, None) == []


def settings(text: str) -> None:
    with Path("briefing.toml").open("a", encoding="utf-8") as file:
        file.write(text)


def standing(home: Path) -> int | None:
    return faults.run_of((home / "2026-01-15/brief.html").read_bytes())


# Being killed


@POSIX
def test_whole_runs_may_be_killed_at_any_moment(home: Path, run: Run) -> None:
    started = time.process_time()
    run("build", *AS_OF, "--title", "run 2;")
    longest = time.process_time() - started

    for number, part in enumerate(faults.moments(3, 24, 1_000), 3):
        words = ("build", *AS_OF, "--title", f"run {number};")
        faults.killed_after(longest * (part + 1) / 1_000, lambda words=words: main(words))  # type: ignore[misc]
        faults.next_run(home, home / "store.db")

        assert faults.wrongs(home, home / "store.db") == []


@POSIX
@pytest.mark.parametrize(
    ("sent", "told"), [(signal.SIGTERM, "ended by SIGTERM"), (signal.SIGINT, "interrupted")]
)
def test_a_signal_ends_a_run_with_its_children_and_the_next_one_goes_on(
    tmp_path: Path, sent: signal.Signals, told: str
) -> None:
    faults.desk(tmp_path)
    with Server({"/a": silence}) as server:
        (tmp_path / "briefing.toml").write_text(
            '[[source]]\nname = "Desk"\npaths = ["articles"]\n'
            '[[source]]\nname = "Web"\nkind = "web"\n'
            f'addresses = ["{server.uri}/a"]\n[fetch]\nallow_private = ["127.0.0.1"]\n'
        )
        with faults.started("build", cwd=tmp_path) as process:
            assert server.asked.wait(60)
            children = _children(process.pid)
            process.send_signal(sent)
            _, err = process.communicate(timeout=60)

    assert (process.returncode, err.decode()) == (130, f"briefing: error: {told}\n")
    assert children
    assert all(_is_gone(child) for child in children)
    left = sorted(path.name for path in (tmp_path / "build").iterdir())
    assert left == [".briefing.lock", "store.db"]


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc who is alive")
def test_children_end_with_a_run_that_is_killed(tmp_path: Path) -> None:
    script = (
        "import os, signal, time\n"
        "from briefing.engine import Limits, guarded\n"
        "import busy\n"
        "items = guarded(busy.loop, [1], limits=Limits(cpu_s=60), failed=lambda *_: None)\n"
        "print(next(items), flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    (tmp_path / "busy.py").write_text(
        "import os\ndef loop(item):\n    yield os.getpid()\n    while True: pass\n"
    )
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}:{os.environ.get('PYTHONPATH', '')}"}

    # Into a file: a pipe would be waited for as long as the child has it.
    with (tmp_path / "told").open("w") as told:
        subprocess.run([sys.executable, "-c", script], stdout=told, check=False, env=environment)

    child = int((tmp_path / "told").read_text())
    try:
        assert _is_gone(child)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


def _children(process: int) -> list[int]:
    listed = Path(f"/proc/{process}/task/{process}/children")
    if not listed.exists():
        return [0]
    return [int(one) for one in listed.read_text().split()]


def _is_gone(process: int) -> bool:
    for _ in range(400):
        if not _is_alive(process):
            return True
        time.sleep(0.05)  # for the system to end it
    return False


def _is_alive(process: int) -> bool:
    stat = Path(f"/proc/{process}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_run_that_takes_too_long_is_broken_off_and_told_as_such(home: Path, run: Run) -> None:
    with Server({"/a": silence}) as server:
        settings(
            f'[[source]]\nname = "Web"\nkind = "web"\naddresses = ["{server.uri}/a"]\n'
            '[fetch]\nallow_private = ["127.0.0.1"]\nrobots = false\n'
        )

        outcome = run("build", *AS_OF, "--title", "run 2;", "--deadline", "0.5")

    assert outcome.status == 124
    assert outcome.err == (
        "briefing: error: --deadline: not done after 0.5 seconds; what stood there before still "
        "does\n"
    )
    assert standing(home) == 1


# Being not alone


@POSIX
def test_a_second_run_is_told_who_is_at_work_and_touches_nothing(home: Path, run: Run) -> None:
    with held(home, wait_s=0, holder="process 1234, since 06:00"):
        outcome = run("build", *AS_OF, "--title", "run 2;")

    assert outcome.status == 11
    assert outcome.err == (
        "briefing: error: build: another run is at work here (process 1234, since 06:00); "
        "see --lock-wait\n"
    )
    assert standing(home) == 1


@POSIX
def test_a_second_run_waits_where_it_is_told_to(home: Path) -> None:
    words = ("build", *AS_OF, "--title", "run 2;", "--lock-wait", "600")
    with held(home, wait_s=0, holder="a test"):
        script = str(TESTS / "without_children.py")
        waiting = subprocess.Popen([sys.executable, script, *words])
        lock = home / LOCK
        while _opened_by(waiting.pid, lock) is False:
            time.sleep(0.02)  # until it has come as far as that
        assert waiting.poll() is None
        assert standing(home) == 1
    assert waiting.wait(60) == 0

    assert standing(home) == 2


def _opened_by(process: int, path: Path) -> bool | None:
    """Tell whether a process has opened a file; None where that cannot be told."""
    handles = Path(f"/proc/{process}/fd")
    if not handles.is_dir():
        return None
    found = []
    for handle in handles.iterdir():
        with contextlib.suppress(OSError):  # it was closed meanwhile
            found.append(str(handle.readlink()))
    return str(path) in found


def test_a_store_that_another_program_holds_is_told(
    home: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_WAIT_S", 0.2)
    with opened(home / "store.db") as store, store.changing():
        outcome = run("build", *AS_OF, "--title", "run 2;")

    assert outcome.status == 1
    told = "build/store.db: the store is held by another run; try again when it is done"
    assert told in outcome.err
    assert standing(home) == 1


# A disk, and what lies on it


@pytest.mark.parametrize("kind", ["full", "broken", "short"])
def test_a_disk_may_fail_at_any_call(tmp_path: Path, kind: str) -> None:
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("needs Linux and a C compiler, for a disk that fails")
    shim, words = tmp_path / "disk.so", ["-shared", "-fPIC", "-o"]
    source = TESTS / "failing_disk.c"
    subprocess.run([compiler, *words, str(shim), str(source), "-ldl"], check=True)
    environment = {**os.environ, "LD_PRELOAD": str(shim), "PYTHONPATH": os.pathsep.join(sys.path)}
    script = str(TESTS / "on_a_failing_disk.py")

    with tempfile.TemporaryDirectory(dir=faults.MEMORY) as place:
        done = subprocess.run(
            [sys.executable, script, place, kind],
            capture_output=True,
            check=True,
            text=True,
            env=environment,
        )

    [line] = done.stdout.splitlines()  # a second one would be something wrong
    faults_made = int(line.split()[1])
    assert faults_made > 20
    assert "the store cannot be read or written; look at the disk" in line
    assert kind != "full" or "No space left on device" in line


def test_a_disk_that_is_full_is_told_and_nothing_is_left_on_it(tmp_path: Path, run: Run) -> None:
    try:
        with faults.small_disk(tmp_path / "small", kilobytes=64) as disk:
            Path("build").symlink_to(disk)
            outcome = run("build", *AS_OF, "--no-store")
            left = sorted(path.name for path in disk.iterdir())
    except OSError as error:
        pytest.skip(str(error))

    assert outcome.status == 7
    assert "brief.html: cannot be written: No space left on device" in outcome.err
    assert left == [".briefing.lock"]


def test_a_folder_that_cannot_be_written_is_told(home: Path, run: Run) -> None:
    Path("file").write_text("")
    Path("briefing.toml").write_text(
        Path("briefing.toml").read_text().replace('directory = "build"', 'directory = "file/build"')
    )

    outcome = run("build", *AS_OF)

    assert outcome.status == 7
    assert outcome.err == "briefing: error: file/build: cannot be written: Not a directory\n"


@pytest.mark.parametrize("damage", ["text", "cut", "flipped"])
def test_a_damaged_store_is_told_and_the_edition_stays(home: Path, run: Run, damage: str) -> None:
    store = home / "store.db"
    body = bytearray(store.read_bytes())
    if damage == "text":
        body[:] = b"These are notes of mine.\n" * 400
    elif damage == "cut":
        del body[len(body) // 2 :]
    else:
        at = bytes(body).index(b"2026-01-15")
        body[at + 3] ^= 1
    store.write_bytes(body)

    outcome = run("build", *AS_OF, "--title", "run 2;")

    assert outcome.status == 1
    assert outcome.err.startswith("briefing: error: build/store.db: the store is ")
    assert len(outcome.err.splitlines()) == 1
    assert standing(home) == 1
    assert bytes(body) == store.read_bytes()


def test_a_clock_that_goes_back_loses_nothing(home: Path, run: Run) -> None:
    earlier = ("--as-of", "2026-01-14T06:00:00Z", "--title", "run 2;")

    assert run("build", *earlier) == (0, "", "")

    assert faults.wrongs(home, home / "store.db") == []
    assert (home / "latest").resolve().name == "2026-01-15"


# Sources that misbehave


def test_of_many_sources_those_that_misbehave_are_named_and_the_others_told(
    tmp_path: Path, run: Run
) -> None:
    story = Path("articles/1.txt").read_text()
    body = f"<html><body><article><h1>Port</h1><p>{story}</p></article></body></html>".encode()
    routes = {
        f"/{number}": page(
            body.replace(b"Port B1", f"Port C{number}".encode()), "Content-Type: text/html"
        )
        for number in range(44)
    }
    broken = {
        "/drips": drip(
            b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n" + b"x" * 900, every_s=0.1
        ),
        "/round": redirect("/round"),
        "/busy": page(b"", "Retry-After: 900", status="429 Too Many Requests"),
        "/failed": page(b"", status="500 Internal Server Error"),
        "/torn": page(
            gzip.compress(body)[:60], "Content-Encoding: gzip", "Content-Type: text/html"
        ),
        "/silent": silence,
    }
    with Server({**routes, **broken}) as server:
        sources = "".join(
            f'[[source]]\nname = "s{path}"\nkind = "web"\naddresses = ["{server.uri}{path}"]\n'
            for path in (*routes, *broken)
        )
        dead = '[[source]]\nname = "dead"\nkind = "web"\naddresses = ["http://127.0.0.1:1/"]\n'
        Path("briefing.toml").write_text(
            f"{sources}{dead}[fetch]\nallow_private = ['127.0.0.1']\npause_s = 0.0\n"
            "robots = false\ntimeout_s = 1.0\nretries = 1\n[output]\nformats = ['json']\n"
        )

        outcome = run("build", *AS_OF)

    assert outcome.status == 3
    brief = json.loads(Path("build/2026-01-15/brief.json").read_text())["brief"]
    told = {one["uri"] for one in brief["sources"]}
    told |= {copy["uri"] for one in brief["sources"] for copy in one["copies"]}
    assert len(told) == len(routes)
    for path in broken:
        [line] = [one for one in outcome.err.splitlines() if f"{path}: left out" in one]
        assert "not reached" in line or "unreadable" in line or "refused" in line
    assert 'the source "dead" gave nothing: ' in outcome.err


# A day without news


@pytest.fixture
def quiet(run: Run) -> Run:
    """Run at a desk whose settings leave no article, on a day when an edition stands already."""
    assert run("build", *AS_OF, "--title", "run 1;").status == 0
    settings('[select]\nexclude = ["headline: port"]\n')
    return run


def test_an_empty_brief_is_written_and_says_why(quiet: Run) -> None:
    settings('[brief]\ntitle = "run 2;"\n')
    Path("briefing.toml").write_text(
        Path("briefing.toml").read_text().replace('"html", "markdown"', '"html", "markdown", "pdf"')
    )

    assert quiet("build", *AS_OF) == (0, "", "")

    day = Path("build/2026-01-15")
    for name in ("brief.html", "brief.md"):
        text = (day / name).read_text(encoding="utf-8")
        assert (
            "No news in this edition: of 5 that were read, the settings leave no article." in text
        )
        assert "excluded by the settings" in text
    assert (day / "brief.pdf").read_bytes().startswith(b"%PDF")
    assert faults.wrongs(Path("build"), Path("build/store.db")) == []


def test_a_day_without_news_may_be_skipped(quiet: Run) -> None:
    assert quiet("build", *AS_OF, "--empty", "skip") == (0, "", "")
    assert standing(Path("build")) == 1
    told = quiet("-v", "build", *AS_OF, "--empty", "skip").err
    assert "nothing to tell: of 5 that were read, the settings leave no article" in told


def test_a_day_without_news_may_be_a_failure(quiet: Run) -> None:
    outcome = quiet("build", *AS_OF, "--empty", "fail")

    assert outcome.status == 5
    assert "of 5 that were read, the settings leave no article" in outcome.err
    assert standing(Path("build")) == 1


def test_a_run_that_could_read_nothing_is_no_day_without_news(run: Run) -> None:
    shutil.rmtree("articles")

    outcome = run("build", *AS_OF, "--empty", "skip")

    assert outcome.status == 4
    assert "articles: no such file" in outcome.err


def test_a_partial_brief_an_unchanged_one_and_a_new_one_are_told_apart(run: Run) -> None:
    assert "brief.html: written" in run("-v", "build", *AS_OF).err
    assert "brief.html: unchanged" in run("-v", "build", *AS_OF).err
    Path("articles/0.txt").write_bytes(b"")
    partial = run("build", *AS_OF)

    assert partial.status == 3
    assert "articles/0.txt: left out: empty" in partial.err


# What is told, for programs


def test_messages_may_be_json(run: Run) -> None:
    Path("articles/0.txt").write_bytes(b"")

    outcome = run("build", *AS_OF, "--log-format", "json")

    [line] = outcome.err.splitlines()
    told = json.loads(line)
    assert (told["level"], told["uri"], told["reason"]) == ("warning", "articles/0.txt", "empty")


def test_a_log_file_has_what_a_quiet_run_did_not_say(run: Run) -> None:
    assert run("-q", "--log-file", "run.log", "build", *AS_OF) == (0, "", "")
    assert run("-q", "build", "none.txt", "--log-file", "run.log").status == 4

    lines = Path("run.log").read_text(encoding="utf-8").splitlines()
    assert any("info: build/2026-01-15/brief.html: written" in line for line in lines)
    assert any("error: no usable article" in line for line in lines)
    assert lines[-1].endswith("info: ended with status 4")


def test_a_full_log_file_is_renamed_and_five_are_kept(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("run.log").write_text("x" * 999_990)
    for number in range(1, 6):
        Path(f"run.log.{number}").write_text(f"{number}")

    run("--log-file", "run.log", "--log-format", "json", "plugins")

    assert json.loads(Path("run.log").read_text())["message"] == "ended with status 0"
    assert Path("run.log.1").read_text().startswith("xxx")
    assert Path("run.log.5").read_text() == "4"
    assert not Path("run.log.6").exists()


def test_a_log_file_that_cannot_be_opened_is_told(run: Run) -> None:
    outcome = run("build", "--log-file", "none/run.log")

    assert outcome.status == 2
    assert "--log-file none/run.log: No such file or directory" in outcome.err


# By the clock


def scheduled(line: str) -> str:
    """Take out what is for a version to come."""
    known = {flag for one in cli.commands["build"].params for flag in one.opts}
    return line if "--since" in known else line.replace(" --since last", "")


@pytest.mark.parametrize(("umask", "kind"), [(0o077, "pdf"), (0o000, "json")])
def test_the_line_for_cron_runs_with_a_bare_environment(
    tmp_path: Path, umask: int, kind: str
) -> None:
    place = tmp_path / "a desk 100% ours"
    assert faults.program("init", str(place), cwd=tmp_path).returncode == 0
    toml = place / "briefing.toml"
    toml.write_text(toml.read_text().replace('"html", "pdf", "markdown", "json"', f'"{kind}"'))
    [line] = [one for one in (place / "crontab.txt").read_text().splitlines() if "&&" in one]
    command = scheduled(line.split(maxsplit=5)[5]).replace("\\%", "%")
    package = Path(briefing.__file__).parents[1]

    done = subprocess.run(
        ["env", "-i", f"PYTHONPATH={package}", "sh", "-c", f"umask {umask:o}; {command}"],
        capture_output=True,
        check=False,
        cwd="/",
        stdin=subprocess.DEVNULL,
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    brief = place / f"build/latest/brief.{kind}"
    assert brief.stat().st_mode & 0o777 == 0o666 & ~umask


def test_units_for_systemd_are_valid_and_closed(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    place = tmp_path / "a desk"
    assert faults.program("init", "--systemd", str(place), cwd=tmp_path).returncode == 0
    service = (place / "systemd/briefing.service").read_text()
    assert f'ReadWritePaths="{place}"\n' in service
    assert f"WorkingDirectory={place}\n" in service
    if analyze is None:
        pytest.skip("needs systemd-analyze")
    units = [str(place / "systemd" / name) for name in ("briefing.service", "briefing.timer")]

    verified = subprocess.run([analyze, "verify", *units], capture_output=True, check=False)
    words = [analyze, "security", "--offline=yes", "--threshold=25", units[0]]
    secured = subprocess.run(words, capture_output=True, check=False)

    assert (verified.returncode, verified.stderr) == (0, b"")
    assert secured.returncode == 0


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
def test_make_runs_what_it_must_and_nothing_twice(tmp_path: Path) -> None:
    assert faults.program("init", "desk", cwd=tmp_path).returncode == 0
    desk = tmp_path / "desk"
    toml = (desk / "briefing.toml").read_text()
    formats, look = '"html", "pdf", "markdown", "json"', 'page = "A4"\ntemplates = "templates"'
    toml = toml.replace(formats, '"markdown"').replace('page = "A4"', look)
    (desk / "briefing.toml").write_text(toml)
    (desk / "templates").mkdir()
    (desk / "articles/a #1 of $5: why=how;.txt").write_text(
        (desk / "articles/sample.txt").read_text().replace("harbor", "airport")
    )
    days = ["build/2026-01-15.done", "build/2026-01-16.done"]

    def make(*words: str) -> str:
        command = f"{sys.executable} {TESTS / 'without_children.py'}"
        done = subprocess.run(
            ["make", "-j4", "FLAGS=", f"BRIEFING={command}", *words],
            capture_output=True,
            check=False,
            cwd=desk,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert make(*days).count("--stamp") == 2
    assert faults.wrongs(desk / "build", desk / "build/store.db") == []
    assert "--stamp" not in make(*days)
    written = (desk / "build/2026-01-15/brief.md").stat().st_mtime_ns
    os.utime(desk / "articles/a #1 of $5: why=how;.txt")
    assert make(days[0]).count("--stamp") == 1
    assert (desk / "build/2026-01-15/brief.md").stat().st_mtime_ns == written
    (desk / "templates/_made.wiki.j2").write_text("Made by the desk.\n")
    assert make(days[0]).count("--stamp") == 1
    (desk / "articles/a #1 of $5: why=how;.txt").unlink()
    assert make(days[0]).count("--stamp") == 1
    assert "--stamp" not in make(days[0])
