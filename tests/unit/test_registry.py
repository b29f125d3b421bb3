from __future__ import annotations

import pytest

from briefing.errors import SettingsError
from briefing.registry import BUILT_INS, names, resolve

EVERY_BUILT_IN = [(kind, name) for kind, table in BUILT_INS.items() for name in table]


@pytest.mark.parametrize(("kind", "name"), EVERY_BUILT_IN)
def test_every_built_in_can_be_imported(kind: str, name: str) -> None:
    assert callable(resolve(kind, name))
    assert name in names(kind)


def test_a_name_that_nobody_has_is_told() -> None:
    with pytest.raises(SettingsError, match="unknown summarizer 'oracle'"):
        resolve("summarizers", "oracle")
