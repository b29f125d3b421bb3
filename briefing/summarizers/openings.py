"""Words that make a sentence lean on the one before it, by language: data for `reading`.

`backward` point at something already named; `linking` tie a sentence to the one
before it, as single words and as `phrases`, which end with a space. `alone` are phrases
that open like these and do not lean. Words that are as often articles or expletives
(German "die", French "le") are left out, unless `alone` can tell most of them ("il y
a"): a guard that refuses every other sentence helps nobody. To teach a language, add a
row to `OPENINGS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache


@dataclass(frozen=True, slots=True, kw_only=True)
class Openings:
    """How sentences of one language open when they do not stand alone.

    `persons` are those of `backward` that need a name; `speech` are verbs of saying.
    """

    persons: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()  # those of `persons` that act
    subordinating: frozenset[str] = frozenset()  # words that open a clause before the main one
    counting: frozenset[str] = frozenset()  # of nobody, where a `verbs` follows: "Others were"
    verbs: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()  # words with a capital that name nobody
    backward: frozenset[str] = frozenset()
    linking: frozenset[str] = frozenset()
    phrases: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    phrase_starts: frozenset[str] = frozenset()  # their first words, filled in when looked up
    speech: frozenset[str] = frozenset()


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


NONE = Openings()
OPENINGS: Mapping[str, Openings] = {
    "en": Openings(
        persons=_set("he she his her him hers himself herself they their them theirs"),
        backward=_set("it its itself this that these those such"),
        linking=_set(
            "but however and or nor so yet still also then thus hence therefore meanwhile "
            "moreover furthermore besides instead nevertheless nonetheless otherwise "
            "similarly likewise consequently accordingly additionally conversely afterward "
            "afterwards indeed plus too alternatively regardless elsewhere again because "
            "which whose whereas though not that's here later earlier"
        ),
        subjects=_set("he she they"),
        subordinating=_set(
            "after when as while before if although though because since until once unless with "
            "according to for by like unlike without despite"
        ),
        counting=_set(
            "both others neither another one several some many most all few none two three four "
            "five six each"
        ),
        verbs=_set(
            "was were is are has have had will would could can may might did do does said told "
            "also later then lost died survived voted wanted believe remain remained"
        ),
        days=_set(
            "monday tuesday wednesday thursday friday saturday sunday january february march april "
            "may june july august september october november december"
        ),
        alone=(
            *(
                f"{pointing} {time} "
                for pointing in ("this", "earlier this", "later this")
                for time in _set(
                    "morning afternoon evening week weekend month year decade century spring "
                    "summer autumn fall winter season"
                )
            ),
            *(
                f"{word} {day} "
                for word in ("earlier", "later", "earlier on", "later on")
                for day in _set(
                    "monday tuesday wednesday thursday friday saturday sunday today yesterday"
                )
            ),
            "earlier in 2",
            "later in 2",
            "these days ",
            "it is unclear ",
            "it was unclear ",
            "it remains unclear ",
            "it remained unclear ",
            "it is not clear ",
            "it was not clear ",
            "it is not known ",
            "it was not known ",
            "it is not yet ",
            "it was not immediately ",
            "because of the ",
            "because of a ",
            "instead of the ",
            "instead of a ",
            "too many ",
            "too few ",
            "too much ",
            "too little ",
            "not all ",
            "not every ",
            "not only ",
            "not one ",
            "so far ",
            "yet another ",
        ),
        phrases=(
            "in addition ",
            "in contrast ",
            "in turn ",
            "in other words ",
            "in fact ",
            "in response ",
            "in return ",
            "in short ",
            "in the meantime ",
            "on the other hand ",
            "on the contrary ",
            "for example ",
            "for instance ",
            "for that ",
            "for this ",
            "for one ",
            "for his ",
            "for her ",
            "as a result ",
            "as a consequence ",
            "as such ",
            "at the same time ",
            "at that ",
            "by contrast ",
            "by then ",
            "even so ",
            "even then ",
            "even that ",
            "that said ",
            "because of this ",
            "because of that ",
            "after that ",
            "after this ",
            "before that ",
            "despite this ",
            "despite that ",
            "of course ",
            "the former ",
            "the latter ",
            "the two ",
            "the pair ",
            "the others ",
            "the other ",
            "one of them ",
            "some of them ",
            "most of them ",
            "all of them ",
            "all this ",
            "all that ",
            "all of this ",
            "all of that ",
            "like that ",
            "like this ",
            "if so ",
            "if not ",
            "in this ",
            "in that ",
            "in his ",
            "in her ",
            "in their ",
            "with that ",
            "with this ",
            "among them ",
            "to that ",
            "to this ",
            "from there ",
            "since then ",
            "until then ",
            "or else ",
            "the same is ",
            "the same was ",
            "the same goes ",
            "the same day ",
            "the same year ",
            "the following ",
            "the next day ",
            "the next morning ",
            "the next week ",
            "the next month ",
            "the next year ",
            "the day before ",
            "the day after ",
            "the night before ",
            "the week before ",
            "the year before ",
            "the month before ",
            "that same ",
            "at the time ",
            "at this ",
            "days later ",
            "hours later ",
            "minutes later ",
            "moments later ",
            "weeks later ",
            "months later ",
            "years later ",
            "days earlier ",
            "hours earlier ",
            "weeks earlier ",
            "months earlier ",
            "years earlier ",
            "soon after ",
            "soon afterward ",
            "shortly afterward ",
            "shortly afterwards ",
            "shortly thereafter ",
            *(
                f"{number} {unit} {when} "
                for number in _set("a an one two three four five six seven eight nine ten several")
                for unit in _set(
                    "minute hour day week month year minutes hours days weeks months years"
                )
                for when in ("later", "earlier", "afterward", "afterwards")
            ),
            "by doing so ",
            "to do so ",
            "in doing so ",
            "doing so ",
            "when asked ",
        ),
        speech=_set(
            "said says say told tells added adds asked asks wrote writes tweeted explained "
            "recalled replied continued joked noted insisted warned argued admitted claimed "
            "declared announced stated concluded responded shouted exclaimed testified "
            "quipped thought"
        ),
    ),
    "de": Openings(
        persons=_set("er ihm ihn sein seine seiner seinem seinen ihr ihre ihrer ihrem ihren"),
        backward=_set("dies diese dieser dieses diesem diesen jene jener jenes solche solcher"),
        linking=_set(
            "aber doch jedoch und oder denn dennoch trotzdem deshalb daher darum deswegen "
            "dabei damit dafür dagegen davon dazu darauf daraufhin dadurch danach allerdings "
            "außerdem zudem ferner hingegen indes stattdessen somit also auch dann sonst weil "
            "wobei zuvor gleichzeitig unterdessen derweil"
        ),
        phrases=(
            "zum beispiel ",
            "im gegensatz ",
            "aus diesem grund ",
            "unter anderem ",
            "auf der anderen seite ",
            "am tag darauf ",
            "am nächsten tag ",
            "kurz darauf ",
            "kurz danach ",
            "zur gleichen zeit ",
            "im gegenzug ",
            "aus diesen gründen ",
            "die beiden ",
            "beide ",
        ),
        alone=(
            "dieses jahr ",
            "diese woche ",
            "diesen monat ",
            "in diesem jahr ",
            "in dieser woche ",
            "sein oder ",
        ),
        speech=_set("sagte sagt erklärte schrieb fragte meinte betonte warnte fügte"),
    ),
    "fr": Openings(
        persons=_set(
            "il elle ils elles lui leur leurs son sa ses celui-ci celle-ci ceux-ci celles-ci"
        ),
        backward=_set("ce cet cette ces cela ça celui celle ceux celles c'est"),
        linking=_set(
            "mais et ou or donc car cependant pourtant toutefois néanmoins ainsi aussi puis "
            "ensuite alors enfin d'ailleurs"
        ),
        phrases=(
            "par ailleurs ",
            "en revanche ",
            "en outre ",
            "de plus ",
            "par exemple ",
            "du coup ",
            "au contraire ",
            "à l'inverse ",
            "le lendemain ",
            "la veille ",
            "à son tour ",
            "dans ce contexte ",
            "dans le même temps ",
            "en effet ",
            "malgré cela ",
            "pour cela ",
            "à ce moment ",
            "de son côté ",
            "les deux hommes ",
            "tous deux ",
            "toutes deux ",
        ),
        alone=(
            "cette année ",
            "cette semaine ",
            "ce mois ",
            "cet été ",
            "cet hiver ",
            "il y ",
            "il n'y ",
            "il faut ",
            "il faudra ",
            "il a fallu ",
            "il est interdit ",
            "il est possible ",
            "il est probable ",
            "il est important ",
            "il est nécessaire ",
            "il est difficile ",
            "il est trop ",
            "il est temps ",
        ),
        speech=_set("dit déclaré ajouté expliqué affirmé assuré estimé écrit"),
    ),
    "es": Openings(
        persons=_set("él ella ellos ellas su sus"),
        backward=_set("este esta esto estos estas ese esa eso esos esas aquel aquella ello"),
        linking=_set("pero y o sino aunque también además entonces así luego pues tampoco"),
        phrases=(
            "sin embargo ",
            "no obstante ",
            "por eso ",
            "por ello ",
            "por tanto ",
            "por ejemplo ",
            "por otra parte ",
            "por otro lado ",
            "por su parte ",
            "al día siguiente ",
            "a su vez ",
            "al contrario ",
            "en cambio ",
            "mientras tanto ",
            "de hecho ",
            "ambos ",
            "ambas ",
            "los dos se ",
            "a pesar de ello ",
        ),
        alone=("este año ", "esta semana ", "este mes ", "este verano ", "este invierno "),
        speech=_set("dijo dice afirmó explicó añadió aseguró señaló escribió"),
    ),
    "it": Openings(
        persons=_set("lui lei egli ella essi loro suo sua suoi sue"),
        backward=_set("questo questa questi queste quello quella quelli quelle ciò esso essa"),
        linking=_set("ma e o però tuttavia quindi dunque inoltre anche poi così infatti invece"),
        phrases=("per esempio ", "ad esempio ", "al contrario ", "per questo "),
        speech=_set("detto dice ha spiegato aggiunto dichiarato affermato scritto"),
    ),
    "pt": Openings(
        persons=_set("ele ela eles elas seu sua seus suas"),
        backward=_set("este esta isto estes estas esse essa isso esses essas aquele aquela"),
        linking=_set("mas e ou porém contudo todavia entretanto também além então assim logo pois"),
        phrases=("no entanto ", "por isso ", "por exemplo ", "além disso "),
        speech=_set("disse diz afirmou explicou acrescentou escreveu"),
    ),
    "nl": Openings(
        persons=_set("hij zij hun haar hem zijn"),
        backward=_set("dit dat deze die zulke"),
        linking=_set("maar en of echter toch daarom daardoor daarna bovendien ook dan dus want"),
        phrases=("aan de andere kant ", "bijvoorbeeld ", "in plaats daarvan "),
        speech=_set("zei zegt schreef vertelde voegde verklaarde"),
    ),
}


@lru_cache(maxsize=64)
def for_language(language: str) -> Openings:
    """Give what is known of a language; an empty table where nothing is."""
    table = OPENINGS.get(language.partition("-")[0].casefold(), NONE)
    starts = frozenset(phrase.split()[0] for phrase in (*table.phrases, *table.alone))
    return replace(table, phrase_starts=starts)
