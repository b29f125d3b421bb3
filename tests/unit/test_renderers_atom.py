"""The feed: valid, one entry per edition, and joined by the editions that follow."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import feedparser  # type: ignore[import-untyped]  # ships no types
import pytest
from lxml import etree  # type: ignore[import-untyped]  # ships no types

from briefing.deliverers.folder import folder
from briefing.errors import SettingsError
from briefing.loading import Context, check
from briefing.model import Brief, Rendered
from briefing.registry import names
from briefing.renderers.atom import KEPT, atom
from briefing.settings import OutputSettings
from briefs import filled_with, two_articles

ATOM = "{http://www.w3.org/2005/Atom}"
DAY = timedelta(days=1)


def rendered(brief: Brief, settings: OutputSettings | None = None) -> Rendered:
    return atom(settings or OutputSettings())(brief)


def joined(one: Rendered, standing: bytes) -> bytes:
    assert one.merge
    return one.merge(standing)


def later(days: int) -> Brief:
    return replace(
        two_articles(),
        sections=(),
        sources=(),
        glance=(),
        issued=two_articles().issued + days * DAY,
    )


def test_a_feed_has_what_atom_asks_for() -> None:
    root = etree.fromstring(rendered(replace(two_articles(), author="The desk")).body)
    [entry] = root.findall(f"{ATOM}entry")

    for element in (root, entry):
        for name in ("id", "title", "updated"):
            assert element.findtext(f"{ATOM}{name}")
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "The desk"
    assert str(root.findtext(f"{ATOM}id")).startswith("urn:uuid:")
    assert entry.findtext(f"{ATOM}title") == "Russia–US talks, 2 January 2022"
    assert entry.findtext(f"{ATOM}updated") == "2022-01-02T06:00:00Z"


@pytest.mark.parametrize("text", ["<b>&amp; ]]> \x00\x0c\ud800\uffff", " "])
def test_whatever_stands_in_a_brief_a_feed_reader_reads_it(text: str) -> None:
    body = rendered(filled_with(text)).body

    found = feedparser.parse(body)

    assert not found.bozo
    assert len(found.entries) == 1


def test_an_edition_joins_the_feed_newest_first() -> None:
    first, second, third = (rendered(later(days)) for days in (0, 1, 2))

    feed = joined(second, joined(third, first.body))

    updated = [one.updated[:10] for one in feedparser.parse(feed).entries]
    assert updated == ["2022-01-04", "2022-01-03", "2022-01-02"]
    assert feedparser.parse(feed).feed.updated[:10] == "2022-01-04"


def test_an_edition_that_is_built_again_takes_its_own_place() -> None:
    standing = joined(rendered(later(1)), rendered(two_articles()).body)
    hour = timedelta(hours=1)
    again = replace(two_articles(), issued=two_articles().issued + hour, subtitle="Corrected")

    feed = joined(rendered(again), standing)

    entries = feedparser.parse(feed).entries
    assert len(entries) == 2
    assert "Corrected" in entries[1].content[0].value
    assert joined(rendered(again), feed) == feed


def test_the_same_edition_changes_nothing() -> None:
    one = rendered(two_articles())

    assert joined(one, one.body) == one.body
    assert joined(pickle.loads(pickle.dumps(one)), one.body) == one.body


def test_old_editions_leave_the_feed() -> None:
    feed = rendered(later(0)).body
    for days in range(1, KEPT + 3):
        feed = joined(rendered(later(days)), feed)

    entries = feedparser.parse(feed).entries

    assert len(entries) == KEPT
    assert entries[-1].updated[:10] == (later(3).issued.date().isoformat())


@pytest.mark.parametrize(
    ("standing", "told"),
    [
        (b"My shopping list", "is no feed"),
        (b"<rss/>", "is no Atom feed"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><html>&b;</html>', "is no Atom feed"),
        (rendered(replace(two_articles(), title="Other")).body, "is the feed of 'Other'"),
    ],
)
def test_a_file_of_someone_else_is_refused(standing: bytes, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        joined(rendered(two_articles()), standing)


def test_an_entry_leads_to_the_folder_of_its_day_beside_the_feed() -> None:
    def address(settings: OutputSettings) -> str | None:
        link = etree.fromstring(rendered(two_articles(), settings).body).find(f".//{ATOM}link")
        return None if link is None else str(link.get("href"))

    assert address(OutputSettings()) == "2022-01-02/brief.html"
    assert address(OutputSettings(formats=("pdf", "atom"))) == "2022-01-02/brief.pdf"
    assert address(OutputSettings(formats=("atom",))) is None
    published = OutputSettings(base_url="https://example.org/briefs/")
    assert address(published) == "https://example.org/briefs/2022-01-02/brief.html"


def test_the_feed_stands_beside_the_folders_per_day(tmp_path: Path) -> None:
    folder(tmp_path / "2022-01-02")((rendered(two_articles()),))

    assert (tmp_path / "feed.atom").is_file()


@pytest.mark.parametrize("given", ["example.org", "ftp://example.org/", "https://"])
def test_where_it_is_published_must_be_an_address_of_the_web(given: str) -> None:
    with pytest.raises(SettingsError, match=r"output.base_url: .* is no address"):
        check({"output": {"base_url": given}}, Context(root=Path(), names=names))
