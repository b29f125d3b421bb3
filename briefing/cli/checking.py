"""`briefing verify`: hold delivered briefs against what was kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from briefing.cli.configuring import context, find_libraries, settings_path
from briefing.cli.console import Console, plain
from briefing.cli.flags import Command

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.settings import Settings


@click.command(cls=Command, short_help="Check a delivered brief, sentence by sentence.")
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", type=click.Path(readable=False)
)
@click.option(
    "--brief",
    metavar="BRIEF.JSON",
    type=click.Path(readable=False),
    help="Hold the files against this brief; else against the one in them, or beside them.",
)
@click.option(
    "--store",
    metavar="FILE",
    type=click.Path(readable=False),
    help="The store to look things up in; else that of the settings.",
)
@click.pass_context
def verify(ctx: click.Context, /, **flags: Any) -> None:
    """Check each sentence of delivered briefs, and that nothing else is printed.

    Each must stand in the kept text at its place, text and document must fit their
    digests, and reading the document again must give that text. What could not be
    checked is named. The exit status is 1 if anything is wrong.
    """
    from pathlib import Path  # noqa: PLC0415

    from briefing.loading import check, read  # noqa: PLC0415
    from briefing.verification.checking import check_file  # noqa: PLC0415

    console = ctx.ensure_object(Console)
    find_libraries()
    path = settings_path(ctx)
    settings = check(read(path) if path else {}, context(path, {}))
    store = _store(flags["store"], path, settings)
    is_wrong = False
    for name in flags["files"]:
        brief = Path(flags["brief"]) if flags["brief"] else None
        for found in check_file(Path(name), settings=settings, store=store, brief=brief):
            where = f"source {found.source}: " if found.source else ""
            mark = "not checked: " if found.is_unchecked else ""
            console.show(plain(f"{name}: {mark}{where}{found.what}: {found.detail}"))
            is_wrong = is_wrong or not found.is_unchecked
    if is_wrong:
        ctx.exit(1)
    console.say("nothing is wrong")


def _store(named: str | None, path: Path | None, settings: Settings) -> Path | None:
    """Give the store to look things up in: the one named, else that of the settings, if any."""
    from pathlib import Path  # noqa: PLC0415

    if named:
        return Path(named)
    return settings.store.path if path and settings.store.path.is_file() else None
