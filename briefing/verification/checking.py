"""All that can be checked of one delivered file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

from briefing.engine import Limits
from briefing.errors import StoreError
from briefing.protocols import Extractor
from briefing.registry import resolve
from briefing.settings import Settings
from briefing.store.store import opened
from briefing.verification.claims import Finding, Reader, claims
from briefing.verification.files import delivered, printed


def check_file(
    path: Path, *, settings: Settings, store: Path | None, brief: Path | None = None
) -> Iterator[Finding]:
    """Check a delivered file, and all that its brief claims.

    Raises:
        SourceError: the file cannot be read, or there is no brief to hold it against.
        StoreError: the store cannot be used at all.
    """
    one = delivered(path, brief=brief)
    if store is None:
        detail = "there is no store: neither sentences nor documents could be looked up"
        yield Finding(source=0, what="store", detail=detail, is_unchecked=True)
        yield from printed(one, settings, None)
        return
    if not store.is_file():
        raise StoreError(store, "is not there")
    extract = cast(
        "Extractor",
        resolve("extractors", "automatic")(settings.extract, language=one.brief.language),
    )
    with opened(store) as kept:
        yield from claims(one.brief, kept, Reader(extract=extract, limits=Limits()))
        yield from printed(one, settings, kept)
