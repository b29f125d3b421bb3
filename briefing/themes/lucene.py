"""Queries in Lucene's syntax, as many search engines take them.

    embassy AND (staff OR "persona non grata"^2) NOT "staffing agency"
    "talks Vienna"~8    +embassy -consulate    expul*

Words side by side without an operator are alternatives, as in Lucene, unless marked
with `+` or `-`. A phrase with `~8` asks for its words within so many.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import accumulate
from typing import Any

from briefing.errors import SettingsError
from briefing.themes.rules import Either, Every, Leaf, Nor, Rule, asks_for_something

_DEEPEST = 50  # brackets within brackets
_SHOWN = 20  # code points of a query in a message
_QUOTED_OR_BRACKET = re.compile(r'\\.|"(?:\\.|[^"\\])*"|[()]')
_OPERATORS = {"and": "AND", "or": "OR", "not": "NOT"}
_SIGNS = {"&&": "; write AND", "||": "; write OR"}
_POSITION = re.compile(r"at position (\d+)")


def parse(query: str, *, leaf: Callable[[str], Leaf], place: str) -> Rule:
    """Read a query; `leaf` compiles a term, `place` opens an error.

    Raises:
        SettingsError: with the position (from 1) of what is not understood.
    """
    from luqum.exceptions import ParseError  # type: ignore[import-untyped]  # noqa: PLC0415
    from luqum.parser import parser  # type: ignore[import-untyped]  # noqa: PLC0415

    if max(accumulate(step for _, step in _brackets(query)), default=0) > _DEEPEST:
        raise SettingsError(f"{place}: has brackets in brackets, more than {_DEEPEST} deep")
    try:
        tree = parser.parse(query)
    except ParseError as error:
        raise SettingsError(f"{place}: {_explained(str(error), query)}") from error
    rule = _Reader(leaf, place).rule(tree)
    if not asks_for_something(rule):
        raise SettingsError(f"{place}: only excludes; name a word that a sentence must hold")
    return rule


def _explained(message: str, query: str) -> str:
    found = _POSITION.search(message)
    if found:
        at = int(found[1])
        return f"cannot be read from position {at + 1} on, at {query[at : at + _SHOWN]!r}"
    is_open: list[int] = []
    for at, step in _brackets(query):
        if step > 0:
            is_open.append(at)
        elif is_open:
            is_open.pop()
    if is_open:
        at = is_open[-1]
        shown = query[at : at + _SHOWN]
        told = f"the bracket at position {at + 1} is not closed: {shown!r}"
        return f"ends too early, at position {len(query) + 1}; {told}"
    return f"ends too early, at position {len(query) + 1}; is a word missing?"


def _brackets(query: str) -> Iterator[tuple[int, int]]:
    """Give the place of each bracket outside quotes, and 1 if it opens, -1 if it closes."""
    for found in _QUOTED_OR_BRACKET.finditer(query):
        step = {"(": 1, ")": -1}.get(found[0])
        if step:
            yield found.start(), step


class _Reader:
    """Turns the parser's tree into ours."""

    def __init__(self, leaf: Callable[[str], Leaf], place: str) -> None:
        self.leaf = leaf
        self.place = place

    def rule(self, node: Any, weight: str = "") -> Rule:
        kind = type(node).__name__
        read = _READERS.get(kind)
        if read is None:
            raise self.refusal(node, f"{_NAMES.get(kind, kind)} are not understood here")
        return read(self, node, weight)

    def rules(self, node: Any, weight: str) -> tuple[Rule, ...]:
        return tuple(self.rule(child, weight) for child in node.children)

    def near(self, node: Any, weight: str) -> Rule:
        words = node.children[0].value.strip('"').split()
        leaves = tuple(self.word(node, word, weight) for word in words)
        return Every(leaves, within=len(words) + int(node.degree))

    def side_by_side(self, node: Any, weight: str) -> Rule:
        must: list[Rule] = []
        may: list[Rule] = []
        never: list[Rule] = []
        for child in node.children:
            kind = type(child).__name__
            rule = self.rule(child, weight)
            if isinstance(rule, Nor):
                never.append(rule)
            else:
                (must if kind == "Plus" else may).append(rule)
        rules = [*must, *([] if must or not may else [Either(tuple(may))]), *never]
        return rules[0] if len(rules) == 1 else Every(tuple(rules))

    def single(self, node: Any, weight: str) -> Rule:
        # To Lucene these are words, and common ones: a theme would take nearly everything.
        if operator := _OPERATORS.get(node.value):
            hint = f"write {operator} in capitals, or “{node.value}” in quotes"
            raise self.refusal(node, hint)
        return self.word(node, node.value, weight)

    def word(self, node: Any, written: str, weight: str) -> Rule:
        if not any(character.isalnum() for character in written):
            raise self.refusal(node, f"{written!r} holds no word{_SIGNS.get(written, '')}")
        if "*" in written[:-1] or "?" in written:
            raise self.refusal(node, "a * may only stand at the end of a word")
        return self.leaf(written.replace("\\", "") + weight)

    def refusal(self, node: Any, why: str) -> SettingsError:
        position = getattr(node, "pos", None)
        where = f" (position {position + 1})" if isinstance(position, int) else ""
        return SettingsError(f"{self.place}: {why}{where}")


_READERS: Mapping[str, Callable[[_Reader, Any, str], Rule]] = {
    "Word": _Reader.single,
    "Phrase": lambda self, node, weight: self.word(node, node.value.strip('"'), weight),
    "Group": lambda self, node, weight: self.rule(node.children[0], weight),
    "Boost": lambda self, node, _: self.rule(node.children[0], f"^{node.force}"),
    "Proximity": _Reader.near,
    "AndOperation": lambda self, node, weight: Every(self.rules(node, weight)),
    "OrOperation": lambda self, node, weight: Either(self.rules(node, weight)),
    "Not": lambda self, node, weight: Nor(self.rules(node, weight)),
    "Prohibit": lambda self, node, weight: Nor(self.rules(node, weight)),
    "Plus": lambda self, node, weight: self.rule(node.children[0], weight),
    "UnknownOperation": _Reader.side_by_side,
}
_NAMES = {
    "SearchField": "fields",
    "Fuzzy": "fuzzy words",
    "Range": "ranges",
    "From": "ranges",
    "To": "ranges",
    "Regex": "regular expressions",
}
