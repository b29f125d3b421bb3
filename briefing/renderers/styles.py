"""Style sheets: the packaged ones, and those that a reader adds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import tinycss2
import tinycss2.ast

from briefing import resources
from briefing.errors import RenderError
from briefing.model import Brief
from briefing.renderers import view

# What may take an address as a string, which no `url(` announces.
_WITH_STRINGS = frozenset({"url", "src", "image", "image-set", "-webkit-image-set"})
# What may stand for such a string, and is told elsewhere in the sheet or the page.
_STANDS_FOR = frozenset({"var", "env", "attr", "if"})
_INSIDE = ("data:", "#")
_SHOWN = 200  # characters of an address, in a message

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


def as_needed(brief: Brief, look: str) -> Iterator[str]:
    """Read the sheets for what not every brief has: what is new, and stories day by day."""
    if brief.since:
        yield packaged(look, "news")
    if has_days(brief):
        yield packaged(look, "days")


def has_days(brief: Brief) -> bool:
    """Whether a brief tells a story day by day."""
    return any(entry.chronology for section in brief.sections for entry in section.entries)


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
    for line, asked in outside(text):
        detail = f"{asked} asks for another file; only url(data:...) works in a style sheet"
        raise RenderError(detail, template=str(file), line=line)
    return text


def outside(sheet: str) -> Iterator[tuple[int, str]]:
    r"""Give what a style sheet asks for beyond itself, with the line.

    Told by the tokens that a browser sees: an escape, as in `u\72l(`, hides no address
    from it, and a comment within a string is none.
    """
    # From the end, so that what stands first comes out first.
    left = [(one, "") for one in reversed(tinycss2.parse_component_value_list(sheet))]
    while left:
        one, within = left.pop()
        if one.type == "function":
            if within and one.lower_name in _STANDS_FOR:
                yield one.source_line, f"{within}({one.lower_name}(...))"
            within = one.lower_name if one.lower_name in _WITH_STRINGS else within
            within = "" if one.lower_name == "type" else within  # a media type, no address
        if _asks(one, within):
            yield one.source_line, " ".join(one.serialize().split())[:_SHOWN]
        inside = one.arguments if one.type == "function" else getattr(one, "content", None)
        left += [(below, within) for below in reversed(inside or ())]


def _asks(one: tinycss2.ast.Node, within: str) -> bool:
    if one.type == "at-keyword":
        return bool(one.lower_value == "import")
    if one.type == "url" or (one.type == "string" and within):
        return not one.value.strip().lower().startswith(_INSIDE)
    return bool(one.type == "error" and one.kind == "bad-url")


def _read(file: Path) -> str:
    try:
        # -sig, since editors on Windows still begin files with a mark.
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        detail = error.strerror or "cannot be read"
        raise RenderError(detail, template=str(file)) from error
    except UnicodeDecodeError as error:
        raise RenderError("is not UTF-8", template=str(file)) from error
