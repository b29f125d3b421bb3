"""One text, met at many places, is one article with copies.

Three words in a row are a shingle. A text is a copy of a longer one if half of its
shingles stand there (containment, Broder 1997), and their figures and dates agree. Texts
come from long to short, so each is held against what is kept only, and found there by
one shingle in eight.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from briefing import text
from briefing.dedup.figures import Told, differ, headlines_differ
from briefing.dedup.shingles import (
    Shingled,
    shingled,
    standing,
)
from briefing.model import Article, Copy, CopyKind, Drop, Reason

CONTAINED = 0.5
# A sample of shingles shows more or less than all of them do.
PROMISING = 0.2
FEWEST_WORDS = 15  # of a text that is held against others at all
# Nobody reprints a month later, but yearly notices read alike.
MOST_DAYS_APART = timedelta(days=31)
# Beyond these, more look-alikes cost time and change nothing.
MOST_POSTINGS = 64
_MOST_COMPARED = 8
_NEARLY_WHOLE = 0.9  # of the words, from which a preferred copy is kept
_SAME = 0.8  # of the longer text's shingles, from which a copy is not called shortened
_OPENING = 0.15  # of the longer text, in which its own shortened copy begins
_LATEST = datetime.max.replace(tzinfo=UTC)
_SAID = {
    CopyKind.SAME: "the same text as",
    CopyKind.SHORTENED: "a shortened copy of",
    CopyKind.WITHIN: "its text stands within",
}


def fold(articles: Iterable[Article], *, prefer: Sequence[str] = ()) -> Iterator[Article | Drop]:
    """Give each text once, with its copies, and a `Drop` per copy.

    The most complete one stays, then the earliest, then by id. A copy of one of the outlets,
    agencies or sources in `prefer`, first most, stays before these if it has nine tenths of
    the words. Copies stand in the order of time. What is kept comes in the order of the
    input; drops come last.
    """
    given = list(articles)
    homes = _homes(given, {})
    if leaders := _leaders(given, homes, [text.fold(name) for name in prefer]):
        homes = _homes(given, leaders)
    copies: dict[int, list[int]] = {}
    for place in sorted(homes, key=lambda place: _age(given[place])):
        copies.setdefault(homes[place][0], []).append(place)
    for place, article in enumerate(given):
        if place not in homes:
            found_here = [_copy(given[one], homes[one][1]) for one in copies.get(place, ())]
            yield replace(article, copies=(*article.copies, *found_here))
    for place, (home, kind) in sorted(homes.items()):
        yield Drop(
            stage="dedup",
            uri=given[place].uri,
            reason=Reason.DUPLICATE,
            detail=f"{_SAID[kind]} {given[home].uri}",
        )


def _homes(given: Sequence[Article], leaders: Mapping[int, int]) -> dict[int, tuple[int, CopyKind]]:
    """Give for each article that is a copy the one that is kept, and how it is a copy.

    `leaders` maps an article to the one before which it comes, though it may be shorter.
    """
    kept = _Kept()
    homes: dict[int, tuple[int, CopyKind]] = {}
    # Numbered by rank, so that the order of the input decides nothing.
    ranked = sorted(
        range(len(given)),
        key=lambda place: (_rank(given[leaders.get(place, place)]), place not in leaders),
    )
    for number, place in enumerate(ranked):
        article = given[place]
        if (same := kept.same(article)) is not None:
            homes[place] = ranked[same], CopyKind.SAME
            continue
        words = shingled(article)
        if found := kept.find(article, words):
            homes[place] = ranked[found[0]], found[1]
        else:
            kept.add(number, article, words)
    return homes


def _leaders(
    given: Sequence[Article], homes: Mapping[int, tuple[int, CopyKind]], prefer: Sequence[str]
) -> dict[int, int]:
    """Give the copies that shall be kept in place of the article that was, with that one."""
    if not prefer:
        return {}
    wanted = [_preference(article, prefer) for article in given]
    groups: dict[int, list[int]] = {}
    for place, (home, _) in homes.items():
        if wanted[place] < wanted[home]:
            groups.setdefault(home, []).append(place)
    leaders: dict[int, int] = {}
    for home, copies in groups.items():
        copies.sort(key=lambda place: (wanted[place], _rank(given[place])))
        for place in copies:
            if _replaces(given[place], given[home]):
                leaders[place] = home
                break
    return leaders


def _preference(article: Article, prefer: Sequence[str]) -> int:
    """Give the place of an article among the preferred ones, behind all where it has none."""
    names = {text.fold(name) for name in (article.site, article.agency, article.source) if name}
    return next((place for place, name in enumerate(prefer) if name in names), len(prefer))


def _replaces(copy: Article, home: Article) -> bool:
    """Tell whether a copy is about as long as what was kept, which is a copy of it in turn."""
    if copy.digest == home.digest:
        return True
    ours, theirs = shingled(copy), shingled(home)
    if ours.words < _NEARLY_WHOLE * theirs.words:
        return False
    return _kind_of(home, theirs, copy, ours) is not None


def _rank(article: Article) -> tuple[int, datetime, str, str]:
    """Sort by how complete a text is, then by age."""
    return (-len(article.text), *_age(article))


def _age(article: Article) -> tuple[datetime, str, str]:
    return (article.published or _LATEST, article.id, article.uri)


def _copy(article: Article, kind: CopyKind) -> Copy:
    return Copy(
        uri=article.uri,
        outlet=article.outlet,
        url=article.url,
        published=article.published,
        kind=kind,
    )


@dataclass(slots=True)
class _Kept:
    """The articles that stay, and where each text and each sampled shingle is found."""

    articles: dict[int, Article] = field(default_factory=dict)
    shingles: dict[int, Shingled] = field(default_factory=dict)
    by_digest: dict[str, list[int]] = field(default_factory=dict)
    postings: dict[int, list[int]] = field(default_factory=dict)

    def add(self, place: int, article: Article, words: Shingled) -> None:
        """Keep an article, so that others are held against it."""
        self.articles[place], self.shingles[place] = article, words
        self.by_digest.setdefault(article.digest, []).append(place)
        for one in words.sample:
            posting = self.postings.setdefault(one, [])
            if len(posting) < MOST_POSTINGS:
                posting.append(place)

    def same(self, article: Article) -> int | None:
        """Find the kept article that has the very same text."""
        for place in self.by_digest.get(article.digest, ())[:_MOST_COMPARED]:
            if not headlines_differ(self.articles[place], article):
                return place
        return None

    def find(self, article: Article, words: Shingled) -> tuple[int, CopyKind] | None:
        """Find the kept article of which half of this one's shingles are, and how."""
        if words.words < FEWEST_WORDS:
            return None
        sample = words.sample
        hits = Counter(place for one in sample for place in self.postings.get(one, ()))
        least = max(1.0, PROMISING * len(sample))
        ranked = sorted(hits.items(), key=lambda hit: (-hit[1], hit[0]))[:_MOST_COMPARED]
        for place, count in ranked:
            if count < least:
                break
            if kind := self.kind(place, article, words):
                return place, kind
        return None

    def kind(self, place: int, article: Article, words: Shingled) -> CopyKind | None:
        """Tell how an article is a copy of a kept one, figures and all, if it is."""
        return _kind_of(article, words, self.articles[place], self.shingles[place])


def _kind_of(article: Article, words: Shingled, kept: Article, whole: Shingled) -> CopyKind | None:
    flags = standing(words.hashes, whole.distinct)
    if flags.mean() < CONTAINED or _lies_far(article, kept):
        return None
    if headlines_differ(article, kept):
        return None
    return None if differ(Told(article, words), Told(kept, whole)) else _kind(words, whole)


def _lies_far(one: Article, other: Article) -> bool:
    if one.published is None or other.published is None:
        return False
    return abs(one.published - other.published) > MOST_DAYS_APART


def _kind(part: Shingled, whole: Shingled) -> CopyKind:
    if len(part.distinct) >= _SAME * len(whole.distinct):
        return CopyKind.SAME
    begins = int(standing(whole.hashes, part.distinct).argmax())
    return CopyKind.SHORTENED if begins <= _OPENING * len(whole.hashes) else CopyKind.WITHIN
