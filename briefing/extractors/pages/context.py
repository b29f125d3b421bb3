"""A second look at each block: what the first look thought of the company it keeps."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from briefing.extractors.pages.blocks import Block
from briefing.extractors.pages.features import ANCESTORS, FloatArray, IntArray, Measures

_REACH = 4
_MOST_WORDS = 80.0
_NOTHING = 0.01
_LIKELY = 0.5
_SENTENCE_WORDS = 8
COLUMNS: tuple[str, ...] = (
    "first look",
    *(f"{offset:+d} first look" for offset in (-4, -3, -2, -1, 1, 2, 3, 4)),
    *(f"{level} up {what}" for level in range(1, ANCESTORS + 1) for what in ("mean", "share")),
    "alike mean",
    "alike share",
    "five before",
    "five after",
    "is_before",
    "is_after",
    "log_before",
    "log_after",
    "chosen_before",
    "chosen_after",
)


def context(blocks: Sequence[Block], measures: Measures, likely: FloatArray) -> FloatArray:
    """Give (blocks, COLUMNS) numbers from the first look's likelihoods.

    Stacked sequential learning (Cohen & Carvalho 2005), over the tree of the
    page and over blocks of the same markup besides the sequence.
    """
    weights = np.minimum(measures.words, _MOST_WORDS) + 1.0
    return np.hstack(
        [
            likely[:, None],
            _shifted(likely),
            _company(blocks, measures, weights, likely),
            _sequence(measures, weights, likely),
        ]
    )


def _shifted(likely: FloatArray) -> FloatArray:
    padded = np.pad(likely, _REACH)
    count = len(likely)
    return np.stack(
        [padded[_REACH + o : _REACH + o + count] for o in range(-_REACH, _REACH + 1) if o], axis=1
    )


def _company(
    blocks: Sequence[Block], measures: Measures, weights: FloatArray, likely: FloatArray
) -> FloatArray:
    """Give mean and share of the chosen weight around a block and among its like, but its own."""
    chosen = weights * likely
    kinds = _kinds(blocks)
    all_weight = np.column_stack(
        [measures.sums(weights)[measures.up], np.bincount(kinds, weights)[kinds]]
    )
    all_chosen = np.column_stack(
        [measures.sums(chosen)[measures.up], np.bincount(kinds, chosen)[kinds]]
    )
    others, chosen_others = all_weight - weights[:, None], all_chosen - chosen[:, None]
    mean = np.where(
        others > _NOTHING, chosen_others / np.maximum(others, _NOTHING), likely[:, None]
    )
    share = chosen_others / (chosen.sum() or 1.0)
    return np.stack([mean, share], axis=2).reshape(len(blocks), -1)


def _kinds(blocks: Sequence[Block]) -> IntArray:
    """Give the blocks numbers that are alike where tag, hints and depth are."""
    numbers: dict[tuple[str, int, int], int] = {}
    return np.array(
        [
            numbers.setdefault((block.tag, block.own, len(block.path)), len(numbers))
            for block in blocks
        ]
    )


def _sequence(measures: Measures, weights: FloatArray, likely: FloatArray) -> FloatArray:
    count = len(likely)
    chosen = np.flatnonzero((likely > _LIKELY) & (measures.words >= _SENTENCE_WORDS))
    first, last = (int(chosen[0]), int(chosen[-1])) if len(chosen) else (0, count)
    places = np.arange(count)
    sums = np.concatenate([[0.0], np.cumsum(weights * likely)])
    total = sums[-1] or 1.0
    return np.stack(
        [
            _window(weights, likely, -5, 0),
            _window(weights, likely, 1, 6),
            places < first,
            places > last,
            np.log1p(np.maximum(0, first - places)),
            np.log1p(np.maximum(0, places - last)),
            sums[:-1] / total,
            1 - sums[1:] / total,
        ],
        axis=1,
    )


def _window(weights: FloatArray, likely: FloatArray, start: int, stop: int) -> FloatArray:
    """Give each block's weighted mean over the blocks from `start` up to `stop` places on."""
    count = len(likely)
    sums = np.concatenate([[0.0], np.cumsum(weights * likely)])
    totals = np.concatenate([[0.0], np.cumsum(weights)])
    places = np.arange(count)
    low, high = np.clip(places + start, 0, count), np.clip(places + stop, 0, count)
    return (sums[high] - sums[low]) / (totals[high] - totals[low] + math.ulp(1.0))  # type: ignore[no-any-return]  # NumPy
