"""One run at a time in a folder."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from briefing.cli.configuring import settings_path
from briefing.cli.console import Console

if TYPE_CHECKING:
    from collections.abc import Iterator

    import click

    from briefing.settings import Settings


@contextmanager
def alone_in(ctx: click.Context, settings: Settings, *, wait_s: float = 0.0) -> Iterator[None]:
    """Hold the folder of all editions, and put right what a killed run left there."""
    from briefing.housekeeping import recover  # noqa: PLC0415
    from briefing.locking import held  # noqa: PLC0415

    home = settings.output.directory
    with held(home, wait_s=wait_s, holder=_holder()):
        for warning in recover(home, settings.store.path if settings_path(ctx) else None):
            ctx.ensure_object(Console).warn(warning)
        yield


def _holder() -> str:
    from datetime import datetime  # noqa: PLC0415

    since = datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")
    return f"process {os.getpid()}, since {since}"
