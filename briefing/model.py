"""The types that flow through the house, from a file's bytes to a finished brief.

All are frozen and keyword-only, hold tuples and aware UTC times, pickle, and know
no library and no file. `Locator` to `Summary` are about one article, `Theme` to
`Brief` about all of them, `Drop` and `Report` about the run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

# What a brief knows of earlier editions is not written down where it knows nothing.
_REMEMBERED = {"is_written": "if given"}
# Nor is what only a brief of many days has.
_OF_A_SPAN = _REMEMBERED


class Reason(StrEnum):
    """Why an item was left out of a brief."""

    UNREADABLE = "unreadable"
    UNSUPPORTED = "not a kind of file that is read"
    EMPTY = "empty"
    NOT_TEXT = "not text"
    TOO_LARGE = "too large"
    NO_ARTICLE = "no article found"
    NOT_REACHED = "not reached"
    REFUSED = "refused"
    TEASER = "a teaser, not the article"
    PAYWALL = "behind a paywall"
    NOT_A_PAGE = "a consent, login or error page"
    TOO_COSTLY = "took too much time or memory"
    DUPLICATE = "duplicate"
    NOT_SUMMARIZED = "not summarized"
    NO_THEME = "fits no theme"
    EXCLUDED = "excluded by the settings"
    OVER_LIMIT = "more than the settings allow"
    SHORTENED = "shortened"
    SAID = "said before"
    LATER = "from a later time"
    GONE = "removed by its publisher"

    @property
    def is_fault(self) -> bool:
        """Whether somebody should look at it, rather than only know of it."""
        return self not in {
            Reason.UNSUPPORTED,
            Reason.DUPLICATE,
            Reason.NO_THEME,
            Reason.EXCLUDED,
            Reason.OVER_LIMIT,
            Reason.SHORTENED,
            Reason.SAID,
            Reason.LATER,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """An item that a stage left out, where it came from, and why."""

    stage: str
    uri: str
    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What a feed, a mail or an agency's envelope says about a document inside it."""

    url: str | None = None
    headline: str | None = None
    authors: tuple[str, ...] = ()
    agency: str | None = None
    site: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    language: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Locator:
    """Where a document can be read; `source` is the source's name in the settings.

    `kind` is "file" or "web"; `depth` counts the documents that led here: a page found
    in a feed found in a list of feeds has 2.
    """

    kind: str
    uri: str
    source: str
    hints: Hints = Hints()
    depth: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RawDocument:
    """A document as it was read, byte for byte."""

    locator: Locator
    body: bytes
    media_type: str
    charset: str | None
    fetched_at: datetime
    digest: str  # SHA-256 of `body`, hexadecimal
    hints: Hints = Hints()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence in its place: `article.text[start:end] == text`, in code points."""

    text: str
    start: int
    end: int
    paragraph: int
    position: int  # among the article's sentences, from 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """Text that cleaning took away: a line of the document, or a part of one.

    `line` counts from 1; `rule` is the name of the rule that took it.
    """

    line: int
    text: str
    rule: str


class CopyKind(StrEnum):
    """How the text of a copy stands to the text that is kept."""

    SAME = "same text"
    SHORTENED = "shortened"
    WITHIN = "within a longer text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Another place where an article's text stood, and how."""

    uri: str
    outlet: str
    url: str | None = None
    published: datetime | None = None
    kind: CopyKind = CopyKind.SAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture's address, which is never fetched, and the caption below it."""

    url: str
    caption: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What a document says, without its furniture.

    `text` is the cleaned body, paragraphs parted by a blank line; `digest` is its
    SHA-256 and `document_digest` that of the bytes it was read from. `language` is
    a BCP 47 tag. `copies` names where the text, or a part of it, stood too. Where the page told
    no time or no zone, `published_day_only` is true, and `published` the midnight in
    UTC that opens the day; `updated` likewise. `dateline` is the place that opens the
    text, `section` and `tags` are the site's own words. `extractor` is the name and the
    version of what made the text from the document, which was read at `read_at`.
    """

    id: str
    uri: str
    source: str
    url: str | None
    headline: str
    authors: tuple[str, ...]
    agency: str | None
    site: str | None
    published: datetime | None
    language: str
    text: str
    digest: str
    document_digest: str
    sentences: tuple[Sentence, ...]
    removed: tuple[Removal, ...]
    copies: tuple[Copy, ...] = ()
    published_day_only: bool = False
    updated: datetime | None = None
    updated_day_only: bool = False
    dateline: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    picture: Picture | None = None
    extractor: str = ""
    read_at: datetime | None = None

    @property
    def outlet(self) -> str:
        """Who printed it, as well as is known: site, agency, or the source's name."""
        return self.site or self.agency or self.source or "outlet not given"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateFinding:
    """Words that tell a day from the day of publication, and the first and last day meant.

    `position` is the sentence's; `article.text[start:]` begins with `expression`.
    """

    position: int
    start: int
    expression: str
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NameFinding:
    """A surname that stands alone, and whom the sentence at `introduced` says it is.

    `full` is verbatim from there: role and full name. `start` is as in `DateFinding`.
    """

    position: int
    start: int
    expression: str
    full: str
    introduced: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureFinding:
    """An amount, a share, or so many of something; `start` is as in `DateFinding`."""

    position: int
    start: int
    expression: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What the annotators found in an article, in the order of its sentences."""

    article_id: str
    dates: tuple[DateFinding, ...] = ()
    names: tuple[NameFinding, ...] = ()
    figures: tuple[FigureFinding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """How much each sentence of an article matters, and the ones that tell it best.

    `scores` has one number in [0, 1] per sentence; `chosen` holds positions, rising.
    `needs` says for each sentence with which others it must be read, and None where it
    must not be printed at all; it is empty where nobody judged that.
    """

    article_id: str
    scores: tuple[float, ...]
    chosen: tuple[int, ...]
    method: str
    needs: tuple[frozenset[int] | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A sentence that was chosen among those of several articles; `score` is in [0, 1]."""

    article_id: str
    position: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A sentence that fits a theme, how strongly, by which terms, and by what.

    `rule` is "rule" (`strength` is a BM25 score), "example" (the sentence was pinned),
    "words" (no rule took it; `strength` is the probability that its article fits) or "found"
    (the theme was found, not defined; `strength` is 1).
    """

    article_id: str
    position: int
    strength: float
    terms: tuple[str, ...]
    rule: str = "rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A theme with the sentences that fit it, in the order of articles and text.

    `max_words` is what there is room for; 0 sets no limit. Where it `is_standing`, what
    earlier editions said may be said again.
    """

    name: str
    description: str = ""
    note: str = ""  # the editor's, Markdown
    matches: tuple[Match, ...] = ()
    max_words: int = 0
    is_standing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The articles that tell one event, the most central first.

    `id` is that of a second run, and stays while no earlier article joins. `articles`
    counts copies, `texts` does not; `voices` counts those who wrote them: all texts of one
    agency are one voice, whoever prints them. `outlets` stand in the order in which they
    came, those without a date last; the times are None where no article has one.
    """

    id: str
    article_ids: tuple[str, ...]
    articles: int
    texts: int
    voices: int
    outlets: tuple[str, ...]
    first_seen: datetime | None
    last_updated: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What is known of a story: the days on which it was seen, and in how many texts a term stood.

    The articles of one day leave a trace, and the traces of one story add up to its trace:
    a store keeps a row for each story and day, and so knows every day as it was. Terms
    are stems, in order; `names` has those that were written like names, and no zeros.
    """

    id: str
    first: date
    last: date
    articles: int
    terms: Mapping[str, int]
    names: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuation:
    """Which earlier story one of today's goes on with, and what today adds to it.

    `trace` is of today alone, under the id that the story keeps. `since` and `before` are
    the first and the last day on which the story was seen until now, none for a new one.
    `beside` are ids of other earlier stories that it would fit as well, the likest first:
    earlier stories are never made one, so these go on under their own ids.
    """

    story_id: str
    trace: Trace
    likeness: float
    since: date | None
    before: date | None
    beside: tuple[str, ...]

    @property
    def is_new(self) -> bool:
        """Tell whether no earlier story goes on here."""
        return self.since is None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryDay:
    """A story as an edition saw it: what the articles of the day left, and what was known then.

    `since` is the first day on which it was seen, `outlet` who was first that day, and `days`
    on how many days it was seen, this one with them. `before` is the last of those before,
    None where it was new. `headline` is that of the day's most central article;
    `is_printed` tells whether the edition said anything of it.
    """

    trace: Trace
    since: date
    outlet: str
    days: int
    before: date | None
    headline: str
    article_ids: tuple[str, ...]
    is_printed: bool = False


class Freshness(StrEnum):
    """How a printed sentence stands to what earlier editions said."""

    NEW = "new"
    UPDATED = "updated"
    CONTINUING = "continuing"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A sentence of an article that is no source of the brief, with its evidence.

    It stood at `start` in the text of that digest, which was read at `read_at`.
    """

    text: str
    article_id: str
    start: int
    end: int
    digest: str
    document_digest: str
    address: str
    headline: str
    outlet: str
    read_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How a sentence stands to what earlier editions said.

    What was said before was first said on `day`; `earlier` is the wording that it updates,
    as the edition of that day printed it.
    """

    freshness: Freshness
    day: date | None = None
    earlier: Quote | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What is known of a story from days before.

    It was first seen on `first`, by `outlet`, and `number` is the day counted from then, 1
    on the first. `pause` is 0, or how many days it was gone before it came back.
    """

    story_id: str
    first: date
    outlet: str
    number: int
    pause: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """How long a theme had no news: since the edition of `since`, None if it never had any.

    `editions` counts those without news, this one with them.
    """

    since: date | None
    editions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """The edition after which everything is new: its key, its day, and when it was issued."""

    edition: str
    day: date
    issued: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """A sentence that was printed, and that its source has changed or removed since.

    The edition `edition` printed it on `day` under `theme`. Its address was read again at
    `read_at`, and what stands there now in its place is `now`, if anything is like it.
    Where `is_gone`, the server says that the whole page was removed.
    """

    earlier: Quote
    edition: str
    day: date
    theme: str
    read_at: datetime
    now: Quote | None = None
    is_gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Sentences of one article that stand together and are printed together.

    Mostly one; more where one cannot be read without the other. `source` is the number
    of the article in the brief's list of sources, from 1. `dates` and `names` explain
    words of the sentences, and are printed beside them, never inside. `context` is the
    article's text around them, from the code point `context_start` on: their paragraphs,
    or so much of them as can be shown. `marks` has one for each sentence where the brief
    tells what is new, else none.
    """

    source: int
    article_id: str
    sentences: tuple[Sentence, ...]
    score: float
    dates: tuple[DateFinding, ...] = ()
    names: tuple[NameFinding, ...] = ()
    context: str = ""
    context_start: int = 0
    marks: tuple[Mark, ...] = field(default=(), metadata=_REMEMBERED)

    @property
    def news(self) -> tuple[Sentence, ...]:
        """The sentences that no earlier edition said: all, where the brief does not tell."""
        if not self.marks:
            return self.sentences
        pairs = zip(self.sentences, self.marks, strict=True)
        return tuple(one for one, mark in pairs if mark.freshness is not Freshness.CONTINUING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Why a story stands under a theme: by which terms, by what, how strongly; see `Match`."""

    rule: str
    terms: tuple[str, ...]
    strength: float


class FactKind(StrEnum):
    """What a fact of a story tells."""

    PLACE = "place"
    DAY = "day"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A fact of a story in a few words, from the source of that number.

    A place or a figure is verbatim from the article; a day may be worked out from the
    day of publication, and `expression` has the article's own words then.
    """

    kind: FactKind
    source: int
    expression: str
    first: date | None = None  # the days that are meant
    last: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """What a story came to on a day: the best sentence among those that came out then.

    `day` is that of publication in the zone of the brief, not the day that is spoken of.
    The sentence stands alone in its passage, and nowhere else under the theme.
    """

    day: date
    passage: Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Who else told a story, and when; see `Story`.

    `sources` are the numbers of the other articles, `article_ids` their ids, in the order
    of time; the entry's own article is not among them.
    """

    story_id: str
    articles: int
    texts: int
    voices: int
    first_seen: datetime | None
    last_updated: datetime | None
    article_ids: tuple[str, ...]
    sources: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One story under one theme: only what its articles say on that theme.

    `source` and `headline` are those of the article that leads; the others' passages
    follow its own. `coverage` is None where only one article tells the story, `placement`
    where no theme took it. `state` and `history` are None unless the brief tells what is
    new: a story that no edition told before is new, even where its history goes back.
    `chronology` tells a story of many days day by day, in a brief of a span.
    """

    source: int
    article_id: str
    headline: str
    passages: tuple[Passage, ...]
    coverage: Coverage | None = None
    facts: tuple[Fact, ...] = ()
    placement: Placement | None = None
    state: Freshness | None = field(default=None, metadata=_REMEMBERED)
    history: History | None = field(default=None, metadata=_REMEMBERED)
    chronology: tuple[Milestone, ...] = field(default=(), metadata=_OF_A_SPAN)

    @property
    def printed(self) -> tuple[Passage, ...]:
        """All passages of the entry, those of its chronology last."""
        return (*self.passages, *(one.passage for one in self.chronology))


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """A picture in the masthead: a PNG or JPEG file, byte for byte."""

    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A theme in the brief. `anchor` is unique in the brief and safe in an address.

    `silence` is None where it has news, or where the brief does not tell what is new.
    """

    title: str
    anchor: str
    description: str
    note: str  # the editor's, Markdown
    entries: tuple[Entry, ...]
    digest: tuple[Passage, ...] = ()  # the sentences that cover it best
    silence: Silence | None = field(default=None, metadata=_REMEMBERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An article in the brief's list of sources; `number` is its mark, from 1.

    `digest` is the SHA-256 of the article's text in UTF-8, and `document_digest` that of the
    bytes it was read from, at `read_at`; `extractor` is the name and version of what made
    the one from the other.
    """

    number: int
    article_id: str
    headline: str
    outlet: str
    agency: str | None
    authors: tuple[str, ...]
    published: datetime | None
    url: str | None
    uri: str
    digest: str
    document_digest: str
    copies: tuple[Copy, ...]
    published_day_only: bool = False
    extractor: str = ""
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A finished brief: all that any format prints, and nothing else.

    `issued` and `period` are UTC, `period` the first and the last moment of the span that
    was asked for, else the first and last publication; `timezone` is the IANA zone in
    which times are printed; `settings_digest` is a SHA-256. `edition` is the editor's name
    for this one, such as "No. 12, evening"; `marking` says who may read it, such as
    "TLP:AMBER", and stands on every page. `since` is the edition after which everything is
    new, None where the brief does not tell; `withdrawn` is what earlier editions printed
    and its sources have changed since.
    """

    title: str
    subtitle: str
    language: str
    timezone: str
    issued: datetime
    period: tuple[datetime, datetime] | None
    note: str  # the editor's, Markdown
    glance: tuple[Passage, ...]
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]
    drops: tuple[Drop, ...]
    method: str
    version: str
    settings_digest: str
    edition: str = ""
    marking: str = ""
    author: str = ""
    logo: Logo | None = None
    since: Since | None = field(default=None, metadata=_REMEMBERED)
    withdrawn: tuple[Withdrawal, ...] = field(default=(), metadata=_REMEMBERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """A sentence as an edition printed it: `article.text[start:end]`, and under what.

    `words` is the same for sentences of the same words; see `text.same_words`. Where
    `freshness` is "withdrawn", the edition told that its source no longer has it.
    """

    article_id: str
    start: int
    end: int
    text: str
    words: str
    story_id: str
    theme: str
    freshness: Freshness = Freshness.NEW


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """That an article was read: at which address, when, and the digest of its text.

    `headline` and `outlet` are empty where only that it was read is asked for.
    """

    article_id: str
    document_digest: str
    address: str
    digest: str
    read_at: datetime
    headline: str = ""
    outlet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Legacy:
    """What an edition leaves to those after it.

    The sentences that it printed; the articles that it was made of, and the words of all
    their sentences, printed or not; and the stories of these articles. `carried` has the
    stories of editions that lie further back, each with the sum of its days.
    """

    appearances: tuple[Appearance, ...] = ()
    readings: tuple[Reading, ...] = ()
    words: tuple[str, ...] = ()
    stories: tuple[StoryDay, ...] = ()
    carried: tuple[StoryDay, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A brief that was published; `key` is one for a day and an edition's name.

    `day` is the day of `issued` in the brief's own time zone, `digest` the SHA-256 of the
    brief as JSON, `files` the name and SHA-256 of each file by its format.
    """

    key: str
    day: date
    issued: datetime
    digest: str
    files: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A brief in one format, ready to be written.

    Where `merge` is given and a file stands at the place already, it makes of that file's
    bytes what shall stand there, or raises a ValueError that says why it cannot; it must
    pickle. A series, such as a feed, is about all editions, and stands beside the folders
    per day. `warnings` say what a person should look at.
    """

    format: str
    media_type: str
    filename: str
    body: bytes
    merge: Callable[[bytes], bytes] | None = None
    warnings: tuple[str, ...] = ()
    is_series: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Where a rendered brief was put; `changed` is false where it stood already."""

    destination: str
    rendered: str
    size: int  # bytes
    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a run did: the brief, what was delivered, what was left out, how long."""

    brief: Brief
    receipts: tuple[Receipt, ...]
    drops: tuple[Drop, ...]
    counts: tuple[tuple[str, int], ...]
    seconds: tuple[tuple[str, float], ...]
    warnings: tuple[str, ...] = ()  # what a person should look at
