"""A sender registers mailings: good ones land whole, bad ones say what is wrong, used numbers are another piece."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from config import time
from models.batch import Batch, BatchPiece
from models.certified_record import CertifiedRecord, RecordAddress, RecordReference
from models.mailpiece import Mailpiece
from models.sender import Sender
from records import addresses
from records.registration import Registration
from records.storing import Stored, store
from tests.mailings import BLOCK, NOW, department, kind, letter
from tests.world import NUMBER, NUMBERS


@pytest.fixture
def legal(db: str) -> Iterator[Sender]:
    yield department("legal")


def put(sender: Sender, *given: Registration, batch: Batch | None = None, now: datetime = NOW) -> list[Stored]:
    return store(sender, given, None, "form", batch, now)


def test_what_is_registered_stands_whole_and_the_address_byte_for_byte(legal: Sender) -> None:
    given = letter(
        references=(("matter", "2026-118"), ("loan no", "77-1")),
        options=("receipt_electronic", "certified"),
        external_id="CRM-9",
        crm_url="https://crm.example.org/9",
        mailed_on=date(2026, 11, 19),
    )
    (answer,) = put(legal, given)
    assert answer.faults == []
    record = CertifiedRecord.get_by_id(answer.record_id)
    assert record.mailpiece.tracking_number == NUMBER and record.mailpiece.sender == legal
    assert record.mailpiece.registered_at == NOW and record.mailpiece.next_poll_at == NOW
    assert (record.options, record.mailing_class) == ("certified receipt_electronic", "First-Class Mail")
    assert (record.external_id, record.crm_url) == ("CRM-9", "https://crm.example.org/9")
    assert record.keep_until == date(2033, 11, 19), "seven years, of the day it was handed over"
    (address,) = addresses.versions(record)
    assert (address.version, address.recipient, address.block) == (1, "Maria Núñez", BLOCK.encode())
    rows = RecordReference.select().where(RecordReference.record == record).order_by(RecordReference.id)
    assert [(row.kind, row.value) for row in rows] == [("matter", "2026-118"), ("loan no", "77-1")]


def test_bad_ones_never_stop_the_good_ones(legal: Sender) -> None:
    answers = put(
        legal,
        letter(),
        letter(NUMBERS[0][:-1] + "0"),
        letter(NUMBERS[1]),
        letter(NUMBER),
        letter(NUMBERS[2], recipient=" "),
        letter("9.4E+21"),
    )
    assert [bool(answer.record_id) for answer in answers] == [True, False, True, False, False, False]
    said = [" ".join(fault.said for fault in answer.faults) for answer in answers]
    assert "check digit" in said[1] and "twice" in said[3] and "addressed" in said[4] and "spreadsheet" in said[5]
    assert CertifiedRecord.select().count() == 2 == RecordAddress.select().count()


def test_a_reference_that_its_kind_asks_for_must_be_there(legal: Sender) -> None:
    (refused,) = put(legal, letter(notice_type=kind("tenant_notice")))
    assert [(fault.field, fault.said) for fault in refused.faults] == [
        ("reference:tenant", "Tenant notice asks for: Tenant.")
    ]
    (taken,) = put(legal, letter(notice_type=kind("tenant_notice"), references=(("tenant", "M. Núñez"),)))
    assert taken.record_id


def test_the_same_number_is_registered_once_and_is_nobody_elses(legal: Sender) -> None:
    (first,) = put(legal, letter())
    (again,) = put(legal, letter())
    assert again.faults[0].said.startswith(f"This number is registered already, as record {first.record_id}")
    (theirs,) = put(department("sales"), letter())
    assert theirs.faults[0].said == "Another department has registered this number. Ask them, or an admin."


def test_the_same_number_a_year_later_is_a_second_piece(legal: Sender) -> None:
    (first,) = put(legal, letter())
    later = NOW + timedelta(days=365)
    (second,) = put(legal, letter(recipient="Ben Ortiz"), now=later)
    assert second.record_id and second.record_id != first.record_id
    old, new = (Mailpiece.get_by_id(answer.record_id) for answer in (first, second))
    assert (old.era, new.era, old.next_poll_at, new.next_poll_at) == (1, 2, None, later)
    assert [row.recipient for row in RecordAddress.select().order_by(RecordAddress.id)] == ["Maria Núñez", "Ben Ortiz"]


def test_a_piece_that_somebody_follows_already_becomes_the_senders(legal: Sender) -> None:
    piece = Mailpiece.create(carrier="usps", tracking_number=NUMBER, created_at=NOW)
    (answer,) = put(legal, letter())
    assert answer.record_id == piece.id and Mailpiece.get_by_id(piece.id).sender == legal


def test_an_id_of_the_offices_own_names_one_mailing_of_a_department(legal: Sender) -> None:
    twice = put(legal, letter(external_id="A-1"), letter(NUMBERS[0], external_id="a 1"))
    assert [bool(one.record_id) for one in twice].count(True) == 1
    (later,) = put(legal, letter(NUMBERS[1], external_id="A-1"))
    assert later.faults[0].field == "external_id"
    (theirs,) = put(department("sales"), letter(NUMBERS[1], external_id="A-1"))
    assert theirs.record_id


def test_those_of_a_batch_are_in_it(legal: Sender) -> None:
    batch = Batch.create(sender=legal, name="November", created_at=NOW)
    answers = put(legal, letter(), letter(NUMBERS[0]), batch=batch)
    assert {row.mailpiece_id for row in BatchPiece.select()} == {one.record_id for one in answers}


def test_an_edited_address_is_a_version_and_the_first_stays(legal: Sender) -> None:
    (answer,) = put(legal, letter())
    record = CertifiedRecord.get_by_id(answer.record_id)
    made = addresses.edit(record, "Maria Núñez", "PO BOX 9\nMEMPHIS TN 38101", "she moved", None, time.now())
    assert made.version == 2
    first, second = addresses.versions(record)
    assert first.block == BLOCK.encode() and (second.reason, second.block) == (
        "she moved",
        b"PO BOX 9\nMEMPHIS TN 38101",
    )
    with pytest.raises(addresses.Refused, match="Say why"):
        addresses.edit(record, "Maria Núñez", "PO BOX 10", " ", None, time.now())
    with pytest.raises(Exception, match="never overwritten"):
        RecordAddress.update(version=9).where(RecordAddress.record == record).execute()
