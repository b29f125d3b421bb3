from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

import pytest

from briefing.model import Article, Story, Theme
from briefing.settings import ThemeSettings
from briefing.themes.assignment import assign
from briefing.themes.finding import clusters, found
from makers import article

# What articles of each kind speak of; every article has another six of the words.
TOPICS = {
    "Sport": "striker goal coach league cup match referee stadium",
    "Economy": "bank shares profit investors forecast economy market bonds",
    "Weather": "storm flood rain river rescue villages wind coast",
}
ODD = (
    "The museum shows maps that its founder drew by hand for a lost atlas.",
    "Walkers found an orchid that nobody had seen for years on the northern slope.",
)


def reports(kind: str, count: int) -> list[Article]:
    """Give articles that share many words of their kind, and each has some of its own."""
    words = TOPICS[kind].split()
    made = []
    for number in range(count):
        a, b, c, d, e, f, *_ = words[number % len(words) :] + words
        own = f"quarter{number}{kind.lower()}"
        text = f"The {a} and the {b} are with the {c}. A {d} has the {e} by the {f} of {own}."
        made.append(article(text, key=f"{kind}{number}", headline=f"{a.title()} and {own}"))
    return made


def news() -> list[Article]:
    odd = [article(text, key=f"Odd{n}", headline="") for n, text in enumerate(ODD)]
    return [*reports("Sport", 12), *reports("Economy", 9), *reports("Weather", 7), *odd]


def story(*articles: Article) -> Story:
    return Story(
        id=articles[0].id,
        article_ids=tuple(one.id for one in articles),
        articles=len(articles),
        texts=len(articles),
        voices=len(articles),
        outlets=(),
        first_seen=None,
        last_updated=None,
    )


def held(themes: Iterable[Theme]) -> list[set[str]]:
    return [{match.article_id for match in theme.matches} for theme in themes]


def test_articles_of_one_matter_stand_together_the_largest_theme_first() -> None:
    themes = found(news(), ())

    assert held(themes) == [
        {f"Sport{n}" for n in range(12)},
        {f"Economy{n}" for n in range(9)},
        {f"Weather{n}" for n in range(7)},
    ]


def test_a_theme_is_named_by_its_most_telling_words_as_they_are_written() -> None:
    for theme, kind in zip(found(news(), ()), TOPICS, strict=True):
        words = theme.name.lower().split(", ")

        assert len(words) == 3
        assert set(words) <= set(TOPICS[kind].split())
        assert theme.name[0].isupper()


def test_a_found_theme_has_all_sentences_of_its_articles() -> None:
    articles = news()

    sport = found(articles, ())[0]

    assert [(one.article_id, one.position) for one in sport.matches] == [
        (one.id, sentence.position)
        for one in articles
        if one.id.startswith("Sport")
        for sentence in one.sentences
    ]
    assert {(one.rule, one.strength) for one in sport.matches} == {("found", 1.0)}


def test_the_order_of_the_input_makes_no_difference() -> None:
    articles = news()

    forth, back = found(articles, ()), found(articles[::-1], ())

    assert [theme.name for theme in forth] == [theme.name for theme in back]
    assert held(forth) == held(back)


@pytest.mark.parametrize("gone", range(0, 30, 3))
def test_without_one_article_nearly_all_pairs_stay_together_or_apart(gone: int) -> None:
    articles = news()
    rest = [one for number, one in enumerate(articles) if number != gone]

    before, after = homes(articles), homes(rest)

    pairs = list(combinations([one.id for one in rest], 2))
    same = [(before[a] == before[b]) == (after[a] == after[b]) for a, b in pairs]
    assert len(articles) == 30
    assert sum(same) >= 0.9 * len(pairs)


def homes(articles: Sequence[Article]) -> dict[str, str]:
    """Give each article's theme; one that is in none has itself for a home."""
    themed = {one.article_id: theme.name for theme in found(articles, ()) for one in theme.matches}
    return {article.id: themed.get(article.id, article.id) for article in articles}


def test_a_story_is_never_parted() -> None:
    articles = news()
    sport = [one for one in articles if one.id.startswith("Sport")]
    mixed = story(sport[0], articles[-1])

    themes = found(articles, (mixed,))

    assert [articles[-1].id in ids for ids in held(themes)] == [
        sport[0].id in ids for ids in held(themes)
    ]


def test_among_fewer_than_eight_articles_nothing_is_found() -> None:
    few = [*reports("Sport", 4), *reports("Economy", 3)]

    assert found(few, ()) == ()


def test_one_heading_over_everything_is_none() -> None:
    assert found(reports("Sport", 12), ()) == ()


def test_two_articles_make_no_theme() -> None:
    articles = [*reports("Sport", 8), *reports("Economy", 2)]

    assert held(found(articles, ())) == [{f"Sport{n}" for n in range(8)}]


def test_there_are_at_most_twelve_themes() -> None:
    articles = [
        article(
            f"The word{kind} is with thing{kind} of place{kind} by own{kind}x{n}.",
            key=f"{kind}-{n}",
            headline="",
        )
        for kind in range(15)
        for n in range(4)
    ]

    themes = found(articles, ())

    assert len(themes) == 12
    assert len({theme.name for theme in themes}) == 12


def test_articles_without_words_are_in_no_theme() -> None:
    empty = [article("", key=f"empty{n}", headline="") for n in range(9)]

    assert found(empty, ()) == ()
    assert len(found([*news(), *empty], ())) == 3


def test_words_that_most_articles_have_say_nothing_in_a_language_without_stop_words() -> None:
    articles = [
        article(one.text.replace("The", "Og den").replace("are with", "som er"), key=one.id,
                headline=one.headline, language="da")
        for one in news()
    ]  # fmt: skip

    themes = found(articles, ())

    assert len(themes) == 3
    assert not any({"og", "den", "som"} & set(one.name.lower().split(", ")) for one in themes)


def test_the_words_of_a_cluster_make_a_theme_that_takes_its_articles() -> None:
    articles = news()
    proposals = clusters(articles, ())

    themes = [ThemeSettings(name=one.name, words=one.words) for one in proposals]

    assert held(assign(articles, themes, {}).themes) == [set(one.article_ids) for one in proposals]
    assert all(len(one.words) >= 8 for one in proposals)
