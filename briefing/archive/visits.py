"""Pages that were fetched before, by the addresses of a source or by what these lead to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from briefing.engine import Guard
from briefing.errors import SettingsError
from briefing.partitions.plan import Input, Work
from briefing.partitions.preparing import OPENING
from briefing.partitions.reading import leads
from briefing.settings import SourceSettings
from briefing.sources.exchange import header
from briefing.sources.fetched import Shelf, Visit

_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)
_SUCCESS = 200


def visits(source: SourceSettings, work: Work) -> Iterator[Input]:
    """List each visit to the hosts of a source's addresses, and to what its feeds led to.

    Raises:
        SettingsError: the settings name no folder that keeps what is fetched.
    """
    if work.cache is None:
        raise SettingsError(
            f"source {source.name!r}: an archive takes from the web what was fetched before; "
            "name the folder that keeps it, fetch.cache"
        )
    known: dict[str, list[Visit]] = {}
    for visit in Shelf(work.cache).visits():
        if visit.status == _SUCCESS:
            known.setdefault(visit.uri, []).append(visit)
    hosts = {_host(address) for address in source.addresses}
    wanted = {uri for uri in known if _host(uri) in hosts}
    fresh = wanted
    while fresh:
        lists = [_input(one, source) for uri in known if uri in fresh for one in _lists(known[uri])]
        fresh = (set(_led_to(lists, work)) & known.keys()) - wanted
        wanted |= fresh
    for uri, each in known.items():
        if uri in wanted:
            yield from (_input(visit, source) for visit in each)


def _lists(visits: Iterable[Visit]) -> Iterator[Visit]:
    """Give those that may be a feed, a sitemap or a list of feeds, and no page."""
    return (one for one in visits if "html" not in (header(one.headers, "content-type") or ""))


def _led_to(lists: Iterable[Input], work: Work) -> Iterator[str]:
    with Guard(leads, limits=OPENING, failed=lambda *_: "") as guard:
        yield from guard.over((one, work) for one in lists)


def _host(address: str) -> str:
    return address.partition("://")[2].partition("/")[0].casefold()


def _input(visit: Visit, source: SourceSettings) -> Input:
    since = visit.confirmed_at - _BEGIN
    stamp = (since.days * 86_400 + since.seconds) * 10**9 + since.microseconds * 1_000
    return Input(kind="fetched", uri=visit.uri, source=source.name, size=visit.size, stamp=stamp)
