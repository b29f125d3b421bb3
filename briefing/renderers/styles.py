"""Style sheets: the packaged ones, and those that a reader adds."""

from __future__ import annotations

import re
from pathlib import Path

from briefing import resources
from briefing.errors import RenderError
from briefing.renderers import view

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# url() of anything but data: and a place in the same page; a sheet that is imported.
_OUTSIDE = re.compile(
    r"url\(\s*[\"']?(?!\s*[\"']?(?:data:|#))[^)]{0,200}\)?|@import\b[^;]{0,200}", re.IGNORECASE
)

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


def columns() -> str:
    """Read what the print sheets need to set the news in two columns."""
    return _read(resources.styles() / "columns.css")


def paper(size: str, marking: str) -> str:
    """Write the rules that only a printer follows: the paper, and the marking on each page."""
    # Heads and feet of pages take only from here how they break a word without end.
    page = f"size:{size};overflow-wrap:anywhere"
    if not marking:
        return f"@page{{{page}}}"
    # It stands at the head of each page, so the masthead need not say it again.
    head = f"@top-center{{content:{quoted(marking)}}}"
    return f"@page{{{page};{head}}}.marking{{display:none}}"


def quoted(text: str) -> str:
    """Write a string for a style sheet that is safe in a `<style>` element."""
    # Whatever is no letter or digit goes by its number, so that nothing can end the string.
    return '"' + re.sub(r"[^\w ]", lambda one: f"\\{ord(one[0]):x} ", view.printable(text)) + '"'


def for_browsers(sheet: str) -> str:
    """Leave out what only the printer of the PDF knows: running heads, leaders, bookmarks."""
    return _PAGED.sub("", sheet)


def added(files: tuple[Path, ...]) -> str:
    """Read the user's style sheets, in their order.

    What comes back can stand in a `<style>` element and cannot end it.

    Raises:
        RenderError: a file cannot be read, is not UTF-8, or asks for another file.
    """
    return "\n".join(_alone(file) for file in files).replace("</", "<\\/")


def _alone(file: Path) -> str:
    """Read a style sheet, and see to it that it asks for nothing outside the brief."""
    text = _read(file)
    # Comments count as spaces, but their lines still count.
    bare = _COMMENT.sub(lambda one: "\n" * one[0].count("\n"), text)
    for found in _OUTSIDE.finditer(bare):
        asked = " ".join(found[0].split())
        detail = f"{asked} asks for another file; only url(data:...) works in a style sheet"
        raise RenderError(detail, template=str(file), line=bare.count("\n", 0, found.start()) + 1)
    return text


def _read(file: Path) -> str:
    try:
        # -sig, since editors on Windows still begin files with a mark.
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        detail = error.strerror or "cannot be read"
        raise RenderError(detail, template=str(file)) from error
    except UnicodeDecodeError as error:
        raise RenderError("is not UTF-8", template=str(file)) from error
