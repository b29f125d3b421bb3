"""Ways to change a delivered file, drawn at random: each is a lie that a reader might believe."""

from __future__ import annotations

import io
import json
import random
import re
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pypdf
from pypdf.generic import (
    ArrayObject,
    ContentStream,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

Change = Callable[[bytes, random.Random], bytes]
TextChange = Callable[[str, random.Random], str]

# They look like nothing, or like something else.
UNSEEN = ("\u200b", "\u200d", "\u00ad", "\u2060", "\ufeff", "\u202e", "\u00a0", "\u2009", "\u0301")
LOOKALIKES = {"a": "а", "e": "е", "o": "о", "c": "с", "p": "р", "i": "і", "-": "‑", "'": "ʼ"}


def place(text: str, pattern: str, chance: random.Random) -> re.Match[str]:
    return chance.choice(list(re.finditer(pattern, text)))


def replaced(text: str, found: re.Match[str], new: str) -> str:
    return text[: found.start()] + new + text[found.end() :]


# --- in any text -------------------------------------------------------------------------


def letter(text: str, chance: random.Random) -> str:
    found = place(text, r"(?<=[a-z])[a-z](?=[a-z])", chance)
    return replaced(text, found, chance.choice([c for c in "aeionrst" if c != found[0]]))


def lookalike(text: str, chance: random.Random) -> str:
    found = place(text, r"(?<=[a-z])[aeocpi](?=[a-z])", chance)
    return replaced(text, found, LOOKALIKES[found[0]])


def digit(text: str, chance: random.Random) -> str:
    found = place(text, r"(?<![\w#&-])\d+(?![\w-])", chance)
    return replaced(text, found, str(int(found[0]) + chance.choice([1, 10, 100])))


def order(text: str, chance: random.Random) -> str:
    pairs = re.finditer(r"\b([a-z]{2,}) ([a-z]{2,})\b", text)
    found = chance.choice([one for one in pairs if one[1] != one[2]])
    return replaced(text, found, f"{found[2]} {found[1]}")


def attribution(text: str, chance: random.Random) -> str:
    found = place(
        text, r"\b(said|told|cited|reported|saying|Ryabkov|Biden|Putin|Reuters)\b", chance
    )
    return replaced(text, found, chance.choice(["denied", "Lavrov", "confirmed"]))


def negation(text: str, chance: random.Random) -> str:
    found = place(text, r" (?:will|have|has|is|are|was|were) ", chance)
    return replaced(text, found, f"{found[0]}not ")


def word_gone(text: str, chance: random.Random) -> str:
    return replaced(text, place(text, r"(?<=[a-z] )[a-z]{2,} (?=[a-z])", chance), "")


def hyphen(text: str, chance: random.Random) -> str:
    found = place(text, r"(?<=[a-z])[ -](?=[a-z])", chance)
    return replaced(text, found, "-" if found[0] == " " else "")


def joined(text: str, chance: random.Random) -> str:
    return replaced(text, place(text, r"(?<=[a-z]) (?=[a-z])", chance), "")


def unseen(text: str, chance: random.Random) -> str:
    found = place(text, r"(?<=[a-z])(?=[a-z])", chance)
    return replaced(text, found, chance.choice(UNSEEN))


def odd_space(text: str, chance: random.Random) -> str:
    return replaced(
        text, place(text, r"(?<=[a-z]) (?=[a-z])", chance), chance.choice("\u00a0\u2003")
    )


def sentence_added(text: str, chance: random.Random) -> str:
    found = place(text, r"(?<=[a-z]\.)(?=[\s<])", chance)
    return replaced(text, found, f" The talks {chance.choice(['failed', 'succeeded'])}.")


def line_gone(text: str, chance: random.Random) -> str:
    return replaced(text, place(text, r"(?m)^[^\n]*[a-z]{3}[^\n]*\n", chance), "")


def marks_swapped(text: str, chance: random.Random) -> str:
    # In markup a number may stand in brackets, in a link, or alone in an element.
    found = place(text, r"(?<=\[)[12](?=\])|(?<=\[\^)[12](?=\])|(?<=>)\[?[12]\]?(?=<)", chance)
    return replaced(text, found, found[0].translate(str.maketrans("12", "21")))


WORDS: tuple[TextChange, ...] = (
    letter, lookalike, digit, order, attribution, negation, word_gone, hyphen, joined, unseen,
    odd_space, sentence_added, line_gone, marks_swapped,
)  # fmt: skip


def comment(text: str, chance: random.Random) -> str:
    found = place(text, r"(?<=[a-z]) (?=[a-z])", chance)
    return replaced(text, found, f" <!-- {chance.randrange(99)} --> ")


def paragraph_added(text: str, chance: random.Random) -> str:
    return replaced(text, place(text, r"\n\n", chance), "\n\nTalks were broken off on Friday.\n\n")


def address(text: str, chance: random.Random) -> str:
    return replaced(text, place(text, r"(?<=https://)(?=[a-z])", chance), "evil.example/")


def headline(text: str, chance: random.Random) -> str:
    found = place(text, r"(?:Russia and US|Biden hopes)", chance)
    return replaced(text, found, chance.choice(["Nobody", "Moscow"]))


def appendix(text: str, chance: random.Random) -> str:
    return f"{text}\nThe talks {chance.choice(['failed', 'were broken off'])}.\n"


def preface(text: str, chance: random.Random) -> str:
    return f"Talks {chance.choice(['failed', 'were broken off'])}.\n\n{text}"


PLAIN = (*WORDS, comment, paragraph_added, headline, appendix, preface)


# --- in a page ---------------------------------------------------------------------------

_EVIDENCE = re.compile(r'(?<=id="evidence">).*?(?=</script>)', re.S)
_SPAN = r'<span class="sentence"[^>]*>[^<]*</span>'


def in_body(change: TextChange) -> TextChange:
    """Change what is shown: the part between style sheets and scripts."""

    def changed(text: str, chance: random.Random) -> str:
        begin, end = text.index('<main id="brief">'), text.rindex("</main>")
        shown = text[begin:end]
        # Words of the page, not names of elements.
        while True:
            new = change(shown, chance)
            if new != shown and _tags(new) == _tags(shown):
                return text[:begin] + new + text[end:]

    return changed


def _tags(text: str) -> list[str]:
    return re.findall(r"<[^>]*>", text)


def sentence_gone(text: str, chance: random.Random) -> str:
    return replaced(text, place(text, _SPAN, chance), "")


def styled(text: str, chance: random.Random) -> str:
    ways = ("display:none", "font-size:0", "color:#fff;background:#fff", "visibility:hidden",
            "position:absolute;left:-9999px", "text-decoration:line-through")  # fmt: skip
    found = place(text, r'<span class="sentence"', chance)
    return replaced(text, found, f'{found[0]} style="{chance.choice(ways)}"')


def hidden_attribute(text: str, chance: random.Random) -> str:
    found = place(text, r'<(?:span class="sentence"|p class="passage"|article)', chance)
    return replaced(text, found, f"{found[0]} {chance.choice(['hidden', 'aria-hidden=true'])}")


def rule_added(text: str, chance: random.Random) -> str:
    rules = (
        ".sentence::after{content:' No talks were held.'}",
        ".passage:nth-child(2){display:none}",
        ".mark{visibility:hidden}",
        ".headline{font-size:0}",
    )
    found = place(text, r"</style>", chance)
    return replaced(text, found, f"{chance.choice(rules)}{found[0]}")


def sheet_added(text: str, chance: random.Random) -> str:
    added = (
        '<link rel="stylesheet" href="https://example.org/a.css">',
        "<style>h3::before{content:'False: '}</style>",
        '<style>@import "a.css";</style>',
    )
    return text.replace("</head>", f"{chance.choice(added)}</head>")


def overlaid(text: str, chance: random.Random) -> str:
    top = chance.randrange(1000)
    cover = f'<div style="position:absolute;top:{top}px">The talks have ended.</div>'
    return replaced(text, place(text, r"</article>", chance), f"</article>{cover}")


def element_added(text: str, chance: random.Random) -> str:
    added = (
        "<p>Talks were broken off.</p>",
        "<span class='sentence'>No.</span>",
        "<br>",
        "<b></b>",
        "<script>document.title=1</script>",
        "<img alt='Talks were broken off.'>",
    )
    return replaced(text, place(text, r"</p>", chance), f"</p>{chance.choice(added)}")


def place_moved(text: str, chance: random.Random) -> str:
    found = place(text, r'(?<=data-(?:start)=")\d+', chance)
    return replaced(text, found, str(int(found[0]) + chance.randrange(1, 9)))


def article_moved(text: str, chance: random.Random) -> str:
    ids = sorted(set(re.findall(r'data-article="([^"]*)"', text)))
    found = place(text, r'(?<=data-article=")[^"]*', chance)
    return replaced(text, found, chance.choice([one for one in ids if one != found[0]]))


def link_moved(text: str, chance: random.Random) -> str:
    found = place(text, r'(?<=href=")#source-\d+', chance)
    return replaced(text, found, "#source-99")


def popover_changed(text: str, chance: random.Random) -> str:
    found = place(text, r"(?<=<mark>)[^<]+", chance)
    return replaced(text, found, letter(found[0], chance))


def evidence_changed(text: str, chance: random.Random) -> str:
    found = _EVIDENCE.search(text)
    assert found
    new = data(found[0].encode(), chance).decode().replace("<", "\\u003c")
    return replaced(text, found, new)


def both_changed(text: str, chance: random.Random) -> str:
    """Change a sentence everywhere at once: on the page, around it, and in the evidence."""
    sentence = place(text, rf"(?<=>){'[^<]{30,}'}(?=</span>)", chance)[0]
    word = place(sentence, r"\b[a-z]{4,}\b", chance)[0]
    new = sentence.replace(word, f"{word}ing", 1)
    assert new != sentence
    return text.replace(sentence, new)


def evidence_doubled(text: str, chance: random.Random) -> str:
    other = '<script type="application/json" id="evidence">{}</script>'
    return text.replace("</body>", f"{other}</body>")


def evidence_gone(text: str, chance: random.Random) -> str:
    found = re.search(r'<script type="application/json" id="evidence">.*?</script>', text, re.S)
    assert found
    return replaced(text, found, "")


PAGE = (
    *(in_body(change) for change in WORDS if change not in (line_gone,)),
    in_body(headline), comment, sentence_gone, styled, hidden_attribute, rule_added, sheet_added,
    overlaid, element_added, place_moved, article_moved, link_moved, popover_changed,
    evidence_changed, both_changed, evidence_doubled, evidence_gone,
)  # fmt: skip


# --- in the brief as data ----------------------------------------------------------------


def _strings(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, str):
        return [path]
    inside: Any = enumerate(value) if isinstance(value, list) else ()
    pairs = value.items() if isinstance(value, dict) else inside
    return [one for key, below in pairs for one in _strings(below, (*path, key))]


def _put(value: Any, path: tuple[Any, ...], new: Any) -> None:
    for key in path[:-1]:
        value = value[key]
    value[path[-1]] = new


def _get(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


def _field_changed(values: Any, chance: random.Random) -> None:
    brief = values["brief"]
    path = chance.choice(_strings(brief))
    _put(brief, path, _get(brief, path) + chance.choice([" ", "x", "\u200b", "."]))


def _entry_gone(values: Any, chance: random.Random) -> None:
    entries = chance.choice(values["brief"]["sections"])["entries"]
    del entries[chance.randrange(len(entries))]


def _passage_gone(values: Any, chance: random.Random) -> None:
    entry = chance.choice(chance.choice(values["brief"]["sections"])["entries"])
    del entry["passages"][0]


def _sources_swapped(values: Any, chance: random.Random) -> None:
    one, other = chance.sample(values["brief"]["sources"], 2)
    name = chance.choice(["outlet", "headline", "uri", "digest", "document_digest", "article_id"])
    one[name], other[name] = other[name], one[name]
    if one[name] == other[name]:
        one[name] += "x"


def _article_swapped(values: Any, chance: random.Random) -> None:
    ids = [source["article_id"] for source in values["brief"]["sources"]]
    passage = chance.choice(chance.choice(values["brief"]["sections"])["entries"])["passages"][0]
    passage["article_id"] = chance.choice([one for one in ids if one != passage["article_id"]])


def _moved(values: Any, chance: random.Random) -> None:
    passage = chance.choice(chance.choice(values["brief"]["sections"])["entries"])["passages"][0]
    sentence = chance.choice(passage["sentences"])
    by = chance.randrange(1, 20)
    sentence["start"], sentence["end"] = sentence["start"] + by, sentence["end"] + by


def _redated(values: Any, chance: random.Random) -> None:
    values["brief"]["issued"] = f"2026-0{chance.randrange(2, 9)}-15T06:00:00Z"


def _said_otherwise(values: Any, chance: random.Random) -> None:
    """Change a sentence with its context, and every digest that could tell."""
    brief = values["brief"]
    passage = chance.choice(chance.choice(brief["sections"])["entries"])["passages"][0]
    sentence = passage["sentences"][0]
    new = letter(sentence["text"], chance)
    passage["context"] = passage["context"].replace(sentence["text"], new)
    sentence["text"] = new
    brief["sources"][passage["source"] - 1]["digest"] = f"{chance.getrandbits(256):064x}"


def data(body: bytes, chance: random.Random) -> bytes:
    values = json.loads(body)
    before = json.dumps(values)
    while json.dumps(values) == before:
        chance.choice(
            (_field_changed, _field_changed, _entry_gone, _passage_gone, _sources_swapped,
             _article_swapped, _moved, _redated, _said_otherwise)
        )(values, chance)  # fmt: skip
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def doubled(body: bytes, chance: random.Random) -> bytes:
    return body.replace(b'"title"', b'"title": "Another", "title"', 1)


# --- in a PDF ----------------------------------------------------------------------------


def in_pdf(change: Callable[[pypdf.PdfWriter, random.Random], None]) -> Change:
    def changed(body: bytes, chance: random.Random) -> bytes:
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(body))
        change(writer, chance)
        made = io.BytesIO()
        writer.write(made)
        return made.getvalue()

    return changed


def _glyphs(writer: pypdf.PdfWriter, chance: random.Random) -> None:
    """Print a letter in the place of another."""
    page = chance.choice(writer.pages)
    content = ContentStream(page.get_contents(), writer)
    shows = [one for one in content.operations if one[1] in (b"Tj", b"TJ")]
    operands, _ = chance.choice(shows)
    runs = operands[0] if isinstance(operands[0], ArrayObject) else operands
    at = next(number for number, one in enumerate(runs) if isinstance(one, bytes | str))
    runs[at] = type(runs[at])(runs[at][2:] or runs[at] * 2)
    page[NameObject("/Contents")] = writer._add_object(content)


def _text_added(writer: pypdf.PdfWriter, chance: random.Random) -> None:
    page = chance.choice(writer.pages)
    added = DecodedStreamObject()
    added.set_data(b"q 1 1 1 rg 0 %d 600 12 re f Q" % chance.randrange(50, 800))
    contents = page["/Contents"].get_object()
    assert contents is not None
    page[NameObject("/Contents")] = ArrayObject([contents.indirect_reference,
                                                 writer._add_object(added)])  # fmt: skip


def _title(writer: pypdf.PdfWriter, chance: random.Random) -> None:
    writer.add_metadata({chance.choice(["/Title", "/Author", "/Keywords"]): "Another"})


def _page_gone(writer: pypdf.PdfWriter, chance: random.Random) -> None:
    writer.remove_page(chance.randrange(len(writer.pages)))


def _page_added(writer: pypdf.PdfWriter, chance: random.Random) -> None:
    writer.add_blank_page(595, 842)


def _link(writer: pypdf.PdfWriter, chance: random.Random) -> None:
    links = [
        note
        for page in writer.pages
        for note in (one.get_object() for one in page.get("/Annots", ()))
        if note.get("/Subtype") == "/Link"
    ]
    action = {NameObject("/S"): NameObject("/URI"),
              NameObject("/URI"): TextStringObject("https://example.org/")}  # fmt: skip
    chance.choice(links)[NameObject("/A")] = DictionaryObject(action)


def _note(writer: pypdf.PdfWriter, chance: random.Random) -> None:
    page = chance.choice(writer.pages)
    note = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/FreeText"),
            NameObject("/Rect"): ArrayObject([NumberObject(one) for one in (50, 50, 300, 80)]),
            NameObject("/Contents"): TextStringObject("The talks have ended."),
        }
    )
    page[NameObject("/Annots")] = ArrayObject([*page.get("/Annots", ()), writer._add_object(note)])


def attachment(body: bytes, chance: random.Random) -> bytes:
    reader = pypdf.PdfReader(io.BytesIO(body))
    [old] = reader.attachments["brief.json"]
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(body))
    for one in writer._objects:
        if isinstance(one, pypdf.generic.StreamObject) and one.get("/Type") == "/EmbeddedFile":
            changed = DecodedStreamObject()
            changed.set_data(data(old, chance))
            changed[NameObject("/Type")] = NameObject("/EmbeddedFile")
            assert one.indirect_reference
            writer._replace_object(one.indirect_reference, changed)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def another_attached(body: bytes, chance: random.Random) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(body))
    writer.add_attachment("brief.json", b"{}")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def appended(body: bytes, chance: random.Random) -> bytes:
    """Write a new title behind the end, as programs do that save a file anew."""
    return body + b"\n%" + str(chance.randrange(99)).encode() + b"\n"


PRINT: tuple[Change, ...] = (
    in_pdf(_glyphs), in_pdf(_glyphs), in_pdf(_glyphs), in_pdf(_text_added), in_pdf(_title),
    in_pdf(_page_gone), in_pdf(_page_added), in_pdf(_link), in_pdf(_note), attachment,
    another_attached, appended,
)  # fmt: skip


# --- in a letter, a book, a feed ---------------------------------------------------------


def in_text(change: TextChange) -> Change:
    def changed(body: bytes, chance: random.Random) -> bytes:
        text = body.decode()
        new = change(text, chance)
        while new == text:
            new = change(text, chance)
        return new.encode()

    return changed


def letter_of(body: bytes) -> EmailMessage:
    return message_from_bytes(body, _class=EmailMessage, policy=policy.SMTP)


def in_part(change: TextChange, kind: str) -> Change:
    """Change a part of a letter, and encode it as mail programs do."""

    def changed(body: bytes, chance: random.Random) -> bytes:
        letter = letter_of(body)
        [part] = [
            one
            for one in letter.walk()
            if one.get_content_type() == kind and not one.get_filename()
        ]
        text = part.get_content()
        new = change(text, chance)
        while new == text:
            new = change(text, chance)
        cte = chance.choice(["base64", "quoted-printable"])
        part.set_content(new, subtype=kind.partition("/")[2], cte=cte)
        return letter.as_bytes()

    return changed


def subject(body: bytes, chance: random.Random) -> bytes:
    letter = letter_of(body)
    title = str(letter["Subject"])
    del letter["Subject"]
    letter["Subject"] = title + chance.choice(["!", " (corrected)", "\u200b"])
    return letter.as_bytes()


def attached(body: bytes, chance: random.Random) -> bytes:
    letter = letter_of(body)
    letter.add_attachment("The talks have ended.", filename=f"note-{chance.randrange(99)}.txt")
    return letter.as_bytes()


MARKUP = (
    letter,
    lookalike,
    attribution,
    negation,
    unseen,
    hyphen,
    sentence_added,
    comment,
    headline,
)

MAIL: tuple[Change, ...] = (
    *(in_part(change, "text/plain") for change in PLAIN),
    *(in_part(change, "text/html") for change in MARKUP),
    subject, attached,
)  # fmt: skip


def in_book(change: TextChange) -> Change:
    def changed(body: bytes, chance: random.Random) -> bytes:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            files = {one.filename: archive.read(one) for one in archive.infolist()}
        name = chance.choice([one for one in files if "theme" in one])
        files[name] = in_text(change)(files[name], chance)
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            for each, content in files.items():
                archive.writestr(each, content)
        return made.getvalue()

    return changed


CHANGES: Mapping[str, tuple[int, tuple[Change, ...]]] = {
    "brief.html": (150, tuple(map(in_text, PAGE))),
    "brief.json": (70, (data, data, data, data, data, data, doubled)),
    "brief.pdf": (60, PRINT),
    "brief.md": (60, tuple(map(in_text, PLAIN))),
    "brief.eml": (60, MAIL),
    "brief.txt": (40, tuple(map(in_text, PLAIN))),
    "brief.epub": (25, tuple(map(in_book, (letter, lookalike, unseen, negation, comment)))),
    "feed.atom": (20, tuple(map(in_text, (letter, lookalike, unseen, negation, headline)))),
    "brief.plain.md": (15, tuple(map(in_text, PLAIN))),
    "brief.obsidian.md": (15, tuple(map(in_text, PLAIN))),
    "brief.mediawiki": (15, tuple(map(in_text, PLAIN))),
    "brief.dokuwiki.txt": (15, tuple(map(in_text, PLAIN))),
    "brief.confluence.xml": (15, tuple(map(in_text, MARKUP))),
}


def changed(name: str, body: bytes, number: int) -> bytes:
    """Give the change of that number of a file, the same each time."""
    chance = random.Random(f"{name} {number}")
    _, ways = CHANGES[name]
    for way in (*ways[number % len(ways) :], *ways):
        with suppress(IndexError):  # nothing of the kind stands in this file
            return way(body, chance)
    raise AssertionError(f"{name}: no change is possible")
