"""Whatever files, headlines and errors are called, no byte of theirs steers a terminal."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from briefing.cli.console import Console, plain
from briefing.cli.program import run
from briefing.model import Drop, Reason

STEERING = {
    "color": "\x1b[31mred\x1b[0m",
    "hyperlink": "\x1b]8;;http://attacker.invalid\x1b\\words\x1b]8;;\x1b\\",
    "window title": "\x1b]0;title\x07",
    "return": "good\rbad",
    "bell and backspace": "\x07\x08\x7f",
    "C1": "\x9b31m\x9d0;title\x9c\x85\x90",
    "direction": "\u202egpj\u202c \u2066x\u2069",
    "nothing to see": "\u200b\u200e\ufeff\u2028\u2029\u00ad",
    "vertical": "\x0b\x0c\x1c\x1d\x1e",
    "half a letter": "\udc9b\ud800",
}
ALL = "".join(STEERING.values())
# What may stand in a line, and at its end.
_STEERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
WORDS = "The harbor council voted on Monday to rebuild the breakwater, its clerk {} said. "


@pytest.mark.parametrize("text", STEERING.values(), ids=STEERING)
def test_what_is_told_to_people_steers_nothing(text: str) -> None:
    assert _STEERS.findall(plain(text)) == []
    assert plain(text).isprintable()


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder of articles whose names and words steer terminals, with settings."""
    monkeypatch.chdir(tmp_path)
    name = f"a{ALL}b".replace("/", "-").encode("utf-8", "replace")
    (tmp_path / "in").mkdir()
    text = f"Vote {ALL} passes\n\n{WORDS.format(ALL) * 4}\n\n{WORDS.format('') * 3}\n"
    body = text.encode("utf-8", "replace")
    (tmp_path / "in" / f"{name.decode()}.txt").write_bytes(body)
    (tmp_path / "in" / "empty\x1b[31m\nforged.txt").write_bytes(b"")
    page = f"<title>{ALL}</title><h1>Vote &#27;[31m {ALL}</h1><p>{WORDS.format('&#155;') * 5}</p>"
    (tmp_path / "in" / "page.html").write_bytes(page.encode("utf-8", "replace"))
    toml = '[[source]]\npaths = ["in"]\n[[theme]]\nname = "Harbor"\nany = ["council"]\n'
    (tmp_path / "briefing.toml").write_text(toml, encoding="utf-8")
    (tmp_path / "bad.toml").write_text(f'[[theme]]\nname = "{_toml(ALL)}"\n', encoding="utf-8")
    return tmp_path


def _toml(text: str) -> str:
    return "".join(
        one if one.isprintable() and one not in '"\\' else f"\\u{ord(one):04x}"
        for one in text
        if not "\ud800" <= one <= "\udfff"
    )


@pytest.mark.parametrize(
    "words",
    [
        ["--verbose", "build", "--no-store", "--format", "txt"],
        ["build", "--no-store", "--format", "txt", "-o", "no-such\x1b[31m/folder\x9b/b.txt"],
        ["clean", "in/page.html"],
        ["explain", "in/page.html"],
        ["summarize", "in/page.html"],
        ["explain", "--json", "in/page.html"],
        ["sources"],
        ["--config", "bad.toml", "check"],
        ["--debug", "--config", "bad.toml", "build"],
        ["clean", "--ledger", "in/page.html"],
        ["themes", "test"],
        ["themes", "suggest"],
        ["build", "--no-store", "gone\x1b]0;x\x07.txt"],
        ["verify", "gone\x1b]0;x\x07.json"],
        ["--debug", "render", "gone\x1b]0;x\x07.json"],
        ["build", "--no-such-\x1b[31mflag"],
    ],
    ids=" ".join,
)
def test_no_command_prints_what_steers_a_terminal(
    words: list[str], desk: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    run(words)

    sys.stdout.flush()
    said = b"".join(capfdbinary.readouterr()).decode()
    assert said.strip()
    assert [_around(said, one.start()) for one in _STEERS.finditer(said)] == []


def _around(said: str, place: int) -> str:
    return said[max(0, place - 40) : place + 20]


def test_a_name_cannot_write_a_line_of_its_own(capfd: pytest.CaptureFixture[str]) -> None:
    forged = Drop(
        stage="extract", uri="a\nbriefing: error: forged", reason=Reason.UNREADABLE, detail="b\nc"
    )

    Console().tell_drops([forged])

    assert len(capfd.readouterr().err.splitlines()) == 1
