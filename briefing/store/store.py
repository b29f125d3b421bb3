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

from briefing.encoding import decode, encode
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
from briefing.store import records
from briefing.store.opening import connected, told
from briefing.store.schema import (
    APPEARANCES,
    ARTICLES,
    BRIEFS,
    CARRIED,
    DOCUMENTS,
    EDITIONS,
    FILES,
    READINGS,
    SAID,
    STORIES,
    TEXTS,
    WORDS,
)
from briefing.store.sealed import Row, Sealed, Table

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
            self.sealed.put(TEXTS, (article.id, _packed(encode(article))))

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
            said = (
                _joined(one.words for one in legacy.appearances if one.freshness in _PRINTED),
                _joined(one.address for one in legacy.readings),
                _joined(one.theme for one in legacy.appearances if one.freshness in _NEWS),
            )
            self.sealed.put(SAID, (key, *said))
            self.sealed.put(WORDS, (key, _joined(legacy.words)))
            self.sealed.put(APPEARANCES, (key, _packed(records.of(legacy.appearances))))
            self.sealed.put(READINGS, (key, _packed(records.of(legacy.readings))))
            self.sealed.put(STORIES, (key, _packed(records.of_stories(legacy.stories))))
            self.sealed.put(CARRIED, (key, _packed(records.of_stories(legacy.carried))))

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
            for table in (SAID, WORDS, APPEARANCES, READINGS, STORIES, CARRIED):
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
        with told(self.path):
            _, record = self.sealed.need(BRIEFS, key)
        return decode(Brief, _unpacked(record))

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

    def _record(self, table: Table, key: str) -> object:
        with told(self.path):
            _, record = self.sealed.need(table, key)
        return _unpacked(record)


def short(words: str) -> bytes:
    """Give eight bytes for a text; of a million texts, two are alike once in 10^7 times."""
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=_SHORT).digest()


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
