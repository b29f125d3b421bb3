"""What a run read, until its brief tells what it used; that goes to the store.

An edition is written down before its files are delivered, and counts once they stand, so
that a run which is killed between the two leaves no edition that nobody has.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO
from zoneinfo import ZoneInfo

from briefing import text
from briefing.memory import Memory, address
from briefing.model import (
    Appearance,
    Article,
    Brief,
    Drop,
    Edition,
    Freshness,
    Legacy,
    Mark,
    Passage,
    Quote,
    RawDocument,
    Reading,
    Reason,
    Rendered,
    Story,
)
from briefing.recalling import (
    Past,
    Today,
    Wanted,
    earlier,
    followed,
    later,
    recalled,
    with_printed,
)
from briefing.renderers.data import document as as_json
from briefing.settings import BriefSettings
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
    _seen: list[tuple[Article, Reading]] = field(default_factory=list)
    _used: dict[str, Article] = field(default_factory=dict)
    _gone: list[str] = field(default_factory=list)
    _earlier: tuple[Edition, ...] = ()
    _past: Past | None = None

    def documents(self, found: Iterable[RawDocument | Drop]) -> Iterator[RawDocument | Drop]:
        """Let documents pass, and keep them."""
        for one in found:
            if isinstance(one, RawDocument) and one.digest not in self._read:
                packed = zlib.compress(one.body)
                at = self._bodies.seek(0, 2)
                self._bodies.write(packed)
                self._read[one.digest] = replace(one, body=b""), at, len(packed)
            yield one

    def saw(self, articles: Iterable[Article], drops: Iterable[Drop]) -> None:
        """Keep every article that was read, and which addresses are said to be gone."""
        for article in articles:
            self._articles[article.id] = article
            self._seen.append((article, self._reading(article)))
        self._gone += [drop.uri for drop in drops if drop.reason is Reason.GONE]

    def articles(self, articles: Iterable[Article]) -> None:
        """Keep the articles that a brief may be made of, as the stages left them."""
        self._used = {article.id: article for article in articles}
        self._articles |= self._used

    def follow(
        self, stories: Sequence[Story], articles: Sequence[Article], issue: Issue
    ) -> tuple[str, ...]:
        """Find out which earlier stories today's go on with; give what should be warned of."""
        published = self.store.editions()
        own = issue.edition
        self._earlier = earlier(published, own)
        self._past = followed(self.store, self._earlier, stories, articles, day=own.day)
        after = later(published, own)
        if not after or issue.is_past:
            return ()
        newest = f"{after[-1].key} was issued {after[-1].issued.isoformat()}"
        return (f"the clock is behind: {newest}; editions after this one are not looked at",)

    def recall(
        self, wanted: Wanted, articles: Sequence[Article], issue: Issue, themes: Sequence[str]
    ) -> Memory | None:
        """Give what the editions that the reader knows have said; None where there is none."""
        assert self._past is not None  # noqa: S101  # `follow` comes first
        today = Today(
            day=issue.edition.day,
            articles=articles,
            read=self._seen,
            gone=self._gone,
            read_at=issue.edition.issued,
            themes=themes,
            past=self._past,
        )
        known = [one for one in self._earlier if wanted.knows(one)]
        return recalled(self.store, known, today)

    def plan(self, brief: Brief, rendered: Sequence[Rendered]) -> Edition:
        """Write down what an edition holds, before it is delivered."""
        edition = edition_of(brief, rendered)
        quoted = [one.now.article_id for one in brief.withdrawn if one.now]
        with self.store.changing():
            for key in dict.fromkeys([*(one.article_id for one in brief.sources), *quoted]):
                article = self._articles[key]
                document = self._document(article.document_digest)
                self.store.keep_document(document)
                self.store.keep_article(article, read_at=document.fetched_at)
            self.store.plan(edition, brief, self._legacy(brief))
        return edition

    def issued(self, day: date, edition: str) -> datetime | None:
        """Give when an edition of that day and name was issued, if it was published."""
        key = _key(day, edition)
        return next((one.issued for one in self.store.editions() if one.key == key), None)

    def finish(self, edition: Edition) -> None:
        """Write down that an edition was delivered."""
        with self.store.changing():
            self.store.finish(edition.key)

    def _legacy(self, brief: Brief) -> Legacy:
        stories = self._past.stories if self._past else {}
        printed = tuple(appearances(brief, stories))
        own = {key: self._reading(article) for key, article in self._used.items()}
        again = {one.earlier.article_id: _read_before(one.earlier) for one in brief.withdrawn}
        sentences = (one for article in self._used.values() for one in article.sentences)
        return Legacy(
            appearances=printed,
            readings=tuple((own | again).values()),
            words=tuple(text.same_words(one.text) for one in sentences),
            stories=with_printed(
                self._past.today if self._past else (), (one.article_id for one in printed)
            ),
            carried=self._past.carried if self._past else (),
        )

    def _reading(self, article: Article) -> Reading:
        return Reading(
            article_id=article.id,
            document_digest=article.document_digest,
            address=address(article),
            digest=article.digest,
            read_at=self._read[article.document_digest][0].fetched_at,
            headline=article.headline,
            outlet=article.outlet,
        )

    def _document(self, digest: str) -> RawDocument:
        head, at, size = self._read[digest]
        self._bodies.seek(at)
        return replace(head, body=zlib.decompress(self._bodies.read(size)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """The edition that is being written; `is_past` where its time was asked for."""

    edition: Edition
    is_past: bool = False


def issue_of(settings: BriefSettings, *, now: datetime, is_past: bool = False) -> Issue:
    """Tell which edition a run at that moment writes."""
    day = now.astimezone(ZoneInfo(settings.timezone)).date()
    key = _key(day, settings.edition)
    return Issue(edition=Edition(key=key, day=day, issued=now, digest=""), is_past=is_past)


def edition_of(brief: Brief, rendered: Iterable[Rendered]) -> Edition:
    """Tell which edition a brief is: the day in its own time zone, and the edition's name."""
    day = day_of(brief)
    return Edition(
        key=_key(day, brief.edition),
        day=day,
        issued=brief.issued,
        digest=_digest(as_json(brief)),
        files=tuple((one.format, one.filename, _digest(one.body)) for one in rendered),
    )


def _key(day: date, edition: str) -> str:
    name = re.sub(r"[^\w]+", "-", edition).strip("-").casefold()
    return f"{day.isoformat()}-{name}" if name else day.isoformat()


def day_of(brief: Brief) -> date:
    """Give the day on which a brief was issued, where it is read."""
    return brief.issued.astimezone(ZoneInfo(brief.timezone)).date()


def appearances(brief: Brief, stories: Mapping[str, str] | None = None) -> Iterator[Appearance]:
    """Give each sentence that stands under a theme, in the order of the brief.

    `stories` maps an article to the story that it goes on with. What was withdrawn comes last.
    """
    for section in brief.sections:
        for entry in section.entries:
            story = entry.coverage.story_id if entry.coverage else entry.article_id
            story = (stories or {}).get(entry.article_id, story)
            for passage in entry.printed:
                yield from _appearances(passage, story, section.title)
    for one in brief.withdrawn:
        yield Appearance(
            article_id=one.earlier.article_id,
            start=one.earlier.start,
            end=one.earlier.end,
            text=one.earlier.text,
            words=text.same_words(one.earlier.text),
            story_id="",
            theme=one.theme,
            freshness=Freshness.WITHDRAWN,
        )


def _appearances(passage: Passage, story: str, theme: str) -> Iterator[Appearance]:
    marks = passage.marks or (Mark(freshness=Freshness.NEW),) * len(passage.sentences)
    for sentence, mark in zip(passage.sentences, marks, strict=True):
        yield Appearance(
            article_id=passage.article_id,
            start=sentence.start,
            end=sentence.end,
            text=sentence.text,
            words=text.same_words(sentence.text),
            story_id=story,
            theme=theme,
            freshness=mark.freshness,
        )


def _read_before(quote: Quote) -> Reading:
    return Reading(
        article_id=quote.article_id,
        document_digest=quote.document_digest,
        address=quote.address,
        digest=quote.digest,
        read_at=quote.read_at,
        headline=quote.headline,
        outlet=quote.outlet,
    )


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
