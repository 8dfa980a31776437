"""The acts of a made-up history: how often each occurs, what people write, and what they are answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

from bot.seed.plan import BLOCK, SIGN_UPS, STRIDE, rest
from models.vocabulary import ConsentKind, Scope, Source


@dataclass(frozen=True)
class Act:
    """`share`: of a thousand acts that are no sign-up and no plain question. `texts`: by language. With a `rule` it was
    no text that did it, and its texts are what the person wrote about then. `answer`: the sentence."""

    name: str
    kind: ConsentKind
    share: int
    answer: str
    texts: Mapping[str, tuple[str, ...]]
    source: Source = Source.INBOUND_TEXT
    scope: Scope = Scope.ALL
    rule: str = ""
    note: str = ""


_STOP = {
    "en": ("STOP", "stop please", "Unsubscribe", "STOP texting me", "no more texts", "please remove me from your list"),
    "es": ("ALTO", "basta", "no me manden mensajes", "parar", "STOP por favor", "cancelar"),
    "fr": ("ARRET", "arret svp", "STOP", "ne m'envoyez plus de messages", "stop merci", "desabonner"),
}
_ASKS = {
    "en": ("where is my package", "STATUS", "any update?", "LIST", "when will it come", "is it here yet"),
    "es": ("donde esta mi paquete", "ESTADO", "cuando llega", "LISTA", "novedades?", "ya llego?"),
    "fr": ("ou est mon colis", "STATUT", "des nouvelles?", "LISTE", "quand arrive mon colis", "il arrive quand?"),
}
_STOPS_ONE = {
    "en": ("STOP 3456", "stop 8812 please", "MUTE 7731", "STOP 4410", "mute 9021", "STOP 1178"),
    "es": ("STOP 3456", "alto 8812", "STOP 7731", "parar 4410", "MUTE 9021", "STOP 1178"),
    "fr": ("STOP 3456", "arret 8812", "STOP 7731", "stop 4410", "MUTE 9021", "STOP 1178"),
}
_WRONG = {
    "en": ("WRONG", "wrong number", "you have the wrong person", "not me", "who is this? wrong number", "WRONG"),
    "es": ("numero equivocado", "WRONG", "se equivoco de numero", "no soy yo", "equivocado", "WRONG"),
    "fr": ("mauvais numero", "WRONG", "vous vous trompez de numero", "ce n'est pas moi", "erreur de numero", "WRONG"),
}
_START = {
    "en": ("START", "start again please", "UNSTOP", "resume", "START", "turn the texts back on"),
    "es": ("START", "empezar", "reanudar", "START", "comenzar", "iniciar"),
    "fr": ("START", "reprendre", "commencer", "START", "recommencer", "START"),
}
_NO = {"en": ("NO", "no thanks", "nope", "No", "no", "nah"), "es": ("NO", "no gracias") * 3, "fr": ("NON", "non") * 3}
_DOUBTFUL = {
    "en": ("enough already", "I am done with this", "make it end", "quit it would you", "enough", "enough already"),
    "es": ("ya estuvo", "suficiente ya") * 3,
    "fr": ("trop de messages", "assez") * 3,
}
#: Stands where a tracking number does.
NUMBER = "{number}"
_SIGN_UP = {
    "en": (NUMBER, f"track {NUMBER}", f"{NUMBER} please", f"my number is {NUMBER}", f"follow {NUMBER} AA", NUMBER),
    "es": (NUMBER, f"seguir {NUMBER}", f"mi numero es {NUMBER}", f"{NUMBER} por favor", NUMBER, f"rastrear {NUMBER}"),
    "fr": (NUMBER, f"suivre {NUMBER}", f"{NUMBER} svp", f"mon numero est {NUMBER}", NUMBER, f"colis {NUMBER}"),
}
#: Texts that only a person of ours can answer.
FOR_PEOPLE = {
    "en": ("can I change my address", "the driver threw my parcel over the fence", "can you call me about customs")
    + ("this is ridiculous", "who signed for it", "my dog ate the slip"),
    "es": ("puedo cambiar la direccion", "el cartero tiro mi caja", "esto es ridiculo") * 2,
    "fr": ("puis-je changer d'adresse", "le livreur a jete ma boite", "c'est scandaleux") * 2,
}

_TEXT, _PIECE = Source.INBOUND_TEXT, Scope.MAILPIECE
SIGN_UP = Act("sign_up", ConsentKind.CONFIRMED, 0, "followed_status", _SIGN_UP, scope=_PIECE)
ON_PAGE = Act(
    "on_page", ConsentKind.CONFIRMED, 0, "followed_status", _ASKS, Source.WEB, _PIECE, "confirmed on our opt-in page"
)
ASKED = Act("asked", ConsentKind.ASKED, 0, "status_now", _ASKS)
#: Whatever else happens, in thousandths; the rest is questions.
OTHERS = (
    Act("stop", ConsentKind.REVOKED, 130, "goodbye", _STOP),
    Act("stop_one", ConsentKind.REVOKED, 80, "stopped_one", _STOPS_ONE, scope=_PIECE),
    Act("page", ConsentKind.REVOKED, 20, "status_now", _ASKS, Source.WEB, rule="pressed on their own page: no more"),
    Act(
        "by_us", ConsentKind.REVOKED, 4, "status_now", _ASKS, Source.OPERATOR,
        rule="an operator recorded it: phone call", note="Called and asked that all texts end.",
    ),
    Act(
        "silence", ConsentKind.REVOKED, 6, "status_now", _ASKS, Source.NOBODY,
        rule="no answer within 24 hours to our question whether all texts should end",
    ),
    Act(
        "block", ConsentKind.PROVIDER_BLOCK, 20, "status_now", _ASKS, Source.PROVIDER,
        rule="the provider refused our text: error 21610",
    ),
    Act("wrong", ConsentKind.WRONG_NUMBER, 15, "wrong_number", _WRONG),
    Act("declined", ConsentKind.DECLINED, 35, "invite_declined", _NO),
    Act("doubted", ConsentKind.DOUBTED, 15, "stop_question", _DOUBTFUL),
    Act("kept", ConsentKind.KEPT, 10, "kept_on", _NO),
    Act(
        "requested", ConsentKind.REQUESTED, 125, "status_now", _ASKS, Source.SENDER,
        rule="a sender asked us to ask; nothing but the question goes without a YES",
    ),
    Act("start", ConsentKind.RESUMED, 80, "started", _START),
    Act(
        "reassigned", ConsentKind.REASSIGNED, 3, "status_now", _ASKS, Source.PROVIDER,
        rule="was this number given to somebody else? The provider says: yes",
    ),
    Act(
        "checked", ConsentKind.CHECKED, 19, "status_now", _ASKS, Source.PROVIDER,
        rule="was this number given to somebody else? The provider says: no",
    ),
    Act("writes", ConsentKind.ASKED, 100, "unclear", FOR_PEOPLE),
)  # fmt: skip
ALL = (SIGN_UP, ON_PAGE, ASKED, *OTHERS)


def act_sql(k: str) -> str:
    """Which act the event `k` is, as SQL that gives its name."""
    place, block = rest(k, str(BLOCK)), f"({k}) / {BLOCK}"
    on_page = f"{rest(block, '10')} = 0"
    thousandth = rest(f"{block} * {STRIDE}", "1000")
    ends = zip(accumulate(act.share for act in OTHERS), OTHERS, strict=True)
    others = " ".join(f"WHEN {thousandth} < {end} THEN '{act.name}'" for end, act in ends)
    return (
        f"(CASE WHEN {place} < {SIGN_UPS} AND {on_page} THEN '{ON_PAGE.name}' "
        f"WHEN {place} < {SIGN_UPS} THEN '{SIGN_UP.name}' WHEN {place} = {SIGN_UPS} THEN '{ASKED.name}' "
        f"{others} ELSE '{ASKED.name}' END)"
    )
