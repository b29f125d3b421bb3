"""What tests of deliveries share: means of this machine, settings, parcels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from briefing.model import Brief, Rendered
from briefing.parcels import Means, Parcel
from briefing.settings import DeliverSettings, OutputSettings, Settings
from briefing.sources.posting import caller, line_to
from briefing.sources.wire import World
from briefs import two_articles
from servers import Waits, trusting_the_test

NOW = datetime(2022, 1, 2, 7, 0, tzinfo=UTC)
HERE = ("127.0.0.1",)


def resolve_here(host: str, port: int) -> tuple[str, ...]:
    return HERE


def means(
    environ: Mapping[str, str] | None = None,
    *,
    sleep: Callable[[float], None] | None = None,
    warn: Callable[[str], None] = lambda _: None,
) -> Means:
    """Give the means of this machine, on which every name is the loopback address."""
    world = World(resolve=resolve_here, tls=trusting_the_test)
    return Means(
        now=NOW,
        environ=environ or {},
        call=caller(world, proxy="", now=NOW),
        dial=partial(line_to, world=world),
        sleep=sleep or Waits(),
        warn=warn,
    )


def to(kind: str, **options: Any) -> DeliverSettings:
    """Give a table; what goes by HTTP may go to this machine."""
    return DeliverSettings(kind=kind, allow_private=HERE, **options)


def desk(tmp_path: Path, *tables: DeliverSettings, **brief: Any) -> Settings:
    settings = Settings(
        root=tmp_path,
        output=OutputSettings(directory=tmp_path / "build", formats=("txt",)),
        deliver=tables,
    )
    return replace(settings, brief=replace(settings.brief, **brief))


def parcel(*files: Rendered, brief: Brief | None = None, address: str = "") -> Parcel:
    return Parcel(
        edition="2021-12-31",
        digest="d" * 64,
        brief=brief or two_articles(),
        files=files,
        address=address,
    )


def text(body: bytes = b"A brief.\n", name: str = "brief.txt") -> Rendered:
    return Rendered(format="txt", media_type="text/plain", filename=name, body=body)
