"""Check from outside whether the sentences of a summary read alone.

Written apart from `briefing.summarizers.reading`, from the words of the requirement:
no sentence may start with an unresolved pronoun or demonstrative or a dangling
"However" or "But", be a quote without its speaker, leave a quote open, or be a
fragment. It shares no code and no word list with the guard, and must never do so:
a guard that is checked by its own rules passes always. English only.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

_PLACE_AND_AGENCY = re.compile(
    r"^[^a-z(]{0,30}[^(.]{0,20}\((?:CNN|AP|AFP|Reuters|[A-Z][\w. ]+)\)[\s–—-]*"
)
_BACKWARD = re.compile(
    r"""^[\s"“”‘'(\[]*(?:he|she|it|they|him|his|her|hers|its|their|theirs|them|
    th(?:is|at|ese|ose)|such)(?:['’](?:s|d|ll|re|ve))?\b""",
    re.IGNORECASE | re.VERBOSE,
)
_TIME_OF_ISSUE = re.compile(
    r"^\W*this (?:morning|afternoon|evening|week|weekend|month|year|spring|summer|fall|autumn|"
    r"winter|season|january|february|march|april|may|june|july|august|september|october|"
    r"november|december)\b",
    re.IGNORECASE,
)
_DANGLING = re.compile(
    r"""^[\s"“”‘'(\[]*(?:but|however|and|or|nor|so|yet|still|also|then|thus|hence|therefore|
    meanwhile|moreover|furthermore|besides|instead|nevertheless|nonetheless|otherwise|similarly|
    likewise|consequently|accordingly|additionally|conversely|afterwards?|
    in\ (?:addition|contrast|turn|other\ words|fact|response|return)|
    on\ the\ (?:other\ hand|contrary)|for\ (?:example|instance)|as\ a\ (?:result|consequence)|
    at\ the\ same\ time|by\ contrast|even\ so|that\ said|because\ of\ (?:this|that)|
    after\ (?:this|that)|despite\ (?:this|that))\b""",
    re.IGNORECASE | re.VERBOSE,
)
_QUOTED = re.compile(r'"[^"]*"|“[^”]*”')
_LOOSE_QUOTED = re.compile(r'["“].*$|^[^"“]*["”]')
_ALPHABETIC = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_FINISHED = re.compile(r"""[.!?…]["”’')\]]*$""")
_BARE_SPEAKER = re.compile(
    r"^\W*(?:(?:he|she|they|it)\s+(?:\w+ly\s+|then\s+|also\s+|later\s+)?\w+|\w+\s+(?:he|she|they))\W*$",
    re.IGNORECASE,
)
_SMALL_START = re.compile(r"[\W_]*[a-z]{2}")
_FEWEST_WORDS = 3


def faults(sentences: Sequence[str], chosen: Collection[int]) -> dict[int, str]:
    """Give for each chosen sentence that does not read alone the first reason found.

    `sentences` is the whole article. A sentence that leans on the one before it is no
    fault where that one stands directly before it in the summary.
    """
    found = {}
    for position in sorted(chosen):
        reason = _fault(sentences, position, chosen)
        if reason:
            found[position] = reason
    return found


def _fault(sentences: Sequence[str], position: int, chosen: Collection[int]) -> str:
    sentence = sentences[position].strip()
    if position == 0:
        sentence = _PLACE_AND_AGENCY.sub("", sentence)
    leans_on_nothing = position - 1 not in chosen
    if leans_on_nothing and _BACKWARD.match(sentence) and not _TIME_OF_ISSUE.match(sentence):
        return "pronoun"
    if leans_on_nothing and _DANGLING.match(sentence):
        return "connective"
    if _is_open(sentence) and not _continues(sentences, position, chosen):
        return "open quote"
    if _lacks_speaker(sentence) and leans_on_nothing:
        return "speaker"
    return "fragment" if _is_fragment(sentence) else ""


def _is_open(sentence: str) -> bool:
    return sentence.count('"') % 2 == 1 or sentence.count("“") != sentence.count("”")


def _continues(sentences: Sequence[str], position: int, chosen: Collection[int]) -> bool:
    """Whether an open quote is closed, or was opened, by the chosen sentence beside it."""
    return any(
        neighbor in chosen and 0 <= neighbor < len(sentences) and _is_open(sentences[neighbor])
        for neighbor in (position - 1, position + 1)
    )


def _lacks_speaker(sentence: str) -> bool:
    if not re.search('["“”]', sentence):
        return False
    outside = _LOOSE_QUOTED.sub(" ", _QUOTED.sub(" ", sentence))
    if len(_ALPHABETIC.findall(outside)) < 2:  # noqa: PLR2004  "said Obama"
        return True
    return bool(_BARE_SPEAKER.match(outside))


def _is_fragment(sentence: str) -> bool:
    words = _ALPHABETIC.findall(sentence)
    return (
        len(words) < _FEWEST_WORDS
        or not _FINISHED.search(sentence)
        or _SMALL_START.match(sentence) is not None
    )
