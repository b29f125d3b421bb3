"""An edition is put in its place in one step, and a run that is killed leaves no half of it.

All files are written to a folder of the run first, or beside their places. A plan in it says
what goes where, what stood there and what shall; a mark says that all is complete. Then the
folder of the day and the new one change places in one step (`swapping`). The next run finds
what a killed one left, and finishes it or takes it away; see `left_over`.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from briefing.deliverers.swapping import exchange, settle
from briefing.deliverers.writing import OURS, keep, make, merged, receipt, remove, told, write
from briefing.errors import DeliveryError
from briefing.locking import held_briefly
from briefing.model import Edition, Receipt, Rendered

Publish = Callable[[], tuple[Receipt, ...]]
Placed = Sequence[tuple[Rendered, Path]]

_LOOSE = re.compile(rf"{re.escape(OURS)}[0-9a-f]{{12}}")  # see `writing.beside`
_PLAN, _READY, _NEW, _OLD = "plan.json", "ready", "new", "old"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A file or a folder that is complete at `staged`, and where it goes.

    `files` holds name, digest of what stood there and digest of what shall; the name of a
    file that goes alone is empty, and so is the digest of what is not there.
    """

    staged: Path
    target: Path
    files: tuple[tuple[str, str, str], ...]

    @property
    def is_folder(self) -> bool:
        """Whether a whole folder changes."""
        return self.files[0][0] != ""

    @property
    def away(self) -> Path:
        """Where what stood there waits, should it have to come back."""
        return self.staged.with_name(_OLD if self.is_folder else f"{self.staged.name}-old")

    def stands(self) -> bool:
        """Whether it is done."""
        return all(_digest(self.target / name) == new for name, _, new in self.files)

    def is_ready(self) -> bool:
        """Whether all is there, and nobody has changed since what would be replaced."""
        if any(_digest(self.staged / name) != new for name, _, new in self.files):
            return False
        if not os.path.lexists(self.target):
            return True
        return all(_digest(self.target / name) in {was, new} for name, was, new in self.files)

    def take(self) -> None:
        """Put it in its place.

        Raises:
            OSError: that cannot be done; what stood there does again.
        """
        if not os.path.lexists(self.target):
            self.staged.rename(self.target)
        elif not self.is_folder:
            remove(self.away)  # of a try that was broken off
            keep(self.target, self.away)
            self.staged.replace(self.target)
        elif not exchange(self.staged, self.target):
            # Two steps. Between them the folder is missing; the next run puts it there.
            self.target.rename(self.away)
            try:
                self.staged.rename(self.target)
            except OSError:
                self.away.rename(self.target)
                raise

    def undo(self) -> None:
        """Put back what stood there, after `take` or a part of it."""
        with suppress(OSError):
            if os.path.lexists(self.away):
                if not os.path.lexists(self.staged) and self.is_folder:
                    self.target.rename(self.staged)
                elif not os.path.lexists(self.staged):
                    keep(self.target, self.staged)
                self.away.replace(self.target)
            elif not os.path.lexists(self.staged):
                self.target.rename(self.staged)  # nothing stood there
            elif self.is_folder and self.stands():
                exchange(self.staged, self.target)

    def rescue(self) -> None:
        """Bring what is not ours over into the new folder: people's files, and folders.

        Raises:
            OSError: something cannot be moved; it is still in the old folder.
        """
        ours = {name for name, _, _ in self.files}
        for old in (self.staged, self.away) if self.is_folder and self.stands() else ():
            for path in sorted(old.iterdir()) if old.is_dir() else ():
                if path.name not in ours and _is_newer(path, self.target / path.name):
                    path.replace(self.target / path.name)

    def forget(self) -> None:
        """Remove what is not needed any more."""
        if not self.is_folder:
            remove(self.staged)
            remove(self.away)
        elif self.away.is_dir() and not os.path.lexists(self.target):
            self.away.rename(self.target)


@contextmanager
def prepared(
    placed: Placed, *, home: Path, folder: Path | None = None, edition: Edition | None = None
) -> Iterator[Publish]:
    """Write all files beside their places; what is given puts them there.

    `folder` changes as a whole. Where an `edition` is given, a store knows of it before it is
    put there, and says afterwards whether it was; what is broken off stays for the next run.

    Raises:
        DeliveryError: one cannot be written, or has no place in the page that stands there.
            What stood at the places still does.
    """
    placed = [(merged(one, target), target) for one, target in placed]
    receipts = tuple(receipt(one, target) for one, target in placed)
    changed = [pair for pair, one in zip(placed, receipts, strict=True) if one.changed]
    if not changed and edition is None:
        yield lambda: receipts
        return
    # Folders that were made go last, and only where they are still empty.
    with ExitStack() as folders, ExitStack() as tidy:
        with told(placed[0][1]):
            make(home, folders)
            run = home / f"{OURS}{token_hex(6)}"
            left = Left(run=run, steps=_steps(changed, run, folder), edition=_named(edition))
            tidy.callback(left.close)
            left.write_plan()
        _stage(changed, left.steps, folders)
        with told(placed[0][1]):
            left.mark_ready()
        publish = _Publication(left=left, receipts=receipts)
        try:
            yield publish
        except BaseException as error:
            # The store may hold it for published, or about to be.
            if edition and (publish.is_begun or not isinstance(error, Exception)):
                tidy.pop_all()
            raise


@dataclass(slots=True, kw_only=True)
class _Publication:
    """Puts in place what is complete; once."""

    left: Left
    receipts: tuple[Receipt, ...]
    is_begun: bool = False

    def __call__(self) -> tuple[Receipt, ...]:
        self.is_begun = True
        self.left.take()
        return self.receipts


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What a run has written, or has left: a folder of the run with its plan.

    `edition` is the key and the digest of the edition that a store knows of; else empty.
    """

    run: Path
    steps: tuple[Step, ...] = ()
    edition: tuple[str, str] | tuple[()] = ()

    @property
    def is_complete(self) -> bool:
        """Whether every file had been written when the run ended."""
        return (self.run / _READY).exists()

    def take(self) -> None:
        """Put everything in its place, or nothing.

        Raises:
            DeliveryError: something cannot be put there.
        """
        with ExitStack() as way_back:
            for step in self.steps:
                if not step.stands():
                    with told(step.target):
                        way_back.callback(step.undo)
                        step.take()
            way_back.pop_all()
        for step in self.steps:
            with told(step.target):
                step.rescue()
                settle(step.target.parent)

    def settle(self) -> bool:
        """Finish what a killed run left, where that can be done, and clear up; tell if it was.

        Raises:
            DeliveryError: something cannot be put in its place.
        """
        is_whole = self.is_complete and all(one.stands() or one.is_ready() for one in self.steps)
        if is_whole:
            self.take()
        self.close()
        return is_whole

    def close(self) -> None:
        """Remove the run's folder, and what it has beside the places of files."""
        for step in self.steps:
            with suppress(OSError):
                step.rescue()
                step.forget()
        if not any(step.away.is_dir() and not step.stands() for step in self.steps):
            shutil.rmtree(self.run, ignore_errors=True)

    def write_plan(self) -> None:
        """Make the run's folder, and write down what is going to be written where."""
        self.run.mkdir()
        plan = {
            "edition": self.edition,
            "steps": [
                [_from(one.staged, self.run), _from(one.target, self.run), one.files]
                for one in self.steps
            ],
        }
        write(json.dumps(plan).encode(), self.run / _PLAN)

    def mark_ready(self) -> None:
        """Say that all is complete."""
        write(b"", self.run / _READY)
        settle(self.run)
        settle(self.run.parent)


def left_over(home: Path) -> Iterator[Left]:
    """Give what runs that were killed have left in a folder; nobody may be at work there."""
    for run in sorted(path for path in home.glob(f"{OURS}*") if path.is_dir()):
        try:
            plan = json.loads((run / _PLAN).read_bytes())
            yield Left(
                run=run,
                steps=tuple(
                    Step(
                        staged=run / staged,
                        target=Path(os.path.normpath(run / target)),
                        files=tuple((name, was, new) for name, was, new in files),
                    )
                    for staged, target, files in plan["steps"]
                ),
                edition=tuple(plan["edition"]),
            )
        except (OSError, ValueError):  # nothing was written yet but this
            yield Left(run=run)


def sweep(directory: Path) -> None:
    """Remove what a killed run left in a folder beside a single file that it wrote."""
    with held_briefly(directory):
        for path in directory.glob(f"{OURS}*"):
            if _LOOSE.fullmatch(path.name) and (path.is_symlink() or path.is_file()):
                remove(path)


def _steps(changed: Placed, run: Path, folder: Path | None) -> tuple[Step, ...]:
    inside = [(one, target) for one, target in changed if folder and target.parent == folder]
    steps = []
    if folder and inside:
        if folder.is_symlink():
            raise DeliveryError(str(folder), "is a link; an edition's folder belongs there")
        files = tuple((target.name, _digest(target), _of(one.body)) for one, target in inside)
        steps.append(Step(staged=run / _NEW, target=folder, files=files))
    for number, (one, target) in enumerate(pair for pair in changed if pair not in inside):
        staged = target.with_name(f"{run.name}-{number}")
        files = (("", _digest(target), _of(one.body)),)
        steps.append(Step(staged=staged, target=target, files=files))
    return tuple(steps)


def _stage(changed: Placed, steps: Sequence[Step], folders: ExitStack) -> None:
    bodies = {target: one.body for one, target in changed}
    for step in steps:
        with told(step.target):
            make(step.target.parent, folders)
            if step.is_folder:
                _stage_folder(step)
        for name, _, _ in step.files:
            with told(step.target / name):
                write(bodies[step.target / name], step.staged / name, like=step.target / name)
        if step.is_folder:
            with told(step.target):
                settle(step.staged)


def _stage_folder(step: Step) -> None:
    """Make the new folder like the one that stands there, with all files that stay as they are."""
    step.staged.mkdir()
    if not os.path.lexists(step.target):
        return
    ours = {name for name, _, _ in step.files}
    for path in sorted(step.target.iterdir()):
        if path.name not in ours and path.is_file() and not path.is_symlink():
            keep(path, step.staged / path.name)
    # Folders and links come over when the new one stands; see `Step.rescue`.
    there = step.target.stat()
    step.staged.chmod(there.st_mode & 0o7777)
    with suppress(OSError, AttributeError):
        os.chown(step.staged, there.st_uid, there.st_gid)


def _is_newer(path: Path, other: Path) -> bool:
    if not os.path.lexists(other):
        return True
    one, two = path.lstat(), other.lstat()
    return one.st_ino != two.st_ino and one.st_mtime_ns > two.st_mtime_ns


def _named(edition: Edition | None) -> tuple[str, str] | tuple[()]:
    return (edition.key, edition.digest) if edition else ()


def _from(path: Path, start: Path) -> str:
    try:
        return os.path.relpath(path, start)
    except ValueError:  # on another drive
        return str(path.absolute())


def _digest(path: Path) -> str:
    """Give the digest of a file's bytes; of anything else, none."""
    try:
        return _of(path.read_bytes()) if path.is_file() and not path.is_symlink() else ""
    except OSError:
        return ""


def _of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
