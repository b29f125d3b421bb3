"""Does many waits at once: one at a time for each key, results in the order of the items."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_Job = tuple[Item, "Future[Result]"]


def side_by_side(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    *,
    key: Callable[[Item], str],
    workers: int,
) -> Generator[Result, None, None]:
    """Work on items of different keys in parallel; give results in the order of `items`.

    An exception in `work` is raised when its turn to be given comes. Who stops reading
    stops the work: what is under way is left to end by itself.
    """
    jobs: list[_Job[Item, Result]] = [(item, Future()) for item in items]
    queues: SimpleQueue[list[_Job[Item, Result]]] = SimpleQueue()
    for queue in _by_key(jobs, key):
        queues.put(queue)
    stop = threading.Event()
    for _ in range(min(workers, queues.qsize())):
        # Daemons: an interrupted run must not wait for a host's pause to end.
        threading.Thread(target=_work, args=(work, queues, stop), daemon=True).start()
    waiting = deque(future for _, future in jobs)
    del jobs
    try:
        while waiting:
            yield waiting.popleft().result()
    finally:
        stop.set()


def _by_key(
    jobs: Sequence[_Job[Item, Result]], key: Callable[[Item], str]
) -> list[list[_Job[Item, Result]]]:
    groups: dict[str, list[_Job[Item, Result]]] = {}
    for job in jobs:
        groups.setdefault(key(job[0]), []).append(job)
    return list(groups.values())


def _work(
    work: Callable[[Item], Result],
    queues: SimpleQueue[list[_Job[Item, Result]]],
    stop: threading.Event,
) -> None:
    while not stop.is_set():
        try:
            queue = queues.get_nowait()
        except Empty:
            return
        for item, future in queue:
            if stop.is_set():
                return
            try:
                future.set_result(work(item))
            except BaseException as error:  # raised again where the result is taken
                future.set_exception(error)
