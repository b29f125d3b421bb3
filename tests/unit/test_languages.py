"""Each supported language: told, split, stemmed, and summarized without its stop words."""

from __future__ import annotations

import pytest

from briefing.budgets import Budget
from briefing.extractors.languages import language_of
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


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("市议会周二投票决定重建东码头，结束了持续十一年的争论。", "zh"),
        ("市議会は火曜日、東埠頭の再建を可決した。", "ja"),
        ("시의회는 화요일 동쪽 부두의 재건을 가결했다.", "ko"),
        ("صوت مجلس المدينة على إعادة بناء الرصيف.", "ar"),
        ("شورای شهر به بازسازی اسکله رأی داد و گفت.", "fa"),
        ("מועצת העיר הצביעה בעד בניית הרציף.", "he"),
        ("नगर परिषद ने मतदान किया।", "hi"),
        ("สภาเมืองลงมติให้สร้างท่าเรือใหม่", "th"),
        ("Το συμβούλιο ψήφισε την Τρίτη.", "el"),
        ("Совет проголосовал за ремонт.", "ru"),
        ("Рада проголосувала, її рішення є остаточним.", "uk"),
    ],
)
def test_a_short_text_is_told_by_its_script_whatever_the_default(text: str, language: str) -> None:
    assert language_of(text, hint=None, default="en") == language
    assert language_of(text, hint="de-AT", default="en") == language


def test_a_page_that_names_a_language_of_the_script_is_believed() -> None:
    assert language_of("Съветът гласува за ремонта.", hint="bg", default="en") == "bg"
    assert language_of("市議會投票決定重建東碼頭。", hint="zh-TW", default="en") == "zh-TW"


def test_a_foreign_name_does_not_change_the_language() -> None:
    assert language_of("The paper Известия said so on Monday.", hint=None, default="en") == "en"
