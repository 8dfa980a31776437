"""May we text this person now, and why not: in plain words, for whoever of us looks at them. Decides nothing itself.

bot/admission.py decides; this says what it decided, and what else is known of the person at a glance.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import admission, consent, dossier, following, questions
from bot.consent import Allowed, Later
from models.consent import ConsentEvent, Suppression
from models.contact import Contact
from models.question import OpenQuestion
from models.subscription import Subscription
from models.vocabulary import ConsentKind, Milestone, Purpose, Source

#: Of so many followed pieces it is asked whether news of them may go: the newest.
MOST_ASKED = 20
#: Any news that nothing exempts from hours and caps.
_NEWS = Milestone.IN_TRANSIT

_ENDED_BY: dict[str, str] = {
    ConsentKind.REVOKED: "They stopped all texts",
    ConsentKind.PROVIDER_BLOCK: "The provider reported that they opted out there",
    ConsentKind.WRONG_NUMBER: "They told us that this is the wrong number",
    ConsentKind.REASSIGNED: "The phone changed hands, as the provider reported",
    ConsentKind.ERASED: "Their data was erased",
    ConsentKind.DOUBTED: "They did not answer our question whether all texts should end",
}
_HOW: dict[str, str] = {
    Source.INBOUND_TEXT: " by a text",
    Source.WEB: " on a page of ours",
    Source.OPERATOR: ", as an operator recorded",
    Source.NOBODY: " by leaving our question unanswered",
}
ONLY_START = "; only their own START brings texts back: nothing can be sent."
#: What stands before the moment, and behind it.
_LATER: dict[str, tuple[str, str]] = {
    "quiet_hours": ("Not now: it is quiet time for them. News waits until ", "."),
    "cap": ("Not now: they had as many texts as a day may bring. News waits until ", "."),
    consent.UNCLEAR_STOP: (
        "Not now: a text of theirs may have been a stop, and we asked. If they do not answer by ",
        ", it was one.",
    ),
}
_UNTIL = ("Not now: news waits until ", ".")
UNREACHABLE = "No news goes: the mobile network says that nothing reaches this phone. A text of theirs ends that."


@dataclass(frozen=True)
class Said:
    """A sentence, with a moment in its middle where there is one."""

    before: str
    at: datetime | None = None
    after: str = ""


@dataclass(frozen=True)
class Standing:
    """`may`: yes, later, no. `questions`: what we asked them and wait for. `suppressions`: those in force."""

    may: str
    said: Said
    followed: Sequence[Subscription]
    questions: Sequence[OpenQuestion]
    suppressions: Sequence[Suppression]


def standing_of(contact: Contact, now: datetime) -> Standing:
    followed = following.followed(contact)
    may, said = _verdict(contact, followed, now)
    return Standing(may, said, followed, _open_questions(contact, now), _in_force(contact))


def _verdict(contact: Contact, followed: Sequence[Subscription], now: datetime) -> tuple[str, Said]:
    ended = why_ended(contact, now)
    if ended is not None:
        return "no", ended
    decisions = _decisions(contact, followed[:MOST_ASKED], now)
    if any(isinstance(decision, Allowed) for decision in decisions):
        return "yes", Said("Yes: news of what they follow may go now.")
    later = [decision for decision in decisions if isinstance(decision, Later)]
    if later:
        soonest = min(later, key=lambda decision: decision.when)
        return "later", _later(soonest)
    return _nothing_now(contact, now)


def _later(decision: Later) -> Said:
    before, after = _LATER.get(decision.reason, _UNTIL)
    return Said(before, decision.when, after)


def _nothing_now(contact: Contact, now: datetime) -> tuple[str, Said]:
    """They follow nothing, or no news of it may go; a doubt is told all the same."""
    facts = dossier.read([contact], [], now, with_caps=False)[contact.id].facts
    decision = consent.may_text(consent.History(facts), Purpose.INVITE, now)
    if isinstance(decision, Later):
        return "later", _later(decision)
    if contact.unreachable_at is not None:
        return "no", Said(UNREACHABLE)
    if not admission.is_served(contact):
        return "no", Said("No: we do not text on this channel.")
    return "no", Said("No news goes: they follow nothing now. Answers to their own texts go.")


def _decisions(
    contact: Contact, followed: Sequence[Subscription], now: datetime
) -> list[Allowed | Later | consent.Refused]:
    """May news of each go? What decides is read once for all of them."""
    known = dossier.read([contact], [one.mailpiece_id for one in followed], now)[contact.id]
    for one in followed:
        one.contact = contact  # so that nobody reads it again for each
    return [admission.judge(contact, Purpose.PUSH, _NEWS, one, now, known) for one in followed]


def why_ended(contact: Contact, now: datetime) -> Said | None:
    """Who or what ended all texts to this person, and when; None while texts may go on."""
    if contact.erased_at is not None:
        return Said("Their data was erased on ", contact.erased_at, "; nothing can be sent to this contact.")
    in_force = _in_force(contact)
    if in_force:
        event: ConsentEvent = in_force[0].consent_event
        how = "" if event.kind in (ConsentKind.PROVIDER_BLOCK, ConsentKind.ERASED) else _HOW.get(event.source, "")
        return Said(f"{_ENDED_BY.get(event.kind, 'All texts ended')}{how} on ", in_force[0].since, ONLY_START)
    known = dossier.read([contact], [], now, with_caps=False)[contact.id]
    decision = consent.may_text(consent.History(known.facts), Purpose.REPLY, now)
    if isinstance(decision, consent.Refused):
        return Said("All texts to this person have ended", None, ONLY_START)
    return None


def _in_force(contact: Contact) -> list[Suppression]:
    """Newest first; under the name that the contact has now."""
    return list(
        Suppression.select()
        .where(
            (Suppression.program == contact.program_id)
            & (Suppression.channel == contact.channel)
            & (Suppression.phone_index == contact.phone_index)
            & Suppression.lifted_at.is_null()
        )
        .order_by(Suppression.since.desc(), Suppression.id.desc())
    )


def _open_questions(contact: Contact, now: datetime) -> list[OpenQuestion]:
    theirs = (OpenQuestion.contact == contact) & OpenQuestion.closed_at.is_null()
    found = OpenQuestion.select().where(theirs).order_by(OpenQuestion.id.desc()).limit(MOST_ASKED)
    return [one for one in found if one.expires_at > now or one.kind in (questions.STOP, questions.INVITE)]


#: What each question of ours asks, for whoever of us reads of it.
QUESTIONS: dict[str, str] = {
    questions.FOLLOW_AFTER_START: "whether they want texts again, for a number that they texted (START)",
    questions.STOP: "whether all our texts should end (YES or NO)",
    questions.INVITE: "whether they want news of a piece that somebody else asked for (YES)",
    questions.WHICH_CARRIER: "which carrier a number belongs to (1, 2 …)",
}
