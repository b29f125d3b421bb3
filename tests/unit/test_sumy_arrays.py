"""The arrays choose what sumy chooses; ties go by position, as in sumy."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Sequence

import pytest

import plain_sumy
from briefing.model import Sentence
from briefing.summarizers import sumy_arrays
from briefing.summarizers.choosing import tokens
from briefing.text import split_sentences
from languages import SAMPLES

DIGITS = 9
COUNTS = (1, 3, 5)


def distinct(written: str, language: str = "en") -> list[Sentence]:
    """Give the sentences of a text, each set of words once, as the adapter does."""
    found: dict[tuple[str, ...], Sentence] = {}
    for sentence in split_sentences(written, language=language):
        if tokens(sentence.text):
            found.setdefault(tokens(sentence.text), sentence)
    return list(found.values())


def generated(seed: int) -> str:
    """Write a document of random length from a random vocabulary."""
    numbers = random.Random(seed)
    words = [f"word{n}" for n in range(numbers.choice([3, 10, 50, 400]))]
    words += ["the", "of", "and", "76%", "COVID-19", "US", "us"]
    return " ".join(
        " ".join(numbers.choices(words, k=numbers.randint(1, 14))).capitalize()
        + numbers.choice([".", ".", "!\n\n"])
        for _ in range(numbers.choice([1, 2, 3, 5, 8, 20, 60]))
    )


def best(ratings: Sequence[float], count: int) -> list[int]:
    clean = [0.0 if math.isnan(each) else round(each, DIGITS) for each in ratings]
    return sorted(sorted(range(len(clean)), key=lambda place: (-clean[place], place))[:count])


@pytest.mark.parametrize("method", sorted(sumy_arrays.METHODS))
@pytest.mark.parametrize("language", SAMPLES)
def test_the_articles_of_our_corpus_get_the_sentences_that_sumy_chooses(
    method: str, language: str
) -> None:
    sentences = distinct(SAMPLES[language].text, language)
    headline = SAMPLES[language].sentences[-1]

    expected = plain_sumy.rate(sentences, method=method, headline=headline, language=language)
    found = sumy_arrays.rate(sentences, method=method, headline=headline, language=language)

    assert [best(found, n) for n in COUNTS] == [best(expected, n) for n in COUNTS]


@pytest.mark.parametrize("method", sorted(sumy_arrays.METHODS))
@pytest.mark.parametrize("seed", range(16))
def test_generated_documents_get_the_sentences_that_sumy_chooses(method: str, seed: int) -> None:
    sentences = distinct(generated(seed))
    headline = "word1 word2 word3"

    try:
        expected = plain_sumy.rate(sentences, method=method, headline=headline)
    except plain_sumy.FAILURES:
        pytest.skip("sumy itself fails on this document")
    found = sumy_arrays.rate(sentences, method=method, headline=headline, language="en")

    assert [best(found, n) for n in COUNTS] == [best(expected, n) for n in COUNTS]


@pytest.mark.parametrize("method", sorted(sumy_arrays.METHODS))
def test_twenty_thousand_sentences_are_rated_in_seconds(method: str) -> None:
    text = " ".join(
        f"Word{n} follows word{n * 7 % 997} on day {n % 31} here." for n in range(20_000)
    )
    sentences = distinct(text)
    begun = time.process_time()

    ratings = sumy_arrays.rate(sentences, method=method, headline="", language="en")

    assert len(ratings) == len(sentences)
    assert time.process_time() - begun < 10


def test_names_in_capitals_are_told_from_stop_words() -> None:
    assert tokens("The US told us who it is: the WHO.") == (
        "the", "u.s.", "told", "us", "who", "it", "is", "the", "w.h.o.",
    )  # fmt: skip
    assert tokens("WHO TOLD US?") == ("who", "told", "us")
