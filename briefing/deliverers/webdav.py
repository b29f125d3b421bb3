"""A folder on a WebDAV server, such as Nextcloud: one folder per day, each file by PUT."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote
from zoneinfo import ZoneInfo

from briefing.deliverers.calls import GOOD, Caller, host
from briefing.deliverers.credentials import authorization, secret
from briefing.parcels import Means, Parcel
from briefing.settings import DeliverSettings

_IS_THERE = frozenset({405})  # what MKCOL answers where the folder stands already


def webdav(settings: DeliverSettings, means: Means) -> WebDav:
    """Deliver into a folder on a server."""
    return WebDav(settings=settings, means=means)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebDav:
    """Puts the files of an edition into the folder of its day; put again, they are the same."""

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
        """Say which files would be put where."""
        day = _day(parcel)
        return tuple(
            f"PUT to {recipient}: …/{day}/{one.filename}, {len(one.body):,} bytes"
            for one in parcel.files
        )

    def send(self, parcel: Parcel, recipient: str) -> bool:  # noqa: ARG002  # there is but one
        """Make the folder of the day, and put the files there."""
        base = secret(self.settings, "url", self.means).rstrip("/")
        login = authorization(self.settings, self.means)
        caller = Caller(settings=self.settings, means=self.means, is_repeatable=True)
        folder = f"{base}/{_day(parcel)}"
        caller.call("MKCOL", folder, headers=login, also_good=_IS_THERE)
        for one in parcel.files:
            headers = {**login, "Content-Type": one.media_type}
            caller.call("PUT", f"{folder}/{quote(one.filename)}", headers=headers, body=one.body)
        return True

    def probe(self) -> None:
        """Ask what the folder is."""
        base = secret(self.settings, "url", self.means).rstrip("/")
        caller = Caller(settings=self.settings, means=self.means, is_repeatable=True)
        headers = {**authorization(self.settings, self.means), "Depth": "0"}
        caller.probe("PROPFIND", f"{base}/", headers, GOOD)


def _day(parcel: Parcel) -> str:
    brief = parcel.brief
    return brief.issued.astimezone(ZoneInfo(brief.timezone)).date().isoformat()
