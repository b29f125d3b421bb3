"""A theme's rule as a tree, held against the terms that stand in one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from briefing.terms import Places

Found = frozenset[int] | None  # the numbers of the terms that made it fit; None: it does not


@dataclass(frozen=True, slots=True)
class Leaf:
    """A term must stand there."""

    number: int


@dataclass(frozen=True, slots=True)
class Every:
    """All of these must fit; with `within`, in a stretch of so many words."""

    rules: tuple[Rule, ...]
    within: int = 0


@dataclass(frozen=True, slots=True)
class Either:
    """One of these must fit."""

    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Nor:
    """None of these may fit."""

    rules: tuple[Rule, ...]


Rule = Leaf | Every | Either | Nor


def evaluate(rule: Rule, places: Places) -> Found:
    """Give the terms by which a sentence fits, or None."""
    if isinstance(rule, Leaf):
        return frozenset({rule.number}) if rule.number in places else None
    found = [evaluate(part, places) for part in rule.rules]
    if isinstance(rule, Nor):
        return frozenset() if all(each is None for each in found) else None
    fitting = [each for each in found if each is not None]
    if isinstance(rule, Either):
        return frozenset().union(*fitting) if fitting else None
    if len(fitting) < len(found) or (rule.within and not _near(fitting, places, rule.within)):
        return None
    return frozenset().union(*fitting)


def asks_for_something(rule: Rule) -> bool:
    """Whether a sentence must hold a term at all; a rule of exclusions does not say so."""
    if isinstance(rule, Leaf):
        return True
    if isinstance(rule, Nor):
        return False
    asked = (asks_for_something(part) for part in rule.rules)
    return all(asked) if isinstance(rule, Either) else any(asked)


def leaves(rule: Rule, *, excluded: bool = False) -> Iterator[int]:
    """Give the numbers of the terms that let a sentence in, or of those that keep it out."""
    if isinstance(rule, Leaf):
        if not excluded:
            yield rule.number
    elif isinstance(rule, Nor):
        if excluded:
            for part in rule.rules:
                yield from leaves(part)
    else:
        for part in rule.rules:
            yield from leaves(part, excluded=excluded)


def _near(groups: Sequence[Iterable[int]], places: Places, within: int) -> bool:
    """Whether a stretch of so many words holds a term of every group."""
    marks = sorted(
        (place, number)
        for number, group in enumerate(groups)
        for found in group
        for place in places.get(found, ())
    )
    wanted = len({number for _, number in marks})
    last: dict[int, int] = {}
    for place, number in marks:
        last[number] = place
        if len(last) == wanted and place - min(last.values()) < within:
            return True
    return False
