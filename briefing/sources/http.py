"""The one HTTP client: polite, patient to a limit, and wary of whatever answers.

It stands on `http.client` of the standard library, since all that a bigger library adds
(redirects, pools, decoding, proxies from the environment) has to be done otherwise here:
each redirect vetted, each byte counted, one deadline over all. Nothing is kept between
requests but how long to leave a host alone and what its robots.txt says; there are no
cookies, no credentials and no referrer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Protocol

from briefing import __version__
from briefing.errors import SettingsError, SourceError
from briefing.model import Reason
from briefing.settings import FetchSettings
from briefing.sources import robots
from briefing.sources.addresses import Address, FetchError, follow, parse, without_secrets
from briefing.sources.exchange import Answer, Bounds, Headers, ask, header
from briefing.sources.robots import Robots
from briefing.sources.turns import Turns, seconds_asked
from briefing.sources.vetting import allowed
from briefing.sources.wire import Deadline, Route, World, dial

UNKNOWN = "application/octet-stream"
ACCEPT = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8"

_NOT_MODIFIED = 304
_GONE = frozenset({404, 410})
_REDIRECTS = {301, 302, 303, 307, 308}
_BUSY = {429, 503}
_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")
_CHARSET = re.compile(r"[a-z0-9_.:+-]{1,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server told us about the copy that we have, so that it need not be sent again."""

    uri: str  # the address that gave it, after all redirects
    etag: str
    last_modified: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """An address to ask for, and what we have of it already."""

    uri: str
    now: datetime
    validators: Validators | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What an address gave. `is_confirmed`: the copy that we have is still right."""

    uri: str
    final_uri: str
    status: int
    headers: Headers
    body: bytes
    is_confirmed: bool = False


class Fetcher(Protocol):
    """Gives what stands at an address."""

    def fetch(self, request: Request) -> Response:
        """Fetch one address.

        Raises:
            SourceError: it cannot, or must not, be fetched.
        """

    def close(self) -> None:
        """Fetch no more."""


class Client:
    """Fetches over the network; one for each run. Threads may share it."""

    def __init__(self, settings: FetchSettings, world: World) -> None:
        self._settings = settings
        # Loading the authorities takes as long as a page does: once is enough.
        self._world = replace(world, tls=cache(world.tls))
        self._ends = world.clock() + settings.run_s
        self._route = Route(allow=allowed(settings.allow_private), proxy=_proxy(settings.proxy))
        self._turns = Turns(
            world,
            pause_s=settings.pause_s,
            longest_wait_s=settings.longest_wait_s,
            ends=self._ends,
        )
        self._robots = Robots(self._fetch_robots)
        self._is_closed = False

    def fetch(self, request: Request) -> Response:
        """Fetch one address, through redirects, with its robots.txt obeyed.

        `timeout_s` is all the time that is spent on it: names, connections, redirects,
        body and retries; waiting for the host's turn is not counted.

        Raises:
            SourceError: it is refused, not reached, too long or broken.
        """
        errand = _Errand(
            now=request.now,
            bounds=Bounds(max_bytes=self._settings.max_bytes),
            most_redirects=self._settings.max_redirects,
            validators=request.validators,
            obeys_robots=self._settings.robots,
        )
        try:
            address, answer = self._follow(parse(request.uri), errand)
            return _response(request, address, answer)
        except FetchError as failure:
            uri = without_secrets(request.uri)
            raise SourceError(uri, failure.reason, failure.detail) from failure

    def close(self) -> None:
        """Fetch no more; a request under way ends with its next step."""
        self._is_closed = True

    def _fetch_robots(self, address: Address, now: datetime) -> Answer:
        bounds = Bounds(max_bytes=robots.MAX_BYTES, is_cut=True)
        errand = _Errand(now=now, bounds=bounds, most_redirects=robots.MOST_REDIRECTS)
        return self._follow(address, errand)[1]

    def _follow(self, address: Address, errand: _Errand) -> tuple[Address, Answer]:
        purse = _Purse(self._settings.timeout_s)
        for _ in range(errand.most_redirects + 1):
            answer = self._patiently(address, errand, purse)
            if answer.status not in _REDIRECTS:
                return address, answer
            if not answer.header("location"):
                raise FetchError(Reason.NOT_REACHED, f"{answer.line}, and does not say where to")
            address = follow(address, answer.header("location"))
        times = f"redirects more than {errand.most_redirects} times"
        raise FetchError(Reason.NOT_REACHED, times)

    def _patiently(self, address: Address, errand: _Errand, purse: _Purse) -> Answer:
        pause_s = 0.0
        if errand.obeys_robots:
            rules = self._robots.rules(address, errand.now)
            rules.check(address)
            pause_s = rules.pause_s
        for attempt in range(self._settings.retries + 1):
            with self._turns.turn(address.host, pause_s=pause_s):
                answer = self._timed(address, errand, purse)
                if answer.status not in _BUSY:
                    return answer
                self._turns.postpone(address.host, _wait(answer, errand.now, attempt))
        return answer

    def _timed(self, address: Address, errand: _Errand, purse: _Purse) -> Answer:
        if self._is_closed:
            raise FetchError(Reason.NOT_REACHED, "the run was stopped")
        clock = self._world.clock
        started = clock()
        missed = f"no answer within {self._settings.timeout_s:g} s"
        if started + purse.left_s > self._ends:
            missed = "no answer before the run's time was over"
        at = min(started + purse.left_s, self._ends)
        try:
            return self._once(address, errand, Deadline(clock=clock, at=at, missed=missed))
        finally:
            purse.left_s -= clock() - started

    def _once(self, address: Address, errand: _Errand, deadline: Deadline) -> Answer:
        headers = {
            "Host": address.netloc,
            "User-Agent": user_agent(self._settings.contact),
            "Accept": ACCEPT,
            "Connection": "close",
            **errand.conditions(address),
        }
        wire = dial(address, self._route, self._world, deadline)
        whole = self._route.proxy is not None and address.scheme == "http"
        return ask(wire, address, headers, errand.bounds, whole=whole)


class Offline:
    """Stands where a client does, and opens no connection."""

    def fetch(self, request: Request) -> Response:
        """Refuse.

        Raises:
            SourceError: always.
        """
        detail = "refused: offline, and it was not fetched before"
        raise SourceError(without_secrets(request.uri), Reason.REFUSED, detail)

    def close(self) -> None:
        """Do nothing: nothing is open."""


@dataclass(slots=True)
class _Purse:
    """The seconds that one errand may still spend, over all its hops and retries."""

    left_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Errand:
    now: datetime
    bounds: Bounds
    most_redirects: int
    validators: Validators | None = None
    obeys_robots: bool = False

    def conditions(self, address: Address) -> Mapping[str, str]:
        """Give the headers that ask for the page only if it has changed."""
        if self.validators is None or self.validators.uri != address.uri:
            return {}
        told = {
            "If-None-Match": self.validators.etag,
            "If-Modified-Since": self.validators.last_modified,
        }
        return {name: value for name, value in told.items() if value and value.isascii()}


def user_agent(contact: str) -> str:
    """Give the name under which we ask, with an address where somebody can complain."""
    name = f"{robots.PRODUCT}/{__version__}"
    return f"{name} (+{contact})" if contact else name


def content_type(headers: Headers) -> tuple[str, str | None]:
    """Give the media type and the charset that the headers tell, in lower case."""
    media_type, *parameters = header(headers, "content-type").lower().split(";")
    charset = None
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        value = value.strip().strip("\"'").strip()
        if name.strip() == "charset" and _CHARSET.fullmatch(value):
            charset = charset or value
    media_type = media_type.strip()
    return media_type if _MEDIA_TYPE.fullmatch(media_type) else UNKNOWN, charset


def _response(request: Request, address: Address, answer: Answer) -> Response:
    known = request.validators
    is_confirmed = answer.status == _NOT_MODIFIED and known is not None and known.uri == address.uri
    if not answer.is_success and not is_confirmed:
        is_gone = answer.status in _GONE
        raise FetchError(Reason.GONE if is_gone else Reason.NOT_REACHED, answer.line)
    return Response(
        uri=request.uri,
        final_uri=address.uri,
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
        is_confirmed=is_confirmed,
    )


def _wait(answer: Answer, now: datetime, attempt: int) -> float:
    told = answer.header("retry-after")
    asked = seconds_asked(told, told_at=answer.header("date"), now=now)
    return float(2**attempt) if asked is None else asked


def _proxy(uri: str) -> Address | None:
    if not uri:
        return None
    try:
        proxy = parse(uri)
    except FetchError as failure:
        raise SettingsError(f"fetch.proxy: {failure.detail}") from failure
    if proxy.scheme != "http":
        raise SettingsError("fetch.proxy: expected an address such as http://proxy.example:3128")
    return proxy
