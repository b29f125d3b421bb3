"""What sentence splitting knows of each language, as tables.

Keys are casefolded and have no last full stop. To teach a language, add a row to
`TABLES`; words that every Latin-written language meets stand in `SHARED`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Abbreviations:
    """How the full stops of one language are to be read.

    `titles` never end a sentence: a name follows. `numbered` end none before a figure.
    `closing` end one only where one of `starters`, words that commonly open a sentence,
    comes next. `clock` end one unless one of `zones` comes next. `speech` are the verbs
    that say who asked, after a quoted question. `ordinals`: whether "3." means "third".
    """

    titles: frozenset[str] = frozenset()
    numbered: frozenset[str] = frozenset()
    closing: frozenset[str] = frozenset()
    starters: frozenset[str] = frozenset()
    clock: frozenset[str] = frozenset()
    zones: frozenset[str] = frozenset()
    speech: frozenset[str] = frozenset()
    ordinals: bool = False

    def joined(self, other: Abbreviations) -> Abbreviations:
        """Add what another table knows."""
        return Abbreviations(
            titles=self.titles | other.titles,
            numbered=self.numbered | other.numbered,
            closing=self.closing | other.closing,
            starters=self.starters | other.starters,
            clock=self.clock | other.clock,
            zones=self.zones | other.zones,
            speech=self.speech | other.speech,
            ordinals=self.ordinals or other.ordinals,
        )


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


SHARED = Abbreviations(
    titles=_set("mr mrs ms dr prof vs e.g i.e"),
    numbered=_set("no nr vol fig art p pp"),
    closing=_set("inc corp ltd co plc llc bros jr sr etc al st"),
)

ENGLISH = Abbreviations(
    titles=_set(
        "gen lt col maj capt cmdr adm sgt cpl pvt pfc brig sen rep gov pres amb hon rev fr "
        "supt insp messrs mme mlle mt ft viz approx atty ald asst cf det dir"
    ),
    numbered=_set(
        "nos vols figs sec secs ch chap par para art ca jan feb mar apr jun jul aug sep sept oct "
        "nov dec"
    ),
    closing=_set(
        "dept univ assn bldg ave blvd rd hwy est esq ariz ark calif colo conn del fla ga ill ind "
        "kan ky la md mass mich minn miss mo mont neb nev okla ore pa tenn tex va vt wash wis wyo "
        "mon tue tues wed thu thur thurs fri sat sun intl natl gov't sens reps govs"
    ),
    starters=_set(
        "the a an this that these those he she it they we you i his her its their our my your but "
        "and or so yet if in on at by for from to of with as when while after before since until "
        "because although though there here then now what who how why where which not no yes some "
        "many most all both more each every several few another other such however meanwhile "
        "moreover nevertheless still also according earlier later last next one two three among "
        "under over despite during following"
    ),
    clock=_set("a.m p.m am pm"),
    zones=_set(
        "eastern pacific central mountain monday tuesday wednesday thursday friday saturday sunday "
        "january february march april june july august september october november december"
    ),
    speech=_set("said says asked asks told wrote shouted added replied cried tweeted demanded"),
)

GERMAN = Abbreviations(
    titles=_set(
        "hr fr frl hrn dipl ing mag priv doz rer nat jur phil med bzw z.b d.h u.a zb vgl ggf inkl "
        "gest geb sog allg evtl insb ca rd mind max tel abs gen lt bzgl kath ev hl"
    ),
    numbered=_set("jan feb mär mrz apr jun jul aug sep sept okt nov dez nrn s bd kap az ziff anm"),
    closing=_set("usw usf etc mio mrd tsd ges str verf a.d e.v abk min std"),
    starters=_set(
        "der die das den dem des ein eine einer eines er sie es wir ihr ich man dies diese dieser "
        "dieses in im am an auf bei mit nach von vor zu zum zur für um aus als wenn weil während "
        "nachdem bevor aber und oder doch auch so nun dann da dort hier was wer wie wo warum nicht "
        "kein keine sein seine zudem außerdem damit dabei laut bereits viele alle mehr seit"
    ),
    speech=_set("sagte sagt fragte fragt rief erklärte schrieb antwortete"),
    ordinals=True,
)

FRENCH = Abbreviations(
    titles=_set("m mm mme mmes mlle mlles me mgr pr ste sts gal col cdt lt cf c.-à-d av ex env"),
    numbered=_set("n nº n° janv févr avr juil sept oct nov déc pp chap t éd art al"),
    closing=_set("etc s.a sarl cie boul bd hab tél"),
    starters=_set(
        "le la les l un une des il elle ils elles on nous vous je ce cet cette ces c mais et ou or "
        "donc car dans en sur à au aux par pour avec sans selon après avant pendant depuis si "
        "quand comme son sa ses leur leurs qui que quoi où comment pourquoi plus tous toutes ainsi"
    ),
    speech=_set("dit demande demanda lance interroge écrit déclare"),
)

SPANISH = Abbreviations(
    titles=_set(
        "sr sra srta sres sras d dña da gral lic arq ing ud uds pdte dra avda ee jj ff cc rr"
    ),
    numbered=_set("núm nº n.º ene feb mar abr may jun jul ago sept set oct nov dic pág págs cap t"),
    closing=_set("etc s.a ee.uu ss.mm cía dpto aprox uu oo aa mm hh"),
    starters=_set(
        "el la los las un una unos unas él ella ellos ellas lo se su sus este esta estos estas ese "
        "esa eso pero y o si en de del a al con por para sin según tras desde hasta durante cuando "
        "como mientras aunque también además no sí qué quién cómo dónde ya más muchos todos"
    ),
    speech=_set("dijo preguntó dice pregunta respondió escribió"),
)

ITALIAN = Abbreviations(
    titles=_set("sig sigg sig.ra sig.na dott dott.ssa avv ing on sen gen col arch mons ecc.mo cfr"),
    numbered=_set("n nn gen febb mar apr giu lug ago sett ott nov dic pag pagg cap art artt"),
    closing=_set("ecc s.p.a spa s.r.l srl tel"),
    starters=_set(
        "il lo la i gli le l un uno una egli ella esso essi loro lui lei si ma e o se in nel nella "
        "di del della da dal a al alla con su per tra fra secondo dopo prima durante quando come "
        "mentre anche non che chi cosa dove perché questo questa questi queste sono è tutti"
    ),
    speech=_set("disse chiede chiese rispose scrisse dice"),
)

PORTUGUESE = Abbreviations(
    titles=_set("sr sra srs sras dra eng exmo exma gen cel cap d pe av cf"),
    numbered=_set("n nº núm jan fev mar abr mai jun jul ago set out nov dez pág págs cap art"),
    closing=_set("etc s.a ltda cia tel aprox e.u.a"),
    starters=_set(
        "o a os as um uma uns umas ele ela eles elas isto isso este esta estes estas esse essa mas "
        "e ou se em no na nos nas de do da ao à com por para sem segundo após desde durante quando "
        "como enquanto embora também além não sim que quem onde já mais muitos todos seu sua"
    ),
    speech=_set("disse perguntou diz pergunta respondeu escreveu afirmou"),
)

DUTCH = Abbreviations(
    titles=_set("dhr mevr mw ir ing drs mr ds bijv bv d.w.z m.b.t o.a t.o.v i.v.m resp ca incl"),
    numbered=_set("nr nrs jan feb mrt apr jun jul aug sept okt nov dec blz hfst art"),
    closing=_set("enz etc n.v b.v tel a.s j.l"),
    starters=_set(
        "de het een hij zij ze wij we jij je ik dit dat deze die er in op aan bij met na van voor "
        "om uit als toen wanneer omdat terwijl maar en of dus ook zo nu dan daar hier wat wie hoe "
        "waar waarom niet geen zijn haar hun volgens sinds tijdens veel alle meer"
    ),
    speech=_set("zei zegt vroeg vraagt riep schreef antwoordde"),
)

RUSSIAN = Abbreviations(
    titles=_set("г-н г-жа им проф акад доц ген св ул пл пр т.е т.к т.н т.д напр см ср д-р г-на"),
    numbered=_set("янв февр фев мар апр июн июл авг сент сен окт нояб ноя дек стр рис гл ст п пп"),
    closing=_set("г гг в вв тыс млн млрд трлн руб коп долл т.п др кв км обл"),
    starters=_set(
        "он она оно они мы вы я это этот эта эти тот та те в во на по с со к ко о об от до из за у "
        "при для но и а или если когда пока как что кто где почему не нет да также однако ранее "
        "позже согласно после перед его её их наш все многие"
    ),
    speech=_set("сказал сказала спросил спросила заявил написал ответил"),
)

UKRAINIAN = Abbreviations(
    titles=_set("ім проф акад доц ген св вул пл просп т.з т.б напр див пор д-р п-н"),
    numbered=_set("січ лют бер квіт трав черв лип серп вер жовт лист груд стор рис гл ст п"),
    closing=_set("р рр м с тис млн млрд трлн грн коп дол т.п ін кв км обл"),
    starters=_set(
        "він вона воно вони ми ви я це цей ця ці той та ті в у на по з із зі до від за при для але "
        "і й а або якщо коли поки як що хто де чому не ні так також однак раніше пізніше згідно "
        "після перед його її їх наш усі всі багато"
    ),
    speech=_set("сказав сказала запитав запитала заявив написав відповів"),
)

POLISH = Abbreviations(
    titles=_set("p dr prof inż mgr hab gen płk mjr kpt ks św ul al np tzn tzw m.in ok im"),
    numbered=_set("nr str s poz art ust pkt rozdz"),
    closing=_set("itd itp r w tys mln mld zł gr godz sp"),
    starters=_set(
        "to ten ta te on ona oni w we na po z ze do od za przy dla ale i a lub jeśli gdy"
    ),
    speech=_set("powiedział powiedziała zapytał zapytała dodał"),
    ordinals=True,
)

CZECH = Abbreviations(
    titles=_set("ing mgr bc mudr judr phdr rndr doc gen plk sv např tzv p pí tj"),
    numbered=_set("č str odst čl kap obr tel hod"),
    closing=_set("mil mld tis kč atd apod aj s.r.o a.s resp cca"),
    starters=_set("to ten ta on ona oni v ve na po z ze do od za pro při ale a i když podle"),
    speech=_set("řekl řekla zeptal zeptala uvedl uvedla dodal dodala"),
    ordinals=True,
)

SWEDISH = Abbreviations(
    titles=_set("bl.a t.ex d.v.s dvs s.k f.d ca jfr fru hr"),
    numbered=_set("kl nr s sid kap st tel"),
    closing=_set("m.m m.fl osv etc milj kr"),
    starters=_set("det den de han hon vi jag i på av till för med men och om när enligt"),
    speech=_set("sade sa säger frågade undrade"),
)

TURKISH = Abbreviations(
    titles=_set("av sn doç alb yrd org gn bkz krş çev haz örn"),
    numbered=_set("no s sf md cilt tel"),
    closing=_set("vb vs a.ş ltd şti cad sok mah"),
    starters=_set("bu o bir ve ama ancak de da için ile ne"),
    speech=_set("dedi sordu söyledi"),
    ordinals=True,
)

HINDI = Abbreviations(titles=_set("डॉ श्री प्रो पं"))

TABLES: dict[str, Abbreviations] = {
    "en": ENGLISH,
    "de": GERMAN,
    "fr": FRENCH,
    "es": SPANISH,
    "it": ITALIAN,
    "pt": PORTUGUESE,
    "nl": DUTCH,
    "ru": RUSSIAN,
    "uk": UKRAINIAN,
    "pl": POLISH,
    "cs": CZECH,
    "sv": SWEDISH,
    "tr": TURKISH,
    "hi": HINDI,
}


def for_language(language: str) -> Abbreviations:
    """Find the table for a BCP 47 tag; a language without one gets the shared words."""
    primary = language.partition("-")[0].casefold()
    return SHARED.joined(TABLES.get(primary, Abbreviations()))
