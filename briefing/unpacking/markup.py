"""Markdown: its front matter as hints, its body as the page that it makes."""

from __future__ import annotations

import re
from typing import BinaryIO

from briefing.model import Hints, Reason
from briefing.unpacking.dates import timestamp
from briefing.unpacking.limits import Unreadable
from briefing.unpacking.parts import HTML, Envelope, Findings, merged, read_whole, written
from briefing.unpacking.wording import decoded, language, lines, one_line, page, web_address

_BYTES_MOST = 200_000  # of `![` or one-letter items alone, so many take 5 seconds
_FRONT = re.compile(
    r"\A---[ \t]*\n((?:(?!---[ \t]*$|\.\.\.[ \t]*$).*\n){0,200})(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.M
)
_FIELD = re.compile(r"(?P<key>[A-Za-z][\w-]{0,40}):(?:[ \t]+(?P<value>.*))?\Z")
_BULLET = re.compile(r"[ \t]*-[ \t]+(?P<value>.+)\Z")
_HEADING = re.compile(r"\A\s*#[ \t]+(?P<title>[^\n]+?)[ \t#]*\n")


def open_markdown(envelope: Envelope, stream: BinaryIO) -> Findings:
    """Give a Markdown file as a page.

    Rendered and not stripped: only what knows all of Markdown knows which stars are
    words. By markdown-it-py, whose time grows with the text and not with its square, as
    that of Python-Markdown does. Its raw HTML passes, as a browser would show it; the
    page goes to an extractor, which is made for pages of strangers.
    """
    fields, body = _front_matter(_text(envelope, stream))
    hints = merged(_hints(fields), envelope.hints)
    heading = _HEADING.match(body)
    title = None if heading else hints.headline
    shown = page(_rendered(body), headline=title, spoken=hints.language)
    if heading:
        hints = merged(hints, Hints(headline=one_line(heading["title"])))
    yield written(envelope, shown, HTML, hints)


def _text(envelope: Envelope, stream: BinaryIO) -> str:
    body = read_whole(envelope, stream)
    if len(body) > _BYTES_MOST:
        words = f"{len(body):,} bytes of Markdown; an article has less than {_BYTES_MOST:,}"
        raise Unreadable(Reason.TOO_LARGE, words)
    return decoded(body, envelope.charset).replace("\r\n", "\n")


def _rendered(body: str) -> str:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - seldom needed

    return str(MarkdownIt("commonmark").enable("table").render(body))


def _front_matter(text: str) -> tuple[dict[str, list[str]], str]:
    """Part the fields at the top of a file from what follows them.

    The part of YAML that is used there: `key: value`, `key: [a, b]`, and a list of
    lines that start with a dash.
    """
    front = _FRONT.match(text)
    if front is None:
        return {}, text
    fields: dict[str, list[str]] = {}
    key = ""
    for line in front[1].split("\n"):
        field, bullet = _FIELD.match(line), _BULLET.match(line)
        if field:
            key = field["key"].lower()
            fields[key] = _values(field["value"] or "")
        elif bullet and key:
            fields[key] = [*fields[key], _unquoted(bullet["value"])]
    return fields, text[front.end() :]


def _values(value: str) -> list[str]:
    bare = value.strip()
    if bare.startswith("[") and bare.endswith("]"):
        return [_unquoted(each) for each in bare[1:-1].split(",")]
    return [_unquoted(bare)] if bare else []


def _unquoted(value: str) -> str:
    bare = value.strip()
    is_quoted = len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "\"'"
    return bare[1:-1] if is_quoted else bare.partition(" #")[0].strip()


def _hints(fields: dict[str, list[str]]) -> Hints:
    def first(*names: str) -> str | None:
        return next((fields[name][0] for name in names if fields.get(name)), None)

    return Hints(
        url=web_address(first("url", "link", "canonical_url", "source_url", "source")),
        headline=one_line(first("title", "headline")),
        authors=lines(fields.get("authors") or fields.get("author") or fields.get("byline") or []),
        agency=one_line(first("agency")),
        site=one_line(first("site", "publication", "publisher")),
        published=timestamp(first("date", "published", "pubdate")),
        updated=timestamp(first("updated", "lastmod", "modified")),
        language=language(first("lang", "language")),
        section=one_line(first("section", "category")),
        tags=lines(fields.get("tags") or fields.get("keywords") or []),
    )
