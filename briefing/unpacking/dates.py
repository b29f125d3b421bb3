"""Read the times that machines write: ISO 8601, RFC 822, seconds since 1970."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_MOST = 64  # code points; longer is no date
_DIGITS = re.compile(r"\d{9,10}(?:\.\d+)?|\d{12,13}")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{2}:?\d{2})?")
_FRACTION = re.compile(r"(?<=:\d\d)[.,]\d+")
_MILLISECONDS = 10**11  # as seconds, the year 5138
_YEARS = range(1900, 2101)


def timestamp(text: object) -> datetime | None:
    """Read a time, as UTC; one without a zone is taken for UTC, a day for its midnight."""
    written = str(text).strip() if isinstance(text, str | int | float) else ""
    if not written or len(written) > _MOST:
        return None
    try:
        found = _read(written)
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        found = found.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, OSError, IndexError):
        return None
    return found if found.year in _YEARS else None


def _read(written: str) -> datetime:
    if _DIGITS.fullmatch(written):
        seconds = float(written)
        return datetime.fromtimestamp(seconds / (1000 if seconds > _MILLISECONDS else 1), tz=UTC)
    plain = _FRACTION.sub("", written)
    compact = _COMPACT.fullmatch(plain)
    if compact:
        year, month, day, hour, minute, second, zone = compact.groups("")
        plain = f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}{zone}"
    try:
        return datetime.fromisoformat(re.sub(r"(?<=\d) (?=[+-]\d\d)", "", plain))
    except ValueError:
        return parsedate_to_datetime(written)
