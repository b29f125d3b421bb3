"""`verify` finds every change of a delivered file, and none where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from briefing.errors import SourceError
from briefing.verification.checking import Checker
from changes import CHANGES, changed
from editions import Published, published


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Published:
    return published(tmp_path_factory.mktemp("edition"))


@pytest.fixture(scope="module")
def checker(edition: Published) -> Iterator[Checker]:
    with edition.checker() as made:
        yield made


def is_found(checker: Checker, edition: Published, name: str, body: bytes) -> bool:
    """Whether a file is told not to be as it was delivered; by its name it has a brief beside."""
    beside = edition.settings.output.directory / "2026-01-15" / name
    try:
        return not checker.file(str(beside), body).is_verified
    except SourceError:
        return True


def test_there_are_five_hundred_changes_and_more() -> None:
    assert sum(count for count, _ in CHANGES.values()) >= 500


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_is_found(checker: Checker, edition: Published, name: str) -> None:
    count, _ = CHANGES[name]
    whole = edition.files[name]

    missed = []
    for number in range(count):
        body = changed(name, whole, number)
        assert body != whole
        if not is_found(checker, edition, name, body):
            missed.append(number)

    assert missed == []


@pytest.mark.parametrize("name", CHANGES)
def test_nothing_is_found_in_a_file_as_it_was_delivered(
    checker: Checker, edition: Published, name: str
) -> None:
    beside = edition.settings.output.directory / "2026-01-15" / name

    outcome = checker.file(str(beside), edition.files[name])

    assert outcome.findings == ()
    assert outcome.sentences
    assert Path(beside).exists() or name == "feed.atom"
