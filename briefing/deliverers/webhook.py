"""A call with JSON: the edition at a glance, and the formats asked for in base64."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from dataclasses import dataclass

from briefing.deliverers.calls import ANSWERS, Caller, host, origin
from briefing.deliverers.credentials import authorization, secret
from briefing.deliverers.digests import key_of
from briefing.deliverers.glance import points
from briefing.parcels import Means, Parcel
from briefing.settings import DeliverSettings


def webhook(settings: DeliverSettings, means: Means) -> Webhook:
    """Deliver by a call of any server that takes JSON."""
    return Webhook(settings=settings, means=means)


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Posts to one address. The key `Idempotency-Key` is the same for the same content."""

    settings: DeliverSettings
    means: Means
    is_repeatable: bool = True

    @property
    def recipients(self) -> tuple[str, ...]:
        """The host alone: the address may be a secret."""
        return (host(self.settings, self.means),)

    @property
    def formats(self) -> tuple[str, ...]:
        """What the settings name."""
        return self.settings.formats

    def describe(self, parcel: Parcel, recipient: str) -> tuple[str, ...]:
        """Say what would be posted."""
        size = len(payload(parcel))
        names = ", ".join(one.filename for one in parcel.files) or "no files"
        key = key_of(parcel, self.settings.label, recipient)
        return (f"POST to {recipient}: JSON, {size:,} bytes, {names}", f"Idempotency-Key: {key}")

    def send(self, parcel: Parcel, recipient: str) -> bool:
        """Post it."""
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": key_of(parcel, self.settings.label, recipient),
            **authorization(self.settings, self.means),
        }
        caller = Caller(settings=self.settings, means=self.means, is_repeatable=True)
        url = secret(self.settings, "url", self.means)
        caller.call("POST", url, headers=headers, body=payload(parcel))
        return True

    def probe(self) -> None:
        """See whether the server answers, at an address that is no secret and does nothing."""
        caller = Caller(settings=self.settings, means=self.means, is_repeatable=True)
        caller.probe("GET", origin(self.settings, self.means), {}, ANSWERS)


def payload(parcel: Parcel) -> bytes:
    """Write what is posted; the same parcel gives the same bytes."""
    brief = parcel.brief
    told = {
        "format": "briefing/delivery",
        "version": 1,
        "edition": parcel.edition,
        "digest": parcel.digest,
        "title": brief.title,
        "name": brief.edition,
        "marking": brief.marking,
        "language": brief.language,
        "issued": brief.issued.isoformat(),
        "address": parcel.address,
        "glance": [
            {"text": one.words, "outlet": one.outlet, "address": one.address}
            for one in points(parcel)
        ],
        "files": [
            {
                "name": one.filename,
                "format": one.format,
                "media_type": one.media_type,
                "sha256": hashlib.sha256(one.body).hexdigest(),
                "content": b64encode(one.body).decode("ascii"),
            }
            for one in parcel.files
        ],
    }
    return json.dumps(told, ensure_ascii=True, separators=(",", ":")).encode("ascii")
