"""What pages say that hold no article: one table for copied text and for web pages.

Each name is the source of an expression over folded text. Who uses them asks for a short
body besides, since an article may say any of these.
"""

from __future__ import annotations

# Whole statements: what also stands in the menus of free pages is not here.
PAYWALL = (
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
# What tells a paywall only where an article breaks off.
PAYWALL_AT_THE_END = (
    r"(?:subscribe|sign (?:in|up)|log in|register|join|become a (?:member|subscriber)|"
    r"start your (?:free )?trial) (?:\w+ ){0,3}to (?:continue|read (?:more|on|the|this)|"
    r"keep reading|unlock|access)|to (?:continue|keep) reading\b|to read the (?:full|rest|"
    r"whole)|(?:article|story|content|post) is (?:only |exclusively )?(?:for|available to|"
    r"reserved for|exclusive to) (?:\w+ ){0,2}(?:subscribers|members|premium)|(?:subscriber|"
    r"member)s?[- ](?:only|exclusive)\b|already a (?:paid )?(?:subscriber|member)\?|"
    r"your free (?:articles?|limit)|reached (?:your|the) (?:\w+ )?(?:article )?limit|(?:unlock|"
    r"access) (?:this|the full) (?:article|story)|nur für abonnenten|"
    r"mit (?:dem )?abo weiterlesen|jetzt weiterlesen|exklusiv für abonnenten|réservé (?:à nos|"
    r"aux) abonnés|il vous reste .{0,20} de cet article|solo para suscriptores|"
    r"exclusivo para (?:suscriptores|assinantes)|riservat[oa] agli abbonati|"
    r"alleen voor abonnees|только для подписчиков"
)
# Whole lines and titles from here on; what is only a TITLE stands in menus, too.
ERROR = (
    # `500 people flee` is a headline: a bare number needs a mark behind it.
    r"(?:error )?(?:404|403|410|500|502|503)\W{2,}.{0,60}|error (?:404|403|410|500|502|503)\b"
    r".{0,60}|404 (?:error|(?:page )?not found)\b.{0,60}|"
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
    r"сторінку не знайдено.{0,40}|nie znaleziono strony.{0,40}"
)
ERROR_TITLE = (
    r"(?:error ?:? ?)?(?:404|403|410|500|502|503)(?: ?[:|-]? ?(?:error|not found|"
    r"page not found|forbidden|gone|bad gateway|internal server error|"
    r"service (?:temporarily )?unavailable))?|(?:error ?:? ?)?(?:page|file|article|document|"
    r"content|story|url) (?:was )?not (?:be )?found|not found|(?:oops|"
    r"sorry)[!,. ]{1,3}(?:that |this )?page (?:not found|can'?t be found|could not be found|"
    r"does(?: not|n't) exist)|(?:this )?page (?:is )?(?:unavailable|missing|no longer exists)|"
    r"access (?:denied|to this page has been denied)|forbidden|just a moment|"
    r"attention required|one more step|are you (?:a robot|human)\??|pardon our interruption|"
    r"(?:please )?verify (?:that )?you are (?:a )?human|security check|robot or human\??|"
    r"captcha|bad gateway|service unavailable|internal server error|site maintenance|"
    r"under maintenance|(?:fehler 404|(?:seite|artikel) (?:wurde )?nicht gefunden|"
    r"zugriff verweigert)|(?:erreur 404|page (?:introuvable|non trouvée)|accès refusé)|"
    r"(?:página no encontrada|error 404|acceso denegado|página não encontrada)|"
    r"pagina non trovata|pagina niet gevonden|страница не найдена|сторінку не знайдено"
)
CONSENT = (
    r"before you continue(?: to .{2,40})?|we value your privacy|your privacy (?:matters|is "
    r"important)"
    r".{0,60}|we (?:and|&) our (?:\d+ )?partners .{0,200}|(?:manage|your) (?:cookie |privacy )?"
    r"(?:consent|choices).{0,40}|(?:wir schätzen|ihre) (?:ihre )?privatsphäre.{0,60}|"
    r"zustimmung (?:erforderlich|verwalten).{0,40}|weiter mit werbung.{0,80}|"
    r"(?:nous respectons|le respect de) votre vie privée.{0,60}|tu privacidad .{0,60}|"
    r"la tua privacy .{0,60}"
)
CONSENT_TITLE = (
    r"before you continue(?: to .{1,30})?|we value your privacy|(?:your )?(?:cookie|privacy|"
    r"consent) (?:settings|choices|preferences|consent|notice|options)|consent|cookie consent|"
    r"ihre privatsphäre|cookie[- ]einstellungen|(?:gestion des|paramètres des) cookies"
)
LOGIN = (
    r"(?:log|sign) in to (?:your account|continue)|(?:forgot|forgotten|reset)(?: your)? password|"
    r"passwort vergessen|mot de passe oublié|olvid(?:é|aste|ado) (?:mi|tu|su) contraseña|"
    r"password dimenticata|esqueci minha senha|wachtwoord vergeten|забыли пароль"
)
LOGIN_TITLE = (
    r"(?:please )?(?:log|sign)[ -]?in(?: (?:to|with|or|page|required)\b.{0,40})?|"
    r"login(?: required)?|create (?:an|your) account|my account|register|anmelden|einloggen|"
    r"connexion|se connecter|iniciar sesión|accedi|inloggen|войти|вход"
)
