"""What became of a text, in plain words: each state with each reason that this house writes beside it. Pure.

Refuses to guess: a reason that is not here is shown as it stands, and a test finds it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot import outcomes
from bot.outbox import UNANSWERED
from bot.whatsapp import WINDOW_CLOSED
from models.vocabulary import ConsentKind, InboundState, OutboundState


@dataclass(frozen=True)
class Words:
    """`label` fits on a badge; `kind` is its colour: good, bad, wait or quiet. `what` happened, and what to `do` (empty
    where nobody has to do anything)."""

    label: str
    kind: str
    what: str
    do: str = ""


_START = "Only their own START brings texts back."
_QUEUED = Words("waiting", "wait", "It waits for its turn and goes as soon as the number's pace allows.")

#: Why a text that is queued does not go yet.
_HELD: Mapping[str, Words] = {
    "quiet_hours": Words(
        "held: quiet time", "wait", "Held until the person's quiet time ends; then it is judged anew."
    ),
    "cap": Words("held: daily cap", "wait", "They have had as many texts as a day may bring; it waits for room."),
    "unclear_stop": Words(
        "held: unclear stop",
        "wait",
        "A text of theirs may have been a stop, and we asked. Without an answer it is one.",
    ),
    UNANSWERED: Words(
        "held: their text first",
        "wait",
        "A text of theirs has not been taken in yet; it may be a stop, so nothing goes before it.",
        "Look at Work: failed answers. It goes on by itself once their text is answered.",
    ),
    WINDOW_CLOSED: Words(
        "held: WhatsApp window",
        "wait",
        "WhatsApp takes it only within 24 hours of the person's own message, or as an approved template.",
        "Have a template approved for this kind of text and name it in the settings, if this happens often.",
    ),
    "the provider never had it": Words(
        "trying again", "wait", "The first try never reached the provider, as we found out by asking; it goes again."
    ),
    "Twilio could not be reached": Words(
        "trying again",
        "wait",
        "The provider could not be reached; surely nothing was sent. It is tried again and again.",
    ),
    "Twilio's certificate was not accepted; nothing was sent": Words(
        "stopped: certificate",
        "bad",
        "The provider's certificate was not accepted, so nothing was sent and the number has stopped.",
        "Check this machine's clock and its way to the provider. One text is tried each minute; the rest follows.",
    ),
}
#: Why a text was dropped by us.
_DROPPED: Mapping[str, Words] = {
    "opted_out": Words("blocked: opted out", "bad", f"They had stopped our texts, so it was not sent. {_START}"),
    ConsentKind.PROVIDER_BLOCK: Words(
        "blocked: by the provider", "bad", f"They opted out with the provider itself, so it was not sent. {_START}"
    ),
    ConsentKind.WRONG_NUMBER: Words(
        "blocked: wrong number", "bad", "They told us that this is the wrong number, so it was not sent."
    ),
    ConsentKind.REASSIGNED: Words(
        "blocked: phone changed hands", "bad", "The phone belongs to somebody else since, so it was not sent."
    ),
    ConsentKind.ERASED: Words("blocked: erased", "bad", "Their data was erased at their wish, so it was not sent."),
    "no_consent": Words("blocked: no consent", "bad", "No consent of theirs covers this piece, so it was not sent."),
    "no_longer_followed": Words(
        "dropped: not followed", "quiet", "They no longer follow this piece, so it was not sent."
    ),
    "unreachable": Words(
        "blocked: out of reach",
        "bad",
        "The mobile network says that nothing reaches this phone, so news is not sent to it.",
        "Nothing: a text of theirs shows that the phone works, and news goes again.",
    ),
    "channel_not_served": Words(
        "blocked: channel not set up",
        "bad",
        "They write on a channel on which this program has no sender.",
        "Set the WhatsApp sender in the settings if you want to answer there.",
    ),
    "expired": Words(
        "dropped: too late", "quiet", "It would have come too late to be true or of use, so it was not sent."
    ),
    "superseded": Words("dropped: newer news", "quiet", "Newer news of the same piece took its place."),
    "digest": Words("went in a digest", "quiet", "It went together with other news in one text: look at the digest."),
    "quiet_hours": Words(
        "dropped: quiet time",
        "quiet",
        "It would have waited beyond its use for the end of quiet time, so it was not sent.",
    ),
    "cap": Words(
        "dropped: daily cap",
        "quiet",
        "It would have waited beyond its use for room under the daily cap; it was not sent.",
    ),
    "unclear_stop": Words(
        "dropped: unclear stop", "quiet", "Whether they wanted texts was an open question until it was too late for it."
    ),
}
_UNSURE = Words(
    "unsure",
    "bad",
    "It may or may not have been sent. It is not sent again before we know.",
    "Nothing yet: we ask the provider after one and five minutes. If it stays so for ten, look at the provider's log.",
)
#: How a request ended whose outcome nobody knows.
_DOUBTS: tuple[tuple[str, str], ...] = (
    (r"Twilio answered \d+", "The provider answered with a fault of its own ({reason})."),
    (r"no answer: \w+", "The provider did not answer in time, or the connection broke."),
    (r"an answer that is no message: \w+", "The provider's answer could not be read."),
    (r"an answer without a message id", "The provider's answer named no message."),
    (r"the process ended during the request", "Our process ended while the request was under way."),
    (r"the provider's id belongs to another text", "The provider answered with the id of another text."),
)
_PLAIN: Mapping[str, Words] = {
    OutboundState.SENDING: Words("being sent", "wait", "The request to the provider is under way."),
    OutboundState.ACCEPTED: Words("with the provider", "wait", "The provider has it and has not passed it on yet."),
    OutboundState.SENT: Words("sent", "good", "The provider passed it on; the network has not confirmed it yet."),
    OutboundState.DELIVERED: Words("delivered", "good", "The mobile network says that it reached the phone."),
    OutboundState.UNDELIVERED: Words(
        "not delivered", "bad", "The mobile network did not deliver it and did not say why."
    ),
    OutboundState.FAILED: Words("failed", "bad", "The provider gave it up and did not say why."),
    OutboundState.DROPPED: Words("dropped", "quiet", "We did not send it."),
}
_REMARKS: Mapping[str, str] = {
    "the provider has it no more": "The provider took it, but shows it no more: what became of it cannot be found out.",
    "no final word from the provider": "The provider never said whether it arrived, however often we asked.",
    "the provider lost it each time": "Each try was lost at the provider, while other texts went: it is given up.",
}
_CODE = re.compile(r"(?:provider error|Twilio refused it:) (?P<code>\d+)(?P<again>: tried again)?")


def words_of(state: str, reason: str, error_code: int | None = None) -> Words:
    """Of a text in `state`, with the `reason` beside it."""
    if state == OutboundState.QUEUED:
        return _QUEUED if not reason else _HELD.get(reason) or _tried_again(reason) or _other(_QUEUED, reason)
    if state == OutboundState.DROPPED:
        return _DROPPED.get(reason) or _other(_PLAIN[OutboundState.DROPPED], reason)
    if state == OutboundState.UNKNOWN:
        return _doubt(reason)
    plain = _PLAIN.get(state, Words(state, "quiet", ""))
    code = _code_in(reason) or error_code or 0
    if state in (OutboundState.FAILED, OutboundState.UNDELIVERED) and code:
        return _failed(plain, code)
    said = _REMARKS.get(reason)
    return Words(plain.label, plain.kind, said) if said else _other(plain, "" if code else reason)


def is_known(reason: str) -> bool:
    """Does it have words here, whatever the state?"""
    if reason in _HELD or reason in _DROPPED or reason in _REMARKS or not reason:
        return True
    return bool(_CODE.fullmatch(reason)) or any(re.fullmatch(pattern, reason) for pattern, _ in _DOUBTS)


def _code_in(reason: str) -> int:
    found = _CODE.fullmatch(reason)
    return int(found["code"]) if found else 0


def _other(plain: Words, reason: str) -> Words:
    return Words(plain.label, plain.kind, f"{plain.what} ({reason})" if reason else plain.what, plain.do)


def _tried_again(reason: str) -> Words | None:
    code = _code_in(reason)
    if not code:
        return None
    row = outcomes.BY_CODE.get(code)
    if row is not None and row.at_create == outcomes.Outcome.OPERATOR:
        do = "Mend it at the provider; one text is tried each minute, and the rest follows by itself."
        return Words("stopped: needs you", "bad", _meaning("The provider refuses", code), do)
    return Words("trying again", "wait", _meaning("The last try failed", code, "; it goes again by itself"))


def _failed(plain: Words, code: int) -> Words:
    do = "" if outcomes.is_known(code) else "Look the code up at the provider, and report it to whoever keeps Waypost."
    return Words(plain.label, plain.kind, _meaning("It did not arrive", code), do)


def _meaning(before: str, code: int, after: str = "") -> str:
    return f"{before}: {outcomes.meaning(code)} (code {code}){after}."


def _doubt(reason: str) -> Words:
    said = next((text for pattern, text in _DOUBTS if re.fullmatch(pattern, reason)), reason)
    return Words(_UNSURE.label, _UNSURE.kind, f"{said.format(reason=reason)} {_UNSURE.what}".strip(), _UNSURE.do)


# -- groups, for finding them ------------------------------------------------------------------------------------------

#: Reasons of a queued text that holds it back, and of a dropped one that consent forbade.
HELD_BACK = ("quiet_hours", "cap", "unclear_stop", UNANSWERED, WINDOW_CLOSED)
BLOCKED = (
    "opted_out",
    *(str(kind) for kind in (ConsentKind.PROVIDER_BLOCK, ConsentKind.WRONG_NUMBER)),
    *(str(kind) for kind in (ConsentKind.REASSIGNED, ConsentKind.ERASED)),
    "no_consent",
    "unreachable",
    "channel_not_served",
)


@dataclass(frozen=True)
class Group:
    """What people look for: a few states, of which those alone with these reasons, if any are named."""

    label: str
    states: Sequence[OutboundState]
    reasons: Sequence[str] = ()
    without: Sequence[str] = ()


GROUPS: Mapping[str, Group] = {
    "waiting": Group("waiting for its turn", (OutboundState.QUEUED,), without=HELD_BACK),
    "held": Group("held back", (OutboundState.QUEUED,), HELD_BACK),
    "under_way": Group("under way", (OutboundState.SENDING, OutboundState.ACCEPTED)),
    "sent": Group("sent, not confirmed", (OutboundState.SENT,)),
    "delivered": Group("delivered", (OutboundState.DELIVERED,)),
    "failed": Group("failed", (OutboundState.UNDELIVERED, OutboundState.FAILED)),
    "blocked": Group("blocked", (OutboundState.DROPPED,), BLOCKED),
    "dropped": Group("dropped as of no use", (OutboundState.DROPPED,), without=BLOCKED),
    "unsure": Group("unsure", (OutboundState.UNKNOWN,)),
}

INBOUND: Mapping[str, Words] = {
    InboundState.RECEIVED: Words("not answered yet", "wait", "Stored; the answer follows within seconds."),
    InboundState.ANSWERED: Words("answered", "good", "Taken in and answered."),
    InboundState.SILENT: Words("taken in silently", "quiet", "Taken in; on purpose there was no answer."),
    InboundState.FAILED: Words(
        "answering failed",
        "bad",
        "Stored, but answering it failed; nothing else goes to this phone until it is answered. It is tried again.",
        "If it stays so, look for this text's id in the log and report it; its words are on this page.",
    ),
}
