"""What people wrote around a brief is kept, and nothing is overwritten in doubt."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from briefing.deliverers.folder import folder
from briefing.errors import DeliveryError
from briefing.model import Rendered
from briefing.registry import resolve
from briefing.settings import OutputSettings
from briefs import two_articles
from wikis import READERS, ROOT

WIKIS = tuple(READERS)


def rendered(name: str, *, title: str = "Today") -> Rendered:
    made = resolve("renderers", name)(OutputSettings())
    given = made(replace(two_articles(), title=title))  # type: ignore[operator]
    assert isinstance(given, Rendered)
    return given


def deliver(one: Rendered, place: Path) -> bool:
    [receipt] = folder(place)((one,))
    assert receipt.size == (place / one.filename).stat().st_size
    return receipt.changed


def fenced(name: str) -> tuple[str, str, str]:
    """The properties above a page, its first mark and its last."""
    text = rendered(name).body.decode()
    front, dashes, rest = text.rpartition("---\n\n") if name == "obsidian" else ("", "", text)
    lines = rest.strip().splitlines()
    return front + dashes, lines[0], lines[-1]


@pytest.mark.parametrize("name", WIKIS)
def test_what_people_wrote_around_the_brief_is_kept(name: str, tmp_path: Path) -> None:
    yesterday, today = rendered(name, title="Yesterday"), rendered(name)
    deliver(yesterday, tmp_path)
    file = tmp_path / today.filename
    front, begin, end = fenced(name)
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(begin, f"Ours, above.\n\n{begin}") + "\nOurs, below.\n", "utf-8")

    changed = deliver(today, tmp_path)

    now = file.read_text(encoding="utf-8")
    assert changed
    assert "Yesterday" not in now
    assert now.startswith(f"{front}Ours, above.\n\n{begin}\n")
    assert now.endswith(f"{end}\n\nOurs, below.\n")
    assert now.replace("Ours, above.\n\n", "").replace("\nOurs, below.\n", "") == (
        today.body.decode()
    )
    assert not deliver(today, tmp_path)


@pytest.mark.parametrize("name", WIKIS)
@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("Our page.\n", "holds text that is not ours, and no marks; put these two lines"),
        ("{begin}\nOur page.\n", "once and .* nowhere; each must stand there once"),
        ("Our page.\n\n{end}\n", "nowhere and .* once; each must stand there once"),
        ("{begin}\n{begin}\n{end}\n", "2 times and .* once"),
        ("{begin}\n{end}\n{begin}\n{end}\n", "2 times and .* 2 times"),
        ("{end}\nOur page.\n{begin}\n", "before .*; exchange them"),
    ],
)
def test_nothing_is_overwritten_where_the_marks_are_broken(
    name: str, page: str, told: str, tmp_path: Path
) -> None:
    one = rendered(name)
    _front, begin, end = fenced(name)
    file = tmp_path / one.filename
    file.write_text(page.format(begin=begin, end=end), encoding="utf-8")
    before = file.read_bytes()

    with pytest.raises(DeliveryError, match=told) as caught:
        folder(tmp_path)((one,))

    assert str(caught.value).startswith(str(file))
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [one.filename]


def test_no_other_file_is_written_where_one_page_has_no_place_for_the_brief(tmp_path: Path) -> None:
    (tmp_path / "brief.mediawiki").write_text("Our page.\n")

    with pytest.raises(DeliveryError, match="no marks"):
        folder(tmp_path)((rendered("plain"), rendered("mediawiki")))

    assert [path.name for path in tmp_path.iterdir()] == ["brief.mediawiki"]


@pytest.mark.parametrize("name", WIKIS)
def test_an_empty_page_gets_the_whole_brief(name: str, tmp_path: Path) -> None:
    one = rendered(name)
    (tmp_path / one.filename).write_text(" \n", encoding="utf-8")

    assert deliver(one, tmp_path)
    assert (tmp_path / one.filename).read_bytes() == one.body


def test_a_page_with_the_line_ends_of_windows_keeps_them(tmp_path: Path) -> None:
    file = tmp_path / "brief.mediawiki"
    file.write_bytes(b"Ours.\r\n<!-- briefing:begin -->\r\n<!-- briefing:end -->\r\nOurs too.\r\n")

    assert deliver(rendered("mediawiki"), tmp_path)

    page = file.read_bytes()
    assert page.count(b"\n") == page.count(b"\r\n")
    assert page.startswith(b"Ours.\r\n<!-- briefing:begin -->\r\n\r\n= Today =")
    assert page.endswith(b"\r\n\r\n<!-- briefing:end -->\r\nOurs too.\r\n")
    assert not deliver(rendered("mediawiki"), tmp_path)


def test_a_page_in_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "brief.md").write_bytes("Café".encode("latin-1"))

    with pytest.raises(DeliveryError, match=r"brief\.md: is not UTF-8 text"):
        folder(tmp_path)((rendered("gfm"),))


def test_a_page_behind_a_link_is_read_and_left_alone(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"Ours.\n<!-- briefing:begin -->\n<!-- briefing:end -->\n")
    before = elsewhere.read_bytes()
    (tmp_path / "brief.md").symlink_to(elsewhere)

    deliver(rendered("gfm"), tmp_path)

    assert elsewhere.read_bytes() == before
    assert (tmp_path / "brief.md").read_bytes().startswith(b"Ours.\n<!-- briefing:begin -->\n\n# ")


def test_people_keep_their_properties_and_ours_are_told_anew() -> None:
    merge = rendered("obsidian").merge
    assert merge is not None
    page = (
        "---\ntags:\n  - press\n# ours\ntitle: |\n  Yesterday\n  and before\n'themes':\n- a\n- b\n"
        "cssclasses: [wide]\n---\nOurs.\n%% briefing:begin %%\n%% briefing:end %%\n"
    )

    front = merge(page.encode()).decode().split("\n---\n")[0]

    assert front == (
        '---\ntags:\n  - press\n# ours\ntitle: "Today"\n'
        'themes: ["Embassy staffing", "Ukraine de-escalation", "Negotiation formats"]\n'
        "cssclasses: [wide]\ndate: 2022-01-02\nissued: 2022-01-02T06:00:00\nsources: 2"
    )
    assert merge(merge(page.encode())) == merge(page.encode())


def test_a_note_without_properties_gets_ours() -> None:
    merge = rendered("obsidian").merge
    assert merge is not None

    page = merge(b"Ours.\n%%briefing:begin%%\n%%briefing:end%%\n").decode()

    assert page.startswith('---\ntitle: "Today"\n')
    assert "---\n\nOurs.\n%%briefing:begin%%\n\n# Today\n" in page


def test_properties_without_an_end_are_told() -> None:
    merge = rendered("obsidian").merge
    assert merge is not None

    with pytest.raises(ValueError, match="its properties have no end"):
        merge(b"---\ntitle: x\n%% briefing:begin %%\n%% briefing:end %%\n")


def confluence(begin: str, end: str) -> str:
    """Merge into a page of Confluence, and read what comes out as XML."""
    merge = rendered("confluence").merge
    assert merge is not None
    page = f'<p local-id="1">Ours,&nbsp;above.</p>{begin}<p>Old.</p>{end}<p>Ours, below.</p>'
    now = merge(page.encode()).decode()
    [reader] = READERS["confluence"]
    assert ROOT.format(now)
    assert "Ours, above." in reader(now).texts
    assert "Ours, below." in reader(now).texts
    assert "Old." not in reader(now).texts
    return now


def macro(name: str) -> str:
    return (
        '<ac:structured-macro ac:name="anchor" ac:schema-version="1" ac:local-id="x" '
        f'ac:macro-id="y"><ac:parameter ac:name="">briefing-{name}</ac:parameter>'
        "</ac:structured-macro>"
    )


def test_marks_that_confluence_has_written_anew_are_found() -> None:
    begin, end = macro("begin"), macro("end")

    assert begin in confluence(begin, end)
    assert f'<p local-id="2"> {begin}</p>' in confluence(f'<p local-id="2"> {begin}</p>', end)


def test_a_mark_in_a_paragraph_of_peoples_own_is_told() -> None:
    with pytest.raises(ValueError, match="within a paragraph, list or table of other text"):
        confluence(f"<p>Ours. {macro('begin')}</p>", f"<p>{macro('end')}</p>")
