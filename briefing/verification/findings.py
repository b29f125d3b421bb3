"""What a check has to say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

_SHOWN = 60  # code points of a text in a message


class Level(StrEnum):
    """What a finding means: only notes leave a brief verified."""

    WRONG = "wrong"
    UNCHECKED = "not checked"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something in a brief that is not as it says, could not be checked, or is good to know.

    `source` is the number of the source that it is about, 0 for the brief as a whole;
    `what` names what was checked in a word.
    """

    source: int
    what: str
    detail: str
    level: Level = Level.WRONG


def clipped(text: object) -> str:
    """Shorten a text for a message, with whatever cannot be seen in it shown."""
    shown = "".join(
        one if one.isprintable() else f"<U+{ord(one):04X}>"
        for one in (text if isinstance(text, str) else repr(text))
    )
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
