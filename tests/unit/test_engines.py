from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefing.engines.cluster import cluster
from briefing.engines.contract import Engine, Lost
from briefing.engines.opening import open_engine
from briefing.errors import EngineError
from partition_tasks import hostile, raising, whose


@pytest.fixture(scope="module", params=["local", "dask"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    with open_engine(request.param, workers=2) as opened:
        yield opened


def test_a_killed_worker_costs_nothing_and_a_task_that_kills_its_own_is_named(
    engine: Engine, tmp_path: Path
) -> None:
    tasks = [(tmp_path, number) for number in range(40)]

    results = dict(engine.run(hostile, tasks))

    assert (tmp_path / "killed").exists()
    lost = results.pop((tmp_path, 13))
    assert isinstance(lost, Lost)
    assert "ended its worker twice" in lost.why
    assert results == {task: task[1] for task in tasks if task[1] != 13}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system kills otherwise")
def test_a_worker_that_dies_between_two_tasks_costs_nothing() -> None:
    pids = list[int]()

    def tasks() -> Iterator[int]:
        yield 1
        os.kill(pids[0], signal.SIGKILL)
        while is_there(pids[0]):
            pass
        yield 2

    results = list[int]()
    with open_engine("local", workers=1) as engine:
        for task, pid in engine.run(whose, tasks()):
            assert isinstance(pid, int)
            results.append(task)
            pids.append(pid)

    assert results == [1, 2]


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_what_a_task_raises_is_raised_here(engine: Engine) -> None:
    with pytest.raises(KeyError):
        list(engine.run(raising, range(4)))


def test_a_scheduler_that_is_not_there_is_told_with_what_to_do() -> None:
    with (
        pytest.raises(EngineError, match="start one with `dask scheduler`"),
        cluster("127.0.0.1:1", workers=1, answer_s=0.5),
    ):
        pass
