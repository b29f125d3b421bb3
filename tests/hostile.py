"""Pages that no one means: deep, long, broken, and made to keep a parser busy."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

_WORDS = "words and more words, here. "
_TEN = "A sentence of some ten words that goes on, and ends here. "


def _linked_data(json: str) -> str:
    return f'<script type="application/ld+json">{json}</script><p>Text.</p>'


PAGES: Mapping[str, Callable[[], str | bytes]] = {
    "nested div": lambda: "<div>" * 100_000 + "text " * 50,
    "nested b": lambda: "<b>" * 100_000 + "text " * 50,
    "nested article and p": lambda: f"<article><p>{_WORDS}" * 100_000,
    "10 MB in one p": lambda: "<p>" + "word and word. " * 700_000,
    "10 MB without a tag": lambda: "word and word. " * 700_000,
    "10 MB in 100,000 p": lambda: "<p>" + "</p><p>".join([_TEN * 2] * 100_000),
    "4 MB in 60,000 p": lambda: "<p>" + "</p><p>".join([_TEN] * 60_000),
    "200,000 br and text": lambda: "<p>" + "line of text<br>" * 200_000,
    "200,000 br": lambda: "<p>" + "<br>" * 200_000,
    "100,000 attributes": lambda: (
        "<div " + " ".join(f"a{i}=b" for i in range(100_000)) + "><p>Text here.</p></div>"
    ),
    "a tag that never ends": lambda: "<div " + " ".join(f"a{i}=b" for i in range(30_000)),
    "a million <": lambda: "<" * 1_000_000,
    "a long class": lambda: (
        '<div class="' + "related-post " * 100_000 + '"><p>Text here, and more.</p></div>' * 3
    ),
    "60,000 classes": lambda: "".join(
        f'<div class="c{i} x{i}y"><p>Text number {i} here.</p></div>' for i in range(60_000)
    ),
    "50,000 links": lambda: "".join(
        f'<li><a href="/{i}">Link number {i}</a></li>' for i in range(50_000)
    ),
    "a table of 2,000 x 50": lambda: (
        "<table>" + ("<tr>" + "<td>cell</td>" * 50 + "</tr>") * 2000 + "</table>"
    ),
    "nested JSON": lambda: _linked_data("[" * 100_000 + "]" * 100_000),
    "3 MB of JSON": lambda: _linked_data(
        '{"@type":"NewsArticle","articleBody":"' + "word and " * 300_000 + '"}'
    ),
    "an entity bomb": lambda: (
        '<!DOCTYPE x [<!ENTITY a "' + "x" * 1000 + '"><!ENTITY b "' + "&a;" * 1000 + '">]><p>&b;'
    ),
    "an external entity": lambda: '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><p>&a;',
    "100,000 meta tags": lambda: '<meta name="author" content="By A B">' * 100_000 + "<p>Text.</p>",
    "control characters": lambda: (
        "<p>A\x00b\x01c \ufffe \x85 text that goes on and on, for some time.</p>" * 1000
    ),
    "surrogates": lambda: "<p>Some \ud800 text \udfff that goes on.</p>" * 1000,
    "random bytes": lambda: random.Random(1).randbytes(3_000_000),
    "UTF-16 without a mark": lambda: ("<html><body><p>Hello there, how are you.</p>" * 1000).encode(
        "utf-16-le"
    ),
    "nothing": lambda: "",
    "spaces": lambda: " \n" * 1000,
    "bylines that never end": lambda: (
        "<h1>Head</h1>" + "<p>By " + "A. " * 30_000 + "</p><p>" + "1 " * 100_000 + "</p>"
    ),
    "dates that never end": lambda: (
        "<h1>Head</h1><p>" + "12 january " * 50_000 + "</p>" + "<p>" + "12/12/" * 15 + "</p>" * 200
    ),
    "a title of bars": lambda: "<title>" + "a | b - " * 50_000 + "</title><h1>a</h1><p>Text.</p>",
    "buttons without end": lambda: "<button>press " * 50_000,
}
