from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from jinja2 import Environment

from briefing.errors import RenderError
from briefing.renderers import styles, view
from briefing.renderers.environment import environment, plain, render

MOMENT = datetime(2021, 12, 31, 23, 15, tzinfo=UTC)


def ground(folder: Path | None, timezone: str = "UTC") -> Environment:
    return environment(folder, timezone=timezone, finalize=plain, autoescape=True)


def written(folder: Path, source: str, name: str = "one.html.j2") -> Path:
    (folder / name).write_text(source, encoding="utf-8")
    return folder / name


def test_an_unknown_name_is_reported_with_file_and_line(tmp_path: Path) -> None:
    file = written(tmp_path, "one\ntwo\n{{ briif.title }}\n")

    with pytest.raises(RenderError, match="'briif' is undefined") as caught:
        render(ground(tmp_path), "one.html.j2", {})

    assert (caught.value.template, caught.value.line) == (str(file), 3)


def test_an_unknown_name_in_a_partial_is_reported_where_it_stands(tmp_path: Path) -> None:
    written(tmp_path, '\n{% include "two.html.j2" %}')
    partial = written(tmp_path, "{{ nobody }}", "two.html.j2")

    with pytest.raises(RenderError) as caught:
        render(ground(tmp_path), "one.html.j2", {})

    assert (caught.value.template, caught.value.line) == (str(partial), 1)


def test_a_syntax_error_is_reported_with_file_and_line(tmp_path: Path) -> None:
    file = written(tmp_path, "fine\n{% if %}\n")

    with pytest.raises(RenderError, match="Expected an expression") as caught:
        render(ground(tmp_path), "one.html.j2", {})

    assert (caught.value.template, caught.value.line) == (str(file), 2)


def test_an_include_of_nothing_is_reported_where_it_stands(tmp_path: Path) -> None:
    file = written(tmp_path, 'fine\n{% include "gone.html.j2" %}\n')

    with pytest.raises(RenderError, match=r"gone\.html\.j2") as caught:
        render(ground(tmp_path), "one.html.j2", {})

    assert (caught.value.template, caught.value.line) == (str(file), 2)


def test_a_missing_folder_of_templates_is_named(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="no such folder of templates"):
        ground(tmp_path / "gone")


def test_a_template_cannot_reach_into_python(tmp_path: Path) -> None:
    written(tmp_path, "{{ ''.__class__.__mro__ }}")

    with pytest.raises(RenderError, match="unsafe"):
        render(ground(tmp_path), "one.html.j2", {})


def test_a_missing_value_is_refused_and_not_printed_as_none(tmp_path: Path) -> None:
    written(tmp_path, "{{ date }}")

    with pytest.raises(RenderError, match="may be missing"):
        render(ground(tmp_path), "one.html.j2", {"date": None})


def test_values_are_escaped_although_the_name_ends_in_j2(tmp_path: Path) -> None:
    written(tmp_path, "{{ text }}")

    assert render(ground(tmp_path), "one.html.j2", {"text": "<b>&"}) == "&lt;b&gt;&amp;"


def test_a_control_character_and_a_lone_surrogate_are_made_visible(tmp_path: Path) -> None:
    written(tmp_path, "{{ text }}")

    assert render(ground(tmp_path), "one.html.j2", {"text": "a\x00b\ud800c"}) == "a\ufffdb\ufffdc"


def test_an_unknown_time_zone_is_a_fault_of_the_brief() -> None:
    with pytest.raises(RenderError, match="unknown time zone 'Mars/Olympus'"):
        ground(None, "Mars/Olympus")


@pytest.mark.parametrize(
    ("timezone", "expected"),
    [
        ("UTC", "31 December 2021, 23:15 UTC"),
        ("Europe/Vienna", "1 January 2022, 00:15 CET"),
        ("Asia/Dubai", "1 January 2022, 03:15 UTC+04"),
    ],
)
def test_times_are_told_in_the_zone_of_the_brief(timezone: str, expected: str) -> None:
    assert view.time(MOMENT, zone=view.zone(timezone)) == expected


def test_a_period_within_a_day_is_that_day() -> None:
    early = MOMENT.replace(hour=1)

    assert view.span((early, MOMENT), zone=view.zone("UTC")) == "31 December 2021"
    assert (
        view.span((early, MOMENT), zone=view.zone("Europe/Vienna"))
        == "31 December 2021 – 1 January 2022"
    )


@pytest.mark.parametrize(
    "address",
    ["http://example.org/", "https://example.org/a?b=1&c=2#d", "mailto:desk@example.org"],
)
def test_web_and_mail_addresses_are_links(address: str) -> None:
    assert view.link(address) == address


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "java\nscript:alert(1)",
        " \x01javascript:alert(1)",
        "data:text/html,<script>",
        "file:///etc/passwd",
        "//example.org/",
        "/etc/passwd",
        "https:example.org",
        "http://[broken",
        "vbscript:x",
        "article.txt",
    ],
)
def test_other_addresses_are_no_links(address: str | None) -> None:
    assert view.link(address) == ""


def test_what_has_no_place_in_an_address_is_percent_encoded() -> None:
    assert view.link('https://example.org/a b"<c>') == "https://example.org/a%20b%22%3Cc%3E"


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("/home/desk/a.txt", "a.txt"),
        (r"C:\desk\a.txt", "a.txt"),
        ("https://x.org/b/", "b"),
        ("a", "a"),
    ],
)
def test_a_file_is_named_without_the_folders_of_the_desk(uri: str, expected: str) -> None:
    assert view.filename(uri) == expected


def test_a_style_sheet_cannot_end_its_element(tmp_path: Path) -> None:
    file = tmp_path / "house.css"
    file.write_text('a::after{content:"</style><script>"}', encoding="utf-8-sig")

    assert styles.added((file,)) == 'a::after{content:"<\\/style><script>"}'


def test_a_missing_style_sheet_is_named(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match=r"house\.css: No such file"):
        styles.added((tmp_path / "house.css",))


def test_a_style_sheet_in_another_encoding_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "house.css"
    file.write_bytes(b"/* caf\xe9 */")

    with pytest.raises(RenderError, match="is not UTF-8"):
        styles.added((file,))
