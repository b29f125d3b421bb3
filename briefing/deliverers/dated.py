"""A folder beside the output folder, such as a shared one: one folder per day in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from briefing.deliverers.folder import folder as into
from briefing.parcels import Means, Parcel
from briefing.settings import DeliverSettings


def folder(settings: DeliverSettings, means: Means) -> Dated:  # noqa: ARG001  # every factory's
    """Deliver into a folder of this machine, or one that is mounted."""
    return Dated(settings=settings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """Writes the files of an edition, all or none; the same bytes are not touched."""

    settings: DeliverSettings
    is_repeatable: bool = True

    @property
    def recipients(self) -> tuple[str, ...]:
        """The folder."""
        return (str(self.settings.directory),)

    @property
    def formats(self) -> tuple[str, ...]:
        """What the settings name."""
        return self.settings.formats

    def describe(self, parcel: Parcel, recipient: str) -> tuple[str, ...]:
        """Say which files would be written."""
        day = _day(parcel, recipient)
        placed = (((day.parent if one.is_series else day), one) for one in parcel.files)
        return tuple(
            f"write {place / one.filename}, {len(one.body):,} bytes" for place, one in placed
        )

    def send(self, parcel: Parcel, recipient: str) -> bool:
        """Write them."""
        receipts = into(_day(parcel, recipient))(parcel.files)
        return any(receipt.changed for receipt in receipts)


def _day(parcel: Parcel, recipient: str) -> Path:
    brief = parcel.brief
    return Path(recipient) / brief.issued.astimezone(ZoneInfo(brief.timezone)).date().isoformat()
