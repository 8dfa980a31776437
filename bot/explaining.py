"""Answers about ourselves: what this is, why a text came, and whether a text was ours. All from our own records."""

from typing import Any

from bot.describe import piece_name
from bot.turn import Reply, Turn
from models.consent import ConsentEvent
from models.inbound import InboundMessage
from models.mailpiece import Mailpiece
from models.outbound import OutboundMessage, OutboundSubject
from models.subscription import Subscription
from models.vocabulary import ConsentKind, OutboundState, Purpose, Source

#: Texts that left us, as far as we know; an unknown one may have.
LEFT = (
    OutboundState.SENDING,
    OutboundState.UNKNOWN,
    OutboundState.ACCEPTED,
    OutboundState.SENT,
    OutboundState.DELIVERED,
    OutboundState.UNDELIVERED,
)


#: What a person wonders about: news, an invitation, the sign-up. Not the answer to the question just before.
UNASKED = OutboundMessage.purpose.in_([Purpose.PUSH, Purpose.INVITE]) | (OutboundMessage.kind == "followed")


def tell_help(turn: Turn) -> Reply:
    if turn.reading.argument == "why":
        return why(turn)  # "why did I get this?"
    return Reply(turn.say("help", help_contact=turn.program.help_contact), Purpose.ESSENTIAL)


def keywords(turn: Turn) -> Reply:
    return Reply(turn.say("keywords"))


def why(turn: Turn) -> Reply:
    """Which number, which act of the person's, when, and the record that shows it."""
    four = turn.reading.last_four[0] if turn.reading.last_four else ""
    last = _last_text(turn, four, UNASKED) or _last_text(turn, four)
    if last is None:
        return Reply(turn.say("why_nothing"), Purpose.ESSENTIAL, kind="why")
    event: ConsentEvent = last.consent_event
    piece = _piece_of(last, event)
    key = _why_key(last, event, piece)
    name = _name(turn, piece) if piece else ""
    said = turn.say(key, piece=name, act_at=turn.own_time(event.happened_at), record=record_id(event))
    return Reply(said, Purpose.ESSENTIAL, kind="why")


def record_id(event: ConsentEvent) -> str:
    """What a person can quote, and an operator can look up: the number of the consent event."""
    return f"C-{event.id}"


def _why_key(last: OutboundMessage, event: ConsentEvent, piece: Mailpiece | None) -> str:
    if event.kind == ConsentKind.REQUESTED:
        return "why_invited"
    if piece is None or event.kind != ConsentKind.CONFIRMED:
        return "why_reply"
    if event.sender_id is not None:
        return "why_standing"
    if event.source == Source.WEB:
        return "why_web"
    return "why_yes" if event.wording_key else "why_texted"


def _last_text(turn: Turn, last_four: str, which: Any = True) -> OutboundMessage | None:
    """Our newest text to this phone that left before the question; about that piece, when four digits name one."""
    texts = (
        OutboundMessage.select()
        .where((OutboundMessage.contact == turn.contact) & OutboundMessage.state.in_(LEFT) & which)
        .order_by(OutboundMessage.started_at.desc(), OutboundMessage.id.desc())
        .limit(200)
    )
    if not last_four:
        return next(iter(texts), None)
    return next((text for text in texts if last_four in _last_fours(text)), None)


def _last_fours(text: OutboundMessage) -> set[str]:
    pieces = [text.subscription.mailpiece] if text.subscription else []
    pieces += [text.consent_event.mailpiece] if text.consent_event.mailpiece else []
    about = OutboundSubject.select(OutboundSubject, Subscription, Mailpiece).join(Subscription).join(Mailpiece)
    pieces += [subject.subscription.mailpiece for subject in about.where(OutboundSubject.outbound == text)]
    return {piece.tracking_number[-4:] for piece in pieces}


def _piece_of(last: OutboundMessage, event: ConsentEvent) -> Mailpiece | None:
    piece: Mailpiece | None = last.subscription.mailpiece if last.subscription else event.mailpiece
    return piece


def _name(turn: Turn, piece: Mailpiece) -> str:
    """By its number, whatever they call it: this is what their act named."""
    return piece_name(piece.carrier, piece.tracking_number, language=turn.contact.language)


def verify(turn: Turn) -> Reply:
    """VERIFY 1234: did we text this phone about it? Only our own log answers."""
    fours = turn.reading.last_four or tuple(number.tracking_number[-4:] for number in turn.reading.numbers)
    if not fours:
        return Reply(turn.say("verify_which"), Purpose.ESSENTIAL, kind="verify")
    last = _last_text(turn, fours[0])
    if last is None or last.started_at is None:
        return Reply(turn.say("verify_no", last_four=fours[0]), Purpose.ESSENTIAL, kind="verify")
    said = turn.say("verify_yes", piece=f"..{fours[0]}", act_at=turn.own_time(last.started_at))
    return Reply(said, Purpose.ESSENTIAL, kind="verify")


def complaint(turn: Turn) -> Reply:
    return Reply(turn.say("complaint", help_contact=turn.program.help_contact))


def picture(turn: Turn) -> Reply:
    return Reply(turn.say("picture"))


def unclear(turn: Turn) -> Reply:
    """One hint; a picture with words that say nothing to us is answered as a picture."""
    message: InboundMessage = turn.message
    return picture(turn) if message.media_count else Reply(turn.say("unclear"))
