"""What all tests share: fixed places, fixed times, golden files."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

# The same examples in every run, and no test fails because a machine was busy.
settings.register_profile("reproducible", deadline=None, derandomize=True)
settings.load_profile("reproducible")

ROOT = Path(__file__).parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="Write the golden files anew; read them then."
    )


@pytest.fixture
def root() -> Path:
    return ROOT


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))
