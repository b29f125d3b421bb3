"""Tell pages that hold no article: stubs behind a paywall, consent and error pages, lists.

To lose an article is far worse than to let such a page pass, so every test asks for a
phrase that says it outright, or a form that no article has, and for next to no body.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from briefing.extractors.furniture import LINE_RULES, LONGEST, is_reported
from briefing.extractors.lines import Line, read_lines
from briefing.extractors.refusal_phrases import CONSENT, ERROR, LOGIN, PAYWALL
from briefing.model import Reason
from briefing.text import fold

_STUB = 80  # words of body; a page that has more is an article, whatever else it says
_NOTHING = 40  # words of body that an error page, a consent page or a login may hold
_HEAD = 12  # lines in which a page says what it is
_PHRASE_LENGTH = 300  # code points of a line that says it
_BELOW_WALL = 6  # lines in which no paragraph may follow
_TEASERS = 4  # so many titles, each with its one sentence, are a list of teasers
_TEASER_WORDS = 35  # of the sentence under a title
_TEASER_SHARE = 0.7  # of the paragraphs that are such sentences
_PICTURES = 4  # so many numbers of pictures, such as `3 / 12`, are a gallery

_PAYWALL = re.compile(PAYWALL)
_NO_PAGE = re.compile(rf"\W*(?:{ERROR}|{CONSENT}|{LOGIN})[\s.!?…]*").fullmatch
_PICTURE = re.compile(
    r"\W*(?:(?:photo|picture|image|slide|bild|foto|imagen|фото)\s?)?\d{1,3}\s?(?:/|of|von|sur|de|"
    r"из)"
    r"\s?\d{1,3}\W*"
).fullmatch


def refusal(lines: Sequence[str], body_words: int) -> Reason | None:
    """Say why a page holds no article, or nothing where it may hold one.

    `lines` are all that the page shows, `body_words` counts the words of what was
    taken for its article.
    """
    if body_words >= _STUB:
        return None
    short = (fold(line) for line in lines if len(line) <= _PHRASE_LENGTH)
    folded = [line for line in short if not is_reported(line)]
    if body_words < _NOTHING and any(_NO_PAGE(line) for line in folded[:_HEAD]):
        return Reason.NOT_A_PAGE
    known = read_lines("\n\n".join(lines))
    if any(_is_wall(at, known) for at in range(len(known))):
        return Reason.PAYWALL
    if _is_gallery(folded) or _is_list_of_teasers(known):
        return Reason.TEASER
    return None


def _is_wall(at: int, lines: Sequence[Line]) -> bool:
    """Tell a line below which the article is cut off; a label above a whole one is none."""
    line = lines[at]
    if len(line.text) > _PHRASE_LENGTH or is_reported(line.folded):
        return False
    if not _PAYWALL.search(line.folded):
        return False
    return not any(_is_body(below) for below in lines[at + 1 : at + 1 + _BELOW_WALL])


def _is_body(line: Line) -> bool:
    known = len(line.text) <= LONGEST and any(test(line.folded) for _, test in LINE_RULES)
    return line.is_prose and not known and not _PAYWALL.search(line.folded)


def _is_gallery(folded: Sequence[str]) -> bool:
    return sum(_PICTURE(line) is not None for line in folded) >= _PICTURES


def _is_list_of_teasers(lines: Sequence[Line]) -> bool:
    """Tell a page on which nearly every paragraph is one short sentence under a title."""
    prose = [line for line in lines if line.is_prose]
    teasers = [
        below
        for title, below in pairwise(lines)
        if title.is_title_like
        and title.words >= _TEASERS
        and below.is_prose
        and below.words <= _TEASER_WORDS
    ]
    return len(teasers) >= _TEASERS and len(teasers) >= _TEASER_SHARE * len(prose)
