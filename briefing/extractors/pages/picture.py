"""The lead picture that a page names, and the caption below it."""

from __future__ import annotations

from urllib.parse import urljoin

from briefing.extractors.pages.blocks import visible
from briefing.extractors.pages.head import Head, text_in
from briefing.extractors.pages.parsing import Element
from briefing.model import Picture

_NAMES = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
_MOST_FIGURES = 200  # of which the caption is looked for


def lead_picture(root: Element, head: Head, *, base: str | None) -> Picture | None:
    """Give the picture that the page shows when it is shared; `base` is the page's address."""
    named = head.first(*_NAMES)
    address = join(base, named) if named else None
    return Picture(url=address, caption=_caption(root, address)) if address else None


def join(base: str | None, address: str) -> str | None:
    """Make an address absolute; None where it is none that a browser would open."""
    try:
        absolute = urljoin(base or "", address.strip())
    except ValueError:  # "http://[", which urllib takes for half an IPv6 address
        return None
    is_address = absolute.startswith(("http://", "https://")) and absolute.isprintable()
    return absolute if is_address and not set(' <>"').intersection(absolute) else None


def _caption(root: Element, address: str) -> str | None:
    stem = address.rsplit("/", 1)[-1].split("?", maxsplit=1)[0]
    if not stem:
        return None
    for _, figure in zip(range(_MOST_FIGURES), root.iter("figure"), strict=False):
        caption = next(figure.iter("figcaption"), None)
        images = (image.get("src") or "" for image in figure.iter("img"))
        if caption is not None and any(stem in source for source in images):
            return visible(text_in(caption)) or None
    return None
