"""What the use cases ask of the store, in the types of the house."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

from briefing.encoding import decode, encode
from briefing.errors import StoreError
from briefing.model import (
    Appearance,
    Article,
    Brief,
    Edition,
    Freshness,
    Legacy,
    RawDocument,
    Reading,
    StoryDay,
)
from briefing.parcels import Delivery, State
from briefing.store import records
from briefing.store.opening import connected, reading, told
from briefing.store.schema import (
    APPEARANCES,
    ARTICLES,
    BRIEFS,
    CARRIED,
    DELIVERIES,
    DOCUMENTS,
    EDITIONS,
    FILES,
    HOLDINGS,
    MEMORY,
    READINGS,
    SAID,
    STORIES,
    TEXTS,
    WORDS,
)
from briefing.store.sealed import Row, Sealed, Table

Kind = TypeVar("Kind")

PENDING, DONE = "pending", "done"
_SHORT = 8  # bytes
_NEWS = frozenset({Freshness.NEW, Freshness.UPDATED})
_PRINTED = _NEWS | {Freshness.CONTINUING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What an edition said, as `short` ones.

    The words of its sentences, the addresses that they are from, the themes that had news.
    """

    sentences: frozenset[bytes]
    addresses: frozenset[bytes]
    themes: frozenset[bytes]


@contextmanager
def opened(path: Path) -> Iterator[Store]:
    """Open the store at `path`, which is made where it is missing; ":memory:" is none.

    Raises:
        StoreError: it cannot be used, with what to do about it.
    """
    with connected(path) as db:
        yield Store(path=path, sealed=Sealed(db))


@contextmanager
def opened_to_read(path: Path) -> Iterator[Store]:
    """Open the store at `path` to look something up: it is neither made nor changed.

    Raises:
        StoreError: it is not there or cannot be used, with what to do about it.
    """
    with reading(path) as db:
        yield Store(path=path, sealed=Sealed(db))


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """An open store. What it gives was checked against its seals.

    Every method raises `StoreError` where the file cannot be used, or is damaged.
    """

    path: Path
    sealed: Sealed

    @property
    def name(self) -> str:
        """What messages call it."""
        return "the store"

    @property
    def keeps_editions(self) -> bool:
        """Whether it knows what was published: it does."""
        return True

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
        document = self._decoded(RawDocument, json.loads(str(head)), digest)
        return replace(document, body=zlib.decompress(_bytes(body)))

    def keep_article(self, article: Article, *, read_at: datetime) -> None:
        """Keep what was extracted from a document, and that it was read."""
        address = article.url or article.uri
        row = (
            article.id, article.document_digest, address, article.digest, read_at.isoformat(),
        )  # fmt: skip
        with told(self.path):
            self.sealed.put(ARTICLES, row)
            self.sealed.put(TEXTS, (article.id, _packed(encode(article))))

    def article(self, article_id: str) -> Article:
        """Give an article as it was extracted."""
        with told(self.path):
            _, record = self.sealed.need(TEXTS, article_id)
        return self._decoded(Article, _unpacked(record), article_id)

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

    def plan(self, edition: Edition, brief: Brief, legacy: Legacy) -> None:
        """Write down an edition that is about to be published, in the place of an earlier try.

        It counts once `finish` says that it stands.
        """
        self.remove_edition(edition.key)
        key = edition.key
        with told(self.path):
            self.sealed.put(EDITIONS, _edition_row(edition, PENDING))
            self.sealed.put(BRIEFS, (key, _packed(encode(brief))))
            for format_, name, digest in edition.files:
                self.sealed.put(FILES, (key, format_, name, digest))
        self.hold(key, brief)
        self.remember(key, legacy)

    def hold(self, key: str, brief: Brief) -> None:
        """Write down which articles and documents an edition needs."""
        with told(self.path):
            self.sealed.put(HOLDINGS, (key, _packed(_held(brief))))

    def remember(self, key: str, legacy: Legacy, *, only: Iterable[Table] = MEMORY) -> None:
        """Write down what an edition leaves to those after it."""
        said = (
            _joined(one.words for one in legacy.appearances if one.freshness in _PRINTED),
            _joined(one.address for one in legacy.readings),
            _joined(one.theme for one in legacy.appearances if one.freshness in _NEWS),
        )
        rows: dict[Table, Row] = {
            SAID: (key, *said),
            WORDS: (key, _joined(legacy.words)),
            APPEARANCES: (key, _packed(records.of(legacy.appearances))),
            READINGS: (key, _packed(records.of(legacy.readings))),
            STORIES: (key, _packed(records.of_stories(legacy.stories))),
            CARRIED: (key, _packed(records.of_stories(legacy.carried))),
        }
        with told(self.path):
            for table in only:
                self.sealed.put(table, rows[table])

    def finish(self, key: str) -> None:
        """Say that a planned edition was published."""
        with told(self.path):
            row = self.sealed.need(EDITIONS, key)
            self.sealed.put(EDITIONS, (*row[:3], DONE, row[4]))

    def remove_edition(self, key: str) -> None:
        """Remove an edition with all that was written about it, where there is one."""
        with told(self.path):
            for row in [row for row in self.sealed.every(FILES) if row[0] == key]:
                self.sealed.remove(FILES, *row[: FILES.keys])
            for table in (*MEMORY, HOLDINGS):
                self.sealed.remove(table, key)
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
        return self._decoded(Brief, self.brief_values(key), key)

    def brief_values(self, key: str) -> object:
        """Give the plain values of the brief of an edition, as they were written down."""
        with told(self.path):
            _, record = self.sealed.need(BRIEFS, key)
        if not record:
            why = "pruned; [store] keep_days says how long it is kept"
            raise StoreError(self.path, f"has no longer the brief of {key}: it was {why}")
        return _unpacked(record)

    def has_brief(self, key: str) -> bool:
        """Tell whether the brief of an edition, and what it was made of, is still kept."""
        with told(self.path):
            return bool(self.sealed.need(BRIEFS, key)[1])

    def drop_brief(self, key: str) -> None:
        """Keep of an edition what it said, and no longer its brief."""
        with told(self.path):
            self.sealed.put(BRIEFS, (key, b""))
            self.sealed.remove(HOLDINGS, key)

    def holdings(self) -> Iterator[tuple[str, frozenset[str], frozenset[str]]]:
        """Give of each edition whose brief is kept which articles and documents it needs."""
        with told(self.path):
            for key, record in self.sealed.every(HOLDINGS):
                pairs: Any = _unpacked(record)
                articles = frozenset(article for article, _ in pairs)
                yield str(key), articles, frozenset(document for _, document in pairs)

    def said(self, key: str) -> Said:
        """Give what an edition said, in short."""
        with told(self.path):
            _, sentences, addresses, themes = self.sealed.need(SAID, key)
        return Said(
            sentences=_parted(_bytes(sentences)),
            addresses=_parted(_bytes(addresses)),
            themes=_parted(_bytes(themes)),
        )

    def words(self, key: str) -> frozenset[bytes]:
        """Give all sentences that an edition could have printed, as `short` ones."""
        with told(self.path):
            _, sentences = self.sealed.need(WORDS, key)
        return _parted(_bytes(sentences))

    def appearances(self, key: str) -> tuple[Appearance, ...]:
        """Give the sentences that an edition printed, in its order."""
        return records.appearances(self._record(APPEARANCES, key))

    def sources(self, key: str) -> tuple[Reading, ...]:
        """Give the articles that an edition was made of, and those that it told to have changed."""
        return records.readings(self._record(READINGS, key))

    def stories(self, key: str) -> tuple[StoryDay, ...]:
        """Give the stories of the articles that an edition was made of, printed or not."""
        return records.stories(self._record(STORIES, key))

    def carried(self, key: str) -> tuple[StoryDay, ...]:
        """Give the stories that began before the recent editions, as an edition knew them."""
        return records.stories(self._record(CARRIED, key))

    def _decoded(self, kind: type[Kind], values: object, key: str) -> Kind:
        try:
            return decode(kind, values)
        except ValueError as error:
            detail = f"keeps {key} as another version of briefing writes it: {error}"
            raise StoreError(self.path, detail) from error

    def _record(self, table: Table, key: str) -> object:
        with told(self.path):
            _, record = self.sealed.need(table, key)
        return _unpacked(record)

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


def short(words: str) -> bytes:
    """Give eight bytes for a text; of a million texts, two are alike once in 10^7 times."""
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=_SHORT).digest()


def _held(brief: Brief) -> list[list[str]]:
    quotes = [one.earlier for one in brief.withdrawn]
    quotes += [one.now for one in brief.withdrawn if one.now]
    pairs = [(one.article_id, one.document_digest) for one in brief.sources]
    pairs += [(one.article_id, one.document_digest) for one in quotes]
    return [list(pair) for pair in dict.fromkeys(pairs)]


def _joined(texts: Iterable[str]) -> bytes:
    return b"".join(sorted(set(map(short, texts))))


def _parted(joined: bytes) -> frozenset[bytes]:
    return frozenset(joined[at : at + _SHORT] for at in range(0, len(joined), _SHORT))


def _packed(values: object) -> bytes:
    written = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
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
