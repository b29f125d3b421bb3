"""From articles, summaries and themes to a finished brief: the one place that chooses."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter
from zoneinfo import ZoneInfo

from briefing import text
from briefing.model import (
    Article,
    Brief,
    Drop,
    Entry,
    Passage,
    Reason,
    Section,
    Sentence,
    Source,
    Summary,
    Theme,
)
from briefing.settings import BriefSettings

# A quotation that runs over more sentences than this is not printed whole.
_LONGEST_QUOTATION = 6
# Two passages more alike than this (cosine) say the same: one is enough at a glance.
_SAME = 0.5
# At a glance, a passage of more words than this comes after all shorter ones.
_GLANCE_WORDS = 60
_BARE_QUOTATION = re.compile(r"[\"“„«][^\"“”„«»]*[\"”“»][.!?]?", re.DOTALL)


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


def compose(
    material: Material, *, settings: BriefSettings, sentences: int, imprint: Imprint
) -> Brief:
    """Put together a brief; an article gives a theme at most `sentences` passages.

    Under a theme an article stands with those of its sentences only that fit it. An
    article that fits none stands under a last section, or becomes a `Drop`.
    """
    desk = _Desk(
        articles={article.id: article for article in material.articles},
        summaries={summary.article_id: summary for summary in material.summaries},
        sentences=sentences,
        order=_ORDERS[settings.order],
    )
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
        glance=_glance(sections, settings.at_a_glance),
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
    sentences: int
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

    def told(self, article: Article) -> Entry:
        """Let an article tell what it says, whatever the theme."""
        return self.entry(article, self.summaries[article.id].chosen)

    def entry(self, article: Article, positions: Iterable[int]) -> Entry:
        """Let an article tell the best of the sentences at `positions`."""
        scores = self.summaries[article.id].scores
        whole = whole_quotations(article.sentences)
        groups: dict[tuple[Sentence, ...], float] = {}
        for position in positions:
            group = whole[position]
            groups[group] = max(groups.get(group, 0.0), scores[position])
        passages = [
            Passage(source=0, article_id=article.id, sentences=group, score=score)
            for group, score in groups.items()
        ]
        best = sorted(passages, key=lambda p: (-p.score, p.sentences[0].position))
        in_order = sorted(best[: self.sentences], key=lambda p: p.sentences[0].position)
        return Entry(
            source=0, article_id=article.id, headline=article.headline, passages=tuple(in_order)
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


def whole_quotations(sentences: Sequence[Sentence]) -> dict[int, tuple[Sentence, ...]]:
    """Give each sentence's position the sentences that its quotation runs over.

    A sentence out of the middle of a quotation does not tell who speaks, and a
    quotation alone does not either: it is printed with the sentence before it, or
    after it, in its paragraph. Quotations that do not close in their paragraph, or are
    very long, are left as they are.
    """
    found: dict[int, tuple[Sentence, ...]] = {}
    for _, paragraph in groupby(sentences, key=attrgetter("paragraph")):
        for group in _with_speakers(list(_closed(list(paragraph)))):
            whole = len(group) <= _LONGEST_QUOTATION
            found |= {one.position: tuple(group) if whole else (one,) for one in group}
    return found


def _closed(paragraph: list[Sentence]) -> Iterator[list[Sentence]]:
    """Part a paragraph where no quotation is open."""
    group: list[Sentence] = []
    is_open = False
    for sentence in paragraph:
        group.append(sentence)
        is_open = _is_open_after(sentence.text, is_open)
        if not is_open:
            yield group
            group = []
    yield from ([one] for one in group)


def _with_speakers(groups: list[list[Sentence]]) -> Iterator[list[Sentence]]:
    """Join a quotation that stands alone to what stands before it, else behind it."""
    joined: list[list[Sentence]] = []
    is_waiting = False  # the paragraph opens with a quotation without its speaker
    for group in groups:
        is_bare = all(_BARE_QUOTATION.fullmatch(one.text) for one in group)
        if joined and (is_bare or is_waiting):
            joined[-1].extend(group)
            is_waiting = is_waiting and is_bare
        else:
            joined.append(list(group))
            is_waiting = is_bare
    yield from joined


def _is_open_after(sentence: str, is_open: bool) -> bool:
    for mark in re.findall(r"[\"“”„«»]", sentence):
        if mark == '"':
            is_open = not is_open
        elif mark in "”»":
            is_open = False
        else:
            # The low-high pair of German closes with the mark that opens in English.
            is_open = not (mark == "“" and is_open)
    return is_open


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


def _glance(sections: Iterable[Section], most: int) -> tuple[Passage, ...]:
    """Choose the passages that stand for the whole brief, the most central first.

    A passage's weight is its own score times its likeness to the centroid of all that
    the brief says (Radev et al. 2004, over tf-idf). Every article comes to word once
    before one comes twice, and nothing is said twice.
    """
    entries = (entry for section in sections for entry in section.entries)
    passages = list(dict.fromkeys(passage for entry in entries for passage in entry.passages))
    vectors = _unit_vectors([_words(passage) for passage in passages])
    centroid: Counter[str] = Counter()
    for vector in vectors:
        centroid.update(vector)
    weights = [p.score * _dot(v, centroid) for p, v in zip(passages, vectors, strict=True)]
    ranked = sorted(range(len(passages)), key=lambda i: (_is_long(passages[i]), -weights[i], i))
    chosen: list[int] = []
    for may_come_again in (False, True):
        for i in ranked:
            heard = {passages[j].article_id for j in chosen}
            if len(chosen) == most or i in chosen:
                continue
            if passages[i].article_id in heard and not may_come_again:
                continue
            if all(_dot(vectors[i], vectors[j]) < _SAME for j in chosen):
                chosen.append(i)
    return tuple(passages[i] for i in chosen)


def _methods(summaries: Iterable[Summary]) -> str:
    """Name the methods by which sentences were chosen, the usual one first."""
    counts = Counter(summary.method for summary in summaries)
    (usual, _), *others = counts.most_common()
    told = (f"{method} for {count} of {counts.total()} articles" for method, count in others)
    return ", ".join((usual, *told))


def _words(passage: Passage) -> tuple[str, ...]:
    found = (word for sentence in passage.sentences for word in text.words(sentence.text))
    return tuple(word.casefold() for word in found)


def _is_long(passage: Passage) -> bool:
    return len(_words(passage)) > _GLANCE_WORDS


def _unit_vectors(documents: Sequence[Sequence[str]]) -> list[dict[str, float]]:
    """Weigh words by tf-idf, each document to length 1."""
    frequency = Counter(word for words in documents for word in set(words))
    vectors = []
    for words in documents:
        weights = {
            word: count * math.log(1 + len(documents) / frequency[word])
            for word, count in Counter(words).items()
        }
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        vectors.append({word: weight / length for word, weight in weights.items()})
    return vectors


def _dot(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return sum(weight * other.get(word, 0.0) for word, weight in one.items())


def _anchor(title: str, number: int) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return f"theme-{number}-{slug}" if slug else f"theme-{number}"
