"""Whether a sentence reads alone, and if not, which others it takes along.

A sentence leans on the one before it when it opens with a pronoun, a demonstrative or
a word like "However", or quotes somebody whom only a pronoun names. Where a quotation
runs over sentences, they stand together. What is left, such as a quote that never
closes or a fragment, cannot be helped and is never chosen. Quotes and fragments are
found in every language; openings where `openings` has a table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from briefing.budgets import Needs, budget_of, choose
from briefing.errors import SummaryError
from briefing.model import Article, Sentence, Summary
from briefing.settings import SummarizeSettings
from briefing.summarizers.choosing import MOST_SENTENCES, is_long, tokens
from briefing.summarizers.openings import Openings, for_language
from briefing.text import words as split_words

# How many sentences one may take along; with more it is a quotation of the article.
MOST_COMPANIONS = 2

_DATELINE = re.compile(r"[^a-z(]{0,30}[^(.!?]{0,30}\([A-Z][\w .,]{1,40}\)[\s–—-]*")
_LEADING = re.compile(r"[\s\"“”„«»‘’'(\[]*")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_QUOTE = re.compile(r"[\"“”„«»]")
_ENDED = re.compile(r"[.!?…。！？।॥؟۔][\"“”»«’')\]]*$")
_MAIN_CLAUSE = re.compile(r"[^,\"“]{1,120}, (\w+)\b")
_SINGLE = frozenset("‘'")
_SINGLE_OPENED = re.compile(r"[‘'](?=\w)")
_SINGLE_CLOSED = re.compile(r"(?<=[,.?!…])['’](?!\w)")
_SINGLE_NAME = re.compile(r"\w['’](?!\w)")
_INVERTED = re.compile(r"^.*-(?=(?:il|elle|ils|elles)$)")  # "a-t-il", "dit-elle"
_STOPS = frozenset(".?!")
_BEFORE_OPENING = frozenset(" \t\n\u00a0\u202f([{—–-/:")
_FURNITURE = re.compile(
    r"(?:read|watch|see|click|photos?|related|transcript|more|video|gallery|opinion)\b[^.!?]{0,30}:"
    r"|click here|read more|follow us|sign up|share (?:your|this)|scroll down|copyright\b"
    r"|follow [^.]{1,40} on (?:twitter|facebook|instagram|x)\b|[qa]: "
    r"|[^.]{1,60} contributed to this (?:report|story|article)\b",
    re.IGNORECASE,
)
# What `_FURNITURE` can begin with: most sentences need not be matched at all.
_FURNITURE_STARTS = frozenset(
    ("re", "wa", "se", "cl", "ph", "tr", "mo", "vi", "ga", "op", "fo", "si", "sh", "sc", "co")
)
_FEWEST_WORDS = 4
_LONGEST_QUOTATION = 6  # sentences; a quote that is open for longer was never closed
_SPEAKERS = frozenset({"i", "we", "it", "you", "I", "We"})


class Quoting(NamedTuple):
    """The quotes of one sentence: what stands outside them, and where they stay open."""

    outside: str
    opens_with_quote: bool
    has_quote: bool
    closes_earlier: bool  # it closes a quote that an earlier sentence opened
    stays_open: bool


_NO_QUOTES = Quoting(
    outside="", opens_with_quote=False, has_quote=False, closes_earlier=False, stays_open=False
)


class View(NamedTuple):
    """What the guard looks at in one sentence."""

    text: str
    words: Sequence[str]
    paragraph: int
    quoting: Quoting
    is_ended: bool


class Verdict(NamedTuple):
    """The positions that a sentence must be read with, or None; and why, if not empty."""

    needs: frozenset[int] | None
    why: str = ""


ALONE = Verdict(frozenset())


def companions(
    sentences: Sequence[Sentence], words: Sequence[Sequence[str]], *, language: str
) -> tuple[frozenset[int] | None, ...]:
    """Give for each sentence the positions it must be read with; see `judge`."""
    return tuple(verdict.needs for verdict in judge(sentences, words, language=language))


def guarded(article: Article, summary: Summary) -> Summary:
    """Add what each sentence must be read with, where the summarizer did not.

    Raises:
        SummaryError: no sentence of the article can be read alone.
    """
    if summary.needs:
        return summary
    sentences = article.sentences[:MOST_SENTENCES]
    words = tuple(tokens(sentence.text) for sentence in sentences)
    needs = companions(sentences, words, language=article.language)
    if all(need is None for need in needs):
        raise SummaryError(article.id, "it has no sentence that can be read alone")
    behind = len(article.sentences) - len(needs)
    return replace(summary, needs=(*needs, *(None,) * behind))


def readable(article: Article, summary: Summary, settings: SummarizeSettings) -> Summary:
    """Give the summary with sentences that can be read there, others in place of the rest.

    Raises:
        SummaryError: as `guarded`.
    """
    judged = guarded(article, summary)
    if all(_stands(judged.needs[place], judged.chosen) for place in judged.chosen):
        return judged
    lengths = [len(tokens(sentence.text)) for sentence in article.sentences]
    chosen = choose(judged.scores, lengths, judged.needs, budget_of(settings))
    return replace(judged, chosen=chosen)


def _stands(need: Needs, chosen: Sequence[int]) -> bool:
    return need is not None and need <= frozenset(chosen)


def judge(
    sentences: Sequence[Sentence], words: Sequence[Sequence[str]], *, language: str
) -> tuple[Verdict, ...]:
    """Judge for each sentence what it must be read with.

    `words` holds the words of each sentence in small letters. Empty: it reads alone.
    None: nothing makes it readable, so it must not be chosen. What is needed stands
    directly beside it, so that all of it reads on. In a text that has nothing but
    fragments, such as one of single words, they count as sentences.
    """
    views = _views(sentences, words)
    table = for_language(language)
    found = _judged(views, table, allow_fragments=False)
    if any(verdict.needs is not None for verdict in found):
        return found
    return _judged(views, table, allow_fragments=True)


def _judged(
    views: Sequence[View], table: Openings, *, allow_fragments: bool
) -> tuple[Verdict, ...]:
    groups = _quotations(views)
    must_end = any(view.is_ended for view in views)
    found: list[Verdict] = []
    for place, view in enumerate(views):
        group = groups.get(place)
        if is_long(view.words, view.text):
            found.append(Verdict(None, "it is a giant: a menu or a list, not a sentence"))
        elif group is None:
            found.append(Verdict(None, "its quotation is never opened or never closed"))
        elif not allow_fragments and _is_fragment(view, must_end=must_end):
            found.append(Verdict(None, "it is a fragment"))
        elif len(group) > 1:
            found.append(_with_quotation(place, views[group.start : group.stop], group, table))
        else:
            found.append(_with_antecedent(place, views, found, table))
    return tuple(found)


def _views(sentences: Sequence[Sentence], words: Sequence[Sequence[str]]) -> tuple[View, ...]:
    """See each sentence as the guard does; the first one without its dateline."""
    return tuple(
        _view(_without_dateline(sentence.text), None, sentence.paragraph)
        if place == 0
        else _view(sentence.text, own, sentence.paragraph)
        for place, (sentence, own) in enumerate(zip(sentences, words, strict=True))
    )


def _without_dateline(sentence: str) -> str:
    found = _DATELINE.match(sentence)
    return sentence[found.end() :] if found else sentence


def _view(sentence: str, words: Sequence[str] | None, paragraph: int) -> View:
    return View(
        sentence,
        [word.lower() for word in split_words(sentence)] if words is None else words,
        paragraph,
        _quotes_of(sentence),
        sentence[-1:] in _STOPS or _ENDED.search(sentence[-8:]) is not None,
    )


def _quotes_of(sentence: str) -> Quoting:
    if _QUOTE.search(sentence):
        return _quoting(sentence)
    if "’" not in sentence and "'" not in sentence and sentence[:1] != "‘":
        return _NO_QUOTES  # most sentences
    if sentence[:1] in _SINGLE or _SINGLE_CLOSED.search(sentence):
        return _quoting(_doubled(sentence))
    return _NO_QUOTES


def _doubled(sentence: str) -> str:
    """Write the single marks of a quotation as double ones, but for apostrophes and ‘names’."""
    marked = _SINGLE_CLOSED.sub("”", sentence)
    if _SINGLE_OPENED.match(sentence) and ("”" in marked or not _SINGLE_NAME.search(marked)):
        marked = "“" + marked[1:]
    return re.sub(r"(?<=[\s(])[‘'](?=[A-Z][^‘]*”)", "“", marked)


def _quoting(sentence: str) -> Quoting:
    depth, closes_earlier, outside, start = 0, False, [], 0
    for mark in _QUOTE.finditer(sentence):
        if depth == 0:
            outside.append(sentence[start : mark.start()])
        if _is_opening(sentence, mark.start()):
            depth += 1
        elif depth:
            depth -= 1
        else:
            closes_earlier, outside = True, []
        start = mark.end()
    if depth == 0:
        outside.append(sentence[start:])
    return Quoting(
        outside=" ".join(outside),
        opens_with_quote=_QUOTE.match(sentence) is not None,
        has_quote=start > 0,
        closes_earlier=closes_earlier,
        stays_open=depth > 0,
    )


def _is_opening(sentence: str, place: int) -> bool:
    before = sentence[place - 1] if place else " "
    after = sentence[place + 1 : place + 2]
    if sentence[place] == "»" and before.isspace() and not after.isalnum():
        return False
    return before in _BEFORE_OPENING and after != ""


def _quotations(views: Sequence[View]) -> dict[int, range]:
    """Map each sentence to the run of sentences its quotation spans, mostly itself alone.

    A sentence whose quote is never closed, or never opened, is left out.
    """
    groups: dict[int, range] = {}
    for place, view in enumerate(views):
        if place in groups:
            continue
        if view.quoting.stays_open:
            last = _closing(views, place)
            if last is not None:
                groups.update(dict.fromkeys(range(place, last + 1), range(place, last + 1)))
        elif not view.quoting.closes_earlier:
            groups[place] = range(place, place + 1)
    return groups


def _closing(views: Sequence[View], first: int) -> int | None:
    """Find the sentence that closes the quote left open by `first`."""
    for place in range(first + 1, min(first + _LONGEST_QUOTATION, len(views))):
        view = views[place]
        if view.paragraph != views[first].paragraph:
            return None
        if view.quoting.closes_earlier:
            return None if view.quoting.stays_open else place
        if view.quoting.opens_with_quote:
            return None
    return None


def _with_quotation(place: int, views: Sequence[View], group: range, table: Openings) -> Verdict:
    """Take the whole quotation, if it is short, names its speaker, and opens by itself."""
    outside = " ".join(view.quoting.outside for view in views)
    if len(group) > MOST_COMPANIONS + 1:
        return Verdict(None, "its quotation runs over too many sentences")
    if not _names_speaker(outside, table):
        return Verdict(None, "its quotation does not name the speaker")
    if _opens_backward(views[0], table):
        return Verdict(None, "its quotation points at what was said before")
    return Verdict(frozenset(group) - {place}, "its quotation runs on")


def _with_antecedent(
    place: int,
    views: Sequence[View],
    found: Sequence[Verdict],
    table: Openings,
) -> Verdict:
    """Take the sentence before, with what that one needs, where this one leans on it."""
    view = views[place]
    if view.quoting.has_quote and not _WORD.search(view.quoting.outside):
        return Verdict(None, "it is a quotation and does not name the speaker")
    lacks_speaker = view.quoting.opens_with_quote and not _names_speaker(
        view.quoting.outside, table
    )
    if not lacks_speaker and not _opens_backward(view, table):
        return ALONE
    why = f"it opens with “{view.words[0]}”" if not lacks_speaker else "only a pronoun speaks in it"
    earlier = found[place - 1].needs if place else None
    if earlier is None or len(earlier) >= MOST_COMPANIONS or any(each > place for each in earlier):
        return Verdict(None, f"{why}, and the sentence before cannot be taken along")
    needed = earlier | {place - 1}
    needs_name = lacks_speaker or _first_word(view) in table.persons
    if needs_name and not any(_has_name(views[each].text, table) for each in needed):
        return Verdict(None, f"{why}, and the sentence before names nobody")
    return Verdict(needed, f"{why}, so it needs the sentence before")


def _first_word(view: View) -> str:
    if not view.words:
        return ""
    first = view.words[0]
    return first if first.isalpha() else first.replace("’", "'").partition("'")[0]


def _opens_backward(view: View, table: Openings) -> bool:
    """Whether the first words point at something said before."""
    first = _first_word(view)
    opening = ""
    if view.words and view.words[0] in table.phrase_starts:
        opening = " ".join((*view.words[:4], ""))
        if opening.startswith(table.alone):
            return False
    if first in table.persons or first in table.backward or first in table.linking:
        return True
    if view.words and view.words[0] in table.backward:  # "c'est", of which the first word is "c"
        return True
    return (
        (opening != "" and opening.startswith(table.phrases))
        or _counts_nobody(view.words, table)
        or _has_late_subject(view, table)
    )


def _counts_nobody(words: Sequence[str], table: Openings) -> bool:
    """Whether it opens with some of those told before, as `Others were hurt` does."""
    return len(words) > 1 and words[0] in table.counting and words[1] in table.verbs


def _has_late_subject(view: View, table: Openings) -> bool:
    """Whether a pronoun acts in or behind an opening clause and nobody is named."""
    words = view.words
    if not words or not table.subjects:
        return False
    if words[0] in table.subordinating:
        pronoun = any(word in table.persons for word in words[1:3])
        return pronoun and not _has_name(view.quoting.outside or view.text, table)
    if not words[0].endswith(("ed", "ing")):
        return False
    found = _MAIN_CLAUSE.match(view.text)
    return found is not None and found[1] in table.subjects and not _has_name(found[0], table)


def _names_speaker(outside: str, table: Openings) -> bool:
    """Whether the words around a quote name somebody, and do not only say "he said"."""
    words = [_INVERTED.sub("", word.lower()) for word in _WORD.findall(outside)]
    pronouns = table.persons | _SPEAKERS if table.persons else frozenset[str]()
    if all(word in pronouns or word in table.speech for word in words):
        return False
    first, second = words[0], words[1] if len(words) > 1 else ""
    return first not in pronouns and not (first in table.speech and second in pronouns)


def _has_name(sentence: str, table: Openings) -> bool:
    words = _WORD.findall(sentence)[1:]
    return any(
        word[0].isupper() and word not in _SPEAKERS and word.lower() not in table.days
        for word in words
    )


def _is_fragment(view: View, *, must_end: bool) -> bool:
    """Whether it is no sentence: too short, unfinished, or furniture of the page."""
    if must_end and not view.is_ended:
        return True
    if len(view.words) < _FEWEST_WORDS or view.text.count("(") != view.text.count(")"):
        return True
    start = view.text if view.text[0].isalnum() else _LEADING.sub("", view.text, count=1)
    first = start[:2]
    if first.islower():
        return True
    if first.lower() not in _FURNITURE_STARTS and first[1:] != ":" and not _is_credit(view.text):
        return False
    return _FURNITURE.match(start) is not None


def _is_credit(sentence: str) -> bool:
    return " contributed to this " in sentence
