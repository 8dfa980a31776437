"""Answers to texts about mailpieces: a number, alone or with a USPS keyword, STATUS and LIST, a PIN, a mistyped one."""

from datetime import timedelta
from typing import Any

from bot import consent, following, lag, limits, listing, outbox, pacing, questions, signup, wording
from bot.describe import carrier_name, shown
from bot.turn import Reply, Turn
from bot.web_requests import Form
from bot.wording import Wording
from carriers.recognise import Candidate
from models.fields import phone_index
from models.mailpiece import Mailpiece
from models.outbound import OutboundMessage
from models.question import OpenQuestion
from models.subscription import Subscription
from models.vocabulary import AnswerState, ConsentKind, Purpose, Source

#: "LIST" and then "MORE": how long the last page is remembered.
MORE_WITHIN = timedelta(hours=1)


def status(turn: Turn) -> Reply:
    """One followed piece in full, several in a list with pages."""
    followed = following.followed(turn.contact)
    if not followed:
        return Reply(turn.say("list_empty"))
    if len(followed) == 1 and followed[0].mailpiece.answer == AnswerState.FOUND:
        said = _status_now(turn, followed[0])
        if not limits.silence(limits.recent(turn.contact, outbox.body_index(said.text), turn.now), said.key):
            following.told_by_reply(followed[0], turn.now)  # an answer that is not given tells nothing
        return Reply(said, kind=pacing.STATUS)
    wanted = min(_page_wanted(turn), listing.MOST_PAGES)
    late = lag.worst([one.mailpiece for one in followed], turn.now)
    said_late = lag.span(late) if late else ""
    pages = listing.pages(turn.program.brand, followed, turn.contact.language, wanted, said_late)
    return Reply(pages[-1], kind="list_items", occasion=f"page {len(pages)} of text {turn.message.id}")


def _page_wanted(turn: Turn) -> int:
    """The page that "LIST 2" or "MORE" asks for, from 1."""
    if turn.reading.argument.isdigit():
        return max(1, int(turn.reading.argument[:3]))
    if turn.reading.argument != "more":
        return 1
    last = (
        OutboundMessage.select()
        .where(
            (OutboundMessage.contact == turn.contact)
            & (OutboundMessage.kind == "list_items")
            & (OutboundMessage.created_at > turn.now - MORE_WITHIN)
        )
        .order_by(OutboundMessage.id.desc())
        .first()
    )
    return int(last.occasion.split()[1]) + 1 if last else 1


def _status_now(turn: Turn, subscription: Subscription) -> Wording:
    """As we know it, without asking: where we should have asked and did not, it says how old that is."""
    parts, piece = shown(subscription), subscription.mailpiece
    values = {"piece": parts.piece, "state": parts.state, "place": parts.place, "when": parts.when}
    if lag.worst([piece], turn.now) and piece.answered_at:
        return turn.say("status_now_behind", span=lag.span(turn.now - piece.answered_at), **values)
    abroad = piece.format == signup.INTERNATIONAL and piece.milestone not in signup.ENDED
    return turn.say("status_now_abroad" if abroad else pacing.STATUS, **values)


def track(turn: Turn, question: OpenQuestion | None = None) -> Reply | None:
    """Status now and follow, in one reply, for every number in the text that we can ask about. `question`: the one of
    ours whose answer settled whose numbers they are."""
    numbers = _distinct(turn.reading.numbers)
    possible = [number for number in numbers if following.can_follow(number)]
    if not possible:
        carrier = carrier_name(numbers[0].carrier, turn.contact.language)
        return Reply(turn.say("unsupported", piece=f"..{numbers[0].tracking_number[-4:]}", carrier=carrier))
    if turn.known.opted_out:
        return _offer_start(turn, possible[0])
    left = limits.new_numbers_left(turn.known.begun)
    new = [number for number in possible if not turn.known.follows or following.is_new(turn.contact, number)]
    allowed = [number for number in possible if number not in new[left:]]
    if not allowed:
        return Reply(turn.say("too_many_numbers"))
    pieces = [following.find_or_make_mailpiece(number, turn.now) for number in allowed]
    return look_back(turn, pieces[0]) if turn.reading.choice == "past" else sign_up(turn, pieces, question)


def sign_up(
    turn: Turn,
    pieces: list[Mailpiece],
    question: OpenQuestion | None = None,
    proven: bool = False,
    page: Form | None = None,
) -> Reply | None:
    """Follow the pieces on the person's own act; `question` is what a YES or START answered, `page` the form on our web
    page that came before it.

    `proven`: the sender named this phone for the piece, so everything may be shown to it.
    """
    shown_text = questions.as_read(question) if question else page.shown if page else None
    origin: dict[str, Any] = dict(where=page.where, source=Source.WEB, asked_by=page.asked_by) if page else {}
    proofs = questions.proofs_of(question) if question else ()
    followed = []
    for piece in pieces:
        event = turn.record(ConsentKind.CONFIRMED, piece, shown=shown_text, proofs=proofs, **origin)
        if turn.known.stopped and consent.ended_since(turn.contact, piece, turn.sent_at):
            continue  # an older text, taken in late: they stopped this one since
        if turn.known.invited:
            outbox.withdraw(turn.contact, questions.INVITE, piece, turn.now)
        followed.append(following.follow(turn.contact, piece, event, turn.reading.choice, turn.now))
        if proven:
            following.prove(followed[-1])
    if not followed:
        return None
    pending = [subscription for subscription in followed if not following.is_fresh(subscription.mailpiece, turn.now)]
    waits = () if turn.reading.choice == "future" else tuple(followed)
    return Reply(
        signup.signup_wording(followed, turn.contact.language, pending),
        kind="followed",
        event=followed[0].consent_event,
        subjects=waits,
    )


def look_back(turn: Turn, piece: Mailpiece) -> Reply:
    """NUMBER AP: the scans so far, once. Nothing is followed that was not followed before."""
    event = turn.record(ConsentKind.ASKED, piece)
    subscription = following.look_once(turn.contact, piece, event, turn.now)
    pending = [] if following.is_fresh(piece, turn.now) else [subscription]
    return Reply(
        listing.past_wording(subscription, turn.contact.language, bool(pending)),
        kind="past",
        event=event,
        subjects=(subscription,),
    )


def _offer_start(turn: Turn, number: Candidate) -> Reply:
    piece = following.find_or_make_mailpiece(number, turn.now)
    questions.ask(turn.contact, questions.FOLLOW_AFTER_START, turn.now, piece)
    said = turn.say("opted_out_number", piece=following.name_of(number, turn.contact.language))
    return Reply(said, Purpose.ESSENTIAL, kind=questions.FOLLOW_AFTER_START)


def pin(turn: Turn) -> Reply:
    """A PIN from the sender opens the full status of a registered mailpiece to the phone that texts it."""
    if limits.pins_left(turn.contact, turn.now) > 0:
        for subscription in following.followed(turn.contact):
            piece = subscription.mailpiece
            if piece.pin_index and piece.pin_index == pin_index(piece, turn.reading.pin):
                subscription.proven = True
                subscription.save(only=[Subscription.proven])
                return Reply(turn.say("pin_right", piece=shown(subscription).piece))
    return Reply(turn.say("pin_wrong"))


def pin_index(piece: Mailpiece, pin: str) -> str:
    return phone_index(f"pin:{piece.carrier}:{piece.tracking_number}:{piece.era}:{pin}")


def mistyped(turn: Turn) -> Reply:
    miss = turn.reading.miss
    if miss is None or not wording.has(miss.reason, turn.contact.language):
        return Reply(turn.say("unclear"))
    return Reply(turn.say(miss.reason, carrier=carrier_name(miss.carrier, turn.contact.language)))


def green_card(turn: Turn) -> Reply:
    return Reply(turn.say("green_card"))


def _distinct(numbers: tuple[Candidate, ...]) -> list[Candidate]:
    """The best reading of each number; recognise() lists the best first."""
    best: dict[str, Candidate] = {}
    for number in numbers:
        best.setdefault(number.tracking_number, number)
    return list(best.values())
