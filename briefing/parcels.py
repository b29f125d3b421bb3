"""What is delivered to whom: the words that deliverers and the use case share.

A deliverer touches the world, and may import no other stage. So it is given its means:
a way to call over HTTP, a line to a mail server, the environment and a clock to wait by.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Protocol

from briefing.model import Brief, Rendered


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """An edition, ready to be sent.

    `edition` is its key, `digest` the SHA-256 of what it says (not of when it was built),
    `files` are the formats that the deliverer asked for, in that order, and `address` is
    where the edition is published, if it is.
    """

    edition: str
    digest: str
    brief: Brief
    files: tuple[Rendered, ...] = ()
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A call over HTTP. Address, headers and body may hold secrets, and are never shown."""

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    timeout_s: float = 30.0
    allow_private: tuple[str, ...] = ()
    ca_file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a server answered; of its words nothing is kept, since it may echo a secret."""

    status: int
    retry_after_s: float | None = None


class CallError(Exception):
    """No answer came. `is_sent`: the question went out, and may have been obeyed."""

    def __init__(self, detail: str, *, is_sent: bool = False) -> None:
        super().__init__(detail)
        self.detail = detail
        self.is_sent = is_sent


class Line(Protocol):
    """A connection to a mail server, with one deadline over all; its faults are OSErrors."""

    def sendall(self, data: bytes) -> None:
        """Send everything."""

    def makefile(self, mode: str = "rb") -> BinaryIO:
        """Give what comes in as a file."""

    def close(self) -> None:
        """Hang up."""

    def secure(self) -> None:
        """Go on in TLS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A mail server: where it listens, whether in TLS from the first byte on."""

    host: str
    port: int
    is_tls: bool
    timeout_s: float
    ca_file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What a deliverer needs of the world."""

    now: datetime
    environ: Mapping[str, str] = field(repr=False)  # holds secrets
    call: Callable[[Question], Reply]
    dial: Callable[[Server], Line]
    sleep: Callable[[float], None]
    warn: Callable[[str], None] = lambda _: None


class State(StrEnum):
    """How far a delivery came, as the store keeps it."""

    PENDING = "pending"  # about to be sent; if the run died, it may have been
    DONE = "done"
    FAILED = "failed"  # did not arrive
    UNSURE = "unsure"  # may have arrived, and a person was told


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A delivery as the store keeps it; all but the last three fields are its key."""

    edition: str
    destination: str
    recipient: str
    digest: str
    state: State
    tried_at: datetime
    detail: str = ""


class Result(StrEnum):
    """What became of a delivery in this run."""

    DELIVERED = "delivered"
    UNCHANGED = "unchanged"  # it stood there already
    ALREADY = "delivered before"
    REFUSED = "refused"
    FAILED = "not delivered"
    UNSURE = "may have been delivered"

    @property
    def is_fault(self) -> bool:
        """Whether a recipient may be without the edition."""
        return self in {Result.REFUSED, Result.FAILED, Result.UNSURE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one delivery: to which destination and recipient, and why."""

    edition: str
    destination: str
    recipient: str
    result: Result
    detail: str = ""

    def __str__(self) -> str:
        """Say it in a line."""
        whom = f"{self.destination}: {self.recipient}" if self.recipient else self.destination
        told = f"{whom}: edition {self.edition} {self.result}"
        return f"{told}: {self.detail}" if self.detail else told
