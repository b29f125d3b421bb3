"""The archive of editions: whole, quick, safe, and the same each time."""

from __future__ import annotations

import json
import re
import subprocess
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import feedparser  # type: ignore[import-untyped]  # ships no types
import pytest
from lxml import html  # type: ignore[import-untyped]  # ships no types

from briefing.cli import main
from briefing.editions import Archive, archive
from briefing.errors import EmptyBriefError
from briefing.model import Brief
from briefing.renderers.data import document
from briefing.settings import OutputSettings
from briefs import FORMATS, SECOND, entry, filled_with, passage, section, two_articles
from browser import CHROMIUM


def write(root: Path, brief: Brief, place: str = "") -> Path:
    folder = root / (place or brief.issued.date().isoformat())
    folder.mkdir(parents=True)
    (folder / "brief.json").write_bytes(document(brief))
    (folder / "brief.html").write_text("<title>An edition</title>", encoding="utf-8")
    return folder


def small(days: int) -> Brief:
    told = section("Talks", "talks", entry(SECOND, passage(SECOND, FORMATS, 0)))
    issued = two_articles().issued + timedelta(days=days)
    return replace(two_articles(), issued=issued, glance=(), sections=(told,))


def made(root: Path, target: Path | None = None) -> dict[str, bytes]:
    return {one.filename: one.body for one in archive(root, target or root, OutputSettings()).files}


def page(root: Path) -> html.HtmlElement:
    return html.fromstring(made(root)["index.html"].decode())


def test_every_edition_is_linked_with_its_files_and_themes_newest_first(tmp_path: Path) -> None:
    for days in (0, 1):
        write(tmp_path, replace(two_articles(), issued=small(days).issued))

    found = page(tmp_path)

    assert found.xpath("//li/@data-day") == ["2022-01-03", "2022-01-02"]
    links = set(found.xpath("//main//@href"))
    assert {f"2022-01-0{day}/brief.{kind}" for day in (2, 3) for kind in ("html", "json")} < links
    assert "2022-01-02/brief.html#section-negotiation-formats" in links
    assert found.xpath("//select/option/text()") == [
        "All themes", "Embassy staffing", "Negotiation formats", "Ukraine de-escalation",
    ]  # fmt: skip


def test_files_with_the_marking_in_their_names_and_pages_for_wikis_are_found(
    tmp_path: Path,
) -> None:
    folder = write(tmp_path, small(0))
    for name in ("brief.json", "brief.html"):
        (folder / name).rename(folder / name.replace("brief", "brief-TLP-AMBER"))
    for suffix in ("obsidian.md", "dokuwiki.txt", "confluence.xml"):
        (folder / f"brief-TLP-AMBER.{suffix}").write_text("x", encoding="utf-8")

    links = set(page(tmp_path).xpath("//main//@href"))

    kinds = ("html", "json", "obsidian.md", "dokuwiki.txt", "confluence.xml")
    assert {f"2022-01-02/brief-TLP-AMBER.{kind}" for kind in kinds} <= links


def test_links_lead_from_wherever_the_archive_stands(tmp_path: Path) -> None:
    write(tmp_path / "build", small(0), "a b#")

    index = made(tmp_path / "build", tmp_path / "public")["index.html"].decode()

    assert 'href="../build/a%20b%23/brief.html"' in index


def test_every_word_can_be_searched_in_the_script_of_its_month(tmp_path: Path) -> None:
    write(tmp_path, two_articles())

    script = made(tmp_path)["search/2022-01.js"].decode("ascii")

    called = re.fullmatch(r'briefingSearch\("2022-01",(.*)\);\n', script)
    assert called
    [told] = json.loads(called[1]).values()
    texts = " ".join(text for _, _, _, text in told)
    for part in two_articles().sections:
        for one in part.entries:
            assert all(s.text in texts for passage in one.passages for s in passage.sentences)


def test_a_broken_edition_is_named_and_left_out(tmp_path: Path) -> None:
    write(tmp_path, small(0))
    write(tmp_path, small(1)).joinpath("brief.json").write_text("{", encoding="utf-8")

    found: Archive = archive(tmp_path, tmp_path, OutputSettings())

    [drop] = found.drops
    assert (drop.uri, drop.detail[:11]) == ("2022-01-03/brief.json", "is not JSON")
    assert page(tmp_path).xpath("//li/@data-day") == ["2022-01-02"]


def test_a_folder_without_editions_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EmptyBriefError, match=r'have "json" among output.formats'):
        archive(tmp_path, tmp_path, OutputSettings())


def test_the_newest_is_told_once_though_a_link_leads_to_it_too(tmp_path: Path) -> None:
    write(tmp_path, small(0))
    (tmp_path / "latest").symlink_to("2022-01-02")

    assert page(tmp_path).xpath("//li/@data-day") == ["2022-01-02"]


def test_the_feed_leads_to_the_editions(tmp_path: Path) -> None:
    write(tmp_path, small(0))
    write(tmp_path, small(1))

    feed = feedparser.parse(made(tmp_path)["feed.atom"])

    assert [one.link for one in feed.entries] == ["2022-01-03/brief.html", "2022-01-02/brief.html"]


def test_only_our_script_may_run_and_nothing_is_fetched_from_elsewhere(tmp_path: Path) -> None:
    write(tmp_path, two_articles())
    found = page(tmp_path)

    [policy] = found.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    [script] = found.xpath("//script/text()")

    assert f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" in policy
    assert policy.startswith("default-src 'none'")
    assert found.xpath("//@src") == []


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    evil = "</script><script>alert(1)</script>\u2028 \"'&<img src=x onerror=alert(1)>\ud800"
    write(tmp_path, filled_with(evil), "2022-01-02")

    files = made(tmp_path)

    assert len(html.fromstring(files["index.html"].decode()).xpath("//script | //img")) == 1
    assert files["search/2022-01.js"].isascii()


def test_the_same_editions_give_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        for days in (2, 0, 1):
            write(tmp_path / folder, small(days))

    assert made(tmp_path / "one") == made(tmp_path / "two")


def test_a_thousand_editions_stay_small(tmp_path: Path) -> None:
    for days in range(1_000):
        write(tmp_path, small(days))

    files = made(tmp_path)

    # What opens at once; the words are loaded month by month when somebody searches.
    assert len(files["index.html"]) < 900_000
    assert max(len(body) for name, body in files.items() if name.startswith("search/")) < 20_000
    assert len([name for name in files if name.startswith("search/")]) == 33


def test_the_command_writes_the_archive_and_tells_what_is_broken(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "build", small(0))
    write(tmp_path / "build", small(1)).joinpath("brief.json").write_text("{}", encoding="utf-8")

    with pytest.raises(SystemExit) as caught:
        main(["site"])

    assert caught.value.code == 3
    assert "2022-01-03/brief.json: left out: " in capfd.readouterr().err
    assert (tmp_path / "build" / "index.html").is_file()
    assert (tmp_path / "build" / "search" / "2022-01.js").is_file()


@pytest.fixture
def shown(tmp_path: Path) -> Callable[[str], str]:
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    write(tmp_path, small(0))
    write(tmp_path, replace(small(40), sections=two_articles().sections))
    for name, body in made(tmp_path).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(body)

    def show(asked: str) -> str:
        """Open the index from its folder, with a search in the address; give its hits."""
        address = (tmp_path / "index.html").as_uri()
        flags = ("--headless", "--no-sandbox", "--virtual-time-budget=5000", "--dump-dom")
        command = [str(CHROMIUM), *flags, f"{address}#{asked}"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found = html.fromstring(done.stdout)
        hits = found.xpath("//ol[@class='hits']/li")
        return " | ".join(one.text_content() for one in hits)

    return show


def test_search_finds_words_from_a_folder_without_a_server(shown: Callable[[str], str]) -> None:
    assert shown("words=INTERFAX+embassies").count("Embassy staffing") == 1
    assert shown("words=nowhere") == ""
    assert "2 January 2022 · Talks" in shown("words=significant&to=2022-01-31")
    assert "February" not in shown("words=significant&to=2022-01-31")
    assert shown("theme=Negotiation+formats").startswith("Biden hopes for progress")
