"""Mail: the letter, a newsletter's stories, and no link that tells on the reader."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from test_unpacking_opening import documents, drops, locators, opened

from briefing.model import Drop, Hints, Reason
from briefing.unpacking.links import judge

SENTENCES = [
    "The harbour council of Port Ellery voted on Monday to rebuild the eastern breakwater, "
    "which storms had broken twice in as many winters.",
    "Engineers told the council that the work would take seven years, and that the first "
    "stones could be laid in the spring of next year.",
    "“We cannot wait for another winter,” said the harbour master, Ines Karlo, who has asked "
    "for the money since the first storm came.",
]
ARTICLE = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
FOOTER = (
    '<div><a href="https://facebook.com/e">Facebook</a> · '
    '<a href="https://courier.example/unsubscribe?x=1">Unsubscribe</a></div>'
)


def mail(html: str = "", *, text: str = "", subject: str = "Morning briefing") -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Ellery Courier <news@courier.example>"
    made["To"] = "desk@e.example"
    made["Subject"] = subject
    made["Date"] = "Mon, 05 Jan 2026 10:00:00 +0100"
    if text or not html:
        made.set_content(text or "Words.")
    if html and text:
        made.add_alternative(html, subtype="html")
    elif html:
        made.set_content(html, subtype="html")
    return made


def story(headline: str, text: str, url: str) -> str:
    return (
        f'<table><tr><td><h2><a href="{url}">{headline}</a></h2>{text}'
        f'<p><a href="{url}">Read more</a></p></td></tr></table>'
    )


def newsletter(*stories: str) -> bytes:
    head = (
        '<div><a href="https://courier.example/v/1">View in browser</a></div><h1>Good morning</h1>'
    )
    return mail(head + "".join(stories) + FOOTER).as_bytes()


def test_a_mail_with_one_story_is_one_document_with_its_headers_as_hints() -> None:
    (document,) = documents(opened(mail(ARTICLE, subject="Fwd: Für alle").as_bytes(), "a.eml"))

    assert document.locator.uri == "a.eml"
    assert document.media_type == "text/html"
    assert ARTICLE in document.body.decode()
    assert document.hints == Hints(
        headline="Für alle",
        site="Ellery Courier",
        published=datetime(2026, 1, 5, 9, tzinfo=UTC),
    )


def test_quoted_printable_in_an_old_charset_is_given_byte_for_byte() -> None:
    body = (
        b"From: a@e.example\nTo: b@e.example\nSubject: =?iso-8859-1?q?Caf=E9?=\n"
        b"Content-Type: text/plain; charset=iso-8859-1\n"
        b"Content-Transfer-Encoding: quoted-printable\n\nThe caf=E9 closes, its owner said on=\n"
        b" Monday.\n"
    )

    (document,) = documents(opened(body, "a.eml"))

    assert document.body == b"The caf\xe9 closes, its owner said on Monday.\n"
    assert (document.charset, document.hints.headline) == ("iso-8859-1", "Café")


def test_lines_that_a_mail_program_has_cut_are_joined_again() -> None:
    body = (
        b"From: a@e.example\nTo: b@e.example\nSubject: S\n"
        b"Content-Type: text/plain; format=flowed\n\nThe council \nvoted.\nIt rained.\n"
    )

    assert documents(opened(body, "a.eml"))[0].body == b"The council voted.\nIt rained.\n\n"


def test_html_is_chosen_unless_the_text_says_clearly_more() -> None:
    both = mail(ARTICLE, text="\n\n".join(SENTENCES))
    richer = mail("<p>See the text.</p>", text="\n\n".join(SENTENCES * 2))

    assert documents(opened(both.as_bytes(), "a.eml"))[0].media_type == "text/html"
    assert documents(opened(richer.as_bytes(), "a.eml"))[0].media_type == "text/plain"


def test_teasers_of_a_newsletter_lead_to_their_pages() -> None:
    body = newsletter(
        story(
            "Council votes to rebuild breakwater", f"<p>{SENTENCES[0]}</p>", "https://c.example/a"
        ),
        story(
            "Privacy law passes after long night", f"<p>{SENTENCES[1]}</p>", "https://c.example/b"
        ),
    )

    found = opened(body, "a.eml")

    assert [(one.uri, one.hints.headline, one.depth) for one in locators(found)] == [
        ("https://c.example/a", "Council votes to rebuild breakwater", 1),
        ("https://c.example/b", "Privacy law passes after long night", 1),
    ]
    assert len(found) == 2


def test_whole_stories_of_a_newsletter_are_documents_of_their_own() -> None:
    body = newsletter(
        story(
            "Council votes to rebuild breakwater", ARTICLE, "https://c.example/a?utm_source=x&id=4"
        ),
        story("Fishing fleet shrinks by half again", ARTICLE, "https://c.example/b"),
    )

    first, second = documents(opened(body, "a.eml"))

    assert (first.locator.uri, second.locator.uri) == ("a.eml!/1", "a.eml!/2")
    assert first.hints.headline == "Council votes to rebuild breakwater"
    assert first.hints.url == "https://c.example/a?id=4"
    assert all(sentence in first.body.decode() for sentence in SENTENCES)


def test_a_story_with_links_to_others_below_it_stays_one_story() -> None:
    others = story(
        "Fishing fleet shrinks by half", "<p>It has nine boats left.</p>", "https://c.example/b"
    )
    head = '<h1><a href="https://c.example/a">Council votes to rebuild breakwater</a></h1>'

    (document,) = opened(mail(head + ARTICLE * 3 + others + others).as_bytes(), "a.eml")

    assert getattr(document, "locator", None) is not None


def test_a_list_of_mere_headlines_leads_to_all_of_them() -> None:
    links = "".join(
        f'<li><a href="https://c.example/{number}">Council votes on matter number {number}</a></li>'
        for number in range(5)
    )

    assert len(locators(opened(mail(f"<ul>{links}</ul>{FOOTER}").as_bytes(), "a.eml"))) == 5


def test_a_story_behind_a_tracking_link_is_named_and_not_followed() -> None:
    tracked = "https://click.mail.c.example/?qs=abc"
    body = newsletter(
        story("Council votes to rebuild breakwater", f"<p>{SENTENCES[0]}</p>", tracked),
        story(
            "Fishing fleet shrinks by half again", f"<p>{SENTENCES[1]}</p>", "https://c.example/b"
        ),
    )

    found = opened(body, "a.eml")

    assert drops(found) == [("a.eml!/1", Reason.REFUSED)]
    assert [one.uri for one in locators(found)] == ["https://c.example/b"]


@pytest.mark.parametrize(
    ("href", "label"),
    [
        ("https://c.example/unsubscribe/1", "Click here"),
        ("https://c.example/p", "Unsubscribe"),
        ("https://c.example/p", "View in browser"),
        ("https://c.example/p", "Im Browser ansehen"),
        ("https://www.facebook.com/c", "Our best story so far"),
        ("https://t.me/share/url?url=https%3A%2F%2Ffacebook.com", "Share this"),
        ("mailto:desk@c.example", "Write to the desk"),
    ],
)
def test_links_that_are_about_the_letter_are_not_followed(href: str, label: str) -> None:
    assert judge(href, label) is None


def test_an_address_inside_a_tracking_link_is_taken_out_of_it() -> None:
    found = judge("https://t.c.example/r?u=https%3A%2F%2Fc.example%2Fa%3Futm_source%3Dx", "Vote")

    assert found is not None
    assert found.url == "https://c.example/a"


def test_documents_that_are_attached_are_opened_too() -> None:
    inner = mail(text="Inner words.", subject="Inner")
    outer = mail(text="Outer words.")
    outer.add_attachment(
        b"<p>Attached.</p>", maintype="text", subtype="html", filename="report.html"
    )
    outer.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png")
    outer.add_attachment(inner)

    found = documents(opened(outer.as_bytes(), "a.eml"))

    assert [(one.locator.uri, one.body.strip()) for one in found] == [
        ("a.eml", b"Outer words."),
        ("a.eml!/report.html", b"<p>Attached.</p>"),
        ("a.eml!/attachment-2", b"Inner words."),
    ]
    assert found[2].hints.headline == "Inner"


def test_each_mail_of_a_mailbox_is_opened() -> None:
    start = b"From a@e.example Mon Jan  5 10:00:00 2026\n"
    quoted = mail(text="One.").as_bytes() + b"\n>From here on it rained.\n"

    found = documents(
        opened(start + quoted + b"\n" + start + mail(text="Two.").as_bytes(), "a.mbox")
    )

    assert [one.locator.uri for one in found] == ["a.mbox!/1", "a.mbox!/2"]
    assert b"\nFrom here on it rained." in found[0].body


def test_a_mail_that_is_broken_everywhere_still_gives_its_words() -> None:
    body = (
        b"From: \xff\xfe<<<<((((\nSubject: =?xx?q?bad?= \xe9\nDate: nonsense\nTo: ,,,\n"
        b'Content-Type: text/plain; charset="no-such"\nContent-Transfer-Encoding: base64\n\n'
        b"!!Words!!\n"
    )

    (document,) = documents(opened(body, "a.eml"))

    assert document.charset == "no-such"
    assert document.hints.published is None


def test_a_mail_without_text_is_dropped() -> None:
    body = b"From: a@e.example\nTo: b@e.example\nSubject: S\nContent-Type: image/png\n\nxx"

    assert drops(opened(body, "a.eml")) == [("a.eml", Reason.EMPTY)]


@pytest.mark.parametrize(
    "body",
    [
        b"From: " + b"(" * 1_000_000 + b"\nTo: b\nSubject: s\n\nWords.",
        b"Subject: " + b"=?utf-8?q?a?= " * 100_000 + b"\nTo: b\nFrom: s\n\nWords.",
        b"From: a\nTo: b\nContent-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\na\n" * 100_000,
        b"From: a\nTo: b\n" + b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" * 50_000,
        b"From: a\nTo: b\nSubject: s\n" + b"X-A: b\n" * 1_000_000 + b"\nWords.",
    ],
    ids=["comments", "words", "parts", "levels", "headers"],
)
def test_a_mail_made_to_take_long_is_read_or_dropped_soon(body: bytes) -> None:
    (found,) = opened(body, "a.eml")

    assert not isinstance(found, Drop) or found.reason == Reason.TOO_COSTLY


LETTER = f"""Ellery Courier: Good morning, here is what you missed.

------------------------------------------------------------

Breakwater to be rebuilt

{SENTENCES[0]}
https://courier.example/news/breakwater?utm_source=mail

Ferry stays in port
{SENTENCES[1]}
Read more: <https://courier.example/news/ferry>

------------------------------------------------------------
You get this letter because you asked for it.
Unsubscribe: https://courier.example/unsubscribe?x=1
"""


def test_a_newsletter_in_plain_text_leads_to_the_pages_of_its_items() -> None:
    found = locators(opened(mail(text=LETTER).as_bytes(), "a.eml"))

    assert [(one.uri, one.hints.headline) for one in found] == [
        ("https://courier.example/news/breakwater", "Breakwater to be rebuilt"),
        ("https://courier.example/news/ferry", "Ferry stays in port"),
    ]


def test_a_whole_story_of_a_newsletter_in_plain_text_is_a_document() -> None:
    text = LETTER.replace(SENTENCES[1], "\n\n".join([*SENTENCES, *SENTENCES]))

    (document,) = documents(opened(mail(text=text).as_bytes(), "a.eml"))

    assert document.hints.headline == "Ferry stays in port"
    assert document.hints.url == "https://courier.example/news/ferry"
    assert SENTENCES[2].encode() in document.body
    assert b"nsubscribe" not in document.body


def test_a_letter_in_plain_text_with_one_address_stays_one_document() -> None:
    text = "\n\n".join([*SENTENCES, "https://courier.example/news/breakwater"])

    (document,) = documents(opened(mail(text=text).as_bytes(), "a.eml"))

    assert SENTENCES[0].encode() in document.body
