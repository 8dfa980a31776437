"""The one door of consent: who may be texted what, and why. It alone writes consent events and suppressions.

The decision is a pure function of the history; nothing here sends.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.consent import ConsentEvent, Suppression
from models.contact import Contact
from models.inbound import InboundMessage
from models.mailpiece import Mailpiece
from models.vocabulary import ConsentKind, Purpose, Scope, Source

#: Kinds that end everything. All but the provider's block still let the goodbye and HELP through.
ENDS_ALL = frozenset({ConsentKind.REVOKED, ConsentKind.PROVIDER_BLOCK, ConsentKind.WRONG_NUMBER})


@dataclass(frozen=True)
class Fact:
    """One consent event as the decision sees it, oldest first in a history."""

    id: int
    kind: ConsentKind
    scope: Scope
    mailpiece_id: int | None
    happened_at: datetime


@dataclass(frozen=True)
class Allowed:
    """`consent_event_id` is None for the answer to a person's very first question, which is its own reason."""

    consent_event_id: int | None


@dataclass(frozen=True)
class Refused:
    reason: str


def may_text(history: Iterable[Fact], purpose: Purpose, mailpiece_id: int | None = None) -> Allowed | Refused:
    """May a text of this purpose go to the contact whose history this is?

    1. After a stop of everything only essential answers go; after a provider's block not even those.
    2. News of a mailpiece needs the person's confirmation for that mailpiece, newer than any stop.
    3. The one answer to a text of theirs may go.
    """
    ended: Fact | None = None
    confirmed: Fact | None = None
    last: Fact | None = None
    for fact in history:
        last = fact
        if fact.scope == Scope.ALL and fact.kind in ENDS_ALL:
            ended, confirmed = fact, None  # old subscriptions stay off until chosen again
        elif fact.scope == Scope.ALL and fact.kind == ConsentKind.RESUMED:
            ended = None
        elif mailpiece_id is not None and fact.mailpiece_id == mailpiece_id:
            confirmed = fact if fact.kind == ConsentKind.CONFIRMED else None
    if ended and (purpose != Purpose.ESSENTIAL or ended.kind == ConsentKind.PROVIDER_BLOCK):
        return Refused("opted_out" if ended.kind == ConsentKind.REVOKED else ended.kind)
    if purpose == Purpose.PUSH:
        return Allowed(confirmed.id) if confirmed else Refused("no_consent")
    return Allowed(last.id if last else None)


def history_of(contact: Contact) -> list[Fact]:
    """Everything that decides. Plain questions to us (`asked`) only ever allow their own answer, so they stay out."""
    events = (
        ConsentEvent.select()
        .where((ConsentEvent.contact == contact) & (ConsentEvent.kind != ConsentKind.ASKED))
        .order_by(ConsentEvent.happened_at, ConsentEvent.id)
    )
    return [
        Fact(event.id, ConsentKind(event.kind), Scope(event.scope), event.mailpiece_id, event.happened_at)
        for event in events
    ]


def is_opted_out(contact: Contact) -> bool:
    return bool(_suppressions(contact).exists())


def record(
    contact: Contact,
    kind: ConsentKind,
    now: datetime,
    *,
    inbound: InboundMessage | None = None,
    mailpiece: Mailpiece | None = None,
    source: Source = Source.INBOUND_TEXT,
    rule: str = "",
    wording: tuple[str, str] = ("", ""),
    note: str | None = None,
) -> ConsentEvent:
    """Append one fact. `wording` is the key and version of the text that the person reacted to or was shown."""
    event: ConsentEvent = ConsentEvent.create(
        contact=contact,
        kind=kind,
        scope=Scope.MAILPIECE if mailpiece else Scope.ALL,
        mailpiece=mailpiece,
        source=source,
        inbound=inbound,
        rule=rule,
        language=contact.language,
        wording_key=wording[0],
        wording_version=wording[1],
        state_before="opted_out" if is_opted_out(contact) else "open",
        note=note,
        happened_at=inbound.received_at if inbound else now,
        recorded_at=now,
    )
    return event


def resumed_since(contact: Contact, event: ConsentEvent) -> bool:
    """Did the person text START after this act? Texts can be taken in late and out of order."""
    later = (ConsentEvent.contact == contact) & (ConsentEvent.kind == ConsentKind.RESUMED)
    return bool(ConsentEvent.select().where(later & (ConsentEvent.happened_at > event.happened_at)).exists())


def suppress(contact: Contact, event: ConsentEvent) -> bool:
    """In force with the transaction that calls this. False when the contact was suppressed already."""
    if is_opted_out(contact):
        # The newest stop counts: a START that was sent before it must not lift what it confirmed.
        Suppression.update(since=event.happened_at).where(
            Suppression.id.in_(_suppressions(contact)) & (Suppression.since < event.happened_at)
        ).execute()
        return False
    Suppression.create(
        program=contact.program_id,
        channel=contact.channel,
        phone_index=contact.phone_index,
        reason=event.kind,
        consent_event=event,
        since=event.happened_at,
    )
    return True


def lift(contact: Contact, event: ConsentEvent, now: datetime) -> bool:
    """Only the person's own START (or a confirmed web opt-in) calls this; it lifts what is older than itself."""
    older = Suppression.id.in_(_suppressions(contact)) & (Suppression.since <= event.happened_at)
    lifted: int = Suppression.update(lifted_at=now, lifted_by=event).where(older).execute()
    return lifted > 0


def _suppressions(contact: Contact) -> Any:
    return Suppression.select(Suppression.id).where(
        (Suppression.program == contact.program_id)
        & (Suppression.channel == contact.channel)
        & (Suppression.phone_index == contact.phone_index)
        & Suppression.lifted_at.is_null()
    )
