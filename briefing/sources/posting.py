"""Calls over HTTP, and lines to mail servers, for those who deliver.

They take the same wires as what is fetched: each machine vetted, one deadline over all.
A redirect is not followed, since it could lead a secret to somebody else. Nothing that
a server says is shown: it may say what it was told.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import TYPE_CHECKING, BinaryIO, cast

from briefing import __version__
from briefing.errors import SettingsError
from briefing.parcels import CallError, Question, Reply, Server
from briefing.sources.addresses import Address, FetchError, parse
from briefing.sources.exchange import header
from briefing.sources.robots import PRODUCT
from briefing.sources.turns import seconds_asked
from briefing.sources.vetting import Allowed, allowed
from briefing.sources.wire import Deadline, Route, Wire, World, dial

if TYPE_CHECKING:
    import socket
    import ssl
    from pathlib import Path

_ANSWER_ROOM = 262_144  # bytes for the status line and all headers
_NO_ADDRESS = (
    "the address cannot be used; write one such as https://example.org/hook, without user name "
    "and password in it"
)


def caller(world: World, *, proxy: str, now: datetime) -> Callable[[Question], Reply]:
    """Give what calls over HTTP: by the proxy, where one is named, but for private hosts.

    Raises:
        SettingsError: the proxy has no address.
    """
    try:
        way = parse(proxy) if proxy else None
    except FetchError as failure:
        raise SettingsError(f"fetch.proxy: {failure.detail}") from failure
    return partial(_call, world=world, proxy=way, now=now)


def _call(question: Question, *, world: World, proxy: Address | None, now: datetime) -> Reply:
    try:
        address = parse(question.url)
    except FetchError:
        raise CallError(_NO_ADDRESS) from None
    allow = allowed(question.allow_private)
    is_private = address.host in allow.hosts or (address.machine and allow.has(address.machine))
    route = Route(allow=allow, proxy=None if is_private else proxy)
    wire = _dialed(address, route, world, question)
    try:
        with closing(wire):
            return _answered(wire, address, question, route=route, now=now)
    except TimeoutError:
        raise CallError(wire.late().detail, is_sent=True) from None
    except FetchError as error:
        raise CallError(error.detail, is_sent=True) from None
    except (OSError, HTTPException, ValueError) as error:
        # Not in its own words, which may be the server's.
        kind = type(error).__name__
        raise CallError(f"no proper answer ({kind})", is_sent=True) from None


def _answered(
    wire: Wire, address: Address, question: Question, *, route: Route, now: datetime
) -> Reply:
    wire.most = _ANSWER_ROOM
    connection = HTTPConnection("unused")  # the wire is connected; the Host header is given
    connection.sock = cast("socket.socket", wire)
    whole = route.proxy is not None and address.scheme == "http"
    own = {"Host": address.netloc, "User-Agent": f"{PRODUCT}/{__version__}", "Connection": "close"}
    target = address.uri if whole else address.target
    connection.request(question.method, target, question.body, {**own, **question.headers})
    with HTTPResponse(cast("socket.socket", wire), method=question.method) as response:
        response.begin()
        told = tuple(response.getheaders())
        asked = seconds_asked(header(told, "retry-after"), told_at=header(told, "date"), now=now)
        return Reply(status=response.status, retry_after_s=asked)


def _dialed(address: Address, route: Route, world: World, question: Question) -> Wire:
    late = f"no answer within {question.timeout_s:g} s"
    deadline = Deadline(clock=world.clock, at=world.clock() + question.timeout_s, missed=late)
    try:
        return dial(address, route, _trusting(world, question.ca_file), deadline)
    except FetchError as error:
        is_refused = "private address" in error.detail
        advice = "; if it is yours, name it in allow_private" if is_refused else ""
        raise CallError(f"{error.detail}{advice}") from None


def _trusting(world: World, ca_file: Path | None) -> World:
    def tls() -> ssl.SSLContext:
        context = world.tls()
        if ca_file:
            try:
                context.load_verify_locations(ca_file)
            except (OSError, ValueError):
                raise CallError(f"ca_file: {ca_file} cannot be read, or is no PEM file") from None
        return context

    return replace(world, tls=tls)


def line_to(server: Server, *, world: World) -> MailLine:
    """Connect to a mail server.

    Its machine may be private: it is named in the settings, and by nobody else.

    Raises:
        CallError: it is unknown, cannot be reached, or its certificate is not valid.
    """
    host = server.host.lower()
    scheme = "https" if server.is_tls else "http"
    address = Address(scheme=scheme, host=host, port=server.port, target="")
    late = f"no answer within {server.timeout_s:g} s"
    deadline = Deadline(clock=world.clock, at=world.clock() + server.timeout_s, missed=late)
    trusting = _trusting(world, server.ca_file)
    try:
        # By number too, since a number's host is compared as it is written.
        everywhere = allowed(("0.0.0.0/0", "::/0"))
        route = Route(allow=Allowed(networks=everywhere.networks), proxy=None)
        wire = dial(address, route, trusting, deadline)
    except FetchError as error:
        raise CallError(error.detail) from None
    wire.most = _ANSWER_ROOM
    return MailLine(wire=wire, host=host, world=trusting)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailLine:
    """A wire as `smtplib` takes it, whose faults are OSErrors."""

    wire: Wire
    host: str
    world: World

    def sendall(self, data: bytes) -> None:
        """Send everything within the deadline."""
        try:
            self.wire.sendall(data)
        except FetchError as error:
            raise TimeoutError(error.detail) from None

    def makefile(self, mode: str = "rb") -> BinaryIO:
        """Give what comes in as a file."""
        assert mode == "rb"  # noqa: S101  # all that smtplib asks for
        return cast("BinaryIO", io.BufferedReader(_Incoming(self.wire)))

    def close(self) -> None:
        """Hang up."""
        self.wire.close()

    def secure(self) -> None:
        """Go on in TLS with the server of that name."""
        with ExitStack() as stack:
            stack.callback(self.wire.close)
            self.wire.secure(self.world.tls(), self.host)
            stack.pop_all()


class _Incoming(io.RawIOBase):
    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, room: memoryview) -> int:  # type: ignore[override]  # all that is given
        try:
            return self._wire.receive(room)
        except FetchError as error:
            raise TimeoutError(error.detail) from None
