"""Find an article's fields among the lines that cleaning took from around it.

A date or a name counts only where the article's own stands: from the headline to a
few lines below the body. Captions, related items and copyright lines have other names
in the ledger by then, and are not asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from briefing.extractors.agencies import read_agencies
from briefing.extractors.datelines import dateline_agency
from briefing.extractors.lines import Line
from briefing.extractors.metadata import (
    Fields,
    choose_headline,
    has_date_label,
    read_byline,
    read_published,
    read_site,
    read_updated,
)
from briefing.text import fold

_BELOW = 4  # lines below the body where a signature may stand
_ABOVE = 2  # lines above the headline
_OPENING = 5  # paragraphs that a headline is compared with
_FOREIGN = (
    "after the end",
    "related",
    "comments",
    "own box",
    "own end",
)  # what other articles and readers say
_UNNAMED = frozenset({"around", "menu", "repeated"})  # taken for the place, not for the words


def find_fields(
    lines: Sequence[Line], taken: Mapping[int, str], headline: str | None
) -> tuple[Fields, Mapping[int, str]]:
    """Read the fields, and claim the lines that are the headline.

    `headline` is what is known already. The lines' own names stay with the rest.
    """
    body = [at for at in range(len(lines)) if at not in taken]
    if not body:
        return Fields(headline=headline), {}
    title, position = _find_headline(lines, taken, body, headline)
    same = {at: "headline" for at, line in enumerate(lines) if title and line.folded == fold(title)}
    near = _near(taken, body, position)
    above = range(body[0] if position is None else position, body[0])
    bylines = list(_named(lines, taken, near, "byline"))
    signed = [who for line in bylines if (who := read_byline(line.text))]
    dates = "\n".join(_dates(lines, taken, near, above=above))
    published, updated = read_published(dates), read_updated(dates)
    fields = Fields(
        headline=title,
        authors=_people(next((names for names, _ in signed if names), ()), lines, taken),
        agency=next((agency for _, agency in signed if agency), None)
        or _find_agency(lines, taken, near, body),
        site=read_site(lines),
        published=published,
        updated=None if updated == published else updated,
    )
    return fields, same


def _people(
    names: tuple[str, ...], lines: Sequence[Line], taken: Mapping[int, str]
) -> tuple[str, ...]:
    """Leave out the site, which signs after an author and has the copyright."""
    owners = " ".join(_folded_at(lines, taken, "copyright"))
    return names[:1] + tuple(name for name in names[1:] if fold(name) not in owners)


def _folded_at(lines: Sequence[Line], taken: Mapping[int, str], rule: str) -> Iterator[str]:
    return (lines[at].folded for at, name in taken.items() if name == rule)


def _near(taken: Mapping[int, str], body: Sequence[int], headline: int | None) -> range:
    """Give the stretch in which the article's own signatures stand."""
    start = 0 if headline is None else max(0, headline - _ABOVE)
    stop = body[-1] + 1
    while stop < body[-1] + 1 + _BELOW and taken.get(stop, _FOREIGN[0]) not in _FOREIGN:
        stop += 1
    return range(start, stop)


def _find_headline(
    lines: Sequence[Line], taken: Mapping[int, str], body: Sequence[int], known: str | None
) -> tuple[str | None, int | None]:
    if known is not None:
        return known, None
    opening = " ".join(lines[at].text for at in body[:_OPENING])
    above = [at for at in range(body[0]) if taken[at] in _UNNAMED]
    position = choose_headline(above, lines, opening)
    return (None, None) if position is None else (lines[position].text, position)


def _named(
    lines: Sequence[Line], taken: Mapping[int, str], where: range, rule: str
) -> Iterator[Line]:
    return (lines[at] for at in where if taken.get(at) == rule)


def _find_agency(
    lines: Sequence[Line], taken: Mapping[int, str], near: range, body: Sequence[int]
) -> str | None:
    """Find the agency: on a line above the body, in its dateline, on a line below."""
    above = _named(lines, taken, range(near.start, body[0]), "agency")
    below = _named(lines, taken, range(body[0], near.stop), "agency")
    credited = (name for line in above for name in read_agencies(line.text))
    signed = (name for line in below for name in read_agencies(line.text))
    return next(credited, None) or dateline_agency(lines[body[0]].text) or next(signed, None)


def _dates(
    lines: Sequence[Line], taken: Mapping[int, str], near: range, *, above: range
) -> Iterator[str]:
    """Yield what dates the article; without a label, only between headline and body."""
    for at in near:
        if taken.get(at) in {"date", "byline"} and (has_date_label(lines[at].text) or at in above):
            yield lines[at].text
