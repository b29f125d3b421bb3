"""The one way in which documents of strangers are worked on: in a child with limits.

A parser that loops, eats memory or crashes takes its child along, not the run: the item
is named, a new child is started, and the next item goes on.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from weakref import WeakSet

from briefing.errors import BriefingError

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext
    from multiprocessing.process import BaseProcess

Item = TypeVar("Item")
Result = TypeVar("Result")
Failed = TypeVar("Failed")

_MEGABYTE = 1024 * 1024
# Modules that a child need not load again; by name, as what stands above this floor.
_LOADED = ("briefing.extractors.document", "briefing.renderers.html", "briefing.renderers.pdf")
_START_S = 120.0  # for a child to start, on however busy a machine
_WATCH_S = 0.05  # between two looks at the memory in use
_FIRST = 100  # of what is done at our end
_TOO_MUCH_MEMORY = 86  # the status with which a child ends itself then


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one item may cost.

    `cpu_s` is processor time where the system can count it (not on Windows), `wall_s`
    the time until the next result, whatever the machine is doing, and `memory_mb` the
    address space. Where the system takes that limit and does not keep it, as macOS does,
    `is_address_space` is false and the child watches the memory that it really uses.
    """

    cpu_s: int = 10
    wall_s: float = 120.0
    memory_mb: int = 1_024
    is_address_space: bool = sys.platform != "darwin"


def guarded(
    function: Callable[[Item], Iterable[Result]],
    items: Iterable[Item],
    *,
    limits: Limits,
    failed: Callable[[Item, str], Failed],
) -> Iterator[Result | Failed]:
    """Give the results of `function` for each item, in order, worked out in a child.

    Items are pulled one at a time. For an item that costs too much, or kills its child,
    `failed` makes the last result from the item and the reason. Function, items and
    results must pickle. What `function` raises is raised here: it is a bug.
    """
    with Guard(function, limits=limits, failed=failed) as guard:
        yield from guard.over(items)


class Guard(Generic[Item, Result, Failed]):
    """A child that works on one pass of items after another; see `guarded`.

    It starts with the first item and ends with `close`, or with our own process.
    """

    def __init__(
        self,
        function: Callable[[Item], Iterable[Result]],
        *,
        limits: Limits,
        failed: Callable[[Item, str], Failed],
    ) -> None:
        self._function = function
        self._limits = limits
        self._failed = failed
        self._worker: _Worker[Item, Result] | None = None

    def __enter__(self) -> Guard[Item, Result, Failed]:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def over(self, items: Iterable[Item]) -> Iterator[Result | Failed]:
        """Give the results of each item, in order."""
        for item in items:
            self._worker = self._worker or _Worker(self._function, self._limits)
            is_done = False
            try:
                yield from self._worker.results(item)
                is_done = True
            except _WorkerError as error:
                self.close()
                is_done = True
                yield self._failed(item, str(error))
            finally:
                if not is_done:  # somebody stopped half-way: what is left would be read as the next
                    self.close()

    def close(self) -> None:
        """End the child."""
        if self._worker:
            self._worker.stop()
            self._worker = None


def _context() -> BaseContext:
    """Tell how a child begins: never as a fork of us, which would copy our threads and locks.

    On Linux it is a fork of a process that has nothing to do but to load what children need.
    """
    _end_them_with_us()
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(_LOADED))
    _end_it_with_us()
    return context


@cache
def _end_them_with_us() -> None:
    """See that children are ended before Python asks them to: they do not listen to that."""
    from multiprocessing.util import Finalize  # noqa: PLC0415

    Finalize(None, _stop_all, exitpriority=_FIRST)


@cache
def _end_it_with_us() -> None:
    """Wait at our end for the process that forks: else it outlives us, and its time is nobody's."""
    from multiprocessing import forkserver  # noqa: PLC0415

    stop = getattr(getattr(forkserver, "_forkserver", None), "_stop", None)
    if stop:
        atexit.register(_end, stop)
        atexit.register(_stop_all)  # run first: it waits for them


def _end(stop: Callable[[], None]) -> None:
    with suppress(FileNotFoundError):  # in a worker of others, its folder has gone before
        stop()


def _stop_all() -> None:
    for worker in tuple(_AT_WORK):
        worker.stop()


class _WorkerError(Exception):
    """The child is gone, or must go; the message says why."""


class _Worker(Generic[Item, Result]):
    """A child process that maps one function over the items that it is sent."""

    def __init__(self, function: Callable[[Item], Iterable[Result]], limits: Limits) -> None:
        context = _context()
        self.connection, theirs = context.Pipe()
        self.limits = limits
        self.process: BaseProcess = context.Process(  # type: ignore[attr-defined]
            target=_serve, args=(theirs, function, limits), daemon=True
        )
        self.is_ready = False
        self.process.start()
        _AT_WORK.add(self)
        theirs.close()

    def results(self, item: Item) -> Iterator[Result]:
        """Send an item and give what comes back, until the child says it is done."""
        try:
            self.connection.send(item)
            wait_s = self.limits.wall_s if self.is_ready else _START_S
            while True:
                if not self.connection.poll(wait_s):
                    raise _WorkerError(f"no answer within {wait_s:g} s")
                wait_s = self.limits.wall_s
                kind, value = self.connection.recv()
                if kind == "ready":
                    self.is_ready = True
                    continue
                if kind == "done":
                    return
                if kind == "failed":
                    raise _WorkerError(value)
                if kind == "raised":
                    raise value
                yield value
        except (EOFError, OSError) as error:
            self.process.join()
            if not self.is_ready:  # the item is not to blame, and the next would fare no better
                raise BriefingError(
                    f"no process to read documents in can be started: {self._cause_of_death()}"
                ) from error
            raise _WorkerError(self._cause_of_death()) from error

    def stop(self) -> None:
        """End the child, whatever it is doing."""
        _AT_WORK.discard(self)
        self.connection.close()
        self.process.kill()
        self.process.join()
        self.process.close()

    def _cause_of_death(self) -> str:
        status = self.process.exitcode or 0
        if status == -getattr(signal, "SIGXCPU", 0):
            return f"more than {self.limits.cpu_s} s of processor time"
        if status == _TOO_MUCH_MEMORY:
            return _too_much_memory(self.limits)
        if status < 0:
            return f"its process was ended by signal {signal.Signals(-status).name}"
        return f"its process ended with status {status}"


_AT_WORK: WeakSet[_Worker[Any, Any]] = WeakSet()  # to be ended with us, where nobody did


def _serve(
    connection: Connection, function: Callable[[Item], Iterable[Result]], limits: Limits
) -> None:
    for ending in (signal.SIGINT, signal.SIGTERM):  # the parent answers them, and ends us
        signal.signal(ending, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _limit_memory(limits)
    try:
        connection.send(("ready", None))  # an item's time does not run while we load
        while True:
            item = connection.recv()
            _limit_time(limits)
            connection.send(_answer(connection, function, item, limits))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the parent has what it wanted


def _end_with_parent() -> None:
    """End this process when the parent is gone, whatever it is doing: nobody waits for it."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(0)


def _answer(
    connection: Connection,
    function: Callable[[Item], Iterable[Result]],
    item: Item,
    limits: Limits,
) -> tuple[str, object]:
    try:
        for result in function(item):
            connection.send(("result", result))
    except MemoryError:
        return "failed", _too_much_memory(limits)
    except RecursionError:
        return "failed", "it is nested too deeply"
    except (BrokenPipeError, ConnectionResetError):
        raise
    except Exception as error:  # a bug: the parent raises it, with our traceback
        from traceback import format_exc  # noqa: PLC0415

        error.add_note(f"in the child:\n{format_exc()}")
        return "raised", error
    return "done", None


def _limit_memory(limits: Limits) -> None:
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415

    most = limits.memory_mb * _MEGABYTE
    if not limits.is_address_space:
        threading.Thread(target=_watch_memory, args=(most,), daemon=True).start()
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or most < hard:
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _watch_memory(most: int) -> None:
    """End this process once it has used more than `most` bytes."""
    import resource  # noqa: PLC0415

    unit = 1 if sys.platform == "darwin" else 1_024  # of what the system tells
    while resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit <= most:
        time.sleep(_WATCH_S)
    os._exit(_TOO_MUCH_MEMORY)


def _too_much_memory(limits: Limits) -> str:
    return f"more than {limits.memory_mb:,} MB of memory"


def _limit_time(limits: Limits) -> None:
    """Give the next item `cpu_s` seconds from now; the system ends us where it takes more."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415

    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    most = int(used.ru_utime + used.ru_stime) + 1 + limits.cpu_s
    if hard == resource.RLIM_INFINITY or most < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (most, hard))
