"""A secret stands in nothing that we say, whatever the other side does with it."""

from __future__ import annotations

import traceback
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from briefing.delivery import Order, courier, deliver, described
from briefing.errors import DeliveryError
from briefing.parcels import Means, Parcel
from briefing.renderers.mail import eml
from briefing.settings import DeliverSettings, OutputSettings
from briefing.store.store import Store, opened
from briefs import two_articles
from deliveries import desk, means, text, to
from letterboxes import Answer, Asked, babble, hang_up, hook, mail_server

CANARY = "Xq7/canary+secret=ü"
ASCII = "Xq7canarysecret"
BRIEF = two_articles()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with opened(tmp_path / "store.db") as store:
        yield store


def forms(secret: str) -> set[str]:
    """Give a secret in the forms in which it could be echoed."""
    body = secret.encode()
    return {
        secret,
        quote(secret, safe=""),
        repr(secret)[1:-1],
        b64encode(body).decode(),
        b64encode(b"desk:" + body).decode(),
        b64encode(b"\0desk\0" + body).decode(),
    }


def said(settings: DeliverSettings, own: Means, tmp_path: Path, store: Store | None) -> str:
    """Give all that is said, kept and raised when this is delivered."""
    letter = eml(OutputSettings())(BRIEF)
    order = Order(brief=BRIEF, rendered=(text(), letter))
    whole = desk(tmp_path, settings)
    told = list(described(whole, order, means=own, store=store))
    told += [str(outcome) for outcome in deliver(whole, order, means=own, store=store)]
    told += [repr(one) for one in (whole, own, *(store.deliveries() if store else ()))]
    made = courier(settings, own)
    told.append(repr(made))
    try:
        parcel = Parcel(edition="e", digest="d", brief=BRIEF, files=(letter,))
        made.send(parcel, made.recipients[0])
    except DeliveryError as error:
        told += traceback.format_exception(error)
        told += (repr(error), repr(error.__cause__))
    return "\n".join(told)


def echo(asked: Asked) -> Answer:
    """Answer with all that was said, as the redirect of a login page does."""
    words = quote(f"{asked.path} {asked.headers.get('Authorization', '')}")
    return (302, {"Location": f"http://elsewhere.test/?{words}", "X-Said": words})


@pytest.mark.parametrize(
    "answer", [(200, {}), (401, {}), (429, {}), (500, {}), echo, hang_up, babble]
)
@pytest.mark.parametrize("kind", ["webhook", "webdav", "matrix", "slack"])
def test_a_secret_of_a_call_is_never_said(
    tmp_path: Path, store: Store, kind: str, answer: Answer
) -> None:
    with hook(answer) as web:
        environ = {"URL": f"{web.url}/{ASCII}?key={ASCII}", "P": CANARY, "T": ASCII}
        kinds = {
            "webhook": to(kind, url_env="URL", user="desk", password_env="P"),
            "webdav": to(kind, url_env="URL", user="desk", password_env="P", formats=("txt",)),
            "matrix": to(kind, url_env="URL", token_env="T", room="!a:b"),
            "slack": to(kind, url_env="URL"),
        }
        warned: list[str] = []
        own = means(environ, warn=warned.append)

        told = said(replace(kinds[kind], retries=1), own, tmp_path, store) + "".join(warned)

    assert web.asked
    assert [form for form in forms(CANARY) | forms(ASCII) if form in told] == []
    assert all(ASCII.encode() not in path.read_bytes() for path in tmp_path.glob("store.db*"))


@pytest.mark.parametrize(
    ("secret", "known", "what"),
    [
        (ASCII, ASCII, "refuses the recipient (550 5.1.1)"),
        (ASCII, "another", "refuses user and password (535)"),
        (CANARY, CANARY, "letters beyond ASCII"),
    ],
)
def test_a_password_of_a_mail_server_is_never_said(  # noqa: PLR0917
    tmp_path: Path, store: Store, secret: str, known: str, what: str
) -> None:
    with mail_server(password=known, refused="ada@example.org") as post:
        settings = DeliverSettings(
            kind="smtp",
            server="127.0.0.1",
            port=post.port,
            security="none",
            sender="desk@example.org",
            recipients=("ada@example.org",),
            user="desk",
            password_env="P",
        )

        told = said(settings, means({"P": secret}), tmp_path, store)

    assert what in told
    assert [form for form in forms(secret) if form in told] == []


@pytest.mark.parametrize(
    "url",
    [
        f"https://desk:{ASCII}@example.org/hook",
        f"https://[{ASCII}",
        f"https://example.org:{ASCII}/",
        f"ftp://example.org/{ASCII}",
        f"{ASCII}",
        f"https://example.org/\x07{ASCII}",
        f"http://{'a' * 300}.test/{ASCII}",
    ],
)
def test_an_address_that_cannot_be_used_is_never_said(
    tmp_path: Path, store: Store, url: str
) -> None:
    settings = desk(tmp_path, to("webhook", url_env="URL", retries=0))
    order = Order(brief=BRIEF, rendered=(text(),))

    outcomes = list(deliver(settings, order, means=means({"URL": url}), store=store))

    assert outcomes[0].result.is_fault
    assert ASCII not in str(outcomes)


def test_a_token_that_cannot_stand_in_a_header_is_never_said(tmp_path: Path, store: Store) -> None:
    with hook() as web:
        settings = desk(tmp_path, to("webhook", url=web.url, token_env="T"))
        for token in (f"{ASCII}\r\nX-Evil: 1", f"{ASCII}ü", "  "):
            [outcome] = deliver(
                settings, Order(brief=BRIEF), means=means({"T": token}), store=store
            )

            assert outcome.result.is_fault
            assert "token" in outcome.detail
            assert ASCII not in str(outcome)

    assert web.asked == []


def test_a_secret_is_read_from_its_file_and_one_that_all_can_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text(f"{ASCII}\n", encoding="utf-8")
    warned: list[str] = []
    with hook() as web:
        settings = desk(tmp_path, to("webhook", url=web.url, token_file=path))
        for mode in (0o600, 0o644):
            path.chmod(mode)
            own = means(warn=warned.append)
            assert list(deliver(settings, Order(brief=BRIEF), means=own, store=None))

    assert [asked.headers["Authorization"] for asked in web.asked] == [f"Bearer {ASCII}"] * 2
    assert len(warned) == 1
    assert "chmod 600" in warned[0]
    assert ASCII not in warned[0]


class Broken:
    """A plug-in that puts its secret into what it raises."""

    recipients = ("somebody",)
    formats = ()
    is_repeatable = True

    def describe(self, parcel: Parcel, recipient: str) -> tuple[str, ...]:
        return ()

    def send(self, parcel: Parcel, recipient: str) -> bool:
        raise RuntimeError(ASCII)


def test_a_deliverer_that_breaks_costs_its_own_recipient_and_says_no_secret(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tmp_path / "desk_plugin-1.dist-info"
    made.mkdir()
    (made / "METADATA").write_text("Name: desk-plugin\nVersion: 1\n", encoding="utf-8")
    points = "[briefing.deliverers]\nbroken = desk_plugin:make\n"
    (made / "entry_points.txt").write_text(points, encoding="utf-8")
    (tmp_path / "desk_plugin.py").write_text(
        "from test_secrets import Broken\n\ndef make(settings, means):\n    return Broken()\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    shared = DeliverSettings(kind="folder", directory=tmp_path / "shared", formats=("txt",))
    settings = desk(tmp_path, DeliverSettings(kind="broken"), shared)

    first, second = deliver(
        settings, Order(brief=BRIEF, rendered=(text(),)), means=means(), store=store
    )

    assert first.result.is_fault
    assert "RuntimeError" in first.detail
    assert ASCII not in str(first)
    assert not second.result.is_fault
