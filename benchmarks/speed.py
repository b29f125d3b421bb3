"""Compare summarizers on speed and memory, in one run on one core.

    python -m benchmarks.speed --data DATA [--timed 40] [--rounds 3]

Time is CPU time of this process, from a text to chosen sentences, splitting included; of
several rounds the best counts, and rounds go in turns, so that other work on the machine
hits all alike. Look at the ratios: the figures depend on the machine.

"sumy as shipped" is what its manual shows: its own tokenizer (NLTK's sentence splitter,
untrained, since its training needs a download, and NLTK's word tokenizer) and its own
stemmer. "sumy, our tokens" has our sentences, words and cached stems.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # before NumPy: this is about one core

sys.path.append(str(Path(__file__).parents[1] / "tests"))  # for `plain_sumy`

from benchmarks.summaries import (  # noqa: E402
    article,
    case,
    is_installed,
    newspaper_ranking,
    read_lines,
    summa_ranking,
)
from briefing import text  # noqa: E402
from briefing.budgets import Budget  # noqa: E402
from briefing.summarizers import sumy_arrays  # noqa: E402
from briefing.summarizers.ranker import rank  # noqa: E402

TIMED_LENGTHS = range(600, 801)  # words
Run = Callable[[str], object]


def main() -> None:
    """Run everything and print three tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--timed", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    texts = [json.loads(line)["article"] for line in read_lines(options.data)]
    timed = [each for each in texts if len(text.words(each)) in TIMED_LENGTHS][: options.timed]
    print_articles(timed, options.rounds)
    print_long(texts)


def print_articles(texts: Sequence[str], rounds: int) -> None:
    """Print articles a CPU second, and how many times as fast ours is."""
    best = dict.fromkeys(runs(), float("inf"))
    for _ in range(rounds):
        for label, run in runs().items():
            best[label] = min(best[label], seconds(run, texts))
    print(f"{len(texts)} articles of 600 to 800 words; best of {rounds} rounds")
    for label, taken in best.items():
        ratio = taken / best["briefing"]
        print(
            f"{label:28} {len(texts) / taken:8.1f} articles/s   ours is {ratio:6.2f} times as fast"
        )


def print_long(texts: Sequence[str]) -> None:
    """Print the time of long documents, and the most memory that was used."""
    sentences = [each.text for one in texts for each in text.split_sentences(one)]
    long = " ".join(dict.fromkeys(sentences[:1_100]))
    plain = seconds(plain_lexrank, [long])
    for label, run in {"briefing": ours, "arrays lexrank": arrays("lexrank")}.items():
        taken = seconds(run, [long])
        print(
            f"1,000 sentences: {label} {taken:.3f} s, plain sumy lexrank {plain / taken:.0f} times"
        )
    longest = " ".join(f"{each} " for each in (sentences * 2)[:20_000])
    longer = {f"arrays {method}": arrays(method) for method in sumy_arrays.METHODS}
    for label, run in {"briefing": ours, **longer}.items():
        taken = seconds(run, [longest])
        print(f"20,000 sentences: {label} {taken:.2f} s")
    print(f"the most memory of this process: {most_memory()} MB")


def runs() -> dict[str, Run]:
    """Give all systems by name."""
    found: dict[str, Run] = {"briefing": ours}
    found |= {f"arrays {method}": arrays(method) for method in ("lexrank", "textrank", "lsa")}
    if is_installed("summa"):
        found["summa"] = lambda t: summa_ranking(case({"article": t, "highlights": ""}))
    if is_installed("newspaper"):
        found["newspaper4k"] = lambda t: newspaper_ranking(case({"article": t, "highlights": ""}))
    found["sumy lexrank, our tokens"] = plain_lexrank
    found["sumy lexrank as shipped"] = shipped_lexrank
    return found


def ours(written: str) -> object:
    """Summarize with the default method."""
    return rank(article(written), budget=Budget(sentences=3))


def arrays(method: str) -> Run:
    """Rate with a method of sumy's over arrays."""
    return lambda written: sumy_arrays.rate(
        text.split_sentences(written), method=method, headline="", language="en"
    )


def plain_lexrank(written: str) -> object:
    """Rate with sumy's class, our sentences, words and cached stems."""
    import plain_sumy

    return plain_sumy.rate(text.split_sentences(written), method="lexrank")


class NltkTokenizer:
    """sumy's tokenizer, but for the download that its splitter was trained by."""

    def __init__(self) -> None:
        from nltk.tokenize import NLTKWordTokenizer
        from nltk.tokenize.punkt import PunktSentenceTokenizer

        self._sentences = PunktSentenceTokenizer()
        self._words = NLTKWordTokenizer()

    def to_sentences(self, paragraph: str) -> tuple[str, ...]:
        """Split a paragraph, as `sumy.nlp.tokenizers.Tokenizer` does."""
        return tuple(each.strip() for each in self._sentences.tokenize(paragraph))

    def to_words(self, sentence: str) -> tuple[str, ...]:
        """Split a sentence by `nltk.word_tokenize`, and keep what has letters only."""
        parts = self._sentences.tokenize(sentence)
        words = [word for part in parts for word in self._words.tokenize(part)]
        return tuple(word for word in words if word.replace("-", "").isalpha())


def shipped_lexrank(written: str) -> object:
    """Summarize as sumy's manual does."""
    from sumy.nlp.stemmers import Stemmer
    from sumy.parsers.plaintext import PlaintextParser
    from sumy.summarizers.lex_rank import LexRankSummarizer
    from sumy.utils import get_stop_words

    summarizer = LexRankSummarizer(Stemmer("english"))
    summarizer.stop_words = get_stop_words("english")
    return summarizer(PlaintextParser.from_string(written, NltkTokenizer()).document, 3)


def seconds(run: Run, texts: Sequence[str]) -> float:
    """Give the CPU seconds for all texts, after one to warm up."""
    run(texts[0])
    gc.collect()
    begin = time.process_time()
    for each in texts:
        run(each)
    return time.process_time() - begin


def most_memory() -> int:
    """Give the most memory of this process, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // (1 << 20 if sys.platform == "darwin" else 1 << 10)


if __name__ == "__main__":
    main()
