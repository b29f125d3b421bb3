"""The command line: read flags, call one function, print, exit.

This is the only place that knows the clock, the environment and the terminal. What a
command needs is imported by that command, so that `briefing --help` answers at once.
"""

from __future__ import annotations

import sys

from briefing.cli.statuses import INTERRUPTED as INTERRUPTED

TYPE_CHECKING = False  # as `typing` has it, which takes a while to import
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from briefing.cli.program import cli as cli


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line, and turn what went wrong into one line and an exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    signals: list[str] = []
    try:
        # Not at the top: Ctrl-C while modules load is to end in a line, too.
        from briefing.cli.ending import ended_by_signals  # noqa: PLC0415

        with ended_by_signals() as signals:
            from briefing.cli.program import run  # noqa: PLC0415

            status = run(words, signals)
    except KeyboardInterrupt:  # before there was anybody to say so
        if sys.stderr:
            back = "\r" if sys.stderr.isatty() else ""  # over the ^C of the terminal
            by = f"ended by {signals[0]}" if signals else "interrupted"
            sys.stderr.write(f"{back}briefing: error: {by}\n")
        status = INTERRUPTED
    sys.exit(status)


def __getattr__(name: str) -> Any:
    """Give `cli`, the click group, to those who ask for it."""
    if name != "cli":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from briefing.cli.program import cli  # noqa: PLC0415

    return cli
