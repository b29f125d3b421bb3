from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.model import Reason
from briefing.sources.addresses import FetchError, follow, parse, shown, without_secrets
from briefing.sources.vetting import Allowed, allowed, is_public, vet

NOBODY = Allowed()

PRIVATE = [
    "127.0.0.1",
    "127.0.0.1.",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7F.1",
    "0x7f.0x0.0x0.0x1",
    "017700000001",
    "0177.0.0.1",
    "0177.0x0.1",
    "１２７.0.0.1",
    "①②⑦.0.0.1",
    "127。0。0。1",
    "0.0.0.0",
    "0",
    "0x",
    "10.0.0.7",
    "100.64.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "169.254.169.254",
    "2852039166",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "[::]",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::127.0.0.1]",
    "[::7f00:1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::ffff:0:127.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::a9fe:a9fe]",
    "[64:ff9b:1::8.8.8.8]",
    "[100::1]",
    "[2001::1]",
    "[2001:0:7f00:1::]",
    "[2001:db8::1]",
    "[2002:7f00:1::]",
    "[2002:a00:7::1]",
    "[2002:808:808::]",
    "[3fff::1]",
    "[5f00::1]",
    "[2606:4700::5efe:10.0.0.7]",
    "[2606:4700::200:5efe:192.168.1.1]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[fe80::1]",
    "[fe80::1%25eth0]",
    "[fec0::1]",
    "[ff02::1]",
    "[ff0e::1]",
]


def vetted(uri: str) -> object:
    address = parse(uri)
    assert address.machine, "a number must not reach the resolver as a name"
    return vet(address.host, [address.machine], NOBODY)


@pytest.mark.parametrize("host", PRIVATE)
def test_a_private_machine_is_refused_in_whatever_spelling(host: str) -> None:
    with pytest.raises(FetchError) as caught:
        vetted(f"http://{host}:8080/")

    assert caught.value.reason == Reason.REFUSED


@pytest.mark.parametrize(
    ("host", "number"),
    [
        ("8.8.8.8", "8.8.8.8"),
        ("134744072", "8.8.8.8"),
        ("0x8080808", "8.8.8.8"),
        ("1.1", "1.0.0.1"),
        ("[2606:4700:4700::1111]", "2606:4700:4700::1111"),
        ("[::ffff:8.8.8.8]", "::ffff:808:808"),
        ("[64:ff9b::8.8.8.8]", "64:ff9b::808:808"),
    ],
)
def test_a_public_machine_passes_and_is_known_by_one_spelling(host: str, number: str) -> None:
    address = parse(f"http://{host}/")

    assert vet(address.host, [ip_address(address.host)], NOBODY) == (ip_address(number),)


@pytest.mark.parametrize(
    "host",
    ["256.0.0.1", "1.2.3.4.5", "08.8.8.8", "1.2.3.999", "4294967296", "-1.10", "+8.8.8.8", "1_0.1"],
)
def test_what_ends_like_a_number_and_is_none_is_refused(host: str) -> None:
    with pytest.raises(FetchError, match="no host name"):
        parse(f"http://{host}/")


def test_a_host_with_public_and_private_machines_is_asked_at_the_public_ones() -> None:
    machines = [ip_address("10.0.0.7"), ip_address("8.8.8.8")]

    assert vet("news.example", machines, NOBODY) == (ip_address("8.8.8.8"),)


def test_a_private_machine_is_named_in_the_refusal() -> None:
    with pytest.raises(FetchError, match=r"^refused: private address 10\.0\.0\.7$"):
        vet("news.example", [ip_address("10.0.0.7")], NOBODY)


def test_the_settings_allow_a_network_or_a_host_and_nothing_beside_it() -> None:
    allow = allowed(["10.1.0.0/16", "fd00::5", "Intranet.example"])
    inside, beside = ip_address("10.1.2.3"), ip_address("10.2.0.1")

    assert vet("a.example", [inside, beside], allow) == (inside,)
    assert vet("intranet.example", [beside], allow) == (beside,)
    assert allow.has(ip_address("fd00::5"))
    with pytest.raises(FetchError):
        vet("sub.intranet.example", [beside], allow)


@given(st.integers(min_value=0, max_value=2**32 - 1))
def test_an_ipv4_number_is_judged_alike_however_it_is_wrapped(number: int) -> None:
    plain = ip_address(number)
    wrapped = [ip_address(f"::ffff:{plain}"), ip_address(f"64:ff9b::{plain}")]

    assert {is_public(one) for one in wrapped} == {is_public(plain)}


@given(st.ip_addresses())
def test_what_is_public_is_so_for_the_standard_library_too(
    machine: object,
) -> None:
    number = ip_address(str(machine))

    if is_public(number):
        assert number.is_global or str(number).startswith("64:ff9b::")


@pytest.mark.parametrize(
    ("uri", "detail"),
    [
        ("file:///etc/passwd", "only http and https are read, not file"),
        ("ftp://news.example/", "only http and https are read, not ftp"),
        ("gopher://news.example/", "only http and https are read, not gopher"),
        ("javascript:alert(1)", "only http and https are read, not javascript"),
        ("news.example/feed", "only http and https are read, not no scheme"),
        ("http://", "no host name: none given"),
        ("http://me:secret@news.example/", "the address holds a user name or a password"),
        ("http://news.example\\@10.0.0.7/", "the address holds a user name or a password"),
        ("http://news.example\\.evil.example/", r"no host name: news.example\.evil.example"),
        ("http://news.exa mple/", "no host name: news.exa mple"),
        ("http://%31%32%37.0.0.1/", "no host name: %31%32%37.0.0.1"),
        ("http://news..example/", "no host name: news..example"),
        ("http://" + "a" * 64 + ".example/", f"no host name: {'a' * 64}.example"),
        ("http://news.example:99999/", "no web address (Port out of range 0-65535)"),
        ("http://[::1/", "no web address (Invalid IPv6 URL)"),
        ("http://news.example/\nHost: x", "the address is too long or holds a control character"),
        ("http://news.example/" + "a" * 8_000, "the address is too long or holds a control"),
    ],
)
def test_an_address_that_is_no_plain_web_address_is_refused(uri: str, detail: str) -> None:
    with pytest.raises(FetchError) as caught:
        parse(uri)

    assert caught.value.detail.startswith(f"refused: {detail}")


@pytest.mark.parametrize(
    ("uri", "plain"),
    [
        ("HTTP://News.Example", "http://news.example/"),
        (" https://news.example:443/a?b=c#d ", "https://news.example/a?b=c"),
        (
            "http://news.example:8080/ä b?q=ö%20%",
            "http://news.example:8080/%C3%A4%20b?q=%C3%B6%20%",
        ),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("https://my_page.blog.example./", "https://my_page.blog.example/"),
        ("http://[2606:4700::1]:81/", "http://[2606:4700::1]:81/"),
    ],
)
def test_an_address_has_one_plain_form(uri: str, plain: str) -> None:
    assert parse(uri).uri == plain
    assert parse(plain).uri == plain


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    for uri in (text, f"http://{text}", f"http://news.example/{text}"):
        try:
            address = parse(uri)
        except FetchError:
            continue
        assert address.uri.isascii()
        assert parse(address.uri) == address


def test_a_redirect_is_read_against_the_page_that_gave_it() -> None:
    page = parse("https://news.example/world/today?page=2")

    assert follow(page, "../sport").uri == "https://news.example/sport"
    assert follow(page, "//other.example/x").uri == "https://other.example/x"
    with pytest.raises(FetchError, match="only http and https"):
        follow(page, "file:///etc/passwd")


def test_what_is_printed_holds_no_password_and_no_control_character() -> None:
    assert without_secrets("https://me:secret@news.example/a@b") == "https://…@news.example/a@b"
    assert without_secrets("https://news.example/?to=//a@b") == "https://news.example/?to=//a@b"
    assert shown("a\x1b[31m\nb") == "a?[31m?b"
    assert shown("abc", longest=2) == "a…"
