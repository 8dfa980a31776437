"""The one door out: every text is a row here first, in the same transaction as its cause. Sends nothing itself.

What may not or need not go still leaves a row, with its reason.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot import admission, pacing
from bot.consent import Later, Refused
from bot.wording import Wording
from models.consent import ConsentEvent
from models.contact import Contact
from models.database import skip_locked
from models.fields import phone_index
from models.from_number import FromNumber
from models.inbound import InboundMessage
from models.mailpiece import Mailpiece
from models.outbound import OutboundMessage, OutboundSubject
from models.subscription import Subscription
from models.vocabulary import OutboundState, Purpose, SubscriptionState

GOODBYE = pacing.GOODBYE
#: Smaller goes first: answers to a person who waits, then what calls for an act, then the rest.
PRIORITY_REPLY, PRIORITY_ACTION, PRIORITY_DELIVERED, PRIORITY_NEWS = 0, 1, 2, 3


@dataclass(frozen=True)
class Draft:
    """A text to post. Set `subscription` and `occasion` for news, `in_reply_to` for answers."""

    contact: Contact
    consent_event: ConsentEvent | int
    purpose: Purpose
    wording: Wording
    kind: str = ""
    occasion: str = ""
    subscription: Subscription | None = None
    in_reply_to: InboundMessage | None = None
    subjects: tuple[Subscription, ...] = ()
    answered: tuple[Subscription, ...] = ()  # those of them whose status the text carries already
    not_before: datetime | None = None
    event_at: datetime | None = None
    expires_at: datetime | None = None  # when its meaning says so better than its kind
    values: Mapping[str, str] = field(default_factory=dict)  # the parts of the sentence, for an approved template


@dataclass(frozen=True)
class _Fate:
    """Dropped with a reason; or queued, perhaps for later with a reason."""

    dropped: bool
    reason: str
    not_before: datetime
    expires_at: datetime


def post(draft: Draft, now: datetime, drop: str = "") -> OutboundMessage | None:
    """Put the text in the outbox; None when the same (subscription, kind, occasion) is there already.

    `drop` posts it as dropped with that reason. Whether and when it may go is judged here, and again at its sending.
    """
    kind = draft.kind or draft.wording.key
    fate = _fate(draft, kind, now, drop)
    reference = secrets.token_urlsafe(16)
    for_template = draft.contact.channel != "sms" and draft.values
    inserted: int = (
        OutboundMessage.insert(
            reference=reference,
            contact=draft.contact,
            consent_event=draft.consent_event,
            subscription=draft.subscription,
            in_reply_to=draft.in_reply_to,
            purpose=draft.purpose,
            kind=kind,
            occasion=draft.occasion,
            body=draft.wording.text,
            body_index=body_index(draft.wording.text),
            segments=draft.wording.segments,
            priority=_priority(draft.purpose, kind),
            language=draft.wording.language,
            wording_version=f"{draft.wording.key}/{draft.wording.version}",
            state=OutboundState.DROPPED if fate.dropped else OutboundState.QUEUED,
            reason=fate.reason,
            created_at=now,
            not_before=fate.not_before,
            expires_at=fate.expires_at,
            event_at=draft.event_at,
            finished_at=now if fate.dropped else None,
            template_values=json.dumps(dict(draft.values)) if for_template else None,
            from_number=_from_number(draft.contact),
        )
        .on_conflict_ignore()
        .as_rowcount()
        .execute()
    )
    if not inserted:
        return None
    message: OutboundMessage = OutboundMessage.get(OutboundMessage.reference == reference)
    for subscription in draft.subjects:
        OutboundSubject.create(outbound=message, subscription=subscription, answered=subscription in draft.answered)
    if draft.subscription is not None and draft.purpose == Purpose.PUSH and not fate.dropped:
        _supersede(message, draft.subscription, now)
    return message


def _from_number(contact: Contact) -> Any:
    """Whose drain sends it: found in the same statement that writes the row."""
    of_program = (FromNumber.program == contact.program_id) & (FromNumber.channel == contact.channel)
    return FromNumber.select(FromNumber.id).where(of_program)


def _fate(draft: Draft, kind: str, now: datetime, drop: str) -> _Fate:
    not_before = draft.not_before or now
    expires_at = draft.expires_at or pacing.expires_at(kind, draft.purpose, not_before, event_at=draft.event_at)
    if drop or expires_at <= now:
        return _Fate(True, drop or "expired", not_before, expires_at)
    decision = admission.judge(draft.contact, draft.purpose, kind, draft.subscription, now)
    if isinstance(decision, Refused):
        return _Fate(True, decision.reason, not_before, expires_at)
    if isinstance(decision, Later):
        too_late = decision.when >= expires_at and not decision.may_end_sooner
        return _Fate(too_late, decision.reason, max(not_before, min(decision.when, expires_at)), expires_at)
    if draft.purpose == Purpose.PUSH and kind in pacing.GATHERED and _waits_for_company(draft.contact):
        not_before = max(not_before, min(now + pacing.GATHERING, expires_at))
    return _Fate(False, "", not_before, expires_at)


def _waits_for_company(contact: Contact) -> bool:
    """Somebody with several pieces on the way; a program without caps counts no texts, so it sends each at once."""
    program = contact.program
    if not (program.pushes_a_day or program.pushes_a_day_per_piece):
        return False
    followed = (Subscription.contact == contact) & (Subscription.state == SubscriptionState.ACTIVE)
    return bool(Subscription.select().where(followed).limit(2).count() > 1)


def _supersede(message: OutboundMessage, subscription: Subscription, now: datetime) -> None:
    """The latest state takes the place of what still waits about this piece, also in a digest that could not go yet.

    Waits for nobody: a row that is locked is just being sent, or dropped by a STOP, and a STOP must not wait for us.
    """
    older = (OutboundMessage.contact == message.contact_id) & (OutboundMessage.state == OutboundState.QUEUED)
    older &= (OutboundMessage.id < message.id) & (OutboundMessage.purpose == Purpose.PUSH)
    for row in skip_locked(OutboundMessage.select().where(older & (OutboundMessage.subscription == subscription))):
        if pacing.replaces(message.kind, row.kind):
            drop(row, "superseded", now)
    if message.kind in pacing.STATES:
        _leave_out_of_digests(older, subscription)


def drop_told(subscription: Subscription, now: datetime) -> None:
    """A reply has told this piece's state: what waits to say no more than that goes no more. Waits for nobody."""
    told = (OutboundMessage.contact == subscription.contact_id) & (OutboundMessage.state == OutboundState.QUEUED)
    told &= (OutboundMessage.purpose == Purpose.PUSH) & (OutboundMessage.event_at <= subscription.told_through)
    news = (OutboundMessage.subscription == subscription) & OutboundMessage.kind.in_(list(pacing.STATES))
    for row in skip_locked(OutboundMessage.select().where(told & news)):
        drop(row, "superseded", now)
    _leave_out_of_digests(told, subscription)


def _leave_out_of_digests(which: Any, subscription: Subscription) -> None:
    """Of those digests that wait, this piece is told in none."""
    digests = OutboundMessage.select(OutboundMessage.id).where(which & (OutboundMessage.kind == pacing.DIGEST))
    about = OutboundSubject.outbound.in_(digests) & (OutboundSubject.subscription == subscription)
    for subject in skip_locked(OutboundSubject.select(OutboundSubject.id).where(about)):
        OutboundSubject.delete().where(OutboundSubject.id == subject.id).execute()


def merge(parts: Sequence[OutboundMessage], wording: Wording, now: datetime) -> OutboundMessage:
    """One digest in the place of several texts that were due together, each of which was judged and may go.

    Its occasion names the rows that it carries, its subjects their pieces; the rows say `digest`.
    """
    first = parts[0]
    digest: OutboundMessage = OutboundMessage.create(
        reference=secrets.token_urlsafe(16),
        contact=first.contact_id,
        consent_event=first.consent_event_id,
        from_number=first.from_number_id,
        purpose=Purpose.PUSH,
        kind=pacing.DIGEST,
        occasion=",".join(str(part.id) for part in parts)[:255],
        body=wording.text,
        body_index=body_index(wording.text),
        segments=wording.segments,
        priority=PRIORITY_NEWS,
        language=wording.language,
        wording_version=f"{wording.key}/{wording.version}",
        state=OutboundState.QUEUED,
        created_at=now,
        not_before=now,
        expires_at=min(part.expires_at for part in parts),
        event_at=max((part.event_at for part in parts if part.event_at), default=None),
    )
    for part in parts:
        OutboundSubject.create(outbound=digest, subscription=part.subscription_id, answered=True)
        drop(part, pacing.DIGEST, now)
    return digest


def drop_queued(contact: Contact, reason: str, now: datetime, subscription: Subscription | None = None) -> int:
    """Nothing queued to this contact (or about this subscription) goes any more; each row says why."""
    which = (OutboundMessage.contact == contact) & (OutboundMessage.state == OutboundState.QUEUED)
    which &= OutboundMessage.kind != GOODBYE  # a second STOP does not take back the answer to the first
    if subscription is not None:
        which &= OutboundMessage.subscription == subscription
    dropped: int = (
        OutboundMessage.update(state=OutboundState.DROPPED, reason=reason, finished_at=now).where(which).execute()
    )
    return dropped


def withdraw(contact: Contact, kind: str, mailpiece: Mailpiece, now: datetime) -> None:
    """A text of this kind about this piece that still waits says nothing any more."""
    about = ConsentEvent.select(ConsentEvent.id).where(ConsentEvent.mailpiece == mailpiece)
    which = (OutboundMessage.contact == contact) & (OutboundMessage.state == OutboundState.QUEUED)
    which &= (OutboundMessage.kind == kind) & OutboundMessage.consent_event.in_(about)
    OutboundMessage.update(state=OutboundState.DROPPED, reason="superseded", finished_at=now).where(which).execute()


def release(contact: Contact, reason: str, now: datetime) -> int:
    """What waited for this reason alone may be looked at again at once."""
    waiting = (OutboundMessage.contact == contact) & (OutboundMessage.state == OutboundState.QUEUED)
    released: int = (
        OutboundMessage.update(not_before=now, reason="").where(waiting & (OutboundMessage.reason == reason)).execute()
    )
    return released


def drop(message: OutboundMessage, reason: str, now: datetime) -> bool:
    """One row that still waits goes no more. False when it has gone already."""
    dropped: int = (
        OutboundMessage.update(state=OutboundState.DROPPED, reason=reason, finished_at=now)
        .where((OutboundMessage.id == message.id) & (OutboundMessage.state == OutboundState.QUEUED))
        .execute()
    )
    return dropped == 1


def wait(message: OutboundMessage, later: Later, now: datetime) -> None:
    """Look at a row that still waits again then; what will not be true any more by then is dropped now."""
    end = message.expires_at or later.when
    if later.when >= end and message.expires_at is not None and not later.may_end_sooner:
        drop(message, later.reason, now)
        return
    OutboundMessage.update(not_before=min(later.when, end), reason=later.reason).where(
        (OutboundMessage.id == message.id) & (OutboundMessage.state == OutboundState.QUEUED)
    ).execute()


def rewrite(message: OutboundMessage, wording: Wording, not_before: datetime, consent_event: int | None = None) -> bool:
    """Replace the text of a row that still waits, and the act that allows it. False when it has gone already; a digest
    is put together anew by bot/digest.py alone."""
    if message.kind == pacing.DIGEST and wording.key != pacing.DIGEST:
        return False
    changed: int = (
        OutboundMessage.update(
            body=wording.text,
            body_index=body_index(wording.text),
            segments=wording.segments,
            wording_version=f"{wording.key}/{wording.version}",
            not_before=not_before,
            consent_event=consent_event or message.consent_event_id,
        )
        .where((OutboundMessage.id == message.id) & (OutboundMessage.state == OutboundState.QUEUED))
        .execute()
    )
    return changed == 1


def body_index(text: str) -> str:
    """Keyed: tells two equal texts apart from others without reading either."""
    return phone_index(f"body:{text}")


def _priority(purpose: Purpose, kind: str) -> int:
    if purpose in (Purpose.REPLY, Purpose.ESSENTIAL):
        return PRIORITY_REPLY
    if kind in pacing.ACTION:
        return PRIORITY_ACTION
    return PRIORITY_DELIVERED if kind in pacing.DELIVERIES else PRIORITY_NEWS
