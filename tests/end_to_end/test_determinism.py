"""The same articles, settings and time give the same bytes, wherever and however they are run."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from briefing.registry import names

ROOT = Path(__file__).parents[2]


FILES = (
    "brief.confluence.xml", "brief.dokuwiki.txt", "brief.eml", "brief.epub", "brief.html",
    "brief.json", "brief.md", "brief.mediawiki", "brief.obsidian.md", "brief.pdf",
    "brief.plain.md", "brief.txt",
)  # fmt: skip
# All there are; `gfm` is another name of `markdown`, and would be the same file.
FORMATS = sorted(set(names("renderers")) - {"gfm"})
BUILD = ("build", *(word for name in FORMATS for word in ("--format", name)))


def built(folder: Path, **environment: str) -> dict[str, str]:
    """Build the samples in a folder of their own; give the digest of each file."""
    folder.mkdir()
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    shutil.copy(ROOT / "briefing.toml", folder)
    for command in (BUILD, ("site", "-o", "site")):
        subprocess.run(
            [sys.executable, "-m", "briefing", *command],
            cwd=folder,
            env={**os.environ, "SOURCE_DATE_EPOCH": "1768456800", **environment},
            check=True,
        )
    made = [*(folder / "build" / "2026-01-15").iterdir(), folder / "build" / "feed.atom"]
    made += [path for path in (folder / "site").rglob("*") if path.is_file()]
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in made
    }


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder in which a brief was built."""
    return tmp_path_factory.mktemp("determinism") / "one"


@pytest.fixture(scope="module")
def first(desk: Path) -> dict[str, str]:
    return built(desk, PYTHONHASHSEED="1", TZ="Asia/Tokyo", LC_ALL="C.UTF-8")


def test_folder_hash_seed_time_zone_and_locale_do_not_show(
    first: dict[str, str], tmp_path: Path
) -> None:
    second = built(tmp_path / "another", PYTHONHASHSEED="2", TZ="America/New_York", LC_ALL="C")
    third = built(tmp_path / "third", PYTHONHASHSEED="3", TZ="UTC", LC_ALL="C.UTF-8")

    assert first == second == third
    assert sorted(first) == [
        *(f"build/2026-01-15/{name}" for name in FILES),
        "build/feed.atom",
        *(f"site/{name}" for name in ("feed.atom", "index.html", "search/2026-01.js")),
    ]


@pytest.mark.usefixtures("first")
def test_a_second_run_touches_nothing(desk: Path) -> None:
    files = [*(desk / "build" / "2026-01-15").iterdir()]
    for path in files:
        os.utime(path, (1, 1))

    subprocess.run(
        [sys.executable, "-m", "briefing", *BUILD],
        cwd=desk,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1768456800"},
        check=True,
    )

    assert {path.stat().st_mtime for path in files} == {1}
