"""`briefing deliver`: take published editions to those who shall have them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from briefing.cli.alone import alone_in
from briefing.cli.configuring import context, find_libraries, settings_path
from briefing.cli.console import Console, plain
from briefing.cli.flags import Command
from briefing.cli.statuses import NOT_DELIVERED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.delivery import Order
    from briefing.model import Brief, Receipt, Rendered, Report
    from briefing.parcels import Means, Outcome
    from briefing.settings import Settings
    from briefing.store.store import Store


@click.command(cls=Command, short_help="Send editions to those who shall have them.")
@click.argument("editions", nargs=-1, metavar="[EDITION|BRIEF.JSON]...")
@click.option("--to", "names", multiple=True, metavar="NAME", help="Only there; may be repeated.")
@click.option("--dry-run", is_flag=True, help="Say what would go where, and send nothing.")
@click.option("--again", is_flag=True, help="Send also what was, or may have been, sent before.")
@click.option("--no-store", is_flag=True, help="Look nothing up, and write nothing down.")
@click.pass_context
def deliver(ctx: click.Context, /, **flags: Any) -> None:
    """Deliver editions to the recipients under [[deliver]] in the settings.

    An EDITION is named as in the store, such as 2026-11-21; without one, the newest is
    meant, and what could not be delivered in the last days is tried again.
    """
    from contextlib import nullcontext  # noqa: PLC0415

    from briefing.delivery import deliver as delivered  # noqa: PLC0415
    from briefing.delivery import described  # noqa: PLC0415
    from briefing.errors import SettingsError  # noqa: PLC0415
    from briefing.loading import check, read, unknown  # noqa: PLC0415
    from briefing.store.store import opened  # noqa: PLC0415

    console = ctx.ensure_object(Console)
    find_libraries()
    path = settings_path(ctx)
    settings = check(read(path) if path else {}, context(path, {}))
    if not settings.deliver:
        raise SettingsError("there is no [[deliver]] in the settings, so nobody would get anything")
    known = [one.label for one in settings.deliver]
    for name in flags["names"]:
        if name not in known:
            raise SettingsError(f"--to: {unknown('recipient', name, known)}")
    means = means_of(settings, console)
    has_store = not flags["no_store"] and (settings.store.path.exists() or not flags["dry_run"])
    alone = nullcontext() if flags["dry_run"] else alone_in(ctx, settings)
    with alone, opened(settings.store.path) if has_store else nullcontext() as store:
        orders = list(_orders(flags, settings, store, means))
        if flags["dry_run"]:
            for order in orders:
                for line in described(settings, order, means=means, store=store):
                    console.show(plain(line))
            return
        outcomes = [
            outcome
            for order in orders
            for outcome in told(delivered(settings, order, means=means, store=store), console)
        ]
    if any(outcome.result.is_fault for outcome in outcomes):
        ctx.exit(NOT_DELIVERED)


def deliver_published(settings: Settings, report: Report, *, keeps: bool, console: Console) -> bool:
    """Deliver what a run has just published, and what failed before; tell if all arrived."""
    from contextlib import nullcontext  # noqa: PLC0415

    from briefing.delivery import Order, late  # noqa: PLC0415
    from briefing.delivery import deliver as delivered  # noqa: PLC0415
    from briefing.store.store import opened  # noqa: PLC0415

    means = means_of(settings, console)
    is_well = True
    with opened(settings.store.path) if keeps else nullcontext() as store:
        orders = [Order(brief=report.brief, rendered=printed(report.receipts))]
        if store:
            orders += late(settings, store, now=means.now, besides=[report.brief])
        for order in orders:
            for outcome in told(delivered(settings, order, means=means, store=store), console):
                is_well = is_well and not outcome.result.is_fault
    return is_well


def told(outcomes: Iterable[Outcome], console: Console) -> Iterator[Outcome]:
    """Say what became of each delivery as it is done: faults always, the rest where asked."""
    for outcome in outcomes:
        (console.warn if outcome.result.is_fault else console.say)(str(outcome))
        yield outcome


def printed(receipts: Iterable[Receipt]) -> tuple[Rendered, ...]:
    """Give the PDF that was published: of all formats it alone takes long to make again."""
    from pathlib import Path  # noqa: PLC0415

    from briefing.model import Rendered  # noqa: PLC0415

    return tuple(
        Rendered(
            format="pdf",
            media_type="application/pdf",
            filename=Path(one.destination).name,
            body=Path(one.destination).read_bytes(),
        )
        for one in receipts
        if one.rendered == "pdf"
    )


def means_of(settings: Settings, console: Console) -> Means:
    """Give deliverers the world: the clock, the environment, the network."""
    from datetime import UTC, datetime  # noqa: PLC0415
    from functools import cache, partial  # noqa: PLC0415

    from briefing.parcels import Means  # noqa: PLC0415
    from briefing.sources.posting import caller, line_to  # noqa: PLC0415
    from briefing.sources.wire import World  # noqa: PLC0415

    world, now = World(), datetime.now(UTC).replace(microsecond=0)
    return Means(
        now=now,
        environ=dict(os.environ),
        call=caller(world, proxy=settings.fetch.proxy, now=now),
        dial=partial(line_to, world=world),
        sleep=world.sleep,
        warn=cache(console.warn),  # each once
    )


def _orders(
    flags: dict[str, Any], settings: Settings, store: Store | None, means: Means
) -> Iterator[Order]:
    from briefing.delivery import Order, late  # noqa: PLC0415

    how = {"names": tuple(flags["names"]), "is_again": flags["again"]}
    briefs = list(_briefs(flags["editions"], store))
    yield from (Order(brief=brief, **how) for brief in briefs)
    if store and not flags["editions"]:
        from dataclasses import replace  # noqa: PLC0415

        for one in late(settings, store, now=means.now, besides=briefs):
            yield replace(one, names=how["names"])


def _briefs(names: tuple[str, ...], store: Store | None) -> Iterator[Brief]:
    from pathlib import Path  # noqa: PLC0415

    from briefing.editions import read_brief  # noqa: PLC0415
    from briefing.errors import EmptyBriefError  # noqa: PLC0415

    known = [edition.key for edition in store.editions()] if store else []
    if not names and not known:
        raise EmptyBriefError("the store holds no edition; name a brief.json, or build one")
    for name in names or known[-1:]:
        if store and name in known:
            yield store.brief(name)
        elif name.endswith(".json") or Path(name).is_file():
            yield read_brief(Path(name))
        else:
            newest = f"; the newest is {known[-1]}" if known else ""
            raise EmptyBriefError(f"{name}: is no edition in the store{newest}, and no brief.json")
