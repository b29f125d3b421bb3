"""Two places on a disk change their contents in one step, where the system can do that."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from contextlib import suppress
from pathlib import Path

_HERE = -100  # AT_FDCWD of Linux
_SWAP = 2  # RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS
_CANNOT = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP})


def exchange(one: Path, other: Path) -> bool:
    """Swap what stands at two places; false where system or disk cannot, and nothing is done.

    Raises:
        OSError: they cannot be swapped for another reason.
    """
    if sys.platform == "win32":
        return False
    library = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(one), os.fsencode(other)
    if hasattr(library, "renameat2"):
        failed = library.renameat2(_HERE, names[0], _HERE, names[1], _SWAP)
    elif hasattr(library, "renamex_np"):
        failed = library.renamex_np(*names, _SWAP)
    else:
        return False
    if not failed:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT:
        return False
    raise OSError(number, os.strerror(number), str(other))


def settle(directory: Path) -> None:
    """Let the disk write down which names a folder has."""
    if sys.platform == "win32":
        return  # it knows no such thing
    handle = os.open(directory, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network disks know no such thing either
            os.fsync(handle)
    finally:
        os.close(handle)
