"""The tables of the store, and how an older file becomes one of today's.

A migration is numbered by its place in `MIGRATIONS` and never changed once it was released;
`PRAGMA user_version` tells how many of them a file has had.
"""

from __future__ import annotations

from briefing.store.sealed import Table

# "brfg" in ASCII; `file` and SQLite's own tools can tell whose file it is.
APPLICATION_ID = 0x62726667

DOCUMENTS = Table(name="documents", columns=("digest", "head", "body"))
TEXTS = Table(name="texts", columns=("article", "record"))
ARTICLES = Table(name="articles", columns=("id", "document", "address", "digest", "read_on"))
EDITIONS = Table(name="editions", columns=("key", "day", "issued", "state", "digest"))
BRIEFS = Table(name="briefs", columns=("edition", "record"))
FILES = Table(name="files", columns=("edition", "format", "name", "digest"), keys=2)
# What an edition leaves to those after it: a row each, of which only what is needed is opened.
# `said` is small and read of every edition; eight bytes for each sentence, each
# address, and each theme that had news.
SAID = Table(name="said", columns=("edition", "sentences", "addresses", "themes"))
# The same of every sentence that it could have printed.
WORDS = Table(name="words", columns=("edition", "sentences"))
APPEARANCES = Table(name="appearances", columns=("edition", "record"))
READINGS = Table(name="readings", columns=("edition", "record"))
STORIES = Table(name="stories", columns=("edition", "record"))
# The stories that began before those of recent editions, each with the sum of its days.
CARRIED = Table(name="carried", columns=("edition", "record"))
DELIVERIES = Table(
    name="deliveries",
    columns=("edition", "destination", "recipient", "digest", "state", "tried_at", "detail"),
    keys=4,
)
MEMORY = (SAID, WORDS, APPEARANCES, READINGS, STORIES, CARRIED)
# Which articles and documents an edition needs, so that pruning need not open its brief.
HOLDINGS = Table(name="holdings", columns=("edition", "record"))

TABLES = (
    DOCUMENTS, TEXTS, ARTICLES, EDITIONS, BRIEFS, FILES,
    SAID, WORDS, APPEARANCES, READINGS, STORIES, CARRIED, HOLDINGS, DELIVERIES,
)  # fmt: skip

MIGRATIONS = (
    """
    CREATE TABLE tallies (
        name TEXT PRIMARY KEY, rows INTEGER NOT NULL, seals BLOB NOT NULL, seal BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE documents (
        digest TEXT PRIMARY KEY, head TEXT NOT NULL, body BLOB NOT NULL, seal BLOB NOT NULL
    ) STRICT;
    CREATE TABLE texts (
        article TEXT PRIMARY KEY, record BLOB NOT NULL, seal BLOB NOT NULL
    ) STRICT;
    CREATE TABLE articles (
        id TEXT PRIMARY KEY, document TEXT NOT NULL, address TEXT NOT NULL, digest TEXT NOT NULL,
        read_on TEXT NOT NULL, seal BLOB NOT NULL
    ) STRICT;
    CREATE TABLE editions (
        key TEXT PRIMARY KEY, day TEXT NOT NULL, issued TEXT NOT NULL, state TEXT NOT NULL,
        digest TEXT NOT NULL, seal BLOB NOT NULL
    ) STRICT;
    CREATE TABLE briefs (
        edition TEXT PRIMARY KEY, record BLOB NOT NULL, seal BLOB NOT NULL
    ) STRICT;
    CREATE TABLE files (
        edition TEXT NOT NULL, format TEXT NOT NULL, name TEXT NOT NULL, digest TEXT NOT NULL,
        seal BLOB NOT NULL,
        PRIMARY KEY (edition, format)
    ) STRICT;
    """,
    """
    CREATE TABLE said (
        edition TEXT PRIMARY KEY, sentences BLOB NOT NULL, addresses BLOB NOT NULL,
        themes BLOB NOT NULL, seal BLOB NOT NULL
    ) STRICT;
    CREATE TABLE words (
        edition TEXT PRIMARY KEY, sentences BLOB NOT NULL, seal BLOB NOT NULL
    ) STRICT;
    CREATE TABLE appearances (
        edition TEXT PRIMARY KEY, record BLOB NOT NULL, seal BLOB NOT NULL
    ) STRICT;
    CREATE TABLE readings (
        edition TEXT PRIMARY KEY, record BLOB NOT NULL, seal BLOB NOT NULL
    ) STRICT;
    CREATE TABLE carried (
        edition TEXT PRIMARY KEY, record BLOB NOT NULL, seal BLOB NOT NULL
    ) STRICT;
    CREATE TABLE stories (
        edition TEXT PRIMARY KEY, record BLOB NOT NULL, seal BLOB NOT NULL
    ) STRICT;
    """,
    """
    CREATE TABLE holdings (
        edition TEXT PRIMARY KEY, record BLOB NOT NULL, seal BLOB NOT NULL
    ) STRICT;
    """,
    """
    CREATE TABLE deliveries (
        edition TEXT NOT NULL, destination TEXT NOT NULL, recipient TEXT NOT NULL,
        digest TEXT NOT NULL, state TEXT NOT NULL, tried_at TEXT NOT NULL, detail TEXT NOT NULL,
        seal BLOB NOT NULL,
        PRIMARY KEY (edition, destination, recipient, digest)
    ) STRICT;
    """,
)
