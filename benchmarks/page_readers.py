"""The extractors that are measured: ours and other people's, each as one function.

A library that is not installed is left out, and named.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from briefing.extractors.pages.reading import Looks, read_page
from briefing.extractors.pages.trees import read_trees
from briefing.model import Hints

FOLDS = 5
_FOLD_WEIGHTS = Path(__file__).with_name("page_folds")
OURS = "ours, unseen pages"

Body = Callable[[str, str], str]  # a page's name and its HTML -> its text


class Found(NamedTuple):
    """The fields that a program found; a date as `2025-03-03`, names parted by commas."""

    headline: str | None = None
    author: str | None = None
    date: str | None = None


Reader = Callable[[str, str | None], Found]  # HTML and address -> fields


def fold_of(name: str) -> int:
    """Give the fold of a page: weights of that number were made without it."""
    digest = hashlib.md5((name + "f").encode(), usedforsecurity=False)
    return int(digest.hexdigest(), 16) % FOLDS


@lru_cache
def _fold_looks(fold: int) -> Looks:
    packed = (_FOLD_WEIGHTS / f"fold-{fold}.json.gz").read_bytes()
    return read_trees(gzip.decompress(packed).decode("utf-8"))


def our_body(name: str, page: str, *, unseen: bool = True, asks_others: bool = True) -> str:
    """Read a page by our extractor; `unseen` by weights that were made without it."""
    looks = _fold_looks(fold_of(name)) if unseen else None
    reading = read_page(page, uri=name, known=Hints(), looks=looks, asks_others=asks_others)
    return "\n\n".join(reading.cleaned.paragraphs)


def refused(name: str, page: str) -> str | None:
    """Say why our extractor takes a page for no article, if it does."""
    found = read_page(page, uri=name, known=Hints()).refusal
    return None if found is None else f"{found[0].value} ({found[1]})"


def _our_fields(page: str, url: str | None) -> Found:
    fields = read_page(page, uri=url or "page", known=Hints(url=url)).cleaned.fields
    moment = fields.published.moment if fields.published else None
    day = moment.date().isoformat() if moment else None
    return Found(fields.headline, ", ".join(fields.authors), day)


def bodies() -> Iterator[tuple[str, Body | str]]:
    """Yield the extractors of bodies by name, or why one is left out."""
    yield OURS, our_body
    yield "ours, unseen, alone", partial(our_body, asks_others=False)
    yield "ours, pages seen", partial(our_body, unseen=False)
    for mode, options in (
        ("default", {}),
        ("precision", {"favor_precision": True}),
        ("recall", {"favor_recall": True}),
        ("fast", {"fast": True}),
    ):
        yield f"trafilatura {mode}", partial(_trafilatura, options=options)
    yield "readability-lxml", _readability
    yield from _optional("newspaper4k", "newspaper", _newspaper)
    yield from _optional("resiliparse", "resiliparse", _resiliparse)
    yield from _optional("jusText", "justext", _justext)


def fields() -> Iterator[tuple[str, Reader | str]]:
    """Yield the readers of fields by name, or why one is left out."""
    yield "ours", _our_fields
    yield "trafilatura", _trafilatura_fields
    yield from _optional("htmldate", "htmldate", _htmldate)
    yield "readability-lxml", _readability_fields
    yield from _optional("newspaper4k", "newspaper", _newspaper_fields)


def _optional(name: str, module: str, reader: Any) -> Iterator[tuple[str, Any]]:
    yield name, reader if find_spec(module) else f"not measured: {module} is not installed"


def _trafilatura(_name: str, page: str, options: dict[str, Any]) -> str:
    import trafilatura

    return trafilatura.extract(page, include_comments=False, **options) or ""


def _trafilatura_fields(page: str, url: str | None) -> Found:
    import trafilatura

    known: Any = trafilatura.extract_metadata(page, default_url=url)
    return Found(known.title, (known.author or "").replace("; ", ", "), known.date)


def _readability(_name: str, page: str) -> str:
    from lxml.html import fromstring  # type: ignore[import-untyped]  # ships no types
    from readability import Document

    summary = fromstring(Document(page).summary())
    return "\n".join(text.strip() for text in summary.itertext() if text.strip())


def _readability_fields(page: str, _url: str | None) -> Found:
    from readability import Document

    return Found(headline=Document(page).short_title())


def _newspaper_article(page: str, url: str | None) -> Any:
    import newspaper

    article = newspaper.Article(url or "http://example.org/", fetch_images=False)
    article.download(input_html=page)
    article.parse()
    return article


def _newspaper(_name: str, page: str) -> str:
    return str(_newspaper_article(page, None).text)


def _newspaper_fields(page: str, url: str | None) -> Found:
    article = _newspaper_article(page, url)
    date = str(article.publish_date)[:10] if article.publish_date else None
    return Found(article.title, ", ".join(article.authors), date)


def _resiliparse(_name: str, page: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(page, main_content=True))


def _justext(_name: str, page: str) -> str:
    import justext

    found = justext.justext(page.encode(), justext.get_stoplist("English"))
    return "\n".join(part.text for part in found if not part.is_boilerplate)


def _htmldate(page: str, url: str | None) -> Found:
    from htmldate import find_date

    return Found(date=find_date(page, url=url))
