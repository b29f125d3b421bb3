"""Words that say nothing of a text's matter, by language: sumy's lists, and four of ours."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

# The languages whose stop words sumy brings, by ISO 639-1 code.
OF_SUMY = {
    "ar": "arabic",
    "cs": "czech",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "he": "hebrew",
    "it": "italian",
    "ja": "japanese",
    "ko": "korean",
    "pl": "polish",
    "pt": "portuguese",
    "sk": "slovak",
    "sv": "swedish",
    "th": "thai",
    "uk": "ukrainian",
    "zh": "chinese",
}
OURS = {
    "hi": (
        "और का की के को में से है हैं था थी थे ने पर यह वह ये वे कि जो तो भी हो ही एक कर करने किया "
        "गया गई गए लिए साथ इस उस इन उन अपने अपनी अपना नहीं तक या कोई कुछ जब तब अब हुआ हुई हुए "
        "होने रहा रही रहे जा दिया बाद लेकिन क्या सभी द्वारा"
    ),
    "nl": (
        "de het een en van in is op te dat die voor met niet zijn aan er als ook maar om door "
        "bij uit naar dan nog wel over ze hij zij je ik we wij dit deze hun haar hem zich werd "
        "worden wordt heeft hebben had was waren kan kunnen zal zullen zou zouden moet al meer "
        "geen of tot tegen toen omdat onder tussen na wat wie waar hoe veel zo"
    ),
    "ru": (
        "и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только "
        "ее мне было вот от меня еще нет о из ему теперь когда даже ну ли если уже или ни быть "
        "был него до вас опять вам ведь там потом себя ей может они тут где есть надо ней для мы "
        "тебя их чем была сам чтоб без будто чего раз тоже себе под будет тогда кто этот того "
        "потому этого какой этом эти эта это были который которая которые также при об после"
    ),
    "tr": (
        "ve bir bu da de için ile çok daha en gibi kadar ne o ama ya ki mi mı mu mü olarak olan "
        "oldu olduğu ise her sonra önce şu biz siz onlar ben sen değil var yok göre veya ancak "
        "hem bunu bunun onun tarafından diye etti eden ettiği ederek üzere"
    ),
}


@lru_cache(maxsize=64)
def stop_words(language: str) -> frozenset[str]:
    """Give the stop words of a language (BCP 47), in small letters; none where none are known."""
    code = language.partition("-")[0].casefold()
    if code in OURS:
        return frozenset(OURS[code].split())
    if code not in OF_SUMY:
        return frozenset()
    path = files("sumy") / "data" / "stopwords" / f"{OF_SUMY[code]}.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(line.rstrip() for line in lines if line)
