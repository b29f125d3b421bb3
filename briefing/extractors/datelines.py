"""What a dateline says: `GENEVA (Reuters) -`, `Kiel (dpa/lno) -`, `NEW DELHI:`."""

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
# A colon parts a speaker or a label from what is said, too.
_COLON = re.compile(r"(?P<place>[^\W\d_]{3,}(?:[ /-][^\W\d_]{2,}){0,3}): (?=[\"'“‘«]?[^\W\d_])")
_LABELS = frozenset(
    (  # noqa: SIM905 - a row of words reads better
        "breaking update updated exclusive note watch video live opinion analysis factbox explainer"
        " correction corrected editor editorial review interview alert urgent news photos podcast "
        "listen read more also warning summary question answer nato who eilmeldung exklusiv update "
        "kommentar analyse video urgent exclusif vidéo direct última hora срочно видео"
    ).split()
)
_LINE_START = re.compile(r"^[^\W\d_]{2,}(?:[ /-][^\W\d_]{2,}){0,3}: ", re.MULTILINE)
_PARTICLES = frozenset(("de", "del", "la", "am", "an", "der", "sur", "di", "do", "da", "upon"))
_ABBREVIATED = re.compile(r"\s?/\s?")  # `dpa/lno`: the agency, and who wrote for it


def dateline_place(text: str) -> str | None:
    """Find the place in the dateline that opens a text; `text` may be the whole article."""
    opening = text[:_REACH].partition("\n")[0]
    credited = _credited(opening)
    if credited is not None:
        return _place(_COUNTRY.sub("", credited["place"]))
    plain = _PLAIN.match(opening)
    if plain and _is_shouted(plain["place"]):
        return _place(plain["place"])
    return _place_before_colon(opening, text)


def dateline_agency(paragraph: str) -> str | None:
    """Find the agency in the dateline that opens a paragraph."""
    opening = paragraph[:_REACH].partition("\n")[0]
    found = _credited(opening)
    return _agency_of(found.groupdict().get("slashed") or found["agency"]) if found else None


def _credited(opening: str) -> re.Match[str] | None:
    """Find a place and an agency; `The bank (AP) - not a place -` holds none."""
    found = dateline(opening)
    if found is None:
        found = _CREDITED.match(opening)
        is_one = found and _is_named(found["place"]) and _agency_of(found["agency"])
        return found if is_one else None
    return found


def _is_named(place: str) -> bool:
    words = place.partition(",")[0].split()
    return all(not word[0].islower() or word in _PARTICLES for word in words)


def _agency_of(credit: str) -> str | None:
    named = read_agencies(credit) or read_agencies(_ABBREVIATED.split(credit)[0])
    return next(iter(named), None)


def _place_before_colon(opening: str, text: str) -> str | None:
    """Tell `NEW DELHI:` from a label, and from the first speaker of an interview."""
    found = _COLON.match(opening)
    if found is None or not found["place"].isupper():
        return None
    is_label = not _LABELS.isdisjoint(found["place"].casefold().split())
    names = [one[0] for one in _LINE_START.finditer(text, found.end()) if one[0].isupper()]
    return None if is_label or names else found["place"]


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
