"""`briefing doctor`: tells whether this machine is fit for the next run."""

from __future__ import annotations

import click

from briefing.cli.configuring import context, find_libraries, settings_path
from briefing.cli.console import Console, plain
from briefing.cli.delivering import means_of
from briefing.cli.flags import Command


@click.command(cls=Command, short_help="Check this machine: is it fit for the next run?")
@click.option("--online", "is_online", is_flag=True, help="Ask sources and recipients, too.")
@click.option("--json", "is_json", is_flag=True, help="Print JSON, for programs.")
@click.pass_context
def doctor(ctx: click.Context, *, is_online: bool, is_json: bool) -> None:
    """Look at libraries, fonts, folders, clock, store, settings and recipients.

    Each line says ok, warn or fault, and what to do. Nothing is written and, without
    --online, no connection is opened. The exit status is 1 if there is a fault.
    """
    import json  # noqa: PLC0415
    from dataclasses import asdict  # noqa: PLC0415

    from briefing.doctor import Grade, examine  # noqa: PLC0415
    from briefing.errors import SettingsError  # noqa: PLC0415
    from briefing.loading import examine as settings_of  # noqa: PLC0415
    from briefing.loading import read  # noqa: PLC0415
    from briefing.settings import Settings  # noqa: PLC0415

    console = ctx.ensure_object(Console)
    find_libraries()
    path = settings_path(ctx)
    try:
        settings, faults = settings_of(read(path) if path else {}, context(path, {}))
    except SettingsError as error:
        settings, faults = Settings(), error.faults
    means = means_of(settings, console)
    found = []
    for one in examine(settings, faults, means=means, is_online=is_online):
        found.append(one)
        if not is_json:
            advice = f"; {one.advice}" if one.advice else ""
            console.show(plain(f"{one.grade:<5}  {one.area}: {one.what}{advice}"))
    is_at_fault = any(one.grade is Grade.FAULT for one in found)
    if is_json:
        told = {"is_fit": not is_at_fault, "findings": [asdict(one) for one in found]}
        console.show(json.dumps(told, ensure_ascii=False, indent=1))
    if is_at_fault:
        ctx.exit(1)
