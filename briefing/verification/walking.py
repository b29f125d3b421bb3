"""Everything that a brief says, wherever it stands: found by its types, not by a list of fields.

A field that is added to a brief is walked over from that day on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a value stands in a brief, and of which article it speaks, as far as is said.

    `source` is the number of the nearest source that is named around it, 0 where none is.
    """

    path: str
    article_id: str = ""
    source: int = 0


def walk(value: Any, place: Place) -> Iterator[tuple[Place, Any]]:
    """Give every dataclass and every plain value below a value, the outer ones first."""
    if isinstance(value, tuple):
        for number, one in enumerate(value):
            yield from walk(one, replace(place, path=f"{place.path}[{number}]"))
        return
    if not is_dataclass(value) or isinstance(value, type):
        yield place, value
        return
    here = _here(value, place)
    yield here, value
    for one in fields(value):
        yield from walk(getattr(value, one.name), replace(here, path=f"{here.path}.{one.name}"))


def _here(value: Any, place: Place) -> Place:
    article_id = getattr(value, "article_id", place.article_id)
    source = getattr(value, "source", getattr(value, "number", place.source))
    return replace(place, article_id=article_id, source=source if isinstance(source, int) else 0)


def article_ids(value: Any) -> tuple[str, ...]:
    """Name all articles that a brief speaks of, each once, in the order in which they come."""
    found: dict[str, None] = {}
    for _, one in walk(value, Place(path="")):
        if is_dataclass(one):
            found |= dict.fromkeys((getattr(one, "article_id", ""),))
            found |= dict.fromkeys(getattr(one, "article_ids", ()))
    return tuple(key for key in found if key)


def differences(one: Any, other: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    """Name each place where two values of a kind differ, with what stands there in each."""
    if type(one) is not type(other):
        yield path, one, other
    elif isinstance(one, tuple):
        if len(one) != len(other):
            yield f"{path} (how many)", len(one), len(other)
        for number, pair in enumerate(zip(one, other, strict=False)):
            yield from differences(*pair, f"{path}[{number}]")
    elif is_dataclass(one):
        for each in fields(one):
            pair = getattr(one, each.name), getattr(other, each.name)
            yield from differences(*pair, f"{path}.{each.name}")
    elif one != other:
        yield path, one, other
