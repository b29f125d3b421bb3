"""Web servers on the loopback address that behave, and misbehave, as a test says.

They speak in bytes, not in HTTP, so that they can be wrong in every way.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from briefing.settings import FetchSettings
from briefing.sources.http import Client
from briefing.sources.wire import World

Reply = Callable[[socket.socket], None]

CERTIFICATE = Path(__file__).parent / "news_test.pem"


def page(body: bytes = b"", *headers: str, status: str = "200 OK") -> Reply:
    """Answer as a server should."""
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return raw("\r\n".join([*head, "", ""]).encode() + body)


def redirect(to: str, status: str = "302 Found") -> Reply:
    return page(b"", f"Location: {to}", status=status)


def raw(data: bytes) -> Reply:
    """Answer with these bytes, whatever they mean."""
    return lambda plug: plug.sendall(data)


def chunked(*chunks: bytes, headers: str = "") -> Reply:
    """Answer in chunks; the last one, which ends the body, has to be given too."""
    body = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
    return raw(f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n{headers}\r\n".encode() + body)


def drip(data: bytes, *, every_s: float) -> Reply:
    """Answer byte by byte, until the other side hangs up."""

    def reply(plug: socket.socket) -> None:
        pause = threading.Event()
        for byte in data:
            plug.sendall(bytes([byte]))
            pause.wait(every_s)

    return reply


def silence(plug: socket.socket) -> None:
    """Take the question and never answer; ends when the other side hangs up."""
    while plug.recv(4_096):
        pass


def tunnel(reply: Reply) -> Reply:
    """Answer as a proxy that leads to a server with TLS, which answers so."""

    def pass_on(plug: socket.socket) -> None:
        plug.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with _context().wrap_socket(plug, server_side=True) as secure:
            _head(secure)
            reply(secure)

    return pass_on


def in_turn(*replies: Reply) -> Reply:
    """Answer differently each time; the last answer stays."""
    left = list(replies)

    def reply(plug: socket.socket) -> None:
        chosen = left.pop(0) if len(left) > 1 else left[0]
        chosen(plug)

    return reply


class Server:
    """A server of some paths; `heads` are the questions that it was asked, in order."""

    def __init__(self, routes: Mapping[str, Reply], *, tls: bool = False) -> None:
        self._routes = routes
        self._tls = _context() if tls else None
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.heads: list[str] = []
        self.connections = 0
        self.names: list[str | None] = []  # that TLS asked for
        self.asked = threading.Event()  # for anything but robots.txt

    @property
    def uri(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order, but for robots.txt."""
        asked = [head.split(" ")[1] for head in self.heads]
        return [path for path in asked if path != "/robots.txt"]

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # Closing alone does not wake `accept` up everywhere.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                plug, _ = self._listener.accept()
                self.connections += 1
                threading.Thread(target=self._talk, args=(plug,), daemon=True).start()

    def _talk(self, plain: socket.socket) -> None:
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            plug = stack.enter_context(plain)
            if self._tls:
                self._tls.sni_callback = lambda _, name, __: self.names.append(name)
                plug = stack.enter_context(self._tls.wrap_socket(plug, server_side=True))
            head = _head(plug)
            if not head.strip():
                return  # they hung up without a word
            self.heads.append(head)
            path = head.split(" ")[1].partition("?")[0]
            if path != "/robots.txt":
                self.asked.set()
            self._routes.get(path, page(b"", status="404 Not Found"))(plug)


def _head(plug: socket.socket) -> str:
    head = plug.recv(1)
    if head == b"\x16":
        return "TLS hello"
    while not head.endswith(b"\r\n\r\n"):
        head += plug.recv(1) or b"\r\n\r\n"
    return head.decode("latin-1")


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def trusting_the_test() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(CERTIFICATE))


class Waits:
    """Stands for sleeping: notes how long it would have been."""

    def __init__(self) -> None:
        self.seconds: list[int] = []

    def __call__(self, seconds: float) -> None:
        self.seconds.append(round(seconds))


def never_resolve(host: str, port: int) -> tuple[str, ...]:
    raise AssertionError(f"a test must not look up {host}")


LOOPBACK = FetchSettings(
    timeout_s=5.0, pause_s=0.0, robots=False, allow_private=("127.0.0.1",), max_bytes=100_000
)
WORLD = World(resolve=never_resolve, sleep=Waits())


def client(settings: FetchSettings = LOOPBACK, world: World = WORLD) -> Client:
    return Client(settings, world)
