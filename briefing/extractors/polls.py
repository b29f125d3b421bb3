"""Polls among the paragraphs of an article: a question, answers to choose, and a count."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from briefing.extractors.lines import Line

_MOST_ANSWERS = 10
_ANSWER_WORDS, _QUESTION_WORDS = 12, 40
# Whole lines that nothing but a poll has.
_COUNT = re.compile(
    r"(?:cast (?:your )?)?votes?(?: now)?|submit(?: (?:your )?vote)?|(?:view|see|show) results|"
    r"(?:total votes|votes cast)\W*[\d.,]*|"
    r"(?:jetzt )?abstimmen|ergebnis(?:se)? (?:anzeigen|ansehen)|(?:je )?vote[rz]?|"
    r"(?:voir|afficher) les résultats|votar|ver resultados|vota(?: ora)?|vedi i risultati|"
    r"stem(?:men)?|bekijk (?:de )?resultaten|(?:про)?голосовать|(?:проголосувати|голосувати)|"
    r"[\d.,]+k? (?:people (?:have )?)?(?:votes?|voted|stimmen|votos|voti|stemmen|голос\w{0,3})"
    r"(?: so far| cast| insgesamt| en total)?",
).fullmatch
_COUNT_LENGTH = 40  # code points


def polls(lines: Sequence[Line], taken: Mapping[int, str]) -> Mapping[int, str]:
    """Take polls. A question alone is the article's, and so is a list of answers without a vote."""
    counts = [at for at, line in enumerate(lines) if _is_count(line)]
    return {at: "poll" for count in counts for at in _poll_above(count, lines, taken)}


def _is_count(line: Line) -> bool:
    return len(line.folded) <= _COUNT_LENGTH and _COUNT(line.folded.strip(" .!:")) is not None


def _poll_above(count: int, lines: Sequence[Line], taken: Mapping[int, str]) -> Iterator[int]:
    """Yield the lines from the question down to the count, if a question is there."""
    for at in range(count - 1, max(-1, count - 2 - _MOST_ANSWERS), -1):
        line = lines[at]
        if line.text.endswith("?") and line.words <= _QUESTION_WORDS:
            if count - at > 1:
                yield from range(at, count + 1)
            return
        is_answer = line.words <= _ANSWER_WORDS and not line.is_prose
        if not (is_answer or at in taken):
            return
