"""An erased person is gone from every table, still not texted, and the ledger still verifies."""

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from peewee import DatabaseError

from bot import consent, erasure, outbox, receipts
from bot.ledger_cli import ledger_group
from jobs import seal
from models import ledger
from models.consent import ConsentEvent, Suppression
from models.contact import Contact, find_contact, find_or_make_contact
from models.database import database
from models.fields import phone_index
from models.inbound import InboundMessage
from models.ledger import Erasure
from models.ledger_verify import verify
from models.mailpiece import Mailpiece
from models.outbound import DeliveryReceipt, OutboundMessage
from models.program import Program
from models.subscription import Subscription
from models.tables import ALL_TABLES
from models.vocabulary import ConsentKind, InboundState, OutboundState, Purpose
from models.web_request import WebRequest
from tests.ledger_story import NOON, WORDS, full_event, text_in, text_out
from tests.world import ADA, BEN, World

PLANTED = {"phone": ADA, "national phone": ADA[2:], "words": WORDS, "our text": "pelicanreply", "name": "narwhalname"}
PLANTED |= {"check word": "ocelotword", "IP": "192.0.2.7", "browser": "Browser/1.0", "in flight": "tapirtext"}


@pytest.fixture
def ada(world: World) -> Contact:
    """ADA with something personal wherever there is room for it, and BEN with the same about himself."""
    for phone in (ADA, BEN):
        contact = find_or_make_contact(Program.get(), phone, NOON)
        contact.check_word, contact.zone, contact.quiet_hours = PLANTED["check word"], "America/Denver", "22-7"
        contact.save()
        event = full_event(contact, NOON, contact.id)
        Subscription.create(
            contact=contact,
            mailpiece=Mailpiece.get(),
            state="active",
            nickname=PLANTED["name"],
            consent_event=event,
            created_at=NOON,
        )
        sent = text_out(contact, event, PLANTED["our text"], NOON, contact.id)
        OutboundMessage.update(template_values=PLANTED["our text"]).where(OutboundMessage.id == sent.id).execute()
        form = {"MessageSid": "x", "To": phone, "MessageStatus": "delivered"}
        receipts.take_in(receipts.Callback(sent.provider_reference, "delivered", 0, "", form), NOON)
        receipts.take_in(receipts.Callback(f"SM-stray-{contact.id}", "sent", 0, "", form), NOON)
        for number, state in ((10, OutboundState.QUEUED), (20, OutboundState.SENDING)):
            waiting = text_out(contact, event, PLANTED["in flight"], NOON, contact.id + number)
            OutboundMessage.update(state=state, finished_at=None, kind=f"kind{number}").where(
                OutboundMessage.id == waiting.id
            ).execute()
        waiting = text_out(contact, event, PLANTED["in flight"], NOON, contact.id + 30)
        OutboundMessage.update(state=OutboundState.QUEUED, kind=outbox.GOODBYE).where(
            OutboundMessage.id == waiting.id
        ).execute()
        open_text = text_in(contact, WORDS, NOON, contact.id + 100)
        InboundMessage.update(state=InboundState.FAILED, next_try_at=NOON + timedelta(days=9)).where(
            InboundMessage.id == open_text.id
        ).execute()
    seal.run()
    found: Contact = find_contact(Program.get(), ADA) or Contact()
    return found


def everything_readable() -> list[tuple[str, str]]:
    """(table.column and whose, its content) as somebody with all keys reads it."""
    found = []
    for table in ALL_TABLES:
        for row in table.select():
            whose = f"contact {row.__data__['contact']}" if "contact" in row.__data__ else f"row {row._pk}"
            whose = f"contact {row.id}" if table is Contact else whose
            for field in table._meta.sorted_fields:
                value = row.__data__.get(field.name)
                text = bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value)
                found.append((f"{table.__name__}.{field.name} of {whose}", text))
    return found


def traces() -> set[str]:
    return {
        f"{what} in {where}" for where, text in everything_readable() for what, word in PLANTED.items() if word in text
    }


def test_nothing_of_the_person_is_left_and_others_keep_theirs(ada: Contact, world: World) -> None:
    of_ben = {trace for trace in traces() if trace.endswith(f"of contact {ada.id + 1}")}
    assert len(of_ben) >= 8 and len(traces()) > 2 * len(of_ben)
    begun = {"created_at": world.clock(), "expires_at": world.clock(), "details": b"{}"}
    WebRequest.create(kind="question", state="waiting", phone=ADA, phone_index=phone_index(ADA), **begun)
    erased = erasure.erase(ADA, "asked by letter", "Olga")
    left = {trace for trace in traces() if trace.split(" in ")[0].endswith("phone")}
    assert left == set(), "BEN's phone is another; ADA's stands nowhere"
    assert of_ben <= traces()
    assert {trace for trace in traces() if trace.endswith(f"of contact {ada.id}")} == set()
    assert erased[0].counts == {
        "consent events": 1,
        "files about them": 0,
        "nicknames": 1,
        "receipts": 2,
        "subscriptions ended": 1,
        "texts in": 2,
        "texts not sent": 2,
        "texts that waited for a person": 0,
        "texts out": 4,
        "web forms": 1,
        "words of the opt-out log": 0,
    }
    form = WebRequest.get()
    assert (form.phone, form.details, form.reason) == (None, None, "erased")
    gone = Contact.get_by_id(ada.id)
    assert (gone.phone, gone.phone_index, gone.check_word, gone.zone) == ("", f"erased-{ada.id}", None, "")
    assert gone.erased_at == world.clock()
    strays = DeliveryReceipt.select().where(DeliveryReceipt.outbound.is_null()).order_by(DeliveryReceipt.id)
    assert [bool(receipt.raw) for receipt in strays] == [False, True]


def test_the_ledger_tells_of_the_erasure_and_still_verifies(ada: Contact, world: World) -> None:
    emptied = ConsentEvent.get(ConsentEvent.contact == ada)
    erasure.erase(ADA, "asked by letter", "Olga")
    world.clock.move(seconds=51)
    assert verify().findings == [], "before it is sealed"
    world.work()
    assert verify().findings == [] and verify().size == ConsentEvent.select().count() + 1
    row = Erasure.get()
    assert json.loads(row.erased_events) == {"consent": [emptied.id]}
    assert json.loads(row.report)["texts in"] == 2
    told = ledger.open_evidence(row)
    assert told is not None and (told["by"], told["reason"]) == ("Olga", "asked by letter")
    assert ledger.open_evidence(ConsentEvent.get_by_id(emptied.id)) is None
    assert ConsentEvent.get_by_id(emptied.id).digest == emptied.digest


def test_a_suppression_stays_and_only_their_own_start_lifts_it(ada: Contact, world: World) -> None:
    erasure.erase(ADA, "asked by letter", "Olga")
    kept = Suppression.get(Suppression.phone_index == phone_index(ADA))
    assert kept.reason == ConsentKind.ERASED and kept.lifted_at is None
    again = find_or_make_contact(Program.get(), ADA, world.clock())
    assert again.id != ada.id and consent.is_opted_out(again)
    assert consent.is_opted_out(Contact.get_by_id(ada.id))
    history = consent.History(consent.history_of(ada))
    for purpose in (Purpose.PUSH, Purpose.INVITE, Purpose.REPLY):
        assert isinstance(consent.may_text(history, purpose, world.clock()), consent.Refused), purpose
    world.text(ADA, "START")
    assert not consent.is_opted_out(again)
    assert len(world.texts_to(ADA)) == 1


def test_nothing_under_way_goes_out_afterwards(ada: Contact, world: World) -> None:
    erasure.erase(ADA, "asked by letter", "Olga")
    states = {
        message.kind: (message.state, message.reason)
        for message in OutboundMessage.select().where(OutboundMessage.contact == ada)
    }
    assert states["kind10"] == states[outbox.GOODBYE] == (OutboundState.DROPPED, "erased")
    given_back = OutboundMessage.update(state=OutboundState.QUEUED).where(OutboundMessage.contact == ada)
    given_back.where(OutboundMessage.kind == "kind20").execute()  # surely not sent: another try, ordinarily
    world.clock.move(seconds=10)
    world.work()
    assert world.texts_to(ADA) == []
    assert InboundMessage.select().where(InboundMessage.state == InboundState.FAILED).count() == 1, "BEN's alone"


def test_an_erased_person_who_comes_back_can_be_erased_again(ada: Contact, world: World) -> None:
    erasure.erase(ADA, "asked by letter", "Olga")
    world.text(ADA, "START")
    assert len(erasure.erase(ADA, "once more", "Olga")) == 1
    assert not any(PLANTED["phone"] in text for _, text in everything_readable())
    world.clock.move(minutes=1)
    world.work()
    assert verify().findings == []


def test_a_callback_that_comes_afterwards_is_kept_without_what_is_personal(ada: Contact) -> None:
    sent = OutboundMessage.get((OutboundMessage.contact == ada) & (OutboundMessage.reference == f"ours-{ada.id}"))
    erasure.erase(ADA, "asked by letter", "Olga")
    receipts.take_in(receipts.Callback(sent.provider_reference, "read", 0, "", {"To": ADA}), NOON)
    assert DeliveryReceipt.select().where(DeliveryReceipt.status == "read").count() == 1
    assert not any(PLANTED["national phone"] in text for _, text in everything_readable())
    assert erasure.erase(ADA, "asked by letter", "Olga") == []


def test_an_erasure_that_dies_half_way_has_done_nothing(
    ada: Contact, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything_readable()
    monkeypatch.setattr("bot.erasure._empty_contact", lambda *_: (_ for _ in ()).throw(RuntimeError("power cut")))
    with pytest.raises(RuntimeError):
        erasure.erase(ADA, "asked by letter", "Olga")
    assert everything_readable() == before


def test_an_erasure_that_names_a_row_of_another_is_found(ada: Contact, world: World) -> None:
    others = ConsentEvent.get(ConsentEvent.contact == ada.id + 1)
    ledger.append(
        Erasure,
        {},
        contact=ada,
        subject=ada.phone_index,
        erased_events=json.dumps({"consent": [others.id]}),
        report="{}",
        recorded_at=world.clock(),
    )
    seal.run()
    assert any("belongs to another contact" in what for _, what in verify().findings)
    ConsentEvent.update(evidence=None).where(ConsentEvent.id == others.id).execute()
    assert any("no erasure says so" in what for _, what in verify().findings)


def test_the_database_lets_evidence_be_emptied_and_nothing_else(ada: Contact) -> None:
    event = ConsentEvent.get(ConsentEvent.contact == ada)
    for values in (
        {"evidence": b"other"},
        {"evidence": None, "kind": "kept"},
        {"digest": None},
        {"evidence": None, "recorded_at": NOON + timedelta(days=1)},
    ):
        with pytest.raises(DatabaseError, match="append-only"), database.atomic():
            ConsentEvent.update(**values).where(ConsentEvent.id == event.id).execute()
    ConsentEvent.update(evidence=None).where(ConsentEvent.id == event.id).execute()
    with pytest.raises(DatabaseError, match="append-only"), database.atomic():
        ConsentEvent.update(evidence=b"back again").where(ConsentEvent.id == event.id).execute()


def test_the_command_prints_what_it_did_and_what_it_cannot_reach(ada: Contact, world: World, tmp_path: Path) -> None:
    arguments = ["erase", "--phone", ADA, "--reason", "asked by letter", "--by", "Olga"]
    said = CliRunner().invoke(ledger_group, arguments, catch_exceptions=False)
    assert said.exit_code == 0
    assert ADA not in said.output and "+…0143 is erased" in said.output
    assert "1 consent events" in said.output and "backups" in said.output and "provider's own log" in said.output
    again = CliRunner().invoke(ledger_group, arguments)
    assert again.exit_code == 1 and "not known here" in again.output


def test_sqlite_files_hold_no_ciphertext_that_was_emptied(ada: Contact, world: World, pairing: tuple[str, str]) -> None:
    """Overwritten with zeros and out of the write-ahead log: not only unlinked."""
    if not pairing[0].startswith("sqlite"):
        pytest.skip("PostgreSQL's vacuum does its own")
    path = Path(pairing[0].removeprefix("sqlite:///"))

    def stored() -> list[Any]:
        with closing(sqlite3.connect(path)) as connection:
            return [
                *connection.execute("SELECT body FROM inbound_message"),
                *connection.execute("SELECT evidence FROM consent_event WHERE evidence IS NOT NULL"),
                *connection.execute("SELECT phone FROM contact"),
            ]

    before = {bytes(row[0]) for row in stored()}
    erasure.erase(ADA, "asked by letter", "Olga")
    gone = before - {bytes(row[0]) for row in stored()}
    assert len(gone) == 4
    files = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert [value for value in gone if value[:40] in files] == []
