"""Small archives for tests: pages of our own, put into partitions of a few."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from briefing.archive.building import Built, Size, build
from briefing.engines.contract import Engine
from briefing.engines.opening import Serial
from briefing.settings import Settings, SourceSettings

NOW = datetime(2026, 1, 20, 6, 0, tzinfo=UTC)
_DAY = datetime(2026, 1, 1, 8, 0, tzinfo=UTC)
_SYLLABLES = ("bar", "cel", "dun", "fol", "gar", "hev", "jun", "kel", "lom", "mir", "nob", "pas")
_PLACES = ("harbor", "airport", "market", "library", "stadium", "bridge", "museum", "station")


def name(number: int, place: int) -> str:
    """Make a name that stands in the pages of one event only."""
    parts = (number, number // 12 + place, place, number + place)
    return "".join(_SYLLABLES[part % 12] for part in parts).capitalize()


def page(number: int, *, day: int = 0, other: bool = False) -> str:
    """Write a page on an event; an `other` outlet tells it in other words, an hour later."""
    at = (_DAY + timedelta(days=day, hours=number, minutes=59 * other)).isoformat()
    place = _PLACES[number % 8]
    told = (lines_of_another if other else lines)(number, place)
    headline = f"{name(number, 1)} {place} {'stays shut' if other else 'closed'}"
    paragraphs = "".join(f"<p>{line}</p>" for line in told)
    return (
        f'<!doctype html><html lang="en"><head><title>{headline}</title>'
        f'<meta property="article:published_time" content="{at}">'
        f'<meta property="og:site_name" content="{"Herald" if other else "Courier"}"></head>'
        f"<body><article><h1>{headline}</h1>{paragraphs}</article></body></html>"
    )


def lines(number: int, place: str) -> list[str]:
    town, mayor, firm, street, cause = (name(number, place) for place in range(1, 6))
    return [
        f"The {place} of {town} was closed on Monday over {cause}, Mayor {mayor} said in {town}.",
        f"Engineers of {firm} need {number + 20} weeks to repair the {place}, and {mayor} wants "
        f"{firm} to begin at once in {street}.",
        f"Shops in {street} fear for their trade, as {cause} keeps people away from {town}.",
        f"Mayor {mayor} and {firm} meet owners in {street} in March, the council of {town} said.",
    ]


def lines_of_another(number: int, place: str) -> list[str]:
    town, mayor, firm, street, cause = (name(number, place) for place in range(1, 6))
    return [
        f"After {cause} was found, {town} keeps its {place} shut, as Mayor {mayor} announced.",
        f"{firm} is to mend the {place} within {number + 20} weeks; {mayor} trusts {firm} with it.",
        f"In {street} owners complain that {cause} and the wait hurt {town} more than last year.",
        f"Talks of {mayor} with {street} and {firm} are due in spring, according to {town}.",
    ]


def settings(root: Path, **more: object) -> Settings:
    source = SourceSettings(name="pages", paths=("pages",))
    return Settings(root=root, sources=(source,), **more)  # type: ignore[arg-type]


def put(root: Path, *numbers: int, day: int = 0, other: bool = False) -> None:
    """Write pages to the folder that `settings` names."""
    for number in numbers:
        path = root / "pages" / f"{number:03}{'-other' if other else ''}.html"
        path.parent.mkdir(exist_ok=True)
        path.write_text(page(number, day=day, other=other), encoding="utf-8")


def built(
    root: Path, *, engine: Engine | None = None, each: int = 2, repair: bool = False
) -> Built:
    return build(
        settings(root),
        root / "archive",
        engine or Serial(),
        now=NOW,
        size=Size(most_inputs=2),
        repair=repair,
    )
