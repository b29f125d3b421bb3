"""The lead, and sumy's methods held against sumy itself."""

from __future__ import annotations

import subprocess
import sys
import warnings

import pytest
from hypothesis import assume
from hypothesis import given as forall
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import plain_sumy
from briefing.budgets import Budget
from briefing.model import Article
from briefing.settings import SummarizeSettings
from briefing.stop_words import OF_SUMY, OURS, stop_words
from briefing.summarizers import sumy_methods
from briefing.summarizers.lead import lead
from briefing.summarizers.sumy_arrays import rate
from makers import article

METHODS = sorted(plain_sumy.CLASSES)
HEADLINE = "Embassy talks resume in Geneva after 76% staff cut"
NEWS = """\
Russia and the United States will hold a new round of talks \
on embassy staff and visas by December. \
The embassies lost 76% of their staff in tit-for-tat expulsions and closures that began in 2018. \
Relations have fallen to their lowest point since the Cold War ended, diplomats reportedly say.

On Wednesday the president said that some allies plan a meeting in Geneva. \
The meeting aims at easing tensions over Ukraine and at new limits for nuclear missiles. \
Moscow wants guarantees, and its deputy foreign minister wants them in writing. \
Staff at the Geneva embassy prepare rooms for 120 guests.

Oil rose by 3% to $84.20 a barrel on the news of the talks. \
Traders in London said that supply worries in Libya weigh more than embassy staff. \
A visa costs $160, and the wait for one in Moscow is now 210 days.

The last round of talks in November brought no result. \
Both sides call the next one the last chance for visas, staff and consulates."""


def news() -> Article:
    return article(NEWS, headline=HEADLINE)


def chosen_by_plain_sumy(given: Article, method: str, count: int) -> list[int]:
    ratings = plain_sumy.rate(given.sentences, method=method, headline=HEADLINE)
    order = sorted(range(len(ratings)), key=lambda place: (-ratings[place], place))
    return sorted(order[:count])


@pytest.mark.parametrize("count", [1, 3, 5, 12])
@pytest.mark.parametrize("method", METHODS)
def test_the_sentences_chosen_are_those_that_plain_sumy_chooses(method: str, count: int) -> None:
    given = news()

    summary = sumy_methods.summarize(given, method=method, budget=Budget(sentences=count))

    assert list(summary.chosen) == chosen_by_plain_sumy(given, method, count)


def test_every_method_of_sumys_has_a_factory_of_its_name() -> None:
    factories = {name: getattr(sumy_methods, name) for name in METHODS}

    made = {name: make(SummarizeSettings(sentences=2)) for name, make in factories.items()}

    assert {name: each(news()).method for name, each in made.items()} == {
        name: name for name in METHODS
    }


@pytest.mark.parametrize("method", METHODS)
def test_figures_count_as_words(method: str) -> None:
    linked = "Snow comes late. Tax is 76%. Aid is 76% or $2bn. Oil is $2bn. Gas is cheap."
    apart = linked.replace("Aid is 76% or $2bn", "Aid is 12% or $9bn")

    scores = [
        sumy_methods.summarize(
            article(text, headline=HEADLINE), method=method, budget=Budget(sentences=1)
        ).scores
        for text in (linked, apart)
    ]

    assert scores[0] != scores[1]


@pytest.mark.parametrize("method", ["kl", "sumbasic"])
def test_methods_that_pick_one_by_one_give_scores_that_fall_evenly(method: str) -> None:
    given = article("Talks on staff begin. Talks on visas begin. Oil is dear. Snow falls.")

    scores = sumy_methods.summarize(given, method=method, budget=Budget(sentences=1)).scores

    assert sorted(scores, reverse=True) == [1.0, 0.75, 0.5, 0.25]


@pytest.mark.parametrize("method", ["lexrank", "luhn", "reduction"])
def test_a_method_that_finds_no_ranking_leaves_it_to_the_lead(method: str) -> None:
    given = article("Prices rose sharply. Nobody foresaw that.")

    summary = sumy_methods.summarize(given, method=method, budget=Budget(sentences=1))

    assert summary == lead(SummarizeSettings(sentences=1))(given)
    assert summary.method == "lead"


def test_a_method_that_fails_leaves_it_to_the_lead() -> None:
    unstemmable = "\ud800"  # the stemmer raises UnicodeEncodeError on this language
    given = article(NEWS, language=unstemmable)

    summary = sumy_methods.summarize(given, method="lexrank", budget=Budget(sentences=1))

    assert summary == lead(SummarizeSettings(sentences=1))(given)


def test_a_hedged_sentence_rates_lower_with_edmundson() -> None:
    plain = article("Aid fell in spring. Aid grew in autumn. Snow is near.", headline="Aid")
    hedged = article("Aid fell in spring. Aid reportedly grew. Snow is near.", headline="Aid")

    scores = [
        sumy_methods.summarize(given, method="edmundson", budget=Budget(sentences=1)).scores
        for given in (plain, hedged)
    ]

    assert scores[1][1] < scores[0][1]


def test_a_rating_is_given_per_sentence_in_their_order() -> None:
    sentences = article("Talks on staff begin. Snow. Talks on staff and visas end.").sentences

    ratings = rate(sentences, method="reduction", headline="", language="en")

    assert ratings[0] == ratings[2] > ratings[1] == 0


def test_every_listed_language_has_stop_words_and_others_have_none() -> None:
    listed = {code: stop_words(code) for code in (*OF_SUMY, *OURS)}

    assert all(listed.values())
    assert "the" in listed["en"]
    assert stop_words("xx") == frozenset()


def test_the_lead_falls_with_the_position() -> None:
    given = article("One came. Two came. Three came. Four came.")

    summary = lead(SummarizeSettings(sentences=2))(given)

    assert summary.scores == (1.0, 0.75, 0.5, 0.25)
    assert summary.chosen == (0, 1)


def test_warnings_are_left_as_they_were() -> None:
    before = list(warnings.filters)

    sumy_methods.summarize(
        article("Prices rose. Nobody knew."), method="lexrank", budget=Budget(sentences=1)
    )

    assert warnings.filters == before


@hypothesis_settings(max_examples=60, deadline=None)
@forall(
    text=st.text(st.sampled_from(list("ab é 7%.!?\n'’-😀中ก\x00İ")), min_size=1, max_size=120),
    method=st.sampled_from(METHODS),
)
def test_whatever_the_text_the_scores_are_numbers_from_0_to_1(text: str, method: str) -> None:
    given = article(text)
    assume(given.sentences)

    summary = sumy_methods.summarize(given, method=method, budget=Budget(sentences=2))

    assert len(summary.scores) == len(given.sentences)
    assert all(0 <= score <= 1 for score in summary.scores)


def run_python(code: str, *, seed: str = "0") -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        text=True,
        env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
    )
    return done.stdout.strip()


def test_importing_the_methods_loads_neither_sumy_nor_numpy() -> None:
    code = (
        "import sys, briefing.summarizers.sumy_methods, briefing.stop_words;"
        "print(sorted({'sumy', 'numpy', 'nltk'} & set(sys.modules)))"
    )

    loaded = run_python(code)

    assert loaded == "[]"


def test_summaries_do_not_change_with_the_order_in_which_python_hashes() -> None:
    code = (
        "from briefing.summarizers.sumy_methods import summarize; from makers import article;"
        "from briefing.budgets import Budget;"
        f"print(summarize(article({NEWS!r}), method='lsa', budget=Budget(sentences=3)))"
    )

    runs = {run_python(code, seed=seed) for seed in ("1", "2")}

    assert len(runs) == 1
