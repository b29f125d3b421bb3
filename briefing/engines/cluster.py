"""Workers of one machine or of many, by Dask distributed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager

import dask
from distributed import Client, Future, KilledWorker, LocalCluster, as_completed

from briefing.engines.contract import DIED, Lost, Result, Task
from briefing.errors import EngineError

_ANSWER_S = 15
_AHEAD = 2  # tasks for each worker that are handed out, so that none waits for the next
_CONFIG = {
    # Workers start children of their own, which read what strangers wrote.
    "distributed.worker.daemon": False,
    # What ends two workers is set aside, and run alone later.
    "distributed.scheduler.allowed-failures": 1,
    "distributed.comm.timeouts.connect": f"{_ANSWER_S}s",
    "logging.distributed": "critical",
}
_TALKATIVE = (
    "distributed", "distributed.client", "distributed.core", "distributed.nanny",
    "distributed.scheduler", "distributed.worker", "tornado.application",
)  # fmt: skip
# The scheduler has gone, or has forgotten us.
_GONE = (CancelledError, OSError, TimeoutError)


@contextmanager
def cluster(address: str, *, workers: int, answer_s: float = _ANSWER_S) -> Iterator[Cluster]:
    """Join the cluster at `host:port`, or start one of this machine where none is named.

    Raises:
        EngineError: nobody answers there, or there is no worker.
    """
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what they say, our errors say
    with dask.config.set(_CONFIG):
        try:
            place = f"tcp://{address}" if address else _own(workers)
            client = Client(  # type: ignore[no-untyped-call]
                place, timeout=answer_s, set_as_default=False
            )
        except (OSError, TimeoutError, ValueError) as error:
            raise EngineError(
                f"dask://{address}",
                "no scheduler answers there; start one with `dask scheduler`, and check host and "
                "port, which it prints",
            ) from error
        try:
            yield Cluster(client, f"dask://{address}" if address else "dask")
        finally:
            _close(client)
            if isinstance(place, LocalCluster):
                place.close(timeout=_ANSWER_S)


def _own(workers: int) -> LocalCluster:
    return LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=workers, threads_per_worker=1, dashboard_address=None, protocol="tcp"
    )


def _close(client: Client) -> None:
    try:
        client.close(timeout=_ANSWER_S)  # type: ignore[no-untyped-call]
    except _GONE:
        logging.getLogger(__name__).info("the scheduler went away before we did")


class Cluster:
    """The workers that a client of Dask's can reach."""

    def __init__(self, client: Client, name: str) -> None:
        self._client = client
        self._name = name
        self.workers = len(client.scheduler_info(n_workers=-1)["workers"])
        if not self.workers:
            raise EngineError(name, "there is no worker; start some with `dask worker HOST:PORT`")

    def run(
        self, function: Callable[[Task], Result], tasks: Iterable[Task]
    ) -> Iterator[tuple[Task, Result | Lost]]:
        """Give each task with its result, or that it is lost, as they come."""
        suspects: list[Task] = []
        for task, result in self._results(function, iter(tasks), self.workers * _AHEAD):
            if isinstance(result, Lost):
                suspects.append(task)
            else:
                yield task, result
        for task in suspects:
            yield from self._results(function, iter([task]), 1)

    def _results(
        self, function: Callable[[Task], Result], waiting: Iterator[Task], most: int
    ) -> Iterator[tuple[Task, Result | Lost]]:
        flying: dict[object, Task] = {}
        futures = as_completed(loop=self._client.loop)  # type: ignore[no-untyped-call]
        number = 0
        try:
            while True:
                for task in _some(waiting, most - len(flying)):
                    number += 1
                    future = self._client.submit(function, task, pure=False, retries=0)
                    flying[future.key] = task
                    futures.add(future)  # type: ignore[no-untyped-call]
                if not flying:
                    return
                future = next(futures)
                yield flying.pop(future.key), self._result(future)
        except _GONE as error:
            raise EngineError(
                self._name,
                f"the scheduler went away ({type(error).__name__}); what is done stays, "
                "run the same command to go on",
            ) from error

    def _result(self, future: Future) -> Result | Lost:  # type: ignore[type-arg]
        try:
            result: Result = future.result(timeout=_ANSWER_S)
            return result
        except KilledWorker:
            return Lost(why=DIED)
        except ModuleNotFoundError as error:
            raise EngineError(
                self._name, f"a worker lacks a package ({error}); install what we have there too"
            ) from error


def _some(waiting: Iterator[Task], count: int) -> Iterator[Task]:
    for _ in range(count):
        try:
            yield next(waiting)
        except StopIteration:
            return
