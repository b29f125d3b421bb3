"""The flags of the program itself, which may stand before a command or after it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from briefing.cli.configuring import SETTINGS_FILE, given
from briefing.cli.console import Console

if TYPE_CHECKING:
    from collections.abc import Iterator


LOG_FORMAT = "How messages are written, here and in the log file."
LOG_FILE = "Write all messages to this file as well; full ones are renamed, five are kept."


class Command(click.Command):
    """A command after whose name the flags of the program may stand as well."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Add the program's flags, unseen in the help of each command."""
        return [*super().get_params(ctx), *global_options(is_hidden=True)]

    def invoke(self, ctx: click.Context) -> Any:
        """Obey the program's flags, then run."""
        obey(ctx)
        return super().invoke(ctx)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Tell where the flags of the program are described."""
        super().format_epilog(ctx, formatter)
        formatter.write_paragraph()
        formatter.write_text("The flags of `briefing` may stand here, too: see `briefing --help`.")


def global_options(*, is_hidden: bool = False) -> Iterator[click.Option]:
    """Give the flags of the program."""
    file = click.Path(readable=False)
    folder = click.Path(file_okay=False, readable=False)
    log_format = click.Choice(["text", "json"])
    verbose = "Say more, also without a terminal."
    color = "Color messages, or do not; else if it is a terminal."
    config = f"The settings file; else {SETTINGS_FILE}, if there is one."
    # No argument of a command has a name like `flag_quiet`: click would mix up their values.
    for names, attributes in (
        ("-q --quiet flag_quiet", {"is_flag": True, "help": "Say nothing but errors."}),
        ("-v --verbose flag_verbose", {"is_flag": True, "help": verbose}),
        ("--config flag_config", {"type": file, "metavar": "FILE", "help": config}),
        ("-C flag_folder", {"type": folder, "metavar": "DIR", "help": "Go to this folder first."}),
        ("--no-progress flag_no_progress", {"is_flag": True, "help": "Draw no progress bar."}),
        ("--color/--no-color flag_color", {"default": None, "help": color}),
        ("--log-format flag_log_format", {"type": log_format, "help": LOG_FORMAT}),
        ("--log-file flag_log_file", {"type": file, "metavar": "FILE", "help": LOG_FILE}),
        ("--debug flag_debug", {"is_flag": True, "help": "Show the traceback of an error."}),
    ):
        yield click.Option(
            names.split(), callback=_note, expose_value=False, hidden=is_hidden, **attributes
        )


def obey(ctx: click.Context) -> None:
    """Do what the flags of the program ask for, as far as they are known by now.

    Raises:
        UsageError: two of them contradict each other, or there is no such folder.
    """
    flags = given(ctx)
    if "quiet" in flags and "verbose" in flags:
        raise click.UsageError("-q and -v contradict each other; give one of them")
    if "folder" in flags:
        go_to(flags.pop("folder"))  # one after the command starts from there
    as_json = flags.get("log_format") == "json"
    console = ctx.ensure_object(Console)
    console.obey(
        quiet="quiet" in flags,
        verbose="verbose" in flags,
        progress="no_progress" not in flags,
        as_json=as_json,
    )
    if "log_file" in flags and ctx.command is not ctx.find_root().command:
        try:
            console.log_to(flags["log_file"], as_json=as_json)
        except OSError as error:
            raise click.UsageError(f"--log-file {flags['log_file']}: {error.strerror}") from error


def go_to(directory: str) -> None:
    """Change the folder that the program stands in."""
    try:
        os.chdir(directory)
    except OSError as error:
        raise click.UsageError(f"-C {directory}: {error.strerror}") from error


def _note(ctx: click.Context, flag: click.Parameter, value: Any) -> None:
    if value and flag.name:
        given(ctx)[flag.name.removeprefix("flag_")] = value
