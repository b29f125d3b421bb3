from __future__ import annotations

import socket
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from briefing.errors import SettingsError, SourceError
from briefing.model import Drop, Hints, Locator, RawDocument, Reason
from briefing.settings import FetchSettings, SourceSettings
from briefing.sources.http import Request, Response
from briefing.sources.side_by_side import side_by_side
from briefing.sources.web import WebReader, web, web_reader
from makers import NOW
from servers import LOOPBACK, WORLD, Server, in_turn, page, redirect, silence

URI = "https://news.example/a"


def listed(*addresses: str) -> list[Locator | Drop]:
    settings = SourceSettings(name="desk", kind="web", addresses=addresses)
    return list(web(settings, Path()).discover(now=NOW))


class Fake:
    """A client whose pages say their own address; it notes what it was asked."""

    def __init__(self, *dead: str) -> None:
        self.dead = dead
        self.asked: list[str] = []

    def fetch(self, request: Request) -> Response:
        self.asked.append(request.uri)
        if request.uri in self.dead:
            raise SourceError(request.uri, Reason.NOT_REACHED, "404 Not Found")
        body = request.uri.encode()
        return Response(uri=request.uri, final_uri=request.uri, status=200, headers=(), body=body)

    def close(self) -> None:
        pass


def at(uri: str, hints: Hints | None = None) -> Locator:
    return Locator(kind="web", uri=uri, source="desk", hints=hints or Hints())


def reader(folder: Path | None, *, offline: bool = False) -> WebReader:
    settings: FetchSettings = replace(LOOPBACK, cache=folder)
    return web_reader(settings, WORLD, offline=offline)


def test_addresses_are_listed_once_each_in_the_order_of_the_settings() -> None:
    assert listed("https://b.example/", "http://a.example/", "https://b.example/") == [
        at("https://b.example/"),
        at("http://a.example/"),
    ]


def test_an_address_that_is_none_is_a_drop_without_its_password() -> None:
    assert listed("news.example/feed", "https://me:secret@news.example/") == [
        Drop(
            stage="source",
            uri="news.example/feed",
            reason=Reason.REFUSED,
            detail="refused: only http and https are read, not no scheme",
        ),
        Drop(
            stage="source",
            uri="https://…@news.example/",
            reason=Reason.REFUSED,
            detail="refused: the address holds a user name or a password",
        ),
    ]


def test_a_document_has_what_the_server_said_and_what_the_feed_hinted() -> None:
    hints = Hints(headline="From the feed")
    routes = {
        "/a": redirect("/b"),
        "/b": page(b"<p>Text", "Content-Type: text/html; charset=UTF-8"),
    }

    with Server(routes) as server:
        locator = at(f"{server.uri}/a", hints)
        document = reader(None).read(locator, now=NOW)

    assert document.locator == locator
    assert (document.body, document.media_type) == (b"<p>Text", "text/html")
    assert (document.charset, document.fetched_at) == ("utf-8", NOW)
    assert document.hints == Hints(headline="From the feed", url=f"{server.uri}/b")


def test_the_address_that_a_feed_gave_beats_the_one_we_ended_at() -> None:
    hints = Hints(url="https://canonical.example/a")

    document = WebReader(client=Fake()).read(at(URI, hints), now=NOW)

    assert document.hints.url == "https://canonical.example/a"


def test_a_second_run_asks_only_whether_the_page_has_changed(tmp_path: Path) -> None:
    first = page(b"body", 'ETag: "1"', "Content-Type: text/html")
    unchanged = page(b"", 'ETag: "1"', status="304 Not Modified")
    later = NOW.replace(hour=7)

    with Server({"/": in_turn(first, unchanged)}) as server:
        locator = at(f"{server.uri}/")
        before = reader(tmp_path).read(locator, now=NOW)
        after = reader(tmp_path).read(locator, now=later)

    assert after == replace(before, fetched_at=later)
    assert 'If-None-Match: "1"' in server.heads[1]


def test_an_address_of_two_sources_is_fetched_once_in_a_run(tmp_path: Path) -> None:
    by = WebReader(client=(fake := Fake()), shelf=reader(tmp_path).shelf)

    first = by.read(at(URI), now=NOW)
    second = by.read(at(f"{URI}#part"), now=NOW)

    assert first.body == second.body
    assert fake.asked == [URI]


def test_offline_the_kept_pages_are_read_and_no_socket_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server({"/": page(b"body", "Content-Type: text/html")}) as server:
        kept, missing = at(f"{server.uri}/"), at(f"{server.uri}/missing")
        online = reader(tmp_path).read(kept, now=NOW)

    def fail(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", fail)
    monkeypatch.setattr(socket, "getaddrinfo", fail)
    offline = list(
        reader(tmp_path, offline=True).read_all([kept, missing], now=NOW.replace(day=16))
    )

    assert offline == [
        online,
        Drop(
            stage="source",
            uri=missing.uri,
            reason=Reason.REFUSED,
            detail="refused: offline, and it was not fetched before",
        ),
    ]


def test_a_brief_of_yesterday_is_built_from_what_stood_there_yesterday(tmp_path: Path) -> None:
    today = NOW.replace(day=16)

    with Server({"/": in_turn(page(b"yesterday"), page(b"today"))}) as server:
        locator = at(server.uri)
        for moment in (NOW, today):
            reader(tmp_path).read(locator, now=moment)
    again = [reader(tmp_path, offline=True).read(locator, now=now).body for now in (NOW, today)]

    assert again == [b"yesterday", b"today"]


def test_a_page_is_read_though_the_disk_is_full(tmp_path: Path) -> None:
    by = WebReader(client=Fake(), shelf=reader(tmp_path).shelf)
    (tmp_path / "bodies").write_text("no folder")

    assert by.read(at(URI), now=NOW).body == URI.encode()


def test_a_folder_that_cannot_be_written_is_a_fault_of_the_settings(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")

    with pytest.raises(SettingsError, match=r"fetch\.cache: .*file cannot be written"):
        reader(file)


def test_many_addresses_come_in_their_order_and_a_bad_one_costs_itself_alone() -> None:
    hosts = ["b", "a", "b", "c", "dead", "a"]
    locators = [at(f"https://{host}.example/{number}") for number, host in enumerate(hosts)]
    locators.insert(2, at("file:///etc/passwd"))
    fake = Fake("https://dead.example/4")

    results = list(WebReader(client=fake).read_all(locators, now=NOW))

    assert [one.reason if isinstance(one, Drop) else one.body.decode() for one in results] == [
        "https://b.example/0",
        "https://a.example/1",
        Reason.REFUSED,
        "https://b.example/2",
        "https://c.example/3",
        Reason.NOT_REACHED,
        "https://a.example/5",
    ]


def test_a_slow_host_does_not_keep_the_others_waiting() -> None:
    settings = replace(LOOPBACK, timeout_s=1.0)

    with Server({"/": silence}) as slow, Server({"/": page(b"quick")}) as quick:
        locators = [
            at(slow.uri),
            at(quick.uri.replace("127.0.0.1", "quick.example")),
            at("http://10.0.0.7/"),
        ]
        world = replace(WORLD, resolve=lambda *_: ("127.0.0.1",))
        results = list(web_reader(settings, world, offline=False).read_all(locators, now=NOW))

    assert [one.detail if isinstance(one, Drop) else one.body for one in results] == [
        "no answer within 1 s",
        b"quick",
        "refused: private address 10.0.0.7",
    ]


def test_keys_go_side_by_side_and_items_of_one_key_one_at_a_time() -> None:
    both = threading.Barrier(2, timeout=5.0)
    inside: dict[str, int] = {"a": 0, "b": 0}
    crowds: list[int] = []

    def work(item: str) -> str:
        inside[item[0]] += 1
        crowds.append(inside[item[0]])
        both.wait()  # passes only while the other key is worked on
        inside[item[0]] -= 1
        return item

    items = ["a1", "a2", "b1", "a3", "b2", "b3"]

    assert list(side_by_side(work, items, key=lambda item: item[0], workers=8)) == items
    assert set(crowds) == {1}


def test_a_bug_in_the_work_is_raised_and_not_swallowed() -> None:
    def work(item: int) -> int:
        return 1 // item

    results = side_by_side(work, [1, 0], key=str, workers=2)

    assert next(results) == 1
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_who_stops_reading_stops_the_work() -> None:
    stopped, overrun = threading.Event(), threading.Event()

    def work(item: int) -> int:
        if item == 1:
            stopped.wait(5.0)
        if item > 1:
            overrun.set()
        return item

    results = side_by_side(work, range(100), key=lambda _: "one", workers=1)
    with closing(results):
        next(results)
    stopped.set()

    assert not overrun.wait(0.1)


def test_a_reader_of_many_gives_documents_of_the_kind_that_one_read_gives() -> None:
    [one] = WebReader(client=Fake()).read_all([at(URI)], now=NOW)

    assert isinstance(one, RawDocument)
    assert one == WebReader(client=Fake()).read(at(URI), now=NOW)
