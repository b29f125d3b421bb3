"""`briefing build`: write a brief."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from briefing.cli.configuring import context, find_libraries, settings_path

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from briefing.cli.console import Console
    from briefing.model import Rendered, Report
    from briefing.protocols import Deliverer
    from briefing.settings import Settings

SUFFIXES = {".htm": "html", ".html": "html", ".md": "markdown", ".pdf": "pdf"}

SOME_LEFT_OUT = 3


@click.command(short_help="Write a brief (the default).")
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
    find_libraries()
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


def _build_settings(ctx: click.Context, flags: Mapping[str, Any]) -> Settings:
    from dataclasses import replace  # noqa: PLC0415

    from briefing.loading import check as checked  # noqa: PLC0415
    from briefing.loading import read  # noqa: PLC0415

    path = settings_path(ctx)
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
    settings = checked(read(path) if path else {}, context(path, given))
    settings = _only_themes(settings, flags["themes"])
    if flags["articles"]:
        settings = replace(settings, sources=(_argument_source(flags["articles"]),))
    return settings


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
    console.tell_drops(report.drops)
