"""The furniture that a user's settings name, as rules for the cleaner."""

from __future__ import annotations

from collections.abc import Callable

from briefing.extractors.cleaning import BODY_BEFORE_END, Lines, Rule, Taken, box_below
from briefing.extractors.lines import Line
from briefing.settings import ExtractSettings
from briefing.text import fold

Opens = Callable[[Line], bool]


def own_rules(settings: ExtractSettings) -> tuple[Rule, ...]:
    """Make the rules that `[extract]` adds; they come before all others."""
    rules = (
        (settings.furniture, _furniture),
        (settings.boxes, _boxes),
        (settings.ends, _ends),
    )
    return tuple(make(_opening(phrases)) for phrases, make in rules if phrases)


def _opening(phrases: tuple[str, ...]) -> Opens:
    """Test whether a line begins with one of the phrases, at a word's end."""
    known = tuple(folded for phrase in phrases if (folded := fold(phrase)))

    def opens(line: Line) -> bool:
        return any(
            line.folded.startswith(phrase) and not line.folded[len(phrase) :][:1].isalnum()
            for phrase in known
        )

    return opens


def _furniture(opens: Opens) -> Rule:
    def rule(lines: Lines, _taken: Taken) -> Taken:
        return {at: "own furniture" for at, line in enumerate(lines) if opens(line)}

    return rule


def _boxes(opens: Opens) -> Rule:
    def rule(lines: Lines, taken: Taken) -> Taken:
        heads = [at for at, line in enumerate(lines) if opens(line)]
        return {at: "own box" for head in heads for at in box_below(head, lines, taken)}

    return rule


def _ends(opens: Opens) -> Rule:
    def rule(lines: Lines, _taken: Taken) -> Taken:
        above = 0
        for at, line in enumerate(lines):
            if above >= BODY_BEFORE_END and opens(line):
                return dict.fromkeys(range(at, len(lines)), "own end")
            above += line.words if line.is_prose else 0
        return {}

    return rule
