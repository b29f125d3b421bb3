"""What sets the checkout up can be checked without doing it: locks, scripts, the Makefile."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent.parent
LOCKS = ["build", "run", "dev", "resolver"]


def locked(name: str) -> list[str]:
    """Give each requirement of a lock, with its hashes, as one line."""
    text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    return text.replace("\\\n", " ").splitlines()


def pins(name: str) -> list[Requirement]:
    return [Requirement(line.partition("--hash")[0]) for line in locked(name)]


def wanted(*names: str) -> list[str]:
    """Give the requirements in pyproject.toml: of the package, or of dependency groups."""
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    known = {"run": project["project"]["dependencies"], **project["dependency-groups"]}
    return [requirement for name in names for requirement in known[name]]


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_of_a_lock_is_pinned_and_has_a_hash(name: str) -> None:
    loose = re.compile(r"(?!\S+==\S+ (; .+ )? +--hash=sha256:[0-9a-f]{64}( +--hash=\S+)*$)")

    assert [line for line in locked(name) if loose.match(line)] == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_host_and_sets_no_option(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")

    assert "/" not in text
    assert not re.search(r"^(-|#)", text, re.MULTILINE)


@pytest.mark.parametrize(
    ("name", "groups"),
    [("run", ["run"]), ("dev", ["run", "dev"]), ("build", ["build"]), ("resolver", ["lock"])],
)
def test_a_lock_satisfies_what_the_project_asks_for(name: str, groups: list[str]) -> None:
    versions: dict[str, list[Version]] = {}
    for pin in pins(name):
        [specifier] = pin.specifier
        versions.setdefault(canonicalize_name(pin.name), []).append(Version(specifier.version))

    for requirement in map(Requirement, wanted(*groups)):
        found = versions.get(canonicalize_name(requirement.name), [])
        assert found, requirement
        assert all(version in requirement.specifier for version in found), requirement


def test_the_locks_agree_so_that_none_undoes_another() -> None:
    tested = {(pin.name, str(pin.specifier)) for pin in pins("dev")}
    names = {name for name, _ in tested}

    assert {(pin.name, str(pin.specifier)) for pin in pins("run")} <= tested
    assert {(p.name, str(p.specifier)) for p in pins("build") if p.name in names} <= tested


@pytest.mark.parametrize(
    ("shell", "script"),
    [("sh", "scripts/setup.sh"), ("sh", "scripts/lock.sh"), ("bash", ".ci/run")],
)
def test_a_script_can_be_read_and_run(shell: str, script: str) -> None:
    subprocess.run([shell, "-n", script], cwd=ROOT, check=True)

    assert os.access(ROOT / script, os.X_OK)


def test_make_alone_lists_every_target_that_it_offers() -> None:
    listed = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    [phony] = re.findall(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)

    assert set(re.findall(r"^make ([\w-]+)", listed, re.MULTILINE)) == set(phony.split()) - {"lint"}
