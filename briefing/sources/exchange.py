"""One question and one answer over one wire: a GET, its status, headers and body."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, IncompleteRead
from typing import cast

from briefing.model import Reason
from briefing.sources.addresses import Address, FetchError, shown
from briefing.sources.compression import ACCEPTED, STEP, opened
from briefing.sources.wire import Wire

Headers = tuple[tuple[str, str], ...]

_ENCODING = "content-encoding"
_HEADER_ROOM = 262_144  # bytes for the status line and all headers


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said; the body is there for a success only, and decoded."""

    status: int
    headers: Headers
    body: bytes

    @property
    def is_success(self) -> bool:
        """Whether the body is what was asked for."""
        return self.status // 100 == 2  # noqa: PLR2004  # the class of the status

    @property
    def line(self) -> str:
        """The status in words, those of the standard and not the server's."""
        try:
            return f"{self.status} {HTTPStatus(self.status).phrase}"
        except ValueError:
            return str(self.status)

    def header(self, name: str) -> str:
        """Give the first header of that name, on one line; empty where there is none."""
        return header(self.headers, name)


def header(headers: Headers, name: str) -> str:
    """Give the first header of that name, on one line; empty where there is none."""
    values = (value for key, value in headers if key.lower() == name.lower())
    # A header may be folded: sent back as it is, a line break would begin another header.
    return " ".join(next(values, "").split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How many bytes of a body are taken: what is longer is refused, or cut where asked."""

    max_bytes: int
    is_cut: bool = False

    @property
    def failure(self) -> FetchError:
        """The failure that says the body is too long."""
        return FetchError(Reason.TOO_LARGE, f"is larger than max_bytes = {self.max_bytes:,}")


def ask(
    wire: Wire, address: Address, headers: Mapping[str, str], bounds: Bounds, *, whole: bool
) -> Answer:
    """Ask for an address over a wire, and hang up; `whole` names it in full, for a proxy.

    Raises:
        FetchError: the answer is no HTTP, broken, cut off, too long, or late.
    """
    try:
        with closing(wire):
            return _asked(wire, address.uri if whole else address.target, headers, bounds)
    except TimeoutError as error:
        raise wire.late() from error
    except IncompleteRead as error:
        raise _cut_off() from error
    except (OSError, HTTPException, ValueError) as error:
        # ValueError: http.client's, for chunks of a length below 0 and the like.
        problem = shown(str(error) or type(error).__name__)
        raise FetchError(Reason.NOT_REACHED, f"no proper answer ({problem})") from error


def _asked(wire: Wire, target: str, headers: Mapping[str, str], bounds: Bounds) -> Answer:
    wire.most = _HEADER_ROOM
    connection = HTTPConnection("unused")  # the wire is connected; the Host header is given
    connection.sock = cast("socket.socket", wire)
    connection.request("GET", target, headers={**headers, "Accept-Encoding": ACCEPTED})
    # Not `connection.getresponse`: that hangs up before the body is read.
    with HTTPResponse(cast("socket.socket", wire), method="GET") as response:
        response.begin()
        told = tuple((name, _text(value)) for name, value in response.getheaders())
        answer = Answer(status=response.status, headers=told, body=b"")
        if not answer.is_success:
            return answer
        wire.most = _HEADER_ROOM + bounds.max_bytes
        return Answer(status=answer.status, headers=told, body=_body(response, answer, bounds))


def _body(response: HTTPResponse, answer: Answer, bounds: Bounds) -> bytes:
    if (response.length or 0) > bounds.max_bytes and not bounds.is_cut:
        raise bounds.failure
    encodings = ",".join(value for key, value in answer.headers if key.lower() == _ENCODING)
    taken = bytearray()
    for step in opened(_chunks(response), encodings):
        taken += step
        if len(taken) > bounds.max_bytes:
            if bounds.is_cut:
                return bytes(taken[: bounds.max_bytes])
            raise bounds.failure
    return bytes(taken)


def _chunks(response: HTTPResponse) -> Iterator[bytes]:
    while chunk := response.read(STEP):
        yield chunk
    if response.length:
        raise _cut_off()


def _cut_off() -> FetchError:
    return FetchError(Reason.UNREADABLE, "the connection was closed before the end of the body")


def _text(value: str) -> str:
    """Read a header as UTF-8 where it is; http.client reads all as Latin-1."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value
