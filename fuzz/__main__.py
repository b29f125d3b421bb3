"""Fuzz readers: `python -m fuzz [TARGET ...] [--seconds N]`; see `make fuzz`.

With atheris, which watches what parts of the program an input reaches; where it is not to be
had, by mutation alone. A finding is kept in build/fuzz, and `python -m fuzz TARGET FILE` runs
it again.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

try:
    import atheris
except ImportError:  # it is not made for every machine
    atheris = None

if TYPE_CHECKING:
    from fuzz.targets import Target

FOUND = Path("build/fuzz")
LONGEST = 4_096  # bytes of an input
ONE_INPUT_S = 10
MEMORY_MB = 1_024

_PIECES = (
    b"<", b">", b"&", b"\x00", b"\r\n", b"\xff\xfe", b"<!--", b"-->", b"]]>", b"<![CDATA[", b"{",
    b"[", b'"', b"'", b"=?utf-8?b?", b"--cut\n", b"../", b"javascript:", b"http://[", b"-1",
    b"\xe2\x80\xae", b"\xed\xa0\x80", b"(", b")", b"\\", b"url(", b"*", b"#", b"1e999", b"\n\n",
)  # fmt: skip


def main() -> int:
    """Fuzz each target in a process of its own; give 1 where something was found."""
    parser = argparse.ArgumentParser(prog="fuzz", description="Fuzz the readers of briefing.")
    parser.add_argument("names", nargs="*", metavar="TARGET", help="a reader; none named: all")
    parser.add_argument("--seconds", type=int, default=600, help="for all targets together")
    parser.add_argument("--seed", type=int, default=1, help="of chance")
    parser.add_argument("--file", type=Path, help="run this one input, and no other")
    given = parser.parse_args()
    with _watched():
        from fuzz.targets import TARGETS  # noqa: PLC0415  # only what is imported here is watched
    chosen = given.names or list(TARGETS)
    if given.file:
        TARGETS[chosen[0]].run(given.file.read_bytes())
        return 0
    FOUND.mkdir(parents=True, exist_ok=True)
    each = max(1, given.seconds // len(chosen))
    # Each begins at once, with what has been imported: to watch it takes longer than to load it.
    return max([_apart(name, TARGETS[name], each, given.seed) for name in chosen])


@contextmanager
def _watched() -> Iterator[None]:
    if atheris is None:
        yield
        return
    with atheris.instrument_imports(include=["briefing"]):
        yield


def _apart(name: str, target: Target, seconds: int, seed: int) -> int:
    started = time.monotonic()
    log = FOUND / f"{name.replace(' ', '-')}.log"
    child = os.fork()
    if not child:
        with log.open("wb") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
        try:
            _fuzz(name, target, seconds, seed)
        except BaseException:  # told to whoever reads the log
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    told = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    last = next((line for line in reversed(told) if "runs" in line), "")
    state = "nothing found" if status == 0 else f"FOUND, status {status}"
    print(f"{name}: {state} in {time.monotonic() - started:.0f} s; {last}", flush=True)
    if status:
        print("\n".join(told[-60:]), flush=True)
    return int(status != 0)


def _fuzz(name: str, target: Target, seconds: int, seed: int) -> None:
    if atheris is None:
        _mutate(name, target, seconds, seed)
        return
    corpus = FOUND / "corpus" / name.replace(" ", "-")
    corpus.mkdir(parents=True, exist_ok=True)
    for one in target.seeds:
        (corpus / sha256(one).hexdigest()[:16]).write_bytes(one)
    flags = [
        f"-max_total_time={seconds}", f"-timeout={ONE_INPUT_S * 6}", f"-rss_limit_mb={MEMORY_MB}",
        f"-max_len={LONGEST}", f"-seed={seed}", f"-artifact_prefix={FOUND}/{corpus.name}-",
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *flags, str(corpus)], target.run)
    atheris.Fuzz()  # ends the process


def _mutate(name: str, target: Target, seconds: int, seed: int) -> None:
    """Change seeds at random, without knowing what they reach."""
    chance, runs, ends = random.Random(seed), 0, time.monotonic() + seconds  # noqa: S311
    while time.monotonic() < ends:
        body = _changed(chance, chance.choice(target.seeds))
        started = time.process_time()
        try:
            target.run(body)
            assert time.process_time() - started < ONE_INPUT_S, "it takes too long"
        except BaseException:
            (FOUND / f"{name}-{sha256(body).hexdigest()[:16]}").write_bytes(body)
            raise
        runs += 1
    print(f"{runs} runs, without coverage: atheris is not installed", flush=True)


def _changed(chance: random.Random, seed: bytes) -> bytes:
    body = bytearray(seed[:LONGEST])
    for _ in range(chance.randint(1, 8)):
        at, length = chance.randint(0, len(body)), chance.randint(1, 40)
        kind = chance.randrange(4)
        if kind == 0:
            body[at : at + 4] = chance.randbytes(chance.randint(1, 4))
        elif kind == 1:
            del body[at : at + length]
        elif kind == 2:  # noqa: PLR2004
            body[at:at] = chance.choice(_PIECES) * chance.randint(1, 3)
        else:
            body[at:at] = body[at : at + length] * chance.randint(1, 20)
    return bytes(body[:LONGEST])


if __name__ == "__main__":
    sys.exit(main())
