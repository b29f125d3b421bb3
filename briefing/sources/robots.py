"""What a site's robots.txt lets us fetch (RFC 9309), asked once per site and run."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from protego import Protego

from briefing.model import Reason
from briefing.sources.addresses import Address, FetchError
from briefing.sources.exchange import Answer

PRODUCT = "briefing"  # the name by which a robots.txt may speak to us
MAX_BYTES = 512_000  # RFC 9309 asks for 500 KiB at least; what follows is not read
MOST_REDIRECTS = 5  # the number of the RFC

_LONGEST_PAUSE_S = 10.0
_TOO_MANY_REQUESTS = 429


@dataclass(frozen=True, slots=True)
class Rules:
    """What one site says: `failure` where nothing may be fetched from it at all."""

    parsed: Protego | None = None
    failure: FetchError | None = None

    def check(self, address: Address) -> None:
        """Do nothing if the address may be fetched.

        Raises:
            FetchError: it may not.
        """
        if self.failure:
            raise FetchError(self.failure.reason, self.failure.detail)
        if self.parsed and not self.parsed.can_fetch(address.uri, PRODUCT):
            raise FetchError(Reason.REFUSED, "refused: the site's robots.txt forbids it")

    @property
    def pause_s(self) -> float:
        """Give the pause that the site wishes, up to a limit; 0 where it names none."""
        wished = (self.parsed.crawl_delay(PRODUCT) if self.parsed else None) or 0.0
        return min(wished, _LONGEST_PAUSE_S) if math.isfinite(wished) and wished > 0 else 0.0


class Robots:
    """Keeps the rules of each site; `fetch` gives the answer for an address, redirects done."""

    def __init__(self, fetch: Callable[[Address, datetime], Answer]) -> None:
        self._fetch = fetch
        self._lock = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._rules: dict[str, Rules] = {}

    def rules(self, address: Address, now: datetime) -> Rules:
        """Give the rules of the site that an address belongs to."""
        with self._lock:
            lock = self._locks.setdefault(address.origin, threading.Lock())
        with lock:
            if address.origin not in self._rules:
                self._rules[address.origin] = self._asked(address, now)
            return self._rules[address.origin]

    def _asked(self, address: Address, now: datetime) -> Rules:
        place = Address(
            scheme=address.scheme, host=address.host, port=address.port, target="/robots.txt"
        )
        try:
            return read(self._fetch(place, now))
        except FetchError as failure:
            # A site that cannot be reached is not asked again for each of its pages.
            detail = f"{failure.detail} (asked for robots.txt)"
            return Rules(failure=FetchError(failure.reason, detail))


def read(answer: Answer) -> Rules:
    """Read a site's answer: a robots.txt, none, or a site out of order.

    RFC 9309, 2.3.1: without the file all is allowed, and while the server cannot give
    it nothing is. "Too many requests" is taken as the latter, though its number is not.
    """
    if answer.is_success:
        text = answer.body.decode("utf-8-sig", "replace")
        return Rules(parsed=Protego.parse(text))
    if answer.status >= 500 or answer.status == _TOO_MANY_REQUESTS:  # noqa: PLR2004
        detail = f"the site's robots.txt cannot be read ({answer.line}), so nothing else is"
        return Rules(failure=FetchError(Reason.NOT_REACHED, detail))
    return Rules()
