from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archives import NOW, built, page, put, settings
from briefing.archive import manifest as manifests
from briefing.archive.building import Size, build
from briefing.archive.checking import findings
from briefing.engines.contract import Lost, Result, Task
from briefing.engines.opening import Serial, open_engine
from briefing.errors import ArchiveError, EngineError
from briefing.model import Drop, RawDocument, Reason
from briefing.parquet.files import rows, write
from briefing.parquet.rows import article as article_of
from briefing.partitions import plan
from briefing.partitions.plan import Input, inputs_of, work_of
from briefing.partitions.reading import read
from briefing.partitions.work import path_of, process_partition
from briefing.pipeline import read as extracted
from briefing.settings import ExtractSettings, FetchSettings, Settings, SourceSettings
from briefing.sources.fetched import Shelf, Visit
from briefing.sources.files import files


def uris(folder: Path) -> list[str]:
    parts = manifests.parts(folder)
    entries = manifests.needed(folder).entries
    return [row["uri"] for one in entries for _, row in rows(path_of(parts, one.name), ["uri"])]


def test_a_second_run_makes_what_is_new_and_nothing_else(tmp_path: Path) -> None:
    put(tmp_path, 1, 2, 3)
    first = built(tmp_path)
    put(tmp_path, 4)

    second = built(tmp_path)
    third = built(tmp_path)

    assert (first.made, second.made, third.made) == (2, 1, 0)
    assert (second.articles, third.total) == (1, 4)
    assert uris(tmp_path / "archive") == [f"pages/{number:03}.html" for number in (1, 2, 3, 4)]


def test_an_engine_makes_the_very_same_files(tmp_path: Path) -> None:
    put(tmp_path, 1, 2, 3)
    built(tmp_path)
    folder = tmp_path / "archive"
    alone = manifests.needed(folder)
    folder.rename(tmp_path / "alone")

    with open_engine("local", workers=2) as engine:
        built(tmp_path, engine=engine)

    assert manifests.needed(folder) == alone


def test_a_file_that_has_changed_takes_the_place_of_what_it_was(tmp_path: Path) -> None:
    put(tmp_path, 1, 2, 3)
    built(tmp_path)
    (tmp_path / "pages/002.html").write_text(page(7, day=3), encoding="utf-8")

    again = built(tmp_path)

    assert again.total == 3
    assert sorted(uris(tmp_path / "archive")) == [f"pages/00{number}.html" for number in (1, 2, 3)]
    assert list(findings(tmp_path / "archive")) == []


def test_a_file_that_is_gone_stays_in_the_archive(tmp_path: Path) -> None:
    put(tmp_path, 1, 2)
    built(tmp_path)
    (tmp_path / "pages/002.html").unlink()

    again = built(tmp_path)

    assert (again.made, again.total) == (0, 2)


def test_what_a_killed_run_had_made_is_found_again(tmp_path: Path) -> None:
    put(tmp_path, 1, 2, 3)
    before = built(tmp_path)
    (tmp_path / "archive" / manifests.NAME).unlink()  # as if it had not come to that

    again = built(tmp_path)

    assert (again.made, again.found, again.total) == (0, before.made, 3)


class Interrupted(Serial):
    """An engine that is stopped by Ctrl-C after the first task."""

    def run(
        self, function: Callable[[Task], Result], tasks: Iterable[Task]
    ) -> Iterator[tuple[Task, Result | Lost]]:
        first, *_ = tasks
        yield first, function(first)
        raise KeyboardInterrupt


def test_an_interrupted_run_keeps_what_is_done_and_the_next_goes_on(tmp_path: Path) -> None:
    put(tmp_path, 1, 2, 3)
    with pytest.raises(KeyboardInterrupt):
        built(tmp_path, engine=Interrupted())

    kept = manifests.needed(tmp_path / "archive")
    after = built(tmp_path)

    assert kept.articles == 2
    assert (after.made, after.total) == (1, 3)


class Poisoned(Serial):
    """An engine whose first task ends every worker."""

    def run(
        self, function: Callable[[Task], Result], tasks: Iterable[Task]
    ) -> Iterator[tuple[Task, Result | Lost]]:
        first, *others = tasks
        yield from super().run(function, others)
        yield first, Lost(why="it ended its worker twice")


def test_a_lost_partition_is_named_and_tried_again(tmp_path: Path) -> None:
    put(tmp_path, 1, 2, 3)
    first = built(tmp_path, engine=Poisoned())

    second = built(tmp_path)

    [(partition, why)] = first.lost
    assert [one.uri for one in partition.inputs] == ["pages/001.html", "pages/002.html"]
    assert why == "it ended its worker twice"
    assert (first.total, second.made, second.total) == (1, 1, 3)


def test_a_lost_partition_keeps_nothing_back_but_what_it_replaces(tmp_path: Path) -> None:
    put(tmp_path, 1, 2, 3, 4)
    built(tmp_path)
    for number in (1, 3):
        (tmp_path / f"pages/00{number}.html").write_text(page(number + 6), encoding="utf-8")
    put(tmp_path, 5, 6)
    folder = tmp_path / "archive"
    before = manifests.needed(folder).entries

    first = built(tmp_path, engine=Poisoned())
    half = manifests.needed(folder)
    second = built(tmp_path)

    # What the lost one replaces stays as it was, and only that.
    lost = {one.uri for one in first.lost[0][0].inputs}
    [stays] = [one for one in before if {each.uri for each in one.inputs} == lost]
    assert [one for one in before if one in half.entries] == [stays]
    assert uris(folder) == [f"pages/00{number}.html" for number in range(1, 7)]
    assert (first.total, second.made, second.total) == (6, 1, 6)
    assert stays not in manifests.needed(folder).entries
    assert list(findings(folder)) == []


def test_an_archive_stands_until_all_of_it_is_made_anew(tmp_path: Path) -> None:
    put(tmp_path, 1, 2, 3)
    built(tmp_path)
    folder = tmp_path / "archive"
    before = manifests.needed(folder)
    other = settings(tmp_path, extract=ExtractSettings(min_words=20))
    size = Size(most_inputs=2)

    with pytest.raises(KeyboardInterrupt):
        build(other, folder, Interrupted(), now=NOW, size=size, anew=True)
    meanwhile = manifests.needed(folder)
    whole = list(findings(folder))
    after = build(other, folder, Serial(), now=NOW, size=size, anew=True)

    assert meanwhile == before
    assert len(whole) == 1  # what was made anew so far
    assert (after.made, after.found, after.total) == (1, 1, 3)
    assert list(findings(folder)) == []


def test_a_file_that_is_gone_stays_when_one_beside_it_has_changed(tmp_path: Path) -> None:
    put(tmp_path, 1, 2)
    built(tmp_path)
    (tmp_path / "pages/001.html").write_text(page(7), encoding="utf-8")
    (tmp_path / "pages/002.html").unlink()

    again = built(tmp_path)
    third = built(tmp_path)

    assert (again.made, third.made) == (1, 0)
    assert "pages/002.html" in uris(tmp_path / "archive")


def test_an_archive_in_its_own_source_is_not_read_and_others_may_read_it(tmp_path: Path) -> None:
    put(tmp_path, 1)
    source = SourceSettings(name="all", paths=(".",))
    given = Settings(root=tmp_path, sources=(source,))

    runs = [build(given, tmp_path / "archive", Serial(), now=NOW) for _ in range(2)]

    assert [one.planned for one in runs] == [1, 0]
    assert uris(tmp_path / "archive") == ["pages/001.html"]
    made = [one for one in (tmp_path / "archive").rglob("*") if one.suffix in {".json", ".parquet"}]
    (tmp_path / "plain").touch()
    assert {one.stat().st_mode for one in made} == {(tmp_path / "plain").stat().st_mode}


def test_pages_that_were_fetched_are_taken_as_they_were_each_time(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "cache")
    for day, number in ((1, 4), (2, 6), (3, 6)):
        fetch(shelf, "https://news.example/top", page(number), day=day)
    fetch(shelf, "https://elsewhere.example/", page(8), day=1)
    source = SourceSettings(name="news", kind="web", addresses=("https://news.example/feed",))
    given = Settings(
        root=tmp_path, sources=(source,), fetch=FetchSettings(cache=tmp_path / "cache")
    )

    first = build(given, tmp_path / "archive", Serial(), now=NOW)
    again = build(given, tmp_path / "archive", Serial(), now=NOW)

    assert (first.articles, again.made) == (2, 0)
    assert uris(tmp_path / "archive") == ["https://news.example/top"] * 2


def test_pages_that_a_fetched_feed_led_to_are_taken_wherever_they_stand(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "cache")
    items = "".join(
        f"<item><title>{place}</title><link>https://{place}.example/page</link></item>"
        for place in ("one", "two")
    )
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'
    fetch(shelf, "https://feeds.example/rss", feed, day=1, kind="application/rss+xml")
    for number, place in enumerate(("one", "three"), 4):
        fetch(shelf, f"https://{place}.example/page", page(number), day=1)
    source = SourceSettings(name="news", kind="web", addresses=("https://feeds.example/rss",))
    given = Settings(
        root=tmp_path, sources=(source,), fetch=FetchSettings(cache=tmp_path / "cache")
    )

    first = build(given, tmp_path / "archive", Serial(), now=NOW)

    led_to = [f"https://{place}.example/page" for place in ("one", "two")]
    assert first.articles == 1
    assert sorted(uris(tmp_path / "archive")) == sorted([*led_to, "https://one.example/page"])


def fetch(shelf: Shelf, uri: str, body: str, *, day: int, kind: str = "text/html") -> None:
    at = datetime(2026, 1, day, tzinfo=UTC)
    visit = Visit(
        uri=uri,
        final_uri=uri,
        status=200,
        headers=(("Content-Type", f"{kind}; charset=utf-8"),),
        digest=hashlib.sha256(body.encode()).hexdigest(),
        size=len(body.encode()),
        fetched_at=at,
        confirmed_at=at,
    )
    shelf.keep(visit, body.encode())


def test_a_flipped_bit_is_found_and_repaired(tmp_path: Path) -> None:
    put(tmp_path, 1, 2, 3)
    built(tmp_path)
    folder = tmp_path / "archive"
    part = path_of(manifests.parts(folder), manifests.needed(folder).entries[0].name)
    body = bytearray(part.read_bytes())
    body[len(body) // 3] ^= 4
    part.write_bytes(body)

    [found] = findings(folder)
    again = built(tmp_path, repair=True)

    assert str(part) in found
    assert "has changed since it was written" in found
    assert again.made == 1
    assert list(findings(folder)) == []


def test_a_damaged_partition_whose_pages_are_gone_is_told_as_lost(tmp_path: Path) -> None:
    put(tmp_path, 1, 2, 3)
    built(tmp_path)
    folder = tmp_path / "archive"
    [entry] = [one for one in manifests.needed(folder).entries if len(one.inputs) > 1]
    part = path_of(manifests.parts(folder), entry.name)
    part.write_bytes(part.read_bytes()[:-100])
    (tmp_path / "pages/002.html").unlink()

    again = built(tmp_path, repair=True)
    third = built(tmp_path, repair=True)

    assert [[one.uri for one in each.inputs] for each in again.gone] == [["pages/002.html"]]
    assert (again.made, again.total) == (1, 2)
    assert third.gone == ()
    [found] = findings(folder)
    assert str(part.with_suffix(".damaged")) in found


def test_what_an_archive_of_other_settings_had_alone_is_told_as_lost(tmp_path: Path) -> None:
    put(tmp_path, 1, 2)
    built(tmp_path)
    (tmp_path / "pages/002.html").unlink()
    other = settings(tmp_path, extract=ExtractSettings(min_words=20))

    anew = build(other, tmp_path / "archive", Serial(), now=NOW, anew=True)

    assert [[one.uri for one in each.inputs] for each in anew.gone] == [["pages/002.html"]]


def test_a_file_that_no_manifest_names_is_made_again_if_it_is_damaged(tmp_path: Path) -> None:
    put(tmp_path, 1, 2, 3)
    built(tmp_path)
    folder = tmp_path / "archive"
    (folder / manifests.NAME).unlink()
    part = sorted(manifests.parts(folder).iterdir())[0]
    part.write_bytes(part.read_bytes()[:-100])

    again = built(tmp_path)

    assert (again.made, again.found, again.total) == (1, 1, 3)
    assert list(findings(folder)) == []


def test_a_partition_that_is_missing_or_not_named_is_found(tmp_path: Path) -> None:
    put(tmp_path, 1, 2, 3)
    built(tmp_path)
    parts = manifests.parts(tmp_path / "archive")
    first, second = sorted(parts.iterdir())
    second.rename(parts / "other.parquet")

    missing, unnamed = findings(tmp_path / "archive")

    assert "cannot be read" in missing
    assert "is not in the manifest" in unnamed
    assert first.exists()


def test_other_settings_need_an_archive_of_their_own(tmp_path: Path) -> None:
    put(tmp_path, 1)
    built(tmp_path)
    other = settings(tmp_path, extract=ExtractSettings(min_words=20))

    with pytest.raises(ArchiveError, match="--anew makes all of it again"):
        build(other, tmp_path / "archive", Serial(), now=NOW)

    anew = build(other, tmp_path / "archive", Serial(), now=NOW, anew=True)
    assert (anew.made, anew.total) == (1, 1)
    assert len(list(manifests.parts(tmp_path / "archive").iterdir())) == 1


def test_an_archive_that_holds_nothing_yet_takes_any_settings(tmp_path: Path) -> None:
    built(tmp_path)
    put(tmp_path, 1)
    other = settings(tmp_path, extract=ExtractSettings(min_words=20))

    first = build(other, tmp_path / "archive", Serial(), now=NOW)
    second = build(other, tmp_path / "archive", Serial(), now=NOW)

    assert (first.made, second.made, second.total) == (1, 0, 1)


def test_two_runs_do_not_build_one_archive_at_a_time(tmp_path: Path) -> None:
    with (
        manifests.alone(tmp_path),
        pytest.raises(ArchiveError, match="another run is building"),
        manifests.alone(tmp_path),
    ):
        pass


def test_a_worker_of_another_version_is_refused(tmp_path: Path) -> None:
    work = work_of(settings(tmp_path), tmp_path, version="9.9", now=NOW)

    with pytest.raises(EngineError, match="install the same version everywhere"):
        process_partition(None, work)  # type: ignore[arg-type]  # it does not come to that


def test_an_article_comes_back_from_its_row_as_it_was(tmp_path: Path) -> None:
    put(tmp_path, 1)
    built(tmp_path)
    folder = tmp_path / "archive"
    [entry] = manifests.needed(folder).entries

    [(_, row)] = rows(path_of(manifests.parts(folder), entry.name))

    [expected], _ = extracted(settings(tmp_path), now=NOW)
    assert article_of(row) == replace(expected, removed=())


def test_parts_of_a_file_of_lines_give_the_same_as_the_whole(tmp_path: Path) -> None:
    lines = [json.dumps({"headline": f"H{n}", "text": f"Text {n}. " * 20}) for n in range(6)]
    lines[3] = "no json"
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/news.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    given = settings(tmp_path)
    work = work_of(given, tmp_path, version="1", now=NOW)
    listed = files(given.sources[0], tmp_path).discover(now=NOW)
    [whole] = inputs_of(listed, tmp_path)
    assert isinstance(whole, Input)

    cut = list(plan._ranges(tmp_path / "pages/news.jsonl", 400))
    parts = [replace(whole, start=start, end=end, first=first) for start, end, first in cut]

    together = [found for part in parts for found in read((part, work))]
    assert len(parts) > 1
    assert together == list(read((whole, work)))
    assert any(isinstance(one, Drop) for one in together)
    assert sum(isinstance(one, RawDocument) for one in together) == 5


def test_rows_are_written_while_others_are_still_made(tmp_path: Path) -> None:
    written = list[int]()

    def made() -> Iterator[Drop]:
        for number in range(650):
            if number == 600:
                [part] = tmp_path.glob(".*.part")
                written.append(part.stat().st_size)
            detail = hashlib.sha256(str(number).encode()).hexdigest()
            yield Drop(stage="extract", uri=str(number), reason=Reason.EMPTY, detail=detail)

    write(tmp_path / "rows.parquet", made())

    [size] = written
    assert size > 2 * 200 * 32
    assert len(list(rows(tmp_path / "rows.parquet"))) == 650


def test_a_damaged_manifest_is_told_and_the_one_of_the_run_before_takes_its_place(
    tmp_path: Path,
) -> None:
    put(tmp_path, 1, 2, 3)
    built(tmp_path)
    (tmp_path / "pages/001.html").unlink()  # nobody could make its partition again
    put(tmp_path, 4)
    built(tmp_path)
    manifest = tmp_path / "archive" / manifests.NAME
    whole = manifests.needed(tmp_path / "archive")
    manifest.write_bytes(manifest.read_bytes()[:300])

    with pytest.raises(ArchiveError, match="--repair` goes back to the one of the run before"):
        built(tmp_path)
    again = built(tmp_path, repair=True)

    assert (again.made, again.found, again.total) == (0, 1, 4)
    assert manifests.needed(tmp_path / "archive") == whole


def test_a_manifest_of_a_later_program_is_left_alone(tmp_path: Path) -> None:
    put(tmp_path, 1)
    built(tmp_path)
    manifest = tmp_path / "archive" / manifests.NAME
    later = manifest.read_text().replace('"format": 1', '"format": 2')
    manifest.write_text(later)

    with pytest.raises(ArchiveError, match="is of format 2, and this version"):
        built(tmp_path, repair=True)

    assert manifest.read_text() == later
    assert len(list(manifests.parts(tmp_path / "archive").iterdir())) == 1


def test_partitions_that_no_manifest_names_are_not_removed(tmp_path: Path) -> None:
    put(tmp_path, 1, 2, 3)
    built(tmp_path)
    folder = tmp_path / "archive"
    (tmp_path / "pages/003.html").unlink()
    (folder / manifests.NAME).unlink()
    (manifests.parts(folder) / ".half.part").touch()

    built(tmp_path)

    [found] = findings(folder)
    assert "is not in the manifest" in found
    assert not list(manifests.parts(folder).glob(".*.part"))
