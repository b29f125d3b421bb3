"""Extract the article from a web page: trafilatura finds the body, our rules sweep it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

from briefing.errors import ExtractionError
from briefing.extractors.articles import make_article
from briefing.extractors.cleaning import Cleaned, clean_body
from briefing.extractors.decoding import decode
from briefing.extractors.metadata import Fields
from briefing.extractors.page import read_fields, visible_lines
from briefing.model import Article, RawDocument, Reason, Removal
from briefing.settings import ExtractSettings
from briefing.text import fold, printable

_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?([\w:.-]{2,40})", re.IGNORECASE
)
_HEAD = 4_096  # bytes in which a page must name its charset
_SURVIVED = 0.8  # share of a line's pairs of words that the body must hold


def html(settings: ExtractSettings, *, language: str) -> Callable[[RawDocument], Article]:
    """Make the extractor of web pages; `language` is that of pages that do not tell theirs."""
    return partial(extract, settings=settings, language=language)


def extract(document: RawDocument, *, settings: ExtractSettings, language: str) -> Article:
    """Extract the article from a web page, with a ledger of the lines that are not in it.

    The ledger's line numbers count the page's lines of text, as a reader sees them.

    Raises:
        ExtractionError: the document is empty, no text, or holds no article.
    """
    text = decode(document, declared=_declared_charset(document.body))
    try:
        fields, lines, body = _read(text)
    except Exception as error:  # lxml and trafilatura fail on odd pages in any way there is
        detail = f"the page cannot be read: {type(error).__name__}"
        raise ExtractionError(document.locator.uri, Reason.NO_ARTICLE, detail) from error
    cleaned = clean_body(body, headline=document.hints.headline or fields.headline)
    merged = replace(
        cleaned,
        fields=_merged(fields, cleaned.fields),
        removed=tuple(_ledger(lines, cleaned)),
    )
    return make_article(document, merged, language=language, min_words=settings.min_words)


def _declared_charset(body: bytes) -> str | None:
    found = _CHARSET.search(body, 0, _HEAD)
    return found[1].decode("ascii", errors="replace") if found else None


def _read(text: str) -> tuple[Fields, tuple[str, ...], str]:
    import trafilatura  # noqa: PLC0415 - takes .6 s to load

    tree = trafilatura.load_html(text)
    if tree is None:
        return Fields(), (), ""
    fields, lines = read_fields(tree), visible_lines(tree)
    body = trafilatura.extract(tree, include_comments=False, include_tables=False) or ""
    return fields, lines, printable(body).replace("\n", "\n\n")  # a line is a paragraph there


def _merged(declared: Fields, seen: Fields) -> Fields:
    """Fill what the page does not declare with what its lines say."""
    return Fields(
        headline=declared.headline or seen.headline,
        authors=declared.authors or seen.authors,
        agency=declared.agency or seen.agency,
        site=declared.site or seen.site,
        published=declared.published or seen.published,
        url=declared.url,
        language=declared.language,
    )


def _ledger(lines: Sequence[str], cleaned: Cleaned) -> Iterator[Removal]:
    """Name the page's lines that are not in the body, by the rule that took them."""
    body = _pairs(cleaned.paragraphs)
    unseen = Counter(fold(paragraph) for paragraph in cleaned.paragraphs)
    rules = {fold(removal.text): removal.rule for removal in cleaned.removed}
    rules |= dict.fromkeys(unseen, "repeated")  # where it stands more often than in the body
    for number, line in enumerate(lines, start=1):
        folded = fold(line)
        is_kept = unseen[folded] > 0 or (folded not in rules and _survives(folded, body))
        unseen[folded] -= 1
        if not is_kept:
            yield Removal(line=number, text=line, rule=rules.get(folded, "page"))
            continue
        for removal in cleaned.removed:  # parts of lines are few
            if removal.rule == "credit" and line.endswith(removal.text):
                yield Removal(line=number, text=removal.text, rule=removal.rule)


def _pairs(paragraphs: Sequence[str]) -> frozenset[tuple[str, str]]:
    """List the words that stand side by side; nothing stands beside a paragraph's ends."""
    return frozenset(
        pair for paragraph in paragraphs for pair in pairwise(["", *fold(paragraph).split(), ""])
    )


def _survives(folded: str, body: frozenset[tuple[str, str]]) -> bool:
    """Tell whether a line is in the body, though joined with others or cut a little."""
    words = folded.split()
    if len(words) == 1:
        return ("", words[0]) in body and (words[0], "") in body
    pairs = list(pairwise(words))
    return sum(pair in body for pair in pairs) >= _SURVIVED * len(pairs)
