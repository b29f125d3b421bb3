"""Names of a sending that are the same when it is sent once more."""

from __future__ import annotations

import hashlib

from briefing.parcels import Parcel


def key_of(parcel: Parcel, *destination: str) -> str:
    """Give the digest of a parcel and of where it goes, as 64 hexadecimal digits."""
    named = "\n".join((parcel.edition, parcel.digest, *destination))
    return hashlib.sha256(named.encode("utf-8", "replace")).hexdigest()
