"""What an archive holds: its partitions, with counts, digests and what each was made of."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any

from briefing.errors import ArchiveError, DeliveryError, LockedError
from briefing.locking import held
from briefing.parquet.files import beside_of
from briefing.partitions.plan import Input

NAME, PARTS = "archive.json", "parts"
BEFORE = "archive.before.json"  # the manifest as it was before the last run
FORMAT = 1
_MENDED = "`briefing archive build --repair` goes back to the one of the run before"


class DamagedManifestError(ArchiveError):
    """A manifest that cannot be read; one of a later program is not damaged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A partition: its file's name, SHA-256 and bytes, what stands in it, and its inputs."""

    name: str
    digest: str
    size: int
    articles: int
    left_out: tuple[tuple[str, int], ...]
    inputs: tuple[Input, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The partitions, in the order of their sources and addresses.

    `made_with` is the digest of a `Work`.
    """

    made_with: str
    version: str
    entries: tuple[Entry, ...] = ()

    @property
    def articles(self) -> int:
        """How many articles there are, copies included."""
        return sum(entry.articles for entry in self.entries)

    def with_entries(self, entries: Iterable[Entry]) -> Manifest:
        """Give the manifest of other partitions."""
        return replace(self, entries=tuple(entries))


def parts(folder: Path) -> Path:
    """Give the folder of the partitions' files."""
    return folder / PARTS


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep other runs from changing an archive meanwhile; the system frees it if we die.

    Raises:
        ArchiveError: another run is at it, or the folder cannot be written.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(held(folder, wait_s=0, holder="briefing archive build"))
        except LockedError as error:
            raise ArchiveError(folder, "another run is building this archive") from error
        except DeliveryError as error:
            raise ArchiveError(folder, error.detail) from error
        yield


def read(folder: Path, *, name: str = NAME) -> Manifest | None:
    """Read the manifest of an archive; None where there is no archive.

    Raises:
        ArchiveError: it is damaged, or of a later format.
    """
    path = folder / name
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except PermissionError as error:
        raise ArchiveError(path, f"cannot be read: {error.strerror}") from error
    except (OSError, ValueError) as error:
        raise DamagedManifestError(path, f"cannot be read ({error}); {_MENDED}") from error
    if not isinstance(values, dict) or "format" not in values:
        raise DamagedManifestError(path, f"is no manifest of an archive; {_MENDED}")
    if values["format"] != FORMAT:
        raise ArchiveError(
            path,
            f"is of format {values['format']}, and this version of the program reads {FORMAT}; "
            "use the version that made it, or make another archive",
        )
    try:
        return Manifest(
            made_with=values["made_with"],
            version=values["version"],
            entries=tuple(map(_entry, values["partitions"])),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedManifestError(path, f"is damaged; {_MENDED}") from error


def keep(folder: Path) -> None:
    """Keep the manifest as it is now beside it, for the case that it is damaged later.

    Raises:
        ArchiveError: it cannot be written.
    """
    path = folder / NAME
    try:
        if path.exists():
            _put(folder / BEFORE, path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ArchiveError(path, f"cannot be kept: {error.strerror or error}") from error


def needed(folder: Path) -> Manifest:
    """Read the manifest of an archive that must be there.

    Raises:
        ArchiveError: it is not, or is damaged.
    """
    found = read(folder)
    if found is None:
        raise ArchiveError(folder, "holds no archive; make one with `briefing archive build`")
    return found


def write(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, whole or not at all.

    Raises:
        ArchiveError: it cannot be written.
    """
    values = {
        "format": FORMAT,
        "version": manifest.version,
        "made_with": manifest.made_with,
        "articles": manifest.articles,
        "partitions": [_plain(entry) for entry in manifest.entries],
    }
    path = folder / NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _put(path, json.dumps(values, indent=1))
    except OSError as error:
        raise ArchiveError(path, f"cannot be written: {error.strerror or error}") from error


def _put(path: Path, text: str) -> None:
    """Write a file, whole or not at all. Raises `OSError`."""
    beside = beside_of(path)
    try:
        with beside.open("x", encoding="utf-8", errors="surrogateescape") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _plain(entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "digest": entry.digest,
        "size": entry.size,
        "articles": entry.articles,
        "left_out": dict(entry.left_out),
        "inputs": [astuple(one) for one in entry.inputs],
    }


def _entry(values: dict[str, Any]) -> Entry:
    names = ("kind", "uri", "source", "size", "stamp", "start", "end", "first")
    return Entry(
        name=values["name"],
        digest=values["digest"],
        size=values["size"],
        articles=values["articles"],
        left_out=tuple(values["left_out"].items()),
        inputs=tuple(Input(**dict(zip(names, one, strict=True))) for one in values["inputs"]),
    )
