"""Show what the store costs, and whether a damaged one is ever believed.

    python -m benchmarks.store [--editions 365] [--articles 300] [--flips 1000]

The first table: the time of a brief of so many articles into a store that is empty, and into
one that has so many editions before it, in processor seconds; how long writing it down
takes, and how large the file is. Articles are made up, so that anyone gets the same; the
editions before are made of one real one, each with words, addresses and stories of its own.

The second: single bits are flipped in a store of three editions, pages swapped or emptied,
the end cut off, its log damaged; then everything is read that the program reads. What is
served is what was written, or it is refused. A third outcome would be told as "wrong".
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from multiprocessing import forkserver
from pathlib import Path

from benchmarks.scale import made_up
from briefing.deliverers.folder import folder
from briefing.errors import StoreError
from briefing.keeping import edition_of, kept_in
from briefing.model import Brief, Legacy
from briefing.pipeline import run
from briefing.recalling import Wanted
from briefing.settings import OutputSettings, Settings, SourceSettings, StoreSettings
from briefing.store.store import Store, opened, opened_to_read

START = datetime(2026, 1, 1, 6, tzinfo=UTC)
PAGE = 4096
Harm = Callable[[bytes, random.Random], bytes]


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--editions", type=int, default=365)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--flips", type=int, default=1_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="briefing-") as place:
        costs(Path(place), options.editions, options.articles)
    with tempfile.TemporaryDirectory(prefix="briefing-") as place:
        harms(Path(place), options.flips)


def costs(place: Path, editions: int, articles: int) -> None:
    """Time a brief without editions before it, and with them."""
    settings = _settings(place, articles)
    later = START + timedelta(days=editions)
    _built(settings, START)  # what is loaded once is not to count
    shutil.rmtree(place / "build")
    first = _built(settings, later)
    brief, legacy = _written(settings.store.path)
    empty = settings.store.path.stat().st_size
    settings.store.path.unlink()
    _fill(settings.store.path, brief, legacy, editions)
    full = settings.store.path.stat().st_size
    took = _built(settings, later)
    news = _built(settings, later + timedelta(hours=1), is_news=True)
    with opened(settings.store.path) as store, store.changing():
        started = time.perf_counter()
        store.plan(edition_of(brief, ()), brief, legacy)
        write = time.perf_counter() - started
    print("| editions before | articles | a brief, CPU s | ratio | `--since last` | ratio | MB |")
    print("|---|---|---|---|---|---|---|")
    print(f"| 0 | {articles} | {first:.2f} | 1.00 | | | {empty / 1e6:.1f} |")
    print(
        f"| {editions} | {articles} | {took:.2f} | {took / first:.2f} | {news:.2f} "
        f"| {news / first:.2f} | {full / 1e6:.1f} |"
    )
    print(f"\nWriting down what an edition leaves, into the full store: {write * 1e3:.0f} ms\n")


def _settings(place: Path, articles: int) -> Settings:
    (place / "in").mkdir()
    for number, one in enumerate(made_up(articles)):
        text = one.text.replace(". ", ".\n\n")
        (place / "in" / f"{number:04}.txt").write_text(f"Report {number}\n\n{text}\n")
    return Settings(
        root=place,
        sources=(SourceSettings(name="Made up", paths=("in/*.txt",)),),
        output=OutputSettings(directory=place / "build", formats=("html", "json")),
        store=StoreSettings(path=place / "build" / "store.db"),
    )


def _built(settings: Settings, now: datetime, *, is_news: bool = False) -> float:
    """Build a brief, of all or of what is news; give the processor seconds that it took."""
    started = _processor()
    with kept_in(settings.store.path) as keeper:
        day = settings.output.directory / now.date().isoformat()
        since = Wanted() if is_news else None
        run(settings, now=now, publisher=folder(day), keeper=keeper, since=since)
    return _processor() - started


def _processor() -> float:
    """Give the processor seconds of this process and of its children, which read and render."""
    # Those that a process of its own forks count only when that one has ended.
    stop = getattr(getattr(forkserver, "_forkserver", None), "_stop", None)
    if stop:
        stop()
    return sum(os.times()[:4])


def _written(path: Path) -> tuple[Brief, Legacy]:
    """Read back the only edition of a store."""
    with opened(path) as store:
        [edition] = store.editions()
        return store.brief(edition.key), Legacy(
            appearances=store.appearances(edition.key),
            readings=store.sources(edition.key),
            words=tuple(str(number) for number in range(len(store.words(edition.key)))),
            stories=store.stories(edition.key),
        )


def _fill(path: Path, brief: Brief, legacy: Legacy, editions: int) -> None:
    """Write down so many editions: of each, all that a later one looks at, and no documents."""
    with opened(path) as store, store.changing():
        for number in range(editions):
            issued = START + timedelta(days=number)
            edition = edition_of(replace(brief, issued=issued), ())
            store.plan(edition, replace(brief, issued=issued), _own(legacy, number, issued))
            store.finish(edition.key)


def _own(legacy: Legacy, number: int, issued: datetime) -> Legacy:
    """Give an edition words, addresses and articles of its own; every third story goes on."""

    def own(text: str) -> str:
        return blake2b(f"{number} {text}".encode(), digest_size=16).hexdigest()

    return replace(
        legacy,
        appearances=tuple(
            replace(one, article_id=own(one.article_id)[:12], words=own(one.words))
            for one in legacy.appearances
        ),
        readings=tuple(
            replace(one, article_id=own(one.article_id)[:12], address=own(one.address))
            for one in legacy.readings
        ),
        words=tuple(map(own, legacy.words)),
        stories=tuple(
            replace(
                one,
                trace=replace(
                    one.trace,
                    id=one.trace.id if place % 3 == 0 else own(one.trace.id)[:12],
                    first=issued.date(),
                    last=issued.date(),
                ),
                article_ids=tuple(own(key)[:12] for key in one.article_ids),
            )
            for place, one in enumerate(legacy.stories)
        ),
    )


def harms(place: Path, flips: int) -> None:
    """Damage a store in all ways, and count what its reads do."""
    settings = _settings(place, 12)
    for number in range(3):
        _built(settings, START + timedelta(days=number))
    with sqlite3.connect(settings.store.path) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = settings.store.path.read_bytes()
    path = place / "harmed" / "store.db"
    path.parent.mkdir()
    path.write_bytes(whole)
    expected = list(everything(path))
    print("| damage | tries | as written | refused | wrong |")
    print("|---|---|---|---|---|")
    for name, tries, harm in HARMS:
        chance = random.Random(7)
        counts: Counter[str] = Counter()
        for _ in range(tries or flips):
            _clear(path)
            path.write_bytes(harm(whole, chance))
            counts[outcome(path, expected)] += 1
        _row(name, counts)
    _row("the log, a bit", _in_log(path, whole, expected, flips // 5))


def _row(name: str, counts: Counter[str]) -> None:
    told = " | ".join(f"{counts[one]:,}" for one in ("as written", "refused", "wrong"))
    print(f"| {name} | {counts.total():,} | {told} |")


def outcome(path: Path, expected: list[object]) -> str:
    """Tell what reading everything gives: each read by itself, as one may pass and one not."""
    refused = False
    reads = everything(path)
    for one in expected:
        try:
            if next(reads) != one:
                return "wrong"
        except StoreError:
            refused = True
            break
    return "refused" if refused else "as written"


def everything(path: Path) -> Iterator[object]:
    """Read all that the program ever reads of a store."""
    with opened_to_read(path) as store:
        yield store.editions()
        yield tuple(store.readings())
        yield tuple(store.holdings())
        for edition in store.editions():
            yield store.brief(edition.key)
            yield store.said(edition.key)
            yield store.words(edition.key)
            yield store.appearances(edition.key)
            yield store.sources(edition.key)
            yield store.stories(edition.key)
            yield from _sources(store, edition.key)


def _sources(store: Store, key: str) -> Iterator[object]:
    for source in store.brief(key).sources:
        yield store.article(source.article_id)
        yield store.document(source.document_digest)


def _flipped(body: bytes, chance: random.Random) -> bytes:
    place, bit = chance.randrange(len(body)), chance.randrange(8)
    return body[:place] + bytes([body[place] ^ (1 << bit)]) + body[place + 1 :]


def _cut(body: bytes, chance: random.Random) -> bytes:
    return body[: chance.randrange(1, len(body))]


def _emptied(body: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(body) // PAGE) * PAGE
    return body[:at] + bytes(PAGE) + body[at + PAGE :]


def _swapped(body: bytes, chance: random.Random) -> bytes:
    pages = [body[at : at + PAGE] for at in range(0, len(body), PAGE)]
    one, other = chance.sample(range(len(pages)), 2)
    pages[one], pages[other] = pages[other], pages[one]
    return b"".join(pages)


def _doubled(body: bytes, chance: random.Random) -> bytes:
    pages = [body[at : at + PAGE] for at in range(0, len(body), PAGE)]
    one, other = chance.sample(range(len(pages)), 2)
    pages[one] = pages[other]
    return b"".join(pages)


HARMS: tuple[tuple[str, int, Harm], ...] = (
    ("a bit", 0, _flipped),
    ("the end cut off", 100, _cut),
    ("a page emptied", 100, _emptied),
    ("two pages swapped", 100, _swapped),
    ("a page over another", 100, _doubled),
)


def _in_log(path: Path, whole: bytes, expected: list[object], tries: int) -> Counter[str]:
    """Flip bits in a log that holds a change not in the file yet: it is there, or it is not."""
    _clear(path)
    path.write_bytes(whole)
    with opened(path) as store:
        brief = store.brief(store.editions()[0].key)
        with store.changing():
            store.plan(edition_of(replace(brief, edition="late"), ()), brief, Legacy())
        log = Path(f"{path}-wal").read_bytes()
    counts: Counter[str] = Counter()
    chance = random.Random(7)
    for _ in range(tries):
        _clear(path)
        path.write_bytes(whole)
        Path(f"{path}-wal").write_bytes(_flipped(log, chance))
        counts[_late(path, expected)] += 1
    return counts


def _late(path: Path, expected: list[object]) -> str:
    """Tell the outcome; the edition in the log is not finished, so only its needs may show."""
    found: list[object] = []
    with suppress(StoreError):
        found.extend(everything(path))
        same = [one == other for one, other in zip(found, expected, strict=True)]
        return "as written" if all(same[:2] + same[3:]) else "wrong"
    return "refused"


def _clear(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)


if __name__ == "__main__":
    main()
