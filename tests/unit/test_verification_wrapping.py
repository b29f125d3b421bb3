"""What mail programs and readers do to lines is no change; what they do to words is."""

from __future__ import annotations

import quopri
import subprocess
import textwrap
from collections.abc import Callable, Iterator, Mapping
from email import message_from_bytes, policy
from email.message import EmailMessage
from shutil import which

import pytest

from briefing.verification.checking import Checker
from briefing.verification.evidence import pages_of
from briefing.verification.words import change, strays
from editions import Published, published


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Published:
    return published(
        tmp_path_factory.mktemp("edition"), formats=("txt", "markdown", "plain", "eml", "pdf")
    )


@pytest.fixture(scope="module")
def checker(edition: Published) -> Iterator[Checker]:
    with edition.checker() as made:
        yield made


def wrapped(text: str, width: int) -> str:
    """Fill paragraphs anew, as an editor does; words may be parted at their hyphens."""
    blocks = text.split("\n\n")
    return "\n\n".join(textwrap.fill(one, width, break_long_words=False) for one in blocks)


def quoted(text: str) -> str:
    return "".join(f"> {line}".rstrip() + "\n" for line in text.splitlines())


def flowed(text: str) -> str:
    """Write a text as RFC 3676 has it: a space at the end of a line that goes on."""
    blocks = (textwrap.fill(one, 66).replace("\n", " \r\n") for one in text.split("\n\n"))
    return "\r\n\r\n".join(blocks)


REWRAPPED: Mapping[str, Callable[[str], str]] = {
    "narrow": lambda text: wrapped(text, 40),
    "wide": lambda text: wrapped(text, 998),
    "quoted": quoted,
    "quoted twice": lambda text: quoted(quoted(text)),
    "wrapped and quoted": lambda text: quoted(wrapped(text, 50)),
    "flowed": flowed,
    "with the line ends of Windows": lambda text: text.replace("\n", "\r\n"),
    "with trailing blanks": lambda text: text.replace("\n", "  \n"),
    "with blank lines between": lambda text: text.replace("\n", "\n\n"),
}


@pytest.mark.parametrize("name", ["brief.txt", "brief.md", "brief.plain.md"])
@pytest.mark.parametrize("how", REWRAPPED)
def test_other_lines_are_no_change(
    checker: Checker, edition: Published, name: str, how: str
) -> None:
    text = REWRAPPED[how](edition.files[name].decode())

    outcome = checker.file(name, text.encode(), brief=edition.brief)

    assert outcome.is_verified, outcome.findings


@pytest.mark.parametrize("how", REWRAPPED)
def test_another_word_in_other_lines_is_a_change(
    checker: Checker, edition: Published, how: str
) -> None:
    text = REWRAPPED[how](edition.files["brief.txt"].decode().replace("year", "week", 1))

    outcome = checker.file("brief.txt", text.encode(), brief=edition.brief)

    assert not outcome.is_verified


def letter(edition: Published) -> EmailMessage:
    return message_from_bytes(edition.files["brief.eml"], _class=EmailMessage, policy=policy.SMTP)


def parts(one: EmailMessage) -> list[EmailMessage]:
    return [part for part in one.walk() if part.get_content_maintype() == "text"]


@pytest.mark.parametrize("encoding", ["base64", "8bit", "quoted-printable"])
def test_a_letter_encoded_anew_is_not_changed(
    checker: Checker, edition: Published, encoding: str
) -> None:
    sent = letter(edition)
    for part in parts(sent):
        subtype, content = part.get_content_subtype(), part.get_content()
        long = encoding == "8bit" and subtype == "html"  # its lines are too long for the way
        part.set_content(content, subtype=subtype, cte="base64" if long else encoding)

    outcome = checker.file("brief.eml", sent.as_bytes(), brief=edition.brief)

    assert outcome.is_verified, outcome.findings


def test_a_letter_that_came_a_long_way_is_not_changed(checker: Checker, edition: Published) -> None:
    way = (
        b"Return-Path: <desk@example.org>\r\nReceived: from a by b\r\n"
        b"DKIM-Signature: v=1; d=example.org\r\nFrom: desk@example.org\r\nTo: all@example.org\r\n"
    )

    outcome = checker.file("brief.eml", way + edition.files["brief.eml"], brief=edition.brief)

    assert outcome.is_verified, outcome.findings


def test_a_letter_whose_text_was_flowed_is_not_changed(
    checker: Checker, edition: Published
) -> None:
    sent = letter(edition)
    [text] = [one for one in parts(sent) if one.get_content_type() == "text/plain"]
    body = quopri.encodestring(flowed(text.get_content()).encode())
    text.set_payload(body)
    text.set_param("format", "flowed")

    outcome = checker.file("brief.eml", sent.as_bytes(), brief=edition.brief)

    assert outcome.is_verified, outcome.findings


def test_a_second_subject_is_a_change(checker: Checker, edition: Published) -> None:
    body = b"Subject: The talks have ended\r\n" + edition.files["brief.eml"]

    assert not checker.file("brief.eml", body, brief=edition.brief).is_verified


def test_a_text_copied_out_of_the_pdf_is_an_excerpt(checker: Checker, edition: Published) -> None:
    sentence = max(
        (sentence for one in edition.brief.sections for entry in one.entries
         for passage in entry.passages for sentence in passage.sentences),
        key=lambda one: len(one.text),
    )  # fmt: skip
    words = sentence.text.split()
    lines = "".join("".join(pages_of(edition.files["brief.pdf"])).split("\r\n"))
    assert "".join(words[:3]) in lines.replace(" ", "")
    copied = copied_lines(edition, words)

    outcome = checker.excerpt("-", copied, edition.brief)

    assert outcome.is_verified, outcome.findings
    assert not checker.excerpt("-", copied.replace("the", "no", 1), edition.brief).is_verified


def copied_lines(edition: Published, words: list[str]) -> str:
    """Give the lines of the PDF that hold a sentence, from its first word to its last."""
    for page in pages_of(edition.files["brief.pdf"]):
        start = page.find(" ".join(words[:4]))
        if start >= 0:
            tail = page[start:]
            end = tail.find(words[-1], len(" ".join(words)) - 40)
            return tail[: end + len(words[-1])]
    raise AssertionError("the sentence is on no page")


@pytest.mark.skipif(which("pdftotext") is None, reason="there is no pdftotext")
@pytest.mark.parametrize("way", ["-layout", "-raw"])
def test_another_reader_gives_lines_that_are_an_excerpt(
    checker: Checker, edition: Published, way: str
) -> None:
    done = subprocess.run(
        ["pdftotext", way, "-", "-"], input=edition.files["brief.pdf"],
        capture_output=True, check=True,
    )  # fmt: skip
    text = done.stdout.decode()
    sentence = edition.brief.sections[0].entries[0].passages[0].sentences[0].text
    start, last = text.find(" ".join(sentence.split()[:4])), sentence.split()[-1]
    copied = text[start : text.find(last, start + len(sentence) - 40) + len(last)]

    assert checker.excerpt("-", copied, edition.brief).is_verified


@pytest.mark.parametrize(
    "pasted",
    [
        "> The talks on staff-\n> ing went on, he said.",
        "The talks on\nstaffing went on,\nhe said.",
        "The talks on staff\u00ad\ning went on, he said.[3]",
    ],
)
def test_a_quotation_is_read_across_its_lines(pasted: str) -> None:
    told = "In the end. The talks on staffing went on, he said. [3] More."

    assert list(strays(pasted, [told])) == []
    assert list(strays(pasted.replace("on", "off", 1), [told]))


def test_a_space_that_is_gone_within_a_line_is_a_change() -> None:
    assert change("no where to go", "nowhere to go")
    assert change("nowhere to go", "no where to go")
    assert change("re-\nsign now", "resign now")


def test_letters_of_chinese_may_be_parted_anywhere() -> None:
    assert change("会谈在\n维也纳举行。", "会谈在维\n也纳举行。") is None
    assert change("会谈在\n日内瓦举行。", "会谈在维\n也纳举行。")
