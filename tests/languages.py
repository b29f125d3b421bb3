"""A short news article in each language that is supported, written for these tests.

`sentences` are to be found again when the text is split; `forms` are two forms of one
word, which share a stem; `stop` is a stop word.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """An article in one language."""

    sentences: tuple[str, ...]
    forms: tuple[str, str]
    stop: str
    glue: str = " "

    @property
    def text(self) -> str:
        """Give the article as one paragraph."""
        return self.glue.join(self.sentences)


SAMPLES = {
    "en": Sample(
        sentences=(
            "The port of Marl closed on Monday after 3,500 dockers went on strike over pay.",
            "Dr. Ada Roe, the head of the port, said that ships with 1.2 mln tons of grain wait outside.",
            "“We asked for 4% and were offered nothing,” said Leo Brandt of the dockers' union.",
            "The government of the region wants both sides to meet at 5 p.m. on Tuesday.",
            "Grain prices rose by 2.5% after the news of the strike.",
        ),
        forms=("strikes", "strike"),
        stop="the",
    ),
    "de": Sample(
        sentences=(
            "Der Hafen von Marl ist am 3. Januar geschlossen worden, weil 3.500 Arbeiter für höhere Löhne streiken.",
            "Dr. Ada Roe, die Leiterin des Hafens, sagte, dass Schiffe mit 1,2 Mio. Tonnen Getreide vor der Küste warten.",
            "„Wir haben vier Prozent verlangt und nichts bekommen“, sagte Leo Brandt von der Gewerkschaft der Arbeiter.",
            "Die Regierung des Landes will beide Seiten am Dienstag an einen Tisch bringen.",
            "Der Preis für Getreide stieg nach der Nachricht vom Streik um 2,5 Prozent.",
        ),
        forms=("Streiks", "Streik"),
        stop="der",
    ),
    "fr": Sample(
        sentences=(
            "Le port de Marl a fermé lundi après que 3 500 dockers se sont mis en grève pour leurs salaires.",
            "Mme Ada Roe, directrice du port, a dit que des navires chargés de céréales attendent au large.",
            "« Nous avons demandé 4 % et nous n'avons rien reçu », a déclaré M. Léo Brandt, du syndicat des dockers.",
            "Le gouvernement de la région veut réunir les deux parties mardi à 17 heures.",
            "Le prix des céréales a augmenté de 2,5 % après l'annonce de la grève.",
        ),
        forms=("grèves", "grève"),
        stop="le",
    ),
    "es": Sample(
        sentences=(
            "El puerto de Marl cerró el lunes después de que 3.500 estibadores fueran a la huelga por sus salarios.",
            "La Sra. Ada Roe, directora del puerto, dijo que los barcos con 1,2 millones de toneladas de grano esperan fuera.",
            "«Pedimos un 4% y no nos ofrecieron nada», dijo Leo Brandt, del sindicato de estibadores.",
            "¿Habrá una reunión el martes?",
            "El precio del grano subió un 2,5% tras la noticia de la huelga.",
        ),
        forms=("huelgas", "huelga"),
        stop="el",
    ),
    "it": Sample(
        sentences=(
            "Il porto di Marl ha chiuso lunedì dopo che 3.500 portuali hanno scioperato per i salari.",
            "La dott.ssa Ada Roe, direttrice del porto, ha detto che le navi con il grano aspettano al largo.",
            "«Abbiamo chiesto il 4% e non ci hanno offerto nulla», ha detto Leo Brandt del sindacato dei portuali.",
            "Il governo della regione vuole riunire le due parti martedì alle 17.30.",
            "Il prezzo del grano è salito del 2,5% dopo la notizia dello sciopero.",
        ),
        forms=("scioperi", "sciopero"),
        stop="il",
    ),
    "pt": Sample(
        sentences=(
            "O porto de Marl fechou na segunda-feira depois que 3.500 estivadores entraram em greve por salários.",
            "A Dra. Ada Roe, diretora do porto, disse que navios com 1,2 milhão de toneladas de grãos esperam ao largo.",
            "“Pedimos 4% e não nos ofereceram nada”, disse Leo Brandt, do sindicato dos estivadores.",
            "O governo da região quer reunir os dois lados na terça-feira.",
            "O preço dos grãos subiu 2,5% depois da notícia da greve.",
        ),
        forms=("greves", "greve"),
        stop="o",
    ),
    "nl": Sample(
        sentences=(
            "De haven van Marl is maandag gesloten nadat 3.500 havenarbeiders voor hogere lonen gingen staken.",
            "Mevr. Ada Roe, directeur van de haven, zei dat schepen met 1,2 miljoen ton graan buiten wachten.",
            "“Wij vroegen 4% en kregen niets”, zei Leo Brandt van de bond van havenarbeiders.",
            "De regering van de regio wil beide kanten dinsdag aan tafel brengen.",
            "De prijs van graan steeg met 2,5% na het nieuws over de staking.",
        ),
        forms=("stakingen", "staking"),
        stop="de",
    ),
    "ru": Sample(
        sentences=(
            "Порт Марль закрылся в понедельник, после того как 3500 докеров начали забастовку из-за зарплаты.",
            "Директор порта А. И. Роева сообщила, что суда с 1,2 млн тонн зерна ждут на рейде.",
            "«Мы просили четыре процента и не получили ничего», — сказал Лев Брандт из профсоюза докеров.",
            "Правительство области хочет собрать обе стороны во вторник.",
            "Цена зерна выросла на 2,5% после известия о забастовке.",
        ),
        forms=("забастовки", "забастовка"),
        stop="и",
    ),
    "uk": Sample(
        sentences=(
            "Порт Марль закрився в понеділок, після того як 3500 докерів почали страйк через зарплату.",
            "Директорка порту А. І. Роєва повідомила, що судна з 1,2 млн тонн зерна чекають на рейді.",
            "«Ми просили чотири відсотки й не отримали нічого», — сказав Лев Брандт із профспілки докерів.",
            "Уряд області хоче зібрати обидві сторони у вівторок.",
            "Ціна зерна зросла на 2,5% після звістки про страйк.",
        ),
        forms=("страйками", "страйку"),
        stop="що",
    ),
    "pl": Sample(
        sentences=(
            "Port w Marlu zamknięto w poniedziałek, gdy 3500 dokerów rozpoczęło strajk o płace.",
            "Dr Ada Roe, dyrektorka portu, powiedziała, że statki z 1,2 mln ton zboża czekają na redzie.",
            "„Prosiliśmy o 4% i nie dostaliśmy nic”, powiedział Leon Brandt ze związku dokerów.",
            "Rząd regionu chce zebrać obie strony we wtorek po południu.",
            "Cena zboża wzrosła o 2,5% po wiadomości o strajku.",
        ),
        forms=("strajku", "strajkami"),
        stop="nie",
    ),
    "cs": Sample(
        sentences=(
            "Přístav Marl se v pondělí uzavřel poté, co 3500 dělníků vstoupilo do stávky za vyšší mzdy.",
            "Ing. Ada Roeová, ředitelka přístavu, řekla, že lodě s 1,2 mil. tun obilí čekají na moři.",
            "„Žádali jsme čtyři procenta a nedostali jsme nic,“ řekl Leoš Brandt z odborů.",
            "Vláda kraje chce obě strany sezvat na úterý 5. ledna.",
            "Cena obilí po zprávě o stávce vzrostla o 2,5 procenta.",
        ),
        forms=("přístavu", "přístavy"),
        stop="se",
    ),
    "sv": Sample(
        sentences=(
            "Hamnen i Marl stängdes på måndagen sedan 3 500 hamnarbetare gått i strejk för högre löner.",
            "Hamnens chef Ada Roe sade att fartyg med bl.a. 1,2 miljoner ton spannmål väntar utanför.",
            "”Vi bad om fyra procent och fick ingenting”, sade Leo Brandt från hamnarbetarnas fackförbund.",
            "Regionens regering vill samla båda sidor på tisdag kl. 17.",
            "Priset på spannmål steg med 2,5 procent efter nyheten om strejken.",
        ),
        forms=("strejken", "strejk"),
        stop="och",
    ),
    "tr": Sample(
        sentences=(
            "Marl limanı, 3.500 liman işçisinin ücretler için greve gitmesinin ardından pazartesi günü kapandı.",
            "Limanın müdürü Dr. Ada Roe, 1,2 milyon ton tahıl taşıyan gemilerin açıkta beklediğini söyledi.",
            "“Yüzde dört istedik ve hiçbir şey almadık,” dedi işçi sendikasından Leo Brandt.",
            "Bölge hükümeti iki tarafı salı günü bir araya getirmek istiyor.",
            "Grev haberinin ardından tahıl fiyatı yüzde 2,5 arttı.",
        ),
        forms=("limanın", "limanı"),
        stop="ve",
    ),
    "ar": Sample(
        sentences=(
            "أغلق ميناء مارل أبوابه يوم الاثنين بعد أن بدأ 3500 عامل إضرابا بسبب الأجور.",
            "وقالت آدا رو مديرة الميناء إن سفنا تحمل 1.2 مليون طن من الحبوب تنتظر في البحر.",
            "هل يجتمع الطرفان يوم الثلاثاء؟",
            "تريد حكومة الإقليم أن يجتمع الطرفان في أقرب وقت.",
            "وارتفع سعر الحبوب بنسبة 2.5 في المئة بعد خبر الإضراب.",
        ),
        forms=("الميناء", "ميناء"),
        stop="من",
    ),
    "he": Sample(
        sentences=(
            "נמל מארל נסגר ביום שני לאחר ש-3,500 עובדים פתחו בשביתה על השכר.",
            'ד"ר עדה רו, מנהלת הנמל, אמרה כי אוניות ובהן 1.2 מיליון טון תבואה ממתינות בים.',
            "״ביקשנו ארבעה אחוזים ולא קיבלנו דבר״, אמר לאו ברנדט מאיגוד העובדים.",
            "ממשלת המחוז רוצה לכנס את שני הצדדים ביום שלישי.",
            "מחיר התבואה עלה ב-2.5% אחרי הידיעה על השביתה.",
        ),
        forms=("השביתה", "שביתה"),
        stop="של",
    ),
    "hi": Sample(
        sentences=(
            "वेतन को लेकर 3,500 मज़दूरों की हड़ताल के बाद मार्ल बंदरगाह सोमवार को बंद हो गया।",
            "बंदरगाह की निदेशक डॉ. आदा रो ने कहा कि 12 लाख टन अनाज से भरे जहाज़ बाहर खड़े हैं।",
            "“हमने चार प्रतिशत माँगा और हमें कुछ नहीं मिला,” मज़दूर संघ के लियो ब्रांट ने कहा।",
            "राज्य की सरकार मंगलवार को दोनों पक्षों को बुलाना चाहती है।",
            "हड़ताल की ख़बर के बाद अनाज का दाम 2.5% बढ़ गया।",
        ),
        forms=("जहाज़ों", "जहाज़"),
        stop="और",
    ),
    "zh": Sample(
        sentences=(
            "三千五百名码头工人因薪资问题罢工后，马尔港于周一关闭。",
            "港口负责人罗艾达说，载有120万吨粮食的船只正在港外等候。",
            "“我们要求加薪百分之四，却什么也没有得到。”",
            "地区政府希望双方在周二会面。",
            "罢工消息传出后，粮食价格上涨了2.5%。",
        ),
        forms=("粮食", "粮食"),
        stop="的",
        glue="",
    ),
    "ja": Sample(
        sentences=(
            "賃金をめぐって3500人の港湾労働者がストライキに入り、マール港は月曜日に閉鎖された。",
            "港の責任者であるアダ・ロー氏は、120万トンの穀物を積んだ船が沖で待っていると述べた。",
            "「4%を求めたが、何も得られなかった」と労働組合のレオ・ブラント氏は語った。",
            "地方政府は火曜日に双方を集めたい考えだ。",
            "ストライキの知らせを受けて、穀物の価格は2.5%上がった。",
        ),
        forms=("穀物", "穀物"),
        stop="これ",
        glue="",
    ),
    "ko": Sample(
        sentences=(
            "임금 문제로 항만 노동자 3,500명이 파업에 들어가면서 말 항구가 월요일 문을 닫았다.",
            "항구 책임자인 아다 로 박사는 곡물 120만 톤을 실은 배들이 바다에서 기다리고 있다고 말했다.",
            "“우리는 4%를 요구했지만 아무것도 받지 못했다”라고 노동조합의 레오 브란트가 말했다.",
            "지방 정부는 화요일에 양측을 만나게 하려고 한다.",
            "파업 소식이 전해진 뒤 곡물 가격이 2.5% 올랐다.",
        ),
        forms=("항구가", "항구를"),
        stop="그",
    ),
}
