"""The set phrases of page furniture, by kind, in several languages.

A phrase is one to three words; `^` before it means at the start of a block.
They are looked up word by word: 150 blocks with ten regular expressions each
took half of the time of the whole extraction.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

_WORD = re.compile(r"[\w©»›•@]+|[|>/]")
_MONTHS = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_SOURCES: Mapping[str, str] = {
    "teaser": "^read ^see ^learn ^view ^show ^load ^shop ^watch ^listen ^discover ^find ^click"
    " ^tap ^continue ^explore ^browse"
    " ^get ^download ^buy ^try ^book ^join ^check ^lire ^voir ^lesen ^mehr ^leer ^ver ^leggi"
    " ^читать ^читайте"
    " click_here read_more learn_more see_more find_out_more see_also continue_reading read_next"
    " also_read more_from more_on"
    " more_about more_in more_stories",
    "related": "related recommended you_may_also you_might_also you_may_like you_might_like"
    " most_read most_popular most_viewed"
    " trending latest_news latest_posts latest_stories latest_articles more_stories"
    " popular_posts recent_posts next_article"
    " previous_article up_next editors_picks editor_s_picks further_reading don_t_miss"
    " in_this_article in_this_section"
    " in_this_guide in_this_post table_of_contents ^contents on_this_page jump_to what_to_read"
    " à_lire_aussi lesen_sie_auch"
    " lea_también leggi_anche читайте_также",
    "share": "^share share_this share_on share_via tweet pin_it whatsapp follow_us follow_me"
    " follow_him follow_her facebook twitter"
    " instagram linkedin copy_link email_this print printer partager teilen compartir condividi"
    " поделиться @",
    "signup": "newsletter newsletters subscribe subscribers sign_up signup sign_in log_in login"
    " register your_email your_inbox"
    " email_address e_mail_address unsubscribe free_trial donate support_us join_us mailing_list"
    " schedule_a contact_us call_us"
    " get_started free_quote book_a abonnieren abonnez abonner suscríbete suscribirse iscriviti"
    " подписаться подписывайтесь",
    "legal": "© copyright all_rights_reserved terms_of terms_and privacy_policy cookie cookies"
    " affiliate affiliates commission"
    " commissions disclaimer disclosure editorial_standards editorial_guidelines"
    " editorial_policy editorial_process fact_check"
    " fact_checked advertisement advertising advertiser advertisers sponsored sponsor sponsors"
    " anzeige publicité реклама",
    "credit": "photo photos image images picture photograph photographer credit credits courtesy"
    " illustration source getty"
    " shutterstock istock unsplash afp reuters ap_photo file_photo foto crédit фото ^video"
    " ^caption ^watch",
    "byline": "^by ^author ^contributor ^von ^par ^por written_by posted_by reviewed_by"
    " edited_by story_by reported_by reporting_by"
    " editing_by about_the_author min_read minute_read minutes_read contributed_to_this"
    " is_a_writer is_an_editor is_a_reporter"
    " is_a_journalist is_an_author is_a_contributor is_a_freelance is_a_senior",
    "date": "updated published posted last_modified last_reviewed last_updated ago",
    "comment": "comment comments leave_a post_a add_a reply replies respond kommentar kommentare"
    " commentaire commentaires"
    " comentario comentarios комментарии комментарий",
    "tags": "^tag ^tags ^topic ^topics ^filed_under ^category ^categories ^posted_in ^tagged"
    " ^keywords ^labels ^home » › • | > /",
}
_LATEST_WORD = 60
_YEAR = re.compile(r"(?:19|20)\d\d$")
_DATE_NUMBERS = 3
_Tails = tuple[tuple[tuple[str, ...], int], ...]

KINDS: tuple[str, ...] = tuple(_SOURCES)
_DATE = 1 << KINDS.index("date")


def _index(*, at_start: bool) -> Mapping[str, _Tails]:
    """Map each phrase's first word to what must follow it, and the kind's bit."""
    found: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for position, source in enumerate(_SOURCES.values()):
        for phrase in source.split():
            if phrase.startswith("^") == at_start:
                head, *tail = phrase.removeprefix("^").split("_")
                found.setdefault(head, []).append((tuple(tail), 1 << position))
    return {head: tuple(tails) for head, tails in found.items()}


_ANYWHERE, _AT_START = _index(at_start=False), _index(at_start=True)


@lru_cache(4096)  # a page's short lines are asked twice, and many come back on the next page
def kinds_of(text: str) -> int:
    """Give the kinds of furniture whose phrases `text` holds, as bits in the order of KINDS."""
    words = _WORD.findall(text.lower())[:_LATEST_WORD]
    bits = _matches(_AT_START, words, 0) if words else 0
    for position, word in enumerate(words):
        if word in _ANYWHERE:
            bits |= _matches(_ANYWHERE, words, position)
    return bits | (_DATE if _names_day(words) else 0)


def _matches(index: Mapping[str, _Tails], words: list[str], position: int) -> int:
    bits = 0
    for tail, bit in index.get(words[position], ()):
        if not tail or tuple(words[position + 1 : position + 1 + len(tail)]) == tail:
            bits |= bit
    return bits


def _names_day(words: list[str]) -> bool:
    """Tell whether a month, a day and a year stand together, or three numbers do."""
    for position, word in enumerate(words):
        if _YEAR.match(word):
            around = words[max(0, position - 2) : position + 3]
            return (
                any(month in around for month in _MONTHS)
                or sum(map(str.isdigit, around)) >= _DATE_NUMBERS
            )
    return False
