"""What a run read, until its brief tells what it used; that goes to the store.

An edition is written down before its files are delivered, and counts once they stand, so
that a run which is killed between the two leaves no edition that nobody has.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO
from zoneinfo import ZoneInfo

from briefing import text
from briefing.model import (
    Appearance,
    Article,
    Brief,
    Drop,
    Edition,
    RawDocument,
    Rendered,
)
from briefing.renderers.data import document as as_json
from briefing.store.store import Store, opened

_IN_MEMORY = 32 * 1024 * 1024  # bytes of documents, packed, before they go to a file


@contextmanager
def kept_in(path: Path) -> Iterator[Keeper]:
    """Keep what a run reads in the store at `path`.

    Raises:
        StoreError: the store cannot be used.
    """
    with opened(path) as store, SpooledTemporaryFile(max_size=_IN_MEMORY) as bodies:
        yield Keeper(store, bodies)


@dataclass(slots=True)
class Keeper:
    """Keeps what passes by, and writes down what an edition used."""

    store: Store
    _bodies: IO[bytes]
    _read: dict[str, tuple[RawDocument, int, int]] = field(default_factory=dict)
    _articles: dict[str, Article] = field(default_factory=dict)

    def documents(self, found: Iterable[RawDocument | Drop]) -> Iterator[RawDocument | Drop]:
        """Let documents pass, and keep them."""
        for one in found:
            if isinstance(one, RawDocument) and one.digest not in self._read:
                packed = zlib.compress(one.body)
                at = self._bodies.seek(0, 2)
                self._bodies.write(packed)
                self._read[one.digest] = replace(one, body=b""), at, len(packed)
            yield one

    def articles(self, articles: Iterable[Article]) -> None:
        """Keep the articles that a brief may be made of."""
        self._articles |= {article.id: article for article in articles}

    def plan(self, brief: Brief, rendered: Sequence[Rendered]) -> Edition:
        """Write down what an edition holds, before it is delivered."""
        edition = edition_of(brief, rendered)
        with self.store.changing():
            for source in brief.sources:
                article = self._articles[source.article_id]
                document = self._document(article.document_digest)
                self.store.keep_document(document)
                self.store.keep_article(article, read_at=document.fetched_at)
            self.store.plan(edition, brief, appearances(brief))
        return edition

    def finish(self, edition: Edition) -> None:
        """Write down that an edition was delivered."""
        with self.store.changing():
            self.store.finish(edition.key)

    def _document(self, digest: str) -> RawDocument:
        head, at, size = self._read[digest]
        self._bodies.seek(at)
        return replace(head, body=zlib.decompress(self._bodies.read(size)))


def edition_of(brief: Brief, rendered: Iterable[Rendered]) -> Edition:
    """Tell which edition a brief is: the day in its own time zone, and the edition's name."""
    day = day_of(brief)
    name = re.sub(r"[^\w]+", "-", brief.edition).strip("-").casefold()
    return Edition(
        key=f"{day.isoformat()}-{name}" if name else day.isoformat(),
        day=day,
        issued=brief.issued,
        digest=_digest(as_json(brief)),
        files=tuple((one.format, one.filename, _digest(one.body)) for one in rendered),
    )


def day_of(brief: Brief) -> date:
    """Give the day on which a brief was issued, where it is read."""
    return brief.issued.astimezone(ZoneInfo(brief.timezone)).date()


def appearances(brief: Brief) -> Iterator[Appearance]:
    """Give each sentence that stands under a theme, in the order of the brief."""
    for section in brief.sections:
        for entry in section.entries:
            story = entry.coverage.story_id if entry.coverage else entry.article_id
            for passage in entry.passages:
                for sentence in passage.sentences:
                    yield Appearance(
                        article_id=passage.article_id,
                        start=sentence.start,
                        end=sentence.end,
                        words=text.same_words(sentence.text),
                        story_id=story,
                        theme=section.title,
                    )


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
