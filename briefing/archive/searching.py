"""Which articles of an archive a question is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from briefing.archive import manifest as manifests
from briefing.model import Article, Drop
from briefing.parquet.files import rows
from briefing.parquet.rows import article as article_of
from briefing.parquet.rows import drop
from briefing.partitions.work import path_of
from briefing.settings import ThemeSettings
from briefing.tables.tables import Span, opened
from briefing.terms import Lexicon, parts, term
from briefing.themes.assignment import assign, check

_BATCH = 1_000  # articles that themes are tried on together
_COLUMNS = ("text", "sentences", "article")


def search(
    folder: Path,
    span: Span,
    *,
    words: Sequence[str] = (),
    themes: Sequence[ThemeSettings] = (),
    memory_mb: int,
) -> Iterator[Article]:
    """Give the articles of a span, copies included, in the order of the archive.

    Each of `words` must stand in the headline or the text, as a term of a theme stands
    there; where `themes` are given, one of them must take a sentence.

    Raises:
        ArchiveError: there is no archive, or it is damaged.
        SettingsError: the rule of a theme cannot be understood.
    """
    check(themes)
    manifest = manifests.needed(folder)
    files = [path_of(manifests.parts(folder), entry.name) for entry in manifest.entries]
    with opened(folder / "work", memory_mb=memory_mb) as tables:
        tables.choose(files, span)
        held: list[Article] = []
        finder = _Finder(words)
        for _, row in tables.rows(_COLUMNS):
            held.append(article_of(row))
            if len(held) >= _BATCH:
                yield from _fitting(finder.among(held), themes)
                held = []
        yield from _fitting(finder.among(held), themes)


def left_out(folder: Path) -> Iterator[Drop]:
    """Give what was left out when the archive was built, and why.

    Raises:
        ArchiveError: there is no archive, or it is damaged.
    """
    parts_ = manifests.parts(folder)
    for entry in manifests.needed(folder).entries:
        for _, row in rows(path_of(parts_, entry.name), ["uri", "stage", "reason", "detail"]):
            if row["reason"] is not None:
                yield drop(row)


def _fitting(articles: Sequence[Article], themes: Sequence[ThemeSettings]) -> Iterator[Article]:
    if not themes:
        yield from articles
        return
    assigned = assign(articles, themes, {}).themes
    taken = {match.article_id for theme in assigned for match in theme.matches}
    yield from (article for article in articles if article.id in taken)


class _Finder:
    """Looks for words in articles of any language."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = tuple(words)
        self._lexicons: dict[str, tuple[Lexicon, frozenset[int]]] = {}

    def among(self, articles: Iterable[Article]) -> list[Article]:
        """Give the articles in which every word stands."""
        return [one for one in articles if not self._words or self._is_in(one)]

    def _is_in(self, article: Article) -> bool:
        if article.language not in self._lexicons:
            lexicon = Lexicon(article.language)
            numbers = [lexicon.number(term(w, language=article.language)) for w in self._words]
            self._lexicons[article.language] = lexicon, frozenset(numbers)
        lexicon, wanted = self._lexicons[article.language]
        missing = set(wanted)
        for line in (article.headline, *(one.text for one in article.sentences)):
            missing -= lexicon.places(parts(line, language=article.language)).keys()
            if not missing:
                return True
        return False
