"""Files, folders, globs and standard input."""

from __future__ import annotations

import glob
import hashlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from briefing.errors import SourceError
from briefing.model import Drop, Locator, RawDocument, Reason
from briefing.settings import SourceSettings

MEDIA_TYPES = {
    ".htm": "text/html",
    ".html": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".text": "text/plain",
    ".txt": "text/plain",
}
UNKNOWN = "application/octet-stream"
# What is read from a folder; a file that is named is read whatever its suffix.
SUFFIXES = frozenset(MEDIA_TYPES) | {
    ".atom",
    ".bz2",
    ".eml",
    ".gz",
    ".json",
    ".jsonl",
    ".markdown",
    ".mbox",
    ".md",
    ".ndjson",
    ".nitf",
    ".opml",
    ".pdf",
    ".rss",
    ".tar",
    ".tgz",
    ".warc",
    ".xml",
    ".xz",
    ".zip",
    ".zst",
}
STANDARD_INPUT = "-"


def files(settings: SourceSettings, root: Path) -> Files:
    """Read the files that the settings name, with `root` for relative paths."""
    return Files(settings=settings, root=root)


def open_file(locator: Locator, root: Path) -> BinaryIO:
    """Open a file that a source has listed.

    Raises:
        SourceError: it is missing, unreadable, or no regular file.
    """
    path = root / locator.uri
    try:
        if not path.is_file():
            # A pipe or a device could keep an unattended run waiting for ever.
            problem = "is not a regular file" if path.exists() else "no such file"
            raise SourceError(locator.uri, Reason.UNREADABLE, problem)
        return path.open("rb")
    except OSError as error:
        problem = error.strerror or str(error)
        raise SourceError(locator.uri, Reason.UNREADABLE, problem) from error


def media_type(uri: str) -> str:
    """Tell a file's media type by its suffix, where that says it."""
    return MEDIA_TYPES.get(Path(uri).suffix.lower(), UNKNOWN)


@dataclass(frozen=True, slots=True)
class Files:
    """A source of local files; order is that of the paths, and of names within one."""

    settings: SourceSettings
    root: Path

    def discover(self, *, now: datetime) -> Iterator[Locator | RawDocument | Drop]:
        """List each file once; what is missing or of no known kind becomes a `Drop`.

        Standard input is read here: no other process has it.
        """
        seen: set[str] = set()
        for path in self.settings.paths:
            for found in self._found(path):
                if found.uri in seen:
                    continue
                seen.add(found.uri)
                yield self._standard_input(now) if path == STANDARD_INPUT else found

    def _standard_input(self, now: datetime) -> RawDocument | Drop:
        body = sys.stdin.buffer.read(self.settings.max_bytes + 1)
        if len(body) > self.settings.max_bytes:
            limit = f"is larger than max_bytes = {self.settings.max_bytes:,}"
            return self._drop(STANDARD_INPUT, Reason.TOO_LARGE, limit)
        return RawDocument(
            locator=self._locator(STANDARD_INPUT),
            body=body,
            media_type=UNKNOWN,
            charset=None,
            fetched_at=now,
            digest=hashlib.sha256(body).hexdigest(),
        )

    def _found(self, path: str) -> Iterator[Locator | Drop]:
        if path == STANDARD_INPUT:
            yield self._locator(STANDARD_INPUT)
            return
        full = self.root / Path(path).expanduser()
        try:
            if full.is_dir():
                yield from self._folder(full)
            elif glob.has_magic(path) and not full.exists():
                yield from self._matching(path, full)
            else:
                yield self._locator(self._uri(full))
        except OSError as error:  # a folder above it may not be looked into
            yield self._drop(path, Reason.UNREADABLE, error.strerror or str(error))

    def _matching(self, path: str, pattern: Path) -> Iterator[Locator | Drop]:
        # glob.glob and not Path.glob: the pattern may be absolute, and may hold "..".
        matches = sorted(map(Path, glob.glob(str(pattern), recursive=True)))  # noqa: PTH207
        if not matches:
            yield self._drop(path, Reason.UNREADABLE, "matches no file")
        for match in matches:
            if match.is_file():
                yield self._locator(self._uri(match))

    def _folder(self, folder: Path) -> Iterator[Locator | Drop]:
        kept = 0
        closed: list[OSError] = []
        for file in sorted(_walk(folder, closed)):
            uri = self._uri(file)
            if file.suffix.lower() in SUFFIXES:
                kept += 1
                yield self._locator(uri)
            else:
                detail = f"a folder's {file.suffix or 'files without a suffix'} are not read"
                yield self._drop(uri, Reason.UNSUPPORTED, detail)
        for error in closed:
            uri = self._uri(Path(str(error.filename)))
            yield self._drop(uri, Reason.UNREADABLE, error.strerror or str(error))
        if not kept and not closed:
            yield self._drop(self._uri(folder), Reason.UNREADABLE, "holds no file to read")

    def _uri(self, path: Path) -> str:
        # Relative where it can be, so that a brief does not tell whose disk it lay on
        # and is the same in another folder.
        full, root = os.path.normpath(path.absolute()), os.path.normpath(self.root.absolute())
        inside = os.path.commonpath([full, root]) == root if _same_drive(full, root) else False
        uri = Path(os.path.relpath(full, root) if inside else full).as_posix()
        return f"./{uri}" if uri == STANDARD_INPUT else uri

    def _locator(self, uri: str) -> Locator:
        return Locator(kind="file", uri=uri, source=self.settings.name)

    def _drop(self, uri: str, reason: Reason, detail: str) -> Drop:
        return Drop(stage="source", uri=uri, reason=reason, detail=detail)


def _walk(folder: Path, closed: list[OSError]) -> Iterator[Path]:
    """Give the files below a folder, without hidden ones and without following links.

    What may not be looked into is noted in `closed`.
    """
    for parent, folders, names in os.walk(folder, onerror=closed.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(parent, name) for name in names if not name.startswith("."))


def _same_drive(one: str, other: str) -> bool:
    return os.path.splitdrive(one)[0].casefold() == os.path.splitdrive(other)[0].casefold()
