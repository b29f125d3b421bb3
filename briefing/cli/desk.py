"""Commands around the brief: check, init, plugins, completion."""

from __future__ import annotations

import click

from briefing.cli.configuring import (
    context,
    find_libraries,
    refuse_closed_input,
    settings_path,
    time_of,
)
from briefing.cli.console import Console, plain
from briefing.cli.flags import Command


@click.command(cls=Command)
@click.pass_context
def check(ctx: click.Context) -> None:
    """Check settings, templates, fonts and sources, and report all faults at once."""
    from briefing.checking import findings  # noqa: PLC0415
    from briefing.errors import SettingsError  # noqa: PLC0415
    from briefing.loading import examine, read  # noqa: PLC0415

    console = ctx.ensure_object(Console)
    find_libraries()
    path = settings_path(ctx)
    try:
        values = read(path) if path else {}
        settings, faults = examine(values, context(path, {}))
        refuse_closed_input(settings)
        faults = (*faults, *findings(settings, now=time_of(None, settings)))
    except SettingsError as error:
        faults = error.faults
    for fault in faults:
        console.show(plain(fault))
    if faults:
        ctx.exit(1)
    console.say("all is well")


@click.command(cls=Command)
@click.argument("directory", metavar="DIR", type=click.Path(file_okay=False, readable=False))
@click.option("--systemd", is_flag=True, help="Write units for systemd, too.")
@click.pass_context
def init(ctx: click.Context, directory: str, *, systemd: bool) -> None:
    """Set up a folder for a daily brief: settings, Makefile, crontab line, a sample.

    Nothing that stands there already is overwritten.
    """
    from pathlib import Path  # noqa: PLC0415

    from briefing.starter import put  # noqa: PLC0415

    console = ctx.ensure_object(Console)
    for path, is_new in put(Path(directory), systemd=systemd):
        console.say(f"{path}: {'written' if is_new else 'kept as it was'}")
    console.say(f"now try: briefing -C {directory} -v build")


@click.command(cls=Command)
@click.pass_context
def plugins(ctx: click.Context) -> None:
    """List all built-ins and plug-ins: kind, name, and where each comes from."""
    from briefing.registry import BUILT_INS, names  # noqa: PLC0415

    console = ctx.ensure_object(Console)
    for kind in BUILT_INS:
        for name, origin in names(kind).items():
            console.show("\t".join(map(plain, (kind, name, origin))))


@click.command(cls=Command)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script of a shell: eval "$(briefing completion bash)"."""
    from click.shell_completion import get_completion_class  # noqa: PLC0415

    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101  # click knows the three shells of the argument
    script = kind(ctx.find_root().command, {}, "briefing", "_BRIEFING_COMPLETE").source()
    ctx.ensure_object(Console).show(script)
