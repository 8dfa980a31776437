"""What a decision about a text needs to know of its contact, read for many contacts in a few queries. Decides nothing.

bot/admission.py decides; one contact at a posting, a whole batch at a claim or when many follow one mailpiece.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from peewee import SQL

from bot import consent, pacing
from bot.consent import Fact
from models.consent import ConsentEvent, Suppression
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
    capped = [one.id for one in contacts if one.program.pushes_a_day or one.program.pushes_a_day_per_piece]
    rows = _kept_about(contacts, mailpieces, capped if with_caps else (), now) if known else []
    out = {(program, channel, key) for what, program, _, channel, key, *_ in rows if what == SUPPRESSED}
    for contact in contacts:
        known[contact.id].opted_out = (contact.program_id, contact.channel, contact.phone_index) in out
    for contact_id, *row in sorted((row[1:] for row in rows if row[0] == FACT), key=itemgetter(-1, 1)):
        known[contact_id].facts.append(consent.as_fact(*row))
    for contact_id, push in _begun_among([row[1:] for row in rows if row[0] == BEGUN]):
        known[contact_id].begun.append(push)
    return known


def _kept_about(
    contacts: Collection[Contact], mailpieces: Collection[int], capped: Sequence[int], now: datetime
) -> list[tuple[Any, ...]]:
    """The facts, the suppressions in force, and the pushes begun in the moving day of those who are `capped`."""
    addresses = [(one.program_id, one.channel, one.phone_index) for one in contacts]
    return _kept.rows(
        [one.id for one in contacts],
        list(mailpieces) or [consent.NO_PIECE],
        *(list(dict.fromkeys(part)) for part in zip(*addresses, strict=True)),
        list(capped) or [NOBODY],
        now - LONGEST_WAIT,
        now - pacing.CAP_PERIOD,
    )


NOBODY, FACT, SUPPRESSED, BEGUN = 0, "fact", "suppressed", "begun"


@prepared
def _kept(contacts: Any, mailpieces: Any, programs: Any, channels: Any, keys: Any, capped: Any, *since: Any) -> Any:
    """All three in one statement, for to ask costs more than the answer: which of them, then six columns, whose types
    are those of the facts."""
    posted, begun = since
    facts = consent.deciding(contacts, mailpieces, SQL(f"'{FACT}'"), ConsentEvent.contact)
    address = SQL("0"), Suppression.channel, Suppression.phone_index
    stops = consent.suppressed(
        programs, channels, keys, SQL(f"'{SUPPRESSED}'"), Suppression.program, *address, SQL("NULL"), SQL("NULL")
    )
    pushes = OutboundMessage.select(
        SQL(f"'{BEGUN}'"),
        OutboundMessage.contact,
        OutboundMessage.id,
        OutboundMessage.kind,
        SQL("''"),
        OutboundMessage.subscription,
        OutboundMessage.started_at,
    ).where(
        OutboundMessage.contact.in_(capped)
        & (OutboundMessage.created_at > posted)
        & (OutboundMessage.purpose == Purpose.PUSH)
        & (OutboundMessage.started_at > begun)
        & OutboundMessage.state.not_in(NEVER_SENT)
    )
    return facts.union_all(stops).union_all(pushes).tuples()


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


def _begun_among(rows: Sequence[tuple[Any, ...]]) -> list[tuple[int, Begun]]:
    told = _told_in([message for _, message, kind, *_ in rows if kind == pacing.DIGEST])
    return [
        (contact, Begun(told.get(message, frozenset()) if kind == pacing.DIGEST else frozenset({about}), started_at))
        for contact, message, kind, _, about, started_at in rows
    ]


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
