"""The wheel works away from the checkout: built, installed elsewhere, it renders a brief."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parent.parent
ARTICLE = "000_ba0a14b661a23ba9.txt"
SENTENCE = "will hold a new round of talks"


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command that knows neither this checkout nor the user, and give what it prints."""
    environment = {key: os.environ[key] for key in os.environ if not key.startswith("PYTHON")}
    environment["HOME"] = str(cwd)
    result = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, cwd=ROOT)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel, and nothing else, into an environment of its own.

    The packages that it depends on are read where the tests have them: a path file
    names their folder. Python does not follow the path files inside that folder, and
    so the editable install of this checkout is not seen.
    """
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--isolated", "--quiet", "--python", str(python)]
    run(*pip, "install", "--no-deps", "--no-index", wheel, cwd=folder)
    packages = Path(
        run(
            python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder
        ).strip()
    )
    lent = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (packages / "lent.pth").write_text("".join(f"{path}\n" for path in sorted(lent)))
    return python


def test_the_wheel_holds_the_package_and_nothing_beside_it(wheel: Path) -> None:
    names = ZipFile(wheel).namelist()

    tops = {name.split("/")[0].partition("-")[0] for name in names}

    assert tops == {"briefing", "briefing_desk"}
    assert not [name for name in names if {"tests", "seeds"} & set(name.split("/"))]
    assert not [name for name in names if "__pycache__" in name]


@pytest.mark.parametrize("folder", ["briefing", "templates", "styles"])
def test_the_wheel_holds_every_file_of(folder: str, wheel: Path) -> None:
    files = [path for path in (ROOT / folder).rglob("*") if path.is_file()]
    expected = {path.relative_to(ROOT).as_posix() for path in files if path.suffix != ".pyc"}
    if folder != "briefing":
        expected = {f"briefing/{name}" for name in expected}

    assert expected <= set(ZipFile(wheel).namelist())


def test_the_installed_package_finds_its_own_templates_and_styles(
    python: Path, tmp_path: Path
) -> None:
    program = (
        "import briefing, briefing.resources as resources, json;"
        "places = briefing.__file__, resources.templates(), resources.styles();"
        "print(json.dumps([str(place) for place in places]))"
    )

    package, templates, styles = map(Path, json.loads(run(python, "-c", program, cwd=tmp_path)))

    assert python.parent.parent in package.parents
    assert templates == package.parent / "templates"
    assert styles == package.parent / "styles"
    assert list(templates.glob("*.j2"))
    assert list(styles.glob("*.css"))


def test_the_installed_package_renders_one_brief_in_three_formats(
    python: Path, tmp_path: Path
) -> None:
    shutil.copy(ROOT / "seeds" / ARTICLE, tmp_path / ARTICLE)
    outputs = [
        argument for suffix in ("html", "md", "pdf") for argument in ("-o", f"brief.{suffix}")
    ]

    run(python, "-m", "briefing", "build", ARTICLE, *outputs, cwd=tmp_path)

    assert SENTENCE in (tmp_path / "brief.html").read_text(encoding="utf-8")
    assert SENTENCE in (tmp_path / "brief.md").read_text(encoding="utf-8")
    assert (tmp_path / "brief.pdf").read_bytes().startswith(b"%PDF-")


def test_the_installed_command_runs(python: Path, tmp_path: Path) -> None:
    assert run(python.parent / "briefing", "--version", cwd=tmp_path).startswith("briefing ")
