"""Articles that no rule took, told from all others by a theme's words.

A theme's `words` speak for it without deciding alone: in a batch where most articles
fit no theme, one of them stands in many that are about something else. So articles
that hold several of them, and rare ones, teach what else is said on the theme, and
all others what is said on none; what was learned decides on the rest.

Naive Bayes trained by expectation maximization from a few labels (Nigam et al. 2000),
in which each article's own words of the theme keep their say, and "none of them" is a
class like others. Every article counts as ten words, however long it is. With a few
articles little is learned and the words decide: no size of batch is needed.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from briefing.model import Article, Match
from briefing.settings import ThemeSettings
from briefing.stop_words import stop_words
from briefing.terms import Part, parts
from briefing.themes.queries import speaks

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

# Found on articles that are not part of the project; see docs/benchmarks.md. None of
# them is sharp: half or twice as much changes little.
_LIKENESS, _EVIDENCE = 0.05, 5.0  # a cosine, and a BM25, at which words alone are undecided
_SLOPE = 0.13  # of the cosine, for odds that change by a factor of e
_STRONGEST = 6.0  # log-odds that words alone can give
_ROUNDS = 8
_LENGTH = 10.0  # words that an article counts for
_SMOOTHING = 60.0  # words of the whole batch that each class is mixed with
_NAMED = 0.3  # of a word, for each word of a theme that is not seen yet
_PRIOR = 4.0  # power of the classes' shares: most articles fit no theme
_TRUST = 10.0  # articles, of which what was learned counts half
_K1, _B = 1.2, 0.6
_DIGITS = 4
_DECIDED = 0.5
_WRITTEN = attrgetter("written")
_MOST_KEPT = 1 << 17  # words of a language whose stems are kept
_ACRONYMS = frozenset({"US", "WHO", "IT"})  # no stop words, whatever they are in small letters
# Beyond this many products of a theme and an article's word, words alone decide.
_MOST_WORK = 100_000_000


@dataclass(frozen=True, slots=True)
class _Counts:
    """The stems of all articles: one entry for each stem of each article."""

    rows: npt.NDArray[np.int64]
    columns: npt.NDArray[np.int64]
    counts: Floats
    lengths: Floats
    numbers: Mapping[str, int]


def offered(
    articles: Sequence[Article],
    themes: Sequence[ThemeSettings],
    *,
    found: Sequence[Sequence[Match]],
    taken: Collection[str],
    stems: Stems,
) -> dict[int, list[Match]]:
    """Give the themes that have words the articles that no rule took and that fit them.

    An article goes to one theme at most. It stands there with the sentences that hold
    the theme's words, or, where none does, with any; the strength is the probability
    that it fits. `found` holds what rules took, by theme, which teaches what fits; `stems`
    has counted the articles, in their order.
    """
    open_themes = [number for number, theme in enumerate(themes) if theme.words]
    if not open_themes or len(taken) == len(articles):
        return {}
    words = [_words_of(themes[number], articles) for number in open_themes]
    sure = [frozenset(match.article_id for match in found[number]) for number in open_themes]
    chances = probabilities(articles, words, sure, stems.counts())
    result: dict[int, list[Match]] = {}
    for row, article in zip(chances, articles, strict=True):
        best = int(row[:-1].argmax())
        theme = themes[open_themes[best]]
        if row[best] <= _DECIDED or article.id in taken or not speaks(theme, article.language):
            continue
        matches = _sentences(article, words[best], float(row[best]))
        result.setdefault(open_themes[best], []).extend(matches)
    return result


def probabilities(
    articles: Sequence[Article],
    words: Sequence[frozenset[str]],
    sure: Sequence[Collection[str]],
    found: _Counts,
) -> Floats:
    """Give for each article how likely it fits each theme, and in the last column none.

    `words` holds the stems that speak for each theme, `sure` the articles that fit it
    for certain, `found` the stems of the articles. Rows add up to 1.
    """
    import numpy as np  # noqa: PLC0415 - takes a quarter of a second to load

    odds = _by_words(found, words)
    for theme, ids in enumerate(sure):
        for row, article in enumerate(articles):
            if article.id in ids:
                odds[row, theme] = 2 * _STRONGEST
    odds = np.concatenate([odds, np.zeros((len(articles), 1))], axis=1)
    if len(words) * len(found.rows) <= _MOST_WORK:
        odds = _learned(found, words, odds)
    return _softmax(odds)


def _learned(found: _Counts, words: Sequence[frozenset[str]], odds: Floats) -> Floats:
    import numpy as np  # noqa: PLC0415

    size, classes = max(len(found.numbers), 1), len(words) + 1
    said = 1 + np.log(found.counts)
    counts = said * (_LENGTH / np.bincount(found.rows, said, len(odds)))[found.rows]
    background = np.bincount(found.columns, counts, size) + 0.1
    background /= background.sum()
    named = np.zeros((classes, size))
    for theme, stems in enumerate(words):
        named[theme, [found.numbers[stem] for stem in stems if stem in found.numbers]] = _NAMED
    shares = named.sum(axis=0) / _NAMED
    named /= np.maximum(shares, 1)
    trust = len(odds) / (len(odds) + _TRUST)
    result = odds
    decided = result.argmax(axis=1)
    for _ in range(_ROUNDS):
        chances = _softmax(result)
        result = odds + _PRIOR * np.log((chances.sum(axis=0) + 1) / (chances[:, -1].sum() + 1))
        logs = []
        for each in range(classes):
            seen = np.bincount(found.columns, counts * chances[found.rows, each], size)
            seen += named[each]
            logs.append(np.log((seen + _SMOOTHING * background) / (seen.sum() + _SMOOTHING)))
        for each in range(classes - 1):
            gain = counts * (logs[each] - logs[-1])[found.columns]
            result[:, each] += trust * np.bincount(found.rows, gain, len(odds))
        before, decided = decided, result.argmax(axis=1)
        if np.array_equal(before, decided):
            break
    return result


def _by_words(found: _Counts, words: Sequence[frozenset[str]]) -> Floats:
    """Give the log-odds that words of the theme alone speak for it, against none."""
    import numpy as np  # noqa: PLC0415

    articles, size = len(found.lengths), max(len(found.numbers), 1)
    spread = np.bincount(found.columns, minlength=size)
    rarity = np.maximum(np.log((articles + 1) / (spread + 0.5)), 0.1)
    weights = (1 + np.log(found.counts)) * rarity[found.columns]
    norms = np.sqrt(np.bincount(found.rows, weights**2, articles))
    unit = weights / np.maximum(norms, 1e-9)[found.rows]
    longer = 1 - _B + _B * found.lengths / max(float(found.lengths.mean()), 1e-9)
    often = found.counts * (_K1 + 1) / (found.counts + _K1 * longer[found.rows])
    shared = Counter(stem for stems in words for stem in stems)
    columns = []
    for stems in words:
        own = {found.numbers[stem]: 1 / shared[stem] for stem in stems if stem in found.numbers}
        places = np.fromiter(own, dtype=np.int64, count=len(own))
        share = np.fromiter(own.values(), dtype=np.float64, count=len(own))
        query, part = np.zeros(size), np.zeros(size)
        query[places], part[places] = rarity[places], share
        query /= max(float(np.linalg.norm(query)), 1e-9)
        cosine = np.bincount(found.rows, unit * query[found.columns], articles)
        evidence = np.bincount(found.rows, often * (rarity * part)[found.columns], articles)
        mean = _LIKENESS * np.sqrt(cosine / _LIKENESS * evidence / _EVIDENCE)
        columns.append(np.clip((mean - _LIKENESS) / _SLOPE, -_STRONGEST, _STRONGEST))
    return np.stack(columns, axis=1)


def _softmax(odds: Floats) -> Floats:
    import numpy as np  # noqa: PLC0415

    powers = np.exp(odds - odds.max(axis=1, keepdims=True))
    result: Floats = powers / powers.sum(axis=1, keepdims=True)
    return result


class Stems:
    """Counts the stems of articles, one after the other, without stop words."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._rows = array("q")
        self._columns = array("q")
        self._counts = array("d")
        self._articles = 0
        self._told: dict[str, dict[str, str]] = {}  # by language: a word's stem, or nothing

    def add(self, article: Article, words: Sequence[Part]) -> None:
        """Count an article's words; those of its headline too, where the text has them not."""
        if not article.text.startswith(article.headline):
            words = [*parts(article.headline, language=article.language), *words]
        told = self._told.setdefault(article.language, {})
        if len(told) > _MOST_KEPT:
            told.clear()
        skipped = stop_words(article.language)
        found: dict[str, int] = {}
        by_form = {part.written: part for part in words}
        for form, count in Counter(map(_WRITTEN, words)).items():
            stem = told.get(form)
            if stem is None:
                part = by_form[form]
                stem = told[form] = part.stem if _tells(part, skipped) else ""
            if stem:
                found[stem] = found.get(stem, 0) + count
        numbers = self._numbers
        self._columns.extend(numbers.setdefault(stem, len(numbers)) for stem in found)
        self._counts.extend(found.values())
        self._rows.extend([self._articles] * len(found))
        self._articles += 1

    def counts(self) -> _Counts:
        """Give all that was counted."""
        import numpy as np  # noqa: PLC0415

        rows = np.array(self._rows, dtype=np.int64)
        counts = np.array(self._counts, dtype=np.float64)
        lengths = np.bincount(rows, counts, self._articles).astype(np.float64)
        return _Counts(
            rows=rows,
            columns=np.array(self._columns, dtype=np.int64),
            counts=counts,
            lengths=np.maximum(lengths, 1.0),
            numbers=self._numbers,
        )


def _words_of(theme: ThemeSettings, articles: Sequence[Article]) -> frozenset[str]:
    """Stem a theme's words, and its name, in the languages that the articles are written in."""
    languages = sorted({article.language for article in articles})
    return frozenset(
        part.stem
        for language in languages
        for written in (theme.name, *theme.words)
        for part in parts(written, language=language)
        if _tells(part, stop_words(language))
    )


def _tells(part: Part, skipped: Collection[str]) -> bool:
    """Whether a word says something of a text's matter."""
    return len(part.folded) > 1 and (part.folded not in skipped or part.written in _ACRONYMS)


def _sentences(article: Article, words: frozenset[str], chance: float) -> list[Match]:
    told = []
    for sentence in article.sentences:
        found = parts(sentence.text, language=article.language)
        told.append(tuple(dict.fromkeys(part.folded for part in found if part.stem in words)))
    use_all = not any(told)
    return [
        Match(
            article_id=article.id,
            position=sentence.position,
            strength=round(chance, _DIGITS),
            terms=terms,
            rule="words",
        )
        for sentence, terms in zip(article.sentences, told, strict=True)
        if terms or use_all
    ]
