"""Words that make a sentence lean on the one before it, by language: data for `reading`.

`backward` point at something already named; `linking` tie a sentence to the one
before it, as single words and as `phrases`, which end with a space. Words that are as
often articles or expletives (German "die", French "le", "il y a") are left out: a guard
that refuses every other sentence helps nobody. To teach a language, add a row to
`OPENINGS`.
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
    backward: frozenset[str] = frozenset()
    linking: frozenset[str] = frozenset()
    phrases: tuple[str, ...] = ()
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
            "which whose whereas though not that's"
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
            "wobei"
        ),
        phrases=("zum beispiel ", "im gegensatz ", "aus diesem grund ", "unter anderem "),
        speech=_set("sagte sagt erklärte schrieb fragte meinte betonte warnte fügte"),
    ),
    "fr": Openings(
        persons=_set(
            "elle ils elles lui leur leurs son sa ses celui-ci celle-ci ceux-ci celles-ci"
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
        ),
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
    starts = frozenset(phrase.split()[0] for phrase in table.phrases)
    return replace(table, phrase_starts=starts)
