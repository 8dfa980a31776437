"""A consent history with something in every column, for the tests of the ledger, its verifiers and its exports."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import consent, erasure
from bot.wording import Wording
from config import time
from config.ledger_key import load_ledger_key
from models import ledger
from models.consent import ConsentEvent
from models.contact import Contact, find_or_make_contact
from models.fields import phone_index
from models.heads import use_ledger
from models.inbound import InboundMessage
from models.mailpiece import Mailpiece
from models.outbound import OutboundMessage
from models.program import Program
from models.sender import Sender
from models.vocabulary import ConsentKind, Purpose, Source
from tests.world import ADA, BEN, CORA, NUMBER

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SHOWN = Wording("invite", "3", "es", "Waypost: ¿quiere recibir avisos de ..0787? Responda YES")
WORDS = "Yes please, zebracanary"


def wire(folder: Path) -> Path:
    """The signing key and the file of heads of these tests; gives the file."""
    heads_file = folder / "heads.jsonl"
    use_ledger(lambda: load_ledger_key(folder / "instance"), heads_file)
    return heads_file


def make_program() -> Program:
    program: Program = Program.create(
        key="default", brand="Waypost", from_number="55501", help_contact="x@example.org", regions="US", created_at=NOON
    )
    return program


def text_in(contact: Contact, body: str, at: datetime, number: int) -> InboundMessage:
    inbound: InboundMessage = InboundMessage.create(
        provider_reference=f"SM{number:032}",
        program=contact.program,
        contact=contact,
        body=body,
        received_at=at,
        state="answered",
        rule="the text holds a tracking number",
    )
    return inbound


def text_out(contact: Contact, event: ConsentEvent, body: str, at: datetime, number: int) -> OutboundMessage:
    outbound: OutboundMessage = OutboundMessage.create(
        reference=f"ours-{number}",
        contact=contact,
        consent_event=event,
        purpose=Purpose.REPLY,
        kind="followed_status",
        body=body,
        segments=1,
        priority=0,
        language="en",
        wording_version="followed_status/1",
        state="delivered",
        created_at=at,
        not_before=at,
        provider_reference=f"SM-out-{number}",
    )
    return outbound


def full_event(contact: Contact, at: datetime, number: int) -> ConsentEvent:
    """A confirmation with every column filled."""
    piece, _ = Mailpiece.get_or_create(carrier="usps", tracking_number=NUMBER, defaults={"created_at": at})
    sender, _ = Sender.get_or_create(
        program=contact.program, key="law", defaults={"name": "A Law Office", "created_at": at}
    )
    return consent.record(
        contact,
        ConsentKind.CONFIRMED,
        at,
        inbound=text_in(contact, WORDS, at, number),
        mailpiece=piece,
        sender=sender,
        source=Source.WEB,
        rule="YES to the open question",
        shown=SHOWN,
        where=consent.Where("https://texts.example.org/in", "192.0.2.7", "Browser/1.0", "optin"),
        asked_by="A Law Office",
        note="by post",
        proofs=[f"ours-{number}"],
    )


def fill(contact: Contact, count: int, at: datetime) -> None:
    """Plain events of this contact, a second apart."""
    for number in range(count):
        consent.record(contact, ConsentKind.ASKED, at + timedelta(seconds=number), rule="HELP")


def event_from_before_the_ledger(contact: Contact, at: datetime) -> ConsentEvent:
    event: ConsentEvent = ConsentEvent.create(
        contact=contact, kind="revoked", scope="all", source="inbound_text", happened_at=at, recorded_at=at
    )
    return event


def live(events: int = 270) -> Contact:
    """ADA with a full history, BEN with `events` others, CORA erased; at a minute to one. Nothing is sealed yet."""
    program = make_program()
    ada, ben, cora = (find_or_make_contact(program, phone, NOON) for phone in (ADA, BEN, CORA))
    event_from_before_the_ledger(ada, NOON)
    confirmed = full_event(ada, NOON + timedelta(minutes=1), 1)
    text_out(ada, confirmed, "Waypost: ..0787 is in transit", NOON + timedelta(minutes=1), 1)
    consent.record(ada, ConsentKind.REVOKED, NOON + timedelta(minutes=2), rule="the text is STOP")
    fill(ben, events, NOON + timedelta(minutes=3))
    full_event(cora, NOON + timedelta(minutes=50), 2)
    with time.clock(lambda: NOON + timedelta(minutes=59)):
        erasure.erase(CORA, reason="asked by letter", by="Olga")
    return ada


def events_of(phone: str) -> list[ConsentEvent]:
    return list(ConsentEvent.select().where(ConsentEvent.subject == phone_index(phone)).order_by(ConsentEvent.id))


__all__ = ["ADA", "BEN", "CORA", "NOON", "WORDS", "events_of", "fill", "full_event", "ledger", "live", "wire"]
