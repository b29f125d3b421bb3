"""Tell pages that hold no article: stubs behind a paywall, consent and error pages, lists.

To lose an article is far worse than to let such a page pass, so every test asks for a
phrase that says it outright, or a form that no article has, and for next to no body.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from briefing.extractors.furniture import LINE_RULES, LONGEST, is_reported
from briefing.extractors.lines import Line, read_lines
from briefing.model import Reason
from briefing.text import fold

_STUB = 80  # words of body; a page that has more is an article, whatever else it says
_NOTHING = 40  # words of body that an error page, a consent page or a login may hold
_HEAD = 12  # lines in which a page says what it is
_PHRASE_LENGTH = 300  # code points of a line that says it
_BELOW_WALL = 6  # lines in which no paragraph may follow
_TEASERS = 4  # so many titles, each with its one sentence, are a list of teasers
_TEASER_WORDS = 35  # of the sentence under a title
_TEASER_SHARE = 0.7  # of the paragraphs that are such sentences
_PICTURES = 4  # so many numbers of pictures, such as `3 / 12`, are a gallery

# Each is a whole statement; what also stands in the menus of free pages is not here.
_PAYWALL = re.compile(
    r"(?:subscribe|register|sign in|log in|sign up|join)(?: now| today)? to (?:continue|keep|read "
    r"on|"
    r"read (?:more|the (?:full|rest)|this)|unlock|access (?:this|the full))|"
    r"to (?:continue|keep) reading[ ,:]|to read (?:this|the) (?:full )?(?:article|story)\b.{0,40}"
    r"(?:subscri|regist|sign|log in)|"
    r"(?:this|the rest of this) (?:article|story|content) is (?:only |exclusively )?(?:for|"
    r"available "
    r"to|reserved for) (?:our )?(?:paying |registered )?(?:subscribers|members)|"
    r"you(?:'ve| have) (?:reached|read|used) (?:your|all|the).{0,30}(?:limit|free articles)|"
    r"(?:artikel|text|inhalt) ist (?:nur )?(?:für|mit) .{0,30}(?:abonnent|abo\b|registriert)|"
    r"(?:jetzt|hier) (?:weiterlesen|freischalten) mit|mit .{2,20}(?:plus|\+) weiterlesen|"
    r"(?:article|contenu) (?:est )?réservé (?:à nos|aux) abonnés|il vous reste .{1,10}% de cet "
    r"article|"
    r"la suite est réservée|pour lire la suite.{0,40}abonne|"
    r"(?:contenido|artículo|noticia) exclusiv[oa] para (?:suscriptores|socios)|"
    r"(?:suscríbete|regístrate) para (?:seguir|continuar) leyendo|"
    r"(?:contenuto|articolo) (?:riservato|esclusivo).{0,20}abbonati|abbonati per (?:continuare|"
    r"leggere)|"
    r"(?:conteúdo|matéria) exclusiv[oa] para assinantes|assine para (?:continuar|ler)|"
    r"(?:dit artikel is )?(?:alleen|exclusief) voor abonnees|"
    r"(?:статья|материал) доступ(?:на|ен) только (?:по подписке|подписчикам)|"
    r"(?:artykuł|tekst|treść) (?:dostępn[yae] )?(?:tylko )?dla (?:subskrybentów|prenumeratorów)"
)
_NO_PAGE = re.compile(
    r"\W*(?:(?:error )?404\b.{0,60}|(?:error )?(?:403|410|500|502|503)\b\W.{0,60}|"
    r"(?:oops\W+)?(?:sorry\W+)?(?:the |this |that )?(?:page|article|story)(?: you .{2,40})? "
    r"(?:not found|(?:was|could|can) ?not be found|can't be found|does not exist|doesn't exist|"
    r"no longer exists|is (?:not|no longer) available).{0,60}|"
    r"we (?:can't|cannot|couldn't|could not) find (?:the|that|this) page.{0,80}|not found|"
    r"access denied|forbidden|service unavailable|too many requests|just a moment|"
    r"checking (?:if the site|your browser).{0,60}|(?:please )?(?:verify|confirm) (?:that )?you "
    r"are "
    r"(?:a )?(?:not a robot|human).{0,60}|are you a robot|please enable (?:javascript|"
    r"cookies).{0,80}|"
    r"(?:javascript|cookies) (?:is|are) (?:disabled|required).{0,60}|"
    r"(?:die |diese )?seite (?:wurde )?(?:leider )?nicht gefunden.{0,40}|"
    r"(?:cette )?page (?:introuvable|non trouvée|n'existe (?:pas|plus)).{0,40}|"
    r"(?:la )?página no (?:encontrada|existe|se ha encontrado).{0,40}|pagina non trovata.{0,40}|"
    r"página não encontrada.{0,40}|pagina niet gevonden.{0,40}|страница не найдена.{0,40}|"
    r"сторінку не знайдено.{0,40}|nie znaleziono strony.{0,40}|"
    r"before you continue(?: to .{2,40})?|we value your privacy|your privacy (?:matters|is "
    r"important)"
    r".{0,60}|we (?:and|&) our (?:\d+ )?partners .{0,200}|(?:manage|your) (?:cookie |privacy )?"
    r"(?:consent|choices).{0,40}|(?:wir schätzen|ihre) (?:ihre )?privatsphäre.{0,60}|"
    r"zustimmung (?:erforderlich|verwalten).{0,40}|weiter mit werbung.{0,80}|"
    r"(?:nous respectons|le respect de) votre vie privée.{0,60}|tu privacidad .{0,60}|"
    r"la tua privacy .{0,60}|"
    r"(?:log|sign) in to (?:your account|continue)|(?:forgot|forgotten|reset)(?: your)? password|"
    r"passwort vergessen|mot de passe oublié|olvid(?:é|aste|ado) (?:mi|tu|su) contraseña|"
    r"password dimenticata|esqueci minha senha|wachtwoord vergeten|забыли пароль)[\s.!?…]*"
).fullmatch
_PICTURE = re.compile(
    r"\W*(?:(?:photo|picture|image|slide|bild|foto|imagen|фото)\s?)?\d{1,3}\s?(?:/|of|von|sur|de|"
    r"из)"
    r"\s?\d{1,3}\W*"
).fullmatch


def refusal(lines: Sequence[str], body_words: int) -> Reason | None:
    """Say why a page holds no article, or nothing where it may hold one.

    `lines` are all that the page shows, `body_words` counts the words of what was
    taken for its article.
    """
    if body_words >= _STUB:
        return None
    short = (fold(line) for line in lines if len(line) <= _PHRASE_LENGTH)
    folded = [line for line in short if not is_reported(line)]
    if body_words < _NOTHING and any(_NO_PAGE(line) for line in folded[:_HEAD]):
        return Reason.NOT_A_PAGE
    known = read_lines("\n\n".join(lines))
    if any(_is_wall(at, known) for at in range(len(known))):
        return Reason.PAYWALL
    if _is_gallery(folded) or _is_list_of_teasers(known):
        return Reason.TEASER
    return None


def _is_wall(at: int, lines: Sequence[Line]) -> bool:
    """Tell a line below which the article is cut off; a label above a whole one is none."""
    line = lines[at]
    if len(line.text) > _PHRASE_LENGTH or is_reported(line.folded):
        return False
    if not _PAYWALL.search(line.folded):
        return False
    return not any(_is_body(below) for below in lines[at + 1 : at + 1 + _BELOW_WALL])


def _is_body(line: Line) -> bool:
    known = len(line.text) <= LONGEST and any(test(line.folded) for _, test in LINE_RULES)
    return line.is_prose and not known and not _PAYWALL.search(line.folded)


def _is_gallery(folded: Sequence[str]) -> bool:
    return sum(_PICTURE(line) is not None for line in folded) >= _PICTURES


def _is_list_of_teasers(lines: Sequence[Line]) -> bool:
    """Tell a page on which nearly every paragraph is one short sentence under a title."""
    prose = [line for line in lines if line.is_prose]
    teasers = [
        below
        for title, below in pairwise(lines)
        if title.is_title_like
        and title.words >= _TEASERS
        and below.is_prose
        and below.words <= _TEASER_WORDS
    ]
    return len(teasers) >= _TEASERS and len(teasers) >= _TEASER_SHARE * len(prose)
