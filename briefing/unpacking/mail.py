"""Mail: the letter itself, the items of a newsletter, and documents that are attached."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import policy
from email.message import Message
from email.parser import BytesParser
from email.utils import parseaddr
from typing import BinaryIO, cast

from briefing.model import Hints, Reason
from briefing.text import words
from briefing.unpacking.dates import timestamp
from briefing.unpacking.html_tree import bare_text
from briefing.unpacking.limits import Unreadable
from briefing.unpacking.newsletters import letter_items
from briefing.unpacking.parts import (
    HTML,
    PLAIN,
    Envelope,
    Findings,
    Part,
    document,
    drop,
    inside,
    merged,
    read_whole,
)
from briefing.unpacking.sniffing import suffix
from briefing.unpacking.text_letters import text_items
from briefing.unpacking.wording import decoded, one_line

_HEADER_MOST = 2_000  # code points; the parser's time grows with the square of them
_HEADERS_MOST = 5_000  # lines
_BLANK = re.compile(rb"\r?\n\r?\n")
_PARTS_MOST = 2_000
_BOUNDARIES_MOST = 100  # each is a level of nesting, through which every line is handed
_RICHER = 1.5  # times as many words, and this many more, make a text the better part
_RICHER_WORDS = 50
_JUDGED_MOST = 1_000_000  # bytes or letters of a part that are looked into; no letter has more
_FORWARD = re.compile(r"(?:\s*(?:re|fwd?|aw|wg|tr|rv)\s*:)+\s*", re.IGNORECASE)
_ATTACHED = frozenset({".html", ".htm", ".xhtml", ".txt", ".md", ".pdf", ".eml", ".xml", ".json"})
_READ_TYPES = frozenset({HTML, "application/pdf", "text/markdown", "application/xhtml+xml"})


class _Policy(policy.EmailPolicy):
    """The standard policy, with an end to headers."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_HEADER_MOST]


@dataclass(frozen=True, slots=True)
class _Text:
    """A part of a mail that a reader reads."""

    body: bytes
    charset: str | None
    is_html: bool

    @property
    def words(self) -> int:
        text = decoded(self.body, self.charset)[:_JUDGED_MOST]
        return len(words(bare_text(text) if self.is_html else text))


def open_mail(envelope: Envelope, stream: BinaryIO) -> Findings:
    """Give a mail as a document, or as its items where it is a newsletter of several.

    Its subject, sender, list and date are hints. HTML is preferred to text, unless
    the text says clearly more. Documents that are attached are opened too.
    """
    body = read_whole(envelope, stream)
    _check(body)
    mail = BytesParser(policy=_Policy()).parsebytes(body)
    hints = merged(_hints(mail), envelope.hints)
    chosen = _chosen(mail)
    if chosen is not None:
        yield from _letter(envelope, chosen, hints)
    attached = tuple(_attached(mail))
    for number, part in enumerate(attached, start=1):
        yield from _attachment(envelope, part, number)
    if chosen is None and not attached:
        yield drop(envelope, Reason.EMPTY, "the mail holds no text")


def _check(body: bytes) -> None:
    """Refuse mails whose mere structure would take the parser minutes.

    Raises:
        Unreadable: it is such a mail.
    """
    if body.count(b"\n--") > 2 * _PARTS_MOST or body.lower().count(b"boundary") > _BOUNDARIES_MOST:
        raise Unreadable(Reason.TOO_COSTLY, "the mail has too many parts")
    head = _BLANK.split(body, maxsplit=1)[0]
    if head.count(b"\n") > _HEADERS_MOST:
        raise Unreadable(Reason.TOO_COSTLY, "the mail has too many headers")


def _letter(envelope: Envelope, text: _Text, hints: Hints) -> Findings:
    cut = letter_items if text.is_html else text_items
    items = cut(decoded(text.body, text.charset)) if len(text.body) <= _JUDGED_MOST else ()
    if items:
        for number, item in enumerate(items, start=1):
            yield item.finding(inside(envelope, str(number)), envelope, hints)
        return
    media_type = HTML if text.is_html else PLAIN
    yield document(replace(envelope, charset=text.charset), text.body, media_type, hints)


def _chosen(mail: Message) -> _Text | None:
    """Choose the part that a reader would read."""
    texts = tuple(_texts(mail))
    page = next((text for text in texts if text.is_html), None)
    plain = max(
        (text for text in texts if not text.is_html), key=lambda text: text.words, default=None
    )
    if page is None or plain is None:
        return page or plain
    is_richer = plain.words > _RICHER * page.words + _RICHER_WORDS
    return plain if is_richer else page


def _texts(mail: Message) -> Iterator[_Text]:
    for part in _parts(mail):
        kind = part.get_content_type()
        if kind in {HTML, PLAIN} and not _is_attached(part):
            body = _payload(part)
            if body.strip():
                yield _Text(_unflowed(part, body), _charset(part), kind == HTML)


def _parts(mail: Message) -> Iterator[Message]:
    """Walk through the parts of a mail, without those of mails attached to it."""
    waiting = [mail]
    for _ in range(_PARTS_MOST):
        if not waiting:
            return
        part = waiting.pop()
        if part.is_multipart() and part.get_content_maintype() != "message":
            waiting.extend(reversed(cast("list[Message]", part.get_payload())))
        else:
            yield part


def _attached(mail: Message) -> Iterator[Message]:
    for part in _parts(mail):
        kind = part.get_content_type()
        is_file = _is_attached(part) or kind not in {HTML, PLAIN}
        is_read = kind in _READ_TYPES or suffix(_filename(part)) in _ATTACHED
        if kind == "message/rfc822" or (is_file and (is_read or kind == PLAIN)):
            yield part


def _attachment(envelope: Envelope, part: Message, number: int) -> Findings:
    name = _filename(part) or f"attachment-{number}"
    inner = inside(envelope, name)
    if part.get_content_type() == "message/rfc822":
        letters = cast("list[Message]", part.get_payload()) if part.is_multipart() else []
        body = letters[0].as_bytes() if letters else b""
        inner = replace(inner, media_type="message/rfc822")
    else:
        body = _payload(part)
        is_text = part.get_content_maintype() == "text"
        kind = part.get_content_type() if is_text else inner.media_type
        inner = replace(inner, charset=_charset(part), media_type=kind)
    yield Part(envelope=inner, stream=io.BytesIO(body))


def _hints(mail: Message) -> Hints:
    sender = parseaddr(_header(mail, "from"))[0]
    listed = _header(mail, "list-id").partition("<")[0].strip(' "')
    subject = _FORWARD.sub("", _header(mail, "subject"), count=1)
    return Hints(
        headline=one_line(subject),
        # Who sends a mail is the desk that sends it out, seldom who wrote it.
        site=one_line(listed) or one_line(sender),
        published=timestamp(_header(mail, "date").partition("(")[0]),
    )


def _header(mail: Message, name: str) -> str:
    try:
        return str(mail.get(name, ""))
    except Exception:  # the parser of headers fails on odd ones in several ways
        raw = {key.lower(): value for key, value in mail.raw_items()}
        return str(raw.get(name, ""))


def _payload(part: Message) -> bytes:
    body = part.get_payload(decode=True)
    return body if isinstance(body, bytes) else b""


def _charset(part: Message) -> str | None:
    charset = part.get_content_charset()
    return charset if charset and charset.isascii() else None


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment"


def _filename(part: Message) -> str:
    return part.get_filename() or ""


def _unflowed(part: Message, body: bytes) -> bytes:
    """Join lines that a mail program has cut (RFC 3676): those that end with a space."""
    if part.get_param("format") != "flowed":
        return body
    is_deleted = part.get_param("delsp") == "yes"
    joined: list[bytes] = []
    for line in body.replace(b"\r\n", b"\n").split(b"\n"):
        is_soft = line.endswith(b" ") and line != b"-- "
        joined.append(line[: -1 if is_soft and is_deleted else None] + (b"" if is_soft else b"\n"))
    return b"".join(joined)
