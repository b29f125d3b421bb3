"""Put a brief together: the one place that decides what is printed, and where."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from briefing.budgets import Budget, Needs
from briefing.composing.chronology import Rules, with_chronologies
from briefing.composing.desk import Desk, Telling
from briefing.composing.facts import with_facts
from briefing.composing.numbering import numbered, period
from briefing.composing.ordering import fitted, order, over_limit
from briefing.composing.repeats import Said
from briefing.memory import Memory
from briefing.model import (
    Article,
    Brief,
    Drop,
    Entry,
    Findings,
    Freshness,
    Logo,
    Match,
    Passage,
    Pick,
    Placement,
    Reason,
    Section,
    Story,
    Summary,
    Theme,
)
from briefing.settings import BriefSettings

# Chooses so many sentences of these articles, with these summaries, that stand for all.
Glance = Callable[[Sequence[Article], Sequence[Summary], int], Sequence[Pick]]

_DIGESTED = 5  # stories, from which a theme has a digest of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """What a brief says of itself."""

    issued: datetime
    note: str
    version: str
    settings_digest: str
    logo: Logo | None = None
    period: tuple[datetime | None, datetime | None] = (None, None)  # that was asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a brief is made of: articles and their summaries, in one order.

    An article that is in no story is one of its own. With a `memory`, nothing is printed
    that earlier editions said, and the brief tells what is new. Of a story of several days,
    at most `chronology` days are told one by one.
    """

    articles: tuple[Article, ...]
    summaries: tuple[Summary, ...]
    themes: tuple[Theme, ...]
    drops: tuple[Drop, ...]
    findings: tuple[Findings, ...] = ()
    stories: tuple[Story, ...] = ()
    memory: Memory | None = None
    chronology: int = 0


def compose(
    material: Material,
    *,
    settings: BriefSettings,
    budget: Budget,
    imprint: Imprint,
    glance: Glance,
) -> Brief:
    """Put together a brief; a story gives a theme as much as `budget` allows.

    Under a theme a story is told by those sentences of its articles only that fit the
    theme and can be read alone, or with the neighbors they need; what was said before
    gives way to the next. A story that fits no theme stands under a last section, or its
    articles become a `Drop` each. So does whatever there is no room for.
    """
    desk = _desk(material, settings, budget)
    sections, drops = _fitting(desk, material, settings)
    printed = [one for one in sections if one.entries or one.note or one.silence]
    sections, sources = numbered(printed, desk.articles)
    sections = [_with_facts(desk, section) for section in sections]
    return Brief(
        title=settings.title,
        subtitle=settings.subtitle,
        language=settings.language,
        timezone=settings.timezone,
        issued=imprint.issued,
        period=period(sources, settings.timezone, imprint.period),
        note=imprint.note,
        glance=_glance(desk, sections, glance, settings.at_a_glance),
        sections=tuple(_with_digest(desk, one, glance, settings.digest) for one in sections),
        sources=tuple(sources),
        drops=tuple(drops),
        method=_methods(material.summaries),
        version=imprint.version,
        settings_digest=imprint.settings_digest,
        edition=settings.edition,
        marking=settings.marking,
        author=settings.author,
        logo=imprint.logo,
        since=material.memory.since if material.memory else None,
        withdrawn=material.memory.withdrawn if material.memory else (),
    )


def _fitting(
    desk: Desk, material: Material, settings: BriefSettings
) -> tuple[list[Section], list[Drop]]:
    """Give the sections with what there is room for, and what became of the rest."""
    themes = _ordered(desk, material.themes, settings.theme_order)
    tellings = [told for _, told in themes]
    said = Said()
    sections = []
    for number, (theme, told) in enumerate(themes, 1):
        said = Said() if settings.repeat else said
        entries = _placed(_entries(desk, told, said), theme)
        sections.append(_section(theme, number, entries))
    drops = [*material.drops, *_repeats(desk, tellings, sections)]
    leftovers = [
        one for one in _leftovers(desk, material, themes, sections) if _has_news(desk, one)
    ]
    if settings.other:
        title = settings.other_title if material.themes else settings.all_title
        rest = desk.whole(leftovers)
        tellings.append(rest)
        sections.append(_section(Theme(name=title), 0, _entries(desk, rest, said)))
        drops.extend(_repeats(desk, [rest], sections[-1:]))
    else:
        drops.extend(_fits_no_theme(article) for article in leftovers)
    drops.extend(_old(desk, sections))
    limits = [theme.max_words for theme, _ in themes] + [0] * (len(sections) - len(themes))
    sections, left = fitted(sections, most_words=settings.max_words, by_section=limits)
    drops.extend(over_limit(left, lambda key: desk.articles[key].uri))
    sections = with_chronologies(desk, sections, tellings, _rules(material, settings, limits))
    sections = [_with_silence(one, material.memory) for one in sections]
    return sections, drops


def _rules(material: Material, settings: BriefSettings, limits: Sequence[int]) -> Rules:
    return Rules(
        most=material.chronology,
        timezone=settings.timezone,
        most_words=settings.max_words,
        by_section=limits,
        repeats=settings.repeat,
    )


def _desk(material: Material, settings: BriefSettings, budget: Budget) -> Desk:
    stories = {key: story for story in material.stories for key in story.article_ids}
    alone = {one.id: _alone(one) for one in material.articles if one.id not in stories}
    stories |= alone
    return Desk(
        articles={article.id: article for article in material.articles},
        summaries={summary.article_id: summary for summary in material.summaries},
        findings={found.article_id: found for found in material.findings},
        stories=stories,
        budget=budget,
        order=order(settings.order, stories.values()),
        memory=material.memory,
    )


def _alone(article: Article) -> Story:
    return Story(
        id=article.id,
        article_ids=(article.id,),
        articles=1,
        texts=1,
        voices=1,
        outlets=(article.outlet,),
        first_seen=article.published,
        last_updated=article.published,
    )


def _ordered(desk: Desk, themes: Iterable[Theme], by: str) -> list[tuple[Theme, list[Telling]]]:
    """Put the themes in the order of the settings, or those with most voices first."""
    pairs = [(theme, desk.on_theme(theme)) for theme in themes]
    if by == "weight":
        pairs.sort(key=lambda pair: -sum(one.story.voices for one in pair[1]))
    return pairs


def _entries(desk: Desk, tellings: Iterable[Telling], said: Said) -> tuple[Entry, ...]:
    entries = (desk.entry(telling, said) for telling in tellings)
    return tuple(entry for entry in entries if entry)


def _placed(entries: Iterable[Entry], theme: Theme) -> tuple[Entry, ...]:
    """Say of each story by which of its printed sentences it stands under a theme."""
    matches = {(match.article_id, match.position): match for match in theme.matches}
    return tuple(replace(one, placement=_placement(one, matches)) for one in entries)


def _placement(entry: Entry, matches: Mapping[tuple[str, int], Match]) -> Placement | None:
    printed = [
        matches[passage.article_id, sentence.position]
        for passage in entry.passages
        for sentence in passage.sentences
        if (passage.article_id, sentence.position) in matches
    ]
    if not printed:
        return None
    best = max(printed, key=lambda match: match.strength)
    same = (match.terms for match in printed if match.rule == best.rule)
    return Placement(
        rule=best.rule,
        terms=tuple(dict.fromkeys(term for terms in same for term in terms)),
        strength=best.strength,
    )


def _section(theme: Theme, number: int, entries: tuple[Entry, ...]) -> Section:
    return Section(
        title=theme.name,
        anchor=_anchor(theme.name, number),
        description=theme.description,
        note=theme.note,
        entries=entries,
    )


def _repeats(
    desk: Desk, told: Iterable[Sequence[Telling]], sections: Sequence[Section]
) -> Iterator[Drop]:
    """Name each article that had nothing of its own to say in the section it was meant for."""
    for tellings, section in zip(told, sections, strict=True):
        printed = {key for entry in section.entries for key in _shown(entry)}
        for key in dict.fromkeys(key for one in tellings for key in one.positions):
            if key not in printed:
                detail = f"all that it says under “{section.title}” stands in the brief already"
                uri = desk.articles[key].uri
                yield Drop(stage="compose", uri=uri, reason=Reason.DUPLICATE, detail=detail)


def _old(desk: Desk, sections: Iterable[Section]) -> Iterator[Drop]:
    """Name each article of which something is left out that earlier editions had."""
    printed = {
        (passage.article_id, sentence.position)
        for section in sections
        for entry in section.entries
        for passage in entry.passages
        for sentence in passage.sentences
    }
    for key, article in desk.articles.items():
        said = [day for at, day in desk.said(key).items() if (key, at) not in printed]
        if said:
            count = "1 sentence was" if len(said) == 1 else f"{len(said)} sentences were"
            yield _said_before(article, f"{count} printed {_on(said)}")
        elif passed := desk.passed(key):
            yield _said_before(article, f"was read for the brief {_on(list(passed.values()))}")


def _on(days: Sequence[date]) -> str:
    first, last = min(days).isoformat(), max(days).isoformat()
    return f"on {first}" if first == last else f"between {first} and {last}"


def _said_before(article: Article, detail: str) -> Drop:
    return Drop(stage="compose", uri=article.uri, reason=Reason.SAID, detail=detail)


def _has_news(desk: Desk, article: Article) -> bool:
    """Tell whether there is anything that no earlier edition had."""
    old = len(desk.said(article.id)) + len(desk.passed(article.id))
    return not old or any(need is not None for need in desk.needs(article.id))


def _with_silence(section: Section, memory: Memory | None) -> Section:
    """Say how long a theme of the settings had no news, where it has none today."""
    fresh = (entry.state is not Freshness.CONTINUING for entry in section.entries)
    if memory is None or section.title not in memory.silences or any(fresh):
        return section
    return replace(section, silence=memory.silences[section.title])


def _leftovers(
    desk: Desk,
    material: Material,
    themes: Iterable[tuple[Theme, list[Telling]]],
    sections: Iterable[Section],
) -> Iterator[Article]:
    """Give the articles that no theme took, and of whose story no theme tells."""
    taken = {key for _, tellings in themes for told in tellings for key in told.positions}
    shown = {key for one in sections for entry in one.entries for key in _shown(entry)}
    for article in material.articles:
        if article.id not in taken and article.id not in shown:
            yield desk.articles[article.id]


def _shown(entry: Entry) -> set[str]:
    told = {passage.article_id for passage in entry.passages}
    return told | set(entry.coverage.article_ids if entry.coverage else ())


def _fits_no_theme(article: Article) -> Drop:
    return Drop(stage="compose", uri=article.uri, reason=Reason.NO_THEME, detail=article.headline)


def _methods(summaries: Iterable[Summary]) -> str:
    """Name the methods by which sentences were chosen, the usual one first."""
    counts = Counter(summary.method for summary in summaries)
    if not counts:
        return "nobody, since there was nothing new"
    (usual, _), *others = counts.most_common()
    told = (f"{method} for {count} of {counts.total()} articles" for method, count in others)
    return ", ".join((usual, *told))


def _with_facts(desk: Desk, section: Section) -> Section:
    entries = (with_facts(entry, desk.articles, desk.findings) for entry in section.entries)
    return replace(section, entries=tuple(entries))


def _with_digest(desk: Desk, section: Section, glance: Glance, most: int) -> Section:
    """Put the sentences before a theme of many stories that cover it best."""
    if len(section.entries) < _DIGESTED:
        return section
    return replace(section, digest=_glance(desk, [section], glance, most))


def _glance(
    desk: Desk, sections: Iterable[Section], glance: Glance, most: int
) -> tuple[Passage, ...]:
    """Let `glance` choose among the sentences that these sections print, and no others."""
    numbers: dict[str, int] = {}
    printed: dict[str, set[int]] = {}
    for section in sections:
        for entry in section.entries:
            for passage in entry.passages:
                numbers[passage.article_id] = passage.source
                places = printed.setdefault(passage.article_id, set())
                places.update(one.position for one in passage.news)
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
