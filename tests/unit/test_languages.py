"""Each supported language: told, split, stemmed, and summarized without its stop words."""

from __future__ import annotations

import pytest

from briefing.extractors.languages import language_of
from briefing.selecting import Budget
from briefing.stop_words import stop_words
from briefing.summarizers.ranker import rank
from briefing.text import split_sentences, stem
from languages import SAMPLES
from makers import article


@pytest.mark.parametrize("language", SAMPLES)
def test_the_language_of_an_article_is_told_from_its_text(language: str) -> None:
    assert language_of(SAMPLES[language].text, hint=None, default="xx") == language


@pytest.mark.parametrize("language", SAMPLES)
def test_an_article_is_split_into_its_sentences(language: str) -> None:
    sample = SAMPLES[language]

    found = split_sentences(sample.text, language=language)

    assert tuple(sentence.text for sentence in found) == sample.sentences


@pytest.mark.parametrize("language", SAMPLES)
def test_two_forms_of_a_word_share_a_stem(language: str) -> None:
    one, other = SAMPLES[language].forms

    assert stem(one, language=language) == stem(other, language=language)


@pytest.mark.parametrize("language", SAMPLES)
def test_stop_words_are_known(language: str) -> None:
    assert SAMPLES[language].stop in stop_words(language)


@pytest.mark.parametrize("language", SAMPLES)
def test_an_article_is_summarized_by_whole_sentences_of_it(language: str) -> None:
    given = article(SAMPLES[language].text, language=language)

    summary = rank(given, budget=Budget(sentences=2))

    assert len(summary.chosen) == 2
    assert {given.sentences[place].text for place in summary.chosen} <= set(
        SAMPLES[language].sentences
    )


def test_a_short_text_is_in_the_language_that_its_page_names() -> None:
    assert language_of("Talks fail.", hint="fr", default="en") == "fr"
    assert language_of("Talks fail.", hint=None, default="de") == "de"


def test_a_page_that_names_a_wrong_language_is_not_believed() -> None:
    assert language_of(SAMPLES["fr"].text, hint="en", default="en") == "fr"


def test_the_region_that_a_page_names_is_kept() -> None:
    assert language_of(SAMPLES["en"].text, hint="en-GB", default="de") == "en-GB"
    assert language_of(SAMPLES["pt"].text, hint=None, default="pt-BR") == "pt-BR"
