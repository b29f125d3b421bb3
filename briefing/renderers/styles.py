"""Style sheets: the packaged ones, and those that a reader adds."""

from __future__ import annotations

import re
from pathlib import Path

from briefing import resources
from briefing.errors import RenderError

# Declarations of CSS for paged media that no browser knows, and that validators call errors.
_PAGED = re.compile(
    r"(?:string-set|bookmark-\w+)\s*:[^;}]*;?"
    r"|content\s*:[^;}]*\b(?:string|leader|target-counter|target-text)\([^;}]*;?"
)


def packaged(look: str, medium: str) -> str:
    """Read our style sheets of a look for a medium: "base" (all), "screen" or "print".

    All looks share `base.css`, `screen.css` and `print.css`; each adds to them the sheets
    of those names in its own folder, where it has any.
    """
    folder = resources.styles()
    own = folder / look / f"{medium}.css"
    sheets = (folder / f"{medium}.css", *((own,) if own.is_file() else ()))
    return "\n".join(_read(sheet) for sheet in sheets)


def for_browsers(sheet: str) -> str:
    """Leave out what only the printer of the PDF knows: running heads, leaders, bookmarks."""
    return _PAGED.sub("", sheet)


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
