"""Names of the files of an edition."""

from __future__ import annotations

import re

_LONGEST_MARKING = 60


def marked(filename: str, marking: str) -> str:
    """Put a marking into a file's name: `brief-TLP-AMBER.pdf`."""
    words = re.sub(r"[^\w]+", "-", marking)[:_LONGEST_MARKING].strip("-")
    stem, dot, suffix = filename.partition(".")
    return f"{stem}-{words}{dot}{suffix}" if words else filename
