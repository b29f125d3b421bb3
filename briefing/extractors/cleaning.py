"""Take the article out of a page that was copied with all that stood around it.

A cleaner is a row of rules. Each sees the page's lines and which of them are taken
already, and names further ones; the rest is the body. So every line that holds text
ends either in the body or, with the rule's name, in the ledger. What is known of
sites and languages stands as tables in `furniture`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate, takewhile

from briefing.extractors.agencies import end_credit, read_agencies
from briefing.extractors.fields import find_fields
from briefing.extractors.furniture import (
    BOX_HEAD,
    END_HEAD,
    FINAL_HEAD,
    LINE_RULES,
    LONGEST,
    PORTRAYS,
    is_reported,
)
from briefing.extractors.kinds import is_about
from briefing.extractors.lines import Line, read_lines
from briefing.extractors.metadata import Fields, is_byline, is_date_line, read_byline
from briefing.extractors.polls import polls
from briefing.extractors.stretch import Floats, can_open, choose_stretch
from briefing.model import Removal
from briefing.text import fold

Lines = Sequence[Line]
Taken = Mapping[int, str]  # position among the lines -> the rule that takes the line
Rule = Callable[[Lines, Taken], Taken]

# A text that has more is no article; all of 10 MB would take a minute.
MOST_LINES, MOST_CHARS = 10_000, 2_000_000
_BOX_LINES = 12  # more links than this are no box
_LINKED = re.compile(r"[:|>→-]\s*\w+(?:\W+\w+){2}")  # a head that holds a title itself
_MENU_RUN = 8  # so many lines like titles in a row are a list of links
_RESUMED = 60  # words of paragraphs in a row below a head that show the article goes on
_GAP = 6  # lines of a box between paragraphs of one article
_BORDERS = frozenset({"byline", "date", "comments", "copyright", "credit", "tags"})
_LONG_BODY = 200  # words of an article whose paragraphs are told by the weights alone
_SMALL = 4  # code points; shorter words tell nothing
_SHARED, _LEAST_TELLING = 0.4, 6
_TAIL_RUN = 3  # so many at the very end of the body are one, too
BODY_BEFORE_END = 30  # words that must stand above what closes an article
_LAST_LINES = 4  # where an author is portrayed
_REPEATED_WORDS = 4  # shorter lines may well be said twice
_DOUBLED_WORDS = 6  # words of a line that says one title twice


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """A page parted into its article and its ledger."""

    fields: Fields
    paragraphs: tuple[str, ...]
    removed: tuple[Removal, ...]


def clean_page(text: str, *, own: Sequence[Rule] = (), weights: Floats | None = None) -> Cleaned:
    """Clean a page of which nothing is known but its text.

    `own` are the user's rules; `weights` stand in for those that choose the stretch.
    """
    stretch: Rule = partial(around, weights=weights)
    rules = (*own, *KNOWN, stretch, *WITHIN)
    return _clean(text, rules=rules, headline=None)


def clean_body(text: str, *, headline: str | None, own: Sequence[Rule] = ()) -> Cleaned:
    """Clean a text that another tool took for the body: only what is surely furniture goes."""
    return _clean(text, rules=(*own, *BODY_RULES), headline=headline)


def _clean(text: str, *, rules: Sequence[Rule], headline: str | None) -> Cleaned:
    text, rest = _within_limits(text)
    lines = read_lines(text)
    taken = take(lines, rules)
    fields, claimed = find_fields(lines, taken, headline)
    taken |= claimed
    kept = [at for at in range(len(lines)) if at not in taken]
    paragraphs, credits_, agency = _without_end_credit([lines[at] for at in kept])
    gone = [_removal(lines[at], name) for at, name in taken.items()]
    return Cleaned(
        fields=replace(fields, agency=fields.agency or agency),
        paragraphs=paragraphs,
        removed=(*sorted((*gone, *credits_), key=lambda removal: removal.line), *rest),
    )


def _within_limits(text: str) -> tuple[str, tuple[Removal, ...]]:
    """Part a text from what is beyond the length of any article, which the ledger has."""
    if len(text) <= MOST_CHARS and text.count("\n") < MOST_LINES:
        return text, ()
    lines = text.split("\n")
    ends = accumulate(len(line) + 1 for line in lines[:MOST_LINES])
    most = sum(1 for _ in takewhile(MOST_CHARS.__ge__, ends))
    kept = "\n".join(lines[:most])
    if not most:  # one line holds it all
        space = lines[0].rfind(" ", 0, MOST_CHARS)
        end = space if space > 0 else MOST_CHARS
        kept, lines[0] = lines[0][:end], lines[0][end:]
    beyond = ((at, " ".join(line.split())) for at, line in enumerate(lines[most:], most + 1))
    rest = (Removal(line=at, text=line, rule="past the limit") for at, line in beyond if line)
    return kept, tuple(rest)


def take(lines: Lines, rules: Sequence[Rule]) -> dict[int, str]:
    """Name the rule of each line that one of the rules takes; the first that does counts."""
    taken: dict[int, str] = {}
    for rule in rules:
        taken |= {at: name for at, name in rule(lines, taken).items() if at not in taken}
    return taken


def _removal(line: Line, rule: str) -> Removal:
    return Removal(line=line.number, text=line.text, rule=rule)


def _without_end_credit(
    body: Lines,
) -> tuple[tuple[str, ...], tuple[Removal, ...], str | None]:
    """Cut an agency's mark off the last paragraph: `(ANI/Sputnik)`."""
    if not body:
        return (), (), None
    last = body[-1]
    text, credit = end_credit(last.text)
    paragraphs = (*(line.text for line in body[:-1]), text)
    if not credit:
        return paragraphs, (), None
    removal = Removal(line=last.number, text=credit, rule="credit")
    return paragraphs, (removal,), read_agencies(credit)[0]


def agencies(lines: Lines, _taken: Taken) -> Taken:
    """Take lines that only credit an agency."""
    return {at: "agency" for at, line in enumerate(lines) if read_agencies(line.text)}


def signatures(lines: Lines, taken: Taken) -> Taken:
    """Take lines that only name an author or a date; captions with a date are gone by now."""
    found: dict[int, str] = {}
    for at, line in enumerate(lines):
        if at in taken or line.is_prose:
            continue
        if is_byline(line):
            found[at] = "byline"
        elif is_date_line(line):
            found[at] = "date"
    return found


def furniture(lines: Lines, taken: Taken) -> Taken:
    """Take lines that read like what sites put around articles."""
    found: dict[int, str] = {}
    for at, line in enumerate(lines):
        if at not in taken and len(line.text) <= LONGEST:
            name = next((name for name, test in LINE_RULES if test(line.folded)), None)
            if name and not (line.is_prose and is_reported(line.folded)):
                found[at] = name
    return found


def doubled(lines: Lines, _taken: Taken) -> Taken:
    """Take lines that say one title twice: a picture's text and its link."""
    return {at: "teaser" for at, line in enumerate(lines) if _says_twice(line)}


def _says_twice(line: Line) -> bool:
    if len(line.text) > LONGEST:
        return False
    tokens = line.folded.split()
    half = len(tokens) // 2
    return len(tokens) >= _DOUBLED_WORDS and tokens[:half] == tokens[half:]


def boxes(lines: Lines, taken: Taken) -> Taken:
    """Take boxes of links: a head such as `Read more:` and the titles under it."""
    found: dict[int, str] = {}
    for at, line in enumerate(lines):
        if at not in found and _is_box_head(line):
            found |= dict.fromkeys(box_below(at, lines, taken), "related")
    return found


def box_below(head: int, lines: Lines, taken: Taken) -> range:
    """Find the lines of a box from its head on; one that holds its link stands alone."""
    if _LINKED.search(lines[head].text):
        return range(head, head + 1)
    end = head + 1
    while end < min(head + 1 + _BOX_LINES, len(lines)) and (
        end in taken or _could_be_link(lines[end])
    ):
        end += 1
    return range(head, end)


def _could_be_link(line: Line) -> bool:
    asks = line.text.endswith(("?", "!")) and line.words >= _REPEATED_WORDS
    return line.is_title_like or (asks and not line.is_prose)


def _is_box_head(line: Line) -> bool:
    if line.is_prose and is_reported(line.folded):
        return False
    return _is_end(line) or (len(line.folded) <= LONGEST and bool(BOX_HEAD(line.folded)))


def around(lines: Lines, taken: Taken, weights: Floats | None = None) -> Taken:
    """Take what lies outside the stretch of lines that is the article.

    Below it, what stands under a head such as `Most read` is told apart: names and dates
    there are other people's.
    """
    stretch = _with_last_words(choose_stretch(lines, taken, weights), lines, taken)
    stretch = _with_last_words(_with_rest(stretch, lines, taken), lines, taken)
    found = {at: "around" for at in range(len(lines)) if at not in stretch}
    end = next((at for at in range(stretch.stop, len(lines)) if _is_end(lines[at])), len(lines))
    return found | dict.fromkeys(range(end, len(lines)), "after the end")


def _with_rest(stretch: range, lines: Lines, taken: Taken) -> range:
    """Add reported paragraphs above and below that only a box or a caption parts from it.

    Weights that learned from long pages are too quick to end a short article at a box.
    """
    first, last = stretch.start, stretch.stop - 1
    for ahead in (range(last + 1, len(lines)), range(first - 1, -1, -1)):
        gap = 0
        for at in ahead:
            if not stretch or gap > _GAP or _is_border(at, lines, taken):
                break
            gap += 1
            if at not in taken and lines[at].is_prose and _is_of_article(at, stretch, lines):
                gap, first, last = 0, min(first, at), max(last, at)
    return range(first, last + 1) if stretch else stretch


def _is_of_article(at: int, stretch: range, lines: Lines) -> bool:
    """Tell a paragraph by who said it, or by the words that it shares with the article."""
    if is_reported(lines[at].folded):
        return True
    if sum(lines[one].words for one in stretch) > _LONG_BODY:
        return False
    known = {word for one in stretch for word in lines[one].folded.split()}
    telling = {word for word in lines[at].folded.split() if len(word) > _SMALL}
    return len(telling & known) >= _SHARED * max(len(telling), _LEAST_TELLING)


def _is_border(at: int, lines: Lines, taken: Taken) -> bool:
    """Tell a line that parts an article from another: who wrote it, when, what was said of it."""
    closes = _is_end(lines[at]) and not _goes_on(at, lines, taken)
    return closes or taken.get(at) in _BORDERS


def _goes_on(head: int, lines: Lines, taken: Taken) -> bool:
    """Tell by paragraphs in a row below a head that only a box stands there."""
    if FINAL_HEAD(lines[head].folded):
        return False
    at, words = box_below(head, lines, taken).stop, 0
    while at < len(lines) and at not in taken and lines[at].is_prose:
        words += lines[at].words
        at += 1
    return words >= _RESUMED


def _with_last_words(stretch: range, lines: Lines, taken: Taken) -> range:
    """Add the short sentences that follow at once, such as a quotation that closes."""
    last = stretch.stop
    while stretch and last < len(lines) and last not in taken and _is_short_sentence(lines[last]):
        last += 1
    return range(stretch.start, last)


def _is_short_sentence(line: Line) -> bool:
    return can_open(line) and not line.is_prose and not line.text.endswith("…")


def _is_end(line: Line) -> bool:
    return len(line.folded) <= LONGEST and bool(END_HEAD(line.folded) or FINAL_HEAD(line.folded))


def menus(lines: Lines, taken: Taken) -> Taken:
    """Take runs of lines like titles from between paragraphs; subheads stand alone."""
    found: dict[int, str] = {}
    run: list[int] = []
    for at in range(len(lines) + 1):
        if at < len(lines) and at not in taken and lines[at].is_title_like:
            run.append(at)
            continue
        if at < len(lines) and at in taken:
            continue
        if len(run) >= _MENU_RUN and not _is_listed(lines, run):
            found |= dict.fromkeys(run, "menu")
        run = []
    return found


def _is_listed(lines: Lines, run: Sequence[int]) -> bool:
    """Tell a list of the article's own, which a colon or bullets announce."""
    before = lines[run[0] - 1] if run[0] else None
    return all(lines[at].is_bullet for at in run) or (
        before is not None and before.text.endswith(":") and before.is_prose
    )


def tails(lines: Lines, taken: Taken) -> Taken:
    """Take a row of titles from the body's very end; a list of its own has bullets."""
    body = [at for at in range(len(lines)) if at not in taken]
    first = len(body)
    while first and lines[body[first - 1]].is_title_like and not lines[body[first - 1]].is_bullet:
        first -= 1
    row = body[first:]
    if not first or len(row) < _TAIL_RUN or lines[body[first - 1]].text.endswith(":"):
        return {}
    return dict.fromkeys(row, "menu")


def biographies(lines: Lines, taken: Taken) -> Taken:
    """Take who the author is, and what the company is, from the body's end."""
    body = [at for at in range(len(lines)) if at not in taken]
    names = {
        fold(name) for at, rule in taken.items() if rule == "byline" for name in _names(lines[at])
    }
    found: dict[int, str] = {}
    words = 0
    for place, at in enumerate(body):
        line, below = lines[at], body[place + 1 : place + 2]
        if words >= BODY_BEFORE_END and (
            (below and is_about(line, lines[below[0]]))
            or (len(body) - place <= _LAST_LINES and _is_biography(line, names))
        ):
            found |= dict.fromkeys(body[place:], "biography")
            break
        words += line.words
    return found


def _names(line: Line) -> tuple[str, ...]:
    signed = read_byline(line.text)
    return signed[0] if signed else ()


def _is_biography(line: Line, names: Collection[str]) -> bool:
    """Tell a sentence about an author: `Jane Doe covers the harbor for the Post.`."""
    return any(
        line.folded.startswith(f"{name} ") and PORTRAYS(line.folded, len(name) + 1)
        for name in names
    )


def captions(lines: Lines, taken: Taken) -> Taken:
    """Take lines that end with an agency's mark, but for the last: there it signs."""
    body = [at for at in range(len(lines)) if at not in taken]
    return {at: "caption" for at in body[:-1] if end_credit(lines[at].text)[1]}


def repeats(lines: Lines, taken: Taken) -> Taken:
    """Take what the body has said already; the first time stays."""
    found: dict[int, str] = {}
    seen: set[str] = set()
    for at, line in enumerate(lines):
        if at in taken or line.words < _REPEATED_WORDS:
            continue
        if line.folded in seen:
            found[at] = "repeated"
        seen.add(line.folded)
    return found


KNOWN: tuple[Rule, ...] = (agencies, furniture, signatures, doubled)  # by the words alone
WITHIN: tuple[Rule, ...] = (polls, boxes, menus, tails, biographies, captions, repeats)
BODY_RULES: tuple[Rule, ...] = (*KNOWN, polls, boxes, captions, repeats)
