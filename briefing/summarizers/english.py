"""English words by what they do in a sentence: data for the ranker's features."""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


FIRST_PERSON = _set("i we my our me us i'm i've i'd i'll we're we've we'd we'll myself ours")
SECOND_PERSON = _set("you your you're yours yourself you'll you've you'd")
PRONOUNS = _set("he she it they his her its their him them hers theirs this that these those such")
CONNECTIVES = _set(
    "but and however so yet still instead meanwhile moreover also then nor or thus "
    "therefore besides because although though while"
)
ARTICLES = _set("the a an")
PREPOSITIONS = _set("in on at for with from after as when if")
NEGATIONS = _set(
    "not never no none nobody nothing neither cannot can't don't doesn't didn't won't "
    "wouldn't isn't aren't wasn't weren't hasn't haven't hadn't couldn't shouldn't"
)
SPEECH_VERBS = _set("said says say told tells asked added wrote tweeted announced warned argued")
WEEKDAYS = _set("monday tuesday wednesday thursday friday saturday sunday yesterday today tonight")
MONTHS = _set("january february march april june july august september october november december")
FUNCTION_WORDS = _set(
    "a about above after again against all also am an and any are as at be because been "
    "before being below between both but by can cannot could did do does doing down during "
    "each even few for from further get got had has have having he her here hers herself "
    "him himself his how i if in into is it its itself just like may me might more most "
    "much must my myself no nor not now of off on once one only or other our ours out over "
    "own said say says same she should so some such than that the their theirs them "
    "themselves then there these they this those through to too under until up upon us very "
    "was we were what when where which while who whom whose why will with would you your "
    "yours it's don't i'm he's that's she's they're we're i've didn't"
)
