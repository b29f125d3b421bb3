"""A page in a wiki that is kept in git: committed where it changed, and nothing else touched."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from briefing.deliverers.git import git
from briefing.errors import DeliveryError
from briefing.parcels import Means, Parcel
from briefing.renderers.wikis.mediawiki import mediawiki
from briefing.settings import DeliverSettings, OutputSettings
from briefs import two_articles
from deliveries import means, parcel

PAGE = "news/Brief.mediawiki"
OWN = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def run(folder: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", *words], cwd=folder, env=OWN, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def log(folder: Path) -> list[str]:
    return run(folder, "log", "--format=%s").splitlines()


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    """Give a checkout with one page, and a bare repository that it pushes to."""
    run(tmp_path, "init", "--quiet", "--bare", "-b", "main", "wiki.git")
    run(tmp_path, "clone", "--quiet", "wiki.git", "wiki")
    wiki = tmp_path / "wiki"
    run(wiki, "config", "user.name", "Desk")
    run(wiki, "config", "user.email", "desk@example.org")
    (wiki / "Home.md").write_text("Welcome\n", encoding="utf-8")
    run(wiki, "add", "Home.md")
    run(wiki, "commit", "--quiet", "-m", "Begin")
    run(wiki, "push", "--quiet", "-u", "origin", "HEAD")
    return wiki


def parcel_of(**changes: str) -> Parcel:
    brief = replace(two_articles(), **changes)  # type: ignore[arg-type]  # texts alone
    return parcel(mediawiki(OutputSettings())(brief), brief=brief)


def deliver(wiki: Path, one: Parcel | None = None, *, push: bool = False, path: str = PAGE) -> bool:
    settings = DeliverSettings(
        kind="git", directory=wiki, path=path, formats=("mediawiki",), push=push
    )
    return git(settings, own()).send(one or parcel_of(), str(wiki))


def own() -> Means:
    return means(OWN)


def test_a_page_is_committed_once(wiki: Path) -> None:
    assert deliver(wiki)
    assert not deliver(wiki)

    assert log(wiki) == ["Russia–US talks, 2022-01-02", "Begin"]
    assert run(wiki, "show", "--stat", "--format=", "--name-only") == PAGE
    assert run(wiki, "status", "--porcelain") == ""


def test_what_people_wrote_around_the_brief_is_kept(wiki: Path) -> None:
    deliver(wiki)
    page = wiki / PAGE
    page.write_text("Ours.\n\n" + page.read_text(encoding="utf-8"), encoding="utf-8")
    run(wiki, "commit", "--quiet", "-am", "A word before")

    assert deliver(wiki, parcel_of(title="Talks go on"))

    written = page.read_text(encoding="utf-8")
    assert written.startswith("Ours.\n")
    assert "Talks go on" in written
    assert log(wiki)[0] == "Talks go on, 2022-01-02"


def test_a_page_without_marks_is_left_alone(wiki: Path) -> None:
    with pytest.raises(DeliveryError, match=r"Home\.md: .*marks"):
        deliver(wiki, path="Home.md")

    assert (wiki / "Home.md").read_text(encoding="utf-8") == "Welcome\n"
    assert log(wiki) == ["Begin"]


def test_a_checkout_in_which_somebody_is_at_work_is_left_alone(wiki: Path) -> None:
    (wiki / "Home.md").write_text("Welcome, all\n", encoding="utf-8")

    with pytest.raises(DeliveryError, match=r"not committed, such as Home\.md"):
        deliver(wiki)

    assert not (wiki / PAGE).exists()
    assert (wiki / "Home.md").read_text(encoding="utf-8") == "Welcome, all\n"


def test_a_page_that_is_being_written_is_left_alone(wiki: Path) -> None:
    deliver(wiki)
    draft = (wiki / PAGE).read_text(encoding="utf-8") + "\nA thought.\n"
    (wiki / PAGE).write_text(draft, encoding="utf-8")

    with pytest.raises(DeliveryError, match="was changed and not committed"):
        deliver(wiki, parcel_of(title="Talks go on"))

    assert (wiki / PAGE).read_text(encoding="utf-8") == draft


def test_a_checkout_in_a_conflict_is_left_alone(wiki: Path) -> None:
    run(wiki, "checkout", "--quiet", "-b", "other")
    (wiki / "Home.md").write_text("Other\n", encoding="utf-8")
    run(wiki, "commit", "--quiet", "-am", "Other")
    run(wiki, "checkout", "--quiet", "-")
    (wiki / "Home.md").write_text("Mine\n", encoding="utf-8")
    run(wiki, "commit", "--quiet", "-am", "Mine")
    with pytest.raises(subprocess.CalledProcessError):
        run(wiki, "merge", "other")

    with pytest.raises(DeliveryError, match="in the middle of a merge"):
        deliver(wiki)


def test_files_that_git_does_not_know_are_left_alone(wiki: Path) -> None:
    (wiki / "notes.txt").write_text("Mine\n", encoding="utf-8")

    deliver(wiki)

    assert run(wiki, "status", "--porcelain") == "?? notes.txt"


def test_what_a_killed_run_wrote_is_committed_by_the_next(wiki: Path) -> None:
    deliver(wiki)
    run(wiki, "reset", "--quiet", "--mixed", "HEAD~")  # the page stands there, uncommitted

    assert deliver(wiki)
    assert log(wiki) == ["Russia–US talks, 2022-01-02", "Begin"]


def test_a_page_is_pushed_also_where_an_earlier_push_failed(wiki: Path, tmp_path: Path) -> None:
    bare = tmp_path / "wiki.git"
    bare.rename(tmp_path / "away.git")
    with pytest.raises(DeliveryError, match="git push failed"):
        deliver(wiki, push=True)
    (tmp_path / "away.git").rename(bare)

    assert not deliver(wiki, push=True)
    assert log(bare) == ["Russia–US talks, 2022-01-02", "Begin"]


def test_a_remote_that_is_ahead_is_told(wiki: Path, tmp_path: Path) -> None:
    run(tmp_path, "clone", "--quiet", "wiki.git", "second")
    second = tmp_path / "second"
    run(
        second,
        "-c",
        "user.name=S",
        "-c",
        "user.email=s@s",
        "commit",
        "-q",
        "--allow-empty",
        "-m",
        "x",
    )
    run(second, "push", "--quiet")

    with pytest.raises(DeliveryError, match="git pull"):
        deliver(wiki, push=True)


def test_a_folder_that_is_no_checkout_is_told(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match="no checkout of git"):
        deliver(tmp_path)


def test_a_git_without_a_name_says_what_to_set(wiki: Path) -> None:
    run(wiki, "config", "--unset", "user.name")
    run(wiki, "config", "--unset", "user.email")
    run(wiki, "config", "user.useConfigOnly", "true")

    with pytest.raises(DeliveryError, match=r"set user\.name and user\.email"):
        deliver(wiki)


def test_the_checkout_is_that_of_the_settings_also_within_a_hook(
    wiki: Path, tmp_path: Path
) -> None:
    elsewhere = {**OWN, "GIT_DIR": str(tmp_path / "wiki.git"), "GIT_INDEX_FILE": "nowhere"}
    settings = DeliverSettings(kind="git", directory=wiki, path=PAGE, formats=("mediawiki",))

    assert git(settings, means(elsewhere)).send(parcel_of(), str(wiki))
    assert len(log(wiki)) == 2


@pytest.mark.parametrize("target", [".git", ".."])
def test_a_link_that_leads_out_of_the_pages_is_not_followed(wiki: Path, target: str) -> None:
    (wiki / "news").symlink_to(target)

    with pytest.raises(DeliveryError, match="leads out of the checkout"):
        deliver(wiki)

    assert not (wiki / target / "Brief.mediawiki").exists()
