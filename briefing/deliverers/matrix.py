"""A message into a Matrix room: a PUT whose transaction id is the digest of what it says.

A server that has had that id from this token gives the same event, and no second message.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from briefing.deliverers.calls import GOOD, Caller, host
from briefing.deliverers.credentials import authorization, secret
from briefing.deliverers.digests import key_of
from briefing.deliverers.glance import heading, points, safe
from briefing.parcels import Means, Parcel
from briefing.settings import DeliverSettings


def matrix(settings: DeliverSettings, means: Means) -> Matrix:
    """Deliver a message into a room; `url` is that of the home server."""
    return Matrix(settings=settings, means=means)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Sends one message into one room."""

    settings: DeliverSettings
    means: Means
    formats: tuple[str, ...] = ()
    is_repeatable: bool = True

    @property
    def recipients(self) -> tuple[str, ...]:
        """The room."""
        host(self.settings, self.means)  # is there an address at all?
        return (self.settings.room,)

    def describe(self, parcel: Parcel, recipient: str) -> tuple[str, ...]:
        """Say what would be sent."""
        told = (f"  {one.words} ({one.outlet})" for one in points(parcel))
        where = f"{recipient} at {host(self.settings, self.means)}"
        key = key_of(parcel, self.settings.label, recipient)
        return (f"message to {where}: {heading(parcel.brief)}", *told, f"transaction id: {key}")

    def send(self, parcel: Parcel, recipient: str) -> bool:
        """Send it."""
        base = secret(self.settings, "url", self.means).rstrip("/")
        transaction = key_of(parcel, self.settings.label, recipient)
        room = quote(recipient, safe="")
        url = f"{base}/_matrix/client/v3/rooms/{room}/send/m.room.message/{transaction}"
        headers = {"Content-Type": "application/json"}
        headers |= authorization(self.settings, self.means)
        caller = Caller(settings=self.settings, means=self.means, is_repeatable=True)
        caller.call("PUT", url, headers=headers, body=message(parcel))
        return True

    def probe(self) -> None:
        """Ask the server whose token that is."""
        base = secret(self.settings, "url", self.means).rstrip("/")
        caller = Caller(settings=self.settings, means=self.means, is_repeatable=True)
        url = f"{base}/_matrix/client/v3/account/whoami"
        caller.probe("GET", url, authorization(self.settings, self.means), GOOD)


def message(parcel: Parcel) -> bytes:
    """Write the event: plain text, and the same in HTML, escaped."""
    title, address = heading(parcel.brief), safe(parcel.address)
    found = tuple(points(parcel))
    plain = [title, *(f"• {one.words} ({one.outlet})" for one in found)]
    items = "".join(
        f"<li>{escape(one.words)} ({_link(one.address, one.outlet)})</li>" for one in found
    )
    html = f"<p><strong>{escape(title)}</strong></p>" + (f"<ul>{items}</ul>" if items else "")
    if address:
        plain.append(address)
        html += f"<p>{_link(address, 'The whole brief')}</p>"
    told = {
        "msgtype": "m.text",
        "body": "\n".join(plain),
        "format": "org.matrix.custom.html",
        "formatted_body": html,
        "m.mentions": {},  # an empty list of whom to call: nobody that a sentence names
    }
    return json.dumps(told, ensure_ascii=True).encode("ascii")


def _link(address: str, label: str) -> str:
    return f'<a href="{escape(address)}">{escape(label)}</a>' if address else escape(label)
