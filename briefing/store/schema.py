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
APPEARANCES = Table(
    name="appearances",
    columns=("edition", "place", "article", "first", "last", "words", "story", "theme", "state"),
    keys=2,
)
STORIES = Table(name="stories", columns=("article", "story", "seen", "vector"))
DELIVERIES = Table(
    name="deliveries",
    columns=("edition", "destination", "recipient", "digest", "state", "tried_at", "detail"),
    keys=4,
)

TABLES = (DOCUMENTS, TEXTS, ARTICLES, EDITIONS, BRIEFS, FILES, APPEARANCES, STORIES, DELIVERIES)

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
    CREATE TABLE appearances (
        edition TEXT NOT NULL, place INTEGER NOT NULL, article TEXT NOT NULL,
        first INTEGER NOT NULL, last INTEGER NOT NULL, words TEXT NOT NULL, story TEXT NOT NULL,
        theme TEXT NOT NULL, state TEXT NOT NULL, seal BLOB NOT NULL,
        PRIMARY KEY (edition, place)
    ) STRICT;
    CREATE TABLE stories (
        article TEXT PRIMARY KEY, story TEXT NOT NULL, seen TEXT NOT NULL, vector BLOB NOT NULL,
        seal BLOB NOT NULL
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
