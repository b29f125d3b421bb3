"""Light stemmers for languages that Snowball does not know: endings are cut by table.

They fold the commonest cases and numbers of nouns, no more. Kept from Savoy's idea of
light stemming (2006): the longest ending that leaves `_LEAST` letters goes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

_LEAST = 3

# Longest first in each row.
ENDINGS: Mapping[str, tuple[str, ...]] = {
    "uk": (
        "ськими", "ського", "ському", "остями", "ення", "ання", "ями", "ами", "ові", "еві", "ськ",
        "ого", "ому", "ими", "ія", "ії", "ію", "єю", "ях", "ах", "ів", "їв", "ам", "ям", "ою", "ею",
        "ий", "ій", "ої", "их", "им", "ом", "ем", "єм", "а", "я", "у", "ю", "і", "ї", "и", "е", "є",
        "о", "ь", "й",
    ),
    "he": ("יים", "ים", "ות", "ית", "ה"),
    "ko": (
        "에서는", "으로는", "에게서", "이라고", "에서", "에게", "으로", "까지", "부터", "라고",
        "이다",
        "이", "가", "은", "는", "을", "를", "의", "에", "로", "와", "과", "도", "만",
    ),
}  # fmt: skip
# Letters that Hebrew writes before a word for "the", "and", "in", "to".
PREFIXES: Mapping[str, str] = {"he": "הובל"}
_FEWEST_BEHIND = 3


def light_stemmer(code: str) -> Callable[[str], str] | None:
    """Give the light stemmer of a language (ISO 639-1), if there is one."""
    if code not in ENDINGS:
        return None
    return partial(cut, endings=ENDINGS[code], prefixes=PREFIXES.get(code, ""), code=code)


def cut(word: str, *, endings: tuple[str, ...], prefixes: str, code: str) -> str:
    """Cut one prefix and one ending, while enough of the word is left."""
    if word[:1] in prefixes and len(word) > _FEWEST_BEHIND and prefixes:
        word = word[1:]
    least = 2 if code in {"ko", "he"} else _LEAST
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            return word.removesuffix(ending)
    return word
