"""Tasks for the tests of engines: they run in other processes, so they live in a module."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from briefing.engines.contract import Engine, Lost, Result, Task
from briefing.partitions.plan import Partition


def hostile(task: tuple[Path, int]) -> int:
    """Die for 13, always, and kill the worker of the seventh task, the first time."""
    folder, number = task
    mark = folder / "killed"
    if number == 7 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if number == 13:
        os._exit(3)
    return number


def raising(number: int) -> int:
    if number == 2:
        raise KeyError(number)
    return number


@dataclass
class Endangered:
    """An engine whose workers say who they are, and die of the partition of one page."""

    engine: Engine
    marks: Path
    poison: str
    workers: int = 2

    def run(
        self, function: Callable[[Task], Result], tasks: Iterable[Task]
    ) -> Iterator[tuple[Task, Result | Lost]]:
        return self.engine.run(
            partial(poisoned, function=function, marks=self.marks, poison=self.poison), tasks
        )

    def pids(self) -> list[int]:
        return [int(mark.name) for mark in self.marks.iterdir()]


def poisoned(task: Task, *, function: Callable[[Task], Result], marks: Path, poison: str) -> Result:
    """Be killed where a partition holds the poison; else do what is to be done."""
    (marks / str(os.getpid())).touch()
    if isinstance(task, Partition) and any(one.uri == poison for one in task.inputs):
        os.kill(os.getpid(), signal.SIGKILL)
    return function(task)
