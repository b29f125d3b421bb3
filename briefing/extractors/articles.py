"""Put an article together from its cleaned text and its fields."""

from __future__ import annotations

from hashlib import sha256

from briefing.errors import ExtractionError
from briefing.extractors.cleaning import Cleaned
from briefing.extractors.languages import language_of
from briefing.model import Article, RawDocument, Reason
from briefing.text import split_sentences, words

_DIGITS = 12  # of the document's digest, in an article's id
_HEADLINE_MOST = 120  # code points of a headline that is made of the first sentence


def make_article(
    document: RawDocument, cleaned: Cleaned, *, language: str, min_words: int
) -> Article:
    """Build the article of a document.

    One without a headline is called by its first sentence.

    Raises:
        ExtractionError: the body has fewer than `min_words` words.
    """
    text, fields, uri = "\n\n".join(cleaned.paragraphs), cleaned.fields, document.locator.uri
    count = len(words(text))
    if count < min_words:
        detail = f"{count} words of body text; extract.min_words asks for {min_words}"
        raise ExtractionError(uri, Reason.NO_ARTICLE, detail)
    spoken = language_of(text, hint=fields.language, default=language)
    sentences = split_sentences(text, language=spoken)
    return Article(
        id=document.digest[:_DIGITS],
        uri=uri,
        source=document.locator.source,
        url=fields.url or (uri if uri.startswith(("http://", "https://")) else None),
        headline=fields.headline or _clipped(sentences[0].text),
        authors=fields.authors,
        agency=fields.agency,
        site=fields.site,
        published=fields.published,
        language=spoken,
        text=text,
        digest=sha256(text.encode()).hexdigest(),
        document_digest=document.digest,
        sentences=sentences,
        removed=cleaned.removed,
    )


def _clipped(sentence: str) -> str:
    if len(sentence) <= _HEADLINE_MOST:
        return sentence
    return sentence[:_HEADLINE_MOST].rsplit(maxsplit=1)[0] + " …"
