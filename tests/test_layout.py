"""The import rule of the house (docs/decisions/0002-layout.md), kept by a machine."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "briefing"

# The first part of a module's name below `briefing` -> the floor on which it stands.
FLOORS = {
    name: floor
    for floor, names in enumerate(
        (
            # the ground: values and pure functions
            "model memory settings text abbreviations budgets stemming stop_words terms errors "
            "resources loading vectors neighbors linking spans encoding formats parcels markings "
            "recipients locking frequencies",
            "protocols registry engine engines",
            # the stages, which do not know each other
            "sources unpacking extractors annotators selection summarizers themes stories dedup "
            "composing renderers deliverers store parquet tables",
            # the use cases
            "pipeline gathering checking explanation starter trials enclosures rendering editions "
            "keeping recalling verification packing delivery doctor comparing upkeep "
            "telling housekeeping inputs partitions archive",
            "cli",
            "__main__",
        )
    )
    for name in names.split()
} | {"": 0}
USE_CASES = 3

# One library, one home.
HOMES = {
    "readability": "extractors",
    "trafilatura": "extractors",
    "charset_normalizer": "extractors",
    "py3langid": "extractors",
    "sumy": "summarizers",
    "luqum": "themes",
    "jinja2": "renderers",
    "weasyprint": "renderers",
    "tinycss2": "renderers",
    "markdown": "renderers",
    "nh3": "renderers",
    "fontTools": "renderers",
    "css_inline": "renderers",
    "click": "cli",
    "sqlite3": "store",
    "smtplib": "deliverers",
    "protego": "sources",
    "idna": "sources",
    "socket": "sources",
    "ssl": "sources",
    "feedparser": "unpacking",
    "fastwarc": "unpacking",
    "joblib": "engines",
    "dask": "engines",
    "distributed": "engines",
    "pyarrow": "parquet",
    "duckdb": "tables",
}

# For the command line alone: the clock, the environment, the terminal, the exit.
FOR_CLI_ALONE = {"print", "exit", "datetime.now", "date.today", "time.time", "sys.exit"}
FOR_CLI_ALONE |= {"os.environ", "os.getenv"}

MODULES = sorted(PACKAGE.rglob("*.py"))


def part(module: str) -> str:
    """Give the first part of a module's name below `briefing`."""
    return module.removeprefix("briefing").lstrip(".").split(".")[0]


def name_of(path: Path) -> str:
    names = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(names).removesuffix(".__init__")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            module = node.module or ""
            for alias in node.names:
                full = f"{module}.{alias.name}"
                yield full if module == "briefing" and alias.name in FLOORS else module


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}".lstrip(".")
    return node.id if isinstance(node, ast.Name) else ""


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_from_lower_floors_or_its_own_folder_only(path: Path) -> None:
    here = part(name_of(path))

    for imported in imports(path):
        if imported.split(".")[0] != "briefing":
            continue
        there = part(imported)
        # Use cases may share what they need: the pipeline and `checking` both read notes.
        beside = FLOORS[here] == FLOORS[there] and FLOORS[here] in {0, 1, USE_CASES}
        assert here == there or FLOORS[there] < FLOORS[here] or beside, (
            f"{name_of(path)} must not import {imported}"
        )


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_library_is_used_in_its_home_only(path: Path) -> None:
    here = part(name_of(path))

    homes = {imported: HOMES.get(imported.split(".")[0], here) for imported in imports(path)}

    assert {imported for imported, home in homes.items() if home != here} == set()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_the_clock_the_environment_and_the_terminal_are_for_the_command_line(path: Path) -> None:
    here = part(name_of(path))
    tree = ast.parse(path.read_text(encoding="utf-8"))

    used = {dotted(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute | ast.Name)}

    assert here == "cli" or used & FOR_CLI_ALONE == set()


def test_there_is_no_circle_of_imports() -> None:
    graph = {name_of(path): set(imports(path)) for path in MODULES}
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, f"a circle: {' -> '.join((*trail, module))}"
        if module in done:
            return
        for imported in sorted(graph[module] & graph.keys() - {module}):
            visit(imported, (*trail, module))
        done.add(module)

    for module in graph:
        visit(module, ())


def test_every_module_has_a_floor() -> None:
    assert {part(name_of(path)) for path in MODULES} <= FLOORS.keys()
