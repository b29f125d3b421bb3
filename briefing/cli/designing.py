"""Commands for people who change how a brief looks: `templates` and `styles`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from briefing.cli.console import plain
from briefing.cli.flags import Command
from briefing.cli.reading import settings_of

if TYPE_CHECKING:
    from pathlib import Path

_TO = click.option(
    "--to", "folder", metavar="FOLDER", type=click.Path(file_okay=False), help="Copy it to here."
)


@click.group()
def templates() -> None:
    """List, show and copy the templates that briefs are filled into."""


@templates.command("list", cls=Command)
@click.pass_context
def list_templates(ctx: click.Context) -> None:
    """List name and origin of each template, parted by a tab: ours, or the user's file."""
    from briefing.renderers import shipped  # noqa: PLC0415

    own = settings_of(ctx).output.templates
    for name in shipped.templates():
        _row(ctx, name, str(shipped.replaced(name, own) or "ours"))


@templates.command("show", cls=Command)
@click.argument("name")
@click.pass_context
def show_template(ctx: click.Context, name: str) -> None:
    """Print a template: the user's where the settings' folder has it, else ours."""
    from briefing.renderers import shipped  # noqa: PLC0415

    ours = shipped.find(name, shipped.templates())
    ctx.obj.put((shipped.replaced(name, settings_of(ctx).output.templates) or ours).read_bytes())


@templates.command("copy", cls=Command)
@click.argument("name")
@_TO
@click.pass_context
def copy_template(ctx: click.Context, name: str, folder: str | None) -> None:
    """Copy a template of ours into the settings' folder of templates, to change it there."""
    from briefing.renderers import shipped  # noqa: PLC0415

    own = settings_of(ctx).output.templates
    if folder is None and own is None:
        raise click.UsageError("name a folder with --to, or in the settings: [output] templates")
    ctx.obj.say(f"{shipped.copy(name, shipped.templates(), _folder(folder, own))}: written")


@click.group()
def styles() -> None:
    """List, show and copy the style sheets of the looks."""


@styles.command("list", cls=Command)
@click.pass_context
def list_styles(ctx: click.Context) -> None:
    """List name, look and use of each style sheet, parted by tabs; the user's come last."""
    from briefing.renderers import shipped  # noqa: PLC0415

    output = settings_of(ctx).output
    for name in shipped.styles():
        look = shipped.look_of(name)
        use = "in use" if look in {"all looks", output.look} else "not in use"
        _row(ctx, name, look, use)
    for path in output.styles:
        _row(ctx, str(path), "yours", "in use")


@styles.command("show", cls=Command)
@click.argument("name")
@click.pass_context
def show_style(ctx: click.Context, name: str) -> None:
    """Print a style sheet of ours."""
    from briefing.renderers import shipped  # noqa: PLC0415

    ctx.obj.put(shipped.find(name, shipped.styles()).read_bytes())


@styles.command("copy", cls=Command)
@click.argument("name")
@_TO
@click.pass_context
def copy_style(ctx: click.Context, name: str, folder: str | None) -> None:
    """Copy a style sheet of ours, to start one of your own from."""
    from briefing.renderers import shipped  # noqa: PLC0415

    if folder is None:
        raise click.UsageError("name a folder with --to")
    ctx.obj.say(f"{shipped.copy(name, shipped.styles(), _folder(folder, None))}: written")


def _row(ctx: click.Context, *parts: str) -> None:
    ctx.obj.show("\t".join(map(plain, parts)))


def _folder(asked: str | None, own: Path | None) -> Path:
    from pathlib import Path  # noqa: PLC0415

    return Path(asked) if asked else own or Path()
