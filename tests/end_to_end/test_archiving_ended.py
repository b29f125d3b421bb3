"""Builds of an archive that are ended half-way, with all their processes, and then go on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # comes with Dask and without types
import pytest

from archives import page, put
from briefing.archive import manifest as manifests

pytestmark = pytest.mark.skipif(not hasattr(os, "killpg"), reason="this system has no groups")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Give a desk whose second partition takes a while."""
    put(tmp_path, 1)
    lines = "".join(json.dumps({"html": page(2), "pad": "x" * 8_000}) + "\n" for _ in range(210))
    (tmp_path / "pages/later.jsonl").write_text(lines, encoding="utf-8")
    (tmp_path / "briefing.toml").write_text(
        '[[source]]\nname = "pages"\npaths = ["pages"]\n[archive]\npath = "archive"\n'
    )
    return tmp_path


@pytest.mark.parametrize(
    ("engine", "sent", "told"),
    [
        ("serial", signal.SIGINT, "interrupted"),
        ("local", signal.SIGTERM, "ended by SIGTERM"),
        ("dask", signal.SIGINT, "interrupted"),
    ],
)
def test_a_signal_for_all_processes_ends_a_build_in_one_line_and_orphans_nobody(
    engine: str, sent: signal.Signals, told: str, desk: Path
) -> None:
    command = [sys.executable, "-m", "briefing", "archive", "build", "--json", "--engine", engine]
    with subprocess.Popen(
        [*command, "--workers", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=desk,
        start_new_session=True,
    ) as process:
        assert process.stdout
        begun, first = process.stdout.readline(), process.stdout.readline()
        children = psutil.Process(process.pid).children(recursive=True)
        os.killpg(process.pid, sent)
        _, err = process.communicate(timeout=60)

    assert (process.returncode, err.decode()) == (130, f"briefing: error: {told}\n")
    assert (json.loads(begun)["done"], json.loads(first)["done"]) == (0, 1)
    assert children
    assert psutil.wait_procs(children, timeout=10)[1] == []
    [kept] = manifests.needed(desk / "archive").entries
    assert kept.name == json.loads(first)["partition"]


def test_workers_end_with_a_build_that_is_killed(desk: Path) -> None:
    command = [sys.executable, "-m", "briefing", "archive", "build", "--json", "--engine", "local"]
    with subprocess.Popen(
        [*command, "--workers", "1"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=desk
    ) as process:
        assert process.stdout
        process.stdout.readline()
        process.stdout.readline()
        children = psutil.Process(process.pid).children(recursive=True)
        process.kill()

    assert children
    assert psutil.wait_procs(children, timeout=10)[1] == []
