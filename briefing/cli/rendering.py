"""`briefing render` and `briefing site`: finished briefs in more formats, and in an archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from briefing.cli.alone import alone_in
from briefing.cli.completing import complete_formats, complete_pages
from briefing.cli.configuring import context, find_libraries, settings_path
from briefing.cli.console import Console
from briefing.cli.flags import Command
from briefing.cli.publishing import (
    day_of,
    formats_of,
    output_option,
    point_to_newest,
    publisher_of,
    tell_receipts,
)
from briefing.cli.statuses import SOME_LEFT_OUT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.settings import Settings


@click.command(cls=Command, short_help="Write a finished brief in other formats.")
@click.argument("brief", metavar="BRIEF.JSON", type=click.Path(readable=False))
@output_option
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="NAME",
    shell_complete=complete_formats,
    help="A format to write; may be repeated.",
)
@click.option(
    "--page",
    metavar="SIZE",
    shell_complete=complete_pages,
    help="The paper of the PDF: A4 or Letter.",
)
@click.pass_context
def render(ctx: click.Context, /, **flags: Any) -> None:
    """Write the brief that a run left as JSON, with the bytes that the run would have written.

    Templates, styles and look come from the settings file, all else from the brief.
    Without -o the files go to the folder of the brief's day, build/DATE/.
    """
    from contextlib import nullcontext  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

    from briefing.editions import read_brief  # noqa: PLC0415
    from briefing.pipeline import render_again  # noqa: PLC0415

    console = ctx.ensure_object(Console)
    find_libraries()
    settings = _settings(ctx, flags)
    brief = read_brief(Path(flags["brief"]))
    day = settings.output.directory / day_of(brief.issued, brief.timezone)
    publisher = publisher_of(flags["outputs"], day, console)
    with nullcontext() if flags["outputs"] else alone_in(ctx, settings):
        receipts, warnings = render_again(settings, brief, publisher=publisher)
        tell_receipts(receipts, console)
        for warning in warnings:
            console.warn(warning)
        if not flags["outputs"]:
            point_to_newest(day)


@click.command(cls=Command, short_help="Make an archive of all editions.")
@click.argument("folder", required=False, type=click.Path(file_okay=False, readable=False))
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=click.Path(file_okay=False, readable=False),
    help="Write the archive to this folder; else to FOLDER itself.",
)
@click.pass_context
def site(ctx: click.Context, /, folder: str | None, output: str | None) -> None:
    """Make an index of all editions below FOLDER, with search and a feed.

    An edition is a folder with a brief.json: have "json" among your formats. Without
    FOLDER, output.directory of the settings is meant.
    """
    from pathlib import Path  # noqa: PLC0415

    from briefing.deliverers.folder import put_into  # noqa: PLC0415
    from briefing.editions import archive  # noqa: PLC0415

    console = ctx.ensure_object(Console)
    settings = _settings(ctx, {"outputs": (), "formats": (), "page": None})
    root = Path(folder) if folder else settings.output.directory
    target = Path(output) if output else root
    with alone_in(ctx, settings):
        made = archive(root, target, settings.output)
        tell_receipts(put_into(target, made.files), console)
    console.tell_drops(made.drops)
    if made.drops:
        ctx.exit(SOME_LEFT_OUT)


def _settings(ctx: click.Context, flags: Mapping[str, Any]) -> Settings:
    from briefing.loading import check as checked  # noqa: PLC0415
    from briefing.loading import read  # noqa: PLC0415

    path = settings_path(ctx)
    options = {
        "output.page": ("--page", flags["page"]),
        "output.formats": ("--format", formats_of(flags) or None),
    }
    wanted = {key: option for key, option in options.items() if option[1] is not None}
    return checked(read(path) if path else {}, context(path, wanted))
