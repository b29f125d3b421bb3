"""Which links of a mail may be followed: those to articles, and no others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from briefing.unpacking.wording import web_address

_SOCIAL_HOSTS = (
    "facebook.com twitter.com x.com linkedin.com instagram.com youtube.com youtu.be whatsapp.com"
    " wa.me t.me telegram.me telegram.org pinterest.com tiktok.com threads.net bsky.app reddit.com"
    " snapchat.com vk.com weibo.com flipboard.com apps.apple.com play.google.com"
)
_SOCIAL = frozenset(_SOCIAL_HOSTS.split())
# Hosts and paths whose only work is to note who clicked before they send on.
_TRACKING_HOST = re.compile(
    r"(?:^|\.)(?:list-manage\d*\.com|mailchi\.mp|sendgrid\.net|mandrillapp\.com|hubspotlinks\.com"
    r"|mailgun\.org|cmail\d+\.com|createsend\d*\.com|exacttarget\.com|sailthru\.com|rs6\.net"
    r"|awstrack\.me|substack-post-media\.com|safelinks\.protection\.outlook\.com|beehiiv\.com)\Z"
    r"|^(?:click|clicks|link|links|track|tracking|trk|email|e|em|go|url\d*|ct|mailer|lnk)\.[^.]+\.",
    re.IGNORECASE,
)
_TRACKING_PATH = re.compile(
    r"/(?:track|clicks?|ls/click|wf/click|c/eJ|ss/c|e/c|f/a|CL0|redirect)(?:/|\Z)"
    r"|/open\.(?:php|gif)"
)
# In a link's text anywhere, for no headline says so ...
_UNWANTED_WORDS = re.compile(
    r"\b(?:un-?subscribe|(?:e-?mail|manage|update)(?: your)? preferences"
    r"|forward (?:this|to a friend)"
    r"|view (?:it |this \w+ )?(?:in|on) (?:your |a |the )?(?:web )?(?:browser|web)|view online"
    r"|(?:online|web) version|abmelden|abbestellen|im browser|désabonner|désinscrire|darse de baja"
    r"|отписаться|afmelden|wypisz)\b",
    re.IGNORECASE,
)
# ... and these alone: "Privacy law passes" is news.
_UNWANTED_LABEL = re.compile(
    r"\W*(?:privacy(?: policy| notice)?|share(?: this| on \w+| via \w+)?|tweet(?: this)?"
    r"|opt[- ]?out|terms(?: (?:of|and|&) \w+)?|(?:re)?subscribe(?: now| here)?"
    r"|advertise(?: with us)?|contact us|sign up(?: now| here)?|log ?in"
    r"|follow us|about us|preferences|impressum)\W*",
    re.IGNORECASE,
)
_UNWANTED_PATH = re.compile(
    r"unsubscri|opt-?out|preferences|/privacy|/share(?:r|/|\Z)|web-?version|view-?in-?browser|abmelden"
    r"|/subscribe|/account|/login|/terms|sign-?up",
    re.IGNORECASE,
)
_WRAPPED = (
    "url",
    "u",
    "target",
    "redirect",
    "redirect_url",
    "dest",
    "destination",
    "to",
    "q",
    "link",
)
_MARKS = re.compile(
    r"(?:utm_|mc_|mkt_|hs|_hs|ns_|at_|cmp|fbclid|gclid|ref_src|smid|emci|emdi|ceid)\w*"
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a mail: where it leads, or why it is not followed."""

    url: str | None
    refusal: str | None = None


def judge(href: str, label: str) -> Link | None:
    """Tell where a link leads; None for what no reader of articles follows.

    An address inside another's query is taken out of it, and marks of campaigns are
    taken off, so that nobody learns who read. What only leads on is refused.
    """
    url = web_address(href)
    if url is None or _UNWANTED_WORDS.search(label) or _UNWANTED_LABEL.fullmatch(label):
        return None
    url = _unwrapped(url)
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    if host in _SOCIAL or _UNWANTED_PATH.search(parts.path):
        return None
    if _TRACKING_HOST.search(host) or _TRACKING_PATH.search(parts.path):
        return Link(None, f"only a link that tracks the reader leads to it, at {host}")
    return Link(_unmarked(url))


def _unwrapped(url: str) -> str:
    for key, value in _query(url):
        if key.lower() in _WRAPPED:
            inner = web_address(value)
            if inner:
                return inner
    return url


def _unmarked(url: str) -> str:
    kept = [(key, value) for key, value in _query(url) if not _MARKS.fullmatch(key)]
    if len(kept) == len(_query(url)):
        return url
    return urlunsplit(urlsplit(url)._replace(query=urlencode(kept)))


def _query(url: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(urlsplit(url).query, keep_blank_values=True, max_num_fields=100)
    except ValueError:  # more fields than any honest address has
        return []
