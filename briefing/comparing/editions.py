"""From what a person names to a brief: an edition of the store, or a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from briefing.editions import read_brief
from briefing.errors import SourceError, StoreError
from briefing.formats import format_of
from briefing.model import Brief, Edition, Reason, Source
from briefing.packing.packs import is_pack, opened_pack
from briefing.store.store import Store, opened_to_read
from briefing.verification.evidence import carried


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A brief, and what to call it."""

    label: str
    brief: Brief


def named(words: str, store: Path | None) -> Named:
    """Find the brief that is meant: a file, a folder of one edition, or a day or key of the store.

    A file may be an evidence pack, or of any format that carries its brief or lies beside its
    brief.json.

    Raises:
        SourceError: there is none, or it cannot be read.
        StoreError: the store cannot be used.
    """
    path = Path(words)
    if path.is_dir():
        return Named(label=words, brief=_in_folder(path))
    if path.is_file() and is_pack(path):
        with opened_pack(path) as pack:
            return Named(label=words, brief=pack.brief())
    if path.exists() or format_of(path.name) is not None:
        return Named(label=words, brief=_in_file(path))
    return _in_store(words, store)


def text_of(store: Path | None) -> Callable[[Source], str | None]:
    """Look texts of sources up in the store; one that is not kept, or another, is None."""

    def look(source: Source) -> str | None:
        if store is None or not store.is_file():
            return None
        try:
            with opened_to_read(store) as kept:
                text = kept.article(source.article_id).text
        except StoreError:
            return None
        return text if sha256(text.encode()).hexdigest() == source.digest else None

    return look


def _in_folder(folder: Path, file: Path | None = None) -> Brief:
    """Read the one brief as JSON in a folder; `file` is what it is to speak for."""
    found = sorted(folder.glob("brief*.json"))
    if len(found) == 1:
        return read_brief(found[0])
    what = "carries no brief" if file else "is a folder"
    beside = "beside it" if file else "in it"
    detail = f"{what}, and {len(found)} briefs as JSON are {beside}; name one"
    raise SourceError(str(file or folder), Reason.NO_ARTICLE, detail)


def _in_file(path: Path) -> Brief:
    try:
        body = path.read_bytes()
    except OSError as error:
        detail = f"cannot be read: {error.strerror}"
        raise SourceError(str(path), Reason.UNREADABLE, detail) from error
    inside = carried(body, format_of(path.name) or "json", uri=str(path))
    return inside or _in_folder(path.parent, path)


def _in_store(words: str, path: Path | None) -> Named:
    if path is None:
        detail = "is no file, and there is no store whose edition it could be"
        raise SourceError(words, Reason.NOT_REACHED, detail)
    with opened_to_read(path) as store:
        edition = _edition(words, store)
        return Named(label=edition.key, brief=store.brief(edition.key))


def _edition(words: str, store: Store) -> Edition:
    editions = store.editions()
    found = [one for one in editions if one.key == words]
    found = found or [one for one in editions if one.day.isoformat() == words]
    if len(found) == 1:
        return found[0]
    if found:
        keys = ", ".join(one.key for one in found)
        raise SourceError(words, Reason.NOT_REACHED, f"names several editions: {keys}")
    span = (
        f", which has {editions[0].key} to {editions[-1].key}" if editions else ", which is empty"
    )
    detail = f"is neither a file nor an edition of {store.path}{span}"
    raise SourceError(words, Reason.NOT_REACHED, detail)
