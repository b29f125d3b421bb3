"""Pages that are no article, told by what they say and how little of it.

Each rule asks for a short body besides its signs: to lose an article is far worse than
to let a page of another kind through. Of 291 labelled pages one is refused, which shows
67 words of its article and sells the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from briefing.extractors.pages.blocks import Block
from briefing.extractors.pages.head import Head, types_of
from briefing.extractors.pages.parsing import Element
from briefing.extractors.refusal_phrases import (
    CONSENT,
    CONSENT_TITLE,
    ERROR,
    ERROR_TITLE,
    LOGIN,
    LOGIN_TITLE,
    PAYWALL,
    PAYWALL_AT_THE_END,
)
from briefing.model import Reason
from briefing.text import fold, words


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a page turned out to hold.

    `length` is that of the body in words, as far as it matters; `last` is the place of
    the article's last block.
    """

    root: Element
    head: Head
    blocks: Sequence[Block]
    body: Sequence[str]
    length: int
    is_dated: bool
    last: int

    @property
    def titles(self) -> tuple[str, ...]:
        """The parts of the page's title and its h1, folded."""
        heads = [block.text for block in self.blocks if block.tag == "h1"][:2]
        parts = [*heads, *_TITLE_GAP.split(self.head.title), self.head.title]
        return tuple(fold(part).strip(" .!…") for part in parts if part)

    @property
    def text(self) -> str:
        """The body in one, folded."""
        return fold(" ".join(self.body))

    @property
    def end(self) -> str:
        """What stands where the article breaks off, folded."""
        around = self.blocks[max(0, self.last - 1) : self.last + _BELOW]
        boxes = [block.text for block in around if self._is_box(block.text)]
        return "\n".join(map(fold, boxes))

    def _is_box(self, text: str) -> bool:
        """Tell what a page says of its article from what the article says."""
        return len(text) < (_LINE_CHARS if text in self.body else _BOX_CHARS)


Refusal = tuple[Reason, str]

_TITLE_GAP = re.compile(r"\s+[|–—·•:-]+\s+")
_BELOW = 7
_BOX_CHARS = 400
_LINE_CHARS = 120

_ERROR = re.compile(f"{ERROR}|{ERROR_TITLE}")
_GONE = re.compile(
    r"(?:page|article|story|content) (?:that )?(?:you(?:'re| are| were)? (?:looking for|"
    r"requested|tried)|has (?:been )?(?:moved|removed|deleted)|no longer exists|"
    r"could not be found|can(?:no|')t be found|(?:does not|doesn't) exist)|we (?:can'?t|"
    r"couldn't|could not|cannot) find (?:the|that|this) page|unusual traffic|"
    r"checking (?:if the site|your browser)|you don't have permission to access|"
    r"diese seite existiert nicht|n'existe (?:pas|plus)"
)
_SCRIPT = re.compile(
    r"(?:enable|turn on|activate|requires?|needs?|need to have) (?:\w+ ){0,4}javascript"
    r"|javascript (?:\w+ ){0,4}(?:disabled|enabled|required|switched off)|without javascript"
    r"|javascript (?:\w+ ){0,4}(?:aktivier|deaktivier)|activer javascript|activ\w+ javascript"
    r"|включите javascript|browser (?:is )?not supported"
)
_CONSENT_TITLE = re.compile(f"{CONSENT}|{CONSENT_TITLE}")
_CONSENT = (
    "cookies", "your privacy", "our partners", "accept all", "reject all", "manage options",
    "manage preferences", "manage settings", "more options", "legitimate interest", "consent",
    "personal data", "personalised ads", "personalized ads", "alle akzeptieren", "datenschutz",
    "einwilligung", "tout accepter", "nos partenaires", "aceptar todo", "nuestros socios",
    "withdraw", "store and/or access",
)  # fmt: skip
_LOGIN_TITLE = re.compile(f"{LOGIN}|{LOGIN_TITLE}")
_PAYWALL = re.compile(f"{PAYWALL}|{PAYWALL_AT_THE_END}")
_FULL_STORY = re.compile(
    r"\b(?:read|view|see|get) (?:the |our )?(?:full|whole|rest of (?:the|this)|entire|complete|"
    r"original) (?:story|article|post|report|text)|^ ?(?:continue reading|keep reading|"
    r"weiterlesen|lire la suite|seguir leyendo|continua a leggere|lees verder|читать (?:далее|"
    r"полностью))\b|\bto read the full (?:article|story)",
    re.MULTILINE,
)
_GALLERY_TITLE = re.compile(
    r"(?:photos?|pictures?|gallery|photo gallery|in pictures|in photos|slideshow|bildergalerie|"
    r"fotostrecke|en images|galería|fotogalería|fotogallery)(?: ?:.*)?"
)
_GALLERY_TYPES = frozenset(("imagegallery", "mediagallery"))
_LIST_TYPES = frozenset(("collectionpage", "itemlist", "searchresultspage"))
_SUBHEADS = frozenset(("h2", "h3", "h4", "h5"))
_ARTICLE_KINDS = ("article", "news")

_ERROR_WORDS, _GONE_WORDS, _SCRIPT_WORDS = 150, 60, 60
_CONSENT_WORDS, _CONSENT_SIGNS, _TITLED_SIGNS = 250, 5, 2
_WORDS_A_SIGN = 25
_LOGIN_WORDS = 60
_PAYWALL_WORDS, _MARKED_WORDS, _TEASER_WORDS = 150, 60, 60
_GALLERY_WORDS, _GALLERY_PICTURES = 120, 8
_ENOUGH_CHARS = 5_000
_LINKED, _LIST_HEADS, _LIST_WORDS, _LIST_PROSE = 0.8, 12, 4, 45


def body_length(body: Sequence[str]) -> int:
    """Count the words of a body until there are more than any rule asks about."""
    count = 0
    for paragraph in body:
        count += len(words(paragraph[:_ENOUGH_CHARS]))
        if count > _CONSENT_WORDS:
            break
    return count


def refusal(seen: Seen) -> Refusal | None:
    """Say why a page is no article, or nothing."""
    return next((found for rule in _RULES if (found := rule(seen))), None)


def _error(seen: Seen) -> Refusal | None:
    is_titled = any(_ERROR.fullmatch(title) for title in seen.titles)
    says_so = seen.length < _GONE_WORDS and _GONE.search(seen.text)
    if (is_titled and seen.length < _ERROR_WORDS) or says_so:
        return Reason.NOT_A_PAGE, "an error page"
    return None


def _script(seen: Seen) -> Refusal | None:
    if seen.length >= _SCRIPT_WORDS:
        return None
    unseen = "" if seen.body else " ".join(node.text or "" for node in seen.root.iter("noscript"))
    if _SCRIPT.search(seen.text) or _SCRIPT.search(fold(unseen)):
        return Reason.NOT_A_PAGE, "a page that shows nothing without JavaScript"
    return None


def _consent(seen: Seen) -> Refusal | None:
    if seen.length >= _CONSENT_WORDS:
        return None
    signs = sum(sign in seen.text for sign in _CONSENT)
    is_titled = any(_CONSENT_TITLE.fullmatch(title) for title in seen.titles)
    is_all = signs >= _CONSENT_SIGNS and seen.length < signs * _WORDS_A_SIGN
    if is_all or (is_titled and signs >= _TITLED_SIGNS):
        return Reason.NOT_A_PAGE, "a consent page"
    return None


def _login(seen: Seen) -> Refusal | None:
    if seen.length >= _LOGIN_WORDS:
        return None
    asks = any((field.get("type") or "").lower() == "password" for field in seen.root.iter("input"))
    if any(_LOGIN_TITLE.fullmatch(title) for title in seen.titles) or (asks and not seen.is_dated):
        return Reason.NOT_A_PAGE, "a login page"
    return None


def _paywall(seen: Seen) -> Refusal | None:
    free = [str(node.get("isAccessibleForFree", "")).lower() for node in seen.head.articles]
    tier = (seen.head.first("article:content_tier") or "").lower()
    is_marked = "false" in free or tier == "locked"
    says_so = _PAYWALL.search(seen.end) is not None
    if (says_so and seen.length < _PAYWALL_WORDS) or (is_marked and seen.length < _MARKED_WORDS):
        return Reason.PAYWALL, f"{seen.length} words, and the rest for subscribers"
    return None


def _teaser(seen: Seen) -> Refusal | None:
    if seen.length < _TEASER_WORDS and _FULL_STORY.search(seen.end):
        return Reason.TEASER, f"{seen.length} words, and a link to the full story"
    return None


def _gallery(seen: Seen) -> Refusal | None:
    if seen.length >= _GALLERY_WORDS:
        return None
    kinds = {kind for node in seen.head.nodes for kind in types_of(node)}
    is_named = bool(kinds & _GALLERY_TYPES) or any(
        _GALLERY_TITLE.fullmatch(title) for title in seen.titles
    )
    pictures = sum(1 for _ in seen.root.iter("figure"))
    if is_named and pictures >= _GALLERY_PICTURES:
        return Reason.NO_ARTICLE, f"a gallery of {pictures} pictures"
    return None


def _front(seen: Seen) -> Refusal | None:
    """Tell a list of articles: linked heads in a row, no date, no long paragraph."""
    kind = (seen.head.first("og:type") or "").lower()
    if seen.is_dated or seen.head.articles or kind.startswith(_ARTICLE_KINDS):
        return None
    heads = sum(_is_linked_head(block) for block in seen.blocks)
    longest = max((paragraph.count(" ") for paragraph in seen.body), default=0)
    if heads >= _LIST_HEADS and longest < _LIST_PROSE:
        return Reason.NO_ARTICLE, f"a list of {heads} other articles"
    return None


def _is_linked_head(block: Block) -> bool:
    is_linked = block.link_chars >= _LINKED * len(block.text)
    return block.tag in _SUBHEADS and is_linked and len(words(block.text)) >= _LIST_WORDS


_RULES: tuple[Callable[[Seen], Refusal | None], ...] = (
    _error,
    _consent,
    _login,
    _script,
    _paywall,
    _teaser,
    _gallery,
    _front,
)
