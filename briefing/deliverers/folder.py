"""Into a folder: whole or not at all, and untouched where nothing changed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from briefing.errors import DeliveryError
from briefing.model import Receipt, Rendered


def folder(directory: Path) -> Folder:
    """Deliver into a folder, which is made where it is missing."""
    return Folder(directory=directory)


def files(targets: Mapping[str, Path]) -> Files:
    """Deliver each format that `targets` names to the file that it gives for it."""
    return Files(targets=tuple(targets.items()))


@dataclass(frozen=True, slots=True)
class Folder:
    """Writes each file beside its place, then swaps it in."""

    directory: Path

    def __call__(self, rendered: Rendered) -> Receipt:
        """Write one rendered brief, unless the very same bytes stand there.

        Raises:
            DeliveryError: the folder or the file cannot be written.
        """
        return _deliver(rendered, self.directory / rendered.filename)


@dataclass(frozen=True, slots=True)
class Files:
    """Writes each format to a file of its own; others are not its business."""

    targets: tuple[tuple[str, Path], ...]

    def __call__(self, rendered: Rendered) -> Receipt:
        """Write one rendered brief to its file.

        Raises:
            DeliveryError: no file is named for its format, or it cannot be written.
        """
        target = dict(self.targets).get(rendered.format)
        if target is None:
            raise DeliveryError(rendered.format, "no file is named for this format")
        return _deliver(rendered, target)


def _deliver(rendered: Rendered, target: Path) -> Receipt:
    try:
        changed = not _holds(target, rendered.body)
        if changed:
            target.parent.mkdir(parents=True, exist_ok=True)
            _swap_in(target, rendered.body)
    except OSError as error:
        where = str(error.filename or target)
        raise DeliveryError(where, f"cannot be written: {error.strerror}") from error
    return Receipt(
        destination=str(target),
        rendered=rendered.format,
        size=len(rendered.body),
        changed=changed,
    )


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
    beside = link.with_name(f".{link.name}.{os.getpid()}")
    try:
        try:
            beside.symlink_to(target.name, target_is_directory=True)
        except (OSError, NotImplementedError):
            beside.write_text(f"{target.name}\n", encoding="utf-8")
        beside.replace(link)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise DeliveryError(str(link), f"cannot be written: {error.strerror}") from error


def _holds(target: Path, body: bytes) -> bool:
    return target.is_file() and not target.is_symlink() and target.read_bytes() == body


def _swap_in(target: Path, body: bytes) -> None:
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
