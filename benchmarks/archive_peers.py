"""Hold ours against programs that do the same, from HTML to a summary, on the same pages."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence

from benchmarks.made_up_pages import Page, dressed, pages
from benchmarks.summaries import is_installed
from briefing.model import Hints, Locator, RawDocument
from briefing.partitions.plan import Recipe
from briefing.settings import ExtractSettings, SummarizeSettings

RECIPE = Recipe(language="en", extract=ExtractSettings(), summarize=SummarizeSettings())


def print_peers(count: int) -> None:
    """Compare on bare pages, and on such as real sites have."""
    bare = [page for page in pages(count) if not page.is_hostile]
    for label, chosen in {"bare": bare, "dressed": [dressed(one) for one in bare]}.items():
        size = sum(len(page.body) for page in chosen) / len(chosen) / 1000
        print(
            f"{len(chosen)} {label} pages of {size:.0f} kB to summaries, one core: {peers(chosen)}"
        )


def peers(chosen: Sequence[Page]) -> str:
    """Compare with programs that do the same, on the same pages; best of three rounds."""
    runs: dict[str, Callable[[Page], object]] = {"ours": ours(), "trafilatura + sumy": shipped}
    if is_installed("newspaper"):
        runs["newspaper4k with nlp"] = newspaper4k()
    best = dict.fromkeys(runs, float("inf"))
    for _ in range(3):
        for label, run in runs.items():
            run(chosen[0])
            began = time.process_time()
            for page in chosen:
                run(page)
            best[label] = min(best[label], time.process_time() - began)
    told = [f"{label} {1000 * s / len(chosen):.1f} ms" for label, s in best.items()]
    told += [
        f"ours is {s / best['ours']:.2f} times as fast as {label}"
        for label, s in best.items()
        if label != "ours"
    ]
    return ", ".join(told)


def ours() -> Callable[[Page], object]:
    """Give what goes from a page to a summary here."""
    from briefing.extractors.document import extract
    from briefing.summarizers.ranker import briefing
    from briefing.summarizers.reading import guarded

    summarize = briefing(RECIPE.summarize)

    def run(page: Page) -> object:
        article = extract(document(page), settings=RECIPE.extract, language="en")
        return guarded(article, summarize(article))

    return run


def shipped(page: Page) -> object:
    """Extract with trafilatura, and rank with sumy's LexRank as its manual shows."""
    import trafilatura

    from benchmarks.speed import shipped_lexrank

    found = trafilatura.bare_extraction(page.body, with_metadata=True)
    return shipped_lexrank(str(getattr(found, "text", "")))


def newspaper4k() -> Callable[[Page], object]:
    """Give newspaper4k's parse and nlp, with NLTK's splitter untrained: its data is a download."""
    import newspaper
    from newspaper import nlp
    from nltk.tokenize.punkt import PunktSentenceTokenizer

    nlp.split_sentences = PunktSentenceTokenizer().tokenize

    def run(page: Page) -> object:
        found = newspaper.Article(page.url, fetch_images=False)
        found.download(input_html=page.body)
        found.parse()
        found.nlp()
        return found.summary

    return run


def document(page: Page) -> RawDocument:
    """Give a page as it is read from a file."""
    body = page.body.encode()
    return RawDocument(
        locator=Locator(kind="file", uri=page.url, source="made up"),
        body=body,
        media_type="text/html",
        charset="utf-8",
        fetched_at=page.at,
        digest=hashlib.sha256(body).hexdigest(),
        hints=Hints(url=page.url, published=page.at),
    )
