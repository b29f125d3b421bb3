"""The paragraphs around what is printed, each once, with the printed words marked in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from briefing.model import Brief, Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of a paragraph, and whether the brief prints it."""

    text: str
    is_printed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Surrounding:
    """The text of an article around passages, parted into what is printed and what is not.

    `id` is unique in the brief; `source` is the number of the article.
    """

    id: str
    source: int
    article_id: str
    start: int
    end: int
    stretches: tuple[Stretch, ...]


def surroundings(brief: Brief) -> tuple[Surrounding, ...]:
    """List the paragraphs around all passages, by source and place; what overlaps is one."""
    by_source: dict[int, list[Passage]] = {}
    for passage in _passages(brief):
        if passage.context:
            by_source.setdefault(passage.source, []).append(passage)
    groups = [group for number in sorted(by_source) for group in _together(by_source[number])]
    return tuple(_surrounding(f"context-{one}", group) for one, group in enumerate(groups, 1))


def around(passage: Passage, known: Mapping[str, Sequence[Surrounding]]) -> str:
    """Give the id of the paragraphs around a passage, or nothing where none is known.

    `known` is keyed by the article; see `by_article`.
    """
    if not passage.context:
        return ""
    start = passage.context_start
    found = (one.id for one in known.get(passage.article_id, ()) if one.start <= start < one.end)
    return next(found, "")


def by_article(found: Iterable[Surrounding]) -> dict[str, list[Surrounding]]:
    """Sort paragraphs by their articles."""
    sorted_: dict[str, list[Surrounding]] = {}
    for one in found:
        sorted_.setdefault(one.article_id, []).append(one)
    return sorted_


def _passages(brief: Brief) -> Iterator[Passage]:
    yield from brief.glance
    for section in brief.sections:
        yield from section.digest
        for entry in section.entries:
            yield from entry.printed


def _together(passages: Iterable[Passage]) -> list[list[Passage]]:
    """Put passages together whose paragraphs overlap."""
    groups: list[list[Passage]] = []
    end = -1
    for passage in sorted(passages, key=lambda one: (one.context_start, -len(one.context))):
        if passage.context_start < end:
            groups[-1].append(passage)
        else:
            groups.append([passage])
            end = passage.context_start
        end = max(end, passage.context_start + len(passage.context))
    return groups


def _surrounding(name: str, group: Sequence[Passage]) -> Surrounding:
    start, text = group[0].context_start, group[0].context
    for passage in group[1:]:
        text += passage.context[start + len(text) - passage.context_start :]
    spans = sorted({(one.start, one.end) for passage in group for one in passage.sentences})
    return Surrounding(
        id=name,
        source=group[0].source,
        article_id=group[0].article_id,
        start=start,
        end=start + len(text),
        stretches=tuple(_stretches(text, [(low - start, high - start) for low, high in spans])),
    )


def _stretches(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[Stretch]:
    done = 0
    for low, high in spans:
        if low < done:
            continue
        if low > done:
            yield Stretch(text=text[done:low], is_printed=False)
        yield Stretch(text=text[low:high], is_printed=True)
        done = high
    if text[done:]:
        yield Stretch(text=text[done:], is_printed=False)
