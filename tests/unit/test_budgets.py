"""Length: by sentences, words and share, with what must be read along, never cut."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from briefing.budgets import Budget, Needs, choose

ALONE: frozenset[int] = frozenset()


def test_a_leaning_sentence_brings_its_antecedent() -> None:
    chosen = choose([0.9, 0.1, 2.0], [8] * 3, [ALONE, ALONE, frozenset({1})], Budget(sentences=2))

    assert chosen == (1, 2)


def test_a_sentence_that_needs_one_already_chosen_comes_cheaper() -> None:
    needs = [ALONE, frozenset({0}), ALONE]

    chosen = choose([3.0, 1.5, 1.0], [8] * 3, needs, Budget(sentences=2))

    assert chosen == (0, 1)


def test_a_long_first_sentence_does_not_crowd_out_the_rest() -> None:
    chosen = choose([9.0, 2.0, 1.0], [55, 20, 30], [ALONE] * 3, Budget(words=60))

    assert chosen == (1, 2)


def test_a_share_of_the_article_limits_the_words() -> None:
    chosen = choose([1.0, 3.0, 2.0, 0.0], [10, 10, 10, 10], [ALONE] * 4, Budget(share=0.5))

    assert chosen == (1, 2)


def test_all_limits_that_are_set_hold() -> None:
    values, lengths = [4.0, 3.0, 2.0, 1.0], [10] * 4

    chosen = choose(values, lengths, [ALONE] * 4, Budget(sentences=3, words=25, share=0.9))

    assert chosen == (0, 1)


def test_where_nothing_fits_one_sentence_is_given_whole() -> None:
    assert choose([1.0, 2.0], [30, 40], [ALONE] * 2, Budget(words=20)) == (1,)


def test_where_only_a_pair_is_there_it_is_given_though_one_is_the_limit() -> None:
    assert choose([1.0, 2.0], [9, 9], [None, frozenset({0})], Budget(sentences=1)) == (0, 1)


def test_nothing_is_chosen_where_nothing_may_be() -> None:
    assert choose([1.0, 2.0], [9, 9], [None, None], Budget(sentences=2)) == ()


def test_half_of_a_hundred_thousand_sentences_are_chosen_in_seconds() -> None:
    count = 100_000
    needs: list[Needs] = [frozenset({n - 1}) if n % 3 == 2 else ALONE for n in range(count)]
    begun = time.process_time()

    choose([float(n * 7919 % 1000) for n in range(count)], [20] * count, needs, Budget(share=0.5))

    assert time.process_time() - begun < 10


@given(
    st.lists(st.tuples(st.floats(-9, 9), st.integers(1, 40), st.integers(0, 3)), min_size=1),
    st.integers(1, 5),
    st.integers(10, 80),
)
def test_limits_hold_and_what_is_needed_is_there(
    rows: list[tuple[float, int, int]], sentences: int, words: int
) -> None:
    needs: list[Needs] = [
        None if kind == 0 else frozenset({place - 1}) if kind == 1 and place else ALONE
        for place, (_, _, kind) in enumerate(rows)
    ]
    lengths = [row[1] for row in rows]

    chosen = choose(
        [row[0] for row in rows], lengths, needs, Budget(sentences=sentences, words=words)
    )

    assert list(chosen) == sorted(set(chosen))
    assert bool(chosen) == any(need is not None for need in needs)
    fits = len(chosen) <= sentences and sum(lengths[place] for place in chosen) <= words
    needed = [needs[place] for place in chosen]
    assert fits or sum(need is not None for need in needed) <= len(chosen) <= 2
