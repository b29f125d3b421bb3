"""Talking to people: what is said, where, and when nothing is."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.model import Drop


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

    def tell_drops(self, drops: Iterable[Drop]) -> None:
        """Name what was left out: faults always, the rest where asked for."""
        for drop in drops:
            message = f"{drop.uri}: left out: {drop.reason}: {drop.detail}"
            if drop.reason.is_fault:
                self.warn(message)
            elif self.is_verbose:
                self.say(message)


def plain(message: str) -> str:
    """Take out what could steer a terminal: file names are other people's data."""
    return "".join(
        c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in message
    )
