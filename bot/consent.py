"""The one door of consent: who may be texted what, when, and why. It alone writes consent events and suppressions.

The decision is a pure function of the history and the time; nothing here sends.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.quiet_hours import QuietHours
from bot.wording import Wording
from models import ledger, opt_out_log
from models.consent import ConsentEvent, Suppression
from models.contact import Contact
from models.inbound import InboundMessage
from models.mailpiece import Mailpiece
from models.prepared import prepared
from models.program import Program
from models.sender import Sender
from models.vocabulary import ConsentKind, Purpose, Scope, Source

#: Kinds that end everything. All but the provider's block still let the goodbye and HELP through.
ENDS_ALL = frozenset(
    {
        ConsentKind.REVOKED,
        ConsentKind.PROVIDER_BLOCK,
        ConsentKind.WRONG_NUMBER,
        ConsentKind.REASSIGNED,
        ConsentKind.ERASED,
    }
)
#: How long we wait for an answer to "should all our texts end?"; silence means yes.
DOUBT_LASTS = timedelta(hours=24)
#: Why news waits while we ask whether a text was a stop.
UNCLEAR_STOP = "unclear_stop"
#: A third party may have us ask a phone this seldom, whoever asks.
INVITE_AGAIN_AFTER = timedelta(days=30)
INVITES_EVER = 3
#: Whoever said any of these is asked by no third party again; the person can always text us.
NEVER_INVITE = ENDS_ALL | {ConsentKind.DECLINED, ConsentKind.DOUBTED}


@dataclass(frozen=True)
class Fact:
    """One consent event as the decision sees it."""

    id: int
    kind: ConsentKind
    scope: Scope
    mailpiece_id: int | None
    happened_at: datetime


@dataclass(frozen=True)
class History:
    """`facts` in the order in which they happened; `quiet` are the hours in which news waits (None: no such hours)."""

    facts: Sequence[Fact]
    quiet: QuietHours | None = None


@dataclass(frozen=True)
class Allowed:
    """`consent_event_id` is None for the answer to a person's very first question, which is its own reason."""

    consent_event_id: int | None


@dataclass(frozen=True)
class Refused:
    reason: str


@dataclass(frozen=True)
class Later:
    """Not now: ask again at `when`. The person's own word may end a wait sooner than that."""

    when: datetime
    reason: str

    @property
    def may_end_sooner(self) -> bool:
        return self.reason == UNCLEAR_STOP


@dataclass(frozen=True)
class Where:
    """Where an act on a web page came from."""

    url: str = ""
    ip: str = ""
    user_agent: str = ""
    form: str = ""


def may_text(
    history: History, purpose: Purpose, now: datetime, mailpiece_id: int | None = None
) -> Allowed | Refused | Later:
    """May a text of this purpose go to the contact whose history this is, at this moment?

    1. After a stop of everything only essential answers go; after a provider's block not even those.
    2. While we ask whether a text was a stop, all but answers waits; without an answer in 24 h it was one.
    3. News of a mailpiece needs the person's confirmation for that mailpiece, newer than any stop. Word to somebody of
       a sender's desk, about no single mailpiece, needs that they asked for it by their own text, newer than any stop.
    4. News and invitations wait for the end of quiet hours; answers to the person's own text never do.
    """
    standing = _standing_after(history.facts, mailpiece_id)
    doubt, ended = standing.doubt, standing.ended
    if ended is None and doubt is not None and now >= doubt.happened_at + DOUBT_LASTS:
        ended = doubt  # silence: it was a stop
    if ended is not None and (purpose != Purpose.ESSENTIAL or ended.kind == ConsentKind.PROVIDER_BLOCK):
        by_the_person = ended.kind in (ConsentKind.REVOKED, ConsentKind.DOUBTED)
        return Refused("opted_out" if by_the_person else ended.kind)
    if purpose in (Purpose.REPLY, Purpose.ESSENTIAL):
        return Allowed(standing.last.id if standing.last else None)
    chosen = standing.desk if mailpiece_id is None else standing.confirmed
    if purpose == Purpose.PUSH and chosen is None:
        return Refused("no_consent")
    if doubt is not None:
        return Later(doubt.happened_at + DOUBT_LASTS, UNCLEAR_STOP)
    if history.quiet and history.quiet.holds(now):
        return Later(history.quiet.opens_at(now), "quiet_hours")
    because = chosen or standing.last
    return Allowed(because.id if because else None)


@dataclass
class _Standing:
    """What the facts so far come to."""

    ended: Fact | None = None
    doubt: Fact | None = None
    confirmed: Fact | None = None
    desk: Fact | None = None
    last: Fact | None = None


def _standing_after(facts: Sequence[Fact], mailpiece_id: int | None) -> _Standing:
    """One pass, oldest first: a history may hold ten thousand facts."""
    now = _Standing(last=facts[-1] if facts else None)
    for fact in facts:
        kind = fact.kind
        if fact.mailpiece_id is not None:
            if fact.mailpiece_id == mailpiece_id and kind in _DECIDES_ONE:
                now.confirmed = fact if kind == _CONFIRMED else None
        elif kind in _DECIDES and fact.scope == _ALL:
            _apply(now, fact)
    return now


def _apply(now: _Standing, fact: Fact) -> None:
    if fact.kind in ENDS_ALL:
        now.ended, now.confirmed, now.doubt = fact, None, None  # old subscriptions stay off until chosen again
        now.desk = None
    elif fact.kind == ConsentKind.RESUMED:
        now.ended = now.doubt = None
    elif fact.kind in DESK_KINDS:
        now.desk = fact if fact.kind == ConsentKind.DESK else None
    else:
        now.doubt = fact if fact.kind == ConsentKind.DOUBTED else None


#: Bound once: the pass asks for them at every fact.
_CONFIRMED, _ALL = ConsentKind.CONFIRMED, Scope.ALL
_DECIDES_ONE = frozenset({ConsentKind.CONFIRMED, ConsentKind.REVOKED, ConsentKind.DECLINED})
DESK_KINDS = frozenset({ConsentKind.DESK, ConsentKind.DESK_ENDED})
_DECIDES = ENDS_ALL | DESK_KINDS | {ConsentKind.RESUMED, ConsentKind.DOUBTED, ConsentKind.KEPT}


def may_invite(facts: Sequence[Fact], now: datetime) -> Allowed | Refused:
    """May a third party have us ask this phone its one YES question? Once in 30 days, three times ever, and never
    after a NO, a WRONG or a stop."""
    asked = [fact.happened_at for fact in facts if fact.kind == ConsentKind.REQUESTED]
    if any(fact.kind in NEVER_INVITE and fact.scope == Scope.ALL for fact in facts):
        return Refused("said_no_before")
    if any(fact.kind == ConsentKind.DECLINED for fact in facts):
        return Refused("said_no_before")
    if len(asked) >= INVITES_EVER:
        return Refused("asked_three_times")
    if asked and now - max(asked) < INVITE_AGAIN_AFTER:
        return Refused("asked_within_30_days")
    return Allowed(None)


def history_of(contact: Contact, mailpiece_id: int | None = None) -> list[Fact]:
    """Everything that decides: what concerns all texts, and what concerns this mailpiece.

    A text that reached us late stands where the person sent it, so an old STOP or START undoes nothing newer. Plain
    questions to us (`asked`) only ever allow their own answer, so they stay out.
    """
    rows = _deciding.rows([contact.id], [NO_PIECE if mailpiece_id is None else mailpiece_id])
    return [as_fact(*row) for row in rows]


NO_PIECE = 0
_COLUMNS: Any = tuple(getattr(ConsentEvent, name) for name in ("id", "kind", "scope", "mailpiece", "happened_at"))


def deciding(contacts: Any, mailpieces: Any, *before: Any) -> Any:
    """The query of all facts that decide about these, in no order; the columns `before`, then those of `as_fact`."""
    return ConsentEvent.select(*before, *_COLUMNS).where(
        ConsentEvent.contact.in_(contacts)
        & (ConsentEvent.kind != ConsentKind.ASKED)
        & ((ConsentEvent.scope == Scope.ALL) | ConsentEvent.mailpiece.in_(mailpieces))
    )


_deciding = prepared(
    lambda contacts, mailpieces: (
        deciding(contacts, mailpieces).order_by(ConsentEvent.happened_at, ConsentEvent.id).tuples()
    )
)


def all_facts_of(contact: Contact) -> list[Fact]:
    return _facts(ConsentEvent.contact == contact)


def facts_of_phone(program: Program, channel: str, phone_index: str) -> list[Fact]:
    """Everything of this phone, whoever held it as a contact: an erasure makes its next text another contact's, and
    leaves the index in the events alone."""
    contacts = Contact.select(Contact.id).where((Contact.program == program) & (Contact.channel == channel))
    now_theirs = contacts.where(Contact.phone_index == phone_index)  # events of before there was a subject have none
    of_phone = (ConsentEvent.subject == phone_index) & ConsentEvent.contact.in_(contacts)
    return _facts(of_phone | ConsentEvent.contact.in_(now_theirs))


def _facts(which: Any) -> list[Fact]:
    rows: Any = ConsentEvent.select(*_COLUMNS).where(which).order_by(ConsentEvent.happened_at, ConsentEvent.id)
    return [as_fact(*row) for row in rows.tuples()]


def as_fact(event_id: int, kind: str, scope: str, mailpiece_id: int | None, at: datetime) -> Fact:
    return Fact(event_id, ConsentKind(kind), Scope(scope), mailpiece_id, at)


def suppressed(programs: Any, channels: Any, keys: Any, *columns: Any) -> Any:
    """The query of the suppressions in force among these."""
    among = Suppression.program.in_(programs) & Suppression.channel.in_(channels) & Suppression.phone_index.in_(keys)
    return Suppression.select(*columns).where(among & Suppression.lifted_at.is_null())


_suppressed = prepared(lambda programs, channels, keys: suppressed(programs, channels, keys, Suppression.id).limit(1))


def is_opted_out(contact: Contact) -> bool:
    return _suppressed.value([contact.program_id], [contact.channel], [contact.phone_index]) is not None


def record(
    contact: Contact,
    kind: ConsentKind,
    now: datetime,
    *,
    inbound: InboundMessage | None = None,
    mailpiece: Mailpiece | None = None,
    sender: Sender | None = None,
    source: Source = Source.INBOUND_TEXT,
    rule: str = "",
    shown: Wording | None = None,
    where: Where | None = None,
    asked_by: str = "",
    note: str = "",
    proofs: Sequence[str] = (),
    happened_at: datetime | None = None,
) -> ConsentEvent:
    """Append one fact to the ledger.

    `shown` is the exact text that the person reacted to or was shown, `proofs` the references of the texts around it.
    What is personal goes into the encrypted evidence; the plain columns alone decide.
    """
    scope = Scope.MAILPIECE if mailpiece else Scope.SENDER if sender and kind in STANDING else Scope.ALL
    evidence = {
        "phone": contact.phone,
        "channel": contact.channel,
        "brand": contact.program.brand,
        "from_number": contact.program.from_number,
        "text": inbound.body if inbound else "",
        "provider_reference": inbound.provider_reference if inbound else "",
        "tracking_number": mailpiece.tracking_number if mailpiece else "",
        "wording": _wording_evidence(shown),
        "where": asdict(where) if where else None,
        "asked_by": asked_by,
        "note": note,
        "proofs": list(proofs),
    }
    event = ledger.append(
        ConsentEvent,
        evidence,
        contact=contact,
        kind=kind,
        scope=scope,
        mailpiece=mailpiece,
        sender=sender,
        source=source,
        inbound=inbound,
        rule=rule,
        language=shown.language if shown else contact.language,
        wording_key=shown.key if shown else "",
        wording_version=shown.version if shown else "",
        state_before="opted_out" if is_opted_out(contact) else "open",
        subject=contact.phone_index,
        happened_at=happened_at or ((inbound.sent_at or inbound.received_at) if inbound else now),
        recorded_at=now,
    )
    if kind in opt_out_log.LOGGED:
        opt_out_log.write(event, contact, inbound.body if inbound else note)
    return event


#: Consent about all future mailpieces of one sender, and its end.
STANDING = frozenset({ConsentKind.STANDING, ConsentKind.STANDING_ENDED})


def _wording_evidence(shown: Wording | None) -> dict[str, str] | None:
    if shown is None:
        return None
    digest = hashlib.sha256(shown.text.encode()).hexdigest()
    return {
        "key": shown.key,
        "version": shown.version,
        "language": shown.language,
        "text": shown.text,
        "sha256": digest,
    }


def resumed_since(contact: Contact, event: ConsentEvent) -> bool:
    """Did the person text START after this act? Texts can be taken in late and out of order."""
    later = (ConsentEvent.contact == contact) & (ConsentEvent.kind == ConsentKind.RESUMED)
    return bool(ConsentEvent.select().where(later & (ConsentEvent.happened_at > event.happened_at)).exists())


def wanted_since(contact: Contact, event: ConsentEvent) -> bool:
    """Did the person say after this act that texts may stay on, or come again?"""
    later = (ConsentEvent.contact == contact) & ConsentEvent.kind.in_([ConsentKind.RESUMED, ConsentKind.KEPT])
    return bool(ConsentEvent.select().where(later & (ConsentEvent.happened_at > event.happened_at)).exists())


def stopped_since(contact: Contact, moment: datetime) -> bool:
    """Did anything end all texts to this person after that moment, whatever came then?"""
    return any(fact.kind in ENDS_ALL and fact.happened_at > moment for fact in history_of(contact))


def ended_since(contact: Contact, mailpiece: Mailpiece, moment: datetime) -> bool:
    """Did the person stop this piece after that moment?"""
    return _stopped_after.value(contact, mailpiece, moment) is not None


_stopped_after = prepared(
    lambda contact, mailpiece, moment: (
        ConsentEvent.select(ConsentEvent.id)
        .where(
            (ConsentEvent.contact == contact)
            & (ConsentEvent.kind == ConsentKind.REVOKED)
            & (ConsentEvent.mailpiece == mailpiece)
            & (ConsentEvent.happened_at > moment)
        )
        .limit(1)
    )
)


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
