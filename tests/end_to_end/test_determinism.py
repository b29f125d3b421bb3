"""The same articles, settings and time give the same bytes, wherever and however they are run."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def built(folder: Path, **environment: str) -> dict[str, str]:
    """Build the samples in a folder of their own; give the digest of each file."""
    folder.mkdir()
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    shutil.copy(ROOT / "briefing.toml", folder)
    subprocess.run(
        [sys.executable, "-m", "briefing", "build"],
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1768456800", **environment},
        check=True,
    )
    day = folder / "build" / "2026-01-15"
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in day.iterdir()}


def test_folder_hash_seed_time_zone_and_locale_do_not_show(tmp_path: Path) -> None:
    first = built(tmp_path / "one", PYTHONHASHSEED="1", TZ="Asia/Tokyo", LC_ALL="C.UTF-8")
    second = built(tmp_path / "another", PYTHONHASHSEED="2", TZ="America/New_York", LC_ALL="C")

    assert first == second
    assert sorted(first) == ["brief.html", "brief.md", "brief.pdf"]


def test_a_second_run_touches_nothing(tmp_path: Path) -> None:
    built(tmp_path / "desk")
    files = [*(tmp_path / "desk" / "build" / "2026-01-15").iterdir()]
    for path in files:
        os.utime(path, (1, 1))

    subprocess.run(
        [sys.executable, "-m", "briefing", "build"],
        cwd=tmp_path / "desk",
        env={**os.environ, "SOURCE_DATE_EPOCH": "1768456800"},
        check=True,
    )

    assert {path.stat().st_mtime for path in files} == {1}
