"""Mend a store: keep what is whole, make again what can be, and say what is lost."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from briefing import text
from briefing.engine import Limits, guarded
from briefing.errors import ExtractionError, SourceError, StoreError
from briefing.keeping import appearances, edition_of
from briefing.model import (
    Article,
    Brief,
    Edition,
    Legacy,
    RawDocument,
    Reading,
    Source,
)
from briefing.packing.packs import Pack, is_pack, opened_pack
from briefing.protocols import Extractor
from briefing.renderers.data import document as as_json
from briefing.store.salvaging import Aside, copied, refuse_held, salvage
from briefing.store.schema import ARTICLES, BRIEFS, EDITIONS, FILES, HOLDINGS, MEMORY
from briefing.store.sealed import Table
from briefing.store.store import DONE, PENDING, Store, opened
from briefing.upkeep.references import faults


@dataclass(slots=True, kw_only=True)
class Repaired:
    """What a repair did: where the damaged file is now, what was made again, what is lost."""

    copy: Path | None = None
    aside: Path | None = None
    done: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def repair(path: Path, *, extract: Extractor, packs: Sequence[Path] = ()) -> Repaired:
    """Mend the store at `path`, or make it from evidence packs where it is lost.

    The file as it was stays beside it, as does every row that is left out. The mended one is
    put in its place when it is whole.

    Raises:
        StoreError: the store is not there, held by another run, of a newer version, or holds
            nothing of ours.
        SourceError: one of `packs` is no pack.
    """
    for pack in packs:
        if not is_pack(pack):
            raise StoreError(pack, "cannot be made of this: it is no evidence pack")
    result = Repaired()
    is_there = path.is_file() and path.stat().st_size > 0
    if not is_there and not packs:
        raise StoreError(path, "is not there; name evidence packs to make it from: --from PACK")
    if is_there:
        _refuse_newer(path)
        refuse_held(path)
        if not packs and not list(_faults(path)):
            return result
        result.copy = copied(path)
    fresh = path.with_name(f".{path.name}.part")
    _remove(fresh)
    try:
        _make(fresh, result, extract, packs, beside=path)
        _put(fresh, path)
    finally:
        _remove(fresh)
    return result


def _make(
    fresh: Path, result: Repaired, extract: Extractor, packs: Sequence[Path], *, beside: Path
) -> None:
    """Write a whole store to `fresh`, of what was salvaged and what packs hold."""
    aside = Aside()
    expected: dict[Table, int] = {}
    fresh.parent.mkdir(parents=True, exist_ok=True)
    with opened(fresh) as store:
        with store.changing():
            if result.copy:
                for found in salvage(result.copy, aside):
                    for row in found.rows:
                        store.sealed.put(found.table, row)
                    expected[found.table] = len(found.rows) + (found.lost or 0)
        with store.changing():
            for pack in packs:
                with opened_pack(pack) as one:
                    _unpack(store, one, result)
            _Mender(store, result, aside, extract).mend()
        for table, rows in expected.items():
            missing = rows - store.sealed.tally(table).rows
            if missing > 0:
                result.lost.append(f"{table.name}: rows that are lost: {missing:,}")
    if aside.lines and result.copy:
        number = result.copy.name.removeprefix(f"{beside.name}.damaged")
        result.aside = beside.with_name(f"{beside.name}.aside{number}.jsonl")
        aside.write(result.aside)
    result.lost += [line for line in faults(fresh) if line not in result.lost]


@dataclass(frozen=True, slots=True)
class _Mender:
    """Makes again what follows from what is there, and takes out what nothing leads to."""

    store: Store
    result: Repaired
    aside: Aside
    extract: Extractor

    def mend(self) -> None:
        self._put_together()
        for edition in (*self.store.editions(), *self.store.editions(state=PENDING)):
            brief = self._brief(edition)
            if brief is not None:
                self._articles(edition.key, brief)
            self._memory(edition, brief)
        self._take_out()

    def _put_together(self) -> None:
        """Make the row of an edition whose brief is there."""
        for key in sorted(self._keys(BRIEFS) - self._keys(EDITIONS)):
            if not self.store.has_brief(key):
                continue
            edition = edition_of(self.store.brief(key), ())
            row = (edition.key, edition.day.isoformat(), edition.issued.isoformat(), DONE)
            self.store.sealed.put(EDITIONS, (*row, edition.digest))
            self._did(f"editions: {key}: put together again from its brief")

    def _brief(self, edition: Edition) -> Brief | None:
        """Give the brief of an edition, unless it was pruned; a lost one counts as that."""
        key = edition.key
        with suppress(StoreError):
            if not self.store.has_brief(key):
                return None
            brief = self.store.brief(key)
            if key not in self._keys(HOLDINGS):
                self.store.hold(key, brief)
                self._did(f"holdings: {key}: made again from its brief")
            return brief
        self.store.drop_brief(key)
        self.result.lost.append(f"briefs: {key}: lost; what it said is still known")
        return None

    def _articles(self, key: str, brief: Brief) -> None:
        """Make texts again from their documents, and what tells of both."""
        listed = self._keys(ARTICLES)
        again: dict[str, Source] = {}
        for source in brief.sources:
            article = self._kept(source)
            if article is None:
                again[source.document_digest] = source
            elif source.article_id not in listed:
                self._keep(article, source, f"articles: {source.article_id}: made again")
        documents = (self.store.document(one) for one in tuple(again) if self._has(one))
        for digest, article in _extracted(documents, self.extract):
            source = again.pop(digest)
            if article and sha256(article.text.encode()).hexdigest() == source.digest:
                self._keep(article, source, f"texts: {source.article_id}: extracted again")
            else:
                self._lose(source, key, "and extracting it again gives another text")
        for source in again.values():
            self._lose(source, key, "and so is the document")

    def _memory(self, edition: Edition, brief: Brief | None) -> None:
        """Make what an edition leaves to the next, or forget an edition that left nothing."""
        missing = [table for table in MEMORY if edition.key not in self._keys(table)]
        if not missing:
            return
        if brief is None:
            self.store.remove_edition(edition.key)
            self.result.lost.append(f"editions: {edition.key}: forgotten")
            return
        self.store.remember(edition.key, _legacy(brief, self.store), only=missing)
        names = ", ".join(table.name for table in missing)
        self._did(f"editions: {edition.key}: made again from its brief: {names}")

    def _take_out(self) -> None:
        """Take out rows of editions that are not there."""
        known = self._keys(EDITIONS)
        for table in (BRIEFS, FILES, HOLDINGS, *MEMORY):
            for row in list(self.store.sealed.every(table)):
                if row[0] not in known:
                    self.store.sealed.remove(table, *row[: table.keys])
                    self.aside.put(table, row, "its edition is not there")
                    self.result.lost.append(f"{table.name}: {row[0]!s}: its edition is lost")

    def _kept(self, source: Source) -> Article | None:
        with suppress(StoreError):
            return self.store.article(source.article_id)
        return None

    def _keep(self, article: Article, source: Source, told: str) -> None:
        read_at = article.published
        with suppress(StoreError):
            read_at = self.store.document(source.document_digest).fetched_at
        if read_at is not None:
            self.store.keep_article(article, read_at=read_at)
            self._did(told)

    def _has(self, digest: str) -> bool:
        with suppress(StoreError):
            self.store.document(digest)
            return True
        return False

    def _keys(self, table: Table) -> set[str]:
        return {str(row[0]) for row in self.store.sealed.keys(table)}

    def _did(self, line: str) -> None:
        self.result.done.append(line)

    def _lose(self, source: Source, key: str, why: str) -> None:
        line = f"texts: {source.article_id} of source {source.number} of {key} is lost, {why}"
        self.result.lost.append(line)


def _unpack(store: Store, pack: Pack, result: Repaired) -> None:
    """Put the edition of a pack into the store, and whatever of it is missing there."""
    edition = pack.manifest.edition
    brief = pack.brief()
    if sha256(as_json(brief)).hexdigest() != edition.digest:
        raise StoreError(pack.path, "cannot be made of this: the pack's brief is another one")
    for document in pack.documents():
        if sha256(document.body).hexdigest() == document.digest:
            store.keep_document(document)
    for article in pack.articles():
        with suppress(StoreError):
            store.keep_article(article, read_at=store.document(article.document_digest).fetched_at)
    known = {one.key: one for one in store.editions()}
    if edition.key not in known or known[edition.key].digest == edition.digest:
        store.plan(edition, brief, _legacy(brief, store))
        store.finish(edition.key)
        result.done.append(f"editions: {edition.key}: from {pack.path}")


def _legacy(brief: Brief, store: Store) -> Legacy:
    """Make what follows from a brief and its texts; its stories of that day are forgotten."""
    printed = tuple(appearances(brief))
    readings = tuple(
        Reading(
            article_id=one.article_id,
            document_digest=one.document_digest,
            address=one.url or one.uri,
            digest=one.digest,
            read_at=one.read_at or brief.issued,
            headline=one.headline,
            outlet=one.outlet,
        )
        for one in brief.sources
    )
    words = {one.words: None for one in printed}
    for source in brief.sources:
        with suppress(StoreError):
            sentences = store.article(source.article_id).sentences
            words |= dict.fromkeys(text.same_words(one.text) for one in sentences)
    return Legacy(appearances=printed, readings=readings, words=tuple(words))


@dataclass(frozen=True, slots=True)
class _Again:
    """Extracts in a child, where what fails must come back as a value."""

    extract: Extractor

    def __call__(self, document: RawDocument) -> Iterator[tuple[str, Article | None]]:
        try:
            yield document.digest, self.extract(document)
        except (ExtractionError, SourceError):
            yield document.digest, None


def _extracted(
    documents: Iterable[RawDocument], extract: Extractor
) -> Iterator[tuple[str, Article | None]]:
    return guarded(_Again(extract), documents, limits=Limits(), failed=_failed)


def _failed(document: RawDocument, _: str) -> tuple[str, Article | None]:
    return document.digest, None


def _faults(path: Path) -> Iterator[str]:
    try:
        yield from faults(path)
    except StoreError as error:
        yield error.detail


def _refuse_newer(path: Path) -> None:
    """Refuse a store of a newer version, whose tables are not known here."""
    from briefing.store.opening import reading  # noqa: PLC0415

    try:
        with reading(path):
            pass
    except StoreError as error:
        if "newer version" in error.detail:
            raise


def _put(fresh: Path, path: Path) -> None:
    """Put the new file in the place of the old, whose log must not be read into it."""
    try:
        for ending in ("-wal", "-shm"):
            Path(f"{path}{ending}").unlink(missing_ok=True)
        os.replace(fresh, path)  # noqa: PTH105  # as the rest of the house does it
    except OSError as error:
        raise StoreError(path, f"cannot be replaced: {error.strerror}") from error


def _remove(fresh: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        Path(f"{fresh}{ending}").unlink(missing_ok=True)
