"""Evidence packs: the same bytes, all that is needed, and nothing believed that is not proved."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from shutil import which

import pytest

from briefing.encoding import encode
from briefing.errors import PackError
from briefing.keeping import edition_of
from briefing.model import Legacy
from briefing.packing import packs
from briefing.packing.gathering import edition_named, gathered
from briefing.packing.packs import is_pack, opened_pack
from briefing.packing.signing import sign
from briefing.packing.unpacking import unpack
from briefing.packing.writing import Contents, write_pack
from briefing.renderers.data import document
from briefing.store.opening import IN_MEMORY
from briefing.store.store import opened
from briefing.verification.findings import Level
from briefing.verification.packed import by_pack, check_pack
from editions import Published, published

needs_ssh = pytest.mark.skipif(which("ssh-keygen") is None, reason="there is no ssh-keygen")
Files = dict[str, bytes]


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Published:
    place = tmp_path_factory.mktemp("edition")
    return published(place, formats=("html", "json", "atom"))


def contents(edition: Published) -> Contents:
    with opened(edition.store) as store:
        named = edition_named(store, None)
        return gathered(store, named, edition.settings, settings_file=b"# settings\n").contents


@pytest.fixture(scope="module")
def pack(edition: Published, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pack") / "evidence.zip"
    with opened(edition.store) as store:
        write_pack(path, contents(edition), store)
    return path


def files_of(path: Path) -> Files:
    with zipfile.ZipFile(path) as archive:
        return {one: archive.read(one) for one in archive.namelist()}


def packed(path: Path, files: Files) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return path


def listed_anew(files: Files) -> Files:
    """Make a manifest that fits, as whoever changes a pack can do."""
    manifest = json.loads(files["manifest.json"])
    manifest["files"] = {
        name: {"size": len(body), "sha256": sha256(body).hexdigest()}
        for name, body in files.items()
        if not name.startswith("manifest.json")
    }
    return {**files, "manifest.json": json.dumps(manifest).encode()}


def faults(path: Path, edition: Published) -> set[str]:
    try:
        outcomes = list(check_pack(path, edition.settings, signers=None))
    except PackError:
        return {"unreadable"}
    found = [one for outcome in outcomes for one in outcome.findings]
    return {one.what for one in found if one.level is not Level.NOTE}


def test_the_same_edition_gives_the_same_bytes(
    edition: Published, pack: Path, tmp_path: Path
) -> None:
    with opened(edition.store) as store:
        write_pack(tmp_path / "again.zip", contents(edition), store)

    assert (tmp_path / "again.zip").read_bytes() == pack.read_bytes()


def test_a_pack_holds_what_the_brief_rests_on_under_the_names_of_its_digests(
    edition: Published, pack: Path
) -> None:
    files = files_of(pack)

    assert {name for name in files if name.startswith("brief/")} == {
        f"brief/{name}" for name in edition.files
    }
    for source in edition.brief.sources:
        assert sha256(files[f"documents/{source.document_digest}"]).hexdigest() == (
            source.document_digest
        )
        assert sha256(files[f"texts/{source.digest}.txt"]).hexdigest() == source.digest
        assert json.loads(files[f"articles/{source.article_id}.json"])["removed"]
    settings = files["settings/settings.json"]
    assert sha256(settings).hexdigest() == edition.brief.settings_digest


def test_a_pack_as_it_was_made_is_verified_without_a_store(edition: Published, pack: Path) -> None:
    outcomes = list(check_pack(pack, edition.settings, signers=None))

    assert all(one.is_verified for one in outcomes)
    assert {one.name.rpartition("!/")[2] for one in outcomes[1:]} == set(edition.files)


def test_a_file_can_be_held_against_a_pack(edition: Published, pack: Path) -> None:
    page = edition.files["brief.html"]

    with by_pack(edition.settings, pack, signers=None) as (checker, _, _):
        assert checker.file("brief.html", page).is_verified
        assert not checker.file("brief.html", page.replace(b"year", b"week", 1)).is_verified


def test_a_store_can_be_built_from_a_pack(edition: Published, pack: Path) -> None:
    with opened_pack(pack) as one, opened(IN_MEMORY) as store, store.changing():
        for each in one.documents():
            store.keep_document(each)
        for article in one.articles():
            assert article.read_at
            store.keep_article(article, read_at=article.read_at)
        store.plan(one.manifest.edition, one.brief(), Legacy())
        store.finish(one.manifest.edition.key)

        assert store.brief("2026-01-15") == edition.brief
        assert [one.id for one in one.articles()] == sorted(
            source.article_id for source in edition.brief.sources
        )


def test_unpacking_gives_the_files_and_overwrites_none(pack: Path, tmp_path: Path) -> None:
    count = unpack(pack, tmp_path / "out")

    found = {
        path.relative_to(tmp_path / "out").as_posix(): path.read_bytes()
        for path in (tmp_path / "out").rglob("*")
        if path.is_file()
    }
    assert found == files_of(pack)
    assert count == len(found) - 1
    with pytest.raises(PackError, match="not empty"):
        unpack(pack, tmp_path / "out")


# --- packs of strangers ------------------------------------------------------------------


def lie(files: Files) -> Files:
    """Say something else in all files of the brief."""
    return {
        name: body.replace(b"year", b"week") if name.startswith("brief/") else body
        for name, body in files.items()
    }


def lie_in_all(files: Files) -> Files:
    """Say it in the texts as well, with every digest and every name made to fit."""
    changed = {name: body.replace(b"year", b"week") for name, body in files.items()}
    for name, body in files.items():
        if name.startswith("texts/"):
            old, new = name[6:-4], sha256(body.replace(b"year", b"week")).hexdigest()
            changed = {
                each.replace(old, new): inside.replace(old.encode(), new.encode())
                if not each.startswith("documents/")
                else inside
                for each, inside in changed.items()
            }
    brief = changed["brief/brief.json"]
    manifest = json.loads(changed["manifest.json"])
    manifest["edition"]["digest"] = sha256(brief).hexdigest()
    return {**changed, "manifest.json": json.dumps(manifest).encode()}


def lie_in_the_documents(files: Files) -> Files:
    return {
        name: body.replace(b"year", b"week") if name.startswith("documents/") else body
        for name, body in files.items()
    }


def paragraph_in_the_page(files: Files) -> Files:
    page = files["brief/brief.html"].replace(b"</main>", b"<p>Talks failed.</p></main>")
    return {**files, "brief/brief.html": page}


def other_settings(files: Files) -> Files:
    return {**files, "settings/settings.json": files["settings/settings.json"] + b" "}


def other_headline(files: Files) -> Files:
    """Print another headline in all files but the document."""
    return {
        name: body if name.startswith("documents/") else body.replace(b"Biden hopes", b"He hopes")
        for name, body in files.items()
    }


LIES: tuple[Callable[[Files], Files], ...] = (
    lie, lie_in_all, lie_in_the_documents, paragraph_in_the_page, other_settings, other_headline,
)  # fmt: skip


@pytest.mark.parametrize("change", LIES)
def test_a_pack_whose_files_were_changed_is_not_verified_though_its_manifest_fits(
    edition: Published, pack: Path, tmp_path: Path, change: Callable[[Files], Files]
) -> None:
    made = packed(tmp_path / "lie.zip", listed_anew(change(files_of(pack))))

    assert faults(made, edition) - {"unreadable"}


@pytest.mark.parametrize("change", LIES)
def test_a_pack_whose_files_do_not_fit_its_manifest_is_not_unpacked(
    pack: Path, tmp_path: Path, change: Callable[[Files], Files]
) -> None:
    before = files_of(pack)
    files = {**change(before), "manifest.json": before["manifest.json"]}

    with pytest.raises(PackError):
        unpack(packed(tmp_path / "lie.zip", files), tmp_path / "out")


@pytest.mark.parametrize(
    "name",
    [
        "../evil", "/etc/passwd", "brief/../../evil", "brief/..", "C:\\evil", "brief\\evil",
        "brief/sub/evil", "notes/evil", "brief/", "brief/.hidden", "brief/nul\x00", "brief/evil.",
    ],
)  # fmt: skip
def test_a_name_that_leads_out_is_refused(pack: Path, tmp_path: Path, name: str) -> None:
    files = {**files_of(pack), name: b"evil"}
    made = packed(tmp_path / "evil.zip", listed_anew(files))

    with pytest.raises(PackError):
        unpack(made, tmp_path / "out")

    assert not (tmp_path / "out").exists() or not any((tmp_path / "out").iterdir())
    assert not (tmp_path / "evil").exists()


def test_a_link_is_refused(pack: Path, tmp_path: Path) -> None:
    made = packed(tmp_path / "link.zip", files_of(pack))
    link = zipfile.ZipInfo("brief/link")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr(link, "/etc/passwd")

    with pytest.raises(PackError, match="link"):
        unpack(made, tmp_path / "out")


def test_two_files_of_one_name_are_refused(pack: Path, tmp_path: Path) -> None:
    made = packed(tmp_path / "two.zip", files_of(pack))
    with zipfile.ZipFile(made, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("brief/brief.json", b"{}")

    with pytest.raises(PackError, match="twice"):
        unpack(made, tmp_path / "out")


def test_a_bomb_is_read_no_further_than_its_manifest_says(pack: Path, tmp_path: Path) -> None:
    files = files_of(pack)
    made = tmp_path / "bomb.zip"
    manifest = listed_anew({**files, "brief/brief.html": b"small"})["manifest.json"]
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in {**files, "manifest.json": manifest}.items():
            large = bytes(50_000_000)
            archive.writestr(name, large if name == "brief/brief.html" else body)

    with pytest.raises(PackError, match="not of the size"):
        unpack(made, tmp_path / "out")


def test_a_pack_that_claims_too_much_is_refused(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packs, "MOST_BYTES", 1000)

    with pytest.raises(PackError, match="larger"), opened_pack(pack):
        pass


@pytest.mark.parametrize("body", [b"", b"PK", b"no pack at all", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_pack_is_said(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "odd.zip"
    path.write_bytes(body)

    assert not is_pack(path)
    with pytest.raises(PackError), opened_pack(path):
        pass


def test_every_bit_of_a_pack_counts(edition: Published, pack: Path, tmp_path: Path) -> None:
    whole = pack.read_bytes()
    places = range(40, len(whole) - 4000, len(whole) // 12)

    for place in places:
        body = bytearray(whole)
        body[place] ^= 16
        (tmp_path / "bit.zip").write_bytes(body)
        assert opens_otherwise(tmp_path / "bit.zip", whole), place


def opens_otherwise(path: Path, whole: bytes) -> bool:
    """Whether a pack cannot be read, or its files are those of the whole one all the same."""
    try:
        with opened_pack(path) as pack:
            found = {name: pack.file(name) for name in pack.names()}
    except PackError:
        return True
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        return all(archive.read(name) == body for name, body in found.items())


def test_an_edition_that_is_not_kept_cannot_be_packed(edition: Published) -> None:
    with opened(edition.store) as store:
        with pytest.raises(PackError, match="newest is 2026-01-15"):
            edition_named(store, "2025-01-01")
        assert edition_named(store, "2026-01-15").key == "2026-01-15"


def test_what_is_not_kept_any_more_is_named(edition: Published, tmp_path: Path) -> None:
    with opened(IN_MEMORY) as empty, pytest.raises(PackError, match="cannot be made"):
        write_pack(tmp_path / "none.zip", contents(edition), empty)

    assert list(tmp_path.iterdir()) == []


def test_changed_settings_are_left_out_and_said(edition: Published) -> None:
    changed = replace(edition.settings, brief=replace(edition.settings.brief, title="Other"))

    with opened(edition.store) as store:
        made = gathered(store, edition_named(store, None), changed, settings_file=b"")

    assert made.contents.settings is None
    assert "settings have changed" in made.warnings[0]


def test_settings_of_a_stranger_lead_nowhere(
    edition: Published, pack: Path, tmp_path: Path
) -> None:
    files = files_of(pack)
    settings = json.loads(files["settings/settings.json"])
    settings["output"] |= {"look": "../../..", "page": "A4; x", "columns": "2", "styles": ["/x"]}
    settings["output"]["templates"] = "/etc"
    files["settings/settings.json"] = json.dumps(settings).encode()
    made = packed(tmp_path / "odd.zip", listed_anew(files))

    with by_pack(edition.settings, made, signers=None) as (checker, _, _):
        output = checker.settings.output

    told = (output.look, output.page, output.columns, output.styles, output.templates)
    assert told == ("classic", "A4", 1, (), None)


# --- signatures ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_key(tmp_path_factory.mktemp("keys") / "desk")


def new_key(path: Path) -> Path:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
    return path


@pytest.fixture
def signers(key: Path, tmp_path: Path) -> Path:
    path = tmp_path / "signers"
    public = key.with_suffix(".pub").read_text(encoding="utf-8")
    path.write_text(f"desk@example.org {public}", encoding="utf-8")
    return path


def signed(edition: Published, path: Path, key: Path) -> Path:
    with opened(edition.store) as store:
        write_pack(path, contents(edition), store, sign=lambda it: sign(it, key, pack=path))
    return path


@needs_ssh
def test_a_signed_pack_is_verified_and_names_who_signed(
    edition: Published, key: Path, signers: Path, tmp_path: Path
) -> None:
    made = signed(edition, tmp_path / "signed.zip", key)

    [outcome, *_] = check_pack(made, edition.settings, signers=signers)

    assert outcome.is_verified
    assert "is that of desk@example.org" in {one.detail for one in outcome.findings}


@needs_ssh
def test_a_signature_by_somebody_else_is_refused(
    edition: Published, signers: Path, tmp_path: Path
) -> None:
    made = signed(edition, tmp_path / "signed.zip", new_key(tmp_path / "other"))

    with by_pack(edition.settings, made, signers=signers) as (checker, _, found):
        assert [one.level for one in found] == [Level.WRONG]
        assert not checker.is_vouched


@needs_ssh
def test_a_signature_of_another_manifest_is_refused(
    edition: Published, key: Path, tmp_path: Path
) -> None:
    files = files_of(signed(edition, tmp_path / "signed.zip", key))
    manifest = files["manifest.json"] + b"\n"
    made = packed(tmp_path / "changed.zip", {**files, "manifest.json": manifest})

    with by_pack(edition.settings, made, signers=None) as (_, _, found):
        assert [one.level for one in found] == [Level.WRONG]


def test_a_pack_that_nobody_signed_is_refused_where_signers_are_asked_for(
    edition: Published, pack: Path, tmp_path: Path
) -> None:
    (tmp_path / "signers").write_text("desk@example.org ssh-ed25519 AAAA\n", encoding="utf-8")

    with by_pack(edition.settings, pack, signers=tmp_path / "signers") as (_, _, found):
        assert [one.level for one in found] == [Level.WRONG]


def test_the_manifest_names_the_edition(edition: Published, pack: Path) -> None:
    manifest = json.loads(files_of(pack)["manifest.json"])

    own = edition_of(edition.brief, edition.rendered)
    assert {**manifest["edition"], "files": []} == {**encode(own), "files": []}
    assert sorted(map(tuple, manifest["edition"]["files"])) == sorted(own.files)
    assert manifest["edition"]["digest"] == sha256(document(edition.brief)).hexdigest()
