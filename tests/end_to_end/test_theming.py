"""Themes at the command line: found, proposed, in files of their own, and warned of."""

from __future__ import annotations

import re
import tomllib
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


def test_where_no_theme_is_defined_the_brief_has_those_that_are_found(run: Run) -> None:
    found = headings(run("build", "news", "-o", "-").out)

    words = [set(heading.lower().split(", ")) for heading in found if ", " in heading]
    assert len(words) == 2
    assert all(any(own <= set(told.split()) for told in TOPICS.values()) for own in words)
    assert "News" not in found


def test_finding_themes_can_be_turned_off_and_needs_eight_articles(run: Run) -> None:
    few = run("build", "news/sport*.txt", "news/money0.txt", "-o", "-").out
    settings("[brief]\nfind_themes = false\n")
    off = run("build", "news", "-o", "-").out

    assert "News" in headings(few)
    assert "News" in headings(off)
    assert not any(", " in heading for heading in headings(few) + headings(off))


def test_a_theme_that_is_defined_keeps_others_from_being_found(run: Run) -> None:
    settings('[[theme]]\nname = "Sport"\nany = ["striker"]\n')

    found = headings(run("build", "news", "-o", "-").out)

    assert {"Sport", "Other news"} <= set(found)
    assert not any(", " in heading for heading in found)


def test_new_themes_are_proposed_from_what_no_theme_took_and_can_be_pasted(run: Run) -> None:
    words = ", ".join(f'"{word}"' for word in TOPICS["sport"].split())
    written = f'[[theme]]\nname = "Sport"\nany = [{words}]\n'
    settings(written)
    for number in range(5, 9):
        text = Path(f"news/money{number - 5}.txt").read_text("utf-8").replace("Monday", "Friday")
        Path(f"news/money{number}.txt").write_text(text.replace("town", "port"), "utf-8")
    for number, odd in enumerate(("museum opened a hall of maps", "walkers found an orchid")):
        text = f"No. {number}\n\nIn spring, after years without any, {odd} beyond the old bridge.\n"
        Path(f"news/odd{number}.txt").write_text(text, "utf-8")

    outcome = run("themes", "suggest", "news")

    [proposed] = tomllib.loads(outcome.out)["theme"]
    assert set(proposed["words"]) & set(TOPICS["money"].split())
    assert proposed["name"]
    assert re.search(
        r"^# \d articles that no theme took, such as\n#   \S.*\n#   \S", outcome.out, re.M
    )
    assert Path("briefing.toml").read_text("utf-8") == written
    settings(written + outcome.out)
    assert run("check").status == 0


def test_where_no_theme_is_defined_themes_are_proposed_for_all_articles(run: Run) -> None:
    outcome = run("themes", "suggest", "news")

    assert len(tomllib.loads(outcome.out)["theme"]) == 2
    assert outcome.status == 0


def test_that_there_is_no_new_theme_is_told(run: Run) -> None:
    outcome = run("themes", "suggest", "news/sport0.txt", "news/money0.txt")

    assert outcome.out == "# no new theme in 2 articles that no theme took\n"


def test_themes_can_only_be_tried_where_there_are_some(run: Run) -> None:
    outcome = run("themes", "test", "news")

    assert outcome.status == 2
    assert "no theme is defined" in outcome.err


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


SELECTED = """
[select]
exclude = ["text: town sport3", "headline: horoscope"]
max_per_source = 4
"""


def test_themes_are_tried_on_the_articles_that_a_brief_would_have(run: Run) -> None:
    settings('[[theme]]\nname = "Sport"\nany = ["striker", "goal", "league"]\n' + SELECTED)
    copied = Path("news/sport0.txt").read_text(encoding="utf-8")
    Path("news/again.txt").write_text(copied, encoding="utf-8")
    for number in range(4):
        Path(f"news/money{number}.txt").unlink()

    told = run("--verbose", "themes", "test", "news")

    assert "leftovers: 1 of 4 articles" in told.out
    assert "sport3" not in told.out
    assert "select.exclude: “text: town sport3”" in told.err
    assert "duplicate" in told.err
    assert "select.max_per_source = 4" in told.err
    assert "warning: select.exclude: took no article: “headline: horoscope”" in told.err


def test_new_themes_are_proposed_from_the_articles_that_a_brief_would_have(run: Run) -> None:
    settings('[select]\nexclude = ["text: striker", "text: horoscope"]\n')

    told = run("themes", "suggest", "news")

    assert "striker" not in told.out.lower()
    assert told.err.count("took no article") == 1


def test_a_brief_warns_of_rules_that_took_nothing(run: Run) -> None:
    settings('[select]\nexclude = ["headline: horoscope"]\nprefer = ["Rueters"]\n')

    told = run("build", "news", "-o", "-").err

    assert told.count("select.exclude: took no article: “headline: horoscope”") == 1
    assert told.count("select.prefer: no article is of: “Rueters”") == 1
