"""Newsletters in plain text: cut into their items, each of which ends with its address.

    Port of Gdansk reopens
    The harbor took ships again on Monday after a week of storms, its master said.
    https://example.org/port

What stands before the first title, and what no address follows, is no item.
"""

from __future__ import annotations

import re

from briefing.text import words
from briefing.unpacking.links import judge
from briefing.unpacking.newsletters import Item

# A line that is an address, whatever the two or three words before it.
_ADDRESS = re.compile(
    r"\W*(?P<label>[^\W\d_][\w’' -]{0,40}?)?\W*<?(?P<url>https?://\S+?)[>)\]]?\W*"
)
_RULE = re.compile(r"[\W_]{3,}")
_TITLE_WORDS = 25  # a title's, at the most
_BLURB_WORDS = 8  # from which a title with a text is an item
_ITEMS_LEAST = 2
_ITEMS_MOST = 200
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", "।", "۔")


def text_items(letter: str) -> tuple[Item, ...]:
    """Cut a newsletter into its items; none where the mail tells one story.

    It takes two titles with texts and addresses of their own.
    """
    items: list[Item] = []
    block: list[str] = []
    gap = False
    for line in (each.strip() for each in letter.splitlines()):
        if not line or _RULE.fullmatch(line):
            gap = True
            continue
        found = _ADDRESS.fullmatch(line)
        if found:
            item = _item(block, found["url"], found["label"] or "")
            items.extend([item] if item else [])
            block, gap = [], False
            continue
        if gap and block:
            block.append("")
        block.append(line)
        gap = False
    told = {item.link.url for item in items if item.link and item.words >= _BLURB_WORDS}
    return tuple(items[:_ITEMS_MOST]) if len(told) >= _ITEMS_LEAST else ()


def _item(block: list[str], url: str, label: str) -> Item | None:
    """Make an item of the lines above an address: its title is the last line that can be one."""
    link = judge(url, label)
    lines = [line for line in block if line]
    if link is None or not lines:
        return None
    titles = [place for place, line in enumerate(block) if line and _is_title(block, place)]
    start = titles[-1] if titles else 0
    if not titles:
        return Item(headline="", link=link, paragraphs=_paragraphs(block))
    return Item(headline=block[start], link=link, paragraphs=_paragraphs(block[start + 1 :]))


def _is_title(block: list[str], place: int) -> bool:
    """Tell a short line without a full stop that opens a block, or stands alone in one."""
    line = block[place]
    opens = place == 0 or not block[place - 1]
    is_short = len(words(line)) <= _TITLE_WORDS and not line.endswith(_SENTENCE_ENDS)
    return opens and is_short and any(block[place + 1 :])


def _paragraphs(lines: list[str]) -> tuple[str, ...]:
    joined = "\n".join(lines).split("\n\n")
    return tuple(" ".join(each.split()) for each in joined if each.strip())
