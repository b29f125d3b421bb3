"""Workers that may be killed, by others and by what they work on; for benchmarks and tests."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from briefing.engines.contract import Engine, Lost, Result, Task
from briefing.partitions.plan import Partition


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
        """Run as the engine does, with the poison."""
        return self.engine.run(
            partial(poisoned, function=function, marks=self.marks, poison=self.poison), tasks
        )

    def pids(self) -> list[int]:
        """Give the processes that have worked so far."""
        return [int(mark.name) for mark in self.marks.iterdir()]


def poisoned(task: Task, *, function: Callable[[Task], Result], marks: Path, poison: str) -> Result:
    """Be killed where a partition holds the poison; else do what is to be done."""
    (marks / str(os.getpid())).touch()
    if isinstance(task, Partition) and any(one.uri == poison for one in task.inputs):
        os.kill(os.getpid(), signal.SIGKILL)
    return function(task)
