"""What there is of a person when a text of theirs is answered: what is not there need not be looked for.

Read once the contact is ours to answer; what the answer itself changes is not seen here.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from bot import limits, questions
from models.consent import ConsentEvent, Suppression
from models.contact import Contact
from models.outbound import OutboundMessage
from models.prepared import prepared
from models.question import OpenQuestion
from models.subscription import Subscription
from models.vocabulary import ConsentKind, OutboundState


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """`asked`: a question of ours is not closed. `answers`: of the last hour. `begun`: numbers of the last day.
    `follows`: something, now or once. `stopped`: anything, ever. `invited`: an invitation waits to be sent."""

    opted_out: bool
    asked: bool
    answers: int = 0
    begun: int = 0
    follows: bool = False
    stopped: bool = False
    invited: bool = False


def read(contact: Contact, now: datetime) -> Acquaintance:
    address = (contact.program_id, contact.channel, contact.phone_index)
    opted_out, asked, has_history = map(bool, _first.first(contact.id, *address))
    if not has_history:
        return Acquaintance(opted_out, asked)
    told = _history.first(contact.id, now - timedelta(hours=1), now - timedelta(days=1))
    answers, begun, follows, stopped, invited = told
    return Acquaintance(opted_out, asked, answers, begun, bool(follows), bool(stopped), bool(invited))


@prepared
def _first(contact: Any, program: Any, channel: Any, phone_index: Any) -> Any:
    """Nothing is answered, followed, stopped or asked for without a consent event that says so."""
    suppressed = (Suppression.program == program) & (Suppression.channel == channel)
    suppressed &= (Suppression.phone_index == phone_index) & Suppression.lifted_at.is_null()
    open_ones = (OpenQuestion.contact == contact) & OpenQuestion.closed_at.is_null()
    known = Contact.select(
        fn.EXISTS(Suppression.select(Suppression.id).where(suppressed)),
        fn.EXISTS(OpenQuestion.select(OpenQuestion.id).where(open_ones)),
        fn.EXISTS(ConsentEvent.select(ConsentEvent.id).where(ConsentEvent.contact == contact)),
    )
    return known.where(Contact.id == contact).tuples()


@prepared
def _history(contact: Any, hour_ago: Any, day_ago: Any) -> Any:
    invitation = (OutboundMessage.contact == contact) & (OutboundMessage.state == OutboundState.QUEUED)
    invitation &= OutboundMessage.kind == questions.INVITE
    theirs = Subscription.contact == contact
    revoked = (ConsentEvent.contact == contact) & (ConsentEvent.kind == ConsentKind.REVOKED)
    known = Contact.select(
        OutboundMessage.select(fn.COUNT(OutboundMessage.id)).where(limits.answers_since(contact, hour_ago)),
        Subscription.select(fn.COUNT(Subscription.id)).where(theirs & (Subscription.created_at > day_ago)),
        fn.EXISTS(Subscription.select(Subscription.id).where(theirs)),
        fn.EXISTS(ConsentEvent.select(ConsentEvent.id).where(revoked)),
        fn.EXISTS(OutboundMessage.select(OutboundMessage.id).where(invitation)),
    )
    return known.where(Contact.id == contact).tuples()
