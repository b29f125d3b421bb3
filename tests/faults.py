"""What holds after a fault, as one check for all of them; and how to make faults.

An edition of these tests is made of small files that all hold the number of their run, so
that files of different runs can be told apart.
"""

from __future__ import annotations

import hashlib
import os
import random
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

import briefs
from briefing.deliverers.folder import folder, point
from briefing.housekeeping import recover
from briefing.keeping import appearances, edition_of
from briefing.locking import held
from briefing.model import Brief, Edition, Legacy, Rendered
from briefing.store.store import PENDING, opened

# A disk is waited for each time; memory is not.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None

FORMATS = ("html", "md", "txt", "atom")
_RUN = re.compile(rb"run (\d+);")


def wrongs(home: Path, store: Path | None) -> list[str]:
    """Tell what is wrong in a folder of editions; to be asked when the next run is done.

    No half-written file, no files of different runs side by side, no edition told twice or
    lost between folder and store, nothing of ours left over.
    """
    found = [f"left over: {path}" for path in home.rglob(".briefing-*")]
    kept: dict[str, Edition] = {}
    if store and store.exists():
        with opened(store) as open_store:
            found += [f"pending: {one.key}" for one in open_store.editions(state=PENDING)]
            kept = {one.day.isoformat(): one for one in open_store.editions()}
            for one in kept.values():
                here = [said.words for said in open_store.appearances(one.key)]
                if here != [said.words for said in appearances(open_store.brief(one.key))]:
                    found.append(f"lost, or told twice: sentences of {one.key}")
    days = {path.name: path for path in home.glob("????-??-??") if any(path.iterdir())}
    for name, day in days.items():
        found += _wrongs_of_day(day, kept.pop(name, None) if store else None)
    found += [f"in the store, and in no folder: {name}" for name in kept]
    latest = home / "latest"
    if days and latest.is_symlink() and latest.resolve().name != max(days):
        found.append(f"latest leads to {latest.resolve().name}")
    return found


def _wrongs_of_day(day: Path, edition: Edition | None) -> Iterator[str]:
    runs: set[int | None] = set()
    for path in sorted(day.iterdir()):
        if path.name.startswith("brief."):
            body = path.read_bytes()
            runs.add(run_of(body))
            if not body.rstrip().endswith(END.get(path.suffix, b"")):
                yield f"half-written: {path}"
    runs.discard(None)  # what is packed does not say
    if len(runs) > 1:
        yield f"files of different runs in {day}: {sorted(map(str, runs))}"
    if edition:
        for _, name, digest in edition.files:
            # A feed stands beside the folders, and what people write in is merged.
            path = day / name if (day / name).exists() else day.parent / name
            if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
                yield f"{path} is not what the store says of {edition.key}"


END = {".html": b"</html>", ".pdf": b"%%EOF", ".md": b"<!-- briefing:end -->", ".json": b"}"}


def run_of(body: bytes) -> int | None:
    """Tell the run that wrote a file; None where it does not say."""
    found = _RUN.search(body)
    return int(found[1]) if found else None


def edition_of_run(number: int, *, day: int = 15) -> tuple[Brief, tuple[Rendered, ...]]:
    """Make a small edition: one article, four formats, of which one is a feed."""
    issued = datetime(2026, 1, day, 6, tzinfo=UTC)
    brief = replace(briefs.one_story(), issued=issued, subtitle=f"run {number};")
    ends = {"html": "</html>", "md": "<!-- briefing:end -->"}
    rendered = tuple(
        Rendered(
            format=one,
            media_type="text/plain",
            filename=f"brief.{one}" if one != "atom" else "feed.atom",
            body=f"run {number};\n{'x' * 3_000}\n{ends.get(one, 'end')}".encode(),
            is_series=one == "atom",
        )
        for one in FORMATS
    )
    return brief, rendered


def publish(home: Path, store: Path, number: int, *, day: int = 15) -> None:
    """Do what a run does when all is rendered, in the same order."""
    brief, rendered = edition_of_run(number, day=day)
    place = home / brief.issued.date().isoformat()
    with held(home, wait_s=20, holder="a test"):
        list(recover(home, store))
        with opened(store) as open_store:
            edition = edition_of(brief, rendered)
            with folder(place).staged(rendered, edition=edition) as put:
                with open_store.changing():
                    open_store.plan(edition, brief, Legacy(appearances=tuple(appearances(brief))))
                put()
                with open_store.changing():
                    open_store.finish(edition.key)
        point(home / "latest", place)


def next_run(home: Path, store: Path) -> None:
    """Do what the next run does first."""
    with held(home, wait_s=20, holder="a test"):
        list(recover(home, store))


def killed_at(line: int, work: Callable[[], object]) -> bool:
    """Do some work in a fork that is killed at its n-th line of ours; tell if it was.

    Lines of what publishes are counted, so that any moment between two steps on the disk can
    be had, and had again.
    """
    child = os.fork()
    if not child:
        with suppress(BaseException):
            sys.settrace(_killer(line))
            work()
        sys.settrace(None)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def lines_of(work: Callable[[], object]) -> int:
    """Count the lines that `killed_at` would count."""
    counted = [0]

    def count(frame: FrameType, event: str, _: Any) -> Any:
        if not _is_counted(frame):
            return None
        counted[0] += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        work()
    finally:
        sys.settrace(before)
    return counted[0]


def _killer(line: int) -> Callable[[FrameType, str, Any], Any]:
    left = [line]

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        if not _is_counted(frame):
            return None
        if event == "line":
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    return trace


_COUNTED = ("/briefing/deliverers/", "/briefing/store/", "/briefing/housekeeping", "/faults.py")


def _is_counted(frame: FrameType) -> bool:
    name = frame.f_code.co_filename.replace(os.sep, "/")
    return any(part in name for part in _COUNTED)


def moments(seed: int, count: int, most: int) -> list[int]:
    """Give random moments, the same ones for the same seed."""
    return [random.Random(seed + number).randrange(most) for number in range(count)]


@contextmanager
def small_disk(place: Path, *, kilobytes: int) -> Iterator[Path]:
    """Mount a small disk; who may not is told so by an OSError."""
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(place)]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        raise OSError("no disk can be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def program(*words: str, cwd: Path, **options: object) -> subprocess.CompletedProcess[bytes]:
    """Run the program as a process of its own."""
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        [sys.executable, "-m", "briefing", *words],
        capture_output=True,
        check=False,
        cwd=cwd,
        **options,
    )


def started(
    *words: str, cwd: Path, env: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start the program, and do not wait for it."""
    return subprocess.Popen(
        [sys.executable, "-m", "briefing", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=cwd,
        env={**os.environ, **(env or {})},
    )


def in_this_process(
    function: Callable[[Any], Iterable[Any]], items: Iterable[Any], **_: object
) -> Iterator[Any]:
    """Stand for `engine.guarded`: the same work without children, which take seconds to start."""
    for item in items:
        yield from function(item)


def killed_after(seconds: float, work: Callable[[], object]) -> bool:
    """Do some work in a fork that the system kills after a time; tell if it was.

    It is the processor's time that counts: a busy machine moves no moment.
    """
    child = os.fork()
    if not child:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        signal.setitimer(signal.ITIMER_PROF, seconds)  # nobody handles what it sends
        with suppress(BaseException):
            work()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def desk(place: Path, *, articles: int = 5, formats: Iterable[str] = ("html", "markdown")) -> None:
    """Set up a folder to build in."""
    (place / "articles").mkdir(parents=True)
    for number in range(articles):
        write_article(place / f"articles/{number}.txt", number)
    listed = ", ".join(f'"{one}"' for one in formats)
    (place / "briefing.toml").write_text(
        '[[source]]\nname = "Desk"\npaths = ["articles"]\n'
        f'[output]\ndirectory = "build"\nformats = [{listed}]\n',
        encoding="utf-8",
    )


def write_article(path: Path, number: int) -> None:
    """Write an article that is like no other."""
    port = f"Port {chr(65 + number % 26)}{number}"
    path.write_text(
        f"{port} opens again\n\nThe harbor of {port} opened again on Monday after a storm had "
        f"closed it for {number + 2} days.\n\nSome {number + 11} ships that had waited outside "
        f"{port} came in before noon, the harbor master of {port} said on the radio.\n",
        encoding="utf-8",
    )
