"""SECURITY.md names a test for each threat: they are there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("| ").split(" | ")]
    for line in TABLE.partition("## Threats")[2].partition("## What is not")[0].splitlines()
    if line.startswith("| ") and not line.startswith("| threat")
]


def test_every_threat_has_a_default_and_a_test() -> None:
    assert len(ROWS) > 20
    assert [row for row in ROWS if len(row) != 3 or not re.search(r"`test_\w+`", row[2])] == []


def test_every_test_that_is_named_is_there() -> None:
    named = {name for row in ROWS for name in re.findall(r"`(test_\w+)`", row[2])}

    there = {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", file.read_text(encoding="utf-8"), re.M)
    }

    assert named - there == set()


def test_every_test_of_hostile_input_is_known_to_a_threat_or_counts() -> None:
    files = {file.name for file in Path(__file__).parent.glob("test_*.py")}
    named = set(re.findall(r"`(test_\w+)`", TABLE))

    silent = {
        file
        for file in files - {"test_threats.py"}
        if not named & set(re.findall(r"^def (test_\w+)", _text(file), re.M))
    }

    assert silent == set()


def _text(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")
