"""Each block of a page as a row of numbers for the classifier in `trees.py`.

The columns look at a block's text, its markup, its place on the page, the
company it keeps, and its neighbours. None of them looks at words of one
language but the furniture phrases of `phrases.py`.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import chain
from operator import or_

import numpy as np
from numpy.typing import NDArray

from briefing.extractors.pages.blocks import Block
from briefing.extractors.pages.hints import BITS, NAMES
from briefing.extractors.pages.phrases import KINDS, kinds_of

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

ANCESTORS = 4

_ENDS = re.compile(r"[.!?。！？…؟।][\"”’'»)\]]*$")
_DENSE_SCRIPT = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"\w+")
_FOREIGN = BITS["comments"] | BITS["<footer>"] | BITS["<nav>"] | BITS["<aside>"]
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_CAPITAL = re.compile(r"(?<![^\s(\"“«'‘])[A-ZÀ-ÖØ-ÞΑ-ΩА-Я]")
_NO_DIGITS = str.maketrans("", "", "0123456789")
_TAG_COLUMNS = (
    "p",
    "li",
    "td",
    "th",
    "div",
    "blockquote",
    "figcaption",
    "pre",
    "dt",
    "dd",
    "h1",
    "h2",
    "h3",
    "h4",
    "section",
    "article",
)
_TAG_PLACES = {tag: place for place, tag in enumerate(_TAG_COLUMNS)}
_REACH = (-2, -1, 1, 2)
_SHINGLE = 4
_PROSE_WORDS, _LONG_WORDS = 10, 25
_MOST_PHRASE_WORDS = 60
_MOST_TITLE_CHARS = 300
_LEAST_CLAIM_WORDS = 40
_END_CHARS = 8
_MOST_KNOWN_CHARS = 100

TEXT_COLUMNS = (
    "log_words",
    "words_to_60",
    "link_share",
    "links_a_word",
    "bold_share",
    "ends_sentence",
    "ends_colon",
    "starts_lower",
    "starts_digit",
    "all_upper",
    "commas_a_word",
    "digit_share",
    "capital_share",
    "inner_stop",
    "starts_bullet",
    "has_bar",
)
PLACE_COLUMNS = (
    "position",
    "log_blocks",
    "words_of_longest",
    "depth",
    "parent_mass",
    "grand_mass",
    "great_mass",
    "parent_blocks",
    "grand_blocks",
    "parent_links",
    "grand_links",
    "great_links",
    "in_wide",
    "in_narrow",
    "out_of_wide",
    "below_wide",
    "is_before",
    "is_after",
    "log_before",
    "log_after",
    "mass_before",
    "is_past_h1",
    "log_from_h1",
    "has_h1",
    "stands_again",
    "stood_before",
    "title_share",
    "log_mass",
    "claimed",
)
NEIGHBOR_COLUMNS = ("log_words", "link_share", "is_prose", "is_heading", "is_item")
COLUMNS: tuple[str, ...] = (
    *TEXT_COLUMNS,
    *PLACE_COLUMNS,
    *(f"tag {tag}" for tag in _TAG_COLUMNS),
    *(f"own {name}" for name in NAMES),
    *(f"branch {name}" for name in NAMES),
    *(f"says {name}" for name in KINDS),
    *(f"{offset:+d} {name}" for offset in _REACH for name in NEIGHBOR_COLUMNS),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What is counted once a page.

    `words`, `is_prose` and `mass` have one value a block; `nodes` names every
    element above every block and `owners` the block that it is above, side by
    side; `up` is (blocks, ANCESTORS), the innermost element first. `wide` and
    `narrow` are the elements that hold most of the prose, `shared` how many of
    `wide`'s ancestors and itself stand above a block.
    """

    words: FloatArray
    is_prose: FloatArray
    mass: FloatArray
    nodes: IntArray
    owners: IntArray
    up: IntArray
    depths: IntArray
    wide: tuple[int, ...]
    narrow: tuple[int, ...]
    shared: IntArray
    is_in_narrow: BoolArray
    first: int
    last: int
    h1: int

    def sums(self, values: FloatArray) -> FloatArray:
        """Sum a value a block over every element of the page."""
        return np.bincount(self.nodes, weights=values[self.owners]).astype(float)


def measure(blocks: Sequence[Block]) -> Measures:
    """Count words and prose, and find the elements that hold most of the prose."""
    words = np.array([count_words(block.text) for block in blocks], dtype=float)
    is_prose = np.array(
        [_is_prose(block, count) for block, count in zip(blocks, words.tolist(), strict=True)],
        dtype=float,
    )
    mass = _mass(blocks, words, is_prose)
    depths = np.array([len(block.path) for block in blocks])
    nodes = np.fromiter(
        chain.from_iterable(block.path for block in blocks), dtype=np.int64, count=int(depths.sum())
    )
    owners = np.repeat(np.arange(len(blocks)), depths)
    held = np.bincount(nodes, weights=mass[owners]).astype(float)
    wide, narrow = _holder(blocks, held, 0.85 * mass.sum()), _holder(blocks, held, 0.6 * mass.sum())
    is_in_narrow = _shared(nodes, owners, narrow, len(blocks)) == len(narrow)
    inside = np.flatnonzero(is_in_narrow & (mass > 0))
    first, last = (int(inside[0]), int(inside[-1])) if len(inside) else (0, len(blocks) - 1)
    return Measures(
        words=words,
        is_prose=is_prose,
        mass=mass,
        nodes=nodes,
        owners=owners,
        up=_up(nodes, depths),
        depths=depths,
        wide=wide,
        narrow=narrow,
        shared=_shared(nodes, owners, wide, len(blocks)),
        is_in_narrow=is_in_narrow,
        first=first,
        last=last,
        h1=_nearest_h1(blocks, first),
    )


def count_words(text: str) -> float:
    """Count words; where a script has no spaces, two characters are one."""
    words = text.count(" ") + 1
    if text.isascii():
        return words
    return max(words, len(_DENSE_SCRIPT.findall(text)) / 2)


def features(blocks: Sequence[Block], measures: Measures, *, title: str, claim: str) -> FloatArray:
    """Give (blocks, COLUMNS) numbers. `claim` is what JSON-LD gives as the body, or empty."""
    text = np.array(
        [_text(block, words) for block, words in zip(blocks, measures.words.tolist(), strict=True)],
        dtype=float,
    )
    tags = np.array([_TAG_PLACES.get(block.tag, -1) for block in blocks])[:, None] == np.arange(
        len(_TAG_COLUMNS)
    )
    return np.hstack(
        [
            text,
            _place(blocks, measures),
            _repeats(blocks, title),
            np.full((len(blocks), 1), math.log1p(measures.mass.sum())),
            _claimed(blocks, claim),
            tags,
            *_bits(blocks, measures),
            _neighbors(blocks, text, measures),
        ]
    )


def _shared(nodes: IntArray, owners: IntArray, path: tuple[int, ...], count: int) -> IntArray:
    """Count for each block how many elements of `path` stand above it."""
    is_on_path = np.zeros(int(nodes.max()) + 1)
    is_on_path[list(path)] = 1.0
    return np.bincount(owners, weights=is_on_path[nodes], minlength=count).astype(np.int64)


def _up(nodes: IntArray, depths: IntArray) -> IntArray:
    """Give each block's ANCESTORS innermost elements; the outermost again where there are fewer."""
    ends = np.cumsum(depths)
    levels = np.minimum(np.arange(1, ANCESTORS + 1)[None, :], depths[:, None])
    return nodes[ends[:, None] - levels]


def _bits(blocks: Sequence[Block], measures: Measures) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Give hints of each block, of its branch, and its set phrases as columns of 0 and 1."""
    kinds = [
        kinds_of(block.text[:400]) if words <= _MOST_PHRASE_WORDS else 0
        for block, words in zip(blocks, measures.words.tolist(), strict=True)
    ]
    own = [block.own for block in blocks]
    return (
        _spread(own, len(NAMES)),
        _spread(_branches(blocks, measures), len(NAMES)),
        _spread(kinds, len(KINDS)),
    )


def _branches(blocks: Sequence[Block], measures: Measures) -> list[int]:
    known: dict[int, int] = {}
    branches = []
    for block, shared in zip(blocks, measures.shared.tolist(), strict=True):
        parent = block.path[-1]
        if parent not in known:
            known[parent] = reduce(or_, block.chain[shared:], 0)
        branches.append(known[parent] | block.own)
    return branches


def _spread(bits: list[int], width: int) -> FloatArray:
    return (np.array(bits, dtype=np.int64)[:, None] >> np.arange(width) & 1).astype(float)


def _is_prose(block: Block, words: float) -> bool:
    is_long = words > _LONG_WORDS or (
        words >= _PROSE_WORDS and _ENDS.search(block.text) is not None
    )
    return is_long and block.link_chars < 0.34 * len(block.text)


def _mass(blocks: Sequence[Block], words: FloatArray, is_prose: FloatArray) -> FloatArray:
    prose: FloatArray = np.minimum(words, 100.0) * is_prose
    is_foreign = _foreign(blocks)
    own = np.where(is_foreign, 0.0, prose)
    return own if own.sum() else prose


def _foreign(blocks: Sequence[Block]) -> BoolArray:
    known: dict[int, bool] = {}
    for block in blocks:
        if block.path[-1] not in known:
            known[block.path[-1]] = bool(reduce(or_, block.chain, 0) & _FOREIGN)
    return np.array(
        [known[block.path[-1]] or bool(block.own & _FOREIGN) for block in blocks], dtype=bool
    )


def _holder(blocks: Sequence[Block], held: FloatArray, least: float) -> tuple[int, ...]:
    """Find the innermost element that holds at least `least` of the mass."""
    best: tuple[int, ...] = (0,)
    if least <= 0:
        return best
    enough = frozenset(np.flatnonzero(held >= least).tolist())
    for block in blocks:
        depth = len(block.path)
        while depth > len(best) and block.path[depth - 1] not in enough:
            depth -= 1
        if depth > len(best):
            best = block.path[:depth]
    return best


def _nearest_h1(blocks: Sequence[Block], first: int) -> int:
    """Give the last h1 at or before the first prose, else the first on the page, else -1."""
    places = [i for i, block in enumerate(blocks) if block.tag == "h1"]
    return next((i for i in reversed(places) if i <= first), places[0] if places else -1)


def _text(block: Block, words: float) -> list[float]:
    text = block.text
    length = len(text)
    of_markup = (
        math.log1p(words),
        min(words, 60.0) / 60,
        min(1.0, block.link_chars / length),
        min(block.links / words, 1.0),
        min(1.0, block.bold_chars / length),
    )
    shape = _known_shape if length <= _MOST_KNOWN_CHARS else _shape
    return [*of_markup, *shape(text, words)]


def _shape(text: str, words: float) -> tuple[float, ...]:
    head = text[:300]
    tokens = head.count(" ") + 1
    return (
        _ENDS.search(text, max(0, len(text) - _END_CHARS)) is not None,
        text[-1] == ":",
        text[0].islower(),
        text[0].isdigit(),
        head.isupper(),
        text.count(",") / words,
        1 - len(head.translate(_NO_DIGITS)) / len(head),
        len(_CAPITAL.findall(head)) / tokens,
        ". " in text,
        text[0] in "•-–—*·|►▶→",
        " | " in text,
    )


# The short lines of a site come back on its next page.
_known_shape = lru_cache(4096)(_shape)


def _place(blocks: Sequence[Block], measures: Measures) -> FloatArray:
    count, first, last = len(blocks), measures.first, measures.last
    places, total = np.arange(count), measures.mass.sum() or 1.0
    chars = np.array([len(block.text) for block in blocks], dtype=float)
    linked = np.array([block.link_chars for block in blocks], dtype=float)
    up = measures.up[:, :3]
    mass, many = (
        measures.sums(measures.mass)[up] / total,
        np.minimum(measures.sums(np.ones(count))[up[:, :2]], 100),
    )
    links = (measures.sums(linked) / np.maximum(measures.sums(chars), 1.0))[up]
    before = (np.cumsum(measures.mass) - measures.mass) / total
    columns = [
        places / count,
        np.full(count, math.log1p(count)),
        measures.words / measures.words.max(),
        measures.depths,
        *mass.T,
        *many.T,
        *links.T,
        measures.shared == len(measures.wide),
        measures.is_in_narrow,
        len(measures.wide) - measures.shared,
        measures.depths - measures.shared,
        places < first,
        places > last,
        np.log1p(np.maximum(0, first - places)),
        np.log1p(np.maximum(0, places - last)),
        before,
        *_from_h1(places, measures.h1),
    ]
    return np.stack(columns, axis=1)


def _from_h1(places: IntArray, h1: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    if h1 < 0:
        zeros = np.zeros(len(places))
        return zeros, zeros, zeros
    return (places > h1).astype(float), np.log1p(np.abs(places - h1)), np.ones(len(places))


def _repeats(blocks: Sequence[Block], title: str) -> FloatArray:
    """Tell whether a text stands again, stood before, and its share of the title's words."""
    counts = Counter(block.text for block in blocks)
    title_words = frozenset(_WORD.findall(title.lower()))
    seen: set[str] = set()
    rows = []
    for block in blocks:
        rows.append(
            (counts[block.text] > 1, block.text in seen, _title_share(block.text, title_words))
        )
        seen.add(block.text)
    return np.array(rows, dtype=float)


def _title_share(text: str, title_words: frozenset[str]) -> float:
    if not title_words or len(text) > _MOST_TITLE_CHARS:
        return 0.0
    return len(title_words & _words_of(text)) / len(title_words)


@lru_cache(4096)
def _words_of(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))


def _claimed(blocks: Sequence[Block], claim: str) -> FloatArray:
    """Give how much of each block the page's JSON-LD calls the body; -1 where it is silent."""
    words = _WORD.findall(claim)
    if len(words) < _LEAST_CLAIM_WORDS:
        return np.full((len(blocks), 1), -1.0)
    known = {tuple(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1)}
    return np.array([[_share_in(_WORD.findall(block.text), known)] for block in blocks])


def _share_in(words: list[str], known: set[tuple[str, ...]]) -> float:
    shingles = [tuple(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1)]
    return sum(shingle in known for shingle in shingles) / len(shingles) if shingles else -0.5


def _neighbors(blocks: Sequence[Block], text: FloatArray, measures: Measures) -> FloatArray:
    is_heading = np.array([block.tag in _HEADINGS for block in blocks], dtype=float)
    is_item = np.array([block.tag == "li" for block in blocks], dtype=float)
    base = np.stack([text[:, 0], text[:, 2], measures.is_prose, is_heading, is_item], axis=1)
    return np.hstack([_shifted(base, offset) for offset in _REACH])


def _shifted(values: FloatArray, offset: int) -> FloatArray:
    """Give each row the values of the row `offset` further; zeros past the ends."""
    shifted = np.zeros_like(values)
    if offset > 0:
        shifted[:-offset] = values[offset:]
    else:
        shifted[-offset:] = values[:offset]
    return shifted
