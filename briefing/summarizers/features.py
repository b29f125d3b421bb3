"""What the ranker looks at: plain features of a sentence in its article.

Each feature has a name, under which `weights.toml` weighs it and `explain` shows it.
Features in `ENGLISH` read English words; all others need no language but spaces or
pairs of characters between words, so they serve everywhere. The work is linear in the
words of the article: sums of cosines are taken term by term, never pair by pair.

Centrality forward and backward follows PacSum (Zheng & Lapata 2019), with tf-idf in
place of its sentence embeddings.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain, pairwise
from typing import NamedTuple

import numpy as np

from briefing import text
from briefing.model import Sentence
from briefing.stop_words import stop_words
from briefing.summarizers.arrays import Floats, Integers, totals
from briefing.summarizers.english import (
    ARTICLES,
    CONNECTIVES,
    FIRST_PERSON,
    FUNCTION_WORDS,
    MONTHS,
    NEGATIONS,
    PREPOSITIONS,
    PRONOUNS,
    SECOND_PERSON,
    SPEECH_VERBS,
    WEEKDAYS,
)

_FIGURE_STARTS = frozenset("0123456789$£€¥₹₽₩")
_QUOTE = re.compile(r"[\"“”„«»]")
_OPENING_QUOTES = tuple('"“„«')
_LEAD = 3
_LONGEST_KEPT, _MOST_KEPT = 24, 1 << 15  # code points; pieces of text for each language
_ACRONYMS = frozenset({"US", "WHO", "IT"})  # no stop words, whatever they are in small letters
_TOP_TERMS = 10

# Bits of a word's class, so that one look-up per word tells all of them.
_FUNCTION, _FIRST, _SECOND, _PRONOUN, _NEGATION, _SPEECH, _WEEKDAY, _MONTH = (
    1 << bit for bit in range(8)
)
_NAME, _FIGURE = 1 << 8, 1 << 9
_BITS = 10
_CLASSES: Mapping[int, frozenset[str]] = {
    _FUNCTION: FUNCTION_WORDS,
    _FIRST: FIRST_PERSON,
    _SECOND: SECOND_PERSON,
    _PRONOUN: PRONOUNS,
    _NEGATION: NEGATIONS,
    _SPEECH: SPEECH_VERBS,
    _WEEKDAY: WEEKDAYS,
    _MONTH: MONTHS,
}
_CLASS_OF = {
    word: sum(bit for bit, words in _CLASSES.items() if word in words)
    for word in frozenset().union(*_CLASSES.values())
}


class Lexeme(NamedTuple):
    """A word as the features see it; `stem` is empty for a stop word."""

    lower: str
    stem: str
    bits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """An article's words: by sentence in small letters, and all in a row.

    `rows` holds the sentence of each of `stems` and `bits`.
    """

    lower: tuple[tuple[str, ...], ...]
    stems: Sequence[str]
    bits: Integers
    rows: Integers
    lengths: Floats
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """An article's stems: one entry for each stem of each sentence.

    Entries are ordered by stem, then by sentence, so that what stands before and
    behind a sentence is a running sum.
    """

    sentences: int
    numbers: Mapping[str, int]  # stem -> column
    rows: Integers
    columns: Integers
    counts: Floats
    starts: Integers  # the first entry of each entry's stem

    def per_sentence(self, values: Floats) -> Floats:
        """Add up the entries of each sentence."""
        return totals(self.rows, values, self.sentences)

    def per_term(self, values: Floats) -> Floats:
        """Add up the entries of each stem."""
        return totals(self.columns, values, max(len(self.numbers), 1))

    def before(self, values: Floats) -> Floats:
        """Give for each entry the sum over the same stem in earlier sentences."""
        running = np.cumsum(values) - values
        return running - running[self.starts]


def is_english(language: str) -> bool:
    """Whether the features in `ENGLISH` apply."""
    return language.partition("-")[0].casefold() == "en"


def features(sentences: Sequence[Sentence], words: Words, *, headline: str) -> dict[str, Floats]:
    """Measure each sentence: one array per feature, one number per sentence.

    Without a headline its feature is 0; those in `ENGLISH` are there for English only.
    """
    found = split_terms(words)
    counts = _class_counts(words)
    marks = _marks(sentences, counts[_FIGURE])
    return {
        **_places(words),
        **_lengths(words),
        **_centralities(found),
        **_novelty(found),
        "headline": _headline_overlap(found, headline, language=words.language),
        **marks,
        **_in_english(sentences, words, counts, marks["has_quote"]),
    }


def split_words(sentences: Sequence[Sentence], *, language: str) -> Words:
    """Split each sentence into words, once for all that read them."""
    look_up = _lexicon(language).__getitem__
    found = [tuple(chain.from_iterable(map(look_up, each.text.split()))) for each in sentences]
    flat = list(chain.from_iterable(found))
    lower, stems, bits = zip(*flat, strict=True) if flat else ((), (), ())
    counts = [len(each) for each in found]
    ends = list(accumulate(counts, initial=0))
    return Words(
        lower=tuple(lower[start:end] for start, end in pairwise(ends)),
        stems=stems,
        bits=np.fromiter(bits, np.int64, len(bits)),
        rows=np.repeat(np.arange(len(counts)), counts),
        lengths=np.array(counts, dtype=np.float64),
        language=language,
    )


class _Lexicon(dict[str, tuple[Lexeme, ...]]):
    """What stands between two spaces, as lexemes of one language; short pieces are kept."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        self.skipped = FUNCTION_WORDS if is_english(language) else stop_words(language)
        self.classes = _CLASS_OF if is_english(language) else {}

    def __missing__(self, piece: str) -> tuple[Lexeme, ...]:
        found = tuple(map(self._lexeme, text.words(piece)))
        if len(piece) <= _LONGEST_KEPT:
            if len(self) >= _MOST_KEPT:
                self.clear()
            self[piece] = found
        return found

    def _lexeme(self, word: str) -> Lexeme:
        lower = word.lower().replace("’", "'")
        is_skipped = lower in self.skipped and word not in _ACRONYMS
        bits = self.classes.get(lower, 0)
        bits |= _NAME * word[0].isupper() | _FIGURE * (word[0] in _FIGURE_STARTS)
        stem = "" if is_skipped else text.stem(lower, language=self.language)
        return Lexeme(lower, stem, bits)


@lru_cache(maxsize=32)
def _lexicon(language: str) -> _Lexicon:
    return _Lexicon(language)


class _Numbers(dict[str, int]):
    """Numbers stems from 0 in the order in which they come; that of a stop word is -1."""

    def __missing__(self, stem: str) -> int:
        number = self[stem] = len(self) - 1
        return number


def split_terms(words: Words) -> Terms:
    """Count each sentence's stems, stop words left out."""
    numbers = _Numbers({"": -1})
    columns = np.fromiter(map(numbers.__getitem__, words.stems), np.int64, len(words.stems))
    del numbers[""]
    kept = columns >= 0
    size = max(len(words.lower), 1)
    # Sorted keys, counted by where they change: half the time of `np.unique`.
    keys = np.sort(columns[kept] * size + words.rows[kept])
    firsts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])
    entries, counts = keys[firsts], np.diff(np.append(firsts, len(keys)))
    found = entries // size
    return Terms(
        sentences=len(words.lower),
        numbers=numbers,
        rows=entries - found * size,
        columns=found,
        counts=counts.astype(np.float64),
        starts=np.searchsorted(found, found),
    )


def _places(words: Words) -> dict[str, Floats]:
    position = np.arange(len(words.lengths), dtype=np.float64)
    before = np.cumsum(words.lengths) - words.lengths
    return {
        "first": (position == 0).astype(np.float64),
        "second": (position == 1).astype(np.float64),
        "third": (position == 2).astype(np.float64),  # noqa: PLR2004
        "inverse_position": 1 / (1 + position),
        "near_start": np.exp(-position / 3),
        "within_ten": np.exp(-position / 10),
        "log_position": np.log1p(position),
        "relative_position": position / max(len(position) - 1, 1),
        "words_before": np.log1p(before / 30),
    }


def _lengths(words: Words) -> dict[str, Floats]:
    length = np.log1p(words.lengths)
    return {
        "length": length,
        "length_squared": length**2,
        "is_short": (words.lengths < 8).astype(np.float64),  # noqa: PLR2004
        "is_very_short": (words.lengths < 5).astype(np.float64),  # noqa: PLR2004
        "is_long": (words.lengths > 35).astype(np.float64),  # noqa: PLR2004
        "length_in_article": _standardized(length),
    }


def _centralities(found: Terms) -> dict[str, Floats]:
    tf = 1 + np.log(found.counts)
    weighted = weigh(found)
    plain_unit, unit = unit_length(found, tf), unit_length(found, weighted)
    backward, forward = _directed(found, unit)
    plain_backward, plain_forward = _directed(found, plain_unit)
    centroid = found.per_term(found.counts * (weighted / tf))
    return {
        "forward": _standardized(forward),
        "backward": _standardized(backward),
        "centrality": _standardized(forward + backward),
        "forward_plain": _standardized(plain_forward),
        "backward_plain": _standardized(plain_backward),
        "centroid": _cosine(found, unit, centroid),
        "centroid_in_article": _standardized(_cosine(found, unit, centroid)),
        "centroid_plain": _cosine(found, plain_unit, found.per_term(found.counts)),
        "like_first": _like_lead(found, unit, unit, sentences=1),
        "like_lead": _like_lead(found, unit, weighted, sentences=_LEAD),
        **_like_neighbors(found, unit),
    }


def weigh(found: Terms) -> Floats:
    """Weigh each entry: (1 + log count) x the rarity of the stem among the sentences."""
    spread = found.per_term(np.ones(len(found.rows)))
    rarity = np.log((found.sentences + 1) / (spread + 0.5))
    result: Floats = (1 + np.log(found.counts)) * rarity[found.columns]
    return result


def unit_length(found: Terms, weights: Floats) -> Floats:
    """Scale the entries of each sentence to a vector of length 1."""
    norms = np.sqrt(found.per_sentence(weights**2))
    return weights / np.maximum(norms, 1e-9)[found.rows]


def _directed(found: Terms, unit: Floats) -> tuple[Floats, Floats]:
    """Add up each sentence's cosines with those before it, and with those behind it."""
    before = found.before(unit)
    behind = found.per_term(unit)[found.columns] - before - unit
    return found.per_sentence(unit * before), found.per_sentence(unit * behind)


def _cosine(found: Terms, unit: Floats, vector: Floats) -> Floats:
    norm = max(float(np.linalg.norm(vector)), 1e-9)
    return found.per_sentence(unit * vector[found.columns]) / norm


def _like_lead(found: Terms, unit: Floats, weights: Floats, *, sentences: int) -> Floats:
    in_lead = found.rows < sentences
    likeness = _cosine(found, unit, found.per_term(np.where(in_lead, weights, 0.0)))
    likeness[:sentences] = 0.0
    return likeness


def _like_neighbors(found: Terms, unit: Floats) -> dict[str, Floats]:
    follows = (found.columns[1:] == found.columns[:-1]) & (found.rows[1:] == found.rows[:-1] + 1)
    product = np.where(follows, unit[1:] * unit[:-1], 0.0)
    return {
        "like_previous": totals(found.rows[1:], product, found.sentences),
        "like_next": totals(found.rows[:-1], product, found.sentences),
    }


def _novelty(found: Terms) -> dict[str, Floats]:
    ones = np.ones(len(found.rows))
    total = found.per_term(found.counts)
    spread = found.per_term(ones)[found.columns]
    is_new = np.arange(len(found.rows)) == found.starts
    length = np.maximum(found.per_sentence(found.counts), 1.0)
    shared = found.per_sentence(found.counts * (spread - 1))
    tops = np.zeros(len(total))
    tops[np.argsort(-total, kind="stable")[:_TOP_TERMS]] = 1.0
    top_terms = found.per_sentence(tops[found.columns])
    frequency = found.per_sentence(found.counts * total[found.columns])
    return {
        "new_words": found.per_sentence(is_new * 1.0) / length,
        "new_and_told_again": found.per_sentence(is_new & (spread > 1)) / np.sqrt(length),
        "top_words": top_terms,
        "top_words_density": top_terms / np.sqrt(length),
        "average_frequency": 30 * frequency / length / max(float(total.sum()), 1.0),
        "shared_words": np.log1p(shared),
        "shared_words_average": np.log1p(shared / length),
    }


def _headline_overlap(found: Terms, headline: str, *, language: str) -> Floats:
    """Compare each sentence with the headline: cosine over stems, rare ones weighing more."""
    if not headline:
        return np.zeros(found.sentences)
    vector = np.zeros(max(len(found.numbers), 1))
    for word in text.words(headline):
        column = found.numbers.get(text.stem(word.lower(), language=language))
        if column is not None:
            vector[column] = 1.0
    spread = found.per_term(np.ones(len(found.rows)))
    idf = np.log((found.sentences + 1) / (spread + 0.5))
    return _cosine(found, unit_length(found, idf[found.columns]), vector * idf)


def _marks(sentences: Sequence[Sentence], figures: Floats) -> dict[str, Floats]:
    texts = [sentence.text for sentence in sentences]
    asks = ["?" in each for each in texts]
    seen = {
        "has_quote": [_QUOTE.search(each) is not None for each in texts],
        "opens_with_quote": [each.startswith(_OPENING_QUOTES) for each in texts],
        "question": asks,
        "after_question": [False, *asks][: len(asks)],
        "exclamation": ["!" in each for each in texts],
        "bracket": [each.find("(", 5) > 0 for each in texts],
        "dash": ["--" in each or "—" in each or " – " in each for each in texts],
        "colon": [":" in each for each in texts],
    }
    return {
        "figures": np.minimum(figures, 4),
        "has_figure": np.minimum(figures, 1),
        "commas": _array([each.count(",") for each in texts]),
        **_table(seen),
    }


def _table(rows: Mapping[str, Sequence[bool]]) -> dict[str, Floats]:
    """Turn rows of truth values into numbers, all in one step."""
    return dict(zip(rows, np.array(list(rows.values()), dtype=np.float64), strict=True))


def _array(values: Sequence[float]) -> Floats:
    return np.array(values, dtype=np.float64)


def _standardized(values: Floats) -> Floats:
    """Scale to mean 0 and deviation 1 within the article; all zero where none differ."""
    centered = values - values.sum() / max(len(values), 1)
    deviation = math.sqrt(centered @ centered / max(len(values), 1))
    return centered / deviation if deviation > 1e-9 else np.zeros_like(values)  # noqa: PLR2004


def _in_english(
    sentences: Sequence[Sentence],
    words: Words,
    counts: Mapping[int, Floats],
    has_quote: Floats,
) -> dict[str, Floats]:
    if not is_english(words.language):
        return {}
    length = np.maximum(words.lengths, 1.0)
    first = [own[0] if own else "" for own in words.lower]
    says = np.minimum(counts[_SPEECH] + _array(["ccording to" in s.text for s in sentences]), 1)
    return {
        "says": says,
        "quote_with_speaker": says * has_quote,
        "weekday": np.minimum(counts[_WEEKDAY], 1),
        "month": np.minimum(counts[_MONTH], 1),
        "negation": np.minimum(counts[_NEGATION], 1),
        **_table(
            {
                "opens_with_pronoun": [each.partition("'")[0] in PRONOUNS for each in first],
                "opens_with_connective": [each in CONNECTIVES for each in first],
                "opens_with_article": [each in ARTICLES for each in first],
                "opens_with_preposition": [each in PREPOSITIONS for each in first],
            }
        ),
        "first_person": counts[_FIRST] / length,
        "second_person": counts[_SECOND] / length,
        "pronouns": counts[_PRONOUN] / length,
        "function_words": counts[_FUNCTION] / length,
        "names": np.log1p(counts[_NAME]),
        "names_share": counts[_NAME] / length,
    }


def _class_counts(words: Words) -> dict[int, Floats]:
    """Count the words of each class in each sentence; `_NAME` are capitals but the first."""
    ends = np.cumsum(words.lengths).astype(np.int64)
    starts = ends - words.lengths.astype(np.int64)
    bits = words.bits.copy()
    bits[starts[starts < ends]] &= ~_NAME
    places = np.flatnonzero(bits)  # most words are of no class
    member = ((bits[places, np.newaxis] >> np.arange(_BITS)) & 1).astype(np.float64)
    running = np.zeros((len(places) + 1, _BITS))
    np.cumsum(member, axis=0, out=running[1:])
    counts = running[np.searchsorted(places, ends)] - running[np.searchsorted(places, starts)]
    return {1 << bit: column for bit, column in enumerate(counts.T)}


ENGLISH = (
    "says",
    "quote_with_speaker",
    "weekday",
    "month",
    "negation",
    "opens_with_pronoun",
    "opens_with_connective",
    "opens_with_article",
    "opens_with_preposition",
    "first_person",
    "second_person",
    "pronouns",
    "function_words",
    "names",
    "names_share",
)
