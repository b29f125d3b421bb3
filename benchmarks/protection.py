"""Measure what protection costs: a brief with children, limits and safe writing, and without.

    python -m benchmarks.protection [--articles 300] [--rounds 3]

The articles are made up. Both write HTML, PDF, Markdown and JSON; they take turns, and the
fastest of each counts, since other programs can only make a run slower. Not on Windows.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.scale import word

FORMATS = ("html", "pdf", "markdown", "json")
_PLAIN = """
import os, sys
from briefing import gathering, rendering
from briefing.cli import main
def guarded(function, items, **_):
    for item in items:
        yield from function(item)
gathering.guarded = rendering.guarded = guarded
os.fsync = lambda handle: None
main(sys.argv[1:])
"""


def main() -> None:
    """Print both times and what lies between."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    commands = {
        "with protection": [sys.executable, "-m", "briefing"],
        "without": [sys.executable, "-c", _PLAIN],
    }
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        make_desk(place, options.articles)
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for _ in range(options.rounds):
            for name, command in commands.items():
                times[name].append(timed(command, place))
    print("| run | processor, s | clock, s |")
    print("|---|---|---|")
    best = {name: tuple(min(column) for column in zip(*times[name], strict=True)) for name in times}
    for name, (cpu, clock) in best.items():
        print(f"| {name} | {cpu:.1f} | {clock:.1f} |")
    more = [100 * (one / other - 1) for one, other in zip(*best.values(), strict=True)]
    print(f"| more | {more[0]:.1f}% | {more[1]:.1f}% |")


def make_desk(place: Path, articles: int) -> None:
    """Write settings, and articles of some 330 words."""
    (place / "articles").mkdir()
    for number in range(articles):
        names = [word(number * 40 + one).capitalize() for one in range(40)]
        body = "\n\n".join(
            f"The harbor of {name} opened again on Monday after a storm had closed it for "
            f"{one + 2} days, the harbor master of {names[one - 1]} said."
            for one, name in enumerate(names[:14])
        )
        path = place / f"articles/{number}.txt"
        path.write_text(f"{names[0]} and {names[1]} open\n\n{body}\n", encoding="utf-8")
    listed = ", ".join(f'"{one}"' for one in FORMATS)
    (place / "briefing.toml").write_text(
        f'[[source]]\nname = "Desk"\npaths = ["articles"]\n[output]\nformats = [{listed}]\n',
        encoding="utf-8",
    )


def timed(command: list[str], place: Path) -> tuple[float, float]:
    """Run the program on an empty folder; give seconds of the processor and of the clock."""
    subprocess.run(["rm", "-rf", str(place / "build")], check=True)
    before, started = os.times(), time.perf_counter()
    words = ["-q", "build", "--as-of", "2026-01-15T06:00:00Z"]
    subprocess.run([*command, *words], cwd=place, check=True)
    clock, after = time.perf_counter() - started, os.times()
    used = (after.children_user - before.children_user) + (
        after.children_system - before.children_system
    )
    return used, clock


if __name__ == "__main__":
    main()
