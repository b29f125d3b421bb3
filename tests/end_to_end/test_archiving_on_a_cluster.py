"""Builds on a cluster that has another version, or whose scheduler goes away half-way."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from archives import NOW, put, settings
from briefing import __version__
from briefing.archive import manifest as manifests
from briefing.archive.building import Built, Size, build
from briefing.engines.cluster import cluster
from briefing.engines.contract import Engine
from briefing.engines.opening import Serial
from briefing.errors import EngineError
from briefing.partitions.work import Made


@contextmanager
def program(*words: str, until: str, package: Path) -> Iterator[tuple[re.Match[str], int]]:
    """Run a program of Dask's; give what it says when it is there, and its number."""
    with subprocess.Popen(
        [sys.executable, "-m", "dask", *words, "--host", "127.0.0.1", "--no-dashboard"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd=package,  # which is looked through first
        env={**os.environ, "PYTHONPATH": str(package)},
    ) as process:
        try:
            assert process.stderr
            said = (re.search(until, line) for line in process.stderr)
            yield next(one for one in said if one), process.pid
        finally:
            process.kill()


@contextmanager
def scheduler(package: Path) -> Iterator[tuple[str, int]]:
    words, until = ("scheduler", "--port", "0"), r"Scheduler at: +tcp://(\S+)"
    with program(*words, until=until, package=package) as (found, pid):
        yield found[1], pid


@contextmanager
def worker(address: str, package: Path) -> Iterator[None]:
    words = ("worker", f"tcp://{address}", "--no-nanny", "--nthreads", "1")
    with program(*words, until="Registered to", package=package):
        yield


def built(root: Path, name: str, engine: Engine, **more: object) -> Built:
    size = Size(most_inputs=1)
    return build(settings(root), root / name, engine, now=NOW, size=size, **more)  # type: ignore[arg-type]


def test_what_a_cluster_cannot_do_is_told_and_the_next_run_goes_on(
    root: Path, tmp_path: Path
) -> None:
    put(tmp_path, *range(8))
    older = tmp_path / "older/briefing"
    older.mkdir(parents=True)
    (older / "__init__.py").write_text('__version__ = "0.0.1"\n')

    with scheduler(root) as (address, pid):

        def kill(done: int, _planned: int, _made: Made | None) -> None:
            if done == 3:
                os.kill(pid, 9)

        with (
            worker(address, older.parent),
            pytest.raises(EngineError) as other_version,
            cluster(address, workers=1),
        ):
            pass
        with (
            worker(address, root),
            pytest.raises(EngineError) as gone,
            cluster(address, workers=1, answer_s=2) as engine,
        ):
            built(tmp_path, "archive", engine, progress=kill)
    again = built(tmp_path, "archive", Serial())
    built(tmp_path, "at once", Serial())

    assert f"a worker has version 0.0.1 of this package, and the run {__version__}" in str(
        other_version.value
    )
    assert "the scheduler went away" in str(gone.value)
    assert "run the same command to go on" in str(gone.value)
    assert 0 < again.made < 8
    assert manifests.needed(tmp_path / "archive") == manifests.needed(tmp_path / "at once")
