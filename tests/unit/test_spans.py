from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archives import NOW, built, page, put, settings
from archives import name as word
from briefing.archive.spans import Told, brief_of
from briefing.errors import ArchiveError, EmptyBriefError
from briefing.model import Brief, CopyKind
from briefing.pipeline import Ledger, assemble, write
from briefing.settings import ArchiveSettings, ExtractSettings, Settings, ThemeSettings
from briefing.tables.tables import Span


def desk(root: Path) -> Settings:
    """Put twelve events, four of them told by two, and copies of one, into an archive."""
    put(root, *range(1, 13))
    put(root, 2, 5, 7, 11, other=True)
    body = page(3).partition("<article>")[2]
    for name, cut in (("copy", body), ("short", "</p>".join(body.split("</p>")[:3]) + "</p>")):
        text = f'<html lang="en"><head><title>Other words {name}</title></head><body><article>'
        (root / f"pages/{name}.html").write_text(text + cut, encoding="utf-8")
    built(root)
    rules = (("Harbors", "harbor"), ("Bridges", "bridge"))
    return settings(root, themes=tuple(ThemeSettings(name=n, any=(term,)) for n, term in rules))


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return desk(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def expected(given: Settings) -> Brief:
    """Give the brief of the same files, all in memory."""
    return write(given, assemble(given), Ledger(lambda *_: None), now=NOW)


def from_archive(
    given: Settings, span: Span | None = None, *, window: int = 100
) -> tuple[Brief, Told]:
    folder = given.root / "archive"
    return brief_of(given, folder, span or Span(), now=NOW, window=window)


def test_a_brief_of_an_archive_is_that_of_the_files(given: Settings, expected: Brief) -> None:
    brief, told = from_archive(given)

    assert CopyKind.SAME in {copy.kind for one in brief.sources for copy in one.copies}
    assert brief == expected
    assert told.counts["fold"] == 16


def test_stories_that_cross_windows_of_time_are_found_whole(
    given: Settings, expected: Brief
) -> None:
    windowed, _ = from_archive(given, window=7)

    def stories(brief: Brief) -> set[tuple[str, int, int]]:
        entries = [entry for section in brief.sections for entry in section.entries]
        return {
            (one.coverage.story_id, one.coverage.voices, one.coverage.articles)
            for one in entries
            if one.coverage
        }

    # Four that two outlets tell, and the one with copies.
    assert len(stories(expected)) == 5
    assert stories(windowed) == stories(expected)


def test_stages_that_may_be_long_tell_how_far_they_are(given: Settings) -> None:
    steps: dict[str, list[tuple[int, int]]] = {}

    def note(stage: str, done: int, of: int) -> None:
        steps.setdefault(stage, []).append((done, of))

    few = replace(given, archive=ArchiveSettings(max_articles=5))
    brief_of(few, given.root / "archive", Span(), now=NOW, window=7, progress=note)

    # Sixteen texts in three windows; the last step of each stage tells what it came to.
    assert steps["group"][:-1] == [(0, 16), (7, 16), (14, 16), (16, 16)]
    assert steps["fold"][:-1] == [(1, 2), (2, 2)]
    assert steps["consider"][:-1] == [(16, 16)]
    count = len(steps["load"])
    assert 0 < count <= 5
    assert steps["load"] == [(done, count) for done in range(1, count + 1)]


def test_a_span_holds_its_days_and_no_others(tmp_path: Path) -> None:
    put(tmp_path, 1, 2, day=0)
    put(tmp_path, 3, day=2)
    built(tmp_path)
    since = datetime(2026, 1, 2, tzinfo=UTC)

    brief, _ = from_archive(settings(tmp_path), Span(since=since))
    earlier, _ = from_archive(settings(tmp_path), Span(until=since))

    assert [one.uri for one in brief.sources] == ["pages/003.html"]
    assert sorted(one.uri for one in earlier.sources) == ["pages/001.html", "pages/002.html"]


def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    root = tmp_path / "news [2026]*'s"
    root.mkdir()
    put(root, 1)
    built(root)

    brief, _ = from_archive(settings(root))

    assert len(brief.sources) == 1


@pytest.fixture(scope="module")
def three_days(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Give an archive of one event, told on the 1st, the 3rd and the 5th."""
    root = tmp_path_factory.mktemp("days")
    put(root, 1, day=0)
    put(root, 1, day=2, other=True)
    told = page(1, day=4).partition("<p>")[0]
    mayor, town, street = (word(1, 1 + place) for place in (1, 0, 3))
    told += f"<p>A month after, {town} opens its airport, which {mayor} called a relief.</p>"
    told += f"<p>{word(1, 3)} has spent {town}'s money on {street}, an audit found.</p>"
    told += f"<p>Owners in {street} want {mayor} of {town} to pay for {word(1, 5)}.</p>"
    (root / "pages/last.html").write_text(told + "</article></body></html>", encoding="utf-8")
    built(root)
    return settings(root)


def test_a_brief_of_days_tells_a_story_day_by_day(three_days: Settings) -> None:
    brief, _ = from_archive(three_days)
    none, _ = from_archive(replace(three_days, archive=ArchiveSettings(chronology=0)))

    [entry] = brief.sections[0].entries
    printed = [sentence.text for passage in entry.printed for sentence in passage.sentences]
    assert [one.day.day for one in entry.chronology] == [1, 3, 5]
    assert len(set(printed)) == len(printed)
    [bare] = none.sections[0].entries
    assert bare == replace(entry, chronology=())


def test_a_brief_covers_the_span_that_was_asked_for(three_days: Settings) -> None:
    since, until = datetime(2025, 12, 31, tzinfo=UTC), datetime(2026, 1, 16, tzinfo=UTC)
    year = datetime(2027, 1, 1, tzinfo=UTC)

    past, _ = from_archive(three_days, Span(since=since, until=until))
    running, _ = from_archive(three_days, Span(since=since, until=year))
    open_, _ = from_archive(three_days, Span(since=since))

    assert past.period == (since, datetime(2026, 1, 15, 23, 59, 59, tzinfo=UTC))
    assert running.period == (since, NOW)
    assert open_.period is not None
    assert open_.period[0] == since
    assert open_.period[1].day == 5


def test_only_a_brief_of_a_day_is_a_daily_brief_unless_it_is_called_so(
    three_days: Settings,
) -> None:
    since = datetime(2026, 1, 1, tzinfo=UTC)
    chosen = replace(three_days, brief=replace(three_days.brief, title="Harbor watch"))

    def title(given: Settings, days: int) -> str:
        brief, _ = from_archive(given, Span(since=since, until=since + timedelta(days=days)))
        return brief.title

    assert [title(three_days, 1), title(three_days, 2)] == ["Daily brief", "Brief"]
    assert title(chosen, 2) == "Harbor watch"


def test_an_empty_span_writes_nothing(tmp_path: Path) -> None:
    put(tmp_path, 1)
    built(tmp_path)

    with pytest.raises(EmptyBriefError, match="no article of this span"):
        from_archive(settings(tmp_path), Span(since=datetime(2027, 1, 1, tzinfo=UTC)))


def test_what_is_more_than_a_brief_can_hold_is_counted_and_themes_come_first(
    given: Settings,
) -> None:
    brief, _ = from_archive(replace(given, archive=ArchiveSettings(max_articles=5)))

    assert {one.title for one in brief.sections} >= {"Harbors", "Bridges"}
    assert len(brief.sources) <= 5
    assert any("archive.max_articles = 5" in drop.detail for drop in brief.drops)


def test_no_story_takes_all_the_room(given: Settings) -> None:
    few = replace(given, archive=ArchiveSettings(max_articles=10))

    brief, told = from_archive(few)

    sources = {one.uri for one in brief.sources}
    assert told.counts["consider"] == 10
    assert not any(uri.replace("-other", "") in sources for uri in sources if "-other" in uri)
    assert any("beyond the 1 most central of a story" in drop.detail for drop in brief.drops)


def test_settings_that_made_another_archive_are_refused(tmp_path: Path) -> None:
    put(tmp_path, 1)
    built(tmp_path)

    with pytest.raises(ArchiveError, match="was made with other"):
        from_archive(settings(tmp_path, extract=ExtractSettings(min_words=16)))


def test_a_damaged_partition_is_named(tmp_path: Path) -> None:
    put(tmp_path, 1)
    built(tmp_path)
    [part] = (tmp_path / "archive/parts").iterdir()
    part.write_bytes(part.read_bytes()[:-20])

    with pytest.raises(ArchiveError, match=part.stem):
        from_archive(settings(tmp_path))
