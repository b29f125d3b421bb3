"""What the doctor finds on a machine that is well, and on one that is not."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from briefing.cli import main
from briefing.doctor import Finding, Grade, examine
from briefing.keeping import edition_of
from briefing.model import Legacy
from briefing.parcels import Means
from briefing.settings import (
    BriefSettings,
    DeliverSettings,
    FetchSettings,
    OutputSettings,
    Settings,
    SourceSettings,
    StoreSettings,
)
from briefing.store.store import opened
from briefs import two_articles
from deliveries import HERE, NOW, means, to
from letterboxes import hook

DAY = datetime(2026, 1, 15, tzinfo=UTC)


def looked(
    settings: Settings, own: Means | None = None, *, is_online: bool = False
) -> list[Finding]:
    own = own or replace(means(), now=DAY)
    return list(examine(settings, (), means=own, is_online=is_online))


def desk(tmp_path: Path, *tables: DeliverSettings) -> Settings:
    return Settings(
        root=tmp_path,
        brief=BriefSettings(),
        output=OutputSettings(directory=tmp_path / "build", formats=()),  # which take long to try
        store=StoreSettings(path=tmp_path / "build" / "store.db"),
        deliver=tables,
    )


def bad(findings: list[Finding]) -> dict[str, str]:
    return {one.area: f"{one.what}; {one.advice}" for one in findings if one.grade is Grade.FAULT}


@pytest.fixture
def kept(tmp_path: Path) -> Settings:
    """Give a desk whose store holds an edition of 2022."""
    settings, brief = desk(tmp_path), two_articles()
    with opened(settings.store.path) as store, store.changing():
        store.plan(edition_of(brief, ()), brief, Legacy())
        store.finish(edition_of(brief, ()).key)
    return settings


def test_a_machine_that_is_well_has_no_fault(kept: Settings) -> None:
    found = looked(kept)

    assert bad(found) == {}
    areas = {one.area for one in found}
    assert {"python", "pango", "fonts", "clock", "output", "store", "lock", "settings"} <= areas
    assert {"time zones", "library"} <= areas


def test_nothing_is_written_by_looking(tmp_path: Path) -> None:
    looked(desk(tmp_path))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (datetime(1970, 1, 1, tzinfo=UTC), "cannot be now"),
        (datetime(2106, 2, 7, tzinfo=UTC), "cannot be now"),
    ],
)
def test_a_clock_that_is_wrong_is_told(tmp_path: Path, now: datetime, told: str) -> None:
    assert told in bad(looked(desk(tmp_path), replace(means(), now=now)))["clock"]


def test_a_clock_behind_the_newest_edition_is_told(tmp_path: Path) -> None:
    settings, brief = desk(tmp_path), replace(two_articles(), issued=DAY + timedelta(hours=1))
    with opened(settings.store.path) as store, store.changing():
        store.plan(edition_of(brief, ()), brief, Legacy())
        store.finish(edition_of(brief, ()).key)

    assert "before the newest edition" in bad(looked(settings))["clock"]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "build").write_text("a file", encoding="utf-8")

    assert "is no folder" in bad(looked(desk(tmp_path)))["output"]


def test_a_folder_that_everybody_can_write_is_told(tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()
    (tmp_path / "build").chmod(0o777)

    warned = [one for one in looked(desk(tmp_path)) if one.grade is Grade.WARN]

    assert next(one.advice for one in warned if "by everybody" in one.what).startswith(
        "run chmod o-w"
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("PRAGMA application_id = 7", "another program"),
        ("PRAGMA user_version = 99", "newer version"),
    ],
)
def test_a_store_that_is_not_ours_is_told(kept: Settings, change: str, told: str) -> None:
    with closing(sqlite3.connect(kept.store.path)) as db:
        db.execute(change)

    assert told in bad(looked(kept))["store"]


def test_a_damaged_store_is_told(kept: Settings) -> None:
    body = bytearray(kept.store.path.read_bytes())
    body[4096 : 4096 * 6] = b"\xff" * (4096 * 5)
    kept.store.path.write_bytes(body)

    assert "damaged" in bad(looked(kept))["store"]


def test_a_store_that_another_run_holds_is_told(kept: Settings) -> None:
    with closing(sqlite3.connect(kept.store.path, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")

        [lock] = [one for one in looked(kept) if one.area == "lock"]

    assert lock.grade is Grade.WARN


def test_a_secret_that_is_missing_is_told(tmp_path: Path) -> None:
    settings = desk(tmp_path, to("matrix", url="https://m.test", token_env="NONE", room="!a:b"))

    assert "NONE is not set" in bad(looked(settings))["deliver matrix"]


def test_recipients_and_sources_are_asked_only_online(tmp_path: Path) -> None:
    with hook((401, {}), (200, {})) as web:
        room = to("matrix", url=web.url, token_env="T", room="!a:b")
        source = SourceSettings(name="News", kind="web", addresses=(f"{web.url}/feed",))
        settings = replace(
            desk(tmp_path, room), sources=(source,), fetch=FetchSettings(allow_private=HERE)
        )
        own = replace(means({"T": "Xq7canary"}), now=NOW + timedelta(days=1_500))

        offline = looked(settings, own)
        asked = len(web.asked)
        online = looked(settings, own, is_online=True)

    assert (bad(offline), asked) == ({}, 0)
    assert "401 Unauthorized" in bad(online)["deliver matrix"]
    assert "source News" in {one.area for one in online}
    assert "Xq7canary" not in str(online)


def test_the_doctor_speaks_json_and_ends_with_1_at_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("briefing.toml").write_text(
        '[output]\nformats = ["txt"]\n[brief]\ntimezone = "Mars/Olympus"\n', encoding="utf-8"
    )

    with pytest.raises(SystemExit) as caught:
        main(["doctor", "--json"])

    told = json.loads(capfd.readouterr().out)
    assert caught.value.code == 1
    assert told["is_fit"] is False
    faults = [one["what"] for one in told["findings"] if one["grade"] == "fault"]
    assert "Mars/Olympus" in faults[0]
