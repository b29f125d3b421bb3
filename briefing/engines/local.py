"""Several processes of this machine, by joblib's loky.

Where a worker dies, loky ends all of them and gives up; so no more tasks are handed out
than there are workers, those in hand are set aside, and new workers go on.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from threading import Thread
from typing import Generic

from joblib.externals.loky import ProcessPoolExecutor

from briefing.engines.contract import DIED, Lost, Result, Task
from briefing.engines.signals import held, ignore

_LOOK_S = 0.5  # between two looks whether somebody still waits for a worker
_HANDED_S = 2.0  # for a task to be on its way
# Articles are small: more threads in each worker would take the processor from one another.
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class Local:
    """Workers of this machine."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def run(
        self, function: Callable[[Task], Result], tasks: Iterable[Task]
    ) -> Iterator[tuple[Task, Result | Lost]]:
        """Give each task with its result, or that it is lost, as they come."""
        waiting, suspects = iter(tasks), list[Task]()
        is_done = False
        while not is_done:
            with _Pool[Task, Result](function, self.workers) as pool:
                yield from pool.results(waiting)
            suspects += pool.in_hand
            is_done = not pool.is_broken
        while suspects:
            with _Pool[Task, Result](function, 1) as pool:
                while suspects and not pool.is_broken:
                    yield from pool.results(iter([suspects.pop(0)]))
            yield from ((task, Lost(why=DIED)) for task in pool.in_hand)


class _Pool(Generic[Task, Result]):
    """Workers that live until one of them dies; `in_hand` is what they left undone then."""

    def __init__(self, function: Callable[[Task], Result], workers: int) -> None:
        self.in_hand: list[Task] = []
        self.is_broken = False
        self._function = function
        self._workers = workers
        self._flying: dict[Future[Result], Task] = {}
        self._pool = ProcessPoolExecutor(
            max_workers=workers, env=ONE_THREAD, initializer=_prepare, initargs=(os.getpid(),)
        )

    def __enter__(self) -> _Pool[Task, Result]:
        return self

    def __exit__(self, *_: object) -> None:
        # Whoever leaves early, as on Ctrl-C, does not wait for what is half done; but loky
        # stumbles over what is on its way to a worker.
        until = time.monotonic() + _HANDED_S
        while not all(map(_is_handed_out, self._flying)) and time.monotonic() < until:
            time.sleep(0.01)
        self._pool.shutdown(wait=True, kill_workers=bool(self._flying) or self.is_broken)

    def results(self, waiting: Iterator[Task]) -> Iterator[tuple[Task, Result]]:
        """Give results until no task is waiting, or a worker has died."""
        while True:
            while len(self._flying) < self._workers:
                try:
                    task = next(waiting)
                except StopIteration:
                    break
                if not self._is_handed(task):
                    break
            if not self._flying and not self.is_broken:
                return
            done, _ = wait(self._flying, return_when=FIRST_COMPLETED)
            yield from self._taken(done)
            if self.is_broken:
                self.in_hand += self._flying.values()
                self._flying.clear()
                return

    def _is_handed(self, task: Task) -> bool:
        try:
            with held():  # here workers are started
                self._flying[self._pool.submit(self._function, task)] = task
        except BrokenExecutor:  # a worker died while it had nothing in hand
            self.in_hand.append(task)
            self.is_broken = True
        return not self.is_broken

    def _taken(self, done: Iterable[Future[Result]]) -> Iterator[tuple[Task, Result]]:
        for future in done:
            task = self._flying.pop(future)
            try:
                result = future.result()
            except BrokenExecutor:
                self.in_hand.append(task)
                self.is_broken = True
                continue
            yield task, result


def _is_handed_out(future: Future[Result]) -> bool:
    return future.running() or future.done()


def _prepare(parent: int) -> None:
    # loky would start the children of its workers in its own way, which they do not know.
    multiprocessing.set_start_method("spawn", force=True)
    ignore()
    Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    """End this worker when the process that started it is gone: loky's would wait for ever."""
    while os.getppid() == parent:
        time.sleep(_LOOK_S)
    os._exit(1)
