"""The page in real Chromium: quiet, alone, in its window, and usable by keyboard and script."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from briefing.model import Brief, Logo, Passage, Placement
from briefing.renderers.html import html
from briefing.settings import OutputSettings
from briefs import two_articles
from browser import CHROMIUM, Browser, browser

ROOT = Path(__file__).parents[2]
TOOLS = Path(os.environ.get("BRIEFING_TOOLS", ROOT / ".venv/tools/node_modules"))
AXE = TOOLS / "axe-core/axe.min.js"
VNU = TOOLS / "vnu-jar/build/dist/vnu.jar"
LOOKS = ("classic", "compact", "broadsheet")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")


def around(passage: Passage) -> Passage:
    told = " ".join(one.text for one in passage.sentences)
    return replace(
        passage,
        context=f"{told} The paragraph goes on.",
        context_start=passage.sentences[0].start,
    )


def picture() -> bytes:
    body = io.BytesIO()
    Image.new("RGB", (40, 20), "navy").save(body, "PNG")
    return body.getvalue()


def whole() -> Brief:
    """Give a brief with all that a page can show."""
    brief = two_articles()
    placement = Placement(rule="rule", terms=("embassy",), strength=2.5)
    sections = tuple(
        replace(
            section,
            entries=tuple(
                replace(entry, passages=tuple(map(around, entry.passages)), placement=placement)
                for entry in section.entries
            ),
        )
        for section in brief.sections
    )
    return replace(
        brief,
        sections=sections,
        glance=tuple(map(around, brief.glance)),
        edition="No. 12",
        author="The desk",
        marking="TLP:AMBER",
        logo=Logo(media_type="image/png", body=picture()),
    )


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    for look in LOOKS:
        body = html(OutputSettings(look=look))(whole()).body
        (folder / f"{look}.html").write_bytes(body)
    return {look: folder / f"{look}.html" for look in LOOKS}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("profile")) as started:
        yield started


@pytest.mark.parametrize("look", LOOKS)
def test_a_page_is_quiet_asks_for_nothing_and_stays_in_its_window(
    page: Browser, pages: dict[str, Path], look: str
) -> None:
    for scheme in ("light", "dark"):
        for width in (390, 820, 1280):
            page.show(width=width, scheme=scheme)
            page.open(pages[look])

            assert page.run("document.documentElement.scrollWidth") <= width
            said = page.told(
                "Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown"
            )
            assert said == []
            asked = {
                one["params"]["request"]["url"] for one in page.told("Network.requestWillBeSent")
            }
            assert {one for one in asked if not one.startswith("data:")} == {pages[look].as_uri()}


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed")
@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_no_barrier(page: Browser, pages: dict[str, Path], look: str) -> None:
    for scheme in ("light", "dark"):
        page.show(width=820, scheme=scheme)
        page.open(pages[look])
        page.run("document.querySelector('.mark button').click()")
        page.run(AXE.read_text(encoding="utf-8") + ";0")

        found = page.run("axe.run().then(r => r.violations.map(v => [v.id, v.nodes[0].html]))")

        assert found == []


def test_a_mark_shows_the_paragraph_without_script_and_by_keyboard(
    page: Browser, pages: dict[str, Path]
) -> None:
    page.show(width=820)
    page.open(pages["classic"], script=False)
    where = "document.querySelector('.context:popover-open')"
    page.run("document.querySelector('.entry .mark button').focus()")

    page.press("Enter", 13, "\r")

    assert "The paragraph goes on." in page.run(f"{where}.textContent")
    assert page.run(f"{where}.querySelector('mark').textContent").startswith("Russia and the")
    page.press("Escape", 27)
    assert page.run(f"{where} === null")
    assert page.run("document.getElementById('filter').hidden")


def test_stories_are_filtered_by_words_theme_and_source(
    page: Browser, pages: dict[str, Path]
) -> None:
    page.show(width=820)
    page.open(pages["classic"])

    def shown(name: str, value: str) -> list[str]:
        page.run("document.getElementById('filter-reset').click()")
        field = f"document.getElementById({json.dumps(name)})"
        page.run(f"{field}.value = {json.dumps(value)}")
        page.run(f"{field}.dispatchEvent(new Event('input'))")
        found = "[...document.querySelectorAll('.entry')].filter(e => e.checkVisibility())"
        ids: list[str] = page.run(f"{found}.map(e => e.id)")
        return ids

    assert shown("filter-words", "VIENNA geneva") == ["entry-3-1"]
    assert shown("filter-theme", "section-embassy-staffing") == ["entry-1-1"]
    assert shown("filter-source", "1") == ["entry-1-1", "entry-2-2"]
    assert page.run("document.getElementById('filter-result').value") == "2 of 4 stories"
    page.run("document.querySelector('.sources a[href=\"#entry-2-1\"]').click()")
    assert page.run("document.getElementById('entry-2-1').checkVisibility()")


@pytest.mark.skipif(
    not VNU.is_file() or not shutil.which("java"), reason="vnu or Java is not installed"
)
def test_vnu_finds_no_error(pages: dict[str, Path]) -> None:
    done = subprocess.run(
        ["java", "-jar", VNU, "--errors-only", *pages.values()],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stderr == ""
