"""What an archive can say of a brief that was made of it: the texts, and the documents anew."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

from briefing import __version__
from briefing.archive import manifest as manifests
from briefing.archive.manifest import Entry
from briefing.engine import Guard
from briefing.errors import ArchiveError
from briefing.model import Article, Brief, Drop, Edition, RawDocument
from briefing.parquet.files import rows
from briefing.parquet.rows import article as article_of
from briefing.partitions.plan import Input, Work, work_of
from briefing.partitions.preparing import OPENING
from briefing.partitions.reading import read
from briefing.partitions.work import path_of
from briefing.settings import Settings
from briefing.tables.tables import Span, Tables, opened, seat
from briefing.verification.checking import Checker

_COLUMNS = ("text", "sentences", "article")

Opening = Guard[tuple[Input, Work], RawDocument | Drop, None]


@contextmanager
def by_archive(
    settings: Settings, folder: Path, *, now: datetime, deep: bool | None = None
) -> Iterator[Checker]:
    """Check against an archive, and against the files that it was made of.

    Raises:
        ArchiveError: there is no archive, or it is damaged.
    """
    manifest = manifests.needed(folder)
    parts = manifests.parts(folder)
    work = work_of(settings, parts, version=__version__, now=now)
    with opened(folder / "work", memory_mb=settings.run.memory_mb) as tables:
        tables.choose([path_of(parts, entry.name) for entry in manifest.entries], Span())
        with Guard(read, limits=OPENING, failed=lambda *_: None) as guard:
            kept = Archived(manifest.entries, tables, partial(_read, guard, work), folder=folder)
            yield Checker(settings=settings, kept=kept, deep=deep)


def _read(guard: Opening, work: Work, inputs: Iterable[Input]) -> Iterator[RawDocument]:
    for found in guard.over((one, work) for one in inputs):
        if isinstance(found, RawDocument):
            yield found


class Archived:
    """The articles of an archive, and the documents that they were read from."""

    name = "the archive"
    keeps_editions = False

    def __init__(
        self,
        entries: tuple[Entry, ...],
        tables: Tables,
        read: Callable[[Iterable[Input]], Iterator[RawDocument]],
        *,
        folder: Path,
    ) -> None:
        self._entries = entries
        self._tables = tables
        self._read = read
        self._folder = folder
        # Of the articles that were asked for, by document.
        self._inputs: dict[str, tuple[Input, ...]] = {}
        self._documents: dict[str, RawDocument] = {}

    def editions(self) -> tuple[Edition, ...]:
        """Give none: an archive does not know what was published."""
        return ()

    def brief(self, key: str) -> Brief:
        """Give none; it raises `ArchiveError`."""
        raise ArchiveError(self._folder, f"has no edition {key}")

    def article(self, article_id: str) -> Article:
        """Give an article as it stands in its partition.

        Raises:
            ArchiveError: it does not, or the partition is damaged.
        """
        for key in self._tables.keys_of([article_id])[:1]:
            place, number = seat(key)
            entry = self._entries[place]
            path = path_of(manifests.parts(self._folder), entry.name)
            for _, row in rows(path, _COLUMNS, only={number}):
                found = article_of(row)
                digest = json.loads(row["article"])["document_digest"]
                self._inputs[digest] = _inputs_of(found.uri, entry)
                return found
        raise ArchiveError(self._folder, f"has no article {article_id}")

    def document(self, digest: str) -> RawDocument:
        """Read a document again from the file that the archive was made of.

        Raises:
            ArchiveError: it is not there any more, or is another by now.
        """
        if digest not in self._documents and digest in self._inputs:
            for found in self._read(self._inputs[digest]):
                # Those of other articles of the brief may stand in the same file.
                if found.digest in self._inputs:
                    self._documents[found.digest] = found
        if digest not in self._documents:
            where = self._inputs[digest][0].uri if digest in self._inputs else self._folder
            raise ArchiveError(Path(where), "no longer holds the document of that digest")
        return self._documents[digest]


def _inputs_of(uri: str, entry: Entry) -> tuple[Input, ...]:
    """Give the inputs that an article can have been read from: a page may be there twice."""
    inside = (one for one in entry.inputs if uri == one.uri or uri.startswith(f"{one.uri}!/"))
    return tuple(inside) or entry.inputs
