"""Which languages a script leaves: Hangul is Korean, whatever a page or the settings say."""

from __future__ import annotations

import re
from collections import Counter

# Ranges of code points, and the languages that are written in them, the likeliest first.
_SCRIPTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("\u1100-\u11ff\u3130-\u318f\uac00-\ud7af", ("ko",)),
    ("\u3041-\u30ff\uff66-\uff9f", ("ja",)),
    ("\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff", ("zh", "ja", "yue", "wuu", "ko")),
    ("\u0370-\u03ff\u1f00-\u1fff", ("el",)),
    ("\u0400-\u052f", ("ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "mn", "tg", "tt", "uz")),
    ("\u0531-\u058f", ("hy",)),
    ("\u0590-\u05ff\ufb1d-\ufb4f", ("he", "yi")),
    ("\u0600-\u06ff\u0750-\u077f\ufb50-\ufefc", ("ar", "fa", "ur", "ps", "ku", "ug", "sd")),
    ("\u0900-\u097f", ("hi", "mr", "ne", "sa", "kok", "mai")),
    ("\u0980-\u09ff", ("bn", "as")),
    ("\u0a00-\u0a7f", ("pa",)),
    ("\u0a80-\u0aff", ("gu",)),
    ("\u0b00-\u0b7f", ("or",)),
    ("\u0b80-\u0bff", ("ta",)),
    ("\u0c00-\u0c7f", ("te",)),
    ("\u0c80-\u0cff", ("kn",)),
    ("\u0d00-\u0d7f", ("ml",)),
    ("\u0d80-\u0dff", ("si",)),
    ("\u0e01-\u0e7f", ("th",)),
    ("\u0e80-\u0eff", ("lo",)),
    ("\u0f00-\u0fff", ("bo", "dz")),
    ("\u1000-\u109f", ("my",)),
    ("\u10a0-\u10ff", ("ka",)),
    ("\u1200-\u137f", ("am", "ti")),
    ("\u1780-\u17ff", ("km",)),
)
_RANGE = re.compile("|".join(f"([{letters}]+)" for letters, _ in _SCRIPTS))
# All of them lie here. Trying each range at every letter of a Latin text took a third of the
# time that it takes to extract an article.
_FAR = re.compile("[\u0370-\uffff]+")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]+")
# Letters that only one of a script's languages has, the rarer language first.
_TELLING = (
    ("be", "ў"), ("kk", "әұқғ"), ("uk", "іїєґ"), ("mk", "ѓќѕ"), ("sr", "ђћљњј"), ("ru", "ыэё"),
    ("ur", "ٹڈڑے"), ("ps", "ټډړښ"), ("fa", "پچژگک"),
)  # fmt: skip
_KANA, _HAN = 1, 2
_KANA_LEAST = 0.1  # share of kana beside Chinese characters that makes a text Japanese
_MOSTLY = 0.6  # share of the letters


def languages_of(text: str) -> tuple[str, ...]:
    """List the languages that the script of a text leaves, the likeliest first.

    None for Latin letters, and where scripts are mixed.
    """
    counts: Counter[int] = Counter()
    for far in _FAR.finditer(text):
        for run in _RANGE.finditer(far[0]):
            counts[(run.lastindex or 1) - 1] += len(run[0])
    if counts[_KANA] >= _KANA_LEAST * (counts[_KANA] + counts[_HAN]):
        counts[_KANA] += counts.pop(_HAN, 0)
    latin = sum(map(len, _LATIN.findall(text)))
    script, most = max(counts.items(), key=lambda one: one[1], default=(0, 0))
    if not most or most < _MOSTLY * (counts.total() + latin):
        return ()
    known = _SCRIPTS[script][1]
    letters = frozenset(text.casefold())
    told = (name for name, own in _TELLING if name in known and letters.intersection(own))
    return tuple(dict.fromkeys((*told, *known)))
