"""Delivery as a person runs it: after a build, later, dry, and after a power cut."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from briefing.cli import main
from briefing.store.schema import DELIVERIES
from briefing.store.store import opened
from letterboxes import Answer, Asked, hang_up, hook, mail_server

REPORT = """Harbor opens again

The harbor of Northquay opened again on Monday after a storm had closed it for nine days.

Eleven ships that had waited outside came in before noon, the harbor master said.
"""
DAY = "2026-01-15"
AS_OF = ("--as-of", f"{DAY}T06:00:00Z")
CANARY = "Xq7canarysecret"


class Outcome(NamedTuple):
    status: int
    out: str
    err: str


Run = Callable[..., Outcome]


def chat(kind: str = "slack") -> str:
    return (
        f'name = "chat"\nkind = "{kind}"\nurl_env = "CHAT"\nallow_private = ["127.0.0.1"]\n'
        "retries = 0\n"
    )


SHELF = 'kind = "folder"\ndirectory = "shared"\nformats = ["json"]\n'


def desk(*tables: str) -> None:
    own = '[output]\nformats = ["json"]\n[[source]]\npaths = ["port.txt"]\n'
    text = "\n".join([own, *(f"[[deliver]]\n{table}\n" for table in tables)])
    Path("briefing.toml").write_text(text, encoding="utf-8")


class Built(NamedTuple):
    folder: Path
    status: int
    err: str
    asked: int


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build once, with a recipient that gets it, and one whose address is wrong."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "port.txt").write_text(REPORT, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch, hook((404, {})) as web:
        patch.chdir(folder)
        desk(chat(), SHELF)
        done = subprocess.run(
            [sys.executable, "-m", "briefing", "--debug", "build", *AS_OF],
            env={**os.environ, "CHAT": f"{web.url}/{CANARY}"},
            capture_output=True,
            text=True,
            check=False,
        )
    return Built(folder, done.returncode, done.stderr, len(web.asked))


@pytest.fixture
def run(
    built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Run:
    """Run the command in a copy of the folder that was built."""
    shutil.copytree(built.folder, tmp_path, symlinks=True, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)

    def command(*words: str) -> Outcome:
        with pytest.raises(SystemExit) as caught:
            main(words)
        told = capfd.readouterr()
        return Outcome(int(caught.value.code or 0), told.out, told.err)

    return command


def forget_deliveries() -> None:
    """Leave the desk as a run with --no-deliver does."""
    shutil.rmtree("shared")
    with opened(Path("build/store.db")) as store, store.changing():
        for one in list(store.deliveries()):
            key = (one.edition, one.destination, one.recipient, one.digest)
            store.sealed.remove(DELIVERIES, *key)


def test_a_run_delivers_what_it_published_and_names_who_got_nothing(built: Built) -> None:
    shared, published = f"shared/{DAY}/brief.json", f"build/{DAY}/brief.json"

    assert (built.status, built.asked) == (7, 1)
    assert "warning: chat: 127.0.0.1: edition 2026-01-15 not delivered: the server" in built.err
    assert (built.folder / shared).read_bytes() == (built.folder / published).read_bytes()


def test_a_later_run_delivers_to_those_who_got_nothing_and_to_no_others(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hook() as web:
        monkeypatch.setenv("CHAT", web.url)

        first, second = run("-v", "deliver"), run("-v", "deliver")

    assert (first.status, second.status, len(web.asked)) == (0, 0, 1)
    assert f"chat: 127.0.0.1: edition {DAY} delivered\n" in first.err
    assert f"folder: shared: edition {DAY} delivered before\n" in first.err
    assert f"chat: 127.0.0.1: edition {DAY} delivered before\n" in second.err


def test_no_secret_is_said_or_kept(built: Built) -> None:
    assert CANARY not in built.err
    files = [path for path in built.folder.rglob("*") if path.is_file()]
    assert [path.name for path in files if CANARY.encode() in path.read_bytes()] == []


def test_nothing_is_delivered_by_a_build_that_shall_not_or_publishes_nothing(run: Run) -> None:
    forget_deliveries()

    assert run("build", "--no-deliver", *AS_OF).status == 0
    assert run("build", "-o", "brief.json", *AS_OF).status == 0
    assert not Path("shared").exists()


def test_a_dry_run_shows_all_and_sends_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    forget_deliveries()
    before = Path("build/store.db").read_bytes()
    with hook() as web:
        monkeypatch.setenv("CHAT", f"{web.url}/{CANARY}")

        status, out, err = run("deliver", "--dry-run")

    assert (status, err, web.asked) == (0, "", [])
    assert f"folder: write shared/{DAY}/brief.json, " in out
    assert "chat: message to 127.0.0.1: Daily brief, 2026-01-15\n" in out
    assert CANARY not in out
    assert not Path("shared").exists()
    assert Path("build/store.db").read_bytes() == before


def test_an_edition_is_delivered_by_name_or_by_file_and_to_one_alone(run: Run) -> None:
    desk(SHELF, SHELF.replace("shared", "second") + 'name = "second"\n')
    forget_deliveries()

    assert run("deliver", DAY, "--to", "folder").status == 0
    assert Path("shared").exists()
    assert not Path("second").exists()
    assert run("deliver", f"build/{DAY}/brief.json", "--no-store", "--to", "second").status == 0
    assert Path(f"second/{DAY}/brief.json").is_file()


def test_a_name_that_nobody_has_is_told(run: Run) -> None:
    desk(SHELF)

    wrong_name, wrong_edition = run("deliver", "--to", "fodler"), run("deliver", "2025-01-01")

    assert wrong_name.status == 2
    assert 'did you mean "folder"?' in wrong_name.err
    assert wrong_edition.status == 4
    assert "the newest is 2026-01-15" in wrong_edition.err


def test_settings_without_recipients_are_told(run: Run) -> None:
    desk()

    assert run("deliver").status == 2


def test_a_marked_brief_is_refused_to_who_may_not_have_it(run: Run) -> None:
    own = SHELF.replace("shared", "second") + 'name = "second"\nmax_marking = "TLP:AMBER"\n'
    desk(SHELF + 'max_marking = "TLP:GREEN"\n', own)
    brief = Path(f"build/{DAY}/brief.json")
    written = brief.read_text(encoding="utf-8")
    brief.write_text(written.replace('"marking": ""', '"marking": "TLP:AMBER"'), encoding="utf-8")

    status, _, err = run("deliver", str(brief), "--again")

    assert status == 7
    assert "folder: edition 2026-01-15 refused: it is marked TLP:AMBER" in err
    assert "AMBER" not in Path(f"shared/{DAY}/brief.json").read_text(encoding="utf-8")
    assert "AMBER" in Path(f"second/{DAY}/brief.json").read_text(encoding="utf-8")


def test_a_chat_without_a_store_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with hook() as web:
        monkeypatch.setenv("CHAT", web.url)

        status, _, err = run("deliver", f"build/{DAY}/brief.json", "--no-store")

    assert (status, web.asked) == (7, [])
    assert "refused: without a store" in err


@pytest.mark.parametrize("kind", ["slack", "webhook"])
def test_a_run_that_is_killed_while_it_sends_leaves_no_second_message(
    run: Run, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    desk(chat(kind), SHELF)
    forget_deliveries()
    process: list[subprocess.Popen[bytes]] = []

    def kill(_asked: Asked) -> Answer:
        process[0].send_signal(signal.SIGKILL)
        process[0].wait()
        return hang_up(_asked)

    with hook(kill, (200, {})) as web:
        monkeypatch.setenv("CHAT", web.url)
        words = [sys.executable, "-m", "briefing", "deliver"]
        process.append(subprocess.Popen(words, stderr=subprocess.DEVNULL))
        process[0].wait()
        assert process[0].returncode == -signal.SIGKILL

        second, third = run("-v", "deliver"), run("-v", "deliver", "--again", "--to", "chat")

    assert Path(f"shared/{DAY}/brief.json").is_file()  # the others get theirs now
    assert third.status == 0
    if kind == "slack":
        assert second.status == 7
        assert "may have been delivered: an earlier run ended while it was sent" in second.err
        assert len(web.asked) == 2
    else:
        assert second.status == 0
        assert len({asked.headers["Idempotency-Key"] for asked in web.asked}) == 1


def test_a_mail_goes_to_each_recipient_for_itself(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", CANARY)
    with mail_server(password=CANARY, refused="bob@example.org") as post:
        desk(
            f'kind = "smtp"\nserver = "127.0.0.1"\nport = {post.port}\nsecurity = "none"\n'
            'sender = "desk@example.org"\nuser = "desk"\npassword_env = "MAIL_PASSWORD"\n'
            'recipients = ["bob@example.org", "ada@example.org"]\nformats = ["json"]\n'
        )

        status, _, err = run("deliver")

    [(whom, letter)] = post.letters
    assert (status, whom) == (7, "ada@example.org")
    assert "smtp: bob@example.org: edition 2026-01-15 not delivered: the server refuses" in err
    assert letter["Subject"] == "Daily brief, 15 January 2026"
    [attached] = letter.iter_attachments()
    published = json.loads(Path(f"build/{DAY}/brief.json").read_bytes())
    assert json.loads(attached.get_content()) == published
    assert CANARY not in err


def test_the_help_loads_no_library_for_delivery() -> None:
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "briefing", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert "smtplib" not in told.stderr
    assert "briefing.deliver" not in told.stderr.replace("briefing.cli.delivering", "")
