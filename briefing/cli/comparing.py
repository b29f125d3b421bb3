"""`briefing diff`: what one edition says that another does not."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from briefing.cli.configuring import store_path
from briefing.cli.console import Console, plain
from briefing.cli.flags import Command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.comparing.editions import Named
    from briefing.comparing.sentences import Change, Comparison

_MARKS = {"new": "+", "changed": "~", "moved": ">", "withdrawn": "!", "no longer printed": "-"}
_COLORS = {"+": "green", "~": "yellow", ">": "cyan", "!": "magenta", "-": "red"}


@click.command(cls=Command, short_help="Show what changed between two editions.")
@click.argument("old", type=click.Path(readable=False))
@click.argument("new", type=click.Path(readable=False))
@click.option(
    "--store",
    metavar="FILE",
    type=click.Path(readable=False),
    help="The store that has the editions; else that of the settings.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 where they differ.")
@click.pass_context
def diff(  # each is a flag
    ctx: click.Context, old: str, new: str, *, store: str | None, as_json: bool, exit_code: bool
) -> None:
    """Show which sentences are new, changed, moved, withdrawn or no longer printed, by theme.

    OLD and NEW are days or keys of editions in the store, such as 2026-01-15, or files:
    briefs in any format, or folders with one. A sentence is withdrawn if its address was
    read again and has it no more.
    """
    from briefing.comparing.editions import named, text_of  # noqa: PLC0415
    from briefing.comparing.sentences import compare  # noqa: PLC0415

    console = ctx.ensure_object(Console)
    path = store_path(ctx, store)
    before, after = named(old, path), named(new, path)
    found = compare(before.brief, after.brief, text_of=text_of(path))
    for line in (
        _as_json(before, after, found) if as_json else _lines(before, after, found, console)
    ):
        console.show(line)
    if exit_code and found.changes:
        ctx.exit(1)


def _lines(before: Named, after: Named, found: Comparison, console: Console) -> Iterator[str]:
    color = _is_colored(console)
    kinds = [one.kind.value for one in found.changes]
    counts = [f"{kinds.count(kind):,} {kind}" for kind in _MARKS if kind in kinds]
    told = ", ".join([*counts, f"{found.same:,} the same"])
    yield plain(f"{before.label} → {after.label}: {told}")
    for theme, changes in found.by_theme().items():
        yield ""
        yield _styled(plain(theme), color, bold=True)
        for one in changes:
            yield _line(one, color=color)


def _line(change: Change, *, color: bool) -> str:
    told = change.new or change.old
    assert told is not None  # noqa: S101  # one of the two is there
    mark = _MARKS[change.kind]
    words = "".join(_pieces(change, color=color)) if change.pieces else _one_line(told.text)
    if mark in "+-!":
        words = _styled(words, color, fg=_COLORS[mark])
    where = [_one_line(told.outlet)]
    if told.address and told.address != told.outlet:
        where.append(_one_line(told.address))
    if change.old and change.new and change.old.theme != change.new.theme:
        where.append(f"before under “{_one_line(change.old.theme)}”")
    if mark == "!":
        where.append("withdrawn: no longer in the text")
    return f"{_styled(mark, color, fg=_COLORS[mark])} {words}  ({'; '.join(where)})"


def _pieces(change: Change, *, color: bool) -> Iterator[str]:
    """Write a changed sentence as `git diff --word-diff` would."""
    for piece in change.pieces:
        if piece.old == piece.new:
            yield _one_line(piece.new)
            continue
        old, new = piece.old.strip(), piece.new.strip()
        yield _styled(f"[-{_one_line(old)}-]", color, fg="red") if old else ""
        yield _styled(f"{{+{_one_line(new)}+}}", color, fg="green") if new else ""
        yield " " if (piece.new or piece.old)[-1:].isspace() else ""


def _one_line(text: str) -> str:
    return plain(" ".join(text.split(" ")).replace("\n", " "))


def _styled(text: str, color: bool, **style: Any) -> str:
    return click.style(text, **style) if color else text


def _is_colored(console: Console) -> bool:
    if console.color is not None:
        return console.color
    return sys.stdout is not None and sys.stdout.isatty()


def _as_json(before: Named, after: Named, found: Comparison) -> Iterator[str]:
    from briefing.encoding import encode  # noqa: PLC0415

    values = {
        "format": "briefing/diff",
        "version": 1,
        "old": {"name": before.label, "issued": encode(before.brief.issued)},
        "new": {"name": after.label, "issued": encode(after.brief.issued)},
        "same": found.same,
        "changes": [{"theme": one.theme, **encode(one)} for one in found.changes],
    }
    text = json.dumps(values, ensure_ascii=False, indent=1)
    yield text.encode("utf-8", "replace").decode()
