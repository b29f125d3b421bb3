"""Which machines may be asked: judged by the number that is connected to, never by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

from briefing.sources.addresses import Machine, refused

# Not to be asked for a stranger: IANA's special-purpose registries, multicast, and what is
# reserved. Written out, since `is_global` of the standard library differs between versions
# and lets pass what only wraps an IPv4 number.
_SPECIAL_4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # behind a provider's NAT
        "127.0.0.0/8",  # this machine
        "168.63.129.16/32",  # a cloud's service for its own machines, though it looks public
        "169.254.0.0/16",  # this link, and the metadata services of clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocols
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
# Only this part of IPv6 is given out for use in public; the rest is special or nobody's.
_PUBLIC_6 = IPv6Network("2000::/3")
_SPECIAL_6 = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23",  # protocols, Teredo among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
    )
)
_MAPPED = IPv6Network("::ffff:0:0/96")
_NAT64 = IPv6Network("64:ff9b::/96")
# ISATAP: under any prefix, the last 64 bits are one of these and an IPv4 number.
_ISATAP = {0x00005EFE, 0x02005EFE}


def is_public(machine: Machine) -> bool:
    """Whether anybody's machine may have this number, wrapped numbers included.

    NAT64 passes where the number inside does: in a network with IPv6 alone, every
    IPv4 site has such an address. Tunnels that have been retired (6to4, Teredo) do not.
    """
    if isinstance(machine, IPv4Address):
        return not any(machine in network for network in _SPECIAL_4)
    inside = _embedded(machine)
    if inside is not None and not is_public(inside):
        return False
    if machine in _MAPPED or machine in _NAT64:
        return True
    return machine in _PUBLIC_6 and not any(machine in network for network in _SPECIAL_6)


def _embedded(machine: IPv6Address) -> IPv4Address | None:
    value = int(machine)
    is_isatap = (value >> 32) & 0xFFFFFFFF in _ISATAP
    if machine in _MAPPED or machine in _NAT64 or is_isatap:
        return IPv4Address(value & 0xFFFFFFFF)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """Private machines that the settings let us ask, by exact name or by network."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    def has(self, machine: Machine) -> bool:
        """Whether the machine lies in one of the networks."""
        return any(machine in network for network in self.networks)


def allowed(entries: Iterable[str]) -> Allowed:
    """Read `allow_private`: `127.0.0.1`, `10.1.0.0/16`, `intranet.example`."""
    hosts: set[str] = set()
    networks: list[IPv4Network | IPv6Network] = []
    for entry in entries:
        try:
            networks.append(ip_network(entry.strip("[]")))
        except ValueError:
            hosts.add(entry.lower().removesuffix("."))
    return Allowed(hosts=frozenset(hosts), networks=tuple(networks))


def vet(host: str, machines: Iterable[Machine], allow: Allowed) -> tuple[Machine, ...]:
    """Give the machines of a host that may be asked, in their order.

    Raises:
        Failure: there is none.
    """
    found = tuple(machines)
    good = tuple(one for one in found if host in allow.hosts or is_public(one) or allow.has(one))
    if not good:
        private = ", ".join(map(str, found))
        raise refused(f"private address {private}" if found else f"{host} has no address")
    return good
