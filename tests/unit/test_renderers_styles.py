"""The looks: what each adds to the sheets that all share."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.errors import RenderError
from briefing.renderers import styles


@pytest.mark.parametrize("look", ["compact", "broadsheet"])
def test_a_look_adds_its_own_sheet_behind_the_shared_one(look: str) -> None:
    shared = styles.packaged("classic", "base")

    own = styles.packaged(look, "base")

    assert own.startswith(shared)
    assert f"/* {look}:" in own.removeprefix(shared)


@pytest.mark.parametrize(
    "rule",
    [
        "body{background:url(logo.png)}",
        'body{background:url( "logo.png" )}',
        "body{background:url('../logo.svg')}",
        "body{background:URL(file:///etc/passwd)}",
        "body{background:url(https://example.org/x.png)}",
        "@font-face{src:url(//example.org/x.woff2)}",
        '@import "other.css";',
        r"body{background:u\72l(https://example.org/x.png)}",
        r'@\69mport "https://example.org/x.css";',
        'a{content:"/*"}b{background:url(//example.org/x)}c{content:"*/"}',
        'body{background:image-set("https://example.org/x.png" 1x)}',
        'body{background:-webkit-image-set("//example.org/x.png" 1x)}',
        'body{background:src("https://example.org/x.png")}',
        "body{--x:url(https://example.org/x.png);background:var(--x)}",
        'body{--x:"https://example.org/x.png";background:image-set(var(--x) 1x)}',
        "body{background:url(https://example.org/a b)}",
        "@media print{@supports (x:y){a{cursor:url(x.cur)}}}",
        "body{background:url(https://example.org/never-closed",
    ],
)
def test_a_style_sheet_that_asks_for_another_file_is_told_with_its_line(
    rule: str, tmp_path: Path
) -> None:
    sheet = tmp_path / "house.css"
    sheet.write_text(f"/* a house\n   style */\nh1{{color:navy}}\n{rule}\n", encoding="utf-8")

    with pytest.raises(RenderError, match="asks for another file") as caught:
        styles.added((sheet,))

    assert (caught.value.template, caught.value.line) == (str(sheet), 4)


@pytest.mark.parametrize(
    "rule",
    [
        "body{background:url(data:image/png;base64,AAAA)}",
        'a{clip-path:url("#shape")}',
        "/* url(logo.png) */",
        "a::after{content:attr(href url)}",
        'a::after{content:"url(x)"}',
        'a{b:image-set(url(data:image/png;base64,AAAA) 1x, "data:,x" type("image/png"))}',
    ],
)
def test_a_style_sheet_that_stands_alone_is_taken(rule: str, tmp_path: Path) -> None:
    sheet = tmp_path / "house.css"
    sheet.write_text(rule, encoding="utf-8")

    assert styles.added((sheet,)) == rule


def test_a_browser_is_spared_what_only_the_printer_of_the_pdf_knows() -> None:
    sheet = 'h1 { string-set: title content(); color: red } a::after { content: leader(" ") "x"; }'

    assert styles.for_browsers(sheet) == "h1 {  color: red } a::after {  }"
