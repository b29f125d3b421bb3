"""Put an article together from its cleaned text and its fields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256

from briefing.errors import ExtractionError
from briefing.extractors.cleaning import Cleaned
from briefing.extractors.datelines import dateline_place
from briefing.extractors.languages import language_of
from briefing.extractors.metadata import Fields, read_byline
from briefing.extractors.timestamps import Timestamp
from briefing.extractors.version import named_version
from briefing.model import Article, Hints, RawDocument, Reason
from briefing.text import article_id, split_sentences, words

# `Di` and `De` open names as often as bylines.
_BY = frozenset({"by", "von", "par", "por"})
_HEADLINE_MOST = 120  # code points of a headline that is made of the first sentence


def make_article(
    document: RawDocument, cleaned: Cleaned, *, language: str, min_words: int
) -> Article:
    """Build the article of a document.

    One without a headline is called by its first sentence.

    Raises:
        ExtractionError: the body has fewer than `min_words` words.
    """
    text, uri = "\n\n".join(cleaned.paragraphs), document.locator.uri
    fields = hinted(cleaned.fields, document.hints)
    count = len(words(text))
    if count < min_words:
        detail = f"{count} words of body text; extract.min_words asks for {min_words}"
        raise ExtractionError(uri, Reason.NO_ARTICLE, detail)
    spoken = language_of(text, hint=fields.language, default=language)
    sentences = split_sentences(text, language=spoken)
    headline = fields.headline or _clipped(sentences[0].text)
    return Article(
        id=article_id(document.digest, headline, text),
        uri=uri,
        source=document.locator.source,
        url=fields.url or (uri if is_address(uri) else None),
        headline=headline,
        authors=fields.authors,
        agency=fields.agency,
        site=fields.site,
        published=fields.published.moment if fields.published else None,
        published_day_only=fields.published is not None and fields.published.day_only,
        updated=fields.updated.moment if fields.updated else None,
        updated_day_only=fields.updated is not None and fields.updated.day_only,
        dateline=dateline_place(text),
        section=fields.section,
        tags=fields.tags,
        picture=fields.picture,
        language=spoken,
        text=text,
        digest=sha256(text.encode()).hexdigest(),
        document_digest=document.digest,
        sentences=sentences,
        removed=cleaned.removed,
        extractor=named_version(),
        read_at=document.fetched_at,
    )


def hinted(fields: Fields, hints: Hints) -> Fields:
    """Put what came with the document before what stands in it.

    A feed, a mail or an agency's envelope names headline, date and authors as data. An
    address and a site's name are better known to a page itself.
    """
    return replace(
        fields,
        headline=hints.headline or fields.headline,
        authors=tuple(_people(hints.authors)) or fields.authors,
        agency=fields.agency or hints.agency,
        site=fields.site or hints.site,
        published=Timestamp(hints.published, day_only=False)
        if hints.published
        else fields.published,
        updated=Timestamp(hints.updated, day_only=False) if hints.updated else fields.updated,
        section=fields.section or hints.section,
        tags=fields.tags or hints.tags,
        url=fields.url or hints.url,
        language=fields.language or hints.language,
    )


def _people(authors: Sequence[str]) -> Iterator[str]:
    """Read the names out of a byline that an envelope has for an author."""
    for author in authors:
        is_line = author.partition(" ")[0].casefold() in _BY
        signed = read_byline(author) if is_line else None
        yield from (signed[0] if signed and signed[0] else (author,))


def is_address(uri: str) -> bool:
    """Tell an address from the path of a file, or of a document inside another."""
    # A document inside another has a name of its own behind "!/", and no address.
    return uri.startswith(("http://", "https://")) and "!/" not in uri


def _clipped(sentence: str) -> str:
    if len(sentence) <= _HEADLINE_MOST:
        return sentence
    return sentence[:_HEADLINE_MOST].rsplit(maxsplit=1)[0] + " …"
