"""Which extractor made a text: a name and a version that change with whatever may change it."""

from __future__ import annotations

import hashlib
import unicodedata
from functools import cache
from importlib import metadata
from pathlib import Path

from briefing import __version__

NAME = "automatic"

_PACKAGE = Path(__file__).parent.parent
# All that decides what text comes out of a document: our code and weights, and ...
CODE = (
    "extractors/**/*.py", "extractors/**/*.toml", "extractors/**/*.json",
    "text.py", "abbreviations.py", "stemming.py",
)  # fmt: skip
# ... the libraries that read pages and letters for it.
LIBRARIES = (
    "charset-normalizer", "lxml", "lxml-html-clean", "numpy", "py3langid", "readability-lxml",
    "trafilatura",
)  # fmt: skip


@cache
def named_version() -> str:
    """Give the extractor's name and version, such as "automatic 1.2+4be09c61d5a2".

    Behind the package's version stands the head of a SHA-256 over the code and weights of
    the extractor and the versions of its libraries, since none of them may change a text
    without being noticed.
    """
    hashed = hashlib.sha256()
    for path in sorted({path for pattern in CODE for path in _PACKAGE.glob(pattern)}):
        body = path.read_bytes().replace(b"\r\n", b"\n")
        name = path.relative_to(_PACKAGE).as_posix()
        hashed.update(f"{name} {len(body)}\n".encode() + body)
    for library in LIBRARIES:
        hashed.update(f"{library} {_installed(library)}\n".encode())
    hashed.update(unicodedata.unidata_version.encode())
    return f"{NAME} {__version__}+{hashed.hexdigest()[:12]}"


def _installed(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return "not installed"
