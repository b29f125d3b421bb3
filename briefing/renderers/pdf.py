"""PDF: the page of `html`, printed by WeasyPrint with a style sheet for paper."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from functools import partial
from importlib import import_module
from io import BytesIO, StringIO
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any
from unicodedata import bidirectional
from weakref import WeakKeyDictionary

from briefing.errors import RenderError
from briefing.model import Brief, Rendered
from briefing.renderers import data, fonts, missing, styles, tags, view
from briefing.renderers.html import page
from briefing.settings import OutputSettings

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher

# An element that asks for it, and enough of what stands in it to tell.
_DIRECTION = re.compile(r'dir="auto"[^<>]*>((?:<(?!/(?:p|h[1-6]|b|dd|td)>)[^<>]*>|[^<>]){0,40})')
# Each page of sources is set twice where it tells the pages that quote them: in large briefs
# a fifth of the time.
_MANY = 300
_WITHOUT_PAGES = ".uses a::after{content:none}"
_TAG = re.compile(r"<[^<>]*>")

# Where no style sheet speaks of it, the element around each sentence says nothing on paper, and
# is a box more in each of its lines. What stands before an aside or a mark keeps its own: a
# line that ends there would else end with a space.
_SENTENCE = re.compile(
    r'<span class="sentence"[^<>]*>([^<>]*)</span>(?! <span class="(?:aside|flag)")'
)
_STYLED = ".sentence"

# WeasyPrint's own style sheet gives notes and markers to every element, and so six styles
# that are never used: a quarter of the memory. A page that may use them keeps its rules.
_NOTES = re.compile(r"^::(?:foot)?note-\w+ \{[^{}]*\}$", re.MULTILINE)
_MARKERS = re.compile(r"^::marker(?= \{)", re.MULTILINE)
_MAY_USE_THEM = re.compile(r"footnote|note\(|list-item")

_MISSING = (
    "WeasyPrint cannot find Pango; install it: "
    "Debian and Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; "
    "Fedora: dnf install pango; macOS: brew install pango; "
    "Windows: https://doc.courtbouillon.org/weasyprint/stable/first_steps.html"
)


def pdf(settings: OutputSettings) -> Callable[[Brief], Rendered]:
    """Make a renderer that gives a tagged PDF; the same brief gives the same bytes."""
    return partial(_render, settings=settings)


def _render(brief: Brief, *, settings: OutputSettings) -> Rendered:
    document = bared(directed(page(brief, settings, sheets=_sheets(brief, settings))))
    with missing.letters() as lacking:
        body = printed(
            document,
            files=fonts.files(),
            variant=settings.variant,
            describe=partial(_describe, brief=brief),
        )
    return Rendered(
        format="pdf",
        media_type="application/pdf",
        filename="brief.pdf",
        body=body,
        warnings=missing.told(lacking),
    )


def directed(document: str) -> str:
    """Say in which direction each text runs that shall tell it itself.

    WeasyPrint 70 does not know `dir="auto"`, and sets Arabic and Hebrew on the left.
    """
    return _DIRECTION.sub(lambda one: one[0].replace("auto", _direction(one[1]), 1), document)


def bared(document: str) -> str:
    """Take the elements around sentences away, unless a style may be meant for them."""
    return document if _STYLED in document else _SENTENCE.sub(r"\1", document)


def _direction(markup: str) -> str:
    for letter in _TAG.sub("", markup):
        kind = bidirectional(letter)
        if kind in {"L", "R", "AL"}:
            return "ltr" if kind == "L" else "rtl"
    return "ltr"


def _sheets(brief: Brief, settings: OutputSettings) -> tuple[tuple[str, str], ...]:
    of_look = (styles.packaged(settings.look, medium) for medium in ("base", "print"))
    columns = styles.columns() if settings.columns > 1 else ""
    large = _WITHOUT_PAGES if len(brief.sources) > _MANY else ""
    needed = styles.as_needed(brief, settings.look)
    page = styles.paper(settings.page, brief.marking)
    rules = (fonts.linked(), *of_look, *needed, columns, large, page)
    return tuple(("all", rule) for rule in (*rules, styles.added(settings.styles)))


def _describe(document: Any, *, brief: Brief) -> None:
    """Fill in the properties of a document and enclose the brief as data.

    Not left to the template, which a house may replace.
    """
    attachment = import_module("weasyprint").Attachment
    told = (brief.marking, *(section.title for section in brief.sections))
    about = document.metadata
    about.authors = [view.printable(brief.author)] if brief.author else []
    about.keywords = [view.printable(one) for one in told if one]
    about.custom = {"Marking": view.printable(brief.marking)} if brief.marking else {}
    about.created = about.modified = view.iso(brief.issued)
    about.attachments = [
        attachment(
            file_obj=BytesIO(data.document(brief)),
            name="brief.json",
            description="The brief as data",
            created=brief.issued,
            modified=brief.issued,
            relationship="Data",
        )
    ]


def printed(
    document: str,
    *,
    files: Mapping[str, Path],
    variant: str = "pdf/ua-1",
    describe: Callable[[Any], None] = lambda _: None,
) -> bytes:
    """Print a page, which can reach `files` by their addresses and nothing else.

    `describe` may change the properties of WeasyPrint's document before it is written.

    Raises:
        RenderError: Pango is missing, or WeasyPrint gives up.
    """
    _weasyprint()
    try:
        paper = _read(document, url_fetcher=fetcher(files)).render()
        _let_go(paper)
        describe(paper)
        with _pages_listed_once():
            body: bytes = paper.write_pdf(
                pdf_variant=variant, pdf_tags=True, custom_metadata=True, finisher=_finish
            )
    except RecursionError as error:
        raise RenderError("elements are nested too deeply to print", template="pdf") from error
    except MemoryError:
        raise
    except Exception as error:  # it lets out whatever it meets, down to struct.error
        detail = f"WeasyPrint: {type(error).__name__}: {error}"
        raise RenderError(detail, template="pdf") from error
    return body


def _read(document: str, *, url_fetcher: URLFetcher) -> Any:
    """Parse a page; in WeasyPrint's own style sheet, leave out what it cannot use."""
    weasyprint = import_module("weasyprint")
    own = getattr(import_module("weasyprint.html"), "UA", "")

    # Inside, since its base cannot be imported where Pango is missing.
    class Page(weasyprint.HTML):  # type: ignore[misc, name-defined]  # has no types
        def _ua_stylesheets(self, *given: object, **more: object) -> list[Any]:
            if not own or _MAY_USE_THEM.search(document):
                sheets: list[Any] = super()._ua_stylesheets(*given, **more)
                return sheets
            return [weasyprint.CSS(string=_MARKERS.sub("li::marker", _NOTES.sub("", own)))]

    return Page(string=document, url_fetcher=url_fetcher)


def _finish(document: Any, pdf: Any) -> None:
    """Put the tags right, once the pages are drawn and no longer needed."""
    document.pages.clear()
    tags.tidy(document, pdf)


def _let_go(paper: Any) -> None:
    """Free what the layout was made from, which pictures on the pages hold with its context."""
    # Names that WeasyPrint keeps to itself: a version without them only frees less.
    drawn = (getattr(leaf, "_page_box", None) for leaf in paper.pages)
    for page_box in filter(None, drawn):
        for box in page_box.descendants():
            context = getattr(getattr(box, "replacement", None), "_context", None)
            for name in ("target_collector", "style_for", "page_maker"):
                if hasattr(context, name):
                    setattr(context, name, None)
    gc.collect()  # it goes round in circles


@contextmanager
def _pages_listed_once() -> Iterator[None]:
    """Keep the list of a file's pages, which pydyf 0.13 makes anew for every tag.

    Otherwise the time for tags grows with the square of the pages.
    """
    kind = import_module("pydyf").PDF
    own = getattr(kind, "page_references", None)
    if not isinstance(own, property):
        yield
        return
    known: WeakKeyDictionary[Any, tuple[int, Any]] = WeakKeyDictionary()

    def listed(pdf: Any) -> Any:
        count = len(pdf.pages["Kids"])
        if pdf not in known or known[pdf][0] != count:
            known[pdf] = count, own.__get__(pdf)
        return known[pdf][1]

    kind.page_references = property(listed)
    try:
        yield
    finally:
        kind.page_references = own


def fetcher(files: Mapping[str, Path]) -> URLFetcher:
    """Make a fetcher that knows the addresses in `files`, and data: within the page.

    WeasyPrint's own reads any file of the machine and calls any host.
    """
    urls = import_module("weasyprint.urls")

    # Inside, since its base cannot be imported where Pango is missing.
    class Fetcher(urls.URLFetcher):  # type: ignore[misc, name-defined]  # has no types
        def fetch(self, url: str, headers: object = None) -> object:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            if url not in files:
                raise ValueError(f"{url}: not one of the files of this brief")
            return urls.URLFetcherResponse(url, files[url].read_bytes())

    made: URLFetcher = Fetcher(allowed_protocols={"data"}, allow_redirects=False)
    return made


def _weasyprint() -> ModuleType:
    try:
        # It prints its own advice to stdout before it raises.
        with redirect_stdout(StringIO()):
            return import_module("weasyprint")
    except OSError as error:
        raise RenderError(_MISSING, template="pdf") from error
