"""Take the article out of a page that was copied with all that stood around it.

A cleaner is a row of rules. Each sees the page's lines and which of them are taken
already, and names further ones; the rest is the body. So every line that holds text
ends either in the body or, with the rule's name, in the ledger. What is known of
sites and languages stands as tables in `furniture`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from briefing.extractors.agencies import end_credit, read_agencies
from briefing.extractors.fields import find_fields
from briefing.extractors.furniture import BOX_HEAD, END_HEAD, FINAL_HEAD, LINE_RULES, LONGEST
from briefing.extractors.lines import Line, read_lines
from briefing.extractors.metadata import Fields, is_byline, is_date_line
from briefing.model import Removal

Lines = Sequence[Line]
Taken = Mapping[int, str]  # position among the lines -> the rule that takes the line
Rule = Callable[[Lines, Taken], Taken]

_BODY_BEFORE_END = 30  # words that must stand above a head for it to close an article
_RESUMED = 60  # words of paragraphs in a row below a head that show the article goes on
_BOX_LINES = 12  # more links than this are no box
_MENU_RUN = 8  # so many lines like titles in a row are a list of links
_REPEATED_WORDS = 4  # shorter lines may well be said twice
_DOUBLED_WORDS = 6  # words of a line that says one title twice


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """A page parted into its article and its ledger."""

    fields: Fields
    paragraphs: tuple[str, ...]
    removed: tuple[Removal, ...]


def clean_page(text: str) -> Cleaned:
    """Clean a page of which nothing is known but its text."""
    return _clean(text, rules=PAGE_RULES, headline=None)


def clean_body(text: str, *, headline: str | None) -> Cleaned:
    """Clean a text that another tool took for the body: only what is surely furniture goes."""
    return _clean(text, rules=BODY_RULES, headline=headline)


def _clean(text: str, *, rules: Sequence[Rule], headline: str | None) -> Cleaned:
    lines = read_lines(text)
    taken: dict[int, str] = {}
    for rule in rules:
        taken |= {at: name for at, name in rule(lines, taken).items() if at not in taken}
    fields, claimed = find_fields(lines, taken, headline)
    taken |= claimed
    kept = [at for at in range(len(lines)) if at not in taken]
    paragraphs, credits_, agency = _without_end_credit([lines[at] for at in kept])
    gone = [_removal(lines[at], name) for at, name in taken.items()]
    return Cleaned(
        fields=replace(fields, agency=fields.agency or agency),
        paragraphs=paragraphs,
        removed=tuple(sorted((*gone, *credits_), key=lambda removal: removal.line)),
    )


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
            if name:
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


def after_the_end(lines: Lines, taken: Taken) -> Taken:
    """Take what stands below the article, unless real paragraphs follow."""
    found: dict[int, str] = {}
    above = 0
    at = 0
    while at < len(lines):
        line = lines[at]
        if above >= _BODY_BEFORE_END and _is_end(line):
            back = _resumption(lines, taken, at)
            found |= dict.fromkeys(range(at, back), "after the end")
            at = back
            continue
        above += line.words if line.is_prose and at not in taken else 0
        at += 1
    return found


def _is_end(line: Line) -> bool:
    return len(line.folded) <= LONGEST and bool(END_HEAD(line.folded) or FINAL_HEAD(line.folded))


def _resumption(lines: Lines, taken: Taken, head: int) -> int:
    """Find where the article goes on below a head, else the page's end."""
    if FINAL_HEAD(lines[head].folded):
        return len(lines)
    run = 0
    for at in range(head + 1, len(lines)):
        if lines[at].is_prose and at not in taken:
            run += 1
            words = sum(line.words for line in lines[at - run + 1 : at + 1])
            if run > 1 and words >= _RESUMED:
                return at - run + 1
        elif at not in taken:
            run = 0
    return len(lines)


def boxes(lines: Lines, taken: Taken) -> Taken:
    """Take boxes of links: a head such as `Read more:` and the titles under it."""
    found: dict[int, str] = {}
    for at, line in enumerate(lines):
        if at in found or len(line.folded) > LONGEST or not BOX_HEAD(line.folded):
            continue
        found[at] = "related"
        for below in range(at + 1, min(at + 1 + _BOX_LINES, len(lines))):
            if below not in taken and not lines[below].is_title_like:
                break
            found[below] = "related"
    return found


def around(lines: Lines, taken: Taken) -> Taken:
    """Take what lies outside the stretch of the page that holds most of its paragraphs.

    The stretch is the one whose weights have the largest sum (Kadane): a paragraph
    weighs its words, a line like a title weighs against.
    """
    first, last = _heaviest([_weight(line, at in taken) for at, line in enumerate(lines)])
    prose = [at for at in range(first, last) if at not in taken and lines[at].is_prose]
    if not prose:
        return dict.fromkeys(range(len(lines)), "around")
    first, last = prose[0], prose[-1] + 1
    while last < len(lines) and last not in taken and _is_short_sentence(lines[last]):
        last += 1
    return {at: "around" for at in range(len(lines)) if not first <= at < last}


def _is_short_sentence(line: Line) -> bool:
    return line.ends_sentence and not line.text.endswith((":", "!", "?", "…"))


def _weight(line: Line, is_taken: bool) -> float:
    """Weigh a line for or against the body; the numbers were tuned on 291 copied pages."""
    if is_taken:
        return -2.0
    if line.is_prose:
        return float(min(line.words, 40))
    return 3.0 if line.ends_sentence else -5.0


def _heaviest(weights: Sequence[float]) -> tuple[int, int]:
    """Find the stretch with the largest sum: its first position, and the one behind it."""
    best, stretch, total, start = 0.0, (0, 0), 0.0, 0
    for at, weight in enumerate(weights):
        if total <= 0:
            total, start = 0.0, at
        total += weight
        if total > best:
            best, stretch = total, (start, at + 1)
    return stretch


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


PAGE_RULES: tuple[Rule, ...] = (
    agencies,
    furniture,
    signatures,
    doubled,
    after_the_end,
    boxes,
    around,
    menus,
    captions,
    repeats,
)
BODY_RULES: tuple[Rule, ...] = (
    agencies,
    furniture,
    signatures,
    doubled,
    boxes,
    captions,
    repeats,
)
