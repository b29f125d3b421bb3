"""The documentation says what is true: commands, flags, settings, exit statuses, examples."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import MISSING, fields
from pathlib import Path

import click
import pytest

from briefing import errors
from briefing.cli import INTERRUPTED, cli
from briefing.cli.statuses import SOME_LEFT_OUT
from briefing.loading import ARRAYS, TABLES, Context, check
from briefing.registry import names

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = (DOCS / "commands.md").read_text(encoding="utf-8")
SETTINGS = (DOCS / "settings.md").read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """Give a heading's part of a page, up to the next heading of its rank or above."""
    found = re.search(rf"^(#+) {re.escape(heading)}.*?(?=^#{{1,2}} |\Z)", text, re.M | re.S)
    assert found, f"no heading {heading!r}"
    return found[0]


def flags(command: click.Command) -> set[str]:
    options = [one for one in command.params if isinstance(one, click.Option)]
    return {flag for one in options for flag in (*one.opts, *one.secondary_opts)} - {"--help"}


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.M | re.S)


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_command_is_documented_with_all_its_flags(name: str) -> None:
    part = section(COMMANDS, f"`briefing {name}")

    documented = set(re.findall(r"`(--?[\w-]+)", part)) - {"-"}

    command = cli.commands[name]
    below = command.commands.values() if isinstance(command, click.Group) else ()
    for one in (command, *below):
        assert flags(one) - flags(cli) <= documented, one.name
        assert one is command or f"`briefing {name} {one.name}" in part


def test_every_flag_of_the_program_is_documented() -> None:
    assert flags(cli) <= set(re.findall(r"`(--?[\w-]+)", section(COMMANDS, "Commands")))


def test_no_command_is_documented_that_is_not_there() -> None:
    assert set(re.findall(r"^## `briefing (\w+)", COMMANDS, re.M)) == set(cli.commands)


@pytest.mark.parametrize("name", [*TABLES, *ARRAYS])
def test_every_option_is_documented_with_its_default(name: str) -> None:
    kind = {**TABLES, **ARRAYS}[name]
    part = section(SETTINGS, f"`[[{name}]]`" if name in ARRAYS else f"`[{name}]`")

    rows = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", part, re.M))

    assert set(rows) == {one.name for one in fields(kind)}
    for one in fields(kind):
        written = rows[one.name].strip("`")
        assert one.default is not MISSING
        if written not in {"required", "none"}:
            [default] = tomllib.loads(f"value = {written}").values()
            given = list(one.default) if isinstance(one.default, tuple) else one.default
            assert default == (str(given) if isinstance(given, Path) else given), one.name


def test_every_exit_status_is_documented() -> None:
    part = section(COMMANDS, "Exit status")
    kinds = [one for one in vars(errors).values() if isinstance(one, type)]

    statuses = {one.exit_status for one in kinds if issubclass(one, errors.BriefingError)}

    documented = {int(status) for status in re.findall(r"^\| (\d+) \|", part, re.M)}
    assert statuses | {0, SOME_LEFT_OUT, INTERRUPTED} == documented


def test_the_examples_of_themes_are_valid_settings(tmp_path: Path) -> None:
    examples = blocks((DOCS / "themes.md").read_text(encoding="utf-8"), "toml")
    # An example that opens with a path is the file of a theme that another one names.
    paths = {one: re.match(r"# (\S+/\S+\.toml)\n", one) for one in examples}
    for example, path in paths.items():
        if path:
            (tmp_path / path[1]).parent.mkdir(exist_ok=True)
            (tmp_path / path[1]).write_text(example, encoding="utf-8")

    for example in (one for one, path in paths.items() if not path):
        assert check(tomllib.loads(example), Context(root=tmp_path, names=names)).themes
    assert examples


@pytest.mark.parametrize("page", ["delivery.md"])
def test_the_examples_of_a_page_are_valid_settings(page: str) -> None:
    examples = blocks((DOCS / page).read_text(encoding="utf-8"), "toml")

    checked = [check(tomllib.loads(one), Context(root=ROOT, names=names)) for one in examples]

    kinds = {one.kind for settings in checked for one in settings.deliver}
    assert kinds == set(names("deliverers"))


def test_links_between_pages_lead_somewhere() -> None:
    pages = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")]

    for page in [*pages, *DOCS.rglob("*.md")]:
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_shell_blocks_of_the_readme_run(tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    kept_out = shutil.ignore_patterns(".venv", ".git", "build", ".*_cache", "__pycache__")
    shutil.copytree(ROOT, desk, ignore=kept_out)
    (desk / "build").mkdir()
    found = blocks(README, "sh")

    for block in found:
        done = subprocess.run(
            ["sh", "-e", "-c", runnable(block)],
            cwd=desk,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{block}\n{done.stderr}"

    assert (desk / "brief.pdf").is_file()
    assert (desk / "brief.md").is_file()
    assert (desk / "my-desk/build/latest/brief.pdf").is_file()


def runnable(block: str) -> str:
    """Make a block of the README run inside the tests.

    What would set up an environment again (it stands already, and tests have no
    network) or run these tests again is only parsed.
    """
    block = re.sub(r"^make test", "make -n test", block, flags=re.M)
    block = re.sub(r"^make brief", "make -n brief", block, flags=re.M)
    block = re.sub(r"^pip install .*\n", "", block, flags=re.M)
    return f'briefing() {{ "{sys.executable}" -m briefing "$@"; }}\n{block}'
