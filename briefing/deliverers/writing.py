"""Files written whole: beside their places first, and moved there when all are complete."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from secrets import token_hex

from briefing.errors import DeliveryError
from briefing.model import Receipt, Rendered

OURS = ".briefing-"  # how names of ours begin that go again

Swap = Callable[[Path, Path], object]


def put(placed: Sequence[tuple[Rendered, Path]], *, swap: Swap = os.replace) -> tuple[Receipt, ...]:
    """Write each rendered brief to its place: all beside it first, then swap them in.

    `swap` moves a file over another in one step.

    Raises:
        DeliveryError: one cannot be written, or has no place in the page that stands
            there. What stood at the places still does.
    """
    placed = [(merged(one, target), target) for one, target in placed]
    receipts = tuple(receipt(one, target) for one, target in placed)
    changed = [pair for pair, one in zip(placed, receipts, strict=True) if one.changed]
    # The way back is gone before what it needs is tidied up.
    with ExitStack() as tidy, ExitStack() as way_back:
        staged = [(_stage(one.body, target, tidy), target) for one, target in changed]
        for complete, target in staged:
            with told(target):
                if target != staged[-1][1]:
                    way_back.callback(_way_back(target, tidy))
                swap(complete, target)
        way_back.pop_all()
    return receipts


def merged(rendered: Rendered, target: Path) -> Rendered:
    """Give what shall stand at a place where people may have written around the brief.

    Read through a link as well: what people see there is what they would miss.
    """
    with told(target):
        if rendered.merge is None or not target.is_file():
            return rendered
        page = target.read_bytes()
    try:
        return replace(rendered, body=rendered.merge(page))
    except ValueError as error:
        raise DeliveryError(str(target), str(error)) from error


def receipt(rendered: Rendered, target: Path) -> Receipt:
    """Tell where a file goes, and whether that changes."""
    with told(target):
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


def write(body: bytes, path: Path, *, like: Path | None = None) -> None:
    """Write a new file, so that it is on the disk, with the permissions of another, if any."""
    with path.open("xb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    if like and like.is_file() and not like.is_symlink():
        path.chmod(like.stat().st_mode & 0o777)


def make(directory: Path, tidy: ExitStack) -> None:
    """Make a folder, which goes again if it stays empty."""
    missing = [path for path in (directory, *directory.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(exist_ok=True)
        tidy.callback(_remove_empty, path)
    if not directory.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, f"{directory} is not a folder")


def keep(target: Path, kept: Path) -> None:
    """Let what stands at a place stand at another one, too."""
    try:
        os.link(target, kept, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(target, kept, follow_symlinks=False)


def beside(target: Path) -> Path:
    """Name a file of ours beside a place."""
    return target.with_name(f"{OURS}{token_hex(6)}")


def remove(path: Path) -> None:
    """Remove a file, if there is one and it can be removed."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


@contextmanager
def told(target: Path) -> Iterator[None]:
    """Name the target, and not a file of ours, where something cannot be written."""
    try:
        yield
    except OSError as error:
        problem = f"cannot be written: {error.strerror}"
        raise DeliveryError(str(target), problem) from error


def _stage(body: bytes, target: Path, tidy: ExitStack) -> Path:
    """Write a file beside its target, with the permissions that it will have there."""
    with told(target):
        make(target.parent, tidy)
        complete = beside(target)
        tidy.callback(remove, complete)
        write(body, complete, like=target)
    return complete


def _way_back(target: Path, tidy: ExitStack) -> Callable[[], object]:
    """Keep what stands at a place; give what puts it there again."""
    if not os.path.lexists(target):
        return lambda: remove(target)
    kept = beside(target)
    tidy.callback(remove, kept)
    keep(target, kept)
    return lambda: kept.replace(target)


def _remove_empty(directory: Path) -> None:
    with suppress(OSError):
        directory.rmdir()
