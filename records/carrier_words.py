"""What the carrier answered, word for word, up to a moment: for the packet, and for what only its answers say."""

from collections.abc import Iterator
from datetime import date, datetime

from carriers.answers import Found
from carriers.slices import read_slice
from models.mailpiece import CarrierSlice, Mailpiece


def newest(piece: Mailpiece, until: datetime) -> bytes | None:
    """The last whole answer; None when there was none."""
    return next(_newest_first(piece, until), None)


def return_day(piece: Mailpiece, until: datetime) -> date | None:
    """The day on which it goes back, as the carrier last named one."""
    answers = (read_slice(piece.tracking_number, body) for body in _newest_first(piece, until))
    return next((one.return_on for one in answers if isinstance(one, Found) and one.return_on), None)


def _newest_first(piece: Mailpiece, until: datetime) -> Iterator[bytes]:
    """Each answer that differs from the one that was given after it."""
    mine = (CarrierSlice.mailpiece == piece) & (CarrierSlice.fetched_at <= until)
    columns = (CarrierSlice.id, CarrierSlice.same_as)
    last = None
    for row in (
        CarrierSlice.select(*columns).where(mine).order_by(CarrierSlice.fetched_at.desc(), CarrierSlice.id.desc())
    ):
        told_by = row.same_as_id or row.id
        if told_by != last:
            yield bytes(CarrierSlice.get_by_id(told_by).body)
        last = told_by
