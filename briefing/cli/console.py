"""Talking to people: what is said, where, and when nothing is."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from briefing.cli.statuses import INTERRUPTED
from briefing.errors import DeliveryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import TextIO

    from briefing.cli.logs import Log
    from briefing.model import Drop


_COLORS = {"warning": "yellow", "error": "red"}


class Console:
    """What the flags of the program say about talking to people."""

    def __init__(self, *, color: bool | None = None) -> None:
        self.color = color
        self._drawn = 0  # how long the progress line is
        self._log: Log | None = None
        self.obey()

    def obey(
        self,
        *,
        quiet: bool = False,
        verbose: bool = False,
        progress: bool = True,
        as_json: bool = False,
    ) -> None:
        """Say as much as the flags ask for, and as they ask for it."""
        # A program that is started without a standard error has None.
        is_watched = sys.stderr is not None and sys.stderr.isatty()
        self.is_quiet = quiet
        self.is_verbose = verbose
        # Without a terminal nobody watches: success is silent unless asked for.
        self.is_talkative = verbose or (is_watched and not quiet)
        self.has_progress = progress and is_watched and not quiet and not as_json
        self._as_json = as_json

    def log_to(self, path: str, *, as_json: bool) -> None:
        """Write all that is told to a file as well, whatever the flags keep from being said.

        Raises:
            OSError: the file cannot be opened.
        """
        import logging  # noqa: PLC0415

        from briefing.cli.logs import Log, logger  # noqa: PLC0415

        if self._log is None:
            self._log = Log(path, as_json=as_json, failed=self._say_log_failed)
            logger().addHandler(self._log)
            logger().setLevel(logging.INFO)

    def close(self) -> None:
        """Let the log file go."""
        if self._log is not None:
            from briefing.cli.logs import logger  # noqa: PLC0415

            logger().removeHandler(self._log)
            self._log.close()
            self._log = None

    def say(self, message: str, **fields: object) -> None:
        """Tell something that is good to know; programs get the fields with it."""
        self._note("info", message, fields)
        if self.is_talkative:
            self._tell("info", plain(message), fields)

    def warn(self, message: str, **fields: object) -> None:
        """Tell something that a person should look at."""
        self._note("warning", message, fields)
        if not self.is_quiet:
            self._tell("warning", plain(message), fields)

    def fail(self, lines: Iterable[str], **fields: object) -> None:
        """Tell why there is no result."""
        for line in lines:
            self._note("error", line, fields)
            self._tell("error", plain(line), fields)

    def interrupted(self, signal: str) -> None:
        """Tell that the run was ended, by a signal of that name or by Ctrl-C."""
        self.erase()
        if sys.stderr and sys.stderr.isatty():
            click.echo("\r", nl=False, err=True)  # over the ^C of the terminal
        self.fail([f"ended by {signal}" if signal else "interrupted"], status=INTERRUPTED)

    def note(self, message: str, **fields: object) -> None:
        """Tell something to the log file alone."""
        self._note("info", message, fields)

    def trace(self, error: BaseException) -> None:
        """Show where in the program something went wrong."""
        from traceback import format_exception  # noqa: PLC0415

        self._tell("info", plain("".join(format_exception(error)).rstrip("\n")), {})

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

    def progress(self, stage: str, done: int, total: int, note: str = "") -> None:
        """Redraw the progress line; a stage that is done takes its line away."""
        if not self.has_progress:
            return
        if done == total:
            self.erase()
            return
        width = 24
        filled = width * done // max(total, 1)
        line = f"{stage:<10} {'█' * filled}{'░' * (width - filled)} {done}/{total} {note}".rstrip()
        click.echo(f"\r{line:<{self._drawn}}", nl=False, err=True)
        self._drawn = len(line)

    def tell_drops(self, drops: Iterable[Drop]) -> None:
        """Name what was left out: faults always, the rest where asked for."""
        for drop in drops:
            # Some details open with the reason, since they are told alone elsewhere.
            detail = drop.detail.removeprefix(f"{drop.reason}: ")
            # In one line, or a file's name could write a message of its own.
            message = " ".join(f"{drop.uri}: left out: {drop.reason}: {detail}".split("\n"))
            tell = self.warn if drop.reason.is_fault else self.say if self.is_verbose else self.note
            tell(message, uri=drop.uri, reason=str(drop.reason), stage=drop.stage)

    def erase(self) -> None:
        """Take the progress line away."""
        # With spaces, since who wants no color wants no codes; ^C may stand behind it.
        if self._drawn:
            click.echo(f"\r{'':<{self._drawn + len('^C')}}\r", nl=False, err=True)
            self._drawn = 0

    def _tell(self, level: str, message: str, fields: Mapping[str, object]) -> None:
        self.erase()
        if self._as_json:
            from briefing.cli.logs import as_json  # noqa: PLC0415

            message = as_json(level, message, fields)
        elif level in _COLORS:
            message = f"briefing: {click.style(f'{level}:', fg=_COLORS[level])} {message}"
        click.echo(message, err=True, color=self.color)

    def _note(self, level: str, message: str, fields: Mapping[str, object]) -> None:
        if self._log is not None:
            from briefing.cli.logs import logger  # noqa: PLC0415

            tell = getattr(logger(), level)
            tell("%s", plain(message), extra={"fields": fields})

    def _say_log_failed(self, message: str) -> None:
        if not self.is_quiet:
            self._tell("warning", plain(message), {})


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
