"""Put other programs through what strangers and bad days do, beside ours.

    python -m benchmarks.peers

Each is started as a command, as its own documentation has it. What is asked: does a web
address that leads into the private network get a connection; does a page of 100,000 nested
elements, or of 20 MB in one element, end in time, with a result or a message; is a full disk told
by the exit status; is a page without an article told by it. Linux only, for /dev/full.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

LONGEST_S = 60
_WORDS = "The harbor of Northquay opened again on Monday after nine days of storm. "
PAGES = {
    "100,000 nested elements": f"<p>{_WORDS * 9}</p>{'<div>' * 100_000}<p>{_WORDS * 9}</p>",
    "20 MB in one element": f"<html><body><p>{_WORDS * 280_000}</p></body></html>",
    "no article": "<html><body><nav><a href=/>Home</a></nav></body></html>",
}
PYTHON = sys.executable
READERS: dict[str, Callable[[Path], list[str]]] = {
    "briefing": lambda page: [PYTHON, "-m", "briefing", "build", str(page), "-o", "-"],
    "trafilatura": lambda page: ["sh", "-c", f'exec "{PYTHON}" -m trafilatura.cli < "{page}"'],
}
FETCHERS: dict[str, Callable[[str, Path], list[str]]] = {
    "briefing": lambda url, home: [
        PYTHON, "-m", "briefing", "--config", _settings(url, home), "build", "--no-store", "-o", "-"
    ],
    "trafilatura": lambda url, _: [PYTHON, "-m", "trafilatura.cli", "-u", url],
}  # fmt: skip


def main() -> None:
    """Print a table: a line for each trial, a column for each program."""
    with tempfile.TemporaryDirectory(prefix="briefing-") as folder:
        home = Path(folder)
        rows = {}
        for name, page in PAGES.items():
            path = home / f"{name.replace(' ', '-')}.html"
            path.write_text(page, encoding="utf-8")
            rows[name] = {one: _tried(words(path), home) for one, words in READERS.items()}
        rows["a private address"] = {one: _asked(one, home) for one in FETCHERS}
        (home / "fine.html").write_text(f"<article><h1>Port</h1><p>{_WORDS * 20}</p></article>")
        rows["a full disk"] = {
            one: _tried(words(home / "fine.html"), home, is_full=True)
            for one, words in READERS.items()
        }
    print(f"| trial | {' | '.join(READERS)} |")
    print(f"|---|{'---|' * len(READERS)}")
    for name, cells in rows.items():
        print(f"| {name} | {' | '.join(cells[one] for one in READERS)} |")


def _tried(words: list[str], home: Path, *, is_full: bool = False) -> str:
    """Run a command; tell how it ended, after how long, and whether anything came out."""
    started = time.monotonic()
    with Path("/dev/full" if is_full else home / "out").open("wb") as out:
        try:
            done = subprocess.run(
                words, stdout=out, stderr=subprocess.PIPE, timeout=LONGEST_S, check=False
            )
        except subprocess.TimeoutExpired:
            return f"not done after {LONGEST_S} s"
    took = time.monotonic() - started
    said = done.stderr.decode(errors="replace")
    told = "a traceback" if "Traceback" in said else "a message" if said.strip() else "no message"
    result = "" if is_full else ", text" if (home / "out").stat().st_size > 1 else ", nothing"
    return f"status {done.returncode}, {told}{result}, {took:.0f} s"


def _asked(name: str, home: Path) -> str:
    """Run a command on an address of this machine; tell how many connections came."""
    with _listening() as (url, heard):
        _tried(FETCHERS[name](url, home), home)
        return f"{len(heard)} connections"


@contextmanager
def _listening() -> Iterator[tuple[str, list[str]]]:
    heard: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/a", heard
    finally:
        server.shutdown()
        server.server_close()


def _settings(url: str, home: Path) -> str:
    path = home / "briefing.toml"
    path.write_text(f'[[source]]\nname = "Web"\nkind = "web"\naddresses = ["{url}"]\n')
    return str(path)


if __name__ == "__main__":
    main()
