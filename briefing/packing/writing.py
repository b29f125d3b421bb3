"""Write an evidence pack: the same edition gives the same bytes."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from briefing.encoding import encode
from briefing.errors import PackError, StoreError
from briefing.model import Article, Brief, Edition, RawDocument
from briefing.packing.packs import FORMAT, MANIFEST, SETTINGS, SIGNATURE, VERSION, Listed
from briefing.renderers.data import document as as_json
from briefing.verification.walking import article_ids

# The earliest time that an archive can tell: no clock.
_WHEN = (1980, 1, 1, 0, 0, 0)
_LEVEL = 6


class Kept(Protocol):
    """Where articles and documents are kept: a store, or another pack."""

    def article(self, article_id: str) -> Article:
        """Give an article as it was extracted."""

    def document(self, digest: str) -> RawDocument:
        """Give a document as it was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What is put into a pack, besides what the brief rests on.

    `files` are the delivered files by their names; `settings` and `settings_file` are the
    canonical settings and the file that they came from, None where the brief was not made
    by them.
    """

    edition: Edition
    brief: Brief
    files: tuple[tuple[str, bytes], ...]
    settings: bytes | None = None
    settings_file: bytes | None = None
    attached: tuple[str, ...] = ()
    base_url: str = ""


def write_pack(
    path: Path,
    contents: Contents,
    kept: Kept,
    *,
    sign: Callable[[bytes], bytes] | None = None,
) -> None:
    """Write a pack to a file, whole or not at all; `sign` makes a signature of the manifest.

    Raises:
        PackError: it cannot be written, or something the brief rests on is not kept.
    """
    beside = path.with_name(f".{path.name}.part")
    try:
        with zipfile.ZipFile(beside, "w") as archive:
            listed: dict[str, Listed] = {}
            for name, body in _entries(contents, kept, path):
                listed[name] = Listed(size=len(body), sha256=sha256(body).hexdigest())
                _add(archive, name, body)
            manifest = _manifest(contents, listed)
            _add(archive, MANIFEST, manifest)
            if sign:
                _add(archive, SIGNATURE, sign(manifest))
        os.replace(beside, path)  # noqa: PTH105  # as the rest of the house does it
    except OSError as error:
        raise PackError(path, f"cannot be written: {error.strerror}") from error
    finally:
        beside.unlink(missing_ok=True)


def _entries(contents: Contents, kept: Kept, path: Path) -> Iterator[tuple[str, bytes]]:
    """Give the files of a pack, sorted by their names, and one document at a time."""
    articles = {key: _article(kept, key, path) for key in sorted(article_ids(contents.brief))}
    yield from ((f"articles/{key}.json", _json(encode(one))) for key, one in articles.items())
    yield from sorted(_brief(contents))
    for digest in sorted({one.document_digest for one in articles.values()}):
        document = _document(kept, digest, path)
        yield f"documents/{digest}", document.body
        yield f"documents/{digest}.json", _json(encode(replace(document, body=b"")))
    if contents.settings_file is not None:
        yield "settings/briefing.toml", contents.settings_file
    if contents.settings is not None:
        yield SETTINGS, contents.settings
    texts = {one.digest: one.text.encode() for one in articles.values()}
    yield from ((f"texts/{digest}.txt", texts[digest]) for digest in sorted(texts))


def _brief(contents: Contents) -> Iterator[tuple[str, bytes]]:
    files = dict(contents.files) | {"brief.json": as_json(contents.brief)}
    yield from ((f"brief/{name}", body) for name, body in files.items())


def _article(kept: Kept, article_id: str, path: Path) -> Article:
    try:
        return kept.article(article_id)
    except StoreError as error:
        raise PackError(path, f"cannot be made: {error}") from error


def _document(kept: Kept, digest: str, path: Path) -> RawDocument:
    try:
        return kept.document(digest)
    except StoreError as error:
        raise PackError(path, f"cannot be made: {error}") from error


def _manifest(contents: Contents, listed: dict[str, Listed]) -> bytes:
    files: Iterable[tuple[str, Listed]] = sorted(listed.items())
    return _json(
        {
            "format": FORMAT,
            "version": VERSION,
            "edition": encode(contents.edition),
            "attached": list(contents.attached),
            "base_url": contents.base_url,
            "files": {name: encode(one) for name, one in files},
        }
    )


def _json(value: object) -> bytes:
    written = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return written.encode("utf-8", "replace")


def _add(archive: zipfile.ZipFile, name: str, body: bytes) -> None:
    member = zipfile.ZipInfo(name, date_time=_WHEN)
    member.create_system = 3  # the same bytes on Windows
    member.external_attr = 0o644 << 16
    archive.writestr(member, body, compress_type=zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)
