"""Which articles come into a brief at all: rules on what they say of themselves, and quotas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from briefing import text
from briefing.model import Article, Drop, Reason
from briefing.settings import SelectSettings, parted
from briefing.terms import Lexicon, parts, term

_STAGE = "select"
_READ = ("headline", "text")  # the fields that are read for terms, as themes are
_MOST_NAMED = 3  # rules in one line of the colophon
_EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Until:
    """The moment after which nothing is known, and the day on which it lies, where it is read."""

    moment: datetime
    day: date


def out_by(articles: Iterable[Article], until: Until) -> Iterator[Article | Drop]:
    """Let the articles pass that were out by a moment, or that give no time."""
    for article in articles:
        times = (
            (article.published, article.published_day_only),
            (article.updated, article.updated_day_only),
        )
        late = [time for time, is_day in times if time and _is_after(time, until, is_day=is_day)]
        detail = f"came out {max(late).isoformat()}" if late else ""
        yield _drop(article, Reason.LATER, detail) if late else article


def _is_after(time: datetime, until: Until, *, is_day: bool) -> bool:
    return time.date() > until.day if is_day else time > until.moment


def choose(articles: Iterable[Article], settings: SelectSettings) -> Iterator[Article | Drop]:
    """Let the articles pass that the rules let in, and give a `Drop` for each other.

    An article is left out that a rule of `exclude` takes, or that no rule of `include`
    takes among those of one field. The rules are those that `loading` has checked.
    """
    rules = _Rules(
        exclude=tuple(map(_rule, settings.exclude)), include=tuple(map(_rule, settings.include))
    )
    for article in articles:
        why = rules.refusal(article)
        yield _drop(article, Reason.EXCLUDED, why) if why else article


def limited(articles: Iterable[Article], settings: SelectSettings) -> Iterator[Article | Drop]:
    """Let the newest articles of each source and outlet pass, as many as the quotas allow.

    Of those of one age the first stay, and articles without a date are the oldest. The
    order is that of the input. An article of which nobody knows the outlet has no quota there.
    """
    given = list(articles)
    beyond = dict(_beyond(given, settings))
    for place, article in enumerate(given):
        if place in beyond:
            yield _drop(article, Reason.OVER_LIMIT, beyond[place])
        else:
            yield article


def idle(articles: Iterable[Article], settings: SelectSettings) -> tuple[str, ...]:
    """Name the rules that took no article, and the preferred names that none has.

    Each rule is tried alone, whatever the others do: what is told is likely misspelled.
    """
    include = list(dict.fromkeys(map(_rule, settings.include)))
    exclude = list(dict.fromkeys(map(_rule, settings.exclude)))
    prefer = {text.fold(name): name for name in settings.prefer}
    rules = _Rules(exclude=tuple(exclude), include=tuple(include))
    for article in articles:
        if not (include or exclude or prefer):
            break
        met = rules.met(article, {rule.field for rule in (*include, *exclude)})
        include = [rule for rule in include if not _takes(rule, article, met)]
        exclude = [rule for rule in exclude if not _takes(rule, article, met)]
        for name in (article.site, article.agency, article.source):
            prefer.pop(text.fold(name or ""), None)
    told = {
        "include: took no article": [rule.written for rule in include],
        "exclude: took no article": [rule.written for rule in exclude],
        "prefer: no article is of": list(prefer.values()),
    }
    return tuple(f"select.{what}: {_listed(names)}" for what, names in told.items() if names)


def _listed(names: Sequence[str]) -> str:
    listed = ", ".join(f"“{name}”" for name in names[:_MOST_NAMED])
    more = len(names) - _MOST_NAMED
    return f"{listed} and {more} more" if more > 0 else listed


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    written: str
    field: str
    term: str


def _rule(written: str) -> _Rule:
    name, wanted = parted(written)
    return _Rule(written=written, field=name, term=wanted)


Met = Mapping[str, Collection[str]]  # a field that is read -> the terms that stand there


@dataclass(slots=True, kw_only=True)
class _Rules:
    """The rules, and what they come to in each language that was met."""

    exclude: tuple[_Rule, ...]
    include: tuple[_Rule, ...]
    lexicons: dict[str, tuple[Lexicon, dict[int, list[str]]]] = field(default_factory=dict)

    def refusal(self, article: Article) -> str:
        """Name the rule for which an article is left out; nothing where it stays."""
        met = self.met(article, _READ)
        for rule in self.exclude:
            if _takes(rule, article, met):
                return f"select.exclude: “{rule.written}”"
        for name in dict.fromkeys(rule.field for rule in self.include):
            rules = [rule for rule in self.include if rule.field == name]
            if not any(_takes(rule, article, met) for rule in rules):
                return f"select.include: not {_named(rules)}"
        return ""

    def met(self, article: Article, names: Collection[str]) -> Met:
        """Find the terms of the rules in those of these fields that are read."""
        read = (name for name in _READ if name in names and self._wanted(name))
        return {name: self._terms_in(article, name) for name in read}

    def _wanted(self, name: str) -> list[str]:
        return [rule.term for rule in (*self.exclude, *self.include) if rule.field == name]

    def _terms_in(self, article: Article, name: str) -> set[str]:
        """Find the terms that stand in the headline, or in a sentence of the text."""
        lexicon, written = self._lexicon(article.language)
        lines = [article.headline]
        if name == "text":
            lines = [sentence.text for sentence in article.sentences]
        found: set[str] = set()
        for line in lines:
            for number in lexicon.places(parts(line, language=article.language)):
                found.update(written[number])
        return found

    def _lexicon(self, language: str) -> tuple[Lexicon, dict[int, list[str]]]:
        if language not in self.lexicons:
            lexicon, written = Lexicon(language), dict[int, list[str]]()
            for wanted in (one for name in _READ for one in self._wanted(name)):
                number = lexicon.number(term(wanted, language=language))
                written.setdefault(number, []).append(wanted)
            self.lexicons[language] = lexicon, written
        return self.lexicons[language]


def _takes(rule: _Rule, article: Article, met: Met) -> bool:
    if rule.field in _READ:
        return rule.term in met[rule.field]
    return _TAKES[rule.field](article, rule.term)


def _is_by(article: Article, wanted: str) -> bool:
    """Tell whether the words of a term stand in a row in a byline or an agency's credit."""
    credits_ = (*article.authors, article.agency or "")
    return any(_in_a_row(wanted) in _in_a_row(one) for one in credits_)


def _in_a_row(words: str) -> str:
    return f" {' '.join(text.words(text.fold(words)))} "


def _is_in(article: Article, wanted: str) -> bool:
    return _primary(article.language) == _primary(wanted)


def _primary(language: str) -> str:
    return language.partition("-")[0].casefold()


def _is_of(article: Article, wanted: str) -> bool:
    """Tell whether an article has an outlet's name, or comes from a host or one below it."""
    if text.fold(article.outlet) == text.fold(wanted):
        return True
    # Without a dot it is a name, and “times” is not the host times.example.com.
    if "." not in wanted:
        return False
    host = _encoded(wanted.lstrip("*.")).removeprefix("www.")
    return any(one == host or one.endswith(f".{host}") for one in _hosts(article))


def _hosts(article: Article) -> Iterator[str]:
    """Give the hosts of an article's addresses, and its site, which may be one."""
    for address in (article.url or "", article.uri):
        try:
            yield _encoded(urlsplit(address).hostname or "")
        except ValueError:  # such as http://[half
            continue
    yield _encoded(article.site or "")


def _encoded(host: str) -> str:
    """Write a host as the network does, since pages write it in either way."""
    try:
        return host.encode("idna").decode("ascii").casefold()
    except UnicodeError:  # no host at all
        return host.casefold()


_TAKES: Mapping[str, Callable[[Article, str], bool]] = {
    "site": _is_of,
    "author": _is_by,
    "language": _is_in,
}


def _named(rules: Sequence[_Rule]) -> str:
    named = " or ".join(f"“{rule.written}”" for rule in rules[:_MOST_NAMED])
    more = len(rules) - _MOST_NAMED
    return f"{named} or {more} more" if more > 0 else named


def _beyond(given: Sequence[Article], settings: SelectSettings) -> Iterator[tuple[int, str]]:
    """Give the places of the articles for which there is no room, and the limit."""
    counts: Counter[tuple[str, str]] = Counter()
    # Sorting leaves those of one age in their order, also when it is turned around.
    for place in sorted(range(len(given)), key=lambda at: _age(given[at]), reverse=True):
        quotas = list(_quotas(given[place], settings))
        full = [told for key, most, told in quotas if counts[key] >= most]
        if full:
            yield place, full[0]
        else:
            counts.update(key for key, _, _ in quotas)


def _age(article: Article) -> datetime:
    return article.published or _EARLIEST


def _quotas(
    article: Article, settings: SelectSettings
) -> Iterator[tuple[tuple[str, str], int, str]]:
    """Give what an article counts for, how many of that there may be, and the limit in words."""
    if most := settings.max_per_source:
        named = f"“{article.source}”" if article.source else "the same source"
        told = f"select.max_per_source = {most:,}: others of {named} come first"
        yield ("source", article.source), most, told
    if (most := settings.max_per_outlet) and (article.site or article.agency or article.source):
        told = f"select.max_per_outlet = {most:,}: others of “{article.outlet}” come first"
        yield ("outlet", text.fold(article.outlet)), most, told


def _drop(article: Article, reason: Reason, detail: str) -> Drop:
    return Drop(stage=_STAGE, uri=article.uri, reason=reason, detail=detail)
