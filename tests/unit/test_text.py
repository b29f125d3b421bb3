from __future__ import annotations

import time

import pytest

from briefing.text import dateline, fold, printable, split_sentences, stem, words


def sentences(text: str, language: str = "en") -> list[str]:
    return [sentence.text for sentence in split_sentences(text, language=language)]


def test_what_a_page_cannot_print_or_must_not_obey_is_taken_out() -> None:
    text = "\ufeffA\x00 b\x07ell\ud800, a re\xadport,\u202e evil\u202c and \U0001fffe none.\tTab"

    assert printable(text) == "A bell, a report, evil and  none.\tTab"


def test_a_rare_but_real_character_stays() -> None:
    assert printable("𐍈 and 😀 and 𠀀") == "𐍈 and 😀 and 𠀀"


def test_every_kind_of_line_break_becomes_one() -> None:
    assert printable("a\r\nb\rc\u2028d\u2029e\x85f") == "a\nb\nc\nd\ne\nf"


@pytest.mark.parametrize(
    "expected",
    [
        ["The U.S. sent Gen. Ada Roe on Jan. 10.", "Gen Roe stayed until Sept. 3."],
        ["J. A. Lane met George W. Poe in St. Louis.", "They talked."],
        ["Acme Inc. sold 2.5 mln units for $1.13 each.", "It is No. 10 on the list."],
        ["She lives in the U.S.", "The minister does not."],
        ["The U.S. President spoke.", "Nobody listened."],
        ["(CNN)Sen. Ada Roe spoke.", "(CNN)U.S. ships left."],
        ["It begins at 5 p.m. ET and ends at 9 a.m.", "Doors open early."],
        ["“We tried.”", "Then he left."],
        ['"We tried."', '"We failed."'],
        ["'We tried.'", "He left."],
        ['"Will it hold?" asked Roe.', "Nobody knew."],
        ["“Will it hold?” Ada Roe asked reporters.", "Nobody knew."],
        ["“It took a month ... He was tired ... Well, so was I,” she said.", "He agreed."],
        ["They waited...", "Nothing came."],
        ["(Nobody was hurt.)", "The road is open."],
        ["Stop!", "Go on."],
        ["1. Open the box.", "2. Read the note."],
        ["In Washington, D.C. on Monday it rained.", "Lt. Gen. Roe left."],
        ["GENEVA (Reuters) - It rained.", "It stopped."],
        ["LONDON, Jan. 10 (AFP) — It rained.", "It stopped."],
        ["MOSCOW, January 3. /TASS/. It snowed.", "It stopped."],
        ["MOSCOW. Dec 30 (Interfax) - It snowed.", "It stopped."],
    ],
)
def test_english_is_cut_where_its_sentences_end(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", ["Dr. Ott kam am 3. Oktober z. B. nach Bonn.", "Die Ministerin blieb."]),
        ("fr", ["M. Roux est parti.", "« Je reste. »", "Il a dit non."]),
        ("es", ["El Sr. Paz llegó a EE.UU. ayer.", "¿Por qué?", "Nadie lo sabe."]),
        ("es", ["Paz viajó a EE. UU. y volvió.", "Vive en EE. UU.", "El puerto sigue cerrado."]),
        ("it", ["Il dott. Riva è partito.", "Non tornerà."]),
        ("pt", ["O Sr. Melo saiu às 10.30.", "Não voltou."]),
        ("nl", ["Mevr. Bos kwam om 10 uur.", "Daarna ging zij weg."]),
        ("ru", ["В 2021 г. А. С. Орлов приехал в г. Тверь.", "Он уехал."]),
        ("uk", ["Вона живе на вул. Лесі Українки.", "Він ні."]),
        ("ar", ["هل غادر؟", "نعم غادر.", "ثم بقيت."]),
        ("ur", ["وہ چلا گیا۔", "وہ رکی۔"]),
        ("hi", ["वह गया।", "वह रुकी।"]),
    ],
)
def test_other_languages_are_cut_by_their_own_signs(language: str, expected: list[str]) -> None:
    assert sentences(" ".join(expected), language) == expected


def test_chinese_and_japanese_need_no_space_between_sentences() -> None:
    assert sentences("下雨了。“他走了。”她没走！", "zh") == ["下雨了。", "“他走了。”", "她没走！"]
    assert sentences("「行く。」と彼は言った。雨だ。", "ja") == [
        "「行く。」と彼は言った。",
        "雨だ。",
    ]


def test_a_straight_mark_without_a_space_opens_a_quote_unless_one_is_open() -> None:
    assert sentences('价格为3.5元。"你好。"他说。', "zh") == ["价格为3.5元。", '"你好。"', "他说。"]


def test_a_sentence_stays_inside_its_paragraph_and_knows_its_place() -> None:
    text = "A title without a stop\n\n  First one. Second one. \n \nThird"

    found = split_sentences(text)

    assert [(one.paragraph, one.position, one.text) for one in found] == [
        (0, 0, "A title without a stop"),
        (1, 1, "First one."),
        (1, 2, "Second one."),
        (2, 3, "Third"),
    ]
    assert all(text[one.start : one.end] == one.text for one in found)


@pytest.mark.parametrize(
    "text",
    ["word " * 200_000, "." * 100_000, ". " * 50_000, ".'" * 50_000, "\n " * 300_000,
     "A." * 50_000, "a." + " " * 500_000 + "b", "。" * 300_000, "((" * 200_000 + "."],
    ids=lambda text: repr(text[:4]),
)  # fmt: skip
def test_a_hostile_text_is_cut_in_time_that_grows_with_its_length(text: str) -> None:
    begun = time.process_time()

    split_sentences(text)

    assert time.process_time() - begun < 5


def test_words_keep_figures_and_compounds_whole() -> None:
    text = "76% of $1.13bn — COVID-19, de-escalating: “he's” (30-day) U.S. 1,000.50 AT&T 24/7!"

    assert words(text) == (
        "76%", "of", "$1.13bn", "COVID-19", "de-escalating", "he's", "30-day", "U.S.",
        "1,000.50", "AT&T", "24/7",
    )  # fmt: skip


def test_the_same_words_are_found_in_a_piece_of_text_that_came_before() -> None:
    assert words("(30-day) U.S. (30-day)") == ("30-day", "U.S.", "30-day")
    assert words("x" * 60 + " “he's”") == ("x" * 60, "he's")


def test_signs_alone_are_no_words() -> None:
    assert words("— ... ' ___ % $ • 。") == ()


def test_words_with_vowel_signs_are_not_broken() -> None:
    assert words("हिन्दी में كِتَاب") == ("हिन्दी", "में", "كِتَاب")


def test_scripts_without_spaces_give_pairs_of_characters() -> None:
    assert words("東京都 2021年 雨") == ("東京", "京都", "2021", "年", "雨")


def test_forms_of_a_word_share_a_stem() -> None:
    assert stem("Negotiations", language="en") == stem("negotiation", language="en-GB")
    assert stem("Roe’s", language="en") == stem("roe", language="en")
    assert stem("Häuser", language="de") == stem("Haus", language="de")


def test_a_language_without_a_stemmer_only_folds_case() -> None:
    assert stem("Running", language="xx") == "running"


def test_lines_that_differ_in_case_quotes_and_dashes_are_alike() -> None:
    assert fold("“It’s  Over” – Roe") == fold('"it\'s over" - ROE')


def test_a_dateline_names_its_place_and_agency() -> None:
    found = dateline("GENEVA, Jan. 3 (Reuters) - It rained.")

    assert found is not None
    assert (found["place"].strip(), found["agency"]) == ("GENEVA, Jan. 3", "Reuters")
    assert dateline("The firm (Acme) - a maker of boxes - closed.") is None


def test_doubled_initials_of_a_spanish_plural_end_no_sentence() -> None:
    text = "El presidente de EE. UU. Joe Biden viajó. Vive en EE. UU. El viaje dura."

    found = [sentence.text for sentence in split_sentences(text, language="es")]

    assert found == [
        "El presidente de EE. UU. Joe Biden viajó.",
        "Vive en EE. UU.",
        "El viaje dura.",
    ]
