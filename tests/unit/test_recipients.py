"""What is said of `[[deliver]]` tables that are wrong, and that no secret is in it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from briefing.errors import SettingsError
from briefing.loading import Context, check
from briefing.registry import names

CANARY = "Xq7-canary-secret"

MAIL = """
kind = "smtp"
server = "mail.example.org"
sender = "Desk <desk@example.org>"
recipients = ["ada@example.org"]
"""
HOOK = 'kind = "webhook"\nurl = "https://example.org/hook"\n'


def faults(text: str) -> str:
    values = tomllib.loads(f"[[deliver]]\n{text}")
    try:
        check(values, Context(root=Path(), names=names))
    except SettingsError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    "text",
    [
        MAIL,
        HOOK,
        'kind = "slack"\nurl_file = "slack.url"',
        'kind = "matrix"\nurl = "https://m.example.org"\nroom = "!a:b"\ntoken_env = "TOKEN"',
        'kind = "git"\ndirectory = "wiki"\nformats = ["gfm"]\npath = "news/Brief.md"',
        'kind = "webdav"\nurl_env = "CLOUD"\nformats = ["pdf"]',
        'kind = "folder"\ndirectory = "shared"\nformats = ["pdf"]\nmax_marking = "tlp:amber"',
    ],
)
def test_a_table_that_has_what_its_kind_needs_is_taken(text: str) -> None:
    assert faults(text) == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('kind = "pigeon"', 'deliver[1].kind: unknown deliverer "pigeon"'),
        ('kind = "folder"\nformats = ["pdf"]', "deliver[1].directory: is missing"),
        ('kind = "folder"\ndirectory = "a"', "deliver[1].formats: is missing"),
        (HOOK + 'server = "a"', 'deliver[1].server: is of no use for kind "webhook"'),
        (HOOK + 'max_marking = "PINK"', "deliver[1].max_marking: is none of delivery.markings"),
        (HOOK + 'url_env = "HOOK"', "is given in more than one way"),
        ('kind = "webhook"', "deliver[1].url_env: is missing"),
        ('kind = "webhook"\nurl = "ftp://a"', "deliver[1].url: is no address"),
        ('kind = "slack"\nurl = "https://a.b/c"', "is a secret; use url_env or url_file"),
        ('kind = "slack"\nurl_env = "A"\nformats = ["pdf"]', "and no files"),
        ('kind = "matrix"\nurl = "https://a.b"\ntoken_env = "T"', "deliver[1].room: is missing"),
        ('kind = "matrix"\nurl = "https://a.b"\nroom = "!a:b"', "token_env: is missing"),
        (MAIL + 'user = "desk"', "deliver[1].password_env: is missing"),
        (MAIL + 'password_env = "P"', "deliver[1].user: is missing"),
        (MAIL.replace("ada@", "Ada <ada@"), "is no bare mail address"),
        (MAIL.replace("Desk <", "Desk "), "deliver[1].sender: is no mail address"),
        (MAIL + 'user = "a"\npassword_env = "P"\nsecurity = "none"', "in the clear"),
        (HOOK + "[[deliver]]\n" + HOOK, 'deliver[2].name: "webhook" is taken already'),
        (
            'kind = "git"\ndirectory = "w"\nformats = ["gfm"]\npath = "../up.md"',
            "deliver[1].path: must lie in the checkout",
        ),
        (
            'kind = "git"\ndirectory = "w"\nformats = ["gfm"]\npath = ".git/config"',
            "deliver[1].path: must lie in the checkout",
        ),
    ],
)
def test_a_fault_says_which_option_and_what_to_do(text: str, told: str) -> None:
    assert told in faults(text)


@pytest.mark.parametrize(
    "text",
    [
        MAIL + f'password = "{CANARY}"',
        HOOK + f'token = "{CANARY}"',
        HOOK + f'token_env = "{CANARY}"',
        HOOK + f'token_env = ["{CANARY}"]',
        HOOK + f'token_file = ["{CANARY}"]',
        MAIL + f'user = "a"\npassword_env = "{CANARY}\\u0007"',
        f'kind = "webhook"\nurl = "https://desk:{CANARY}@example.org/hook"',
        f'kind = "webhook"\nurl = "https://desk:{CANARY}@[example.org/hook"',
        f'kind = "webhook"\nurl = "{CANARY}"',
        f'kind = "webhook"\nurl = "https://a/{CANARY}\\n"',
        f'kind = "slack"\nurl = "https://hooks.example.org/{CANARY}"',
    ],
)
def test_a_secret_that_is_written_down_is_a_fault_that_does_not_show_it(text: str) -> None:
    told = faults(text)

    assert told
    assert CANARY not in told


def test_a_password_in_the_settings_says_where_it_belongs() -> None:
    told = faults(MAIL + f'password = "{CANARY}"')

    assert "deliver[1].password: a secret does not belong" in told
    assert "password_env" in told
    assert "password_file" in told


def test_levels_of_ones_own_take_the_place_of_ours() -> None:
    own = '\n[delivery]\nmarkings = ["Public", "Internal"]\n'

    assert faults(HOOK + 'max_marking = "Internal"' + own) == ""
    assert "none of delivery.markings: Public, Internal" in faults(
        HOOK + 'max_marking = "TLP:RED"' + own
    )


def test_who_gets_a_brief_is_not_in_the_digest_of_its_settings() -> None:
    context = Context(root=Path(), names=names)

    with_mail = check(tomllib.loads(f"[[deliver]]\n{MAIL}"), context)

    assert with_mail.digest == check({}, context).digest
