"""What is installed is what was locked; what is shipped says what is in it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.y*ml"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_pinned_package_has_hashes_and_none_has_an_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")

    packages = re.split(r"\n(?=\S)", text.strip())

    assert all(re.match(r"[\w.-]+==\S+", one) for one in packages)
    assert [one.split()[0] for one in packages if "--hash=sha256:" not in one] == []
    assert "://" not in text


def test_what_is_installed_must_have_a_hash() -> None:
    setup = (ROOT / "scripts" / "setup.sh").read_text(encoding="utf-8")

    assert "--require-hashes -r" in setup
    assert not re.search(r"--extra-index-url|--trusted-host|curl [^|\n]*\| *(?:ba)?sh", setup)


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_read_and_no_more(workflow: Path) -> None:
    text = workflow.read_text(encoding="utf-8")

    assert re.search(r"^permissions:\n  contents: read\n(?!  )", text, re.M)
    assert "write" not in re.findall(r"^\s+[\w-]+: (write|read|none)\s*$", text, re.M)
    assert "pull_request_target" not in text
    assert "secrets." not in text
    assert text.count("actions/checkout") == text.count("persist-credentials: false")


def test_the_bill_of_materials_lists_the_whole_lock_with_its_hashes(tmp_path: Path) -> None:
    lock = (ROOT / "requirements" / "run.lock").read_text(encoding="utf-8")
    command = [sys.executable, "scripts/sbom.py"]

    subprocess.run([*command, tmp_path / "bom.json"], cwd=ROOT, check=True)
    again = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout

    assert (tmp_path / "bom.json").read_bytes() == again
    bill = json.loads(again)
    told = {f"{one['name']}=={one['version']}" for one in bill["components"]}
    assert told == set(re.findall(r"^([\w.-]+==[^\s;]+)", lock, re.M))
    digests = re.findall(r'"content": "([0-9a-f]{64})"', again.decode())
    assert sorted(digests) == sorted(re.findall(r"sha256:([0-9a-f]{64})", lock))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")


def test_what_the_bill_lists_holds_all_that_we_depend_on() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = (ROOT / "requirements" / "run.lock").read_text(encoding="utf-8").lower()

    wanted = [re.split(r"[\[>=;<! ]", one)[0].lower() for one in project["dependencies"]]

    assert [one for one in wanted if not re.search(rf"^{re.escape(one)}==", lock, re.M)] == []
