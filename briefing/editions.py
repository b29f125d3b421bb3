"""Editions that earlier runs left: one of them read again, or all of them in an archive."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from briefing.errors import EmptyBriefError, SourceError
from briefing.model import Brief, Drop, Reason, Rendered
from briefing.renderers.atom import KEPT, Edition, feed, published
from briefing.renderers.data import read
from briefing.renderers.site import Card, File, card, index, shards
from briefing.settings import OutputSettings

# What an archive leads to, by the suffix of the file; the first is where a card leads.
_KINDS = {
    ".html": ("Page", "text/html"),
    ".pdf": ("PDF", "application/pdf"),
    ".epub": ("E-book", "application/epub+zip"),
    ".md": ("Markdown", "text/markdown"),
    ".plain.md": ("Plain Markdown", "text/markdown"),
    ".obsidian.md": ("Obsidian", "text/markdown"),
    ".mediawiki": ("MediaWiki", "text/plain"),
    ".dokuwiki.txt": ("DokuWiki", "text/plain"),
    ".confluence.xml": ("Confluence", "application/xml"),
    ".txt": ("Text", "text/plain"),
    ".eml": ("E-mail", "message/rfc822"),
    ".json": ("Data", "application/json"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """The files of an archive, and the editions that could not be read."""

    files: tuple[Rendered, ...]
    drops: tuple[Drop, ...]


def read_brief(path: Path, *, uri: str = "") -> Brief:
    """Read a finished brief; `uri` names it in messages, else its path.

    Raises:
        SourceError: the file cannot be read, or is no brief.
    """
    try:
        body = path.read_bytes()
    except OSError as error:
        detail = f"cannot be read: {error.strerror}"
        raise SourceError(uri or str(path), Reason.UNREADABLE, detail) from error
    return read(body, uri=uri or str(path))


def archive(root: Path, target: Path, settings: OutputSettings) -> Archive:
    """Make an archive of the editions below `root`, which shall stand in `target`.

    Raises:
        EmptyBriefError: there is no edition.
        RenderError: a template or a style failed.
    """
    cards: list[tuple[Card, Path]] = []
    drops: list[Drop] = []
    for path in _data_files(root):
        uri = path.relative_to(root).as_posix()
        try:
            # One at a time, since a thousand briefs fill the memory.
            cards.append((card(read_brief(path, uri=uri), _files(path, target)), path))
        except SourceError as error:
            drops.append(Drop(stage="site", uri=uri, reason=error.reason, detail=error.detail))
    if not cards:
        advice = 'no brief.json is below it; have "json" among output.formats, and build'
        raise EmptyBriefError(f"{root}: {advice}", tuple(drops))
    cards.sort(key=lambda pair: (pair[0].issued, pair[0].id), reverse=True)
    ordered = tuple(one for one, _ in cards)
    return Archive(
        files=(
            index(ordered, settings),
            *shards(ordered),
            _feed([path for _, path in cards[:KEPT]], ordered, settings),
        ),
        drops=tuple(drops),
    )


def _data_files(root: Path) -> Iterator[Path]:
    # Links are not followed, or `latest` would be told twice.
    for folder, below, names in os.walk(root):
        below.sort()
        for name in sorted(names):
            if name.startswith("brief") and name.endswith(".json"):
                yield Path(folder, name)


def _files(data: Path, target: Path) -> tuple[File, ...]:
    """List the files of an edition: those that are named as its data is."""
    found = {kind: data.with_name(f"{data.stem}{kind}") for kind in _KINDS}
    return tuple(
        File(
            label=label,
            media_type=media_type,
            address=quote(Path(os.path.relpath(found[kind], target)).as_posix()),
        )
        for kind, (label, media_type) in _KINDS.items()
        if found[kind].is_file()
    )


def _feed(paths: list[Path], cards: tuple[Card, ...], settings: OutputSettings) -> Rendered:
    editions = [
        Edition(
            brief=read_brief(path),
            address=published(one.files[0].address, settings),
            media_type=one.files[0].media_type,
        )
        for path, one in zip(paths, cards, strict=False)
    ]
    body = feed(editions, settings, home=published("index.html", settings))
    return Rendered(
        format="atom", media_type="application/atom+xml", filename="feed.atom", body=body
    )
