"""No spelling, redirect or name server leads to this machine: a server counts, and nobody comes."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from briefing.errors import SourceError
from briefing.model import Reason
from briefing.sources.http import Client, Request
from briefing.sources.wire import World, connect
from makers import NOW
from servers import LOOPBACK, Server, client, page, redirect

# As a host of an address with the server's port. The resolver of these tests gives every name
# the number of this machine, as nip.io and its kin do, so that a name that is taken for
# harmless is caught as well.
SPELLINGS = [
    "127.0.0.1", "127.0.0.1.", "127.1", "127.0.1", "127.000.000.001", "2130706433", "2130706433.",
    "0x7f000001", "0X7F000001", "0x7f.1", "0x7f.0.0.0x1", "017700000001", "0177.1", "0177.0.0.01",
    "0177.0x0.1", "00000177.0.0.1", "127.0.0.2", "127.255.255.254", "0", "0.0.0.0", "0x0", "00.0",
    "[::]", "[::1]", "[0000::0001]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]",
    "[0:0:0:0:0:ffff:7f00:0001]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[::1%25lo]",
    "[fe80::1%lo]",
    "localhost", "LOCALHOST.", "localhost.localdomain", "foo.localhost", "printer.local",
    "metadata.google.internal", "169.254.169.254", "[fd00:ec2::254]", "169.254.43518", "0xa9fea9fe",
    "127.0.0.1.nip.io", "7f000001.nip.io", "app-127-0-0-1.sslip.io", "localtest.me",
    "spoofed.burp.test",
    "１２７.０.０.１", "①②⑦.⓪.⓪.①", "127。0。0。1", "127．0．0．1", "127｡0｡0｡1", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
    "xn--fiqs8s.local", "me@127.0.0.1", "news.example@127.0.0.1", "news.example:80@localhost",
    "127.0.0.1\\@news.example", "news.example#@127.0.0.1", "news.example\\.localhost",
    "127.0.0.1%23.news.example", "%31%32%37.0.0.1", "127%2e0.0.1", "127.0.0.1\t", "127.0.0.1\r\n",
    " 127.0.0.1", "-1.10", "+127.0.0.1", "1_27.0.0.1", "127..1", "[127.0.0.1]", "[::1", "::1",
    "127.0.0.1:80:80", "0x7f.0x1", "4294967295", "127.0.0.1\u200b", "127.0.0.1\u3002", "10.0.0.1",
]  # fmt: skip


def here(host: str, port: int) -> Sequence[str]:
    """Resolve every name to this machine."""
    return ("127.0.0.1", "::1")


def stranger(world: World) -> Client:
    """Give a client as a run has it: nothing private is allowed."""
    return client(replace(LOOPBACK, allow_private=()), world)


def refused(by: Client, uri: str) -> None:
    with pytest.raises(SourceError) as caught:
        by.fetch(Request(uri=uri, now=NOW))
    assert caught.value.reason == Reason.REFUSED, uri


def test_enough_spellings_are_tried() -> None:
    assert len(set(SPELLINGS)) == len(SPELLINGS) >= 29


def test_no_spelling_of_a_private_address_opens_a_connection() -> None:
    by = stranger(World(resolve=here))

    with Server({"/": page(b"secret")}) as server:
        for host in SPELLINGS:
            for scheme in ("http", "https"):
                refused(by, f"{scheme}://{host}:{server.port}/")
            refused(by, f"http://{host}/")

    assert server.connections == 0


def test_no_redirect_leads_to_a_private_address_in_whatever_spelling() -> None:
    with Server({"/": page(b"secret")}) as private:
        for host in SPELLINGS:
            if not host.isascii() or {"\t", "\r"} & set(host):
                continue  # a header is bytes, without these
            forms = (f"http://{host}:{private.port}/", f"//{host}:{private.port}/")
            for to in forms:
                with Server({"/": redirect(to)}) as public:
                    world = World(resolve=here, connect=_to(public.port))
                    refused(stranger(world), "http://93.184.216.34/")

    assert private.connections == 0


def _to(port: int) -> Callable[[str, int, float], socket.socket]:
    """Connect to the public server of a test where a public machine is asked."""

    def dial(machine: str, _port: int, timeout_s: float) -> socket.socket:
        assert machine == "93.184.216.34", "a private machine must not be dialed"
        return connect("127.0.0.1", port, timeout_s)

    return dial


@pytest.mark.parametrize(
    "answers",
    [
        [("93.184.216.34",), ("127.0.0.1",)],
        [("93.184.216.34",), ("::1",), ("93.184.216.34",)],
        [("93.184.216.34", "127.0.0.1")],
        [("127.0.0.1", "93.184.216.34")],
        [("::ffff:127.0.0.1", "93.184.216.34"), ("0.0.0.0",)],
    ],
)
def test_a_name_that_is_bound_anew_is_never_connected_to_here(
    answers: list[tuple[str, ...]],
) -> None:
    asked: list[str] = []

    def resolve(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return answers[(len(asked) - 1) % len(answers)]

    with Server({"/": page(b"public")}) as public, Server({"/": page(b"secret")}) as private:
        by = stranger(World(resolve=resolve, connect=_to(public.port)))
        bodies, reasons = [], set[Reason]()
        for _ in range(4):
            try:
                bodies.append(by.fetch(Request(uri="http://rebind.example/", now=NOW)).body)
            except SourceError as error:
                reasons.add(error.reason)

    assert private.connections == 0
    assert set(bodies) == {b"public"}
    assert reasons <= {Reason.REFUSED}
