"""A message to a channel by an incoming webhook of Slack, or of a server that takes the same.

Slack shows the blocks, whose texts are plain, so that nothing in a sentence can be markup.
Others (Mattermost, Rocket.Chat) show `text`; there what could be markup is written so that
it is none. Nothing tells Slack that it has a message already: sent twice, it stands twice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from briefing.deliverers.calls import ANSWERS, Caller, host, origin
from briefing.deliverers.credentials import secret
from briefing.deliverers.glance import Point, heading, points, safe
from briefing.parcels import Means, Parcel
from briefing.settings import DeliverSettings

_LONGEST_HEADING = 150  # characters; Slack refuses more
_LONGEST_TEXT = 3_000
_MARKUP = re.compile(r"[*_~`@#!|\[\]()\\]")
_APART = "\N{ZERO WIDTH SPACE}"  # unseen, and no mark beside it means anything


def slack(settings: DeliverSettings, means: Means) -> Slack:
    """Deliver a message by an incoming webhook."""
    return Slack(settings=settings, means=means)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slack:
    """Posts one message, which can not be taken back by sending it again."""

    settings: DeliverSettings
    means: Means
    formats: tuple[str, ...] = ()
    is_repeatable: bool = False

    @property
    def recipients(self) -> tuple[str, ...]:
        """The host alone: the address is the secret."""
        return (host(self.settings, self.means),)

    def describe(self, parcel: Parcel, recipient: str) -> tuple[str, ...]:
        """Say what would be posted."""
        told = (f"  {one.words} ({one.outlet})" for one in points(parcel))
        return (f"message to {recipient}: {heading(parcel.brief)}", *told)

    def send(self, parcel: Parcel, recipient: str) -> bool:  # noqa: ARG002  # there is but one
        """Post it."""
        caller = Caller(settings=self.settings, means=self.means, is_repeatable=False)
        url = secret(self.settings, "url", self.means)
        caller.call("POST", url, headers={"Content-Type": "application/json"}, body=message(parcel))
        return True

    def probe(self) -> None:
        """See whether the server answers, at an address that is no secret and does nothing."""
        caller = Caller(settings=self.settings, means=self.means, is_repeatable=True)
        caller.probe("GET", origin(self.settings, self.means), {}, ANSWERS)


def message(parcel: Parcel) -> bytes:
    """Write the message: blocks for Slack, `text` for the others and for notices."""
    title, found = heading(parcel.brief), tuple(points(parcel))
    address = safe(parcel.address)
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": title[:_LONGEST_HEADING]}},
        {"type": "rich_text", "elements": list(_elements(found, address))},
    ]
    told = {"text": _text(title, found, address), "mrkdwn": False, "unfurl_links": False}
    shown = blocks if found or address else blocks[:1]
    return json.dumps({**told, "blocks": shown}, ensure_ascii=True).encode("ascii")


def _elements(found: tuple[Point, ...], address: str) -> Iterator[dict[str, object]]:
    if found:
        items = [{"type": "rich_text_section", "elements": list(_spans(one))} for one in found]
        yield {"type": "rich_text_list", "style": "bullet", "elements": items}
    if address:
        link = {"type": "link", "url": address, "text": "The whole brief"}
        yield {"type": "rich_text_section", "elements": [link]}


def _spans(one: Point) -> Iterator[dict[str, str]]:
    yield {"type": "text", "text": f"{_cut(one.words)} "}
    if one.address:
        yield {"type": "link", "url": one.address, "text": one.outlet or one.address}
    elif one.outlet:
        yield {"type": "text", "text": f"({one.outlet})"}


def _text(title: str, found: tuple[Point, ...], address: str) -> str:
    lines = [escaped(title)]
    for one in found:
        outlet = escaped(one.outlet)
        where = f"<{_linked(one.address)}|{outlet}>" if one.address else outlet
        lines.append(f"• {escaped(_cut(one.words))} ({where})")
    if address:
        lines.append(f"<{_linked(address)}|The whole brief>")
    return "\n".join(lines)


def escaped(words: str) -> str:
    """Write a text so that neither Slack nor Markdown finds markup, names or links in it."""
    apart = _MARKUP.sub(rf"\g<0>{_APART}", words).replace("://", f":{_APART}//")
    return _entities(apart)


def _entities(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _linked(address: str) -> str:
    return _entities(address)


def _cut(words: str) -> str:
    """Keep within what Slack takes; who cuts a sentence shows it."""
    return words if len(words) <= _LONGEST_TEXT else f"{words[: _LONGEST_TEXT - 1]}…"
