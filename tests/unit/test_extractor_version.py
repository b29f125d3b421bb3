"""The extractor's version stands for all that can change what it makes of a document."""

from __future__ import annotations

import ast
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import briefing
from briefing.extractors.document import automatic
from briefing.extractors.version import CODE, named_version
from briefing.model import Locator, RawDocument
from briefing.settings import ExtractSettings

PACKAGE = Path(briefing.__file__).parent
# These hold types and options: they decide no letter of a text.
WITHOUT_A_SAY = {"briefing", "briefing.model", "briefing.settings", "briefing.errors"}
MORNING = datetime(2026, 1, 15, 6, 0, tzinfo=UTC)


def test_an_article_says_by_which_extractor_it_was_read_and_when() -> None:
    body = b"Rain in the hills\n\n" + b"It rained in the hills all day, and nobody went out. " * 5
    document = RawDocument(
        locator=Locator(kind="file", uri="rain.txt", source="tests"),
        body=body,
        media_type="text/plain",
        charset=None,
        fetched_at=MORNING,
        digest=sha256(body).hexdigest(),
    )

    article = automatic(ExtractSettings(), language="en")(document)

    assert article.extractor == named_version()
    assert article.extractor.startswith(f"automatic {briefing.__version__}+")
    assert article.read_at == MORNING


def test_the_version_covers_all_code_that_the_extractor_uses() -> None:
    covered = {path for pattern in CODE for path in PACKAGE.glob(pattern)}

    used = {name for path in covered if path.suffix == ".py" for name in imported(path)}

    files = {
        PACKAGE.parent / f"{name.replace('.', '/')}.py"
        for name in used - WITHOUT_A_SAY
        if not (PACKAGE.parent / name.replace(".", "/")).is_dir()
    }
    assert files <= covered


def test_the_version_covers_the_weights() -> None:
    covered = {path.name for pattern in CODE for path in PACKAGE.glob(pattern)}

    assert {"weights.toml", "trees.json"} <= covered


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {
        node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module
    }
    return {name for name in names if name.split(".")[0] == "briefing"}
