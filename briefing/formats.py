"""The formats of a brief by the suffix of a file's name."""

from __future__ import annotations

SUFFIXES = {
    ".atom": "atom",
    ".confluence.xml": "confluence",
    ".dokuwiki.txt": "dokuwiki",
    ".eml": "eml",
    ".epub": "epub",
    ".htm": "html",
    ".html": "html",
    ".json": "json",
    ".md": "markdown",
    ".mediawiki": "mediawiki",
    ".obsidian.md": "obsidian",
    ".pdf": "pdf",
    ".plain.md": "plain",
    ".txt": "txt",
}


def format_of(filename: str) -> str | None:
    """Give the format that the longest suffix of a file's name tells, or None."""
    name = filename.lower()
    # A name that is a suffix and no more is that of a hidden file.
    fitting = (suffix for suffix in SUFFIXES if name.endswith(suffix) and name != suffix)
    return SUFFIXES.get(max(fitting, key=len, default=""))
