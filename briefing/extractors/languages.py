"""Which language an article is written in: pages name none, or the wrong one."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from briefing.extractors.scripts import languages_of

# Shorter texts are often told wrongly. Bytes, since scripts of few letters to a word have
# more of them.
_FEWEST_BYTES = 150
_LONGEST = 1_200  # code points that are looked at
_SURE = 0.9


def language_of(text: str, *, hint: str | None, default: str) -> str:
    """Tell the language of a text (BCP 47).

    A short text, or one that is not clear, is in the language that its page names as
    `hint`, or else in `default`, unless its script speaks against both. Where the text is
    in the language of one of these, that tag is given, since it may tell the region too.
    """
    text = text[:_LONGEST]
    possible = languages_of(text)
    named = _written_in(possible, hint, default)
    if len(text.encode(errors="replace")) < _FEWEST_BYTES:
        return named
    found, probability = _identifier().classify(text)
    if probability < _SURE or (possible and found not in possible):
        return named
    same = (tag for tag in (hint, default) if tag and _primary(tag) == found)
    return next(same, str(found))


def _written_in(possible: tuple[str, ...], hint: str | None, default: str) -> str:
    """Choose the tag that the script allows, else the likeliest language of the script."""
    if not possible:
        return hint or default
    fitting = (tag for tag in (hint, default) if tag and _primary(tag) in possible)
    return next(fitting, possible[0])


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()


@lru_cache(maxsize=1)
def _identifier() -> Any:
    # Imported here: the model takes half a second to load.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
