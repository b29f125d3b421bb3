"""Check that what a brief says of its articles is what the kept articles say.

The brief is walked over by its types: wherever a sentence stands in it, it is looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from hashlib import sha256
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from briefing.days import day_out
from briefing.errors import BriefingError
from briefing.model import (
    Article,
    Brief,
    Coverage,
    DateFinding,
    Edition,
    Entry,
    Fact,
    Milestone,
    NameFinding,
    Passage,
    Quote,
    RawDocument,
    Sentence,
    Source,
)
from briefing.verification.findings import Finding, Level, clipped
from briefing.verification.walking import Place, walk

# What the bytes of a document do not tell: the same ones may be read again from elsewhere.
OF_READING = frozenset({"uri", "url", "outlet", "copies"})
# Told by the store's list of readings alone, of which the last counts.
_OF_THE_LAST_READING = frozenset({"read_at", "extractor"})

# Every text in a brief is held against the articles, or belongs to the edition as a whole:
# the editor's words, the settings', and what the program counted and worked out.
BY_ARTICLE = frozenset(
    {
        "Copy.kind", "Copy.outlet", "Copy.uri", "Copy.url",
        "Coverage.article_ids",
        "DateFinding.expression",
        "Entry.article_id", "Entry.headline",
        "Fact.expression",
        "NameFinding.expression", "NameFinding.full",
        "Passage.article_id", "Passage.context",
        "Quote.address", "Quote.article_id", "Quote.digest", "Quote.document_digest",
        "Quote.headline", "Quote.outlet", "Quote.text",
        "Sentence.text",
        "Source.agency", "Source.article_id", "Source.authors", "Source.digest",
        "Source.document_digest", "Source.headline", "Source.outlet", "Source.uri", "Source.url",
    }
)  # fmt: skip
BY_EDITION = frozenset(
    {
        "Brief.author", "Brief.edition", "Brief.language", "Brief.marking", "Brief.method",
        "Brief.note", "Brief.settings_digest", "Brief.subtitle", "Brief.timezone", "Brief.title",
        "Brief.version",
        "Coverage.story_id",
        "Drop.detail", "Drop.reason", "Drop.stage", "Drop.uri",
        "Entry.state",
        "Fact.kind",
        "History.outlet", "History.story_id",
        "Logo.media_type",
        "Mark.freshness",
        "Placement.rule", "Placement.terms",
        "Section.anchor", "Section.description", "Section.note", "Section.title",
        "Since.edition",
        "Source.extractor",
        "Withdrawal.edition", "Withdrawal.theme",
    }
)  # fmt: skip


class Kept(Protocol):
    """Where a brief's evidence is kept: a store, a pack, an archive. What is not there raises."""

    @property
    def name(self) -> str:
        """What messages call it, such as "the store"."""

    @property
    def keeps_editions(self) -> bool:
        """Whether it knows what was published, and not only what it was made of."""

    def editions(self) -> tuple[Edition, ...]:
        """Give the editions that were published."""

    def brief(self, key: str) -> Brief:
        """Give the brief of an edition."""

    def article(self, article_id: str) -> Article:
        """Give an article as it was extracted."""

    def document(self, digest: str) -> RawDocument:
        """Give a document as it was read."""


@dataclass(slots=True)
class Evidence:
    """The kept articles of a brief, each looked up once; `missing` says why one is not there.

    `is_recorded` tells that the brief itself is kept, as it is. `read_again` has what reading
    a document once more gave, or why it failed.
    """

    kept: Kept
    is_recorded: bool = False
    articles: dict[str, Article] = field(default_factory=dict)
    read_again: dict[str, Article | str] = field(default_factory=dict)  # by document
    missing: dict[str, str] = field(default_factory=dict)

    def article(self, article_id: str) -> Article | None:
        """Give an article, if it is kept."""
        if article_id not in self.articles and article_id not in self.missing:
            try:
                self.articles[article_id] = self.kept.article(article_id)
            except BriefingError as error:
                self.missing[article_id] = str(error)
        return self.articles.get(article_id)


def claims(brief: Brief, evidence: Evidence) -> Iterator[Finding]:
    """Check all that a brief says of its articles."""
    sources = {source.number: source for source in brief.sources}
    if len(sources) != len(brief.sources):
        yield Finding(source=0, what="sources", detail="two of them have one number")
    for place, value in walk(brief, Place(path="brief")):
        check = _CHECKS.get(type(value))
        if check is None:
            continue
        article = evidence.article(_article_of(place, value, sources))
        if article is None:
            continue  # told once, below
        for what, detail in check(value, article, sources):
            if what == "copies" and not evidence.kept.keeps_editions:
                continue  # copies are found anew for each brief of an archive
            is_note = evidence.is_recorded and type(value) is Source and what in OF_READING
            level = Level.NOTE if is_note else Level.WRONG
            yield Finding(source=place.source, what=what, detail=detail, level=level)
    yield from _days(brief, sources)
    yield from _missing(sources, evidence)


def _article_of(place: Place, value: Any, sources: Mapping[int, Source]) -> str:
    # A fact names its source alone, which may be another than that of the story around it.
    is_fact = type(value) is Fact and value.source in sources
    return sources[value.source].article_id if is_fact else place.article_id


def sentences(brief: Brief) -> Iterator[tuple[Place, Any]]:
    """Give every sentence that stands in a brief, wherever, in its order, repeats too."""
    for place, value in walk(brief, Place(path="brief")):
        if type(value) in {Sentence, Quote}:
            yield place, value


def _days(brief: Brief, sources: Mapping[int, Source]) -> Iterator[Finding]:
    """Check that what a day is said to have brought came out on it."""
    zone = ZoneInfo(brief.timezone)
    for _, one in walk(brief, Place(path="brief")):
        if type(one) is Milestone and one.passage.source in sources:
            day = day_out(sources[one.passage.source], zone)
            if day != one.day:
                detail = f"the brief says {one.day}, its source {day or 'no day'}"
                yield Finding(source=one.passage.source, what="day", detail=detail)


def _missing(sources: Mapping[int, Source], evidence: Evidence) -> Iterator[Finding]:
    numbers = {source.article_id: number for number, source in sources.items()}
    for article_id, why in evidence.missing.items():
        detail = f"article {article_id!r} is not kept, its sentences were not checked: {why}"
        yield Finding(
            source=numbers.get(article_id, 0), what="text", detail=detail, level=Level.UNCHECKED
        )


Told = Iterator[tuple[str, str]]


def _source(source: Source, article: Article, sources: Mapping[int, Source]) -> Told:  # noqa: ARG001
    if sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest() != source.digest:
        yield "text", "the kept text is not the one that the brief was made from"
    for one in fields(Source):
        if one.name in _OF_THE_LAST_READING or not hasattr(article, one.name):
            continue
        said, kept = getattr(source, one.name), getattr(article, one.name)
        if said != kept:
            yield one.name, f"the brief says {clipped(said)}, the kept article {clipped(kept)}"
    if source.read_at and article.read_at and source.read_at > article.read_at:
        yield "read_at", "the brief says that it was read later than it ever was"


def _sentence(sentence: Sentence, article: Article, sources: Mapping[int, Source]) -> Told:  # noqa: ARG001
    there = article.text[sentence.start : sentence.end]
    if sentence.start < 0 or there != sentence.text:
        detail = f"{clipped(sentence.text)!r} does not stand at {sentence.start}, but"
        yield "sentence", f"{detail} {clipped(there)!r}"
    elif sentence not in article.sentences[sentence.position : sentence.position + 1]:
        yield "sentence", f"{clipped(sentence.text)!r} is not a sentence of the article as it says"


def _quote(quote: Quote, article: Article, sources: Mapping[int, Source]) -> Told:  # noqa: ARG001
    there = article.text[quote.start : quote.end]
    if quote.start < 0 or there != quote.text:
        detail = f"{clipped(quote.text)!r} does not stand at {quote.start}, but"
        yield "sentence", f"{detail} {clipped(there)!r}"
    for name in ("digest", "document_digest", "headline", "outlet"):
        said, kept = getattr(quote, name), getattr(article, name)
        if said != kept:
            yield name, f"the brief says {clipped(said)}, the kept article {clipped(kept)}"
    if quote.address != (article.url or article.uri):
        yield "url", f"the brief says {clipped(quote.address)}, the kept article another address"


def _passage(passage: Passage, article: Article, sources: Mapping[int, Source]) -> Told:
    yield from _named(passage.source, passage.article_id, sources)
    start = passage.context_start
    if start < 0 or article.text[start : start + len(passage.context)] != passage.context:
        yield "paragraph", f"{clipped(passage.context)!r} does not stand at {start}"


def _entry(entry: Entry, article: Article, sources: Mapping[int, Source]) -> Told:
    yield from _named(entry.source, entry.article_id, sources)
    if entry.headline != article.headline:
        said, kept = clipped(entry.headline), clipped(article.headline)
        yield "headline", f"the brief says {said!r}, the article {kept!r}"


def _coverage(coverage: Coverage, article: Article, sources: Mapping[int, Source]) -> Told:  # noqa: ARG001
    if len(coverage.sources) != len(coverage.article_ids):
        yield "coverage", "it names more articles than sources, or fewer"
    for number, article_id in zip(coverage.sources, coverage.article_ids, strict=False):
        yield from _named(number, article_id, sources)


def _named(number: int, article_id: str, sources: Mapping[int, Source]) -> Told:
    found = sources.get(number)
    if found is None or found.article_id != article_id:
        yield "source", f"[{number}] is not the source of what stands before it"


def _fact(fact: Fact, article: Article, sources: Mapping[int, Source]) -> Told:
    # Its own number tells the article; it may be another than that of the story.
    source = sources.get(fact.source)
    if source is None:
        yield "fact", f"[{fact.source}] is not among the sources"
    elif source.article_id == article.id and fact.expression not in _said(article):
        yield "fact", f"{clipped(fact.expression)!r} does not stand in the article"


def _said(article: Article) -> str:
    return f"{article.text}\n{article.dateline or ''}"


def _date(found: DateFinding, article: Article, sources: Mapping[int, Source]) -> Told:  # noqa: ARG001
    if not article.text.startswith(found.expression, found.start):
        yield "day", f"{clipped(found.expression)!r} does not stand at {found.start}"


def _name(found: NameFinding, article: Article, sources: Mapping[int, Source]) -> Told:  # noqa: ARG001
    if not article.text.startswith(found.expression, found.start):
        yield "name", f"{clipped(found.expression)!r} does not stand at {found.start}"
    introduced = article.sentences[found.introduced : found.introduced + 1]
    if not introduced or found.full not in introduced[0].text:
        yield "name", f"{clipped(found.full)!r} does not stand in the sentence that introduces it"


_Check = Callable[[Any, Article, Mapping[int, Source]], Told]
_CHECKS: Mapping[type, _Check] = {
    Source: _source,
    Sentence: _sentence,
    Passage: _passage,
    Entry: _entry,
    Coverage: _coverage,
    Fact: _fact,
    DateFinding: _date,
    NameFinding: _name,
    Quote: _quote,
}
