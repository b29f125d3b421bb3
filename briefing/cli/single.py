"""`briefing summarize` and `briefing explain`: one article, on the terminal or in a pipe."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from briefing.cli.configuring import context, settings_path, time_of
from briefing.cli.console import as_json, plain
from briefing.cli.flags import Command

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from briefing.explanation import Explanation
    from briefing.model import Article
    from briefing.settings import Settings

_STRONGEST = 4  # features that are shown on a terminal


def _length_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for decorate in (
        click.option("--share", type=float, metavar="X", help="At most this share of its words."),
        click.option("--words", type=int, metavar="N", help="At most so many words."),
        click.option("--sentences", type=int, metavar="N", help="At most so many sentences."),
        click.option("--method", metavar="NAME", help="How sentences are ranked."),
    ):
        command = decorate(command)
    return command


@click.command(cls=Command)
@click.argument("article", metavar="FILE|-")
@_length_options
@click.pass_context
def summarize(ctx: click.Context, /, **flags: Any) -> None:
    """Print the summary of one article, a sentence a line; - is standard input."""
    from briefing.explanation import summarize as summarized  # noqa: PLC0415

    settings = _settings(ctx, flags)
    given = _read(flags["article"], settings)
    for position in summarized(given, settings.summarize).chosen:
        click.echo(plain(given.sentences[position].text.replace("\n", " ")))


@click.command(cls=Command)
@click.argument("article", metavar="ARTICLE")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with all features.")
@_length_options
@click.pass_context
def explain(ctx: click.Context, /, **flags: Any) -> None:
    """Say of each sentence of an article how it scores, and why it was chosen or not."""
    from briefing.explanation import explain as explained  # noqa: PLC0415

    settings = _settings(ctx, flags)
    found = explained(_read(flags["article"], settings), settings.summarize)
    if flags["as_json"]:
        click.echo(as_json(_values(found)))
    else:
        _show(found, color=ctx.color)


def _settings(ctx: click.Context, flags: dict[str, Any]) -> Settings:
    from briefing.loading import check as checked  # noqa: PLC0415
    from briefing.loading import read  # noqa: PLC0415

    path = settings_path(ctx)
    given = {
        f"summarize.{name}": (f"--{name}", flags[name])
        for name in ("method", "sentences", "words", "share")
        if flags[name] is not None
    }
    return checked(read(path) if path else {}, context(path, given))


def _read(path: str, settings: Settings) -> Article:
    from briefing.explanation import read_article  # noqa: PLC0415

    return read_article(path, settings, now=time_of(None, settings))


def _values(found: Explanation) -> dict[str, object]:
    return {
        "headline": found.article.headline,
        "language": found.article.language,
        "method": found.method,
        "sentences": [
            {
                "position": one.sentence.position,
                "start": one.sentence.start,
                "end": one.sentence.end,
                "text": one.sentence.text,
                "score": one.score,
                "chosen": one.is_chosen,
                "why": one.why,
                "features": {name: round(value, 6) for name, value in one.features},
            }
            for one in found.sentences
        ],
        "removed": [
            {"line": one.line, "rule": one.rule, "text": one.text} for one in found.removed
        ],
    }


def _show(found: Explanation, *, color: bool | None) -> None:
    for one in found.sentences:
        mark = "*" if one.is_chosen else " "
        head = f"{mark} {one.sentence.position + 1:>3}  {one.score:.3f}  "
        words = plain(one.sentence.text.replace("\n", " "))
        click.echo(click.style(head + words, bold=one.is_chosen), color=color)
        click.echo(f"{'':14}{plain(one.why)}")
        if one.features:
            click.echo(f"{'':14}{_told(one.features)}")
    for removal in found.removed:
        click.echo(f"- line {removal.line}, {removal.rule}: {plain(removal.text)[:80]}")
    sys.stdout.flush()


def _told(features: Sequence[tuple[str, float]]) -> str:
    """Tell the strongest features, and that all add up to the logarithm of the odds."""
    *rest, (start_name, start) = features
    strongest = ", ".join(f"{name} {value:+.2f}" for name, value in rest[:_STRONGEST])
    others = sum(value for _, value in rest[_STRONGEST:])
    total = sum(value for _, value in features)
    return f"{strongest}, others {others:+.2f}, {start_name} {start:+.2f}: log-odds {total:+.2f}"
