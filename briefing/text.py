"""Text as plain values: what can be printed, sentences, words, stems.

All of it takes time linear in the text, whatever the text is: documents come from
strangers. Offsets count code points.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from hashlib import sha256
from itertools import chain

from briefing.abbreviations import Abbreviations, for_language
from briefing.model import Sentence
from briefing.stemming import light_stemmer

_LINE_BREAK = re.compile("[\r\v\f\x85\u2028\u2029]")
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"
    "\xad"  # a soft hyphen shows at a line's end only, and hides its word from a search
    "\u202a-\u202e\u2066-\u2069"  # an override can show a sentence backwards
    "\ud800-\udfff\ufeff\ufdd0-\ufdef\ufffe\uffff]"
)
# Apart from the others, whose class would be six times as slow with these in it.
_ASTRAL = re.compile("[\U0001fffe-\U0010ffff]")

_PARAGRAPH_GAP = re.compile(r"\n\s*\n")
_WIDE = frozenset("。！？｡．؟۔।॥։።។။")  # end a sentence with or without a space behind
_MARKS = re.compile(rf"[.!?…{''.join(_WIDE)}]+")
# What may stand between a mark and the next word: quotes that close, space, quotes that
# open. Every part is possessive, so that no text makes it try twice.
_OPEN = r"(?P<gap>\s*+)[\"“”„‘’'«»‹›(\[「『（¿¡\s]*+(?P<word>\w{1,30}|\S)?"
_AFTER = re.compile(r"(?P<close>[\"”’'»«“›‹)\]}」』】）]*+(?:[ \u00a0\u202f]»(?=\s|\Z))?+)" + _OPEN)
_AFTER_WIDE = re.compile(r"(?P<close>[\"”’'»›)\]}」』】）]*+)" + _OPEN)  # no space tells “ from ”
_OPENERS = "\"“”„‘’'«»‹›([{—–/-"
# A mark before one of these is inside its sentence: `. . .`, `St.-Denis`, `/TASS/`.
_CONTINUES = frozenset(".!?…,;:)]}/-–—%&+=|")
_PARTICLES = frozenset("とっはがをのにも，、")  # 「…。」と: the sentence goes on after the quote
_INITIALS = re.compile(r"(?:[^\W\d_]{1,3}\.-?)+[^\W\d_]")
_DATELINE = re.compile(
    r"(?P<place>[^\W\d_]{2}[^\n(/]{0,60}?)"
    r"(?:\((?P<agency>[^()\n]{2,40})\)\s?\.?[-–—:]|/(?P<slashed>[^\W\d_][^/\n]{1,30})/\.?)"
)
_PLACE_WORDS = 3
_PLACE_PARTICLES = frozenset({"de", "del", "la", "am", "an", "der", "sur", "di", "do", "da"})
_LOOKBACK = 30  # code points; longer than any abbreviation

# \w misses the vowel signs of many scripts and so would break their words.
_MARKED = (
    r"\w\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    r"\u0900-\u0963\u0966-\u0dff\u0e31-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ebc\u0ec8-\u0ecd"
    r"\u102b-\u103e\u17b4-\u17d3\u200c\u200d"
)
_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}"
    rf"|[$€£¥₹₽₩]?[^\W_][{_MARKED}]*(?:(?:[-‐‑'’&]|(?<=\d)[.,:/](?=\d))[{_MARKED}]+)*[%‰]?"
)
_UNSPACED_RANGES = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_UNSPACED = re.compile(f"[{_UNSPACED_RANGES}]+")
_FOLDED = str.maketrans(
    dict.fromkeys("‘’‚‛′`´", "'") | dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‐‑‒–—―−", "-")
)
_LONGEST_KEPT = 24  # code points of a piece between spaces whose words are kept
_SAME_DIGITS, _ID_DIGITS = 32, 12
_MOST_KEPT = 1 << 16  # such pieces
_STEMMER_NAMES = {"nb": "no", "nn": "no"}


def printable(text: str) -> str:
    """Take out what a page cannot print or must not obey; every line break becomes a newline."""
    clean = _UNPRINTABLE.sub("", _LINE_BREAK.sub("\n", text.replace("\r\n", "\n")))
    return _ASTRAL.sub(_assigned, clean)


def fold(text: str) -> str:
    """Make lines comparable: case, quotes, dashes and space no longer differ."""
    return " ".join(text.casefold().translate(_FOLDED).split())


def same_words(sentence: str) -> str:
    """Give what two sentences have in common only if they differ in nothing but `fold`."""
    return sha256(fold(sentence).encode("utf-8", "surrogatepass")).hexdigest()[:_SAME_DIGITS]


def article_id(document_digest: str, headline: str, text: str) -> str:
    """Name what was read out of a document: another reading of it is another article.

    So what an older version of us found there stays beside what a newer one finds.
    """
    found = "\n".join((document_digest, headline, text))
    return sha256(found.encode("utf-8", "surrogatepass")).hexdigest()[:_ID_DIGITS]


def words(text: str) -> tuple[str, ...]:
    """List the words and figures: `76%`, `$1.13bn`, `COVID-19`, `he's` are one each.

    Scripts without spaces between words (Chinese, Japanese, Thai, ...) give overlapping
    pairs of characters: telling their words apart needs a dictionary, and pairs find
    the same texts alike.
    """
    return tuple(chain.from_iterable(map(_PIECES.__getitem__, text.split())))


def stem(word: str, *, language: str) -> str:
    """Reduce a word to what its forms share (Snowball, or a light stemmer of ours).

    Of a word in any other language only the case is folded.
    """
    return _stem(word, language)


def dateline(paragraph: str) -> re.Match[str] | None:
    """Find the dateline that opens a paragraph: `GENEVA (Reuters) -`, `MOSCOW, May 3. /TASS/`.

    Groups: `place`, and of `agency` and `slashed` the one that names the agency.
    """
    return _dateline_at(paragraph, 0, len(paragraph))


def split_sentences(text: str, *, language: str = "en") -> tuple[Sentence, ...]:
    """Cut a text into sentences that know their place.

    A sentence stays inside its paragraph, neither starts nor ends with space, and all
    that is not space belongs to one. Rules and tables, like Punkt's but not learned:
    a full stop is judged by the word before it and the word behind it.
    """
    table = _table(language)
    found: list[Sentence] = []
    for paragraph, (start, end) in enumerate(_paragraphs(text)):
        for first, last in _spans(text, start, end, table):
            found.append(
                Sentence(
                    text=text[first:last],
                    start=first,
                    end=last,
                    paragraph=paragraph,
                    position=len(found),
                )
            )
    return tuple(found)


def _assigned(found: re.Match[str]) -> str:
    """Keep a character unless it is one of the two that end each plane, which are none."""
    return found[0] if ord(found[0]) % 0x10000 < 0xFFFE else ""  # noqa: PLR2004 - as above


@lru_cache(maxsize=64)
def _table(language: str) -> Abbreviations:
    return for_language(language)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for gap in _PARAGRAPH_GAP.finditer(text):
        if not text[start : gap.start()].isspace() and gap.start() > start:
            yield start, gap.start()
        start = gap.end()
    if text[start:].strip():
        yield start, len(text)


def _spans(text: str, start: int, end: int, table: Abbreviations) -> Iterator[tuple[int, int]]:
    for cut in (*_cuts(text, start, end, table), end):
        piece = text[start:cut]
        if piece.strip():
            yield start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
        start = cut


def _cuts(text: str, start: int, end: int, table: Abbreviations) -> Iterator[int]:
    """Find where sentences end within a paragraph, but for its own end."""
    start += len(text[start:end]) - len(text[start:end].lstrip())
    opening = _dateline_at(text, start, end)
    protected = opening.end() if opening else start
    for mark in _MARKS.finditer(text, protected, end):
        form = _AFTER if _WIDE.isdisjoint(mark[0]) else _AFTER_WIDE
        after = form.match(text, mark.end(), end)
        if after and after["word"] and _is_end(text, start, mark, after, table=table):
            # Where no space tells, a straight mark opens a quote unless one is open.
            opens = form is _AFTER_WIDE and after["close"] == '"'
            if opens and text.count('"', start, mark.start()) % 2 == 0:
                start = mark.end()
                yield start
                continue
            yield after.end("close")
            start = after.end("gap")


def _dateline_at(text: str, start: int, end: int) -> re.Match[str] | None:
    if not text[start : start + 1].isupper():
        return None
    found = _DATELINE.match(text, start, end)
    # `Berlin (dpa) -` is one, `The bank (see below): it` is none.
    if found and not text[start : start + 2].isupper() and not _is_plain_place(found):
        return None
    return found


def _is_plain_place(found: re.Match[str]) -> bool:
    """Tell the few capitalized words of a place from the opening of a sentence."""
    place, agency = found["place"].partition(",")[0].split(), found["agency"] or found["slashed"]
    return (
        len(place) <= _PLACE_WORDS
        and all(word[0].isupper() or word in _PLACE_PARTICLES for word in place)
        and len(agency.split()) <= _PLACE_WORDS
        and found[0][-1] != ":"
    )


def _is_end(
    text: str, start: int, mark: re.Match[str], after: re.Match[str], *, table: Abbreviations
) -> bool:
    """Judge whether the sentence that began at `start` ends with this mark."""
    marks, (close, gap, word) = mark[0], after.groups()
    if marks != "." and not _WIDE.isdisjoint(marks):
        return not (close and word[0] in _PARTICLES)
    if not gap or word[0].islower() or word[0] in _CONTINUES:
        return False
    if marks == ".":
        word += text[after.end() : after.end() + 1].strip() if len(word) == 1 else ""  # A. Roe
        return _full_stop_ends(
            text[max(start, mark.start() - _LOOKBACK) : mark.start()], word, table
        )
    if not marks.strip(".…"):  # an ellipsis with space on both sides marks an omission
        return not text[mark.start() - 1 : mark.start()].isspace()
    return not (
        after["close"] and _is_attributed(text[after.start("word") : after.end() + 60], table)
    )


def _full_stop_ends(before: str, word: str, table: Abbreviations) -> bool:
    """Judge a single full stop by the text before it and the next word."""
    if not before or before[-1].isspace():
        return before.rstrip()[-1:] not in {"", ".", "…"}
    # The bracket is a dateline's: `(CNN)Sen. Roe`.
    token = before.rsplit(maxsplit=1)[-1].rpartition(")")[2].lstrip(_OPENERS)
    if token.isdigit() and len(token) <= 2:  # noqa: PLR2004 - a day or a rank, no year
        return before.strip() != token and (not table.ordinals or _opens(word, table))
    key = token.casefold().replace("’", "'")
    if not _abbreviation_ends(key, word, table):
        return False
    return "-" not in key or _abbreviation_ends(key.rpartition("-")[2], word, table)  # Lt.-Gen.


def _abbreviation_ends(key: str, word: str, table: Abbreviations) -> bool:
    if key in table.titles:
        return False
    if key in table.clock:
        return not ((word.isupper() and len(word) > 1) or word.casefold() in table.zones)
    if key in table.numbered and word[0].isdigit():
        return False
    is_initials = key.isalpha() if len(key) == 1 else "." in key and _INITIALS.fullmatch(key)
    if key in table.closing or is_initials:
        return _opens(word, table)
    return True


def _opens(word: str, table: Abbreviations) -> bool:
    return word.casefold() in table.starters


def _is_attributed(following: str, table: Abbreviations) -> bool:
    """Judge whether a quoted question goes on with who asked it, as in `?” Biden asked`."""
    return any(word.strip(",.:").casefold() in table.speech for word in following.split()[1:4])


class _Pieces(dict[str, tuple[str, ...]]):
    """The words of what stands between two spaces, for no word holds a space.

    Few pieces make up most of all text, so those of ordinary length are kept.
    """

    def __missing__(self, piece: str) -> tuple[str, ...]:
        found = tuple(_WORD.findall(piece))
        if _UNSPACED.search(piece):
            found = tuple(part for word in found for part in _pairs(word))
        if len(piece) <= _LONGEST_KEPT:
            if len(self) >= _MOST_KEPT:
                self.clear()
            self[piece] = found
        return found


_PIECES = _Pieces()


def _pairs(word: str) -> Iterator[str]:
    start = 0
    for run in _UNSPACED.finditer(word):
        yield from _WORD.findall(word[start : run.start()])
        characters = run[0]
        pairs = (characters[i : i + 2] for i in range(max(1, len(characters) - 1)))
        yield from (pair for pair in pairs if any(character.isalnum() for character in pair))
        start = run.end()
    yield from _WORD.findall(word[start:])


@lru_cache(maxsize=1 << 17)
def _stem(word: str, language: str) -> str:
    folded = word.casefold().replace("’", "'").removesuffix("'s").removesuffix("'")
    stemmer = _stemmer(language.partition("-")[0].casefold())
    return stemmer(folded) if stemmer else folded


@lru_cache(maxsize=64)
def _stemmer(language: str) -> Callable[[str], str] | None:
    import Stemmer  # type: ignore[import-not-found]  # noqa: PLC0415 - has no stubs

    try:
        stemmer: Callable[[str], str] = Stemmer.Stemmer(
            _STEMMER_NAMES.get(language, language)
        ).stemWord
    except KeyError:
        return light_stemmer(language)
    return stemmer
