"""In the folder of all editions: finish what a killed run left, and let old editions go."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from briefing.deliverers.folder import days, newest, point
from briefing.deliverers.publishing import Left, left_over, sweep
from briefing.deliverers.writing import OURS
from briefing.errors import BriefingError, DeliveryError
from briefing.store.store import PENDING, Store, opened

LATEST = "latest"  # leads to the newest edition


def recover(home: Path, store_path: Path | None) -> Iterator[str]:
    """Finish each edition that a killed run had ready, and take back any other; tell of it.

    What the store at `store_path` holds as about to be published was ready. To be called
    while the lock of `home` is held.

    Raises:
        StoreError: the store cannot be used.
    """
    if not home.is_dir():
        return
    left = list(left_over(home))
    if store_path and (store_path.exists() or any(one.edition for one in left)):
        with opened(store_path) as store:
            yield from _recovered(left, store)
    else:
        # What is to stand in a store waits for a run that has it.
        yield from _recovered([one for one in left if not one.edition], None)
    for folder in (home, *(path for path in home.glob("*") if path.is_dir())):
        if not folder.is_symlink():
            sweep(folder)
    _lead_to_newest(home)


def let_go(home: Path, store_path: Path, *, keep: int) -> Iterator[Path]:
    """Remove what we wrote of all editions but the newest `keep` days; give the folders.

    Only files go whose bytes are those that the store says we wrote, and a folder goes only
    where nothing else is in it.

    Raises:
        StoreError: the store cannot be used.
        DeliveryError: a folder cannot be removed.
    """
    old = days(home)[:-keep] if keep else []
    if not old or not store_path.exists():
        return
    with opened(store_path) as store:
        ours: dict[str, dict[str, set[str]]] = {}
        for edition in store.editions():
            for _, name, digest in edition.files:
                ours.setdefault(edition.day.isoformat(), {}).setdefault(name, set()).add(digest)
    for day in old:
        if _removed(day, ours.get(day.name, {})):
            yield day


def _recovered(left: list[Left], store: Store | None) -> Iterator[str]:
    pending = {one.key: one.digest for one in store.editions(state=PENDING)} if store else {}
    for one in left:
        if one.edition and pending.get(one.edition[0]) != one.edition[1]:
            one.close()  # the store never heard of it, or knows that it stands
            continue
        try:
            stands = one.settle()
        except DeliveryError as error:
            pending.pop(one.edition[0] if one.edition else "", None)
            yield f"an earlier run was broken off, and its edition cannot be finished: {error}"
            continue
        if stands and one.edition and store:
            del pending[one.edition[0]]
            with store.changing():
                store.finish(one.edition[0])
        if stands:
            yield "an earlier run was broken off; its edition was finished now"
    for key in pending if store else ():
        assert store is not None  # noqa: S101  # else nothing is pending
        with store.changing():
            store.remove_edition(key)
        yield f"an earlier run was broken off; its edition {key} does not count"


def _lead_to_newest(home: Path) -> None:
    """Let `latest` lead where a run that was killed could not lead it any more."""
    found = days(home)
    if found:
        with suppress(BriefingError):  # the run that follows says so
            point(home / LATEST, newest(found[-1]))


def _removed(day: Path, ours: Mapping[str, set[str]]) -> bool:
    """Remove our files of a day; tell whether the folder is gone."""
    found = list(day.iterdir())
    written = [path for path in found if _digest(path) in ours.get(path.name, set())]
    try:
        if len(written) == len(found):
            away = day.with_name(f"{OURS}{token_hex(6)}")
            day.rename(away)  # in one step, lest half an edition is left
            shutil.rmtree(away)
            return True
        for path in written:
            path.unlink()
    except OSError as error:
        raise DeliveryError(str(day), f"cannot be removed: {error.strerror}") from error
    return False


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
