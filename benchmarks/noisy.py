"""Measure the cleaner of copied pages beside simple ways, on the same pages in one run.

    python -m benchmarks.noisy --data DIR [--quick]

Prints the mean word F1 of both sets, and pages a second. The shipped weights were
learned from these very pages; what pages score that were not learned from is in the rows
of folds, for which the weights are learned five times anew (minutes; `--quick` leaves
them out). Needs inscriptis; Chromium where it is installed.
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from benchmarks.copied_pages import HALVES, Page, bag, dress, read_pages, word_f1
from benchmarks.train_lines import FOLDS, Floats, examples_of, fold, learn, table
from briefing.extractors.cleaning import KNOWN, clean_page, take
from briefing.extractors.furniture import END_HEAD, FINAL_HEAD
from briefing.extractors.lines import read_lines
from briefing.text import fold as fold_text
from briefing.text import printable

Way = Callable[[Page, str], str]  # a page, and its text -> what is taken for the article

_LONG = 60  # code points
_AT_ONCE = 15  # pages that one run of Chromium renders
_PATIENCE_S = 240


def everything(_page: Page, text: str) -> str:
    """Take all of the text."""
    return text


def long_lines(_page: Page, text: str) -> str:
    """Take the lines of 60 code points and more."""
    return "\n".join(line for line in _lines(text) if len(line) >= _LONG)


def best_run(_page: Page, text: str) -> str:
    """Take the run of lines in which the long ones outweigh the short ones most."""
    return "\n".join(_heaviest(_lines(text)))


def best_run_by_patterns(_page: Page, text: str) -> str:
    """Do the same without lines that our patterns know, and cut its second half at an end."""
    lines = read_lines(text)
    taken = take(lines, KNOWN)
    run = _heaviest([line.text for at, line in enumerate(lines) if at not in taken])
    ends = (at for at in range(len(run) // 2, len(run)) if _is_end(fold_text(run[at])))
    return "\n".join(run[: next(ends, len(run))])


def _is_end(folded: str) -> bool:
    return bool(END_HEAD(folded) or FINAL_HEAD(folded))


def ours(_page: Page, text: str) -> str:
    """Clean with what is shipped."""
    return "\n".join(clean_page(text).paragraphs)


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


def _heaviest(lines: Sequence[str]) -> Sequence[str]:
    best, found, total, start = 0, (0, 0), 0, 0
    for at, line in enumerate(lines):
        if total <= 0:
            total, start = 0, at
        total += len(line) - _LONG
        if total > best:
            best, found = total, (start, at + 1)
    return lines[found[0] : found[1]]


def with_weights(weights_of: Mapping[int | str, Floats], *, name: str = "") -> Way:
    """Clean each page with weights that were not learned from it."""

    def way(page: Page, text: str) -> str:
        weights = weights_of[name or fold(page.name)]
        return "\n".join(clean_page(text, weights=weights).paragraphs)

    return way


def learn_folds(pages: Sequence[Page]) -> dict[int | str, Floats]:
    """Learn weights without each fold of the pages, and without those held out."""
    plain, made = examples_of(pages)
    held_out = {page.name for page in pages if page.is_held_out}
    all_ = [*plain, *made]
    found: dict[int | str, Floats] = {
        at: table(learn([one for one in all_ if fold(one.name) != at])) for at in range(FOLDS)
    }
    return found | {"dev": table(learn([one for one in all_ if one.name not in held_out]))}


def report(label: str, way: Way, pages: Sequence[Page], texts: Mapping[str, str]) -> None:
    """Print the mean of each set."""
    start = time.process_time()
    found = {
        page.name: word_f1(bag(way(page, texts[page.name])), bag(page.body))
        for page in pages
        if page.name in texts
    }
    speed = len(found) / max(time.process_time() - start, 1e-6)
    cells = []
    for half in HALVES:
        some = [f1 for name, f1 in found.items() if name.startswith(half)]
        cells.append(f"{half} {np.mean(some) if some else float('nan'):.3f} ({len(some)})")
    print(f"{label:<46}", *cells, f"{speed:6.0f} pages/s", flush=True)


def inner_texts(pages: Sequence[Page]) -> dict[str, str]:
    """Render pages in headless Chromium, scripts and network off, and read `innerText`."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        print("innerText: left out, there is no chromium")
        return {}
    found: dict[str, str] = {}
    for at in range(0, len(pages), _AT_ONCE):
        found |= dict(_rendered(program, pages[at : at + _AT_ONCE]))
    return found


def _rendered(program: str, pages: Sequence[Page]) -> Iterator[tuple[str, str]]:
    data = json.dumps({page.name: _inert(page.html) for page in pages}).replace("</", "<\\/")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pages.html"
        file.write_text(_FRAMES.replace("PAGES", data), encoding="utf-8")
        flags = ("--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile",
                 "--host-resolver-rules=MAP * ~NOTFOUND", "--virtual-time-budget=60000",
                 "--dump-dom")  # fmt: skip
        try:
            done = subprocess.run(
                [program, *flags, file.as_uri()],
                capture_output=True,
                check=False,
                timeout=_PATIENCE_S,
            )
        except subprocess.TimeoutExpired:
            return
    answer = re.search(rb'<pre id="done">([^<]*)</pre>', done.stdout)
    if answer:
        texts = json.loads(base64.b64decode(answer[1]))
        yield from ((name, printable(text)) for name, text in texts.items())


def _inert(html: str) -> str:
    html = re.sub(r"(?is)<(script)\b.*?</\1\s*>", "", html)
    html = re.sub(r"(?i)<(link|img|source|iframe|video|audio|embed)\b", r"<\1 data-x", html)
    return re.sub(r"(?i)<meta[^>]*http-equiv[^>]*>", "", html)


_FRAMES = """<!doctype html><meta charset=utf-8><body><script>
const pages = PAGES; const found = {};
(async () => { for (const name in pages) {
  const frame = document.createElement('iframe');
  frame.sandbox = 'allow-same-origin'; frame.style.width = '1200px'; frame.style.height = '900px';
  await new Promise(done => { frame.onload = done; frame.srcdoc = pages[name];
    document.body.append(frame); setTimeout(done, 8000) });
  try { found[name] = frame.contentDocument.body.innerText } catch (error) {}
  frame.remove(); }
document.body.innerHTML = ''; const pre = document.createElement('pre'); pre.id = 'done';
pre.textContent = btoa(unescape(encodeURIComponent(JSON.stringify(found))));
document.body.append(pre); })();
</script>"""

SIMPLE: Mapping[str, Way] = {
    "all text": everything,
    "lines of 60 code points and more": long_lines,
    "best run of long lines": best_run,
    "that with patterns and end markers": best_run_by_patterns,
    "ours, shipped (learned from these pages)": ours,
}


def main(argv: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="benchmarks.noisy", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with extraction/")
    parser.add_argument("--quick", action="store_true", help="no weights learned anew, no browser")
    asked = parser.parse_args(argv)
    pages = list(read_pages(asked.data))
    ways, held_out = dict(SIMPLE), None
    if not asked.quick:
        learned = learn_folds(pages)
        ways["ours, five folds (unseen pages)"] = with_weights(learned)
        held_out = with_weights(learned, name="dev")
    kinds = {
        "as text": {page.name: page.text for page in pages},
        "with furniture put in": {page.name: dress(page) for page in pages},
        "innerText of a browser": {} if asked.quick else inner_texts(pages),
    }
    for kind, texts in kinds.items():
        if not texts:
            continue
        print(f"\n{kind}")
        for label, way in ways.items():
            report(label, way, pages, texts)
        if held_out:
            unread = [page for page in pages if page.is_held_out]
            report("ours, held out (neither learned from nor read)", held_out, unread, texts)


if __name__ == "__main__":
    main()
