from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from briefing.cli import cli
from briefing.errors import RenderError
from briefing.renderers import shipped


def test_a_copy_is_ours_byte_for_byte_and_nothing_is_overwritten(tmp_path: Path) -> None:
    copied = shipped.copy("compact/screen.css", shipped.styles(), tmp_path)

    assert copied == tmp_path / "compact/screen.css"
    assert copied.read_bytes() == shipped.styles()["compact/screen.css"].read_bytes()
    with pytest.raises(RenderError, match="stands there already"):
        shipped.copy("compact/screen.css", shipped.styles(), tmp_path)


@pytest.mark.parametrize("name", ["../pyproject.toml", "/etc/passwd", "_byline.html"])
def test_only_our_own_names_are_taken(name: str, tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="is not one of ours"):
        shipped.copy(name, shipped.templates(), tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_a_misspelled_name_is_told_the_nearest() -> None:
    with pytest.raises(RenderError, match=r"did you mean '_byline\.html\.j2'"):
        shipped.find("_bylin.html.j2", shipped.templates())


def test_the_commands_show_what_takes_the_place_of_ours(tmp_path: Path) -> None:
    settings = tmp_path / "desk.toml"
    settings.write_text('[output]\ntemplates = "house"\nlook = "compact"\n')
    (tmp_path / "house").mkdir()

    def said(*words: str) -> str:
        done = CliRunner().invoke(cli, ["--config", str(settings), *words])
        assert done.exit_code == 0, done.output
        return done.output

    said("templates", "copy", "_byline.html.j2")
    (tmp_path / "house/_byline.html.j2").write_text("ours no more")

    assert said("templates", "show", "_byline.html.j2") == "ours no more"
    assert f"_byline.html.j2\t{tmp_path / 'house/_byline.html.j2'}" in said("templates", "list")
    assert "_entry.html.j2\tours" in said("templates", "list")
    assert "compact/screen.css\tcompact\tin use" in said("styles", "list")
    assert "broadsheet/screen.css\tbroadsheet\tnot in use" in said("styles", "list")
