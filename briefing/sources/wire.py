"""One connection, and its one deadline: names, numbers, TLS, every byte in and out.

A timeout for each read does not stop a server that drips; here each step is given what
is left of one total. The connection goes to the very number that was vetted, so that a
name server which changes its mind gains nothing; TLS still asks for the name.
"""

from __future__ import annotations

import io
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from http.client import HTTPException, HTTPResponse
from ipaddress import ip_address
from queue import Empty, SimpleQueue
from typing import TypeVar, cast

import certifi

from briefing.model import Reason
from briefing.sources.addresses import Address, FetchError, Machine, shown
from briefing.sources.vetting import Allowed, vet

Result = TypeVar("Result")


def ask_system(host: str, port: int) -> Sequence[str]:
    """Ask the system's resolver for the numbers of a host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(place[0]) for *_, place in found))


def connect(machine: str, port: int, timeout_s: float) -> socket.socket:
    """Connect to a machine by its number."""
    kind = socket.AF_INET6 if ":" in machine else socket.AF_INET
    plug = socket.socket(kind, socket.SOCK_STREAM)
    try:
        plug.settimeout(timeout_s)
        plug.connect((machine, port))
    except BaseException:
        plug.close()
        raise
    return plug


def trust_system_and_mozilla() -> ssl.SSLContext:
    """Check certificates by the system's authorities, and Mozilla's: some have none."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What the client needs of the world: seconds, waiting, names, connections, trust."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    resolve: Callable[[str, int], Sequence[str]] = ask_system
    connect: Callable[[str, int, float], socket.socket] = connect
    tls: Callable[[], ssl.SSLContext] = trust_system_and_mozilla


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A moment of the clock by which all must be done, and how it is told if it is not."""

    clock: Callable[[], float]
    at: float
    missed: str

    def left(self) -> float:
        """Give the seconds that are left, always more than 0.

        Raises:
            FetchError: there are none.
        """
        left = self.at - self.clock()
        if left <= 0:
            raise self.failure()
        return left

    def failure(self) -> FetchError:
        """Give the failure that says the deadline was missed."""
        return FetchError(Reason.NOT_REACHED, self.missed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """What way requests take: which private machines are allowed, and by which proxy."""

    allow: Allowed
    proxy: Address | None


class Wire:
    """A connected socket that keeps the deadline and counts what comes in.

    It offers the two methods of a socket that `http.client` uses.
    """

    def __init__(self, plug: socket.socket, deadline: Deadline) -> None:
        self._plug = plug
        self._deadline = deadline
        self.most = 0  # bytes that may come in; whoever reads raises it

    def sendall(self, data: bytes) -> None:
        """Send everything within the deadline."""
        self._plug.settimeout(self._deadline.left())
        self._plug.sendall(data)

    def makefile(self, _mode: str = "rb") -> io.BufferedReader:
        """Give what comes in as a file."""
        return io.BufferedReader(_Incoming(self), buffer_size=16_384)

    def receive(self, room: memoryview) -> int:
        """Take what is there into `room`, waiting no longer than the deadline."""
        self._plug.settimeout(self._deadline.left())
        count = self._plug.recv_into(room)
        self.most -= count
        if self.most < 0:
            raise FetchError(Reason.TOO_LARGE, "sends more than max_bytes and headers may have")
        return count

    def late(self) -> FetchError:
        """Give the failure that says the deadline was missed."""
        return self._deadline.failure()

    def close(self) -> None:
        """Hang up."""
        self._plug.close()

    def secure(self, context: ssl.SSLContext, host: str) -> None:
        """Go on in TLS with the host of that name."""
        # The time of a handshake is counted in all, not by read: CPython does so itself.
        self._plug.settimeout(self._deadline.left())
        self._plug = context.wrap_socket(self._plug, server_hostname=host)


class _Incoming(io.RawIOBase):
    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, room: memoryview) -> int:  # type: ignore[override]  # all that is given
        return self._wire.receive(room)


def dial(address: Address, route: Route, world: World, deadline: Deadline) -> Wire:
    """Connect to the host of an address, after vetting it; `https` is secured.

    Raises:
        FetchError: it is refused, unknown, cannot be reached, or not in time.
    """
    wire = Wire(_plug(address, route, world, deadline), deadline)
    with ExitStack() as stack:
        stack.callback(wire.close)
        if address.scheme == "https":
            _secure(wire, address, route, world)
        stack.pop_all()
    return wire


def _secure(wire: Wire, address: Address, route: Route, world: World) -> None:
    try:
        if route.proxy:
            _tunnel(wire, address)
        wire.secure(world.tls(), address.host)
    except TimeoutError as error:
        raise wire.late() from error
    except ssl.SSLCertVerificationError as error:
        detail = f"its certificate is not valid: {shown(error.verify_message)}"
        raise FetchError(Reason.NOT_REACHED, detail) from error
    except (OSError, HTTPException, ValueError) as error:
        detail = f"no secure connection ({_problem(error)})"
        raise FetchError(Reason.NOT_REACHED, detail) from error


def _plug(address: Address, route: Route, world: World, deadline: Deadline) -> socket.socket:
    target = route.proxy or address
    numbers = _numbers(target, world, deadline)
    if route.proxy:
        # The proxy resolves names, so only a number can be vetted here.
        if address.machine:
            vet(address.host, [address.machine], route.allow)
        machines: tuple[Machine, ...] = numbers
    else:
        machines = vet(address.host, numbers, route.allow)
    return _first_that_answers(machines, target.port, world, deadline)


def _numbers(address: Address, world: World, deadline: Deadline) -> tuple[Machine, ...]:
    if address.machine:
        return (address.machine,)
    try:
        found = _within(deadline, partial(world.resolve, address.host, address.port))
    except (OSError, UnicodeError) as error:
        problem = f"{address.host} is not known ({_problem(error)})"
        raise FetchError(Reason.NOT_REACHED, problem) from error
    return tuple(map(ip_address, found))


def _first_that_answers(
    machines: Sequence[Machine], port: int, world: World, deadline: Deadline
) -> socket.socket:
    failure = FetchError(Reason.NOT_REACHED, "no address")
    for at, machine in enumerate(machines):
        # One that never answers must leave time for the next.
        share = deadline.left() / (len(machines) - at)
        try:
            return world.connect(str(machine), port, share)
        except TimeoutError:
            failure = deadline.failure()
        except OSError as error:
            failure = FetchError(Reason.NOT_REACHED, f"cannot connect ({_problem(error)})")
    raise failure


def _within(deadline: Deadline, work: Callable[[], Result]) -> Result:
    """Wait for what knows no deadline, such as the system's resolver, or leave it alone."""
    answers: SimpleQueue[Result | BaseException] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(work())
        except BaseException as error:  # it is raised below, in the thread that waits
            answers.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=deadline.left())
    except Empty:
        raise deadline.failure() from None
    if isinstance(answer, BaseException):
        raise answer
    return answer


def _tunnel(wire: Wire, address: Address) -> None:
    """Have the proxy pass bytes on to the host."""
    name = f"[{address.host}]" if ":" in address.host else address.host
    wire.most = 65_536
    place = f"{name}:{address.port}"
    wire.sendall(f"CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n\r\n".encode("ascii"))
    answer = HTTPResponse(cast("socket.socket", wire), method="CONNECT")
    answer.begin()
    if answer.status != 200:  # noqa: PLR2004  # OK
        raise FetchError(Reason.NOT_REACHED, f"the proxy answers {answer.status}")


def _problem(error: BaseException) -> str:
    return shown((error.strerror if isinstance(error, OSError) else "") or str(error) or "no word")
