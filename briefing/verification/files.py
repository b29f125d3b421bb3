"""Check a delivered file: that it prints what its brief says, all of it, and nothing else.

The file is held against the digest that was written down when it was delivered, else
against what rendering its brief again gives. Where neither fits, what it prints is compared
word by word, so that a mail program which broke lines anew has changed nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast

from briefing.editions import read_brief
from briefing.errors import BriefingError, SourceError
from briefing.formats import format_of
from briefing.keeping import edition_of
from briefing.model import Brief, Edition, Reason, Rendered
from briefing.protocols import Renderer
from briefing.registry import resolve
from briefing.rendering import render
from briefing.settings import Settings
from briefing.store.store import Store
from briefing.verification.claims import Finding, passages
from briefing.verification.evidence import brief_in, text_of

# What a mail program or a person's editor may break into lines anew.
_WRAPPED = frozenset(
    {"markdown", "gfm", "plain", "obsidian", "mediawiki", "dokuwiki", "txt", "eml"}
)
_QUOTED = re.compile(r"^[> ]+", re.MULTILINE)
_SHOWN = 70  # code points of a place in a message


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A delivered file, and the brief that it is held against."""

    path: Path
    body: bytes
    format: str
    brief: Brief


def delivered(path: Path, *, brief: Path | None) -> Delivered:
    """Read a delivered file with its brief: inside it, beside it, or in the file `brief`.

    Raises:
        SourceError: the file cannot be read, its suffix tells no format, or there is no
            brief to hold it against.
    """
    try:
        body = path.read_bytes()
    except OSError as error:
        detail = f"cannot be read: {error.strerror}"
        raise SourceError(str(path), Reason.UNREADABLE, detail) from error
    found = format_of(path.name)
    if found is None:
        detail = "its suffix tells no format of a brief"
        raise SourceError(str(path), Reason.UNSUPPORTED, detail)
    claimed = read_brief(brief) if brief else brief_in(path, body, found)
    return Delivered(path=path, body=body, format=found, brief=claimed)


def printed(one: Delivered, settings: Settings, store: Store | None) -> Iterator[Finding]:
    """Check that a file prints its brief and nothing else."""
    recorded = _recorded(one, store)
    if recorded is not None and recorded == hashlib.sha256(one.body).hexdigest():
        return
    try:
        again = _again(one, settings)
    except BriefingError as error:
        yield _unchecked(f"cannot be rendered again: {error}")
        again = None
    if again is not None and _stands(again, one):
        return
    if (
        again is not None
        and one.format in _WRAPPED
        and _words(again.body, one) == _words(one.body, one)
    ):
        return
    yield from _missing(one)
    if recorded is not None:
        yield _wrong(f"is not the file that was delivered{_first_change(again, one)}")
    elif again is not None and settings.digest == one.brief.settings_digest:
        yield _wrong(f"is not what its brief prints{_first_change(again, one)}")
    else:
        yield _unchecked("was made by other settings: only its sentences were checked")


def _recorded(one: Delivered, store: Store | None) -> str | None:
    """Give the digest that was written down for the file's format when it was delivered."""
    if store is None:
        return None
    own = edition_of(one.brief, ())
    files: Mapping[str, Edition] = {each.key: each for each in store.editions()}
    known = files.get(own.key)
    if known is None or known.digest != own.digest:
        return None
    return next((digest for format_, _, digest in known.files if format_ == one.format), None)


def _again(one: Delivered, settings: Settings) -> Rendered:
    renderer = cast("Renderer", resolve("renderers", one.format)(settings.output))
    [again] = render(one.brief, [(one.format, renderer)], settings.output)
    return again


def _stands(again: Rendered, one: Delivered) -> bool:
    """Whether the file holds what was rendered; in a wiki page, between its marks."""
    if again.body == one.body:
        return True
    try:
        return again.merge is not None and again.merge(one.body) == one.body
    except ValueError:
        return False


def _says_the_same(again: Rendered, one: Delivered) -> bool:
    """Whether nothing but the lines differ, in a format whose lines may."""
    return one.format in _WRAPPED and _words(again.body, one) == _words(one.body, one)


def _words(body: bytes, one: Delivered) -> list[str]:
    """List what a file prints, whatever its lines; of a mail, what its parts print."""
    if one.format != "eml":
        return _QUOTED.sub("", body.decode("utf-8", "replace")).split()
    message = message_from_bytes(body, _class=EmailMessage, policy=policy.default)
    words = [f"{name}:{value}" for name, value in message.items() if name != "Content-Type"]
    for part in message.walk():
        if not part.is_multipart():
            content = part.get_content()
            told = content if isinstance(content, str) else hashlib.sha256(content).hexdigest()
            words += [part.get_content_type(), *_QUOTED.sub("", told).split()]
    return words


def _missing(one: Delivered) -> Iterator[Finding]:
    """Name the sentences that the file does not print word for word."""
    told = _visible(one)
    for passage in passages(one.brief):
        for sentence in passage.sentences:
            if told is not None and _bare(sentence.text) not in told:
                detail = f"is not printed word for word: {sentence.text[:_SHOWN]}"
                yield Finding(source=passage.source, what="sentence", detail=detail)


def _visible(one: Delivered) -> str | None:
    """Give what a reader sees of a file, without white space; None where that is not known."""
    text = text_of(one.body, one.format)
    return None if text is None else _bare(text)


def _bare(text: str) -> str:
    return "".join(text.split())


def _first_change(again: Rendered | None, one: Delivered) -> str:
    """Say where a text first differs from what it should be."""
    if again is None or one.format in {"pdf", "epub"}:
        return ""
    ours = again.body.decode("utf-8", "replace")
    theirs = one.body.decode("utf-8", "replace")
    pairs = enumerate(zip(ours, theirs, strict=False))
    place = next((at for at, (a, b) in pairs if a != b), min(len(ours), len(theirs)))
    line = theirs.count("\n", 0, place) + 1
    return f": line {line}, at {theirs[max(0, place - 20) : place + 20]!r}"


def _wrong(detail: str) -> Finding:
    return Finding(source=0, what="file", detail=detail)


def _unchecked(detail: str) -> Finding:
    return Finding(source=0, what="file", detail=detail, is_unchecked=True)
