"""From sources of all kinds to articles: what is read, what is followed, what is named."""

from __future__ import annotations

import gzip
import socket
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from briefing.model import Article, Drop, Reason
from briefing.pipeline import fetch, read
from briefing.settings import FetchSettings, Settings, SourceSettings
from makers import NOW
from servers import Server, page

BODY = (
    "<p>The harbor of Northquay opened again on Monday after a storm had closed it for nine "
    "days, and eleven ships that had waited outside came in before noon.</p>"
    "<p>The harbor master said that the repairs would go on until the end of the month, and "
    "that the ferry to Saltholm would sail from another pier until then.</p>"
)


def feed(*items: str) -> bytes:
    parts = "".join(items)
    return (
        '<?xml version="1.0"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>The Northquay Gazette</title>{parts}</channel></rss>"
    ).encode()


def item(title: str, link: str, content: str = "") -> str:
    full = f"<content:encoded><![CDATA[{content}]]></content:encoded>" if content else ""
    return (
        f"<item><title>{title}</title><link>{link}</link><description>Soon…</description>"
        f"<pubDate>Mon, 12 Jan 2026 07:30:00 GMT</pubDate>{full}</item>"
    )


def html(title: str) -> bytes:
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{BODY}\
</article></body></html>".encode()


def gathered(
    root: Path, *sources: SourceSettings, cache: Path | None = None, offline: bool = False
) -> tuple[tuple[Article, ...], tuple[Drop, ...]]:
    network = FetchSettings(
        allow_private=("127.0.0.1",), pause_s=0.0, timeout_s=5.0, retries=0, cache=cache
    )
    settings = Settings(root=root, sources=sources, fetch=network)
    return read(settings, now=NOW, offline=offline)


def test_what_an_archive_and_a_compressed_file_hold_is_read(tmp_path: Path) -> None:
    (tmp_path / "page.html.gz").write_bytes(gzip.compress(html("From a gzip")))
    with zipfile.ZipFile(tmp_path / "pile.zip", "w") as pile:
        pile.writestr("deep/page.html", html("From a zip"))
        pile.writestr("../out.html", html("From nowhere"))

    articles, drops = gathered(tmp_path, SourceSettings(name="desk", paths=("*",)))

    assert [one.headline for one in articles] == ["From a gzip", "From a zip"]
    assert [drop.reason for drop in drops] == [Reason.REFUSED]
    assert "out.html" in drops[0].uri


def test_a_feed_gives_its_full_texts_and_the_pages_behind_its_teasers(tmp_path: Path) -> None:
    with Server({"/a": page(html("Behind the teaser"))}) as server:
        full = item("In the feed", f"{server.uri}/b", BODY + "<p>And the cranes work again.</p>")
        teaser = item("A teaser", f"{server.uri}/a")
        (tmp_path / "feed.xml").write_bytes(feed(full, teaser))

        articles, drops = gathered(
            tmp_path, SourceSettings(name="desk", paths=("feed.xml",), follow=True)
        )

    assert drops == ()
    assert {one.headline for one in articles} == {"In the feed", "A teaser"}
    assert {one.url for one in articles} == {f"{server.uri}/a", f"{server.uri}/b"}
    assert {one.published for one in articles if one.published} == {
        NOW.replace(day=12, hour=7, minute=30)
    }


def test_pages_behind_the_teasers_of_a_file_are_named_and_not_fetched_unasked(
    tmp_path: Path,
) -> None:
    with Server({}) as server:
        (tmp_path / "feed.xml").write_bytes(feed(item("A teaser", f"{server.uri}/a")))
        source = SourceSettings(name="desk", paths=("feed.xml",))

        articles, drops = gathered(tmp_path, source)

    assert (articles, server.paths) == ((), [])
    assert [drop.reason for drop in drops] == [Reason.TEASER]


def test_a_dead_feed_costs_only_itself_and_is_named(tmp_path: Path) -> None:
    with Server({"/a": page(html("Alive"))}) as server:
        alive = SourceSettings(name="alive", kind="web", addresses=(f"{server.uri}/a",))
        dead = SourceSettings(name="dead", kind="web", addresses=(f"{server.uri}/none",))

        articles, drops = gathered(tmp_path, dead, alive)

    assert [one.headline for one in articles] == ["Alive"]
    assert [(drop.uri, drop.reason) for drop in drops] == [(f"{server.uri}/none", Reason.GONE)]


def test_offline_reads_what_was_fetched_and_opens_no_socket(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "fetched"
    with Server({"/a": page(html("Kept"))}) as server:
        source = SourceSettings(name="desk", kind="web", addresses=(f"{server.uri}/a",))
        network = FetchSettings(allow_private=("127.0.0.1",), pause_s=0.0, cache=cache)
        count, _ = fetch(Settings(root=tmp_path, sources=(source,), fetch=network), now=NOW)

    connect = socket.socket.connect

    def refuse(*called: Any, **__: object) -> None:
        # Children are asked for over a socket that is a file.
        if not isinstance(called[0], socket.socket) or called[0].family != socket.AF_UNIX:
            raise AssertionError("a socket was opened")
        connect(*called)

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    kept, _ = gathered(tmp_path, source, cache=cache, offline=True)
    _, unknown = gathered(tmp_path, source, cache=tmp_path / "empty", offline=True)

    assert count == 1
    assert [one.headline for one in kept] == ["Kept"]
    assert [drop.reason for drop in unknown] == [Reason.REFUSED]


def test_a_private_address_is_refused_unless_the_settings_allow_it(tmp_path: Path) -> None:
    with Server({"/a": page(html("Private"))}) as server:
        source = SourceSettings(name="desk", kind="web", addresses=(f"{server.uri}/a",))
        articles, drops = read(Settings(root=tmp_path, sources=(source,)), now=NOW)

    assert (articles, server.paths) == ((), [])
    assert [drop.reason for drop in drops] == [Reason.REFUSED]


def test_a_page_that_eats_time_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "deep.html").write_bytes(b"<html><body>" + b"<div>" * 100_000 + b"x")
    (tmp_path / "good.html").write_bytes(html("Good"))

    articles, drops = gathered(
        tmp_path, SourceSettings(name="desk", paths=("deep.html", "good.html"))
    )

    assert [one.headline for one in articles] == ["Good"]
    assert [drop.uri for drop in drops] == ["deep.html"]


def test_what_was_fetched_long_ago_is_removed_after_the_next_run(tmp_path: Path) -> None:
    cache = tmp_path / "fetched"
    with Server({"/old": page(html("Old")), "/new": page(html("New"))}) as server:
        network = FetchSettings(
            allow_private=("127.0.0.1",), pause_s=0.0, cache=cache, keep_days=30
        )
        for path, now in (("/old", NOW), ("/new", NOW + timedelta(days=31))):
            source = SourceSettings(name="desk", kind="web", addresses=(f"{server.uri}{path}",))
            fetch(Settings(root=tmp_path, sources=(source,), fetch=network), now=now)

    assert len(list(cache.glob("bodies/*/*"))) == 1
    assert len(list(cache.glob("pages/*/*/*.json"))) == 1
