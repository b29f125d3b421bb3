"""Pages as their readers copy them: `select all, copy` as text, and the article in it."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from briefing.text import printable

HALVES = ("aeb", "wcxb")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A copied page: its text, its HTML, and the text of its article."""

    name: str
    html: str
    text: str
    body: str

    @property
    def half(self) -> str:
        """The set that the page is from."""
        return self.name.partition("-")[0]

    @property
    def is_held_out(self) -> bool:
        """Whether the page stayed unread while the rules and kinds were made."""
        return hashlib.sha1(self.name.encode(), usedforsecurity=False).digest()[0] % 5 > 2  # noqa: PLR2004


def read_pages(data: Path) -> Iterator[Page]:
    """Read the pages of `extraction/` and turn them into text."""
    gold = json.loads((data / "extraction/gold.json").read_text(encoding="utf-8"))
    for name, known in gold.items():
        body = gzip.decompress((data / f"extraction/html/{name}.html.gz").read_bytes())
        html = body.decode("utf-8", errors="replace")
        yield Page(name=name, html=html, text=printable(_copied(html)), body=known["body"])


def _copied(html: str) -> str:
    from inscriptis import get_text
    from inscriptis.css_profiles import CSS_PROFILES
    from inscriptis.model.config import ParserConfig

    config = ParserConfig(css=CSS_PROFILES["strict"])
    try:
        text = get_text(html, config)
    except ValueError:  # text that declares its encoding
        text = get_text(re.sub(r"^\s*<\?xml[^>]*>", "", html), config)
    return str(text)


def bag(text: str) -> Counter[str]:
    """Count the words of a text."""
    return Counter(_WORD.findall(text.lower()))


def word_f1(found: Counter[str], wanted: Counter[str]) -> float:
    """Compare two texts by their words, whatever the order."""
    shared = (found & wanted).total()
    return 2 * shared / max(1, found.total() + wanted.total())


_TITLES = (
    "Ferry strike enters its third week as talks stall", "Museum finds lost letters in its attic",
    "Wheat prices fall after a mild winter in the south",
    "Obituary: Nils Orre, painter, dies at 91",
    "Coast guard rescues nine from a drifting yacht", "Schools to close early for the heat",
    "Old mint to become a library, council says", "Tram line 7 gets new cars from May",
    "Camel race draws record crowd despite the rain", "Bees return to the roof of the opera",
)  # fmt: skip
_MENU = ("Menu", "Home", "World", "Politics", "Business", "Sports", "Culture", "Sign in", "Search")
_COMMENTS = (
    "Comments",
    "Comments (2)",
    "2 comments",
    "Leave a comment",
    "Kommentare",
    "Comentarios",
)
_SECTIONS = ("National", "International", "Business", "Sports", "City")


def dress(page: Page) -> str:
    """Put furniture around and into a page, like that of the samples in `seeds/`."""
    chance = random.Random(page.name)
    lines = page.text.split("\n")
    paragraphs = [at for at, line in enumerate(lines) if len(line) > 200]  # noqa: PLR2004
    for at in reversed(chance.sample(paragraphs, min(2, len(paragraphs)))):
        lines[at + 1 : at + 1] = _inserted(chance)
    top = [
        "Theme",
        "  \u2022 Light",
        "  \u2022 Dark",
        "Language",
        "",
        "  \u2022 Font",
        "Epaper",
        "",
    ]
    return "\n".join([*top, *lines, *_tail(chance)])


def excerpt(page: Page, other: Page) -> Page:
    """Make a small page of an article's opening, as wires and blogs print them.

    Such pages keep the weights from taking short paragraphs, quotes and one-line leads.
    The comments below are paragraphs of `other`.
    """
    chance = random.Random("excerpt " + page.name)
    paragraphs = [line for line in page.body.split("\n") if line.strip()]
    body = paragraphs[: chance.randint(1, 8)]
    lines = [*body]
    if len(body) > 2 and chance.random() < 0.4:  # noqa: PLR2004
        lines[2:2] = _inserted(chance)
    top = [*chance.sample(_MENU, chance.randint(0, 8)), chance.choice(_TITLES)]
    if chance.random() < 0.5:  # noqa: PLR2004
        top += ["By Ada Roe", "Published: 3 March 2025, 09:30 GMT"]
    foot: list[str] = []
    if chance.random() < 0.5:  # noqa: PLR2004
        said = [line for line in other.body.split("\n") if line.strip()]
        foot += [chance.choice(_COMMENTS), *chance.sample(said, min(len(said), 3))]
    elif chance.random() < 0.7:  # noqa: PLR2004
        foot += [
            "Most read",
            *chance.sample(_TITLES, 3),
            "© 2025 Harbor Post. All rights reserved.",
        ]
    gap = chance.choice(("\n", "\n\n"))
    text = gap.join([*top, *lines, *foot])
    return Page(name=page.name, html="", text=printable(text), body="\n".join(body))


def _inserted(chance: random.Random) -> list[str]:
    one, two = chance.sample(_TITLES, 2)
    return chance.choice(
        [
            ["", "Read more:", "", one, "", two, ""],
            ["", "For the latest headlines, follow our Google News channel online.", ""],
            ["", "Open in App", ""],
            ["", f"Also Read | {one}", ""],
            ["", "Related stories", "", one, "", two, ""],
        ]
    )


def _tail(chance: random.Random) -> list[str]:
    def titles(count: int) -> list[str]:
        return chance.sample(_TITLES, count)

    doubled = [f"{title} {title}" for title in titles(3)]
    joined = [f"{chance.choice(_SECTIONS)}{title}" for title in titles(5)]
    return [
        "", "Also Read", "Editor's Choice", *doubled, "Top Content", *titles(4), "Before you go",
        *titles(2), "", "Related Stories", "", *joined, "", "Open in App", "",
    ]  # fmt: skip
