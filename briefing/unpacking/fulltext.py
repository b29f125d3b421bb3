"""Judge whether a text is an article or only a teaser for one."""

from __future__ import annotations

import re

from briefing.text import words

# The words that stand where a text goes on elsewhere, at the end of a teaser.
_MORE = (
    "read more", "read the full", "continue reading", "full story", "keep reading",
    "view article", "weiterlesen", "mehr lesen", "lire la suite", "en savoir plus", "leer más",
    "seguir leyendo", "leia mais", "continua a leggere", "leggi tutto", "lees meer",
    "czytaj więcej", "читать далее", "подробнее", "читати далі", "devamını oku", "続きを読む",
    "阅读全文", "اقرأ المزيد",
)  # fmt: skip
_GOES_ON = re.compile(
    r"(?:\[?(?:\.\s?\.\s?\.|…)\]?|\[(?:\+\d+ chars|more)\]"
    rf"|(?:^|\W)(?:{'|'.join(_MORE)}))[\W_]{{0,10}}\Z",
    re.IGNORECASE,
)
# WordPress adds this line to each entry, whole or not.
_FOOTER = re.compile(
    r"\bThe post .{1,300} (?:appeared|first appeared) (?:first )?on .{1,200}\Z", re.S
)
_TAIL = 600  # code points of the end that are looked at
_ENOUGH = 150  # words that no teaser has
_SUSPICIOUS = 400  # words from which an ending of dots is the author's own
_FEW = 60  # words that an article has at the least, where there are two paragraphs
_FULL_PARAGRAPHS = 80  # words of paragraphs that no teaser has, if the last one is whole
_WHOLE = re.compile(r"[.!?…。！？।۔][\"'”’»)\]]*\Z")


def is_full(text: str, *, is_content: bool) -> bool:
    """Tell an article's text from a teaser's.

    `is_content` says that the text stood where articles are meant to stand, and is
    not the same as the summary: fewer words are enough there. A text that breaks off,
    or asks to read on, is a teaser unless it is long.
    """
    tail = text[-_TAIL:].strip()
    end = _FOOTER.sub("", tail).strip()
    body = text.strip()[: len(text.strip()) - (len(tail) - len(end))]
    count = len(words(body))
    if _GOES_ON.search(end) and count < _SUSPICIOUS:
        return False
    if count >= _ENOUGH:
        return True
    paragraphs = sum(bool(line.strip()) for line in body.split("\n"))
    if paragraphs > 1 and count >= _FULL_PARAGRAPHS and _WHOLE.search(body.strip()):
        return True
    return is_content and count >= _FEW and (paragraphs > 1 or count >= 2 * _FEW)
