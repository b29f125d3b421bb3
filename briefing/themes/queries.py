"""From a theme's settings to a rule that sentences of one language are held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from briefing.errors import SettingsError
from briefing.settings import ThemeSettings
from briefing.terms import Lexicon, Term, entity, term
from briefing.themes.lucene import parse
from briefing.themes.rules import Either, Every, Leaf, Nor, Rule, leaves


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A compiled rule: what must and may not stand there, and its terms by number."""

    wanted: Rule | None
    unwanted: Rule | None
    terms: Mapping[int, Term]
    openers: frozenset[int]  # without one of these no sentence fits

    @property
    def rule(self) -> Rule | None:
        """Both parts in one."""
        if self.wanted is None or self.unwanted is None:
            return self.wanted
        return Every((self.wanted, self.unwanted))


def compiled(theme: ThemeSettings, lexicon: Lexicon) -> Query:
    """Compile a theme's rule, and enter its terms into the lexicon of the language.

    Raises:
        SettingsError: the rule cannot be understood, or asks for nothing.
    """
    builder = _Builder(theme, lexicon)
    wanted = builder.wanted()
    unwanted = Nor(tuple(map(builder.leaf, theme.none))) if theme.none else None
    openers = frozenset(leaves(wanted)) if wanted else frozenset()
    return Query(wanted=wanted, unwanted=unwanted, terms=builder.terms, openers=openers)


def speaks(theme: ThemeSettings, language: str) -> bool:
    """Whether a theme takes articles of a language; `de` takes `de-AT` too."""
    primary = language.partition("-")[0].casefold()
    return not theme.languages or primary in {
        one.partition("-")[0].casefold() for one in theme.languages
    }


@dataclass(slots=True)
class _Builder:
    theme: ThemeSettings
    lexicon: Lexicon
    terms: dict[int, Term] = field(default_factory=dict)

    def wanted(self) -> Rule | None:
        theme, rules = self.theme, list[Rule]()
        if theme.all:
            groups = tuple(Either(tuple(map(self.leaf, group))) for group in theme.all)
            rules.append(Every(groups, within=theme.within))
        if theme.any or theme.entities:
            rules.append(Either((*map(self.leaf, theme.any), *map(self.name, theme.entities))))
        if theme.query:
            rules.append(
                parse(theme.query, leaf=self.leaf, place=f"theme “{theme.name}”: its query")
            )
        if len(rules) > 1:
            return Every(tuple(rules))
        return rules[0] if rules else None

    def leaf(self, written: str) -> Leaf:
        return self._entered(term(written, language=self.lexicon.language))

    def name(self, written: str) -> Leaf:
        return self._entered(entity(written, language=self.lexicon.language))

    def _entered(self, found: Term) -> Leaf:
        if not found.key:
            what = f"the term “{found.written}” holds no word"
            raise SettingsError(f"theme “{self.theme.name}”: {what}")
        number = self.lexicon.number(found)
        self.terms.setdefault(number, found)
        return Leaf(number)
