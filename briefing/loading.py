"""From a settings file and the flags to one checked `Settings`.

Everything is checked before anything runs, and every fault is reported at once.
"""

from __future__ import annotations

import re
import tomllib
import types
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from briefing import text
from briefing.errors import SettingsError
from briefing.recipients import SECRETS, recipient_problems, secret_problem
from briefing.settings import (
    RULE_FIELDS,
    ArchiveSettings,
    BriefSettings,
    DeliverSettings,
    DeliverySettings,
    ExtractSettings,
    FetchSettings,
    OutputSettings,
    RunSettings,
    SelectSettings,
    Settings,
    SourceSettings,
    StoreSettings,
    SummarizeSettings,
    ThemeSettings,
    parted,
)
from briefing.terms import weighted

Section = TypeVar("Section")
Names = Callable[[str], Collection[str]]

TABLES: Mapping[str, type] = {
    "brief": BriefSettings,
    "fetch": FetchSettings,
    "extract": ExtractSettings,
    "select": SelectSettings,
    "summarize": SummarizeSettings,
    "output": OutputSettings,
    "store": StoreSettings,
    "run": RunSettings,
    "archive": ArchiveSettings,
    "delivery": DeliverySettings,
}
ARRAYS: Mapping[str, type] = {
    "source": SourceSettings,
    "theme": ThemeSettings,
    "deliver": DeliverSettings,
}

ENGINES = ("serial", "local", "dask")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_INNER_STAR = re.compile(r"\*(?!\Z|\s*\^)")  # but before a weight
_STAR_AT_END = "a * may only stand at the end"
_WEIGHT = "write a weight such as ^2 or ^0.5"
_NOT_IN_FILE = {
    "file": "a theme's file may not name another",
    "theme": "write the options of the theme alone, without [[theme]]",
}

_MARK = object()  # stands for a value that is at fault


def read(path: Path) -> dict[str, Any]:
    """Parse a settings file, unchecked.

    Raises:
        SettingsError: it cannot be read, or is no TOML (with line and column).
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: is not UTF-8 text; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: is not valid TOML: {error}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What settings are checked against.

    `root` is the folder that relative paths start from, `names` gives the known
    names of a kind of plug-in, `place` opens each fault, and `flags` maps an option
    such as "summarize.method" to the flag's own name and its value.
    """

    root: Path
    names: Names
    place: str = ""
    flags: Mapping[str, tuple[str, Any]] = field(default_factory=dict)


def check(values: Mapping[str, Any], context: Context) -> Settings:
    """Make settings of parsed TOML and of flags, which win.

    Raises:
        SettingsError: with every fault found.
    """
    settings, faults = examine(values, context)
    if faults:
        raise SettingsError(*faults)
    return settings


def examine(values: Mapping[str, Any], context: Context) -> tuple[Settings, tuple[str, ...]]:
    """Make settings in which what is at fault has its default; give all faults too."""
    checker = _Checker(context)
    return checker.settings(values), tuple(checker.faults)


class _Checker:
    """Collects faults while it converts; what is at fault gets its default."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.faults: list[str] = []
        self.origins: dict[str, str] = {}  # keys that stand in a file of their own
        self.unread: set[int] = set()  # themes whose file could not be read

    def settings(self, values: Mapping[str, Any]) -> Settings:
        known = {*TABLES, *ARRAYS}
        for key in values:
            if key not in known:
                self.fault(key, unknown("section", key, known))
        settings = Settings(
            root=self.context.root,
            brief=self.table("brief", BriefSettings, values),
            fetch=self.table("fetch", FetchSettings, values),
            extract=self.table("extract", ExtractSettings, values),
            select=self.table("select", SelectSettings, values),
            summarize=self.table("summarize", SummarizeSettings, values),
            output=self.table("output", OutputSettings, values),
            store=self.table("store", StoreSettings, values),
            run=self.table("run", RunSettings, values),
            archive=self.table("archive", ArchiveSettings, values),
            sources=self.array("source", SourceSettings, values),
            themes=self.array("theme", ThemeSettings, self.with_files(values)),
            delivery=self.table("delivery", DeliverySettings, values),
            deliver=self.array("deliver", DeliverSettings, values),
        )
        self.check_brief(settings.brief)
        self.check_output(settings.output)
        self.check_sources(settings.sources)
        self.check_run(settings.run)
        self.check_select(settings.select)
        self.check_themes(settings.themes)
        for key, problem in recipient_problems(settings.deliver, settings.delivery):
            self.fault(key, problem)
        return settings

    def fault(self, key: str, what: str) -> None:
        flag = self.context.flags.get(key)
        where = f"{self.context.place}: {key}" if self.context.place else key
        self.faults.append(f"{flag[0] if flag else self.origins.get(key, where)}: {what}")

    def table(self, name: str, kind: type[Section], values: Mapping[str, Any]) -> Section:
        given = values.get(name, {})
        if not isinstance(given, dict):
            self.fault(name, f"expected a table [{name}], got {shown(given)}")
            given = {}
        flags = {key: value for key, (_, value) in self.context.flags.items()}
        prefix = f"{name}."
        named = {k.removeprefix(prefix): v for k, v in flags.items() if k.startswith(prefix)}
        return self.section(name, kind, {**given, **named})

    def array(
        self, name: str, kind: type[Section], values: Mapping[str, Any]
    ) -> tuple[Section, ...]:
        given = values.get(name, [])
        if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
            self.fault(name, f"expected tables [[{name}]], got {shown(given)}")
            return ()
        return tuple(
            self.section(f"{name}[{number}]", kind, one) for number, one in enumerate(given, 1)
        )

    def with_files(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """Put what themes have in files of their own beside what stands in the settings."""
        given = values.get("theme", [])
        if not isinstance(given, list):
            return values
        themes = [
            self.with_file(number, one) if isinstance(one, dict) else one
            for number, one in enumerate(given, 1)
        ]
        return {**values, "theme": themes}

    def with_file(self, number: int, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """Read a theme's file; of what stands in both, that of the settings is taken."""
        key = f"theme[{number}]"
        beside = {name: value for name, value in given.items() if name != "file"}
        if "file" not in given:
            return given
        try:
            path = convert(given["file"], Path, self.context.root)
            held = read(path)
        except (SettingsError, ValueError) as error:
            self.fault(f"{key}.file", str(error))
            self.unread.add(number)
            return beside
        self.origins[key] = str(path)
        origins = {f"{key}.{name}": f"{path}: {name}" for name in held if name not in beside}
        self.origins.update(origins)
        for name, what in _NOT_IN_FILE.items():
            if held.pop(name, None) is not None:
                self.faults.append(f"{path}: {name}: {what}")
        return {**held, **beside}

    def section(self, prefix: str, kind: type[Section], given: Mapping[str, Any]) -> Section:
        known = {one.name: one for one in fields(kind)}  # type: ignore[arg-type]  # a dataclass
        hints = get_type_hints(kind)
        values: dict[str, Any] = {}
        for key, raw in given.items():
            if key not in known:
                is_secret = key in SECRETS and f"{key}_env" in known
                problem = secret_problem(key) if is_secret else unknown("option", key, known)
                self.fault(f"{prefix}.{key}", problem)
                continue
            value = self.value(f"{prefix}.{key}", hints[key], known[key], raw)
            if value is not _MARK:
                values[key] = value
        return kind(**values)

    def value(self, key: str, hint: Any, one: Field[Any], raw: Any) -> Any:
        if one.metadata["lines"] and isinstance(raw, str):
            raw = " ".join(raw.split())
        try:
            value = convert(raw, hint, self.context.root)
        except ValueError as error:
            hidden = "is not as it should be; what is written there is not shown"
            self.fault(key, hidden if one.metadata["private"] else str(error))
            return _MARK
        problems = list(self.problems(one, value))
        for problem in problems:
            self.fault(key, problem)
        return _MARK if problems else value

    def problems(self, one: Field[Any], value: Any) -> list[str]:
        limits = one.metadata
        least, most = limits["least"], limits["most"]
        if least is not None and not least <= value <= most:
            return [f"expected {least} to {most}, got {value}"]
        if limits["choices"] and value not in limits["choices"]:
            return [f"expected {' or '.join(limits['choices'])}, got {shown(value)}"]
        if not limits["plugin"]:
            return []
        given = value if isinstance(value, tuple) else (value,)
        if not given and one.default:
            return [f"names no {one.name.removesuffix('s')}"]
        kind, known = limits["plugin"], self.context.names(limits["plugin"])
        return [unknown(kind.removesuffix("s"), name, known) for name in given if name not in known]

    def check_brief(self, brief: BriefSettings) -> None:
        try:
            ZoneInfo(brief.timezone)
        except (KeyError, ValueError, OSError):
            self.fault(
                "brief.timezone",
                f"unknown time zone {shown(brief.timezone)}; write one such as Europe/Paris or UTC",
            )
        if not _LANGUAGE.fullmatch(brief.language):
            self.fault("brief.language", no_language(brief.language))

    def check_output(self, output: OutputSettings) -> None:
        if "eml" in output.attach:
            self.fault("output.attach", "a letter cannot go with itself; take eml out")
        address = urlsplit(output.base_url)
        if output.base_url and (address.scheme not in {"http", "https"} or not address.netloc):
            self.fault(
                "output.base_url",
                f"{shown(output.base_url)} is no address; write one such as https://example.org/",
            )

    def check_run(self, run: RunSettings) -> None:
        if run.engine in ENGINES:
            return
        host, _, port = run.engine.removeprefix("dask://").rpartition(":")
        if not run.engine.startswith("dask://") or not host or not port.isdecimal():
            self.fault(
                "run.engine",
                f"expected {', '.join(ENGINES)} or dask://host:port, got {shown(run.engine)}",
            )

    def check_sources(self, sources: tuple[SourceSettings, ...]) -> None:
        names = [source.name for source in sources]
        for number, source in enumerate(sources, 1):
            if len(sources) > 1 and names.index(source.name) < number - 1:
                self.fault(f"source[{number}].name", f"{shown(source.name)} is taken already")
            if source.kind == "files" and not source.paths:
                self.fault(f"source[{number}].paths", "names no file; write at least one path")
            if source.kind == "web" and not source.addresses:
                self.fault(f"source[{number}].addresses", "names no address; write at least one")

    def check_select(self, select: SelectSettings) -> None:
        for name, rules in (("include", select.include), ("exclude", select.exclude)):
            for rule in rules:
                if problem := rule_problem(rule):
                    self.fault(f"select.{name}", problem)
        included = {parted(rule) for rule in select.include}
        for rule in select.exclude:
            if parted(rule) in included:
                self.fault("select.exclude", f"{shown(rule)} stands under include too")
        for name in select.prefer:
            if not holds_word(name):
                self.fault("select.prefer", f"the name {shown(name)} holds no word")

    def check_themes(self, themes: tuple[ThemeSettings, ...]) -> None:
        first: dict[str, int] = {}
        for number, theme in enumerate(themes, 1):
            key = f"theme[{number}]"
            if number in self.unread:
                continue
            name = theme.name.casefold().strip()
            if not name:
                self.fault(f"{key}.name", "is missing; give the theme a heading")
            elif name in first:
                self.fault(f"{key}.name", f"{shown(theme.name)} is theme[{first[name]}]'s name too")
            first.setdefault(name, number)
            rules = (theme.any, theme.all, theme.entities, theme.query, theme.words, theme.examples)
            if not any(rules):
                self.fault(
                    key,
                    "has no rule; give it terms under `any`, groups under `all`, a `query`, "
                    "or `words`",
                )
            self.check_rule(key, theme)

    def check_rule(self, key: str, theme: ThemeSettings) -> None:
        if theme.within and not theme.all:
            self.fault(f"{key}.within", "there are no groups under `all` that could meet")
        if any(not group for group in theme.all):
            self.fault(f"{key}.all", "has an empty group; give it a term or take it out")
        for problem in term_problems(theme):
            self.fault(key, problem)
        for language in theme.languages:
            if not _LANGUAGE.fullmatch(language):
                self.fault(f"{key}.languages", no_language(language))
        for option, also, term in contradictions(theme):
            self.fault(f"{key}.{option}", f"{shown(term)} stands under `{also}` too")


def rule_problem(rule: str) -> str:
    """Say what is wrong with a rule of `[select]`, or nothing."""
    name, term = parted(rule)
    if ":" not in rule:
        return f'{shown(rule)} names no field; write one such as "headline: live blog"'
    if name not in RULE_FIELDS:
        return unknown("field", name, RULE_FIELDS)
    if not holds_word(term):
        return f"{shown(rule)} has no term; write a word or a name behind the colon"
    return _field_problem(rule, name, term)


def _field_problem(rule: str, name: str, term: str) -> str:
    if name in {"headline", "text"} and _INNER_STAR.search(term):
        return f"{shown(rule)}: {_STAR_AT_END}"
    if name == "language" and not _LANGUAGE.fullmatch(term):
        return no_language(term)
    if name == "site" and "://" in term:
        return f"{shown(rule)} is an address; write the host alone, such as example.com"
    return ""


def term_problems(theme: ThemeSettings) -> Iterator[str]:
    """Say what is wrong with the terms of a theme."""
    terms = (*theme.any, *theme.none, *(term for group in theme.all for term in group))
    checks = ((terms, _term_problem), (theme.entities, _name_problem), (theme.words, _word_problem))
    for written, check_one in checks:
        for one in written:
            problem = check_one(one) if holds_word(one) else " holds no word"
            if problem:
                yield f"the term {shown(one)}{problem}"


def _term_problem(term: str) -> str:
    if _INNER_STAR.search(term):
        return f": {_STAR_AT_END}"
    return f": {_WEIGHT}" if "^" in weighted(term)[0] else ""


def _name_problem(name: str) -> str:
    if "*" in name:
        return ": a name is found as it is written, without *"
    return f": {_WEIGHT}" if "^" in weighted(name)[0] else ""


def _word_problem(word: str) -> str:
    return ": `words` are plain, without * and ^" if "*" in word or "^" in word else ""


def contradictions(theme: ThemeSettings) -> Iterator[tuple[str, str, str]]:
    """Give what is asked for and kept out at once: the two options, and the term."""
    asked = {text.fold(weighted(term)[0]) for term in theme.any}
    yield from (("none", "any", term) for term in theme.none if text.fold(term) in asked)
    pinned = {text.fold(sentence) for sentence in theme.examples}
    for sentence in theme.not_examples:
        if text.fold(sentence) in pinned:
            yield "not_examples", "examples", sentence


def no_language(given: str) -> str:
    """Say that something is no language tag."""
    return f"{shown(given)} is no language tag; write one such as en or pt-BR"


def holds_word(term: str) -> bool:
    """Tell whether there is anything in a term that could be found."""
    return any(character.isalnum() for character in term)


def unknown(kind: str, name: str, known: Collection[str]) -> str:
    """Say that a name is not known, with the nearest that is, or with all."""
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f"did you mean {shown(near[0])}?" if near else f"known: {', '.join(sorted(known))}"
    return f"unknown {kind} {shown(name)}; {hint}"


def convert(raw: Any, hint: Any, root: Path) -> Any:
    """Convert a TOML value to the type of a settings field.

    Raises:
        ValueError: saying what was expected and what was given.
    """
    if get_origin(hint) in {Union, types.UnionType}:
        return convert(raw, get_args(hint)[0], root)
    if get_origin(hint) is tuple:
        if not isinstance(raw, list | tuple):
            raise ValueError(f"expected a list, got {shown(raw)}")
        return tuple(convert(one, get_args(hint)[0], root) for one in raw)
    if hint is Path:
        return root / Path(convert(raw, str, root)).expanduser()
    if hint is float and type(raw) is int:
        return float(raw)
    # bool is a subclass of int, and 1 is not what `other = 1` should mean
    if type(raw) is not hint:
        raise ValueError(f"expected {_WORDS[hint]}, got {shown(raw)}")
    if hint is str and any(ord(character) < ord(" ") for character in raw):
        raise ValueError(f"holds a line break or a control character: {shown(raw)}")
    return raw


_WORDS = {str: "text in quotes", int: "a whole number", float: "a number", bool: "true or false"}


def shown(value: Any) -> str:
    """Show a value in a message as TOML would write it, shortened."""
    if isinstance(value, bool):
        return str(value).lower()
    text = f'"{value}"' if isinstance(value, str) else repr(value)
    longest = 60
    return text if len(text) <= longest else text[:longest] + "…"
