"""One text on its way, step by step and without a world around it: queued, begun, accepted, told about."""

from datetime import UTC, datetime, timedelta

from bot import consent, outbox, receipts, settling, wording
from bot.gateway import Listed, Sent
from bot.outcomes import Outcome
from models.consent import ConsentEvent
from models.contact import Contact, find_or_make_contact
from models.from_number import keep_address
from models.outbound import OutboundMessage
from models.program import Program
from models.vocabulary import ConsentKind, Purpose
from tests.world import ADA, begin_one

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


def make_program() -> Program:
    made: Program = Program.create(
        key="default", brand="Waypost", from_number="55501", help_contact="x@example.org", regions="US", created_at=NOW
    )
    keep_address(made, "sms", made.from_number, 1000)
    return made


def asked(program: Program, phone: str = ADA, now: datetime = NOW) -> tuple[Contact, ConsentEvent]:
    contact = find_or_make_contact(program, phone, now)
    return contact, consent.record(contact, ConsentKind.ASKED, now)


def queue(program: Program, phone: str = ADA, now: datetime = NOW) -> OutboundMessage:
    contact, event = asked(program, phone, now)
    said = wording.say("list_empty", brand="Waypost")
    posted = outbox.post(outbox.Draft(contact, event, Purpose.REPLY, said), now)
    assert posted is not None and posted.state == "queued"
    return posted


def begin(program: Program, phone: str = ADA, now: datetime = NOW) -> OutboundMessage:
    """A text whose request is on its way to the provider."""
    queued = queue(program, phone, now)
    begun = begin_one(now)
    assert begun is not None and begun.id == queued.id
    return begun


def settle(begun: OutboundMessage, outcome: Outcome, sid: str = "", now: datetime = NOW) -> None:
    settling.settle_all([(begun, Sent(outcome, sid, "queued" if sid else ""))], now)


def accepted(program: Program, sid: str, phone: str = ADA, now: datetime = NOW) -> OutboundMessage:
    begun = begin(program, phone, now)
    settle(begun, Outcome.ACCEPTED, sid, now)
    return again(begun)


def begin_again(message: OutboundMessage, now: datetime) -> OutboundMessage:
    """The next try of a text that was put back."""
    begun = begin_one(now)
    assert begun is not None and begun.id == message.id
    return begun


def again(message: OutboundMessage) -> OutboundMessage:
    found: OutboundMessage = OutboundMessage.get_by_id(message.id)
    return found


def told(sid: str, status: str, code: int = 0, reference: str = "", now: datetime = NOW, **more: str) -> bool:
    """A status callback."""
    form = {"MessageSid": sid, "MessageStatus": status, "To": ADA, **more}
    return receipts.take_in(receipts.Callback(sid, status, code, reference, form), now)


def shown(sid: str, body: str, status: str = "queued", at: datetime = NOW, **more: object) -> Listed:
    """A message as the provider's log shows it."""
    sent_at = None if status == "queued" else at + timedelta(seconds=1)
    return Listed(sid, False, "55501", ADA, body, status, 0, at, sent_at, **({"error_code": None} | more))  # type: ignore[arg-type]
