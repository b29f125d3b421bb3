from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from briefing.errors import SourceError
from briefing.model import Reason
from briefing.settings import FetchSettings
from briefing.sources.http import Client, Request
from briefing.sources.turns import Turns, seconds_asked
from briefing.sources.wire import World
from makers import NOW
from servers import LOOPBACK, WORLD, Reply, Server, Waits, client, in_turn, page, redirect, silence

BUSY = "503 Service Unavailable"
MANY = "429 Too Many Requests"
OBEDIENT = replace(LOOPBACK, robots=True)


class Desk:
    """A client in a world where waiting takes no time and is noted."""

    def __init__(self, settings: FetchSettings = LOOPBACK) -> None:
        self.waits = Waits()
        world: World = replace(WORLD, sleep=self.waits, clock=lambda: 0.0)
        self.client: Client = client(replace(settings, run_s=3_600.0), world)

    def body(self, uri: str) -> bytes:
        return self.client.fetch(Request(uri=uri, now=NOW)).body

    def failure(self, uri: str) -> tuple[Reason, str]:
        with pytest.raises(SourceError) as caught:
            self.body(uri)
        return caught.value.reason, caught.value.detail


def robots(text: str) -> Reply:
    return page(text.encode(), "Content-Type: text/plain")


def test_a_busy_server_is_asked_again_when_it_says() -> None:
    desk = Desk()
    busy = page(b"", "Retry-After: 7", status=MANY)

    with Server({"/": in_turn(busy, page(b"now"))}) as server:
        assert desk.body(server.uri) == b"now"

    assert desk.waits.seconds == [7]


def test_a_busy_server_that_does_not_say_when_is_asked_later_and_later() -> None:
    desk = Desk()

    with Server({"/": page(b"", status=BUSY)}) as server:
        assert desk.failure(server.uri) == (Reason.NOT_REACHED, BUSY)

    assert desk.waits.seconds == [1, 2]
    assert server.connections == 3


def test_a_wait_that_is_too_long_is_not_waited_and_the_host_is_left_alone() -> None:
    desk = Desk()
    busy = page(b"", "Retry-After: 3600", status=MANY)
    told = (Reason.NOT_REACHED, "the host asks to come back in 3,600 s")

    with Server({"/a": busy, "/b": page(b"")}) as server:
        assert desk.failure(f"{server.uri}/a") == told
        assert desk.failure(f"{server.uri}/b") == told

    assert server.paths == ["/a"]
    assert desk.waits.seconds == []


@pytest.mark.parametrize(
    ("told", "told_at", "seconds"),
    [
        ("120", "", 120),
        ("0", "", 0),
        ("99999999999999999999", "", 999_999_999),
        ("Thu, 15 Jan 2026 06:00:30 GMT", "Thu, 15 Jan 2026 06:00:00 GMT", 30),
        ("Thu, 15 Jan 2026 06:00:30 GMT", "", 30),
        ("Thu, 15 Jan 2026 07:00:30 +0100", "nonsense", 30),
        ("Thu, 15 Jan 2026 05:00:00 GMT", "", 0),
        ("-5", "", None),
        ("soon", "", None),
        ("٣", "", None),
        ("", "", None),
    ],
)
def test_retry_after_is_a_number_or_a_moment(
    told: str, told_at: str, seconds: float | None
) -> None:
    now = datetime(2026, 1, 15, 6, tzinfo=UTC)

    assert seconds_asked(told, told_at=told_at, now=now) == seconds


def test_there_is_a_pause_between_two_requests_to_a_host() -> None:
    desk = Desk(replace(LOOPBACK, pause_s=3.0))

    with Server({"/a": redirect("/b"), "/b": page(b"")}) as server:
        desk.body(f"{server.uri}/a")
        desk.body(f"{server.uri}/b")

    assert desk.waits.seconds == [3, 3]


def test_a_host_is_asked_one_thing_at_a_time() -> None:
    turns = Turns(WORLD, pause_s=0.0, longest_wait_s=1.0, ends=float("inf"))
    entered = threading.Event()

    def ask() -> None:
        with turns.turn("news.example"):
            entered.set()

    with turns.turn("news.example"):
        threading.Thread(target=ask, daemon=True).start()
        is_early = entered.wait(0.05)

    assert not is_early
    assert entered.wait(5.0)


def test_a_wait_beyond_the_end_of_the_run_is_not_waited() -> None:
    desk = Desk(replace(LOOPBACK, pause_s=4_000.0))

    with Server({"/": page(b"")}) as server:
        desk.body(server.uri)

        assert desk.failure(server.uri) == (Reason.NOT_REACHED, "no time was left in this run")


def test_robots_txt_is_asked_once_and_obeyed() -> None:
    desk = Desk(OBEDIENT)
    rules = robots("\ufeffUser-agent: *\nDisallow: /private\nAllow: /private/open$\n")
    routes = {"/robots.txt": rules, "/private/open": page(b"open"), "/news": page(b"news")}

    with Server(routes) as server:
        assert desk.body(f"{server.uri}/news") == b"news"
        assert desk.body(f"{server.uri}/private/open") == b"open"
        assert desk.failure(f"{server.uri}/private/x") == (
            Reason.REFUSED,
            "refused: the site's robots.txt forbids it",
        )

    assert len(server.heads) == 3


def test_a_group_that_names_us_counts_alone() -> None:
    desk = Desk(OBEDIENT)
    rules = robots("User-agent: *\nDisallow: /\n\nUser-agent: Briefing\nDisallow: /drafts\n")

    with Server({"/robots.txt": rules, "/": page(b"ours")}) as server:
        assert desk.body(server.uri) == b"ours"
        assert desk.failure(f"{server.uri}/drafts/1")[0] == Reason.REFUSED


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "401 Unauthorized"])
def test_without_a_robots_txt_all_is_allowed(status: str) -> None:
    with Server({"/robots.txt": page(status=status), "/": page(b"free")}) as server:
        assert Desk(OBEDIENT).body(server.uri) == b"free"


@pytest.mark.parametrize("status", ["500 Internal Server Error", BUSY, MANY])
def test_while_robots_txt_cannot_be_read_nothing_is(status: str) -> None:
    with Server({"/robots.txt": page(status=status), "/": page(b"")}) as server:
        assert Desk(OBEDIENT).failure(server.uri) == (
            Reason.NOT_REACHED,
            f"the site's robots.txt cannot be read ({status}), so nothing else is",
        )

    assert server.paths == []


def test_a_dead_site_costs_one_timeout_and_not_one_for_each_page() -> None:
    by = client(replace(OBEDIENT, timeout_s=0.2))
    told: list[str] = []

    with Server({"/robots.txt": silence}) as server:
        for page_name in ("a", "b"):
            with pytest.raises(SourceError) as caught:
                by.fetch(Request(uri=f"{server.uri}/{page_name}", now=NOW))
            told.append(caught.value.detail)

    assert told == ["no answer within 0.2 s (asked for robots.txt)"] * 2
    assert server.connections == 1


def test_the_place_of_a_redirect_has_a_robots_txt_too() -> None:
    desk = Desk(OBEDIENT)

    rules = robots("User-agent: *\nDisallow: /")

    with (
        Server({"/robots.txt": rules}) as closed,
        Server({"/": redirect(f"{closed.uri}/x")}) as server,
    ):
        assert desk.failure(server.uri)[0] == Reason.REFUSED

    assert closed.paths == []


def test_a_robots_txt_behind_a_redirect_is_read() -> None:
    routes = {"/robots.txt": redirect("/r"), "/r": robots("User-agent: *\nDisallow: /x")}

    with Server(routes) as server:
        assert Desk(OBEDIENT).failure(f"{server.uri}/x")[0] == Reason.REFUSED


def test_a_longer_pause_that_a_site_wishes_is_kept_up_to_a_limit() -> None:
    desk = Desk(OBEDIENT)
    wishes = robots("User-agent: *\nCrawl-delay: 5\n")
    extremes = robots("User-agent: *\nCrawl-delay: 86400\n")

    with Server({"/robots.txt": wishes, "/": page(b"")}) as server:
        desk.body(server.uri)
        desk.body(server.uri)
    first = list(desk.waits.seconds)
    other = Desk(OBEDIENT)
    with Server({"/robots.txt": extremes, "/": page(b"")}) as server:
        other.body(server.uri)
        other.body(server.uri)

    assert (first, other.waits.seconds) == ([5], [10])


def test_of_an_endless_robots_txt_the_start_is_read() -> None:
    text = "User-agent: *\nDisallow: /x\n" + "# filler\n" * 80_000

    with Server({"/robots.txt": robots(text), "/": page(b"ok")}) as server:
        desk = Desk(OBEDIENT)
        assert desk.body(server.uri) == b"ok"
        assert desk.failure(f"{server.uri}/x")[0] == Reason.REFUSED
