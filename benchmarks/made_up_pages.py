"""Write made-up news: pages with furniture, and planted copies, stories and hostile items.

    python -m benchmarks.made_up_pages FOLDER --articles 25000 [--warc]

The same number gives the same bytes on every machine. Words follow Zipf's law; stories have 1
to 40 articles that share words of their own and lie within days; one article in nine is followed
by a copy, cut short or set into a frame; one item in 250 is hostile: no JSON, no text, nested
too deep, far too long, or not UTF-8. 5,000 articles make a day.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from benchmarks.scale import LENGTH, TOPICAL, VOCABULARY, word

START = datetime(2026, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 3, 1, tzinfo=UTC)  # when briefs of them are issued
PER_DAY = 5_000
PER_FILE = 2_000  # pages
COPIED, HOSTILE = 9, 250  # one in so many
OUTLETS, SITES = 97, 10  # those that pages are of, and those that dress them
NAV = "".join(f'<li><a href="/{place}">Section {place}</a></li>' for place in range(12))
FOOT = "".join(f'<p><a href="/{place}">Read more about topic {place}</a></p>' for place in range(8))


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page, or what pretends to be one; `is_copy` and `is_hostile` say what was planted.

    `story` is the number of the story that it tells.
    """

    number: int
    body: str
    headline: str
    at: datetime
    story: int
    paragraphs: tuple[str, ...] = ()
    is_copy: bool = False
    is_hostile: bool = False

    @property
    def url(self) -> str:
        """Where it says that it stood."""
        return f"https://outlet{self.number % OUTLETS}.example/{self.number}.html"


def pages(count: int) -> Iterator[Page]:
    """Give so many pages, the same ones each time, in the order of their days."""
    chance = np.random.default_rng(7)
    frequency = 1 / (np.arange(VOCABULARY) + 5.0) ** 1.05
    cumulated = np.cumsum(frequency / frequency.sum())
    number = story = 0
    while number < count:
        story += 1
        topic = chance.integers(2_000, VOCABULARY, size=60)
        begin = START + timedelta(days=number / PER_DAY)
        for _ in range(min(40, int(chance.pareto(1.0)) + 1)):
            at = begin + timedelta(hours=float(chance.uniform(0, 48)))
            paragraphs = _paragraphs(chance, topic, cumulated)
            page = _page(number, paragraphs, at, story)
            yield page
            number += 1
            if chance.random() < 1 / COPIED:
                yield _copied(page, chance)
                number += 1
            if chance.random() < 1 / HOSTILE:
                yield _hostile(number, at, story)
                number += 1


def _paragraphs(chance: np.random.Generator, topic: np.ndarray, cumulated: np.ndarray) -> list[str]:
    length = int(chance.integers(LENGTH // 2, LENGTH * 3 // 2))
    common = np.searchsorted(cumulated, chance.random(length))
    is_topical = chance.random(length) < TOPICAL
    numbers = np.where(is_topical, chance.choice(topic, length), common).clip(0, VOCABULARY - 1)
    words = [word(one) for one in numbers.tolist()]
    sentences = [f"{' '.join(words[at : at + 18]).capitalize()}." for at in range(0, length, 18)]
    return [" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3)]


def _page(
    number: int, paragraphs: list[str], at: datetime, story: int, *, is_copy: bool = False
) -> Page:
    headline = " ".join(paragraphs[0].split()[:8])
    text = "".join(f"<p>{one}</p>" for one in paragraphs)
    body = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{headline}</title>'
        f'<meta property="article:published_time" content="{at.isoformat()}">'
        f'<meta property="og:site_name" content="Outlet {number % OUTLETS}"></head><body>'
        f"<nav><ul>{NAV}</ul></nav><article><h1>{headline}</h1>{text}</article>"
        f"<aside>{FOOT}</aside><footer><p>Copyright Outlet {number % OUTLETS}</p></footer>"
        "</body></html>"
    )
    return Page(
        number=number,
        body=body,
        headline=headline,
        at=at,
        story=story,
        paragraphs=tuple(paragraphs),
        is_copy=is_copy,
    )


def dressed(page: Page) -> Page:
    """Put a page into as much as a real site puts around an article.

    Of 181 pages of real sites the mean is 174 kB and 600 elements, half of it scripts and data.
    Those of one site share its menu, its style and its names of classes.
    """
    of_site = np.random.default_rng(page.number % SITES)
    names = [f"{word(one)}-{word(one // 7)}" for one in of_site.integers(0, 9_999, 80).tolist()]
    menu = "".join(_menu_item(of_site, names, place) for place in range(120))
    style = "".join(f".c-{one:x}{{margin:0 {one % 40}px}}" for one in range(1_000))
    chance = np.random.default_rng(page.number)
    data = json.dumps({f"k{place}": _words(chance, 8) for place in range(700)})
    teasers = "".join(_teaser(chance, names, place) for place in range(45))
    around = (
        ("</head>", f"<style>{style}</style><script>window.state = {data}</script></head>"),
        ("<nav>", f'<div class="{names[0]}"><nav><ul>{menu}</ul></nav></div><nav>'),
        ("</article>", f'</article><section class="{names[1]}">{teasers}</section>'),
        ("</body>", f"<script>push({data[: len(data) // 2]!r})</script></body>"),
    )
    body = page.body
    for mark, more in around:
        body = body.replace(mark, more, 1)
    return replace(page, body=body)


def _menu_item(chance: np.random.Generator, names: list[str], place: int) -> str:
    return (
        f'<li class="{_classes(chance, names)}" data-track="{_words(chance, 3)}">'
        f'<a class="{_classes(chance, names)}" href="/{place}/">{_words(chance, 2)}</a></li>'
    )


def _teaser(chance: np.random.Generator, names: list[str], place: int) -> str:
    return (
        f'<div class="{_classes(chance, names)}"><a href="/{place}.html">'
        f'<img class="{_classes(chance, names)}" alt="{_words(chance, 4)}" src="/{place}.jpg" '
        f'srcset="/{place}-2.jpg 2x"></a><div class="{_classes(chance, names)}">'
        f"<h3>{_words(chance, 7)}</h3><p>{_words(chance, 14)}</p>"
        f"<time>{place + 1} hours ago</time></div></div>"
    )


def _classes(chance: np.random.Generator, names: list[str]) -> str:
    return " ".join(names[one] for one in chance.integers(0, len(names), 3).tolist())


def _words(chance: np.random.Generator, count: int) -> str:
    return " ".join(word(one) for one in chance.integers(0, VOCABULARY, count).tolist())


def _copied(page: Page, chance: np.random.Generator) -> Page:
    later = page.at + timedelta(minutes=float(chance.uniform(1, 600)))
    paragraphs = list(page.paragraphs)
    kept = paragraphs[: max(2, int(len(paragraphs) * chance.uniform(0.6, 1.0)))]
    framed = ["This report came to us from a partner of ours on that day.", *paragraphs]
    told = kept if chance.integers(2) else framed
    return _page(page.number + 1, told, later, page.story, is_copy=True)


def _hostile(number: int, at: datetime, story: int) -> Page:
    kinds = ("", "<div>" * 3_000, "word " * 400_000, "\x00\x01\x02" * 500, "<p>" * 20_000)
    body = kinds[number % len(kinds)]
    return Page(number=number, body=body, headline="", at=at, story=story, is_hostile=True)


def record(page: Page) -> str:
    """Write a page as a line of JSON; some hostile ones are none."""
    if page.is_hostile and page.number % 2:
        return '{"url": "cut off'
    said = {"url": page.url, "html": page.body, "published": page.at.isoformat()}
    return json.dumps(said, ensure_ascii=False)


def warc(page: Page) -> bytes:
    """Write a page as a gzipped record of a web archive; some hostile ones are cut off."""
    payload = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page.body.encode()
    )
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{page.number:012}>\r\n"
        f"WARC-Target-URI: {page.url}\r\nWARC-Date: {page.at:%Y-%m-%dT%H:%M:%SZ}\r\n"
        "Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(payload)}\r\n\r\n"
    ).encode()
    packed = gzip.compress(head + payload + b"\r\n\r\n", 6, mtime=0)
    return packed[: len(packed) // 2] if page.is_hostile and page.number % 2 else packed


def write(folder: Path, count: int, *, as_warc: bool = False) -> None:
    """Write pages to files of 2,000, as JSON lines or web archives."""
    folder.mkdir(parents=True, exist_ok=True)
    held: list[Page] = []
    number = 0
    for page in pages(count):
        held.append(page)
        if len(held) == PER_FILE:
            _write(folder, number, held, as_warc=as_warc)
            held, number = [], number + 1
    if held:
        _write(folder, number, held, as_warc=as_warc)


def _write(folder: Path, number: int, held: list[Page], *, as_warc: bool) -> None:
    if as_warc:
        (folder / f"{number:05}.warc.gz").write_bytes(b"".join(map(warc, held)))
    else:
        lines = "".join(f"{record(one)}\n" for one in held)
        (folder / f"{number:05}.jsonl").write_text(lines, encoding="utf-8")


def main() -> None:
    """Write pages."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=25_000)
    parser.add_argument("--warc", action="store_true", help="write web archives")
    options = parser.parse_args()
    write(options.folder, options.articles, as_warc=options.warc)


if __name__ == "__main__":
    main()
