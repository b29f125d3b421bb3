"""Workers of one machine or of many, by Dask distributed."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from pkgutil import resolve_name

import dask
from distributed import Client, Future, KilledWorker, LocalCluster, as_completed

from briefing import __version__
from briefing.engines.contract import DIED, Lost, Result, Task
from briefing.engines.signals import held
from briefing.errors import BriefingError, EngineError

_ANSWER_S = 15
_AHEAD = 2  # tasks for each worker that are handed out, so that none waits for the next
_CONFIG = {
    # Workers start children of their own, which read what strangers wrote.
    "distributed.worker.daemon": False,
    "distributed.worker.preload": ["briefing.engines.signals"],
    # What ends two workers is set aside, and run alone later.
    "distributed.scheduler.allowed-failures": 1,
    "distributed.comm.timeouts.connect": f"{_ANSWER_S}s",
    "logging.distributed": "critical",
    "distributed.nanny.pre-spawn-environ.DASK_LOGGING__DISTRIBUTED": "critical",
}
_TALKATIVE = (
    "distributed", "distributed.client", "distributed.core", "distributed.nanny",
    "distributed.scheduler", "distributed.worker", "tornado.application",
)  # fmt: skip
_VERSION = "briefing:__version__"
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
            if address:
                asyncio.run(_knock(address, answer_s))
            with held():  # here workers are started
                place = f"tcp://{address}" if address else _own(workers)
            client = Client(  # type: ignore[no-untyped-call]
                place, timeout=answer_s, set_as_default=False
            )
        except (OSError, TimeoutError, ValueError) as error:
            raise EngineError(
                f"dask://{address}",
                f"no scheduler answers there ({_in_short(error)}); start one with "
                "`dask scheduler`, and check host and port, which it prints",
            ) from error
        try:
            found = Cluster(client, f"dask://{address}" if address else "dask")
            found.check()
            yield found
        finally:
            _close(client)
            if isinstance(place, LocalCluster):
                place.close(timeout=_ANSWER_S)


async def _knock(address: str, answer_s: float) -> None:
    """See that somebody listens; Dask would try again and again. Raises `OSError`, `ValueError`."""
    host, _, port = address.rpartition(":")
    knock = asyncio.open_connection(host.strip("[]"), int(port))
    _, writer = await asyncio.wait_for(knock, answer_s)
    writer.close()
    await writer.wait_closed()


def _in_short(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno and error.errno > 0:
        return os.strerror(error.errno)
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def _own(workers: int) -> LocalCluster:
    return LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=workers, threads_per_worker=1, dashboard_address="127.0.0.1:0", protocol="tcp"
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

    def check(self) -> None:
        """Hold the package of the scheduler and of each worker against ours.

        Raises:
            EngineError: one has another version, or none.
        """
        # A function of Python's own, since another version may lack any of ours.
        found = self._client.run(resolve_name, _VERSION, on_error="return")
        said = [("a worker", version) for version in found.values()]
        try:
            own = self._client.run_on_scheduler(  # type: ignore[no-untyped-call]
                resolve_name, _VERSION
            )
        except ImportError as error:
            own = error
        for who, version in (("the scheduler", own), *said):
            if version != __version__:
                raise EngineError(self._name, _other(who, version))

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
        except TimeoutError:
            address = str(getattr(self._client.scheduler, "address", "")).rpartition("/")[2]
            asyncio.run(_knock(address, _ANSWER_S))
            # What a worker had done and not handed over went with it.
            return Lost(why="its result did not come from the worker that had it")
        except ModuleNotFoundError as error:
            raise EngineError(
                self._name, f"a worker lacks a package ({error}); install what we have there too"
            ) from error
        except BriefingError:
            raise
        except Exception:
            self.check()  # a worker of another version may have come later, and fails in any way
            raise


def _other(who: str, version: object) -> str:
    has = (
        f"lacks this package ({version})"
        if isinstance(version, Exception)
        else f"has version {version} of this package"
    )
    return f"{who} {has}, and the run {__version__}; install the same version everywhere"


def _some(waiting: Iterator[Task], count: int) -> Iterator[Task]:
    for _ in range(count):
        try:
            yield next(waiting)
        except StopIteration:
            return
