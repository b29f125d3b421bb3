"""Terms of rules: how they are written, and where in a sentence they stand.

A term is a word or a phrase. It is compared by stems, so that "expulsion" finds
"expulsions", and without regard to hyphens and spaces, so that "de-escalate" finds
"deescalated" and "de-escalating". A term that ends in "*" finds every word, or
phrase, that begins so. An entity is compared as it is written, capitals and all.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from briefing import text

# Words of the longest run that is looked up: one more than any term has, so that
# "de escalated" written apart is found by "deescalate" as well.
_SPARE = 1
_HEAD = 3  # letters by which terms that end in "*" are sorted out
_LONGEST_KEPT, _MOST_KEPT = 24, 1 << 18  # code points; pieces of text for each language
_WEIGHTED = re.compile(r"(?P<term>.*\S)\s*\^(?P<weight>\d+(?:\.\d+)?)\s*\Z", re.DOTALL)
_AROUND = '.,;:!?"()“”'  # what a piece may have around its one word
_APOSTROPHES = str.maketrans("’‘`´", "''''")

Places = dict[int, list[int]]  # a term's number -> the words at which it begins, rising


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term, ready to be looked up: `key` is its stems, closed up.

    `closed` is the stem of its words closed up, for "ceasefire" of "cease-fire"; and
    `plain` these words, unstemmed.
    """

    written: str
    key: str
    parts: int
    closed: str = ""
    plain: str = ""
    weight: float = 1.0
    is_prefix: bool = False
    is_entity: bool = False


def weighted(written: str) -> tuple[str, float]:
    """Part a term from its weight: `("Vienna", 2.0)` of "Vienna^2"."""
    found = _WEIGHTED.match(written)
    return (found["term"], float(found["weight"])) if found else (written.strip(), 1.0)


def term(written: str, *, language: str) -> Term:
    """Compile one term."""
    plain, weight = weighted(written)
    is_prefix = plain.endswith("*")
    found = parts(plain.rstrip("*"), language=language)
    stems = [part.stem for part in found]
    if is_prefix and found:
        stems[-1] = found[-1].folded
    whole = "".join(part.folded for part in found)
    return Term(
        written=plain,
        key="".join(stems),
        parts=len(stems),
        closed=whole if is_prefix else text.stem(whole, language=language),
        plain=whole,
        weight=weight,
        is_prefix=is_prefix,
    )


def entity(written: str, *, language: str) -> Term:
    """Compile a name that is looked up as it is written."""
    plain, weight = weighted(written)
    found = parts(plain, language=language)
    key = " ".join(part.written for part in found)
    return Term(written=plain, key=key, parts=len(found), weight=weight, is_entity=True)


@dataclass(frozen=True, slots=True)
class Part:
    """A word, or a part of a hyphenated one: as written, folded, and its stem."""

    written: str
    folded: str
    stem: str


def parts(written: str, *, language: str) -> list[Part]:
    """Split into words, and hyphenated words into theirs; possessives lose their 's."""
    look_up = _pieces(language).__getitem__
    return [part for piece in written.split() for part in look_up(piece)]


class _Pieces(dict[str, tuple[Part, ...]]):
    """What stands between two spaces, as parts; those of ordinary length are kept."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language

    def __missing__(self, piece: str) -> tuple[Part, ...]:
        found = tuple(self._parts(piece))
        if len(piece) <= _LONGEST_KEPT:
            if len(self) >= _MOST_KEPT:
                self.clear()
            self[piece] = found
        return found

    def _parts(self, piece: str) -> Iterable[Part]:
        bare = piece.strip(_AROUND)
        if bare.isascii() and bare.isalpha():  # most pieces; what follows gives the same
            folded = bare.lower()
            yield Part(bare, folded, text.stem(folded, language=self.language))
            return
        for word in text.words(piece.translate(_APOSTROPHES)):
            for written in re.split(r"[-‐‑]", word):
                bare = written.removesuffix("'s")
                folded = text.fold(bare)
                if folded:
                    yield Part(bare, folded, text.stem(folded, language=self.language))


@lru_cache(maxsize=32)
def _pieces(language: str) -> _Pieces:
    return _Pieces(language)


@dataclass(slots=True)
class Lexicon:
    """The terms of all rules in one language, looked up together in one pass.

    Terms of equal form share one number, whichever rule they stand in.
    """

    language: str
    terms: list[Term] = field(default_factory=list)
    _numbers: dict[tuple[str, bool, bool], int] = field(default_factory=dict)
    _exact: dict[str, list[int]] = field(default_factory=dict)
    _prefixes: dict[str, list[int]] = field(default_factory=dict)
    _heads: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _short: set[int] = field(default_factory=set)  # lengths below that of a head
    _openings: set[str] = field(default_factory=set)
    _plain_openings: set[str] = field(default_factory=set)
    _names: dict[str, dict[str, int]] = field(default_factory=dict)  # by their first word
    _longest: int = _SPARE
    _begins: dict[str, bool] = field(default_factory=dict)

    def number(self, found: Term) -> int:
        """Take in a term and give its number."""
        self._begins.clear()
        form = (found.key, found.is_prefix, found.is_entity)
        number = self._numbers.setdefault(form, len(self.terms))
        if number == len(self.terms):
            self.terms.append(found)
        self._longest = max(self._longest, found.parts + _SPARE)
        if found.is_entity:
            first = found.key.partition(" ")[0]
            self._names.setdefault(first, {})[found.key] = number
            return number
        self._openings.update(found.key[:end] for end in range(1, len(found.key)))
        self._plain_openings.update(found.plain[:end] for end in range(1, len(found.plain)))
        for key in {found.key, found.closed}:
            self._enter(key, number, is_prefix=found.is_prefix)
        return number

    def _enter(self, key: str, number: int, *, is_prefix: bool) -> None:
        known = (self._prefixes if is_prefix else self._exact).setdefault(key, [])
        if number not in known:
            known.append(number)
        if is_prefix:
            length = len(key)
            lengths = self._short if length < _HEAD else self._heads[key[:_HEAD]]
            lengths.add(length)

    def places(self, words: Sequence[Part]) -> Places:
        """Find the terms of a sentence: where each begins."""
        found: Places = {}
        for start, part in enumerate(words):
            begins = self._begins.get(part.written)
            if begins is None:
                begins = self._can_begin(part)
            if not begins:
                continue
            for number in self._at(words, start):
                places = found.setdefault(number, [])
                if not places or places[-1] != start:
                    places.append(start)
        return found

    def _can_begin(self, part: Part) -> bool:
        """Whether a term can begin with a word; most words begin none, so that is kept."""
        if len(self._begins) >= _MOST_KEPT:
            self._begins.clear()
        begins = self._begins[part.written] = (
            part.written in self._names
            or part.stem in self._openings
            or part.folded in self._plain_openings
            or any(True for run in (part.stem, part.folded) for _ in self._ending(run))
        )
        return begins

    def _at(self, words: Sequence[Part], start: int) -> Iterable[int]:
        """Find the terms that begin at a word.

        Each run of words is looked up with its last word stemmed, as it stands, for terms
        that end in "*", and as one word, whose stem may be another than those of its parts.
        """
        if words[start].written in self._names:
            yield from self._entities(words, start)
        opening = whole = ""
        for end in range(start, min(start + self._longest, len(words))):
            run, plain = opening + words[end].stem, opening + words[end].folded
            is_open = whole in self._plain_openings
            whole += words[end].folded
            yield from self._ending(run)
            if plain != run:
                yield from self._ending(plain)
            if is_open:
                yield from self._ending(whole)
                yield from self._ending(text.stem(whole, language=self.language))
            if run not in self._openings and whole not in self._plain_openings:
                return
            opening = run

    def _ending(self, run: str) -> Iterable[int]:
        yield from self._exact.get(run, ())
        for length in (*self._short, *self._heads.get(run[:_HEAD], ())):
            yield from self._prefixes.get(run[:length], ())

    def _entities(self, words: Sequence[Part], start: int) -> Iterable[int]:
        known = self._names[words[start].written]
        run: list[str] = []
        for part in words[start : start + self._longest]:
            run.append(part.written)
            number = known.get(" ".join(run))
            if number is not None:
                yield number
