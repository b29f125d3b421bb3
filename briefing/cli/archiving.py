"""`briefing archive`: articles of months and years, and briefs of any span of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from briefing.cli.alone import alone_in
from briefing.cli.configuring import (
    context,
    find_libraries,
    pin_threads,
    settings_path,
    time_of,
)
from briefing.cli.console import Console, plain
from briefing.cli.flags import Command
from briefing.cli.publishing import (
    day_of,
    formats_of,
    output_option,
    publisher_of,
    tell_receipts,
)
from briefing.cli.reading import with_sources
from briefing.cli.statuses import NOTHING_READ, SOME_LEFT_OUT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from briefing.archive.building import Built, Progress
    from briefing.model import Article, Brief
    from briefing.partitions.plan import Partition
    from briefing.partitions.work import Made
    from briefing.settings import Settings, ThemeSettings
    from briefing.tables.tables import Span

FC = TypeVar("FC", bound="Callable[..., Any] | click.Command")

_MINUTE_S, _HOUR_S = 60, 3_600
_REDRAWN_S = 0.1  # between two looks of a line
# What is left after each stage of a brief; a story has several articles.
_COUNTED = {
    "select": "articles of the span",
    "fold": "articles without copies",
    "group": "stories",
    "consider": "stories considered",
    "compose": "articles considered",
}

engine_options = (
    click.option(
        "--engine",
        metavar="NAME",
        help="What does the work: serial, local, dask or dask://host:port.",
    ),
    click.option("--workers", type=int, metavar="N", help="How many work at a time."),
)


def _folder_option(*names: str) -> Callable[[FC], FC]:
    return click.option(
        *names,
        "folder",
        metavar="DIR",
        type=click.Path(file_okay=False, readable=False),
        help="The folder of the archive; else archive.path.",
    )


archive_option = _folder_option("--archive")
from_option = _folder_option("--archive", "--from")


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
    needs_packages()
    from briefing.archive.building import build  # noqa: PLC0415
    from briefing.engines.opening import open_engine  # noqa: PLC0415

    console = ctx.ensure_object(Console)
    pin_threads()
    settings, folder = _settings(ctx, flags)
    if flags["sources"]:
        settings = _from_places(settings, flags["sources"])
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


def _from_places(settings: Settings, places: Sequence[str]) -> Settings:
    """Read these in place of the sources; each has one name in all runs, whatever stands beside."""
    from dataclasses import replace  # noqa: PLC0415

    read = with_sources(settings, places)
    named = zip(read.sources, places, strict=True)
    return replace(read, sources=tuple(replace(one, name=place) for one, place in named))


def _end(ctx: click.Context, built: Built) -> None:
    console: Console = ctx.obj
    console.tell_drops(built.drops)
    for partition, why in built.lost:
        console.warn(f"{_named(partition)} is left out: {why}")
    for partition in built.gone:
        console.warn(f"{_named(partition)} is lost: these are not among the sources any more")
    if not built.total:
        ctx.exit(NOTHING_READ)
    if built.lost or built.gone or any(drop.reason.is_fault for drop in built.drops):
        ctx.exit(SOME_LEFT_OUT)


def _named(partition: Partition) -> str:
    names = ", ".join(one.uri for one in partition.inputs[:3])
    more = f" and {len(partition.inputs) - 3:,} more" if len(partition.inputs) > 3 else ""  # noqa: PLR2004
    return f"partition {partition.name} ({names}{more})"


@archive.command(cls=Command, name="check")
@archive_option
@click.pass_context
def check_archive(ctx: click.Context, /, **flags: Any) -> None:
    """Hold each partition against its digest and its counts; the exit status is 1 on faults."""
    needs_packages()
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
    partitions = _counted(len(manifest.entries), "partition")
    articles = _counted(manifest.articles, "article")
    console.say(f"{folder}: whole, {partitions} with {articles}")


def _settings(ctx: click.Context, flags: Mapping[str, Any]) -> tuple[Settings, Path]:
    """Read the settings, and give the folder of the archive."""
    from pathlib import Path  # noqa: PLC0415

    from briefing.loading import check, read  # noqa: PLC0415

    path = settings_path(ctx)
    options = {
        "run.engine": ("--engine", flags.get("engine")),
        "run.workers": ("--workers", flags.get("workers")),
        "brief.title": ("--title", flags.get("title")),
        "output.formats": ("--format", flags.get("formats")),
    }
    wanted = {key: option for key, option in options.items() if option[1] is not None}
    settings = check(read(path) if path else {}, context(path, wanted))
    folder = flags["folder"]
    return settings, Path(folder) if folder else settings.archive.path


def needs_packages() -> None:
    """Say what to install, where it is missing: before anything that imports it."""
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

    def tell(done: int, planned: int, made: Made | None) -> None:
        nonlocal articles, fresh
        if made is None:
            if as_json:
                _show_json(console, {"stage": "partitions", "done": done, "planned": planned})
            else:
                console.progress("partitions", done, planned)
            return
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


def steps_on(console: Console) -> Callable[[str, int, int], None]:
    """Give what tells of the steps of stages on a terminal, with their rate and the time left."""
    from time import perf_counter  # noqa: PLC0415

    stage, began, told_at = "", 0.0, 0.0

    def tell(name: str, done: int, of: int) -> None:
        nonlocal stage, began, told_at
        now = perf_counter()
        if name != stage:
            stage, began = name, now
        elif done < of and now - told_at < _REDRAWN_S:
            return
        told_at = now
        rate = done / max(now - began, 1e-6)
        note = f"{rate:,.0f}/s, {_time((of - done) / rate)} left" if now > began and done else ""
        console.progress(name, done, of, note)

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
        "partitions found of a run before": built.found,
        "partitions lost": len(built.lost),
        "articles": built.articles,
        "articles in the archive": built.total,
        **{f"left out: {reason}": count for reason, count in sorted(built.left_out.items())},
        **{f"seconds to {stage}": round(s, 1) for stage, s in sorted(built.seconds.items())},
        "seconds in all": round(built.wall_s, 1),
        "workers": built.workers,
        "articles a second": round(rate, 1),
    }
    _tell_all(said, console, as_json=as_json)


def _tell_all(said: Mapping[str, Any], console: Console, *, as_json: bool) -> None:
    if as_json:
        _show_json(console, {"stage": "summary", **said})
        return
    for name, value in said.items():
        console.say(f"{name:<40} {value:>12,}")


def _show_json(console: Console, said: Mapping[str, Any]) -> None:
    import json  # noqa: PLC0415

    console.show(json.dumps(said))


span_options = (
    click.option("--since", metavar="TIME", help="From this day or time on (ISO 8601)."),
    click.option(
        "--until", metavar="TIME", help="Up to this day, which is included, or up to this time."
    ),
    click.option(
        "--site",
        "sites",
        multiple=True,
        metavar="NAME",
        help="Of this outlet, or this host; may be repeated.",
    ),
)


@archive.command(cls=Command, name="query", short_help="List the articles that fit.")
@click.argument("words", nargs=-1, metavar="[WORD]...")
@from_option
@span_options[0]
@span_options[1]
@span_options[2]
@click.option(
    "--theme", "themes", multiple=True, metavar="NAME", help="That fit this theme of the settings."
)
@click.option("--left-out", is_flag=True, help="List what was left out, and why.")
@click.option("--json", "as_json", is_flag=True, help="Print whole articles, as JSON lines.")
@click.pass_context
def query(ctx: click.Context, /, **flags: Any) -> None:
    """List day, outlet, headline and place of articles, parted by tabs.

    Each WORD must stand in the headline or the text; it is looked for as a term of a theme
    is, so `expulsion` finds `expulsions`, and "expul*" any word that begins so. "port fees"
    in quotes is a phrase; for AND, OR and NOT, ask by --theme. The order is that of the
    archive: `| sort` gives that of the days.
    """
    needs_packages()
    from briefing.archive.searching import left_out, search  # noqa: PLC0415

    _refuse_more_than_left_out(flags)
    console = ctx.ensure_object(Console)
    settings, folder = _settings(ctx, flags)
    if flags["left_out"]:
        for one in left_out(folder):
            console.show("\t".join(map(plain, (one.uri, one.reason.value, one.detail))))
        return
    found = 0
    for article in search(
        folder,
        _span(flags, settings),
        words=flags["words"],
        themes=_themes(flags["themes"], settings),
        memory_mb=settings.run.memory_mb,
    ):
        found += 1
        if flags["as_json"]:
            from briefing.encoding import encode  # noqa: PLC0415

            _show_json(console, encode(article))
            continue
        day = _day(article, settings.brief.timezone)
        parts = (day, article.outlet, article.headline, article.url or article.uri)
        console.show("\t".join(map(plain, parts)))
    console.say(_counted(found, "article"))


def _day(article: Article, timezone: str) -> str:
    """Name the day of an article, the same one that --since and --until count."""
    if article.published is None:
        return "no date"
    if article.published_day_only:
        return article.published.date().isoformat()
    return day_of(article.published, timezone)


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def _refuse_more_than_left_out(flags: Mapping[str, Any]) -> None:
    """Refuse what would have no effect."""
    others = ("words", "since", "until", "sites", "themes", "as_json")
    if flags["left_out"] and any(flags[name] for name in others):
        raise click.UsageError("--left-out lists all that was left out; give it alone")


def _themes(names: tuple[str, ...], settings: Settings) -> list[ThemeSettings]:
    from briefing.errors import SettingsError  # noqa: PLC0415
    from briefing.loading import unknown  # noqa: PLC0415

    known = {theme.name: theme for theme in settings.themes}
    faults = [f"--theme: {unknown('theme', name, known)}" for name in names if name not in known]
    if faults:
        raise SettingsError(*faults)
    return [known[name] for name in names]


def _span(flags: Mapping[str, Any], settings: Settings) -> Span:
    """Read --since and --until: a day is one in the time zone of the brief."""
    from briefing.tables.tables import Span  # noqa: PLC0415

    since = _moment("--since", flags["since"], settings, is_end=False)
    until = _moment("--until", flags["until"], settings, is_end=True)
    if since and until and since >= until:
        raise click.UsageError("--since: is not before --until")
    return Span(since=since, until=until, sites=flags["sites"])


def _moment(flag: str, given: str | None, settings: Settings, *, is_end: bool) -> datetime | None:
    from datetime import datetime, timedelta  # noqa: PLC0415
    from zoneinfo import ZoneInfo  # noqa: PLC0415

    if given is None:
        return None
    try:
        moment = datetime.fromisoformat(given)
    except ValueError as error:
        raise click.UsageError(f"{flag} {given}: expected a day such as 2026-11-21") from error
    is_day = len(given) <= len("2026-11-21")
    if is_day and is_end:
        moment += timedelta(days=1)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(settings.brief.timezone))


@archive.command(cls=Command, name="brief", short_help="Write a brief of a span.")
@from_option
@span_options[0]
@span_options[1]
@span_options[2]
@output_option
@click.option("--title", metavar="TEXT", help="The title on the first page.")
@click.option(
    "--format", "formats", multiple=True, metavar="NAME", help="A format to write; may be repeated."
)
@click.option(
    "--as-of",
    metavar="TIME",
    help="Date the brief so (ISO 8601); else SOURCE_DATE_EPOCH, else now.",
)
@click.option("--json", "as_json", is_flag=True, help="Tell the summary as a line of JSON.")
@click.pass_context
def brief(ctx: click.Context, /, **flags: Any) -> None:
    """Write a brief of the articles of a span: a day, a week, a year.

    Copies are folded and stories are grouped over the whole span. Without -o the brief
    goes to a folder per span, such as build/2026-01-05--2026-01-11/.
    """
    needs_packages()
    from contextlib import nullcontext  # noqa: PLC0415
    from time import perf_counter  # noqa: PLC0415

    from briefing.archive.spans import brief_of  # noqa: PLC0415
    from briefing.pipeline import render_again  # noqa: PLC0415

    console = ctx.ensure_object(Console)
    began = perf_counter()
    if flags["as_json"] and "-" in flags["outputs"]:
        raise click.UsageError("--json and -o - would both go to standard output")
    find_libraries()
    pin_threads()
    formats = formats_of(flags)
    settings, folder = _settings(ctx, {**flags, "formats": formats or None})
    now = time_of(flags["as_of"], settings)
    made, told = brief_of(
        settings, folder, _span(flags, settings), now=now, progress=steps_on(console)
    )
    composed = perf_counter()
    publisher = publisher_of(flags["outputs"], _home_of(made, settings), console)
    with nullcontext() if flags["outputs"] else alone_in(ctx, settings):
        receipts, warnings = render_again(settings, made, publisher=publisher)
    told.seconds["render"] = perf_counter() - composed
    tell_receipts(receipts, console)
    for warning in (*told.warnings, *warnings):
        console.warn(warning)
    said: dict[str, Any] = {
        **{_COUNTED.get(stage, stage): count for stage, count in told.counts.items()},
        **{f"left out: {reason}": n for reason, n in told.left_out().items()},
        **{f"seconds to {stage}": round(s, 1) for stage, s in told.seconds.items()},
        "seconds in all": round(perf_counter() - began, 1),
    }
    _tell_all(said, console, as_json=flags["as_json"])


def _home_of(brief: Brief, settings: Settings) -> Path:
    """Name the folder of a span: that of a day belongs to the brief of the day."""
    days = [day_of(moment, brief.timezone) for moment in brief.period or (brief.issued,)]
    return settings.output.directory / "--".join(days)
