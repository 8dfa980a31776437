"""A sender follows a whole batch: piece by piece, so that a thousand of them hold nothing else up. Asks no carrier."""

from datetime import datetime

from bot import consent, following, web_requests
from models.batch import BatchPiece
from models.contact import Contact
from models.database import take_turn
from models.inbound import InboundMessage
from models.mailpiece import Mailpiece
from models.sender_link import SenderLink
from models.vocabulary import ConsentKind, Source, WebState
from models.web_request import WebRequest

#: Pieces in one transaction.
AT_ONCE = 20


def follow_some(request: WebRequest, now: datetime) -> bool:
    """Follow the next few; True when there is nothing left. A stop since the person's text ends it."""
    form = web_requests.form_of(request)
    said = InboundMessage.get_by_id(form.inbound)
    contact: Contact = take_turn(Contact.select().where(Contact.id == request.contact_id)).get()
    left = _left(request)
    stopped = consent.is_opted_out(contact) or consent.stopped_since(contact, said.received_at)
    if stopped or not left:
        web_requests.settle(request, WebState.DONE, now, "opted_out" if stopped else "")
        return True
    for piece in left:
        if consent.ended_since(contact, piece, said.received_at):
            continue
        event = consent.record(
            contact,
            ConsentKind.CONFIRMED,
            now,
            inbound=said,
            mailpiece=piece,
            source=Source.WEB,
            rule="one of the batch that the sender's own link is for",
            shown=form.shown,
            where=form.where,
            asked_by=form.asked_by,
        )
        subscription = following.follow(contact, piece, event, form.choice, now)
        following.prove(subscription)
        following.mark_told(subscription)
    reached = WebRequest.update(tries=left[-1].id)
    reached.where(WebRequest.id == request.id).execute()
    return False


def _left(request: WebRequest) -> list[Mailpiece]:
    """Those after the last one that was followed; `tries` of a batch's request counts by piece."""
    batch = SenderLink.select(SenderLink.batch).where(SenderLink.id == request.sender_link_id)
    of_batch = BatchPiece.select(BatchPiece.mailpiece).where(BatchPiece.batch.in_(batch))
    after = Mailpiece.id.in_(of_batch) & (Mailpiece.id > request.tries)
    return list(Mailpiece.select().where(after).order_by(Mailpiece.id).limit(AT_ONCE))
