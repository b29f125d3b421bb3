"""Commands for people who write themes: `themes test` and `themes suggest`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from briefing.cli.configuring import time_of
from briefing.cli.console import Console, plain
from briefing.cli.flags import Command
from briefing.cli.reading import end, settings_of, with_sources

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.model import Theme
    from briefing.pipeline import Batch
    from briefing.settings import Settings
    from briefing.trials import Proposal, Trial

_MOST_NEAR = 5  # sentences that a theme nearly took
_HEADLINES = 2  # of a theme that is proposed
_WIDTH = 96  # code points of a sentence that is shown


@click.group()
def themes() -> None:
    """Try the themes of the settings file, and find words for them."""


@themes.command(cls=Command)
@click.argument("articles", nargs=-1, metavar="[ARTICLES]...")
@click.option("--near", default=_MOST_NEAR, show_default=True, help="Near misses shown per theme.")
@click.option("--offline", is_flag=True, help="Fetch nothing; use what was fetched before.")
@click.pass_context
def test(ctx: click.Context, articles: tuple[str, ...], *, near: int, offline: bool) -> None:
    """Show what each theme takes from articles, why, and what it nearly took.

    Without ARTICLES the sources of the settings file are read. Articles are selected and
    copies folded as for a brief.
    """
    from briefing.trials import tried  # noqa: PLC0415

    settings, batch = _read(ctx, articles, offline=offline, must_have_themes=True)
    trial = tried(batch.articles, settings.themes)
    for theme in trial.themes:
        _show(ctx.obj, trial, theme, near)
    for (one, other), count in sorted(trial.shared.items()):
        ctx.obj.show(plain(f"overlap: {_count(count, 'article')} under both “{one}” and “{other}”"))
    for theme in trial.themes:
        if not theme.matches:
            ctx.obj.show(plain(f"nothing: “{theme.name}” took no sentence"))
    ctx.obj.show(plain(f"leftovers: {len(trial.leftovers())} of {len(batch.articles)} articles"))
    for warning in (*batch.warnings, *trial.warnings):
        ctx.obj.warn(warning)
    end(ctx, (*batch.drops, *trial.drops), has_any=bool(batch.articles))


@themes.command(cls=Command)
@click.argument("articles", nargs=-1, metavar="[ARTICLES]...")
@click.option("--offline", is_flag=True, help="Fetch nothing; use what was fetched before.")
@click.pass_context
def suggest(ctx: click.Context, articles: tuple[str, ...], *, offline: bool) -> None:
    """Propose words for each theme, and new themes, as TOML to paste; nothing is changed.

    The words are those that tell the sentences that a theme took from all others. New
    themes are found among the articles that no theme took.
    """
    from briefing.trials import suggested  # noqa: PLC0415

    settings, batch = _read(ctx, articles, offline=offline)
    suggestions = suggested(batch.articles, settings.themes)
    for name, words in suggestions.words:
        if words:
            ctx.obj.show(f"# [[theme]] name = {_quoted(name)}\n# words = {_listed(words)}")
        else:
            ctx.obj.show(f"# [[theme]] name = {_quoted(name)}: nothing to propose")
    for proposal in suggestions.themes:
        _propose(ctx.obj, proposal)
    if batch.articles and not suggestions.themes:
        ctx.obj.show(f"# no new theme in {suggestions.leftovers} articles that no theme took")
    for warning in batch.warnings:
        ctx.obj.warn(warning)
    end(ctx, batch.drops, has_any=bool(batch.articles))


def _propose(console: Console, proposal: Proposal) -> None:
    """Print a new theme to paste, with what speaks for it in comments."""
    console.show(f"\n# {_count(len(proposal.articles), 'article')} that no theme took, such as")
    for article in proposal.articles[:_HEADLINES]:
        console.show(f"#   {_clipped(plain(' '.join(article.headline.split())))}")
    console.show(f"[[theme]]\nname = {_quoted(proposal.name)}")
    console.show(f"words = {_listed(proposal.words)}")


def _read(
    ctx: click.Context,
    articles: tuple[str, ...],
    *,
    offline: bool,
    must_have_themes: bool = False,
) -> tuple[Settings, Batch]:
    from briefing.errors import SettingsError  # noqa: PLC0415
    from briefing.pipeline import batch  # noqa: PLC0415

    settings = settings_of(ctx)
    if must_have_themes and not settings.themes:
        raise SettingsError("no theme is defined in the settings; see docs/themes.md")
    if articles:
        settings = with_sources(settings, articles)
    return settings, batch(settings, now=time_of(None, settings), offline=offline)


def _show(console: Console, trial: Trial, theme: Theme, most_near: int) -> None:
    ranked = trial.ranked(theme)
    told = f"{_count(len(ranked), 'article')}, {_count(len(theme.matches), 'sentence')}"
    console.show(plain(f"{theme.name}: {told}"))
    for matches in ranked:
        article = trial.articles[matches[0].article_id]
        console.show(plain(f"  {article.uri}: {article.headline}"))
        for match in matches:
            why = f"{match.strength:.2f} by {match.rule}: {', '.join(match.terms) or 'pinned'}"
            console.show(plain(f"    {why}"))
            console.show(plain(f"      {_clipped(article.sentences[match.position].text)}"))
    for one in trial.near[theme.name][:most_near]:
        article = trial.articles[one.article_id]
        console.show(plain(f"  nearly: {one.why}; has {', '.join(one.terms[:4]) or 'no term'}"))
        console.show(plain(f"      {_clipped(article.sentences[one.position].text)}"))


def _count(number: int, what: str) -> str:
    return f"{number:,} {what if number == 1 else what + 's'}"


def _clipped(sentence: str) -> str:
    return sentence if len(sentence) <= _WIDTH else sentence[: _WIDTH - 1] + "…"


def _listed(words: Iterable[str]) -> str:
    return f"[{', '.join(_quoted(word) for word in words)}]"


def _quoted(text: str) -> str:
    import json  # noqa: PLC0415

    return json.dumps(text, ensure_ascii=False)
