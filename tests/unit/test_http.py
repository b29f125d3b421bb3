from __future__ import annotations

import socket
from dataclasses import replace

import pytest

from briefing.errors import SettingsError, SourceError
from briefing.model import Reason
from briefing.sources.fetched import Visit
from briefing.sources.http import Client, Offline, Request, Response, Validators, content_type
from briefing.sources.wire import World, connect
from makers import NOW
from servers import (
    LOOPBACK,
    WORLD,
    Reply,
    Server,
    chunked,
    client,
    in_turn,
    page,
    raw,
    redirect,
    trusting_the_test,
    tunnel,
)


def fetch(uri: str, by: Client | None = None, validators: Validators | None = None) -> Response:
    return (by or client()).fetch(Request(uri=uri, now=NOW, validators=validators))


def failure(uri: str, by: Client | None = None) -> tuple[Reason, str]:
    with pytest.raises(SourceError) as caught:
        fetch(uri, by)
    return caught.value.reason, caught.value.detail


def answered(reply: Reply) -> Response:
    with Server({"/": reply}) as server:
        return fetch(server.uri + "/")


def failed(reply: Reply) -> tuple[Reason, str]:
    with Server({"/": reply}) as server:
        return failure(server.uri + "/")


def test_a_page_comes_with_its_address_headers_and_bytes() -> None:
    with Server({"/a": page(b"hello", "Content-Type: text/html")}) as server:
        response = fetch(f"{server.uri}/a#top")

    assert response.final_uri == f"{server.uri}/a"
    assert response.status == 200
    assert response.body == b"hello"
    assert content_type(response.headers) == ("text/html", None)


def test_we_say_who_we_are_and_nothing_about_our_user() -> None:
    settings = replace(LOOPBACK, contact="https://desk.example/bot")

    with Server({"/": page(b"", "Set-Cookie: id=1")}) as server:
        by = client(settings)
        fetch(server.uri, by)
        fetch(server.uri, by)

    assert server.heads[1].split("\r\n") == [
        "GET / HTTP/1.1",
        f"Host: 127.0.0.1:{server.port}",
        "User-Agent: briefing/0.1.0 (+https://desk.example/bot)",
        "Accept: text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8",
        "Connection: close",
        "Accept-Encoding: gzip, deflate, br, zstd",
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("text/html; charset=utf-8", ("text/html", "utf-8")),
        ('Text/HTML;Charset="ISO-8859-1";', ("text/html", "iso-8859-1")),
        ("text/html; charset='windows-1251'", ("text/html", "windows-1251")),
        ("text/html; boundary=x; charset = koi8-r ", ("text/html", "koi8-r")),
        ("text/html; charset=utf-8; charset=latin1", ("text/html", "utf-8")),
        ("text/html; charset=", ("text/html", None)),
        ("text/html; charset=\u00e4", ("text/html", None)),
        ("application/rss+xml", ("application/rss+xml", None)),
        ("; charset=utf-8", ("application/octet-stream", "utf-8")),
        ("html", ("application/octet-stream", None)),
        ("", ("application/octet-stream", None)),
    ],
)
def test_media_type_and_charset_are_read_as_servers_write_them(
    header: str, told: tuple[str, str | None]
) -> None:
    assert content_type((("content-TYPE", header),)) == told


def test_a_body_in_chunks_and_one_without_a_length_are_read_to_the_end() -> None:
    assert answered(chunked(b"one ", b"two", b"")).body == b"one two"
    assert answered(raw(b"HTTP/1.0 200 OK\r\n\r\nto the end")).body == b"to the end"
    assert answered(page(status="204 No Content")).body == b""


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "403 Go away", "500 \x1b[31m"])
def test_an_error_page_is_no_document(status: str) -> None:
    reason, detail = failed(page(b"<p>Sorry", status=status))

    is_gone = status[:3] in {"404", "410"}
    assert reason == (Reason.GONE if is_gone else Reason.NOT_REACHED)
    assert detail in {"404 Not Found", "410 Gone", "403 Forbidden", "500 Internal Server Error"}


def test_a_redirect_is_followed_to_its_end_whichever_kind_it_is() -> None:
    routes = {
        "/1": redirect("/2", "301 Moved Permanently"),
        "/2": redirect("3?q=ü", "302 Found"),
        "/3": redirect("/4", "303 See Other"),
        "/4": redirect("/5", "307 Temporary Redirect"),
        "/5": redirect("/6#part", "308 Permanent Redirect"),
        "/6": page(b"there"),
    }

    with Server(routes) as server:
        response = fetch(f"{server.uri}/1")

    assert (response.uri, response.final_uri) == (f"{server.uri}/1", f"{server.uri}/6")
    assert response.body == b"there"
    assert server.paths[2] == "/3?q=%C3%BC"


def test_redirects_in_a_circle_end() -> None:
    with Server({"/": redirect("/")}) as server:
        assert failure(server.uri) == (Reason.NOT_REACHED, "redirects more than 5 times")

    assert server.connections == 6


@pytest.mark.parametrize(
    ("to", "detail"),
    [
        ("file:///etc/passwd", "refused: only http and https are read, not file"),
        ("http://10.0.0.7/", "refused: private address 10.0.0.7"),
        ("http://0x0a000007/", "refused: private address 10.0.0.7"),
        ("//[fd00:0::7]/", "refused: private address fd00::7"),
        ("http://169.254.169.254/latest", "refused: private address 169.254.169.254"),
        ("http://me:pw@news.example/", "refused: the address holds a user name or a password"),
    ],
)
def test_each_redirect_is_vetted_again(to: str, detail: str) -> None:
    assert failed(redirect(to)) == (Reason.REFUSED, detail)


def test_a_redirect_that_names_no_place_is_told() -> None:
    assert failed(page(status="301 Moved")) == (
        Reason.NOT_REACHED,
        "301 Moved Permanently, and does not say where to",
    )


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(SourceError) as caught:
        fetch("https://me:secret@news.example/")

    assert caught.value.reason == Reason.REFUSED
    assert "secret" not in str(caught.value)


def test_loopback_is_refused_where_the_settings_do_not_allow_it() -> None:
    with Server({"/": page(b"private")}) as server:
        assert failure(server.uri, client(replace(LOOPBACK, allow_private=()))) == (
            Reason.REFUSED,
            "refused: private address 127.0.0.1",
        )

    assert server.connections == 0


def test_a_name_server_that_changes_its_mind_gains_no_connection() -> None:
    answers = [("93.184.216.34",), ("127.0.0.1",)]
    asked: list[str] = []
    dialed: list[str] = []

    def resolve(host: str, port: int) -> tuple[str, ...]:
        asked.append(host)
        return answers[min(len(asked), 2) - 1]

    with Server({"/": page(b"public")}) as public, Server({"/": page(b"secret")}) as private:

        def dial(machine: str, port: int, timeout_s: float) -> socket.socket:
            dialed.append(machine)
            place = public.port if machine == "93.184.216.34" else private.port
            return connect("127.0.0.1", place, timeout_s)

        world = replace(WORLD, resolve=resolve, connect=dial)
        by = client(replace(LOOPBACK, allow_private=()), world)
        first = fetch("http://rebind.example/", by)
        second = failure("http://rebind.example/", by)

    assert first.body == b"public"
    assert second == (Reason.REFUSED, "refused: private address 127.0.0.1")
    assert (asked, dialed) == (["rebind.example"] * 2, ["93.184.216.34"])
    assert (public.connections, private.connections) == (1, 0)


def test_a_name_with_one_dead_machine_is_asked_at_the_next() -> None:
    with Server({"/": page(b"alive")}) as server:

        def dial(machine: str, port: int, timeout_s: float) -> socket.socket:
            if machine == "8.8.8.8":
                raise OSError("no route to host")
            return connect("127.0.0.1", server.port, timeout_s)

        world = replace(WORLD, resolve=lambda *_: ("8.8.8.8", "8.8.4.4"), connect=dial)

        assert fetch("http://two.example/", client(LOOPBACK, world)).body == b"alive"


def test_an_unknown_name_and_a_closed_port_are_told() -> None:
    def unknown(host: str, port: int) -> tuple[str, ...]:
        raise OSError(-2, "Name or service not known")

    with Server({}) as server:
        closed = server.uri

    assert failure("http://no.example/", client(LOOPBACK, replace(WORLD, resolve=unknown))) == (
        Reason.NOT_REACHED,
        "no.example is not known (Name or service not known)",
    )
    assert failure(closed) == (Reason.NOT_REACHED, "cannot connect (Connection refused)")


def named(server: Server) -> World:
    """Give a world in which news.test is that server, and trusted."""

    def dial(machine: str, port: int, timeout_s: float) -> socket.socket:
        return connect(machine, server.port, timeout_s)

    return replace(WORLD, resolve=lambda *_: ("127.0.0.1",), connect=dial, tls=trusting_the_test)


def test_tls_and_the_host_header_go_by_name_though_we_connect_by_number() -> None:
    with Server({"/": page(b"safe")}, tls=True) as server:
        response = fetch("https://news.test/", client(LOOPBACK, named(server)))

    assert response.body == b"safe"
    assert server.names == ["news.test"]
    assert "\r\nHost: news.test\r\n" in server.heads[0]


def test_a_certificate_of_another_name_or_of_nobody_is_not_taken() -> None:
    with Server({"/": page(b"")}, tls=True) as server:
        other = failure("https://other.test/", client(LOOPBACK, named(server)))
        world = replace(named(server), tls=World().tls)
        unknown = failure("https://news.test/", client(LOOPBACK, world))

    assert other[1].startswith("its certificate is not valid: Hostname mismatch")
    assert unknown[1] == "its certificate is not valid: self-signed certificate"
    assert server.heads == []


def test_plain_http_where_tls_is_expected_is_told() -> None:
    with Server({"/": page(b"")}) as server:
        reason, detail = failure("https://news.test/", client(LOOPBACK, named(server)))

    assert reason == Reason.NOT_REACHED
    assert detail.startswith("no secure connection (")


def test_validators_spare_the_body_of_a_page_that_has_not_changed() -> None:
    reply = page(b"", 'ETag: "2"', status="304 Not Modified")

    with Server({"/": reply}) as server:
        uri = f"{server.uri}/"
        known = Validators(uri=uri, etag='"1"', last_modified="Thu, 15 Jan 2026 06:00:00 GMT")
        response = fetch(uri, validators=known)

    assert response.is_confirmed
    assert 'If-None-Match: "1"\r\n' in server.heads[0]
    assert "If-Modified-Since: Thu, 15 Jan 2026 06:00:00 GMT\r\n" in server.heads[0]


def test_validators_are_shown_to_the_page_that_gave_them_alone() -> None:
    with Server({"/old": redirect("/new"), "/new": page(b"new")}) as server:
        known = Validators(uri=f"{server.uri}/new", etag='"1"', last_modified="")
        fetch(f"{server.uri}/old", validators=known)

    assert ["If-None-Match" in head for head in server.heads] == [False, True]


def test_not_modified_without_being_asked_is_no_document() -> None:
    assert failed(page(status="304 Not Modified")) == (Reason.NOT_REACHED, "304 Not Modified")


def test_a_validator_cannot_smuggle_a_header_into_the_next_question() -> None:
    first = page(b"", 'ETag: "1"\r\n X-Evil: 1\r\n\tX-Worse: 2', "Last-Modified: gestern früh")

    with Server({"/": in_turn(first, page(b""))}) as server:
        visit = Visit.of(fetch(f"{server.uri}/"), now=NOW)
        fetch(f"{server.uri}/", validators=visit.validators)

    assert 'If-None-Match: "1" X-Evil: 1 X-Worse: 2\r\n' in server.heads[1]
    assert "If-Modified-Since" not in server.heads[1]


def test_a_proxy_of_the_settings_is_used_for_http() -> None:
    with Server({"http://news.example/a": page(b"by proxy")}) as proxy:
        by = client(replace(LOOPBACK, proxy=proxy.uri))
        response = fetch("http://news.example/a", by)

    assert response.body == b"by proxy"
    assert "\r\nHost: news.example\r\n" in proxy.heads[0]


def test_a_proxy_passes_tls_on_to_the_host_of_that_name() -> None:
    with Server({"news.test:443": tunnel(page(b"safe"))}) as proxy:
        settings = replace(LOOPBACK, proxy=proxy.uri)
        by = client(settings, replace(WORLD, tls=trusting_the_test))

        assert fetch("https://news.test/", by).body == b"safe"


def test_a_proxy_that_will_not_pass_tls_on_is_told() -> None:
    with Server({"news.example:443": page(status="403 Forbidden")}) as proxy:
        by = client(replace(LOOPBACK, proxy=proxy.uri))

        assert failure("https://news.example/", by) == (
            Reason.NOT_REACHED,
            "the proxy answers 403",
        )

    assert proxy.heads[0].startswith("CONNECT news.example:443 HTTP/1.1\r\n")


def test_a_private_number_is_refused_through_a_proxy_too() -> None:
    with Server({}) as proxy:
        by = client(replace(LOOPBACK, proxy=proxy.uri))

        assert failure("http://10.0.0.7/", by)[0] == Reason.REFUSED

    assert proxy.connections == 0


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with Server({"/": page(b"direct")}) as server, Server({}) as proxy:
        monkeypatch.setenv("http_proxy", proxy.uri)
        monkeypatch.setenv("ALL_PROXY", proxy.uri)

        assert fetch(server.uri).body == b"direct"

    assert proxy.connections == 0


def test_a_proxy_that_is_none_is_a_fault_of_the_settings() -> None:
    with pytest.raises(SettingsError, match=r"fetch\.proxy: "):
        client(replace(LOOPBACK, proxy="socks5://127.0.0.1:9"))


def test_a_closed_client_fetches_no_more() -> None:
    with Server({"/": page(b"")}) as server:
        by = client()
        by.close()

        assert failure(server.uri, by) == (Reason.NOT_REACHED, "the run was stopped")

    assert server.connections == 0


def test_offline_every_request_is_refused() -> None:
    with pytest.raises(SourceError) as caught:
        Offline().fetch(Request(uri="https://me:pw@news.example/", now=NOW))

    assert caught.value.reason == Reason.REFUSED
    assert str(caught.value) == (
        "https://…@news.example/: refused: offline, and it was not fetched before"
    )
