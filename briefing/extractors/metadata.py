"""Who wrote an article, which agency, when, and under what headline, as the page says.

Each reader takes text and gives a value or nothing: it never guesses. Which lines a
page's fields may come from is decided in `cleaning`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from briefing.extractors.agencies import AGENCIES, read_agencies
from briefing.extractors.furniture import SITE_EVIDENCE
from briefing.extractors.lines import Line
from briefing.extractors.timestamps import Timestamp, date_span, read_timestamp
from briefing.model import Picture
from briefing.text import fold, words

_BY = re.compile(
    r"^(?:(?:(?:written|reported|story|posted|published) by|by|von|par|por|di|door|de)\b\s?:?"
    r"|(?:autor(?:in)?|auteur|автор|author|texto?)\s?:)\s+(?=\S)",
    re.IGNORECASE,
)
_PART = re.compile(r"\s*(?:[|•·;\n]|\s[-–—]\s|\s/\s)\s*")
_NAME_GAP = re.compile(
    r"\s*(?:,|&|\+|\s(?:and|und|et|y|e|en|и|і|with|mit|avec|con)\s)\s*", re.IGNORECASE
)
_NAME = re.compile(
    r"(?:(?:[^\W\d_a-zа-я][\w.'’-]*|de|la|le|van|von|der|den|del|da|di|dos|bin|al|el|ben|ter|ten|"
    r"du|zu|y)\s?){1,5}"
)
_NOT_NAMES = frozenset(
    (  # noqa: SIM905 - a row of words reads better
        "staff reporter reporters correspondent correspondents editor editors desk team "
        "newsroom news bureau agency agencies writer special online web redaktion rédaction "
        "redacción service services press associated media contributor editorial"
    ).split()
)
_ROLE = re.compile(
    r"\b(?:editor|reporter|correspondent|writer|columnist|analyst|journalist|producer|in \w+)\b",
    re.IGNORECASE,
)
_MOST_NAMES = 6

_LABEL = re.compile(
    r"(?P<published>first published|published|posted|created|issued|date|veröffentlicht|erschienen|"
    r"publié|publicado|pubblicato|gepubliceerd|geplaatst|опубликовано|опубліковано|дата)"
    r"|(?P<updated>last (?:updated|modified)|zuletzt (?:aktualisiert|geändert)|"
    r"dernière mise à jour|updated|modified|aktualisiert|stand|mis à jour|"
    r"modifié|actualizado|aggiornato|atualizado|bijgewerkt|обновлено|оновлено)",
    re.IGNORECASE,
)
_LAST = re.compile(r"last|zuletzt|dernière", re.IGNORECASE)
_DATE_LABEL_LINE = re.compile(
    rf"^\W*(?:{_LABEL.pattern})\b(?:\s?(?:on|at|am|le|el|il|em|op|the|de)\b)?\s?:?", re.IGNORECASE
)
_RELATIVE = re.compile(
    r"(?:just now|(?:an?|one|\d+) (?:sec(?:ond)?|min(?:ute)?|h(?:ou)?r|day|week)s? ago|"
    r"(?:today|yesterday)(?: at)?(?: [\d:.]{4,5})?|vor (?:\d+|einer|einem) \w+|"
    r"(?:heute|gestern)\b.{0,20}|"
    r"il y a (?:\d+|une?) \w+|hace (?:\d+|una?) \w+|(?:\d+|un['’]?) ?\w+ fa|há \d+ \w+|"
    r"\d+ \w+ (?:geleden|назад|тому))\W*\Z",
    re.IGNORECASE,
)
_DATE_LENGTH = 160  # code points of a line that does nothing but date the article
_DATE_LEFTOVER = 40
_ATTRIBUTION = ("—", "–", "― ")  # under a quotation: its dates are those of what was said

_HEADLINE_LEAST, _HEADLINE_MOST = 3, 35  # words
_HEADLINE_REACH = 4  # lines from a headline to the byline or date under it


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What a page says about its article."""

    headline: str | None = None
    authors: tuple[str, ...] = ()
    agency: str | None = None
    site: str | None = None
    published: Timestamp | None = None
    url: str | None = None
    language: str | None = None
    updated: Timestamp | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    picture: Picture | None = None


def is_byline(line: Line) -> bool:
    """Tell whether a line does nothing but say who wrote the article."""
    return len(line.text) <= _DATE_LENGTH * 2 and read_byline(line.text) is not None


def read_byline(text: str) -> tuple[tuple[str, ...], str | None] | None:
    """Read authors and agency from `By Jane Doe and John Roe, Reuters | ...`.

    None if it is no byline; both may be empty, as in `By our staff reporter`.
    """
    opening = _BY.match(text)
    if opening is None:
        return None
    who = _undated(_PART.split(text[opening.end() :].rstrip(" .,;|"), maxsplit=1)[0])
    agencies = read_agencies(who)
    names = () if agencies else read_names(who)
    if not agencies and not names and not _names_nobody(who):
        return None
    return names, next(iter(agencies or read_agencies(_NAME_GAP.split(who)[-1])), None)


def read_names(text: str) -> tuple[str, ...]:
    """List the people named in a byline, without their posts and employers."""
    parts = [part.strip(" .,") for part in _NAME_GAP.split(text) if part.strip(" .,")]
    names: list[str] = []
    for position, part in enumerate(parts[:_MOST_NAMES]):
        if _is_name(part):
            names.append(" ".join(part.split()))
        elif position == 0:
            return ()
    return tuple(dict.fromkeys(names))


def _is_name(part: str) -> bool:
    folded = fold(part)
    return (
        _NAME.fullmatch(part) is not None
        and len(part.split()) > 1  # "By Audience" heads a list
        and not _NOT_NAMES.intersection(folded.split())
        and not _ROLE.search(part)
        and not folded.startswith(("the ", "our "))
        and folded not in AGENCIES
    )


def _names_nobody(who: str) -> bool:
    return bool(_NOT_NAMES.intersection(fold(who).split())) and len(who.split()) <= _MOST_NAMES


def _undated(text: str) -> str:
    span = date_span(text)
    label = _LABEL.search(text)
    ends = [*([span[0]] if span else []), *([label.start()] if label else [])]
    return text[: min(ends, default=len(text))].rstrip(" ,;:")


def is_date_line(line: Line) -> bool:
    """Tell whether a line does nothing but date the article."""
    if len(line.text) > _DATE_LENGTH or line.text.startswith(_ATTRIBUTION):
        return False
    labeled = _DATE_LABEL_LINE.match(line.text)
    if labeled:
        if _RELATIVE.match(line.text[labeled.end() :].lstrip(" :,")):
            return True
        return date_span(line.text) is not None or len(_unlabeled(line.text)) < _DATE_LEFTOVER / 4
    span = date_span(line.text)
    return span is not None and len(line.text) - (span[1] - span[0]) <= _DATE_LEFTOVER


def has_date_label(text: str) -> bool:
    """Tell whether a text says what its date is the date of."""
    return _LABEL.search(text) is not None


def _unlabeled(text: str) -> str:
    return "".join(words(_LABEL.sub("", text)))


def read_published(text: str) -> Timestamp | None:
    """Read when an article came out: its first publication before any later change.

    A date without a label counts if the text has no label at all. What was updated is not
    thereby published: the page's last change may be years younger than the article. But
    some sites have one stamp alone, `By ANI | Updated: January 1`, on the byline.
    """
    dated = list(_labeled(text))
    if not dated and _LABEL.search(text) is None:
        return read_timestamp(text)
    first = [stamp for label, stamp in dated if label["published"]]
    signed = [stamp for label, stamp in dated if _is_signed(text, label)]
    return min(first or signed, default=None)


def read_updated(text: str) -> Timestamp | None:
    """Read when an article was last changed, where a label says so."""
    return max((stamp for label, stamp in _labeled(text) if label["updated"]), default=None)


def _labeled(text: str) -> Iterator[tuple[re.Match[str], Timestamp]]:
    labels = list(_LABEL.finditer(text))
    ends = (*(label.start() for label in labels), len(text))
    for label, end in zip(labels, ends[1:], strict=True):
        stamp = read_timestamp(text[label.end() : end])
        if stamp is not None:
            yield label, stamp


def _is_signed(text: str, label: re.Match[str]) -> bool:
    start = text.rfind("\n", 0, label.start()) + 1
    return not _LAST.match(label[0]) and read_byline(text[start : label.start()]) is not None


def read_site(lines: Iterable[Line]) -> str | None:
    """Find the site's own name where a line gives it away."""
    found = (SITE_EVIDENCE.search(line.text) for line in lines if len(line.text) <= _DATE_LENGTH)
    return next((match["site"] for match in found if match), None)


def choose_headline(candidates: Sequence[int], lines: Sequence[Line], body: str) -> int | None:
    """Choose the line that is the headline among those above the body, if one is.

    It says what the body says, often stands twice, and the byline or the date follows.
    """
    known = set(fold(body).split())
    times = _count(lines)
    scored = [
        (_headline_score(position, lines, known, times), -position)
        for position in candidates
        if _can_be_headline(lines[position])
    ]
    if not scored:
        return None
    score, position = max(scored)
    if score > 0:
        return -position
    last = candidates[-1]  # nothing speaks for any of them but its place
    return last if _can_be_headline(lines[last]) else None


def _count(lines: Sequence[Line]) -> Mapping[str, int]:
    times: dict[str, int] = {}
    for line in lines:
        times[line.folded] = times.get(line.folded, 0) + 1
    return times


def _can_be_headline(line: Line) -> bool:
    ends_plainly = not line.text.endswith((".", ":", ",", ";", "…")) or line.text.endswith("...")
    return _HEADLINE_LEAST <= line.words <= _HEADLINE_MOST and ends_plainly and not line.is_bullet


def _headline_score(
    position: int, lines: Sequence[Line], known: set[str], times: Mapping[str, int]
) -> float:
    line = lines[position]
    telling = {word for word in line.folded.split() if len(word) > 3}  # noqa: PLR2004 - no "the"
    shared = len(telling & known) / max(len(telling), 3)
    below = lines[position + 1 : position + 1 + _HEADLINE_REACH]
    is_signed = any(is_byline(other) or is_date_line(other) for other in below)
    return 4 * shared + 2 * (times[line.folded] > 1) + 1.5 * is_signed
