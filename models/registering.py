"""Mailpieces as senders register them: found by number or made, many at once, and a number's next life."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from models.mailpiece import Mailpiece, ending_of
from models.many_rows import ManyRows
from models.sender import Sender
from models.vocabulary import AnswerState, Milestone

#: USPS gives a number out again after about so long; what a number did before then was another mailpiece's life.
REUSED_AFTER = timedelta(days=120)

_made = ManyRows(
    Mailpiece,
    lambda fields, row: (
        Mailpiece.insert_many([row], fields=fields)
        .on_conflict_ignore()
        .returning(Mailpiece.id, Mailpiece.carrier, Mailpiece.tracking_number)
    ),
)


def register(piece: Mailpiece, sender: Sender, now: datetime) -> None:
    """From now on it is watched even if nobody follows it, and shows strangers its state and town alone."""
    piece.sender, piece.registered_at = sender, piece.registered_at or now
    piece.next_poll_at = piece.next_poll_at or now
    piece.save(only=[Mailpiece.sender, Mailpiece.registered_at, Mailpiece.next_poll_at])


def newest_of(numbers: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Mailpiece]:
    """(carrier, tracking number) -> the piece that bears it now, of those that there are."""
    asked = set(numbers)
    found = dict[tuple[str, str], Mailpiece]()
    for carrier in {carrier for carrier, _ in asked}:
        mine = [number for its_carrier, number in asked if its_carrier == carrier]
        of_them = (Mailpiece.carrier == carrier) & Mailpiece.tracking_number.in_(mine)
        for piece in Mailpiece.select().where(of_them).order_by(Mailpiece.era):
            found[(carrier, piece.tracking_number)] = piece
    return found


def is_old(piece: Mailpiece, now: datetime) -> bool:
    """Is what we know of it so long ago that whoever names the number now means another piece?"""
    moments = (piece.created_at, piece.last_event_at, piece.registered_at)
    newest: datetime = max(at for at in moments if at is not None)
    return newest + REUSED_AFTER < now


def make_registered(
    numbers: Sequence[tuple[str, str, str, int]], sender: Sender, now: datetime
) -> dict[tuple[str, str], int]:
    """(carrier, tracking number, format, era) of pieces that are not there -> (carrier, tracking number) -> id."""
    rows = [
        {
            "carrier": carrier,
            "tracking_number": number,
            "era": era,
            "format": format_,
            "answer": AnswerState.NEVER_ASKED,
            "milestone": Milestone.UNKNOWN,
            "visits": "{}",
            "service": "",
            "created_at": now,
            "next_poll_at": now,
            "poll_epoch": 0,
            "failures": 0,
            "registered_at": now,
            "sender": sender.id,
            "patience": 0,
            "ending": ending_of(number),
        }
        for carrier, number, format_, era in numbers
    ]
    return {(carrier, number): piece for piece, carrier, number in _made.insert(rows)} if rows else {}


def end_eras(pieces: Iterable[Mailpiece]) -> None:
    """Their numbers belong to other pieces now: whoever asks about one at this moment writes nothing down."""
    ids = [piece.id for piece in pieces]
    if ids:
        ended = dict(next_poll_at=None, first_look_at=None, poll_epoch=Mailpiece.poll_epoch + 1)
        Mailpiece.update(ended).where(Mailpiece.id.in_(ids)).execute()
