"""A few days of the simulated month: the whole of it is `python -m benchmarks.month`."""

from __future__ import annotations

from benchmarks.month import measured


def test_a_few_made_up_days_are_remembered_and_come_out_the_same_again() -> None:
    score = measured(3, 40, 3)

    assert score.is_good
    assert score.planted > 1
    assert score.updates > 1
