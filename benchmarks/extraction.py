"""Web pages to articles, beside other extractors on the same pages in one run.

    python -m benchmarks.extraction --data DIR

DIR holds `gold.json`, which maps a page's name to its `body` and perhaps `title`,
`author`, `date` and `url`, and `html/NAME.html.gz`. Bodies are scored by shingle F1
as in article-extraction-benchmark, a set a time; a set is what stands before a name's
first hyphen. Fields are scored on the pages whose gold has a title.

The weights that we ship were made from these very pages, so the row that counts is the
one of unseen pages: five sets of weights, each made without the pages that it reads.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Generic, TypeVar

from benchmarks.page_readers import Found, bodies, fields, refused
from benchmarks.page_scores import exact, invented, score, shares
from briefing.extractors.pages.opinions import opinions_on

Gold = Mapping[str, Mapping[str, Any]]
T = TypeVar("T")

_NOTE = """\
"ours, unseen pages": weights made without the page (5 folds); this is our result.
"ours, unseen, alone": the same, and no other extractor is asked where ours is in doubt.
"ours, pages seen": the weights that we ship, which were made from these very pages.
Seconds are of the processor, on one core; each program reads a page before the next page."""


@dataclass(slots=True)
class Run(Generic[T]):
    """What a program gave for each page, how long it took, and how often it failed."""

    found: dict[str, T | None] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    failed: int = 0


def main(argv: Sequence[str]) -> int:
    """Print the tables of bodies and of fields."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.extraction")
    parser.add_argument("--data", type=Path, required=True, help="pages and what is right")
    parser.add_argument("--only", action="append", default=[], help="programs whose name holds it")
    parser.add_argument("--skip", choices=("bodies", "fields"), action="append", default=[])
    options = parser.parse_args(argv)
    gold: Gold = json.loads((options.data / "gold.json").read_text(encoding="utf-8"))
    pages = {name: _page(options.data, name) for name in sorted(gold)}
    if "bodies" not in options.skip:
        _print_bodies(pages, gold, _chosen(dict(bodies()), options.only))
        _print_refused(pages)
    if "fields" not in options.skip:
        _print_fields(pages, gold, _chosen(dict(fields()), options.only))
    return 0


def _page(data: Path, name: str) -> str:
    packed = (data / "html" / f"{name}.html.gz").read_bytes()
    return gzip.decompress(packed).decode("utf-8", errors="replace")


def _chosen(programs: Mapping[str, Any], only: Sequence[str]) -> dict[str, Any]:
    """Give the programs that are asked for; say which are not there."""
    for name, program in programs.items():
        if isinstance(program, str):
            print(f"{name}: {program}")
    return {
        name: program
        for name, program in programs.items()
        if not isinstance(program, str) and (not only or any(part in name for part in only))
    }


def _run(
    programs: Mapping[str, Callable[[str, str], T]], pages: Mapping[str, str]
) -> dict[str, Run[T]]:
    """Run every program on a page before the next page: a busy machine slows all alike."""
    runs: dict[str, Run[T]] = {name: Run() for name in programs}
    for page, text in pages.items():
        for name, program in programs.items():
            run, start = runs[name], time.process_time()
            try:
                run.found[page] = program(page, text)
            except Exception:
                run.found[page] = None
                run.failed += 1
            run.seconds[page] = time.process_time() - start
    return runs


def _print_bodies(
    pages: Mapping[str, str], gold: Gold, programs: Mapping[str, Callable[[str, str], str]]
) -> None:
    sets = sorted({name.split("-")[0] for name in pages})
    counts = {one: sum(name.startswith(f"{one}-") for name in pages) for one in sets}
    print("bodies: shingle F1 (precision/recall) on", ", ".join(f"{counts[s]} {s}" for s in sets))
    print(_NOTE)
    heads = "".join(f"{one:>23}" for one in sets)
    print(f"{'':22}{heads}{'pages/s':>9}{'median ms':>11}{'worst/median':>14}{'failed':>8}")
    # What is loaded once is not counted, nor what only a page in doubt needs.
    _run(programs, dict([next(iter(pages.items()))]))
    for opinion in opinions_on("<p>A page that makes the others load.</p>").values():
        opinion()
    for name, run in _run(programs, pages).items():
        scores = (
            score(shares(gold[p]["body"], run.found[p]) for p in pages if p.startswith(f"{one}-"))
            for one in sets
        )
        usual, total = median(run.seconds.values()), sum(run.seconds.values())
        print(
            f"{name:22}{''.join(f'{one!s:>23}' for one in scores)}{len(pages) / total:9.1f}"
            f"{usual * 1000:11.1f}{max(run.seconds.values()) / usual:14.1f}{run.failed:8d}",
            flush=True,
        )


def _print_refused(pages: Mapping[str, str]) -> None:
    for name, page in pages.items():
        reason = refused(name, page)
        if reason:
            print(f"{name} would be left out of a brief: {reason}")


def _print_fields(
    pages: Mapping[str, str],
    gold: Gold,
    programs: Mapping[str, Callable[[str, str | None], Found]],
) -> None:
    names = [name for name in pages if "title" in gold[name]]
    print(f"\nfields on {len(names)} pages: right where there is one, invented where there is none")
    print(f"{'':20}{'headline':>10}{'author':>9}{'invented':>10}{'date':>8}{'invented':>10}")
    for name, program in programs.items():
        reader = {name: lambda page, text, program=program: program(text, gold[page].get("url"))}
        run = _run(reader, {page: pages[page] for page in names})[name]
        found = [run.found[page] or Found() for page in names]
        author, date = (
            [gold[page].get("author") for page in names],
            [gold[page].get("date") for page in names],
        )
        headline = exact([gold[page]["title"] for page in names], [one.headline for one in found])
        authors, dates = [one.author for one in found], [one.date for one in found]
        false_authors = "{}/{}".format(*invented(author, authors))
        false_dates = "{}/{}".format(*invented(date, dates))
        print(
            f"{name:20}{headline:10.3f}{exact(author, authors):9.3f}{false_authors:>10}"
            f"{exact(date, dates):8.3f}{false_dates:>10}",
            flush=True,
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
