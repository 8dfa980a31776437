"""All who wait for a word on one mailpiece, some hundreds at a time, as bot/tell.py needs them."""

from collections.abc import Iterator, Sequence
from typing import Any

from models.contact import Contact
from models.database import take_turn
from models.mailpiece import Mailpiece
from models.prepared import prepared
from models.program import Program
from models.subscription import Subscription
from models.vocabulary import SubscriptionState

PAGE = 500


def pages(piece: Mailpiece) -> Iterator[list[Subscription]]:
    """Each with its contact, its program and this piece.

    Their rows are ours until the transaction ends, before any outbox row is touched: a STOP takes them in that order.
    """
    ids = [key for (key,) in _listening_to.rows(piece.id)]
    programs: dict[int, Program] = {}
    for start in range(0, len(ids), PAGE):
        page = _locked.rows(ids[start : start + PAGE])
        if page:
            _join(page, piece, programs)
            yield page


_LISTENING: Any = Subscription.state.in_([SubscriptionState.ACTIVE, SubscriptionState.ONCE])
_listening_to = prepared(
    lambda piece: (
        Subscription.select(Subscription.id)
        .where((Subscription.mailpiece == piece) & _LISTENING)
        .order_by(Subscription.id)
        .tuples()
    )
)
_locked = prepared(
    lambda ids: take_turn(Subscription.select().where(Subscription.id.in_(ids) & _LISTENING).order_by(Subscription.id))
)
_contacts = prepared(lambda ids: Contact.select().where(Contact.id.in_(ids)))
_programs = prepared(lambda ids: Program.select().where(Program.id.in_(ids)))


def _join(page: Sequence[Subscription], piece: Mailpiece, programs: dict[int, Program]) -> None:
    """Each with its contact, its program and this one piece. What was read of programs serves the next page too."""
    contacts = {contact.id: contact for contact in _contacts.rows([one.contact_id for one in page])}
    unread = {contact.program_id for contact in contacts.values()} - programs.keys()
    if unread:
        programs |= {program.id: program for program in _programs.rows(list(unread))}
    for subscription in page:
        contact = contacts[subscription.contact_id]
        contact.program = programs[contact.program_id]
        subscription.contact, subscription.mailpiece = contact, piece
