"""Show what an archive costs as it grows, and hold engines and peers against each other.

    python -m benchmarks.archive [--engines 4000] [--sizes 2500 10000] [--families 100000]
        [--stories 10000] [--data DIR]

All data is made up by `made_up_pages`, so that anyone gets the same. Look at ratios, which
are of one run; the figures depend on the machine and on what else it does. Each size runs
in a process of its own, for its memory. CPU seconds are those of a process and its children.

Stories are valued by B-cubed, of one window and of windows of a fifth and a tenth of the
texts: by document frequencies of all texts, hashed, and by those of each window alone. Planted
stories, within two days and with pauses of 5 to 25; and in DIR, those of `benchmarks.tracking`.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # before NumPy: this is about cores

from benchmarks.archive_folding import exchange, families_of  # noqa: E402
from benchmarks.archive_peers import print_peers  # noqa: E402
from benchmarks.archive_stories import print_stories  # noqa: E402
from benchmarks.endangered import Endangered  # noqa: E402
from benchmarks.made_up_pages import NOW, pages, write  # noqa: E402
from benchmarks.measuring import peak_mb  # noqa: E402
from briefing.archive import manifest as manifests  # noqa: E402
from briefing.archive.building import Size, build  # noqa: E402
from briefing.archive.spans import brief_of  # noqa: E402
from briefing.engines.contract import Engine  # noqa: E402
from briefing.engines.opening import open_engine  # noqa: E402
from briefing.settings import Settings, SourceSettings  # noqa: E402
from briefing.tables.tables import Span  # noqa: E402

ENGINES = (("serial", 1), ("local", 1), ("local", 2), ("local", 4), ("dask", 2))
_PARTITIONS = 40  # of which a fault costs one at the most
_FEWEST_PEERED = 120  # pages that peers are timed on


def main() -> None:
    """Print one table after the other."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--engines", type=int, default=4_000, help="pages; 0 leaves it out")
    parser.add_argument("--sizes", type=int, nargs="*", default=(25_000, 100_000))
    parser.add_argument("--families", type=int, default=1_000_000, help="0 leaves it out")
    parser.add_argument("--stories", type=int, default=10_000, help="pages; 0 leaves it out")
    parser.add_argument("--exchange", type=int, default=0, help="articles; buckets of shingles")
    parser.add_argument("--data", type=Path, help="public stories, too")
    parser.add_argument("--pages", type=int, default=_FEWEST_PEERED, help="0 leaves it out")
    parser.add_argument("--faults", type=int, default=0, help="pages, in 40 partitions")
    parser.add_argument("--window", type=int, default=10_000)
    parser.add_argument("--one", nargs="+", help="measure this in this process")
    options = parser.parse_args()
    if options.one:
        kind, *words = options.one
        print(json.dumps(MEASURES[kind](*words)))
        return
    if options.pages:
        print_peers(options.pages)
    if options.engines:
        print_engines(options.engines)
    if options.faults:
        print_faults(options.faults)
    for size in options.sizes:
        print_line(size, options.window)
    if options.stories:
        print_stories(options.stories, options.data)
    if options.exchange:
        print(f"{options.exchange:,} articles, 8 buckets: {exchange(options.exchange, 8)}")
    if options.families:
        print(f"{options.families:,} articles, families: {alone('families', options.families)}")


def alone(kind: str, *words: object) -> dict[str, Any]:
    """Measure in a process of its own, with the CPU seconds of it and of all its children."""
    command = [sys.executable, "-m", "benchmarks.archive", "--one", kind, *map(str, words)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found | {"CPU s": round(used, 1)}


def settings(root: Path, folder: str = "pages") -> Settings:
    """Give the settings that everything is measured with."""
    return Settings(root=root, sources=(SourceSettings(name="pages", paths=(folder,)),))


def print_engines(count: int) -> None:
    """Build one archive with each engine; the digests must be the same."""
    with tempfile.TemporaryDirectory() as name:
        write(Path(name) / "pages", count)
        said: set[str] = set()
        first = 0.0
        for engine, workers in ENGINES:
            found = alone("build", name, engine, workers)
            wall, most = found["wall s"], found["wall s"] * workers
            first = first or wall
            said.add(found["digests"])
            print(
                f"{engine:6} {workers}: {wall:7.1f} s, {first / wall:.2f} times serial, "
                f"{found['CPU s']:.0f} CPU s, outside of partitions "
                f"{100 * (most - found['work s']) / most:.1f}%, digests {found['digests'][:12]}"
            )
        print("all the same" if len(said) == 1 else "DIFFERENT")


def print_line(count: int, window: int) -> None:
    """Go the whole line: build an archive, and fold, group and compose a brief of all of it."""
    with tempfile.TemporaryDirectory() as name:
        write(Path(name) / "pages", count)
        print(f"{count:,} articles, built: {alone('build', name, 'serial', 1)}")
        print(f"{count:,} articles, brief: {alone('brief', name, 'serial-1', window)}", flush=True)


def built(root: str, engine: str, workers: str) -> dict[str, object]:
    """Build an archive of the pages in a folder."""
    folder = Path(root) / f"{engine}-{workers}"
    began = time.perf_counter()
    with open_engine(engine, workers=int(workers)) as opened:
        made = build(settings(Path(root)), folder, opened, now=NOW)
    wall = time.perf_counter() - began
    size = sum(path.stat().st_size for path in (folder / "parts").iterdir())
    return {
        "articles": made.total,
        "bytes an article": round(size / max(made.total, 1)),
        "digests": digests(folder),
        "wall s": round(wall, 1),
        "work s": round(sum(made.seconds.values()), 1),
        "peak MB": round(peak_mb()),
    }


def brief(root: str, archive: str, window: str) -> dict[str, object]:
    """Make a brief of all that is in an archive."""
    _, said = brief_of(
        settings(Path(root)), Path(root) / archive, Span(), now=NOW, window=int(window)
    )
    told: dict[str, object] = {f"after {stage}": count for stage, count in said.counts.items()}
    told |= {f"s to {stage}": round(s, 1) for stage, s in said.seconds.items()}
    return told | {"peak MB": round(peak_mb())}


def print_faults(count: int) -> None:
    """Kill a worker half-way, and every worker that takes a certain partition; then go on."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / "pages").mkdir()
        for page in pages(count):
            (root / f"pages/{page.number:06}.html").write_text(page.body, encoding="utf-8")
        size = Size(most_inputs=-(-count // _PARTITIONS))
        whole = ""
        for kind, workers in ENGINES:
            folder = root / f"{kind}-{workers}"
            marks = root / f"workers of {folder.name}"
            marks.mkdir()
            with open_engine(kind, workers=workers) as engine:
                used: Engine = engine
                if kind != "serial":
                    used = Endangered(engine, marks, f"pages/{count // 3:06}.html", workers)
                built = build(
                    settings(root), folder, used, now=NOW, size=size, progress=_killer(marks)
                )
                again = build(settings(root), folder, engine, now=NOW, size=size)
            made, _ = brief_of(settings(root), folder, Span(), now=NOW)
            said = hashlib.sha256(repr(made).encode()).hexdigest()
            whole = whole or digests(folder) + said
            lost = [partition.inputs[0].uri for partition, _ in built.lost]
            print(
                f"{kind:6} {workers}: {built.made + built.found} of {built.planned} done, lost "
                f"{lost}, then {again.made} made; the same "
                f"{'digests and brief' if digests(folder) + said == whole else 'NOT'}"
            )


def _killer(marks: Path) -> Callable[[int, int, object], None]:
    def kill(done: int, planned: int, _: object) -> None:
        for mark in marks.iterdir() if done == planned // 2 else ():
            with contextlib.suppress(ProcessLookupError):  # it has ended before
                os.kill(int(mark.name), signal.SIGKILL)
                return

    return kill


def digests(folder: Path) -> str:
    """Give one digest over those of all partitions."""
    entries = manifests.needed(folder).entries
    return hashlib.sha256("".join(one.digest for one in entries).encode()).hexdigest()


MEASURES: dict[str, Callable[..., dict[str, object]]] = {
    "build": built,
    "brief": brief,
    "families": families_of,
}


if __name__ == "__main__":
    main()
