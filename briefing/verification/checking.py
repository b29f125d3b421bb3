"""All that can be checked of delivered files, or of an excerpt, against a store or a pack."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

from briefing.editions import read_brief
from briefing.errors import BriefingError, SourceError, StoreError
from briefing.formats import format_of
from briefing.keeping import edition_of
from briefing.model import Article, Brief, Edition, Reason, Rendered
from briefing.protocols import Extractor, Renderer
from briefing.registry import resolve
from briefing.rendering import render
from briefing.settings import Settings
from briefing.store.store import opened
from briefing.verification.again import documents, read_again
from briefing.verification.claims import Evidence, Kept, claims, sentences
from briefing.verification.evidence import carried
from briefing.verification.files import Basis, Delivered, excerpted, printed, told
from briefing.verification.findings import Finding, Level, clipped
from briefing.verification.walking import differences

_BESIDE = "brief*.json"
_MOST_CHANGES = 20  # that are named of a brief that is not the kept one
# Reading so many documents again takes a second or two; see docs/evidence.md.
MOST_AT_ONCE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What checking a file came to: what was looked up, and what there is to say."""

    name: str
    edition: str
    sentences: int
    articles: int
    findings: tuple[Finding, ...]

    @property
    def is_verified(self) -> bool:
        """Whether all was checked, and nothing is wrong."""
        return all(found.level is Level.NOTE for found in self.findings)


@dataclass(slots=True, kw_only=True)
class Checker:
    """Checks files against one store or pack; what is looked up for one serves the next.

    `settings` tell how files look; `is_vouched` whether the digests of files that are kept
    may be believed, and `deep` whether documents are read again: None leaves it to their
    number. `rendered` has what was rendered before, by the digest of a brief and the format.
    """

    settings: Settings
    kept: Kept | None
    is_vouched: bool = True
    deep: bool | None = None
    rendered: dict[tuple[str, str], Rendered] = field(default_factory=dict)
    _articles: dict[str, Article] = field(default_factory=dict)
    _read_again: dict[str, Article | str] = field(default_factory=dict)
    _editions: tuple[Edition, ...] | None = None
    _briefs: dict[str, Brief] = field(default_factory=dict)
    _done: dict[str, tuple[Evidence, tuple[Finding, ...]]] = field(default_factory=dict)

    def file(self, name: str, body: bytes, *, brief: Brief | None = None) -> Outcome:
        """Check one delivered file; `brief` is what it shall print, if it is not to tell.

        Raises:
            SourceError: its suffix tells no format, or there is no brief to hold it against.
        """
        one = self._delivered(name, body, brief)
        own = edition_of(one.brief, ())
        evidence, known = self._of_brief(one.brief, own)
        found = [*known, *told(one, evidence), *printed(one, self._basis(one.brief, own))]
        if brief is not None and brief != one.brief:
            found.append(whole("file", "carries another brief than the one it is held against"))
        return outcome_of(name, one.brief, own, found)

    def excerpt(self, name: str, text: str, brief: Brief) -> Outcome:
        """Check that a text is made of nothing but stretches of a brief."""
        one = Delivered(name=name, body=b"", format="txt", brief=brief)
        own = edition_of(brief, ())
        _, known = self._of_brief(brief, own)
        found = [*known, *excerpted(text, one, self._basis(brief, own))]
        return outcome_of(name, brief, own, found)

    def render(self, brief: Brief, formats: tuple[str, ...]) -> None:
        """Render a brief in these formats, all at once, for the files that will be checked."""
        output, digest = self.settings.output, edition_of(brief, ()).digest
        named = [
            (name, cast("Renderer", resolve("renderers", name)(output)))
            for name in dict.fromkeys(formats)
        ]
        with suppress(BriefingError):  # each file that needs one says what is wrong with it
            for one in render(brief, named, output):
                self.rendered[digest, one.format] = one

    def newest(self) -> Brief:
        """Give the newest of the kept briefs.

        Raises:
            SourceError: none is kept.
        """
        if not self._kept_editions():
            raise SourceError("excerpt", Reason.NO_ARTICLE, "there is no brief; use --brief")
        return self._published_brief(self._kept_editions()[-1].key)

    def _delivered(self, name: str, body: bytes, brief: Brief | None) -> Delivered:
        format_ = format_of(name)
        if format_ is None:
            detail = "its suffix tells no format of a brief; is it an --excerpt?"
            raise SourceError(name, Reason.UNSUPPORTED, detail)
        # What a page carries counts, so that a page cannot say one thing and carry another.
        own = carried(body, format_, uri=name)
        claimed = own or brief or self._kept_brief(body) or _beside(name)
        return Delivered(name=name, body=body, format=format_, brief=claimed)

    def _kept_brief(self, body: bytes) -> Brief | None:
        """Give the brief of the edition that a file belongs to, if the file is known."""
        digest = sha256(body).hexdigest()
        editions = self._kept_editions()
        # A letter names the very contents of its brief, wherever it has been since.
        for edition in editions:
            is_file = any(known == digest for _, _, known in edition.files)
            if is_file or edition.digest[:32].encode() in body:
                return self._published_brief(edition.key)
        return self._published_brief(editions[0].key) if len(editions) == 1 else None

    def _basis(self, brief: Brief, own: Edition) -> Basis:
        published = self._published(own.key)
        brief = self._published_brief(own.key) if published else brief
        return Basis(
            output=self.settings.output,
            brief=brief,
            digest=(published or own).digest,
            kept=self.kept,
            recorded=published,
            is_vouched=self.is_vouched,
            is_by_these_settings=self.settings.digest == brief.settings_digest,
            rendered=self.rendered,
        )

    def _published(self, key: str) -> Edition | None:
        """Give the edition that was published under a brief's day and name, whatever it says."""
        return next((one for one in self._kept_editions() if one.key == key), None)

    def _kept_editions(self) -> tuple[Edition, ...]:
        if self._editions is None:
            self._editions = self.kept.editions() if self.kept else ()
        return self._editions

    def _published_brief(self, key: str) -> Brief:
        assert self.kept is not None  # noqa: S101  # the caller has found an edition
        if key not in self._briefs:
            self._briefs[key] = self.kept.brief(key)
        return self._briefs[key]

    def _of_brief(self, brief: Brief, own: Edition) -> tuple[Evidence, tuple[Finding, ...]]:
        """Check what a brief says, whichever file says it; once for all files that do."""
        key = own.digest
        if key not in self._done:
            evidence = Evidence(
                kept=self.kept or _Nothing(),
                articles=self._articles,
                read_again=self._read_again,
            )
            self._done[key] = evidence, tuple(self._checked(brief, own, evidence))
        return self._done[key]

    def _checked(self, brief: Brief, own: Edition, evidence: Evidence) -> Iterator[Finding]:
        if self.kept is None:
            detail = "there is neither a store nor a pack: no sentence could be looked up"
            yield whole("store", detail, Level.UNCHECKED)
            return
        faults = tuple(self._of_edition(brief, own))
        evidence.is_recorded = self.is_vouched and not faults
        yield from faults
        yield from claims(brief, evidence)
        yield from documents(brief, evidence)
        if self.settings.digest == brief.settings_digest:
            yield from of_settings(brief, json.loads(self.settings.canonical))
        count = len(brief.sources)
        if self.deep or (self.deep is None and count <= MOST_AT_ONCE):
            extractor = resolve("extractors", "automatic")
            made = extractor(self.settings.extract, language=brief.language)
            yield from read_again(brief, evidence, cast("Extractor", made))
        else:
            detail = f"{count} documents were not read again; --deep does it"
            yield whole("extraction", detail, Level.NOTE)

    def _of_edition(self, brief: Brief, own: Edition) -> Iterator[Finding]:
        """Check that a brief is the one that was published on its day, and name what is not."""
        known = self._published(own.key)
        if known is None:
            detail = f"no edition {own.key} is kept: what was left out or added cannot be told"
            if self.kept and not self.kept.keeps_editions:
                detail = f"{self.kept.name} keeps none: what was left out, added or folded into "
                yield whole("edition", f"{detail}others cannot be told", Level.NOTE)
                return
            yield whole("edition", detail, Level.UNCHECKED)
        elif known.digest != own.digest:
            yield whole("edition", f"is not the edition {own.key} that was published last")
            yield from _changes(brief, self._published_brief(known.key))


def _changes(brief: Brief, published: Brief) -> Iterator[Finding]:
    changes = list(differences(brief, published, "brief"))
    for path, said, was in changes[:_MOST_CHANGES]:
        yield whole("edition", f"{path}: {clipped(said)!r}, published as {clipped(was)!r}")
    if len(changes) > _MOST_CHANGES:
        yield whole("edition", f"and {len(changes) - _MOST_CHANGES} more differences")


class _Nothing:
    """Keeps nothing at all."""

    name = "nothing"
    keeps_editions = False

    def editions(self) -> tuple[Edition, ...]:
        return ()

    def brief(self, key: str) -> Any:
        raise StoreError(Path(key), "is not given")

    article = document = brief


@contextmanager
def by_store(
    settings: Settings, store: Path | None, *, deep: bool | None = None
) -> Iterator[Checker]:
    """Check against a store; without one, only files against themselves.

    Raises:
        StoreError: the store cannot be used at all.
    """
    if store is None:
        yield Checker(settings=settings, kept=None, deep=deep)
        return
    if not store.is_file():
        raise StoreError(store, "is not there")
    with opened(store) as kept:
        yield Checker(settings=settings, kept=kept, deep=deep)


def of_settings(brief: Brief, settings: dict[str, Any]) -> Iterator[Finding]:
    """Check that a brief says what its settings say, where they say it word for word."""
    said = settings.get("brief", {})
    for name in ("title", "subtitle", "language", "timezone", "edition", "marking", "author"):
        if name in said and getattr(brief, name) != said[name]:
            detail = f"{name} is {clipped(getattr(brief, name))!r}, in them {clipped(said[name])!r}"
            yield whole("settings", detail)
    themes = {one.get("name"): one.get("description", "") for one in settings.get("themes", ())}
    for section in brief.sections:
        if section.title in themes and section.description != themes[section.title]:
            yield whole("settings", f"the description of {section.title!r} is not theirs")


def _beside(name: str) -> Brief:
    """Give the brief that stands beside a file."""
    found = sorted(Path(name).parent.glob(_BESIDE))
    if not found:
        detail = "carries no brief; name the JSON that was written with it by --brief"
        raise SourceError(name, Reason.NO_ARTICLE, detail)
    if len(found) != 1:
        detail = f"carries no brief, and {len(found)} stand beside it; name one by --brief"
        raise SourceError(name, Reason.NO_ARTICLE, detail)
    return read_brief(found[0])


def outcome_of(name: str, brief: Brief, own: Edition, findings: Iterable[Finding]) -> Outcome:
    """Sum up what was found, the worst first, each once."""
    order = list(Level)
    told = sorted(dict.fromkeys(findings), key=lambda one: order.index(one.level))
    return Outcome(
        name=name,
        edition=own.key,
        sentences=sum(1 for _ in sentences(brief)),
        articles=len(brief.sources),
        findings=tuple(told),
    )


def whole(what: str, detail: str, level: Level = Level.WRONG) -> Finding:
    """Make a finding about a brief as a whole."""
    return Finding(source=0, what=what, detail=detail, level=level)
