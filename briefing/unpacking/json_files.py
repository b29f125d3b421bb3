"""JSON: feeds, ninjs, records one a line, and arrays of records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO, cast

from briefing.model import Reason
from briefing.unpacking.json_feeds import is_json_feed, open_json_feed
from briefing.unpacking.limits import Unreadable
from briefing.unpacking.ninjs import is_ninjs, read_ninjs
from briefing.unpacking.parts import Envelope, Finding, Findings, drop, inside, read_whole
from briefing.unpacking.records import Fields, read_record
from briefing.unpacking.sniffing import suffix
from briefing.unpacking.streams import peek

_LINE_SUFFIXES = frozenset({".jsonl", ".ndjson"})
_LINE_TYPES = frozenset({"application/x-ndjson", "application/jsonl", "application/x-jsonlines"})
# Under these names, answers of news services hold their list.
_LISTS = ("articles", "items", "results", "docs", "stories", "data", "hits", "documents", "news")


def open_json(envelope: Envelope, stream: BinaryIO) -> Findings:
    """Give the articles of a JSON file: line by line where they stand so, else as a whole."""
    if _is_lines(envelope, peek(stream)):
        yield from _open_lines(envelope, stream)
        return
    found = _parsed(read_whole(envelope, stream))
    if isinstance(found, dict):
        yield from _open_object(envelope, found)
    elif isinstance(found, list):
        yield from _open_list(envelope, found)
    else:
        raise Unreadable(Reason.NO_ARTICLE, "the JSON is neither an object nor a list")


def _open_lines(envelope: Envelope, stream: BinaryIO) -> Findings:
    for number, line in _lines(stream, envelope.limits.max_bytes):
        inner = inside(envelope, str(number))
        try:
            if line is None:
                words = f"the line is longer than max_bytes = {envelope.limits.max_bytes:,}"
                raise Unreadable(Reason.TOO_LARGE, words)
            yield _finding(inner, _parsed(line))
        except Unreadable as error:
            yield drop(inner, error.reason, error.detail)


def _open_list(envelope: Envelope, values: list[object]) -> Findings:
    for number, value in enumerate(values, start=1):
        inner = inside(envelope, str(number))
        try:
            yield _finding(inner, value)
        except Unreadable as error:
            yield drop(inner, error.reason, error.detail)


def _open_object(envelope: Envelope, found: Fields) -> Findings:
    if is_json_feed(found):
        yield from open_json_feed(envelope, found)
        return
    listed = (found.get(name) for name in _LISTS)
    values = next((value for value in listed if isinstance(value, list)), None)
    if values is not None and any(isinstance(value, dict) for value in values):
        yield from _open_list(envelope, values)
    else:
        yield _finding(envelope, found)


def _finding(envelope: Envelope, value: object) -> Finding:
    if not isinstance(value, dict):
        raise Unreadable(Reason.NO_ARTICLE, "is no JSON object")
    fields = cast("Fields", value)
    return read_ninjs(envelope, fields) if is_ninjs(fields) else read_record(envelope, fields)


def _parsed(body: bytes) -> object:
    try:
        found: object = json.loads(body.strip())
    except RecursionError as error:
        raise Unreadable(Reason.REFUSED, "the JSON is nested too deep") from error
    except ValueError as error:  # of JSON, of UTF-8, of a number with thousands of digits
        raise Unreadable(Reason.UNREADABLE, f"is no valid JSON: {error}") from error
    return found


def _is_lines(envelope: Envelope, head: bytes) -> bool:
    """Tell records one a line; a list with one record a line counts too."""
    if suffix(envelope.name) in _LINE_SUFFIXES or envelope.media_type in _LINE_TYPES:
        return True
    first, newline, rest = head.lstrip(b"\xef\xbb\xbf \t\r\n[").partition(b"\n")
    if not newline or not rest.strip(b"] \t\r\n"):
        return False
    try:
        return isinstance(_parsed(_bare(first)), dict)
    except Unreadable:
        return False


def _lines(stream: BinaryIO, most: int) -> Iterator[tuple[int, bytes | None]]:
    """Give the lines that hold something with their numbers; None is too long."""
    number, is_inside = 0, False
    while line := stream.readline(most + 1):
        is_whole = line.endswith(b"\n") or len(line) <= most
        number += not is_inside
        if not is_whole and not is_inside:
            yield number, None
        elif is_whole and not is_inside and _bare(line):
            yield number, _bare(line)
        is_inside = not is_whole


def _bare(line: bytes) -> bytes:
    """Take off what makes a line part of a list."""
    bare = line.removeprefix(b"\xef\xbb\xbf").strip().removesuffix(b",")
    if bare in {b"[", b"]"}:
        return b""
    if bare.startswith(b"[{"):
        bare = bare[1:]
    return bare.removesuffix(b"]") if bare.endswith(b"}]") and bare.startswith(b"{") else bare
