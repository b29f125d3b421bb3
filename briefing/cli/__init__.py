"""The command line: read flags, call one function, print, exit.

This is the only place that knows the clock, the environment and the terminal. It
imports only click at the top, so that `briefing --help` answers at once.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from briefing import __version__
from briefing.cli.building import build
from briefing.cli.configuring import SETTINGS_FILE
from briefing.cli.console import Console, plain
from briefing.cli.desk import check, completion, init, plugins
from briefing.cli.single import explain, summarize

if TYPE_CHECKING:
    from collections.abc import Sequence

INTERRUPTED = 130


class CommandGroup(click.Group):
    """A group in which `briefing ARTICLES...` means `briefing build ARTICLES...`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Take the first word for a command, else for the first argument of `build`."""
        if args[0] in self.commands:
            return super().resolve_command(ctx, args)
        self._refuse_misspelled(args[0])
        return "build", self.commands["build"], args

    def _refuse_misspelled(self, word: str) -> None:
        from difflib import get_close_matches  # noqa: PLC0415

        near = get_close_matches(word, self.commands, n=1, cutoff=0.6)
        if near and word.isalpha() and not os.path.lexists(word):
            raise click.UsageError(
                f"{word!r} is neither a command nor a file; did you mean {near[0]!r}?"
            )


@click.group(
    cls=CommandGroup,
    invoke_without_command=True,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "ignore_unknown_options": True,  # they may be those of `build`, the default
        "allow_interspersed_args": False,
    },
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Say more, also without a terminal.")
@click.option(
    "--config", metavar="FILE", help=f"The settings file; else {SETTINGS_FILE}, if there is one."
)
@click.option("-C", "directory", metavar="DIR", help="Go to this folder first.")
@click.option("--no-progress", is_flag=True, help="Draw no progress bar.")
@click.option(
    "--color/--no-color", default=None, help="Color messages, or do not; else if it is a terminal."
)
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.version_option(__version__, "-V", "--version", message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context, /, **flags: Any) -> None:
    """Turn a pile of news articles into a brief in which every sentence can be checked.

    Without a command, `build` is meant: `briefing a.txt b.html -o brief.pdf`.
    """
    directory = flags["directory"]
    if directory is not None:
        try:
            os.chdir(directory)
        except OSError as error:
            raise click.UsageError(f"-C {directory}: {error.strerror}") from error
    color = False if flags["color"] is None and os.environ.get("NO_COLOR") else flags["color"]
    ctx.color = color
    ctx.obj = Console(
        quiet=flags["quiet"],
        verbose=flags["verbose"],
        progress=not flags["no_progress"],
        color=color,
    )
    if ctx.invoked_subcommand is None:
        ctx.invoke(build)


for command in (build, check, completion, explain, init, plugins, summarize):
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line, and turn what went wrong into one line and an exit status."""
    from briefing.errors import BriefingError  # noqa: PLC0415

    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        status = cli.main(words, prog_name="briefing", standalone_mode=False)
    except (BriefingError, click.ClickException, click.Abort, KeyboardInterrupt) as error:
        if "--debug" in words:
            traceback = sys.exc_info()[2]
            sys.excepthook(type(error), error, traceback)
        lines, status = _told(error)
        for line in lines:
            head = click.style("error:", fg="red")
            click.echo(f"briefing: {head} {plain(line)}", err=True)
        sys.exit(status)
    sys.exit(status if isinstance(status, int) else 0)


def _told(error: BaseException) -> tuple[list[str], int]:
    """Say in lines what went wrong, with the exit status."""
    from briefing.errors import BriefingError  # noqa: PLC0415

    if isinstance(error, BriefingError):
        return str(error).splitlines(), error.exit_status
    if isinstance(error, click.UsageError):
        command = error.ctx.command_path if error.ctx else "briefing"
        return [f"{error.format_message()} (see `{command} --help`)"], error.exit_code
    if isinstance(error, click.ClickException):
        return [error.format_message()], error.exit_code
    return ["interrupted"], INTERRUPTED
