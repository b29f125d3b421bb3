"""Numbers, days of the week and months as they are written in words.

In the languages that most copies are in; elsewhere, figures are those in digits. Only
what is hardly ever anything else: not "one", which is an article, nor the English "May".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_TENS = (20, 30, 40, 50, 60, 70, 80, 90)

# Words for 2 to 19, and for 20, 30 to 90.
_SMALL: Mapping[str, str] = {
    "en": "two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen",
    "de": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn "
    "fünfzehn sechzehn siebzehn achtzehn neunzehn",
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze "
    "seize dix-sept dix-huit dix-neuf",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
    "dieciséis diecisiete dieciocho diecinueve",
    "it": "due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici "
    "quindici sedici diciassette diciotto diciannove",
    "pt": "dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze "
    "dezesseis dezessete dezoito dezenove",
    "nl": "twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien "
    "zestien zeventien achttien negentien",
}
_ROUND: Mapping[str, str] = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "de": "zwanzig dreissig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "fr": "vingt trente quarante cinquante soixante soixante-dix quatre-vingts quatre-vingt-dix",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "it": "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    "pt": "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    "nl": "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
}
# "cent", "ciento" and "cento" are left out: they stand in "per cent" above all.
_OTHERS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "dozen": "12",
        "hundred": "100",
        "thousand": "1000",
        "million": "million",
        "billion": "billion",
    },
    "de": {
        "zwo": "2",
        "dutzend": "12",
        "hundert": "100",
        "tausend": "1000",
        "million": "million",
        "millionen": "million",
        "milliarde": "billion",
        "milliarden": "billion",
        "jänner": "january",
        "sonnabend": "saturday",
    },
    "fr": {
        "septante": "70",
        "nonante": "90",
        "cents": "100",
        "mille": "1000",
        "million": "million",
        "millions": "million",
        "milliard": "billion",
        "milliards": "billion",
        "fevrier": "february",
        "aout": "august",
        "decembre": "december",
    },
    "es": {
        "veintiún": "21",
        "veintiuno": "21",
        "veintidós": "22",
        "veintitrés": "23",
        "veinticuatro": "24",
        "veinticinco": "25",
        "veintiséis": "26",
        "veintisiete": "27",
        "veintiocho": "28",
        "veintinueve": "29",
        "docena": "12",
        "cien": "100",
        "mil": "1000",
        "millón": "million",
        "millones": "million",
        "setiembre": "september",
    },
    "it": {
        "dozzina": "12",
        "mille": "1000",
        "mila": "1000",
        "milione": "million",
        "milioni": "million",
        "miliardo": "billion",
        "miliardi": "billion",
    },
    "pt": {
        "duas": "2",
        "quatorze": "14",
        "dezasseis": "16",
        "dezassete": "17",
        "dezanove": "19",
        "dúzia": "12",
        "cem": "100",
        "mil": "1000",
        "milhão": "million",
        "milhões": "million",
        "bilhão": "billion",
        "bilhões": "billion",
        "segunda": "monday",
        "terça": "tuesday",
        "quarta": "wednesday",
        "quinta": "thursday",
        "sexta": "friday",
    },
    "nl": {
        "dozijn": "12",
        "honderd": "100",
        "duizend": "1000",
        "miljoen": "million",
        "miljard": "billion",
    },
}
_DAYS: Mapping[str, str] = {
    "en": " ".join(DAYS),
    "de": "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "pt": "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
}
# A dash stands for a month whose name is mostly something else.
_MONTHS: Mapping[str, str] = {
    "en": "january february march april - june july august september october november december",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre "
    "dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro "
    "dezembro",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}


@lru_cache(maxsize=32)
def spelled(language: str) -> Mapping[str, str]:
    """Give for each word of a language that is a figure the figure, written one way.

    Words are folded. Numbers are in digits, days and months in English.
    """
    code = language.partition("-")[0].casefold()
    if code not in _SMALL:
        return {}
    small = dict(enumerate(_SMALL[code].split(), 2))
    tens = dict(zip(_TENS, _ROUND[code].split(), strict=True))
    found = {word: str(number) for number, word in (small | tens).items()}
    found |= {word: str(number) for number, word in _compounds(code, small, tens)}
    found |= dict(zip(_DAYS[code].split(), DAYS, strict=True))
    found |= dict(zip(_MONTHS[code].split(), MONTHS, strict=True))
    found.pop("-", None)
    return found | dict(_OTHERS[code])


def _compounds(
    code: str, small: Mapping[int, str], tens: Mapping[int, str]
) -> Iterator[tuple[int, str]]:
    """Give the numbers between 20 and 100 that are written in one word."""
    ones = {1: _ONE.get(code, ""), **{n: small[n] for n in range(2, 10)}}
    if code == "fr":
        yield from _french(small, tens)
        return
    for ten, word in tens.items():
        for one, unit in ones.items():
            if code == "en":
                yield ten + one, f"{word}-{unit}"
            elif code == "de":
                yield ten + one, f"{unit}und{word}"
            elif code == "nl":
                yield ten + one, f"{unit}{'ën' if unit.endswith('e') else 'en'}{word}"
            elif code == "it":
                stem = word[:-1] if unit[0] in "uo" else word
                yield ten + one, stem + ("tré" if unit == "tre" else unit)


_ONE = {"en": "one", "de": "ein", "nl": "een", "it": "uno"}


def _french(small: Mapping[int, str], tens: Mapping[int, str]) -> Iterator[tuple[int, str]]:
    """Count on from sixty and eighty to nineteen, and write "et" before one and eleven."""
    yield 80, "quatre-vingt"
    for ten in (20, 30, 40, 50, 60, 80):
        word = tens[ten].removesuffix("s")
        most = 20 if ten in {60, 80} else 10
        yield from ((ten + one, f"{word}-{small[one]}") for one in range(2, most))
        joint = "-" if ten == 80 else "-et-"  # noqa: PLR2004 - quatre-vingt-un
        yield ten + 1, f"{word}{joint}un"
        if ten in {60, 80}:
            yield ten + 11, f"{word}{joint}onze"
