"""Check a delivered file: that it prints what its brief says, all of it, and nothing else.

A file is as it was delivered where its digest is the one that was written down then. Else
it is held against what rendering its brief again gives: byte for byte, or word for word
where a mail program or an editor may have broken lines anew.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from hashlib import sha256
from typing import cast

from briefing.errors import BriefingError
from briefing.model import Brief, Edition, Rendered
from briefing.protocols import Renderer
from briefing.registry import resolve
from briefing.rendering import render
from briefing.settings import OutputSettings
from briefing.verification.claims import Evidence, Kept, sentences
from briefing.verification.evidence import pages_of, sentences_in
from briefing.verification.findings import Finding, Level, clipped
from briefing.verification.words import Change, change, strays

# What a mail program or a person's editor may break into lines anew.
_WRAPPED = frozenset(
    {"markdown", "gfm", "plain", "obsidian", "mediawiki", "dokuwiki", "txt"}
)  # fmt: skip
# What a letter gets on its way; all that its readers see of it must be as it was written.
_ON_THE_WAY = (
    "arc-", "authentication-", "bcc", "cc", "content-", "delivered-to", "dkim-", "from", "list-",
    "mime-version", "received", "reply-to", "return-path", "sender", "to", "x-",
)  # fmt: skip
_AROUND = 30  # characters of a place in a message


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A delivered file, and the brief that it is held against."""

    name: str
    body: bytes
    format: str
    brief: Brief


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a file is held against: a brief, as it is rendered.

    `recorded` is the edition that was published as this one, if any is kept, and `brief` the
    one that it is of, else the file's own; `is_vouched` tells whether what the edition says
    of its files' digests may be believed. `rendered` has what was rendered before, by brief
    and format.
    """

    output: OutputSettings
    brief: Brief
    digest: str  # of the brief
    rendered: dict[tuple[str, str], Rendered]
    kept: Kept | None = None
    recorded: Edition | None = None
    is_vouched: bool = False
    is_by_these_settings: bool = False


def told(one: Delivered, evidence: Evidence) -> Iterator[Finding]:
    """Check each sentence that a page prints, where the page says that it is from."""
    if one.format != "html":
        return
    printed = sentences_in(one.body, one.format)
    sources = {source.article_id: source.number for source in one.brief.sources}
    for each in printed:
        article = evidence.article(each.article_id)
        if article is None or article.text[each.start : each.end] != each.text:
            there = article.text[each.start : each.end] if article else "no such article"
            detail = f"prints {clipped(each.text)!r}, and at its place stands {clipped(there)!r}"
            yield Finding(source=sources.get(each.article_id, 0), what="sentence", detail=detail)
    known = {(place.article_id, it.start, it.end) for place, it in sentences(one.brief)}
    shown = {(each.article_id, each.start, each.end) for each in printed}
    for article_id, start, end in sorted(shown - known):
        detail = f"prints {start} to {end} of {article_id!r}, which its brief does not"
        yield Finding(source=sources.get(article_id, 0), what="sentence", detail=detail)


def printed(one: Delivered, basis: Basis) -> Iterator[Finding]:
    """Check that a file prints its brief and nothing else."""
    digest = sha256(one.body).hexdigest()
    written = {format_: known for format_, _, known in _files(basis.recorded)}
    if basis.is_vouched and written.get(one.format) == digest:
        return
    try:
        again = _again(one.format, basis)
    except BriefingError as error:
        yield _finding(f"cannot be rendered again: {error}", Level.UNCHECKED)
        return
    fault = _difference(again, one, basis)
    if fault is None or (again.is_series and basis.kept and _is_series(one, basis)):
        return
    if _stands_in(again, one.body):
        around = "other editions" if again.is_series else "more than the brief, around its marks"
        yield _finding(f"holds {around}, which was not checked", Level.UNCHECKED)
        return
    is_ours = basis.is_by_these_settings or (basis.is_vouched and one.format in written)
    if not is_ours:
        fault += "; it was not made by the settings of now: give those by --config"
    yield _finding(f"is not what its brief prints{fault}")


def _files(edition: Edition | None) -> tuple[tuple[str, str, str], ...]:
    return edition.files if edition else ()


def _again(format_: str, basis: Basis) -> Rendered:
    key = basis.digest, format_
    if key not in basis.rendered:
        renderer = cast("Renderer", resolve("renderers", format_)(basis.output))
        [basis.rendered[key]] = render(basis.brief, [(format_, renderer)], basis.output)
    return basis.rendered[key]


def _difference(again: Rendered, one: Delivered, basis: Basis) -> str | None:
    """Tell where a file differs from what it should be; None where it does not."""
    if again.body == one.body:
        return None
    if one.format == "json" and one.brief == basis.brief:
        return None  # no field stands in it twice, and none that is not known
    if one.format in _WRAPPED:
        return _of_texts(one.body, again.body)
    compare = {"eml": _of_letters, "pdf": _of_pages, "epub": _of_members}
    return compare.get(one.format, _of_lines)(one.body, again.body)


def _stands_in(again: Rendered, body: bytes) -> bool:
    """Whether a file of people's holds what was rendered between its marks."""
    try:
        return again.merge is not None and again.merge(body) == body
    except ValueError:
        return False


def _is_series(one: Delivered, basis: Basis) -> bool:
    """Whether a feed is what the kept editions give, one after the other."""
    assert basis.kept is not None  # noqa: S101
    renderer = cast("Renderer", resolve("renderers", one.format)(basis.output))
    body = b""
    for edition in basis.kept.editions():
        made = renderer(basis.kept.brief(edition.key))
        body = made.merge(body) if made.merge and body else made.body
    return body == one.body


def _of_texts(found: bytes, expected: bytes) -> str | None:
    first = change(found.decode("utf-8", "replace"), expected.decode("utf-8", "replace"))
    if first is None:
        return None
    return f": {clipped(first.found)!r} instead of {clipped(first.expected)!r}"


def _of_lines(found: bytes, expected: bytes) -> str:
    """Tell the first line in which two files differ."""
    theirs, ours = found.decode("utf-8", "replace"), expected.decode("utf-8", "replace")
    place = _same(theirs, ours)
    line = theirs.count("\n", 0, place) + 1
    told = (clipped(text[max(0, place - _AROUND) : place + _AROUND]) for text in (theirs, ours))
    return f": line {line}: {next(told)!r} instead of {next(told)!r}"


def _same(one: str, other: str) -> int:
    """Count the characters with which two texts begin alike."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[low:middle] == other[low:middle] else (low, middle - 1)
    return low


def _of_letters(found: bytes, expected: bytes) -> str | None:
    theirs, ours = (
        message_from_bytes(body, _class=EmailMessage, policy=policy.default)
        for body in (found, expected)
    )
    for name in sorted({key.lower() for key in (*ours.keys(), *theirs.keys())}):
        if not name.startswith(_ON_THE_WAY) and ours.get_all(name) != theirs.get_all(name):
            told = [str(one) for one in theirs.get_all(name, [])]
            return f": the header {name} is {clipped(', '.join(told))!r}"
    parts, wanted = (list(each.walk()) for each in (theirs, ours))
    if [one.get_content_type() for one in parts] != [one.get_content_type() for one in wanted]:
        return ": its parts are not those of the letter"
    for part, own in zip(parts, wanted, strict=True):
        fault = None if part.is_multipart() else _of_parts(part, own)
        if fault is not None:
            return fault
    return None


def _of_parts(part: EmailMessage, own: EmailMessage) -> str | None:
    """Compare two parts of letters, however they were encoded for the way."""
    if part.get_filename() != own.get_filename():
        return f": an attachment is named {clipped(str(part.get_filename()))!r}"
    if (
        part.get_content_disposition() != own.get_content_disposition()
        or part["content-id"] != (own["content-id"])
    ):
        return ": a part is not shown where it was"
    try:
        found, expected = part.get_content(), own.get_content()
    except (LookupError, ValueError):
        return ": a part cannot be decoded"
    if not isinstance(found, str) or not isinstance(expected, str):
        return None if found == expected else f": {own.get_filename() or 'a part'} was changed"
    if own.get_content_type() == "text/plain" and not own.is_attachment():
        return _of_texts(found.encode(), expected.encode())
    # In markup the mark of a quotation is a letter like any other.
    theirs, ours = " ".join(found.split(None)), " ".join(expected.split(None))
    return None if theirs == ours else _of_lines(theirs.encode(), ours.encode())


def _of_pages(found: bytes, expected: bytes) -> str:
    theirs, ours = pages_of(found), pages_of(expected)
    if not theirs:
        return ": it cannot be read"
    for number, (page, own) in enumerate(zip(theirs, ours, strict=False), 1):
        if page != own:
            return f": page {number}{_instead(change(page, own))}"
    if len(theirs) != len(ours):
        return f": it has {len(theirs)} pages, and should have {len(ours)}"
    return ": its text is, but something else in it was changed"


def _instead(first: Change | None) -> str:
    return f", {clipped(first.found)!r} instead of {clipped(first.expected)!r}" if first else ""


def _of_members(found: bytes, expected: bytes) -> str:
    try:
        theirs, ours = _members(found), _members(expected)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError):
        return ": it cannot be read"
    for name in sorted(theirs.keys() | ours.keys()):
        if theirs.get(name) != ours.get(name):
            missing = "is missing" if name not in theirs else "should not be there"
            both = name in theirs and name in ours
            told = _of_lines(theirs[name], ours[name]) if both else f" {missing}"
            return f": {clipped(name)}{told}"
    return ": its text is, but something else in it was changed"


def _members(body: bytes) -> Mapping[str, bytes]:
    most = 100_000_000  # bytes of a member; a stranger's book may claim to be larger
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        found = {}
        for one in archive.infolist():
            with archive.open(one) as member:
                found[one.filename] = member.read(most)
        return found


def excerpted(text: str, one: Delivered, basis: Basis) -> Iterator[Finding]:
    """Check that each paragraph of a text stands whole in a brief, however it was wrapped."""
    renderings = (_again(format_, basis).body for format_ in ("txt", "plain", "markdown"))
    texts = [body.decode("utf-8", "replace") for body in renderings]
    texts += [it.text for _, it in sentences(one.brief)]
    for stray in strays(text, texts):
        detail = f"does not stand in the brief: {clipped(stray)!r}"
        yield Finding(source=0, what="excerpt", detail=detail)


def _finding(detail: str, level: Level = Level.WRONG) -> Finding:
    return Finding(source=0, what="file", detail=detail, level=level)
