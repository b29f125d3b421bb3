"""Add to an archive what its sources have that it does not hold yet."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import cast

from briefing import __version__
from briefing.archive import manifest as manifests
from briefing.archive.checking import DAMAGED, damaged
from briefing.archive.manifest import DamagedManifestError, Entry, Manifest
from briefing.archive.visits import visits
from briefing.engines.contract import Engine, Lost
from briefing.errors import ArchiveError
from briefing.model import Drop
from briefing.partitions.plan import (
    MOST_BYTES,
    MOST_INPUTS,
    Input,
    Partition,
    Work,
    inputs_of,
    partitions,
    work_of,
)
from briefing.partitions.work import Made, path_of, process_partition
from briefing.protocols import Source
from briefing.registry import resolve
from briefing.settings import Settings, SourceSettings

_NOTED_S = 20.0  # between two writings of the manifest; a killed run finds the rest by name

# How many partitions are done, how many there are, and the one that is done now; None at first.
Progress = Callable[[int, int, Made | None], None]

_Spot = tuple[str, str, int]
_Key = tuple[object, ...]


@dataclass(slots=True, kw_only=True)
class Built:
    """What a run did: partitions made and found, what they hold, what was lost, how long."""

    planned: int
    made: int = 0
    found: int = 0  # of those planned, that stood already
    articles: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)  # by stage, of all workers together
    wall_s: float = 0.0
    workers: int = 1
    drops: tuple[Drop, ...] = ()  # of the sources themselves
    lost: list[tuple[Partition, str]] = field(default_factory=list)
    gone: tuple[Partition, ...] = ()  # what nothing could make again, damaged ones and old ones
    total: int = 0  # articles in the archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How large a partition may be."""

    most_inputs: int = MOST_INPUTS
    most_bytes: int = MOST_BYTES


def build(
    settings: Settings,
    folder: Path,
    engine: Engine,
    *,
    now: datetime,
    anew: bool = False,
    repair: bool = False,
    size: Size = Size(),
    progress: Progress = lambda *_: None,
) -> Built:
    """Make a partition of each input that is new or has changed, and note it in the manifest.

    What a killed or interrupted run has made is found again. A partition that ends its
    worker twice is named, and tried again by the next run. With `anew`, an archive of other
    settings is made again; with `repair`, partitions that are missing or damaged.

    Raises:
        SettingsError: a source's plug-in cannot be loaded.
        ArchiveError: the archive was made with other settings, cannot be written, or another
            run is at it.
        EngineError: the engine went away.
    """
    with manifests.alone(folder):
        return _build(
            settings, folder, engine, now=now, anew=anew, repair=repair, size=size,
            progress=progress,
        )  # fmt: skip


def _build(
    settings: Settings,
    folder: Path,
    engine: Engine,
    *,
    now: datetime,
    anew: bool,
    repair: bool,
    size: Size,
    progress: Progress,
) -> Built:
    work = work_of(settings, manifests.parts(folder), version=__version__, now=now)
    if repair:
        _restored(folder)
    before = _names(folder)
    old = _known(folder, work, anew=anew)
    found, drops = _discovered(settings, work)
    wrong = damaged(folder) if repair else frozenset()
    gone = _gone(folder, old, found, wrong)
    if wrong:
        old = _repaired(folder, old, wrong, gone)
    plan = _planned(old, found, work, size, is_anew=anew)
    report = Built(planned=len(plan.partitions), drops=drops, workers=engine.workers, gone=gone)
    began = time.perf_counter()
    if plan.partitions:
        progress(0, report.planned, None)  # the first may take minutes
    order = _Order(tuple(one.name for one in settings.sources))
    notes = _Notes(folder, old, plan, order, before=before)
    if plan.partitions:
        manifests.keep(folder)
    try:
        # The long ones first, so that no worker has one left when the others are done.
        tasks = sorted(plan.partitions, key=lambda one: -one.length)
        run = engine.run(partial(process_partition, work=work), tasks)
        for partition, result in run:
            _count(report, partition, result)
            if isinstance(result, Made):
                notes.add(partition, result)
                progress(report.made + report.found, report.planned, result)
    except BaseException:
        # Whatever ended the run, what is done is kept; on a full disk the files tell it.
        with suppress(ArchiveError):
            notes.write(is_whole=False)
        raise
    report.total = notes.write(is_whole=True).articles
    report.wall_s = time.perf_counter() - began
    return report


def _count(report: Built, partition: Partition, result: Made | Lost) -> None:
    if isinstance(result, Lost):
        report.lost.append((partition, result.why))
        return
    report.made += not result.is_old
    report.found += result.is_old
    report.articles += result.articles
    report.left_out.update(dict(result.left_out))
    report.seconds.update(dict(result.seconds))


def _known(folder: Path, work: Work, *, anew: bool) -> Manifest:
    old = manifests.read(folder)
    fresh = Manifest(made_with=work.digest, version=work.version)
    if old is not None and old.made_with == work.digest:
        return old
    if anew or old is None or not old.entries:
        return fresh
    raise ArchiveError(
        folder,
        f"was made with other [extract] or [summarize] settings, another brief.language, or "
        f"another version ({old.version}); --anew makes all of it again",
    )


def _names(folder: Path) -> frozenset[str]:
    found = manifests.read(folder)
    return frozenset(entry.name for entry in found.entries) if found else frozenset()


def _restored(folder: Path) -> None:
    """Put the manifest of the run before in the place of one that is damaged.

    What was made since is found by its name, as after a run that was killed.

    Raises:
        ArchiveError: there is none, or it is damaged too.
    """
    try:
        manifests.read(folder)
    except DamagedManifestError as error:
        if manifests.read(folder, name=manifests.BEFORE) is None:
            raise ArchiveError(
                folder / manifests.NAME,
                "is damaged, and there is no copy of it; move it away and run "
                "`briefing archive build`, which finds what was made of the files that are there",
            ) from error
        (folder / manifests.BEFORE).replace(folder / manifests.NAME)


def _gone(
    folder: Path, old: Manifest, found: Iterable[Input], wrong: Collection[str]
) -> tuple[Partition, ...]:
    """Name partitions that leave the archive, with those of their inputs that nobody has."""
    before = manifests.read(folder)
    stays = {entry.name for entry in old.entries} - set(wrong)
    spots = {_spot(one) for one in found}
    leaving = [entry for entry in before.entries if entry.name not in stays] if before else []
    lost = [
        Partition(
            name=entry.name,
            inputs=tuple(one for one in entry.inputs if _spot(one) not in spots),
        )
        for entry in leaving
    ]
    return tuple(one for one in lost if one.inputs)


def _repaired(
    folder: Path, old: Manifest, wrong: Collection[str], gone: Iterable[Partition]
) -> Manifest:
    """Leave out what is missing or damaged, so that it is made again; set aside what cannot be."""
    last = {one.name for one in gone}
    for name in wrong:
        path = path_of(manifests.parts(folder), name)
        with suppress(FileNotFoundError):
            if name in last:
                path.replace(path.with_suffix(DAMAGED))
            else:
                path.unlink()
    return old.with_entries(entry for entry in old.entries if entry.name not in wrong)


def _discovered(settings: Settings, work: Work) -> tuple[list[Input], tuple[Drop, ...]]:
    """List the inputs of all sources, each once, and what is no input."""
    inputs: dict[tuple[_Spot, int], Input] = {}
    drops: list[Drop] = []
    own = f"{work.folder.parent}{os.sep}"  # an archive may lie in a folder that it is made of
    for source in settings.sources:
        for one in _inputs(settings, source, work):
            if isinstance(one, Drop):
                drops.append(one)
            elif not os.path.normpath(work.root / one.uri).startswith(own):
                inputs.setdefault((_spot(one), one.start), one)  # a file may be cut in two
    return list(inputs.values()), tuple(drops)


def _inputs(settings: Settings, source: SourceSettings, work: Work) -> Iterator[Input | Drop]:
    if source.kind == "web":
        yield from visits(source, work)
        return
    made = cast("Source", resolve("sources", source.kind)(source, settings.root))
    yield from inputs_of(made.discover(now=work.now), settings.root)


@dataclass(frozen=True, slots=True)
class _Plan:
    """The partitions to make, and the names of those whose inputs have changed.

    Where `replaces_all`, an archive of other settings stands until the new one does.
    """

    partitions: Sequence[Partition]
    stale: frozenset[str]
    replaces_all: bool


def _planned(
    old: Manifest, found: Sequence[Input], work: Work, size: Size, *, is_anew: bool
) -> _Plan:
    spots = {_spot(one) for one in found}
    current = {one.key for one in found}
    stale = frozenset(
        entry.name for entry in old.entries if _has_changed(entry.inputs, spots, current)
    )
    done = {one.key for entry in old.entries if entry.name not in stale for one in entry.inputs}
    new = [one for one in found if one.key not in done]
    made = partitions(new, work, most_inputs=size.most_inputs, most_bytes=size.most_bytes)
    return _Plan(tuple(made), stale, is_anew and not old.entries)


def _has_changed(inputs: Iterable[Input], spots: set[_Spot], current: set[_Key]) -> bool:
    """Tell whether a file is another than it was, and all of them can be read again.

    Where one is gone nothing could make its articles again, so that all stay.
    """
    return all(_spot(one) in spots for one in inputs) and any(
        one.key not in current for one in inputs
    )


def _spot(one: Input) -> _Spot:
    """Tell where an input stands: a file, or a page as it was fetched at one moment."""
    return one.kind, one.uri, one.stamp if one.kind == "fetched" else 0


@dataclass(frozen=True, slots=True)
class _Order:
    """The order of partitions: that of the sources, then of addresses, in however many runs."""

    sources: tuple[str, ...]

    def __call__(self, entry: Entry) -> tuple[int, list[str], int, int]:
        """Give what an entry is sorted by."""
        first = entry.inputs[0]
        is_known = first.source in self.sources
        source = self.sources.index(first.source) if is_known else len(self.sources)
        return source, first.uri.split("/"), first.start, first.stamp


class _Notes:
    """Writes the manifest as partitions come."""

    def __init__(
        self, folder: Path, old: Manifest, plan: _Plan, order: _Order, *, before: frozenset[str]
    ) -> None:
        self._folder = folder
        self._before = before
        self._old = old
        self._plan = plan
        self._order = order
        self._made: dict[str, Entry] = {}
        self._written_at = time.perf_counter()

    def add(self, partition: Partition, made: Made) -> None:
        """Note a partition that stands."""
        self._made[partition.name] = Entry(
            name=made.name,
            digest=made.digest,
            size=made.size,
            articles=made.articles,
            left_out=made.left_out,
            inputs=partition.inputs,
        )
        if time.perf_counter() - self._written_at > _NOTED_S:
            self.write(is_whole=False)

    def write(self, *, is_whole: bool) -> Manifest:
        """Write the manifest; what is stale goes only when all that replaces it stands."""
        stays, fresh = self._side_by_side()
        kept = [entry for entry in self._old.entries if entry.name not in self._plan.stale]
        found = self._old.with_entries(sorted([*kept, *stays, *fresh], key=self._order))
        if is_whole or not self._plan.replaces_all:
            manifests.write(self._folder, found)
        self._written_at = time.perf_counter()
        if is_whole:
            self._sweep(found.entries)
        return found

    def _side_by_side(self) -> tuple[list[Entry], list[Entry]]:
        """Give the stale partitions that stay for now, and the fresh ones beside them.

        Half of what replaces a partition, beside it, would tell the same articles twice.
        """
        stale = [entry for entry in self._old.entries if entry.name in self._plan.stale]
        fresh = list(self._made.values())
        missing = {
            _spot(one)
            for partition in self._plan.partitions
            if stale and partition.name not in self._made
            for one in partition.inputs
        }
        while True:
            stays = [entry for entry in stale if not missing.isdisjoint(_spots(entry))]
            told = {spot for entry in stays for spot in _spots(entry)}
            waiting = {entry.name for entry in fresh if not told.isdisjoint(_spots(entry))}
            if not waiting:
                return stays, fresh
            missing |= {spot for one in fresh if one.name in waiting for spot in _spots(one)}
            fresh = [entry for entry in fresh if entry.name not in waiting]

    def _sweep(self, entries: Iterable[Entry]) -> None:
        """Remove what the manifest named before and does not name now, and half-written files.

        What it never named stays: its inputs may be gone, and then nothing could make it again.
        """
        parts = manifests.parts(self._folder)
        for name in self._before - {entry.name for entry in entries}:
            path_of(parts, name).unlink(missing_ok=True)
        for path in (*parts.glob(".*.part"), *self._folder.glob(".*.part")):
            path.unlink(missing_ok=True)


def _spots(entry: Entry) -> Iterator[_Spot]:
    return map(_spot, entry.inputs)
