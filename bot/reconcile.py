"""What became of texts of which we do not know it: those in doubt, those without a final word, those without a price.

Asks nobody itself: jobs/reconcile brings the provider's answers. All moves are conditional UPDATEs, so that two who
reconcile at once are harmless.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from peewee import SQL, fn

from bot import dispatch, looks, receipts, requeue, spending, whatsapp
from bot.gateway import Listed, Seen
from bot.outcomes import Outcome
from models.contact import Contact
from models.database import database, skip_locked
from models.outbound import DeliveryAttempt, OutboundMessage
from models.vocabulary import OutboundState

log = structlog.get_logger()

UNDER_WAY = (OutboundState.ACCEPTED, OutboundState.SENT)
ENDED = (OutboundState.DELIVERED, OutboundState.UNDELIVERED, OutboundState.FAILED, OutboundState.DROPPED)
#: Sends older than this and still in doubt are shown to the operator.
DOUBT_SHOWN_AFTER = timedelta(minutes=10)
#: Of unknown fate, in the very words of the index of those: SQLite uses it for no others.
IN_DOUBT: Any = SQL("state = 'unknown'")
#: A message of the same words to the same phone may be this much older than our clock says that we began: every other
#: one of them belongs to a row of its own. A template's words are not ours to compare, so it must be near.
SAME_WORDS, SAME_TIME = timedelta(days=3), timedelta(minutes=2)
#: After so many tries that never arrived, while the provider takes other texts, it is this text's fault. Fewer may be
#: our own: a process that dies just before its request leaves the same trace.
MOST_ROUNDS = 10
NOT_SENT = "not_sent"
#: Younger texts without a price are listed together (bot/pricing.py), older ones are asked for one by one.
LISTED_TOGETHER = timedelta(hours=5)


@dataclass(frozen=True)
class Question:
    """About one text: `provider_reference` is asked for, or, where there is none, what went to `to` since `since`."""

    message: OutboundMessage
    provider_reference: str
    to: str
    sender: str
    since: datetime
    any_words: bool = False


def due_since(now: datetime) -> datetime | None:
    """Since when the provider should have been asked about a text; None when nothing is due."""
    first: datetime | None = OutboundMessage.select(fn.MIN(OutboundMessage.look_at)).scalar()
    if first is not None and first <= now:
        return first
    return now if OutboundMessage.select().where(_of_another_clock(now)).exists() else None


def _of_another_clock(now: datetime) -> Any:
    """In doubt, and put off further than anybody puts off: by a clock that has gone back since."""
    furthest = now + looks.SAFE + looks.AGAIN
    return (OutboundMessage.state == OutboundState.UNKNOWN) & (OutboundMessage.look_at > furthest)


def claim(now: datetime, most: int) -> list[Question]:
    """What to ask now; nobody else asks it within the next half minute, and if we die somebody does after that."""
    with database.atomic():
        begun = OutboundMessage.started_at.is_null(False) & (OutboundMessage.started_at > now - LISTED_TOGETHER)
        young = OutboundMessage.state.in_(ENDED) & begun
        due = OutboundMessage.select(OutboundMessage.id).where((OutboundMessage.look_at <= now) & ~young)
        ids = [row.id for row in skip_locked(due.order_by(OutboundMessage.look_at).limit(most))]
        ids += [row.id for row in skip_locked(OutboundMessage.select(OutboundMessage.id).where(_of_another_clock(now)))]
        OutboundMessage.update(look_at=now + looks.AGAIN).where(OutboundMessage.id.in_(ids)).execute()
        rows = OutboundMessage.select(OutboundMessage, Contact).join(Contact).where(OutboundMessage.id.in_(ids))
        questions = [_question(message, now) for message in rows.order_by(OutboundMessage.started_at)]
    return [question for question in questions if question is not None]


def put_off(now: datetime) -> None:
    """Nobody answers: whatever is due waits."""
    OutboundMessage.update(look_at=now + looks.AGAIN).where(OutboundMessage.look_at <= now).execute()


def _question(message: OutboundMessage, now: datetime) -> Question | None:
    """None: there is nothing to ask, and it is not asked again."""
    if message.provider_reference:
        return Question(message, message.provider_reference, "", "", message.started_at)
    if message.state != OutboundState.UNKNOWN:
        OutboundMessage.update(look_at=None).where(requeue.is_as_seen(message)).execute()
        return None
    if message.contact.erased_at:  # there is no phone to ask for
        _end(message, OutboundState.DROPPED, "erased", now)
        return None
    envelope = dispatch.envelope_of(message, message.started_at)
    approved = whatsapp.template_for(message.contact.program, message.kind, message.language)
    any_words = bool(approved and message.template_values)
    return Question(message, "", envelope.to, envelope.sender, message.started_at - SAME_WORDS, any_words)


# -- answers -----------------------------------------------------------------------------------------------------------


def take_in(question: Question, answer: Seen | Listed | None, asked_at: datetime, now: datetime) -> str:
    """Within the caller's transaction. Returns what became of the text, in a word for the log. Raises IntegrityError
    when somebody else has just taken the same message for another text: then it is asked again."""
    message = question.message
    requeue.hold_tries(message)
    if isinstance(answer, Seen):
        return _look_for(question, answer, asked_at, now)
    if answer is not None:
        receipts.learn(answer, now)
        return answer.status
    # The provider has this id no more: it had taken the text, and says nothing further.
    changes: dict[str, object] = {"look_at": None}
    if message.state not in ENDED:
        changes |= {"state": OutboundState.ACCEPTED, "reason": "the provider has it no more"}
    OutboundMessage.update(**changes).where(requeue.is_as_seen(message)).execute()
    return "gone"


def _look_for(question: Question, seen: Seen, asked_at: datetime, now: datetime) -> str:
    message = question.message
    found = [one for one in could_be(question, seen.messages) if not _has_an_owner(one)]
    if not found:
        return _not_there(message, asked_at, seen.at or asked_at, now)
    if _same_is_being_sent(message):
        return "in_doubt"  # it may be that one's: asked again when its answer is written down
    taken: int = (
        OutboundMessage.update(provider_reference=found[0].provider_reference)
        .where(requeue.is_as_seen(message) & OutboundMessage.provider_reference.is_null())
        .execute()
    )
    if taken:
        requeue.name_attempt(message, found[0].provider_reference)
        receipts.learn(found[0], now)
    return "found"


def could_be(question: Question, listed: Sequence[Listed]) -> list[Listed]:
    """Messages of the provider's log that may be this text, the likeliest first. Pure."""
    started_at, body = question.message.started_at, question.message.body.strip()

    def away(one: Listed) -> timedelta:
        apart: timedelta = abs((one.created_at or started_at) - started_at)
        return apart

    same = [
        one
        for one in listed
        if not one.is_inbound
        and (
            one.body.strip() == body
            or (question.any_words and one.sender == question.sender and away(one) <= SAME_TIME)
        )
    ]
    return sorted(same, key=away)


def _has_an_owner(one: Listed) -> bool:
    ours = OutboundMessage.select().where(OutboundMessage.provider_reference == one.provider_reference)
    earlier = DeliveryAttempt.select().where(DeliveryAttempt.provider_reference == one.provider_reference)
    return bool(ours.exists() or earlier.exists())


def _same_is_being_sent(message: OutboundMessage) -> bool:
    on_its_way = (OutboundMessage.contact == message.contact_id) & (OutboundMessage.state == OutboundState.SENDING)
    return bool(
        OutboundMessage.select().where(on_its_way & (OutboundMessage.body_index == message.body_index)).exists()
    )


# -- it is not there ---------------------------------------------------------------------------------------------------


def _not_there(message: OutboundMessage, asked_at: datetime, answered_at: datetime, now: datetime) -> str:
    attempt = DeliveryAttempt.get_or_none(requeue.of_this_try(message))
    known: datetime | None = attempt.missed_since if attempt is not None else None
    since = known or looks.absent_since(message.started_at, asked_at, answered_at)
    if known and looks.is_safe(known, answered_at):
        return _not_sent(message, now)
    if known is None:
        DeliveryAttempt.update(missed_since=since).where(requeue.of_this_try(message)).execute()
    left = max(since + looks.SAFE - answered_at, timedelta(seconds=1))
    OutboundMessage.update(look_at=now + min(left, looks.SAFE)).where(requeue.is_as_seen(message)).execute()
    return "not_there_yet"


def _not_sent(message: OutboundMessage, now: datetime) -> str:
    """As far as anybody can know. It goes again if it is still true, still news, and not the cause itself."""
    if obstacle := requeue.obstacle(message, now):
        return _end(message, OutboundState.DROPPED, obstacle, now)
    if _is_the_cause(message):
        log.error("operator_needed", what="a text is lost at the provider each time", outbound=message.id)
        return _end(message, OutboundState.FAILED, "the provider lost it each time", now)
    if requeue.put_back(message, "the provider never had it", now, now, NOT_SENT):
        spending.give_back(message, now)
    return "goes_again"


def _end(message: OutboundMessage, state: OutboundState, reason: str, now: datetime) -> str:
    changes = {"state": state, "reason": reason, "finished_at": now, "look_at": None}
    if OutboundMessage.update(**changes).where(requeue.is_as_seen(message)).execute():
        requeue.finish_attempt(message, NOT_SENT, now)
    return reason


def _is_the_cause(message: OutboundMessage) -> bool:
    """It never arrived in several rounds, and others did since it was first begun: no outage."""
    tries = DeliveryAttempt.select().where(DeliveryAttempt.outbound == message.id)
    rounds = tries.where(DeliveryAttempt.outcome == NOT_SENT).count() + 1
    if rounds < MOST_ROUNDS:
        return False
    first = tries.select(fn.MIN(DeliveryAttempt.id)).scalar()
    others = (DeliveryAttempt.id > first) & (DeliveryAttempt.outcome == Outcome.ACCEPTED)
    return bool(DeliveryAttempt.select().where(others).exists())


# -- for the operator --------------------------------------------------------------------------------------------------


def in_doubt_for_long(now: datetime) -> list[int]:
    """Ids of texts whose fate is not known after ten minutes."""
    which = IN_DOUBT & (OutboundMessage.started_at <= now - DOUBT_SHOWN_AFTER)
    return [row.id for row in OutboundMessage.select(OutboundMessage.id).where(which)]
