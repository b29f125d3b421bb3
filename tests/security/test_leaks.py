"""Making a brief asks nobody and opens no file: a server counts, and a canary must not sing."""

from __future__ import annotations

import logging
import zlib
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from email import message_from_bytes
from io import BytesIO
from itertools import islice
from pathlib import Path
from re import DOTALL, findall
from typing import cast
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from attacks import texts
from briefing.deliverers.folder import folder
from briefing.enclosures import read_logo
from briefing.errors import RenderError, SettingsError
from briefing.pipeline import run
from briefing.protocols import Renderer
from briefing.registry import names, resolve
from briefing.renderers import fonts
from briefing.renderers.pdf import printed
from briefing.renderers.styles import added
from briefing.rendering import render
from briefing.settings import BriefSettings, OutputSettings, Settings, SourceSettings, ThemeSettings
from briefs import filled_with, two_articles
from browser import CHROMIUM, browser
from makers import NOW
from servers import Server, page, redirect

CANARY = "canary-7c2f1e-sings"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'

# `{at}` is an address: of the server, of the canary's file, or a redirect to it.
MARKUP: Mapping[str, str] = {
    "attachment of a link": '<a rel=attachment href="{at}">x</a>',
    "attachment of the page": '<link rel=attachment href="{at}" title=x>',
    "style sheet": '<link rel=stylesheet href="{at}">',
    "alternate style sheet": '<link rel="alternate stylesheet" title=x href="{at}">',
    "icon, preload, prefetch": '<link rel=icon href="{at}"><link rel=preload as=image href="{at}">'
    '<link rel=prefetch href="{at}"><link rel=manifest href="{at}">'
    '<link rel=dns-prefetch href="{at}">',
    "@import": '<style>@import "{at}";</style>',
    "@import url()": "<style>@import url({at}) print;</style>",
    "@import in data:": '<link rel=stylesheet href="data:text/css,@import%20url({at});">',
    "background": '<style>p{{background:url("{at}")}}</style><p>x</p>',
    "style attribute": '<p style="background-image:url({at})">x</p>',
    "list image": "<style>li{{list-style:url({at})}}</style><ul><li>x</ul>",
    "border image": "<style>p{{border:9px solid;border-image:url({at}) 9}}</style><p>x</p>",
    "content": "<style>p::before{{content:url({at})}}</style><p>x</p>",
    "page margin": "<style>@page{{background:url({at});@top-left{{content:url({at})}}}}</style>",
    "escaped url()": r"<style>p{{background:u\72l({at})}}</style><p>x</p>",
    "var()": "<style>p{{--x:url({at});background:var(--x);content:var(--x)}}</style><p>x</p>",
    "attr()": "<style>p::before{{content:attr(title url)}}</style><p title='{at}'>x</p>",
    "image-set()": "<style>p{{background:image-set('{at}' 1x)}}</style><p>x</p>",
    "font": "<style>@font-face{{font-family:x;src:url({at})}}p{{font-family:x}}</style><p>x</p>",
    "local and remote font": "<style>@font-face{{font-family:y;src:local('z'),url({at})"
    " format('woff2')}}p{{font-family:y}}</style><p>x</p>",
    "color profile": "<style>@color-profile --x{{src:url({at})}}"
    "p{{color:color(--x 1 0 0)}}</style>x",
    "image": '<img src="{at}">',
    "srcset": '<img srcset="{at} 1x, {at} 2x"><picture><source srcset="{at}"></picture>',
    "lazy image": '<img loading=lazy src="{at}"><input type=image src="{at}">',
    "object and embed": '<object data="{at}"></object><embed src="{at}"><applet archive="{at}">',
    "frames": '<iframe src="{at}"></iframe><frameset><frame src="{at}"></frameset>',
    "frame in data:": '<iframe srcdoc="<img src={at}>"></iframe>',
    "media": '<video poster="{at}" src="{at}"></video><audio src="{at}"></audio><track src="{at}">',
    "refresh": '<meta http-equiv=refresh content="0;url={at}">',
    "base": '<base href="{at}"><img src="x.png"><link rel=stylesheet href="x.css">',
    "background attribute": '<body background="{at}"><table background="{at}"><td>x</table>',
    "SVG image": SVG.format('<image width="9" height="9" xlink:href="{at}"/><image href="{at}"/>'),
    "SVG use": SVG.format('<use xlink:href="{at}#a"/><use href="{at}#a"/>'),
    "SVG foreignObject": SVG.format('<foreignObject><img src="{at}"/></foreignObject>'),
    "SVG style": SVG.format("<style>@import url({at});rect{{fill:url({at}#a)}}</style><rect/>"),
    "SVG paint, mask, filter": SVG.format(
        '<rect fill="url({at}#a)" mask="url({at}#b)" filter="url({at}#c)" width="9" height="9"/>'
        '<linearGradient id="g" href="{at}#d"/><filter id="f"><feImage href="{at}"/></filter>'
    ),
    "SVG entity": '<img src="data:image/svg+xml,{svg}">',
    "MathML": '<math><mglyph src="{at}"/><mi xlink:href="{at}">x</mi></math>',
    "include": '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{at}" parse="text"/>',
    "processing instruction": '<?xml-stylesheet href="{at}"?>',
    "ping and form": '<a href="#" ping="{at}">x</a><form action="{at}"><input type=submit></form>',
    "bookmark and target": "<style>p{{bookmark-label:url({at})}}a::after{{content:target-text("
    "url({at}#x))}}</style><p>x</p>",
}  # fmt: skip
# What an entity of an SVG picture would read, behind a picture and an include in it.
PICTURE = (
    '<!DOCTYPE svg [<!ENTITY e SYSTEM "{at}">]><svg xmlns="http://www.w3.org/2000/svg" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9"><text>&e;</text>'
    '<image width="9" height="9" xlink:href="{at}"/><style>@import url({at});</style></svg>'
)


class Ground:
    """Where a brief is made: a server that counts, and a file that nobody may read."""

    def __init__(self, server: Server, canary: Path) -> None:
        self.server = server
        self.canary = canary
        self.addresses = (
            f"{server.uri}/x.png",
            f"{server.uri}/to-file",
            canary.as_uri(),
        )

    def markup(self) -> Iterator[str]:
        """Give each vector with each address."""
        for form in MARKUP.values():
            for at in self.addresses:
                svg = PICTURE.format(at=at).replace("#", "%23").replace('"', "%22")
                yield form.format(at=at, svg=svg)

    def is_untouched(self, written: bytes) -> bool:
        return self.server.connections == 0 and not sings(written)


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    canary = tmp_path / "canary.txt"
    canary.write_text(CANARY, encoding="utf-8")
    routes = {"/to-file": redirect(canary.as_uri()), "/x.png": page(b"", "Content-Type: image/png")}
    with Server(routes) as server:
        yield Ground(server, canary)


def batched(told: Iterator[str], count: int) -> Iterator[tuple[str, ...]]:
    """Give so many at a time; Python's own came with 3.12."""
    return iter(lambda: tuple(islice(told, count)), ())


def sings(written: bytes) -> bool:
    """Tell whether the canary's words are in a file, in whatever is packed in it."""
    if written.startswith(b"%PDF"):
        streams = findall(rb"stream\r?\n(.*?)\r?\nendstream", written, DOTALL)
        return any(CANARY.encode() in one for one in (written, *map(_inflated, streams)))
    coded = b64encode(CANARY.encode()).rstrip(b"=")
    return CANARY.encode() in written or coded[:-2] in written


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return b""


def test_the_canary_is_heard_where_it_sings() -> None:
    body = printed(
        '<!doctype html><link rel=attachment href="briefing:a">x',
        files={**fonts.files(), "briefing:a": Path(__file__)},
    )

    assert sings(body)


def test_at_least_thirteen_ways_are_tried() -> None:
    assert len(MARKUP) >= 13


def test_a_page_that_asks_in_every_way_is_printed_without_asking(
    ground: Ground, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    head = "<!doctype html><html lang=en><title>x</title>"
    heard, body = [], b""

    for markup in map("".join, batched(ground.markup(), len(ground.addresses))):
        with suppress(RenderError):  # no brief is better than a brief that asked
            body = printed(head + markup, files=fonts.files())
        heard += [markup] if not ground.is_untouched(body) or b"/EmbeddedFile" in body else []

    assert heard == []


def test_articles_notes_and_settings_ask_nobody_in_any_format(
    ground: Ground, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    settings = hostile_settings(ground, tmp_path)

    report = run(settings, now=NOW, publisher=folder(tmp_path / "out/2026-01-15"), offline=True)

    files = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert {one.rendered for one in report.receipts} == set(settings.output.formats)
    assert len(report.brief.sources) == len(MARKUP)
    assert [path.name for path in files if any(map(sings, unpacked(path)))] == []
    assert ground.server.connections == 0


def hostile_settings(ground: Ground, home: Path) -> Settings:
    """Write articles and notes that ask in every way, and settings that use them."""
    (home / "in").mkdir()
    told = list(ground.markup())
    for number, markup in enumerate(told[:: len(ground.addresses)]):
        words = f"Report {number} on the harbor says that {number} boats came home on Monday. "
        text = (
            f"<html><head><title>Report {number}</title></head><body><article><h1>Report {number}"
        )
        text += f"</h1><p>{words * 3}</p>{markup}<p>{words * 2}</p></article>"
        (home / "in" / f"{number}.html").write_text(text, encoding="utf-8")
    note = home / "note.md"
    asked = "".join(f"![x]({at})\n\n[x]({at})\n\n<{at}>\n\n" for at in ground.addresses)
    note.write_text("# Note\n\n" + asked + "\n\n".join(told), encoding="utf-8")
    head = " ".join(told[:20])
    brief = BriefSettings(
        title=head, subtitle=head, note=note, marking=told[0], edition=told[1], author=told[2]
    )
    theme = ThemeSettings(name=told[3], description=head, any=("harbor",), note=note)
    formats = tuple(
        name for name in names("renderers") if name not in {"site", "gfm"}
    )  # the same file as markdown's
    return Settings(
        root=home,
        brief=brief,
        sources=(SourceSettings(paths=("in",)),),
        themes=(theme,),
        output=OutputSettings(formats=formats, attach=("html",), max_seconds=60),
    )


def unpacked(path: Path) -> list[bytes]:
    """Give a file's bytes, and of a book or a letter what is packed in it."""
    body = path.read_bytes()
    if path.suffix == ".epub":
        with ZipFile(path) as book:
            return [book.read(name) for name in book.namelist()]
    if path.suffix == ".eml":
        parts = message_from_bytes(body).walk()
        return [bytes(one.get_payload(decode=True) or b"") for one in parts]
    return [body]


@pytest.mark.parametrize(
    "body", [PICTURE.encode(), b"GIF89a\x01\x00\x01\x00", b"\x89PNG\r\n\x1a\n<svg>", b"<svg/>"]
)
def test_a_logo_that_could_ask_is_refused(body: bytes, tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(body)

    with pytest.raises(SettingsError, match="the logo"):
        read_logo(tmp_path / "logo.png")


def test_a_style_of_the_user_asks_nobody(ground: Ground, tmp_path: Path) -> None:
    sheet = tmp_path / "house.css"
    refused = 0

    for markup in [*ground.markup(), *(f"<style>a{{b:url('{at}')}}</style>" for at in ("x", "/x"))]:
        rules = "".join(findall(r"<style>(.*?)</style>", markup))
        sheet.write_text(rules, encoding="utf-8")
        try:
            added((sheet,))
        except RenderError:
            refused += 1
        else:
            assert not findall(r"url\(|@import|image-set", rules)

    assert refused > 2 * 13


def test_a_template_of_the_user_can_ask_for_nothing_in_a_pdf(
    ground: Ground, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    markup = "\n".join(one for one in ground.markup() if "<style>" not in one and "{" not in one)
    (tmp_path / "_masthead.html.j2").write_text(f"<div>{markup}</div>", encoding="utf-8")
    settings = OutputSettings(templates=tmp_path)

    [made] = render(two_articles(), [("pdf", renderer("pdf", settings))], settings)

    assert ground.is_untouched(made.body)
    assert list(PdfReader(BytesIO(made.body)).attachments) == ["brief.json"]


def renderer(name: str, settings: OutputSettings) -> Renderer:
    return cast("Renderer", resolve("renderers", name)(settings))


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_a_browser_that_opens_the_page_asks_nobody_and_runs_nothing(
    ground: Ground, tmp_path: Path
) -> None:
    quoted = [filled_with(one) for one in texts()[::6]]
    brief = replace(
        filled_with("words"),
        sections=tuple(section for one in quoted for section in one.sections),
        note="".join(ground.markup()) + " ".join(texts()),
    )
    page_of = renderer("html", OutputSettings())(brief).body
    (tmp_path / "brief.html").write_bytes(page_of)

    with browser(tmp_path / "profile") as window:
        # Without the page's own policy, so that it is the escaping that is judged.
        window.ask("Page.setBypassCSP", enabled=True)
        window.ask(
            "Page.addScriptToEvaluateOnNewDocument", source="window.hits = 0; hit = () => hits++"
        )
        window.open(tmp_path / "brief.html")
        window.run(_PROVOKE)
        hits = window.run("window.hits")
        asked = {
            one["params"]["request"]["url"][:60] for one in window.told("Network.requestWillBeSent")
        }

    assert hits == 0
    assert {one.partition(":")[0] for one in asked} <= {"file", "data"}
    assert ground.server.connections == 0


_PROVOKE = """
for (const one of document.querySelectorAll('*')) {
  for (const kind of ['mouseover', 'click', 'focus', 'pointerenter', 'toggle', 'load', 'error']) {
    if (kind === 'click' && one.closest('a[href]')) continue;
    one.dispatchEvent(new Event(kind, {cancelable: true}));
  }
}
document.querySelectorAll('a[href^="javascript"],a[href^="vbscript"],a[href^="data"]').length
"""
