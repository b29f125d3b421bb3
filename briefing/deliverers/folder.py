"""Where the files of an edition go: into a folder that changes as a whole, or one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from briefing.deliverers.publishing import Publish, left_over, prepared
from briefing.deliverers.writing import beside, put, remove
from briefing.errors import DeliveryError
from briefing.locking import held_briefly
from briefing.model import Edition, Receipt, Rendered

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def folder(directory: Path) -> Folder:
    """Publish into a folder, which is made where it is missing, and changes as a whole."""
    return Folder(directory=directory)


def files(targets: Mapping[str, Path], *, home: Path | None = None) -> Files:
    """Publish each format that `targets` names in the file that it gives for it.

    `home` is where it is written down what is under way; else the folder of the first.
    """
    return Files(targets=tuple(targets.items()), home=home)


def put_file(path: Path, body: bytes) -> None:
    """Write a file whole; one that has these very bytes is not touched.

    Raises:
        DeliveryError: it cannot be written.
    """
    whole = Rendered(format="", media_type="", filename=path.name, body=body)
    # Lest another run takes what is being written for something that was left.
    with held_briefly(path.parent) if path.parent.is_dir() else nullcontext():
        put([(whole, path)])


def put_into(directory: Path, rendered: Sequence[Rendered]) -> tuple[Receipt, ...]:
    """Write files into a folder that holds others, such as those of an archive.

    Raises:
        DeliveryError: one cannot be written; none was.
    """
    return put([(one, directory / one.filename) for one in rendered])


@dataclass(frozen=True, slots=True)
class Folder:
    """Puts all files of an edition into one folder, which changes in one step."""

    directory: Path

    def __call__(self, rendered: tuple[Rendered, ...]) -> tuple[Receipt, ...]:
        """Write all formats, but those whose very bytes stand there.

        Raises:
            DeliveryError: the folder or a file cannot be written; none was.
        """
        with self.staged(rendered) as publish:
            return publish()

    def staged(
        self, rendered: Sequence[Rendered], *, edition: Edition | None = None
    ) -> AbstractContextManager[Publish]:
        """Write all formats beside the folder; what is given puts them there.

        Raises:
            DeliveryError: one cannot be written; none was.
        """
        placed = [(one, self._home(one) / one.filename) for one in rendered]
        home = self.directory.parent
        return prepared(placed, home=home, folder=self.directory, edition=edition)

    def _home(self, one: Rendered) -> Path:
        return self.directory.parent if one.is_series else self.directory


@dataclass(frozen=True, slots=True)
class Files:
    """Puts each format into a file of its own."""

    targets: tuple[tuple[str, Path], ...]
    home: Path | None = None

    def __call__(self, rendered: tuple[Rendered, ...]) -> tuple[Receipt, ...]:
        """Write each format to its file.

        Raises:
            DeliveryError: no file is named for a format, or one cannot be written;
                none was.
        """
        with self.staged(rendered) as publish:
            return publish()

    @contextmanager
    def staged(
        self, rendered: Sequence[Rendered], *, edition: Edition | None = None
    ) -> Iterator[Publish]:
        """Write each format beside its file; what is given puts them in their places.

        Raises:
            DeliveryError: no file is named for a format, or one cannot be written;
                none was.
        """
        targets = dict(self.targets)
        for one in rendered:
            if one.format not in targets:
                raise DeliveryError(one.format, "no file is named for this format")
        placed = [(one, targets[one.format]) for one in rendered]
        with ExitStack() as stack:
            home = self.home or self._cleared_home(stack)
            yield stack.enter_context(prepared(placed, home=home, edition=edition))

    def _cleared_home(self, stack: ExitStack) -> Path:
        """Wait for the folder of the first file, and clear up what a killed run left there."""
        home = self.targets[0][1].parent
        if home.is_dir():
            stack.enter_context(held_briefly(home))
            for left in left_over(home):
                # What a store knows of is for those to finish who have it.
                if not left.edition:
                    left.settle()
        return home


def newest(day: Path) -> Path:
    """Give the newest of the folders per day where `day` lies, by their dates."""
    filled = [path for path in days(day.parent) if any(path.iterdir())]
    return max([day, *filled], key=lambda path: path.name)


def days(directory: Path) -> list[Path]:
    """List the folders per day, the oldest first."""
    found = [path for path in directory.iterdir() if _DAY.fullmatch(path.name)]
    return sorted(path for path in found if path.is_dir())


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
    new = beside(link)
    try:
        try:
            new.symlink_to(target.name, target_is_directory=True)
        except (OSError, NotImplementedError):
            new.write_text(f"{target.name}\n", encoding="utf-8")
        new.replace(link)
    except OSError as error:
        remove(new)
        raise DeliveryError(str(link), f"cannot be written: {error.strerror}") from error
