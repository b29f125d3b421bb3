from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from briefing.extractors.cleaning import clean_body, clean_page
from briefing.model import Removal

FIRST = (
    "The harbor council voted on Monday to rebuild the old northern pier after years of dispute "
    "with the fishing crews."
)
SECOND = (
    "Work on the pier is to begin in spring and will cost 12 million crowns, said the harbor "
    "master, Ada Roe."
)
THIRD = (
    "The crews, who had asked for a longer pause during the herring season, said they would not "
    "go to court."
)
TITLE = "Council votes to rebuild northern pier"
BODY = (FIRST, SECOND, THIRD)


def page(*lines: str) -> str:
    return "\n\n".join(lines)


def rules(removed: tuple[Removal, ...]) -> dict[str, str]:
    return {removal.text: removal.rule for removal in removed}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A page as some site prints it, and the article that it holds."""

    name: str
    text: str
    headline: str
    paragraphs: tuple[str, ...]


WITH_MENUS = Shape(
    name="English, menus above and a list of titles below",
    text=f"""
Skip to content
Menu
Home
World
Business
Sign in

{TITLE}

Share
Facebook
Twitter

By Jane Doe
Published: 3 March 2025, 09:30 GMT

Crews mend nets at the northern pier in this file photo. (Photo: Harbor Post)

{FIRST}

Advertisement

{SECOND}

Sign up for our daily newsletter to get the news first.

{THIRD}

Most read
Storm closes the coast road for a second day
Bakery on Hill Street wins a prize for rye bread
© 2025 Harbor Post. All rights reserved.
""",
    headline=TITLE,
    paragraphs=BODY,
)

GERMAN = Shape(
    name="German, with a box of links in the middle",
    text="""
Startseite
Politik
Wirtschaft
Stadtrat beschließt neue Brücke über die Aue
Von Eva Sommer
Stand: 03.03.2025, 09:30 Uhr
Artikel anhören
Der Stadtrat hat am Montag nach langem Streit den Bau einer neuen Brücke über die Aue beschlossen.
Lesen Sie auch:
Sturm sperrt die Küstenstraße
Bäckerei gewinnt Preis
Die Arbeiten beginnen im Frühjahr und kosten zwölf Millionen Euro, sagte die Ministerin.
„Wir haben lange genug gewartet.“
Das könnte Sie auch interessieren
Bäckerei am Markt gewinnt Preis für Roggenbrot
Alle Rechte vorbehalten.
""",
    headline="Stadtrat beschließt neue Brücke über die Aue",
    paragraphs=(
        "Der Stadtrat hat am Montag nach langem Streit den Bau einer neuen Brücke über die Aue "
        "beschlossen.",
        "Die Arbeiten beginnen im Frühjahr und kosten zwölf Millionen Euro, sagte die Ministerin.",
        "„Wir haben lange genug gewartet.“",
    ),
)

FRENCH = Shape(
    name="French, with cookies, subheads and a newsletter",
    text="""
Nous utilisons des cookies pour améliorer votre expérience sur ce site.

Accueil
Connexion

Le conseil vote la reconstruction du vieux pont

Publié le 3 mars 2025 à 09h30

Partager sur Facebook

Le conseil municipal a voté lundi la reconstruction du vieux pont, fermé depuis un an.

Un chantier de deux ans

Les travaux commenceront au printemps et coûteront douze millions d'euros, dit la maire.

À lire aussi : La tempête ferme la route de la côte

« Nous avons assez attendu, les habitants aussi », a-t-elle dit lundi soir devant le conseil.

Abonnez-vous à notre lettre du matin

Les plus lus
La boulangerie de la place gagne un prix
Tous droits réservés
""",
    headline="Le conseil vote la reconstruction du vieux pont",
    paragraphs=(
        "Le conseil municipal a voté lundi la reconstruction du vieux pont, fermé depuis un an.",
        "Un chantier de deux ans",
        "Les travaux commenceront au printemps et coûteront douze millions d'euros, dit la maire.",
        "« Nous avons assez attendu, les habitants aussi », a-t-elle dit lundi soir devant le "
        "conseil.",
    ),
)

SPANISH = Shape(
    name="Spanish, from a wire, with comments",
    text="""
Últimas noticias
El ayuntamiento aprueba reconstruir el viejo muelle
Compartir en Facebook
Madrid, 3 mar (EFE).- El ayuntamiento aprobó el lunes la reconstrucción del viejo muelle.
Las obras comenzarán en primavera y costarán doce millones de euros, según la alcaldesa, Ana Paz.
Comentarios
Luis: Ya era hora de que hicieran algo con ese muelle, llevamos años esperando una solución.
Marta: Pues yo creo que es demasiado dinero para un muelle que nadie usa desde hace tiempo.
""",
    headline="El ayuntamiento aprueba reconstruir el viejo muelle",
    paragraphs=(
        "Madrid, 3 mar (EFE).- El ayuntamiento aprobó el lunes la reconstrucción del viejo muelle.",
        "Las obras comenzarán en primavera y costarán doce millones de euros, según la alcaldesa, "
        "Ana Paz.",
    ),
)

RUSSIAN = Shape(
    name="Russian, with related items",
    text="""
Совет решил восстановить старый мост
3 марта 2025, 12:30 МСК
Городской совет в понедельник решил восстановить старый мост, закрытый три года назад.
Читайте также: Шторм закрыл прибрежную дорогу
Работы начнутся весной и обойдутся в двенадцать миллионов рублей, сообщила глава города Анна Орлова.
Самое читаемое
Пекарня на площади получила приз
""",
    headline="Совет решил восстановить старый мост",
    paragraphs=(
        "Городской совет в понедельник решил восстановить старый мост, закрытый три года назад.",
        "Работы начнутся весной и обойдутся в двенадцать миллионов рублей, сообщила глава города "
        "Анна Орлова.",
    ),
)

WRAPPED = Shape(
    name="a text file wrapped at a fixed width",
    text=f"""{TITLE}

The harbor council voted on Monday to rebuild the old northern pier
after years of dispute with the fishing crews.

Work on the pier is to begin in spring and will cost 12 million crowns,
said the harbor master, Ada Roe.
""",
    headline=TITLE,
    paragraphs=(FIRST, SECOND),
)

WITH_TEASERS = Shape(
    name="English, teasers with whole sentences above and below",
    text=f"""
Top stories
Storm closes the coast road
Waves of up to six meters closed the coast road on Sunday night, police said.
Bakery wins a prize
Jobs
Weather
Puzzles
Obituaries
Classifieds
Archive
{TITLE}
{FIRST}
{SECOND}
{THIRD}
Related stories
Storm closes the coast road
Waves of up to six meters closed the coast road on Sunday night, police said.
Bakery wins a prize
A bakery on Hill Street has won the county's prize for its rye bread again.
""",
    headline=TITLE,
    paragraphs=BODY,
)

SHAPES = (WITH_MENUS, GERMAN, FRENCH, SPANISH, RUSSIAN, WRAPPED, WITH_TEASERS)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_only_the_article_is_kept(shape: Shape) -> None:
    cleaned = clean_page(shape.text)

    assert cleaned.paragraphs == shape.paragraphs
    assert cleaned.fields.headline == shape.headline


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_what_is_kept_and_what_is_removed_is_the_whole_page(shape: Shape) -> None:
    cleaned = clean_page(shape.text)

    kept = " ".join(cleaned.paragraphs).split()
    removed = " ".join(removal.text for removal in cleaned.removed).split()
    assert Counter(kept) + Counter(removed) == Counter(shape.text.split())


def test_the_ledger_names_the_line_its_text_and_the_rule() -> None:
    cleaned = clean_page(f"Menu\n\n{TITLE}\nBy Ada Roe\n{FIRST}\n{SECOND}\nTags: pier, harbor\n")

    assert cleaned.removed == (
        Removal(line=1, text="Menu", rule="navigation"),
        Removal(line=3, text=TITLE, rule="headline"),
        Removal(line=4, text="By Ada Roe", rule="byline"),
        Removal(line=7, text="Tags: pier, harbor", rule="tags"),
    )


def test_a_standfirst_that_is_also_the_first_paragraph_is_kept_once() -> None:
    cleaned = clean_page(page(TITLE, FIRST, "Open in App", FIRST, SECOND))

    assert cleaned.paragraphs == (FIRST, SECOND)
    assert rules(cleaned.removed)[FIRST] == "repeated"


def test_a_paragraph_that_stands_far_above_and_in_the_body_is_kept_once() -> None:
    menu = [f"Section number {number}" for number in range(20)]

    cleaned = clean_page(page(FIRST, *menu, TITLE, FIRST, SECOND, THIRD))

    assert cleaned.paragraphs == BODY


def test_the_body_goes_on_below_a_box_of_links() -> None:
    box = ("Read more:", "Storm closes the coast road", "Bakery wins a prize")

    cleaned = clean_page(page(TITLE, FIRST, *box, SECOND, THIRD))

    assert cleaned.paragraphs == BODY
    assert {rules(cleaned.removed)[line] for line in box} == {"related"}


def test_the_body_goes_on_below_related_stories_where_real_paragraphs_follow() -> None:
    box = ("Related stories", "Storm closes the coast road", "Bakery wins a prize")

    cleaned = clean_page(page(TITLE, FIRST, SECOND, *box, THIRD, FIRST[:-1] + " again.", SECOND))

    assert cleaned.paragraphs[2] == THIRD


def test_nothing_is_kept_below_the_comments() -> None:
    comments = ("Comments (2)", FIRST.replace("harbor", "town"), SECOND.replace("pier", "bridge"))

    cleaned = clean_page(page(TITLE, *BODY, *comments))

    assert cleaned.paragraphs == BODY


def test_a_head_in_the_menu_above_does_not_end_the_article() -> None:
    cleaned = clean_page(page("Most read", "Related stories", "Comments", TITLE, *BODY))

    assert cleaned.paragraphs == BODY


def test_short_paragraphs_quotes_and_subheads_stay() -> None:
    body = (FIRST, "It took six hours.", "A vote at last", SECOND, "“Finally.”", THIRD)

    assert clean_page(page(TITLE, *body)).paragraphs == body


def test_a_short_last_paragraph_stays() -> None:
    assert clean_page(page(TITLE, *BODY, "She did not say more.")).paragraphs[-1] == (
        "She did not say more."
    )


def test_an_article_of_one_sentence_is_one() -> None:
    assert clean_page(page("Menu", TITLE, FIRST, "Open in App")).paragraphs == (FIRST,)


def test_a_headline_may_be_a_question() -> None:
    question = "Will the council rebuild the old northern pier this year?"

    cleaned = clean_page(page(question, *BODY))

    assert (cleaned.fields.headline, cleaned.paragraphs) == (question, BODY)


def test_titles_that_stand_twice_on_a_line_are_teasers() -> None:
    title = "Storm closes the coast road for a second day"

    cleaned = clean_page(page(TITLE, FIRST, f"{title} {title}", SECOND))

    assert rules(cleaned.removed)[f"{title} {title}"] == "teaser"


@pytest.mark.parametrize(
    "caption",
    [
        "Harbor master Ada Roe (R) and mayor Bo Lind shake hands as they arrive on Monday. (AFP)",
        "A file photo shows the northern pier before the storm of last winter.",
        "FILE - The northern pier is seen before the storm of last winter.",
        "Fishing crews wait at the northern pier on Sunday morning. (AP Photo/Ada Roe)",
        "Foto: dpa/Eva Sommer",
        "The northern pier at dawn on Sunday, before the vote. (AFP)",
        "The northern pier at dawn (file photo)",
    ],
)
def test_captions_are_taken_away_between_paragraphs(caption: str) -> None:
    cleaned = clean_page(page(TITLE, FIRST, caption, SECOND))

    assert cleaned.paragraphs == (FIRST, SECOND)
    assert rules(cleaned.removed)[caption] == "caption"


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("For the latest headlines, follow our channel online.", "subscription"),
        ("Melden Sie sich für unseren Newsletter an.", "subscription"),
        ("Suscríbete a nuestro boletín diario", "subscription"),
        ("We use cookies to improve your experience on this site.", "cookies"),
        ("Copyright 2025 Harbor Post. All rights reserved.", "copyright"),
        ("This story has not been edited by our staff.", "disclaimer"),
        ("Story continues below advertisement", "advertisement"),
        ("5 min read", "reading time"),
        ("Reporting by Ada Roe; Editing by Bo Lind", "credit"),
        ("Share this article on Facebook", "share"),
        ("Leave a comment", "comments"),
        ("10:32 GMT", "time"),
        ("Updated at 14.40 BST", "time"),
        ("Image source, Reuters", "caption"),
        ("Image caption, The pier at dawn on Sunday", "caption"),
        ("More: Who is Ada Roe? Five things to know", "related"),
        ("Already a subscriber? Log in", "subscription"),
        ("To read this article in full, please subscribe.", "subscription"),
        ("An dieser Stelle finden Sie einen externen Inhalt von Twitter.", "consent"),
        ("Ich bin damit einverstanden, dass mir externe Inhalte angezeigt werden.", "consent"),
        ("Comments are not available on this story.", "comments"),
        ("Last updated 2 minutes ago", "date"),
    ],
)  # fmt: skip
def test_furniture_between_paragraphs_is_taken_by_its_words(line: str, rule: str) -> None:
    removed = rules(clean_page(page(TITLE, FIRST, line, SECOND)).removed)

    assert removed[line] == rule


@pytest.mark.parametrize(
    "paragraph",
    [
        "The firm said on Monday that it would share the cost of the new pier with the town.",
        "Cookies and coffee were served to the crews, who had waited since dawn for the vote.",
        "By Monday evening, most of the boats had left the harbor for the winter grounds.",
        "The photo of the pier, taken by a passing crew, was shared by thousands of readers.",
        "Reuters and other agencies had reported the vote before the council announced it.",
        "“Follow us to the pier,” the harbor master told the crews when the vote was over.",
        "Subscribe-or-pay models, the authority added, are lawful only if the price is fair.",
        "Our partners said the ruling would force every site that uses cookies to change.",
        "Copyright holders have also sued the firm, which denies that it did anything wrong.",
        "Photos: the firm also kept pictures of the pier, the authority found in its inquiry.",
        "Write to the council by Friday, the harbor master told the crews at the pier.",
        "Stay tuned for more rulings, he said, because a dozen cases about piers are open.",
        "Your email address is personal data, the authority's head said, even if it is hashed.",
    ],
)
def test_paragraphs_that_speak_of_such_things_stay(paragraph: str) -> None:
    assert clean_page(page(TITLE, FIRST, paragraph, SECOND)).paragraphs == (
        FIRST, paragraph, SECOND,
    )  # fmt: skip


def test_an_agency_mark_is_cut_off_the_last_paragraph() -> None:
    cleaned = clean_page(page(TITLE, FIRST, SECOND + " (ANI/Sputnik)"))

    assert cleaned.paragraphs == (FIRST, SECOND)
    assert Removal(line=5, text="(ANI/Sputnik)", rule="credit") in cleaned.removed
    assert cleaned.fields.agency == "ANI"


def test_a_page_of_menus_has_no_body() -> None:
    assert clean_page(page("Menu", "World", "Business", "Sign in")).paragraphs == ()


def test_of_a_known_body_only_sure_furniture_goes() -> None:
    cleaned = clean_body(page(TITLE, "Intro", FIRST, "Read more", SECOND), headline=TITLE)

    assert cleaned.paragraphs == ("Intro", FIRST, SECOND)


def test_the_first_sample_is_cleaned_exactly(root: Path) -> None:
    text = (root / "seeds" / "000_ba0a14b661a23ba9.txt").read_text(encoding="utf-8")
    lines = ["", *text.split("\n")]

    cleaned = clean_page(text)

    assert cleaned.paragraphs == (lines[22], lines[24], lines[28])


def test_the_second_sample_is_cleaned_exactly(root: Path) -> None:
    text = (root / "seeds" / "004_31fd5da44e0731b4.txt").read_text(encoding="utf-8")
    lines = ["", *text.split("\n")]

    cleaned = clean_page(text)

    quote = lines[16].removesuffix(" (ANI/Sputnik)")
    assert quote != lines[16]
    assert cleaned.paragraphs == (lines[8], lines[14], quote)


def test_the_body_goes_on_below_a_box_in_the_middle_of_a_short_article() -> None:
    box = ("Related stories", "Storm closes the coast road", "What happens to the old pier?")
    quote = "“We have waited long enough,” the mayor told the council."

    cleaned = clean_page(page(TITLE, FIRST, "Read more", *box[1:], quote, THIRD))

    assert cleaned.paragraphs == (FIRST, quote, THIRD)


def test_a_box_that_holds_its_link_on_its_own_line_takes_no_subhead() -> None:
    link = "Also Read | Storm closes the coast road"

    cleaned = clean_page(page(TITLE, FIRST, SECOND, link, "A vote at last", THIRD))

    assert cleaned.paragraphs == (FIRST, SECOND, "A vote at last", THIRD)


def test_a_lead_of_one_line_above_a_caption_stays() -> None:
    lead = "The old pier will be rebuilt, the council said."

    cleaned = clean_page(page(TITLE, "By Ada Roe", lead, "Image source, Reuters", FIRST, SECOND))

    assert cleaned.paragraphs == (lead, FIRST, SECOND)


def test_a_portrait_of_the_company_closes_a_release() -> None:
    portrait = ("About Acme Pier", "Acme Pier AS builds piers in forty countries since 1904.")

    cleaned = clean_page(page(TITLE, *BODY, *portrait))

    assert cleaned.paragraphs == BODY


def test_statements_about_the_future_close_a_release() -> None:
    statement = ("Forward-Looking Statements", "This release contains statements on the future.")

    assert clean_page(page(TITLE, *BODY, *statement)).paragraphs == BODY


def test_a_portrait_of_the_author_below_the_article_goes() -> None:
    portrait = "Jane Doe covers the harbor for the Harbor Post."

    cleaned = clean_page(page(TITLE, "By Jane Doe", *BODY, portrait))

    assert cleaned.paragraphs == BODY
    assert cleaned.fields.authors == ("Jane Doe",)


def test_when_a_page_was_changed_is_no_headline() -> None:
    cleaned = clean_page(page(TITLE, "Last updated 2 minutes ago", *BODY))

    assert cleaned.fields.headline == TITLE


@pytest.mark.parametrize("gap", [1, 6])
def test_a_paragraph_that_stands_twice_is_kept_once_wherever_it_stands(gap: int) -> None:
    between = (SECOND, THIRD, *(f"Crew {number} voted for it, she said." for number in range(gap)))

    cleaned = clean_page(page(TITLE, FIRST, *between, FIRST))

    assert cleaned.paragraphs.count(FIRST) == 1


def test_a_poll_between_paragraphs_goes_and_a_question_stays() -> None:
    poll = ("Do you support the new pier?", "Yes", "No", "I do not know", "1,204 votes so far")

    found = clean_page(page(TITLE, FIRST, *poll, SECOND, "Why now?", THIRD))

    assert found.paragraphs == (FIRST, SECOND, "Why now?", THIRD)
    assert {rules(found.removed)[line] for line in poll} == {"poll"}


def test_what_is_beyond_the_length_of_an_article_is_in_the_ledger() -> None:
    lines = (TITLE, *BODY, *("x" for _ in range(10_000)))

    found = clean_page("\n".join(lines))

    beyond = [one for one in found.removed if one.rule == "past the limit"]
    assert found.paragraphs == BODY
    assert [one.line for one in beyond] == [10_001, 10_002, 10_003, 10_004]
    assert len(found.paragraphs) + len(found.removed) == len(lines)


def test_a_line_that_is_longer_than_any_article_is_parted() -> None:
    text = "word. " * 400_000

    found = clean_page(text)

    [rest] = found.removed
    assert rest.rule == "past the limit"
    assert " ".join((*found.paragraphs, rest.text)) == text.strip()
