"""Compare two briefs sentence by sentence.

Sentences that `text.fold` makes alike are the same. Of the others, two that stand in one
story, or come from one address, are a pair where most of their words are alike: the later
is the changed form of the earlier.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from briefing import text
from briefing.model import Brief, Passage, Source

# Chosen by hand: below it, two sentences of a story mostly say two things.
LEAST = 0.6
MOST_WORDS = 600  # of a sentence that is compared by words: time grows with their square
MOST_COMPARED = 200_000  # pairs
AT_A_GLANCE = "At a glance"

_SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(
    rf"(?:[{_SPACELESS}]|[^\W{_SPACELESS}]+(?:[.,:'’-][^\W{_SPACELESS}]+)*|\W)\s*", re.DOTALL
)


class Kind(StrEnum):
    """What became of a sentence from one edition to the next."""

    NEW = "new"
    CHANGED = "changed"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"
    GONE = "no longer printed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A sentence as an edition printed it, and where it says that it comes from."""

    theme: str
    text: str
    story: str
    address: str
    outlet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a changed sentence: what stood in the old one, and what in the new."""

    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of a sentence; `old` is None for a new one, `new` for one that is gone.

    `pieces` put together are both sentences of a pair.
    """

    kind: Kind
    old: Printed | None
    new: Printed | None
    pieces: tuple[Piece, ...] = ()

    @property
    def theme(self) -> str:
        """The theme to tell it under: that of the later sentence, where there is one."""
        told = self.new or self.old
        return told.theme if told else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All changes, in the order of the themes, and how many sentences are the same."""

    changes: tuple[Change, ...]
    same: int

    def by_theme(self) -> dict[str, tuple[Change, ...]]:
        """Sort the changes by theme."""
        found: dict[str, list[Change]] = {}
        for one in self.changes:
            found.setdefault(one.theme, []).append(one)
        return {theme: tuple(changes) for theme, changes in found.items()}


def compare(
    old: Brief, new: Brief, *, text_of: Callable[[Source], str | None] = lambda _: None
) -> Comparison:
    """Tell what became of the sentences of an edition in another one.

    `text_of` gives the text of a source of `new`, where it is known: a sentence that its
    source has no more was withdrawn by it.
    """
    before, after = list(printed(old)), list(printed(new))
    same = _alike(before, after, lambda one: (one.theme, text.fold(one.text)))
    moved = _alike(before, after, lambda one: text.fold(one.text))
    pairs = _near(before, after)
    withdrawn = _withdrawn(new, text_of)
    changes = [
        *(_change(Kind.MOVED, one, other) for one, other in moved),
        *(_change(Kind.CHANGED, one, other, pieces(one.text, other.text)) for one, other in pairs),
        *(_change(Kind.NEW, None, one) for one in after),
        *(_change(Kind.WITHDRAWN if withdrawn(one) else Kind.GONE, one, None) for one in before),
    ]
    order = _order(old, new)
    return Comparison(changes=tuple(sorted(changes, key=order)), same=len(same))


def printed(brief: Brief) -> Iterator[Printed]:
    """Give each sentence of an edition once for each theme, in the order of the brief."""
    sources = {one.number: one for one in brief.sources}
    told: set[tuple[str, str]] = set()
    anywhere: set[str] = set()
    for theme, story, passage in _passages(brief):
        source = sources[passage.source]
        for sentence in passage.sentences:
            key = text.fold(sentence.text)
            if (theme, key) in told or (theme == AT_A_GLANCE and key in anywhere):
                continue
            told.add((theme, key))
            anywhere.add(key)
            yield Printed(
                theme=theme,
                text=sentence.text,
                story=story or source.article_id,
                address=source.url or source.uri,
                outlet=source.outlet,
            )


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Tell by words what changed; where the texts are too long, all of it did."""
    ours, theirs = _WORD.findall(old), _WORD.findall(new)
    if max(len(ours), len(theirs)) > MOST_WORDS:
        return (Piece(old=old, new=new),)
    matcher = SequenceMatcher(None, _bare(ours), _bare(theirs), autojunk=False)
    return tuple(
        Piece(
            # Of an unchanged stretch, space may differ; the later one's is told.
            old="".join(theirs[c:d] if tag == "equal" else ours[a:b]),
            new="".join(theirs[c:d]),
        )
        for tag, a, b, c, d in matcher.get_opcodes()
    )


def _passages(brief: Brief) -> Iterator[tuple[str, str, Passage]]:
    for section in brief.sections:
        for entry in section.entries:
            story = entry.coverage.story_id if entry.coverage else entry.article_id
            yield from ((section.title, story, passage) for passage in entry.printed)
        yield from ((section.title, "", passage) for passage in section.digest)
    yield from ((AT_A_GLANCE, "", passage) for passage in brief.glance)


def _alike(
    before: list[Printed], after: list[Printed], key: Callable[[Printed], object]
) -> list[tuple[Printed, Printed]]:
    """Take those that have the same key out of both lists, and give them in pairs."""
    waiting: dict[object, list[Printed]] = defaultdict(list)
    for one in before:
        waiting[key(one)].append(one)
    pairs = [(waiting[key(one)].pop(0), one) for one in after if waiting[key(one)]]
    _take(before, (one for one, _ in pairs))
    _take(after, (one for _, one in pairs))
    return pairs


def _take(of: list[Printed], taken: Iterable[Printed]) -> None:
    ids = {id(one) for one in taken}
    of[:] = [one for one in of if id(one) not in ids]


def _near(before: list[Printed], after: list[Printed]) -> list[tuple[Printed, Printed]]:
    """Take near sentences out of both lists, and give them in pairs, the likest first."""
    words = {id(one): _bare(_WORD.findall(one.text)) for one in (*before, *after)}
    found = []
    for place, (i, j) in enumerate(_candidates(before, after)):
        if place == MOST_COMPARED:
            break
        likeness = _likeness(words[id(before[i])], words[id(after[j])])
        if likeness >= LEAST:
            found.append((-likeness, j, i))
    pairs: list[tuple[Printed, Printed]] = []
    taken_before: set[int] = set()
    taken_after: set[int] = set()
    for _, j, i in sorted(found):
        if i not in taken_before and j not in taken_after:
            taken_before.add(i)
            taken_after.add(j)
            pairs.append((before[i], after[j]))
    _take(before, (one for one, _ in pairs))
    _take(after, (one for _, one in pairs))
    return pairs


def _candidates(before: Sequence[Printed], after: Sequence[Printed]) -> Iterator[tuple[int, int]]:
    """Give the places of sentences that share a story or an address."""
    known: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, one in enumerate(before):
        for key in _keys(one):
            known[key].append(i)
    for j, one in enumerate(after):
        yield from ((i, j) for i in sorted({i for key in _keys(one) for i in known[key]}))


def _keys(one: Printed) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("story", one.story), ("address", one.address)


def _likeness(ours: Sequence[str], theirs: Sequence[str]) -> float:
    if max(len(ours), len(theirs)) > MOST_WORDS:
        return 0.0
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    if matcher.real_quick_ratio() < LEAST or matcher.quick_ratio() < LEAST:
        return 0.0
    return round(matcher.ratio(), 9)


def _bare(words: Sequence[str]) -> list[str]:
    return [word.strip() for word in words]


def _withdrawn(new: Brief, text_of: Callable[[Source], str | None]) -> Callable[[Printed], bool]:
    """Tell of a sentence whether its address was read again, and has it no more."""
    again = {one.url or one.uri: one for one in new.sources}
    texts: dict[str, str | None] = {}

    def is_withdrawn(one: Printed) -> bool:
        source = again.get(one.address)
        if source is None:
            return False
        if one.address not in texts:
            found = text_of(source)
            texts[one.address] = None if found is None else text.fold(found)
        now = texts[one.address]
        return now is not None and text.fold(one.text) not in now

    return is_withdrawn


def _order(old: Brief, new: Brief) -> Callable[[Change], tuple[int, bool, int]]:
    """Sort by theme, as the later brief has them; in a theme, what is gone comes last."""
    titles = [one.title for one in (*new.sections, *old.sections)]
    themes = {title: place for place, title in reversed(list(enumerate(titles)))}
    places = {
        key: place
        for brief in (old, new)
        for place, one in enumerate(printed(brief))
        for key in [(brief is new, one.theme, one.text)]
    }

    def key(change: Change) -> tuple[int, bool, int]:
        told = change.new or change.old
        assert told is not None  # noqa: S101  # one of the two is there
        is_new = change.new is not None
        place = places[(is_new, told.theme, told.text)]
        return themes.get(told.theme, len(titles)), not is_new, place

    return key


def _change(
    kind: Kind, old: Printed | None, new: Printed | None, changed: tuple[Piece, ...] = ()
) -> Change:
    return Change(kind=kind, old=old, new=new, pieces=changed)
