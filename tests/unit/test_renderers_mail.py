"""The e-mail, as the standard parser and a mail program see it."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from lxml import html  # type: ignore[import-untyped]  # ships no types

from briefing.checking import specimen
from briefing.errors import SettingsError
from briefing.loading import Context, check
from briefing.model import Brief
from briefing.registry import names
from briefing.renderers.data import document
from briefing.renderers.mail import eml
from briefing.settings import OutputSettings, Settings
from briefs import filled_with, two_articles

ATTACHING = OutputSettings(attach=("json", "markdown"))


def letter(brief: Brief, settings: OutputSettings | None = None) -> EmailMessage:
    body = eml(settings or OutputSettings())(brief).body
    parsed = email.message_from_bytes(body, policy=email.policy.default)
    assert [part for part in parsed.walk() if part.defects] == []
    return parsed


def markup(brief: Brief) -> str:
    part = letter(brief).get_body(("html",))
    assert part is not None
    return str(part.get_content())


def test_the_head_tells_title_day_and_marking_and_that_it_is_a_draft() -> None:
    found = letter(replace(two_articles(), marking="TLP:AMBER", edition="Evening"))

    assert found["Subject"] == "[TLP:AMBER] Russia–US talks, Evening, 2 January 2022"
    assert parsedate_to_datetime(found["Date"]) == two_articles().issued
    assert found["X-Unsent"] == "1"
    assert found["From"] is found["To"] is None


def test_another_brief_is_another_message_and_the_same_is_the_same() -> None:
    first, again = letter(two_articles()), letter(two_articles())
    other = letter(replace(two_articles(), subtitle="Another"))

    assert first["Message-ID"] == again["Message-ID"]
    assert first["Message-ID"] != other["Message-ID"]


def test_text_comes_before_html_and_attachments_after_both() -> None:
    found = letter(two_articles(), ATTACHING)

    assert [part.get_content_type() for part in found.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/json",
        "text/markdown",
    ]
    [data, markdown] = found.iter_attachments()
    assert data.get_filename() == "brief.json"
    assert data.get_content() == document(two_articles())
    assert "Russia–US talks" in markdown.get_content()


@pytest.mark.parametrize(
    "text", ["a\r\nBcc: x@example.org", "a\nBcc: x@example.org", "é\u2028Bcc: x"]
)
def test_no_field_can_write_a_header(text: str) -> None:
    found = letter(replace(filled_with(text), marking=text, edition=text))

    assert set(found.keys()) == {
        "Subject", "Date", "Message-ID", "X-Unsent", "MIME-Version", "Content-Type",
    }  # fmt: skip
    assert "Bcc: x" in found["Subject"]


@pytest.mark.parametrize("text", ["word " * 2_000, "x" * 20_000, "é" * 20_000, "漢" * 5_000])
def test_every_line_is_short_enough_for_mail(text: str) -> None:
    body = eml(OutputSettings())(filled_with(text)).body

    assert max(map(len, body.split(b"\r\n"))) <= 998
    assert b"\n" not in body.replace(b"\r\n", b"")


def test_a_long_title_in_letters_of_all_kinds_is_read_as_it_was() -> None:
    title = "Переговоры о штатах, 会談の形式, und Gespräche 🙂 " * 3

    assert letter(replace(two_articles(), title=title))["Subject"].startswith(title.strip())


def test_styles_stand_in_the_elements_and_nothing_runs_or_is_fetched() -> None:
    page = html.fromstring(markup(two_articles()))

    assert page.xpath("//style | //script | //link | //@onclick") == []
    assert page.xpath("//@src | //@background") == []
    assert all(one.get("style") for one in page.xpath("//p[@class='passage']"))
    assert {one.partition(":")[0] for one in page.xpath("//@href")} == {"https"}


def test_a_mark_leads_to_the_article_where_it_has_an_address() -> None:
    page = html.fromstring(markup(two_articles()))

    marks = page.xpath("//span[@class='mark']")

    assert {one.text_content() for one in marks} == {"[1]", "[2]"}
    assert {one.get("href") for one in page.xpath("//span[@class='mark']/a")} == {
        "https://example.org/biden-hopes?page=1&part=2"
    }


def test_a_logo_travels_inside_the_letter() -> None:
    brief = replace(two_articles(), logo=specimen(Settings()).logo)

    found = letter(brief)

    [picture] = [part for part in found.walk() if part.get_content_type() == "image/png"]
    assert brief.logo
    assert picture.get_content() == brief.logo.body
    assert f'src="cid:{picture["Content-ID"][1:-1]}"' in markup(brief)


def test_a_letter_cannot_be_attached_to_itself() -> None:
    with pytest.raises(SettingsError, match=r"output.attach: a letter cannot go with itself"):
        check({"output": {"attach": ["eml"]}}, Context(root=Path(), names=names))


def test_attaching_nothing_is_no_fault_and_an_unknown_format_is() -> None:
    context = Context(root=Path(), names=names)

    assert check({"output": {"attach": []}}, context).output.attach == ()
    with pytest.raises(SettingsError, match=r'output.attach: unknown renderer "pfd"'):
        check({"output": {"attach": ["pfd"]}}, context)
