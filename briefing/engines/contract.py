"""What an engine promises, whoever made it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

DIED = "it ended its worker twice: a crash, or more memory than the system gives"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A task that ended its worker, again when it ran alone; the others went on."""

    why: str


class Engine(Protocol):
    """Runs a function over tasks; function, tasks and results pickle.

    A task may run more than once: where a worker dies, what it had in hand is run again,
    each task alone, so that the one at fault is found.
    """

    workers: int

    def run(
        self, function: Callable[[Task], Result], tasks: Iterable[Task]
    ) -> Iterator[tuple[Task, Result | Lost]]:
        """Give each task with its result, or that it is lost, as they come.

        Tasks are pulled as workers become free. What `function` raises is raised here.

        Raises:
            EngineError: the engine is not there, or went away.
        """
