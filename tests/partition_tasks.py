"""Tasks for the tests of engines: they run in other processes, so they live in a module."""

from __future__ import annotations

import os
import signal
from pathlib import Path


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


def whose(_: int) -> int:
    """Give the number of the process at work."""
    return os.getpid()
