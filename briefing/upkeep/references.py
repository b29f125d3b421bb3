"""Check that what the store's rows name is there, and is what they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from briefing.errors import StoreError
from briefing.model import Source
from briefing.renderers.data import written
from briefing.store import inspecting
from briefing.store.opening import reading, told
from briefing.store.schema import BRIEFS, EDITIONS, FILES, HOLDINGS, MEMORY
from briefing.store.sealed import MissingError, Sealed, Table
from briefing.store.store import Store


def faults(path: Path) -> Iterator[str]:
    """Name everything that is wrong with the store at `path`, a line each.

    Raises:
        StoreError: it cannot be looked into at all.
    """
    with reading(path) as db:
        rows = list(inspecting.faults(db))
        yield from rows
        store = Store(path=path, sealed=Sealed(db))
        yield from (one for one in _References(store).faults() if one not in rows)


@dataclass(frozen=True, slots=True)
class _References:
    """Follows what editions name; each article is looked at once."""

    store: Store
    _known: set[tuple[str, str]] = field(default_factory=set)

    def faults(self) -> Iterator[str]:
        keys = self._keys(EDITIONS)
        digests = {str(row[0]): str(row[4]) for row in self._rows(EDITIONS)}
        for key in keys:
            for table in MEMORY:
                yield from self._missing(table, key)
            yield from self._of_brief(key, digests[key])
        for table in (BRIEFS, FILES, HOLDINGS, *MEMORY):
            for key in sorted(set(self._keys(table)) - set(keys)):
                yield f"{table.name}: the row {key} is of an edition that is not there"

    def _of_brief(self, key: str, digest: str) -> Iterator[str]:
        missing = list(self._missing(BRIEFS, key))
        if missing:
            yield from missing
            return
        try:
            if not self.store.has_brief(key):
                return
            values, brief = self.store.brief_values(key), self.store.brief(key)
        except StoreError as error:
            if not _is_told(error):
                yield f"briefs: {key}: {error.detail}"
            return
        if sha256(written(values)).hexdigest() != digest:
            yield f"briefs: {key} is not the brief that was published"
        yield from self._missing(HOLDINGS, key)
        for source in brief.sources:
            yield from self._of_source(key, source)

    def _of_source(self, key: str, source: Source) -> Iterator[str]:
        if (source.article_id, source.digest) not in self._known:
            self._known.add((source.article_id, source.digest))
            yield from self._of_text(key, source)
        if ("", source.document_digest) not in self._known:
            self._known.add(("", source.document_digest))
            yield from self._of_document(key, source)

    def _of_text(self, key: str, source: Source) -> Iterator[str]:
        name = f"of source {source.number} of {key}"
        try:
            article = self.store.article(source.article_id)
        except StoreError as error:
            if not _is_told(error):
                yield f"texts: {source.article_id} {name} is not there"
            return
        if sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest() != source.digest:
            yield f"texts: {source.article_id} {name} is another text than was printed from"

    def _of_document(self, key: str, source: Source) -> Iterator[str]:
        name = f"{source.document_digest} of source {source.number} of {key}"
        try:
            document = self.store.document(source.document_digest)
        except StoreError as error:
            if not _is_told(error):
                yield f"documents: {name} is not there"
            return
        if sha256(document.body).hexdigest() != source.document_digest:
            yield f"documents: {name} does not fit its digest"

    def _missing(self, table: Table, key: str) -> Iterator[str]:
        try:
            with told(self.store.path):
                self.store.sealed.need(table, key)
        except StoreError as error:
            if not _is_told(error):
                yield f"{table.name}: the row of the edition {key} is not there"

    def _keys(self, table: Table) -> list[str]:
        return [str(row[0]) for row in self._rows(table)]

    def _rows(self, table: Table) -> list[tuple[object, ...]]:
        try:
            with told(self.store.path):
                found = list(inspecting.found(self.store.sealed.db, table))
        except (StoreError, KeyError):
            return []  # it was told already
        return [one.row for one in found if not one.fault]


def _is_told(error: StoreError) -> bool:
    """Whether looking through the rows named it: anything but a row that is not there."""
    cause = error.__cause__
    return cause is not None and not isinstance(cause, MissingError)
