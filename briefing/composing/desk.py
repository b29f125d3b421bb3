"""How a story is told: by which sentences of which of its articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from briefing import text
from briefing.budgets import Budget, Needs, choose
from briefing.composing.repeats import Matter, Said, matter
from briefing.memory import Memory
from briefing.model import (
    Article,
    Coverage,
    Entry,
    Findings,
    Freshness,
    History,
    Mark,
    Passage,
    Story,
    Summary,
    Theme,
)

_LATEST = datetime.max.replace(tzinfo=UTC)
_AROUND = 1_000  # code points of a paragraph before and after what is printed


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A story, and which sentences of which of its articles may tell it.

    Articles stand in the order of the story, the most central first. Where `is_whole`,
    any sentence may, and an article alone is told by its summary. Where `is_standing`, what
    earlier editions said may be told again.
    """

    story: Story
    positions: Mapping[str, frozenset[int]]
    is_whole: bool = False
    is_standing: bool = False


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sentence of a story, at its place in a row of all of them."""

    article: Article
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Articles and what is known of them, by id, and how to choose from them."""

    articles: Mapping[str, Article]
    summaries: Mapping[str, Summary]
    findings: Mapping[str, Findings]
    stories: Mapping[str, Story]
    budget: Budget
    order: Callable[[Story, float], tuple[float, ...]]
    memory: Memory | None = None
    _known: dict[str, tuple[Mapping[int, date], Mapping[int, date]]] = field(default_factory=dict)

    def needs(self, article_id: str, *, is_standing: bool = False) -> tuple[Needs, ...]:
        """Give what each sentence must be read with; nothing, where nobody judged that.

        What an earlier edition said is not printed again, nor what must be read with it.
        """
        count = len(self.articles[article_id].sentences)
        needs = self.summaries[article_id].needs or (frozenset(),) * count
        old = self.passed(article_id).keys() | (set() if is_standing else self.said(article_id))
        return tuple(
            None if place in old or not old.isdisjoint(need or ()) else need
            for place, need in enumerate(needs)
        )

    def said(self, article_id: str) -> Mapping[int, date]:
        """Give the positions of what earlier editions said, and when they first did."""
        return self._old(article_id)[0]

    def passed(self, article_id: str) -> Mapping[int, date]:
        """Give the positions of what earlier editions read and left out, and when."""
        return self._old(article_id)[1]

    def _old(self, article_id: str) -> tuple[Mapping[int, date], Mapping[int, date]]:
        if self.memory is None:
            return {}, {}
        if article_id not in self._known:
            article = self.articles[article_id]
            said, passed = dict[int, date](), dict[int, date]()
            for one in article.sentences:
                if day := self.memory.said_on(article, one):
                    said[one.position] = day
                elif day := self.memory.passed_on(one):
                    passed[one.position] = day
            self._known[article_id] = said, passed
        return self._known[article_id]

    def on_theme(self, theme: Theme) -> list[Telling]:
        """Give the stories of a theme in their order, with the sentences that fit it.

        Sentences that must not be printed do not count.
        """
        positions: dict[str, set[int]] = {}
        for match in theme.matches:
            needs = self.needs(match.article_id, is_standing=theme.is_standing)
            if needs[match.position] is not None:
                positions.setdefault(match.article_id, set()).add(match.position)
        found = {key: frozenset(places) for key, places in positions.items()}
        tellings = self._by_story(found, is_whole=False)
        return self.sorted(replace(one, is_standing=theme.is_standing) for one in tellings)

    def whole(self, articles: Iterable[Article]) -> list[Telling]:
        """Give the stories of these articles in their order, whatever they say."""
        found = {one.id: frozenset(range(len(one.sentences))) for one in articles}
        return self.sorted(self._by_story(found, is_whole=True))

    def sorted(self, tellings: Iterable[Telling]) -> list[Telling]:
        """Sort stories by the order that the settings ask for."""

        def key(telling: Telling) -> tuple[float, ...]:
            strongest = max(
                self.summaries[key].scores[place]
                for key, places in telling.positions.items()
                for place in places
            )
            return self.order(telling.story, strongest)

        return sorted(tellings, key=key)

    def entry(self, telling: Telling, said: Said) -> Entry | None:
        """Tell a story by its best sentences that say something new; None if none does.

        What is printed is added to `said`.
        """
        row = [
            _Candidate(self.articles[key], position)
            for key in telling.positions
            for position in range(len(self.articles[key].sentences))
        ]
        headlines = [
            matter(self.articles[key].headline, language=self.articles[key].language)
            for key in telling.positions
        ]
        chosen = (
            self._of_summary(telling, row, said, headlines)
            or self._chosen(telling, row, said, headlines)
            # Better a sentence that says what the headline says than none.
            or self._chosen(telling, row, said, ())
        )
        if not chosen:
            return None
        for place in chosen:
            said.add(self._matter(row[place]))
        passages: list[Passage] = []
        for key in telling.positions:
            own = [row[place].position for place in chosen if row[place].article.id == key]
            passages.extend(self.passages(self.articles[key], self._groups(key, own)))
        lead = self.articles[passages[0].article_id]
        return Entry(
            source=0,
            article_id=lead.id,
            headline=lead.headline,
            passages=tuple(passages),
            coverage=self._coverage(telling.story, lead),
            state=self._state(lead, passages),
            history=self._history(lead),
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
            start, end = _around(article, group)
            yield Passage(
                source=0,
                article_id=article.id,
                sentences=tuple(article.sentences[position] for position in group),
                score=max(scores[position] for position in group),
                dates=tuple(day for day in findings.dates if day.position in group),
                names=tuple({name.expression: name for name in reversed(named)}.values())[::-1],
                context=article.text[start:end],
                context_start=start,
                marks=self._marks(article, group),
            )

    def _marks(self, article: Article, group: Sequence[int]) -> tuple[Mark, ...]:
        if self.memory is None:
            return ()
        return tuple(self.memory.mark(article, article.sentences[place]) for place in group)

    def _state(self, lead: Article, passages: Iterable[Passage]) -> Freshness | None:
        """Tell how a story stands: new, with news, or with nothing but what was said."""
        if self.memory is None:
            return None
        marks = {mark.freshness for passage in passages for mark in passage.marks}
        if marks == {Freshness.CONTINUING}:
            return Freshness.CONTINUING
        is_known = self.memory.stories.get(lead.id) in self.memory.known
        return Freshness.UPDATED if is_known or marks != {Freshness.NEW} else Freshness.NEW

    def _history(self, lead: Article) -> History | None:
        story = self.memory.stories.get(lead.id) if self.memory else None
        return self.memory.histories.get(story) if self.memory and story else None

    def _by_story(
        self, positions: Mapping[str, frozenset[int]], *, is_whole: bool
    ) -> Iterator[Telling]:
        stories = {self.stories[key].id: self.stories[key] for key in positions}
        for story in stories.values():
            own = {key: positions[key] for key in story.article_ids if key in positions}
            yield Telling(story=story, positions=own, is_whole=is_whole)

    def _of_summary(
        self, telling: Telling, row: Sequence[_Candidate], said: Said, headlines: Sequence[Matter]
    ) -> tuple[int, ...]:
        """Give an article's own summary, where it can stand as it is."""
        if not telling.is_whole or len(telling.positions) > 1:
            return ()
        [key] = telling.positions
        chosen, needs = self.summaries[key].chosen, self.needs(key, is_standing=telling.is_standing)
        stands = all(_stands(needs[place], chosen) for place in chosen)
        repeated = self._repeated(row, chosen, said, headlines)
        return chosen if stands and repeated is None else ()

    def _chosen(
        self, telling: Telling, row: Sequence[_Candidate], said: Said, headlines: Sequence[Matter]
    ) -> tuple[int, ...]:
        """Choose among the sentences of all articles; what was said gives way to the next."""
        values = [self.summaries[one.article.id].scores[one.position] for one in row]
        lengths = [len(text.words(one.article.sentences[one.position].text)) for one in row]
        needs = self._needs_in_row(telling)
        while True:
            chosen = choose(values, lengths, needs, self.budget)
            # The most central article speaks first, so the others must add something.
            repeated = self._repeated(row, chosen, said, headlines)
            if repeated is None:
                return chosen
            needs = [
                None if need is None or repeated == place or repeated in need else need
                for place, need in enumerate(needs)
            ]

    def _needs_in_row(self, telling: Telling) -> list[Needs]:
        needs: list[Needs] = []
        for key, wanted in telling.positions.items():
            start = len(needs)
            for position, need in enumerate(self.needs(key, is_standing=telling.is_standing)):
                fits = position in wanted and need is not None
                needs.append(frozenset(start + one for one in need or ()) if fits else None)
        return needs

    def _repeated(
        self,
        row: Sequence[_Candidate],
        chosen: Sequence[int],
        said: Said,
        headlines: Sequence[Matter],
    ) -> int | None:
        """Find the first chosen sentence that was said before, in the brief or in this story."""
        here = Said()
        for headline in headlines:
            here.add(headline)
        for place in chosen:
            told = self._matter(row[place])
            if said.covers(told) or here.covers(told):
                return place
            here.add(told)
        return None

    def _matter(self, one: _Candidate) -> Matter:
        return matter(one.article.sentences[one.position].text, language=one.article.language)

    def _groups(self, article_id: str, chosen: Iterable[int]) -> list[list[int]]:
        """Group sentences that need each other."""
        needs, groups = self.needs(article_id), list[list[int]]()
        for position in chosen:
            if groups and any(_joined(needs, position, other) for other in groups[-1]):
                groups[-1].append(position)
            else:
                groups.append([position])
        return groups

    def _coverage(self, story: Story, lead: Article) -> Coverage | None:
        """Tell who else told a story; None where nobody did."""
        if story.articles == 1:
            return None
        others = sorted(
            (self.articles[key] for key in story.article_ids if key != lead.id),
            key=lambda one: (one.published or _LATEST, one.id),
        )
        return Coverage(
            story_id=story.id,
            articles=story.articles,
            texts=story.texts,
            voices=story.voices,
            first_seen=story.first_seen,
            last_updated=story.last_updated,
            article_ids=tuple(one.id for one in others),
        )


def _around(article: Article, group: Sequence[int]) -> tuple[int, int]:
    """Find the paragraphs of these sentences, or so much of them as can be shown."""
    printed = [article.sentences[position] for position in group]
    near = {sentence.paragraph for sentence in printed}
    around = [one for one in article.sentences if one.paragraph in near]
    start, end = min(one.start for one in printed), max(one.end for one in printed)
    return (
        min(one.start for one in around if start - one.start <= _AROUND),
        max(one.end for one in around if one.end - end <= _AROUND),
    )


def _stands(need: Needs, chosen: Sequence[int]) -> bool:
    return need is not None and need <= frozenset(chosen)


def _joined(needs: Sequence[Needs], one: int, other: int) -> bool:
    return other in (needs[one] or ()) or one in (needs[other] or ())
