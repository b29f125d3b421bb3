"""What the default summarizer promises beside the contract, and bad input."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from briefing.budgets import Budget
from briefing.errors import SummaryError
from briefing.model import Article
from briefing.summarizers.clusters import glance, summarize_cluster
from briefing.summarizers.ranker import explain, kind_of, rank
from languages import SAMPLES
from makers import article

THREE = Budget(sentences=3)


def test_each_feature_that_is_weighed_is_told_for_each_sentence() -> None:
    told, verdicts = explain(article("The court in Boston closed on Monday. He was angry at it."))

    assert len(told) == len(verdicts) == 2
    assert {"near_start", "forward", "length", "names"} <= set(told[0])


def test_the_first_sentence_of_a_plain_report_is_chosen() -> None:
    given = article(SAMPLES["en"].text)

    assert 0 in rank(given, budget=THREE).chosen


def test_a_sentence_like_the_headline_scores_higher() -> None:
    plain = article(SAMPLES["en"].text, headline="")
    titled = article(SAMPLES["en"].text, headline="Grain prices rise after news of the strike")

    scores = [rank(one, budget=THREE).scores[4] for one in (plain, titled)]

    assert scores[1] > scores[0]


@pytest.mark.parametrize(
    ("language", "kind"), [("en-GB", "english"), ("ru", "spoken"), ("xx", "any")]
)
def test_a_language_gets_the_weights_that_its_words_allow(language: str, kind: str) -> None:
    assert kind_of(language) == kind


def test_a_long_first_sentence_leaves_room_under_a_limit_of_words() -> None:
    long = "The port of Marl, " + "which is the largest of the coast, " * 8 + "closed on Monday."
    given = article(f"{long} {SAMPLES['en'].text}")

    chosen = rank(given, budget=Budget(words=60)).chosen

    assert 0 not in chosen
    assert len(chosen) >= 2


BAD = {
    "one word": "Talks",
    "punctuation only": "... !!! ???",
    "emoji only": "\N{PARTY POPPER} \N{GRINNING FACE}",
    "all capitals": "TALKS BEGIN ON MONDAY IN GENEVA. TALKS END ON FRIDAY IN BERN.",
    "no full stops": "the talks begin on monday\n\nthe envoys travel to geneva by train",
    "right to left": SAMPLES["ar"].text,
    "CJK": SAMPLES["zh"].text,
    "control characters": "The\x00 port\x01 closed\x02 today. \x07\x07 Ships\x1b wait outside it.",
    "numbers only": "1 2 3 4 5. 76% 1,000 2021. 5 6 7 8.",
    "a sentence of 1 MB": "word " * 200_000,
    "a word of 1 MB": "x" * 1_000_000,
    "1 MB of quotes": '" ' * 500_000,
    "100,000 sentences": "The port of Marl closed again. " * 100_000,
    "100,000 different sentences": " ".join(
        f"Ship {n} of line {n % 97} waits for {n % 31} days." for n in range(100_000)
    ),
}


@pytest.mark.parametrize("written", BAD.values(), ids=BAD.keys())
def test_bad_input_gives_a_summary_or_a_reason_in_bounded_time(written: str) -> None:
    given = article(written)
    begun = time.process_time()

    with suppress(SummaryError):  # it says why, and the article becomes a drop
        summary = rank(given, budget=THREE)
        assert 1 <= len(summary.chosen) <= 3
        assert all(len(given.sentences[place].text) < 2_000 for place in summary.chosen)
        assert len(summary.scores) == len(summary.needs) == len(given.sentences)
    assert time.process_time() - begun < 20


def test_an_empty_article_is_refused() -> None:
    with pytest.raises(SummaryError, match="no sentences"):
        rank(article(""), budget=THREE)


def pair() -> list[Article]:
    return [
        article(
            "A strong earthquake hit Lima on Monday morning. The zoo there sells cheap tickets.",
            key="one",
        ),
        article(
            "Police closed many roads up north. A strong earthquake hit Lima in Peru on Monday.",
            key="two",
        ),
    ]


def test_a_cluster_is_told_by_what_its_articles_share() -> None:
    picks = summarize_cluster(pair(), budget=Budget(sentences=1))

    assert [(pick.article_id, pick.position) for pick in picks] == [("one", 0)]


def test_a_cluster_is_not_told_the_same_twice() -> None:
    picks = summarize_cluster(pair(), budget=Budget(sentences=4))

    assert {("one", 0), ("two", 1)} - {(pick.article_id, pick.position) for pick in picks}


def test_at_a_glance_every_article_speaks_before_one_speaks_twice() -> None:
    articles = [
        article(SAMPLES["en"].text, key="port"),
        article("Rain is expected in the hills of Marl tomorrow. It may snow.", key="rain"),
    ]
    summaries = [rank(each, budget=THREE) for each in articles]

    picks = glance(articles, summaries, 3)

    assert {pick.article_id for pick in picks[:2]} == {"port", "rain"}
    assert [pick.article_id for pick in picks[2:]] == ["port"]


def test_at_a_glance_only_sentences_stand_that_read_alone() -> None:
    given = article("Ada Roe leads the port of Marl now. He says that the port is full of ships.")

    assert [pick.position for pick in glance([given], [rank(given, budget=THREE)], 3)] == [0]
