"""Lines that sites put between the paragraphs of their articles.

They stand in the article's own element and look like its paragraphs; a page that was
copied by hand mostly lacks them.
"""

from __future__ import annotations

import re

from briefing.extractors.pages.blocks import Block
from briefing.text import fold

_LINE_CHARS = 200
_LINKED = 0.9  # share of a line's letters that are links
_SHOUTED_WORDS = 4
_BOUND = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th"))
_PICTURE = r"(?:image|photo|picture|pic|foto|bild)s?"
_WHOLE = (
    (
        "caption",
        re.compile(
            r"(?:image|media|video|photo|picture) (?:source|caption|credits?)(?:\b.*|[,:].*)|"
            rf"{_PICTURE}(?:graph)?(?: credit)?(?: by| courtesy(?: of)?)? ?: .*|"
            r"(?:hide|toggle|view) (?:image )?caption|enlarge this image|"
            r"click to (?:enlarge|expand)|view (?:image )?in fullscreen|"
            rf"(?:quelle|crédit) ?: .*|courtesy (?:of )?[^.]{{3,60}}|"
            rf".*\({_PICTURE} ?: [^()]{{2,40}}\)"
        ),
    ),
    (
        "comments",
        re.compile(
            r"comments (?:are |have been )?(?:not available|closed|disabled|turned off|"
            r"off)\b.*|(?:view|show|read|see|post) (?:all )?(?:\d+ )?comments?.*|"
            r"be the first to comment.*"
        ),
    ),
    (
        "stamp",  # of the posts in a live blog
        re.compile(
            r"(?:(?:last )?(?:updated|posted|published)(?: at| on)?:? )?"
            r"\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?(?: ?[ap]\.?m\.?)?(?: ?(?:gmt|bst|utc|cet|cest|"
            r"e[sd]?t|p[sd]?t|ist|msk|uhr))?|\d{1,2} ?[ap]\.?m\.?|\d+ ?(?:m|h|d|min|mins|"
            r"minutes?|hrs?|hours?|days?|weeks?|months?|years?) ago|vor \d+ (?:minuten?|"
            r"stunden?|tag(?:en)?)|il y a \d+ \w+|hace \d+ \w+"
        ),
    ),
    (
        "reading time",
        re.compile(
            r"(?:reading time|lesezeit|temps de lecture|tiempo de lectura|tempo de leitura|"
            r"tempo di lettura|leestijd) ?: .{1,20}"
        ),
    ),
    (
        "related",
        re.compile(
            r"(?:see|read|watch|learn|discover) (?:more|also|next|this)\b ?:.*|"
            r"you (?:may|might) also (?:like|be interested in|enjoy)\W*|don't miss ?[:.…].*"
        ),
    ),
    (
        "share",
        re.compile(
            r"follow .{2,40} on (?:facebook|twitter|x|instagram|tiktok|threads|bluesky)\b.{0,60}"
        ),
    ),
)


def site_line(text: str, block: Block) -> str | None:
    """Name the rule that takes a line of the article, or nothing."""
    if not any(character.isalnum() for character in text):
        return "marks"
    if len(text) > _LINE_CHARS:
        return None
    if _is_shouted_link(block):
        return "related"
    folded = fold(text)
    return next((rule for rule, form in _WHOLE if form.fullmatch(folded)), None)


def _is_shouted_link(block: Block) -> bool:
    """Tell `SEE WHAT ELSE HAPPENED`, all of it a link: of 10 such paragraphs none was text."""
    is_linked = block.link_chars >= _LINKED * len(block.text)
    is_long = block.text.count(" ") >= _SHOUTED_WORDS - 1
    return is_linked and is_long and block.text.isupper() and block.tag not in _BOUND
