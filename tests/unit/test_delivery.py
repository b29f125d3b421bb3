"""Who gets an edition, who does not, and what a run that was killed leaves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from briefing.delivery import Order, content_digest, deliver, described, late
from briefing.keeping import edition_of
from briefing.model import Brief, Drop, Legacy, Reason
from briefing.parcels import Delivery, Outcome, Result, State
from briefing.settings import DeliverSettings, Settings
from briefing.store.store import Store, opened
from briefs import two_articles
from deliveries import HERE, NOW, desk, means, text, to
from letterboxes import hang_up, hook

BRIEF = two_articles()
AT_HAND = (text(),)  # what the run has published need not be rendered
EDITION = edition_of(BRIEF, ()).key


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with opened(tmp_path / "store.db") as store:
        yield store


def sent(
    settings: Settings, store: Store | None, brief: Brief = BRIEF, **how: Any
) -> list[Outcome]:
    order = Order(brief=brief, rendered=AT_HAND, **how)
    return list(deliver(settings, order, means=means(SECRETS), store=store))


def results(outcomes: list[Outcome]) -> list[Result]:
    return [outcome.result for outcome in outcomes]


SECRETS = {"CHAT": "http://127.0.0.1:1/none"}
CHAT = to("slack", url_env="CHAT", retries=0)


def shelf(path: Path, **options: Any) -> DeliverSettings:
    made = DeliverSettings(kind="folder", directory=path, formats=("txt",))
    return replace(made, **options)


def keep(store: Store, brief: Brief) -> None:
    with store.changing():
        store.plan(edition_of(brief, ()), brief, Legacy())
        store.finish(edition_of(brief, ()).key)


def state(store: Store, state: State, recipient: str = HERE[0]) -> None:
    row = Delivery(
        edition=EDITION,
        destination="slack",
        recipient=recipient,
        digest=content_digest(BRIEF),
        state=state,
        tried_at=NOW,
    )
    with store.changing():
        store.note(row)


def test_an_edition_is_delivered_once(tmp_path: Path, store: Store) -> None:
    settings = desk(tmp_path, shelf(tmp_path / "shared"))

    first, second = sent(settings, store), sent(settings, store)

    assert results(first) == [Result.DELIVERED]
    assert results(second) == [Result.ALREADY]
    assert (tmp_path / f"shared/{EDITION}/brief.txt").read_bytes() == b"A brief.\n"


def test_an_edition_that_is_built_again_with_the_same_sentences_is_not_sent_again(
    tmp_path: Path, store: Store
) -> None:
    settings = desk(tmp_path, shelf(tmp_path / "shared"))
    drop = Drop(stage="read", uri="feed", reason=Reason.NOT_REACHED, detail="away")
    later = replace(BRIEF, issued=BRIEF.issued + timedelta(minutes=5), drops=(drop,), version="9")
    sent(settings, store)

    assert edition_of(later, ()).key == EDITION
    assert results(sent(settings, store, later)) == [Result.ALREADY]


def test_an_edition_that_says_something_else_is_sent_as_a_new_one(
    tmp_path: Path, store: Store
) -> None:
    settings = desk(tmp_path, shelf(tmp_path / "shared"))
    sent(settings, store)

    assert results(sent(settings, store, replace(BRIEF, glance=()))) != [Result.ALREADY]


def test_who_asks_for_it_is_sent_it_again(tmp_path: Path, store: Store) -> None:
    with hook() as web:
        settings = desk(tmp_path, to("webhook", url=web.url))
        sent(settings, store)

        assert results(sent(settings, store, is_again=True)) == [Result.DELIVERED]

    assert len(web.asked) == 2


def test_one_dead_recipient_costs_the_others_nothing_and_is_tried_again(
    tmp_path: Path, store: Store
) -> None:
    with hook((404, {}), (200, {})) as web:
        dead = to("webhook", url=web.url)
        settings = desk(tmp_path, dead, shelf(tmp_path / "shared"))

        first, second = sent(settings, store), sent(settings, store)

    assert results(first) == [Result.FAILED, Result.DELIVERED]
    assert "404 Not Found" in first[0].detail
    assert results(second) == [Result.DELIVERED, Result.ALREADY]


def test_a_later_run_delivers_what_an_older_edition_still_lacks(
    tmp_path: Path, store: Store
) -> None:
    keep(store, BRIEF)
    with hook((404, {}), (200, {})) as web:
        settings = desk(tmp_path, to("webhook", url=web.url), shelf(tmp_path / "shared"))
        sent(settings, store)

        [order] = late(settings, store, now=NOW)
        again = list(deliver(settings, order, means=means(), store=store))

    assert [str(one) for one in again] == [f"webhook: 127.0.0.1: edition {EDITION} delivered"]
    assert list(late(settings, store, now=NOW)) == []


def test_an_older_edition_is_let_go_after_some_days(tmp_path: Path, store: Store) -> None:
    keep(store, BRIEF)
    settings = desk(tmp_path, CHAT)
    sent(settings, store)

    assert list(late(settings, store, now=NOW + timedelta(days=2)))
    assert not list(late(settings, store, now=NOW + timedelta(days=3)))


def test_a_recipient_whose_address_was_missing_gets_it_from_a_later_run(
    tmp_path: Path, store: Store
) -> None:
    keep(store, BRIEF)
    with hook() as web:
        settings = desk(tmp_path, to("webhook", url_env="HOOK"))
        first = list(deliver(settings, Order(brief=BRIEF), means=means({}), store=store))
        [order] = late(settings, store, now=NOW)

        again = list(deliver(settings, order, means=means({"HOOK": web.url}), store=store))

    assert results(first) == [Result.FAILED]
    assert results(again) == [Result.DELIVERED]
    assert not list(late(settings, store, now=NOW))


def test_a_message_that_may_have_been_sent_is_not_sent_twice(tmp_path: Path, store: Store) -> None:
    state(store, State.PENDING)
    with hook() as web:
        environ = {"CHAT": web.url}
        order = Order(brief=BRIEF)

        [first] = deliver(desk(tmp_path, CHAT), order, means=means(environ), store=store)
        [second] = deliver(desk(tmp_path, CHAT), order, means=means(environ), store=store)
        asked = list(web.asked)
        [third] = deliver(
            desk(tmp_path, CHAT), replace(order, is_again=True), means=means(environ), store=store
        )

    assert first.result is second.result is Result.UNSURE
    assert "--again" in first.detail
    assert asked == []
    assert third.result is Result.DELIVERED


def test_what_may_be_sent_twice_is_sent_again_after_a_crash(tmp_path: Path, store: Store) -> None:
    with hook(hang_up, (200, {})) as web:
        settings = desk(tmp_path, to("webhook", url=web.url, retries=0))

        assert results(sent(settings, store)) == [Result.FAILED]
        assert results(sent(settings, store)) == [Result.DELIVERED]

    first, second = (asked.headers["Idempotency-Key"] for asked in web.asked)
    assert first == second


def test_a_message_whose_answer_was_lost_is_told_as_unsure(tmp_path: Path, store: Store) -> None:
    with hook(hang_up) as web:
        order, environ = Order(brief=BRIEF), {"CHAT": web.url}
        settings = desk(tmp_path, replace(CHAT, retries=3))

        [outcome] = deliver(settings, order, means=means(environ), store=store)

    assert outcome.result is Result.UNSURE
    assert len(web.asked) == 1
    assert [one.state for one in store.deliveries()] == [State.UNSURE]


def test_without_a_store_only_what_may_be_sent_twice_is_sent(tmp_path: Path) -> None:
    with hook() as web:
        settings = desk(tmp_path, CHAT, shelf(tmp_path / "shared"))
        order, own = Order(brief=BRIEF, rendered=AT_HAND), means({"CHAT": web.url})

        outcomes = list(deliver(settings, order, means=own, store=None))
        asked = list(web.asked)
        again = list(deliver(settings, replace(order, is_again=True), means=own, store=None))

    assert results(outcomes) == [Result.REFUSED, Result.DELIVERED]
    assert asked == []
    assert results(again) == [Result.DELIVERED, Result.UNCHANGED]


@pytest.mark.parametrize(
    ("marking", "most", "goes"),
    [
        ("", "", True),
        ("TLP:GREEN", "", False),
        ("TLP:GREEN", "TLP:GREEN", True),
        ("tlp:green", "TLP:AMBER", True),
        ("TLP:AMBER", "TLP:GREEN", False),
        ("TLP:AMBER+STRICT", "TLP:AMBER", False),
        ("TLP:RED", "TLP:AMBER+STRICT", False),
        ("TLP:PINK", "TLP:RED", False),
    ],
)
def test_a_marked_brief_goes_only_where_its_marking_allows(  # noqa: PLR0917
    tmp_path: Path, store: Store, marking: str, most: str, goes: bool
) -> None:
    settings = desk(tmp_path, shelf(tmp_path / "shared", max_marking=most))

    [outcome] = sent(settings, store, replace(BRIEF, marking=marking))

    assert (outcome.result is Result.DELIVERED) == goes
    assert outcome.result is Result.DELIVERED or outcome.result is Result.REFUSED
    assert (tmp_path / "shared").exists() == goes


def test_a_dry_run_says_what_would_go_where_and_sends_nothing(tmp_path: Path, store: Store) -> None:
    with hook() as web:
        settings = desk(
            tmp_path,
            to("webhook", url=web.url, formats=("txt",)),
            shelf(tmp_path / "shared"),
            shelf(tmp_path / "open", name="strangers", max_marking="TLP:CLEAR"),
        )
        order = Order(brief=BRIEF, rendered=AT_HAND)

        lines = list(described(settings, order, means=means(), store=store))

    assert lines[0].startswith("webhook: POST to 127.0.0.1: JSON, ")
    assert lines[1].startswith("webhook: Idempotency-Key: ")
    assert lines[2].startswith(f"folder: write {tmp_path / 'shared' / EDITION / 'brief.txt'}, ")
    assert len(lines) == 4
    assert (web.asked, (tmp_path / "shared").exists()) == ([], False)
    assert list(store.deliveries()) == []


def test_a_dry_run_sends_what_it_said(tmp_path: Path, store: Store) -> None:
    with hook() as web:
        settings = desk(tmp_path, to("webhook", url=web.url, formats=("txt",)))
        order = Order(brief=BRIEF, rendered=AT_HAND)
        [size, key] = described(settings, order, means=means(), store=store)
        sent(settings, store)

    [asked] = web.asked
    assert f"{len(asked.body):,} bytes, brief.txt" in size
    assert key.endswith(asked.headers["Idempotency-Key"])
    assert json.loads(asked.body)["edition"] == EDITION


def test_a_format_that_was_not_published_is_rendered_for_who_wants_it(
    tmp_path: Path, store: Store
) -> None:
    settings = desk(tmp_path, shelf(tmp_path / "shared", formats=("txt", "json")))

    sent(settings, store)

    day = tmp_path / "shared" / EDITION
    assert (day / "brief.txt").read_bytes() == b"A brief.\n"
    assert json.loads((day / "brief.json").read_bytes())["brief"]["title"] == BRIEF.title
