"""What a process has used."""

from __future__ import annotations

import resource
import sys
from pathlib import Path


def cpu_s() -> float:
    """Give the CPU seconds of this process and of its children that have ended."""
    own, others = (
        resource.getrusage(one) for one in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def peak_mb() -> float:
    """Give the most memory that this process held."""
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage says on Linux begins with what our parent held
        [line] = [each for each in status.read_text().splitlines() if each.startswith("VmHWM")]
        return int(line.split()[1]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)
