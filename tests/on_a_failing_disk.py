"""Publish on a disk that fails at each of its calls in turn; print what is wrong afterwards.

Run as a program under `failing_disk.c`: python on_a_failing_disk.py FOLDER KIND
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path

import faults
from briefing.errors import BriefingError

KINDS = {  # the error, whether once only, whether it is a short write instead
    "full": (errno.ENOSPC, False, False),
    "broken": (errno.EIO, True, False),
    "short": (0, True, True),
}
_MOST = 1_000  # more calls than publishing needs
_STEP = 2


def main(folder: str, kind: str) -> None:
    """Fail at every second call, until a run gets through."""
    home, store = Path(folder, "build"), Path(folder, "store.db")
    faults.publish(home, store, 1)
    told = set()
    for number in range(0, _MOST, _STEP):
        message, has_failed = attempt(home, store, number, kind)
        told.add(message.split(": ")[-1] or "nothing")
        faults.next_run(home, store)
        for wrong in faults.wrongs(home, store):
            print(f"{kind} at call {number}: {wrong}")
        if not has_failed:
            break
    print(f"{kind}: {number // _STEP} faults, told as:", ", ".join(sorted(told)))


def attempt(home: Path, store: Path, number: int, kind: str) -> tuple[str, bool]:
    """Publish in a fork whose disk fails; give what was said of it, and whether it failed."""
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        error, once, shortened = KINDS[kind]
        disk = ctypes.CDLL(None)
        disk.fail_at(os.fsencode(home.parent), ctypes.c_long(number), error, once, shortened)
        try:
            faults.publish(home, store, number + 2)
        except BriefingError as fault:
            os.write(theirs, str(fault).encode())
        os._exit(disk.has_failed())
    os.close(theirs)
    with os.fdopen(ours, "rb") as told:
        message = told.read().decode()
    _, status = os.waitpid(child, 0)
    return message, os.waitstatus_to_exitcode(status) == 1


if __name__ == "__main__":
    main(*sys.argv[1:])
