"""`briefing store`: check, repair, prune, export and count what was kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from briefing.cli.configuring import context, settings_path, time_of
from briefing.cli.console import Console, plain
from briefing.cli.flags import Command

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.settings import Settings
    from briefing.store.pruning import Bounds, Pruned

_MEGABYTE = 1_000_000

_store_option = click.option(
    "--store",
    metavar="FILE",
    type=click.Path(readable=False),
    help="The store; else that of the settings.",
)


@click.group()
def store() -> None:
    """Look after the store: what was read and printed, kept in one file."""


@store.command(cls=Command)
@_store_option
@click.pass_context
def check(ctx: click.Context, store: str | None) -> None:
    """Hold every row against its seal, and look whether all that it names is there.

    Each fault is a line. The exit status is 1 if there is one. Nothing is changed.
    """
    from briefing.upkeep.references import faults  # noqa: PLC0415

    console = ctx.ensure_object(Console)
    _, path = _settings(ctx, store)
    count = 0
    for fault in faults(path):
        count += 1
        console.show(plain(f"{path}: {fault}"))
    if count:
        advice = "`briefing store repair` mends what it can, and keeps this file beside"
        console.fail([f"{path}: {_counted(count, 'fault')}; {advice}"])
        ctx.exit(1)
    console.say(f"{path}: nothing is wrong")


@store.command(cls=Command)
@click.option(
    "--from",
    "packs",
    multiple=True,
    metavar="PACK",
    type=click.Path(readable=False),
    help="Take what is missing from this evidence pack; may be repeated.",
)
@_store_option
@click.pass_context
def repair(ctx: click.Context, packs: tuple[str, ...], store: str | None) -> None:
    """Mend the store: keep what is whole, make again what follows from it.

    The damaged file stays beside it, as FILE.damaged, and rows that are left out in
    FILE.aside.jsonl. The exit status is 1 if something is lost. Where the store itself is
    lost, --from makes it anew from evidence packs.
    """
    from pathlib import Path  # noqa: PLC0415
    from typing import cast  # noqa: PLC0415

    from briefing.protocols import Extractor  # noqa: PLC0415
    from briefing.registry import resolve  # noqa: PLC0415
    from briefing.upkeep.repairing import repair as repaired  # noqa: PLC0415

    console = ctx.ensure_object(Console)
    settings, path = _settings(ctx, store)
    factory = resolve("extractors", "automatic")
    extract = cast("Extractor", factory(settings.extract, language=settings.brief.language))
    found = repaired(path, extract=extract, packs=[Path(one) for one in packs])
    if found.copy is None and not packs:
        console.say(f"{path}: nothing is wrong, and nothing was changed")
        return
    for line in found.done:
        console.show(plain(f"{path}: {line}"))
    for line in found.lost:
        console.show(plain(f"{path}: lost: {line}"))
    if found.aside:
        console.show(plain(f"{path}: rows that were left out are in {found.aside}"))
    if found.copy:
        console.show(plain(f"{path}: mended; as it was, it is {found.copy}"))
    if found.lost:
        ctx.exit(1)


@store.command(cls=Command)
@click.option("--dry-run", is_flag=True, help="Only tell what would go.")
@_store_option
@click.pass_context
def prune(ctx: click.Context, *, dry_run: bool, store: str | None) -> None:
    """Take out what is older or more than [store] allows, and shrink the file.

    This is done after each build too, but for closing the last gaps in the file.
    """
    from briefing.store.pruning import compact, prune  # noqa: PLC0415
    from briefing.store.store import opened  # noqa: PLC0415

    console = ctx.ensure_object(Console)
    settings, path = _settings(ctx, store)
    _must_be_there(path)
    today = time_of(None, settings).date()
    with opened(path) as kept:
        found = prune(kept, bounds_of(settings), today=today, is_trial=dry_run)
        freed = found.freed if dry_run else found.freed + compact(kept)
    for line in told(found):
        console.show(plain(f"{path}: {line}"))
    console.show(
        plain(f"{path}: {freed / _MEGABYTE:,.1f} MB {'would be ' if dry_run else ''}freed")
    )


@store.command(cls=Command)
@click.option(
    "--only",
    "kinds",
    multiple=True,
    type=click.Choice(["editions", "articles", "appearances"]),
    help="Only these; may be repeated.",
)
@_store_option
@click.pass_context
def export(ctx: click.Context, kinds: tuple[str, ...], store: str | None) -> None:
    """Write editions, articles and printed sentences as lines of JSON, for other programs."""
    from briefing.upkeep.exporting import KINDS, exported  # noqa: PLC0415

    console = ctx.ensure_object(Console)
    _, path = _settings(ctx, store)
    for values in exported(path, kinds or KINDS):
        line = json.dumps(values, ensure_ascii=False)
        console.put(line.encode("utf-8", "replace") + b"\n")


@store.command(cls=Command)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@_store_option
@click.pass_context
def stats(ctx: click.Context, *, as_json: bool, store: str | None) -> None:
    """Count rows and bytes by table, and tell of the editions and how the file grows."""
    from briefing.upkeep.figures import figures  # noqa: PLC0415

    console = ctx.ensure_object(Console)
    _, path = _settings(ctx, store)
    found = figures(path)
    if as_json:
        from briefing.encoding import encode  # noqa: PLC0415

        console.show(json.dumps(encode(found), indent=1))
        return
    for one in found.tables:
        console.show(f"{one.table:<12} {one.rows:>12,} rows {one.bytes:>16,} bytes")
    console.show(f"{'file':<12} {'':>17} {found.bytes:>16,} bytes, {found.free:,} of them free")
    span = f", {found.first} to {found.last}" if found.first else ""
    waiting = f"; {found.pending} not finished" if found.pending else ""
    console.show(f"{_counted(found.editions, 'edition')}{span}, {found.whole} with brief{waiting}")
    console.show(f"growth per edition: {found.growth:,} bytes, {found.memory:,} of them memory")


def bounds_of(settings: Settings) -> Bounds:
    """Give what the settings allow the store to keep."""
    from briefing.store.pruning import Bounds  # noqa: PLC0415

    return Bounds(
        keep_days=settings.store.keep_days,
        remember_days=settings.store.remember_days,
        max_bytes=settings.store.max_megabytes * _MEGABYTE,
    )


def told(found: Pruned) -> list[str]:
    """Say in lines what was pruned."""
    lines = [f"{key}: documents, texts and brief were taken out" for key in found.emptied]
    lines += [f"{key}: forgotten" for key in found.forgotten]
    if found.articles or found.documents:
        articles, documents = (
            _counted(found.articles, "text"),
            _counted(found.documents, "document"),
        )
        lines.append(f"{articles} and {documents} were taken out")
    return lines


def _settings(ctx: click.Context, named: str | None) -> tuple[Settings, Path]:
    from pathlib import Path  # noqa: PLC0415

    from briefing.loading import check, read  # noqa: PLC0415

    path = settings_path(ctx)
    settings = check(read(path) if path else {}, context(path, {}))
    return settings, Path(named) if named else settings.store.path


def _must_be_there(path: Path) -> None:
    from briefing.errors import StoreError  # noqa: PLC0415

    if not path.is_file():
        raise StoreError(path, "is not there; `briefing build` makes it")


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
