"""What `briefing check` finds before a run."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from briefing.checking import findings
from briefing.settings import OutputSettings, Settings, SourceSettings
from makers import NOW


class Untouched(io.RawIOBase):
    """A standard input that nobody may read."""

    def readable(self) -> bool:
        return True

    def readinto(self, _buffer: object, /) -> int:
        raise AssertionError("standard input was read")


def test_standard_input_is_not_read_by_a_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Untouched())))
    (tmp_path / "empty.txt").touch()
    source = SourceSettings(name="desk", paths=("-", "empty.txt"))
    settings = Settings(
        root=tmp_path, sources=(source,), output=OutputSettings(formats=("markdown",))
    )

    assert list(findings(settings, now=NOW)) == ["desk: empty.txt: is empty"]
