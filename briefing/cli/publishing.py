"""Where a command puts the files of a brief: those that -o names, or the folder of a day."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from briefing.formats import SUFFIXES, format_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

    from briefing.cli.console import Console
    from briefing.model import Edition, Receipt, Rendered
    from briefing.protocols import Publisher

output_option = click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FILE",
    type=click.Path(readable=False, allow_dash=True),
    help=f"Write to this file; its suffix tells the format: {', '.join(SUFFIXES)}. "
    "May be repeated; - is standard output.",
)


def formats_of(flags: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the formats that -o and --format ask for; none leaves them to the settings."""
    _check_outputs(flags["outputs"], flags["formats"])
    return tuple(flags["formats"]) or tuple(_format(one) for one in flags["outputs"])


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
    if output == "-":
        return "markdown"
    found = format_of(os.path.basename(output))  # noqa: PTH119  # pathlib is slow to import
    if found is None:
        raise click.UsageError(f"-o {output}: the suffix tells the format: {', '.join(SUFFIXES)}")
    return found


def publisher_of(
    outputs: Sequence[str], day: Path, console: Console, *, home: Path | None = None
) -> Publisher:
    """Publish in the files that -o names, else in the folder of the day.

    `home` is where it is written down what is under way.
    """
    from pathlib import Path  # noqa: PLC0415

    from briefing.deliverers.folder import files, folder  # noqa: PLC0415

    if not outputs:
        return folder(day)
    if "-" in outputs:
        return _StandardOutput(console)
    return files({_format(one): Path(one) for one in outputs}, home=home)


class _StandardOutput:
    """Writes the only format to standard output."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def staged(
        self,
        rendered: tuple[Rendered, ...],
        *,
        edition: Edition | None = None,  # noqa: ARG002 - nothing is left for another run
    ) -> AbstractContextManager[Callable[[], tuple[Receipt, ...]]]:
        """Give what writes it: what went into a pipe cannot be taken back."""
        from contextlib import nullcontext  # noqa: PLC0415

        from briefing.model import Receipt  # noqa: PLC0415

        [only] = rendered

        def publish() -> tuple[Receipt, ...]:
            self.console.put(only.body)
            size = len(only.body)
            return (Receipt(destination="-", rendered=only.format, size=size, changed=True),)

        return nullcontext(publish)


def day_of(moment: datetime, timezone: str) -> str:
    """Name the folder of a day, as people in that zone count days."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415

    return moment.astimezone(ZoneInfo(timezone)).date().isoformat()


def tell_receipts(receipts: Iterable[Receipt], console: Console) -> None:
    """Say where each format was put."""
    for receipt in receipts:
        state = f"written, {receipt.size:,} bytes" if receipt.changed else "unchanged"
        if receipt.destination != "-":
            console.say(f"{receipt.destination}: {state}")


def point_to_newest(day: Path) -> None:
    """Let `latest`, beside the folders per day, lead to the newest of them."""
    from briefing.deliverers.folder import newest, point  # noqa: PLC0415

    point(day.parent / "latest", newest(day))
