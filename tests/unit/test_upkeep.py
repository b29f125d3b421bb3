"""Check, repair, prune, export and count: whatever was done to the store's file."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import cast

import pytest

from briefing.errors import StoreError
from briefing.extractors.document import automatic
from briefing.keeping import appearances, edition_of
from briefing.model import Article, Brief, Legacy, Locator, RawDocument, Source
from briefing.protocols import Extractor
from briefing.settings import ExtractSettings
from briefing.store import pages
from briefing.store.pruning import Bounds, prune
from briefing.store.store import Store, opened, opened_to_read
from briefing.upkeep.exporting import exported
from briefing.upkeep.figures import figures
from briefing.upkeep.references import faults
from briefing.upkeep.repairing import repair
from briefs import entry, passage, section, two_articles

NO_BOUNDS = Bounds(keep_days=0, remember_days=0, max_bytes=0)
EXTRACT = cast("Extractor", automatic(ExtractSettings(), language="en"))
FIRST_DAY = date(2026, 1, 10)


def document(day: int) -> RawDocument:
    lines = (
        f"Harbor on day {day}",
        f"The harbor of Northquay was closed by the storm on day {day}, said its master on Monday.",
        "Eleven ships that had waited outside came in before noon, and more are awaited today.",
    )
    body = "\n\n".join(lines).encode()
    return RawDocument(
        locator=Locator(kind="file", uri="port.txt", source="Desk"),
        body=body,
        media_type="text/plain",
        charset=None,
        fetched_at=datetime(2026, 1, 9, 6, tzinfo=UTC) + timedelta(days=day),
        digest=sha256(body).hexdigest(),
    )


def printed(article: Article, day: int) -> Brief:
    source = Source(
        number=1,
        article_id=article.id,
        headline=article.headline,
        outlet=article.outlet,
        agency=None,
        authors=(),
        published=None,
        url=None,
        uri=article.uri,
        digest=article.digest,
        document_digest=article.document_digest,
        copies=(),
    )
    told = section("Port", "port", entry(source, passage(source, article.sentences, 0)))
    issued = datetime(2026, 1, 9, 6, tzinfo=UTC) + timedelta(days=day)
    return replace(two_articles(), sections=(told,), sources=(source,), glance=(), issued=issued)


def keep(store: Store, day: int) -> None:
    read = document(day)
    article = EXTRACT(read)
    brief = printed(article, day)
    edition = edition_of(brief, ())
    with store.changing():
        store.keep_document(read)
        store.keep_article(article, read_at=read.fetched_at)
        store.plan(edition, brief, Legacy(appearances=tuple(appearances(brief))))
        store.finish(edition.key)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a store of three days, 10 to 12 January."""
    with opened(tmp_path / "store.db") as store:
        for day in (1, 2, 3):
            keep(store, day)
    return tmp_path / "store.db"


def change(path: Path, sql: str) -> None:
    with sqlite3.connect(path) as db:
        db.execute(sql)


def test_nothing_is_wrong_with_a_store_that_nobody_touched(path: Path) -> None:
    assert list(faults(path)) == []


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE texts SET record = x'00' WHERE rowid = 1", "was changed"),
        ("DELETE FROM documents WHERE rowid = 1", "documents: 2 rows are there, and 3 were"),
        ("DELETE FROM documents WHERE rowid = 1", "of source 1 of 2026-01-10 is not there"),
        ("DELETE FROM briefs", "briefs: the row of the edition 2026-01-11 is not there"),
        ("DELETE FROM tallies WHERE name = 'said'", "said: its tally is missing"),
        ("DELETE FROM editions", "briefs: the row 2026-01-10 is of an edition that is not there"),
        ("DROP TABLE readings", "tables: readings is not there"),
        ("CREATE TABLE songs (title TEXT)", "tables: songs is none of ours"),
    ],
)
def test_check_names_what_was_changed_or_lost(path: Path, sql: str, told: str) -> None:
    change(path, sql)

    assert any(told in one for one in faults(path)), list(faults(path))


def test_check_changes_nothing(path: Path) -> None:
    before = path.read_bytes()

    list(faults(path))

    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_every_row_is_found_in_the_pages_without_sqlite(path: Path) -> None:
    found = [table.name for table, _ in pages.rows(path)]

    with sqlite3.connect(path) as db:
        for name in ("documents", "texts", "editions", "said", "tallies"):
            [(count,)] = db.execute(f"SELECT count(*) FROM {name}")
            assert found.count(name) == count > 0


def test_a_record_that_runs_over_many_pages_is_put_together(tmp_path: Path) -> None:
    body = random.Random(1).randbytes(50_000)
    large = replace(document(1), body=body, digest=sha256(body).hexdigest())
    with opened(tmp_path / "store.db") as store, store.changing():
        store.keep_document(large)

    [row] = [row for table, row in pages.rows(tmp_path / "store.db") if table.name == "documents"]

    assert row[0] == large.digest


def test_a_text_that_was_changed_is_extracted_again(path: Path) -> None:
    change(path, "UPDATE texts SET record = x'00' WHERE rowid = 1")

    done = repair(path, extract=EXTRACT)

    assert done.lost == []
    assert any("extracted again" in line for line in done.done)
    assert list(faults(path)) == []


def test_what_follows_from_a_brief_is_made_again(path: Path) -> None:
    for name in ("said", "appearances", "readings", "stories", "holdings", "articles"):
        change(path, f"DELETE FROM {name}")
    change(path, "DELETE FROM editions WHERE key = '2026-01-11'")

    repair(path, extract=EXTRACT)

    assert list(faults(path)) == []
    with opened_to_read(path) as store:
        assert [one.key for one in store.editions()] == ["2026-01-10", "2026-01-11", "2026-01-12"]
        assert len(store.appearances("2026-01-11")) == 1
        assert len(list(store.readings())) == 3


def test_nothing_is_deleted_in_silence(path: Path) -> None:
    change(path, "UPDATE documents SET head = 'nobody' WHERE rowid = 1")
    damaged = path.read_bytes()

    done = repair(path, extract=EXTRACT)

    assert any("documents" in line for line in done.lost)
    assert done.copy is not None
    assert done.copy.read_bytes() == damaged
    assert done.aside is not None
    [line] = done.aside.read_text(encoding="ascii").splitlines()
    assert json.loads(line)["row"]["head"] == "nobody"


def test_an_edition_whose_brief_is_lost_is_still_known(path: Path) -> None:
    change(path, "DELETE FROM briefs WHERE edition = '2026-01-10'")

    done = repair(path, extract=EXTRACT)

    assert done.lost
    assert list(faults(path)) == []
    with opened_to_read(path) as store:
        assert len(store.appearances("2026-01-10")) == 1
        with pytest.raises(StoreError, match="has no longer the brief"):
            store.brief("2026-01-10")


def zeroed(body: bytes, page: int) -> bytes:
    return body[: page * 4096] + bytes(4096) + body[(page + 1) * 4096 :]


@pytest.mark.parametrize(
    "harm",
    [
        lambda body: b"\0" * 100 + body[100:],
        lambda body: zeroed(body, 0),
        lambda body: body[:72] + b"x" + body[73:],
        lambda body: body[:60] + b"\xff" + body[61:],
    ],
    ids=["head", "first page", "owner", "version"],
)
def test_rows_are_salvaged_from_a_file_that_cannot_be_opened(
    path: Path, harm: Callable[[bytes], bytes]
) -> None:
    path.write_bytes(harm(path.read_bytes()))

    repair(path, extract=EXTRACT)

    assert list(faults(path)) == []
    with opened_to_read(path) as store:
        assert len(store.editions()) == 3


def test_what_is_no_store_is_not_repaired(tmp_path: Path) -> None:
    (tmp_path / "store.db").write_text("Dear diary, I am none. " * 400, encoding="ascii")

    with pytest.raises(StoreError, match="holds no row of a store"):
        repair(tmp_path / "store.db", extract=EXTRACT)

    assert (tmp_path / "store.db").read_text(encoding="ascii").startswith("Dear diary")


def test_a_store_that_another_run_holds_is_not_repaired(path: Path) -> None:
    change(path, "DELETE FROM said")
    with opened(path) as store, store.changing(), pytest.raises(StoreError, match="another run"):
        repair(path, extract=EXTRACT)


def test_old_editions_keep_only_what_they_said(path: Path) -> None:
    bounds = replace(NO_BOUNDS, keep_days=5)
    with opened(path) as store:
        found = prune(store, bounds, today=FIRST_DAY + timedelta(days=6))

        assert found.emptied == ("2026-01-10",)
        assert (found.articles, found.documents) == (1, 1)
        assert len(store.appearances("2026-01-10")) == 1
        assert store.brief("2026-01-11").sources
        with pytest.raises(StoreError, match="keep_days"):
            store.brief("2026-01-10")
    assert list(faults(path)) == []


def test_very_old_editions_are_forgotten_but_never_the_newest(path: Path) -> None:
    bounds = replace(NO_BOUNDS, remember_days=100)
    with opened(path) as store:
        prune(store, bounds, today=FIRST_DAY + timedelta(days=1_000))

        assert [one.key for one in store.editions()] == ["2026-01-12"]
        assert store.brief("2026-01-12").sources


def test_a_document_that_a_later_edition_needs_stays(path: Path) -> None:
    article, brief = EXTRACT(document(1)), printed(EXTRACT(document(1)), 4)
    with opened(path) as store:
        with store.changing():
            store.plan(edition_of(brief, ()), brief, Legacy())
            store.finish("2026-01-13")
        prune(store, replace(NO_BOUNDS, keep_days=1), today=FIRST_DAY + timedelta(days=3))

        assert store.article(article.id) == article
        assert [one.digest for one in map(store.document, [document(1).digest])]


def test_a_store_that_is_too_large_loses_the_oldest_first_and_shrinks(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with opened(path) as store:
        for day in range(1, 40):
            keep(store, day)
            body = random.Random(day).randbytes(20_000)
            large = replace(document(day), body=body)
            with store.changing():
                store.keep_document(large)
    before = path.stat().st_size
    with opened(path) as store:
        found = prune(store, replace(NO_BOUNDS, max_bytes=500_000), today=FIRST_DAY)

    assert found.emptied[0] == "2026-01-10"
    assert path.stat().st_size <= 500_000 < before


def test_a_trial_tells_what_would_go_and_leaves_it(path: Path) -> None:
    before = path.read_bytes()
    with opened(path) as store:
        found = prune(
            store,
            replace(NO_BOUNDS, keep_days=1),
            today=FIRST_DAY + timedelta(days=9),
            is_trial=True,
        )

        assert found.emptied == ("2026-01-10", "2026-01-11")
        assert store.brief("2026-01-10").sources
    assert path.read_bytes() == before


def test_an_export_has_a_line_for_each_edition_article_and_sentence(path: Path) -> None:
    values = list(exported(path))

    assert [one["kind"] for one in values] == [*["edition"] * 3, *["article"] * 3] + [
        "appearance"
    ] * 3
    assert values[-1]["edition"] == "2026-01-12"
    assert values[-1]["text"].startswith("The harbor of Northquay")


def test_figures_count_rows_editions_and_growth(path: Path) -> None:
    found = figures(path)

    assert {one.table: one.rows for one in found.tables}["documents"] == 3
    assert (found.editions, found.whole, found.pending) == (3, 3, 0)
    assert (found.first, found.last) == (FIRST_DAY, date(2026, 1, 12))
    assert found.growth > found.memory > 0
