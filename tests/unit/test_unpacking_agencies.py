"""NewsML-G2, NITF, ninjs: the agency's words, and what it holds back."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from test_unpacking_opening import documents, drops, opened

from briefing.model import Drop, Hints, Reason

WORDS = "The harbour council voted on Monday."

NITF = f"""<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "http://www.nitf.org/nitf-3-5.dtd"><nitf><head>
<title>NITF title</title><docdata management-status="usable"><date.issue norm="20260105T101500Z"/>
<key-list><keyword key="harbour"/></key-list></docdata><pubdata position.section="Local"/></head>
<body><body.head><hedline><hl1>Bread &amp; fish</hl1></hedline><byline>By <person>Ada Roe</person>
<byttl>Correspondent</byttl></byline><distributor><org>Ellery Press</org></distributor></body.head>
<body.content><media><media-caption>A caption.</media-caption></media><block><p>{WORDS}</p>
<hl2>A&nbsp;subhead</hl2><p>Mayor <person>Ines Karlo</person> said <em>no</em>.</p></block>
</body.content><body.end><tagline>ae</tagline></body.end></body></nitf>"""

XHTML = (
    '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml">'
    f"<head><title>x</title></head><body><p>{WORDS}</p></body></html></inlineXML>"
)


def news_item(meta: str = "", content: str = XHTML, kind: str = "text") -> str:
    return f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:x" version="2">
    <itemMeta><itemClass qcode="ninat:{kind}"/><provider qcode="nprov:EP"><name>Ellery Press</name>
    </provider><versionCreated>2026-01-05T10:00:00.000Z</versionCreated>
    <firstCreated>2026-01-05T10:00:00+01:00</firstCreated>{meta}</itemMeta>
    <contentMeta><headline>Council votes</headline><by>By Ada Roe</by><language tag="en"/>
    <subject qcode="medtop:1"><name>harbours</name></subject></contentMeta>
    <contentSet>{content}</contentSet></newsItem>"""


def message(*items: str) -> bytes:
    return f"<newsMessage><header/><itemSet>{''.join(items)}</itemSet></newsMessage>".encode()


NINJS = {
    "uri": "urn:x", "type": "text", "versioncreated": "2026-01-05T10:00:00Z", "pubstatus": "usable",
    "headline": "Council votes", "byline": "By Ada Roe", "language": "en",
    "body_xhtml": f"<p>{WORDS}</p>", "subject": [{"name": "harbours", "code": "1"}],
    "copyrightholder": "Ellery Press",
}  # fmt: skip


def test_nitf_gives_its_body_without_captions_and_taglines() -> None:
    (document,) = documents(opened(NITF.encode(), "a.xml"))

    text = document.body.decode()
    assert f"<p>{WORDS}</p>" in text
    assert "<h2>A\u00a0subhead</h2>" in text
    assert "Mayor <span>Ines Karlo</span> said <em>no</em>." in text
    assert "caption" not in text
    assert document.hints == Hints(
        headline="Bread & fish",
        authors=("Ada Roe",),
        agency="Ellery Press",
        published=datetime(2026, 1, 5, 10, 15, tzinfo=UTC),
        section="Local",
        tags=("harbour",),
    )


def test_nitf_that_was_cut_off_is_dropped() -> None:
    assert drops(opened(NITF[:700].encode(), "a.xml")) == [("a.xml", Reason.UNREADABLE)]


def test_nitf_that_was_withdrawn_is_not_printed() -> None:
    body = NITF.replace('"usable"', '"canceled"')

    assert drops(opened(body.encode(), "a.xml")) == [("a.xml", Reason.REFUSED)]


def test_a_newsml_item_gives_its_text_and_says_who_wrote_it() -> None:
    (document,) = documents(opened(news_item().encode(), "a.xml"))

    assert document.locator.uri == "a.xml"
    assert f"<p>{WORDS}</p>" in document.body.decode()
    assert document.hints == Hints(
        headline="Council votes",
        authors=("Ada Roe",),
        agency="Ellery Press",
        published=datetime(2026, 1, 5, 9, tzinfo=UTC),
        updated=datetime(2026, 1, 5, 10, tzinfo=UTC),
        language="en",
        tags=("harbours",),
    )


def test_each_item_of_a_message_is_judged_alone() -> None:
    plain = f'<inlineData contenttype="text/plain">{WORDS}</inlineData>'
    nitf = f"<inlineXML>{NITF[NITF.index('<nitf>') :]}</inlineXML>"
    body = message(
        news_item(),
        news_item(kind="picture"),
        "<packageItem/>",
        news_item(content="<remoteContent/>"),
        news_item(content=plain),
        news_item(content=nitf),
    )

    found = opened(body, "m.xml")

    assert [(one.locator.uri, one.media_type) for one in documents(found)] == [
        ("m.xml!/1", "text/html"),
        ("m.xml!/5", "text/plain"),
        ("m.xml!/6", "text/html"),
    ]
    assert drops(found) == [
        ("m.xml!/2", Reason.UNSUPPORTED),
        ("m.xml!/3", Reason.UNSUPPORTED),
        ("m.xml!/4", Reason.NO_ARTICLE),
    ]


@pytest.mark.parametrize(
    "meta",
    ['<pubStatus qcode="stat:canceled"/>', "<embargoed>2026-01-15T06:00:01Z</embargoed>"],
)
def test_what_the_agency_withdrew_or_holds_back_is_not_printed(meta: str) -> None:
    assert drops(opened(news_item(meta).encode(), "a.xml")) == [("a.xml", Reason.REFUSED)]


def test_an_embargo_that_is_over_holds_nothing_back() -> None:
    body = news_item("<embargoed>2026-01-15T05:59:59Z</embargoed>")

    assert len(documents(opened(body.encode(), "a.xml"))) == 1


def test_a_message_that_was_cut_off_gives_the_items_before() -> None:
    body = message(news_item(), news_item())

    found = opened(body[:-200], "m.xml")

    assert [one.locator.uri for one in documents(found)] == ["m.xml!/1"]
    assert drops(found) == [("m.xml!/2", Reason.UNREADABLE)]


def test_ninjs_gives_its_text_and_fields() -> None:
    (document,) = documents(opened(json.dumps(NINJS).encode(), "a.json"))

    assert f"<p>{WORDS}</p>" in document.body.decode()
    assert document.hints == Hints(
        headline="Council votes",
        authors=("Ada Roe",),
        agency="Ellery Press",
        published=datetime(2026, 1, 5, 10, tzinfo=UTC),
        updated=datetime(2026, 1, 5, 10, tzinfo=UTC),
        language="en",
        tags=("harbours",),
    )


def test_ninjs_2_gives_its_main_body_and_headline() -> None:
    item = {
        "uri": "urn:x", "versionCreated": "2026-01-05T10:00:00Z",
        "headlines": [{"role": "short", "value": "Vote"}, {"role": "main", "value": "Votes"}],
        "bodies": [{"role": "main", "contenttype": "text/plain", "value": WORDS}],
        "infosources": [{"name": "Ellery Press"}], "subjects": [{"names": [{"value": "harbours"}]}],
    }  # fmt: skip

    (document,) = documents(opened(json.dumps(item).encode(), "a.json"))

    assert (document.body.decode(), document.media_type) == (WORDS, "text/plain")
    assert (document.hints.headline, document.hints.agency) == ("Votes", "Ellery Press")
    assert document.hints.tags == ("harbours",)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"type": "picture"}, Reason.UNSUPPORTED),
        ({"pubstatus": "canceled"}, Reason.REFUSED),
        ({"embargoed": "2027-01-01T00:00:00Z"}, Reason.REFUSED),
        ({"body_xhtml": ["no", "text"]}, Reason.NO_ARTICLE),
    ],
)
def test_ninjs_that_is_no_printable_text_is_dropped(
    change: dict[str, object], reason: Reason
) -> None:
    (drop,) = opened(json.dumps(NINJS | change).encode(), "a.json")

    assert isinstance(drop, Drop)
    assert drop.reason == reason
