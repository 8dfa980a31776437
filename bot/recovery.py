"""Texts that never reached our webhook, found again in the provider's own list; a STOP may be among them.

Until that list was looked at lately no news goes out. Asks nobody itself: `jobs/recover` brings the list.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from peewee import JOIN

from bot import inbox
from bot.gateway import Listed
from bot.inbox import InboundText
from models.inbound import InboundMessage
from models.prepared import prepared
from models.program import Program
from models.provider_sweep import ProviderSweep

#: How often the list is compared with what we have.
EVERY = timedelta(seconds=60)
#: News goes only while the list was compared within this: longer means that we were away, or that Twilio was.
LATELY = timedelta(minutes=3)
#: The provider's clock and ours may differ, and a list may lag: each look goes back a little further than the last.
OVERLAP = timedelta(minutes=10)


def due_since(now: datetime) -> datetime | None:
    """Since when a program's list should have been compared again; None when none is due."""
    waits = [_last_try(program, now) + EVERY for program in Program.select()]
    return min((since for since in waits if since <= now), default=None)


def due(now: datetime) -> list[tuple[Program, datetime]]:
    """Programs whose list is due, with the time from which on to list."""
    return [
        (program, _compared_through(program) - OVERLAP)
        for program in Program.select()
        if _last_try(program, now) + EVERY <= now
    ]


def is_up_to_date(now: datetime) -> bool:
    """Was every program's list compared lately? Else a STOP may lie at the provider."""
    return all((through or _compared_through(program)) >= now - LATELY for program, through in _all_compared.rows())


_all_compared = prepared(
    lambda: Program.select(Program.id, ProviderSweep.swept_through).join(ProviderSweep, JOIN.LEFT_OUTER).tuples()
)


def take_in(listed: list[Listed], program: Program, now: datetime, first_look: timedelta) -> int:
    """Put what we lack through the same door as the webhook's texts, oldest first. Returns how many were new."""
    known = {
        row.provider_reference: row.sent_at or row.received_at
        for row in InboundMessage.select().where(
            InboundMessage.provider_reference.in_([text.provider_reference for text in listed])
        )
    }
    # In the order in which they came (the list begins with the newest, its times are whole seconds), and all stored
    # before the first is answered: a STOP among them then holds up the answers to the others.
    in_order = sorted((text for text in reversed(listed) if text.is_inbound), key=lambda one: one.sent_at or now)
    found = list(_not_before_those_ahead(in_order, known))
    for message in [inbox.store(_as_inbound(text), program, now) for text in found]:
        if message is not None:
            inbox.answer(message.id, now, first_look)
    return len(found)


def _not_before_those_ahead(in_order: Sequence[Listed], known: Mapping[str, datetime]) -> Iterator[Listed]:
    """Those that we lack. A text that reached our webhook late has our own, later time: what the same person sent
    after it is no older than that, or a STOP would seem to stand before the START that it followed."""
    latest: dict[str, datetime] = {}
    for text in in_order:
        came = known.get(text.provider_reference)
        if came is not None:
            latest[text.sender] = max(came, latest.get(text.sender, came))
        elif text.sent_at is not None:
            yield replace(text, sent_at=max(text.sent_at, latest.get(text.sender, text.sent_at)))
        else:
            yield text


def _as_inbound(text: Listed) -> InboundText:
    return InboundText(
        provider_reference=text.provider_reference,
        sender=text.sender,
        body=text.body,
        media_count=text.media_count,
        sent_at=text.sent_at,
        source="recovered",
    )


def note(program: Program, through: datetime, now: datetime) -> None:
    """Remember that the list was compared up to `through` (or, when it could not be had, only that we tried)."""
    ProviderSweep.insert(program=program, swept_through=through, tried_at=now).on_conflict_ignore().execute()
    ProviderSweep.update(swept_through=through, tried_at=now).where(ProviderSweep.program == program).execute()


def note_failure(program: Program, now: datetime) -> None:
    note(program, _compared_through(program), now)


def _sweep(program: Program | int) -> ProviderSweep | None:
    found: ProviderSweep | None = ProviderSweep.get_or_none(ProviderSweep.program == program)
    return found


def _last_try(program: Program, now: datetime) -> datetime:
    sweep = _sweep(program)
    tried: datetime = sweep.tried_at if sweep else now - EVERY
    return tried


def _compared_through(program: Program | int) -> datetime:
    """Never compared: from the newest text that we have, else from the program's beginning."""
    sweep = _sweep(program)
    if sweep:
        through: datetime = sweep.swept_through
        return through
    newest = (
        InboundMessage.select(InboundMessage.received_at)
        .where(InboundMessage.program == program)
        .order_by(InboundMessage.id.desc())
        .first()
    )
    began: datetime
    if newest:
        began = newest.received_at
    else:
        began = Program.get(Program.id == program).created_at - LATELY - OVERLAP
    return began
