"""What every summarizer promises, held against each that we bring."""

from __future__ import annotations

import pickle
from typing import cast

import pytest

from briefing.errors import SummaryError
from briefing.model import Article, Summary
from briefing.protocols import Summarizer
from briefing.registry import BUILT_INS, resolve
from briefing.settings import SummarizeSettings
from makers import article

METHODS = sorted(BUILT_INS["summarizers"])

NEWS = (
    "Russia and the United States will hold talks on embassy staff by the end of the year. "
    "The embassies have lost 76% of their staff since 2018. "
    "Both sides say that relations are at their lowest since the Cold War.\n\n"
    "The talks cost $1.13bn less than expected. Nobody in Geneva expects a quick result."
)
MENU = "Talks on embassy staff cost $1.13bn and 76% of relations " * 20
ODD_TEXTS = {
    "one sentence": "The talks begin in Geneva on Monday.",
    "one word": "Talks",
    "two sentences without a common word": "Prices rose sharply. Nobody expected that.",
    "the same sentence five times": "The bank acts. " * 5,
    "repeats among others": "The bank acts. Rates rise to 5%. The bank acts. Rates fall.",
    "Chinese": "北京时间周三上午，中国外交部发言人表示。会谈将于周五举行。会谈将在日内瓦举行。",
    "Arabic": "قال وزير الخارجية إن المحادثات ستبدأ. المحادثات في جنيف. وصل الوزير اليوم.",
    "Thai": "สวัสดีครับผมชื่อสมชาย การประชุมจะเริ่มวันจันทร์",
    "all capitals": "TALKS BEGIN MONDAY. TALKS END FRIDAY. OIL IS UP 3%.",
    "emoji alone": "😀 😀\n\n🎉\n\n😀 😀",
    "punctuation alone": "***\n\n—\n\n. . .",
    "punctuation among others": "***\n\nThe bank acts.\n\n—\n\nRates rise.",
    "stop words alone": "It is what it is. And so are we. You and I were there.",
    "one word each": "Oil.\n\nGas.\n\nOil!\n\nCoal.",
    "figures alone": "76% 1,000 2021\n\n5 6 7\n\n76% 5",
    "a menu that lost its full stops": f"{MENU}\n\n{NEWS}",
    "300 sentences": " ".join(
        f"Report {n} says that region {n % 7} grew by {n % 13}% in quarter {n % 4}."
        for n in range(300)
    ),
}


ENDLESS_TEXTS = {
    "a menu alone": MENU,
    "Chinese without full stops": "会谈将于周五举行" * 60,
    "a sentence of 1 MB": "word " * 200_000,
}


def summarizer(method: str, *, sentences: int = 3) -> Summarizer:
    factory = resolve("summarizers", method)
    return cast("Summarizer", factory(SummarizeSettings(method=method, sentences=sentences)))


def assert_kept(summary: Summary, given: Article, *, sentences: int) -> None:
    assert summary.article_id == given.id
    assert len(summary.scores) == len(given.sentences)
    assert all(type(score) is float and 0 <= score <= 1 for score in summary.scores)
    assert max(summary.scores) > 0
    assert all(type(position) is int for position in summary.chosen)
    assert list(summary.chosen) == sorted(set(summary.chosen))
    assert 1 <= len(summary.chosen) <= sentences
    assert set(summary.chosen) <= {sentence.position for sentence in given.sentences}
    words = [given.sentences[position].text for position in summary.chosen]
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("method", METHODS)
def test_an_article_gets_a_score_for_every_sentence_and_the_best_are_chosen(method: str) -> None:
    given = article(NEWS)

    summary = summarizer(method)(given)

    assert_kept(summary, given, sentences=3)
    assert summary.method == method
    assert len(summary.chosen) == 3
    assert min(summary.scores[p] for p in summary.chosen) >= max(
        score for position, score in enumerate(summary.scores) if position not in summary.chosen
    )


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS.keys())
@pytest.mark.parametrize("method", METHODS)
def test_odd_text_is_summarized_too(method: str, text: str) -> None:
    given = article(text)

    summary = summarizer(method, sentences=2)(given)

    assert_kept(summary, given, sentences=2)


@pytest.mark.parametrize("language", ["zh", "ar-EG", "pt-BR", "xx", ""])
@pytest.mark.parametrize("method", METHODS)
def test_an_article_of_any_language_is_summarized(method: str, language: str) -> None:
    given = article(f"{NEWS} {ODD_TEXTS['Arabic']} {ODD_TEXTS['Chinese']}", language=language)

    summary = summarizer(method, sentences=2)(given)

    assert_kept(summary, given, sentences=2)
    assert summary.method == method


@pytest.mark.parametrize("headline", ["", "—", "It is what it is"])
@pytest.mark.parametrize("method", METHODS)
def test_a_headline_without_a_telling_word_does_no_harm(method: str, headline: str) -> None:
    given = article(NEWS, headline=headline)

    summary = summarizer(method)(given)

    assert_kept(summary, given, sentences=3)
    assert summary.method == method


@pytest.mark.parametrize("method", METHODS)
def test_the_same_article_gives_the_same_summary_again(method: str) -> None:
    given = article(NEWS)

    first, second = summarizer(method)(given), summarizer(method)(given)

    assert first == second


@pytest.mark.parametrize("method", METHODS)
def test_an_article_is_not_summarized_by_more_sentences_than_asked_for(method: str) -> None:
    given = article(NEWS)

    chosen = [summarizer(method, sentences=count)(given).chosen for count in (1, 2, 20)]

    assert [len(positions) for positions in chosen] == [1, 2, 5]


@pytest.mark.parametrize("method", METHODS)
def test_a_repeated_sentence_shares_its_score_and_is_chosen_once(method: str) -> None:
    given = article(
        "Rates rise to 5% in May. The bank acts on rates. "
        "RATES RISE TO 5% IN MAY! Oil falls to $70."
    )

    summary = summarizer(method, sentences=20)(given)

    assert summary.scores[0] == summary.scores[2]
    assert summary.chosen == (0, 1, 3)


@pytest.mark.parametrize("method", METHODS)
def test_a_giant_sentence_is_never_chosen_where_there_are_others(method: str) -> None:
    given = article(f"{MENU}\n\n{NEWS}")

    summary = summarizer(method, sentences=20)(given)

    assert summary.scores[0] <= 0.1
    assert summary.chosen == (1, 2, 3, 4, 5)


@pytest.mark.parametrize("text", ENDLESS_TEXTS.values(), ids=ENDLESS_TEXTS.keys())
@pytest.mark.parametrize("method", METHODS)
def test_an_article_that_is_one_giant_sentence_is_refused(method: str, text: str) -> None:
    with pytest.raises(SummaryError, match="no sentence of at most 100 words"):
        summarizer(method)(article(text))


@pytest.mark.parametrize("method", METHODS)
def test_a_sentence_without_words_scores_nothing_and_is_not_chosen(method: str) -> None:
    given = article(f"***\n\n{NEWS}")

    summary = summarizer(method, sentences=20)(given)

    assert summary.scores[0] == 0
    assert 0 not in summary.chosen


@pytest.mark.parametrize("method", METHODS)
def test_an_article_without_sentences_is_an_error_that_names_it(method: str) -> None:
    with pytest.raises(SummaryError, match="article a: it has no sentences") as caught:
        summarizer(method)(article(""))

    assert caught.value.article_id == "a"


@pytest.mark.parametrize("method", METHODS)
def test_a_summarizer_can_be_sent_to_another_process(method: str) -> None:
    given = article(NEWS)
    original = summarizer(method)

    sent = pickle.loads(pickle.dumps(original))

    assert sent(given) == original(given)
