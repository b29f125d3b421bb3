"""Keeps what was fetched, so that a brief can be built again from the very same bytes.

A folder that can be looked into:

    bodies/ab/ab12...              a body as it was decoded, named by its SHA-256
    pages/cd/cd34.../TIME.json     one visit to an address (named by the SHA-256 of it):
                                   address, status, headers, times, and the body's digest

Files are written whole, under another name first, and never changed. A damaged one is
noticed by its digest and taken as missing. The visit that counts is the last one not
after `at`, so that yesterday's brief can be built from what stood there yesterday.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from briefing.sources.exchange import Headers, header
from briefing.sources.http import Response, Validators

# A body is written before the visit that names it: one this young may be awaited still.
_GRACE = timedelta(hours=1)
_TIME = "%Y%m%dT%H%M%S.%fZ"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_VISIT = re.compile(r"[0-9]{8}T[0-9]{6}\.[0-9]{6}Z\.json")
_TAG = """Signature: 8a477f597d28d172789f06886806bc55
# Pages that `briefing` has fetched. Without them a brief cannot be built again offline.
"""
# Not kept: it would let whoever reads the folder go on as us.
_SECRET = {"set-cookie", "set-cookie2"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What an address gave: `fetched_at` when the body came, `confirmed_at` when last asked."""

    uri: str
    final_uri: str
    status: int
    headers: Headers
    digest: str  # SHA-256 of the body
    size: int  # bytes
    fetched_at: datetime
    confirmed_at: datetime

    @classmethod
    def of(cls, response: Response, *, now: datetime) -> Visit:
        """Give the visit that a response tells of."""
        return cls(
            uri=response.uri,
            final_uri=response.final_uri,
            status=response.status,
            headers=tuple(one for one in response.headers if one[0].lower() not in _SECRET),
            digest=hashlib.sha256(response.body).hexdigest(),
            size=len(response.body),
            fetched_at=now,
            confirmed_at=now,
        )

    @property
    def validators(self) -> Validators:
        """What to tell the server, so that it need not send the same again."""
        return Validators(
            uri=self.final_uri,
            etag=header(self.headers, "etag"),
            last_modified=header(self.headers, "last-modified"),
        )


class Shelf:
    """The folder of fetched pages; threads and processes may share it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def prepare(self) -> None:
        """Make the folder, so that a wrong one is known at once. Raises `OSError`."""
        tag = self._folder / "CACHEDIR.TAG"
        if not tag.exists():
            _write(tag, _TAG.encode())

    def keep(self, visit: Visit, body: bytes | None) -> None:
        """Keep a visit, with its body unless that lies here. Raises `OSError`."""
        if body is not None:
            self._write_body(visit, body)
        self._write_visit(visit)

    def find(self, uri: str, *, at: datetime) -> tuple[Visit, bytes] | None:
        """Give the last visit to an address not after `at`, with its body, if both are whole."""
        folder = self._visits_of(uri)
        latest = _file_name(at)
        for name in sorted(_names(folder, _VISIT), reverse=True):
            visit = _read_visit(folder / name) if name <= latest else None
            body = self._body(visit.digest) if visit and visit.uri == uri else None
            if visit and body is not None:
                return visit, body
        return None

    def visits(self) -> Iterator[Visit]:
        """Give the first visit that found each body at each address, by address and time."""
        found: dict[tuple[str, str], Visit] = {}
        for _, visit in self._newest_first():
            found[visit.uri, visit.digest] = visit
        yield from sorted(found.values(), key=lambda one: (one.uri, one.confirmed_at))

    def prune(self, *, now: datetime, keep_days: int, max_bytes: int) -> int:
        """Remove visits that are too old or too many, and bodies of none; count the bodies.

        The newest visits are kept for as long as their bodies fit into `max_bytes`.
        Nothing is removed but what has the name of something we wrote.
        """
        oldest = now - timedelta(days=keep_days)
        kept: set[str] = set()
        total = 0
        for path, visit in self._newest_first():
            size = 0 if visit.digest in kept else visit.size
            if visit.confirmed_at < oldest or total + size > max_bytes:
                _remove_visit(path)
            else:
                kept.add(visit.digest)
                total += size
        for path in self._folder.rglob(".*.part"):  # what a killed run was writing
            _removed(path, now)
        return sum(_removed(path, now) for path in self._bodies() if path.name not in kept)

    def _newest_first(self) -> list[tuple[Path, Visit]]:
        visits: list[tuple[Path, Visit]] = []
        for folder in _two_deep(self._folder / "pages"):
            for name in _names(folder, _VISIT):
                visit = _read_visit(folder / name)
                if visit:
                    visits.append((folder / name, visit))
                else:
                    _remove_visit(folder / name)
        return sorted(visits, key=lambda one: (one[1].confirmed_at, one[1].uri), reverse=True)

    def _bodies(self) -> Iterator[Path]:
        yield from _two_deep(self._folder / "bodies")

    def _body(self, digest: str) -> bytes | None:
        try:
            body = self._body_path(digest).read_bytes()
        except OSError:
            return None
        return body if hashlib.sha256(body).hexdigest() == digest else None

    def _write_body(self, visit: Visit, body: bytes) -> None:
        path = self._body_path(visit.digest)
        if self._body(visit.digest) is None:
            _write(path, body)
        # Its age is told by the run's time, which need not be the disk's.
        moment = visit.confirmed_at.timestamp()
        os.utime(path, (moment, moment))

    def _write_visit(self, visit: Visit) -> None:
        self.prepare()
        _write(self._visits_of(visit.uri) / _file_name(visit.confirmed_at), _encoded(visit))

    def _body_path(self, digest: str) -> Path:
        return self._folder / "bodies" / digest[:2] / digest

    def _visits_of(self, uri: str) -> Path:
        key = hashlib.sha256(uri.encode()).hexdigest()
        return self._folder / "pages" / key[:2] / key


def _file_name(moment: datetime) -> str:
    return f"{moment.astimezone(UTC).strftime(_TIME)}.json"


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; its digest tells if the disk lost it afterwards."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _encoded(visit: Visit) -> bytes:
    values = asdict(visit)
    values["fetched_at"] = visit.fetched_at.isoformat()
    values["confirmed_at"] = visit.confirmed_at.isoformat()
    values["sum"] = _sum(values)
    return json.dumps(values, ensure_ascii=False, indent=1).encode()


def _sum(values: dict[str, object]) -> str:
    rest = {key: value for key, value in values.items() if key != "sum"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


def _read_visit(path: Path) -> Visit | None:
    try:
        values = json.loads(path.read_bytes())
        if values["sum"] != _sum(values) or not _DIGEST.fullmatch(values["digest"]):
            return None
        del values["sum"]
        values["headers"] = tuple((str(name), str(value)) for name, value in values["headers"])
        for key in ("fetched_at", "confirmed_at"):
            values[key] = datetime.fromisoformat(values[key])
        return Visit(**values)
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def _names(folder: Path, pattern: re.Pattern[str]) -> list[str]:
    try:
        return [path.name for path in folder.iterdir() if pattern.fullmatch(path.name)]
    except OSError:
        return []


def _two_deep(folder: Path) -> Iterator[Path]:
    """Give what lies in folders of two hexadecimal digits, named by a digest."""
    for first in sorted(_names(folder, re.compile(r"[0-9a-f]{2}"))):
        for name in sorted(_names(folder / first, _DIGEST)):
            yield folder / first / name


def _remove_visit(path: Path) -> None:
    path.unlink(missing_ok=True)
    with suppress(OSError):  # the folder holds other visits
        path.parent.rmdir()


def _removed(path: Path, now: datetime) -> bool:
    try:
        is_old = path.stat().st_mtime < (now - _GRACE).timestamp()
        if is_old:
            path.unlink()
    except OSError:  # another run has removed it
        return False
    return is_old
