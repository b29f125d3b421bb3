"""The lines of a page, and what their form alone tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from briefing.text import fold, words

_PROSE_WORDS = 8  # with a full stop at the end, a sentence; shorter ones only beside others
_QUESTION_WORDS = 20  # shorter questions and exclamations may be headlines
_LONG_WORDS = 30  # so long a line is prose even without a full stop
_WRAP_LEAST, _WRAP_MOST = 45, 100  # code points of a line that a program has wrapped
_WRAP_SLACK = 30  # how much shorter than the longest a wrapped line can be

_SENTENCE_END = re.compile(r"[.!?…:。！？؟۔।][\"'”’»«“)\]」』]*(?:\s?\([^()]{2,40}\))?[\"'”’»]?\Z")
_BULLET = re.compile(r"[•·▪●○◦■►▶➤✓*–-]\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line that holds text, or a paragraph that was wrapped over several.

    `number` is that of its first line, from 1; `folded` is for comparing; `words` counts.
    """

    number: int
    text: str
    folded: str
    words: int
    is_bullet: bool
    ends_sentence: bool

    @property
    def is_prose(self) -> bool:
        """Whether it reads like a paragraph rather than like a title or a menu."""
        if not self.ends_sentence:
            return self.words >= _LONG_WORDS
        return self.words >= (_QUESTION_WORDS if self.text[-1] in "?!" else _PROSE_WORDS)

    @property
    def is_title_like(self) -> bool:
        """Whether it could stand in a list of links."""
        return not self.is_prose and not self.ends_sentence


def read_lines(text: str) -> tuple[Line, ...]:
    """List the lines that hold text, wrapped paragraphs joined; space inside is single."""
    return tuple(
        line_of(number, " ".join(part))
        for block in _blocks(text)
        for number, part in (_joined(block) if _is_wrapped(block) else _parted(block))
    )


Block = list[tuple[int, str]]


def _blocks(text: str) -> Iterator[Block]:
    block: Block = []
    for number, raw in enumerate(text.split("\n"), start=1):
        line = " ".join(raw.split())
        if line:
            block.append((number, line))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _joined(block: Block) -> Iterator[tuple[int, list[str]]]:
    yield block[0][0], [line for _, line in block]


def _parted(block: Block) -> Iterator[tuple[int, list[str]]]:
    for number, line in block:
        yield number, [line]


def _is_wrapped(block: Block) -> bool:
    """Tell a paragraph that was cut into lines of like length from a list of lines."""
    lengths = [len(line) for _, line in block[:-1]]
    if not lengths or min(lengths) < max(_WRAP_LEAST, max(lengths) - _WRAP_SLACK):
        return False
    if max(lengths) > _WRAP_MOST or len(block[-1][1]) > _WRAP_MOST:
        return False
    going_on = sum(1 for _, line in block[1:] if line[0].islower())
    return going_on * 3 >= len(lengths)


def line_of(number: int, text: str) -> Line:
    """Make the line of a text in which space is single."""
    return Line(
        number=number,
        text=text,
        folded=fold(text),
        words=len(words(text)),
        is_bullet=_BULLET.match(text) is not None,
        ends_sentence=_SENTENCE_END.search(text, max(0, len(text) - 60)) is not None,
    )
