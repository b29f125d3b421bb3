"""Where an article was written, as its dateline says: `GENEVA (Reuters) -`, `PARIS, May 3 —`."""

from __future__ import annotations

import re

from briefing.extractors.agencies import read_agencies
from briefing.text import dateline

_REACH = 120  # code points in which a dateline must end
_CREDITED = re.compile(
    r"(?P<place>[^\W\d_][^()\n.:;!?\"“”]{1,60}?)\s?\((?P<agency>[^()\n]{2,40})\)\s?[-–—:]"
)
_COUNTRY = re.compile(r"\s?\[[^\[\]]{2,30}\]")  # `Moscow [Russia]`, as ANI writes
# Without an agency, only capitals and a dash tell a place from a sentence's first words.
_PLAIN = re.compile(
    r"(?P<place>[^\W\d_a-z]{2}[^\d()\n:;!?\"“”]{0,60}?)\s?"
    r"(?:,\s?(?:[^\W\d_]{3,9}\.?\s\d{1,2}|\d{1,2}\s[^\W\d_]{3,9})\.?)?\s?(?:[—–]|--|\s-)\s?(?=\S)"
)
_DAY = re.compile(
    r"[,.]?\s(?:(?:[^\W\d_]{3,9}\.?\s)?\d{1,2}(?:\s[^\W\d_]{3,9})?(?:,?\s\d{4})?)\.?\s?$"
)
_INITIALS = re.compile(r"\b\w\.\s?\w\.$")  # `N.M.`
_MOST_WORDS = 6


def dateline_place(text: str) -> str | None:
    """Find the place in the dateline that opens a text; `text` may be the whole article."""
    opening = text[:_REACH].partition("\n")[0]
    credited = dateline(opening) or _CREDITED.match(opening)
    if credited is not None and (credited.re is not _CREDITED or read_agencies(credited["agency"])):
        return _place(_COUNTRY.sub("", credited["place"]))
    plain = _PLAIN.match(opening)
    return _place(plain["place"]) if plain and _is_shouted(plain["place"]) else None


def _place(text: str) -> str | None:
    place = _DAY.sub("", text).strip(" ,-–—")
    place = place if _INITIALS.search(place) else place.rstrip(" .")
    if not place or len(place.split()) > _MOST_WORDS:
        return None
    return place if place[0].isupper() or not place[0].islower() else None


def _is_shouted(place: str) -> bool:
    """Tell `WASHINGTON` and `ST. PAUL, Minn.` from the words that open a sentence."""
    first = place.partition(",")[0]
    return first.isupper() and len(first.strip(" .")) > 2  # noqa: PLR2004 - `TV — ` is no place
