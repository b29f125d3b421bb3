"""Compare our PDF with headless Chromium printing the same page, as briefs grow.

    python -m benchmarks.rendering [--sizes 10 100 1000 3000] [--against 1000]

The briefs are made up, so that anyone gets the same. Each rendering is a process of its own,
and what is told is what it and all its children took: seconds of the processor, and the most
memory that they held at a time, pages that they share counted once. Linux only.
"""

from __future__ import annotations

import argparse
import ctypes
import io
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.scale import word
from briefing.model import Brief, Entry, Passage, Section, Sentence, Source

SIZES = (10, 100, 1_000, 3_000)
AGAINST = 1_000
THEMES = 10
FROM_AGENCIES = 0.3
COMMON = 3_000  # words that all articles share
START = datetime(2026, 1, 15, tzinfo=UTC)
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
PR_SET_CHILD_SUBREAPER = 36
_PAUSE_S = 0.05

_OURS = """
import pickle, sys
from pathlib import Path
from briefing.registry import resolve
from briefing.rendering import rendered
from briefing.settings import OutputSettings
brief = pickle.loads(Path(sys.argv[1]).read_bytes())
make = resolve("renderers", sys.argv[3])(OutputSettings())
Path(sys.argv[2]).write_bytes(next(rendered(brief, ("", make))).body)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a command took: processor seconds, most megabytes at a time, and what it wrote."""

    cpu_s: float
    peak_mb: float
    body: bytes

    @property
    def pages(self) -> int:
        """The pages of the PDF."""
        from pypdf import PdfReader

        return len(PdfReader(io.BytesIO(self.body)).pages)


def main() -> None:
    """Print a row per size, and the comparison."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--against", type=int, default=AGAINST, help="0 leaves Chromium out")
    options = parser.parse_args()
    # Orphans of a browser become our children, so that their time is counted too.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    costs = {}
    print("| articles | pages | CPU, s | CPU a page, ms | peak, MB | file, kB |")
    print("|---|---|---|---|---|---|")
    for size in sorted({*options.sizes, options.against} - {0}):
        costs[size] = cost = ours(made_up(size), "pdf")
        page = 1_000 * cost.cpu_s / cost.pages
        cells = (f"{size:,}", f"{cost.pages:,}", f"{cost.cpu_s:.1f}", f"{page:.0f}")
        rest = (f"{cost.peak_mb:,.0f}", f"{len(cost.body) / 1_000:,.0f}")
        print(f"| {' | '.join((*cells, *rest))} |", flush=True)
    if options.against:
        compare(costs[options.against], options.against)


def compare(ours_: Cost, size: int) -> None:
    """Print how our PDF stands to Chromium's."""
    browser = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if browser is None:
        print("\nChromium is not installed")
        return
    theirs = chromium(browser, ours(made_up(size), "html").body)
    print(f"\nChromium, {size:,} articles: {theirs.pages:,} pages, {theirs.cpu_s:.1f} s, ", end="")
    print(f"{theirs.peak_mb:,.0f} MB, {len(theirs.body) / 1_000:,.0f} kB.")
    cpu, memory = ours_.cpu_s / theirs.cpu_s, ours_.peak_mb / theirs.peak_mb
    share = len(ours_.body) / len(theirs.body)
    print(f"Ours takes {cpu:.2f} of the CPU, {memory:.2f} of the memory, {share:.2f} of the size.")


def ours(brief: Brief, format: str) -> Cost:  # noqa: A002 - what it is called everywhere
    """Render a brief of ours in a fresh process."""
    import pickle

    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "brief.pickle"), Path(folder, "out")
        source.write_bytes(pickle.dumps(brief))
        command = [sys.executable, "-c", _OURS, str(source), str(target), format]
        return measured(command, target)


def chromium(browser: str, page: bytes) -> Cost:
    """Let a browser print a page."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "brief.html"), Path(folder, "out.pdf")
        source.write_bytes(page)
        flags = ("--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/data")
        printing = ("--no-pdf-header-footer", f"--print-to-pdf={target}", source.as_uri())
        return measured([browser, *flags, *printing], target)


def measured(command: list[str], target: Path) -> Cost:
    """Run a command to its end and give what it took."""
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, held_mb(os.getpid()))
        time.sleep(_PAUSE_S)
    if process.returncode:
        raise SystemExit(f"{command[0]} ended with status {process.returncode}")
    _wait_for_orphans()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu_s=used, peak_mb=peak, body=target.read_bytes())


def _wait_for_orphans() -> None:
    try:
        while True:
            os.wait()
    except ChildProcessError:
        return


def held_mb(parent: int) -> float:
    """Give the memory of all processes below one, what they share counted once."""
    total = 0.0
    for child in _children(parent):
        total += held_mb(child)
        try:
            lines = Path(f"/proc/{child}/smaps_rollup").read_text(encoding="ascii").splitlines()
        except OSError:  # it has ended
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    return total


def _children(parent: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{parent}/task").glob("*/children"):
        try:
            found += map(int, task.read_text(encoding="ascii").split())
        except OSError:
            continue
    return found


def made_up(size: int) -> Brief:
    """Make a brief of so many articles under ten themes."""
    chance = random.Random(7)  # the same in every run
    sources = tuple(_source(number, chance) for number in range(1, size + 1))
    sections = tuple(
        Section(
            title=f"{_text(chance, 2).rstrip('.')} {number + 1}",
            anchor=f"theme-{number + 1}",
            description=_text(chance, 6),
            note="",
            entries=tuple(_entry(one, chance) for one in sources[number::THEMES]),
        )
        for number in range(min(THEMES, size))
    )
    return Brief(
        title="A brief that was made up",
        subtitle="For measuring",
        language="en",
        timezone="UTC",
        issued=START,
        period=(START - timedelta(days=2), START),
        note="",
        glance=tuple(replace(section.entries[0].passages[0]) for section in sections[:3]),
        sections=sections,
        sources=sources,
        drops=(),
        method="briefing",
        version="0",
        settings_digest="0" * 64,
    )


def _source(number: int, chance: random.Random) -> Source:
    return Source(
        number=number,
        article_id=f"article-{number}",
        headline=_text(chance, chance.randint(5, 12)).rstrip("."),
        outlet=f"Outlet {chance.randint(1, 40)}",
        agency="Agency" if chance.random() < FROM_AGENCIES else None,
        authors=(f"{_text(chance, 1).rstrip('.')} Writer",),
        published=START - timedelta(minutes=chance.randint(1, 2_880)),
        url=f"https://example.org/{number}/{word(number)}",
        uri=f"{number}.html",
        digest="1" * 64,
        document_digest="2" * 64,
        copies=(),
    )


def _entry(source: Source, chance: random.Random) -> Entry:
    passages = tuple(
        Passage(
            source=source.number,
            article_id=source.article_id,
            sentences=(_sentence(position, chance),),
            score=0.5,
        )
        for position in sorted(chance.sample(range(8), 3))
    )
    return Entry(
        source=source.number,
        article_id=source.article_id,
        headline=source.headline,
        passages=passages,
    )


def _sentence(position: int, chance: random.Random) -> Sentence:
    text = _text(chance, chance.randint(12, 34))
    start = 200 * position
    return Sentence(
        text=text, start=start, end=start + len(text), paragraph=position, position=position
    )


def _text(chance: random.Random, words: int) -> str:
    # Some words are frequent and most are rare, as in any text.
    numbers = (int(COMMON * chance.random() ** 3) for _ in range(words))
    text = " ".join(word(number) for number in numbers)
    return f"{text[:1].upper()}{text[1:]}."


if __name__ == "__main__":
    main()
