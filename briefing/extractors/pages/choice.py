"""Which blocks of a page are the article: a cheap look first, costly ones only in doubt."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from briefing.extractors.pages.blocks import Block
from briefing.extractors.pages.context import context
from briefing.extractors.pages.features import FloatArray, Measures, features, measure
from briefing.extractors.pages.trees import Trees

BoolArray = NDArray[np.bool_]
Opinion = Callable[[], str]

# Below this expected F1 the page goes to the other extractors: one page in thirty. At 0.9,
# one in fourteen, F1 was the same to .0005 and a page took 7% longer in the mean.
SURE = 0.84
_THRESHOLDS = np.arange(0.1, 0.51, 0.05)
_MOST_WORDS = 100.0
_SHINGLE = 4
_WORD = re.compile(r"\w+")
_DUPLICATE_CHARS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which blocks are the body, how sure that is (expected F1), and which route decided.

    `again` are those left out since the same paragraph stands above them.
    """

    kept: BoolArray
    again: BoolArray
    sureness: float
    route: str


def choose(
    blocks: Sequence[Block],
    *,
    title: str,
    claim: str,
    looks: tuple[Trees, Trees],
    opinions: Mapping[str, Opinion],
) -> Choice:
    """Choose the body's blocks.

    `claim` is JSON-LD's articleBody, or empty. `opinions` are other extractors,
    by name; they are asked only where the block classifier is in doubt, and then
    the selection that agrees most with the others is taken (the medoid).
    """
    if not blocks:
        nothing = np.zeros(0, dtype=bool)
        return Choice(kept=nothing, again=nothing, sureness=0.0, route="empty")
    measures = measure(blocks)
    likely = _likely(blocks, measures, title=title, claim=claim, looks=looks)
    kept, sureness = best_expected(likely, measures.words)
    if sureness >= SURE or not opinions:
        return _choice(blocks, kept, sureness=sureness, route="blocks")
    selections = {"blocks": kept} | {
        name: _selected(blocks, opinion()) for name, opinion in opinions.items()
    }
    route = _medoid(selections, measures.words)
    return _choice(blocks, selections[route], sureness=sureness, route=route)


def _choice(blocks: Sequence[Block], selected: BoolArray, *, sureness: float, route: str) -> Choice:
    again = _repeats(blocks, selected)
    return Choice(kept=selected & ~again, again=again, sureness=sureness, route=route)


def without(choice: Choice, places: Collection[int]) -> Choice:
    """Leave out the blocks at some places, whatever else speaks for them."""
    if not places:
        return choice
    kept = choice.kept.copy()
    kept[list(places)] = False
    return replace(choice, kept=kept)


def best_expected(likely: FloatArray, words: FloatArray) -> tuple[BoolArray, float]:
    """Choose the threshold with the highest expected F1, and give that F1.

    At the best threshold t, F1 is 2t (Lipton et al. 2014): a page that is hard
    to read needs a lower threshold than a plain one.
    """
    weights = np.minimum(words, _MOST_WORDS)
    expected = float((weights * likely).sum())
    scored = []
    for threshold in _THRESHOLDS:
        kept = likely > threshold
        hits = float((weights * likely * kept).sum())
        scored.append((2 * hits / (float((weights * kept).sum()) + expected + 1e-9), threshold))
    sureness, threshold = max(scored)
    return likely > threshold, sureness


def _likely(
    blocks: Sequence[Block],
    measures: Measures,
    *,
    title: str,
    claim: str,
    looks: tuple[Trees, Trees],
) -> FloatArray:
    rows = features(blocks, measures, title=title, claim=claim)
    first = looks[0].likelihood(rows)
    return looks[1].likelihood(np.hstack([context(blocks, measures, first), rows]))


def _selected(blocks: Sequence[Block], text: str) -> BoolArray:
    """Find the blocks that another extractor's text holds."""
    words = _WORD.findall(text)
    known = {tuple(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1)}
    lines = {" ".join(_WORD.findall(line)) for line in text.splitlines()}
    return np.array(
        [_is_held(_WORD.findall(block.text), known, lines) for block in blocks], dtype=bool
    )


def _is_held(words: list[str], known: set[tuple[str, ...]], lines: set[str]) -> bool:
    if len(words) < _SHINGLE:
        return bool(words) and " ".join(words) in lines
    shingles = [tuple(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1)]
    return sum(shingle in known for shingle in shingles) >= len(shingles) / 2


def _medoid(selections: Mapping[str, BoolArray], words: FloatArray) -> str:
    """Name the selection that agrees most with the others; the first wins a tie."""

    def agreement(name: str) -> float:
        return sum(
            _overlap(selections[name], selections[other], words)
            for other in selections
            if other != name
        )

    return max(selections, key=lambda name: (agreement(name), name == "blocks"))


def _overlap(first: BoolArray, second: BoolArray, words: FloatArray) -> float:
    total = float(words[first].sum() + words[second].sum())
    return 2 * float(words[first & second].sum()) / total if total else 0.0


def _repeats(blocks: Sequence[Block], kept: BoolArray) -> BoolArray:
    """Find the paragraphs that stand above already.

    Pages that hold the whole article twice (for print, for endless scrolling)
    are common; a short line ("Yes", a subhead) may well stand twice.
    """
    seen: set[str] = set()
    again = np.zeros(len(blocks), dtype=bool)
    for place in np.flatnonzero(kept).tolist():
        text = blocks[place].text
        again[place] = len(text) >= _DUPLICATE_CHARS and text in seen
        seen.add(text)
    return again
