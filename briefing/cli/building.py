"""`briefing build`: write a brief."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from briefing.cli.alone import alone_in
from briefing.cli.completing import (
    complete_formats,
    complete_methods,
    complete_pages,
    complete_themes,
)
from briefing.cli.configuring import (
    context,
    find_libraries,
    refuse_closed_input,
    settings_path,
    since_of,
    time_of,
    until_of,
)
from briefing.cli.console import Console
from briefing.cli.delivering import deliver_published
from briefing.cli.flags import Command
from briefing.cli.publishing import (
    day_of,
    formats_of,
    output_option,
    point_to_newest,
    publisher_of,
    tell_receipts,
)
from briefing.cli.statuses import NOT_DELIVERED, SOME_LEFT_OUT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from briefing.model import Report
    from briefing.settings import Settings, SourceSettings
    from briefing.store.store import Store


@click.command(cls=Command, short_help="Write a brief (the default).")
@click.argument(
    "articles", nargs=-1, metavar="[ARTICLES]...", type=click.Path(readable=False, allow_dash=True)
)
@output_option
@click.option("--title", metavar="TEXT", help="The title on the first page.")
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="NAME",
    shell_complete=complete_formats,
    help="A format to write; may be repeated.",
)
@click.option(
    "--method",
    metavar="NAME",
    shell_complete=complete_methods,
    help="How sentences are ranked; see `briefing plugins`.",
)
@click.option(
    "--sentences", type=int, metavar="N", help="Sentences per article and theme, at most."
)
@click.option(
    "--theme",
    "themes",
    multiple=True,
    metavar="NAME",
    shell_complete=complete_themes,
    help="Only this theme; may be repeated.",
)
@click.option(
    "--page",
    metavar="SIZE",
    shell_complete=complete_pages,
    help="The paper of the PDF: A4 or Letter.",
)
@click.option(
    "--as-of",
    metavar="TIME",
    help="Build the brief of this day or time (ISO 8601); else SOURCE_DATE_EPOCH, else now.",
)
@click.option(
    "--since",
    metavar="WHEN",
    help="Only what is new since `last` (the last edition), a day or time (ISO 8601), or a "
    "span such as 7d, 2w or 12h.",
)
@click.option("--offline", is_flag=True, help="Fetch nothing; use what was fetched before.")
@click.option("--no-store", is_flag=True, help="Keep nothing of what was read and printed.")
@click.option("--no-deliver", is_flag=True, help="Send nothing to those under [[deliver]].")
@click.option(
    "--empty",
    type=click.Choice(["write", "skip", "fail"]),
    default="write",
    help="Where there is nothing to tell: write a brief that says why (the default), "
    "leave what stands there, or fail with status 5.",
)
@click.option(
    "--depfile",
    metavar="FILE",
    type=click.Path(dir_okay=False, readable=False),
    help="Write down, as a rule for make, all that the brief is made of.",
)
@click.option(
    "--stamp",
    metavar="FILE",
    type=click.Path(dir_okay=False, readable=False),
    help="Write this file when all is done, for make to compare times with.",
)
@click.option(
    "--lock-wait",
    type=click.FloatRange(min=0, max=86_400),
    default=0.0,
    metavar="SECONDS",
    help="Wait so long for another run at work in the same folder; else do not.",
)
@click.option(
    "--deadline",
    type=click.FloatRange(min=0, min_open=True, max=604_800),
    metavar="SECONDS",
    help="Give up when the run is not done after so long.",
)
@click.pass_context
def build(ctx: click.Context, /, **flags: Any) -> None:
    """Write a brief from ARTICLES (files, folders, globs; - is standard input).

    Without ARTICLES the sources of the settings file are read. Without -o the brief
    goes to a folder per day, build/DATE/, and build/latest leads to the newest.
    """
    from contextlib import ExitStack  # noqa: PLC0415

    from briefing.cli.ending import deadline  # noqa: PLC0415
    from briefing.errors import NothingToTellError  # noqa: PLC0415

    console = ctx.ensure_object(Console)
    find_libraries()
    settings = _build_settings(ctx, flags)
    refuse_closed_input(settings)
    keeps = settings_path(ctx) is not None and not flags["no_store"]
    if flags["since"] and not keeps:
        raise click.UsageError("--since: needs a settings file, and its store, to remember by")
    try:
        with deadline(flags["deadline"]), ExitStack() as stack:
            if keeps or not flags["outputs"]:
                stack.enter_context(alone_in(ctx, settings, wait_s=flags["lock_wait"]))
            report = _run(ctx, settings, flags, keeps=keeps)
            _tell(report, console)
            # What goes to a file that -o names is published nowhere.
            delivers = settings.deliver and not flags["outputs"] and not flags["no_deliver"]
            if delivers and not deliver_published(settings, report, keeps=keeps, console=console):
                ctx.exit(NOT_DELIVERED)
    except NothingToTellError as error:
        if flags["empty"] == "fail":
            raise
        console.say(f"nothing to tell: {error.detail}; nothing was written")
        console.tell_drops(error.drops)
        return
    _tell_make(ctx, settings, flags, now=report.brief.issued)
    if any(drop.reason.is_fault for drop in report.drops):
        ctx.exit(SOME_LEFT_OUT)


def _run(
    ctx: click.Context, settings: Settings, flags: Mapping[str, Any], *, keeps: bool
) -> Report:
    """Do what a run does while nobody else is at work in the folder."""
    from contextlib import nullcontext  # noqa: PLC0415

    from briefing.housekeeping import let_go  # noqa: PLC0415
    from briefing.keeping import kept_in  # noqa: PLC0415
    from briefing.pipeline import run  # noqa: PLC0415

    console = ctx.ensure_object(Console)
    home = settings.output.directory
    store = settings.store.path if settings_path(ctx) else None
    with kept_in(settings.store.path) if keeps else nullcontext() as keeper:
        now = time_of(flags["as_of"], settings, keeper.issued if keeper else None)
        day = home / day_of(now, settings.brief.timezone)
        report = run(
            settings,
            now=now,
            publisher=publisher_of(flags["outputs"], day, console, home=home if keeps else None),
            offline=flags["offline"],
            progress=console.progress,
            keeper=keeper,
            since=since_of(flags["since"], now, settings),
            until=until_of(flags["as_of"], now, settings),
            writes_empty=flags["empty"] == "write",
        )
        if keeper:
            _prune(keeper.store, settings, now, console)
    if not flags["outputs"]:
        point_to_newest(day)
    if store and settings.output.keep:
        for gone in let_go(home, store, keep=settings.output.keep):
            console.say(f"{gone}: removed, as output.keep says")
    return report


def _tell(report: Report, console: Console) -> None:
    tell_receipts(report.receipts, console)
    console.tell_drops(report.drops)
    for warning in report.warnings:
        console.warn(warning)
    if not report.brief.sources and not report.brief.withdrawn:
        console.say(f"an empty brief: {report.brief.note}")


def _tell_make(
    ctx: click.Context, settings: Settings, flags: Mapping[str, Any], *, now: datetime
) -> None:
    """Write the rule and the stamp that make asks for; the stamp last."""
    from pathlib import Path  # noqa: PLC0415

    from briefing.deliverers.folder import put_file  # noqa: PLC0415
    from briefing.inputs import inputs, rule  # noqa: PLC0415

    stamp = [Path(flags["stamp"])] if flags["stamp"] else []
    if flags["depfile"]:
        targets = stamp or [Path(one) for one in flags["outputs"] if one != "-"]
        if not targets:
            raise click.UsageError("--depfile: name what depends on it by --stamp or -o")
        needed = inputs(settings, settings_path(ctx), now=now)
        put_file(Path(flags["depfile"]), rule(targets, needed))
    for path in stamp:
        put_file(path, b"")
        os.utime(path)  # also where it stood already


def _prune(store: Store, settings: Settings, now: datetime, console: Console) -> None:
    """Keep the store as small as the settings want it; the brief stands, whatever comes of it."""
    from briefing.cli.stored import bounds_of, told  # noqa: PLC0415
    from briefing.errors import StoreError  # noqa: PLC0415
    from briefing.store.pruning import prune  # noqa: PLC0415

    # A brief of a day to come must not make all others look old.
    today = min(now, time_of(None, settings)).date()
    try:
        found = prune(store, bounds_of(settings), today=today, if_due=True)
    except StoreError as error:
        console.warn(str(error))
    else:
        for line in told(found):
            console.say(f"{store.path}: {line}")


def _build_settings(ctx: click.Context, flags: Mapping[str, Any]) -> Settings:
    from dataclasses import replace  # noqa: PLC0415

    from briefing.loading import check as checked  # noqa: PLC0415
    from briefing.loading import read  # noqa: PLC0415

    if flags["title"] and flags["title"] != _readable(flags["title"]):
        raise click.UsageError("--title: is not UTF-8 text")
    path = settings_path(ctx)
    formats = formats_of(flags)
    options = {
        "brief.title": ("--title", flags["title"]),
        "summarize.method": ("--method", flags["method"]),
        "summarize.sentences": ("--sentences", flags["sentences"]),
        "output.page": ("--page", flags["page"]),
        "output.formats": ("--format", formats or None),
    }
    wanted = {key: option for key, option in options.items() if option[1] is not None}
    settings = checked(read(path) if path else {}, context(path, wanted))
    settings = _only_themes(settings, flags["themes"])
    if flags["articles"]:
        source = _argument_source(flags["articles"], settings.root, ctx.ensure_object(Console))
        settings = replace(settings, sources=(source,))
    return settings


def _only_themes(settings: Settings, wanted: Sequence[str]) -> Settings:
    """Keep the themes that --theme names, and no section for the rest."""
    from dataclasses import replace  # noqa: PLC0415

    from briefing.errors import SettingsError  # noqa: PLC0415
    from briefing.loading import unknown  # noqa: PLC0415

    if not wanted:
        return settings
    known = {theme.name: theme for theme in settings.themes}
    if not known:
        raise SettingsError(f"--theme {wanted[0]}: no theme is defined in the settings")
    faults = [f"--theme: {unknown('theme', name, known)}" for name in wanted if name not in known]
    if faults:
        raise SettingsError(*faults)
    themes = tuple(theme for theme in settings.themes if theme.name in wanted)
    return replace(settings, themes=themes, brief=replace(settings.brief, other=False))


def _argument_source(articles: Sequence[str], root: Path, console: Console) -> SourceSettings:
    from briefing.settings import SourceSettings  # noqa: PLC0415

    paths = []
    for one in articles:
        paths.append(_readable(_from_root(one, root)))
        if paths[-1] != _from_root(one, root):
            console.warn(f"{one}: the name of this file is not UTF-8; rename it")
    return SourceSettings(paths=tuple(paths))


def _from_root(article: str, root: Path) -> str:
    """Give a path as the settings would name it: relative to `root`, where it lies below.

    The person meant it relative to where they stand. It is not left absolute where it
    need not be, so that the same articles in another folder give the same brief.
    """
    from pathlib import Path  # noqa: PLC0415

    if article == "-":
        return article
    full = Path(os.path.normpath(Path.cwd() / article))
    base = Path(os.path.normpath(Path.cwd() / root))
    inside = full.relative_to(base).as_posix() if full.is_relative_to(base) else ""
    # Settings take `-` for standard input and `~` for a home; these are files.
    return str(full) if inside in {"", "-"} or inside.startswith("~") else inside


def _readable(text: str) -> str:
    # A byte that is no UTF-8 has no place in a brief nor in the digest of the settings.
    return "".join("\N{REPLACEMENT CHARACTER}" if "\ud800" <= c <= "\udfff" else c for c in text)
