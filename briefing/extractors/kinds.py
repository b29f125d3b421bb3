"""What a page's lines are like, as numbers: the evidence from which a stretch is chosen.

Each kind is a column. Most are 0 or 1; lengths are logarithms, shares go from 0 to 1.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import log1p

import numpy as np
from numpy.typing import NDArray

from briefing.extractors.furniture import BOX_HEAD, END_HEAD, FINAL_HEAD, LONGEST
from briefing.extractors.lines import Line

_OVER = (6, 12, 25, 50)  # words; each step of length has a weight of its own
_SHAPES = (
    "words", *(f"words over {step}" for step in _OVER),
    "prose", "sentence", "question", "colon", "fragment", "title", "tiny",
    "bullet", "table", "lower case", "capitals", "figures", "small words", "you and I",
    "first of block", "topic", "headline", "repeated", "run of titles", "biography", "speaker",
    "listing", "address",
)  # fmt: skip
_HEADS = ("end head", "final head", "box head")
_RULES = (
    "share", "subscription", "consent", "time", "cookies", "copyright", "disclaimer", "tags",
    "advertisement", "application", "comments", "symbols", "form", "reading time", "navigation",
    "credit", "caption", "teaser", "agency", "byline", "date", "furniture",
)  # fmt: skip
# Signs that an article is over; every line below such a one, with paragraphs above it,
# has the kind "past" it.
_SIGNS = (
    *_HEADS,
    "share",
    "subscription",
    "comments",
    "tags",
    "copyright",
    "biography",
    "run of titles",
)
_PAST = tuple(f"past {name}" for name in _SIGNS)
_AROUND = ("dense", "thread")  # of prose, of readers' talk
# What goes on for many lines counts inside the stretch alone, and not where it ends.
LASTING: tuple[str, ...] = (*_PAST, *_AROUND)
KINDS: tuple[str, ...] = (*_SHAPES, *_HEADS, *_RULES, *LASTING)
_COLUMN = {name: at for at, name in enumerate(KINDS)}
_FIRST_PAST = _COLUMN[_PAST[0]]
_PASSING = [_SIGNS.index(name) for name in _SIGNS if name not in {"final head", "comments"}]

_TINY, _FRAGMENT = 3, 15  # words of a line without a full stop: at most, at least
_TELLING = 5  # code points of a word that can tell a topic
_MATCHED = 25  # words of a line that count for its topic, at the most
_HEADLINE = (4, 25)  # words
_NAME = (2, 5)  # words of a line that names a person
_NAME_LENGTH = 80  # code points
_BIOGRAPHY_REACH = 3  # lines from a name to its biography
_SMALL = 5  # words of a line in which small words are counted
_BODY_BEFORE_END = 60  # words of paragraphs above a sign that the article is over
_RESUMED = 40  # words of paragraphs in a row that show the article goes on
_MOST_SIGNS = 3
_WINDOW = 6  # lines on either side
_LISTING, _FEW = 30, 0.1  # words of a line, the share of small words in it, if it is no prose
_ADDRESS = re.compile(r"https?://|www\.|[\w.]@[\w-]+\.|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}")
_FIGURES = 0.3  # share of words that begin with a figure, in a row of a table

# Of the languages that news is mostly written in; others go without this evidence.
_SMALL_WORDS = frozenset(
    (  # noqa: SIM905 - a row of words reads better
        "a an and are as at be been but by for from had has have he her his if in into is it its "
        "more not of on one or our out she so than that the their there they this to was we were "
        "what when which who will with would you your about after all also can could do how just "
        "like no now only other over said some such them then these up very "
        "der die das und ist zu den von mit für auf nicht ein eine einen dem des im sich auch als "
        "dass wird bei nach aus war wie hat er sie wir ich oder aber um noch nur durch vor zum zur "
        "le la les et de du un une est dans que qui pour par sur pas au aux avec ce cette il elle "
        "nous vous ils sont plus ne se son sa ses mais ou été être ont el los las y del en es con "
        "su al lo como más pero sus fue este esta entre il gli e di della che per non sono da nel "
        "alla più anche si o os do dos em um uma para com não mais foi ao na "
        "het een van dat niet met voor op te zijn aan er ook maar naar w z i nie to że się jest od "
        "po za dla och att det som på är av för till har inte ett "
        "и в не на что с по как это из у за к от но для его был а о же так мы он она они все или"
    ).split()
)
_YOU_AND_I = frozenset("you your our us we my me i".split())  # noqa: SIM905 - as above
_TRIMMED = ".,;:!?\"'()"


def describe(lines: Sequence[Line], taken: Mapping[int, str]) -> NDArray[np.float64]:
    """Describe each line by its kinds: a row a line, a column each of `KINDS`.

    `taken` names the rule of each line that is known to be furniture already.
    """
    rows = np.zeros((len(lines), len(KINDS)))
    times = Counter(line.folded for line in lines)
    telling = [frozenset(w for w in line.folded.split() if len(w) >= _TELLING) for line in lines]
    spread = Counter(
        word
        for at, line in enumerate(lines)
        if at not in taken and line.is_prose
        for word in telling[at]
    )
    for at, line in enumerate(lines):
        found = dict.fromkeys(_heads(line), 1.0)
        if at in taken:
            found[taken[at] if taken[at] in _RULES else "furniture"] = 1.0
        else:
            topic = _topic(telling[at], spread, own=line.is_prose)
            found |= _shape(line) | _place(line, topic, times[line.folded])
        for name, value in found.items():
            rows[at, _COLUMN[name]] = value
    _mark_neighbors(rows, lines, taken)
    _mark_past(rows, lines, taken)
    _mark_around(rows, lines, taken)
    return rows


def _mark_past(rows: NDArray[np.float64], lines: Sequence[Line], taken: Mapping[int, str]) -> None:
    """Mark each line by the signs above it that the article is over."""
    columns = [_COLUMN[name] for name in _SIGNS]
    resumed = _resumptions(lines, taken)
    seen = np.zeros(len(columns))
    above = 0
    for at, line in enumerate(lines):
        if at in resumed:
            seen[_PASSING] = 0
        if above >= _BODY_BEFORE_END:
            seen += rows[at, columns] > 0
        rows[at, _FIRST_PAST : _FIRST_PAST + len(columns)] = np.minimum(seen, _MOST_SIGNS)
        above += line.words if line.is_prose and at not in taken else 0
    rows[:, _FIRST_PAST : _FIRST_PAST + len(columns)] /= _MOST_SIGNS


def _resumptions(lines: Sequence[Line], taken: Mapping[int, str]) -> frozenset[int]:
    """Find where paragraphs in a row show that the article goes on, whatever stood above."""
    found: set[int] = set()
    run: list[int] = []
    for at in range(len(lines) + 1):
        if at < len(lines) and at not in taken and lines[at].is_prose:
            run.append(at)
            continue
        if len(run) > 1 and sum(lines[one].words for one in run) >= _RESUMED:
            found.add(run[0])
        run = []
    return frozenset(found)


def _mark_around(
    rows: NDArray[np.float64], lines: Sequence[Line], taken: Mapping[int, str]
) -> None:
    """Mark how much of the lines about a line is prose, and how much is readers' talk."""
    count = len(lines)
    prose = np.array(
        [at not in taken and line.is_prose for at, line in enumerate(lines)], dtype=float
    )
    talk = np.array([taken.get(at) in ("comments", "date") for at in range(count)], dtype=float)
    for name, values in (("dense", prose), ("thread", talk)):
        total = np.concatenate([[0.0], np.cumsum(values)])
        at = np.arange(count)
        low, high = np.maximum(at - _WINDOW, 0), np.minimum(at + _WINDOW + 1, count)
        rows[:, _COLUMN[name]] = (total[high] - total[low]) / (high - low)


def _heads(line: Line) -> list[str]:
    if len(line.folded) > LONGEST:
        return []
    heads = ((END_HEAD, "end head"), (FINAL_HEAD, "final head"), (BOX_HEAD, "box head"))
    return [name for test, name in heads if test(line.folded)]


def _shape(line: Line) -> dict[str, float]:
    """Tell what a line's own form says."""
    count = max(line.words, 1)
    tokens, folded = line.text.split(), line.folded.split()
    shape = {"words": log1p(count), _form(line): 1.0}
    shape |= {f"words over {step}": log1p(count) - log1p(step) for step in _OVER if count > step}
    figures = sum(token[0].isdigit() for token in tokens) / len(tokens)
    shape["figures"] = figures
    if count > _TINY:
        shape["table"] = float(figures > _FIGURES)
        shape["capitals"] = sum(t[0].isupper() for t in tokens[1:]) / max(1, len(tokens) - 1)
    if count >= _SMALL:
        bare = [token.strip(_TRIMMED) for token in folded]
        shape["small words"] = sum(token in _SMALL_WORDS for token in bare) / len(bare)
        shape["you and I"] = sum(token in _YOU_AND_I for token in bare) / len(bare) * min(count, 20)
    shape["listing"] = float(count >= _LISTING and shape["small words"] < _FEW)
    shape["address"] = float(_ADDRESS.search(line.folded) is not None)
    shape["bullet"] = float(line.is_bullet)
    shape["lower case"] = float(line.text[0].islower())
    return shape


def _form(line: Line) -> str:
    if line.is_prose:
        return "prose"
    if line.ends_sentence:
        ends = {":": "colon", "?": "question", "!": "question"}
        return ends.get(line.text[-1], "sentence")
    if line.words <= _TINY:
        return "tiny"
    return "fragment" if line.words >= _FRAGMENT else "title"


def _topic(telling: frozenset[str], spread: Mapping[str, int], *, own: bool) -> float:
    """Tell the share of a line's longer words that other paragraphs hold too."""
    return sum(spread.get(word, 0) > own for word in telling) / (len(telling) + 2)


def _place(line: Line, topic: float, times: int) -> dict[str, float]:
    """Tell what the other lines say of this one."""
    place = {"topic": topic * min(line.words, _MATCHED) / 10}
    least, most = _HEADLINE
    if line.is_title_like and least <= line.words <= most and topic > 1 / 2:
        place["headline"] = 2.0 if times > 1 else 1.0
    if times > 1:
        place["repeated"] = 1.0
    return place


def _mark_neighbors(
    rows: NDArray[np.float64], lines: Sequence[Line], taken: Mapping[int, str]
) -> None:
    """Mark what only lines side by side tell."""
    for at, (line, below) in enumerate(pairwise(lines)):
        rows[at + 1, _COLUMN["first of block"]] = below.number - line.number > 1
        if at not in taken and line.words <= _NAME[1] and taken.get(at + 1) == "date":
            rows[at, _COLUMN["speaker"]] = 1
    for at in range(len(lines)):
        for under in range(at + 1, min(at + 1 + _BIOGRAPHY_REACH, len(lines))):
            if is_biography(lines[at], lines[under]):
                rows[at : under + 1, _COLUMN["biography"]] = 1
    run: list[int] = []
    for at, line in enumerate(lines):
        if at in taken or line.is_title_like:
            run.append(at)
        else:
            rows[run, _COLUMN["run of titles"]] = _run_weight(lines, run)
            run = []
    rows[run, _COLUMN["run of titles"]] = _run_weight(lines, run)


def _run_weight(lines: Sequence[Line], run: Sequence[int]) -> float:
    plain = sum(not lines[at].is_bullet for at in run)  # an article's own lists have bullets
    return min(log1p(max(plain - 2, 0)), 3.0)


_ABOUT = re.compile(
    r"\W*(?:(?:about|meet|über|à propos (?:de |du |d')|sobre|acerca de|chi è|informazioni su|over|"
    r"об?|о компании|про)\s)?(?P<name>.*?)[\s:.,]*\Z"
)
_TITLED = 25  # code points that may stand before a name that opens its biography: `Dr. Jane`


def is_about(line: Line, below: Line) -> bool:
    """Tell the head of a portrait that closes a release, `About Acme`, by the text under it."""
    name = _ABOUT.match(line.folded[:_NAME_LENGTH])
    return name is not None and name.start("name") > 0 and is_biography(line, below)


def is_biography(line: Line, below: Line) -> bool:
    """Tell a name and, under it, the paragraph that it begins: `About Acme`, `Acme makes`."""
    least, most = _NAME
    if not below.is_prose or line.ends_sentence or len(line.folded) > _NAME_LENGTH:
        return False
    if not least <= line.words <= most:
        return False
    name = _ABOUT.match(line.folded)
    return (
        name is not None
        and len(name["name"]) > _TINY
        and (name["name"] in below.folded[: _TITLED + len(name["name"])])
    )
