"""sumy itself, as its manual shows it but for our words and stems: the reference."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from itertools import groupby
from operator import attrgetter
from typing import Any

from briefing.model import Sentence
from briefing.stop_words import stop_words
from briefing.summarizers.choosing import tokens
from briefing.summarizers.sumy_arrays import HEDGES
from briefing.text import stem

CLASSES = {
    "edmundson": "edmundson:EdmundsonSummarizer",
    "kl": "kl:KLSummarizer",
    "lexrank": "lex_rank:LexRankSummarizer",
    "lsa": "lsa:LsaSummarizer",
    "luhn": "luhn:LuhnSummarizer",
    "reduction": "reduction:ReductionSummarizer",
    "sumbasic": "sum_basic:SumBasicSummarizer",
    "textrank": "text_rank:TextRankSummarizer",
}
# All that sumy's methods were seen to raise on odd input.
FAILURES = (ArithmeticError, AssertionError, LookupError, ValueError)
_NO_WORD = frozenset({"\N{EM DASH}"})  # Edmundson's class refuses an empty set


class Tokenizer:
    """Our words for sumy; its own need a download and drop words with digits."""

    def to_words(self, sentence: str) -> tuple[str, ...]:
        return tokens(sentence)

    def to_sentences(self, paragraph: str) -> tuple[str, ...]:
        return (paragraph,)


def rate(
    sentences: Sequence[Sentence], *, method: str, headline: str = "", language: str = "en"
) -> tuple[float, ...]:
    """Rate sentences, no two of the same words, with sumy's own class."""
    summarizer: Any = _class(f"sumy.summarizers.{CLASSES[method]}")(
        partial(stem, language=language)
    )
    if method == "edmundson":
        null = stop_words(language)
        summarizer.bonus_words = frozenset(tokens(headline)) - null or _NO_WORD
        summarizer.stigma_words = HEDGES.get(language, _NO_WORD)
        summarizer.null_words = null or _NO_WORD
    else:
        headline = ""  # its words would count as the article's own
        summarizer.stop_words = stop_words(language)
    rated: list[Any] = []

    def keep_all(best_first: Sequence[Any]) -> Sequence[Any]:
        rated.extend(best_first)
        return best_first

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        summarizer(document(sentences, headline=headline), keep_all)
    return tuple(float(each.rating) for each in sorted(rated, key=attrgetter("order")))


def document(sentences: Sequence[Sentence], *, headline: str) -> object:
    """Build sumy's document; a headline, if any, opens its first paragraph."""
    make = partial(_class("sumy.models.dom:Sentence"), tokenizer=Tokenizer())
    paragraphs = [
        [make(each.text) for each in group]
        for _, group in groupby(sentences, key=attrgetter("paragraph"))
    ]
    if headline:
        paragraphs[0].insert(0, make(headline, is_heading=True))
    paragraph = _class("sumy.models.dom:Paragraph")
    return _class("sumy.models.dom:ObjectDocumentModel")([paragraph(each) for each in paragraphs])


def _class(name: str) -> Any:
    module, _, attribute = name.partition(":")
    return getattr(import_module(module), attribute)
