"""Into a folder: all files of a run or none, and untouched where nothing changed."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_hex

from briefing.errors import DeliveryError
from briefing.model import Receipt, Rendered

_DAY = re.compile(r"\d{4}-\d\d-\d\d")

Swap = Callable[[Path, Path], object]


def folder(directory: Path) -> Folder:
    """Deliver into a folder, which is made where it is missing."""
    return Folder(directory=directory)


def files(targets: Mapping[str, Path]) -> Files:
    """Deliver each format that `targets` names to the file that it gives for it."""
    return Files(targets=tuple(targets.items()))


@dataclass(frozen=True, slots=True)
class Folder:
    """Writes the files of a run into one folder."""

    directory: Path

    def __call__(self, rendered: tuple[Rendered, ...]) -> tuple[Receipt, ...]:
        """Write all formats, but those whose very bytes stand there.

        Raises:
            DeliveryError: the folder or a file cannot be written; none was.
        """
        return put([(one, self._home(one) / one.filename) for one in rendered])

    def _home(self, one: Rendered) -> Path:
        return self.directory.parent if one.is_series else self.directory


@dataclass(frozen=True, slots=True)
class Files:
    """Writes each format to a file of its own."""

    targets: tuple[tuple[str, Path], ...]

    def __call__(self, rendered: tuple[Rendered, ...]) -> tuple[Receipt, ...]:
        """Write each format to its file.

        Raises:
            DeliveryError: no file is named for a format, or one cannot be written;
                none was.
        """
        targets = dict(self.targets)
        for one in rendered:
            if one.format not in targets:
                raise DeliveryError(one.format, "no file is named for this format")
        return put([(one, targets[one.format]) for one in rendered])


def put(placed: Sequence[tuple[Rendered, Path]], *, swap: Swap = os.replace) -> tuple[Receipt, ...]:
    """Write each rendered brief to its place: all beside it first, then swap them in.

    `swap` moves a file over another in one step.

    Raises:
        DeliveryError: one cannot be written, or has no place in the page that stands
            there. What stood at the places still does.
    """
    placed = [(_merged(one, target), target) for one, target in placed]
    receipts = tuple(_receipt(one, target) for one, target in placed)
    changed = [pair for pair, receipt in zip(placed, receipts, strict=True) if receipt.changed]
    # The way back is gone before what it needs is tidied up.
    with ExitStack() as tidy, ExitStack() as way_back:
        staged = [(_stage(one.body, target, tidy), target) for one, target in changed]
        for beside, target in staged:
            with _told(target):
                if target != staged[-1][1]:
                    way_back.callback(_way_back(target, tidy))
                swap(beside, target)
        way_back.pop_all()
    return receipts


def newest(day: Path) -> Path:
    """Give the newest of the folders per day where `day` lies, by their dates."""
    days = [path for path in day.parent.iterdir() if _DAY.fullmatch(path.name)]
    filled = [path for path in days if path.is_dir() and any(path.iterdir())]
    return max([day, *filled], key=lambda path: path.name)


def point(link: Path, target: Path) -> None:
    """Make `link` lead to `target`, a folder beside it, in one step.

    Where links cannot be made (Windows without the right to), `link` becomes a text
    file that holds the folder's name.

    Raises:
        DeliveryError: something else than a link of ours stands there.
    """
    if link.is_symlink() and link.readlink() == Path(target.name):
        return
    if link.is_dir() and not link.is_symlink():
        raise DeliveryError(str(link), "is a folder; move it away, a link belongs there")
    beside = _beside(link)
    try:
        try:
            beside.symlink_to(target.name, target_is_directory=True)
        except (OSError, NotImplementedError):
            beside.write_text(f"{target.name}\n", encoding="utf-8")
        beside.replace(link)
    except OSError as error:
        _remove(beside)
        raise DeliveryError(str(link), f"cannot be written: {error.strerror}") from error


def _merged(rendered: Rendered, target: Path) -> Rendered:
    """Give what shall stand at a place where people may have written around the brief.

    Read through a link as well: what people see there is what they would miss.
    """
    with _told(target):
        if rendered.merge is None or not target.is_file():
            return rendered
        page = target.read_bytes()
    try:
        return replace(rendered, body=rendered.merge(page))
    except ValueError as error:
        raise DeliveryError(str(target), str(error)) from error


def _receipt(rendered: Rendered, target: Path) -> Receipt:
    with _told(target):
        if target.is_dir():
            raise DeliveryError(str(target), "is a folder; name a file in it")
        is_file = target.is_file() and not target.is_symlink()
        changed = not is_file or target.read_bytes() != rendered.body
    return Receipt(
        destination=str(target),
        rendered=rendered.format,
        size=len(rendered.body),
        changed=changed,
    )


def _stage(body: bytes, target: Path, tidy: ExitStack) -> Path:
    """Write a file beside its target, with the permissions that it will have there."""
    with _told(target):
        _make(target.parent, tidy)
        beside = _beside(target)
        tidy.callback(_remove, beside)
        with beside.open("xb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        if target.is_file() and not target.is_symlink():
            beside.chmod(target.stat().st_mode & 0o777)
    return beside


def _make(directory: Path, tidy: ExitStack) -> None:
    """Make a folder, which goes again if it stays empty."""
    missing = [path for path in (directory, *directory.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(exist_ok=True)
        tidy.callback(_remove_empty, path)
    if not directory.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, f"{directory} is not a folder")


def _way_back(target: Path, tidy: ExitStack) -> Callable[[], object]:
    """Keep what stands at a place; give what puts it there again."""
    if not os.path.lexists(target):
        return lambda: _remove(target)
    kept = _beside(target)
    tidy.callback(_remove, kept)
    try:
        os.link(target, kept, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(target, kept, follow_symlinks=False)
    return lambda: kept.replace(target)


def _beside(target: Path) -> Path:
    return target.with_name(f".briefing-{token_hex(6)}")


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _remove_empty(directory: Path) -> None:
    with suppress(OSError):
        directory.rmdir()


@contextmanager
def _told(target: Path) -> Iterator[None]:
    """Name the target, and not a file of ours, where something cannot be written."""
    try:
        yield
    except OSError as error:
        problem = f"cannot be written: {error.strerror}"
        raise DeliveryError(str(target), problem) from error
