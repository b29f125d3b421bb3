"""Talking to people: what is said, where, and when nothing is."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from briefing.errors import DeliveryError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from briefing.model import Drop


class Console:
    """What the flags of the program say about talking to people."""

    def __init__(self, *, color: bool | None = None) -> None:
        self.color = color
        self._drawn = 0  # how long the progress line is
        self.obey()

    def obey(self, *, quiet: bool = False, verbose: bool = False, progress: bool = True) -> None:
        """Say as much as the flags ask for."""
        # A program that is started without a standard error has None.
        is_watched = sys.stderr is not None and sys.stderr.isatty()
        self.is_quiet = quiet
        self.is_verbose = verbose
        # Without a terminal nobody watches: success is silent unless asked for.
        self.is_talkative = verbose or (is_watched and not quiet)
        self.has_progress = progress and is_watched and not quiet

    def say(self, message: str) -> None:
        """Tell something that is good to know."""
        if self.is_talkative:
            self._tell(plain(message))

    def warn(self, message: str) -> None:
        """Tell something that a person should look at."""
        if not self.is_quiet:
            self._tell(f"briefing: {click.style('warning:', fg='yellow')} {plain(message)}")

    def fail(self, lines: Iterable[str]) -> None:
        """Tell why there is no result."""
        for line in lines:
            self._tell(f"briefing: {click.style('error:', fg='red')} {plain(line)}")

    def trace(self, error: BaseException) -> None:
        """Show where in the program something went wrong."""
        from traceback import format_exception  # noqa: PLC0415

        self._tell(plain("".join(format_exception(error)).rstrip("\n")))

    def put(self, body: bytes) -> None:
        """Write to standard output, which is for data.

        Raises:
            DeliveryError: it is closed or full.
            BrokenPipeError: who read it has seen enough; click ends in silence then.
        """
        if sys.stdout is None:
            raise DeliveryError("standard output", "is closed")
        try:
            sys.stdout.buffer.write(body)
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            let_go(sys.stdout)
            raise DeliveryError(
                "standard output", f"cannot be written: {error.strerror}"
            ) from error

    def show(self, line: str) -> None:
        """Write a line of data, as far as standard output can show its letters."""
        encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
        self.put(f"{line}{os.linesep}".encode(encoding, errors="replace"))

    def progress(self, stage: str, done: int, total: int) -> None:
        """Redraw the progress line; a stage that is done takes its line away."""
        if not self.has_progress:
            return
        if done == total:
            self.erase()
            return
        width = 24
        filled = width * done // max(total, 1)
        line = f"{stage:<10} {'█' * filled}{'░' * (width - filled)} {done}/{total}"
        click.echo(f"\r{line:<{self._drawn}}", nl=False, err=True)
        self._drawn = len(line)

    def tell_drops(self, drops: Iterable[Drop]) -> None:
        """Name what was left out: faults always, the rest where asked for."""
        for drop in drops:
            # Some details open with the reason, since they are told alone elsewhere.
            detail = drop.detail.removeprefix(f"{drop.reason}: ")
            # In one line, or a file's name could write a message of its own.
            message = " ".join(f"{drop.uri}: left out: {drop.reason}: {detail}".split("\n"))
            if drop.reason.is_fault:
                self.warn(message)
            elif self.is_verbose:
                self.say(message)

    def erase(self) -> None:
        """Take the progress line away."""
        # With spaces, since who wants no color wants no codes; ^C may stand behind it.
        if self._drawn:
            click.echo(f"\r{'':<{self._drawn + len('^C')}}\r", nl=False, err=True)
            self._drawn = 0

    def _tell(self, message: str) -> None:
        self.erase()
        click.echo(message, err=True, color=self.color)


def let_go(stream: TextIO | None) -> None:
    """Lead a stream that cannot be written to nowhere, or Python would complain at its exit."""
    if stream is not None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def plain(message: str) -> str:
    """Take out what could steer a terminal: file names are other people's data."""
    return "".join(
        c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in message
    )


def as_json(value: object) -> str:
    """Write JSON in lines, with escapes for what could steer a terminal."""
    import json  # noqa: PLC0415

    text = json.dumps(value, ensure_ascii=False, indent=2)
    return "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text)
