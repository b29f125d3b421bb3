"""The looks: what each adds to the sheets that all share."""

from __future__ import annotations

import pytest

from briefing.renderers import styles


@pytest.mark.parametrize("look", ["compact", "broadsheet"])
def test_a_look_adds_its_own_sheet_behind_the_shared_one(look: str) -> None:
    shared = styles.packaged("classic", "base")

    own = styles.packaged(look, "base")

    assert own.startswith(shared)
    assert f"/* {look}:" in own.removeprefix(shared)


def test_a_browser_is_spared_what_only_the_printer_of_the_pdf_knows() -> None:
    sheet = 'h1 { string-set: title content(); color: red } a::after { content: leader(" ") "x"; }'

    assert styles.for_browsers(sheet) == "h1 {  color: red } a::after {  }"
