"""`briefing verify`, `pack` and `unpack`: delivered briefs, and the evidence for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from briefing.cli.configuring import context, find_libraries, settings_path, time_of
from briefing.cli.console import Console, plain
from briefing.cli.flags import Command

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from briefing.settings import Settings
    from briefing.verification.checking import Checker, Outcome

_FILE = click.Path(readable=False)


@click.command(cls=Command, short_help="Check a delivered brief, sentence by sentence.")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE|PACK...",
    type=click.Path(readable=False, allow_dash=True),
)
@click.option(
    "--brief",
    metavar="BRIEF.JSON",
    type=_FILE,
    help="Hold the files against this brief; else against the one in them, or beside them.",
)
@click.option(
    "--store",
    metavar="FILE",
    type=_FILE,
    help="The store to look things up in; else that of the settings.",
)
@click.option(
    "--pack", metavar="PACK", type=_FILE, help="Look things up in this pack, not in a store."
)
@click.option(
    "--archive",
    metavar="DIR",
    type=_FILE,
    help="Look things up in this archive, which the brief was made of.",
)
@click.option(
    "--signers",
    metavar="FILE",
    type=_FILE,
    help="Who may sign packs, one a line, as ssh-keygen has it; others are refused.",
)
@click.option("--deep", is_flag=True, help="Read all documents again, however many they are.")
@click.option(
    "--excerpt",
    is_flag=True,
    help="The files are texts pasted out of a brief; - is stdin.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@click.pass_context
def verify(ctx: click.Context, /, **flags: Any) -> None:
    """Check each sentence of delivered briefs, and that nothing else is printed.

    Each must stand in the kept text at its place, text and document must fit their
    digests, and reading the document again must give that text. A pack is checked
    against itself. The exit status is 1 where anything is wrong or could not be checked.
    """
    console = ctx.ensure_object(Console)
    find_libraries()
    _refuse_odd(flags)
    path = settings_path(ctx)
    settings = _settings(path)
    outcomes = tuple(_outcomes(flags, settings, path))
    if flags["as_json"]:
        console.show(_as_json(outcomes))
    else:
        for outcome in outcomes:
            for line in _told(outcome, is_verbose=console.is_talkative):
                console.show(plain(line))
    if not all(one.is_verified for one in outcomes):
        ctx.exit(1)


def _refuse_odd(flags: Mapping[str, Any]) -> None:
    if sum(bool(flags[name]) for name in ("store", "pack", "archive")) > 1:
        raise click.UsageError("--store, --pack and --archive contradict each other; give one")
    if "-" in flags["files"] and not flags["excerpt"]:
        raise click.UsageError("- (standard input) goes with --excerpt")


def _outcomes(
    flags: Mapping[str, Any], settings: Settings, settings_file: Path | None
) -> Iterator[Outcome]:
    from pathlib import Path  # noqa: PLC0415

    from briefing.packing.packs import is_pack  # noqa: PLC0415
    from briefing.verification.checking import by_store  # noqa: PLC0415
    from briefing.verification.packed import by_pack, check_pack  # noqa: PLC0415

    signers = Path(flags["signers"]) if flags["signers"] else None
    files = [Path(one) for one in flags["files"]]
    packs = [] if flags["excerpt"] else [one for one in files if is_pack(one)]
    for one in packs:
        yield from check_pack(one, settings, signers=signers)
    rest = [one for one in files if one not in packs]
    deep = True if flags["deep"] else None
    if rest and flags["pack"]:
        with by_pack(settings, Path(flags["pack"]), signers=signers, deep=deep) as (
            checker,
            _,
            found,
        ):
            yield from _each(rest, checker, flags, found)
    elif rest and flags["archive"]:
        from briefing.cli.archiving import needs_packages  # noqa: PLC0415

        needs_packages()
        from briefing.archive.evidence import by_archive  # noqa: PLC0415

        folder = Path(flags["archive"])
        with by_archive(settings, folder, now=time_of(None, settings), deep=deep) as checker:
            yield from _each(rest, checker, flags, ())
    elif rest:
        store = _store(flags["store"], settings_file, settings)
        with by_store(settings, store, deep=deep) as checker:
            yield from _each(rest, checker, flags, ())


def _each(
    files: Sequence[Path], checker: Checker, flags: Mapping[str, Any], found: Sequence[Any]
) -> Iterator[Outcome]:
    from dataclasses import replace  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

    from briefing.editions import read_brief  # noqa: PLC0415

    brief = read_brief(Path(flags["brief"])) if flags["brief"] else None
    for file in files:
        body = _body(file)
        if flags["excerpt"]:
            text = body.decode("utf-8-sig", "replace")
            outcome = checker.excerpt(str(file), text, brief or checker.newest())
        else:
            outcome = checker.file(str(file), body, brief=brief)
        yield replace(outcome, findings=(*outcome.findings, *found))


def _body(path: Path) -> bytes:
    import sys  # noqa: PLC0415

    from briefing.errors import SourceError  # noqa: PLC0415
    from briefing.model import Reason  # noqa: PLC0415

    if str(path) == "-":
        return sys.stdin.buffer.read()
    try:
        return path.read_bytes()
    except OSError as error:
        detail = f"cannot be read: {error.strerror}"
        raise SourceError(str(path), Reason.UNREADABLE, detail) from error


def _told(outcome: Outcome, *, is_verbose: bool) -> Iterator[str]:
    """Tell what came of a file: in a line, and a line for each finding below it."""
    from briefing.verification.findings import Level  # noqa: PLC0415

    looked_up = f"{outcome.sentences} sentences of {outcome.articles} articles"
    verdict = "verified" if outcome.is_verified else "NOT VERIFIED"
    yield f"{outcome.name}: {verdict}: edition {outcome.edition}, {looked_up}"
    for one in outcome.findings:
        if one.level is Level.NOTE and outcome.is_verified and not is_verbose:
            # Not more than is needed to know what the verdict does not cover.
            yield f"  {one.level}: {one.what}: {one.detail}"
            continue
        where = f"[{one.source}] " if one.source else ""
        yield f"  {one.level:<11} {where:<5}{one.what}: {one.detail}"


def _as_json(outcomes: Iterable[Outcome]) -> str:
    import json  # noqa: PLC0415

    from briefing.encoding import encode  # noqa: PLC0415

    values = [{**encode(one), "is_verified": one.is_verified} for one in outcomes]
    return json.dumps(values, ensure_ascii=False, indent=1)


def _settings(path: Path | None) -> Settings:
    from briefing.loading import check, read  # noqa: PLC0415

    return check(read(path) if path else {}, context(path, {}))


def _store(named: str | None, path: Path | None, settings: Settings) -> Path | None:
    """Give the store to look things up in: the one named, else that of the settings, if any."""
    from pathlib import Path  # noqa: PLC0415

    if named:
        return Path(named)
    return settings.store.path if path and settings.store.path.is_file() else None


@click.command(cls=Command, short_help="Pack an edition with all its evidence.")
@click.argument("edition", required=False)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=_FILE,
    help="Write to this file, not the day's folder.",
)
@click.option("--store", metavar="FILE", type=_FILE, help="The store; else that of the settings.")
@click.option(
    "--sign",
    metavar="KEY",
    type=_FILE,
    help="Sign the manifest with this key of SSH; ssh-keygen does it.",
)
@click.pass_context
def pack(ctx: click.Context, /, **flags: Any) -> None:
    """Write one file with an EDITION, such as 2026-01-15, and all that it rests on.

    It holds the brief as it was delivered, the documents, the cleaned texts with what was
    cleaned away, the settings, and a manifest with digests. Without EDITION, the newest.
    """
    from functools import partial  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

    from briefing.packing.gathering import edition_named, gathered  # noqa: PLC0415
    from briefing.packing.signing import sign  # noqa: PLC0415
    from briefing.packing.writing import write_pack  # noqa: PLC0415
    from briefing.store.store import opened  # noqa: PLC0415

    console = ctx.ensure_object(Console)
    find_libraries()
    path = settings_path(ctx)
    settings = _settings(path)
    with opened(_existing(_store(flags["store"], path, settings), settings)) as store:
        edition = edition_named(store, flags["edition"])
        file = path.read_bytes() if path else None
        made = gathered(store, edition, settings, settings_file=file)
        folder = settings.output.directory / edition.day.isoformat()
        target = Path(flags["output"] or folder / f"evidence-{edition.key}.zip")
        target.parent.mkdir(parents=True, exist_ok=True)
        signing = partial(sign, key=Path(flags["sign"]), pack=target) if flags["sign"] else None
        write_pack(target, made.contents, store, sign=signing)
    for warning in made.warnings:
        console.warn(warning)
    console.say(f"{target}: written, {target.stat().st_size:,} bytes")


def _existing(store: Path | None, settings: Settings) -> Path:
    from briefing.errors import StoreError  # noqa: PLC0415

    if store is None or not store.is_file():
        raise StoreError(store or settings.store.path, "is not there")
    return store


@click.command(cls=Command, short_help="Take an evidence pack apart into a folder.")
@click.argument("pack", metavar="PACK", type=_FILE)
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    required=True,
    type=click.Path(file_okay=False, readable=False),
    help="The folder, new or empty.",
)
@click.pass_context
def unpack(ctx: click.Context, /, **flags: Any) -> None:
    """Write the files of a PACK into a folder, after each was held against the manifest."""
    from pathlib import Path  # noqa: PLC0415

    from briefing.packing.unpacking import unpack as unpacked  # noqa: PLC0415

    count = unpacked(Path(flags["pack"]), Path(flags["output"]))
    ctx.ensure_object(Console).say(f"{flags['output']}: {count} files")
