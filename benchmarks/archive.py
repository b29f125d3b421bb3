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
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # before NumPy: this is about cores

import numpy as np  # noqa: E402

from benchmarks.copies import article  # noqa: E402
from benchmarks.endangered import Endangered  # noqa: E402
from benchmarks.made_up_pages import Page, dressed, pages, write  # noqa: E402
from benchmarks.summaries import is_installed  # noqa: E402
from benchmarks.tracking import Feed, look_alikes, mixed, valued  # noqa: E402
from briefing.archive import manifest as manifests  # noqa: E402
from briefing.archive.building import Size, build  # noqa: E402
from briefing.archive.families import families  # noqa: E402
from briefing.archive.spans import brief_of  # noqa: E402
from briefing.archive.stories import KEPT  # noqa: E402
from briefing.dedup.folding import MOST_POSTINGS, PROMISING  # noqa: E402
from briefing.engines.contract import Engine  # noqa: E402
from briefing.engines.opening import open_engine  # noqa: E402
from briefing.frequencies import Frequencies, added, counted  # noqa: E402
from briefing.model import Article, Hints, Locator, RawDocument  # noqa: E402
from briefing.parquet.files import write_tables  # noqa: E402
from briefing.partitions.plan import Recipe  # noqa: E402
from briefing.settings import (  # noqa: E402
    ArchiveSettings,
    ExtractSettings,
    Settings,
    SourceSettings,
    SummarizeSettings,
)
from briefing.stories.grouping import group  # noqa: E402
from briefing.stories.terms import terms  # noqa: E402
from briefing.stories.windows import Windows  # noqa: E402
from briefing.tables.tables import Span, opened  # noqa: E402

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ENGINES = (("serial", 1), ("local", 1), ("local", 2), ("local", 4), ("dask", 2))
RECIPE = Recipe(language="en", extract=ExtractSettings(), summarize=SummarizeSettings())
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
    parser.add_argument("--one", help="measure this in this process")
    options = parser.parse_args()
    if options.one:
        kind, size = options.one.split(":")
        print(json.dumps(MEASURES[kind](int(size), options.window)))
        return
    if options.pages:
        print_peers(options.pages)
    if options.engines:
        print_engines(options.engines)
    if options.faults:
        print_faults(options.faults)
    for size in options.sizes:
        print(f"{size:,} articles, line: {alone('line', size, options.window)}")
    if options.stories:
        print_stories(options.stories, options.data)
    if options.exchange:
        print(f"{options.exchange:,} articles, 8 buckets: {exchange(options.exchange, 8)}")
    if options.families:
        print(f"{options.families:,} articles, families: {alone('families', options.families, 0)}")


def alone(kind: str, size: int, window: int) -> object:
    """Measure in a process of its own."""
    command = [
        sys.executable, "-m", "benchmarks.archive", "--one", f"{kind}:{size}",
        "--window", str(window or 1),
    ]  # fmt: skip
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def settings(root: Path, folder: str = "pages") -> Settings:
    """Give the settings that everything is measured with."""
    return Settings(root=root, sources=(SourceSettings(name="pages", paths=(folder,)),))


def print_engines(count: int) -> None:
    """Build one archive with each engine; the digests must be the same."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        write(root / "pages", count)
        said: dict[str, str] = {}
        first = 0.0
        for engine, workers in ENGINES:
            folder = root / f"{engine}-{workers}"
            began, used = time.perf_counter(), cpu_s()
            with open_engine(engine, workers=workers) as opened_engine:
                built = build(settings(root), folder, opened_engine, now=NOW)
            wall = time.perf_counter() - began
            first = first or wall
            work = sum(built.seconds.values())
            said[engine] = digests(folder)
            print(
                f"{engine:6} {workers}: {wall:7.1f} s, {first / wall:.2f} times serial, "
                f"{cpu_s() - used:.0f} CPU s, outside of partitions "
                f"{100 * (wall * built.workers - work) / (wall * built.workers):.1f}%, "
                f"digests {said[engine][:12]}"
            )
        print("all the same" if len(set(said.values())) == 1 else "DIFFERENT")


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


def print_peers(count: int) -> None:
    """Compare on bare pages, and on such as real sites have."""
    bare = [page for page in pages(count) if not page.is_hostile]
    for label, chosen in {"bare": bare, "dressed": [dressed(one) for one in bare]}.items():
        size = sum(len(page.body) for page in chosen) / len(chosen) / 1000
        print(
            f"{len(chosen)} {label} pages of {size:.0f} kB to summaries, one core: {peers(chosen)}"
        )


def peers(chosen: Sequence[Page]) -> str:
    """Compare with programs that do the same, on the same pages; best of three rounds."""
    runs: dict[str, Callable[[Page], object]] = {"ours": ours(), "trafilatura + sumy": shipped}
    if is_installed("newspaper"):
        runs["newspaper4k with nlp"] = newspaper4k()
    best = dict.fromkeys(runs, float("inf"))
    for _ in range(3):
        for label, run in runs.items():
            run(chosen[0])
            began = time.process_time()
            for page in chosen:
                run(page)
            best[label] = min(best[label], time.process_time() - began)
    told = [f"{label} {1000 * s / len(chosen):.1f} ms" for label, s in best.items()]
    told += [
        f"ours is {s / best['ours']:.2f} times as fast as {label}"
        for label, s in best.items()
        if label != "ours"
    ]
    return ", ".join(told)


def ours() -> Callable[[Page], object]:
    """Give what goes from a page to a summary here."""
    from briefing.extractors.document import extract
    from briefing.summarizers.ranker import briefing
    from briefing.summarizers.reading import guarded

    summarize = briefing(RECIPE.summarize)

    def run(page: Page) -> object:
        article = extract(document(page), settings=RECIPE.extract, language="en")
        return guarded(article, summarize(article))

    return run


def shipped(page: Page) -> object:
    """Extract with trafilatura, and rank with sumy's LexRank as its manual shows."""
    import trafilatura

    from benchmarks.speed import shipped_lexrank

    found = trafilatura.bare_extraction(page.body, with_metadata=True)
    return shipped_lexrank(str(getattr(found, "text", "")))


def newspaper4k() -> Callable[[Page], object]:
    """Give newspaper4k's parse and nlp, with NLTK's splitter untrained: its data is a download."""
    import newspaper
    from newspaper import nlp
    from nltk.tokenize.punkt import PunktSentenceTokenizer

    nlp.split_sentences = PunktSentenceTokenizer().tokenize

    def run(page: Page) -> object:
        found = newspaper.Article(page.url, fetch_images=False)
        found.download(input_html=page.body)
        found.parse()
        found.nlp()
        return found.summary

    return run


def document(page: Page) -> RawDocument:
    """Give a page as it is read from a file."""
    body = page.body.encode()
    return RawDocument(
        locator=Locator(kind="file", uri=page.url, source="made up"),
        body=body,
        media_type="text/html",
        charset="utf-8",
        fetched_at=page.at,
        digest=hashlib.sha256(body).hexdigest(),
        hints=Hints(url=page.url, published=page.at),
    )


def line(count: int, window: int) -> dict[str, object]:
    """Go the whole line: build an archive, fold, group, compose a brief of all of it."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        write(root / "pages", count)
        told: dict[str, object] = {}
        began = cpu_s()
        with open_engine("serial") as engine:
            built = build(settings(root), root / "archive", engine, now=NOW)
        told |= {"articles": built.total, "build CPU s": round(cpu_s() - began, 1)}
        size = sum(path.stat().st_size for path in (root / "archive/parts").iterdir())
        told |= {
            "bytes an article": round(size / max(built.total, 1)),
            "build MB": round(peak_mb()),
        }
        began = cpu_s()
        most = min(window, ArchiveSettings().max_articles)
        given = replace(settings(root), archive=ArchiveSettings(max_articles=most))
        _, said = brief_of(given, root / "archive", Span(), now=NOW, window=window)
        told |= {"brief CPU s": round(cpu_s() - began, 1), "peak MB": round(peak_mb())}
        told |= {f"s to {stage}": round(s, 1) for stage, s in said.seconds.items()}
        told |= {f"after {stage}": count for stage, count in said.counts.items()}
        return told


def print_stories(count: int, data: Path | None) -> None:
    """Compare stories of windows with those of one window."""
    feeds = {"planted": planted(count), "planted, with pauses": paused(planted(count))}
    if data:
        feeds |= {f"look-alikes, seed {seed}": look_alikes(data, seed) for seed in range(3)}
        feeds["updates among other news"] = mixed(data)
    print("| stories | window | frequencies | F1 | precision | recall | CPU s |")
    print("|---|---|---|---|---|---|---|")
    for name, feed in feeds.items():
        known = {one.id: terms(one) for one in feed.articles}
        for parts, is_hashed in ((1, True), (5, True), (10, True), (5, False), (10, False)):
            began = time.process_time()
            size = -(-len(feed.articles) // parts)
            found = windowed(feed, known, size, is_hashed=is_hashed)
            score, used = valued(found, feed), time.process_time() - began
            kind = "at once" if parts == 1 else "of all, hashed" if is_hashed else "of the window"
            print(f"| {name} | 1/{parts} | {kind} | {score} | {used:.1f} |", flush=True)


def planted(count: int) -> Feed:
    """Give the planted stories of made-up pages, without copies."""
    found, gold = [], {}
    for page in pages(count):
        if not (page.is_copy or page.is_hostile):
            one = article(f"{page.number:08}", page.headline, "\n\n".join(page.paragraphs))
            found.append(replace(one, published=page.at))
            gold[one.id] = str(page.story)
    return Feed(_by_age(found), gold)


def paused(feed: Feed) -> Feed:
    """Spread stories over 60 days, and let two in five articles of each come after a pause."""
    chance = random.Random(3)
    begins = {
        story: (chance.uniform(0, 60), chance.uniform(5, 25))
        for story in sorted({*feed.gold.values()})
    }
    found = []
    for one in feed.articles:
        begin, pause = begins[feed.gold[one.id]]
        days = begin + chance.uniform(0, 2) + pause * (chance.random() < 0.4)  # noqa: PLR2004
        found.append(replace(one, published=NOW + timedelta(days=days)))
    return Feed(_by_age(found), feed.gold)


def _by_age(articles: Iterable[Article]) -> list[Article]:
    return sorted(articles, key=lambda one: (one.published or NOW, one.digest))


def windowed(
    feed: Feed, known: Mapping[str, Mapping[str, float]], size: int, *, is_hashed: bool
) -> list[list[str]]:
    """Group windows of so many texts, or all as a day is grouped where they fit one."""

    def frequencies(articles: Sequence[Article]) -> Frequencies:
        return added([counted(known[one.id] for one in articles)])

    ordered = _by_age(feed.articles)
    if size >= len(ordered):
        stories = group(ordered, terms_of=lambda one: known[one.id])
        return [list(story.article_ids) for story in stories]
    windows = Windows(among=frequencies(ordered), most=KEPT * size)
    found: dict[int, list[str]] = {}
    for begin in range(0, len(ordered), size):
        window = ordered[begin : begin + size]
        if not is_hashed:
            windows.among = frequencies(window)
        for one in windows.add(window, lambda one: known[one.id]):
            earlier = [key for number in one.earlier for key in found.pop(number)]
            found[one.number] = earlier + [each.id for each in one.articles]
    return list(found.values())


def families_of(count: int, _window: int) -> dict[str, object]:
    """Find the families of so many articles, of which only the fingerprints are made."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # Made by another process: what that takes is no part of folding.
        with get_context("spawn").Pool(1) as maker:
            files = maker.apply(fingerprints, (folder, count))
        base = peak_mb()
        began, used = time.perf_counter(), cpu_s()
        with opened(folder, memory_mb=256) as tables:
            tables.choose(files, Span())
            found = [len(family) for family in families(tables)]
        return {
            "families": len(found),
            "in families": sum(found),
            "wall s": round(time.perf_counter() - began, 1),
            "CPU s": round(cpu_s() - used, 1),
            "MB before": round(base),
            "peak MB": round(peak_mb()),
        }


def exchange(count: int, buckets: int) -> dict[str, object]:
    """Find the families of so many articles by shingles in buckets, one DuckDB for each.

    As several machines would: fingerprints are written to a file for each bucket of their
    hash, pairs are counted within it, and the counts of all buckets are added up.
    """
    import duckdb

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with get_context("spawn").Pool(1) as maker:
            maker.apply(fingerprints, (folder, count))
        (folder / "pairs").mkdir()
        marks = {"folder": name, "buckets": buckets, "most": MOST_POSTINGS, "share": PROMISING}

        def run(queries: str) -> tuple[float, list[tuple[int, ...]]]:
            began = cpu_s()
            with duckdb.connect() as db:
                db.execute(f"SET memory_limit = '256MB'; SET temp_directory = '{name}/spill'")
                db.execute("SET threads = 1; SET preserve_insertion_order = false")
                rows = db.execute(queries.format(**marks)).fetchall()
            return cpu_s() - began, rows

        written, _ = run(_TO_BUCKETS)
        joined = []
        for bucket in range(buckets):
            marks["bucket"] = bucket
            joined.append(run(_OF_BUCKET)[0])
        added_up, pairs = run(_OF_ALL)
        return {
            "pairs": len(pairs),
            "CPU s to buckets": round(written, 1),
            "of each bucket": [round(one, 1) for one in joined],
            "to add up": round(added_up, 1),
            "MB of shingles": round(_megabytes(folder, "shingles/*/*.parquet")),
            "MB of pairs": round(_megabytes(folder, "pairs/*.parquet"), 1),
        }


def _megabytes(folder: Path, pattern: str) -> float:
    return sum(path.stat().st_size for path in folder.glob(pattern)) / 1e6


_TO_BUCKETS = """
COPY (SELECT rank, unnest(sample) AS shingle, len(sample) AS size,
        hash(shingle) % {buckets} AS bucket
    FROM (SELECT sample, row_number() OVER (ORDER BY characters DESC, published, id) AS rank
        FROM '{folder}/*.parquet')) TO '{folder}/shingles'
(FORMAT parquet, COMPRESSION zstd, PARTITION_BY (bucket))
"""
_OF_BUCKET = """
CREATE TABLE own AS SELECT * FROM '{folder}/shingles/bucket={bucket}/*.parquet';
CREATE TABLE heads AS SELECT shingle, rank FROM (
    SELECT shingle, rank, row_number() OVER (PARTITION BY shingle ORDER BY rank) AS place,
        count(*) OVER (PARTITION BY shingle) AS texts FROM own
) WHERE texts > 1 AND place <= {most};
COPY (SELECT h.rank AS longer, s.rank AS shorter, count(*) AS shared, any_value(s.size) AS size
    FROM own s JOIN heads h ON h.shingle = s.shingle AND h.rank < s.rank GROUP BY ALL)
TO '{folder}/pairs/{bucket}.parquet' (FORMAT parquet, COMPRESSION zstd)
"""
_OF_ALL = """
SELECT longer, shorter FROM '{folder}/pairs/*.parquet' GROUP BY longer, shorter
HAVING sum(shared) >= greatest(1.0, {share} * any_value(size)) ORDER BY ALL
"""


def fingerprints(folder: Path, count: int) -> list[Path]:
    """Write partitions that hold nothing but what copies are found by; one in ten is a copy.

    A text has about 50 sampled shingles, of which every tenth stands in many others too.
    """
    import pyarrow as pa

    from briefing.parquet.rows import SCHEMA

    files = []
    chance = np.random.default_rng(7)
    each = 10_000
    for begin in range(0, count, each):
        rows = min(each, count - begin)
        sizes = chance.integers(30, 70, rows)
        own = [chance.integers(1, 2**62, size) for size in sizes.tolist()]
        for shingles in own:
            common = chance.random(len(shingles)) < 0.1  # noqa: PLR2004
            shingles[common] = chance.integers(1, 5_000, int(common.sum()))
        for place in range(9, rows, 10):
            own[place] = own[place - 1][: max(8, int(sizes[place - 1] * 0.7))]
        at = NOW - timedelta(days=begin / 5_000)
        names = [f"{begin + place:012}" for place in range(rows)]
        columns = {
            "id": names,
            "uri": names,
            "digest": names,
            "published": [at] * rows,
            "day_only": [False] * rows,
            "characters": [8 * 45 * len(one) for one in own],
            "words": [8 * len(one) for one in own],
            "sample": own,
        }
        arrays = [
            pa.array(columns[column.name], type=column.type)
            if column.name in columns
            else pa.nulls(rows, type=column.type)
            for column in SCHEMA
        ]
        path = folder / f"{begin:09}.parquet"
        write_tables(path, SCHEMA, [pa.Table.from_arrays(arrays, schema=SCHEMA)])
        files.append(path)
    return files


def cpu_s() -> float:
    """Give the CPU seconds of this process and of its children that have ended."""
    own, others = (
        resource.getrusage(one) for one in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def peak_mb() -> float:
    """Give the most memory that this process held."""
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage says on Linux begins with what our parent held
        [line] = [each for each in status.read_text().splitlines() if each.startswith("VmHWM")]
        return int(line.split()[1]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)


MEASURES: dict[str, Callable[[int, int], dict[str, object]]] = {
    "line": line,
    "families": families_of,
}


if __name__ == "__main__":
    main()
