"""The program `briefing`: its commands, and what it says when one of them fails."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from briefing import __version__
from briefing.cli.archiving import archive
from briefing.cli.building import build
from briefing.cli.checking import pack, unpack, verify
from briefing.cli.comparing import diff
from briefing.cli.configuring import given
from briefing.cli.console import Console, let_go
from briefing.cli.delivering import deliver
from briefing.cli.designing import styles, templates
from briefing.cli.desk import check, completion, init, plugins
from briefing.cli.doctoring import doctor
from briefing.cli.flags import global_options, obey
from briefing.cli.reading import clean, fetch, sources
from briefing.cli.rendering import render, site
from briefing.cli.single import explain, summarize
from briefing.cli.statuses import INTERRUPTED
from briefing.cli.stored import store
from briefing.cli.telling import story
from briefing.cli.theming import themes
from briefing.errors import BriefingError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from click.shell_completion import CompletionItem


class CommandGroup(click.Group):
    """A group in which `briefing ARTICLES...` means `briefing build ARTICLES...`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the program's own flags, up to the first word that is none of them."""
        count = _leading(args, _flags(self, ctx))
        rest = args[count:]
        if count <= len(args):  # else the value of the last flag is missing, as click will say
            if not rest and not ctx.resilient_parsing:
                rest = ["build"]
            args = [*args[:count], "--", *rest]
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Take the first word for a command, else for the first argument of `build`."""
        if args[0] in self.commands:
            return super().resolve_command(ctx, args)
        if not ctx.resilient_parsing:
            self._refuse_misspelled(args[0], given(ctx).get("folder", ""))
        return "build", self.commands["build"], args

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; Ctrl-C aborts it."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as error:
            raise click.Abort from error  # here, since click would print an empty line first

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete commands and flags, and what `build` takes."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415

        own = super().shell_complete(ctx, incomplete)
        if incomplete.startswith("-"):
            known = {one.value for one in own}
            more = self.commands["build"].shell_complete(ctx, incomplete)
            return [*own, *(one for one in more if one.value not in known)]
        # Files come first: the script for bash forgets what it was told before them.
        return [CompletionItem(incomplete, type="file"), *own]

    def _refuse_misspelled(self, word: str, directory: str) -> None:
        from difflib import get_close_matches  # noqa: PLC0415

        near = get_close_matches(word, self.commands, n=1, cutoff=0.6)
        here = os.path.join(directory, word)  # noqa: PTH118  # pathlib is slow to import
        if near and word.isalpha() and not os.path.lexists(here):
            raise click.UsageError(
                f"{word!r} is neither a command nor a file; did you mean {near[0]!r}?"
            )


@click.group(
    cls=CommandGroup,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "allow_interspersed_args": False,
    },
    params=[*global_options()],
)
@click.version_option(__version__, "-V", "--version", message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Turn a pile of news articles into a brief in which every sentence can be checked.

    Without a command, `build` is meant: `briefing a.txt b.html -o brief.pdf`. These
    flags may also stand after the command.
    """
    obey(ctx)


COMMANDS = (
    archive, build, check, clean, completion, deliver, diff, doctor, explain, fetch, init, pack,
    plugins, render, site, sources, store, story, styles, summarize, templates, themes, unpack,
    verify,
)  # fmt: skip
for command in COMMANDS:
    cli.add_command(command)


def run(words: Sequence[str], signals: Sequence[str] = ()) -> int:
    """Run the command line, say in lines what went wrong, and give the exit status.

    `signals` names those that were sent to end it.
    """
    console = Console(color=_wants_color(words))
    try:
        status = _run(words, console, signals)
        console.note(f"ended with status {status}", status=status, version=__version__)
    finally:
        console.close()
    return status


def _run(words: Sequence[str], console: Console, signals: Sequence[str]) -> int:
    try:
        status = cli.main(list(words), prog_name="briefing", standalone_mode=False, obj=console)
    except (BriefingError, click.ClickException, click.Abort, OSError) as error:
        if "--debug" in words:
            console.trace(error)
        if isinstance(error, OSError):
            let_go(sys.stdout)  # what could not be written now cannot be at the exit
        if isinstance(error, click.Abort):
            console.interrupted(signals[0] if signals else "")
            return INTERRUPTED
        lines, status = _told(error)
        console.fail(lines, status=status)
    return status if isinstance(status, int) else 0


def _flags(group: click.Group, ctx: click.Context) -> dict[str, bool]:
    """Map each flag of the program to whether a value follows it."""
    options = [one for one in group.get_params(ctx) if isinstance(one, click.Option)]
    return {
        name: not option.is_flag
        for option in options
        for name in (*option.opts, *option.secondary_opts)
    }


def _leading(words: Sequence[str], takes_value: Mapping[str, bool]) -> int:
    """Count the words at the start that are known flags or their values.

    It is one too many where the value of the last flag is missing.
    """
    count = 0
    while count < len(words):
        taken = _taken(words[count], takes_value)
        if not taken:
            break
        count += taken
    return count


def _taken(word: str, takes_value: Mapping[str, bool]) -> int:
    """Count the words that a flag takes, itself included; 0 if it is not known.

    `-oq.md` is not: it is `build`'s -o with its value, though -q is a flag of ours.
    """
    if word.startswith("--"):
        name, equals, _ = word.partition("=")
        return 0 if name not in takes_value else 2 if takes_value[name] and not equals else 1
    if not word.startswith("-") or word == "-":
        return 0
    for place, letter in enumerate(word[1:], 2):
        if f"-{letter}" not in takes_value:
            return 0
        if takes_value[f"-{letter}"]:
            return 1 if word[place:] else 2
    return 1


def _wants_color(words: Sequence[str]) -> bool | None:
    """Tell whether messages are colored; None leaves it to the terminal."""
    # Not asked of click: the message may be that it could not read the flags.
    asked = [word for word in words if word in {"--color", "--no-color"}]
    if asked:
        return asked[-1] == "--color"
    return False if os.environ.get("NO_COLOR") else None


def _told(error: Exception) -> tuple[list[str], int]:
    """Say in lines what went wrong, with the exit status."""
    if isinstance(error, BriefingError):
        return str(error).splitlines(), error.exit_status
    if isinstance(error, click.UsageError):
        command = error.ctx.command_path if error.ctx else "briefing"
        return [f"{error.format_message()} (see `{command} --help`)"], error.exit_code
    if isinstance(error, click.ClickException):
        return [error.format_message()], error.exit_code
    assert isinstance(error, OSError)  # noqa: S101
    where = f"{error.filename}: " if error.filename else ""
    return [f"{where}{error.strerror or error}"], BriefingError.exit_status
