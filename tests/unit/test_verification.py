"""What `verify` proves of a brief's claims, and whom it does not believe."""

from __future__ import annotations

import json
import types
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest

from briefing.cli import main
from briefing.encoding import decode, encode
from briefing.errors import SourceError, StoreError
from briefing.keeping import edition_of
from briefing.model import Article, Brief, Legacy, Quote, Source, Withdrawal
from briefing.renderers.data import document
from briefing.store.opening import IN_MEMORY
from briefing.store.store import Store, opened
from briefing.verification.checking import Checker, by_store
from briefing.verification.claims import BY_ARTICLE, BY_EDITION, Evidence, claims
from briefing.verification.findings import Finding, Level
from editions import Published, published

PRINTED = ("html", "json", "markdown")


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Published:
    return published(tmp_path_factory.mktemp("edition"), formats=PRINTED)


@pytest.fixture(scope="module")
def checker(edition: Published) -> Iterator[Checker]:
    with edition.checker() as made:
        yield made


@pytest.fixture
def store(edition: Published) -> Iterator[Store]:
    """Give a store of the same articles, in which a test may change what it likes."""
    with opened(edition.store) as old, opened(IN_MEMORY) as new, new.changing():
        for source in edition.brief.sources:
            document_ = old.document(source.document_digest)
            new.keep_document(document_)
            article = old.article(source.article_id)
            new.keep_article(article, read_at=document_.fetched_at)
        yield new


def published_in(store: Store, brief: Brief) -> None:
    edition = edition_of(brief, ())
    store.plan(edition, brief, Legacy())
    store.finish(edition.key)


def found(brief: Brief, edition: Published, store: Store) -> set[str]:
    """Give what is wrong with a brief, or could not be checked, in words."""
    checker = Checker(settings=edition.settings, kept=store)
    outcome = checker.file("brief.json", document(brief))
    return {one.what for one in outcome.findings if one.level is not Level.NOTE}


# --- every text of a brief is held against something --------------------------------------


def texts(kind: Any, seen: set[Any]) -> Iterator[str]:
    """Name each field below a type that may hold text."""
    if kind in seen or not is_dataclass(kind):
        return
    seen.add(kind)
    hints = get_type_hints(kind)
    for one in fields(kind):
        for inner in parts(hints[one.name]):
            if isinstance(inner, type) and issubclass(inner, str):
                yield f"{kind.__name__}.{one.name}"  # type: ignore[union-attr]
            yield from texts(inner, seen)


def parts(hint: Any) -> Iterator[Any]:
    if get_origin(hint) in {Union, types.UnionType, tuple}:
        for one in get_args(hint):
            yield from parts(one)
    else:
        yield hint


def test_every_text_that_a_brief_can_hold_is_checked() -> None:
    known = set(texts(Brief, set()))

    # A new field belongs into one of the two, with a check of its own if it quotes an article.
    assert known == BY_ARTICLE | BY_EDITION


def changed(values: Any, kind: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Give a brief, as data, with each of its texts that quote an article changed in turn."""
    hints = get_type_hints(kind)
    for one in fields(kind):
        value, name = values.get(one.name), f"{kind.__name__}.{one.name}"
        inner = next((each for each in parts(hints[one.name]) if each is not type(None)), None)
        if name in BY_ARTICLE and isinstance(value, str) and not issubclass(inner or str, StrEnum):
            values[one.name] = f"{value[:-1]}Q"
            yield name, values
            values[one.name] = value
        for each in value if isinstance(value, list) else (value,):
            if is_dataclass(inner) and isinstance(each, dict):
                for told, _ in changed(each, inner):
                    yield told, values


def test_every_text_that_quotes_an_article_is_found_when_it_was_changed(
    edition: Published,
) -> None:
    values = encode(edition.brief)
    tried, missed = set[str](), list[str]()

    with opened(edition.store) as kept:
        for name, _ in changed(values, Brief):
            tried.add(name)
            brief = decode(Brief, json.loads(json.dumps(values)))
            if not list(claims(brief, Evidence(kept=kept))):
                missed.append(name)

    assert missed == []
    # The samples have no copies and no second article in a story.
    assert {name.partition(".")[0] for name in tried} == {
        "DateFinding", "Entry", "Fact", "NameFinding", "Passage", "Sentence", "Source",
    }  # fmt: skip


def quote_of(source: Source, article: Article) -> Quote:
    first = article.sentences[0]
    return Quote(
        text=first.text,
        article_id=article.id,
        start=first.start,
        end=first.end,
        digest=article.digest,
        document_digest=article.document_digest,
        address=article.url or article.uri,
        headline=article.headline,
        outlet=source.outlet,
        read_at=datetime(2026, 1, 14, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    "name", ["text", "digest", "document_digest", "address", "headline", "outlet", "article_id"]
)
def test_what_a_brief_says_was_withdrawn_is_held_against_the_earlier_article(
    edition: Published, name: str
) -> None:
    source = edition.brief.sources[0]
    with opened(edition.store) as kept:
        quote = quote_of(source, kept.article(source.article_id))
        changes: dict[str, Any] = {name: f"{getattr(quote, name)}x"}
        true, false = (
            replace(
                edition.brief,
                withdrawn=(
                    Withdrawal(
                        earlier=one,
                        edition="2026-01-14",
                        day=date(2026, 1, 14),
                        theme="Port",
                        read_at=quote.read_at,
                    ),
                ),
            )
            for one in (quote, replace(quote, **changes))
        )

        assert list(claims(true, Evidence(kept=kept))) == []
        assert list(claims(false, Evidence(kept=kept)))


# --- what an attacker may try --------------------------------------------------------------


def first_said_otherwise(brief: Brief, old: str, new: str) -> Brief:
    """Change a word everywhere in a brief, so that it says the same lie in all places."""
    written = document(brief).decode().replace(old, new)
    return decode(Brief, json.loads(written)["brief"])


def test_a_brief_as_it_was_published_is_verified(edition: Published, store: Store) -> None:
    published_in(store, edition.brief)

    assert found(edition.brief, edition, store) == set()


def test_a_lie_that_is_the_same_on_the_page_and_in_the_evidence_is_found(
    checker: Checker, edition: Published
) -> None:
    page = edition.files["brief.html"].replace(b"year", b"week")

    outcome = checker.file("brief.html", page)

    told = {one.what for one in outcome.findings}
    assert {"sentence", "edition", "file"} <= told


def test_a_lie_with_digests_made_to_fit_is_found(edition: Published, store: Store) -> None:
    lie = first_said_otherwise(edition.brief, "year", "week")
    published_in(store, lie)

    assert "sentence" in found(lie, edition, store)


def test_a_lie_in_the_kept_text_too_is_found_by_reading_the_document_again(
    edition: Published, store: Store
) -> None:
    source = edition.brief.sources[0]
    article = store.article(source.article_id)
    written = json.dumps(encode(article), ensure_ascii=False).replace("year", "week")
    store.keep_article(decode(type(article), json.loads(written)), read_at=edition.brief.issued)
    lie = first_said_otherwise(edition.brief, "year", "week")
    published_in(store, lie)

    assert "extraction" in found(lie, edition, store)


def test_a_lie_in_the_document_too_is_found_by_its_digest(edition: Published, store: Store) -> None:
    source = edition.brief.sources[0]
    old = store.document(source.document_digest)
    store.keep_document(replace(old, body=old.body.replace(b"year", b"week")))
    published_in(store, edition.brief)

    assert "document" in found(edition.brief, edition, store)


def test_evidence_that_points_to_another_article_is_found(edition: Published, store: Store) -> None:
    one, other = edition.brief.sources
    swapped = replace(
        edition.brief,
        sources=(replace(other, number=one.number), replace(one, number=other.number)),
    )
    published_in(store, swapped)

    assert {"source", "headline"} & found(swapped, edition, store)


def test_a_brief_that_lacks_a_story_is_not_the_one_that_was_published(
    edition: Published, store: Store
) -> None:
    published_in(store, edition.brief)
    shortened = replace(edition.brief, sections=edition.brief.sections[1:])

    assert "edition" in found(shortened, edition, store)


def test_a_brief_of_another_day_is_not_believed_for_want_of_an_edition(
    edition: Published, store: Store
) -> None:
    published_in(store, edition.brief)
    redated = replace(edition.brief, issued=edition.brief.issued.replace(month=3))

    assert "edition" in found(redated, edition, store)


def test_the_store_of_somebody_else_proves_nothing(edition: Published) -> None:
    with opened(IN_MEMORY) as stranger:
        told = found(edition.brief, edition, stranger)

    assert {"text", "document", "edition"} <= told


def test_without_a_store_nothing_is_verified(edition: Published) -> None:
    with by_store(edition.settings, None) as checker:
        outcome = checker.file("brief.json", edition.files["brief.json"])

    assert not outcome.is_verified
    assert [one.level for one in outcome.findings] == [Level.UNCHECKED]


def test_a_title_that_its_settings_do_not_have_is_found(edition: Published, store: Store) -> None:
    titled = replace(edition.brief, title="War")
    published_in(store, titled)

    assert "settings" in found(titled, edition, store)


def test_a_text_by_another_version_of_the_extractor_is_named_not_blamed(
    edition: Published, store: Store
) -> None:
    source = edition.brief.sources[0]
    article = store.article(source.article_id)
    older = replace(article, extractor="automatic 0.0.1+000000000000")
    store.keep_article(older, read_at=edition.brief.issued)
    published_in(store, edition.brief)

    # It gives the same text still, which is all that counts.
    assert found(edition.brief, edition, store) == set()


def test_an_article_that_was_read_again_from_elsewhere_is_no_fault(
    edition: Published, store: Store
) -> None:
    published_in(store, edition.brief)
    source = edition.brief.sources[0]
    article = store.article(source.article_id)
    moved = replace(article, uri="moved/elsewhere.txt")
    store.keep_article(moved, read_at=edition.brief.issued)

    assert found(edition.brief, edition, store) == set()


def test_a_page_may_carry_one_brief_only(checker: Checker, edition: Published) -> None:
    page = edition.files["brief.html"]
    other = b'<script type="application/json" id="evidence">{}</script></body>'

    with pytest.raises(SourceError, match="carries 2 briefs"):
        checker.file("brief.html", page.replace(b"</body>", other))


def test_data_that_names_a_field_twice_is_refused(checker: Checker, edition: Published) -> None:
    body = edition.files["brief.json"].replace(b'"title"', b'"title": "x", "title"', 1)

    with pytest.raises(SourceError, match="twice"):
        checker.file("brief.json", body)


def test_data_that_was_only_laid_out_anew_is_verified(checker: Checker, edition: Published) -> None:
    body = json.dumps(json.loads(edition.files["brief.json"])).encode()

    assert checker.file("brief.json", body).is_verified


def test_a_file_is_held_against_the_brief_that_was_published_whatever_stands_beside_it(
    checker: Checker, edition: Published, tmp_path: Path
) -> None:
    other = first_said_otherwise(edition.brief, "year", "week")
    (tmp_path / "brief.json").write_bytes(document(other))
    body = edition.files["brief.md"].replace(b"year", b"week")

    outcome = checker.file(str(tmp_path / "brief.md"), body)

    assert not outcome.is_verified


def test_what_stands_outside_of_the_marks_of_a_page_is_not_taken_for_checked(
    checker: Checker, edition: Published
) -> None:
    body = edition.files["brief.md"] + b"\nThe talks failed.\n"

    outcome = checker.file("brief.md", body, brief=edition.brief)

    assert [one.level for one in outcome.findings] == [Level.UNCHECKED]
    assert not outcome.is_verified


def test_a_store_that_is_not_there_is_said(edition: Published, tmp_path: Path) -> None:
    with (
        pytest.raises(StoreError, match="is not there"),
        by_store(edition.settings, tmp_path / "none.db"),
    ):
        pass


def test_each_source_says_when_and_by_what_it_was_read(edition: Published) -> None:
    [brief] = [json.loads(edition.files["brief.json"])["brief"]]

    for source in brief["sources"]:
        assert set(source) >= {one.name for one in fields(Source)}
        assert source["extractor"].startswith("automatic ")
        assert source["read_at"] == "2026-01-15T06:00:00Z"


# --- on the command line -------------------------------------------------------------------


def told(capfd: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main(words)
    said = capfd.readouterr()
    return int(caught.value.code or 0), said.out, said.err


def test_a_changed_file_gives_status_1_and_a_line_for_each_fault(
    edition: Published, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "brief.html"
    page.write_bytes(edition.files["brief.html"].replace(b"year", b"week", 1))
    where = ("--config", "briefing.toml", "--store", str(edition.store))

    status, out, _ = told(capfd, "verify", *where, str(page))

    assert status == 1
    assert "brief.html: NOT VERIFIED: edition 2026-01-15" in out
    assert "wrong" in out


def test_programs_are_told_in_json(
    edition: Published, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "brief.json").write_bytes(edition.files["brief.json"])

    status, out, _ = told(
        capfd, "verify", "--json", "--store", str(edition.store), str(tmp_path / "brief.json")
    )

    [outcome] = json.loads(out)
    assert (status, outcome["is_verified"], outcome["edition"]) == (0, True, "2026-01-15")
    assert outcome["sentences"] > 0


def test_an_excerpt_is_held_against_the_newest_edition(
    edition: Published, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    said = edition.brief.sections[0].entries[0].passages[0].sentences[0].text
    (tmp_path / "quote").write_text(f"> {said[:40]}\n> {said[40:].lstrip()}\n", encoding="utf-8")
    (tmp_path / "lie").write_text(f"> {said} And more.\n", encoding="utf-8")
    flags = ("verify", "--excerpt", "--store", str(edition.store))

    good, _, _ = told(capfd, *flags, str(tmp_path / "quote"))
    bad, out, _ = told(capfd, *flags, str(tmp_path / "lie"))

    assert (good, bad) == (0, 1)
    assert "does not stand in the brief" in out


def test_findings_are_told_once_and_the_worst_first(edition: Published, store: Store) -> None:
    checker = Checker(settings=edition.settings, kept=store)

    findings = checker.file("brief.json", edition.files["brief.json"]).findings

    assert list(findings) == sorted(set(findings), key=lambda one: list(Level).index(one.level))
    assert Finding(source=0, what="x", detail="y").level is Level.WRONG
