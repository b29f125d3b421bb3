"""Style sheets: the packaged ones, and those that a reader adds."""

from __future__ import annotations

from pathlib import Path

from briefing import resources
from briefing.errors import RenderError


def packaged(name: str) -> str:
    """Read one of our style sheets, such as `base.css`."""
    return _read(resources.styles() / name)


def added(files: tuple[Path, ...]) -> str:
    """Read the user's style sheets, in their order.

    What comes back can stand in a `<style>` element and cannot end it.

    Raises:
        RenderError: a file cannot be read, or is not UTF-8.
    """
    return "\n".join(_read(file) for file in files).replace("</", "<\\/")


def _read(file: Path) -> str:
    try:
        # -sig, since editors on Windows still begin files with a mark.
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        detail = error.strerror or "cannot be read"
        raise RenderError(detail, template=str(file)) from error
    except UnicodeDecodeError as error:
        raise RenderError("is not UTF-8", template=str(file)) from error
