from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from briefing.errors import SettingsError
from briefing.loading import Context, check, examine, read
from briefing.registry import names
from briefing.settings import Settings

RULE = {"name": "Ports", "any": ["harbor"]}


def load(values: dict[str, Any], *, flags: dict[str, tuple[str, Any]] | None = None) -> Settings:
    context = Context(root=Path("desk"), names=names, place="briefing.toml", flags=flags or {})
    return check(values, context)


def faults(values: dict[str, Any], *, flags: dict[str, tuple[str, Any]] | None = None) -> str:
    with pytest.raises(SettingsError) as caught:
        load(values, flags=flags)
    return "\n".join(caught.value.faults)


def test_an_empty_file_gives_the_defaults() -> None:
    assert load({}) == Settings(root=Path("desk"))


def test_a_flag_wins_over_the_file_and_is_named_in_its_fault() -> None:
    values = {"summarize": {"sentences": 4}}

    assert load(values, flags={"summarize.sentences": ("--sentences", 5)}).summarize.sentences == 5
    assert faults(values, flags={"summarize.sentences": ("--sentences", 0)}) == (
        "--sentences: expected 1 to 20, got 0"
    )


def test_every_fault_is_reported_at_once() -> None:
    told = faults(
        {
            "summarise": {},
            "brief": {"titel": "x", "order": "random", "timezone": "Mars/Olympus"},
            "summarize": {"sentences": "many", "method": "lexrnk"},
            "output": {"formats": ["html", "docx"], "page": "A5"},
            "theme": [RULE, {"name": "ports ", "any": ["x"]}, {"name": "Empty"}],
        }
    )

    assert told.splitlines() == [
        'briefing.toml: summarise: unknown section "summarise"; did you mean "summarize"?',
        'briefing.toml: brief.titel: unknown option "titel"; did you mean "title"?',
        'briefing.toml: brief.order: expected importance or newest or central, got "random"',
        'briefing.toml: summarize.sentences: expected a whole number, got "many"',
        'briefing.toml: summarize.method: unknown summarizer "lexrnk"; did you mean "lexrank"?',
        'briefing.toml: output.formats: unknown renderer "docx"; known: '
        + ", ".join(names("renderers")),
        'briefing.toml: output.page: expected A4 or Letter, got "A5"',
        'briefing.toml: brief.timezone: unknown time zone "Mars/Olympus";'
        " write one such as Europe/Paris or UTC",
        'briefing.toml: theme[2].name: "ports " is theme[1]\'s name too',
        "briefing.toml: theme[3]: has no rule; give it terms under `any`, groups under `all`,"
        " a `query`, or `words`",
    ]


def theme(**given: Any) -> dict[str, Any]:
    return {"theme": [{"name": "T", "any": ["ships"], **given}]}


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"brief": []}, "brief: expected a table [brief], got []"),
        ({"theme": {"name": "x"}}, "theme: expected tables [[theme]]"),
        ({"brief": {"other": 1}}, "brief.other: expected true or false, got 1"),
        ({"brief": {"title": "a\nb"}}, "holds a line break"),
        ({"brief": {"language": "english!"}}, "is no language tag"),
        ({"theme": [{"name": "T", "all": [[]]}]}, "has an empty group"),
        ({"theme": [{"name": "T", "any": ["--"]}]}, 'the term "--" holds no word'),
        ({"theme": [{"any": ["x"]}]}, "theme[1].name: is missing"),
        (theme(any=["po*rt"]), 'theme[1]: the term "po*rt": a * may only stand at the end'),
        (theme(all=[["embas* staff"]]), '"embas* staff": a * may only stand at the end'),
        (theme(none=["*port"]), '"*port": a * may only stand at the end'),
        (theme(entities=["Putin*"]), '"Putin*": a name is found as it is written, without *'),
        (theme(any=["port^x"]), '"port^x": write a weight such as ^2 or ^0.5'),
        (theme(any=["port^-1"]), '"port^-1": write a weight such as ^2 or ^0.5'),
        (theme(words=["harbor^2"]), '"harbor^2": `words` are plain, without * and ^'),
        (theme(words=["harb*"]), '"harb*": `words` are plain, without * and ^'),
        (theme(languages=["english!"]), 'theme[1].languages: "english!" is no language tag'),
        (theme(any=["Port^2"], none=["port"]), 'theme[1].none: "port" stands under `any` too'),
        (
            theme(examples=["Ships came."], not_examples=["ships  came."]),
            'theme[1].not_examples: "ships  came." stands under `examples` too',
        ),
        (
            theme(any=["US"], entities=["May"], none=["may", "us"]),
            'theme[1].none: "us" stands under `any` too',
        ),
        ({"select": {"exclude": ["text: po*rt"]}}, '"text: po*rt": a * may only stand at the end'),
        ({"theme": [{"name": "T", "any": "x"}]}, 'expected a list, got "x"'),
        ({"source": [{"name": "S"}]}, "source[1].paths: names no file"),
        ({"brief": {"at_a_glance": True}}, "expected a whole number, got true"),
        ({"output": {"formats": []}}, "output.formats: names no format"),
    ],
)
def test_a_wrong_value_is_told_with_what_was_expected(values: dict[str, Any], fault: str) -> None:
    assert fault in faults(values)


def test_what_is_at_fault_has_its_default_so_that_the_rest_can_be_checked() -> None:
    values = {"brief": {"title": 7, "subtitle": "kept"}}

    settings, found = examine(values, Context(root=Path(), names=names))

    assert settings.brief.title == Settings().brief.title
    assert settings.brief.subtitle == "kept"
    assert len(found) == 1


def test_paths_are_relative_to_the_settings_file() -> None:
    settings = load({"output": {"directory": "out", "styles": ["a.css"]}})

    assert settings.output.directory == Path("desk/out")
    assert settings.output.styles == (Path("desk/a.css"),)


def test_the_digest_tells_settings_apart_but_not_the_folders_they_lie_in() -> None:
    values: dict[str, Any] = {"output": {"styles": ["a.css"]}, "theme": [RULE]}
    here = check(values, Context(root=Path("/here"), names=names))
    there = check(values, Context(root=Path("/there"), names=names))
    other = check({**values, "theme": []}, Context(root=Path("/here"), names=names))

    assert here.digest == there.digest
    assert here.digest != other.digest


def test_broken_toml_is_told_with_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "briefing.toml"
    path.write_text('[brief]\ntitle = "open\n')

    with pytest.raises(SettingsError, match=r"briefing\.toml: is not valid TOML: .*line 2, column"):
        read(path)


def test_the_mark_that_windows_puts_before_utf_8_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "briefing.toml"
    path.write_bytes(b'\xef\xbb\xbf[brief]\ntitle = "Desk"\n')

    assert read(path) == {"brief": {"title": "Desk"}}


def test_a_settings_file_that_is_not_there_or_no_text_is_told(tmp_path: Path) -> None:
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(SettingsError, match="cannot be read: No such file"):
        read(tmp_path / "missing.toml")
    with pytest.raises(SettingsError, match="is not UTF-8 text"):
        read(binary)


def with_file(folder: Path, written: str, **beside: object) -> dict[str, Any]:
    """Write a theme's file, and give settings that name it."""
    (folder / "themes").mkdir()
    (folder / "themes/ports.toml").write_text(written, encoding="utf-8")
    return {"theme": [{"file": "themes/ports.toml", **beside}]}


def examined(values: dict[str, Any], root: Path) -> tuple[Settings, list[str]]:
    """Examine settings; faults are given without the folder that a test is run in."""
    settings, found = examine(values, Context(root=root, names=names, place="briefing.toml"))
    return settings, [one.replace(f"{root}/", "") for one in found]


def test_a_theme_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    values = with_file(tmp_path, 'name = "Ports"\nany = ["harbor"]\nnote = "ports.md"\n')

    settings, found = examined(values, tmp_path)

    apart = {"theme": [{**RULE, "note": "ports.md"}]}
    assert settings == check(apart, Context(root=tmp_path, names=names))
    assert settings.themes[0].note == tmp_path / "ports.md"
    assert found == []


def test_what_is_given_beside_a_file_wins(tmp_path: Path) -> None:
    written = 'name = "Harbors"\nany = ["harbor"]\n'

    settings, found = examined(with_file(tmp_path, written, name="Ports"), tmp_path)

    assert [(one.name, one.any) for one in settings.themes] == [("Ports", ("harbor",))]
    assert found == []


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ('nam = "Ports"\nname = "P"\nany = ["x"]', 'nam: unknown option "nam"; did you mean'),
        ('name = 7\nany = ["x"]', "name: expected text in quotes, got 7"),
        ('name = "P"', ": has no rule; give it terms"),
        ('name = "P"\nany = ["--"]', ': the term "--" holds no word'),
        ('name = "P"\nany = ["x"]\nall = [[]]', "all: has an empty group"),
        ('name = "P"\nany = ["x"]\nfile = "b.toml"', "file: a theme's file may not name another"),
        ('[[theme]]\nname = "P"\nany = ["x"]', "theme: write the options of the theme alone"),
    ],
)
def test_a_fault_in_a_theme_s_file_is_told_with_its_path(
    tmp_path: Path, written: str, fault: str
) -> None:
    _, found = examined(with_file(tmp_path, written), tmp_path)

    assert found[0].startswith(f"themes/ports.toml: {fault.removeprefix(': ')}")


def test_a_fault_beside_a_theme_s_file_is_told_with_the_settings_path(tmp_path: Path) -> None:
    values = with_file(tmp_path, 'name = "Ports"\nany = ["x"]', within=3)

    _, found = examined(values, tmp_path)

    assert found == [
        "briefing.toml: theme[1].within: there are no groups under `all` that could meet"
    ]


def test_a_theme_s_file_that_cannot_be_read_is_the_only_fault(tmp_path: Path) -> None:
    broken = with_file(tmp_path, 'name = "open\n')

    _, missing = examined({"theme": [{"file": "none.toml"}]}, tmp_path)
    _, invalid = examined(broken, tmp_path)
    _, number = examined({"theme": [{"file": 3}]}, tmp_path)

    told = "briefing.toml: theme[1].file: "
    assert missing == [f"{told}none.toml: cannot be read: No such file or directory"]
    assert len(invalid) == 1
    assert invalid[0].startswith(f"{told}themes/ports.toml: is not valid TOML: ")
    assert "line 1" in invalid[0]
    assert number == [f"{told}expected text in quotes, got 3"]
