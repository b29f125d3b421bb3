from __future__ import annotations

from datetime import UTC, datetime

import pytest

from briefing.errors import ExtractionError
from briefing.extractors.plain import extract
from briefing.extractors.refusals import refusal
from briefing.model import Locator, RawDocument, Reason
from briefing.settings import ExtractSettings

LEAD = (
    "The harbor council voted on Monday to rebuild the old northern pier after years of dispute "
    "with the fishing crews."
)
TEASERS = [
    line
    for number in ("One", "Two", "Three", "Four", "Five")
    for line in (
        f"Pier number {number} to be rebuilt soon",
        f"The council voted on Monday to rebuild pier {number} after years of dispute.",
    )
]


@pytest.mark.parametrize(
    "line",
    [
        "Subscribe to continue reading",
        "To continue reading, start your free trial.",
        "This article is for subscribers only.",
        "You have reached your limit of free articles",
        "Dieser Artikel ist nur für Abonnenten lesbar",
        "Il vous reste 78% de cet article à lire.",
        "Contenido exclusivo para suscriptores",
        "Contenuto riservato agli abbonati",
        "Статья доступна только по подписке",
    ],
)
def test_a_lead_with_a_paywall_below_it_is_a_stub(line: str) -> None:
    assert refusal([LEAD, line], 19) is Reason.PAYWALL


@pytest.mark.parametrize(
    "line",
    [
        "404 - Page not found",
        "Sorry, the page you requested could not be found.",
        "Seite nicht gefunden",
        "Page introuvable",
        "Página no encontrada",
        "Before you continue to the Harbor Post",
        "We value your privacy",
        "Log in to your account",
        "Forgot your password?",
        "Verify you are human",
        "Access denied",
    ],
)
def test_an_error_a_consent_page_and_a_login_are_no_page(line: str) -> None:
    assert refusal(["Menu", line, "Home"], 0) is Reason.NOT_A_PAGE


def test_titles_with_a_sentence_each_are_a_list_of_teasers() -> None:
    assert refusal(TEASERS, 28) is Reason.TEASER


def test_numbered_pictures_are_a_gallery() -> None:
    assert refusal(["Storm on the coast", "1 / 9", "2 / 9", "3 / 9", "4 / 9"], 20) is Reason.TEASER


@pytest.mark.parametrize("words", [80, 400])
def test_a_page_with_a_body_is_an_article_whatever_it_says(words: int) -> None:
    said = ["Subscribe to continue reading", "Page not found", *TEASERS]

    assert refusal(said, words) is None


@pytest.mark.parametrize(
    "line",
    [
        "Already a subscriber? Log in",
        "Subscribe to our newsletter",
        "The page could not be found in the archive, the council said on Monday.",
        "Readers had to subscribe, and few did.",
        "We value your privacy, the firm told its users.",
    ],
)
def test_what_articles_and_menus_say_refuses_no_page(line: str) -> None:
    assert refusal([LEAD, line], 19) is None


def test_a_label_for_subscribers_above_a_whole_article_refuses_nothing() -> None:
    assert refusal(["Article réservé aux abonnés", LEAD, LEAD.replace("old", "new")], 38) is None


def test_a_copied_stub_is_dropped_with_its_reason() -> None:
    text = (
        f"Menu\n\nCouncil votes to rebuild northern pier\n\n{LEAD}\n\nSubscribe to keep reading\n"
    )
    document = RawDocument(
        locator=Locator(kind="file", uri="stub.txt", source="files"),
        body=text.encode(),
        media_type="text/plain",
        charset="utf-8",
        fetched_at=datetime(2026, 1, 5, tzinfo=UTC),
        digest="0" * 64,
    )

    with pytest.raises(ExtractionError) as caught:
        extract(document, settings=ExtractSettings(), language="en")

    assert caught.value.reason is Reason.PAYWALL
