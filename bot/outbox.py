"""The one door out: every text is a row here first, in the same transaction as its cause. Sends nothing itself.

What may not or need not go still leaves a row, with its reason.
"""

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from peewee import fn

from bot import fates, pacing
from bot.consent import Later
from bot.draft import Draft as Draft
from bot.fates import Fate
from bot.wording import Wording
from models.consent import ConsentEvent
from models.contact import Contact
from models.database import skip_locked
from models.fields import phone_index
from models.from_number import FromNumber
from models.mailpiece import Mailpiece
from models.many_rows import ManyRows
from models.outbound import OutboundMessage, OutboundSubject
from models.prepared import add, prepared
from models.subscription import Subscription
from models.vocabulary import OutboundState, Purpose

GOODBYE = pacing.GOODBYE
#: Why a text waits while one of theirs has not been taken in.
UNANSWERED = "unanswered_text"
#: Smaller goes first: answers to a person who waits, then what calls for an act, then the rest.
PRIORITY_REPLY, PRIORITY_ACTION, PRIORITY_DELIVERED, PRIORITY_NEWS = 0, 1, 2, 3
#: Whose drain sends a text, by program and channel.
Numbers = Mapping[tuple[int, str], int | None]


def post(draft: Draft, now: datetime) -> OutboundMessage | None:
    """Put the text in the outbox; None when the same (subscription, kind, occasion) is there already.

    Whether and when it may go is judged here, and again at its sending.
    """
    [row] = post_many([draft], now)
    return OutboundMessage(**row) if row else None


def post_many(
    drafts: Sequence[Draft], now: datetime, numbers: Numbers | None = None
) -> Sequence[Mapping[str, Any] | None]:
    """As `post`, for many texts in a few statements: each one's row, None for those that were there already. `numbers`
    is for a caller who has read already whose drain sends their texts."""
    if not drafts:
        return []
    rows = _rows(drafts, fates.of(drafts, now), numbers or _from_numbers(drafts), now)
    ids = dict(_made.insert(rows))
    for row, draft in zip(rows, drafts, strict=True):
        row["id"] = ids.get(row["reference"])
        for subscription in draft.subjects if row["id"] else ():
            answered = subscription in draft.answered
            add(OutboundSubject, outbound=row["id"], subscription=subscription, answered=answered)
    _supersede([row for row in rows if row["id"]], now)
    return [row if row["id"] else None for row in rows]


def _rows(drafts: Sequence[Draft], becoming: Sequence[Fate], numbers: Numbers, now: datetime) -> list[dict[str, Any]]:
    texts = {wording: _columns_of(wording) for wording in {draft.wording for draft in drafts}}
    return [
        _DEFAULTS | _row(draft, fate, now) | texts[draft.wording] | {"from_number": numbers.get(_line(draft.contact))}
        for draft, fate in zip(drafts, becoming, strict=True)
    ]


def _from_numbers(drafts: Sequence[Draft]) -> Numbers:
    programs = {draft.contact.program_id for draft in drafts}
    return {(program, channel): number for program, channel, number in _numbers_of.rows(list(programs))}


_numbers_of = prepared(
    lambda programs: (
        FromNumber.select(FromNumber.program, FromNumber.channel, FromNumber.id)
        .where(FromNumber.program.in_(programs))
        .tuples()
    )
)


def _line(contact: Contact) -> tuple[int, str]:
    return contact.program_id, contact.channel


#: What a row is given where nothing else is said.
_DEFAULTS: dict[str, Any] = OutboundMessage._meta.get_default_dict()


def _row(draft: Draft, fate: Fate, now: datetime) -> dict[str, Any]:
    for_template = draft.contact.channel != "sms" and draft.values
    return {
        "reference": secrets.token_urlsafe(16),
        "contact": draft.contact.id,
        "consent_event": draft.consent_event,
        "subscription": draft.subscription.id if draft.subscription else None,
        "in_reply_to": draft.in_reply_to,
        "purpose": draft.purpose,
        "kind": draft.named,
        "occasion": draft.occasion,
        "priority": _priority(draft.purpose, draft.named),
        "state": OutboundState.DROPPED if fate.dropped else OutboundState.QUEUED,
        "reason": fate.reason,
        "created_at": now,
        "not_before": fate.not_before,
        "expires_at": fate.expires_at,
        "event_at": draft.event_at,
        "finished_at": now if fate.dropped else None,
        "template_values": json.dumps(dict(draft.values)) if for_template else None,
    }


def _columns_of(wording: Wording) -> dict[str, Any]:
    return {
        "body": wording.text,
        "body_index": body_index(wording.text),
        "segments": wording.segments,
        "language": wording.language,
        "wording_version": f"{wording.key}/{wording.version}",
    }


#: Gives reference and id of those that are new.
_made = ManyRows(
    OutboundMessage,
    lambda fields, row: (
        OutboundMessage.insert_many([row], fields=fields)
        .on_conflict_ignore()
        .returning(OutboundMessage.reference, OutboundMessage.id)
    ),
)


def _supersede(posted: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """The latest state takes the place of what still waits about this piece, also in a digest that could not go yet.

    Waits for nobody: a row that is locked is just being sent, or dropped by a STOP, and a STOP must not wait for us.
    """
    newer: dict[int, list[tuple[int, str]]] = {}
    for row in posted:
        if row["subscription"] and row["purpose"] == Purpose.PUSH and row["state"] == OutboundState.QUEUED:
            newer.setdefault(row["subscription"], []).append((row["id"], row["kind"]))
    if not newer:
        return
    first = min(news[0][0] for news in newer.values())
    has_older = _waits_before.value(first, list(newer)) is not None  # seldom, so their rows are asked for only then
    older = _older.rows(first, list(newer)) if has_older else []
    older += [(key, about, kind) for about, news in newer.items() for key, kind in news[:-1]]
    stale = [
        old
        for old, about, kind in older
        if any(new > old and pacing.replaces(new_kind, kind) for new, new_kind in newer[about])
    ]
    _drop(stale, "superseded", now)
    told = [about for about, news in newer.items() if any(kind in pacing.STATES for _, kind in news)]
    if told and has_older:
        _leave_out(_in_older_digests.rows(first, told))


_WAITS: Any = (OutboundMessage.state == OutboundState.QUEUED) & (OutboundMessage.purpose == Purpose.PUSH)
_older = prepared(
    lambda first, subscriptions: skip_locked(
        OutboundMessage.select(OutboundMessage.id, OutboundMessage.subscription, OutboundMessage.kind)
        .where(OutboundMessage.subscription.in_(subscriptions) & _WAITS & (OutboundMessage.id < first))
        .tuples()
    )
)
_waits_before = prepared(
    lambda first, subscriptions: (
        OutboundMessage.select(OutboundMessage.id)
        .where(OutboundMessage.subscription.in_(subscriptions) & _WAITS & (OutboundMessage.id < first))
        .union_all(_in_digests(_WAITS & (OutboundMessage.id < first), subscriptions))
        .limit(1)
    )
)
_in_older_digests = prepared(
    lambda first, subscriptions: skip_locked(_in_digests(_WAITS & (OutboundMessage.id < first), subscriptions))
)


def drop_told(subscription: Subscription, now: datetime) -> None:
    """A reply has told this piece's state: what waits to say no more than that goes no more. Waits for nobody."""
    told = _WAITS & (OutboundMessage.event_at <= subscription.told_through)
    news = (OutboundMessage.subscription == subscription) & OutboundMessage.kind.in_(list(pacing.STATES))
    waiting = skip_locked(OutboundMessage.select(OutboundMessage.id).where(told & news))
    _drop([row.id for row in waiting], "superseded", now)
    _leave_out(skip_locked(_in_digests(told, [subscription.id])))


def _in_digests(which: Any, subscriptions: Sequence[int]) -> Any:
    """The places of these subscriptions in digests, of those texts that are meant."""
    digest = (OutboundMessage.id == OutboundSubject.outbound) & (OutboundMessage.kind == pacing.DIGEST)
    is_meant = fn.EXISTS(OutboundMessage.select(OutboundMessage.id).where(digest & which))
    return (
        OutboundSubject.select(OutboundSubject.id)
        .where(OutboundSubject.subscription.in_(subscriptions) & is_meant)
        .tuples()
    )


def _leave_out(subjects: Iterable[tuple[int]]) -> None:
    """Those pieces are told in none of those digests."""
    named = [key for (key,) in subjects]
    if named:
        OutboundSubject.delete().where(OutboundSubject.id.in_(named)).execute()


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
        priority=PRIORITY_NEWS,
        state=OutboundState.QUEUED,
        created_at=now,
        not_before=now,
        expires_at=min(part.expires_at for part in parts),
        event_at=max((part.event_at for part in parts if part.event_at), default=None),
        **_columns_of(wording),
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
    _withdraw.run(contact, kind, mailpiece, now)


@prepared
def _withdraw(contact: Any, kind: Any, mailpiece: Any, now: Any) -> Any:
    about = ConsentEvent.select(ConsentEvent.id).where(ConsentEvent.mailpiece == mailpiece)
    which = (OutboundMessage.contact == contact) & (OutboundMessage.state == OutboundState.QUEUED)
    which &= (OutboundMessage.kind == kind) & OutboundMessage.consent_event.in_(about)
    return OutboundMessage.update(state=OutboundState.DROPPED, reason="superseded", finished_at=now).where(which)


def release(contact: Contact, reason: str, now: datetime) -> int:
    """What waited for this reason alone may be looked at again at once."""
    waiting = (OutboundMessage.contact == contact) & (OutboundMessage.state == OutboundState.QUEUED)
    released: int = (
        OutboundMessage.update(not_before=now, reason="").where(waiting & (OutboundMessage.reason == reason)).execute()
    )
    return released


def drop(message: OutboundMessage, reason: str, now: datetime) -> bool:
    """One row that still waits goes no more. False when it has gone already."""
    return _drop([message.id], reason, now) == 1


def _drop(messages: Sequence[int], reason: str, now: datetime) -> int:
    if not messages:
        return 0
    dropped: int = (
        OutboundMessage.update(state=OutboundState.DROPPED, reason=reason, finished_at=now)
        .where(OutboundMessage.id.in_(messages) & (OutboundMessage.state == OutboundState.QUEUED))
        .execute()
    )
    return dropped


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
