"""How a run ends before it is done: by a signal, or by its deadline."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType


class _TimeIsUpError(BaseException):
    """No `Exception`, so that nobody takes it for a fault of the article at hand."""


@contextmanager
def ended_by_signals() -> Iterator[list[str]]:
    """Let SIGTERM end the program as Ctrl-C does; its name is in the list then.

    So files of ours are taken away and children ended. A second one is not obeyed, since it
    would break that off.
    """
    names: list[str] = []

    def end(number: int, _: FrameType | None) -> None:
        signal.signal(number, signal.SIG_IGN)
        names.append(signal.Signals(number).name)
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield names
        return
    before = signal.signal(signal.SIGTERM, end)
    try:
        yield names
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def deadline(seconds: float | None) -> Iterator[None]:
    """Break off what is done inside after so many seconds; None sets no limit.

    Raises:
        DeadlineError: it was not done by then.
    """
    from briefing.errors import DeadlineError  # noqa: PLC0415

    if seconds is None:
        yield
        return
    stop = _alarm(seconds)
    try:
        yield
    except _TimeIsUpError as error:
        raise DeadlineError(
            f"--deadline: not done after {seconds:g} seconds; what stood there before still does"
        ) from error
    finally:
        stop()


def _alarm(seconds: float) -> Callable[[], None]:
    """Raise in the main thread after so many seconds; give what takes that back."""

    def end(*_: object) -> None:
        raise _TimeIsUpError

    if sys.platform == "win32":
        before = signal.signal(signal.SIGBREAK, end)
        timer = threading.Timer(seconds, lambda: signal.raise_signal(signal.SIGBREAK))
        timer.daemon = True
        timer.start()
    else:
        before = signal.signal(signal.SIGALRM, end)
        signal.setitimer(signal.ITIMER_REAL, seconds)

    def stop() -> None:
        if sys.platform == "win32":
            timer.cancel()
            signal.signal(signal.SIGBREAK, before)
        else:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    return stop
