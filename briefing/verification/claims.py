"""Check that each sentence of a brief stands where the brief says it does.

What a brief claims is held against the articles and documents that were kept: the words at
their place, the digests of text and document, who is named as the source, and that
extracting the document again gives the same text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from briefing.engine import Limits, guarded
from briefing.errors import ExtractionError, StoreError
from briefing.model import Article, Brief, Passage, RawDocument, Source
from briefing.protocols import Extractor
from briefing.store.store import Store

_SHOWN = 60  # code points of a sentence in a message


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something in a brief that is not as it says, or could not be checked."""

    source: int  # the number of the source; 0: the brief as a whole
    what: str
    detail: str
    is_unchecked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """How a document is read again: by which extractor, and what it may cost."""

    extract: Extractor
    limits: Limits


def claims(brief: Brief, store: Store, reader: Reader) -> Iterator[Finding]:
    """Check all that a brief says of its sources against what the store holds."""
    kept: dict[str, tuple[Source, Article]] = {}
    for source in brief.sources:
        try:
            article = store.article(source.article_id)
        except StoreError as error:
            yield _unchecked(source, "text", str(error))
            continue
        kept[source.document_digest] = source, article
        yield from _of_source(source, article)
        yield from _of_sentences(brief, source, article)
    yield from _of_documents(kept, store, reader)


def passages(brief: Brief) -> Iterator[Passage]:
    """Give every passage that a brief prints, in its order, repeats too."""
    yield from brief.glance
    for section in brief.sections:
        yield from section.digest
        for entry in section.entries:
            yield from entry.passages


def _of_source(source: Source, article: Article) -> Iterator[Finding]:
    if sha256(article.text.encode()).hexdigest() != source.digest:
        yield _wrong(source, "text", "the kept text is not the one that the brief was made from")
    for name in (
        "headline", "outlet", "agency", "authors", "published", "url", "uri", "document_digest",
        "published_day_only",
    ):  # fmt: skip
        said, kept = getattr(source, name), getattr(article, name)
        if said != kept:
            yield _wrong(source, name, f"the brief says {said!r}, the article {kept!r}")


def _of_sentences(brief: Brief, source: Source, article: Article) -> Iterator[Finding]:
    for passage in passages(brief):
        if passage.source != source.number:
            continue
        if passage.article_id != source.article_id:
            yield _wrong(source, "article", "a passage names another article than its source")
        for sentence in passage.sentences:
            if article.text[sentence.start : sentence.end] != sentence.text:
                detail = f"does not stand at {sentence.start}: {_clipped(sentence.text)}"
                yield _wrong(source, "sentence", detail)
        start = passage.context_start
        if article.text[start : start + len(passage.context)] != passage.context:
            detail = f"does not stand at {start}: {_clipped(passage.context)}"
            yield _wrong(source, "paragraph", detail)


def _of_documents(
    kept: Mapping[str, tuple[Source, Article]], store: Store, reader: Reader
) -> Iterator[Finding]:
    """Read each document again, in one child for all, and compare."""
    told: list[Finding] = []
    again = guarded(
        _Again(reader.extract), _whole(kept, store, told), limits=reader.limits, failed=_failed
    )
    for digest, result in again:
        yield from told
        told.clear()
        source, article = kept[digest]
        if isinstance(result, str):
            yield _wrong(source, "extraction", f"reading the document again failed: {result}")
        elif result.text != article.text:
            yield _wrong(source, "extraction", "reading the document again gives another text")
    yield from told


def _whole(
    kept: Mapping[str, tuple[Source, Article]], store: Store, told: list[Finding]
) -> Iterator[RawDocument]:
    for digest, (source, _) in kept.items():
        try:
            document = store.document(digest)
        except StoreError as error:
            told.append(_unchecked(source, "document", str(error)))
            continue
        if sha256(document.body).hexdigest() == digest == document.digest:
            yield document
        else:
            told.append(_wrong(source, "document", "the kept bytes are not those that were read"))


@dataclass(frozen=True, slots=True)
class _Again:
    """Extracts in a child, where what fails must come back as a value."""

    extract: Extractor

    def __call__(self, document: RawDocument) -> Iterator[tuple[str, Article | str]]:
        try:
            yield document.digest, self.extract(document)
        except ExtractionError as error:
            yield document.digest, error.detail


def _failed(document: RawDocument, why: str) -> tuple[str, Article | str]:
    return document.digest, why


def _wrong(source: Source, what: str, detail: str) -> Finding:
    return Finding(source=source.number, what=what, detail=detail)


def _unchecked(source: Source, what: str, detail: str) -> Finding:
    return Finding(source=source.number, what=what, detail=detail, is_unchecked=True)


def _clipped(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
