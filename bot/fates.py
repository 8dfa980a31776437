"""What becomes of texts that somebody wants to post: dropped, queued for now, or for later. Reads for all of them at
once; bot/admission.py judges, bot/outbox.py writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from peewee import fn

from bot import admission, dossier, pacing
from bot.consent import Allowed, Later, Refused
from bot.dossier import Dossier
from bot.draft import Draft
from models.contact import Contact
from models.prepared import prepared
from models.subscription import Subscription
from models.vocabulary import Purpose, SubscriptionState


@dataclass(frozen=True)
class Fate:
    """Dropped with a reason; or queued, perhaps for later with a reason."""

    dropped: bool
    reason: str
    not_before: datetime
    expires_at: datetime


def of(drafts: Sequence[Draft], now: datetime) -> Sequence[Fate]:
    """What becomes of each, by what is read for all of them at once."""
    fates = [_unjudged(draft, now) for draft in drafts]
    asked = [place for place, fate in enumerate(fates) if not fate.dropped]
    known = _dossiers([drafts[place] for place in asked], now)
    gathering = []
    for place in asked:
        draft = drafts[place]
        about = known[draft.contact.id]
        decision = admission.judge(draft.contact, draft.purpose, draft.named, draft.subscription, now, about)
        fates[place] = _judged(fates[place], decision)
        if isinstance(decision, Allowed) and draft.is_gathered:
            gathering.append(place)
    company = _with_company([drafts[place].contact for place in gathering])
    for place in gathering:
        if drafts[place].contact.id in company:
            fates[place] = _gathered(fates[place], now)
    return fates


def _dossiers(drafts: Sequence[Draft], now: datetime) -> Mapping[int, Dossier]:
    if not drafts:
        return {}
    contacts = {draft.contact.id: draft.contact for draft in drafts}
    pieces = {draft.subscription.mailpiece_id for draft in drafts if draft.subscription is not None}
    pushes = any(draft.purpose == Purpose.PUSH for draft in drafts)
    return dossier.read(contacts.values(), pieces, now, with_caps=pushes)


def _with_company(contacts: Sequence[Contact]) -> set[int]:
    """Somebody with several pieces on the way; a program without caps counts no texts, so it sends each at once."""
    capped = [one.id for one in contacts if one.program.pushes_a_day or one.program.pushes_a_day_per_piece]
    if not capped:
        return set()
    return {contact for (contact,) in _several.rows(capped)}


_several = prepared(
    lambda contacts: (
        Subscription.select(Subscription.contact)
        .where(Subscription.contact.in_(contacts) & (Subscription.state == SubscriptionState.ACTIVE))
        .group_by(Subscription.contact)
        .having(fn.COUNT(Subscription.id) > 1)
        .tuples()
    )
)


def _unjudged(draft: Draft, now: datetime) -> Fate:
    """What can be said before anybody's consent is looked at."""
    not_before = draft.not_before or now
    expires_at = draft.expires_at or pacing.expires_at(draft.named, draft.purpose, not_before, event_at=draft.event_at)
    reason = draft.drop or ("expired" if expires_at <= now else "")
    return Fate(bool(reason), reason, not_before, expires_at)


def _judged(fate: Fate, decision: Allowed | Refused | Later) -> Fate:
    """The fate of a draft that is not dropped yet, by the word of bot/admission.py."""
    if isinstance(decision, Refused):
        return Fate(True, decision.reason, fate.not_before, fate.expires_at)
    if isinstance(decision, Later):
        too_late = decision.when >= fate.expires_at and not decision.may_end_sooner
        not_before = max(fate.not_before, min(decision.when, fate.expires_at))
        return Fate(too_late, decision.reason, not_before, fate.expires_at)
    return fate


def _gathered(fate: Fate, now: datetime) -> Fate:
    """Allowed, and it waits a moment for company."""
    not_before = max(fate.not_before, min(now + pacing.GATHERING, fate.expires_at))
    return Fate(fate.dropped, fate.reason, not_before, fate.expires_at)
