"""Read documents again: the same bytes must be there, and give the same text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from hashlib import sha256

from briefing.engine import Limits, guarded
from briefing.errors import BriefingError, ExtractionError
from briefing.extractors.version import named_version
from briefing.model import Article, Brief, RawDocument, Source
from briefing.protocols import Extractor
from briefing.text import article_id
from briefing.verification.claims import OF_READING, Evidence
from briefing.verification.findings import Finding, Level, clipped

# What folding and a kept reading add to an article is not read from its document.
_NOT_READ = frozenset({"number", "article_id", "copies", "read_at", "extractor", "digest"})


def documents(brief: Brief, evidence: Evidence) -> Iterator[Finding]:
    """Check the digest of each document that an article of the brief was read from."""
    for source in brief.sources:
        yield from _whole(source, evidence)


def read_again(brief: Brief, evidence: Evidence, extract: Extractor) -> Iterator[Finding]:
    """Extract every article once more, in a child, and compare what comes out."""
    items = _there(brief, evidence)
    evidence.read_again.update(guarded(_Again(extract), items, limits=Limits(), failed=_failed))
    for source in brief.sources:
        result = evidence.read_again.get(source.document_digest)
        article = evidence.article(source.article_id)
        if article is not None and result is not None:
            yield from _compared(source, article, result, is_recorded=evidence.is_recorded)


def _whole(source: Source, evidence: Evidence) -> Iterator[Finding]:
    try:
        document = evidence.kept.document(source.document_digest)
    except BriefingError as error:
        detail = f"is not kept, and was not checked: {error}"
        yield Finding(source=source.number, what="document", detail=detail, level=Level.UNCHECKED)
        return
    if sha256(document.body).hexdigest() != source.document_digest:
        detail = "the kept bytes are not those that were read"
        yield Finding(source=source.number, what="document", detail=detail)
    elif _is_ours(source) and not _is_read_from(source, evidence):
        detail = f"article {source.article_id!r} was not read from this document"
        yield Finding(source=source.number, what="document", detail=detail)


def _is_ours(source: Source) -> bool:
    """Whether the article's id is one of those that we make."""
    return source.extractor.startswith("automatic ")


def _is_read_from(source: Source, evidence: Evidence) -> bool:
    article = evidence.article(source.article_id)
    if article is None:
        return True  # that it is not kept is told elsewhere
    found = article_id(source.document_digest, article.headline, article.text)
    return found == source.article_id


def _there(brief: Brief, evidence: Evidence) -> Iterator[RawDocument]:
    """Give the documents that were not read again yet, and are whole."""
    for digest in dict.fromkeys(source.document_digest for source in brief.sources):
        if digest in evidence.read_again:
            continue
        try:
            document = evidence.kept.document(digest)
        except BriefingError:
            continue  # `documents` says so
        if sha256(document.body).hexdigest() == digest:
            yield document


@dataclass(frozen=True, slots=True)
class _Again:
    """Extracts in a child, where what fails must come back as a value."""

    extract: Extractor

    def __call__(self, document: RawDocument) -> Iterator[tuple[str, Article | str]]:
        digest = sha256(document.body).hexdigest()
        try:
            yield digest, self.extract(document)
        except ExtractionError as error:
            yield digest, error.detail


def _failed(document: RawDocument, why: str) -> tuple[str, Article | str]:
    return sha256(document.body).hexdigest(), why


def _compared(
    source: Source, article: Article, result: Article | str, *, is_recorded: bool
) -> Iterator[Finding]:
    now, then = named_version(), article.extractor or "an extractor that is not named"
    is_other = now != article.extractor
    if isinstance(result, str):
        detail = f"reading the document again failed: {result}"
    elif result.text != article.text:
        detail = "reading the document again gives another text"
    else:
        for found in _fields(source, result):
            is_note = is_recorded and found.what in OF_READING
            yield replace(found, level=Level.NOTE if is_note else found.level)
        return
    if is_other:
        detail = f"{detail}; it was read by {then}, and this is {now}"
    level = Level.UNCHECKED if is_other else Level.WRONG
    yield Finding(source=source.number, what="extraction", detail=detail, level=level)


def _fields(source: Source, result: Article) -> Iterator[Finding]:
    for one in fields(Source):
        if one.name in _NOT_READ or not hasattr(result, one.name):
            continue
        said, read = getattr(source, one.name), getattr(result, one.name)
        if said != read:
            detail = f"the brief says {clipped(said)}, its document {clipped(read)}"
            yield Finding(source=source.number, what=one.name, detail=detail)
