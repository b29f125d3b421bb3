"""Articles come in by the rules of the settings, and no more than a quota allows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from briefing.errors import SettingsError
from briefing.loading import Context, check
from briefing.model import Article, Drop, Reason
from briefing.registry import names
from briefing.selection import choose, idle, limited
from briefing.settings import SelectSettings
from makers import article, split

NOON = datetime(2026, 1, 14, 12, tzinfo=UTC)
PORT = replace(
    article(
        "The harbor opened again on Monday. Eleven ships came in.",
        headline="Live blog: harbor opens",
    ),
    url="https://news.example.com/port",
    site="The Harbor Post",
    authors=("Ann Archer", "Sponsored Content"),
    agency="Reuters",
)


def kept(*articles: Article, **options: Any) -> list[object]:
    return split(choose(articles, SelectSettings(**options)))[0]


def passed(*articles: Article, **options: Any) -> list[object]:
    """Give the ids of the articles for which the quotas have room."""
    found = limited(articles, SelectSettings(**options))
    return [one.id for one in found if isinstance(one, Article)]


def at(hour: int | None, key: str, *, source: str = "tests", site: str | None = None) -> Article:
    published = None if hour is None else NOON + timedelta(hours=hour)
    return replace(article("A text.", key=key, published=published), source=source, site=site)


def faults(**options: Any) -> list[str]:
    context = Context(root=Path("desk"), names=names, place="briefing.toml")
    with pytest.raises(SettingsError) as caught:
        check({"select": options}, context)
    return [fault.removeprefix("briefing.toml: select.") for fault in caught.value.faults]


@pytest.mark.parametrize(
    "rule",
    [
        "headline: live blog",
        "Headline:LIVE BLOGS",
        "headline: liveblog",
        "headline: harb*",
        "text: ship",
        "text: opened again",
        "text: el*",
        "site: example.com",
        "site: news.example.com",
        "site: www.Example.com",
        "site: *.example.com",
        "site: .com",
        "site: the harbor post",
        "author: sponsored",
        "author: ann archer",
        "author: reuters",
        "language: en",
        "language: EN-gb",
    ],
)
def test_an_article_is_taken_by_a_rule_that_fits(rule: str) -> None:
    assert kept(PORT, include=(rule,)) == [PORT]
    assert kept(PORT, exclude=(rule,)) == []


@pytest.mark.parametrize(
    "rule",
    [
        "headline: ship",
        "headline: blog opens",
        "headline: arbor",
        "text: live blog",
        "text: Monday eleven",
        "site: ample.com",
        "site: www.news.example.org",
        "site: harbor",
        "site: news",
        "site: com",
        "author: sponsor",
        "author: archer sponsored",
        "author: harbor post",
        "language: e",
        "language: fr",
    ],
)
def test_an_article_is_not_taken_by_a_rule_that_does_not_fit(rule: str) -> None:
    assert kept(PORT, include=(rule,)) == []
    assert kept(PORT, exclude=(rule,)) == [PORT]


def test_terms_are_compared_by_the_stems_of_the_articles_own_language() -> None:
    french = article("Les navires attendent dehors.", language="fr-CA")

    assert kept(french, PORT, exclude=("text: navire",)) == [PORT]
    assert kept(french, PORT, exclude=("language: fr",)) == [PORT]


@pytest.mark.parametrize("host", ["münchen.example", "xn--mnchen-3ya.example"])
def test_a_host_may_be_written_in_either_way(host: str) -> None:
    page = replace(PORT, url=f"https://www.{host}/a", site=None)

    assert kept(page, exclude=("site: münchen.example",)) == []
    assert kept(page, exclude=("site: xn--mnchen-3ya.example",)) == []


def test_a_host_is_found_in_the_address_of_the_file_and_in_the_sites_name_too() -> None:
    fetched = replace(PORT, url=None, uri="https://example.com/feed.xml", site=None)
    named = replace(PORT, url="https://[broken", site="example.com")

    assert kept(fetched, named, exclude=("site: example.com",)) == []


def test_an_article_without_site_author_or_headline_is_taken_by_no_rule_on_them() -> None:
    bare = article("Nobody knows where this is from.", headline="")
    rules = ("headline: blog", "site: example.com", "author: Ann")

    assert kept(bare, exclude=rules) == [bare]


def test_without_rules_everything_passes() -> None:
    assert list(choose([PORT], SelectSettings())) == [PORT]
    assert list(limited([PORT, PORT], SelectSettings())) == [PORT, PORT]


def test_rules_of_one_field_are_alternatives_and_fields_must_all_agree() -> None:
    other = replace(PORT, site="Valley News", url=None, language="fr")
    languages = ("language: fr", "language: en")

    assert kept(PORT, other, include=languages) == [PORT, other]
    assert kept(PORT, other, include=(*languages, "site: example.com")) == [PORT]
    assert kept(PORT, other, include=("language: fr", "site: example.com")) == []


def test_what_a_rule_excludes_no_other_includes() -> None:
    assert kept(PORT, include=("language: en",), exclude=("headline: live blog",)) == []


def test_a_drop_names_the_rule() -> None:
    excluded = split(choose([PORT], SelectSettings(exclude=("text: fog", "text: ship"))))[1]
    include = tuple(f"language: {language}" for language in ("fr", "de", "es", "it", "pt"))
    not_included = split(choose([PORT], SelectSettings(include=include)))[1]

    assert excluded == [
        Drop(
            stage="select",
            uri=PORT.uri,
            reason=Reason.EXCLUDED,
            detail="select.exclude: “text: ship”",
        )
    ]
    assert [drop.detail for drop in not_included] == [
        "select.include: not “language: fr” or “language: de” or “language: es” or 2 more"
    ]
    assert not Reason.EXCLUDED.is_fault


def test_the_newest_of_a_source_stay_in_the_order_of_the_input() -> None:
    given = [at(1, "a"), at(3, "b"), at(None, "c"), at(2, "d"), at(0, "e", source="other")]

    assert passed(*given, max_per_source=2) == ["b", "d", "e"]
    assert passed(*given, max_per_source=4) == ["a", "b", "c", "d", "e"]


def test_of_one_age_the_first_stay() -> None:
    assert passed(at(1, "a"), at(1, "b"), at(1, "c"), max_per_source=2) == ["a", "b"]
    assert passed(at(None, "b"), at(None, "a"), max_per_source=1) == ["b"]


def test_an_outlet_has_a_quota_whatever_source_it_came_from() -> None:
    given = [
        at(1, "a", source="one", site="The Post"),
        at(2, "b", source="two", site="the post"),
        at(3, "c", source="two", site="The Gazette"),
    ]

    assert passed(*given, max_per_outlet=1) == ["b", "c"]


def test_what_one_quota_leaves_out_uses_up_no_other() -> None:
    given = [
        at(3, "a", source="one", site="The Post"),
        at(2, "b", source="two", site="The Post"),
        at(1, "c", source="two", site="The Gazette"),
    ]

    assert passed(*given, max_per_outlet=1, max_per_source=1) == ["a", "c"]


def test_articles_of_which_nobody_knows_the_outlet_have_no_quota_there() -> None:
    assert passed(at(1, "a", source=""), at(2, "b", source=""), max_per_outlet=1) == ["a", "b"]


def test_a_drop_names_the_limit() -> None:
    given = [at(1, "a", site="The Post"), at(0, "b", site="The Post")]
    drops = [
        *split(limited(given, SelectSettings(max_per_outlet=1)))[1],
        *split(limited(given, SelectSettings(max_per_source=1)))[1],
    ]

    assert [(drop.uri, drop.reason) for drop in drops] == [("b.txt", Reason.OVER_LIMIT)] * 2
    assert [drop.detail for drop in drops] == [
        "select.max_per_outlet = 1: others of “The Post” come first",
        "select.max_per_source = 1: others of “tests” come first",
    ]


def test_every_fault_of_the_rules_is_told() -> None:
    assert faults(
        include=["headlin: blog", "blog", "language: French", "language: en"],
        exclude=["text: ", "text: *", "site: https://example.com/a", "Language:en"],
        prefer=["Reuters", " "],
        max_per_source=-1,
    ) == [
        "max_per_source: expected 0 to 1000000, got -1",
        'include: unknown field "headlin"; did you mean "headline"?',
        'include: "blog" names no field; write one such as "headline: live blog"',
        'include: "French" is no language tag; write one such as en or pt-BR',
        'exclude: "text: " has no term; write a word or a name behind the colon',
        'exclude: "text: *" has no term; write a word or a name behind the colon',
        'exclude: "site: https://example.com/a" is an address; '
        "write the host alone, such as example.com",
        'exclude: "Language:en" stands under include too',
        'prefer: the name " " holds no word',
    ]


def test_rules_and_names_that_took_nothing_are_told_once() -> None:
    found = idle(
        [PORT, at(1, "b", site="River Echo")],
        SelectSettings(
            include=("language: en", "language: fr", "text: eleven ships"),
            exclude=("headline: live blog", "headline: horoscope", "site: example.org"),
            prefer=("reuters", "Rueters", "tests", "The Harbor Post"),
        ),
    )

    assert found == (
        "select.include: took no article: “language: fr”",
        "select.exclude: took no article: “headline: horoscope”, “site: example.org”",
        "select.prefer: no article is of: “Rueters”",
    )


def test_of_many_rules_that_took_nothing_three_are_named() -> None:
    [told] = idle([PORT], SelectSettings(exclude=tuple(f"text: zeppelin{n}" for n in range(5))))

    assert told.endswith("“text: zeppelin0”, “text: zeppelin1”, “text: zeppelin2” and 2 more")


def test_an_exclusion_that_another_came_before_took_something_too() -> None:
    rules = SelectSettings(exclude=("headline: live blog", "text: harbor"))

    assert idle([PORT], rules) == ()
