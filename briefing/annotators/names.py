"""Surnames that stand alone, with the full name and role that an earlier sentence gave.

"Ryabkov said" is clear to who has read "Russian Deputy Foreign Minister Sergei Ryabkov"
before, and to nobody else. What is given is verbatim from the sentence that introduced
the name. Only people are looked for: a run of capitals counts as one where a title stands
before its name or somebody says or does what people say, and one surname must
belong to one person in the article. English only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from briefing.annotators.quoted import LONGEST
from briefing.model import Article, NameFinding, Sentence


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TITLES = _set(
    "President Chancellor Minister Premier Secretary Senator Sen. Gov. Governor Mayor King Queen "
    "Prince Princess Pope Judge Justice General Gen. Colonel Col. Captain Capt. Lt. Sgt. Admiral "
    "Ambassador Envoy Representative Rep. Congressman Congresswoman Speaker Chairman Chairwoman "
    "Chief Director Commissioner Dr. Doctor Professor Prof. Coach Bishop Archbishop Cardinal "
    "Sheriff Officer Detective Sir Lord Lady Mr. Mrs. Ms. spokesman spokeswoman spokesperson "
    "minister president senator analyst lawyer attorney director chief chairman chairwoman "
    "secretary governor mayor ambassador envoy professor coach economist author actor actress "
    "singer leader official officer judge editor owner founder striker captain head"
)
_WIVES = _set("Mrs. Lady Princess Queen")
_RANKS = _set("former acting deputy prime foreign defense finance interior vice")
_BARE_TITLES = _set("Mr. Ms. Dr. Sir Lord President Chancellor Senator Sen. Gov.")
_SPEECH = _set(
    "said says told added asked wrote tweeted warned insisted argued noted explained admitted "
    "claimed replied recalled testified announced declared stressed"
)
_CAPITAL = r"(?:[A-Z][\w’'-]*[a-z][\w’'-]*|(?:[A-Z]\.)+|Sen\.|Gov\.|Gen\.|Rep\.|Dr\.|US|UN)"
_PARTICLE = r"(?:(?:de|del|da|van|von|der|den|bin|al|el|la|le)\s+)*"
_OF = r"(?:(?<=Secretary)\s+of|(?<=Minister)\s+(?:of|for)|(?<=Director)\s+of|(?<=Chief)\s+of)?"
_RUN = re.compile(rf"\b{_CAPITAL}(?:{_OF}\s+{_PARTICLE}{_CAPITAL}){{1,9}}")
_BEHIND = re.compile(r",?\s+([\w’'-]+)(?:[^,.;]{0,60})")
_LONGEST_NAME = 4  # words
_NO_SURNAMES = _set(
    "House Street Times Post Bank Court Council Committee University Party Union Department "
    "Ministry Agency Office Group Nations States Kingdom City County Island Islands Sea River "
    "News Press Journal Company Corp Inc Association Commission Parliament Congress Senate Army "
    "Force Police Service Hospital School College Church Monday Tuesday Wednesday Thursday Friday "
    "Saturday Sunday January February March April May June July August September October November "
    "Republicans Democrats Conservatives Representatives December "
    "East West North South War Day Center Centre Road Avenue Airport Park Hall"
)
_NO_FIRST_NAMES = _set(
    "The A An On In At After Before But And When While As For From With By If Since According "
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mr. Mrs. Ms. New Last Late "
    "State US U.S. UN"
)
# Places and companies that are surnames too: "Washington said", "Ford recalled".
_ALSO_NAMES = _set(
    "Washington Paris England Ireland France London Jordan Israel Georgia Lincoln Houston Austin "
    "Dallas Jackson Cleveland Madison Wales Holland Berlin Florence Sydney Virginia Lancaster York "
    "Kent Hamilton Boston Chelsea Milan Lebanon Chad Carolina Montana Dakota Charlotte Orlando "
    "Phoenix Denver Raleigh Ford Dell Chase Boeing Disney Tesla Marriott Hilton Mars Porsche "
    "Ferrari Honda Toyota Suzuki Siemens Bosch Merck Pfizer Lilly Kellogg Heinz Morgan Goldman "
    "Lehman Wells Nike Murdoch Lidl Aldi Sotheby Christie"
)
# Words that are surnames too, and may open a sentence as words: "Hope is fading".
_ALSO_WORDS = _set(
    "Hope Young Brown Gates Rich Long Short White Black Green Gray Grey Rose May Price Banks Stone "
    "Wood Woods Hill Field Fields Park Lake Snow Frost Winter Summer Day Love Joy Grace Faith "
    "Power Powers Sharp Strong Small Little Sweet Swift Wise Good Best Rice Bacon Bell Crow Fox "
    "Wolf Bird Fish Lamb Bull Bear King Pope Bishop Judge Law Major Page Reading Rush Self Sky "
    "Speed Steel Street Sun Union Wall Ward Waters West Wing Case Cash Chance Court Cross "
    "Early English French German Irish Free Gold Hunt"
)
_COUNTRIES = _set("US U.S. UN New")
_OPENINGS = _NO_FIRST_NAMES | _set(
    "Later Then Today Yesterday Earlier So Both Like Still Also One Two Three Four Five"
)
_FEWEST_LETTERS = 3
_POSSESSIVE = re.compile(r"[’']s?$")
# Two words of which the second may be a surname, looked at without taking it away.
_PAIR = re.compile(
    r"(?<![\w’'.-])(?P<pair>and\s+)?(?P<word>[A-Z][\w’'-]*\.?)"
    r"(?=\s+(?:[A-Z]\.\s+)?(?P<name>[A-Z][\w’'-]+))"
)
_CANDIDATE = re.compile(r"[A-Z][\w’'-]+")
_LEADING = re.compile(r"[\s\"“”‘’'(\[]+")
_WORD_BEFORE = re.compile(r"([\w’'.-]+)\s+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Person:
    surname: str
    name: str
    full: str  # with the role, where one stands before the name
    position: int


def names(article: Article) -> tuple[NameFinding, ...]:
    """Find the surnames that stand alone, each with the person it was introduced as."""
    if article.language.partition("-")[0].casefold() != "en":
        return ()
    sentences = tuple(each for each in article.sentences if len(each.text) <= LONGEST)
    people = _people(sentences)
    return tuple(finding for sentence in sentences for finding in _alone(sentence, people))


def _people(sentences: tuple[Sentence, ...]) -> dict[str, _Person]:
    """Map each surname to the one person who bears it; one that two may bear is left out."""
    found: dict[str, _Person] = {}
    for sentence in sentences:
        for person in _introduced(sentence):
            found.setdefault(person.surname, person)
    if not found:
        return {}
    unclear = _with_namesakes(found, "\n".join(sentence.text for sentence in sentences))
    return {
        surname: person
        for surname, person in found.items()
        if surname not in _ALSO_NAMES and surname not in unclear
    }


def _with_namesakes(people: Mapping[str, _Person], text: str) -> frozenset[str]:
    """Find the surnames that somebody else has too: `Mary Roe`, `Mrs. Roe`, `Leo and Ada Roe`."""
    unclear = set()
    for pair in _PAIR.finditer(text):
        name = _bare(pair["name"])
        person = people.get(name)
        if person is None:
            continue
        word = pair["word"]
        own = (frozenset(person.full.split()) | _OPENINGS | _TITLES) - _WIVES
        is_initial = len(word) == len("A.") and word[1] == "."
        if pair["pair"] or (word not in own and not is_initial):
            unclear.add(name)
    return frozenset(unclear)


def _bare(name: str) -> str:
    return _POSSESSIVE.sub("", name)


def _introduced(sentence: Sentence) -> Iterator[_Person]:
    for run in _RUN.finditer(sentence.text):
        words = run[0].split()
        titles = [place for place, word in enumerate(words) if word in _TITLES]
        cut = titles[-1] + 1 if titles else 0
        name = [*words[cut:]]
        surname = _bare(name[-1]) if name else ""
        if not _is_name(name, surname):
            continue
        role = _role(sentence.text[: run.start()], words[:cut])
        if role or (not cut and _is_spoken_of(sentence.text, run)):
            bare = " ".join((*name[:-1], surname))
            yield _Person(
                surname=surname, name=bare, full=f"{role}{bare}", position=sentence.position
            )


def _is_name(name: Sequence[str], surname: str) -> bool:
    return (
        1 < len(name) <= _LONGEST_NAME
        and sum(word[0].isupper() for word in name) > 1
        and not any(word.endswith(("'s", "’s")) for word in name[1:-1])
        and name[0] not in _OPENINGS
        and surname not in _NO_SURNAMES
        and len(surname) >= _FEWEST_LETTERS
    )


def _role(before: str, titles: Sequence[str]) -> str:
    """Give the words that tell the role, verbatim, with a space behind; or nothing."""
    kept = list(titles)
    while kept and kept[0] in _NO_FIRST_NAMES - _COUNTRIES:
        kept.pop(0)
    leading = before.split()[-_LONGEST_NAME:] if before[-1:].isspace() else []
    if not kept and not (leading and leading[-1] in _TITLES):
        return ""
    while leading and leading[-1] in (_RANKS if kept else _TITLES):
        kept.insert(0, leading.pop())
    is_lower = kept[0][0].islower()  # "spokesman": whose it is stands before
    while leading and is_lower and _qualifies(leading[-1]):
        kept.insert(0, leading.pop())
    return " ".join((*kept, ""))


def _qualifies(word: str) -> bool:
    return word in _RANKS or (
        word[0].isupper() and word[-1].isalpha() and word not in _NO_FIRST_NAMES
    )


def _is_spoken_of(text: str, run: re.Match[str]) -> bool:
    """Whether somebody of that name speaks, or is told to be somebody, before or behind."""
    before = text[: run.start()].split()[-1:]
    if before and before[0] in _SPEECH:
        return True
    if before and before[0] in {"the", "The"}:
        return False
    behind = _BEHIND.match(text, run.end())
    if behind is None:
        return False
    is_apposed = behind[0].startswith(",") and not _TITLES.isdisjoint(behind[0].split())
    return behind[1] in _SPEECH or is_apposed


def _alone(sentence: Sentence, people: dict[str, _Person]) -> Iterator[NameFinding]:
    """Find, once a sentence, each surname without a first name before it."""
    words = map(_bare, _CANDIDATE.findall(sentence.text))
    for surname in dict.fromkeys(word for word in words if word in people):
        person = people[surname]
        if person.position >= sentence.position or person.name in sentence.text:
            continue
        found = re.search(rf"(?<![\w’'-]){re.escape(surname)}(?![\w-])", sentence.text)
        if found and _is_bare(sentence.text, found.start()) and _is_person(sentence.text, found):
            yield NameFinding(
                position=sentence.position,
                start=sentence.start + found.start(),
                expression=surname,
                full=person.full,
                introduced=person.position,
            )


def _is_bare(text: str, start: int) -> bool:
    before = _WORD_BEFORE.search(text[:start])
    if before is None:
        return True
    word = before[1]
    if word in _BARE_TITLES:
        return True
    is_first_word = before.start(1) == 0
    return word not in {"the", "The"} and (
        not word[0].isupper() or (is_first_word and word in _OPENINGS)
    )


def _is_person(text: str, found: re.Match[str]) -> bool:
    """Whether it goes on as a person does: no `Roe Inn`, `Roe & Co`, `Roe, Texas`, `Hope is`."""
    if re.match(
        r"(?:,?\s+[A-Z]|\s+(?:&|and\s+[A-Z]\w*\s+(?:Co|Sons)\b|v\.|vs\.))", text[found.end() :]
    ):
        return False
    if found[0] not in _ALSO_WORDS or _LEADING.sub("", text[: found.start()]):
        return True
    following = re.match(r"\s+([\w’'-]+)", text[found.end() :])
    return following is not None and following[1] in _SPEECH
