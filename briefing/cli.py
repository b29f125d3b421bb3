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

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from briefing.loading import Context
    from briefing.model import Drop, Rendered, Report
    from briefing.protocols import Deliverer
    from briefing.settings import Settings

SETTINGS_FILE = "briefing.toml"
SUFFIXES = {".htm": "html", ".html": "html", ".md": "markdown", ".pdf": "pdf"}

SOME_LEFT_OUT = 3
INTERRUPTED = 130


class Console:
    """What the global flags say about talking to people."""

    def __init__(self, *, quiet: bool, verbose: bool, progress: bool, color: bool | None) -> None:
        self.is_quiet = quiet
        # Without a terminal nobody watches: success is silent unless asked for.
        self.is_talkative = verbose or (sys.stderr.isatty() and not quiet)
        self.is_verbose = verbose
        self.has_progress = progress and sys.stderr.isatty() and not quiet
        self.color = color

    def say(self, message: str) -> None:
        """Tell something that is good to know."""
        if self.is_talkative:
            click.echo(plain(message), err=True, color=self.color)

    def warn(self, message: str) -> None:
        """Tell something that a person should look at."""
        if not self.is_quiet:
            head = click.style("warning:", fg="yellow")
            click.echo(f"briefing: {head} {plain(message)}", err=True, color=self.color)

    def progress(self, stage: str, done: int, total: int) -> None:
        """Redraw the progress line; a stage that is done takes its line away."""
        if not self.has_progress:
            return
        width = 24
        filled = width * done // max(total, 1)
        bar = "█" * filled + "░" * (width - filled)
        line = f"\r{stage:<10} {bar} {done}/{total}\033[K"
        click.echo("\r\033[K" if done == total else line, nl=False, err=True)


def plain(message: str) -> str:
    """Take out what could steer a terminal: file names are other people's data."""
    return "".join(
        c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in message
    )


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


@cli.command(short_help="Write a brief (the default).")
@click.argument("articles", nargs=-1, metavar="[ARTICLES]...")
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FILE",
    help="Write to this file; its suffix tells the format (.html, .pdf, .md). "
    "May be repeated; - is standard output.",
)
@click.option("--title", metavar="TEXT", help="The title on the first page.")
@click.option(
    "--format", "formats", multiple=True, metavar="NAME", help="A format to write; may be repeated."
)
@click.option("--method", metavar="NAME", help="How sentences are ranked; see `briefing plugins`.")
@click.option(
    "--sentences", type=int, metavar="N", help="Sentences per article and theme, at most."
)
@click.option(
    "--theme", "themes", multiple=True, metavar="NAME", help="Only this theme; may be repeated."
)
@click.option("--page", metavar="SIZE", help="The paper of the PDF: A4 or Letter.")
@click.option(
    "--as-of",
    metavar="TIME",
    help="Build the brief of this day or time (ISO 8601); else SOURCE_DATE_EPOCH, else now.",
)
@click.pass_context
def build(ctx: click.Context, /, **flags: Any) -> None:
    """Write a brief from ARTICLES (files, folders, globs; - is standard input).

    Without ARTICLES the sources of the settings file are read. Without -o the brief
    goes to a folder per day, build/DATE/, to which build/latest leads.
    """
    from briefing.pipeline import run  # noqa: PLC0415

    console: Console = ctx.obj
    _find_libraries()
    settings = _build_settings(ctx, flags)
    now = _now(flags["as_of"], settings)
    day = settings.output.directory / _local(now, settings).date().isoformat()
    deliverer = _deliverer(flags["outputs"], day)
    report = run(settings, now=now, deliverers=[deliverer], progress=console.progress)
    if not flags["outputs"]:
        from briefing.deliverers.folder import point  # noqa: PLC0415

        point(day.parent / "latest", day)
    _tell(report, console)
    if any(drop.reason.is_fault for drop in report.drops):
        ctx.exit(SOME_LEFT_OUT)


@cli.command()
@click.pass_context
def check(ctx: click.Context) -> None:
    """Check settings, templates, fonts and sources, and report all faults at once."""
    from briefing.checking import findings  # noqa: PLC0415
    from briefing.errors import SettingsError  # noqa: PLC0415
    from briefing.loading import examine, read  # noqa: PLC0415

    console: Console = ctx.obj
    _find_libraries()
    path = _settings_path(ctx)
    try:
        values = read(path) if path else {}
        settings, faults = examine(values, _context(path, {}))
        faults = (*faults, *findings(settings))
    except SettingsError as error:
        faults = error.faults
    for fault in faults:
        click.echo(plain(fault))
    if faults:
        ctx.exit(1)
    console.say("all is well")


@cli.command()
@click.argument("directory", metavar="DIR")
@click.pass_context
def init(ctx: click.Context, directory: str) -> None:
    """Set up a folder for a daily brief: settings, Makefile, crontab line, a sample.

    Nothing that stands there already is overwritten.
    """
    from pathlib import Path  # noqa: PLC0415

    from briefing.starter import put  # noqa: PLC0415

    console: Console = ctx.obj
    for path, is_new in put(Path(directory)):
        console.say(f"{path}: {'written' if is_new else 'kept as it was'}")
    console.say(f"now try: briefing -C {directory} -v build")


@cli.command()
def plugins() -> None:
    """List all names that the settings may use, with where they come from."""
    from briefing.registry import BUILT_INS, names  # noqa: PLC0415

    for kind in BUILT_INS:
        for name, origin in names(kind).items():
            click.echo("\t".join(map(plain, (kind, name, origin))))


@cli.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of a shell: eval "$(briefing completion bash)"."""
    from click.shell_completion import get_completion_class  # noqa: PLC0415

    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101  # click knows the three shells of the argument
    click.echo(kind(cli, {}, "briefing", "_BRIEFING_COMPLETE").source())


def _build_settings(ctx: click.Context, flags: Mapping[str, Any]) -> Settings:
    from dataclasses import replace  # noqa: PLC0415

    from briefing.loading import check as checked  # noqa: PLC0415
    from briefing.loading import read  # noqa: PLC0415

    path = _settings_path(ctx)
    _check_outputs(flags["outputs"], flags["formats"])
    formats = tuple(flags["formats"]) or tuple(_format(one) for one in flags["outputs"])
    options = {
        "brief.title": ("--title", flags["title"]),
        "summarize.method": ("--method", flags["method"]),
        "summarize.sentences": ("--sentences", flags["sentences"]),
        "output.page": ("--page", flags["page"]),
        "output.formats": ("--format", formats or None),
    }
    given = {key: option for key, option in options.items() if option[1] is not None}
    settings = checked(read(path) if path else {}, _context(path, given))
    settings = _only_themes(settings, flags["themes"])
    if flags["articles"]:
        settings = replace(settings, sources=(_argument_source(flags["articles"]),))
    return settings


def _find_libraries() -> None:
    # A Python that is not Homebrew's does not look where Homebrew puts Pango.
    if sys.platform == "darwin":
        folders = "/opt/homebrew/lib:/usr/local/lib:/usr/lib"
        os.environ.setdefault("DYLD_FALLBACK_LIBRARY_PATH", folders)


def _settings_path(ctx: click.Context) -> Path | None:
    from pathlib import Path  # noqa: PLC0415

    root = ctx.find_root()
    if root.params["config"]:
        return Path(root.params["config"])
    return Path(SETTINGS_FILE) if Path(SETTINGS_FILE).is_file() else None


def _context(path: Path | None, flags: Mapping[str, tuple[str, Any]]) -> Context:
    from pathlib import Path  # noqa: PLC0415

    from briefing.loading import Context  # noqa: PLC0415
    from briefing.registry import names  # noqa: PLC0415

    root = path.parent if path else Path()
    return Context(root=root, names=names, place=str(path) if path else "", flags=flags)


def _only_themes(settings: Settings, wanted: Sequence[str]) -> Settings:
    """Keep the themes that --theme names, and no section for the rest."""
    from dataclasses import replace  # noqa: PLC0415

    from briefing.errors import SettingsError  # noqa: PLC0415
    from briefing.loading import unknown  # noqa: PLC0415

    if not wanted:
        return settings
    known = {theme.name: theme for theme in settings.themes}
    faults = [f"--theme: {unknown('theme', name, known)}" for name in wanted if name not in known]
    if faults:
        raise SettingsError(*faults)
    themes = tuple(theme for theme in settings.themes if theme.name in wanted)
    return replace(settings, themes=themes, brief=replace(settings.brief, other=False))


def _argument_source(articles: Sequence[str]) -> Any:
    from pathlib import Path  # noqa: PLC0415

    from briefing.settings import SourceSettings  # noqa: PLC0415

    # They are relative to where the person stands, not to the settings file.
    paths = (one if one == "-" else str(Path.cwd() / one) for one in articles)
    return SourceSettings(paths=tuple(paths))


def _check_outputs(outputs: Sequence[str], formats: Sequence[str]) -> None:
    """Refuse combinations of -o and --format of which a part would have no effect."""
    if "-" in outputs:
        if len(outputs) > 1 or len(formats) > 1:
            raise click.UsageError("-o - (standard output) takes one format and no other -o")
        return
    if outputs and formats:
        raise click.UsageError("--format goes without -o FILE, whose suffix tells the format")
    targets = [_format(one) for one in outputs]
    if len(set(targets)) < len(targets):
        raise click.UsageError("-o: two files of one format; run `briefing build` once for each")


def _format(output: str) -> str:
    suffix = os.path.splitext(output)[1].lower()  # noqa: PTH122  # pathlib is slow to import
    if output == "-":
        return "markdown"
    if suffix not in SUFFIXES:
        raise click.UsageError(f"-o {output}: the suffix tells the format: {', '.join(SUFFIXES)}")
    return SUFFIXES[suffix]


def _deliverer(outputs: Sequence[str], day: Path) -> Deliverer:
    from pathlib import Path  # noqa: PLC0415

    from briefing.deliverers.folder import files, folder  # noqa: PLC0415

    if not outputs:
        return folder(day)
    if "-" in outputs:
        return _to_standard_output
    return files({_format(one): Path(one) for one in outputs})


def _to_standard_output(rendered: Rendered) -> Any:
    from briefing.model import Receipt  # noqa: PLC0415

    sys.stdout.buffer.write(rendered.body)
    sys.stdout.buffer.flush()
    size = len(rendered.body)
    return Receipt(destination="-", rendered=rendered.format, size=size, changed=True)


def _now(as_of: str | None, settings: Settings) -> datetime:
    """Give the time of the brief: as asked for, else reproducible, else now; UTC."""
    from datetime import UTC, datetime  # noqa: PLC0415
    from zoneinfo import ZoneInfo  # noqa: PLC0415

    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        if as_of is not None:
            moment = datetime.fromisoformat(as_of)
            zone = moment.tzinfo or ZoneInfo(settings.brief.timezone)
            return moment.replace(tzinfo=zone).astimezone(UTC)
        if epoch:
            return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError) as error:
        given = f"--as-of {as_of}" if as_of is not None else f"SOURCE_DATE_EPOCH={epoch}"
        want = "a time such as 2026-11-21T06:00" if as_of is not None else "whole seconds"
        raise click.UsageError(f"{given}: expected {want}") from error
    return datetime.now(UTC).replace(microsecond=0)


def _local(moment: datetime, settings: Settings) -> datetime:
    from zoneinfo import ZoneInfo  # noqa: PLC0415

    return moment.astimezone(ZoneInfo(settings.brief.timezone))


def _tell(report: Report, console: Console) -> None:
    for receipt in report.receipts:
        state = f"written, {receipt.size:,} bytes" if receipt.changed else "unchanged"
        if receipt.destination != "-":
            console.say(f"{receipt.destination}: {state}")
    _tell_drops(report.drops, console)


def _tell_drops(drops: Iterable[Drop], console: Console) -> None:
    for drop in drops:
        message = f"{drop.uri}: left out: {drop.reason}: {drop.detail}"
        if drop.reason.is_fault:
            console.warn(message)
        elif console.is_verbose:
            console.say(message)


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
