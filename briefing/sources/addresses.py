"""Web addresses, taken apart once: every part of the client uses this one reading.

What a page or a feed links to is chosen by strangers, so what could be read in two ways
is refused, and numbers in any spelling become the number that they stand for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import quote, urljoin, urlsplit

import idna

from briefing.model import Reason

Machine = IPv4Address | IPv6Address

PORTS = {"http": 80, "https": 443}
LONGEST = 8_000  # characters: more than servers and browsers agree to take

# Left as they stand in a path or a query, the percent sign too: what is escaped stays so.
_SAFE = "/%:@!$&'()*+,;=~-._[]"
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
_LONGEST_NAME = 253
_BYTES = 4  # of an IPv4 number
_NUMBER = re.compile(r"0[xX][0-9a-fA-F]*|[0-9]+")


class FetchError(Exception):
    """Why an address cannot be read; the client adds which address was asked for."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def refused(detail: str) -> FetchError:
    """Give the failure that says: we will not ask this."""
    return FetchError(Reason.REFUSED, f"refused: {detail}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A web address in its parts: `target` is the path and the query, escaped."""

    scheme: str
    host: str  # lower case, ASCII; an IPv6 number has no brackets
    port: int
    target: str

    @property
    def netloc(self) -> str:
        """Host and port as the `Host` header tells them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port: what one robots.txt speaks for."""
        return f"{self.scheme}://{self.netloc}"

    @property
    def uri(self) -> str:
        """The whole address, without a fragment."""
        return f"{self.origin}{self.target}"

    @property
    def machine(self) -> Machine | None:
        """The machine, where the host is a number and not a name."""
        try:
            return ip_address(self.host)
        except ValueError:
            return None


def parse(uri: str) -> Address:
    """Take an address apart, or refuse it.

    Raises:
        FetchError: it is not http or https, holds user-info, or cannot be understood.
    """
    # `urlsplit` takes tabs and line breaks out in silence: what it reads is not what we show.
    text = uri.strip(" ")
    if len(text) > LONGEST or any(ord(mark) < ord(" ") or mark == "\x7f" for mark in text):
        raise refused("the address is too long or holds a control character")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise refused(f"no web address ({error})") from error
    if parts.scheme not in PORTS:
        raise refused(f"only http and https are read, not {shown(parts.scheme) or 'no scheme'}")
    if "@" in parts.netloc:
        raise refused("the address holds a user name or a password")
    return Address(
        scheme=parts.scheme,
        host=_host(host, is_bracketed="[" in parts.netloc),
        port=PORTS[parts.scheme] if port is None else port,
        target=_target(parts.path, parts.query),
    )


def follow(address: Address, location: str) -> Address:
    """Give the address that a redirect at `address` points to.

    Raises:
        FetchError: it may not be followed.
    """
    try:
        return parse(urljoin(address.uri, location.strip(" ")))
    except ValueError as error:
        raise refused(f"redirected to no web address ({error})") from error


def without_secrets(uri: str) -> str:
    """Give an address as it may be printed: without user name and password."""
    return re.sub(r"^([^/?#]*//)[^/?#]*@", r"\1…@", uri)


def shown(text: str, longest: int = 100) -> str:
    """Give a stranger's text as it may stand in a message: one line, printable, short."""
    clean = "".join(mark if mark.isprintable() else "?" for mark in text)
    return clean if len(clean) <= longest else clean[: longest - 1] + "…"


def _target(path: str, query: str) -> str:
    escaped = quote(path or "/", safe=_SAFE, errors="replace")
    if not query:
        return escaped
    return f"{escaped}?{quote(query, safe=_SAFE + '?', errors='replace')}"


def _host(text: str, *, is_bracketed: bool) -> str:
    if is_bracketed:
        try:
            return IPv6Address(text).compressed if "%" not in text else _no_host(text)
        except ValueError:
            return _no_host(text)
    name = _ascii(text).lower().removesuffix(".")
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        return str(_ipv4(name))
    if len(name) > _LONGEST_NAME or not _NAME.fullmatch(name):
        return _no_host(text)
    return name


def _ascii(text: str) -> str:
    # Names in ASCII are left alone: `idna` refuses underscores, which real hosts have.
    if text.isascii():
        return text
    try:
        return idna.encode(text, uts46=True).decode("ascii")
    except idna.IDNAError:
        return _no_host(text)


def _ipv4(name: str) -> IPv4Address:
    """Read what stands for an IPv4 number: `0x7f.1` and `2130706433` are 127.0.0.1.

    As in the URL standard, since some resolvers read names in this way and some do not.
    """
    *head, last = name.split(".")
    try:
        numbers = [_number(part) for part in head]
        rest = _number(last)
    except ValueError:
        return _no_number(name)
    room = 256 ** (4 - len(numbers)) if len(numbers) < _BYTES else 0
    if rest >= room or any(number >= 256 for number in numbers):  # noqa: PLR2004  # a byte
        return _no_number(name)
    high = sum(number * 256 ** (3 - at) for at, number in enumerate(numbers))
    return IPv4Address(high + rest)


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):  # `int` takes signs, underscores and Arabic digits as well
        raise ValueError(text)
    if text[:2].lower() == "0x":
        return int(text[2:] or "0", 16)
    return int(text, 8) if text.startswith("0") else int(text)


def _no_number(name: str) -> IPv4Address:
    return IPv4Address(_no_host(name))


def _no_host(text: str) -> str:
    raise refused(f"no host name: {shown(text) or 'none given'}")
