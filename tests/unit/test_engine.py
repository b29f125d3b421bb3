from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest

from briefing.engine import Limits, guarded

LIMITS = Limits(cpu_s=1, wall_s=20, memory_mb=400)


def parts(word: str) -> Iterator[str]:
    """Give a word's letters; some words are poison."""
    if word == "hog":
        yield str(len(bytearray(10**10)))
    if word == "loop":
        while True:
            pass
    if word == "sleep":
        time.sleep(60)
    if word == "crash":
        os.abort()
    if word == "deep":
        yield from parts(word)
    if word == "bug":
        raise KeyError(word)
    yield from word


def run(*words: str, limits: Limits = LIMITS) -> list[str]:
    return list(guarded(parts, words, limits=limits, failed=lambda word, why: f"{word}: {why}"))


def test_results_come_in_the_order_of_the_items() -> None:
    assert run("ab", "", "c") == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("hog", "more than 400 MB of memory"),
        ("loop", "more than 1 s of processor time"),
        ("crash", "its process was ended by signal SIGABRT"),
        ("deep", "it is nested too deeply"),
    ],
)
def test_an_item_that_costs_too_much_is_named_and_the_others_go_on(word: str, why: str) -> None:
    assert run("a", word, "b") == ["a", f"{word}: {why}", "b"]


def test_an_item_that_waits_for_ever_is_ended() -> None:
    limits = Limits(cpu_s=10, wall_s=3, memory_mb=400)

    assert run("sleep", "b", limits=limits) == ["sleep: no answer within 3 s", "b"]


def test_a_bug_is_raised_with_the_traceback_of_the_child() -> None:
    with pytest.raises(KeyError) as caught:
        run("bug")

    assert "in parts" in "".join(caught.value.__notes__)


def test_nothing_is_worked_out_before_it_is_asked_for() -> None:
    pulled: list[str] = []

    def items() -> Iterator[str]:
        for word in ("a", "b", "c"):
            pulled.append(word)
            yield word

    results = guarded(parts, items(), limits=LIMITS, failed=lambda word, why: f"{word}: {why}")

    assert next(results) == "a"
    assert pulled == ["a"]
    results.close()  # type: ignore[attr-defined]  # it is a generator
