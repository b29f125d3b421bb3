"""Figures that mean something alone: an amount of money, a share, so many of something.

What is found is verbatim. Counts ("27 diplomats") are looked for in English only, where a
plural tells what is counted; a bare number says nothing without its sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.annotators.quoted import LONGEST
from briefing.model import Article, FigureFinding, Sentence


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NUMBER = r"(?<![\w.,:/$€£¥+-])\d+(?:,\d{3})*(?:[.,]\d+)?"
_SCALE = r"(?:hundred|thousand|million|billion|trillion|mln|bln|bn|mn|tn|m|k)"
_MONEY = re.compile(
    rf"(?<!\w)(?:US|AU|CA|HK|NZ|[ACS])?[$€£¥₹]\s?\d+(?:[.,]\d+)*(?:[\s-]?{_SCALE})?(?!\w)"
    rf"|{_NUMBER}(?:\s(?:million|billion|trillion|Millionen|Milliarden|millions|milliards))?\s?€"
)
_SHARE = re.compile(
    rf"{_NUMBER}(?:\s?%|\s(?:percent|per\scent|percentage\spoints|Prozent|pour\scent|por\sciento))"
    r"(?!\w)"
)
_COUNT = re.compile(
    rf"(?!(?:19|20)\d\d\b){_NUMBER}(?:\s(?:hundred|thousand|million|billion|trillion))?"
    r"(?:\s[A-Z][a-z]+)?\s(?:people|men|women|children|troops|police|dead|[a-z]{3,}s)(?![\w-])"
)
# A capital before a number makes it a name or a date: "Article 5", "December 31".
_NAMED = re.compile(r"\S\s+[A-Z][\w.’'-]*\s$")
# Words that end like a plural and name nothing that is counted, or nothing worth telling.
_NO_PLURALS = _set(
    "was has its this does his thus less ours hers others always minutes seconds hours times "
    "plus across pass versus series business class press address process access success points "
    "goals games sets says adds ones pages weeks overseas besides"
)
_KINDS = (_MONEY, _SHARE)


def figures(article: Article) -> tuple[FigureFinding, ...]:
    """Find the figures of each sentence, in the order of the text."""
    is_english = article.language.partition("-")[0].casefold() == "en"
    kinds = (*_KINDS, _COUNT) if is_english else _KINDS
    sentences = (each for each in article.sentences if len(each.text) <= LONGEST)
    return tuple(found for each in sentences for found in _in_sentence(each, kinds))


def _in_sentence(sentence: Sentence, kinds: tuple[re.Pattern[str], ...]) -> Iterator[FigureFinding]:
    taken = 0
    matches = (match for kind in kinds for match in kind.finditer(sentence.text))
    for match in sorted(matches, key=lambda one: (one.start(), -one.end())):
        if match.start() < taken or not _tells(match, sentence.text):
            continue
        taken = match.end()
        yield FigureFinding(
            position=sentence.position,
            start=sentence.start + match.start(),
            expression=match[0],
        )


def _tells(match: re.Match[str], text: str) -> bool:
    if match.re is not _COUNT:
        return True
    return match[0].split()[-1] not in _NO_PLURALS and not _NAMED.search(text[: match.start()])
