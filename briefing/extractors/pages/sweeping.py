"""What of the cleaning of copied pages is believed on a web page, where the markup is known.

The rules for lines take some lines that the classifier is right to keep: subheads, steps
of a recipe that come back, paragraphs about newsletters. On 291 labelled pages 219 of 231
repeated lines and 40 of 57 lines in boxes of links were the article's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from briefing.extractors.cleaning import Rule, take
from briefing.extractors.lines import line_of
from briefing.extractors.pages.blocks import Block
from briefing.extractors.pages.site_lines import site_line
from briefing.model import Removal

_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
# Repeated paragraphs are gone by now; short lines may well be said twice.
_NEVER = frozenset(("repeated", "menu", "around", "after the end"))
_NOT_OF_HEADINGS = frozenset(("navigation", "related", "headline", "reading time"))
_MOST_WORDS = 25
_MOST_WORDS_OF = {"caption": 80, "credit": 60, "copyright": 60, "disclaimer": 100, "agency": 30}
_LONG_CHARS = 400
_STAND_IN = "Here the article goes on with a long paragraph, which is number"
_LINKED = 0.5  # share of a line's letters that are links
_TOP = 3  # paragraphs among which the headline may stand again

Told = Sequence[tuple[str, tuple[int, ...]]]


def take_blocks(blocks: Sequence[Block], rules: Sequence[Rule]) -> Mapping[int, str]:
    """Name the rule of each of a page's blocks that a rule for lines takes."""
    if not rules:
        return {}
    return take([line_of(at, block.text) for at, block in enumerate(blocks)], rules)


def suspects(told: Told) -> Iterator[str]:
    """Yield the paragraphs for cleaning; one too long to be furniture only keeps its place.

    Cleaning all of every paragraph took a sixth of the time of reading a page. The first
    have the dateline, the last the agency's mark.
    """
    for at, (text, _) in enumerate(told):
        is_asked = len(text) <= _LONG_CHARS or at < _TOP or at == len(told) - 1
        yield text if is_asked else f"{_STAND_IN} {at}."


def believed(removals: Sequence[Removal], told: Told, blocks: Sequence[Block]) -> list[Removal]:
    """Choose the removals that the markup does not speak against, and add the lines of sites.

    `told` are the paragraphs that were cleaned, one to every other line, each with
    the places of its blocks.
    """
    chosen = {one.line: one for one in removals if _is_believed(one, told, blocks)}
    for at, (text, places) in enumerate(told):
        rule = site_line(text, blocks[places[0]])
        if rule:
            chosen.setdefault(2 * at + 1, Removal(line=2 * at + 1, text=text, rule=rule))
    return [chosen[line] for line in sorted(chosen)]


def _is_believed(removal: Removal, told: Told, blocks: Sequence[Block]) -> bool:
    at = told_at(removal)
    if removal.text.startswith(_STAND_IN):
        return False
    block = blocks[told[at][1][0]]
    if removal.rule in _NEVER or (removal.rule == "headline" and at >= _TOP):
        return False
    if block.tag in _HEADINGS and removal.rule in _NOT_OF_HEADINGS:
        return False
    if removal.rule == "related" and block.link_chars < _LINKED * len(block.text):
        return len(removal.text.split()) <= _TOP
    return len(removal.text.split()) <= _MOST_WORDS_OF.get(removal.rule, _MOST_WORDS)


def told_at(removal: Removal) -> int:
    """Find which of the paragraphs a removal is from."""
    return (removal.line - 1) // 2


def remaining(told: Told, removals: Sequence[Removal]) -> Iterator[str]:
    """Yield the paragraphs without what was removed of them."""
    gone: dict[int, str] = {told_at(removal): removal.text for removal in removals}
    for at, (text, _) in enumerate(told):
        left = text.removesuffix(gone[at]).rstrip() if at in gone else text
        if left:
            yield left
