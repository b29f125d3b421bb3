"""Editions over days: what `--since` and `--as-of` write, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from briefing.cli import main

PORT = """The harbor of Northquay opened again on Monday after a storm had closed it for nine days.

Eleven ships that had waited outside came in before noon, the harbor master said.
"""


class Desk:
    """A folder with settings, in which the command is run."""

    def __init__(self, capfd: pytest.CaptureFixture[str]) -> None:
        self.capfd = capfd

    def build(self, *words: str) -> tuple[int, str]:
        """Give the exit status, and what was said."""
        with pytest.raises(SystemExit) as caught:
            main(("build", *words))
        return int(caught.value.code or 0), self.capfd.readouterr().err

    def put(self, *stories: tuple[str, str, str]) -> None:
        """Write the articles of a day: address, time, text."""
        records = [
            {"url": url, "title": "News", "site_name": "Post", "published": when, "text": text}
            for url, when, text in stories
        ]
        lines = "".join(f"{json.dumps(one)}\n" for one in records)
        Path("articles.jsonl").write_text(lines, encoding="utf-8")

    def brief(self, day: str) -> str:
        return Path(f"build/{day}/brief.md").read_text(encoding="utf-8")


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Desk:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    Path("briefing.toml").write_text(
        '[brief]\ntimezone = "Africa/Cairo"\n[[source]]\nname = "Desk"\n'
        'paths = ["articles.jsonl"]\n[output]\nformats = ["markdown"]\n',
        encoding="utf-8",
    )
    return Desk(capfd)


MONDAY = ("https://post.example/port", "2026-01-12T05:00:00Z", PORT)
TUESDAY = ("https://post.example/port", "2026-01-12T05:00:00Z", PORT.replace("Eleven", "Twelve"))


def test_a_second_day_tells_what_is_new_and_a_past_day_comes_out_as_it_was(desk: Desk) -> None:
    desk.put(MONDAY)
    assert desk.build("--since", "last", "--as-of", "2026-01-12T08:00")[0] == 0
    first = desk.brief("2026-01-12")
    desk.put(TUESDAY)
    assert desk.build("--since", "last", "--as-of", "2026-01-13T08:00")[0] == 0

    second = desk.brief("2026-01-13")
    desk.put(MONDAY)
    # The bare day is the moment of its edition.
    assert desk.build("--since", "last", "--as-of", "2026-01-12")[0] == 0

    assert "Withdrawn or changed since" in second
    assert "**Twelve** ships" in second
    assert "The harbor of Northquay opened" not in second
    assert "New since" not in first
    assert desk.brief("2026-01-12") == first


def test_where_nothing_is_new_the_run_says_since_when(desk: Desk) -> None:
    desk.put(MONDAY)
    desk.build("--since", "last", "--as-of", "2026-01-12T08:00")

    status, told = desk.build("--since", "last", "--as-of", "2026-01-13T08:00", "--empty", "fail")

    assert status == 5
    assert "nothing new since 2026-01-12" in told


def test_a_brief_without_news_says_so_and_for_how_long(desk: Desk) -> None:
    with Path("briefing.toml").open("a", encoding="utf-8") as settings:
        settings.write('[[theme]]\nname = "Port"\nany = ["harbor"]\n')
    desk.put(MONDAY)
    desk.build("--since", "last", "--as-of", "2026-01-12T08:00")

    assert desk.build("--since", "last", "--as-of", "2026-01-13T08:00")[0] == 0

    brief = desk.brief("2026-01-13")
    assert "No news in this edition: nothing new since 2026-01-12." in brief
    assert "o news on Port since" in brief


def test_what_came_out_after_the_moment_is_left_out_and_named(desk: Desk) -> None:
    late = ("https://post.example/late", "2026-01-12T09:00:00Z", "It snowed in Northquay. " * 9)
    desk.put(MONDAY, late)

    # Ten in the morning in Cairo is eight in UTC.
    assert desk.build("--as-of", "2026-01-12T10:00")[0] == 0

    brief = desk.brief("2026-01-12")
    assert "from a later time" in brief
    assert "snowed" not in brief


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--since", "yesterday"), "expected `last`, a day such as"),
        (("--since", "2026-02-30"), "expected `last`, a day such as"),
        (("--since", "999999999w"), "expected `last`, a day such as"),
        (("--since", "last", "--no-store"), "needs a settings file, and its store"),
    ],
)
def test_a_since_that_cannot_be_followed_is_refused(
    desk: Desk, words: tuple[str, ...], told: str
) -> None:
    desk.put(MONDAY)

    status, said = desk.build(*words)

    assert status == 2
    assert told in said
