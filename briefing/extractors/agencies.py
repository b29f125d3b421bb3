"""News agencies, and how pages credit them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from briefing.text import fold, words

_AGENCY_NAMES: Mapping[str, tuple[str, ...]] = {
    "Reuters": ("reuters", "thomson reuters"),
    "AFP": ("afp", "agence france-presse", "agence france presse"),
    "AP": ("ap", "the associated press", "associated press"),
    "ANI": ("ani",),
    "PTI": ("pti", "press trust of india"),
    "IANS": ("ians",),
    "UNI": ("uni",),
    "Interfax": ("interfax",),
    "Interfax-Ukraine": ("interfax-ukraine",),
    "Ukrinform": ("ukrinform", "укринформ", "укрінформ"),
    "TASS": ("tass", "itar-tass", "тасс"),
    "RIA Novosti": ("ria novosti", "риа новости"),
    "Sputnik": ("sputnik",),
    "dpa": ("dpa", "dpa-afx", "deutsche presse-agentur"),
    "epd": ("epd",),
    "KNA": ("kna",),
    "SID": ("sid",),
    "APA": ("apa",),
    "Keystone-SDA": ("keystone-sda", "sda", "ats", "keystone-ats"),
    "Xinhua": ("xinhua", "新华社"),
    "EFE": ("efe", "agencia efe"),
    "Europa Press": ("europa press",),
    "Kyodo": ("kyodo", "kyodo news", "共同通信"),
    "Jiji": ("jiji", "jiji press", "時事通信"),
    "Yonhap": ("yonhap", "yonhap news agency", "연합뉴스"),
    "Anadolu": ("anadolu", "anadolu agency", "aa"),
    "Bloomberg": ("bloomberg", "bloomberg news"),
    "UPI": ("upi", "united press international"),
    "PA Media": ("pa media", "press association", "pa"),
    "ANSA": ("ansa",),
    "Adnkronos": ("adnkronos",),
    "Lusa": ("lusa", "agência lusa"),
    "Agência Brasil": ("agência brasil",),
    "ANP": ("anp",),
    "Belga": ("belga",),
    "PAP": ("pap",),
    "ČTK": ("čtk",),
    "Bernama": ("bernama",),
    "Antara": ("antara",),
    "WAM": ("wam",),
    "SPA": ("spa",),
    "TNS": ("tns", "tribune news service"),
    "CNS": ("cns",),
    "The Canadian Press": ("the canadian press", "canadian press"),
    "AAP": ("aap", "australian associated press"),
}
AGENCIES = {form: name for name, forms in _AGENCY_NAMES.items() for form in forms}
_AGENCY = re.compile(
    rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, AGENCIES), key=len, reverse=True))})(?!\w)",
    re.IGNORECASE,
)
_INITIALS = 3  # letters; so short a name must be written as the agency writes it
# What may stand beside an agency's name in a line that does nothing but credit it.
_CREDIT_WORDS = frozenset(
    (  # noqa: SIM905 - a row of words reads better
        "with input inputs from by source sources agency agencies news and via additional "
        "reporting report material of the for desk bureau staff wire service courtesy originally "
        "published mit von quelle und quellen avec par et agence agences con información de "
        "agencia agencias fuente y fonte com informações da do по материалам сообщает источник"
    ).split()
)
_CREDIT_LENGTH = 120  # code points
_TOKEN = re.compile(r"[^\W_]+")
# A credit begins with one of these; to look at the first word alone is ten times as fast.
_OPENERS = _CREDIT_WORDS | {_TOKEN.findall(form)[0] for form in AGENCIES}
_END_CREDIT = re.compile(r"\s*(?P<credit>[(\[]\s?(?P<names>[^()\[\]]{2,60})[)\]])\s*\Z")


def read_agencies(text: str) -> tuple[str, ...]:
    """List the agencies of a text that only credits them, else nothing.

    `Reuters`, `( With inputs from ANI )` and `ANI/Sputnik` do; `Interfax reported` does not.
    """
    first = _TOKEN.search(text)
    if len(text) > _CREDIT_LENGTH or first is None or first[0].casefold() not in _OPENERS:
        return ()
    rest = words(fold(_AGENCY.sub(" ", text)))
    if not _CREDIT_WORDS.issuperset(rest):
        return ()
    found = [(form, AGENCIES[form.casefold()]) for form in _AGENCY.findall(text)]
    return tuple(
        dict.fromkeys(
            name for form, name in found if len(form) > _INITIALS or _is_cased(form, name)
        )
    )


def _is_cased(form: str, name: str) -> bool:
    """Tell an agency from a word: `SPA` and `spa`."""
    return form.isupper() or form == name


def end_credit(paragraph: str) -> tuple[str, str]:
    """Part a paragraph from the agency's mark at its end: `(ANI/Sputnik)`."""
    found = _END_CREDIT.search(paragraph, max(0, len(paragraph) - 2 * _CREDIT_LENGTH))
    if found is None or not read_agencies(found["names"]):
        return paragraph, ""
    return paragraph[: found.start()], found["credit"]
