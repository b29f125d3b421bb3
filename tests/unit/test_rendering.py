from __future__ import annotations

import email
import email.policy
import pickle
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from briefing.errors import RenderError
from briefing.model import Brief, Rendered
from briefing.protocols import Renderer
from briefing.registry import resolve
from briefing.renderers.names import marked
from briefing.rendering import render
from briefing.settings import OutputSettings
from briefs import two_articles


def rendered(brief: Brief, *formats: str, settings: OutputSettings) -> list[Rendered]:
    named = [(one, cast("Renderer", resolve("renderers", one)(settings))) for one in formats]
    return list(render(brief, named, settings))


def house(tmp_path: Path, text: str) -> OutputSettings:
    """Give settings in which a template of the user prints the masthead."""
    (tmp_path / "_masthead.html.j2").write_text(f"<p>\n{text}\n</p>", encoding="utf-8")
    return OutputSettings(templates=tmp_path, max_seconds=2, max_memory_mb=700)


def test_all_formats_come_in_order_and_as_they_would_without_a_child() -> None:
    settings = OutputSettings()
    make = resolve("renderers", "html")(settings)

    got = rendered(two_articles(), "markdown", "html", settings=settings)

    assert [one.filename for one in got] == ["brief.md", "brief.html"]
    assert got[1] == make(two_articles())  # type: ignore[operator]  # it is a renderer


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ('{{ "x" * 10**10 }}', r"_masthead\.html\.j2:2: it needs more memory"),
        (
            "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
            "format html: more than 2 s of processor time; look for a loop in your templates",
        ),
        ('{% include "/etc/passwd" %}', r"_masthead\.html\.j2:2: .*/etc/passwd"),
        ('{% include "../../etc/passwd" %}', r"_masthead\.html\.j2:2: .*etc/passwd"),
        ("{{ brief.__class__ }}", r"_masthead\.html\.j2:2: .*unsafe"),
        ("{{ brief.title.format.__globals__ }}", r"_masthead\.html\.j2:2: .*unsafe"),
        ("{{ brief.no_such_thing }}", r"_masthead\.html\.j2:2: .*no_such_thing"),
        ("{% if %}", r"_masthead\.html\.j2:2: Expected an expression"),
    ],
)
def test_a_template_that_does_what_it_must_not_is_stopped(
    template: str, told: str, tmp_path: Path
) -> None:
    with pytest.raises(RenderError, match=told) as caught:
        rendered(two_articles(), "html", settings=house(tmp_path, template))

    assert caught.value.exit_status == 6


def test_a_render_error_keeps_template_and_line_on_its_way_from_a_child() -> None:
    error = RenderError("is odd", template="a.j2", line=7)

    again = pickle.loads(pickle.dumps(error))

    assert (str(again), again.template, again.line) == ("a.j2:7: is odd", "a.j2", 7)


def test_the_marking_is_in_the_names_where_the_settings_ask() -> None:
    brief = replace(two_articles(), marking="TLP:AMBER")

    without = rendered(brief, "markdown", settings=OutputSettings())
    with_it = rendered(brief, "markdown", settings=OutputSettings(mark_names=True))

    assert [one.filename for one in (*without, *with_it)] == ["brief.md", "brief-TLP-AMBER.md"]


def test_a_feed_and_a_letter_know_the_marked_names_and_the_feed_keeps_its_own() -> None:
    brief = replace(two_articles(), marking="Für alle")
    settings = OutputSettings(mark_names=True, formats=("html", "atom", "eml"), attach=("json",))

    feed, letter = rendered(brief, "atom", "eml", settings=settings)

    assert feed.filename == "feed.atom"
    assert b'href="2022-01-02/brief-F%C3%BCr-alle.html"' in feed.body
    [attached] = email.message_from_bytes(
        letter.body, policy=email.policy.default
    ).iter_attachments()
    assert attached.get_filename() == "brief-Für-alle.json"


@pytest.mark.parametrize(
    ("marking", "name"),
    [
        ("TLP:AMBER", "brief-TLP-AMBER.tar.gz"),
        ("NUR FÜR DEN DIENSTGEBRAUCH", "brief-NUR-FÜR-DEN-DIENSTGEBRAUCH.tar.gz"),
        ("../../etc/x", "brief-etc-x.tar.gz"),
        ("***", "brief.tar.gz"),
        ("", "brief.tar.gz"),
    ],
)
def test_a_marking_cannot_lead_elsewhere(marking: str, name: str) -> None:
    assert marked("brief.tar.gz", marking) == name
