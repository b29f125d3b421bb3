"""Newsletters that hold several stories: cut into their items, whole ones and teasers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

from briefing.model import Hints, Reason
from briefing.text import words
from briefing.unpacking.fulltext import is_full
from briefing.unpacking.letter_blocks import Block, read_blocks
from briefing.unpacking.links import Link
from briefing.unpacking.parts import HTML, Envelope, Finding, drop, link, written
from briefing.unpacking.wording import one_line, page

_BLURB_WORDS = 8  # from which a title with a text is an item
_ITEMS_LEAST = 2
_TITLES_LEAST = 4  # linked titles without texts that make a list of headlines
_BESIDE_MOST = 100  # words that may stand beside such a list
_WHOLE_SHARE = 0.75  # of all words in one item: a story with links to others below it
_SHORT_LINE = 4  # words; shorter lines without a full stop are kickers and credits
_ITEMS_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A story of a newsletter, or the letter's own words before the first."""

    headline: str
    link: Link | None
    paragraphs: tuple[str, ...]

    @property
    def words(self) -> int:
        """How many words its text has, without the headline."""
        return len(words("\n".join(self.paragraphs)))

    def finding(self, inner: Envelope, outer: Envelope, hints: Hints) -> Finding:
        """Give the item's text where it is an article's, else the way to its page."""
        url = self.link.url if self.link else None
        if is_full("\n".join(self.paragraphs), is_content=True):
            content = "\n".join(f"<p>{escape(text, quote=False)}</p>" for text in self.paragraphs)
            mine = replace(hints, headline=one_line(self.headline) or hints.headline, url=url)
            shown = page(content, headline=mine.headline, spoken=None)
            return written(inner, shown, HTML, mine)
        if url:
            # The page tells its own date and names; the letter only its headline.
            return link(outer, url, Hints(url=url, headline=one_line(self.headline)))
        if self.link:
            return drop(inner, Reason.REFUSED, self.link.refusal or "")
        return drop(inner, Reason.TEASER, f"no link leads to the article: {self.headline}")


def letter_items(markup: str) -> tuple[Item, ...]:
    """Cut a newsletter into its items; none where the mail tells one story.

    An item is a title (a heading, or a line that is a link or bold as a whole) with
    the text up to the next. It takes two of them with texts and links of their own, or
    a mere list of linked titles; not a story with a list of others below it.
    """
    intro, items = _cut([block for block in read_blocks(markup) if not block.is_furniture])
    linked = [item for item in items if item.link]
    told = [item for item in linked if item.words >= _BLURB_WORDS]
    beside = sum(item.words for item in items) + intro.words
    largest = max((item.words for item in (intro, *items)), default=0)
    is_digest = len(_targets(told)) >= _ITEMS_LEAST and largest <= _WHOLE_SHARE * beside
    is_list = len(_targets(linked)) >= _TITLES_LEAST and beside <= _BESIDE_MOST
    if not (is_digest or is_list):
        return ()
    whole = [intro] if is_full("\n".join(intro.paragraphs), is_content=True) else []
    return (*whole, *(item for item in items if item.link or item.words >= _BLURB_WORDS))[
        :_ITEMS_MOST
    ]


def _cut(blocks: Sequence[Block]) -> tuple[Item, list[Item]]:
    """Cut the blocks before each title; the first item has no headline."""
    items = [Item(headline="", link=None, paragraphs=())]
    for block in blocks:
        if block.is_title:
            target = block.link if block.is_linked else block.more
            items.append(Item(headline=block.text, link=target, paragraphs=()))
        else:
            items[-1] = _extended(items[-1], block)
    return items[0], items[1:]


def _extended(item: Item, block: Block) -> Item:
    target = item.link or (block.more if item.headline else None)
    is_said = block.words >= _SHORT_LINE or block.text.endswith((".", "!", "?", "”", "。"))
    if block.is_more or not is_said:
        return replace(item, link=target)
    return replace(item, link=target, paragraphs=(*item.paragraphs, block.text))


def _targets(items: Sequence[Item]) -> set[str]:
    return {item.link.url or item.headline for item in items if item.link}
