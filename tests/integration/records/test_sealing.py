"""An end seals a record; late evidence makes another seal; looks make none; a purge leaves a tombstone."""

import hashlib
import json

import pytest

from config import time
from models.database import database
from models.ledger import open_evidence
from models.ledger_seal import seal_waiting
from models.ledger_verify import verify
from models.mailpiece import CarrierSlice
from models.record_seal import RecordSeal, SealedContent
from records import addresses, sealing
from records.storing import store
from tests.console_people import department
from tests.mailings import letter
from tests.packet_case import Case, sealed_letter
from tests.world import NUMBER, World


@pytest.fixture
def case(world: World) -> Case:
    return sealed_letter(world)


def test_a_record_is_sealed_a_day_after_its_end_by_its_own_job_and_not_before(world: World) -> None:
    world.scan(NUMBER, "03", "Accepted at USPS Origin Facility")
    with database.atomic():
        (stored,) = store(department(world), [letter()], None, "form", None, time.now())
    world.work()
    world.scan(NUMBER, "01", "Delivered, Left with Individual")
    case = Case(world, stored.record_id or 0)
    world.clock.move(hours=23)
    world.work()
    assert RecordSeal.select().count() == 0 and case.row.outcome == "delivered"
    due = sealing.due_at(case.row)
    assert due is not None and due > time.now()
    world.clock.move(hours=2)
    world.work()
    seal = RecordSeal.get()
    assert (seal.mailpiece_id, seal.number, seal.what) == (case.record, 1, "sealed")
    assert case.row.seals == 1 and sealing.due_at(case.row) is None


def test_a_record_on_its_way_is_not_sealed(world: World) -> None:
    world.scan(NUMBER, "03", "Accepted at USPS Origin Facility")
    with database.atomic():
        (stored,) = store(department(world), [letter()], None, "form", None, time.now())
    world.work()
    world.clock.move(days=9)
    case = Case(world, stored.record_id or 0)
    assert case.seal() is None


def test_late_evidence_makes_another_seal_and_the_first_stays_as_it_was(case: Case) -> None:
    before = sealing.sealed_bytes(sealing.seals_of(case.row)[0])
    assert case.seal() is None, "nothing came since"
    case.attach("green_card", b"%PDF-1.4 a green card")
    late = case.seal()
    assert late is not None and (late.number, late.what) == (2, "late") and case.row.seals == 2
    first, second = sealing.seals_of(case.row)
    assert sealing.sealed_bytes(first) == before
    for one in (first, second):
        kept = sealing.sealed_bytes(one)
        assert kept is not None and hashlib.sha256(kept).hexdigest() == one.content_sha256
    assert [one["kind"] for one in json.loads(sealing.sealed_bytes(second) or b"")["files"]] == ["ps3800", "green_card"]


@pytest.mark.parametrize("how", ["address", "reference", "scan"])
def test_whatever_proves_something_counts_as_late_evidence(case: Case, how: str) -> None:
    with database.atomic():
        if how == "address":
            addresses.edit(case.row, "Maria Núñez", "PO BOX 9", "she moved", None, time.now())
        elif how == "reference":
            addresses.add_reference(case.row, "tenant", "unit 4", time.now())
    if how == "scan":
        case.world.scan(NUMBER, "GC", "Return Receipt Associated")  # its own job seals it
    else:
        case.seal()
    assert [one.what for one in sealing.seals_of(case.row)] == ["sealed", "late"]


def test_looks_and_answers_that_say_the_same_make_no_seal(case: Case) -> None:
    case.look()
    CarrierSlice.create(mailpiece=case.record, sha256="0" * 64, body=b'{"asOf": "later"}', fetched_at=time.now())
    assert case.seal() is None and len(sealing.seals_of(case.row)) == 1


def test_a_purge_leaves_a_tombstone_that_names_what_was_there_and_nobody(case: Case) -> None:
    with database.atomic():
        stone = sealing.tombstone(case.row, "kept for seven years, and its time was over", time.now())
    assert (stone.what, stone.number) == ("purged", 2)
    assert SealedContent.select().count() == 0 and sealing.sealed_bytes(sealing.seals_of(case.row)[0]) is None
    said = open_evidence(stone) or {}
    assert said["files"] == [hashlib.sha256(b"%PDF-1.4 a stamped receipt, as it was scanned\x00\xff").hexdigest()]
    assert "Núñez" not in json.dumps(said, ensure_ascii=False)


def test_seals_are_leaves_of_the_ledger_and_nobody_changes_them(case: Case) -> None:
    seal_waiting()
    assert verify().findings == []
    seal = sealing.seals_of(case.row)[0]
    with pytest.raises(Exception, match="append-only"), database.atomic():
        RecordSeal.update(what="late").where(RecordSeal.id == seal.id).execute()
    with pytest.raises(Exception, match="append-only"), database.atomic():
        RecordSeal.delete().where(RecordSeal.id == seal.id).execute()


def test_the_number_of_a_seal_is_given_once(case: Case) -> None:
    """Whoever seals has locked the record; were that forgotten, the database refuses the second."""
    again = dict(mailpiece=case.record, number=1, what="late", content_sha256="", recorded_at=time.now())
    with pytest.raises(Exception, match="(?i)unique|duplicate"), database.atomic():
        RecordSeal.insert(again).execute()
    assert len(sealing.seals_of(case.row)) == 1
