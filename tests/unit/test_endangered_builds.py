"""Whole builds whose workers are killed, by others and by what they work on."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path
from typing import NamedTuple

import pytest

from archives import NOW, put, settings
from benchmarks.endangered import Endangered
from briefing.archive import manifest as manifests
from briefing.archive.building import Built, Size, build
from briefing.archive.manifest import Manifest
from briefing.archive.spans import brief_of
from briefing.encoding import encode
from briefing.engines.contract import Engine
from briefing.engines.opening import Serial, open_engine
from briefing.partitions.work import Made
from briefing.tables.tables import Span

COUNT, POISON = 40, "pages/013.html"
POSIX = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system kills otherwise")


class Expected(NamedTuple):
    root: Path
    rest: Manifest
    brief_of_rest: object
    whole: Manifest
    brief_of_whole: object


def built(root: Path, archive: Path, engine: Engine, **more: object) -> Built:
    return build(settings(root), archive, engine, now=NOW, size=Size(most_inputs=1), **more)  # type: ignore[arg-type]


def brief(root: Path, archive: Path) -> object:
    return encode(brief_of(settings(root), archive, Span(), now=NOW)[0])


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Expected:
    """Give what one process makes of some pages, without the poison and with it."""
    root = tmp_path_factory.mktemp("news")
    put(root, *range(COUNT))
    archive, poison = root / "serial", root / POISON
    poison.rename(root / "aside")
    built(root, archive, Serial())
    rest, brief_of_rest = manifests.needed(archive), brief(root, archive)
    (root / "aside").rename(poison)
    built(root, archive, Serial())
    return Expected(root, rest, brief_of_rest, manifests.needed(archive), brief(root, archive))


@POSIX
@pytest.mark.parametrize(("kind", "workers"), [("local", 1), ("dask", 2)])
def test_a_killed_worker_costs_nothing_and_a_poisoned_partition_itself_alone(
    kind: str, workers: int, expected: Expected, tmp_path: Path
) -> None:
    root, archive = expected.root, expected.root / kind
    killed = list[int]()

    def kill(done: int, _planned: int, _made: Made | None) -> None:
        if done == COUNT // 2:
            for pid in endangered.pids():
                with contextlib.suppress(ProcessLookupError):  # it has died of the poison
                    os.kill(pid, signal.SIGKILL)
                    killed.append(pid)

    with open_engine(kind, workers=workers) as engine:
        endangered = Endangered(engine, tmp_path, POISON)
        first = built(root, archive, endangered, progress=kill)
    of_rest, brief_of_rest = manifests.needed(archive), brief(root, archive)
    second = built(root, archive, Serial())

    assert killed
    [(partition, why)] = first.lost
    assert [one.uri for one in partition.inputs] == [POISON]
    assert "ended its worker twice" in why
    # Whose worker was killed between its file and its word for it is found.
    assert first.made + first.found == COUNT - 1
    assert (of_rest, brief_of_rest) == (expected.rest, expected.brief_of_rest)
    assert (second.made, second.total) == (1, COUNT)
    assert manifests.needed(archive) == expected.whole
    assert brief(root, archive) == expected.brief_of_whole
