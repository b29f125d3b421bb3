"""Read an evidence pack, which may come from anybody; see docs/evidence.md.

A pack is a ZIP archive. `manifest.json` names each file in it with its size and SHA-256;
whatever is read was held against that, and nothing else may be in the archive.
"""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from briefing.encoding import decode
from briefing.errors import PackError, SourceError
from briefing.model import Article, Brief, Edition, RawDocument
from briefing.renderers.data import read

Kind = TypeVar("Kind")

FORMAT = "briefing/pack"
VERSION = 1
MANIFEST, SIGNATURE = "manifest.json", "manifest.json.sig"
DATA = "brief/brief.json"
SETTINGS = "settings/settings.json"

# What a stranger's pack may take: files, bytes of one, bytes of all.
MOST_FILES, MOST_BYTES, MOST_TOTAL = 200_000, 512_000_000, 8_000_000_000
_MOST_MANIFEST = 64_000_000
_LINK, _TYPE = 0o120000, 0o170000  # of a Unix file's mode
_ENCRYPTED = 0x1  # flag bit
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_FOLDERS = frozenset({"articles", "brief", "documents", "settings", "texts"})
# No file of a pack needs more, and what a system reads another way is not among it.
_NAME = re.compile(r"[\w(][\w .,()+-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a manifest says of a file."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a pack says of itself: the edition, how it was rendered, and its files."""

    edition: Edition
    attached: tuple[str, ...]  # the formats that went with the e-mail
    base_url: str
    files: Mapping[str, Listed]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """An open pack. What it gives fits the manifest; every method raises `PackError` else."""

    path: Path
    manifest: Manifest
    signed: bytes  # the manifest as it stands there
    signature: bytes | None
    archive: zipfile.ZipFile

    @property
    def name(self) -> str:
        """What messages call it."""
        return "the pack"

    @property
    def keeps_editions(self) -> bool:
        """Whether it knows what was published: its own edition."""
        return True

    def names(self) -> tuple[str, ...]:
        """Name all files but the manifest and its signature, in order."""
        return tuple(sorted(self.manifest.files))

    def file(self, name: str) -> bytes:
        """Give a file."""
        listed = self.manifest.files.get(name)
        if listed is None:
            raise PackError(self.path, f"has no {name}")
        body = _content(self.path, self.archive, name, listed.size)
        if sha256(body).hexdigest() != listed.sha256:
            raise PackError(self.path, f"{name}: its SHA-256 is not that of the manifest")
        return body

    def editions(self) -> tuple[Edition, ...]:
        """Give the one edition that was packed."""
        return (self.manifest.edition,)

    def brief(self, key: str | None = None) -> Brief:
        """Give the brief of the edition."""
        if key not in {None, self.manifest.edition.key}:
            raise PackError(self.path, f"has no edition {key}")
        try:
            return read(self.file(DATA), uri=f"{self.path}!/{DATA}")
        except SourceError as error:
            raise PackError(self.path, f"{DATA}: {error.detail}") from error

    def article(self, article_id: str) -> Article:
        """Give an article as it was extracted."""
        article = self._decoded(Article, f"articles/{article_id}.json")
        if article.id != article_id:
            raise PackError(self.path, f"articles/{article_id}.json: tells of another article")
        return article

    def articles(self) -> Iterator[Article]:
        """Give all articles, in the order of their ids."""
        for name in self.names():
            if name.startswith("articles/"):
                yield self.article(name.removeprefix("articles/").removesuffix(".json"))

    def document(self, digest: str) -> RawDocument:
        """Give a document as it was read."""
        head = self._decoded(RawDocument, f"documents/{digest}.json")
        return replace(head, body=self.file(f"documents/{digest}"))

    def documents(self) -> Iterator[RawDocument]:
        """Give all documents, in the order of their digests, one at a time."""
        for name in self.names():
            if name.startswith("documents/") and name.endswith(".json"):
                yield self.document(name.removeprefix("documents/").removesuffix(".json"))

    def delivered(self) -> Iterator[tuple[str, bytes]]:
        """Give the files of the brief, as they were delivered, with their names."""
        for name in self.names():
            if name.startswith("brief/"):
                yield name.removeprefix("brief/"), self.file(name)

    def _decoded(self, kind: type[Kind], name: str) -> Kind:
        try:
            return decode(kind, json.loads(self.file(name)))
        except (ValueError, RecursionError) as error:
            raise PackError(self.path, f"{name}: {error}") from error


def is_pack(path: Path) -> bool:
    """Tell whether a file is a pack, by what is in it."""
    try:
        with zipfile.ZipFile(path) as archive:
            return MANIFEST in archive.namelist()
    except (OSError, zipfile.BadZipFile, ValueError):
        return False


@contextmanager
def opened_pack(path: Path) -> Iterator[Pack]:
    """Open a pack and check its manifest; files are checked as they are read.

    Raises:
        PackError: it is none, or holds what its manifest does not list, or the reverse.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = _members(path, archive)
            if MANIFEST not in members:
                raise PackError(path, f"is no pack: it has no {MANIFEST}")
            signed = _content(path, archive, MANIFEST, _MOST_MANIFEST, exact=False)
            manifest = _manifest(path, signed)
            _compare(path, set(members) - {MANIFEST, SIGNATURE}, manifest.files)
            signature = None
            if SIGNATURE in members:
                signature = _content(path, archive, SIGNATURE, 100_000, exact=False)
            yield Pack(
                path=path, manifest=manifest, signed=signed, signature=signature, archive=archive
            )
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise PackError(path, f"is no pack, or is damaged: {error}") from error
    except OSError as error:
        raise PackError(path, f"cannot be read: {error.strerror or error}") from error


def _members(path: Path, archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    members = archive.infolist()
    if len(members) > MOST_FILES:
        raise PackError(path, f"holds more than {MOST_FILES:,} files")
    found: dict[str, zipfile.ZipInfo] = {}
    for one in members:
        # Of two files with one name, readers differ in which they take.
        if one.filename in found:
            raise PackError(path, f"{one.filename!r} is in it twice")
        check_member_name(path, one.filename)
        kind = one.external_attr >> 16 & _TYPE
        if kind == _LINK or one.flag_bits & _ENCRYPTED or one.compress_type not in _METHODS:
            raise PackError(path, f"{one.filename!r} is a link, or packed in a way not read here")
        found[one.filename] = one
    return found


def check_member_name(path: Path, name: str) -> None:
    """Refuse a name that no file of a pack has, such as one that leads out of its folder.

    Raises:
        PackError: with the name.
    """
    folder, _, file = name.partition("/")
    is_own = name in {MANIFEST, SIGNATURE}
    is_inside = folder in _FOLDERS and _NAME.fullmatch(file) and not file.endswith((".", " "))
    if not is_own and not is_inside:
        raise PackError(path, f"{name[:80]!r} is no name of a file in a pack")


def _compare(path: Path, present: set[str], listed: Mapping[str, Listed]) -> None:
    for name in sorted(listed):
        check_member_name(path, name)
    added, missing = sorted(present - set(listed)), sorted(set(listed) - present)
    if added:
        raise PackError(path, f"{added[0]} is in it, and not in its manifest")
    if missing:
        raise PackError(path, f"{missing[0]} is in its manifest, and not in it")
    if len({name.casefold() for name in listed}) < len(listed):
        raise PackError(path, "two of its files have one name but for capitals")
    total = sum(one.size for one in listed.values())
    if total > MOST_TOTAL or any(one.size > MOST_BYTES for one in listed.values()):
        raise PackError(path, f"is larger than {MOST_TOTAL:,} bytes, or a file in it is")


def _content(
    path: Path, archive: zipfile.ZipFile, name: str, size: int, *, exact: bool = True
) -> bytes:
    """Read a member, never more than `size` bytes and one, whatever it claims to hold."""
    try:
        with archive.open(name) as member:
            body = member.read(size + 1)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError) as error:
        raise PackError(path, f"{name}: cannot be unpacked: {error}") from error
    if len(body) > size or (exact and len(body) != size):
        raise PackError(path, f"{name}: is not of the size that is listed")
    return body


def _manifest(path: Path, body: bytes) -> Manifest:
    try:
        values = json.loads(body)
        if values["format"] != FORMAT or values["version"] != VERSION:
            raise PackError(path, f"is no pack of version {VERSION}; update briefing")
        return Manifest(
            edition=decode(Edition, values["edition"]),
            attached=tuple(map(str, values["attached"])),
            base_url=str(values["base_url"]),
            files={
                str(name): decode(Listed, one, place=name) for name, one in values["files"].items()
            },
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise PackError(path, f"{MANIFEST} cannot be read: {error}") from error
