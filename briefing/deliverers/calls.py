"""Calls over HTTP: patient to a limit, and exact about what may have arrived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from briefing.deliverers.credentials import secret
from briefing.errors import DeliveryError
from briefing.parcels import CallError, Means, Question, Reply
from briefing.settings import DeliverSettings

_BUSY = {429, 503}
_BROKEN = {500, 502, 504}
_LONGEST_WAIT_S = 60.0  # a server that asks for more is asked again by the next run
_REDIRECT = 3  # the class of the status
_TOLD = {
    401: "it does not know the user, the password or the token",
    403: "it knows us, and does not let us",
    404: "there is nothing at that address",
    413: "it takes nothing so large; send fewer formats",
}


def host(settings: DeliverSettings, means: Means) -> str:
    """Give the host of the address; the rest of it may be a secret.

    Raises:
        DeliveryError: the address is not where the settings say, or is none.
    """
    try:
        found = urlsplit(secret(settings, "url", means))
        is_plain = found.scheme in {"http", "https"} and "@" not in found.netloc
        name = found.hostname if is_plain else ""
    except ValueError:
        name = ""
    if not name:
        problem = "no address such as https://example.org/hook, without user and password in it"
        raise DeliveryError(settings.label, f"what url_env or url_file holds is {problem}")
    return name


ANSWERS = range(100, 600)  # any answer tells that somebody is there
GOOD = range(200, 300)


def origin(settings: DeliverSettings, means: Means) -> str:
    """Give scheme, host and port of the address, whose rest may be a secret.

    Raises:
        DeliveryError: the address is not where the settings say, or is none.
    """
    host(settings, means)
    found = urlsplit(secret(settings, "url", means))
    return f"{found.scheme}://{found.netloc}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Calls for one destination. `is_repeatable`: what arrives twice does no harm."""

    settings: DeliverSettings
    means: Means
    is_repeatable: bool

    def call(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes = b"",
        also_good: frozenset[int] = frozenset(),
    ) -> Reply:
        """Call until the server answers that it has it, as often as the settings allow.

        Raises:
            DeliveryError: it did not take it, or with `may_have_arrived` nobody can tell.
        """
        is_clear = url.lower().startswith("http:") and not self.settings.allow_private
        if is_clear and "Authorization" in headers:
            problem = "would send a secret in the clear; write an address with https"
            raise DeliveryError(self.settings.label, problem)
        question = Question(
            method=method,
            url=url,
            headers=headers,
            body=body,
            timeout_s=self.settings.timeout_s,
            allow_private=self.settings.allow_private,
            ca_file=self.settings.ca_file,
        )
        for attempt in range(self.settings.retries + 1):
            problem, is_unsure, wait_s = self._try(question, also_good)
            if not problem:
                break
            is_last = attempt == self.settings.retries
            if is_last or wait_s is None or wait_s > _LONGEST_WAIT_S:
                raise DeliveryError(self.settings.label, problem, may_have_arrived=is_unsure)
            self.means.sleep(wait_s or 2.0**attempt)
        return Reply(status=HTTPStatus.OK)

    def probe(self, method: str, url: str, headers: Mapping[str, str], good: range) -> None:
        """Call once, to see whether somebody is there; no secret goes but in `headers`.

        Raises:
            DeliveryError: nobody is, or what is answered is not among `good`.
        """
        question = Question(
            method=method,
            url=url,
            headers=headers,
            timeout_s=self.settings.timeout_s,
            allow_private=self.settings.allow_private,
            ca_file=self.settings.ca_file,
        )
        try:
            reply = self.means.call(question)
        except CallError as error:
            raise DeliveryError(self.settings.label, error.detail) from None
        if reply.status not in good:
            raise DeliveryError(self.settings.label, _line(reply.status))

    def _try(self, question: Question, also_good: frozenset[int]) -> tuple[str, bool, float | None]:
        """Call once: what is wrong, whether it may have arrived, how long to wait for more.

        No wait says that it is of no use to call again; 0 leaves the length to us.
        """
        try:
            reply = self.means.call(question)
        except CallError as error:
            is_wasted = error.is_sent and not self.is_repeatable
            return error.detail, error.is_sent, None if is_wasted else 0.0
        status = reply.status
        if status // 100 == 2 or status in also_good:  # noqa: PLR2004  # the class of the status
            return "", False, None
        if status in _BUSY:
            return _line(status), False, reply.retry_after_s or 0.0
        if status in _BROKEN:
            # What stands before the server may have given up on it too early.
            is_unsure = status != HTTPStatus.INTERNAL_SERVER_ERROR
            return _line(status), is_unsure, 0.0 if self.is_repeatable else None
        return _line(status), False, None


def _line(status: int) -> str:
    """Say a status in words of ours: the server's own may hold what it was told."""
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "which is no status that we know"
    if status // 100 == _REDIRECT:
        advice = "it leads elsewhere, and is not followed: write the address that it leads to"
    else:
        advice = _TOLD.get(status, "")
    return f"the server answers {status} {phrase}" + (f"; {advice}" if advice else "")
