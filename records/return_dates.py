"""When a piece that nobody picks up goes back: by the carrier, else by the rule from its first notice. Pure."""

from collections.abc import Sequence
from datetime import date

from carriers.usps_codes import WITHOUT_NOTICE
from models.certified_record import CertifiedRecord
from models.mailpiece import Mailpiece, TrackingEvent
from models.vocabulary import Milestone
from records.gather import day_of
from records.watches import goes_back_on

#: Scans by which a notice was left, or the piece lies ready.
NOTICES = frozenset({Milestone.DELIVERY_ATTEMPTED, Milestone.AVAILABLE_FOR_PICKUP})


def first_notice(events: Sequence[TrackingEvent]) -> TrackingEvent | None:
    """`events` oldest first. On the way back a notice speaks of the sender's door, so the first one counts."""
    return next((one for one in events if one.milestone in NOTICES and one.code not in WITHOUT_NOTICE), None)


def return_day(record: CertifiedRecord, piece: Mailpiece, events: Sequence[TrackingEvent]) -> date | None:
    """None before there is a notice. `events` oldest first."""
    notice = first_notice(events)
    if piece.return_on is not None or notice is None:
        found: date | None = piece.return_on
        return found
    return goes_back_on(day_of(notice), record.mailing_class)
