"""The guard: what reads alone, what takes a neighbor along, what is never chosen."""

from __future__ import annotations

import pytest

from briefing.errors import SummaryError
from briefing.summarizers.features import split_words
from briefing.summarizers.reading import companions, guarded, judge
from makers import article, summary

ALONE: frozenset[int] = frozenset()


def needs(written: str, language: str = "en") -> tuple[frozenset[int] | None, ...]:
    given = article(written, language=language)
    words = split_words(given.sentences, language=language)
    return companions(given.sentences, words.lower, language=language)


@pytest.mark.parametrize(
    "leaning",
    [
        "He voted against the bill on Friday.",
        "This made the ministers angry again.",
        "However, the court refused to hear it.",
        "But the court refused to hear the case.",
        "In addition, the court heard the case.",
        '"We have no other choice," he said.',
        "'We have no other choice,' he said.",
        "‘We have no other choice,’ he said.",
        "Others were against the plan.",
        "Both voted against the plan.",
        "Neither has said a word about it.",
        "Some were not convinced by the plan.",
        "Here, the courts are slower than in Rome.",
        "Later, the court heard the case.",
        "Two days later, the court heard the case.",
        "The next day, the court heard the case.",
        "At the time, the court was closed.",
        "The same is true of the court in Rome.",
        "Asked about the plan, he declined to speak.",
        "According to him, the plan is dead.",
        "After he was arrested, the car was searched.",
        "When he arrived on Monday, the car had gone.",
        "When asked about the plan, Smith declined to speak.",
        "By doing so, the court saved millions.",
    ],
)
def test_a_sentence_that_leans_takes_along_the_one_before(leaning: str) -> None:
    assert needs(f"Senator Ann Smith spoke in Boston on Monday. {leaning}") == (
        ALONE,
        frozenset({0}),
    )


@pytest.mark.parametrize(
    "broken",
    [
        '"We have no other choice.',
        'We have no other choice at all." ',
        '"We have no other choice."',
        "Read more: the court case in full.",
        "Not good.",
        "and the case went on for years.",
        "Home news sport weather " * 30 + ".",
        "‘We have no other choice.’",
        "‘We have no other choice.",
        "Q: What will the court do next?",
        "Ada Roe of Boston contributed to this report.",
        "Follow Ada Roe on Twitter.",
        "Copyright 2021 of the Marl News Service.",
        "Share this article with all your friends.",
    ],
)
def test_a_sentence_that_nothing_helps_is_never_chosen(broken: str) -> None:
    assert needs(f"The court in Boston closed on Monday.\n\n{broken}")[1] is None


@pytest.mark.parametrize(
    "written",
    [
        "The court in Boston closed on Monday.",
        "“The talks went well,” Senator Ann Smith said on Monday.",
        "On Monday, he and his wife flew to Boston.",
        "Russia and China, however, want to meet again.",
        "‘The talks went well,’ Senator Ann Smith said on Monday.",
        "'The talks went well,' Senator Ann Smith said on Monday.",
        "The workers’ leader said ‘no’ to the plan on Monday.",
        "’90s fashion is back in the shops of Boston.",
        "This year the court has closed four times.",
        "Earlier this year the court closed four times.",
        "It is unclear why the court closed on Monday.",
        "Because of the storm, the court closed on Monday.",
        "Not all courts were closed on Monday.",
        "So far, 300 people have come to the court.",
        "Too many people came to the court.",
        "After his arrest, Ada Smith went to the court.",
        "According to police, Ada Smith went to the court.",
        "When Ada Smith spoke, he left the court.",
        "Some people came to the court on Monday.",
        "Both courts were closed on Monday.",
    ],
)
def test_a_sentence_that_says_who_and_what_reads_alone(written: str) -> None:
    assert needs(f"It rained.\n\n{written}")[1] == ALONE


def test_a_quotation_over_two_sentences_stands_together() -> None:
    found = needs('Mayor Smith said: "We are done here. The talks are over."')

    assert found == (frozenset({1}), frozenset({0}))


def test_a_quotation_in_single_marks_over_two_sentences_stands_together() -> None:
    found = needs("‘We are done here. The talks are over,’ said Mayor Ann Smith.")

    assert found == (frozenset({1}), frozenset({0}))


def test_a_day_names_nobody() -> None:
    found = needs("It rained all of Monday. She wept for her son. The city of Boston was glad.")

    assert found[1] is None


def test_a_pronoun_in_the_first_sentence_has_no_antecedent() -> None:
    assert needs("He came back to Boston. The city was glad.") == (None, ALONE)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("de", "Ada Roe leitet den Hafen von Marl. Doch die Schiffe warten weiter draußen."),
        ("fr", "Ada Roe dirige le port de Marl. Cependant les navires attendent au large."),
        ("es", "Ada Roe dirige el puerto de Marl. Sin embargo, los barcos esperan fuera."),
        ("de", "Ada Roe leitet den Hafen von Marl. Am Tag darauf warten die Schiffe weiter."),
        ("fr", "Ada Roe dirige le port de Marl. Il attend un navire au large."),
        ("fr", "Ada Roe dirige le port de Marl. C'est le premier port de la mer."),
        ("fr", "Ada Roe dirige le port de Marl. « Les navires attendent », a-t-elle dit."),
        ("es", "Ada Roe dirige el puerto de Marl. Por su parte, los barcos esperan fuera."),
    ],
)
def test_other_languages_have_words_that_lean_too(language: str, written: str) -> None:
    assert needs(written, language) == (ALONE, frozenset({0}))


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("de", "In diesem Jahr warten drei Schiffe vor Marl."),
        ("fr", "Il y a trois navires au large de Marl."),
        ("fr", "Cette année, trois navires attendent au large de Marl."),
        ("es", "Este año tres barcos esperan fuera del puerto de Marl."),
    ],
)
def test_what_only_looks_like_leaning_reads_alone(language: str, written: str) -> None:
    assert needs(f"Ada Roe.\n\n{written}", language)[1] == ALONE


def test_in_a_text_of_fragments_alone_they_count_as_sentences() -> None:
    assert needs("Oil.\n\nGas.\n\nCoal.") == (ALONE, ALONE, ALONE)


def test_what_refuses_a_sentence_is_said() -> None:
    given = article("He came back. The city of Boston was glad. Not so.")
    words = split_words(given.sentences, language="en").lower

    told = [verdict.why for verdict in judge(given.sentences, words, language="en")]

    assert told == [
        "it is a fragment",
        "",
        "it is a fragment",
    ]


def test_a_summary_is_guarded_whatever_made_it() -> None:
    given = article("He came back to Boston. The city of Boston was glad.")

    assert guarded(given, summary(given)).needs == (None, ALONE)


def test_an_article_in_which_nothing_reads_alone_is_refused() -> None:
    given = article("He came back to Boston. She was glad about it.")

    with pytest.raises(SummaryError, match="no sentence that can be read alone"):
        guarded(given, summary(given))
