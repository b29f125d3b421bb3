"""Stories are the same whether articles are grouped at once or window after window."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from archives import built, name, put, settings
from briefing.archive.spans import brief_of
from briefing.errors import ArchiveError
from briefing.frequencies import BUCKETS, Counted, Frequencies, added, bucket, counted
from briefing.model import Article
from briefing.parquet.counts import NAME, packed, unpacked
from briefing.parquet.files import about, frequencies, rows, write_tables
from briefing.stories.grouping import group
from briefing.stories.terms import terms
from briefing.stories.windows import REACH_DAYS, Windows
from briefing.tables.tables import Span
from makers import article

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def told(event: int, day: float, *, part: int = 0) -> Article:
    """Tell an event in words of its own, and in some that all others use."""
    names = " ".join(name(event, place) for place in range(part, part + 6))
    text = f"Officials in {names} said on Monday that the {names} was closed after a storm."
    key = f"{event}-{day}-{part}"
    return article(text, key=key, headline="", published=NOON + timedelta(days=day))


def frequency(articles: Iterable[Article]) -> Frequencies:
    return added([counted(terms(one) for one in articles)])


def grouped(articles: Sequence[Article], size: int, *, most: int = 100) -> set[frozenset[str]]:
    """Group window by window; give the ids of each story."""
    ordered = sorted(articles, key=lambda one: (one.published or NOON, one.digest))
    windows = Windows(among=frequency(ordered), most=most)
    found: dict[int, list[str]] = {}
    for begin in range(0, len(ordered), size):
        for one in windows.add(ordered[begin : begin + size], terms):
            earlier = [key for number in one.earlier for key in found.pop(number)]
            found[one.number] = [*earlier, *(each.id for each in one.articles)]
    return {frozenset(keys) for keys in found.values()}


def at_once(articles: Sequence[Article]) -> set[frozenset[str]]:
    return {frozenset(story.article_ids) for story in group(articles)}


def test_windows_find_the_stories_that_are_found_at_once() -> None:
    articles = [
        told(event, event / 3 + day, part=part)
        for event in range(12)
        for part, day in enumerate((0, 0.5, 9))
    ]

    expected = at_once(articles)

    assert len(expected) == 12
    assert grouped(articles, 9) == expected
    assert grouped(articles, 5) == expected


def test_a_story_goes_on_after_a_pause_though_more_others_came_than_are_kept() -> None:
    others = [told(event, 1 + event / 10) for event in range(2, 30)]
    pausing = [told(1, 0), told(1, 0.1, part=1), told(1, 20, part=2)]

    found = grouped([*pausing, *others], 6, most=4)

    assert frozenset(one.id for one in pausing) in found


def test_a_story_does_not_go_on_when_likeness_has_faded_with_time() -> None:
    windows = Windows(among=frequency([told(1, 0)]), most=100)
    windows.add([told(1, 0)], terms)

    windows.add([told(2, REACH_DAYS - 1)], terms)
    near = sorted(windows.going)
    windows.add([told(3, REACH_DAYS + 1)], terms)

    assert (near, sorted(windows.going)) == ([0, 1], [1, 2])


def test_a_text_that_tells_two_stories_makes_them_one() -> None:
    one, other, both = told(1, 0), told(1, 0.1, part=5), told(1, 1, part=2)
    others = [told(event, 1) for event in range(2, 22)]
    windows = Windows(among=frequency([one, other, both, *others]), most=9)
    first = windows.add([one], terms) + windows.add([other], terms)

    last = windows.add([both, *others], terms)

    assert [each.number for each in first] == [0, 1]
    assert [(each.number, each.articles) for each in last if each.earlier == [0, 1]] == [
        (0, [both])
    ]
    assert windows.going[0].size == 3
    assert 1 not in windows.going


def test_what_all_texts_say_joins_none_though_a_window_has_it_once() -> None:
    common = "The storm closed roads and schools, the weather service of the coast said."
    texts = [f"{common} {name(number, 1)} {name(number, 2)}." for number in range(40)]
    articles = [
        article(text, key=f"{place}", headline="", published=NOON + timedelta(days=place / 9))
        for place, text in enumerate(texts)
    ]
    alone = Windows(among=frequency(articles[:2]), most=100)
    among = Windows(among=frequency(articles), most=100)

    assert len(alone.add(articles[:2], terms)) == 1
    assert len(among.add(articles[:2], terms)) == 2


@forall(st.dictionaries(st.integers(0, BUCKETS - 1), st.integers(1, 2**32 - 1), max_size=30))
def test_counts_come_back_from_their_line(counts: dict[int, int]) -> None:
    buckets = np.array(sorted(counts), dtype=np.uint32)
    values = np.array([counts[one] for one in sorted(counts)], dtype=np.uint32)

    back = unpacked(packed(Counted(texts=7, buckets=buckets, counts=values)))

    assert back.texts == 7
    assert back.buckets.tolist() == buckets.tolist()
    assert back.counts.tolist() == values.tolist()


def test_a_word_has_the_same_bucket_everywhere_and_counts_once_in_a_text() -> None:
    found = added([counted([["harbor", "harbor"], ["crane"]]), counted([["harbor"]])])

    # An archive may be read on another machine: this is the check value of the CRC-32.
    assert bucket("123456789") == 0xCBF43926 % BUCKETS
    assert found.texts == 3
    assert found.counts[[bucket("harbor"), bucket("crane")]].tolist() == [2, 1]
    assert int(found.counts.sum()) == 3


def test_a_partition_tells_how_many_of_its_texts_have_a_word(tmp_path: Path) -> None:
    put(tmp_path, 1, 2)
    (tmp_path / "pages/001-again.html").write_text((tmp_path / "pages/001.html").read_text())
    built(tmp_path)

    first, second = (tmp_path / "archive/parts").iterdir()

    for part in (first, second):
        texts = {row["digest"]: row["terms"] for _, row in rows(part, ["digest", "terms"])}
        assert packed(frequencies(part)) == packed(counted(texts.values()))
    assert {frequencies(first).texts, frequencies(second).texts} == {1}


def test_an_archive_without_counts_is_refused_where_they_are_needed(tmp_path: Path) -> None:
    put(tmp_path, 1, 2, 3)
    built(tmp_path)
    part = sorted((tmp_path / "archive/parts").iterdir())[0]
    plain = pa.parquet.read_table(part)
    write_tables(part, plain.schema, [plain], lambda: {"articles": "2"})
    given = settings(tmp_path)

    assert NAME not in about(part)
    assert brief_of(given, tmp_path / "archive", Span(), now=NOON)
    with pytest.raises(ArchiveError, match="how frequent words are"):
        brief_of(given, tmp_path / "archive", Span(), now=NOON, window=2)
