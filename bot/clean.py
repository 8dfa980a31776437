"""Makes plain text of what a person typed: hidden marks, look-alike letters, signatures, quotes of ours are gone.

It judges nothing. Letter case is kept, for a capital, or STOP among small letters, says something.
"""

import re
import unicodedata
from dataclasses import dataclass

from bot.textspeak import written_out

LONGEST = 1600  # characters in one inbound text
_GROWING = re.compile("[\u3300-\u33ff\ufb1d-\ufdff\ufe70-\ufefe]+")  # NFKC makes up to 18 letters of one of these
_INVISIBLE = (
    *(0xAD, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x20E3, 0xFEFF),
    *range(0x300, 0x370),
    *range(0x180B, 0x1810),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xFE00, 0xFE10),
    *range(0x1F3FB, 0x1F400),
    *range(0xE0000, 0xE0080),
    *range(0xE0100, 0xE01F0),
)
#: Cyrillic, Greek and small-capital letters, each before the Latin letter it looks like.
_ALIKE = (
    "аaсcеeоoрpуyхxѕsіiјjһhԁdԛqԝwкkмmтtпnгrАAВBЕEКKМMНHОOРPСCТTУYХXЅSІIЈJαaοoρpτtυuνvιiκkεeβbηnχx"
    "ΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXᴀaʙbᴄcᴅdᴇeɢgʜhɪiᴊjᴋkʟlᴍmɴnᴏoᴘpʀrꜱsᴛtᴜuᴠvᴡwʏyᴢzıiłløođd"
)
_BOXED = {start + letter: chr(97 + letter) for start in (0x1F150, 0x1F170, 0x1F1E6) for letter in range(26)}
_SIGNS = {
    **dict.fromkeys("🛑⛔🚫🔕🔇📵", " stop "),
    **dict.fromkeys("👍👌✅✔☑", " thumbup "),
    **dict.fromkeys("👎❌✖", " thumbdown "),
    **dict.fromkeys("😡🤬🖕😠👿💩", " angrysign "),
    **dict.fromkeys("❓❔⁉", "?"),
    **dict.fromkeys("’‘ʼʹ`´", "'"),
    **dict.fromkeys("‒–—―−", " - "),
    **dict.fromkeys("“”„«»‹›″", '"'),
    **{"‐": "-", "‑": "-", "¿": " ", "¡": " ", "ß": "ss", "œ": "oe", "Œ": "Oe", "æ": "ae", "…": ". "},
}
_MARKS = str.maketrans(
    dict.fromkeys(map(chr, _INVISIBLE), "")
    | dict(zip(_ALIKE[::2], _ALIKE[1::2], strict=True))
    | {chr(code): letter for code, letter in _BOXED.items()}
    | _SIGNS
)
_BEFORE_NFKD = str.maketrans({"´": "'", "`": "'", "…": ". ", "™": " ", "℠": " "})
_FLAG = re.compile("(?<![\U0001f1e6-\U0001f1ff])[\U0001f1e6-\U0001f1ff]{2}(?![\U0001f1e6-\U0001f1ff])")
_REPEATED = re.compile(r"([^\w\s])\1{3,}")
_NUMBER_SIGN = re.compile(r"(?<= )#(?!\w)")  # `wrong #`, `remove my #`

_DEVICE = """
    iphone ipad android samsung galaxy mobile phone cell pixel verizon at&t t-mobile yahoo gmail e?mail outlook motorola
    moto blackberry xiaomi huawei redmi smartphone telephone portable telefono celular movil watch apple car windows
""".split()
_SIGNATURE = re.compile(
    r"(?<![^\s.!,;)\"])[-_* ]{0,4}(?:sent securely|sent|envoye|enviado|mandado|inviato) "
    r"(?:from|via|with|by|using|depuis|desde|de|a partir de|con|avec|par)(?: [a-z]{1,4})? (?:\w+ )?"
    rf"(?:{'|'.join(_DEVICE)})\b[^\n]*"
    r"|(?<!\S)(?:get|obten|obtenez|obtener|telecharge[rz]?) outlook (?:for|para|pour)\b[^\n]*"
    r"|\n--+[ \t]*\n.*",
    re.IGNORECASE | re.DOTALL,
)
_QUOTED_LINE = re.compile(r"^[ \t]*[>|][^\n]*(?:\n|$)", re.MULTILINE)
_OUR_WORDS = re.compile(
    r"stop (?:\d{4} )?(?:to |ends?\b|pour|para|termin|fin)|msg ?& ?data|help 4 info|reply stop", re.IGNORECASE
)
_QUOTED = re.compile(r'"[^"]{12,}(?:"|$)')
#: "Reply STOP to end", said by us; "I replied STOP to end it" is the person's own.
_OURS = re.compile(
    r"(?:\b(?:reply|text|txt|send|responda|responde|envie|envia|repondez|envoyez)(?: with)?|(?:^|(?<=[.,:;!?\n\"])))\s*"
    r"[\"']?\b(?:stop|alto|arret)[\"']?(?: \d{4})?"
    r"(?: (?:to|2) (?:end|cancel|stop|quit|unsubscribe|opt[- ]?out)\b(?: (?:all )?(?:texts?|messages|this))?"
    r"| ends? (?:all(?: texts)?|this|these|them)\b"
    r"| (?:pour|para) (?:finir|mettre fin|terminar|finalizar|cancelar|acabar|arreter|annuler|vous desabonner)\b"
    r"| (?:termina|termine|finaliza|met fin)\b[^.\n]{0,20}|: ?fin\b)",
    re.IGNORECASE,
)
_REACTED = """
    liked loved disliked emphasi[sz]ed questioned reacted removed gusta gusto encanto encanta risa enfatizo destaco
    cuestiono pregunto reacciono elimino quito aime adore insiste accent reagi questionne supprime retire interroge
    exclamation
""".split()
_REACTION = re.compile(
    rf'\s*(?:[^"\n]{{0,30}}\b(?:{"|".join(_REACTED)}|laughed at|rio de|ri a|ri de)\b[^"\n]{{0,30}}'
    r'|(?:[^\w"\n]{1,12}|\W{0,3}(?:thumbup|thumbdown|stop)\W{0,3})(?:to|a|en|on)\s*)"[^"]{2,}(?:"\W{0,3}$|$)',
    re.IGNORECASE,
)
_AUTOMATIC = re.compile(
    r"\W{0,3}(?:auto(?:matic|mated|matica)?[ -]?(?:reply|response|respuesta|reponse|text)|out of (?:the )?office"
    r"|(?:re: )?ooo\b|respuesta auto|reponse auto|message auto|mensaje auto|fuera de (?:la )?oficina"
    r"|(?:message d')?absen(?:t|ce) du bureau|message d'absence|\(?i'?m driving with (?:do not disturb|focus|cell)"
    # A phone that is driving; not a driver who says stop.
    r"|(?:i'?m|i am|je suis|estoy) (?:driving|conduciendo|manejando|au volant|en train de conduire)\b"
    r"(?=[^?\"]{0,100}\b(?:reply|respond|get back|call you|repond|responde|contest|rappel))"
    r"(?:(?!\b(?:stop|alto|arret|end|quit|cancel|baja|don't|no)\b)[^?\"]){0,120}(?:\"[^\"]+\"\W{0,3})?$"
    # Another company's answering machine.
    r"|(?:thanks|thank you|gracias|merci) (?:for|por|de|d')\s?(?:calling|texting|contacting|reaching out|your message"
    r"|messaging|escribir|llamar|contactar|comunicarse|su mensaje|avoir (?:appele|contacte)|votre message)\b"
    r"[^?]{0,200}\b(?<!\bi )(?:reply|text|responda|responde|envie|repondez|envoyez) \W?(?:stop|baja|alto|arret)\W?"
    r"(?: (?:to|para|pour)\b|$))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Plain:
    """`text` is what the person said, without accents; `quotes_only` when a phone or a machine said it."""

    text: str
    quotes_only: str = ""  # the reason, when nothing here is the person's own word


def plain(text: str) -> Plain:
    text = _fold(text[:LONGEST])
    if _REACTION.match(text):
        return Plain("", "a phone's reaction that quotes a text")
    if _AUTOMATIC.match(text):
        return Plain("", "an automatic reply")
    return _own_words(_SIGNATURE.sub(" ", text))


def _fold(text: str) -> str:
    """Compatible forms made one, accents and invisible marks gone, look-alikes and signs said in Latin letters."""
    if not text.isascii():
        text = _REPEATED.sub(r"\1\1\1", text)
        text = _FLAG.sub(" ", _GROWING.sub(" ", text)).translate(_BEFORE_NFKD)
        text = unicodedata.normalize("NFKD", text)[: 3 * LONGEST].translate(_MARKS)
        if len(text) > 2 * LONGEST:  # signs were said in words
            text = text[:LONGEST] + " " + text[-LONGEST:]
    if "#" in text:
        text = _NUMBER_SIGN.sub("number", text)
    return text.replace("\r", "\n").replace("`", "'").replace("w/ ", "with ").replace("<3", " ")


def _own_words(text: str) -> Plain:
    """Without what the text quotes of ours; a person who types only "STOP to end" says it themselves."""
    if ">" in text or "|" in text:
        own = _QUOTED_LINE.sub("", text)
        if not _has_words(own) and len(text.split()) > 4:
            return Plain("", "a quoted text and nothing else")
        text = own if _has_words(own) else text
    if '"' in text:
        text = _QUOTED.sub(lambda found: " , " if _OUR_WORDS.search(found[0]) else found[0], text)
    own = _OURS.sub(" , ", text)
    return Plain(written_out(own if len(own.split()) > 3 else text))


def _has_words(text: str) -> bool:
    return any(char.isalpha() for char in text)
