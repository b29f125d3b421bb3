"""Compare texts whose lines somebody may have broken anew: mail programs, editors, readers.

Nothing but the places where lines end, and the marks that a mail program puts before a
quotation, may differ. Within a line, each character counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Of a reply; a program may put one mark for each time that a letter was quoted.
_QUOTED = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
# ASCII alone: a space of another kind is another character, and may be meant to deceive.
_BLANKS = re.compile(r"[ \t\r\f\v]+")
_LINES = re.compile(r"[ \t\r\f\v]*\n[ \t\r\n\f\v]*")
# A program may end a line behind these, where no space stands.
_MAY_END = frozenset("-/–—‐")
# Of a source, which stands closer to its sentence in some formats than in others.
_MARK = re.compile(r"\s*\[(\d+)\]")
# Between letters of Chinese, Japanese and Korean a line may end where no space stands.
_WIDE = "\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef"
_BETWEEN_WIDE = re.compile(rf"(?<=[{_WIDE}])\n(?=[{_WIDE}])")
_AROUND = 24  # code points of a place in a message
# What a program leaves where it parted a word: a hyphen, or one that is not shown.
_PARTED = re.compile("[-\u00ad\u2010\ufffe\x02]\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Where two texts first differ: what is there, and what should be."""

    found: str
    expected: str
    place: int  # among the characters of the text that was expected, laid out as one line


def flat(text: str) -> str:
    """Lay a text out in one line: its words, with one space between two of them."""
    return lined(text).replace("\n", " ")


def lined(text: str) -> str:
    """Keep the ends of lines, without marks of quotation and doubled spaces."""
    lines = _LINES.sub("\n", _BLANKS.sub(" ", _QUOTED.sub("", text))).strip(" \n")
    return _BETWEEN_WIDE.sub("", lines)


def change(found: str, expected: str) -> Change | None:
    """Give the first place where a text says something else than it should, None if nowhere."""
    told, wanted = lined(found), flat(expected)
    at, place = _follow(told, wanted, 0)
    if at == len(told) and place == len(wanted):
        return None
    return Change(
        found=told[max(0, at - _AROUND) : at + _AROUND].replace("\n", " "),
        expected=wanted[max(0, place - _AROUND) : place + _AROUND],
        place=place,
    )


def strays(excerpt: str, texts: list[str]) -> Iterator[str]:
    """Give what of an excerpt stands in none of the texts, which are those of a whole brief.

    It is read in stretches of whole lines, each as long as it stands somewhere. Words that
    were parted at the end of a line, as in a PDF, count as whole.
    """
    wanted = [_MARK.sub(r" [\1]", flat(text)) for text in texts]
    lines = lined(_MARK.sub(r" [\1]", lined(excerpt))).split("\n")
    while any(lines):
        most = _stretch(lines, wanted)
        if not most:
            yield lines[0]
        del lines[: max(most, 1)]


def _stretch(lines: list[str], texts: list[str]) -> int:
    """Count the lines from the first on that stand together in one of the texts."""
    most = 0
    while most < len(lines) and any(_stands_in(lines[: most + 1], text) for text in texts):
        most += 1
    return most


def _stands_in(lines: list[str], text: str) -> bool:
    told = "\n".join(lines)
    # A word that the next line ends is half a word here.
    told = told[:-1] if _PARTED.match(f"{told[-1:]}\n") else told
    both = {told, _PARTED.sub("", told)}
    return any(
        _follow(one, text, place)[0] == len(one) for one in both for place in _starts(one, text)
    )


def _starts(told: str, text: str) -> Iterator[int]:
    head = told.partition("\n")[0][:40]
    place = text.find(head)
    while head and place >= 0:
        yield place
        place = text.find(head, place + 1)


def _follow(told: str, wanted: str, place: int) -> tuple[int, int]:
    """Read two texts side by side as long as they agree; give where each was left."""
    at, total = 0, len(wanted)
    while at < len(told):
        # Most of a text agrees: whole lines at a time.
        end = told.find("\n", at)
        line = told[at : end if end >= 0 else len(told)]
        if not wanted.startswith(line, place):
            same = _common(line, wanted, place)
            return at + same, place + same
        at, place = at + len(line), place + len(line)
        if end < 0:
            break
        if wanted[place : place + 1] == " ":
            place += 1
        elif not (place < total and line[-1:] in _MAY_END):
            return at, place
        at += 1
    return at, place


def _common(line: str, wanted: str, place: int) -> int:
    pairs = zip(line, wanted[place : place + len(line)], strict=False)
    return next((at for at, (one, other) in enumerate(pairs) if one != other), len(wanted) - place)
