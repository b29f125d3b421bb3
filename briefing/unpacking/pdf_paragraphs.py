"""From lines of print to paragraphs, each word as it reads."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from briefing.text import words
from briefing.unpacking.pdf_lines import Line, Page

_EDGE = 2  # lines at the top and the foot of a page that may be running ones
_REPEATED_SHARE = 0.5  # of the pages, on which a running line stands
_REPEATED_LEAST = 2
_SAME_HEIGHT = 4.0  # points
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|seite|p\.|стр\.)\s*)?\d{1,4}(?:\s*(?:/|of|von|de|из)\s*\d{1,4})?\W*\Z", re.I
)
_SENTENCE_END = re.compile(r"[.!?…:。！？][\"'”’»)\]]*\Z")
_GAP = 1.6  # times the usual distance of lines makes a new paragraph
_INDENT = 0.6  # times the height of a line does so too,
_INDENT_MOST = 6.0  # but not so much, which is another column
_SHORT = 0.85  # share of the usual width, below which a line ends its paragraph
_SIZE = 1.2  # times the height is another kind of text
_PARTED = re.compile(r"([^\W\d_]+)([-‐\u00ad])\Z")
_SOFT = "‐\u00ad"  # signs that printers set and authors hardly ever do
_HYPHEN = "-"
_REST = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class _Usual:
    """What most lines of a document have: height, width, and the way down to the next."""

    height: float
    width: float
    pitch: float

    @classmethod
    def of(cls, lines: Sequence[Line]) -> _Usual:
        height = median(line.height for line in lines) or 1.0
        ways = [above.bottom - below.bottom for above, below in _neighbors(lines)]
        return cls(height, median(line.right - line.left for line in lines), median(ways or [0.0]))


def without_running_lines(pages: Sequence[Page]) -> list[Line]:
    """Join the pages, without page numbers and the heads and feet that repeat.

    A line runs when the same stands, but for its figures, at the same height at the edge
    of half the pages.
    """
    seen = Counter(key for page in pages for key in {_key(line) for line in _edges(page)})
    least = max(_REPEATED_LEAST, _REPEATED_SHARE * len(pages))
    running = {key for key, count in seen.items() if count >= least}
    kept: list[Line] = []
    for page in pages:
        edges = _edges(page)
        kept.extend(
            line
            for line in page.lines
            if line not in edges or not (_key(line) in running or _PAGE_NUMBER.match(line.text))
        )
    return kept


def paragraphs(lines: Sequence[Line]) -> Iterator[str]:
    """Put lines together that belong to one paragraph."""
    if not lines:
        return
    known = _vocabulary(lines)
    usual = _Usual.of(lines)
    held = [lines[0]]
    for above, line, below in zip(lines, lines[1:], [*lines[2:], lines[-1]], strict=False):
        if _is_new(above, line, below, usual=usual):
            yield _joined(held, known)
            held = []
        held.append(line)
    yield _joined(held, known)


def _edges(page: Page) -> tuple[Line, ...]:
    """Give the highest and the lowest lines: a page's text may name them in any order."""
    by_height = sorted(page.lines, key=lambda line: line.bottom)
    return (*by_height[:_EDGE], *by_height[-_EDGE:])


def _key(line: Line) -> tuple[str, int]:
    return _DIGITS.sub("#", line.text.casefold()), round(line.bottom / _SAME_HEIGHT)


def _neighbors(lines: Sequence[Line]) -> Iterator[tuple[Line, Line]]:
    for above, below in itertools.pairwise(lines):
        if 0 < above.bottom - below.bottom < 4 * max(above.height, 1):
            yield above, below


def _is_new(above: Line, line: Line, below: Line, *, usual: _Usual) -> bool:
    """Tell whether a line starts a paragraph, by how it stands between two others."""
    taller, smaller = max(above.height, line.height), min(above.height, line.height)
    ends = _SENTENCE_END.search(above.text) is not None
    if taller > _SIZE * smaller:
        return True
    if line.bottom >= above.bottom:  # the next column or page
        return ends and (_is_short(above, usual) or _is_indented(line, below))
    pitch = usual.pitch * max(1.0, smaller / usual.height)
    if above.bottom - line.bottom > _GAP * pitch:
        return True
    return ends and (_is_short(above, usual) or _is_indented(line, above))


def _is_short(line: Line, usual: _Usual) -> bool:
    return line.right - line.left < _SHORT * usual.width


def _is_indented(line: Line, other: Line) -> bool:
    return _INDENT * line.height < line.left - other.left < _INDENT_MOST * line.height


def _joined(lines: Sequence[Line], known: Counter[str]) -> str:
    text = lines[0].text
    for line in lines[1:]:
        parted, rest = _PARTED.search(text), _REST.match(line.text)
        if parted and rest and rest[0][0].islower():
            text = text[: parted.start(2)] + _between(parted, rest[0], known) + line.text
        else:
            text = f"{text} {line.text}"
    return text


def _between(parted: re.Match[str], rest: str, known: Counter[str]) -> str:
    """Tell what stands between the two parts of a word: nothing, or the author's hyphen.

    To part a word at the end of a line is the printer's; the words of the text are read
    without it. A hyphen that was there before (`long-term`) looks the same, so the
    document is asked how it writes the word elsewhere; where it does not tell, two
    words that both stand alone elsewhere are taken for a compound.
    """
    first = parted[1].casefold()
    second = rest.casefold()
    if known[first + second]:
        return ""
    is_compound = known[first] and known[second] and parted[2] not in _SOFT
    return _HYPHEN if known[f"{first}-{second}"] or is_compound else ""


def _vocabulary(lines: Sequence[Line]) -> Counter[str]:
    """Count the words that stand whole in a line."""
    known: Counter[str] = Counter()
    is_rest = False
    for line in lines:
        is_parted = _PARTED.search(line.text) is not None
        found = words(line.text)
        whole = found[is_rest : len(found) - is_parted]
        known.update(word.casefold() for word in whole)
        is_rest = is_parted
    return known
