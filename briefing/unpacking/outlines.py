"""Lists of feeds (OPML): the address of each feed, however deep it stands."""

from __future__ import annotations

from typing import BinaryIO

from briefing.model import Hints, Reason
from briefing.unpacking.limits import Unreadable
from briefing.unpacking.parts import Envelope, Findings, drop, link, read_whole
from briefing.unpacking.wording import one_line, web_address
from briefing.unpacking.xml_tree import read_tree


def open_outline(envelope: Envelope, stream: BinaryIO) -> Findings:
    """Give the feeds of a list, and the lists that it includes, each address once."""
    tree = read_tree(read_whole(envelope, stream), envelope.charset)
    seen: set[str] = set()
    for outline in tree.root.iter("outline"):
        named = {key.lower(): value for key, value in outline.items()}
        is_list = named.get("type", "").lower() == "include"
        written = named.get("xmlurl") or (named.get("url") if is_list else None)
        if not written or written in seen:
            continue
        seen.add(written)
        url = web_address(written, envelope.base)
        if url is None:
            yield drop(envelope, Reason.REFUSED, f"not a web address: {written}")
        else:
            site = one_line(named.get("title")) or one_line(named.get("text"))
            yield link(envelope, url, Hints(site=None if is_list else site))
    if tree.fault:
        raise Unreadable(Reason.UNREADABLE, f"the list cannot be read to its end: {tree.fault}")
    if not seen:
        raise Unreadable(Reason.EMPTY, "the list names no feed")
