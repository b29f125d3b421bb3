"""What arrives at recipients of each kind, and what is told when it does not."""

from __future__ import annotations

import json
import re
import socket
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from briefing.deliverers.dated import folder
from briefing.deliverers.matrix import matrix
from briefing.deliverers.slack import escaped, slack
from briefing.deliverers.smtp import letter, smtp
from briefing.deliverers.webdav import webdav
from briefing.deliverers.webhook import webhook
from briefing.errors import DeliveryError
from briefing.model import Brief, Rendered
from briefing.parcels import Parcel
from briefing.renderers.mail import eml
from briefing.settings import DeliverSettings, OutputSettings
from briefs import FIRST, passage, two_articles
from deliveries import means, parcel, text, to
from letterboxes import GOOD, Answer, Asked, hang_up, hook, mail_server
from makers import sentences
from servers import Waits

HOSTILE = '*<b>Click</b>* [here](http://evil.example) <!channel> @all `x` & "y" | ![i](j)'
PAGE = "https://example.org/briefs/2021-12-31/brief.html"


def hostile() -> Brief:
    told = passage(FIRST, sentences(HOSTILE), 0)
    bad = replace(FIRST, outlet="A|<B>", url='https://example.org/"><script>')
    return replace(two_articles(), title="Brief & *more*", glance=(told,), sources=(bad,))


def test_a_webhook_gets_the_glance_and_the_files() -> None:
    with hook() as web:
        made = webhook(to("webhook", url=f"{web.url}/hook?a=b", token_env="T"), means({"T": "tok"}))

        made.send(parcel(text(), address=PAGE), made.recipients[0])

    [asked] = web.asked
    told = json.loads(asked.body)
    assert (asked.method, asked.path) == ("POST", "/hook?a=b")
    assert asked.headers["Authorization"] == "Bearer tok"
    assert told["title"] == "Russia–US talks"
    assert told["glance"][0]["text"].startswith("Russia and the United States will hold")
    assert told["address"] == PAGE
    assert b64decode(told["files"][0]["content"]) == b"A brief.\n"


def test_the_same_parcel_has_the_same_key_and_another_has_another() -> None:
    with hook() as web:
        made = webhook(to("webhook", url=web.url), means())
        for one in (parcel(), parcel(), replace(parcel(), digest="e" * 64)):
            made.send(one, "127.0.0.1")

    first, second, third = (asked.headers["Idempotency-Key"] for asked in web.asked)
    assert first == second != third


def test_a_busy_server_is_asked_again_when_it_says() -> None:
    waits = Waits()
    with hook((429, {"Retry-After": "7"}), (503, {}), GOOD) as web:
        webhook(to("webhook", url=web.url), means(sleep=waits)).send(parcel(), "127.0.0.1")

    assert waits.seconds == [7, 2]
    assert len(web.asked) == 3


def test_a_server_that_stays_broken_is_given_up() -> None:
    with hook((500, {})) as web, pytest.raises(DeliveryError, match="500 Internal Server Error"):
        webhook(to("webhook", url=web.url, retries=1), means()).send(parcel(), "127.0.0.1")

    assert len(web.asked) == 2


def test_a_server_that_asks_for_too_long_a_wait_is_left_to_the_next_run() -> None:
    waits = Waits()
    with hook((429, {"Retry-After": "3600"})) as web, pytest.raises(DeliveryError, match="429"):
        webhook(to("webhook", url=web.url), means(sleep=waits)).send(parcel(), "127.0.0.1")

    assert (len(web.asked), waits.seconds) == (1, [])


def test_a_redirect_is_told_and_not_followed() -> None:
    with hook() as other, hook((302, {"Location": "http://127.0.0.1"})) as web:
        made = webhook(to("webhook", url=web.url), means())
        with pytest.raises(DeliveryError, match="302 Found; it leads elsewhere"):
            made.send(parcel(), "127.0.0.1")

    assert other.asked == []


def test_a_private_machine_is_called_only_where_the_settings_allow_it() -> None:
    with hook() as web:
        shut = replace(to("webhook", url=web.url, retries=0), allow_private=())
        with pytest.raises(DeliveryError, match=r"private address 127\.0\.0\.1.*allow_private"):
            webhook(shut, means()).send(parcel(), "127.0.0.1")

    assert web.asked == []


def test_a_token_does_not_go_in_the_clear() -> None:
    shut = replace(to("webhook", url="http://hooks.test/", token_env="T"), allow_private=())

    with pytest.raises(DeliveryError, match="in the clear"):
        webhook(shut, means({"T": "tok"})).send(parcel(), "hooks.test")


def test_a_chat_is_not_asked_again_where_the_message_may_stand_there() -> None:
    for answer, is_unsure in ((hang_up, True), ((502, {}), True), ((500, {}), False)):
        with hook(answer) as web:
            made = slack(to("slack", url_env="U"), means({"U": web.url}))
            with pytest.raises(DeliveryError) as caught:
                made.send(parcel(), "127.0.0.1")

        assert (len(web.asked), caught.value.may_have_arrived) == (1, is_unsure)


def test_a_chat_gets_sentences_as_plain_text_and_links_apart() -> None:
    with hook() as web:
        made = slack(to("slack", url_env="U"), means({"U": web.url}))
        made.send(parcel(brief=hostile(), address=PAGE), "127.0.0.1")

    told = json.loads(web.asked[0].body)
    [head, body] = told["blocks"]
    listed, link = body["elements"]
    assert head["text"] == {"type": "plain_text", "text": "Brief & *more*, 2022-01-02"}
    [words, outlet] = listed["elements"][0]["elements"]
    assert words == {"type": "text", "text": f"{HOSTILE} "}
    assert outlet["type"] == "text"  # its address could break out of a link
    assert link["elements"] == [{"type": "link", "url": PAGE, "text": "The whole brief"}]
    assert told["mrkdwn"] is False


def test_no_sentence_can_be_markup_in_the_text_of_a_chat() -> None:
    written = escaped(HOSTILE)

    assert not re.search(r"<|>|\]\(|@all|!\[|`x|\*\w|://", written)
    assert written.replace("\N{ZERO WIDTH SPACE}", "") == (
        HOSTILE.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    )


def test_a_room_gets_one_event_by_its_transaction() -> None:
    with hook() as web:
        settings = to("matrix", url=f"{web.url}/", token_env="T", room="!a/b:example.org")
        made = matrix(settings, means({"T": "tok"}))
        for _ in range(2):
            made.send(parcel(brief=hostile(), address=PAGE), "!a/b:example.org")

    first, second = web.asked
    told = json.loads(first.body)
    assert first.method == "PUT"
    assert first.path == second.path
    assert first.path.startswith("/_matrix/client/v3/rooms/%21a%2Fb%3Aexample.org/send/m.room.")
    assert first.headers["Authorization"] == "Bearer tok"
    assert HOSTILE in told["body"]
    assert "<b>" not in told["formatted_body"]
    assert "<script" not in told["formatted_body"]
    assert f'<a href="{PAGE}">The whole brief</a>' in told["formatted_body"]
    assert told["m.mentions"] == {}


def test_files_are_put_into_a_folder_per_day_on_a_server() -> None:
    with hook((405, {}), (201, {})) as web:
        settings = to("webdav", url=f"{web.url}/dav", user="desk", password_env="P")
        webdav(settings, means({"P": "pässword"})).send(parcel(text()), "127.0.0.1")

    told = [(asked.method, asked.path, asked.body) for asked in web.asked]
    assert told == [
        ("MKCOL", "/dav/2022-01-02", b""),
        ("PUT", "/dav/2022-01-02/brief.txt", b"A brief.\n"),
    ]
    login = web.asked[0].headers["Authorization"].removeprefix("Basic ")
    assert b64decode(login).decode() == "desk:pässword"


def test_a_folder_gets_all_files_once(tmp_path: Path) -> None:
    settings = DeliverSettings(kind="folder", directory=tmp_path, formats=("txt",))
    made = folder(settings, means())

    assert made.send(parcel(text()), str(tmp_path))
    assert not made.send(parcel(text()), str(tmp_path))
    assert (tmp_path / "2022-01-02/brief.txt").read_bytes() == b"A brief.\n"


def mail(port: int, **options: object) -> DeliverSettings:
    made = DeliverSettings(
        kind="smtp",
        server="news.test",
        port=port,
        security="none",
        sender="Die Büros <desk@example.org>",
        recipients=("ada@example.org",),
    )
    return replace(made, **options)  # type: ignore[arg-type]  # as the test says


def post_parcel(*attached: Rendered, brief: Brief | None = None) -> Parcel:
    own = brief or two_articles()
    return parcel(eml(OutputSettings())(own), *attached, brief=own)


def test_a_mail_arrives_with_both_texts_and_what_is_attached() -> None:
    with mail_server() as post:
        made = smtp(mail(post.port), means())
        for _ in range(2):
            made.send(post_parcel(text()), "ada@example.org")

    (whom, first), (_, second) = post.letters
    kinds = [part.get_content_type() for part in first.walk()]
    attached = [part.get_filename() for part in first.iter_attachments()]
    assert (whom, first["To"]) == ("ada@example.org", "ada@example.org")
    assert first["From"] == "Die Büros <desk@example.org>"
    assert kinds[:4] == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html"]
    assert attached == ["brief.txt"]
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Message-ID"].endswith("@example.org>")
    assert "X-Unsent" not in first
    assert first.get_body(("plain",)).get_content().startswith("Russia–US talks")  # type: ignore[union-attr]


def test_a_title_cannot_write_headers_of_its_own() -> None:
    brief = replace(two_articles(), title="Brief\r\nBcc: eve@example.org\n\nHello")

    written = letter(post_parcel(brief=brief), mail(25), "ada@example.org")

    assert written["Bcc"] is None
    assert written["Subject"].startswith("Brief Bcc: eve@example.org Hello")
    head, _, _ = written.as_bytes().partition(b"\r\n\r\n")
    assert b"\r\nBcc:" not in head


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_mail_is_secured_before_the_password_is_told(security: str) -> None:
    own = {"security": security, "user": "desk", "password_env": "P"}
    with mail_server(
        password="secret", starttls=security == "starttls", tls=security == "tls"
    ) as post:
        smtp(mail(post.port, **own), means({"P": "secret"})).send(post_parcel(), "ada@example.org")

    assert post.logins == [("desk", "secret")]
    assert post.was_secured == [True]


def test_a_certificate_of_another_host_ends_the_connection() -> None:
    own = {"security": "starttls", "server": "other.test", "user": "desk", "password_env": "P"}
    with mail_server(password="secret", starttls=True) as post:
        made = smtp(mail(post.port, **own), means({"P": "secret"}))
        with pytest.raises(DeliveryError, match="its certificate is not valid"):
            made.send(post_parcel(), "ada@example.org")

    assert (post.logins, post.letters) == ([], [])


def test_a_server_without_starttls_gets_no_password() -> None:
    own = {"security": "starttls", "user": "desk", "password_env": "P"}
    with mail_server(password="secret") as post:
        made = smtp(mail(post.port, **own), means({"P": "secret"}))
        with pytest.raises(DeliveryError, match="offers no STARTTLS"):
            made.send(post_parcel(), "ada@example.org")

    assert post.logins == []


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"refused": "ada@example.org"}, r"refuses the recipient \(550 5\.1\.1\)"),
        ({"at_data": lambda: "452 4.3.1 full"}, r"refuses the letter for now \(452 4\.3\.1\)"),
        ({"at_data": lambda: "554 5.7.1 spam"}, r"refuses the letter \(554 5\.7\.1\)"),
    ],
)
def test_a_letter_that_is_refused_is_told_by_the_code(
    options: dict[str, Callable[[], str]], told: str
) -> None:
    with (
        mail_server(**options) as post,  # type: ignore[arg-type]  # as the test says
        pytest.raises(DeliveryError, match=told) as caught,
    ):
        smtp(mail(post.port), means()).send(post_parcel(), "ada@example.org")

    assert not caught.value.may_have_arrived


def test_a_mail_server_that_never_answers_is_left_in_time() -> None:

    with socket.create_server(("127.0.0.1", 0)) as silent:
        made = smtp(mail(silent.getsockname()[1], timeout_s=0.1), means())
        with pytest.raises(DeliveryError, match="the connection failed"):
            made.send(post_parcel(), "ada@example.org")


def test_a_call_that_is_never_answered_is_left_in_time() -> None:

    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        made = webhook(to("webhook", url=url, timeout_s=0.1, retries=0), means())
        with pytest.raises(DeliveryError, match=r"no answer within 0\.1 s"):
            made.send(parcel(), "127.0.0.1")


def test_a_probe_sends_nothing() -> None:
    def answer(asked: Asked) -> Answer:
        return (200 if asked.method in {"GET", "PROPFIND"} else 500, {})

    with hook(answer) as web:
        own = means({"T": "tok", "U": f"{web.url}/secret"})
        for made in (
            webhook(to("webhook", url_env="U"), own),
            slack(to("slack", url_env="U"), own),
            matrix(to("matrix", url=web.url, token_env="T", room="!a:b"), own),
            webdav(to("webdav", url=f"{web.url}/dav", token_env="T"), own),
        ):
            made.probe()

    assert [(asked.method, asked.path) for asked in web.asked] == [
        ("GET", "/"),
        ("GET", "/"),
        ("GET", "/_matrix/client/v3/account/whoami"),
        ("PROPFIND", "/dav/"),
    ]
