"""What somebody types who wants our pages to run it. Each bears MARK; none may ever be more than text."""

#: Stands in every one of them, and in no sentence of ours.
MARK = "zqxj"
#: What a template would make of 1337*7331; no page and no random token shows it by chance.
PRODUCT = "9801547"

MARKUP = (
    "<script>alert('zqxj')</script>",
    "<ScRiPt src=//evil.example/zqxj.js></sCrIpT>",
    "</title><script>zqxj()</script>",
    "</textarea></select></form><script>zqxj()</script>",
    "<img src=x onerror=zqxj()>",
    "<svg/onload=zqxj()>",
    "<svg><animate onbegin=zqxj() attributeName=x dur=1s>",
    "<details open ontoggle=zqxj()>",
    "<iframe srcdoc='<script>parent.zqxj()</script>'>",
    "<math><mi//xlink:href='data:x,<script>zqxj()</script>'>",
    "<base href=//evil.example/zqxj/>",
    "<meta http-equiv=refresh content='0;url=//evil.example/zqxj'>",
    "<form action=//evil.example/zqxj><button>zqxj",
    "<link rel=stylesheet href=//evil.example/zqxj.css>",
    "<style>*{background:url(//evil.example/zqxj)}</style>",
    "<!-- zqxj --!><b>zqxj",
    "<![CDATA[<b>zqxj</b>]]>",
    "<plaintext>zqxj",
)
BREAKERS = (
    '"><script>zqxj()</script>',
    "'><img src=x onerror=zqxj()>",
    '" autofocus onfocus=zqxj() x="',
    "' style='background:red' zqxj='",
    "` onclick=zqxj() `",
    '" formaction="javascript:zqxj()',
    "javascript:zqxj()//9400111206206406260787",
    "JaVaScRiPt&#58;zqxj()",
    "data:text/html,<script>zqxj()</script>",
    "//evil.example/zqxj",
    "\r\nSet-Cookie: zqxj=1\r\n\r\n<b>zqxj",
)
TEMPLATES = (
    "{{7*7}} {{1337*7331}} zqxj",
    "{% print(1337*7331) %}zqxj{# zqxj #}",
    "${1337*7331}#{1337*7331}<%= 1337*7331 %>zqxj",
    "{0.__class__.__mro__} {sender} {brand!r} zqxj %s %(x)s {",
)
ODDITIES = (
    "zqxj\x00<b>zqxj</b>\x08\x1b",
    "zqxj\u202e<b>\u2066gpj.zqxj\u2069",
    "&lt;script&gt;zqxj()&lt;/script&gt; &#x3C;b&#x3E; &amp;lt;b&amp;gt;",
    "\uff1cscript\uff1ezqxj()\uff1c/script\uff1e \u2039b\u203a",
    "+ADw-script+AD4-zqxj()+ADw-/script+AD4-",
    "zqxj</b>" + "<b>" * 500 + "x" * 2000,
    "zqxj' OR '1'='1'; DROP TABLE contact; --",
)
HOSTILE = MARKUP + BREAKERS + TEMPLATES + ODDITIES
#: Those that can stand in a command line or in a header: no zero bytes, no new lines.
ON_ONE_LINE = tuple(one for one in HOSTILE if not set(one) & {"\x00", "\r", "\n"})
assert len(set(HOSTILE)) == 40 and all(MARK in one for one in HOSTILE)
