"""Mailboxes (mbox): one mail after the other, each opened as a mail of its own."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from briefing.model import Reason
from briefing.unpacking.parts import Envelope, Findings, Part, drop, inside

_START = b"From "
# `>From ` was `From `, before the mailbox was written; one sign more each time.
_ESCAPED = re.compile(rb">+From ")


def open_mailbox(envelope: Envelope, stream: BinaryIO) -> Findings:
    """Give each mail of a mailbox; one that is too large is passed over."""
    for number, body in enumerate(_mails(stream, envelope.limits.max_bytes), start=1):
        inner = replace(inside(envelope, str(number)), media_type="message/rfc822")
        if body is None:
            words = f"is larger than max_bytes = {envelope.limits.max_bytes:,}"
            yield drop(inner, Reason.TOO_LARGE, words)
        else:
            yield Part(envelope=inner, stream=io.BytesIO(body))


def _mails(stream: BinaryIO, most: int) -> Iterator[bytes | None]:
    """Cut a mailbox before each `From ` that follows a blank line; None is too large."""
    stream.readline(most)
    held: list[bytes] = []
    size, was_blank = 0, False
    while line := stream.readline(most + 1):
        if was_blank and line.startswith(_START):
            yield b"".join(held) if size <= most else None
            held, size, was_blank = [], 0, False
            continue
        was_blank = not line.strip(b"\r\n")
        size += len(line)
        if size <= most:
            held.append(line[1:] if _ESCAPED.match(line) else line)
        else:
            held.clear()
    yield b"".join(held) if size <= most else None
