"""Which parts of an article stand inside quotation marks, whatever sentences they span.

A sentence from the middle of a quotation has no mark of its own, so a paragraph is read
as a whole. Where the marks do not tell, more counts as quoted rather than less: who
speaks has a "today" of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from briefing.model import Sentence

# A single mark closes behind a stop or a comma only: before a space it may be "the workers’".
_MARK = re.compile(
    r"(?P<opens>[“„«])|(?P<closes>[”»])|(?P<straight>\")"
    r"|(?P<single_opens>(?<!\w)(?:‘(?=\w)|'(?=[A-Z])))|(?P<single_closes>(?<=[,.?!…])[’'](?!\w))"
)
# Code points; what is longer is no sentence, and never printed.
LONGEST = 1_000
_BEFORE_OPENING = frozenset(" \t\n\u00a0\u202f([{—–-/:")
_PAUSES = frozenset(",.?!…;:—–-")


def unquoted(sentences: Iterable[Sentence]) -> Iterator[tuple[Sentence, str]]:
    """Give each sentence with its text, of which all that is quoted is blanked out.

    The text keeps its length; a quotation that ends with a comma or a stop becomes
    semicolons, others spaces.
    """
    for _, run in groupby(sentences, key=lambda sentence: sentence.paragraph):
        paragraph = tuple(run)
        text = _blanked(_laid_out(paragraph))
        first = paragraph[0].start
        for sentence in paragraph:
            yield sentence, text[sentence.start - first : sentence.end - first]


def _laid_out(paragraph: tuple[Sentence, ...]) -> str:
    """Join the sentences of a paragraph at their own places."""
    parts, end = [], paragraph[0].start
    for sentence in paragraph:
        parts.append(" " * (sentence.start - end) + sentence.text)
        end = sentence.end
    return "".join(parts)


def _blanked(paragraph: str) -> str:
    parts, last = [], 0
    for start, end in _spans(paragraph):
        inside = paragraph[start:end].rstrip("\"”»’'")
        blank = ";" if not inside or inside[-1] in _PAUSES else " "
        parts += [paragraph[last:start], blank * (end - start)]
        last = end
    return "".join((*parts, paragraph[last:]))


def _spans(paragraph: str) -> Iterator[tuple[int, int]]:
    """Find what is quoted; a mark that only closes has all before it, one that only opens the rest.

    Single marks inside double ones tell nothing.
    """
    opened, is_single, last = None, False, 0
    for mark in _MARK.finditer(paragraph):
        single = mark.lastgroup in {"single_opens", "single_closes"}
        if opened is None and _opens(mark):
            opened, is_single = mark.start(), single
        elif opened is None and not single:
            yield last, mark.end()
            last = mark.end()
        elif opened is not None and single == is_single and not _opens(mark):
            yield opened, mark.end()
            opened, last = None, mark.end()
    if opened is not None and (not is_single or paragraph[opened] == "‘"):
        yield opened, len(paragraph)


def _opens(mark: re.Match[str]) -> bool:
    if mark.lastgroup != "straight":
        return mark.lastgroup in {"opens", "single_opens"}
    place = mark.start()
    after = mark.string[place + 1 : place + 2]
    before = mark.string[place - 1 : place] or " "
    return before in _BEFORE_OPENING and not after.isspace() and after != ""
