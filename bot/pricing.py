"""What texts cost, listed together: one question to the provider about all texts of a number in a quarter of an hour.

Asks nobody itself. Nothing is due while no text lacks a price.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import looks, receipts
from bot.gateway import Listed
from bot.reconcile import ENDED
from models.database import database
from models.from_number import FromNumber
from models.outbound import OutboundMessage

#: Texts begun within this of the first one are asked for together.
SPAN = timedelta(minutes=15)
#: The provider sends a text some time after it has taken it, and its clock may differ from ours.
EARLIER, LATER = timedelta(minutes=2), timedelta(minutes=15)
#: Texts are written down so many in one transaction.
AT_ONCE = 20


@dataclass(frozen=True)
class Window:
    """List what `sender` sent between these times. `look_at` marks the rows that wait for it."""

    number_id: int
    sender: str
    since: datetime
    until: datetime
    look_at: datetime


def claim(now: datetime) -> Window | None:
    """The next question, and nobody else asks it within the next half minute; None when there is none."""
    with database.atomic():
        waiting = OutboundMessage.state.in_(ENDED) & (OutboundMessage.look_at <= now)
        waiting &= OutboundMessage.started_at.is_null(False)
        first = OutboundMessage.select().where(waiting).order_by(OutboundMessage.started_at).first()
        if first is None:
            return None
        number, look_at = first.from_number, now + looks.AGAIN
        if number is None:
            OutboundMessage.update(look_at=None).where(OutboundMessage.id == first.id).execute()
            return None
        together = OutboundMessage.started_at.between(first.started_at, first.started_at + SPAN)
        OutboundMessage.update(look_at=look_at).where(
            waiting & together & (OutboundMessage.from_number == number)
        ).execute()
    return Window(number.id, _address(number), first.started_at - EARLIER, first.started_at + SPAN + LATER, look_at)


def _address(number: FromNumber) -> str:
    return f"whatsapp:{number.address}" if number.channel == "whatsapp" else number.address


def take_in(listed: Sequence[Listed], now: datetime) -> int:
    """Write down the prices, and whatever else is new, of those that lacked one."""
    lacking = OutboundMessage.provider_reference.in_([one.provider_reference for one in listed])
    rows = OutboundMessage.select(OutboundMessage.provider_reference).where(
        lacking & OutboundMessage.price_micros.is_null()
    )
    wanted = {row.provider_reference for row in rows}
    news = [one for one in listed if one.provider_reference in wanted]
    with database.atomic():
        for one in news:
            receipts.learn(one, now)
    return len(news)


def close(window: Window, now: datetime) -> None:
    """What was not in the list is asked for again later, by its id."""
    OutboundMessage.update(look_at=now + looks.NO_PRICE_AGAIN).where(
        (OutboundMessage.from_number == window.number_id)
        & (OutboundMessage.look_at == window.look_at)
        & OutboundMessage.state.in_(ENDED)
    ).execute()
