"""What a decision about a text needs to know of its contact, read for many contacts in a few queries. Decides nothing.

bot/admission.py decides; one contact at a posting, a whole batch at a claim or when many follow one mailpiece.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot import consent, pacing
from bot.consent import Fact
from models.contact import Contact
from models.inbound import InboundMessage
from models.outbound import OutboundMessage, OutboundSubject
from models.prepared import prepared
from models.vocabulary import InboundState, OutboundState, Purpose

#: No push waits longer than this between its posting and its sending.
LONGEST_WAIT = timedelta(days=7)
NEVER_SENT = (OutboundState.QUEUED, OutboundState.DROPPED, OutboundState.FAILED)


@dataclass(frozen=True)
class Begun:
    """A push of the moving day: begun, whatever became of it then. A digest is about several subscriptions."""

    about: frozenset[int]
    started_at: datetime


@dataclass
class Dossier:
    """`facts` are those about all texts and about the mailpieces that were asked for."""

    opted_out: bool = False
    facts: list[Fact] = field(default_factory=list)
    begun: list[Begun] = field(default_factory=list)
    has_unanswered: bool = False  # a text of theirs that we have not taken in yet: it may be a STOP
    has_company: bool = False  # more low-value news of theirs waits
    #: Mailpiece id -> the zone in which it ends, of those that were asked for; shared by all that were read at once.
    ends: dict[int, ZoneInfo | None] = field(default_factory=dict)

    def history(self, mailpiece_id: int | None) -> list[Fact]:
        return [fact for fact in self.facts if fact.mailpiece_id in (None, mailpiece_id)]


def read(
    contacts: Collection[Contact], mailpieces: Collection[int], now: datetime, with_caps: bool = True
) -> Mapping[int, Dossier]:
    """Contact id -> dossier, for posting: consent, suppression, and (for news) what the caps count."""
    ends: dict[int, ZoneInfo | None] = {}
    known = {contact.id: Dossier(ends=ends) for contact in contacts}
    for contact_id in consent.opted_out_among(contacts):
        known[contact_id].opted_out = True
    for contact_id, fact in consent.facts_among(list(known), mailpieces):
        known[contact_id].facts.append(fact)
    capped = [one.id for one in contacts if one.program.pushes_a_day or one.program.pushes_a_day_per_piece]
    if capped and with_caps:
        for contact_id, push in _begun_among(capped, now):
            known[contact_id].begun.append(push)
    return known


def read_for_claim(
    contacts: Collection[Contact], mailpieces: Collection[int], heads: Collection[int], now: datetime
) -> Mapping[int, Dossier]:
    """As `read`, and what only matters at the moment of sending. `heads` are the texts that are looked at anyway."""
    known = read(contacts, mailpieces, now)
    for (contact_id,) in _unanswered_among.rows(list(known)):
        known[contact_id].has_unanswered = True
    for (contact_id,) in _company_among.rows(list(known), list(heads), now + pacing.GATHERING):
        known[contact_id].has_company = True
    return known


def _begun_among(contacts: list[int], now: datetime) -> list[tuple[int, Begun]]:
    begun = _begun.rows(contacts, now - LONGEST_WAIT, now - pacing.CAP_PERIOD)
    told = _told_in([message for _, message, kind, *_ in begun if kind == pacing.DIGEST])
    return [
        (contact, Begun(told.get(message, frozenset()) if kind == pacing.DIGEST else frozenset({about}), started_at))
        for contact, message, kind, about, started_at in begun
    ]


_begun = prepared(
    lambda contacts, posted, started: (
        OutboundMessage.select(
            OutboundMessage.contact,
            OutboundMessage.id,
            OutboundMessage.kind,
            OutboundMessage.subscription,
            OutboundMessage.started_at,
        )
        .where(
            OutboundMessage.contact.in_(contacts)
            & (OutboundMessage.created_at > posted)
            & (OutboundMessage.purpose == Purpose.PUSH)
            & (OutboundMessage.started_at > started)
            & OutboundMessage.state.not_in(NEVER_SENT)
        )
        .tuples()
    )
)


def _told_in(digests: list[int]) -> Mapping[int, frozenset[int]]:
    """Digest -> the subscriptions that it is about."""
    told: dict[int, frozenset[int]] = {}
    columns = OutboundSubject.outbound, OutboundSubject.subscription
    rows: Any = OutboundSubject.select(*columns).where(OutboundSubject.outbound.in_(digests)).tuples()
    for digest, subscription in rows if digests else ():
        told[digest] = told.get(digest, frozenset()) | {subscription}
    return told


_unanswered_among = prepared(
    lambda contacts: (
        InboundMessage.select(InboundMessage.contact)
        .where(
            InboundMessage.contact.in_(contacts)
            & InboundMessage.state.in_([InboundState.RECEIVED, InboundState.FAILED])
        )
        .tuples()
    )
)

_company_among = prepared(
    lambda contacts, heads, soon: (
        OutboundMessage.select(OutboundMessage.contact)
        .where(
            OutboundMessage.contact.in_(contacts)
            & (OutboundMessage.state == OutboundState.QUEUED)
            & (OutboundMessage.purpose == Purpose.PUSH)
            & OutboundMessage.kind.in_(pacing.GATHERED)
            & (OutboundMessage.not_before <= soon)
            & OutboundMessage.id.not_in(heads)
        )
        .tuples()
    )
)
