"""What the use cases ask of the store, in the types of the house."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from briefing.encoding import decode, encode
from briefing.model import Appearance, Article, Brief, Edition, Freshness, RawDocument
from briefing.parcels import Delivery, State
from briefing.store.opening import connected, told
from briefing.store.schema import (
    APPEARANCES,
    ARTICLES,
    BRIEFS,
    DELIVERIES,
    DOCUMENTS,
    EDITIONS,
    FILES,
    TEXTS,
)
from briefing.store.sealed import Row, Sealed

PENDING, DONE = "pending", "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """That an article was read: its id, where, the digest of its text, and when."""

    article_id: str
    document_digest: str
    address: str
    digest: str
    read_at: datetime


@contextmanager
def opened(path: Path) -> Iterator[Store]:
    """Open the store at `path`, which is made where it is missing; ":memory:" is none.

    Raises:
        StoreError: it cannot be used, with what to do about it.
    """
    with connected(path) as db:
        yield Store(path=path, sealed=Sealed(db))


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """An open store. What it gives was checked against its seals.

    Every method raises `StoreError` where the file cannot be used, or is damaged.
    """

    path: Path
    sealed: Sealed

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Make the changes inside take place together, or not at all."""
        db = self.sealed.db
        with told(self.path):
            db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.sealed.settle()
                db.execute("COMMIT")
            except BaseException:
                self.sealed.forget()
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

    def keep_document(self, document: RawDocument) -> None:
        """Keep a document byte for byte."""
        head = json.dumps(encode(replace(document, body=b"")), ensure_ascii=False)
        with told(self.path):
            self.sealed.put(DOCUMENTS, (document.digest, head, zlib.compress(document.body)))

    def document(self, digest: str) -> RawDocument:
        """Give a document as it was read."""
        with told(self.path):
            _, head, body = self.sealed.need(DOCUMENTS, digest)
        document = decode(RawDocument, json.loads(str(head)))
        return replace(document, body=zlib.decompress(_bytes(body)))

    def keep_article(self, article: Article, *, read_at: datetime) -> None:
        """Keep what was extracted from a document, and that it was read."""
        address = article.url or article.uri
        row = (
            article.id, article.document_digest, address, article.digest, read_at.isoformat(),
        )  # fmt: skip
        with told(self.path):
            self.sealed.put(ARTICLES, row)
            self.sealed.put(TEXTS, (article.id, _packed(article)))

    def article(self, article_id: str) -> Article:
        """Give an article as it was extracted."""
        with told(self.path):
            _, record = self.sealed.need(TEXTS, article_id)
        return decode(Article, _unpacked(record))

    def readings(self) -> Iterator[Reading]:
        """Give all articles that were read."""
        with told(self.path):
            for article_id, document, address, digest, read_on in self.sealed.every(ARTICLES):
                yield Reading(
                    article_id=str(article_id),
                    document_digest=str(document),
                    address=str(address),
                    digest=str(digest),
                    read_at=datetime.fromisoformat(str(read_on)),
                )

    def plan(self, edition: Edition, brief: Brief, appearances: Iterable[Appearance]) -> None:
        """Write down an edition that is about to be published, in the place of an earlier try.

        It counts once `finish` says that it stands.
        """
        self.remove_edition(edition.key)
        with told(self.path):
            self.sealed.put(EDITIONS, _edition_row(edition, PENDING))
            self.sealed.put(BRIEFS, (edition.key, _packed(brief)))
            for format_, name, digest in edition.files:
                self.sealed.put(FILES, (edition.key, format_, name, digest))
            for place, one in enumerate(appearances):
                self.sealed.put(APPEARANCES, (edition.key, place, *_appearance_row(one)))

    def finish(self, key: str) -> None:
        """Say that a planned edition was published."""
        with told(self.path):
            row = self.sealed.need(EDITIONS, key)
            self.sealed.put(EDITIONS, (*row[:3], DONE, row[4]))

    def remove_edition(self, key: str) -> None:
        """Remove an edition with all that was written about it, where there is one."""
        with told(self.path):
            for table in (APPEARANCES, FILES):
                for row in [row for row in self.sealed.every(table) if row[0] == key]:
                    self.sealed.remove(table, *row[: table.keys])
            self.sealed.remove(BRIEFS, key)
            self.sealed.remove(EDITIONS, key)

    def editions(self, *, state: str = DONE) -> tuple[Edition, ...]:
        """Give the editions that were published, the oldest first."""
        with told(self.path):
            files: dict[str, list[tuple[str, str, str]]] = {}
            for key, format_, name, digest in self.sealed.every(FILES):
                files.setdefault(str(key), []).append((str(format_), str(name), str(digest)))
            rows = [row for row in self.sealed.every(EDITIONS) if row[3] == state]
        found = (_edition(row, files) for row in rows)
        return tuple(sorted(found, key=lambda one: (one.day, one.issued, one.key)))

    def brief(self, key: str) -> Brief:
        """Give the brief of an edition."""
        with told(self.path):
            _, record = self.sealed.need(BRIEFS, key)
        return decode(Brief, _unpacked(record))

    def appearances(self) -> Iterator[tuple[str, Appearance]]:
        """Give every printed sentence with the key of its edition, in the order of printing."""
        with told(self.path):
            for row in self.sealed.every(APPEARANCES):
                yield str(row[0]), _appearance(row)

    def deliveries(self) -> Iterator[Delivery]:
        """Give what was, or is to be, delivered to whom."""
        with told(self.path):
            for row in self.sealed.every(DELIVERIES):
                edition, destination, recipient, digest, state, tried_at, detail = map(str, row)
                yield Delivery(
                    edition=edition,
                    destination=destination,
                    recipient=recipient,
                    digest=digest,
                    state=State(state),
                    tried_at=datetime.fromisoformat(tried_at),
                    detail=detail,
                )

    def note(self, one: Delivery) -> None:
        """Write down how far a delivery came; open ones of what it replaces are forgotten."""
        same = (one.edition, one.destination, one.recipient)
        replaced = (same, (*same[:2], ""))  # without a recipient: none was known by then
        with told(self.path):
            for row in list(self.sealed.every(DELIVERIES)):
                if row[:3] in replaced and row[4] != State.DONE:
                    self.sealed.remove(DELIVERIES, *row[: DELIVERIES.keys])
            values = (one.digest, one.state.value, one.tried_at.isoformat(), one.detail)
            self.sealed.put(DELIVERIES, (*same, *values))


def _packed(value: Article | Brief) -> bytes:
    written = json.dumps(encode(value), ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(written.encode("utf-8", "surrogatepass"))


def _unpacked(record: object) -> object:
    return json.loads(zlib.decompress(_bytes(record)).decode("utf-8", "surrogatepass"))


def _bytes(value: object) -> bytes:
    assert isinstance(value, bytes)  # noqa: S101  # the column is STRICT
    return value


def _edition_row(edition: Edition, state: str) -> Row:
    return (edition.key, edition.day.isoformat(), edition.issued.isoformat(), state, edition.digest)


def _edition(row: Row, files: Mapping[str, list[tuple[str, str, str]]]) -> Edition:
    key, day, issued, _, digest = map(str, row)
    return Edition(
        key=key,
        day=date.fromisoformat(day),
        issued=datetime.fromisoformat(issued),
        digest=digest,
        files=tuple(files.get(key, ())),
    )


def _appearance_row(one: Appearance) -> Row:
    return (
        one.article_id, one.start, one.end, one.words, one.story_id, one.theme, one.freshness.value,
    )  # fmt: skip


def _appearance(row: Row) -> Appearance:
    _, _, article_id, start, end, words, story_id, theme, freshness = row
    assert isinstance(start, int)  # noqa: S101  # the column is STRICT
    assert isinstance(end, int)  # noqa: S101
    return Appearance(
        article_id=str(article_id),
        start=start,
        end=end,
        words=str(words),
        story_id=str(story_id),
        theme=str(theme),
        freshness=Freshness(str(freshness)),
    )
