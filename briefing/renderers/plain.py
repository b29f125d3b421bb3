"""Plain text: lines of 72 columns, for terminals, for mails, and to be read aloud.

Templates fill paragraphs with `{% filter fill %}`. A value comes out as one line in
which nothing can move the cursor or turn the direction of what stands behind it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from unicodedata import category, east_asian_width

from briefing.model import Brief, Rendered
from briefing.renderers import notes, view
from briefing.renderers.environment import environment, plain, render
from briefing.renderers.wikis.markdown import Marks, note
from briefing.settings import OutputSettings

TEMPLATE = "brief.txt.j2"
COLUMNS = 72

_WHITESPACE = re.compile(r"[ \t\r\n\f\v\x85\u2028\u2029]+")
_GAP = re.compile(r" (?!\[\d+\](?: |$))")
# Openers of a stretch of its own direction, with what closes each.
_OPENS = {
    **dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c"),
    **dict.fromkeys("\u2066\u2067\u2068", "\u2069"),
}
_CLOSES = frozenset(_OPENS.values())
_STEERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LIST_OR_QUOTE = re.compile(r"(?:> |- |\d+\. | {4})*")


class Laid(str):
    """Text that is laid out in lines already."""

    __slots__ = ()


def txt(settings: OutputSettings) -> Callable[[Brief], Rendered]:
    """Make a renderer that gives plain text."""
    return partial(_render, settings=settings)


def _render(brief: Brief, *, settings: OutputSettings) -> Rendered:
    return Rendered(
        format="txt",
        media_type="text/plain",
        filename="brief.txt",
        body=text(brief, settings).encode(),
    )


def text(brief: Brief, settings: OutputSettings) -> str:
    """Write a brief as plain text."""
    ground = environment(
        settings.templates, timezone=brief.timezone, finalize=finalize, autoescape=False
    )
    ground.filters |= {"fill": fill, "underlined": underlined, "note": _note}
    written = render(ground, TEMPLATE, view.context(brief).variables())
    return re.sub(r"\n{3,}", "\n\n", written).strip() + "\n"


def finalize(value: object) -> str:
    """Make one line of a value, unless it is `Laid`."""
    return value if isinstance(value, Laid) else line(str(plain(value)))


def line(words: str) -> str:
    """Make one line of a text, which shows all that is in it and steers nothing behind it."""
    return _contained(_WHITESPACE.sub(" ", view.printable(words)).strip())


def _contained(words: str) -> str:
    """Close what a text opens and take out what closes nothing: marks of direction."""
    open_now: list[str] = []

    def kept(mark: re.Match[str]) -> str:
        if mark[0] in _OPENS:
            open_now.append(_OPENS[mark[0]])
            return mark[0]
        if not open_now or open_now[-1] != mark[0]:
            return ""
        return open_now.pop()

    inside = _STEERING.sub(kept, words)
    return inside + "".join(reversed(open_now))


def fill(words: str, first: str = "", rest: str | None = None) -> Laid:
    """Break a paragraph into lines of 72 columns; addresses and long words stay whole.

    `first` opens the first line and `rest` all others. Between letters of Chinese,
    Japanese and Korean a line may end anywhere.
    """
    lines = [first]
    room = COLUMNS - width(first)
    following = " " * width(first) if rest is None else rest
    is_bare = True  # nothing but the opening stands in the line
    for word, is_apart in _words(words):
        gap = " " if is_apart and not is_bare else ""
        if not is_bare and len(gap) + width(word) > room:
            lines.append(following)
            room, gap = COLUMNS - width(following), ""
        lines[-1] += gap + word
        room -= len(gap) + width(word)
        is_bare = False
    return Laid("\n".join(one.rstrip() for one in lines) + "\n")


def _words(words: str) -> Iterator[tuple[str, bool]]:
    """Give what may not be broken, and whether a space stands before it."""
    # The mark of a source stays with the word before it.
    one_line = _WHITESPACE.sub(" ", words.strip(" \t\r\n"))
    for word in _GAP.split(one_line):
        is_apart = True
        for part in _parts(word):
            yield part, is_apart
            is_apart = False


def _parts(word: str) -> Iterator[str]:
    if word.isascii():
        yield word
        return
    start = 0
    for place in range(1, len(word)):
        if _may_end(word[place - 1], word[place]):
            yield word[start:place]
            start = place
    yield word[start:]


def _may_end(before: str, after: str) -> bool:
    """Tell whether a line may end between two characters that no space parts."""
    if _columns(before) != 2 and _columns(after) != 2:  # noqa: PLR2004  # wide
        return False
    # Punctuation clings to what it belongs to, and accents to their letters.
    return not (category(before) in {"Ps", "Pi"} or category(after)[0] in "PM" or after == "ー")


def width(words: str) -> int:
    """Count the columns that a text takes on a terminal."""
    return len(words) if words.isascii() else sum(map(_columns, words))


@lru_cache(maxsize=4096)
def _columns(character: str) -> int:
    if category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def underlined(words: str, mark: str) -> Laid:
    """Write a heading with a line of marks below it."""
    filled = fill(line(words))
    longest = max(map(width, filled.splitlines()))
    return Laid(f"{filled}{mark * min(max(longest, 1), COLUMNS)}\n")


def _note(source: str) -> Laid:
    """Write an editor's note, whose lists and quotations keep their marks."""
    written = note(notes.tree(source), Marks(escape=line_of_note))
    return Laid("\n".join(map(_note_line, written.splitlines())) + "\n")


def line_of_note(words: str) -> str:
    """Make one line of a part of a note, with the spaces at its ends."""
    return _contained(_WHITESPACE.sub(" ", view.printable(words)))


def _note_line(written: str) -> str:
    found = _LIST_OR_QUOTE.match(written)
    first = found[0] if found else ""
    rest = re.sub(r"- |\d+\. ", lambda mark: " " * len(mark[0]), first)
    return fill(written[len(first) :].replace("<br>", " "), first, rest).rstrip("\n")
