"""Each reader that `make fuzz` feeds for minutes is fed a little here, the same each time."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from fuzz.targets import TARGETS  # noqa: E402

PIECES = st.sampled_from(
    [b"<", b">", b"&", b"\x00", b"\r\n", b"<!--", b"]]>", b"{", b"[", b'"', b"=?utf-8?b?", b"../",
     b"javascript:", b"http://[", b"-1", b"(", b")", b"\\", b"url(", b"*", b"#", b"1e999",
     b"\xe2\x80\xae", b"\xed\xa0\x80", b"\xff\xfe"]
)  # fmt: skip


@st.composite
def changed(draw: st.DrawFn, seeds: tuple[bytes, ...]) -> bytes:
    """Change what a reader knows: bytes put in, cut out, doubled."""
    body = bytearray(draw(st.sampled_from(seeds))[:4_096])
    for _ in range(draw(st.integers(0, 5))):
        at, length = draw(st.integers(0, len(body))), draw(st.integers(1, 30))
        match draw(st.sampled_from(["insert", "cut", "double", "bytes"])):
            case "insert":
                body[at:at] = draw(PIECES)
            case "cut":
                del body[at : at + length]
            case "double":
                body[at:at] = body[at : at + length] * 9
            case _:
                body[at : at + 3] = draw(st.binary(min_size=1, max_size=4))
    return bytes(body)


@pytest.mark.parametrize("name", TARGETS)
def test_a_reader_keeps_its_promise_whatever_it_is_given(name: str) -> None:
    target = TARGETS[name]

    @settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
    @given(changed(target.seeds))
    def holds(body: bytes) -> None:
        target.run(body)

    holds()


# Each was found by fuzzing, and broke a promise.
FOUND = {"a part of a number is below zero": ("addresses", b"http://-1.10")}


@pytest.mark.parametrize(("name", "body"), FOUND.values(), ids=FOUND)
def test_what_was_found_stays_mended(name: str, body: bytes) -> None:
    TARGETS[name].run(body)
