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
