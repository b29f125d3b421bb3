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
_PLACES = ("harbor", "airport", "market", "library", "stadium", "bridge", "museum", "station")
_WORKS = ("closed", "reopened", "flooded", "painted", "sold", "searched")


def page(number: int, *, day: int = 0, text: str = "") -> str:
    """Write a page on some event; the same number tells the same."""
    place, work = _PLACES[number % 8], _WORKS[number % 6]
    at = (_DAY + timedelta(days=day, minutes=number)).isoformat()
    told = text or "\n".join(f"<p>{line}</p>" for line in lines(number, place, work))
    return (
        f'<!doctype html><html lang="en"><head><title>The {place} of Town {number} was {work}'
        f'</title><meta property="article:published_time" content="{at}">'
        f'<meta property="og:site_name" content="Outlet {number % 3}"></head><body><article>'
        f"<h1>The {place} of Town {number} was {work}</h1>{told}</article></body></html>"
    )


def lines(number: int, place: str, work: str) -> list[str]:
    return [
        f"The {place} of Town {number} was {work} on Monday after a vote of the council, the "
        f"mayor of Town {number} told reporters on the steps of the hall.",
        f"Engineer Anna Bell, who led the {place} project {number}, said the work would take "
        f"{number + 20} weeks and cost {number + 3} million euros in all.",
        f"People who live near the {place} welcomed the news, while shops in Street {number} "
        "feared for their trade in the months before the summer.",
        f"The council of Town {number} will meet again in March to look at the {place} and at "
        "what the neighbors have to say about dust and noise.",
    ]


def settings(root: Path, **more: object) -> Settings:
    source = SourceSettings(name="pages", paths=("pages",))
    return Settings(root=root, sources=(source,), **more)  # type: ignore[arg-type]


def put(root: Path, *numbers: int, day: int = 0) -> None:
    """Write pages to the folder that `settings` names."""
    for number in numbers:
        path = root / "pages" / f"{number:03}.html"
        path.parent.mkdir(exist_ok=True)
        path.write_text(page(number, day=day), encoding="utf-8")


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
