"""Letters that no font of this machine has, told by the name of their script.

WeasyPrint prints an empty box for such a letter and says so in its log, letter by letter.
"""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

_PACKAGES = {
    **dict.fromkeys(("CJK", "Hangul", "Hiragana", "Katakana", "Bopomofo"), "fonts-noto-cjk"),
    "Symbols": "fonts-noto-color-emoji",
}
_MOST_PACKAGES = "fonts-noto-core"


class _Listener(logging.Handler):
    """Keeps the letters that WeasyPrint complains of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.letters: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Take note of a record that tells of a letter without a glyph."""
        if str(record.msg).startswith(".notdef glyph") and isinstance(record.args, tuple):
            self.letters.append(str(record.args[0]))


@contextmanager
def letters() -> Iterator[list[str]]:
    """Give the list to which each letter is added that is printed without a glyph."""
    listener = _Listener()
    log = logging.getLogger("weasyprint")
    log.addHandler(listener)
    try:
        yield listener.letters
    finally:
        log.removeHandler(listener)


def told(missing: Iterable[str]) -> tuple[str, ...]:
    """Say for each script which letter, for example, cannot be printed, and what helps."""
    examples: dict[str, str] = {}
    for letter in missing:
        if unicodedata.category(letter) not in {"Cc", "Cf", "Cs"}:
            examples.setdefault(script(letter), letter)
    return tuple(
        f"the PDF lacks {name}, such as {letter} (U+{ord(letter):04X}): no font on this machine "
        f"has them; Debian and Ubuntu: apt install {_PACKAGES.get(name, _MOST_PACKAGES)}"
        for name, letter in examples.items()
    )


def script(letter: str) -> str:
    """Name the script of a letter by its name in Unicode: "Devanagari"; else "Symbols"."""
    name = unicodedata.name(letter, "")
    if not name or unicodedata.category(letter)[0] not in "LMN":
        return "Symbols"
    first = name.split()[0].split("-")[0]
    return first if first == "CJK" else first.capitalize()
