"""The store: what is kept comes back, and what was changed on the disk is never served."""

from __future__ import annotations

import random
import sqlite3
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from briefing.errors import StoreError
from briefing.model import (
    Appearance,
    Edition,
    Freshness,
    Legacy,
    Locator,
    RawDocument,
    Reading,
    StoryDay,
    Trace,
)
from briefing.store.opening import IN_MEMORY
from briefing.store.schema import TEXTS
from briefing.store.store import PENDING, Said, Store, opened, opened_to_read, short
from briefs import two_articles
from makers import article

MORNING = datetime(2026, 1, 15, 6, 0, tzinfo=UTC)
EDITION = Edition(
    key="2026-01-15",
    day=date(2026, 1, 15),
    issued=MORNING,
    digest="d" * 64,
    files=(("html", "brief.html", "1" * 64), ("pdf", "brief.pdf", "2" * 64)),
)
SAID = Appearance(
    article_id="a",
    start=0,
    end=9,
    text="It rained",
    words="w" * 32,
    story_id="s",
    theme="Ports",
    freshness=Freshness.CONTINUING,
)
SOURCE = Reading(
    article_id="a",
    document_digest="e" * 64,
    address="a.txt",
    digest="f" * 64,
    read_at=MORNING,
    headline="Rain",
    outlet="Reuters",
)
DAY = date(2026, 1, 15)
STORY = StoryDay(
    trace=Trace(id="s", first=DAY, last=DAY, articles=2, terms={"rain": 2}, names={"rain": 1}),
    since=date(2026, 1, 12),
    outlet="Reuters",
    days=3,
    before=date(2026, 1, 14),
    headline="Rain",
    article_ids=("a", "b"),
    is_printed=True,
)
LEFT = Legacy(
    appearances=(SAID,),
    readings=(SOURCE,),
    words=("w" * 32, "x" * 32),
    stories=(STORY,),
    carried=(STORY,),
)
DOCUMENT = RawDocument(
    locator=Locator(kind="file", uri="a.txt", source="tests"),
    body=b"It rained.\r\n\xff",
    media_type="text/plain",
    charset=None,
    fetched_at=MORNING,
    digest="e" * 64,
)
RAIN = article("It rained. It snowed, too.", key="a")


PAGE = 4096


def filled(store: Store) -> None:
    with store.changing():
        store.keep_document(DOCUMENT)
        store.keep_article(RAIN, read_at=MORNING)
        store.plan(EDITION, two_articles(), LEFT)
        store.finish(EDITION.key)


def half_filled(store: Store) -> None:
    with store.changing():
        store.keep_article(RAIN, read_at=MORNING)
        store.finish("no such edition")


def test_what_is_kept_comes_back_as_it_was(tmp_path: Path) -> None:
    with opened(tmp_path / "store.db") as store:
        filled(store)

    with opened(tmp_path / "store.db") as store:
        assert store.document(DOCUMENT.digest) == DOCUMENT
        assert store.article("a") == RAIN
        assert store.editions() == (EDITION,)
        assert store.brief(EDITION.key) == two_articles()
        assert store.appearances(EDITION.key) == (SAID,)
        assert store.words(EDITION.key) == {short("w" * 32), short("x" * 32)}
        assert store.sources(EDITION.key) == (SOURCE,)
        assert store.stories(EDITION.key) == store.carried(EDITION.key) == (STORY,)
        assert store.said(EDITION.key) == Said(
            sentences=frozenset({short(SAID.words)}),
            addresses=frozenset({short("a.txt")}),
            themes=frozenset(),
        )
        [reading] = store.readings()
        assert (reading.address, reading.digest, reading.read_at) == ("a.txt", RAIN.digest, MORNING)


def test_an_edition_counts_once_it_is_finished() -> None:
    with opened(IN_MEMORY) as store:
        with store.changing():
            store.plan(EDITION, two_articles(), LEFT)

        assert store.editions() == ()
        assert store.editions(state=PENDING) == (EDITION,)


def test_an_edition_that_is_made_again_takes_the_place_of_the_earlier() -> None:
    with opened(IN_MEMORY) as store:
        filled(store)

        with store.changing():
            store.plan(replace(EDITION, digest="f" * 64, files=()), two_articles(), Legacy())
            store.finish(EDITION.key)

        [edition] = store.editions()
        assert (edition.digest, edition.files) == ("f" * 64, ())
        assert store.appearances(EDITION.key) == ()
        assert store.stories(EDITION.key) == ()


def test_editions_come_the_oldest_first() -> None:
    with opened(IN_MEMORY) as store:
        for number in (3, 1, 2):
            day = replace(EDITION, key=f"2026-01-{number:02}", day=date(2026, 1, number))
            with store.changing():
                store.plan(day, two_articles(), Legacy())
                store.finish(day.key)

        assert [one.day.day for one in store.editions()] == [1, 2, 3]


def test_changes_take_place_together_or_not_at_all(tmp_path: Path) -> None:
    with opened(tmp_path / "store.db") as store:
        with pytest.raises(StoreError):
            half_filled(store)

        assert list(store.readings()) == []
        filled(store)
        assert len(list(store.readings())) == 1


def test_what_is_not_there_is_told_as_damage() -> None:
    with opened(IN_MEMORY) as store, pytest.raises(StoreError, match="there is no row nobody"):
        store.article("nobody")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE articles SET read_on = '2026-01-14T06:00:00+00:00'", "articles: the row a was"),
        ("DELETE FROM articles", "articles: rows are missing"),
        ("DELETE FROM tallies WHERE name = 'articles'", "its tally is missing"),
        ("UPDATE tallies SET rows = 2 WHERE name = 'articles'", "tallies: the row articles was"),
    ],
)
def test_a_changed_or_lost_row_is_not_served(tmp_path: Path, change: str, told: str) -> None:
    with opened(tmp_path / "store.db") as store:
        filled(store)
    with sqlite3.connect(tmp_path / "store.db") as db:
        db.execute(change)

    with opened(tmp_path / "store.db") as store, pytest.raises(StoreError, match=told):
        list(store.readings())


def everything(path: Path) -> list[object]:
    with opened(path) as store:
        return [
            store.document(DOCUMENT.digest),
            store.article("a"),
            store.editions(),
            store.brief(EDITION.key),
            store.said(EDITION.key),
            store.words(EDITION.key),
            store.appearances(EDITION.key),
            store.sources(EDITION.key),
            store.stories(EDITION.key),
            store.carried(EDITION.key),
            list(store.readings()),
        ]


def test_no_flipped_bit_changes_what_is_served(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with opened(path) as store:
        filled(store)
    whole, expected = path.read_bytes(), everything(path)
    chance = random.Random(7)

    refused = 0
    for _ in range(200):
        place, bit = chance.randrange(len(whole)), chance.randrange(8)
        path.write_bytes(whole[:place] + bytes([whole[place] ^ (1 << bit)]) + whole[place + 1 :])
        try:
            assert everything(path) == expected, (place, bit)
        except StoreError:
            refused += 1

    assert refused > 4


def emptied(body: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(body) // PAGE) * PAGE
    return body[:at] + bytes(PAGE) + body[at + PAGE :]


def swapped(body: bytes, chance: random.Random) -> bytes:
    pages = [body[at : at + PAGE] for at in range(0, len(body), PAGE)]
    one, other = chance.sample(range(len(pages)), 2)
    pages[one], pages[other] = pages[other], pages[one]
    return b"".join(pages)


def cut(body: bytes, chance: random.Random) -> bytes:
    return body[: chance.randrange(1, len(body))]


@pytest.mark.parametrize("harm", [emptied, swapped, cut])
def test_no_page_that_is_lost_or_elsewhere_changes_what_is_served(
    tmp_path: Path, harm: Callable[[bytes, random.Random], bytes]
) -> None:
    path = tmp_path / "store.db"
    with opened(path) as store:
        filled(store)
    whole, expected = path.read_bytes(), everything(path)
    chance = random.Random(7)

    refused = 0
    for _ in range(25):
        path.write_bytes(harm(whole, chance))
        try:
            assert everything(path) == expected
        except StoreError:
            refused += 1

    assert refused > 4


def test_a_row_that_a_damaged_index_let_in_twice_is_told(tmp_path: Path) -> None:
    with opened(tmp_path / "store.db") as store:
        filled(store)
    with sqlite3.connect(tmp_path / "store.db") as db:
        # What is written through an index that has lost a row.
        db.execute("CREATE TABLE twice AS SELECT * FROM articles UNION ALL SELECT * FROM articles")
        db.execute("DROP TABLE articles")
        db.execute("ALTER TABLE twice RENAME TO articles")

    with (
        opened_to_read(tmp_path / "store.db") as store,
        pytest.raises(StoreError, match="stands there twice"),
    ):
        list(store.readings())


def test_a_file_that_is_cut_off_is_told_with_its_size(tmp_path: Path) -> None:
    with opened(tmp_path / "store.db") as store:
        filled(store)
    whole = (tmp_path / "store.db").read_bytes()
    (tmp_path / "store.db").write_bytes(whole[:10_000])

    with pytest.raises(StoreError, match=f"cut off: 10,000 of {len(whole):,} bytes"):
        everything(tmp_path / "store.db")


def test_a_full_disk_is_told_and_changes_nothing(tmp_path: Path) -> None:
    with opened(tmp_path / "store.db") as store:
        filled(store)
        store.sealed.db.execute("PRAGMA max_page_count = 1")
        large = replace(DOCUMENT, body=random.Random(1).randbytes(100_000), digest="f" * 64)
        with pytest.raises(StoreError, match="the disk is full"), store.changing():
            store.keep_document(large)

    assert everything(tmp_path / "store.db")


def test_who_only_reads_can_neither_make_nor_change_a_store(tmp_path: Path) -> None:
    with (
        pytest.raises(StoreError, match="is not there"),
        opened_to_read(tmp_path / "store.db"),
    ):
        pass
    assert not (tmp_path / "store.db").exists()
    with opened(tmp_path / "store.db") as store:
        filled(store)

    with (
        opened_to_read(tmp_path / "store.db") as store,
        pytest.raises(StoreError, match="may not be written"),
        store.changing(),
    ):
        store.keep_document(DOCUMENT)


def test_a_record_of_another_version_is_told(tmp_path: Path) -> None:
    with opened(tmp_path / "store.db") as store, store.changing():
        filled_with = zlib.compress(b'{"no": "article"}')
        store.sealed.put(TEXTS, ("a", filled_with))

        with pytest.raises(StoreError, match="as another version of briefing writes it"):
            store.article("a")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"Dear diary, today I was not a database at all, and shall not be. " * 9, "is no store"),
        (b"SQLite format 3\0" + b"\xff" * 4_000, "is damaged"),
    ],
)
def test_a_file_that_is_no_store_is_refused_by_name(tmp_path: Path, body: bytes, told: str) -> None:
    (tmp_path / "store.db").write_bytes(body)

    with pytest.raises(StoreError, match=told) as refused, opened(tmp_path / "store.db"):
        pass

    assert "store.db" in str(refused.value)


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.db") as db:
        db.execute("CREATE TABLE songs (title TEXT)")
    before = (tmp_path / "other.db").read_bytes()

    with pytest.raises(StoreError, match="another program"), opened(tmp_path / "other.db"):
        pass

    assert (tmp_path / "other.db").read_bytes() == before


def test_a_store_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path / "store.db"):
        pass
    with sqlite3.connect(tmp_path / "store.db") as db:
        db.execute("PRAGMA user_version = 99")

    with pytest.raises(StoreError, match="newer version"), opened(tmp_path / "store.db"):
        pass
