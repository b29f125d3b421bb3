"""Copies are folded into one article; what says something else is not."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given as forall
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from briefing.dedup.folding import fold
from briefing.model import Article, Copy, CopyKind, Drop, Reason
from makers import article, split

OPENING = (
    "The port of Almeria closed on Monday after a fire in its oil terminal. Nobody was hurt, "
    "the harbor master said. Twelve ships with 4,300 containers wait outside. "
)
MIDDLE = (
    "Firemen from three towns fought the flames through the night, and smoke drifted over the "
    "old quarter, where schools stay shut. The terminal was built in 1974 and renewed twice. "
)
END = (
    "Insurers put the damage at 87 million euros. The government sent an envoy, who promised "
    "help for the fishermen. Ferries to Africa leave from Malaga until the pier is cleared."
)
REPORT = OPENING + MIDDLE + END
HOST = (
    "Good morning, here is what you need to know today. Markets rose in Asia after a quiet week "
    "and oil fell a little. The museum of glass opens its new wing, with guests from abroad. "
    "Rain is expected in the north. Our reporters talked to nurses about their long shifts. "
)
MORE = " Read more about it tomorrow."
NOON = datetime(2026, 1, 14, 12, tzinfo=UTC)


def folded(*articles: Article) -> list[object]:
    return split(fold(articles))[0]


def kinds(*articles: Article) -> list[tuple[str, tuple[CopyKind, ...]]]:
    found = [one for one in fold(articles) if isinstance(one, Article)]
    return [(one.id, tuple(copy.kind for copy in one.copies)) for one in found]


def test_the_same_text_twice_is_one_article_with_a_copy() -> None:
    first, other = article(REPORT, key="a"), article(HOST, key="b")
    again = replace(article(REPORT, key="c"), site="The Harbor", url="https://example.org/c")

    kept, drops = split(fold([again, other, first]))

    copy = Copy(uri="c.txt", outlet="The Harbor", url="https://example.org/c")
    assert kept == [other, replace(first, copies=(copy,))]
    assert drops == [
        Drop(stage="dedup", uri="c.txt", reason=Reason.DUPLICATE, detail="the same text as a.txt")
    ]


def test_of_equal_texts_the_earliest_stays() -> None:
    late = article(REPORT, key="a", published=NOON + timedelta(hours=1))
    early = article(REPORT, key="b", published=NOON)

    assert kinds(late, early) == [("b", (CopyKind.SAME,))]


def test_a_shortened_copy_is_folded_into_the_whole_text() -> None:
    assert kinds(article(OPENING + MIDDLE, key="cut"), article(REPORT, key="whole")) == [
        ("whole", (CopyKind.SHORTENED,))
    ]


def test_a_text_set_into_a_longer_one_is_folded_into_that() -> None:
    around = article(f"{HOST} {REPORT}", key="host")

    assert kinds(article(REPORT, key="report"), around) == [("host", (CopyKind.WITHIN,))]


def test_lines_of_a_site_around_a_text_do_not_hide_it() -> None:
    framed = f"Sign up for our letter. {OPENING} Read more about ports here. {MIDDLE}{END}"

    assert kinds(article(REPORT, key="a"), article(framed, key="b")) == [("b", (CopyKind.SAME,))]


def test_sentences_in_another_order_are_a_copy() -> None:
    assert kinds(article(REPORT, key="a"), article(f"{END} {OPENING}{MIDDLE}", key="b")) == [
        ("b", (CopyKind.SAME,))
    ]


def test_some_other_words_are_a_copy() -> None:
    edited = REPORT.replace("Nobody was hurt", "No one was injured").replace("flames", "blaze")

    assert len(folded(article(REPORT, key="a"), article(edited, key="b"))) == 1


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Twelve ships", "Fourteen ships"),
        ("4,300 containers", "4,800 containers"),
        ("87 million", "112 million"),
        ("on Monday", "on Tuesday"),
        ("in 1974", "in 1984"),
        ("three towns", "four towns"),
    ],
)
def test_texts_that_differ_in_a_figure_or_a_date_stay_apart(ours: str, theirs: str) -> None:
    other = REPORT.replace(ours, theirs)

    assert len(folded(article(REPORT, key="a"), article(other, key="b"))) == 2
    assert len(folded(article(REPORT, key="a"), article(f"{HOST}{other}", key="b"))) == 2
    assert len(folded(article(REPORT, key="a"), article(f"{END} {other}", key="b"))) == 2


FIRES = {
    "en": "Fire crews fought for hours in the paint factory by the river, where {} people were "
    "hurt and taken to two clinics nearby. The owner said that the cause was not known yet "
    "and that work would begin again soon. Neighbors were told to keep their windows closed.",
    "de": "Stundenlang kämpfte die Feuerwehr in der Farbenfabrik am Fluss, wo {} Menschen verletzt "
    "und in nahe Kliniken gebracht wurden. Der Besitzer sagte, die Ursache sei noch nicht bekannt "
    "und die Arbeit werde bald beginnen. Die Nachbarn sollten ihre Fenster geschlossen halten.",
    "fr": "Les pompiers ont lutté des heures dans la fabrique de peinture près du fleuve, où {} "
    "personnes ont été blessées puis menées aux cliniques voisines. Le patron a dit que la cause "
    "restait inconnue et que le travail reprendrait. Les voisins devaient fermer leurs fenêtres.",
    "es": "Los bomberos lucharon durante horas en la fábrica de pinturas junto al río, donde {} "
    "personas resultaron heridas y fueron llevadas a clínicas cercanas. El dueño dijo que la causa "
    "no se conocía y que el trabajo seguiría pronto. Los vecinos debían cerrar sus ventanas.",
}


@pytest.mark.parametrize(
    ("language", "ours", "theirs"),
    [
        ("en", "forty-two", "forty-three"),
        ("en", "a hundred", "a thousand"),
        ("de", "vier", "sieben"),
        ("de", "dreiundvierzig", "vierunddreißig"),
        ("de-AT", "am Montag drei", "am Dienstag drei"),
        ("de", "im Mai drei", "im Juni drei"),
        ("de", "drei Millionen", "drei Milliarden"),
        ("fr", "quatre", "sept"),
        ("fr", "soixante-douze", "quatre-vingt-douze"),
        ("fr", "lundi trois", "mardi trois"),
        ("fr", "en août trois", "en juillet trois"),
        ("es", "cuatro", "siete"),
        ("es", "treinta y dos", "treinta y tres"),
        ("es", "el lunes tres", "el sábado tres"),
    ],
)
def test_figures_in_words_keep_texts_apart_in_the_language_of_the_text(
    language: str, ours: str, theirs: str
) -> None:
    text = FIRES[language[:2]]

    def told(figure: str, key: str) -> Article:
        return article(text.format(figure), key=key, language=language)

    assert len(folded(told(ours, "a"), told(theirs, "b"))) == 2
    assert len(folded(told(ours, "a"), told(ours, "b"))) == 1


@pytest.mark.parametrize(
    ("language", "ours", "theirs"),
    [
        ("de", "vier", "4"),
        ("fr", "dix-sept", "17"),
        ("fr", "plus de quatre cents", "plus de 4 cents"),
        ("es", "veintidós", "22"),
        ("de", "eine verletzte Person und vier", "ein Mensch und vier"),
        ("fr", "douze pour cent des", "12% des"),
    ],
)
def test_the_same_figure_in_words_and_in_digits_keeps_no_texts_apart(
    language: str, ours: str, theirs: str
) -> None:
    first = article(FIRES[language].format(ours), key="a", language=language)
    other = article(FIRES[language].format(theirs), key="b", language=language)

    assert len(folded(first, other)) == 1


def test_a_figure_written_in_another_way_is_no_other_figure() -> None:
    other = REPORT.replace("4,300", "4300").replace("three towns", "3 towns")

    assert len(folded(article(REPORT, key="a"), article(other, key="b"))) == 1


def test_reports_from_one_template_stay_apart_even_where_only_the_headline_tells() -> None:
    one = article(REPORT, key="a", headline="LOANS FALL 195 MLN")
    other = article(REPORT, key="b", headline="LOANS FALL 718 MLN")

    assert folded(one, other) == [one, other]


def test_a_follow_up_that_repeats_the_background_stays_apart() -> None:
    news = (
        "Police arrested a welder of the oil terminal and searched his flat, a spokesman said. "
        "He is said to have smoked beside an open valve. A judge will hear him before the week "
        "ends, and the union calls for calm. "
    )

    assert len(folded(article(REPORT, key="a"), article(news + OPENING, key="b"))) == 2


def test_a_yearly_notice_is_no_copy_of_the_last_one() -> None:
    notice = article(REPORT, key="a", published=NOON)
    again = article(REPORT + " Bring a coat.", key="b", published=NOON + timedelta(days=364))

    assert len(folded(notice, again)) == 2


def copy_of(key: str, text: str, **fields: Any) -> Article:
    return replace(article(text, key=key, published=NOON), **fields)


def leads(*articles: Article, prefer: tuple[str, ...]) -> list[tuple[str, list[str]]]:
    """Give the ids of the kept articles, each with the addresses of its copies."""
    found = [one for one in fold(articles, prefer=prefer) if isinstance(one, Article)]
    return [(one.id, [copy.uri for copy in one.copies]) for one in found]


@pytest.mark.parametrize("field", ["site", "agency", "source"])
def test_among_copies_that_of_a_preferred_name_is_kept(field: str) -> None:
    first, second = copy_of("a", REPORT), copy_of("b", REPORT, **{field: "The Post"})

    assert leads(first, second, prefer=()) == [("a", ["b.txt"])]
    assert leads(first, second, prefer=("the post",)) == [("b", ["a.txt"])]


def test_the_name_that_is_preferred_most_wins() -> None:
    given = [
        copy_of("a", REPORT + MORE),
        copy_of("b", REPORT + MORE, site="Second"),
        copy_of("c", REPORT, site="First"),
    ]

    assert leads(*given, prefer=("First", "Second")) == [("c", ["a.txt", "b.txt"])]
    assert leads(*given, prefer=("Nobody", "Second")) == [("b", ["a.txt", "c.txt"])]


def test_a_preferred_copy_that_is_much_shorter_is_not_kept() -> None:
    cut = copy_of("cut", OPENING + MIDDLE, site="The Post")

    assert leads(copy_of("whole", REPORT), cut, prefer=("The Post",)) == [("whole", ["cut.txt"])]


def test_a_figure_that_only_the_longest_text_has_is_not_given_up() -> None:
    longer = copy_of("a", REPORT.replace("Twelve ships with", "Twelve ships of 40 in all with"))
    preferred = copy_of("b", REPORT, site="The Post")

    assert leads(longer, preferred, prefer=()) == [("a", ["b.txt"])]
    assert leads(longer, preferred, prefer=("The Post",)) == [("a", ["b.txt"])]


def test_among_equals_of_a_preferred_outlet_the_earliest_stays() -> None:
    late = copy_of("a", REPORT, site="The Post", published=NOON + timedelta(hours=1))
    early = copy_of("b", REPORT, site="The Post")
    other = copy_of("c", REPORT + MORE)

    assert leads(late, early, other, prefer=("The Post",)) == [("b", ["c.txt", "a.txt"])]


def test_the_order_of_the_input_does_not_decide_which_copy_is_kept() -> None:
    given = [
        copy_of("a", REPORT + MORE),
        copy_of("b", REPORT, agency="Second"),
        copy_of("c", REPORT, source="First"),
        copy_of("d", OPENING + MIDDLE),
    ]

    found = {
        tuple(leads(*order, prefer=("First", "Second"))[0][1]) for order in permutations(given)
    }

    assert found == {("a.txt", "b.txt", "d.txt")}


def test_a_few_words_alone_are_no_ground_for_folding() -> None:
    assert len(folded(article("The port is closed.", key="a"), article(REPORT, key="b"))) == 2


@pytest.mark.parametrize("text", ["", "。", "\N{NO-BREAK SPACE}", "港口周一因油库火灾关闭。" * 9])
def test_texts_without_words_or_spaces_are_kept_or_folded_and_never_lost(text: str) -> None:
    found = list(fold([article(text, key="a"), article(text, key="b")]))

    assert len(found) == 2


def test_many_identical_articles_take_little_time() -> None:
    many = [replace(article(REPORT), id=f"{number}", uri=f"{number}") for number in range(20_000)]

    started = time.perf_counter()
    kept, drops = split(fold(many))

    assert len(kept) == 1
    assert len(drops) == len(many) - 1
    assert time.perf_counter() - started < 20


PIECES = st.lists(st.sampled_from([OPENING, MIDDLE, END, HOST, "Twelve ", "9 ", "Monday. "]))


@forall(st.lists(PIECES, max_size=6), st.randoms(use_true_random=False))
@hypothesis_settings(deadline=None)
def test_nothing_is_lost_and_the_order_does_not_matter(
    texts: list[list[str]], chance: random.Random
) -> None:
    articles = [article("".join(text), key=f"{place}") for place, text in enumerate(texts)]
    mixed = list(articles)
    chance.shuffle(mixed)

    found, again = list(fold(articles)), list(fold(mixed))

    kept = [one for one in found if isinstance(one, Article)]
    told = [one.uri for one in kept] + [copy.uri for one in kept for copy in one.copies]
    assert sorted(told) == sorted(one.uri for one in articles)
    assert {repr(one) for one in found} == {repr(one) for one in again}
