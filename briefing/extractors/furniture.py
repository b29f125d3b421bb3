r"""What stands around an article, as tables: one row per habit of the sites we read.

Patterns meet folded lines (lower case, straight quotes, single spaces; see `text.fold`).
A line falls to the first row that fits; the row's name goes into the article's ledger.
To teach a language or a site's habit, add a phrase to a row, and an example to the tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable

LONGEST = 700  # code points: no furniture is longer, and no test sees a longer line

Test = Callable[[str], re.Match[str] | None]

_LEAD = r"""[^\w('"]*"""  # bullets and arrows before a phrase; a quote opens speech
_END = r"\s*[:.…>\]]*\s*\d*$"  # what may follow a phrase that fills its line


def _whole(*phrases: str) -> Test:
    """Test whether one of the phrases is all of the line."""
    return re.compile(rf"{_LEAD}(?:{'|'.join(phrases)}){_END}").match


def _opening(*phrases: str) -> Test:
    """Test whether the line begins with one of the phrases."""
    return re.compile(rf"{_LEAD}(?:{'|'.join(phrases)})").match


def _within(*phrases: str, needs: tuple[str, ...]) -> Test:
    """Test whether a phrase stands anywhere; only lines that hold one of `needs` are searched.

    To search every line for a dozen phrases took half of the time of cleaning.
    """
    form = re.compile("|".join(phrases))
    return lambda line: form.search(line) if any(word in line for word in needs) else None


def _ending(*phrases: str, needs: tuple[str, ...]) -> Test:
    """Test whether the line ends with one of the phrases; `needs` as above."""
    return _within(rf"(?:{'|'.join(phrases)})$", needs=needs)


_NETWORK = (
    r"(?:facebook|twitter|x|linked ?in|whats ?app|telegram|reddit|pinterest|e-?mail|instagram|"
    r"youtube|threads|bluesky|mastodon|tiktok|messenger|pocket|flipboard|xing|vkontakte|вконтакте|"
    r"rss|google news|copy (?:the )?link|link|print|sms)"
)

# Who said it: a sentence of the article, however it opens. "You" speaks to the reader.
_SAID = re.compile(
    r"(?<!\w)(?:said|says|told|tells|added|adds|argued|argues|warned|warns|ruled|replied|stated|"
    r"noted|claimed|claims|insisted|pleaded|announced|asked|declared|confirmed|demanded|"
    r"called (?:the|it)|found in|according to|sagte|sagt|erklärte|betonte|warnte|teilte|laut|"
    r"zufolge|hieß es|mitteilte|nannte|kündigte|forderte|schrieb|a dit|a déclaré|a annoncé|"
    r"a expliqué|a ajouté|selon|dijo|declaró|afirmó|añadió|según|explicó|ha detto|"
    r"ha dichiarato|secondo|disse|afirmou|declarou|segundo|zei|volgens|сказала?|заявила?|"
    r"сообщила?|добавила?|по словам|сказав|заявив|повідомив|powiedzia[łl]a?|stwierdzi[łl]a?)"
    r"(?!\w)"
)
_READER = re.compile(
    r"(?:(?:our|your) (?:privacy|terms|site|website|newsletter|inbox|cookie|app\b)|"
    r"\bclick(?:ing)? (?:here|on)|(?:unsubscribe|e-?mail address) (?:at|below)|"
    r"\b(?:unsere|ihre) (?:partner|zustimmung|daten)|nos partenaires|nuestros socios)"
)


def is_reported(folded: str) -> bool:
    """Tell a sentence that names who said it from what a site says to its readers."""
    return _SAID.search(folded) is not None and (
        _READER.search(folded) is None or '"' in folded or folded.rstrip().endswith("said.")
    )


LINE_RULES: tuple[tuple[str, Test], ...] = (
    (
        "share",
        _whole(
            rf"{_NETWORK}(?:[\s,|/]+{_NETWORK})*|(?:\d+ )?shares?",
            r"(?:share|tweet|post|send|save|pin|like|follow)\b(?: (?:this|the|it|us|via|on|by|"
            rf"with|to|in|article|story|post|page|friends?|{_NETWORK}))*",
            r"(?:teilen|partager|compartir|condividi|compartilhar?|delen|поделиться|поширити)"
            rf"(?: (?:auf|sur|en|su|no|op|via|per|par|в|cet article|este artículo|{_NETWORK}))*",
            r"(?:print|drucken|imprimer|imprimir|stampa)(?: (?:this )?(?:page|article|story))?",
            r"text ?size|font(?: size)?|a ?[+-]( ?a ?[+-])*|copy(?:ed)?(?: to clipboard)?",
            r"(?:click to |share |print )*(?:share|e-?mail|print|tweet)\b.{0,40}"
            r"\(opens in (?:a )?new (?:window|tab)\)|like loading",
            r"(?:\d[\d.,]*[km]? )(?:shares|likes|views)",
        ),
    ),
    (
        "subscription",
        _opening(
            r"(?:sign|signed) up (?:for|to|here|now|today)\b",
            r"subscribe(?:\b(?!-| to the (?:view|theory|idea))|$)",
            r"get (?:the (?:latest|best|day's|top)|our|your daily|breaking|news)"
            r" .{0,80}(?:news|stories|headlines|inbox|newsletter|app|alerts|email|updates)",
            r"(?:join|follow) (?:us|our)\b.{0,100}(?:channel|on |newsletter|community|"
            r"whatsapp|telegram|group)",
            r"follow us\b|(?:download|get|install) (?:the|our) .{0,30}app\b",
            r"for (?:the latest|more|all the latest|breaking) (?:headlines|news|updates|"
            r"stories|sports news).{0,60}(?:follow|visit|download|subscribe|read|click|like|"
            r"tune|check)",
            r"(?:stay|keep) (?:up[ -]to[ -]date|informed|tuned|connected|updated)\b",
            r"(?:click|tap) here (?:to|for)\b",
            r"already (?:a|have an|an?) (?:subscriber|account|member)|enter your e-?mail",
            r"already (?:subscribed|registered)\b|(?:log|sign) in to (?:continue|keep) reading",
            r"to (?:read|continue reading|keep reading|access|unlock|view) (?:this|the)"
            r" (?:full )?(?:article|story|content)\b.{0,60}(?:subscribe|register|sign|log in|join)",
            r"you have (?:\d+|no|one|two|three) (?:free )?(?:articles?|stories) (?:left|remaining)",
            r"this (?:article|story|content) is (?:only |exclusively )?(?:for|available to|"
            r"reserved for) (?:our )?(?:subscribers|members|registered)",
            r"we(?:'ve| have)? noticed? (?:that )?you(?:'re| are) (?:blocking ads|using an ad)",
            r"want more stories like this|if you (?:liked|enjoyed) this (?:story|article|post)",
            r"after newsletter promotion|get [^.,]{2,60}, our (?:free )?(?:daily|weekly|morning)",
            r"(?:cet )?article (?:est )?(?:réservé|destiné) (?:à nos|aux) abonnés|"
            r"(?:contenido|artículo) exclusivo para suscriptores|nur für abonnenten\b",
            r"(?:bereits|schon) (?:abonnent|registriert|abonniert|kunde)|sie sind bereits abonnent",
            r"recevez (?:chaque|tous les|toutes les)|déjà abonné|ya (?:es|soy|eres) suscriptor",
            r"sei già abbonato|già abbonato|já é assinante|al abonnee\?|уже подписаны",
            r"your e-?mail(?: address)?\b|thank you for (?:subscribing|signing up|reading)",
            r"(?:support|donate to) (?:our|independent|us)\b",
            r"become a (?:member|subscriber|supporter)|unlimited (?:digital )?access",
            r"start your (?:free )?(?:trial|subscription)",
            r"(?:jetzt |hier )?(?:abonnieren|anmelden|registrieren)\b",
            r"(?:unseren?|den) newsletter\b",
            r"(?:melden sie sich|abonnieren sie|folgen sie uns|bleiben sie informiert)\b",
            r"(?:abonnez-vous|inscrivez-vous|s'abonner|recevez (?:notre|nos|toute)|"
            r"suivez-nous|je m'abonne)",
            r"(?:suscr[ií]b(?:ete|ase|irse)|recibe (?:nuestro|las|en tu)|reg[ií]strate|"
            r"s[ií]g(?:ue|a)nos)",
            r"(?:iscriviti|abbonati|seguici)\b|(?:assine|inscreva-se|siga-nos|receba as)\b",
            r"(?:abonneer|meld je aan|schrijf je in|volg ons)\b",
            r"(?:подпи(?:шитесь|сывайтесь)|підпи(?:шіться|суйтесь))",
        ),
    ),
    (
        "subscription",
        _within(
            r"\b(?:our|the|this|daily|weekly|morning|evening|free) newsletters?\b[^.]{0,40}$",
            r"^newsletters?\b|\bon google news$|straight to your inbox|in your inbox",
            r"unsubscribe at any time|terms of (?:use|service) (?:and|&) .{0,30}privacy",
            r"protected by recaptcha|privacy policy.{0,40}appl(?:y|ies)",
            needs=("newsletter", "google", "inbox", "unsubscribe", "privacy", "recaptcha"),
        ),
    ),
    (
        "consent",
        _opening(
            r"an dieser stelle (?:finden sie|befindet sich|steht) .{0,40}inhalt",
            r"(?:empfohlener )?(?:externer|redaktioneller) inhalt(?:e)?\b.{0,60}$",
            r"ich bin damit einverstanden,? dass mir (?:externe )?inhalte",
            r"(?:mit ihrer zustimmung|zum (?:anzeigen|abspielen)) .{0,80}inhalt",
            r"(?:dieser|der) inhalt (?:wird|wurde|kann|ist) .{0,80}(?:angezeigt|geladen|"
            r"einwilligung)",
            r"(?:external content|this content is (?:hosted|provided) by)\b.{0,200}$",
            r"(?:to view|to display) this (?:content|video|embed|post|tweet),? (?:please )?"
            r"(?:accept|enable|allow|update)",
            r"ce contenu (?:est bloqué|provient|n'a pas pu|a été bloqué)|contenu bloqué",
            r"(?:pour (?:afficher|voir|consulter)) (?:ce|cette) (?:contenu|vidéo),? .{0,60}cookies",
            r"este contenido (?:externo|está bloqueado|no está disponible)",
            r"questo contenuto (?:è bloccato|è ospitato|non è disponibile)",
        ),
    ),
    (
        "time",
        _whole(
            r"(?:(?:updated|posted|published|as of|stand|um) (?:at )?)?\d{1,2}[:.h]\d{2}(?::\d{2})?"
            r"(?: ?[ap]\.?m\.?)?(?: ?\(?(?:gmt|utc|bst|ist|cet|cest|est|edt|et|ct|pt|pst|pdt|msk|"
            r"мск|"
            r"uhr|h|mez|mesz|local time)\)?)?",
        ),
    ),
    (
        "cookies",
        _within(
            r"(?:we|our|this (?:web)?site|and our partners|by (?:continuing|clicking|using))"
            r"\b.{0,80}\b(?:use|uses|using|used|set|sets|store|place|places|rely on|accept|agree|"
            r"consent)\b.{0,80}\bcookies?\b",
            r"\bcookies?\b.{0,60}\b(?:to (?:improve|ensure|give|provide|enhance|personali[sz]e|"
            r"offer|deliver|analy[sz]e)|to (?:make|help) (?:this|our|the) (?:web)?site)\b",
            r"\b(?:accept|reject|manage|allow)(?: all)?(?: non-essential)? cookies\b",
            r"^cookie (?:settings|policy|preferences|notice)",
            r"(?:wir|diese (?:web)?seite|unsere partner).{0,120}\bcookies?\b",
            r"(?:nous|ce site|nos partenaires).{0,120}\bcookies?\b",
            r"(?:utilizamos|usamos|este sitio|nuestros socios).{0,120}\bcookies?\b",
            r"(?:utilizziamo|questo sito).{0,120}\bcookie\b",
            r"(?:wij gebruiken|deze (?:web)?site).{0,120}\bcookies\b",
            r"(?:мы используем|сайт использует).{0,80}(?:cookie|куки)",
            needs=("cookie", "куки"),
        ),
    ),
    (
        "copyright",
        _opening(
            r"(?:©|\(c\)|copyright\s*(?:$|[:|©-]|\(c\)|(?:19|20)\d\d|by\b))",
        ),
    ),
    (
        "copyright",
        _within(
            r"©\s*(?:19|20)\d\d|\ball rights reserved\b|\balle rechte vorbehalten\b",
            r"\btous droits réservés\b",
            r"\b(?:todos los derechos reservados|todos os direitos reservados)\b",
            r"\btutti i diritti riservati\b|\balle rechten voorbehouden\b",
            r"\bвсе права защищены\b|\bусі права захищен",
            r"may not be (?:published|reproduced|republished).{0,80}(?:rewritten|"
            r"redistributed|permission|consent)",
            needs=(
                "©",
                "reserv",
                "réserv",
                "vorbehalt",
                "voorbehoud",
                "riservati",
                "прав",
                "may not be",
            ),
        ),
    ),
    (
        "disclaimer",
        _opening(
            r"(?:disclaimer|haftungsausschluss|avertissement|aviso legal)\b\s*[:.-]",
        ),
    ),
    (
        "disclaimer",
        _within(
            r"(?:has|have) been auto-?(?:published|generated)",
            r"(?:has|have) not been edited by\b|(?:syndicated|agency|wire) feed",
            r"views expressed .{0,60}(?:author|writer)|does not necessarily reflect",
            r"opinions expressed .{0,60}(?:author|writer|their own)",
            needs=("auto", "edited", "feed", "views", "opinions", "reflect"),
        ),
    ),
    (
        "tags",
        _opening(
            r"(?:tags?|topics?|keywords?|filed under|categor(?:y|ies)|schlagw[oö]rte(?:r)?|"
            r"themen|étiquettes?|mots[- ]clés|sujets|etiquetas|temas|argomenti|tag|assuntos|"
            r"onderwerpen|теги|метки|related topics|more on)\s*:",
        ),
    ),
    (
        "advertisement",
        _whole(
            r"(?:-+ ?)?(?:advertise(?:ment|ments)|advertising|advert|ads?|anzeige|werbung|"
            r"publicité|publicidad(?:e)?|pubblicità|advertentie|реклама|sponsored(?: content|"
            r" by .{1,40})?|promoted(?: content| links?)?|paid (?:content|post))(?: ?-+)?",
            r"(?:article|story|text|video|content) continues (?:below|after).{0,40}",
            r"scroll (?:down )?to continue.{0,30}|continue reading.{0,40}",
            r"(?:skip|close|report) (?:this )?ad(?:vertisement)?|remove ads?",
            r"la suite après cette publicité|lesen sie weiter.{0,30}",
        ),
    ),
    (
        "application",
        _whole(
            r"open (?:in|the) app|(?:read|view|continue) in (?:the )?app",
            r"(?:download|get)(?: on)? (?:the app store|on google play|google play)",
        ),
    ),
    (
        "comments",
        _whole(
            r"(?:\d+ |no |view |show |see |load |hide |all )*(?:comments?|replies)"
            r"(?: ?\(\d+\))?",
            r"(?:leave|post|add|write|join) (?:a |your |the )?(?:comment|reply|conversation|"
            r"discussion).{0,40}",
            r"(?:log|sign) in to (?:comment|reply|join).{0,30}",
            r"(?:\d+ )?(?:kommentare?|commentaires?|comentarios?|commenti|comentários|"
            r"reacties|комментари(?:и|ев|й))(?: ?\(\d+\))?",
            r"comments (?:are|have been|for this \w+ are) (?:now )?(?:closed|disabled|turned off|"
            r"not available|unavailable|moderated).{0,40}|(?:kommentar schreiben|réagir|comentar)",
            r"commenting (?:is|has been) (?:closed|disabled|turned off).{0,40}",
            r"send (?:questions|comments|feedback)[/ ].{2,60}",
            r"(?:die )?kommentare? (?:sind|ist|wurden?) (?:geschlossen|deaktiviert).{0,30}",
            r"les commentaires sont (?:fermés|désactivés).{0,30}",
            r"los comentarios (?:están|han sido) (?:cerrados|desactivados).{0,30}",
            r"(?:reply|antworten|répondre|responder|rispondi|antwoorden|ответить|report|flag)",
            r"(?:\d+[.)] )?[^.!?\"]{2,40} (?:says|said on .{6,40}|wrote on .{6,40}|schreibt|"
            r"sagt|a dit|dice|scrive|diz|zegt|пишет|говорит)\s?:",
            r"view (?:the )?discussion(?: thread)?|have your say.{0,40}",
            r"(?:what do you think\?? )(?:have your say|let us know|tell us).{0,60}",
            r"\d+ more (?:comments|replies).{0,5}",
        ),
    ),
    (
        "symbols",
        re.compile(r"[\W_]+$").match,
    ),
    (
        "form",
        _whole(
            r"(?:(?:first|last|full|your|company|user) ?names?|name|e-?mail(?: address)?|"
            r"phone(?: number)?|message|password|website|vorname|nachname|nom|prénom|nombre|"
            r"apellidos?|cognome|имя|фамилия)"
            r"(?: ?\(required\)| ?\*| ?\(erforderlich\))+",
            r"(?:submit|send(?: message)?|absenden|envoyer|enviar|invia|verzenden|отправить)",
        ),
    ),
    (
        "reading time",
        _whole(
            r"\d+ ?[- ]?min(?:ute)?s?\.? ?(?:read(?:ing)?(?: time)?|lesezeit|de lecture|"
            r"de lectura|di lettura|leestijd)?",
            r"(?:reading time|lesezeit|temps de lecture|tiempo de lectura|tempo di lettura)"
            r"\b.{0,20}",
            r"(?:listen to|play|watch) (?:this )?(?:article|story|audio|video|now).{0,30}",
            r"(?:artikel anhören|écouter(?: l'article)?|escuchar(?: el artículo)?)",
            r"\d{1,2}:\d{2}(?: ?/ ?\d{1,2}:\d{2})?|\d+ (?:minutes?|hours?|days?|weeks?) ago",
            r"vor \d+ (?:minuten?|stunden?|tag(?:en)?)|il y a \d+ (?:minutes?|heures?|jours?)",
            r"hace \d+ (?:minutos?|horas?|días?)",
        ),
    ),
    (
        "navigation",
        _whole(
            r"(?:skip|jump|go|back|return) to (?:the )?(?:main )?(?:content|navigation|top|"
            r"home ?page|search|menu|footer)",
            r"(?:main |open |close |toggle )?(?:menu|navigation|search|suche|recherche|buscar|"
            r"menü)",
            r"home(?: ?page)?|startseite|accueil|inicio",
            r"(?:log|sign) ?(?:in|out|on)(?: / (?:register|sign up))?|register|my account",
            r"anmelden|connexion|iniciar sesión",
            r"(?:previous|next|prev)(?: (?:article|post|story|page))?",
            r"(?:theme|language|sprache|langue|idioma|e-?paper|live tv|video|videos|"
            r"photos|gallery|podcasts?)",
            r"(?:light|dark)(?: mode)?|(?:show|view|see|load|learn) (?:more|less|all)",
            r"(?:mehr|weiterlesen|plus|ver más|leer más|lire la suite|leggi tutto|подробнее|"
            r"lees meer|mehr anzeigen)",
            r"zur (?:startseite|übersicht)|nach oben|haut de page|(?:about|contact)(?: us)?",
            r"(?:privacy policy|terms(?: (?:of (?:use|service)|(?:and|&) conditions))?|"
            r"impressum|datenschutz(?:erklärung)?|mentions légales|aviso legal|careers|"
            r"sitemap|advertise(?: with us)?)",
            r"explore more.{0,12}|(?:breaking|exclusive|watch|updated?)",
        ),
    ),
    (
        "credit",
        _opening(
            r"(?:(?:additional )?reporting|writing|edited|editing|compiled|translated) (?:by|"
            r"from|in) [^.]{2,200}(?:[;.]|$)(?:.{0,200}(?:editing|writing|compiled|translated|"
            r"reporting) by .{2,100})?$",
            r"(?:got a tip|do you have (?:a|any) (?:story|tip|information)|contact (?:the )"
            r"?(?:reporter|author|writer)",
            r"write to (?:us|me|(?:the )?(?:author|writer|reporter|editors?))\b.{0,60} at )\b",
            r"\S+@\S+\.\w+$|@\w{2,20}$|our standards: ",
            r"this (?:article|story) (?:was )?(?:originally|first) (?:published|appeared)",
            r"contact [^.]{3,40} at \S+@\S+|follow (?:him|her|them) on\b",
            r"this is (?:an? )?(?:ai|machine)[- ]generated (?:summar|translation)",
        ),
    ),
    (
        "caption",
        _opening(
            r"(?:file(?: photo| picture| image)?|(?:archiv)?(?:bild|foto)|photos?|picture|"
            r"image|pic|crédit(?: photo)?|foto(?:grafía)?|imagen|immagine|фото|media|video",
            r"getty)(?: (?:"
            r"credit|source|caption|courtesy|by))?\s*[:©|]",
            r"(?:image|photo|media|video) (?:source|caption|credit)s?\s?(?:,|$)",
            r"(?:photo|picture|image|video) galler(?:y|ies)\s?:",
            r"file\s?[-–—] ",
            r"(?:a|an|the|this|in this) (?:undated )?(?:file|handout|combination|aerial|"
            r"satellite) (?:photo|picture|image|photograph)\b",
            r"(?:left|right|from left|clockwise from [\w ]{2,20}|pictured)\s?[:,] ",
        ),
    ),
    (
        "caption",
        _within(
            r"\((?:r|l|c|2nd[ -][rl]|[rl]-[rl])\).{0,200}(?:\bas\b|\bin\b|\bat\b|\bduring\b|"
            r"\bon\b|\bbefore\b)",
            needs=("(r", "(l", "(c", "(2", "-r)", "-l)"),
        ),
    ),
    (
        "caption",
        _ending(
            r"\((?:file|archive|stock|handout|representative|representational|"
            r"representative image|representational image|illustrative)(?: (?:photo|image|"
            r"picture|pic))?\)\.?",
            r"(?:\bgetty images?|\bshutterstock|\bistock|\bvia (?:ap|getty|reuters|afp|"
            r"unsplash)|/(?:reuters|afp|ap|epa|efe|dpa|getty)|\bap photo(?:/.{2,40})?|"
            r"\breuters/.{2,40}|\bpicture alliance.{0,30}|\bimago(?:/.{2,30})?|"
            r"\b(?:credit|picture|photograph): [^.]{2,60}",
            r"[-–—] ?(?:afp|ap|reuters|epa|bernama|efe|getty)(?: (?:pic|photo|file))|"
            r"\((?:quelle|bild|foto|source|crédit|photo|fuente|фото)\s?: ?[^()]{2,60}|"
            r"\bimage credits?.{0,40}|\bphoto(?:graph)?(?: credit)?(?: by|:) [^.]{2,60})[)"
            r"\].]*",
            needs=(
                "(",
                "getty",
                "stock",
                "via ",
                "/",
                "photo",
                "alliance",
                "imago",
                "credit",
                "pic",
            ),
        ),
    ),
)

# Heads of boxes of links. The article may go on under the box.
BOX_HEAD = re.compile(
    rf"{_LEAD}(?:"
    + "|".join(
        (
            r"read (?:more|also|next|this(?: next)?|further)|also (?:read|see|on|watch)",
            r"see also|more(?: on this(?: story| topic)?| to read|(?=\s?[:|]))|don't miss",
            r"must read",
            r"watch(?: now| also)?",
            r"related(?: links?| content| coverage| article| story| news)?",
            r"in case you missed it|recommended(?: reading)?|lesen sie (?:auch|mehr|hier)",
            r"mehr zum thema|auch interessant|lesetipps?|zum thema",
            r"(?:à )?lire (?:aussi|également)|à voir aussi|voir aussi|notre dossier",
            r"sur le même thème|lee(?:r)? también|lea también|te puede interesar",
            r"más información|vea también|ver también|leggi anche|guarda anche",
            r"leia (?:também|mais)|veja também|lees ook|zie ook|читайте (?:также|еще|ещё)",
            r"читайте також|смотрите также|по теме",
        )
    )
    + r")\s*(?:[:|>→…-].*|\.{3})?$"
).match

# Heads of what comes after an article.
END_HEAD = _whole(
    r"関連記事|関連(?:ニュース|リンク)|おすすめ記事|スポンサード?リンク|人気記事|相关(?:文章|新闻|阅读)|"
    r"関連する記事|推荐阅读|관련 ?기사|많이 본 뉴스",
    r"you (?:may|might) also (?:like|enjoy|be interested in) (?:these |this |our )?\w+",
    r"sharing is caring|reader interactions|(?:primary|footer) (?:sidebar|navigation)",
    r"(?:article|image|photo) sources|related searches:.{0,200}|how was this \w+",
    r"(?:get|see|find out|learn) (?:more )?(?:about )?(?:today's|this week's) .{2,40}",
    r"(?:artigos?|posts?|conteúdos?|matérias) relacionad[oa]s|artykuły powiązane|zobacz też",
    r"gerelateerde? (?:artikelen|berichten)|artikel terkait|baca juga|i̇lgili haberler|"
    r"ilgili haberler|relaterade artiklar|mer om ämnet|související články|przeczytaj także",
    r"(?:\w+ ){0,2}(?:rela?t?e?d|realted|similar|suggested|other) (?:stories|articles|news|"
    r"posts|topics|videos|reads)",
    r"more (?:from|stories|news|in|headlines|articles|top stories)\b.{0,40}",
    r"(?:most|the most) (?:read|popular|viewed|shared|commented|recent|watched).{0,20}",
    r"popular(?: (?:now|posts|stories|articles|news))?",
    r"top (?:content|stories|news|reads|headlines|videos|picks).{0,20}",
    r"(?:editor'?s'?|our|staff) (?:choice|picks?)|before you go|explore more",
    r"trending(?: (?:now|stories|news|topics|on .{2,20}))?",
    r"(?:you|readers) (?:may|might)(?: also)? (?:like|enjoy|be interested.{0,10}|have missed)",
    r"you (?:might|may) also (?:want to )?(?:read|like)",
    r"recommended (?:for you|stories|articles|by .{2,20})|what to read next",
    r"(?:the )?latest(?: (?:news|stories|headlines|posts|updates|from .{2,30}|videos))?",
    r"recent (?:posts|stories|news|articles|comments)|up next|next up",
    r"you(?:'ll| will)? (?:may|might)? ?also (?:like|love|enjoy)",
    r"(?:(?:you )?(?:may|might) (?:also )?like)",
    r"(?:related|similar|recommended) (?:products|resources|topics|content|guides|tags|pages|"
    r"items|links)",
    r"(?:quick|useful|external) links|like this (?:article|post|story)\??",
    r"share (?:this )?(?:article|post|story)",
    r"(?:enjoyed|did you (?:like|enjoy)) (?:this|the) (?:article|post|story).{0,40}|more like this",
    r"(?:was|is) this (?:article|page|post|content|information|answer) (?:helpful|"
    r"useful)\??.{0,20}",
    r"(?:post|article|site|page|beitrags)-?\s?navigation|leave (?:us )?(?:a )?feedback",
    r"table of contents",
    r"in this (?:article|story):.{0,200}|more (?:by|on|about) .{2,60}|see (?:all|more) .{2,60}",
    r"read more (?:from|by|about|on) .{2,80}|view all .{0,40}",
    r"explore (?:more|our|other|all) .{0,60}",
    r"around the (?:web|network)|from (?:the|around the) web|from our (?:partners|sponsors)",
    r"promoted (?:links|stories)|sponsored (?:links|stories)|in pictures",
    r"featured(?: (?:stories|posts|videos))?|meistgelesen(?:e.{0,20})?|meist gelesen.{0,20}",
    r"das könnte sie auch interessieren.{0,5}|mehr (?:aus|von|artikel|nachrichten|zu)\b.{0,40}",
    r"weitere (?:artikel|themen|nachrichten|meldungen).{0,20}",
    r"aktuelle (?:nachrichten|meldungen)|neueste artikel",
    r"les plus (?:lus|vus|populaires|partagés)",
    r"(?:à lire )?(?:sur le même sujet|dans la même rubrique|aussi sur)|nos derniers articles",
    r"vous aimerez aussi|articles? (?:liés?|similaires?|récents?)",
    r"dernières? (?:actualités?|infos?|nouvelles)|plus d'(?:articles|infos).{0,20}",
    r"lo más (?:leído|visto|popular|compartido).{0,10}",
    r"(?:noticias|artículos|contenido) relacionad[oa]s?|más noticias.{0,20}",
    r"más (?:de|en) .{2,30}|últimas noticias|también te (?:puede|podría) (?:gustar|interesar)",
    r"(?:i )?più letti|potrebbe(?:ro)? interessarti.{0,10}|articoli correlati|ultime notizie",
    r"mais (?:lidas|vistas)|notícias relacionadas|leia mais|últimas notícias|meest gelezen",
    r"meer (?:nieuws|over|van) ?.{0,20}|самое (?:читаемое|популярное)",
    r"(?:материалы|новости) по теме|другие новости|последние новости|популярное|популярні",
)

# Nothing of the article stands below these.
FINAL_HEAD = _whole(
    r"コメント(?:を残す|する)?|评论|댓글|tinggalkan balasan|yorum(?:lar| yap.{0,10})?|komentarze|"
    r"deixe (?:um|uma|seu) (?:comentário|resposta).{0,20}|plaats een reactie|kommentarer|"
    r"dodaj komentarz|komentáře|coment[aá]rios",
    r"forward[ -]looking statements?|media contacts?|press contacts?|notes? to editors?|"
    r"pressekontakt|contacts? presse|contacto de prensa|contatti stampa|rückfragehinweis|"
    r"safe harbor statements?|cautionary (?:note|statement)s?.{0,60}|non-gaap financial measures",
    r"(?:\d+ )?comments?(?: ?\(\d+\))?",
    r"(?:leave|post|add|submit|write) a (?:reply|comment)s?.{0,20}",
    r"(?:\d+|one|no) (?:responses?|thoughts?|comments?|replies) (?:to|on) .{2,200}",
    r"(?:reader |all |\d+ more )comments.{0,10}|discussion about this post",
    r"view the discussion thread",
    r"cancel reply|kommentar (?:hinterlassen|verfassen).{0,20}|laisser un commentaire.{0,20}",
    r"deja (?:un|una) (?:comentario|respuesta).{0,20}|lascia un commento.{0,20}",
    r"оставить комментарий|добавить комментарий",
    r"join the (?:conversation|discussion)|(?:about|meet) the (?:authors?|writer|contributor)s?",
    r"author(?: bio|s)?",
    r"(?:about|written by|meet) (?:our|this|the) (?:author|writer|team).{0,20}|der autor",
    r"die autorin",
    r"l'auteur|el autor|la autora|sobre (?:o|a) autora?|l'autore|over de auteur|об авторе",
    r"(?:\d+ )?kommentare?|kommentar schreiben|über (?:den autor|die autorin)",
    r"(?:\d+ )?commentaires?|à propos de l'auteur|(?:\d+ )?comentarios?|sobre el autor",
    r"комментарии",
)

# What follows an author's name in a portrait.
PORTRAYS = re.compile(
    r"(?:is (?:an?|the|our|based)\b|covers|writes|reports (?:on|from)|joined|has (?:been|covered)|"
    r"ist (?:ein|redakteur|korrespondent|der|die)|schreibt|berichtet|est (?:une?|journaliste)|"
    r"es (?:una?|periodista)|è (?:una?|giornalista)|é (?:uma?|jornalista)|is (?:een|redacteur))"
).match

SITE_EVIDENCE = re.compile(
    r"(?:stories|news|updates|headlines) from "
    r"(?P<site>[A-Z][\w.&'’-]*(?: [A-Z][\w.&'’-]*){0,3}) on Google News"
)
