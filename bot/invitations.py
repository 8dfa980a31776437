"""A sender asks us to ask a recipient: one YES question, seldom, and only after the sender vouched for the phone.

A phone typed into a form is never consent. Letters and QR codes, where the person texts first, come before this.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot import consent, eras, following, numbers, opt_in, outbox, phone, questions, signup, web_requests, wording
from bot.describe import piece_name
from bot.turn import Reply, Turn
from models.consent import ConsentEvent
from models.contact import Contact, find_or_make_contact
from models.database import take_turn
from models.mailpiece import Mailpiece
from models.question import OpenQuestion
from models.sender import Sender
from models.vocabulary import ConsentKind, Purpose, Scope, Source, WebState

#: A sender whose recipients seldom say YES, or often say WRONG, is asking the wrong phones: no more until looked at.
LOOK_AT_LAST = 50
FEWEST_TO_JUDGE = 20
LOWEST_YES_SHARE, HIGHEST_WRONG_SHARE = 0.2, 0.1


#: How long the word on a new piece waits for its status.
FIRST_LOOK = timedelta(seconds=8)


@dataclass(frozen=True)
class Invited:
    """`outcome` is "asked", "followed" (standing consent) or "refused"; `reason` is for the operator alone."""

    outcome: str
    reason: str = ""


def breaker_is_open(asked: int, said_yes: int, said_wrong: int) -> bool:
    """Of the last invitations of a sender, answered or run out: too few YES, or too many WRONG?"""
    if asked < FEWEST_TO_JUDGE:
        return False
    return said_yes / asked < LOWEST_YES_SHARE or said_wrong / asked > HIGHEST_WRONG_SHARE


def invite(sender: Sender, piece: Mailpiece, to: str, now: datetime) -> Invited:
    """Ask this phone (+E164) whether it wants news of the piece, inside the caller's transaction."""
    program = sender.program
    address = phone.e164(to)
    if address is None or phone.region_of(address) not in program.regions.split(","):
        return Invited("refused", "not a phone that we text")
    contact = find_or_make_contact(program, address, now)
    # One sender, then one phone at a time: else two that ask at once both find that nobody has asked.
    take_turn(Sender.select().where(Sender.id == sender.id)).get()
    take_turn(Contact.select().where(Contact.id == contact.id)).get()
    if piece.sender_id == sender.id and sender in following.standing_senders(contact):
        return _follow_standing(contact, piece, sender, now)
    reason = _why_not(sender, contact, piece, now)
    if reason:
        return Invited("refused", reason)
    _ask(sender, contact, piece, now)
    return Invited("asked")


def _why_not(sender: Sender, contact: Contact, piece: Mailpiece, now: datetime) -> str:
    program = sender.program
    if not program.invites_by_text:
        return "invitations by text are off for this program"
    if sender.attested_at is None:
        return "the sender has not vouched yet that recipients gave these phones for mail news"
    if consent.is_opted_out(contact):
        return "opted_out"
    if following.follows(contact, piece):
        return "follows it already"
    decision = consent.may_invite(consent.facts_of_phone(program, contact.channel, contact.phone_index), now)
    if isinstance(decision, consent.Refused):
        return decision.reason
    requests = _requests(sender)
    if requests.where(ConsentEvent.recorded_at > now - timedelta(days=1)).count() >= program.invites_a_day:
        return "the sender's daily cap is reached"
    if breaker_is_open(*_answers(sender, now)):
        return "too few of this sender's invitations were answered YES, or too many WRONG"
    return ""


def _ask(sender: Sender, contact: Contact, piece: Mailpiece, now: datetime) -> None:
    said = wording.say(
        "invite",
        contact.language,
        brand=sender.program.brand,
        piece=piece_name(piece.carrier, piece.tracking_number, language=contact.language),
    )
    event = consent.record(
        contact,
        ConsentKind.REQUESTED,
        now,
        mailpiece=piece,
        sender=sender,
        source=Source.SENDER,
        rule="a sender asked us to ask; nothing but the question goes without a YES",
        shown=said,
        asked_by=f"{sender.key}: {sender.attestation or ''}",
    )
    questions.ask(contact, questions.INVITE, now, piece)
    outbox.post(
        outbox.Draft(contact=contact, consent_event=event, purpose=Purpose.INVITE, wording=said, kind=questions.INVITE),
        now,
    )


def _follow_standing(contact: Contact, piece: Mailpiece, sender: Sender, now: datetime) -> Invited:
    """The person asked for all mail of this sender: this piece is followed at once, and that is said in one text."""
    standing = following.standing_event(contact, sender)
    if consent.is_opted_out(contact) or standing is None:
        return Invited("refused", "opted_out")
    if following.follows(contact, piece):
        return Invited("followed", "followed it already")
    event = consent.record(
        contact,
        ConsentKind.CONFIRMED,
        now,
        mailpiece=piece,
        sender=sender,
        source=Source.SENDER,
        rule=f"standing consent C-{standing.id} names this sender",
    )
    subscription = following.follow(contact, piece, event, "", now)
    following.prove(subscription)
    waits = () if following.is_fresh(piece, now) else (subscription,)
    outbox.post(
        outbox.Draft(
            contact=contact,
            consent_event=event,
            purpose=Purpose.PUSH,
            wording=signup.standing_wording(subscription, contact.language),
            kind=signup.STANDING,
            occasion=f"consent-{event.id}",
            subscription=subscription,
            subjects=waits,
            not_before=now + FIRST_LOOK if waits else None,
            values=signup.template_values(subscription),
        ),
        now,
    )
    if not waits:
        following.mark_told(subscription)
    return Invited("followed")


def accept(turn: Turn, question: OpenQuestion) -> Reply | None:
    """YES: the piece is followed, on the question exactly as it was read."""
    questions.close(turn.contact, "yes", turn.now, questions.INVITE)
    asked_about = _piece_asked_about(question)
    form = web_requests.question_behind(turn.contact, asked_about)
    proven = True if form is None else opt_in.is_proof(form)
    turn = turn if form is None else opt_in.taken_up(turn, form)
    return numbers.sign_up(turn, [eras.newest_era(asked_about)], question, proven=proven)


def decline(turn: Turn, question: OpenQuestion) -> Reply:
    """NO: never asked again, whoever asks."""
    piece = _piece_asked_about(question)
    event = turn.record(
        ConsentKind.DECLINED, piece, shown=questions.as_read(question), proofs=questions.proofs_of(question)
    )
    questions.close(turn.contact, "no", turn.now, questions.INVITE)
    form = web_requests.question_behind(turn.contact, piece)
    if form is not None:
        web_requests.settle(form, WebState.ASKED, turn.now, "they answered NO")  # it counts as a text that was sent
    name = piece_name(piece.carrier, piece.tracking_number, language=turn.contact.language)
    return Reply(turn.say("invite_declined", piece=name), event=event)


def _piece_asked_about(question: OpenQuestion) -> Mailpiece:
    """An invitation always names one."""
    piece: Any = question.mailpiece
    found: Mailpiece = piece
    return found


def state_for_sender(request: ConsentEvent, now: datetime) -> str:
    """What the sender may know of an invitation: never who the person is, nor that they sent a STOP."""
    kinds = {
        fact.kind
        for fact in consent.all_facts_of(request.contact)
        if fact.happened_at >= request.happened_at
        and (fact.scope == Scope.ALL or fact.mailpiece_id == request.mailpiece_id)
    }
    if ConsentKind.WRONG_NUMBER in kinds:
        return "number not valid"
    if ConsentKind.CONFIRMED in kinds:
        return "confirmed"
    closed = kinds & {ConsentKind.DECLINED, *consent.ENDS_ALL}
    waiting = now < request.happened_at + questions.STAY_OPEN[questions.INVITE] and not closed
    return "waiting for an answer" if waiting else "not confirmed"


def _requests(sender: Sender) -> Any:
    return ConsentEvent.select().where((ConsentEvent.sender == sender) & (ConsentEvent.kind == ConsentKind.REQUESTED))


def _answers(sender: Sender, now: datetime) -> tuple[int, int, int]:
    """(judged, YES, WRONG) of the sender's last invitations since it vouched; those still waiting are not judged."""
    last = _requests(sender).where(ConsentEvent.recorded_at >= sender.attested_at)
    states = [state_for_sender(one, now) for one in last.order_by(ConsentEvent.id.desc()).limit(LOOK_AT_LAST)]
    judged = [state for state in states if state != "waiting for an answer"]
    return len(judged), judged.count("confirmed"), judged.count("number not valid")
