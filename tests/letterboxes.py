"""Recipients on the loopback address: web servers and mail servers that keep what arrives."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from servers import CERTIFICATE


@dataclass(frozen=True, slots=True)
class Asked:
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


Answer = tuple[int, Mapping[str, str]]  # status and headers
GOOD: Answer = (200, {})


@dataclass
class Hook:
    """A web server: it gives the answers in turn, the last one for ever, and echoes what it got."""

    answers: list[Answer | Callable[[Asked], Answer]] = field(default_factory=lambda: [GOOD])
    asked: list[Asked] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        chosen = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return chosen if isinstance(chosen, tuple) else chosen(asked)


@contextlib.contextmanager
def hook(*answers: Answer | Callable[[Asked], Answer]) -> Iterator[Hook]:
    kept = Hook(answers=list(answers) or [GOOD])

    class Handler(BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline(65_537)
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked = Asked(self.command, self.path, dict(self.headers), body)
            status, headers = kept.answer(asked)
            if status == HANG_UP:
                self.close_connection = True
                return
            if status == NO_HTTP:
                self.wfile.write(f"{self.path} {self.headers}\r\n".encode())
                self.close_connection = True
                return
            echo = f"{self.path} {self.headers}".encode() + body
            # The status line is the server's, too.
            self.send_response(status, self.path.replace("\r", ""))
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("X-Echo", self.headers.get("Authorization", ""))
            self.end_headers()
            self.wfile.write(echo)
            self.close_connection = True

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()


HANG_UP, NO_HTTP = 0, -1


def hang_up(_asked: Asked) -> Answer:
    """Take the question and close the connection without a word."""
    return (HANG_UP, {})


def babble(_asked: Asked) -> Answer:
    """Answer with what was said, and not in HTTP."""
    return (NO_HTTP, {})


@dataclass
class Post:
    """A mail server: `letters` are what it took, with the recipient of each."""

    port: int
    letters: list[tuple[str, EmailMessage]] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    was_secured: list[bool] = field(default_factory=list)


@dataclass
class _Handler:
    post: Post
    refused: str = ""
    at_data: Callable[[], str] | None = None

    async def handle_RCPT(  # noqa: N802, PLR0917
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address == self.refused:
            return f"550 5.1.1 nobody here; you said {self.post.logins}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        body = envelope.content
        assert isinstance(body, bytes)
        letter = message_from_bytes(body, policy=default)
        assert isinstance(letter, EmailMessage)
        self.post.letters.append((envelope.rcpt_tos[0], letter))
        secured = server.transport and server.transport.get_extra_info("ssl_object")
        self.post.was_secured.append(bool(secured))
        return self.at_data() if self.at_data else "250 2.0.0 taken"


@contextlib.contextmanager
def mail_server(
    *,
    password: str = "",
    refused: str = "",
    starttls: bool = False,
    tls: bool = False,
    at_data: Callable[[], str] | None = None,
    certificate: Path = CERTIFICATE,
) -> Iterator[Post]:
    """Take mail on the loopback address, with STARTTLS or TLS where asked for."""
    post = Post(port=0)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def log_in(  # noqa: PLR0917
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: LoginPassword
    ) -> AuthResult:
        words = (given.login.decode(), given.password.decode())
        post.logins.append(words)
        return AuthResult(success=words[1] == password, handled=False)

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        post.port = probe.getsockname()[1]
    server = Controller(
        _Handler(post, refused, at_data),
        hostname="127.0.0.1",
        port=post.port,
        server_hostname="news.test",
        tls_context=context if starttls else None,
        ssl_context=context if tls else None,
        require_starttls=starttls,
        authenticator=log_in if password else None,
        auth_require_tls=False,
    )
    server.start()
    try:
        yield post
    finally:
        server.stop(no_assert=True)
