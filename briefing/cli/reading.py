"""Commands that read and do not write a brief: clean, fetch, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from briefing.cli.configuring import SETTINGS_FILE, context, settings_path, time_of
from briefing.cli.console import Console, plain
from briefing.cli.flags import Command
from briefing.cli.statuses import NOTHING_READ, SOME_LEFT_OUT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from briefing.model import Article, Drop
    from briefing.settings import Settings, SourceSettings


@click.command(cls=Command)
@click.argument("sources", nargs=-1, required=True, metavar="SRC...")
@click.option("--ledger", is_flag=True, help="Print what was taken away instead, with the rules.")
@click.option("--offline", is_flag=True, help="Fetch nothing; use what was fetched before.")
@click.pass_context
def clean(ctx: click.Context, sources: tuple[str, ...], *, ledger: bool, offline: bool) -> None:
    """Print the clean text of articles: files, folders, globs, addresses; - is stdin.

    With --ledger each removed line is printed with its number and the rule that took
    it, parted by tabs.
    """
    from briefing.pipeline import read  # noqa: PLC0415

    settings = with_sources(settings_of(ctx), sources)
    articles, drops = read(settings, now=time_of(None, settings), offline=offline)
    for number, article in enumerate(articles):
        _print(article, ctx.obj, ledger=ledger, is_first=number == 0)
    end(ctx, drops, has_any=bool(articles))


@click.command(cls=Command)
@click.pass_context
def fetch(ctx: click.Context) -> None:
    """Fetch what the sources lead to and keep it, for `briefing build --offline`."""
    from briefing.pipeline import fetch as fetch_all  # noqa: PLC0415

    console: Console = ctx.obj
    settings = settings_of(ctx)
    count, drops = fetch_all(settings, now=time_of(None, settings))
    console.say(f"{count:,} documents are at hand")
    end(ctx, drops, has_any=count > 0)


@click.group()
def sources() -> None:
    """List, add, try and import the sources of the settings file."""


@sources.command("list", cls=Command)
@click.pass_context
def list_sources(ctx: click.Context) -> None:
    """List name, kind and places of each source, parted by tabs."""
    for source in settings_of(ctx).sources:
        places = " ".join((*source.paths, *source.addresses))
        ctx.obj.show("\t".join(map(plain, (source.name, source.kind, places))))


@sources.command(cls=Command)
@click.argument("name")
@click.argument("places", nargs=-1, required=True, metavar="PLACE...")
@click.pass_context
def add(ctx: click.Context, name: str, places: tuple[str, ...]) -> None:
    """Add a source to the settings file: addresses, or files, folders and globs."""
    from briefing.sources.writing import added, table  # noqa: PLC0415

    added(_path(ctx), [table(name, places)], check=lambda text: _checked(ctx, text))
    ctx.obj.say(f"{_path(ctx)}: {name} was added")


@sources.command("import-opml", cls=Command)
@click.argument("file", type=click.Path())
@click.pass_context
def import_opml(ctx: click.Context, file: str) -> None:
    """Add the feeds of an OPML list to the settings file, each as a source."""
    from pathlib import Path  # noqa: PLC0415

    from briefing.gathering import feeds_of  # noqa: PLC0415
    from briefing.sources.writing import added, table  # noqa: PLC0415

    settings = settings_of(ctx)
    known = {address for source in settings.sources for address in source.addresses}
    listed = feeds_of(Path(file), now=time_of(None, settings))
    feeds = [feed for feed in listed if feed.uri not in known]
    names = _unlike([feed.source for feed in feeds], settings.sources)
    tables = [table(name, [feed.uri]) for name, feed in zip(names, feeds, strict=True)]
    added(_path(ctx), tables, check=lambda text: _checked(ctx, text))
    ctx.obj.say(f"{_path(ctx)}: {len(tables)} feeds were added")


@sources.command(cls=Command)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--offline", is_flag=True, help="Fetch nothing; use what was fetched before.")
@click.pass_context
def test(ctx: click.Context, names: tuple[str, ...], *, offline: bool) -> None:
    """Read each source, and tell how many articles it gave and the newest one's day."""
    from dataclasses import replace  # noqa: PLC0415

    from briefing.pipeline import read  # noqa: PLC0415

    settings = settings_of(ctx)
    unknown = set(names) - {source.name for source in settings.sources}
    if unknown:
        raise click.UsageError(f"no source is called {', '.join(sorted(unknown))}")
    dead: list[Drop] = []
    for source in settings.sources:
        if names and source.name not in names:
            continue
        one = replace(settings, sources=(source,))
        articles, drops = read(one, now=time_of(None, one), offline=offline)
        newest = max((a.published for a in articles if a.published), default=None)
        day = newest.date().isoformat() if newest else "no date"
        parts = (source.name, f"{len(articles)} articles", day)
        ctx.obj.show("\t".join(map(plain, parts)))
        dead.extend(drops)
    end(ctx, dead, has_any=True)


def settings_of(ctx: click.Context) -> Settings:
    """Read the settings file of a command."""
    from briefing.loading import check, read  # noqa: PLC0415

    path = settings_path(ctx)
    return check(read(path) if path else {}, context(path, {}))


def _checked(ctx: click.Context, text: str) -> None:
    import tomllib  # noqa: PLC0415

    from briefing.loading import check  # noqa: PLC0415

    check(tomllib.loads(text), context(_path(ctx), {}))


def _path(ctx: click.Context) -> Path:
    from pathlib import Path  # noqa: PLC0415

    return settings_path(ctx) or Path(SETTINGS_FILE)


def with_sources(settings: Settings, places: Iterable[str]) -> Settings:
    """Read these files, folders, globs and addresses in place of the settings' sources."""
    from dataclasses import replace  # noqa: PLC0415

    return replace(settings, sources=tuple(_sources_of(places)))


def _sources_of(places: Iterable[str]) -> Iterable[SourceSettings]:
    from pathlib import Path  # noqa: PLC0415

    from briefing.settings import SourceSettings  # noqa: PLC0415
    from briefing.sources.writing import is_address  # noqa: PLC0415

    for number, place in enumerate(places, 1):
        if is_address(place):
            yield SourceSettings(name=f"address {number}", kind="web", addresses=(place,))
        else:
            path = place if place == "-" else str(Path.cwd() / place)
            yield SourceSettings(name=f"argument {number}", paths=(path,))


def _print(article: Article, console: Console, *, ledger: bool, is_first: bool) -> None:
    if ledger:
        for removal in article.removed:
            parts = (article.uri, str(removal.line), removal.rule, removal.text)
            console.show("\t".join(map(plain, parts)))
        return
    if not is_first:
        console.show("")
    console.show(plain(f"{article.headline}\n\n{article.text}"))


def _unlike(names: Iterable[str], sources: Iterable[SourceSettings]) -> list[str]:
    """Tell names apart that are taken or the same, by a number."""
    taken = {source.name for source in sources}
    told: list[str] = []
    for name in names:
        number, unlike = 2, name
        while unlike in taken:
            number, unlike = number + 1, f"{name} {number}"
        taken.add(unlike)
        told.append(unlike)
    return told


def end(ctx: click.Context, drops: Iterable[Drop], *, has_any: bool) -> None:
    """Tell what was left out, and end with the status that says so."""
    kept = tuple(drops)
    ctx.obj.tell_drops(kept)
    if not has_any:
        ctx.exit(NOTHING_READ)
    if any(drop.reason.is_fault for drop in kept):
        ctx.exit(SOME_LEFT_OUT)
