"""Pages, feeds, sitemaps and lists of feeds by address: found in the settings, read here.

What is inside of a feed is not opened here; addresses that it leads to come back to the
same reader. An address that is dead, slow or ill costs itself alone.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from briefing.errors import SettingsError, SourceError
from briefing.model import Drop, Locator, RawDocument
from briefing.settings import FetchSettings, SourceSettings
from briefing.sources.addresses import Address, FetchError, parse, without_secrets
from briefing.sources.fetched import Shelf, Visit
from briefing.sources.http import (
    Client,
    Fetcher,
    Offline,
    Request,
    Response,
    content_type,
)
from briefing.sources.side_by_side import side_by_side
from briefing.sources.wire import World

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebReader:
    """Reads documents of kind "web" with a client, and keeps them on a shelf.

    With `prefers_kept`, what lies on the shelf is read from there whatever its age.
    """

    client: Fetcher
    shelf: Shelf | None = None
    prefers_kept: bool = False
    parallel: int = 8

    def read(self, locator: Locator, *, now: datetime) -> RawDocument:
        """Read one address, once in a run: a second time it comes from the shelf.

        Raises:
            SourceError: it cannot, or must not, be fetched.
        """
        address = _address(locator.uri)
        kept = self.shelf.find(address.uri, at=now) if self.shelf else None
        if kept and (self.prefers_kept or kept[0].confirmed_at == now):
            return document_of(locator, *kept)
        return document_of(locator, *self._fetched(address, kept, now))

    def close(self) -> None:
        """Fetch no more; threads that still wait for a host's turn give up."""
        self.client.close()

    def read_all(
        self, locators: Iterable[Locator], *, now: datetime
    ) -> Iterator[RawDocument | Drop]:
        """Read many addresses, hosts in parallel; results in the order of the locators."""
        read = partial(self._read_or_drop, now=now)
        return side_by_side(read, tuple(locators), key=_host, workers=self.parallel)

    def _read_or_drop(self, locator: Locator, *, now: datetime) -> RawDocument | Drop:
        try:
            return self.read(locator, now=now)
        except SourceError as error:
            return Drop(stage="source", uri=error.uri, reason=error.reason, detail=error.detail)

    def _fetched(
        self, address: Address, kept: tuple[Visit, bytes] | None, now: datetime
    ) -> tuple[Visit, bytes]:
        validators = kept[0].validators if kept else None
        request = Request(uri=address.uri, now=now, validators=validators)
        response = self.client.fetch(request)
        if kept and response.is_confirmed:
            return self._confirmed(kept[0], now), kept[1]
        return self._kept(response, now), response.body

    def _kept(self, response: Response, now: datetime) -> Visit:
        visit = Visit.of(response, now=now)
        if self.shelf:
            # A full disk must not lose the page that was read.
            try:
                self.shelf.keep(visit, response.body)
            except OSError as error:
                _log.info("%s was not kept: %s", response.uri, error)
        return visit

    def _confirmed(self, visit: Visit, now: datetime) -> Visit:
        confirmed = replace(visit, confirmed_at=now)
        if self.shelf:
            with suppress(OSError):  # the older visit stays, and says the same
                self.shelf.keep(confirmed, None)
        return confirmed


def web_reader(settings: FetchSettings, world: World, *, offline: bool) -> WebReader:
    """Make the reader for a run; offline it opens no connection.

    Raises:
        SettingsError: the proxy is no address, or the folder cannot be written.
    """
    shelf = Shelf(settings.cache) if settings.cache else None
    if offline:
        return WebReader(client=Offline(), shelf=shelf, prefers_kept=True)
    try:
        if shelf:
            shelf.prepare()
    except OSError as error:
        problem = error.strerror or str(error)
        raise SettingsError(
            f"fetch.cache: {settings.cache} cannot be written: {problem}"
        ) from error
    return WebReader(client=Client(settings, world), shelf=shelf, parallel=settings.parallel)


def tidy(settings: FetchSettings, *, now: datetime) -> int:
    """Remove what has been kept for long enough; give the number of bodies removed."""
    if not settings.cache:
        return 0
    most = settings.max_megabytes * 1_000_000
    return Shelf(settings.cache).prune(now=now, keep_days=settings.keep_days, max_bytes=most)


def web(settings: SourceSettings, _root: Path) -> Web:
    """List the addresses that the settings name."""
    return Web(settings)


@dataclass(frozen=True, slots=True)
class Web:
    """A source of addresses: pages, feeds, sitemaps and lists of feeds alike."""

    settings: SourceSettings

    def discover(self, *, now: datetime) -> Iterator[Locator | Drop]:  # noqa: ARG002  # a list
        """List each address once, in the order of the settings."""
        for uri in dict.fromkeys(self.settings.addresses):
            try:
                parse(uri)
            except FetchError as failure:
                safe = without_secrets(uri)
                yield Drop(stage="source", uri=safe, reason=failure.reason, detail=failure.detail)
            else:
                yield Locator(kind="web", uri=uri, source=self.settings.name)


def _address(uri: str) -> Address:
    try:
        return parse(uri)
    except FetchError as failure:
        raise SourceError(without_secrets(uri), failure.reason, failure.detail) from failure


def _host(locator: Locator) -> str:
    try:
        return parse(locator.uri).host
    except FetchError:
        return ""


def document_of(locator: Locator, visit: Visit, body: bytes) -> RawDocument:
    """Give the document that a visit found."""
    media_type, charset = content_type(visit.headers)
    hints = locator.hints
    return RawDocument(
        locator=locator,
        body=body,
        media_type=media_type,
        charset=charset,
        fetched_at=visit.confirmed_at,
        digest=hashlib.sha256(body).hexdigest(),
        hints=hints if hints.url else replace(hints, url=visit.final_uri),
    )
