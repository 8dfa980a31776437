"""Records are kept as long as was set and no shorter; holds outrank that; a purge leaves a tombstone; nobody's leaving
orphans anything; and a drill shows that a letter of two months ago is found by somebody else."""

import random
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from config import time
from jobs import purge as purge_job
from models import ledger_seal
from models.audit import AuditEntry
from models.certified_record import CertifiedRecord, RecordAddress, RecordReference
from models.database import database
from models.ledger_verify import verify
from models.notice_type import NoticeType
from models.operator import Operator
from models.record_keeping import LegalHold, RetrievalDrill
from models.record_seal import RecordSeal, SealedContent
from models.vocabulary import Role
from records import drill_report, drills, keeping, reach
from records.holds import Refused, place, release
from records.storing import store
from tests.console_people import Person, department, sign_in
from tests.mailings import letter
from tests.world import NUMBER, NUMBERS, World


@pytest.fixture
def sam(world: World) -> Person:
    return sign_in(world, Role.SENDER, department(world))


def register(by: Person | None, sender: object, number: str = NUMBER, **more: object) -> int:
    with database.atomic():
        (stored,) = store(sender, [letter(number, **more)], by.who if by else None, "form", None, time.now())  # type: ignore[arg-type]
    assert stored.record_id, stored.faults
    return stored.record_id


def row(record: int) -> CertifiedRecord:
    found: CertifiedRecord = CertifiedRecord.get_by_id(record)
    return found


def form_of(kind: NoticeType, **more: object) -> MultiDict[str, object]:
    given_ = {
        "name": kind.name,
        "evidence": ["accepted", "letter"],
        "references": [],
        "own_references": "",
        "mailing_class": kind.mailing_class,
        "options": ["certified"],
        "never_accepted_days": "5",
        "calendar": kind.calendar,
        "keep_years": str(kind.keep_years),
        "active": "yes",
        **more,
    }
    return MultiDict(given_)


def change(person: Person, kind: NoticeType, **more: object) -> int:
    data = MultiDict([*form_of(kind, **more).items(multi=True), ("csrf", person.csrf())])
    return person.client.post(f"/desk/notice-types/{kind.id}", data=data).status_code


def test_a_longer_period_reaches_the_records_that_are_there_and_a_shorter_one_does_not(
    world: World, sam: Person
) -> None:
    record, ida = register(sam, sam.who.sender), sign_in(world, Role.ADMIN)
    kind = NoticeType.get(NoticeType.key == "letter")
    before = row(record).keep_until
    assert change(ida, kind, keep_years="10") == 303
    world.work()
    longer = row(record).keep_until
    assert longer.year == before.year + 3
    assert change(ida, NoticeType.get_by_id(kind.id), keep_years="2") == 303
    world.work()
    assert row(record).keep_until == longer
    assert keeping.keep_until(row(record), 2) == longer, "nor when it ends"
    entries = AuditEntry.select().where(AuditEntry.object == f"notice_type {kind.id}")
    assert [entry.action for entry in entries] == ["notice_type.changed"] * 2


def test_everybodys_notice_types_are_an_admins_and_a_department_makes_its_own(world: World, sam: Person) -> None:
    kind = NoticeType.get(NoticeType.key == "letter")
    assert change(sam, kind) == 404
    data = MultiDict([*form_of(kind, name="Notice to quit").items(multi=True), ("csrf", sam.csrf())])
    assert sam.client.post("/desk/notice-types", data=data).status_code == 303
    mine = NoticeType.get(NoticeType.name == "Notice to quit")
    assert mine.sender == sam.who.sender and mine.key == "notice_to_quit"
    other = sign_in(world, Role.SENDER, department(world, "sales"))
    assert "Notice to quit" not in other.get("/desk/notice-types").text and change(other, mine) == 404
    assert change(sam, mine, never_accepted_days="9") == 303


def test_a_hold_needs_a_reason_and_outranks_the_period(world: World, sam: Person) -> None:
    record = register(sam, sam.who.sender)
    without = sam.post(f"/desk/records/{record}/holds", {"reason": " "})
    assert without.status_code == 422 and LegalHold.select().count() == 0
    assert sam.post(f"/desk/records/{record}/holds", {"reason": "Lopez v. Acme"}).status_code == 303
    CertifiedRecord.update(keep_until=time.now().date() - timedelta(days=1)).execute()
    assert purge_job.run() == 0 and row(record).purged_at is None
    assert "Lopez v. Acme" in sam.get("/desk/keeping").text
    hold = LegalHold.get()
    assert sam.post(f"/desk/holds/{hold.id}/release", {"reason": "settled"}).status_code == 303
    assert row(record).held == 0 and purge_job.run() == 1
    with pytest.raises(Refused, match="released already|changed"), database.atomic():
        release(hold, "again", sam.who, time.now())


def test_a_purge_takes_what_is_personal_and_leaves_a_tombstone_that_the_ledger_vouches_for(
    world: World, sam: Person
) -> None:
    record = register(sam, sam.who.sender, references=(("matter", "9"),), external_id="CRM-1")
    other = register(sam, sam.who.sender, NUMBERS[0])
    CertifiedRecord.update(keep_until=time.now().date() - timedelta(days=1)).where(
        CertifiedRecord.mailpiece == record
    ).execute()
    assert purge_job.run() == 1
    gone = row(record)
    assert gone.purged_at is not None and (gone.external_id, gone.crm_url) == (None, None)
    assert RecordAddress.select().where(RecordAddress.record == record).count() == 0
    assert RecordReference.select().where(RecordReference.record == record).count() == 0
    tombstone = RecordSeal.get(RecordSeal.mailpiece == record)
    assert tombstone.what == "purged" and SealedContent.select().count() == 0
    assert reach.find(sam.who, record) is None and reach.find(sam.who, other) is not None
    assert sam.get(f"/desk/records/{record}").status_code == 404
    world.clock.move(minutes=2)
    while ledger_seal.seal_waiting():
        pass
    assert verify((), None).findings == []
    assert purge_job.run() == 0, "nothing is purged twice"


def test_an_uncommitted_purge_has_not_happened(world: World, sam: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    from records import purging

    record = register(sam, sam.who.sender)
    CertifiedRecord.update(keep_until=time.now().date() - timedelta(days=1)).execute()

    def killed(_record: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(purging, "_empty_scans", killed)
    with pytest.raises(KeyboardInterrupt):
        purge_job.run()
    assert RecordAddress.select().count() == 1 and RecordSeal.select().count() == 0
    assert row(record).purged_at is None


def test_who_mailed_it_leaves_and_the_record_is_there_for_the_others(world: World, sam: Person) -> None:
    record = register(sam, sam.who.sender)
    ida = sign_in(world, Role.ADMIN)
    assert ida.post(f"/console/team/{sam.id}/disable").status_code == 200
    assert sam.get(f"/desk/records/{record}").status_code in (302, 303)
    mate = sign_in(world, Role.SENDER, Operator.get_by_id(sam.id).sender)
    assert mate.get(f"/desk/records/{record}").status_code == 200


def test_a_department_with_one_exporter_is_told_so(world: World, sam: Person) -> None:
    assert [one.id for one in keeping.exporters(sam.who.sender)] == [sam.id]
    warned = "fewer than two people can produce a packet"
    assert warned in sam.get("/desk/keeping").text and warned in sam.get("/desk/drills").text
    sign_in(world, Role.SENDER, sam.who.sender)
    assert warned not in sam.get("/desk/keeping").text


def test_open_work_of_who_leaves_goes_to_somebody_of_the_department(world: World, sam: Person) -> None:
    from models.record_watch import RecordDeadline, RecordTask

    record, now = register(sam, sam.who.sender), time.now()
    RecordTask.create(record=record, title="call", owner=sam.id, made_at=now, due_at=now, zone="UTC")
    RecordDeadline.create(
        record=record, by_on=now.date(), calendar="US", zone="UTC", owner=sam.id, backup=None, made_at=now
    )
    mate, ida = sign_in(world, Role.SENDER, sam.who.sender), sign_in(world, Role.ADMIN)
    stranger = sign_in(world, Role.SENDER, department(world, "sales"))
    refused = ida.post("/console/departments/hand-over", {"gone": sam.id, "to": stranger.id})
    assert refused.status_code == 422 and "same department" in refused.text
    assert ida.post("/console/departments/hand-over", {"gone": sam.id, "to": mate.id}).status_code == 303
    assert RecordTask.get().owner_id == RecordDeadline.get().owner_id == mate.id


def test_a_drill_from_the_choice_to_the_packet(world: World, sam: Person) -> None:
    sender = sam.who.sender
    mate = sign_in(world, Role.SENDER, sender)
    record = register(mate, sender)
    register(sam, sender, NUMBERS[0])
    world.clock.move(days=70)
    sam = sign_in(world, Role.SENDER, sender)
    CertifiedRecord.update(created_by=sam.id).where(CertifiedRecord.mailpiece != record).execute()
    assert sam.post("/desk/drills").status_code == 303
    page = sam.get("/desk/drills").text
    under_way = RetrievalDrill.get()
    assert sam.get(f"/desk/drills/{under_way.id}/report").status_code == 404, "it would name the record"
    assert "Maria Núñez" in page and "November 2026" in page and NUMBER not in page
    world.clock.move(minutes=2)
    sam.get(f"/desk/records/{record}")
    world.clock.move(seconds=20)
    assert sam.post(f"/desk/records/{record}/packet").status_code == 200
    drill = RetrievalDrill.get()
    assert drill.record_id == record and drill.found_at is not None and drill.seconds is not None
    assert 140 <= drill.seconds < 400 and len(drill.packet_sha256) == 64
    report = sam.get(f"/desk/drills/{drill.id}/report")
    assert report.content_type == "application/pdf" and report.data == drill_report.report(drill)
    assert "produced in" in sam.get("/desk/drills").text


def test_a_drill_of_ones_own_letter_is_none(world: World, sam: Person) -> None:
    register(sam, sam.who.sender)
    world.clock.move(days=70)
    again = sign_in(world, Role.SENDER, Operator.get_by_id(sam.id).sender)
    CertifiedRecord.update(created_by=again.id).execute()
    answer = again.post("/desk/drills")
    assert answer.status_code == 422 and "nothing to look for" in answer.text


def test_the_picker_never_gives_ones_own_nor_another_departments_nor_one_of_another_age(
    world: World, sam: Person
) -> None:
    mate = sign_in(world, Role.SENDER, sam.who.sender)
    sales = department(world, "sales")
    mine = [register(sam, sam.who.sender, number) for number in (NUMBER, NUMBERS[0])]
    theirs = register(mate, sam.who.sender, NUMBERS[1])
    elsewhere = register(None, sales, NUMBERS[2])
    at = time.now()

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(days=st.integers(0, 200), seed=st.integers(0, 9))
    def picks(days: int, seed: int) -> None:
        now = at + timedelta(days=days)
        with database.atomic() as tried:
            try:
                drill = drills.begin(sam.who.sender, sam.who, now, random.Random(seed))
                assert drill.record_id == theirs and 60 <= days <= 90
                assert drill.record_id not in (*mine, elsewhere)
            except drills.Refused:
                assert not 60 <= days <= 90
            tried.rollback()

    picks()


def test_placing_the_same_hold_twice_is_one_hold(sam: Person) -> None:
    record = register(sam, sam.who.sender)
    with database.atomic():
        assert place([record], "Lopez v. Acme", sam.who, time.now()) == 1
        assert place([record], "Lopez v. Acme", sam.who, time.now()) == 0
    assert row(record).held == 1
