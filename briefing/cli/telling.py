"""`briefing story`: what was said of a story, day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from briefing.cli.configuring import context, settings_path
from briefing.cli.console import Console, plain
from briefing.cli.flags import Command
from briefing.cli.publishing import output_option, tell_receipts
from briefing.formats import format_of

if TYPE_CHECKING:
    from pathlib import Path

_FORMATS = {"html": "html", "markdown": "markdown", "gfm": "markdown"}


@click.command(cls=Command, short_help="Show a story through all editions.")
@click.argument("story_id", metavar="[ID]", required=False)
@output_option
@click.option(
    "--store",
    metavar="FILE",
    type=click.Path(readable=False),
    help="The store; else that of the settings.",
)
@click.pass_context
def story(
    ctx: click.Context, story_id: str | None, *, outputs: tuple[str, ...], store: str | None
) -> None:
    """Show what was said of a story, day by day: first seen, who was first, silent, revived.

    Without ID the stories are listed, the latest first: id, first and last day, editions,
    sentences, headline. With -o FILE the page is written as HTML or Markdown, else printed
    as Markdown.
    """
    from pathlib import Path  # noqa: PLC0415

    from briefing.deliverers.folder import files  # noqa: PLC0415
    from briefing.loading import check, read  # noqa: PLC0415
    from briefing.renderers.story import rendered  # noqa: PLC0415
    from briefing.telling import story as told  # noqa: PLC0415

    console = ctx.ensure_object(Console)
    settings_file = settings_path(ctx)
    settings = check(read(settings_file) if settings_file else {}, context(settings_file, {}))
    path = Path(store) if store else settings.store.path
    if story_id is None:
        if outputs:
            raise click.UsageError("-o: name the ID of a story; `briefing story` lists them")
        _list(path, console)
        return
    page = told(path, story_id)
    for output in outputs or ("-",):
        one = rendered(page, _format(output), settings.output)
        if output == "-":
            console.put(one.body)
        else:
            tell_receipts(files({one.format: Path(output)})((one,)), console)


def _list(path: Path, console: Console) -> None:
    from briefing.telling import stories  # noqa: PLC0415

    for one in stories(path):
        days = f"{one.first.isoformat()}\t{one.last.isoformat()}\t{len(one.days)}"
        console.show(f"{one.id}\t{days}\t{one.sentences}\t{plain(one.headline)}")


def _format(output: str) -> str:
    found = "markdown" if output == "-" else _FORMATS.get(format_of(output) or "")
    if found is None:
        raise click.UsageError(f"-o {output}: a story is written as .html or .md")
    return found
