"""The templates and style sheets that we ship: which there are, what they say, copies of them."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from briefing import resources
from briefing.errors import RenderError


def templates() -> dict[str, Path]:
    """Give our templates by their names."""
    return _files(resources.templates(), "*.j2")


def styles() -> dict[str, Path]:
    """Give our style sheets by their names, such as `compact/screen.css`."""
    return _files(resources.styles(), "**/*.css")


def _files(folder: Path, pattern: str) -> dict[str, Path]:
    return {path.relative_to(folder).as_posix(): path for path in sorted(folder.glob(pattern))}


def look_of(name: str) -> str:
    """Name the look that a style sheet belongs to, or "all looks"."""
    look, slash, _ = name.partition("/")
    return look if slash else "all looks"


def replaced(name: str, folder: Path | None) -> Path | None:
    """Give the file in a user's folder that takes the place of our template, if there is one."""
    path = folder / name if folder else None
    return path if path and path.is_file() else None


def find(name: str, known: dict[str, Path]) -> Path:
    """Find one of our files by its name.

    Raises:
        RenderError: there is none of that name; it tells the nearest.
    """
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}"
    raise RenderError(f"is not one of ours; {hint}", template=name)


def copy(name: str, known: dict[str, Path], folder: Path) -> Path:
    """Copy one of our files into a folder, under its name, and give where it stands.

    Raises:
        RenderError: there is none of that name, a file stands there, or it cannot be written.
    """
    body = find(name, known).read_bytes()
    target = folder / name
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.write(body)
    except FileExistsError as error:
        raise RenderError("stands there already and is kept", template=str(target)) from error
    except OSError as error:
        detail = f"cannot be written: {error.strerror}"
        raise RenderError(detail, template=str(target)) from error
    return target
