"""`briefing archive`: articles of months and years, and briefs of any span of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from briefing.cli.configuring import context, pin_threads, settings_path, time_of
from briefing.cli.console import Console, plain
from briefing.cli.flags import Command
from briefing.cli.reading import with_sources

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from briefing.archive.building import Built, Progress
    from briefing.partitions.work import Made
    from briefing.settings import Settings

SOME_LEFT_OUT = 3
NOTHING_READ = 4
_MINUTE_S, _HOUR_S = 60, 3_600

engine_options = (
    click.option(
        "--engine",
        metavar="NAME",
        help="What does the work: serial, local, dask or dask://host:port.",
    ),
    click.option("--workers", type=int, metavar="N", help="How many work at a time."),
)
archive_option = click.option(
    "--archive",
    "folder",
    metavar="DIR",
    type=click.Path(file_okay=False, readable=False),
    help="The folder of the archive; else archive.path.",
)


@click.group()
def archive() -> None:
    """Build an archive of articles, look into it, and make briefs of any span of it."""


@archive.command(cls=Command, name="build", short_help="Add what is new in the sources.")
@click.argument("sources", nargs=-1, metavar="[SRC]...", type=click.Path(readable=False))
@archive_option
@engine_options[0]
@engine_options[1]
@click.option("--anew", is_flag=True, help="Make all of it again, where other settings made it.")
@click.option("--repair", is_flag=True, help="Make again what is missing or damaged.")
@click.option("--json", "as_json", is_flag=True, help="Tell progress and summary as JSON lines.")
@click.pass_context
def build_archive(ctx: click.Context, /, **flags: Any) -> None:
    """Add what is new in SRC (files, folders, globs) to the archive; else in the sources.

    Web archives (WARC), JSON lines, folders of pages and whatever else `briefing build`
    reads. Of the web, what was fetched before is taken. Ctrl-C stops it, and the next run
    goes on from there.
    """
    from briefing.archive.building import build  # noqa: PLC0415
    from briefing.engines.opening import open_engine  # noqa: PLC0415

    console = ctx.ensure_object(Console)
    pin_threads()
    settings, folder = _settings(ctx, flags)
    if flags["sources"]:
        settings = with_sources(settings, flags["sources"])
    with open_engine(settings.run.engine, workers=settings.run.workers) as engine:
        built = build(
            settings,
            folder,
            engine,
            now=time_of(None, settings),
            anew=flags["anew"],
            repair=flags["repair"],
            progress=_progress(console, as_json=flags["as_json"]),
        )
    _tell(built, console, as_json=flags["as_json"])
    _end(ctx, built)


def _end(ctx: click.Context, built: Built) -> None:
    console: Console = ctx.obj
    console.tell_drops(built.drops)
    for partition, why in built.lost:
        names = ", ".join(one.uri for one in partition.inputs[:3])
        more = f" and {len(partition.inputs) - 3:,} more" if len(partition.inputs) > 3 else ""  # noqa: PLR2004
        console.warn(f"partition {partition.name} ({names}{more}) is left out: {why}")
    if not built.total:
        ctx.exit(NOTHING_READ)
    if built.lost or any(drop.reason.is_fault for drop in built.drops):
        ctx.exit(SOME_LEFT_OUT)


@archive.command(cls=Command, name="check")
@archive_option
@click.pass_context
def check_archive(ctx: click.Context, /, **flags: Any) -> None:
    """Hold each partition against its digest and its counts; the exit status is 1 on faults."""
    from briefing.archive.checking import findings  # noqa: PLC0415
    from briefing.archive.manifest import needed  # noqa: PLC0415

    console = ctx.ensure_object(Console)
    _, folder = _settings(ctx, flags)
    is_wrong = False
    for found in findings(folder):
        console.show(plain(found))
        is_wrong = True
    if is_wrong:
        ctx.exit(1)
    manifest = needed(folder)
    count = len(manifest.entries)
    console.say(f"{folder}: {count:,} partitions with {manifest.articles:,} articles are whole")


def _settings(ctx: click.Context, flags: Mapping[str, Any]) -> tuple[Settings, Path]:
    """Read the settings, and give the folder of the archive."""
    from pathlib import Path  # noqa: PLC0415

    from briefing.loading import check, read  # noqa: PLC0415

    path = settings_path(ctx)
    options = {
        "run.engine": ("--engine", flags.get("engine")),
        "run.workers": ("--workers", flags.get("workers")),
    }
    wanted = {key: option for key, option in options.items() if option[1] is not None}
    settings = check(read(path) if path else {}, context(path, wanted))
    _needs_packages()
    folder = flags["folder"]
    return settings, Path(folder) if folder else settings.archive.path


def _needs_packages() -> None:
    from importlib.util import find_spec  # noqa: PLC0415

    from briefing.errors import SettingsError  # noqa: PLC0415

    missing = [name for name in ("pyarrow", "duckdb") if find_spec(name) is None]
    if missing:
        raise SettingsError(
            f"an archive needs {' and '.join(missing)}: pip install 'briefing-desk[scale]'"
        )


def _progress(console: Console, *, as_json: bool) -> Progress:
    """Tell of each partition as it is done: on a terminal, or as a line of JSON."""
    from time import perf_counter  # noqa: PLC0415

    began = perf_counter()
    articles = fresh = 0

    def tell(done: int, planned: int, made: Made) -> None:
        nonlocal articles, fresh
        articles += 0 if made.is_old else made.articles
        fresh += not made.is_old
        spent = max(perf_counter() - began, 1e-6)
        left_s = spent / fresh * (planned - done) if fresh else 0.0
        if as_json:
            said = {
                "stage": "partitions", "done": done, "planned": planned, "partition": made.name,
                "articles": made.articles, "articles_per_s": round(articles / spent, 1),
                "left_s": round(left_s, 1),
            }  # fmt: skip
            _show_json(console, said)
        else:
            note = f"{articles / spent:,.0f} articles/s, {_time(left_s)} left"
            console.progress("partitions", done, planned, note)

    return tell


def _time(seconds: float) -> str:
    if seconds < _MINUTE_S:
        return f"{seconds:.0f} s"
    if seconds < _HOUR_S:
        return f"{seconds / _MINUTE_S:.0f} min"
    return f"{seconds / _HOUR_S:.1f} h"


def _tell(built: Built, console: Console, *, as_json: bool) -> None:
    """Tell what a build came to."""
    rate = built.articles / built.wall_s if built.made and built.wall_s else 0.0
    said: dict[str, Any] = {
        "partitions made": built.made,
        "partitions found": built.found,
        "partitions lost": len(built.lost),
        "articles": built.articles,
        "articles in the archive": built.total,
        **{f"left out: {reason}": count for reason, count in sorted(built.left_out.items())},
        **{f"seconds to {stage}": round(s, 1) for stage, s in sorted(built.seconds.items())},
        "seconds in all": round(built.wall_s, 1),
        "workers": built.workers,
        "articles a second": round(rate, 1),
    }
    if as_json:
        _show_json(console, {"stage": "summary", **said})
        return
    for name, value in said.items():
        console.say(f"{name:<40} {value:>12,}")


def _show_json(console: Console, said: Mapping[str, Any]) -> None:
    import json  # noqa: PLC0415

    console.show(json.dumps(said))
