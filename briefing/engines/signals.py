"""Workers that leave Ctrl-C and SIGTERM to the process that started them."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

_ENDING = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def held() -> Iterator[None]:
    """Hold back the signals that end a run, here until the end, and in processes started inside.

    A terminal and a service manager send them to all processes at a time. A worker that
    obeys leaves a traceback, and a half-read page that counts as a hostile one.
    """
    if not hasattr(signal, "pthread_sigmask"):  # as on Windows
        yield
        return
    from multiprocessing import resource_tracker  # noqa: PLC0415 - not there on Windows

    resource_tracker.ensure_running()  # it would let them through where it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def ignore() -> None:
    """Ignore them in a worker, whose libraries may stop to hold them back."""
    for ending in _ENDING:
        signal.signal(ending, signal.SIG_IGN)


def dask_setup(_: object) -> None:
    """Do so in a worker of Dask's, which calls a function of this name where it starts."""
    ignore()
