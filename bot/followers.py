"""All who wait for a word on one mailpiece, some hundreds at a time, as bot/tell.py needs them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peewee import JOIN

from bot import signup
from models.contact import Contact
from models.database import Table, take_turn
from models.from_number import FromNumber
from models.mailpiece import Mailpiece
from models.prepared import prepared, row_of
from models.program import Program
from models.subscription import Subscription
from models.vocabulary import SubscriptionState

PAGE = 500


@dataclass(frozen=True)
class Page:
    """Followers, each with its contact, its program and the piece. `awaited`: those of them whom a reply waits for;
    `numbers`: whose drain sends their texts, by program and channel."""

    followers: Sequence[Subscription]
    awaited: Sequence[Subscription]
    numbers: Mapping[tuple[int, str], int | None]


def pages(piece: Mailpiece) -> Iterator[Page]:
    """Nothing is asked twice of the few who follow most pieces: one statement locks them and reads all about them.

    Their rows are ours until the transaction ends, before any outbox row is touched: a STOP takes them in that order.
    """
    programs: dict[int, Program] = {}
    first = _some_of.rows(piece.id)
    if first:
        yield _page(first, piece, programs)
    if len(first) < PAGE:
        return
    had = {row[0] for row in first}
    ids = [key for (key,) in _listening_to.rows(piece.id) if key not in had]
    for start in range(0, len(ids), PAGE):
        rows = _among.rows(ids[start : start + PAGE])
        if rows:
            yield _page(rows, piece, programs)


def _page(rows: Sequence[tuple[Any, ...]], piece: Mailpiece, programs: dict[int, Program]) -> Page:
    """What was read of programs serves the next page too."""
    followers, awaited, numbers = list[Subscription](), list[Subscription](), dict[tuple[int, str], int | None]()
    for row in sorted(rows, key=lambda one: one[0]):
        follower = row_of(Subscription, *_part(Subscription, row, 0))
        contact = row_of(Contact, *_part(Contact, row, _CONTACT))
        if contact.program_id not in programs:
            programs[contact.program_id] = row_of(Program, *_part(Program, row, _PROGRAM))
        contact.program = programs[contact.program_id]
        follower.contact, follower.mailpiece = contact, piece
        followers.append(follower)
        *_, numbers[contact.program_id, contact.channel], is_awaited = row
        if is_awaited:
            awaited.append(follower)
    return Page(followers, awaited, numbers)


def _part(table: type[Table], row: tuple[Any, ...], start: int) -> tuple[Sequence[str], Sequence[Any]]:
    names = table._meta.sorted_field_names
    return names, row[start : start + len(names)]


_CONTACT = len(Subscription._meta.sorted_fields)
_PROGRAM = _CONTACT + len(Contact._meta.sorted_fields)
_LISTENING: Any = Subscription.state.in_([SubscriptionState.ACTIVE, SubscriptionState.ONCE])


def _joined(which: Any) -> Any:
    drained = (FromNumber.program == Contact.program) & (FromNumber.channel == Contact.channel)
    return take_turn(
        Subscription.select(Subscription, Contact, Program, FromNumber.id, signup.is_awaited(Subscription.id))
        .join(Contact)
        .join(Program)
        .join_from(Contact, FromNumber, JOIN.LEFT_OUTER, on=drained)
        .where(which & _LISTENING)
        .tuples(),
        Subscription,
    )


_some_of = prepared(lambda piece: _joined(Subscription.mailpiece == piece).limit(PAGE))
_among = prepared(lambda ids: _joined(Subscription.id.in_(ids)).order_by(Subscription.id))
_listening_to = prepared(
    lambda piece: (
        Subscription.select(Subscription.id)
        .where((Subscription.mailpiece == piece) & _LISTENING)
        .order_by(Subscription.id)
        .tuples()
    )
)
