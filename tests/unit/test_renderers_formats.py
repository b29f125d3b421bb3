"""Each format tells the whole brief: every sentence, every headline, every link."""

from __future__ import annotations

import email
import email.policy
import pickle
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from html import unescape
from io import BytesIO
from typing import cast
from zipfile import ZipFile

import pytest
from lxml import etree  # type: ignore[import-untyped]  # ships no types

from briefing.model import Brief, Fact, FactKind, Passage
from briefing.protocols import Renderer
from briefing.registry import resolve
from briefing.renderers import view
from briefing.settings import OutputSettings
from briefs import FORMATS, day_by_day, filled_with, many_articles, one_story, two_articles

HOSTILE = "<b>&amp; \x00\x0c\u202e ]]> \ud800 \U0001f600 \xa0 & \"q\" {{ x }} 'a'\r\nX-Evil: 1"


def rendered(name: str, brief: Brief) -> bytes:
    return cast("Renderer", resolve("renderers", name)(OutputSettings()))(brief).body


def unmarked(markup: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", re.sub(r"</(p|h\d|li)>", "\n", markup)))


def text_of_mail(body: bytes, kind: str) -> str:
    letter = email.message_from_bytes(body, policy=email.policy.default)
    part = letter.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def pages_of_book(body: bytes) -> str:
    with ZipFile(BytesIO(body)) as archive:
        names = [name for name in archive.namelist() if name.endswith(".xhtml")]
        return "".join(archive.read(name).decode() for name in names)


def content_of_feed(body: bytes) -> str:
    return etree.fromstring(body).findtext(".//{*}content") or ""


# What a reader of each format sees: its words, and all that stands in it.
READ: Mapping[str, tuple[str, Callable[[bytes], str], Callable[[bytes], str]]] = {
    "txt": ("txt", bytes.decode, bytes.decode),
    "eml, plain": ("eml", lambda b: text_of_mail(b, "plain"), lambda b: text_of_mail(b, "plain")),
    "eml, HTML": (
        "eml",
        lambda b: unmarked(text_of_mail(b, "html")),
        lambda b: unescape(text_of_mail(b, "html")),
    ),
    "epub": ("epub", lambda b: unmarked(pages_of_book(b)), lambda b: unescape(pages_of_book(b))),
    "atom": (
        "atom",
        lambda b: unmarked(content_of_feed(b)),
        lambda b: unescape(content_of_feed(b)),
    ),
}
BRIEFS = {
    "two articles": two_articles(),
    "one story": one_story(),
    "many": many_articles(12),
    "day by day": day_by_day(),
}


def with_facts(brief: Brief) -> Brief:
    """Give the first story of a brief facts, the last of them from another source."""
    facts = (
        Fact(kind=FactKind.PLACE, source=1, expression="<Vienna>"),
        Fact(kind=FactKind.FIGURE, source=2, expression="4.5 million"),
    )
    part = brief.sections[0]
    told = replace(part.entries[0], facts=facts)
    part = replace(part, entries=(told, *part.entries[1:]))
    return replace(brief, sections=(part, *brief.sections[1:]))


@pytest.mark.parametrize(("name", "seen", "_"), READ.values(), ids=READ)
def test_each_format_tells_a_story_in_short(
    name: str, seen: Callable[[bytes], str], _: Callable[[bytes], str]
) -> None:
    told = " ".join(seen(rendered(name, with_facts(two_articles()))).split())
    bare = seen(rendered(name, two_articles()))

    assert "In short: <Vienna> · 4.5 million [2]" in told
    assert "In short" not in bare


@pytest.mark.parametrize(("name", "seen", "_"), READ.values(), ids=READ)
def test_each_format_tells_a_story_day_by_day(
    name: str, seen: Callable[[bytes], str], _: Callable[[bytes], str]
) -> None:
    words = " ".join(seen(rendered(name, day_by_day())).split())
    bare = seen(rendered(name, two_articles()))

    days = ("4 January 2022", "6 January 2022", "10 January 2022")
    places = [words.index("Day by day, as published: 3 of 4 days")]
    for day, position, mark in zip(days, (0, 1, 3), (2, 3, 5), strict=True):
        places.append(words.index(day, places[-1]))
        places.append(words.index(f"{FORMATS[position].text} [{mark}]", places[-1]))
    assert places == sorted(places)
    assert "also in Lokmat Times [2], [4], [5], Daily Copy [3]" in words
    assert "Day by day" not in bare


def passages(brief: Brief) -> list[Passage]:
    parts = [passage for section in brief.sections for passage in section.digest]
    told = [entry for section in brief.sections for entry in section.entries]
    return [*brief.glance, *parts, *(passage for entry in told for passage in entry.printed)]


@pytest.mark.parametrize("brief", BRIEFS.values(), ids=BRIEFS)
@pytest.mark.parametrize("kind", READ)
def test_every_sentence_is_told_as_often_as_in_the_brief(kind: str, brief: Brief) -> None:
    name, words_of, _ = READ[kind]
    wanted = Counter(one.text for passage in passages(brief) for one in passage.sentences)

    words = " ".join(words_of(rendered(name, brief)).split())

    assert {text: words.count(" ".join(text.split())) for text in wanted} == wanted


@pytest.mark.parametrize("brief", BRIEFS.values(), ids=BRIEFS)
@pytest.mark.parametrize("kind", READ)
def test_every_address_of_the_sources_is_there_unbroken(kind: str, brief: Brief) -> None:
    name, _, all_of = READ[kind]
    addresses = {view.link(source.url) for source in brief.sources}
    addresses |= {view.link(copy.url) for source in brief.sources for copy in source.copies}

    written = all_of(rendered(name, brief))

    assert [one for one in sorted(addresses) if one not in written] == []


@pytest.mark.parametrize("kind", READ)
def test_every_passage_carries_its_mark(kind: str) -> None:
    brief = many_articles(12)
    name, words_of, _ = READ[kind]

    words = " ".join(words_of(rendered(name, brief)).split())

    for passage in passages(brief):
        assert f"{' '.join(passage.sentences[-1].text.split())} [{passage.source}]" in words


@pytest.mark.parametrize("kind", READ)
def test_marking_edition_and_author_are_told(kind: str) -> None:
    name, words_of, _ = READ[kind]
    brief = replace(two_articles(), marking="TLP:AMBER", edition="No. 12", author="The desk")

    words = words_of(rendered(name, brief))

    assert all(one in words for one in ("TLP:AMBER", "No. 12", "The desk"))


@pytest.mark.parametrize("name", ["json", "txt", "eml", "epub", "atom"])
@pytest.mark.parametrize("text", [HOSTILE, " ", "x" * 5_000], ids=["hostile", "spaces", "long"])
def test_whatever_the_fields_hold_a_file_comes_out_the_same_each_time(name: str, text: str) -> None:
    brief = filled_with(text)
    render = cast("Renderer", resolve("renderers", name)(OutputSettings()))

    again = pickle.loads(pickle.dumps(render))(brief)

    assert again.body == render(brief).body
    assert again.format == name
