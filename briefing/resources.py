"""Where the packaged templates, styles and fonts are."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from briefing.errors import RenderError

_PACKAGE = Path(__file__).resolve().parent

_FONTS = {
    "sans": "font_source_sans_pro",
    "serif": "font_source_serif_pro",
}


def templates() -> Path:
    """Give the folder of the packaged templates."""
    return _folder("templates")


def styles() -> Path:
    """Give the folder of the packaged style sheets."""
    return _folder("styles")


def script() -> str:
    """Read the script of the page, which filters its stories."""
    return (templates() / "filter.js").read_text(encoding="utf-8")


def _folder(name: str) -> Path:
    # A wheel carries the folder inside the package; in a checkout, and so in an
    # editable install, it stands beside the package.
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def font(family: str, style: str) -> Path:
    """Give the file of a packaged font, such as `font("sans", "Bold")`.

    `family` is "sans" or "serif"; `style` is the part of the file's name after
    the hyphen: Regular, It, Semibold, SemiboldIt, Bold, BoldIt, ...

    Raises:
        RenderError: the package of the font is not installed, or lacks that style.
    """
    # find_spec, since importing the package would list its folder for nothing.
    spec = find_spec(_FONTS[family])
    if spec is None or spec.origin is None:
        raise RenderError(
            f"the package {_FONTS[family]} is missing; install it again", template="fonts"
        )
    name = f"Source{family.capitalize()}Pro-{style}.ttf"
    path = Path(spec.origin).parent / "files" / name
    if not path.is_file():
        raise RenderError(f"{name} is missing from {_FONTS[family]}", template="fonts")
    return path
