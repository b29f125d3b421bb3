"""The border to sumy: our sentences go in, one rating per sentence comes out.

Nothing else in the package knows sumy. It has no types, so its classes are looked up
by name and held to the protocols below. It is loaded when `rate` is first called.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from importlib import import_module
from itertools import groupby
from operator import attrgetter
from typing import Protocol, cast

from briefing.model import Sentence
from briefing.summarizers.choosing import tokens
from briefing.text import stem

CLASSES = {
    "edmundson": "sumy.summarizers.edmundson:EdmundsonSummarizer",
    "kl": "sumy.summarizers.kl:KLSummarizer",
    "lexrank": "sumy.summarizers.lex_rank:LexRankSummarizer",
    "lsa": "sumy.summarizers.lsa:LsaSummarizer",
    "luhn": "sumy.summarizers.luhn:LuhnSummarizer",
    "reduction": "sumy.summarizers.reduction:ReductionSummarizer",
    "sumbasic": "sumy.summarizers.sum_basic:SumBasicSummarizer",
    "textrank": "sumy.summarizers.text_rank:TextRankSummarizer",
}
# These pick sentences one by one and count down from 0 while they do.
_GREEDY = frozenset({"kl", "sumbasic"})

# The languages whose stop words sumy brings, by ISO 639-1 code.
STOP_WORD_LANGUAGES = {
    "ar": "arabic",
    "cs": "czech",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "he": "hebrew",
    "it": "italian",
    "ja": "japanese",
    "ko": "korean",
    "pl": "polish",
    "pt": "portuguese",
    "sk": "slovak",
    "sv": "swedish",
    "th": "thai",
    "uk": "ukrainian",
    "zh": "chinese",
}

# Words by which a reporter says that a thing may not be so (Edmundson's "stigma").
HEDGES = {
    "en": frozenset(
        {"allegedly", "maybe", "perhaps", "possibly", "purportedly", "reportedly", "rumored"}
        | {"rumoured", "rumors", "rumours", "speculation", "supposedly", "unconfirmed"}
    ),
}
# Edmundson's class refuses an empty set; no sentence has this word.
_NO_WORD = frozenset({"\N{EM DASH}"})


class Rated(Protocol):
    """A sentence that sumy has rated; `order` is its place in the document."""

    @property
    def order(self) -> int:
        """Give its place in the document, from 0."""

    @property
    def rating(self) -> float:
        """Give the method's rating, of no known range."""


class Method(Protocol):
    """What we use of a summarizer of sumy's.

    sumy lets the count be a function of all rated sentences, best first; so every
    rating can be had without touching its inside.
    """

    stop_words: frozenset[str]
    bonus_words: frozenset[str]
    stigma_words: frozenset[str]
    null_words: frozenset[str]

    def __call__(
        self, document: object, count: Callable[[Sequence[Rated]], Sequence[Rated]]
    ) -> object:
        """Rate the document's sentences and give those that `count` keeps."""


class Tokenizer:
    """Our words for sumy; its own needs a download and drops words with digits."""

    def to_words(self, sentence: str) -> tuple[str, ...]:
        """Split a sentence into words."""
        return tokens(sentence)

    def to_sentences(self, paragraph: str) -> tuple[str, ...]:
        """Leave a text as it is: sentences come from the article, already split."""
        return (paragraph,)


def rate(
    sentences: Sequence[Sentence], *, method: str, headline: str, language: str
) -> tuple[float, ...]:
    """Rate sentences, no two of the same words, by a method of sumy's.

    The result has one rating per sentence, in their order; it is empty where the method
    finds nothing to rate, and may hold NaN. What sumy raises is not caught.
    """
    rated: list[Rated] = []

    def keep_all(best_first: Sequence[Rated]) -> Sequence[Rated]:
        rated.extend(best_first)
        return best_first

    # A heading's words would count as the article's own, so only the method that
    # reads headings gets one.
    heading = headline if method == "edmundson" else ""
    summarizer = prepared(method, headline=headline, language=language)
    with _quiet():
        summarizer(document(sentences, headline=heading), keep_all)
    ratings = (float(each.rating) for each in sorted(rated, key=attrgetter("order")))
    return tuple(rating + len(rated) for rating in ratings) if method in _GREEDY else tuple(ratings)


def prepared(method: str, *, headline: str, language: str) -> Method:
    """Make a summarizer of sumy's with our stems and its stop words.

    Edmundson's gets the headline's words as bonus words, as sumy's own command does,
    hedges as stigma words (English only), and stop words as null words.
    """
    code = language.partition("-")[0].lower()
    stems = partial(stem, language=language)
    summarizer = cast("Method", _look_up(CLASSES[method])(stems))
    if method == "edmundson":
        null = stop_words(code)
        summarizer.bonus_words = frozenset(tokens(headline)) - null or _NO_WORD
        summarizer.stigma_words = HEDGES.get(code, _NO_WORD)
        summarizer.null_words = null or _NO_WORD
    else:
        summarizer.stop_words = stop_words(code)
    return summarizer


@lru_cache(maxsize=64)
def stop_words(code: str) -> frozenset[str]:
    """Give sumy's stop words for a language; none where it has none."""
    if code not in STOP_WORD_LANGUAGES:
        return frozenset()
    words = _look_up("sumy.utils:get_stop_words")(STOP_WORD_LANGUAGES[code])
    return cast("frozenset[str]", words)


def document(sentences: Sequence[Sentence], *, headline: str) -> object:
    """Build sumy's document; a headline, if any, opens its first paragraph."""
    sentence = partial(_look_up("sumy.models.dom:Sentence"), tokenizer=Tokenizer())
    paragraphs = [
        [sentence(each.text) for each in group]
        for _, group in groupby(sentences, key=attrgetter("paragraph"))
    ]
    if headline:
        # Edmundson's method favors the first paragraph: a heading that had one to
        # itself would take that from the text.
        paragraphs[0].insert(0, sentence(headline, is_heading=True))
    paragraph = _look_up("sumy.models.dom:Paragraph")
    return _look_up("sumy.models.dom:ObjectDocumentModel")([paragraph(p) for p in paragraphs])


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence warnings on dividing by zero and on short texts, and put all back.

    Both are answered by looking at the ratings. Filters are shared by the threads of
    a process while this lasts; `engine` works with processes.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _look_up(name: str) -> Callable[..., object]:
    module, _, attribute = name.partition(":")
    found: Callable[..., object] = getattr(import_module(module), attribute)
    return found
