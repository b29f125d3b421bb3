"""One request at a time for each host, with a pause between, and waiting when asked to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from briefing.model import Reason
from briefing.sources.addresses import FetchError
from briefing.sources.wire import World


@dataclass(slots=True)
class _Slot:
    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0
    is_asked_for: bool = False  # the wait is the host's wish, and not our pause


class Turns:
    """Hands out the turns to ask a host; many threads may wait for one."""

    def __init__(self, world: World, *, pause_s: float, longest_wait_s: float, ends: float) -> None:
        self._world = world
        self._pause_s = pause_s
        self._longest_wait_s = longest_wait_s
        self._ends = ends  # by the world's clock
        self._lock = threading.Lock()
        self._slots: dict[str, _Slot] = {}

    @contextmanager
    def turn(self, host: str, *, pause_s: float = 0.0) -> Iterator[None]:
        """Wait for the turn to ask a host; afterwards it is left alone for the pause.

        Raises:
            FetchError: the wait is longer than the settings or the run's time allow.
        """
        slot = self._slot(host)
        with slot.lock:
            self._wait(slot)
            slot.is_asked_for = False
            try:
                yield
            finally:
                rested = self._world.clock() + max(self._pause_s, pause_s)
                slot.free_at = max(slot.free_at, rested)

    def postpone(self, host: str, seconds: float) -> None:
        """Leave a host alone for that long, as it wishes; call it within its turn."""
        slot = self._slot(host)
        slot.free_at = max(slot.free_at, self._world.clock() + seconds)
        slot.is_asked_for = True

    def _slot(self, host: str) -> _Slot:
        with self._lock:
            return self._slots.setdefault(host, _Slot())

    def _wait(self, slot: _Slot) -> None:
        now = self._world.clock()
        wait = slot.free_at - now
        if wait <= 0:
            return
        if slot.is_asked_for and wait > self._longest_wait_s:
            detail = f"the host asks to come back in {wait:,.0f} s"
            raise FetchError(Reason.NOT_REACHED, detail)
        if now + wait > self._ends:
            raise FetchError(Reason.NOT_REACHED, "no time was left in this run")
        self._world.sleep(wait)


def seconds_asked(retry_after: str, *, told_at: str, now: datetime) -> float | None:
    """Read a `Retry-After` header: a number of seconds, or a moment.

    A moment is taken against the server's own clock, `told_at`, where it shows it.
    """
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after[:9])
    moment = _moment(retry_after)
    if moment is None:
        return None
    return max(0.0, (moment - (_moment(told_at) or now)).total_seconds())


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
