"""Answers about ourselves: what this is, why a text came, and whether a text was ours. All from our own records."""

from typing import Any

from bot.describe import piece_name
from bot.reading import Reading
from bot.turn import Reply, Turn
from models.consent import ConsentEvent
from models.contact import Contact
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
    last = _last_text(turn, UNASKED) or _last_text(turn)
    if last is None:
        return Reply(turn.say("why_nothing"), Purpose.ESSENTIAL, kind="why")
    event, piece = _act_behind(turn, last)
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
    if event.kind == ConsentKind.DESK:
        return "why_desk"
    if piece is None or event.kind != ConsentKind.CONFIRMED:
        return "why_reply"
    if event.sender_id is not None:
        return "why_standing"
    if event.source == Source.WEB:
        return "why_web"
    return "why_yes" if event.wording_key else "why_texted"


def _last_text(turn: Turn, which: Any = True) -> OutboundMessage | None:
    """Our newest text to this phone that left before the question; about that piece, when the question names one."""
    ours = (OutboundMessage.contact == turn.contact) & OutboundMessage.state.in_(LEFT) & which
    named = _named(turn.reading)
    if named is not None:
        ours &= _is_about(turn.contact, named)
    newest_first = (
        OutboundMessage.select()
        .where(ours)
        .order_by(OutboundMessage.started_at.desc(nulls="LAST"), OutboundMessage.id.desc())
    )
    last: OutboundMessage | None = newest_first.first()
    return last


def _named(reading: Reading) -> Any:
    """Pieces that the question names, by whole number or by last four digits; None when it names none."""
    if reading.numbers:
        return Mailpiece.tracking_number.in_([number.tracking_number for number in reading.numbers])
    return Mailpiece.tracking_number.endswith(reading.last_four[0]) if reading.last_four else None


def _is_about(contact: Contact, named: Any) -> Any:
    """A text is about a piece as its news, as one of several in it, or by the act that allowed it. The pieces are
    looked for among this contact's own, so however many texts there are, that is one query."""
    follows = Subscription.select(Subscription.id).join(Mailpiece).where((Subscription.contact == contact) & named)
    acts = ConsentEvent.select(ConsentEvent.id).join(Mailpiece).where((ConsentEvent.contact == contact) & named)
    among = OutboundSubject.select(OutboundSubject.outbound).where(OutboundSubject.subscription.in_(follows))
    by_itself = OutboundMessage.subscription.in_(follows) | OutboundMessage.consent_event.in_(acts)
    return by_itself | OutboundMessage.id.in_(among)


def _act_behind(turn: Turn, last: OutboundMessage) -> tuple[ConsentEvent, Mailpiece | None]:
    """The act that allowed the text and the piece it was about; of a text about several, those of the one asked
    about."""
    event: ConsentEvent = last.consent_event
    piece: Mailpiece | None = last.subscription.mailpiece if last.subscription else event.mailpiece
    named = _named(turn.reading)
    if named is None or (piece is not None and Mailpiece.select().where((Mailpiece.id == piece.id) & named).exists()):
        return event, piece
    several = OutboundSubject.select(OutboundSubject, Subscription, Mailpiece).join(Subscription).join(Mailpiece)
    asked = several.where((OutboundSubject.outbound == last) & named).order_by(Mailpiece.era.desc()).first()
    if asked is None:
        return event, event.mailpiece
    return asked.subscription.consent_event, asked.subscription.mailpiece


def _name(turn: Turn, piece: Mailpiece) -> str:
    """By its number, whatever they call it: this is what their act named."""
    return piece_name(piece.carrier, piece.tracking_number, language=turn.contact.language)


def verify(turn: Turn) -> Reply:
    """VERIFY 1234: did we text this phone about it? Only our own log answers."""
    fours = turn.reading.last_four or tuple(number.tracking_number[-4:] for number in turn.reading.numbers)
    if not fours:
        return Reply(turn.say("verify_which"), Purpose.ESSENTIAL, kind="verify")
    last = _last_text(turn)
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
