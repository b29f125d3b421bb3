"""Kill runs at random moments, and check after each what the next run makes of it.

    python tests/torture.py [--runs 1000] [--whole 60] [--seed 1]

`--whole` of the runs are the program itself with all its children and a PDF, ended by SIGKILL.
The others are forked from a program that has loaded all it needs, and do the same without
children: so a thousand take minutes. The exit status is 1 if anything was wrong. Not on Windows.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import faults
from briefing import gathering, rendering
from briefing.cli import main as briefing
from briefing.store.store import PENDING, opened

Run = Callable[[Path, list[str], float | None], bool]  # where, which words, killed when

WHOLE = ("html", "markdown", "json", "pdf")
DAYS = 3
_LONGEST_S = 600.0


def main() -> None:
    """Torture, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=1_000)
    parser.add_argument("--whole", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        faults.desk(place / "whole", formats=WHOLE)
        faults.desk(place / "forked", articles=2, formats=("markdown", "txt", "json"))
        dice = random.Random(options.seed)
        print("| runs | killed | finished by the next run | taken back | wrong |")
        print("|---|---|---|---|---|")
        bad = tortured(place / "whole", options.whole, dice, whole_run, name="the whole program")
        forked = options.runs - options.whole
        bad += tortured(place / "forked", forked, dice, forked_run, name="without children")
    sys.exit(1 if bad else 0)


def tortured(place: Path, runs: int, dice: random.Random, run: Run, *, name: str) -> int:
    """Kill so many runs; print and count what was wrong after each."""
    home, store = place / "build", place / "build/store.db"
    run(place, words(0), None)  # which loads all there is to load
    started = clock(run)
    run(place, words(DAYS), None)
    longest = clock(run) - started
    counts: Counter[str] = Counter()
    for number in range(1, runs + 1):
        faults.write_article(place / f"articles/{number % 3}.txt", number)
        before = editions(store)
        # Half of them near the end, where files are written.
        moment = dice.uniform(dice.choice((0, 0.7)), 1) * longest
        counts["killed"] += run(place, words(number), moment)
        left = any(home.glob(".briefing-*")) or pending(store)
        between = editions(store)
        faults.next_run(home, store)
        if left:
            counts["finished" if editions(store) not in (before, between) else "taken back"] += 1
        for wrong in faults.wrongs(home, store):
            counts["wrong"] += 1
            print(f"{name}, run {number}: {wrong}", file=sys.stderr)
    told = (counts[one] for one in ("killed", "finished", "taken back", "wrong"))
    print(f"| {runs:,}, {name} | {' | '.join(f'{one:,}' for one in told)} |", flush=True)
    return counts["wrong"]


def clock(run: Run) -> float:
    """Tell the time by which that kind of run is killed."""
    if run is whole_run:
        return time.perf_counter()
    used = os.times()
    return used.children_user + used.children_system


def words(number: int) -> list[str]:
    """Give the words of a run; days come again, so that editions are replaced, too."""
    day = 10 + number % DAYS
    return ["-q", "build", "--as-of", f"2026-01-{day}T06:00:00Z", "--title", f"run {number};"]


def whole_run(place: Path, told: list[str], seconds: float | None) -> bool:
    """Run the program, and kill it."""
    command = [sys.executable, "-m", "briefing", *told]
    with subprocess.Popen(command, cwd=place, stderr=subprocess.DEVNULL) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            return True
    return False


def forked_run(place: Path, told: list[str], seconds: float | None) -> bool:
    """Run the program in a fork without children, which is killed."""
    # The same work; a child takes longer to start than all the rest.
    for module in (gathering, rendering):
        module.__dict__["guarded"] = faults.in_this_process

    def work() -> None:
        os.chdir(place)
        briefing(told)

    if told == words(0):  # here, for all that follow
        with contextlib.chdir(place), contextlib.suppress(SystemExit):
            briefing(told)
    return faults.killed_after(seconds or _LONGEST_S, work)


def editions(store: Path) -> list[tuple[str, str]]:
    """Give the editions that the store knows to stand."""
    if not store.exists():
        return []
    with opened(store) as one:
        return [(edition.key, edition.digest) for edition in one.editions()]


def pending(store: Path) -> bool:
    """Tell whether the store knows of an edition that may not stand."""
    if not store.exists():
        return False
    with opened(store) as one:
        return bool(one.editions(state=PENDING))


if __name__ == "__main__":
    main()
