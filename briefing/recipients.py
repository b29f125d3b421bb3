"""What is wrong with a `[[deliver]]` table: what its kind needs, and what it has no use for.

Values that may be secrets are never shown, not even where they are at fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from email.utils import parseaddr
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from briefing.markings import rank
from briefing.settings import DeliverSettings, DeliverySettings

# Secrets that people may write where only the name of their place belongs.
SECRETS = ("password", "token")

_ALWAYS = {"name", "kind", "formats", "max_marking"}
_BY_HTTP = {
    "url", "url_env", "url_file", "token_env", "token_file", "user", "password_env",
    "password_file", "allow_private", "ca_file", "timeout_s", "retries",
}  # fmt: skip
_USED = {
    "folder": {"directory"},
    "git": {"directory", "path", "push", "timeout_s"},
    "smtp": {
        "server", "port", "security", "sender", "recipients", "user", "password_env",
        "password_file", "ca_file", "timeout_s",
    },
    "webhook": _BY_HTTP,
    "webdav": _BY_HTTP,
    "slack": {"url_env", "url_file", "url", "allow_private", "ca_file", "timeout_s", "retries"},
    "matrix": _BY_HTTP - {"user", "password_env", "password_file"} | {"room"},
}  # fmt: skip
_NEEDED = {
    "folder": ("directory", "formats"),
    "git": ("directory", "formats"),
    "smtp": ("server", "sender", "recipients"),
    "webdav": ("formats",),
    "matrix": ("room",),
}
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*")
_MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")
_LOCAL = {"localhost", "127.0.0.1", "::1"}

Problems = Iterator[tuple[str, str]]


def recipient_problems(tables: Sequence[DeliverSettings], shared: DeliverySettings) -> Problems:
    """Give each fault of all `[[deliver]]` tables: the option's key, and what is wrong."""
    labels = [one.label for one in tables]
    for number, one in enumerate(tables, 1):
        key = f"deliver[{number}]"
        if labels.index(one.label) < number - 1:
            yield f"{key}.name", f'"{one.label}" is taken already; give each a name of its own'
        if one.max_marking and rank(one.max_marking, shared.markings) is None:
            known = ", ".join(shared.markings)
            yield f"{key}.max_marking", f"is none of delivery.markings: {known}"
        for name, problem in _problems(one):
            yield f"{key}.{name}" if name else key, problem


def secret_problem(name: str) -> str:
    """Say that a secret was written into the settings, without showing it."""
    return (
        f"a secret does not belong into the settings; take it out, and name its place by "
        f"{name}_env (an environment variable) or {name}_file"
    )


def _problems(one: DeliverSettings) -> Problems:
    yield from _of_kind(one)
    for name in ("password_env", "url_env", "token_env"):
        given = getattr(one, name)
        if given and not _VARIABLE.fullmatch(given):
            yield name, "names no environment variable; write a name such as BRIEF_PASSWORD"
    for what in ("password", "url", "token"):
        places = (f"{what}_env", f"{what}_file", what)
        if sum(bool(getattr(one, place, None)) for place in places) > 1:
            yield f"{what}_env", "is given in more than one way; keep one of them"
    if one.url:
        yield from _address(one)
    if one.kind == "smtp":
        yield from _mail(one)
    if one.kind == "git" and one.path:
        yield from _page(one)


def _of_kind(one: DeliverSettings) -> Problems:
    blank = DeliverSettings()
    if one.kind not in _USED:  # a plug-in, which knows for itself
        return
    for name in DeliverSettings.__dataclass_fields__:
        if name not in _ALWAYS | _USED[one.kind] and getattr(one, name) != getattr(blank, name):
            yield name, f'is of no use for kind "{one.kind}"; take it out'
    for name in _NEEDED.get(one.kind, ()):
        if not getattr(one, name):
            yield name, f'is missing; kind "{one.kind}" needs it'
    if one.kind in {"slack", "matrix"} and one.formats:
        yield "formats", f'kind "{one.kind}" sends a message, and no files; take it out'
    if "url" in _USED[one.kind] and not (one.url or one.url_env or one.url_file):
        yield "url_env", "is missing; name the place of the address by url_env or url_file"
    yield from _login(one)


def _login(one: DeliverSettings) -> Problems:
    has_password = bool(one.password_env or one.password_file)
    has_token = bool(one.token_env or one.token_file)
    if one.kind == "matrix" and not has_token:
        yield "token_env", "is missing; name the place of the token by token_env or token_file"
    if one.user and not has_password:
        yield "password_env", "is missing; `user` needs password_env or password_file"
    if has_password and not one.user:
        yield "user", "is missing; a password needs a name to log in with"
    if one.user and has_token:
        yield "token_env", "a token takes the place of user and password; keep one of them"


def _address(one: DeliverSettings) -> Problems:
    try:
        address = urlsplit(one.url)
        is_address = address.scheme in {"http", "https"} and bool(address.hostname)
    except ValueError:
        is_address = False
    if one.kind == "slack":
        yield "url", "the address of such a message is a secret; use url_env or url_file"
    elif not is_address:
        yield "url", "is no address; write one such as https://example.org/hook"
    elif "@" in address.netloc:
        yield "url", "holds a user name or a password; use `user` and password_env"


def _mail(one: DeliverSettings) -> Problems:
    if one.server and not _HOST.fullmatch(one.server):
        yield "server", "is no name of a server; write one such as mail.example.org"
    if one.sender and not _MAILBOX.fullmatch(parseaddr(one.sender)[1]):
        yield "sender", 'is no mail address; write one such as "Desk <desk@example.org>"'
    for recipient in one.recipients:
        if not _MAILBOX.fullmatch(recipient):
            yield "recipients", f'"{recipient}" is no bare mail address such as ada@example.org'
    if len(set(one.recipients)) < len(one.recipients):
        yield "recipients", "names somebody twice"
    if one.security == "none" and one.user and one.server not in _LOCAL:
        yield "security", 'would send the password in the clear; write "starttls" or "tls"'


def _page(one: DeliverSettings) -> Problems:
    path = PurePosixPath(one.path)
    if len(one.formats) > 1:
        yield "path", "names one file, and there is more than one format"
    if path.is_absolute() or not path.parts or {"..", ".git"} & {*path.parts}:
        yield "path", "must lie in the checkout; write a relative path such as news/Brief.md"
