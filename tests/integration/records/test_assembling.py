"""A record follows its scans: accepted, ended, what is missing and until when it can be had."""

from datetime import date

from config import time
from models.certified_record import CertifiedRecord
from records import assemble
from records.registration import Registration
from records.storing import store
from tests.console_people import department
from tests.mailings import BLOCK, kind
from tests.world import NUMBER, World


def register(world: World, notice_type: str = "letter", **more: object) -> CertifiedRecord:
    given = Registration(NUMBER, "Maria Núñez", BLOCK, kind(notice_type), **more)  # type: ignore[arg-type]
    (answer,) = store(department(world), [given], None, "form", None, time.now())
    assert answer.faults == []
    world.work()
    return refreshed(answer.record_id)


def refreshed(record: int | None) -> CertifiedRecord:
    assert record is not None
    return assemble.refresh(record, time.now())


def test_created_accepted_and_delivered_are_kept_apart(world: World) -> None:
    world.scan(NUMBER, "GX", "Shipping Label Created, USPS Awaiting Item")
    record = register(world)
    assert record.label_made_at is not None
    assert (record.accepted_at, record.outcome) == (None, "")
    world.scan(NUMBER, "03", "Accepted at USPS Origin Facility")
    record = refreshed(record.mailpiece_id)
    assert record.accepted_at is not None and record.accepted_at > record.label_made_at
    world.scan(NUMBER, "01", "Delivered, Left with Individual")
    record = refreshed(record.mailpiece_id)
    assert record.outcome == "delivered" and record.ended_at is not None


def test_what_is_missing_says_until_when_it_can_be_had(world: World) -> None:
    world.scan(NUMBER, "GX", "Shipping Label Created, USPS Awaiting Item")
    record = register(world, "legal", references=(("matter", "9"),), options=("certified",))
    world.scan(NUMBER, "03", "Accepted at USPS Origin Facility")
    world.scan(NUMBER, "01", "Delivered, Left with Individual")
    world.clock.move(days=14)
    record = refreshed(record.mailpiece_id)
    assert set(record.missing.split()) >= {"receipt", "letter", "return_receipt"}
    assert record.obtainable_until == date(2028, 11, 19), "two years from delivery"
    again = refreshed(record.mailpiece_id)
    assert again.missing == record.missing
