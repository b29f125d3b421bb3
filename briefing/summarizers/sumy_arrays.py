"""The eight methods of sumy over arrays: the same ratings in a fraction of the time.

Each function follows the class of sumy 0.13 that its docstring names, down to its
quirks, so that the same sentences are chosen; only the order of additions differs,
which shows in the last bits and is rounded away in `choosing`. Nothing is approximated
up to `MOST_COMPARED` sentences. In longer documents, what pairs sentences (LexRank,
TextRank, Reduction) does so in equal parts of at most `PART` sentences, and what picks
them one by one (KL-Sum, SumBasic) stops after `MOST_PICKED`; Luhn, LSA and Edmundson are
exact at any length. sumy itself is not imported, only its lists of stop words are read.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, pairwise

import numpy as np
import numpy.typing as npt

from briefing.model import Sentence
from briefing.stop_words import stop_words
from briefing.summarizers.arrays import Floats, Integers, totals
from briefing.summarizers.choosing import tokens
from briefing.text import stem

Pick = Callable[[], Floats]

# Words by which a reporter says that a thing may not be so (Edmundson's "stigma").
HEDGES = {
    "en": frozenset(
        {"allegedly", "maybe", "perhaps", "possibly", "purportedly", "reportedly", "rumored"}
        | {"rumoured", "rumors", "rumours", "speculation", "supposedly", "unconfirmed"}
    ),
}

MOST_COMPARED = 1_000
PART = 250
MOST_PICKED = 100
# Terms in more sentences than this are multiplied as a dense matrix, the others pair
# by pair: most terms of a long text stand in very few sentences.
_RARE = 16
_DENSE_SENTENCES = 150
# Differences below this are noise of addition: such sentences are equal, and the
# earlier goes first.
_DIGITS = 12
_LEXRANK_THRESHOLD = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The stems of a document: one entry per stem and sentence, sentences rising."""

    sentences: int
    vocabulary: int
    rows: Integers  # the sentence of each entry
    columns: Integers  # its stem
    counts: Floats  # how often the stem stands there
    lengths: Floats  # stems per sentence

    def per_sentence(self, values: Floats) -> Floats:
        """Add up the values of the entries of each sentence."""
        return totals(self.rows, values, self.sentences)

    def part(self, first: int, last: int) -> Terms:
        """Give the sentences from `first` up to `last`, with the same stems."""
        begin, end = np.searchsorted(self.rows, (first, last))
        return Terms(
            sentences=last - first,
            vocabulary=self.vocabulary,
            rows=self.rows[begin:end] - first,
            columns=self.columns[begin:end],
            counts=self.counts[begin:end],
            lengths=self.lengths[first:last],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What the methods read: words by sentence, and what is known of words."""

    words: tuple[tuple[str, ...], ...]
    paragraphs: tuple[int, ...]
    headline: tuple[str, ...]
    stems: Mapping[str, str]
    stop_words: frozenset[str]
    hedges: frozenset[str]

    def content(self) -> list[list[str]]:
        """List each sentence's words that are no stop words."""
        return [[word for word in words if word not in self.stop_words] for words in self.words]

    def stemmed(self, words: Sequence[Sequence[str]]) -> list[list[str]]:
        """Put the stem for each word."""
        return [[self.stems[word] for word in each] for each in words]


def rate(
    sentences: Sequence[Sentence], *, method: str, headline: str, language: str
) -> tuple[float, ...]:
    """Rate sentences, no two of the same words, by a method of sumy's.

    The result has one rating per sentence, in their order; it is empty where the method
    finds nothing to rate, and may hold NaN.
    """
    with np.errstate(all="ignore"):
        ratings = METHODS[method](document(sentences, headline=headline, language=language))
    return tuple(ratings.tolist())


def document(sentences: Sequence[Sentence], *, headline: str, language: str) -> Document:
    """Split sentences and headline into words, and stem each distinct word once."""
    code = language.partition("-")[0].lower()
    words = tuple(tokens(sentence.text) for sentence in sentences)
    title, hedges, stop = tokens(headline), HEDGES.get(code, frozenset()), stop_words(language)
    distinct = {*chain.from_iterable(words), *title, *hedges, *stop}
    stemmer = partial(stem, language=language)
    return Document(
        words=words,
        paragraphs=tuple(sentence.paragraph for sentence in sentences),
        headline=title,
        stems={word: stemmer(word) for word in distinct},
        stop_words=stop,
        hedges=hedges,
    )


def terms(words: Sequence[Sequence[str]]) -> Terms:
    """Count the words of each sentence."""
    numbers: dict[str, int] = {}
    columns = np.array(
        [numbers.setdefault(w, len(numbers)) for each in words for w in each], dtype=np.int64
    )
    lengths = np.array([len(each) for each in words], dtype=np.int64)
    size = max(len(numbers), 1)
    keys = np.repeat(np.arange(len(words)), lengths) * size + columns
    entries, counts = np.unique(keys, return_counts=True)
    return Terms(
        sentences=len(words),
        vocabulary=size,
        rows=entries // size,
        columns=entries % size,
        counts=counts.astype(np.float64),
        lengths=lengths.astype(np.float64),
    )


def lexrank(document: Document) -> Floats:
    """Rate by links between sentences of a cosine above .1 (`LexRankSummarizer`)."""
    return _in_parts(_lexrank, terms(document.stemmed(document.content())))


def _lexrank(found: Terms) -> Floats:
    idf = np.log(found.sentences / (1 + np.bincount(found.columns, minlength=found.vocabulary)))
    most = np.zeros(found.sentences)
    np.maximum.at(most, found.rows, found.counts)
    weights = found.counts / most[found.rows] * idf[found.columns]
    norms = np.sqrt(found.per_sentence(weights**2))
    scale = np.divide(1.0, norms, out=np.zeros_like(norms), where=norms > 0)
    links = (_products(found, weights * scale[found.rows]) > _LEXRANK_THRESHOLD).astype(np.float64)
    matrix = links / np.maximum(links.sum(axis=1), 1.0)[:, np.newaxis]
    return _lexrank_power(matrix)


def _lexrank_power(matrix: Floats) -> Floats:
    ranks = np.full(len(matrix), 1.0 / len(matrix))
    change = 1.0
    while change > 0.1:  # noqa: PLR2004  sumy's epsilon; NaN ends the loop as it does there
        following = matrix.T @ ranks
        following /= np.linalg.norm(following)
        change = float(np.linalg.norm(following - ranks))
        ranks = following
    return ranks


def textrank(document: Document) -> Floats:
    """Rate by PageRank over the words that sentences share (`TextRankSummarizer`)."""
    return _in_parts(_textrank, terms(document.stemmed(document.content())))


def _textrank(found: Terms) -> Floats:
    shared = _products(found, found.counts)
    norms = _length_norms(found)
    weights = np.where(np.isclose(norms, 0.0), shared, shared / norms)
    weights[shared == 0] = 0.0
    weights /= weights.sum(axis=1)[:, np.newaxis] + 1e-7
    matrix = (1 - 0.85) / found.sentences + 0.85 * weights
    ranks = np.full(found.sentences, 1.0 / found.sentences)
    change = 1.0
    while change > 1e-4:  # noqa: PLR2004  sumy's epsilon
        following = matrix.T @ ranks
        change = float(np.linalg.norm(following - ranks))
        ranks = following
    return ranks


def reduction(document: Document) -> Floats:
    """Rate by the words shared with all other sentences (`ReductionSummarizer`)."""
    return _in_parts(_reduction, terms(document.stemmed(document.content())))


def _reduction(found: Terms) -> Floats:
    shared = _products(found, found.counts)
    norms = _length_norms(found)
    weights = np.divide(shared, norms, out=np.zeros_like(shared), where=(shared > 0) & (norms != 0))
    np.fill_diagonal(weights, 0.0)
    result: Floats = weights.sum(axis=0)
    return result


def _length_norms(found: Terms) -> Floats:
    logs = np.log(np.maximum(found.lengths, 1.0))
    return logs[:, np.newaxis] + logs


def _in_parts(method: Callable[[Terms], Floats], found: Terms) -> Floats:
    """Rate a long document in equal parts, each as if it stood alone."""
    is_long = found.sentences > MOST_COMPARED
    parts = math.ceil(found.sentences / PART) if is_long else 1
    if found.sentences == 0:
        return np.zeros(0)
    bounds = np.linspace(0, found.sentences, parts + 1).astype(int).tolist()
    return np.concatenate([method(found.part(first, last)) for first, last in pairwise(bounds)])


def _products(found: Terms, weights: Floats) -> Floats:
    """Multiply the weights of each sentence with those of each other: a square matrix."""
    spread = np.bincount(found.columns, minlength=found.vocabulary)
    limit = _RARE if found.sentences > _DENSE_SENTENCES else 1
    dense = spread[found.columns] > limit
    frequent, places = np.unique(found.columns[dense], return_inverse=True)
    matrix = np.zeros((found.sentences, len(frequent)))
    matrix[found.rows[dense], places] = weights[dense]
    products = matrix @ matrix.T
    if limit > 1:
        products += _rare_products(found, weights, ~dense)
    # A sentence's product with itself counts the stems that stand nowhere else, too.
    np.fill_diagonal(products, found.per_sentence(weights**2))
    return products


def _rare_products(found: Terms, weights: Floats, rare: npt.NDArray[np.bool_]) -> Floats:
    order = np.argsort(found.columns[rare], kind="stable")
    rows, columns = found.rows[rare][order], found.columns[rare][order]
    values = weights[rare][order]
    keys: list[Integers] = []
    products: list[Floats] = []
    for step in range(1, _RARE):
        pairs = np.flatnonzero(columns[step:] == columns[:-step])
        keys.append(rows[pairs] * found.sentences + rows[pairs + step])
        products.append(values[pairs] * values[pairs + step])
    size = found.sentences**2
    upper = totals(np.concatenate(keys), np.concatenate(products), size)
    square = upper.reshape(found.sentences, found.sentences)
    result: Floats = square + square.T
    return result


def lsa(document: Document) -> Floats:
    """Rate by the length of a sentence's vector of stems (`LsaSummarizer`).

    sumy keeps every dimension of its decomposition, so its rating, the root of the sum
    of (singular value x component)^2, is the length of the sentence's column in the
    matrix that it decomposes. The decomposition is not needed.
    """
    known = {document.stems[word] for word in chain.from_iterable(document.content())}
    if not known:
        return np.zeros(0)
    stems = document.stemmed(document.words)
    found = terms([[each for each in line if each in known] for line in stems])
    most = np.zeros(found.sentences)
    np.maximum.at(most, found.rows, found.counts)
    present = (0.4 + 0.6 * found.counts / most[found.rows]) ** 2 - 0.4**2
    return np.sqrt(found.per_sentence(present) + np.where(most > 0, len(known) * 0.4**2, 0.0))


def luhn(document: Document) -> Floats:
    """Rate by the densest cluster of stems that the text repeats (`LuhnSummarizer`)."""
    repeated = _repeated(document)
    best = np.zeros(len(document.words))
    for place, words in enumerate(document.words):
        positions = [at for at, word in enumerate(words) if document.stems[word] in repeated]
        best[place] = max(map(_cluster_rating, _clusters(positions)), default=0.0)
    return best


def _repeated(document: Document) -> set[str]:
    counts: dict[str, int] = {}
    for word in chain.from_iterable(document.content()):
        found = document.stems[word].lower()
        counts[found] = counts.get(found, 0) + 1
    return {word for word, count in counts.items() if count > 1}


def _clusters(positions: Sequence[int]) -> Iterator[Sequence[int]]:
    """Cut positions where four other words stand between two."""
    begin = 0
    for at in range(1, len(positions) + 1):
        if at == len(positions) or positions[at] - positions[at - 1] > 4:  # noqa: PLR2004
            yield positions[begin:at]
            begin = at


def _cluster_rating(cluster: Sequence[int]) -> float:
    if len(cluster) <= 1:
        return 0.0
    return len(cluster) ** 2 / float(cluster[-1] - cluster[0] + 1)


def edmundson(document: Document) -> Floats:
    """Rate by cue words, headline and place (`EdmundsonSummarizer`).

    The headline's words are both bonus and heading words, as with sumy's own command;
    hedges are stigma words, and stop words null words.
    """
    stems = document.stems
    null = {stems[word] for word in document.stop_words}
    bonus = {stems[word] for word in document.headline if word not in document.stop_words}
    stigma = {stems[word] for word in document.hedges}
    heading = {stems[word] for word in document.headline} - null
    value = {
        each: (each in bonus) - (each in stigma) + 2 * (each in heading) for each in stems.values()
    }
    cues = [float(sum(value[stems[word]] for word in words)) for words in document.words]
    return np.array(cues) + _places(document.paragraphs)


def _places(paragraphs: Sequence[int]) -> Floats:
    numbers = np.unique(np.array(paragraphs, dtype=np.int64), return_inverse=True)[1]
    edge = (numbers == 0) | (numbers == numbers.max(initial=0))
    changes = numbers[1:] != numbers[:-1]
    opens, closes = np.append(True, changes), np.append(changes, True)
    result: Floats = edge.astype(np.float64) + (opens | closes)[: len(numbers)]
    return result


def kl(document: Document) -> Floats:
    """Rate by the order in which sentences keep the mix of words (`KLSummarizer`).

    Words are not stemmed, and words of the summary are counted with its stop words,
    as in sumy.
    """
    found = terms(document.content())
    share = totals(found.columns, found.counts, found.vocabulary)
    share /= max(share.sum(), 1.0)
    weight = share[found.columns]
    told = np.zeros(found.vocabulary)
    raw_lengths = np.array([len(words) for words in document.words], dtype=np.float64)
    length = 0.0

    def divergences() -> Floats:
        known = told > 0
        own = np.where(known, share * np.log(share / np.where(known, told, 1.0)), 0.0)
        joint = weight * np.log(weight / (found.counts + told[found.columns]))
        gains = found.per_sentence(joint - own[found.columns])
        mass = share[known].sum() + found.per_sentence(np.where(known[found.columns], 0.0, weight))
        result: Floats = own.sum() + gains + mass * np.log(np.maximum(found.lengths + length, 1.0))
        return result

    def add(place: int) -> None:
        nonlocal length
        begin, end = np.searchsorted(found.rows, (place, place + 1))
        told[found.columns[begin:end]] += found.counts[begin:end]
        length += raw_lengths[place]

    return _picked(found.sentences, lambda: -np.round(divergences(), _DIGITS), add)


def sumbasic(document: Document) -> Floats:
    """Rate by the order in which frequent stems are told (`SumBasicSummarizer`)."""
    stems = document.stemmed(document.content())
    numbers: dict[str, int] = {}
    columns = np.array(
        [numbers.setdefault(each, len(numbers)) for line in stems for each in line], dtype=np.int64
    )
    lengths = np.array([len(line) for line in stems], dtype=np.int64)
    rows = np.repeat(np.arange(len(stems)), lengths)
    ends = np.cumsum(lengths)
    frequency = np.bincount(columns, minlength=1) / max(len(columns), 1)

    def averages() -> Floats:
        return totals(rows, frequency[columns], len(stems)) / np.maximum(lengths, 1)

    def add(place: int) -> None:
        for column in columns[ends[place] - lengths[place] : ends[place]]:
            frequency[column] *= frequency[column]

    return _picked(len(stems), averages, add)


def _picked(sentences: int, values: Pick, add: Callable[[int], None]) -> Floats:
    """Pick the best sentence again and again; the first pick is rated highest.

    After `MOST_PICKED` picks in a document of over `MOST_COMPARED` sentences, the rest
    follows in the order of its values at that moment.
    """
    rounds = sentences if sentences <= MOST_COMPARED else MOST_PICKED
    ratings = np.zeros(sentences)
    left = np.ones(sentences, dtype=np.bool_)
    for picks in range(rounds):
        place = int(np.where(left, values(), -np.inf).argmax())
        ratings[place] = sentences - picks
        left[place] = False
        add(place)
    if rounds < sentences:
        rest = np.flatnonzero(left)
        order = rest[np.argsort(-values()[rest], kind="stable")]
        ratings[order] = np.arange(len(order), 0, -1)
    return ratings


METHODS: Mapping[str, Callable[[Document], Floats]] = {
    "edmundson": edmundson,
    "kl": kl,
    "lexrank": lexrank,
    "lsa": lsa,
    "luhn": luhn,
    "reduction": reduction,
    "sumbasic": sumbasic,
    "textrank": textrank,
}
