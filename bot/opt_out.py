"""What a stop does, whoever says it: the person, an operator for them, silence after our question; and what START does.

All of it is in force with the caller's transaction. Nothing is sent here.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot import consent, eras, following, numbers, outbox, questions, signup
from bot.describe import shown
from bot.turn import Reply, Turn
from models.consent import ConsentEvent
from models.contact import Contact, set_check_word
from models.database import take_turn
from models.question import OpenQuestion
from models.subscription import Subscription
from models.vocabulary import ConsentKind, Purpose, Source, SubscriptionState

#: 47 CFR 64.1200(a)(12): one confirmation, within five minutes of the stop or never.
GOODBYE_WITHIN = timedelta(minutes=5)


def stop_all(turn: Turn) -> Reply | None:
    """Everything off at once: suppression, subscriptions, queued texts, open questions. One goodbye, no second."""
    return _end_everything(turn, turn.record(ConsentKind.REVOKED), "goodbye", "stop")


def wrong_number(turn: Turn) -> Reply | None:
    """We reached somebody else: as a stop. The check word was another person's, so it goes too."""
    event = turn.record(ConsentKind.WRONG_NUMBER)
    set_check_word(turn.contact, None)
    return _end_everything(turn, event, "wrong_number", "wrong_number")


def _end_everything(turn: Turn, event: ConsentEvent, key: str, answer: str) -> Reply | None:
    if consent.resumed_since(turn.contact, event):
        # An older STOP, taken in late: the START sent after it stands, but what was followed before it had ended.
        following.end([one for one in following.followed(turn.contact) if _began_before(one, event)], turn.now)
        return None
    first = end_everything(turn.contact, event, turn.now, answer)
    in_time = turn.sent_at + GOODBYE_WITHIN
    if not first or turn.now > in_time:
        return None
    return Reply(turn.say(key), Purpose.ESSENTIAL, kind=outbox.GOODBYE, event=event, expires_at=in_time)


def _began_before(subscription: Subscription, event: ConsentEvent) -> bool:
    return bool(subscription.consent_event.happened_at <= event.happened_at)


def end_everything(contact: Contact, event: ConsentEvent, now: datetime, answer: str) -> bool:
    """Put the stop `event` in force. False when the contact was suppressed already."""
    first = consent.suppress(contact, event)
    following.end(following.followed(contact), now)
    outbox.drop_queued(contact, "opted_out", now)
    questions.close(contact, answer, now)
    return first


def stop_one(turn: Turn) -> Reply | None:
    """Ends the named pieces; a stop that names none of them is a stop of everything."""
    named = following.named(turn.contact, turn.reading)
    if not named:
        return stop_all(turn)
    named = [one for one in named if one.consent_event.happened_at <= turn.sent_at]
    if not named:
        return None  # an older text, taken in late: they chose these again since
    event = end_pieces(turn, named)
    return Reply(turn.say("stopped_one", piece=_names(named)), event=event)


def end_pieces(turn: Turn, named: list[Subscription]) -> ConsentEvent | None:
    event: ConsentEvent | None = None
    for subscription in named:
        event = turn.record(ConsentKind.REVOKED, subscription.mailpiece)
        outbox.drop_queued(turn.contact, "opted_out", turn.now, subscription)
        signup.take_out_of_waiting_reply(subscription, turn.now)
    following.end(named, turn.now)
    return event


def _names(named: list[Subscription]) -> str:
    if len(named) == 1:
        return shown(named[0]).piece
    return ", ".join(f"..{one.mailpiece.tracking_number[-4:]}" for one in named[:6])


def doubtful_stop(turn: Turn) -> Reply | None:
    """It may have been a stop: news waits, and we ask once. A second such text while we ask is an answer."""
    if consent.is_opted_out(turn.contact):
        return None
    if questions.newest_open(turn.contact, turn.sent_at, questions.STOP):
        return stop_all(turn)
    event = turn.record(ConsentKind.DOUBTED)
    if consent.wanted_since(turn.contact, event):
        return None  # an older text, taken in late: they have said since that texts may stay on
    questions.ask(turn.contact, questions.STOP, turn.now, because_of=turn.sent_at)
    in_time = turn.sent_at + GOODBYE_WITHIN
    if turn.now > in_time:
        return None  # too late to ask; silence for a day still means stop
    return Reply(turn.say(questions.STOP), kind=questions.STOP, event=event, expires_at=in_time)


def keep_on(turn: Turn) -> Reply:
    """NO to "should all our texts end?"."""
    event = clear_doubt(turn)
    return Reply(turn.say("kept_on"), event=event)


def clear_doubt(turn: Turn) -> ConsentEvent | None:
    """Whoever answers NO, texts START or a new number has told us that texts may stay on."""
    question = questions.newest_open(turn.contact, turn.sent_at, questions.STOP)
    if question is None:
        return None
    event = turn.record(ConsentKind.KEPT, shown=questions.as_read(question), proofs=questions.proofs_of(question))
    questions.close(turn.contact, "no", turn.now, questions.STOP)
    outbox.release(turn.contact, consent.UNCLEAR_STOP, turn.now)
    return event


def stop_the_silent(now: datetime) -> int:
    """Nobody answered within 24 hours: it was a stop. No goodbye, its five minutes are long over."""
    stopped = 0
    for question in questions.run_out(now):
        # The contact first, as whoever answers a text of theirs does: else the two wait for each other.
        take_turn(Contact.select().where(Contact.id == question.contact_id)).get()
        if not questions.is_still_open(question):
            continue
        stopped += 1
        event = consent.record(
            question.contact,
            ConsentKind.REVOKED,
            now,
            source=Source.NOBODY,
            rule="no answer within 24 hours to our question whether all texts should end",
            shown=questions.as_read(question),
            proofs=questions.proofs_of(question),
        )
        end_everything(question.contact, event, now, "silence")
    return stopped


def stop_by_operator(contacts: list[Contact], how: str, reason: str, by: str, now: datetime) -> list[ConsentEvent]:
    """An opt-out by phone, letter or e-mail, written down by an operator: as good as a texted one."""
    events = []
    for contact in contacts:
        take_turn(Contact.select().where(Contact.id == contact.id)).get()
        note = f"{reason} (recorded by {by})" if by else reason
        event = consent.record(
            contact, ConsentKind.REVOKED, now, source=Source.OPERATOR, rule=f"an operator recorded it: {how}", note=note
        )
        end_everything(contact, event, now, "stop")
        events.append(event)
    return events


def doubts_behind(asked: Sequence[OpenQuestion]) -> dict[int, ConsentEvent]:
    """question -> the act that made us ask whether all texts should end."""
    contacts = {question.contact_id for question in asked}
    doubts = ConsentEvent.contact.in_(contacts) & (ConsentEvent.kind == ConsentKind.DOUBTED)
    found = dict[int, ConsentEvent]()
    for event in ConsentEvent.select().where(doubts).order_by(ConsentEvent.id) if contacts else ():
        theirs = (one for one in asked if one.contact_id == event.contact_id and event.recorded_at <= one.asked_at)
        found |= {question.id: event for question in theirs}
    return found


def stop_the_unclear(question: OpenQuestion, reason: str, by: str, now: datetime) -> ConsentEvent | None:
    """An operator reads the person's text as a stop, without waiting for their answer. None when they answered, or
    silence did, before. That it was no stop is the person's alone to say."""
    take_turn(Contact.select().where(Contact.id == question.contact_id)).get()
    if not questions.is_still_open(question):
        return None
    [event] = stop_by_operator([question.contact], "their unclear text was a stop", reason, by, now)
    return event


def stop_on_page(subscription: Subscription, now: datetime, everything: bool, page: str = "track page") -> None:
    """The person pressed it on a page of their own: this piece, or all our texts. No goodbye: the page says it."""
    contact = subscription.contact
    if everything:
        return stop_all_on_page(contact, now, page)
    take_turn(Contact.select().where(Contact.id == contact.id)).get()
    subscription = Subscription.get_by_id(subscription.id)
    if consent.is_opted_out(contact) or subscription.state == SubscriptionState.ENDED:
        return None  # pressed twice: it holds already
    rule, piece = f"pressed on their own {page}: no more of this one", subscription.mailpiece
    consent.record(contact, ConsentKind.REVOKED, now, mailpiece=piece, source=Source.WEB, rule=rule)
    outbox.drop_queued(contact, "opted_out", now, subscription)
    signup.take_out_of_waiting_reply(subscription, now)
    following.end([subscription], now)
    return None


def stop_all_on_page(contact: Contact, now: datetime, page: str) -> None:
    take_turn(Contact.select().where(Contact.id == contact.id)).get()
    if consent.is_opted_out(contact):
        return
    rule = f"pressed on their own {page}: no more texts"
    end_everything(
        contact, consent.record(contact, ConsentKind.REVOKED, now, source=Source.WEB, rule=rule), now, "stop"
    )


def start(turn: Turn) -> Reply | None:
    """Texts are allowed again. Old subscriptions stay off; the number we asked about, if any, is followed now."""
    question = questions.newest_open(turn.contact, turn.sent_at, questions.FOLLOW_AFTER_START)
    event = turn.record(
        ConsentKind.RESUMED,
        shown=questions.as_read(question) if question else None,
        proofs=questions.proofs_of(question) if question else (),
    )
    consent.lift(turn.contact, event, turn.now)
    if consent.is_opted_out(turn.contact):
        return None  # a STOP that was sent after this START stands
    questions.close(turn.contact, "start", turn.now, questions.FOLLOW_AFTER_START)
    questions.close(turn.contact, "start", turn.now, questions.STOP)  # also one whose time has just run out
    if question and question.mailpiece:
        return numbers.sign_up(turn, [eras.newest_era(question.mailpiece)], question)
    return Reply(turn.say("started"), Purpose.ESSENTIAL, event=event)
