from __future__ import annotations

import resource
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest

from briefing.errors import ExtractionError
from briefing.extractors.html import html
from briefing.model import Article, Locator, RawDocument, Reason
from briefing.settings import ExtractSettings
from hostile import PAGES
from makers import NOW

MOST_SECONDS = 10
MOST_MEMORY = 2**30 if sys.platform == "darwin" else 2**20  # 1 GB, in the system's own unit


def extract(page: str | bytes) -> Article | Reason:
    body = page if isinstance(page, bytes) else page.encode("utf-8", "surrogatepass")
    document = RawDocument(
        locator=Locator(kind="file", uri="a.html", source="tests"),
        body=body,
        media_type="text/html",
        charset=None,
        fetched_at=NOW,
        digest=sha256(body).hexdigest(),
    )
    try:
        return html(ExtractSettings(), language="en")(document)
    except ExtractionError as error:
        return error.reason


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_page_gives_an_article_or_a_reason_in_time(name: str) -> None:
    page = PAGES[name]()
    start = time.process_time()

    result = extract(page)

    assert isinstance(result, Article | Reason)
    assert time.process_time() - start < MOST_SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < MOST_MEMORY


def test_an_external_entity_is_not_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("The password of the harbor is herring, and nobody should read it here.")
    text = "The harbor council voted on Monday to rebuild the old northern pier. " * 3

    result = extract(f'<!DOCTYPE x [<!ENTITY a SYSTEM "file://{secret}">]><p>{text}&a;</p>')

    assert isinstance(result, Article)
    assert "herring" not in repr(result)
