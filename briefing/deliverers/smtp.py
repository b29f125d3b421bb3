"""By mail: the letter of the format `eml`, one for each recipient, with what goes with it.

Its Message-ID is the digest of what it says and of whom it goes to, so that servers and
programs which look for letters that they have can tell a second copy.
"""

from __future__ import annotations

import re
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from typing import cast

from briefing.deliverers.credentials import secret
from briefing.deliverers.digests import key_of
from briefing.errors import DeliveryError
from briefing.parcels import CallError, Line, Means, Parcel, Server
from briefing.settings import DeliverSettings

_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_READY = 220
_OK = {250, 251}
_BUSY = 4  # the class of the status: not now
_DETAILED = re.compile(rb"\b[245]\.\d{1,3}\.\d{1,3}\b")


def smtp(settings: DeliverSettings, means: Means) -> Smtp:
    """Deliver by mail."""
    return Smtp(settings=settings, means=means)


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """Sends a letter to each recipient, each over a connection of its own."""

    settings: DeliverSettings
    means: Means
    is_repeatable: bool = True

    @property
    def recipients(self) -> tuple[str, ...]:
        """The mail addresses."""
        return self.settings.recipients

    @property
    def formats(self) -> tuple[str, ...]:
        """The letter itself, then what is attached."""
        return ("eml", *(name for name in self.settings.formats if name != "eml"))

    def describe(self, parcel: Parcel, recipient: str) -> tuple[str, ...]:
        """Say which letter would be sent."""
        mail, server = letter(parcel, self.settings, recipient), self._server()
        names = ", ".join(one.filename for one in parcel.files[1:]) or "nothing attached"
        return (
            f"mail to {recipient} by {server.host}:{server.port} ({self.settings.security}), "
            f"{len(mail.as_bytes()):,} bytes, {names}",
            f"Subject: {mail['Subject']}",
            f"Message-ID: {mail['Message-ID']}",
        )

    def send(self, parcel: Parcel, recipient: str) -> bool:
        """Send it."""
        body = letter(parcel, self.settings, recipient).as_bytes()
        password = secret(self.settings, "password", self.means)
        with self._connected() as client:
            self._greet(client)
            if password:
                self._log_in(client, password)
            self._post(client, recipient, body)
        return True

    def probe(self) -> None:
        """Connect and log in, and send nothing.

        Raises:
            DeliveryError: one of these fails.
        """
        with self._connected() as client:
            self._greet(client)
            if password := secret(self.settings, "password", self.means):
                self._log_in(client, password)

    def _server(self) -> Server:
        return Server(
            host=self.settings.server,
            port=self.settings.port or _PORTS[self.settings.security],
            is_tls=self.settings.security == "tls",
            timeout_s=self.settings.timeout_s,
            ca_file=self.settings.ca_file,
        )

    @contextmanager
    def _connected(self) -> Iterator[_Client]:
        try:
            line = self.means.dial(self._server())
        except CallError as error:
            raise self._failed(error.detail) from None
        # Not the name of this machine, which is nobody's business.
        client = _Client(line, name=parseaddr(self.settings.sender)[1].rpartition("@")[2])
        try:
            yield client
            with suppress(OSError, smtplib.SMTPException):
                client.quit()  # it has the letter, whatever it says now
        except (OSError, smtplib.SMTPException, ValueError) as error:
            # Its words may be the server's, and the server's may be ours.
            problem = f"the connection failed ({type(error).__name__})"
            raise self._failed(problem, may_have_arrived=client.is_sent) from None
        finally:
            client.close()

    def _greet(self, client: _Client) -> None:
        code, _ = client.getreply()
        if code != _READY:
            raise self._failed(f"the server does not let us in ({code})")
        client.ehlo()
        if self.settings.security != "starttls":
            return
        if not client.has_extn("starttls") or client.docmd("STARTTLS")[0] != _READY:
            advice = 'write security = "tls", or "none" for a server on this machine'
            raise self._failed(f"the server offers no STARTTLS; {advice}")
        try:
            client.secure()
        except (OSError, ValueError) as error:
            problem = f"no secure connection: {_certificate(error)}"
            raise self._failed(problem) from None
        client.ehlo()

    def _log_in(self, client: _Client, password: str) -> None:
        try:
            client.login(self.settings.user, password)
        except smtplib.SMTPAuthenticationError as error:
            problem = f"the server refuses user and password ({error.smtp_code})"
            raise self._failed(problem) from None
        except smtplib.SMTPNotSupportedError:
            problem = "the server offers no way to log in that we know"
            raise self._failed(problem) from None
        except UnicodeError:
            problem = "user or password hold letters beyond ASCII, which it cannot be told"
            raise self._failed(problem) from None

    def _post(self, client: _Client, recipient: str, body: bytes) -> None:
        client.ehlo_or_helo_if_needed()
        size = [f"size={len(body)}"] if client.has_extn("size") else []
        sender = parseaddr(self.settings.sender)[1]
        self._accepted(client.mail(sender, size), f"the sender {sender}")
        self._accepted(client.rcpt(recipient), "the recipient")
        client.is_sent = True
        try:
            answer = client.data(body)
        except smtplib.SMTPDataError as error:
            answer = error.smtp_code, cast("bytes", error.smtp_error)
        self._accepted(answer, "the letter")

    def _accepted(self, answer: tuple[int, bytes], what: str) -> None:
        """Go on if the server does; its code is told, and not its words."""
        code, words = answer
        if code in _OK:
            return
        detail = _DETAILED.search(words)
        told = f"{code} {detail[0].decode()}" if detail else str(code)
        now = " for now" if code // 100 == _BUSY else ""
        raise self._failed(f"the server refuses {what}{now} ({told})")

    def _failed(self, problem: str, *, may_have_arrived: bool = False) -> DeliveryError:
        return DeliveryError(self.settings.label, problem, may_have_arrived=may_have_arrived)


class _Client(smtplib.SMTP):
    """`smtplib` over a line of ours, which knows deadlines and certificates."""

    def __init__(self, line: Line, *, name: str) -> None:
        super().__init__(local_hostname=name)
        self._line = line
        self.sock = line  # type: ignore[assignment]  # all that is asked of it
        self.is_sent = False  # whether the letter may be in the server's hands

    def secure(self) -> None:
        """Go on in TLS, and forget all that was said before."""
        self._line.secure()
        # What somebody slipped in behind the answer to STARTTLS waits in this buffer.
        self.file = None
        self.helo_resp = self.ehlo_resp = None
        self.esmtp_features = {}
        self.does_esmtp = False


def letter(parcel: Parcel, settings: DeliverSettings, recipient: str) -> EmailMessage:
    """Make the letter to one recipient; the same parcel gives the same bytes."""
    eml, *attached = parcel.files
    mail = message_from_bytes(eml.body, policy=SMTP)
    digest = key_of(parcel, settings.sender, recipient)
    name, address = parseaddr(settings.sender)
    del mail["X-Unsent"], mail["Message-ID"]
    mail["Message-ID"] = f"<{digest[:40]}@{address.rpartition('@')[2]}>"
    mail["From"] = Address(display_name=name, addr_spec=address)
    mail["To"] = recipient
    mail["Auto-Submitted"] = "auto-generated"
    for one in attached:
        kind, _, subtype = one.media_type.partition("/")
        charset = {"charset": "utf-8"} if kind == "text" else {}
        mail.add_attachment(
            one.body, maintype=kind, subtype=subtype, filename=one.filename, params=charset
        )
    parts = (part for part in mail.walk() if part.is_multipart())
    for number, part in enumerate(parts):
        # Stands neither in quoted-printable text nor in base64.
        part.set_boundary(f"=_{key_of(parcel, recipient, str(number))[:32]}")
    return mail


def _certificate(error: Exception) -> str:
    """Say what is wrong with a certificate, or with the handshake."""
    found = getattr(error, "verify_message", "")
    return f"its certificate is not valid ({found})" if found else type(error).__name__
