"""From articles, summaries and themes to a finished brief: the one place that chooses."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from briefing import text
from briefing.model import (
    Article,
    Brief,
    Drop,
    Entry,
    Findings,
    Passage,
    Pick,
    Reason,
    Section,
    Source,
    Story,
    Summary,
    Theme,
)
from briefing.selecting import Budget, Needs, choose
from briefing.settings import BriefSettings

# Chooses so many sentences of these articles, with these summaries, that stand for all.
Glance = Callable[[Sequence[Article], Sequence[Summary], int], Sequence[Pick]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """What a brief says of itself."""

    issued: datetime
    note: str
    version: str
    settings_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a brief is made of: articles and their summaries, in one order."""

    articles: tuple[Article, ...]
    summaries: tuple[Summary, ...]
    themes: tuple[Theme, ...]
    drops: tuple[Drop, ...]
    findings: tuple[Findings, ...] = ()
    stories: tuple[Story, ...] = ()


def compose(
    material: Material,
    *,
    settings: BriefSettings,
    budget: Budget,
    imprint: Imprint,
    glance: Glance,
) -> Brief:
    """Put together a brief; an article gives a theme as much as `budget` allows.

    Under a theme an article stands with those of its sentences only that fit it and can
    be read alone, or with the neighbors they need. An article that has none for any
    theme stands under a last section, or becomes a `Drop`.
    """
    desk = _Desk(
        articles={article.id: article for article in material.articles},
        summaries={summary.article_id: summary for summary in material.summaries},
        findings={found.article_id: found for found in material.findings},
        budget=budget,
        order=_ORDERS[settings.order],
    )
    material = replace(material, themes=tuple(map(desk.readable, material.themes)))
    sections = [desk.section(theme, number) for number, theme in enumerate(material.themes, 1)]
    leftovers = _leftovers(material)
    drops = [*material.drops, *_repeats(desk, material.themes, sections)]
    if settings.other:
        title = settings.other_title if material.themes else settings.all_title
        sections.append(desk.other(leftovers, title))
    else:
        drops.extend(_fits_no_theme(article) for article in leftovers)
    sections, sources = _numbered(
        [section for section in sections if section.entries or section.note], desk.articles
    )
    return Brief(
        title=settings.title,
        subtitle=settings.subtitle,
        language=settings.language,
        timezone=settings.timezone,
        issued=imprint.issued,
        period=_period(sources, settings.timezone),
        note=imprint.note,
        glance=_glance(desk, sections, glance, settings.at_a_glance),
        sections=tuple(sections),
        sources=tuple(sources),
        drops=tuple(drops),
        method=_methods(material.summaries),
        version=imprint.version,
        settings_digest=imprint.settings_digest,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """Articles and summaries by id, and how to choose from them."""

    articles: Mapping[str, Article]
    summaries: Mapping[str, Summary]
    findings: Mapping[str, Findings]
    budget: Budget
    order: Callable[[Article, float], tuple[float, ...]]

    def section(self, theme: Theme, number: int) -> Section:
        """Give a theme its articles, each with what it says on the theme."""
        positions: dict[str, list[int]] = {}
        for match in theme.matches:
            positions.setdefault(match.article_id, []).append(match.position)
        entries = [self.entry(self.articles[key], fits) for key, fits in positions.items()]
        return Section(
            title=theme.name,
            anchor=_anchor(theme.name, number),
            description=theme.description,
            note=theme.note,
            entries=tuple(_without_repeats(self.sorted(entries))),
        )

    def other(self, articles: Iterable[Article], title: str) -> Section:
        """Gather the articles that fit no theme, each with its summary."""
        entries = [self.told(article) for article in articles]
        return Section(
            title=title,
            anchor=_anchor(title, 0),
            description="",
            note="",
            entries=tuple(_without_repeats(self.sorted(entries))),
        )

    def readable(self, theme: Theme) -> Theme:
        """Leave out the matches that must not be printed."""
        kept = (
            match
            for match in theme.matches
            if self.needs(match.article_id)[match.position] is not None
        )
        return replace(theme, matches=tuple(kept))

    def needs(self, article_id: str) -> tuple[Needs, ...]:
        """Give what each sentence must be read with; nothing, where nobody judged that."""
        count = len(self.articles[article_id].sentences)
        return self.summaries[article_id].needs or (frozenset(),) * count

    def told(self, article: Article) -> Entry:
        """Let an article tell what it says, whatever the theme.

        Those are the sentences of its summary, unless one of them cannot stand so.
        """
        chosen, needs = self.summaries[article.id].chosen, self.needs(article.id)
        if all(_stands(needs[position], chosen) for position in chosen):
            return self.entry_of(article, chosen)
        return self.entry(article, range(len(article.sentences)))

    def entry(self, article: Article, positions: Iterable[int]) -> Entry:
        """Let an article tell the best of the sentences at `positions`."""
        wanted = frozenset(positions)
        needs = (
            need if position in wanted else None
            for position, need in enumerate(self.needs(article.id))
        )
        lengths = [len(text.words(sentence.text)) for sentence in article.sentences]
        scores = self.summaries[article.id].scores
        return self.entry_of(article, choose(scores, lengths, tuple(needs), self.budget))

    def entry_of(self, article: Article, chosen: Iterable[int]) -> Entry:
        """Let an article tell these sentences, those that need each other as one passage."""
        needs, groups = self.needs(article.id), list[list[int]]()
        for position in chosen:
            if groups and any(_joined(needs, position, other) for other in groups[-1]):
                groups[-1].append(position)
            else:
                groups.append([position])
        return Entry(
            source=0,
            article_id=article.id,
            headline=article.headline,
            passages=tuple(self.passages(article, groups)),
        )

    def passages(self, article: Article, groups: Iterable[Sequence[int]]) -> Iterator[Passage]:
        """Make passages, each with what its words leave the reader to know."""
        scores = self.summaries[article.id].scores
        findings = self.findings.get(article.id, Findings(article_id=article.id))
        told: set[str] = set()
        printed: set[int] = set()
        for group in groups:
            printed.update(group)
            named = [
                name
                for name in findings.names
                if name.position in group
                and name.introduced not in printed
                and name.expression not in told
            ]
            told.update(name.expression for name in named)
            yield Passage(
                source=0,
                article_id=article.id,
                sentences=tuple(article.sentences[position] for position in group),
                score=max(scores[position] for position in group),
                dates=tuple(day for day in findings.dates if day.position in group),
                names=tuple({name.expression: name for name in reversed(named)}.values())[::-1],
            )

    def sorted(self, entries: Iterable[Entry]) -> list[Entry]:
        """Sort the entries of a theme by the order that the settings ask for."""

        def key(entry: Entry) -> tuple[float, ...]:
            strongest = max(passage.score for passage in entry.passages)
            return self.order(self.articles[entry.article_id], strongest)

        return sorted(entries, key=key)


def _newest(article: Article, score: float) -> tuple[float, ...]:
    # An article without a date comes after all that have one.
    when = article.published.timestamp() if article.published else -math.inf
    return (-when, -score)


def _central(article: Article, score: float) -> tuple[float, ...]:
    return (-score, *_newest(article, 0))


_ORDERS = {"newest": _newest, "central": _central}


def _stands(need: Needs, chosen: Sequence[int]) -> bool:
    return need is not None and need <= frozenset(chosen)


def _joined(needs: Sequence[Needs], one: int, other: int) -> bool:
    return other in (needs[one] or ()) or one in (needs[other] or ())


def _without_repeats(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Leave out what an earlier entry of the section said in the same words."""
    said: set[str] = set()
    for entry in entries:
        fresh = []
        for passage in entry.passages:
            words = text.fold(" ".join(sentence.text for sentence in passage.sentences))
            if words not in said:
                said.add(words)
                fresh.append(passage)
        if fresh:
            yield replace(entry, passages=tuple(fresh))


def _repeats(desk: _Desk, themes: Sequence[Theme], sections: Sequence[Section]) -> Iterator[Drop]:
    """Name each article that a theme took and that had nothing of its own to say there."""
    for theme, section in zip(themes, sections, strict=True):
        printed = {entry.article_id for entry in section.entries}
        taken = dict.fromkeys(match.article_id for match in theme.matches)
        for key in taken:
            if key not in printed:
                detail = f"all that it says under “{theme.name}” stands there already"
                uri = desk.articles[key].uri
                yield Drop(stage="compose", uri=uri, reason=Reason.DUPLICATE, detail=detail)


def _leftovers(material: Material) -> list[Article]:
    taken = {match.article_id for theme in material.themes for match in theme.matches}
    return [article for article in material.articles if article.id not in taken]


def _fits_no_theme(article: Article) -> Drop:
    return Drop(stage="compose", uri=article.uri, reason=Reason.NO_THEME, detail=article.headline)


def _numbered(
    sections: Sequence[Section], articles: Mapping[str, Article]
) -> tuple[list[Section], list[Source]]:
    """Give each source its number: the order in which a reader meets them."""
    met = dict.fromkeys(entry.article_id for section in sections for entry in section.entries)
    numbers = {key: number for number, key in enumerate(met, 1)}
    numbered = [
        replace(section, entries=tuple(_marked(e, numbers) for e in section.entries))
        for section in sections
    ]
    return numbered, [_source(articles[key], number) for key, number in numbers.items()]


def _marked(entry: Entry, numbers: Mapping[str, int]) -> Entry:
    number = numbers[entry.article_id]
    passages = tuple(replace(passage, source=number) for passage in entry.passages)
    return replace(entry, source=number, passages=passages)


def _source(article: Article, number: int) -> Source:
    return Source(
        number=number,
        article_id=article.id,
        headline=article.headline,
        outlet=article.outlet,
        agency=article.agency,
        authors=article.authors,
        published=article.published,
        url=article.url,
        uri=article.uri,
        digest=article.digest,
        document_digest=article.document_digest,
        copies=article.copies,
        published_day_only=article.published_day_only,
    )


def _period(sources: Iterable[Source], timezone: str) -> tuple[datetime, datetime] | None:
    dates = [_within_its_day(one, timezone) for one in sources if one.published]
    return (min(dates), max(dates)) if dates else None


def _within_its_day(source: Source, timezone: str) -> datetime:
    """Give when a source came out; for a bare day, a moment that is that day in the zone."""
    assert source.published is not None  # noqa: S101  # the caller has looked
    if not source.published_day_only:
        return source.published
    noon = source.published.replace(hour=12, tzinfo=ZoneInfo(timezone))
    return noon.astimezone(UTC)


def _methods(summaries: Iterable[Summary]) -> str:
    """Name the methods by which sentences were chosen, the usual one first."""
    counts = Counter(summary.method for summary in summaries)
    (usual, _), *others = counts.most_common()
    told = (f"{method} for {count} of {counts.total()} articles" for method, count in others)
    return ", ".join((usual, *told))


def _glance(
    desk: _Desk, sections: Iterable[Section], glance: Glance, most: int
) -> tuple[Passage, ...]:
    """Let `glance` choose among the sentences that the brief prints, and no others."""
    entries = [entry for section in sections for entry in section.entries]
    numbers = {entry.article_id: entry.source for entry in entries}
    printed: dict[str, set[int]] = {key: set() for key in numbers}
    for entry in entries:
        for passage in entry.passages:
            printed[entry.article_id].update(one.position for one in passage.sentences)
    told = [_only(desk.summaries[key], printed[key], desk.needs(key)) for key in numbers]
    picks = glance([desk.articles[key] for key in numbers], told, most) if most else ()
    found = []
    for pick in picks:
        [passage] = desk.passages(desk.articles[pick.article_id], [[pick.position]])
        found.append(replace(passage, source=numbers[pick.article_id], score=pick.score))
    return tuple(found)


def _only(summary: Summary, printed: set[int], needs: Sequence[Needs]) -> Summary:
    kept = (need if position in printed else None for position, need in enumerate(needs))
    return replace(summary, needs=tuple(kept))


def _anchor(title: str, number: int) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return f"theme-{number}-{slug}" if slug else f"theme-{number}"
