"""Learn the weights of `briefing/extractors/weights.toml` from pages whose article is known.

    python -m benchmarks.train_lines --data DIR [--check] [--write]

`--check` learns from four fifths of the pages and cleans the last fifth, five times, and
prints what pages score that were not learned from. `--write` learns from all and writes
the file. Needs NumPy and inscriptis.
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.copied_pages import HALVES, Page, dress, excerpt, read_pages
from briefing.extractors.cleaning import KNOWN, take
from briefing.extractors.kinds import KINDS, LASTING, describe
from briefing.extractors.lines import Line, read_lines
from briefing.extractors.stretch import PLACES, find_ends, window_sums

Floats = NDArray[np.float64]
WEIGHTS = Path(__file__).parents[1] / "briefing/extractors/weights.toml"

FOLDS = 5
SOFTNESS = 0.03  # how much F1 a stretch may lack and still be learned from
PULL = 0.5  # towards zero, while the chance of the best stretches is raised
PULL_LATER = 0.03  # towards those weights, while the expected F1 is raised
SHARPNESS = 2.0
INSIDE_SCALE = 5.0  # lines of a stretch: their weights are summed
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A page as the learner sees it: what each line is like, and what each stretch scores."""

    name: str
    places: tuple[Floats, Floats, Floats]  # inside, first, last: (lines, features)
    firsts: NDArray[np.int64]
    lasts: NDArray[np.int64]
    f1: Floats  # (firsts, lasts); -1 where the last is above the first
    wanted: Floats  # the chance that each stretch should have


def align(lines: Sequence[Line], body: str) -> tuple[Floats, Floats]:
    """Count each line's words, and those of them that are the article's."""
    counts = [_WORD.findall(line.text.lower()) for line in lines]
    owner = [at for at, words in enumerate(counts) for _ in words]
    found = np.zeros(len(lines))
    words = [word for some in counts for word in some]
    matcher = difflib.SequenceMatcher(None, words, _WORD.findall(body.lower()), autojunk=False)
    for block in matcher.get_matching_blocks():
        for at in range(block.a, block.a + block.size):
            found[owner[at]] += 1
    return np.array([float(len(some)) for some in counts]), found


def example(page: Page, text: str) -> Example | None:
    """Prepare a page; None where no stretch can be chosen."""
    lines = read_lines(text)
    taken = take(lines, KNOWN)
    firsts, lasts = (np.array(ends, dtype=np.int64) for ends in find_ends(lines, taken))
    if not len(firsts) or not len(lasts):
        return None
    free = np.array([at not in taken for at in range(len(lines))])
    count, found = align(lines, page.body)
    all_, right = (np.concatenate([[0], np.cumsum(some * free)]) for some in (count, found))
    gold = len(_WORD.findall(page.body.lower()))
    size = all_[lasts + 1][None, :] - all_[firsts][:, None]
    hits = right[lasts + 1][None, :] - right[firsts][:, None]
    valid = lasts[None, :] >= firsts[:, None]
    f1 = np.where(valid, 2 * hits / np.maximum(size + gold, 1), -1.0)
    wanted = np.exp((f1 - f1.max()) / SOFTNESS) * valid
    kinds = describe(lines, taken)
    ends = np.concatenate([kinds, *window_sums(kinds)], axis=1)
    return Example(
        name=page.name,
        places=(kinds, ends, ends),
        firsts=firsts,
        lasts=lasts,
        f1=f1,
        wanted=wanted / wanted.sum(),
    )


def scales(examples: Sequence[Example]) -> Floats:
    """Scale features so that one pull towards zero is fair to all."""
    inside, ends = (np.concatenate([one.places[at] for one in examples]) for at in (0, 1))
    lasting = np.array([kind in LASTING for kind in KINDS] * (len(PLACES) // 2))
    spread = np.where(lasting, 0.0, ends.std(axis=0))
    inside_scale = np.sqrt((inside**2).mean(axis=0)) * INSIDE_SCALE
    joined = np.concatenate([inside_scale, spread, spread])
    return np.where(joined > 1e-9, 1 / np.maximum(joined, 1e-9), 0.0)  # noqa: PLR2004


def scores(one: Example, weights: Floats) -> Floats:
    """Score every stretch of a page."""
    inside, first, last = np.split(weights, _cuts(one))
    before = np.concatenate([[0.0], np.cumsum(one.places[0] @ inside)])
    opening = (one.places[1] @ first)[one.firsts] - before[one.firsts]
    closing = (one.places[2] @ last)[one.lasts] + before[one.lasts + 1]
    both: Floats = opening[:, None] + closing[None, :]
    return np.where(one.f1 >= 0, both, -np.inf)


def _cuts(one: Example) -> list[int]:
    inside, ends = one.places[0].shape[1], one.places[1].shape[1]
    return [inside, inside + ends]


def _gradient(one: Example, slope: Floats) -> Floats:
    """Turn slopes by stretch into slopes by weight."""
    openings, closings = slope.sum(axis=1), slope.sum(axis=0)
    count = len(one.places[0])
    first, last, steps = np.zeros(count), np.zeros(count), np.zeros(count + 1)
    first[one.firsts] = openings
    last[one.lasts] = closings
    steps[one.firsts] -= openings
    steps[one.lasts + 1] += closings
    inside = np.cumsum(steps[::-1])[::-1][1:]
    parts = (one.places[0].T @ inside, one.places[1].T @ first, one.places[2].T @ last)
    return np.concatenate(parts)


def likelihood(one: Example, weights: Floats) -> tuple[float, Floats]:
    """Give the cross-entropy of the chosen stretch, and its slopes."""
    score = scores(one, weights)
    top = score.max()
    chance = np.exp(score - top)
    total = chance.sum()
    finite = np.where(one.f1 >= 0, score, 0.0)
    loss = top + np.log(total) - (one.wanted * finite).sum()
    return float(loss), _gradient(one, chance / total - one.wanted)


def missed(one: Example, weights: Floats) -> tuple[float, Floats]:
    """Give one minus the expected F1, and its slopes."""
    score = SHARPNESS * scores(one, weights)
    chance = np.exp(score - score.max())
    chance /= chance.sum()
    expected = float((chance * one.f1).sum())
    return 1 - expected, _gradient(one, -SHARPNESS * chance * (one.f1 - expected))


Loss = Callable[[Example, Floats], tuple[float, Floats]]


def descend(
    examples: Sequence[Example],
    loss: Loss,
    start: Floats,
    *,
    scale: Floats,
    pull: float,
    steps: int,
) -> Floats:
    """Lower the mean loss by L-BFGS (Nocedal 1980), pulled towards where it starts."""

    def value(at: Floats) -> tuple[float, Floats]:
        parts = [loss(one, at * scale) for one in examples]
        away = at - start
        total = sum(part for part, _ in parts) / len(parts) + pull / 2 * float(away @ away)
        slope = np.sum([slope for _, slope in parts], axis=0) / len(parts)
        return total, slope * scale + pull * away

    here, (cost, slope) = start, value(start)
    memory: list[tuple[Floats, Floats]] = []
    for _ in range(steps):
        direction = -_inverse_hessian(slope, memory)
        rate, decline = (1.0 if memory else 1.0 / np.abs(slope).sum()), float(slope @ direction)
        for _ in range(20):
            there = here + rate * direction
            new_cost, new_slope = value(there)
            if new_cost <= cost + 1e-4 * rate * decline:
                break
            rate /= 2
        else:
            break
        step, change = there - here, new_slope - slope
        if step @ change > 1e-12:  # noqa: PLR2004
            memory = [*memory[-9:], (step, change)]
        here, cost, slope = there, new_cost, new_slope
    return here


def _inverse_hessian(slope: Floats, memory: Sequence[tuple[Floats, Floats]]) -> Floats:
    result, factors = slope.copy(), []
    for step, change in reversed(memory):
        factor = (step @ result) / (step @ change)
        factors.append(factor)
        result -= factor * change
    if memory:
        step, change = memory[-1]
        result *= (step @ change) / (change @ change)
    for (step, change), factor in zip(memory, reversed(factors), strict=True):
        result += step * (factor - (change @ result) / (step @ change))
    return result


def learn(examples: Sequence[Example]) -> Floats:
    """Learn the weights: first likely stretches, then the measure itself."""
    scale = scales(examples)
    start = np.zeros(len(scale))
    likely = descend(examples, likelihood, start, scale=scale, pull=PULL, steps=50)
    best = descend(examples, missed, likely, scale=scale, pull=PULL_LATER, steps=30)
    return best * scale


def table(weights: Floats) -> Floats:
    """Arrange weights as the extractor reads them: a row for each kind, a column a place."""
    return weights.reshape(len(PLACES), len(KINDS)).T


def chosen_f1(one: Example, weights: Floats) -> float:
    """Give the F1 of the stretch that the weights choose."""
    return float(one.f1.flat[int(scores(one, weights).argmax())])


def fold(name: str) -> int:
    """Deal pages to folds by their names."""
    return hashlib.sha1(name.encode(), usedforsecurity=False).digest()[1] % FOLDS


def report(label: str, found: dict[str, float]) -> None:
    """Print the mean of both halves."""
    means = []
    for half in HALVES:
        some = [f1 for name, f1 in found.items() if name.startswith(half)]
        means.append(f"{half} {np.mean(some):.4f} ({len(some)})")
    print(f"{label:<44}", *means, flush=True)


def cross_check(plain: Sequence[Example], learned_from: Sequence[Example]) -> None:
    """Print what pages score that the weights were not learned from."""
    found: dict[str, float] = {}
    for at in range(FOLDS):
        weights = learn([one for one in learned_from if fold(one.name) != at])
        found |= {o.name: chosen_f1(o, weights) for o in plain if fold(o.name) == at}
    report("five folds, stretch alone", found)
    report("best stretch there is", {one.name: float(one.f1.max()) for one in plain})


def write(weights: Floats) -> None:
    """Write the weights for people to read."""
    head = [
        "# What each kind of line is worth to the stretch that is the article, by its place.",
        "#",
        "# Made by `python -m benchmarks.train_lines --write`; do not edit. Learned from 291",
        "# pages as they are, with furniture put in, and cut down: annotated article bodies of",
        "# the Web Content Extraction Benchmark (200 pages of its development split; annotation",
        "# CC BY 4.0) and of article-extraction-benchmark by Scrapinghub (91 pages; MIT). No",
        "# text of theirs is here.",
        "#",
        "# Inside counts for every line of the stretch; the others for its first line: that",
        "# line, the mean of the four above, the next below, the mean of the four below; then",
        "# for its last.",
        f"# Places: {', '.join(PLACES[:5])},",
        f"# {', '.join(PLACES[5:])}.",
        "",
        "[weights]",
    ]
    rows = [
        f'"{kind}" = [{", ".join(f"{value:.2f}" for value in row)}]'
        for kind, row in zip(KINDS, table(weights), strict=True)
        if np.abs(row).max() >= 0.005  # noqa: PLR2004
    ]
    WEIGHTS.write_text("\n".join([*head, *rows, ""]), encoding="utf-8")


def examples_of(pages: Sequence[Page]) -> tuple[list[Example], list[Example]]:
    """Prepare pages as they are; and with furniture put in, and cut down."""
    plain = [example(page, page.text) for page in pages]
    made = [example(page, dress(page)) for page in pages]
    small = [excerpt(page, other) for page, other in zip(pages, reversed(pages), strict=True)]
    made += [example(page, page.text) for page in small]
    return [one for one in plain if one], [one for one in made if one]


def main(argv: Sequence[str] | None = None) -> None:
    """Run as told."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args(argv)
    plain, made = examples_of(list(read_pages(asked.data)))
    if asked.check:
        cross_check(plain, [*plain, *made])
    if asked.write:
        write(learn([*plain, *made]))


if __name__ == "__main__":
    main()
