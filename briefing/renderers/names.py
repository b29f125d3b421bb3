"""Names of the files of an edition."""

from __future__ import annotations

import re

_LONGEST_MARKING = 60
_MOST_BYTES = 150  # of a marking: a whole name may have 255 on most disks


def marked(filename: str, marking: str) -> str:
    """Put a marking into a file's name: `brief-TLP-AMBER.pdf`."""
    words = re.sub(r"[^\w]+", "-", marking)[:_LONGEST_MARKING]
    words = words.encode()[:_MOST_BYTES].decode(errors="ignore").strip("-")
    stem, dot, suffix = filename.partition(".")
    return f"{stem}-{words}{dot}{suffix}" if words else filename
