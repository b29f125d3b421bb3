"""Hold an archive against its manifest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from briefing.archive import manifest as manifests
from briefing.archive.manifest import Entry
from briefing.errors import ArchiveError
from briefing.parquet.files import digest_of, rows
from briefing.partitions.work import path_of

DAMAGED = ".damaged"  # the suffix of what `build --repair` could not make again


def findings(folder: Path) -> Iterator[str]:
    """Say what is wrong with an archive: what is missing, damaged, or stands there unnamed.

    Raises:
        ArchiveError: there is no archive, or its manifest is damaged.
    """
    manifest = manifests.needed(folder)
    parts = manifests.parts(folder)
    for entry in manifest.entries:
        yield from _wrong(path_of(parts, entry.name), entry)
    named = {path_of(parts, entry.name) for entry in manifest.entries}
    for path in sorted(parts.glob("*.parquet")):
        if path not in named:
            yield (
                f"{path}: is not in the manifest; `briefing archive build` takes it in if it is of "
                "its sources, else move it away"
            )

    for path in sorted(parts.glob(f"*{DAMAGED}")):
        yield f"{path}: is damaged, and what it was made of is gone; move it away"


def _wrong(path: Path, entry: Entry) -> Iterator[str]:
    try:
        digest = digest_of(path)
    except OSError as error:
        yield f"{path}: cannot be read: {error.strerror}; run `briefing archive build --repair`"
        return
    if digest != entry.digest:
        yield (
            f"{path}: has changed since it was written: its SHA-256 is {digest[:12]}…, and the "
            f"manifest says {entry.digest[:12]}…; run `briefing archive build --repair`"
        )
        return
    try:
        articles = sum(row["reason"] is None for _, row in rows(path, ["reason"]))
    except ArchiveError as error:
        yield str(error)
        return
    if articles != entry.articles:
        yield f"{path}: holds {articles:,} articles, and the manifest says {entry.articles:,}"


def damaged(folder: Path) -> frozenset[str]:
    """Name the partitions that are missing or differ from the manifest."""
    manifest = manifests.read(folder)
    if manifest is None:
        return frozenset()
    parts = manifests.parts(folder)
    return frozenset(
        entry.name for entry in manifest.entries if any(_wrong(path_of(parts, entry.name), entry))
    )
