"""The settings: one frozen value, each option with its meaning and its limits.

This file is the only description of the options: `loading` checks a settings
file against it, and `docs/settings.md` is held against it by a test.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


def option(
    default: Any,
    meaning: str,
    *,
    choices: tuple[str, ...] = (),
    least: float | None = None,
    most: float | None = None,
    plugin: str = "",
    lines: bool = False,
    private: bool = False,
) -> Any:
    """Declare a field: its default, what it means, and what it may be.

    `least` and `most` bound a number; `plugin` is the kind of plug-in that the
    field names; with `lines` a text may run over several lines, which count as spaces;
    a `private` value is never shown in a message.
    """
    limits = {
        "meaning": meaning,
        "choices": choices,
        "least": least,
        "most": most,
        "plugin": plugin,
        "lines": lines,
        "private": private,
    }
    return field(default=default, metadata=limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefSettings:
    """`[brief]`: the document as a whole."""

    title: str = option("Daily brief", "The title on the first page.")
    subtitle: str = option("", "A line under the title.")
    language: str = option(
        "en", "Language of the brief, and of articles that do not tell theirs (BCP 47)."
    )
    timezone: str = option("UTC", "IANA name of the zone in which days and times are told.")
    at_a_glance: int = option(
        3, "How many sentences stand under “At a glance”; 0 leaves it out.", least=0, most=20
    )
    order: str = option(
        "importance",
        "Order of the stories within a theme.",
        choices=("importance", "newest", "central"),
    )
    theme_order: str = option(
        "defined",
        "Order of the themes: as defined, or by weight of news.",
        choices=("defined", "weight"),
    )
    repeat: bool = option(False, "Whether what one theme says may be said under another too.")
    max_words: int = option(
        0, "How many words of news the brief may have; 0 sets no limit.", least=0, most=10_000_000
    )
    digest: int = option(
        3,
        "How many sentences stand before a theme of five stories or more; 0 leaves them out.",
        least=0,
        most=10,
    )
    find_themes: bool = option(
        True, "Whether themes are found where none is defined, among eight articles or more."
    )
    other: bool = option(True, "Whether articles that fit no theme get a last section.")
    other_title: str = option("Other news", "The title of that section.")
    all_title: str = option(
        "News", "The title of the only section where no theme is defined, and none found."
    )
    note: Path | None = option(None, "An editor's note for the whole brief: a Markdown file.")
    author: str = option("", "Who issues it, in the masthead and in the properties of the files.")
    edition: str = option("", "The name of the edition, such as “Morning” or “No. 12”.")
    marking: str = option("", "Who may read it, such as “TLP:AMBER”; stands on every page.")
    logo: Path | None = option(None, "A picture for the masthead: a PNG or JPEG file.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSettings:
    """`[[source]]`: where articles come from."""

    name: str = option("", "The name of the source, as readers see it.")
    kind: str = option("files", "What reads it: the name of a source plug-in.", plugin="sources")
    paths: tuple[str, ...] = option(
        (), "Files, folders and globs, relative to the settings file; `-` is standard input."
    )
    addresses: tuple[str, ...] = option(
        (), "Web addresses: of feeds, pages, sitemaps or lists of feeds (OPML)."
    )
    follow: bool | None = option(
        None,
        "Whether pages that a feed, a list or a mail only points to are fetched; "
        "where it is not said, only for kind web.",
    )
    max_items: int = option(
        200, "How many such pages are read at the most, the first ones.", least=1, most=100_000
    )
    max_bytes: int = option(
        20_000_000, "Larger documents are left out.", least=1_000, most=1_000_000_000
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """`[fetch]`: how pages and feeds are fetched, and where they are kept."""

    timeout_s: float = option(
        20.0, "Seconds for one address in all, redirects and retries included.", least=1, most=600
    )
    run_s: float = option(600.0, "Seconds for all fetching of a run.", least=1, most=86_400)
    max_bytes: int = option(
        10_000_000, "Longer answers, as decoded, are refused.", least=1_000, most=1_000_000_000
    )
    max_redirects: int = option(5, "Redirects that are followed, each vetted.", least=0, most=20)
    pause_s: float = option(1.0, "Seconds between two requests to a host.", least=0, most=60)
    retries: int = option(
        2, "How often a host that is busy (429, 503) is asked again.", least=0, most=10
    )
    longest_wait_s: float = option(
        30.0,
        "The longest wait that a busy host may ask for; beyond it we give up.",
        least=0,
        most=600,
    )
    contact: str = option("", "An address in the user agent where somebody can complain.")
    robots: bool = option(True, "Whether robots.txt is obeyed.")
    allow_private: tuple[str, ...] = option(
        (), "Hosts and networks that may be private: names, addresses, or CIDR networks."
    )
    proxy: str = option("", "An http proxy; the environment's are not used.")
    parallel: int = option(8, "How many hosts are asked at a time.", least=1, most=64)
    cache: Path | None = option(None, "A folder that keeps what was fetched; else nothing is kept.")
    keep_days: int = option(30, "Days that fetched pages are kept.", least=1, most=36_500)
    max_megabytes: int = option(
        1_000, "Megabytes of fetched pages that are kept.", least=1, most=10_000_000
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractSettings:
    """`[extract]`: from documents to articles."""

    min_words: int = option(
        15, "Articles with fewer words of body text are left out.", least=1, most=1_000
    )
    furniture: tuple[str, ...] = option(
        (), "Phrases; a line of text that begins with one is taken away."
    )
    boxes: tuple[str, ...] = option(
        (), "Phrases that head a box of links; the titles below such a line go with it."
    )
    ends: tuple[str, ...] = option(
        (), "Phrases that close an article; all below such a line is taken away."
    )


# What a rule of `[select]` may look at.
RULE_FIELDS = ("headline", "text", "site", "author", "language")


def parted(rule: str) -> tuple[str, str]:
    """Part a rule of `[select]`: `("headline", "live blog")` of "Headline: live blog"."""
    name, _, term = rule.partition(":")
    return name.strip().casefold(), term.strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectSettings:
    """`[select]`: which articles come into the brief at all."""

    include: tuple[str, ...] = option(
        (),
        "Rules such as `language: en`; of each field that is named here, one must take an article.",
    )
    exclude: tuple[str, ...] = option(
        (), "Rules such as `headline: live blog`; an article that one takes is left out."
    )
    prefer: tuple[str, ...] = option(
        (), "Outlets, agencies or sources, first most, whose copy of a text is kept."
    )
    max_per_source: int = option(
        0,
        "How many articles a source may give, the newest; 0 sets no limit.",
        least=0,
        most=1_000_000,
    )
    max_per_outlet: int = option(
        0,
        "How many articles an outlet may give, the newest; 0 sets no limit.",
        least=0,
        most=1_000_000,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SummarizeSettings:
    """`[summarize]`: which sentences stand for an article."""

    method: str = option(
        "briefing", "How sentences are ranked: the name of a summarizer.", plugin="summarizers"
    )
    sentences: int = option(
        3, "How many sentences an article gives to a theme at the most.", least=1, most=20
    )
    words: int = option(
        0, "How many words they may have together; 0 sets no limit.", least=0, most=10_000
    )
    share: float = option(
        0.0, "Which share of the article's words they may have; 0 sets no limit.", least=0, most=1
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeSettings:
    """`[[theme]]`: what belongs under one heading."""

    file: Path | None = option(
        None, "A TOML file that holds the options of this theme; those given beside it win."
    )
    name: str = option("", "The heading.")
    description: str = option("", "A line under the heading.")
    any: tuple[str, ...] = option(
        (), "Terms, one of which makes a sentence fit; `Vienna^2` counts twice."
    )
    all: tuple[tuple[str, ...], ...] = option(
        (), "Groups of terms; a sentence fits that has a term of every group."
    )
    within: int = option(
        0,
        "In how many words the groups of `all` must meet; 0 is the whole sentence.",
        least=0,
        most=1_000,
    )
    none: tuple[str, ...] = option((), "Terms, one of which keeps a sentence out.")
    entities: tuple[str, ...] = option(
        (), "Names, found only as they are written here; they stand beside `any`."
    )
    query: str = option(
        "", "A rule in Lucene's syntax, beside the others or in their place.", lines=True
    )
    words: tuple[str, ...] = option(
        (), "Words that speak for the theme; articles that no rule took are told by them."
    )
    languages: tuple[str, ...] = option(
        (), "Languages of articles that may stand here (BCP 47); none named: all."
    )
    examples: tuple[str, ...] = option((), "Sentences that fit, whatever the rule says.")
    not_examples: tuple[str, ...] = option((), "Sentences that never fit.")
    min_score: float = option(
        0.0,
        "Articles whose best sentence scores less are left out (BM25; `themes test` shows it).",
        least=0,
        most=1_000,
    )
    max_articles: int = option(
        0, "How many articles it may have, the best; 0 sets no limit.", least=0, most=100_000
    )
    max_words: int = option(
        0, "How many words of news it may have; 0 sets no limit.", least=0, most=10_000_000
    )
    standing: bool = option(
        False, "Whether what earlier editions said may stand here again, with `--since`."
    )
    note: Path | None = option(None, "An editor's note under the heading: a Markdown file.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputSettings:
    """`[output]`: which formats, how they look, and where they go."""

    directory: Path = option(Path("build"), "The folder that gets one folder per day.")
    formats: tuple[str, ...] = option(
        ("html", "pdf", "markdown", "json"),
        "Formats to write: names of renderers.",
        plugin="renderers",
    )
    look: str = option(
        "classic", "The design of HTML and PDF.", choices=("classic", "compact", "broadsheet")
    )
    page: str = option("A4", "The paper of the PDF.", choices=("A4", "Letter"))
    columns: int = option(1, "In how many columns the PDF sets the news.", least=1, most=2)
    variant: str = option(
        "pdf/ua-1",
        "The kind of PDF: for every reader, or for archives.",
        choices=("pdf/ua-1", "pdf/a-3u", "pdf/a-3a"),
    )
    mark_names: bool = option(
        False, "Whether the marking is in the files' names too, as in `brief-TLP-AMBER.pdf`."
    )
    max_seconds: int = option(
        300, "Seconds of computing that one format may take.", least=1, most=86_400
    )
    max_memory_mb: int = option(
        4_096, "Megabytes of memory that rendering may take.", least=256, most=1_000_000
    )
    templates: Path | None = option(
        None, "A folder whose templates take the place of packaged ones of the same name."
    )
    styles: tuple[Path, ...] = option((), "Style sheets that come after the packaged ones.")
    wikilinks: bool = option(False, "Whether Obsidian's notes link as [[...]] within themselves.")
    attach: tuple[str, ...] = option(
        (), "Formats that go with the e-mail (`eml`) as attachments.", plugin="renderers"
    )
    keep: int = option(
        0,
        "How many days of editions stay in `directory`, the newest; 0 keeps all.",
        least=0,
        most=1_000_000,
    )
    base_url: str = option(
        "", "The address under which `directory` is published; feeds lead there."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """`[store]`: what was read and printed, so that it can be checked later."""

    path: Path = option(Path("build/store.db"), "The file; one, with two beside it while in use.")
    keep_days: int = option(
        365,
        "Days that documents, texts and briefs are kept; 0 sets no limit.",
        least=0,
        most=36_500,
    )
    remember_days: int = option(
        1_095,
        "Days that is known what an edition said, which takes little room; 0 sets no limit.",
        least=0,
        most=36_500,
    )
    max_megabytes: int = option(
        2_000, "Megabytes that it may have; 0 sets no limit.", least=0, most=10_000_000
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverySettings:
    """`[delivery]`: what holds for all recipients."""

    markings: tuple[str, ...] = option(
        ("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"),
        "The markings that `max_marking` may name, from open to strict.",
    )
    retry_days: int = option(
        2, "For how many days a failed delivery is tried again by later runs.", least=0, most=365
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverSettings:
    """`[[deliver]]`: who gets a finished brief, and how."""

    name: str = option("", "What it is called in messages and in the store; else its kind.")
    kind: str = option(
        "folder", "What delivers it: the name of a deliverer plug-in.", plugin="deliverers"
    )
    formats: tuple[str, ...] = option(
        (), "Formats that go there; attachments of a mail or a call.", plugin="renderers"
    )
    max_marking: str = option(
        "", "The strictest marking that may go there; none named: no marked brief does."
    )
    directory: Path | None = option(
        None, "A folder that gets one folder per day, or the checkout of a wiki."
    )
    path: str = option("", "The page's file in the checkout; else the name of the format's file.")
    push: bool = option(False, "Whether the checkout is pushed after the commit.")
    server: str = option("", "The mail server's name.")
    port: int = option(0, "Its port; 0 is the usual one of `security`.", least=0, most=65_535)
    security: str = option(
        "starttls", "How the way to it is secured.", choices=("starttls", "tls", "none")
    )
    sender: str = option("", "Whom a mail is from, such as `Desk <desk@example.org>`.")
    recipients: tuple[str, ...] = option((), "Mail addresses; each gets a mail of its own.")
    user: str = option("", "The name to log in with, at a mail server or by HTTP.")
    password_env: str = option(
        "", "The environment variable that holds the password.", private=True
    )
    password_file: Path | None = option(None, "The file that holds it.", private=True)
    url: str = option("", "The address, where it is no secret.", private=True)
    url_env: str = option("", "The environment variable that holds the address.", private=True)
    url_file: Path | None = option(None, "The file that holds it.", private=True)
    token_env: str = option(
        "", "The environment variable that holds the access token.", private=True
    )
    token_file: Path | None = option(None, "The file that holds it.", private=True)
    room: str = option("", "The Matrix room, such as `!abc:example.org`.")
    allow_private: tuple[str, ...] = option(
        (), "Hosts and networks that may be private: names, addresses, or CIDR networks."
    )
    ca_file: Path | None = option(None, "Certificates of an authority of your own (PEM).")
    timeout_s: float = option(30.0, "Seconds for one try.", least=1, most=600)
    retries: int = option(
        2, "How often a server that is busy or away is asked again.", least=0, most=10
    )

    @property
    def label(self) -> str:
        """What it is called."""
        return self.name or self.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSettings:
    """`[run]`: what does the work, and how much of it at a time."""

    engine: str = option(
        "serial",
        "What runs large batches: `serial`, `local` processes, `dask`, or `dask://host:port`.",
    )
    workers: int = option(
        0, "How many work at a time; 0 is one for each processor.", least=0, most=10_000
    )
    memory_mb: int = option(
        512,
        "Megabytes that folding and searching an archive may hold before they use the disk.",
        least=128,
        most=1_000_000,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveSettings:
    """`[archive]`: articles of months and years, ready for briefs of any span."""

    path: Path = option(Path("build/archive"), "The folder of the archive.")
    max_articles: int = option(
        200,
        "How many articles of a span a brief is made of, those of the largest stories.",
        least=1,
        most=1_000_000,
    )
    chronology: int = option(
        10,
        "How many days of a story that runs over several are told one by one; below 2, none.",
        least=0,
        most=366,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything a run can be told; each stage is given its own part only."""

    root: Path = Path()  # what relative paths are relative to
    brief: BriefSettings = BriefSettings()
    sources: tuple[SourceSettings, ...] = ()
    fetch: FetchSettings = FetchSettings()
    extract: ExtractSettings = ExtractSettings()
    select: SelectSettings = SelectSettings()
    summarize: SummarizeSettings = SummarizeSettings()
    themes: tuple[ThemeSettings, ...] = ()
    output: OutputSettings = OutputSettings()
    store: StoreSettings = StoreSettings()
    run: RunSettings = RunSettings()
    archive: ArchiveSettings = ArchiveSettings()
    delivery: DeliverySettings = DeliverySettings()
    deliver: tuple[DeliverSettings, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 over all that can change a brief, the same in whatever folder it lies."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()

    @property
    def canonical(self) -> str:
        """All that can change a brief, as JSON; `digest` is its SHA-256."""

        def portable(value: object) -> str:
            return Path(os.path.relpath(str(value), self.root)).as_posix()

        values = asdict(self)
        # Neither where a brief is written nor how politely pages were asked for shows in it.
        del values["root"], values["output"]["directory"], values["fetch"], values["store"]
        del values["output"]["max_seconds"], values["output"]["max_memory_mb"]
        # Engines give the same, and only a brief of an archive is of one.
        del values["run"], values["archive"]["path"]
        # Nor does what goes with a letter, where it is published, or who gets it.
        del values["output"]["attach"], values["output"]["base_url"]
        del values["delivery"], values["deliver"], values["output"]["keep"]
        return json.dumps(values, default=portable, sort_keys=True, ensure_ascii=False)
