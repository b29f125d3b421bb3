"""A theme's rule: terms and groups of terms, held against one sentence.

A term is a word or a phrase. It is compared by stems, so that "expulsion" finds
"expulsions", and without regard to hyphens and spaces, so that "de-escalate" finds
"deescalated" and "de-escalating". A term that ends in "*" finds every word, or
phrase, that begins so.
"""

from __future__ import annotations

from dataclasses import dataclass

from briefing import text
from briefing.settings import ThemeSettings


@dataclass(frozen=True, slots=True)
class Term:
    """A term, ready to be looked up: `key` is its stems, closed up."""

    written: str
    key: str
    parts: int
    is_prefix: bool


@dataclass(frozen=True, slots=True)
class Query:
    """A theme's rule, compiled for one language."""

    any: tuple[Term, ...]
    all: tuple[tuple[Term, ...], ...]
    none: tuple[Term, ...]
    language: str

    def found(self, sentence: str) -> tuple[str, ...]:
        """Give the terms by which a sentence fits, as written; none where it does not.

        A sentence fits if no `none` term stands in it, every group of `all` has a
        term in it, and, where there are `any` terms, one of them is in it.
        """
        runs = self._runs(sentence)
        if any(_stands(term, runs) for term in self.none):
            return ()
        groups = [[t.written for t in group if _stands(t, runs)] for group in self.all]
        if self.any:
            groups.append([term.written for term in self.any if _stands(term, runs)])
        if not all(groups):
            return ()
        return tuple(dict.fromkeys(term for group in groups for term in group))

    def _runs(self, sentence: str) -> frozenset[str]:
        terms = (*self.any, *self.none, *(term for group in self.all for term in group))
        longest = max(term.parts for term in terms)
        # One part more than any term has: "de escalated" written apart is found by
        # "deescalate" as well.
        return runs(sentence, longest=longest + 1, language=self.language)


def compiled(theme: ThemeSettings, *, language: str) -> Query:
    """Compile a theme's rule for articles of a language."""
    return Query(
        any=tuple(term(one, language=language) for one in theme.any),
        all=tuple(tuple(term(one, language=language) for one in group) for group in theme.all),
        none=tuple(term(one, language=language) for one in theme.none),
        language=language,
    )


def term(written: str, *, language: str) -> Term:
    """Compile one term."""
    is_prefix = written.rstrip().endswith("*")
    parts = _parts(written.rstrip().rstrip("*"))
    stems = [text.stem(part, language=language) for part in parts]
    if is_prefix:
        stems[-1] = parts[-1]
    return Term(written=written, key="".join(stems), parts=len(parts), is_prefix=is_prefix)


def runs(sentence: str, *, longest: int, language: str) -> frozenset[str]:
    """Give all runs of up to `longest` words of a sentence, stemmed and closed up.

    Each run is there twice where that differs: with its last word stemmed and as it
    stands, for terms that end in "*".
    """
    parts = _parts(sentence)
    stems = [text.stem(part, language=language) for part in parts]
    found: set[str] = set()
    for start in range(len(parts)):
        opening = ""
        for end in range(start, min(start + longest, len(parts))):
            found.update((opening + stems[end], opening + parts[end]))
            opening += stems[end]
    return frozenset(found)


def _parts(written: str) -> list[str]:
    """Split into words, and hyphenated words into theirs; possessives lose their 's."""
    parts = [part for word in text.words(text.fold(written)) for part in word.split("-")]
    return [part.removesuffix("'s") for part in parts if part.removesuffix("'s")]


def _stands(term: Term, found: frozenset[str]) -> bool:
    if not term.is_prefix:
        return term.key in found
    return any(run.startswith(term.key) for run in found)
