"""One run at a time in a folder: a lock that the system takes away from whoever dies."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from briefing.errors import DeliveryError, LockedError

LOCK = ".briefing.lock"

_PAUSE_S = 0.05
_BUSY = frozenset({errno.EAGAIN, errno.EACCES, errno.EDEADLK})
_FAR = 1 << 30  # Windows locks bytes, which nobody may read then; nothing is written so far out
_LONGEST = 200  # bytes that are read of who holds it


@contextmanager
def held(directory: Path, *, wait_s: float, holder: str) -> Iterator[None]:
    """Hold the lock of a folder, which is made where it is missing.

    `holder` tells others who holds it. The file stays: to remove it would let two in.

    Raises:
        LockedError: another run held it for `wait_s` seconds.
        DeliveryError: there can be no folder, or no lock in it.
    """
    path = directory / LOCK
    try:
        directory.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise DeliveryError(str(directory), f"cannot be written: {error.strerror}") from error
    try:
        until = time.monotonic() + wait_s
        while not _taken(handle, directory):
            if time.monotonic() >= until:
                raise LockedError(directory, _told(handle))
            time.sleep(_PAUSE_S)
        _tell(handle, holder)
        yield
        _tell(handle, "")
    finally:
        os.close(handle)  # which lets go


@contextmanager
def held_briefly(directory: Path) -> Iterator[None]:
    """Hold a folder itself, without a file of ours in it, where the system can do that."""
    if sys.platform == "win32":
        yield
        return
    handle = os.open(directory, os.O_RDONLY)
    try:
        _wait_for(handle)
        yield
    finally:
        os.close(handle)


def _wait_for(handle: int) -> None:
    import fcntl  # noqa: PLC0415 - not on Windows

    with suppress(OSError):  # some network disks lock no folders
        fcntl.flock(handle, fcntl.LOCK_EX)


def _taken(handle: int, directory: Path) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415

            os.lseek(handle, _FAR, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in _BUSY:
            raise DeliveryError(str(directory), f"cannot be locked: {error.strerror}") from error
        return False
    return True


def _tell(handle: int, holder: str) -> None:
    # A full disk keeps nobody from holding it.
    with suppress(OSError):
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, holder.encode())


def _told(handle: int) -> str:
    with suppress(OSError):
        os.lseek(handle, 0, os.SEEK_SET)
        return os.read(handle, _LONGEST).decode("utf-8", "replace").strip()
    return ""
