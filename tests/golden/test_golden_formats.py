"""Formats that are text, and the schema of brief.json, held against what a person has read."""

from __future__ import annotations

import json
from pathlib import Path

from briefing.renderers.data import schema
from briefing.renderers.plain import text
from briefing.settings import OutputSettings
from briefs import two_articles

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent


def test_the_published_schema_is_what_is_written(*, update_golden: bool) -> None:
    path = ROOT / "docs" / "brief.schema.json"
    told = json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"
    if update_golden:
        path.write_text(told, encoding="utf-8")

    assert path.read_text(encoding="utf-8") == told


def test_the_plain_text_is_as_it_was_read(*, update_golden: bool) -> None:
    path = HERE / "brief.txt"
    written = text(two_articles(), OutputSettings())
    if update_golden:
        path.write_text(written, encoding="utf-8")

    assert path.read_text(encoding="utf-8") == written
