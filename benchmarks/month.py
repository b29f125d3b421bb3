"""Check what a brief remembers over a made-up month, where the truth is known.

    python -m benchmarks.month [--days 30] [--articles 300] [--seed 1]

Every day has so many articles: new stories, follow-ups of stories of days before, copies of
wire reports at other addresses, articles that feeds still carry from the days before, and
silent edits of these: a sentence with another figure, and a sentence taken out. Each day the
brief of what is new is written, then the month is written again from nothing, and then each
day once more in the store of the whole month, as of its time. All briefs must be the same.

What is counted: edits of printed sentences that were found, claims of edits that are none,
sentences that stand in two editions, and updates that were marked.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from briefing import text
from briefing.keeping import kept_in
from briefing.model import Brief, Edition, Freshness, Receipt, Rendered
from briefing.pipeline import run
from briefing.recalling import Wanted
from briefing.selection import Until
from briefing.settings import (
    BriefSettings,
    OutputSettings,
    Settings,
    SourceSettings,
    StoreSettings,
    ThemeSettings,
)

START = datetime(2026, 1, 5, 6, tzinfo=UTC)
FOUND = 0.98  # the share of planted edits that must be found
FOLLOWED, COPIED, CARRIED = 0.3, 0.1, 0.3  # shares of a day's articles
EDITED, CUT = 0.06, 0.06  # of those carried over
LIFE = 8  # days for which a story may be followed up
_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo")
TOPICS = {
    "Ports": ("harbor", "dock", "freighter", "crane", "customs", "pilot"),
    "Schools": ("school", "teacher", "pupil", "classroom", "lesson", "headmaster"),
    "Rail": ("railway", "train", "locomotive", "signal", "platform", "timetable"),
    "Water": ("reservoir", "pipeline", "drought", "well", "pump", "irrigation"),
    "Courts": ("court", "judge", "appeal", "verdict", "lawyer", "hearing"),
}
_VERBS = ("reported", "confirmed", "described", "counted", "promised", "questioned", "measured")
_OUTLETS = tuple(f"The {name} Post" for name in ("Harbor", "Valley", "Island", "Border", "Hill"))


@dataclass(slots=True)
class Piece:
    """An article as it stands at its address on some day."""

    url: str
    outlet: str
    headline: str
    published: datetime
    sentences: list[str]

    @property
    def record(self) -> str:
        """The line of a file that tells it."""
        told = {
            "url": self.url,
            "title": self.headline,
            "site_name": self.outlet,
            "published": self.published.isoformat(),
            "language": "en",
            "text": "\n\n".join(
                " ".join(self.sentences[at : at + 3]) for at in range(0, len(self.sentences), 3)
            ),
        }
        return json.dumps(told)


@dataclass(slots=True)
class Tale:
    """A story that goes on for some days."""

    topic: str
    place: str
    people: list[str]
    words: list[str]
    figure: int
    born: int


@dataclass(slots=True)
class Month:
    """Makes days, and keeps what was planted: (day, address, sentence before, sentence now)."""

    seed: int
    per_day: int
    chance: random.Random = field(init=False)
    tales: list[Tale] = field(default_factory=list)
    live: list[Piece] = field(default_factory=list)  # that feeds still carry
    edits: list[tuple[int, str, str, str]] = field(default_factory=list)
    count: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    def days(self, count: int) -> Iterator[list[Piece]]:
        """Give the articles of each day."""
        for day in range(count):
            carried = self._carried(day)
            fresh = [self._fresh(day) for _ in range(self.per_day - len(carried))]
            self.live = [*carried, *fresh]
            yield list(self.live)

    def _carried(self, day: int) -> list[Piece]:
        most = int(CARRIED * self.per_day) if day else 0
        found = self.chance.sample(self.live, min(most, len(self.live)))
        return [self._edited(piece, day) for piece in found]

    def _edited(self, piece: Piece, day: int) -> Piece:
        luck = self.chance.random()
        place = self.chance.randrange(min(3, len(piece.sentences)))
        before = piece.sentences[place]
        if luck < EDITED:
            now = self._other_figure(before)
            told = [now if one == before else one for one in piece.sentences]
        elif luck < EDITED + CUT:
            now, told = "", [one for one in piece.sentences if one != before]
        elif luck < 2 * (EDITED + CUT):  # another comma or quote is no edit of what is said
            told = [one.replace("’", "'") for one in piece.sentences]
            return replace(piece, sentences=told)
        else:
            return piece
        self.edits.append((day, piece.url, before, now))
        return replace(piece, sentences=told)

    def _other_figure(self, sentence: str) -> str:
        figure = next(word for word in sentence.split() if word.isdigit())
        return sentence.replace(figure, str(int(figure) + self.chance.randrange(3, 90)), 1)

    def _fresh(self, day: int) -> Piece:
        luck = self.chance.random()
        wires = [one for one in self.live if one.published.date() >= self._time(day - 1).date()]
        if luck < COPIED and wires:
            return self._copy(self.chance.choice(wires), day)
        open_tales = [one for one in self.tales if 0 < day - one.born <= LIFE]
        if luck < COPIED + FOLLOWED and open_tales:
            return self._report(self.chance.choice(open_tales), day)
        self.tales.append(self._tale(day))
        return self._report(self.tales[-1], day)

    def _copy(self, piece: Piece, day: int) -> Piece:
        kept = piece.sentences[: self.chance.randrange(8, len(piece.sentences) + 1)]
        url, outlet = self._url(), self.chance.choice(_OUTLETS)
        published = self._time(day)
        return replace(piece, url=url, outlet=outlet, published=published, sentences=list(kept))

    def _tale(self, day: int) -> Tale:
        topic = self.chance.choice(list(TOPICS))
        people = [f"{self._name()} {self._name()}" for _ in range(3)]
        words = [self._word() for _ in range(12)]
        figure = self.chance.randrange(100, 900)
        return Tale(topic, self._name(), people, words, figure, day)

    def _report(self, tale: Tale, day: int) -> Piece:
        tale.figure += self.chance.randrange(1, 40) if day > tale.born else 0
        first = (
            f"The {self.chance.choice(TOPICS[tale.topic])} of {tale.place} has {tale.figure} "
            f"{tale.words[0]} {tale.words[1]} cases, {tale.people[0]} said."
        )
        rest = [self._sentence(tale) for _ in range(self.chance.randrange(9, 14))]
        return Piece(
            url=self._url(),
            outlet=self.chance.choice(_OUTLETS),
            headline=f"{tale.place}: {' '.join(self.chance.sample(tale.words, 4))}",
            published=self._time(day),
            sentences=[first, *rest],
        )

    def _sentence(self, tale: Tale) -> str:
        some = self.chance.sample(tale.words, 3)
        other = [self._word() for _ in range(3)]
        return (
            f"{self.chance.choice(tale.people)} {self.chance.choice(_VERBS)} "
            f"{self.chance.randrange(1000, 99999)} {some[0]} {other[0]} near the "
            f"{self.chance.choice(TOPICS[tale.topic])}, the {tale.place}’s {some[1]} {other[1]} "
            f"and its {some[2]} {other[2]}."
        )

    def _time(self, day: int) -> datetime:
        return START + timedelta(days=day, minutes=-self.chance.randrange(10, 600))

    def _url(self) -> str:
        self.count += 1
        return f"https://news.example/{self.count}"

    def _name(self) -> str:
        return self._word().capitalize()

    def _word(self) -> str:
        return "".join(self.chance.choices(_SYLLABLES, k=self.chance.randrange(2, 5)))


@dataclass(slots=True)
class Kept:
    """A publisher that keeps the bytes of a brief."""

    files: dict[str, bytes] = field(default_factory=dict)

    @contextmanager
    def staged(
        self, rendered: Sequence[Rendered], *, edition: Edition | None = None
    ) -> Iterator[Callable[[], tuple[Receipt, ...]]]:
        """Keep the bytes of each format."""
        del edition
        self.files = {one.filename: one.body for one in rendered}
        yield lambda: ()


def put(root: Path, month: Month, days: int) -> None:
    """Write the articles of each day into a file of its own."""
    for number, pieces in enumerate(month.days(days)):
        lines = "".join(f"{piece.record}\n" for piece in pieces)
        (root / f"day-{number:03}.jsonl").write_text(lines, encoding="utf-8")


def settings_of(root: Path, number: int, *, store: str) -> Settings:
    """Give the settings of a day."""
    themes = (ThemeSettings(name=name, any=words) for name, words in TOPICS.items())
    return Settings(
        root=root,
        brief=BriefSettings(title="A made-up month"),
        sources=(SourceSettings(name="month", paths=(f"day-{number:03}.jsonl",)),),
        themes=tuple(themes),
        output=OutputSettings(formats=("json", "markdown"), directory=root / "out"),
        store=StoreSettings(path=root / store),
    )


def write(root: Path, number: int, *, store: str, is_again: bool = False) -> tuple[Brief, bytes]:
    """Write the brief of a day; give it, and the digest of its files."""
    now = START + timedelta(days=number)
    settings = settings_of(root, number, store=store)
    kept = Kept()
    with kept_in(settings.store.path) as keeper:
        report = run(
            settings,
            now=now,
            publisher=kept,
            keeper=keeper,
            since=Wanted(),
            until=Until(moment=now, day=now.date()) if is_again else None,
        )
    hashed = hashlib.sha256()
    for name, body in sorted(kept.files.items()):
        hashed.update(name.encode() + body)
    return report.brief, hashed.digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What came of a month."""

    planted: int  # edits of sentences that an edition had printed
    found: int
    false: int  # withdrawals that nobody planted
    repeated: int  # sentences in two editions that are not marked
    updates: int
    same_again: bool
    same_as_of: bool
    first_s: float
    last_s: float

    @property
    def is_good(self) -> bool:
        """Whether the month passed."""
        is_same = self.same_again and self.same_as_of
        return (
            is_same and not self.false and not self.repeated and self.found >= FOUND * self.planted
        )


def judged(month: Month, briefs: Sequence[Brief]) -> tuple[int, int, int, int, int]:
    """Compare what briefs say with what was planted."""
    said: dict[str, int] = {}
    printed: dict[tuple[str, str], int] = {}
    claims: dict[tuple[str, str], int] = {}
    repeated = updates = 0
    for number, brief in enumerate(briefs):
        urls = {source.article_id: source.url or "" for source in brief.sources}
        for one in brief.withdrawn:
            claims[one.earlier.address, text.fold(one.earlier.text)] = number
        for section in brief.sections:
            for entry in section.entries:
                for passage in entry.passages:
                    for place, sentence in enumerate(passage.sentences):
                        words = text.fold(sentence.text)
                        is_marked = False
                        if passage.marks:
                            freshness = passage.marks[place].freshness
                            is_marked = freshness is Freshness.CONTINUING
                            updates += freshness is Freshness.UPDATED
                        repeated += said.setdefault(words, number) < number and not is_marked
                        printed.setdefault((urls[passage.article_id], words), number)
    planted = {
        (url, text.fold(before)): day
        for day, url, before, _ in month.edits
        if printed.get((url, text.fold(before)), day) < day
    }
    edited = {(url, text.fold(before)) for _, url, before, _ in month.edits}
    found = sum(claims.get(key) == day for key, day in planted.items())
    false = sum(key not in edited for key in claims)
    return len(planted), found, false, repeated, updates


def measured(days: int, articles: int, seed: int) -> Score:
    """Write a month, write it again, and each day as of its time; give what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        month = Month(seed=seed, per_day=articles)
        put(root, month, days)
        seconds, first = [], []
        for number in range(days):
            started = time.perf_counter()
            first.append(write(root, number, store="first.db"))
            seconds.append(time.perf_counter() - started)
        digests = [digest for _, digest in first]
        again = [write(root, number, store="again.db")[1] for number in range(days)]
        as_of = [write(root, number, store="first.db", is_again=True)[1] for number in range(days)]
        planted, found, false, repeated, updates = judged(month, [brief for brief, _ in first])
    return Score(
        planted=planted,
        found=found,
        false=false,
        repeated=repeated,
        updates=updates,
        same_again=again == digests,
        same_as_of=as_of == digests,
        first_s=seconds[0],
        last_s=seconds[-1],
    )


def main() -> None:
    """Print what came of the month, and fail where it is not good enough."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    score = measured(options.days, options.articles, options.seed)
    print(f"edits of printed sentences: {score.found} of {score.planted} found")
    print(f"claims of edits that were none: {score.false}")
    print(f"sentences in two editions, unmarked: {score.repeated}; updates: {score.updates}")
    print(f"the same bytes again: {score.same_again}; as of each day: {score.same_as_of}")
    print(f"seconds of the first day: {score.first_s:.1f}; of the last: {score.last_s:.1f}")
    sys.exit(not score.is_good)


if __name__ == "__main__":
    main()
