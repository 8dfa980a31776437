"""Watches of records as rows: every one fires once, whoever looks however often, by the clock of the office."""

import json
import threading
from datetime import UTC, date, datetime, timedelta

import pytest

from bot import desk_alerts
from config import time
from jobs import watch
from models.certified_record import CertifiedRecord
from models.database import database, unit_of_work
from models.mailpiece import Mailpiece
from models.operator import Operator
from models.outbound import OutboundMessage
from models.program import Program
from models.record_seal import RecordSeal
from models.record_watch import DeskNotice, RecordDeadline
from models.vocabulary import Role
from records import deadlines, firing, notices, reminders
from records.registration import Registration
from records.storing import store
from records.waking import wake
from tests.console_people import department
from tests.mailings import BLOCK, kind
from tests.world import ADA, NUMBER, NUMBERS, World


def register(world: World, number: str = NUMBER, key: str = "legal", scanned: bool = True) -> CertifiedRecord:
    """Accepted by the carrier, or not known to it at all."""
    world.piece(number, *(("manual", 1) if scanned else ("not_found_at_first", 0.001)))
    Program.update(zone="America/New_York").execute()
    given = Registration(number, "Maria Núñez", BLOCK, kind())
    with database.atomic():
        (answer,) = store(department(world, key), [given], None, "form", None, time.now())
    assert answer.faults == [] and answer.record_id is not None
    world.work()
    found: CertifiedRecord = CertifiedRecord.get_by_id(answer.record_id)
    return found


def told(record: CertifiedRecord) -> list[str]:
    rows = DeskNotice.select().where(DeskNotice.record == record.mailpiece_id).order_by(DeskNotice.id)
    return [f"{row.kind} {row.occasion}".strip() for row in rows]


def noticed_on(record: CertifiedRecord) -> date:
    """The day on which its notice was left."""
    day: date | None = Mailpiece.get_by_id(record.mailpiece_id).milestone_on
    assert day is not None
    return day


def until(world: World, day: date, hour: int = 18) -> None:
    """Each morning in between comes, and the jobs run: hours of UTC."""
    while world.clock.at.date() < day:
        world.clock.at = (world.clock.at + timedelta(days=1)).replace(hour=hour, minute=0)
        world.work()


def office_person(record: CertifiedRecord, name: str, role: Role = Role.SENDER) -> Operator:
    made: Operator = Operator.create(
        email=f"{name}@example.org",
        email_index=f"index of {name}",
        name=name.title(),
        role=role,
        sender=record.sender if role == Role.SENDER else None,
        created_at=time.now(),
    )
    return made


def test_a_letter_that_nobody_picks_up_fires_every_watch_once(world: World) -> None:
    record = register(world)
    world.scan(NUMBER, "GX", "Shipping Label Created, USPS Awaiting Item")
    world.scan(NUMBER, "03", "Accepted at USPS Origin Facility")
    world.scan(NUMBER, "10", "Processed Through Facility")
    world.scan(NUMBER, "53", "Notice Left (No Authorized Recipient Available)")
    assert told(record) == ["accepted", "notice_left"]
    returns = noticed_on(record) + timedelta(days=15)
    until(world, returns)
    assert told(record)[2:] == [f"return_soon {returns} 3", f"return_soon {returns} 1"]
    world.scan(NUMBER, "27", "Unclaimed/Being Returned to Sender")
    world.scan(NUMBER, "09", "Return to Sender Processed")
    world.scan(NUMBER, "01", "Delivered, To Original Sender")
    for _ in range(100):
        wake(record.mailpiece_id, time.now())
        world.work()
    assert told(record)[4:] == ["unclaimed", "returning", "returned"]
    assert len(set(told(record))) == len(told(record)) == 7
    until(world, returns + timedelta(days=200))
    assert [one for one in told(record) if not one.startswith("evidence_gap")] == [
        "accepted",
        "notice_left",
        f"return_soon {returns} 3",
        f"return_soon {returns} 1",
        "unclaimed",
        "returning",
        "returned",
    ]


def test_what_is_news_needs_nobody_and_the_rest_stays_open(world: World) -> None:
    record = register(world)
    world.scan(NUMBER, "03", "Accepted at USPS Origin Facility")
    world.scan(NUMBER, "04", "Refused")
    rows = {row.kind: row for row in DeskNotice.select().where(DeskNotice.record == record.mailpiece_id)}
    assert rows["accepted"].acknowledged_at is not None and rows["accepted"].acknowledged_by_id is None
    assert rows["refused"].acknowledged_at is None
    assert rows["refused"].sender_id == record.sender_id


def test_a_letter_that_is_never_accepted_is_told_on_the_fifth_morning(world: World) -> None:
    record = register(world, scanned=False)
    assert told(record) == []
    look_at = CertifiedRecord.get_by_id(record.mailpiece_id).look_at
    assert look_at is not None and (look_at.hour, look_at.minute) == (14, 0), "nine in New York, in winter"
    world.clock.at = datetime(2026, 11, 25, 13, 59, tzinfo=UTC)
    world.work()
    assert told(record) == []
    world.clock.at = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)
    world.work()
    assert told(record) == ["never_accepted"]


def test_two_jobs_at_a_time_tell_each_thing_once(world: World) -> None:
    records = [register(world, number, key) for number, key in zip(NUMBERS[:3], ("a", "b", "c"), strict=True)]
    for record in records:
        Mailpiece.update(milestone="refused", visits='{"refused": 1}').where(
            Mailpiece.id == record.mailpiece_id
        ).execute()
    faults = list[BaseException]()

    def look_often() -> None:
        try:
            for _ in range(15):
                with unit_of_work():
                    for record in records:
                        with database.atomic():
                            firing.look(record.mailpiece_id, time.now())
                watch.run()
        except BaseException as problem:
            faults.append(problem)
        finally:
            database.close()

    for record in records:
        wake(record.mailpiece_id, time.now())
    threads = [threading.Thread(target=look_often) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    assert [told(record) for record in records] == [["accepted", "refused"]] * 3


def test_nine_in_the_morning_holds_over_the_change_of_clocks(world: World) -> None:
    """March 14, 2027: the night is an hour shorter, and nine in New York is an hour earlier in UTC."""
    world.clock.at = datetime(2027, 3, 10, 15, 0, tzinfo=UTC)
    record = register(world, scanned=False)
    look_at = CertifiedRecord.get_by_id(record.mailpiece_id).look_at
    moments = list[datetime]()
    while not told(record):
        assert look_at is not None
        moments.append(look_at)
        world.clock.at = look_at
        world.work()
        look_at = CertifiedRecord.get_by_id(record.mailpiece_id).look_at
    assert moments[-1] == datetime(2027, 3, 15, 13, 0, tzinfo=UTC)
    assert moments[0] == datetime(2027, 3, 12, 14, 0, tzinfo=UTC)


def test_a_clock_that_jumps_ahead_or_back_tells_nothing_twice(world: World) -> None:
    record = register(world, scanned=False)
    for day in (40, 3, 90, 1, 41):
        world.clock.at = datetime(2026, 11, 20, 15, 0, tzinfo=UTC) + timedelta(days=day)
        wake(record.mailpiece_id, time.now())
        world.work()
    assert sorted(set(told(record))) == sorted(told(record))
    assert told(record).count("never_accepted") == 1


def test_a_record_that_cannot_be_looked_at_holds_up_no_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = register(world, NUMBERS[0], "a"), register(world, NUMBERS[1], "b")
    world.scan(NUMBERS[1], "04", "Refused")
    DeskNotice.delete().execute()
    Mailpiece.update(visits="no JSON").where(Mailpiece.id == bad.mailpiece_id).execute()
    for record in (bad, good):
        wake(record.mailpiece_id, time.now())
    watch.run()
    assert told(good) == ["accepted", "refused"] and told(bad) == []
    assert CertifiedRecord.get_by_id(bad.mailpiece_id).look_at == time.now() + watch.PUT_OFF


# -- deadlines ---------------------------------------------------------------------------------------------------------


def wanted(owner: Operator, backup: Operator | None = None, **more: object) -> deadlines.Wanted:
    given = {"by_on": date(2026, 12, 1), "calendar": "US", "zone": "America/New_York", "owner": owner, **more}
    return deadlines.Wanted(backup=backup, **given)  # type: ignore[arg-type]


def test_owner_and_backup_are_warned_by_court_days_and_what_was_said_ends_with_the_delivery(world: World) -> None:
    record = register(world)
    ann, bob = office_person(record, "ann"), office_person(record, "bob")
    with database.atomic():
        deadlines.set_one(record, wanted(ann, bob, warn_days=(5, 2)), time.now())
    world.scan(NUMBER, "03", "Accepted at USPS Origin Facility")
    until(world, date(2026, 11, 27))
    expected = [f"deadline_warning 2026-12-01 {days} for {who.id}" for days in (5, 2) for who in (ann, bob)]
    assert [one for one in told(record) if one.startswith("deadline")] == expected
    row = DeskNotice.get(DeskNotice.occasion == f"2026-12-01 5 for {ann.id}")
    assert row.for_operator == ann and row.acknowledged_at is None
    world.scan(NUMBER, "01", "Delivered, Left with Individual")
    deadline = deadlines.of(record)
    assert deadline is not None and deadline.closed_because == "delivered"
    until(world, date(2026, 12, 5))
    assert [one for one in told(record) if one.startswith("deadline")] == expected
    assert not DeskNotice.select().where(notices.OPEN).exists()


def test_a_deadline_that_passes_says_serve_it_again(world: World) -> None:
    record = register(world)
    ann = office_person(record, "ann")
    with database.atomic():
        deadlines.set_one(record, wanted(ann, warn_days=()), time.now())
    until(world, date(2026, 12, 3))
    assert f"deadline_passed 2026-12-01 for {ann.id}" in told(record)
    with database.atomic():
        assert deadlines.close(record, "served_again", time.now())
        assert not deadlines.close(record, "served_again", time.now())


def test_a_new_day_silences_what_was_said_of_the_old_one_and_warns_anew(world: World) -> None:
    record = register(world)
    ann = office_person(record, "ann")
    with database.atomic():
        deadlines.set_one(record, wanted(ann, warn_days=(5,)), time.now())
    until(world, date(2026, 11, 24))
    with database.atomic():
        changed = deadlines.set_one(record, wanted(ann, warn_days=(5,), by_on=date(2026, 12, 15)), time.now())
    assert changed["before"] == "2026-12-01" and RecordDeadline.select().count() == 1
    until(world, date(2026, 12, 9))
    warned = [one for one in told(record) if one.startswith("deadline")]
    assert warned == [f"deadline_warning {day} 5 for {ann.id}" for day in ("2026-12-01", "2026-12-15")]
    still_open = DeskNotice.select().where(notices.OPEN & (DeskNotice.kind == "deadline_warning"))
    assert [row.occasion[:10] for row in still_open] == ["2026-12-15"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"by_on": date(2026, 11, 19)}, "today or later"),
        ({"by_on": date(2040, 1, 1)}, "ten years"),
        ({"calendar": "US-ZZ"}, "calendar"),
        ({"zone": "Mars/Olympus"}, "time zone"),
        ({"zone": ""}, "time zone"),
        ({"warn_days": (500,)}, "court days"),
    ],
)
def test_a_deadline_that_makes_no_sense_is_refused_and_nothing_is_written(
    world: World, change: dict[str, object], said: str
) -> None:
    record = register(world)
    ann = office_person(record, "ann")
    with pytest.raises(deadlines.Refused, match=said):
        deadlines.set_one(record, wanted(ann, **change), time.now())  # type: ignore[arg-type]
    assert not RecordDeadline.select().exists()


def test_people_of_elsewhere_own_no_deadline_and_nobody_is_their_own_backup(world: World) -> None:
    record, elsewhere = register(world, NUMBERS[0], "a"), register(world, NUMBERS[1], "b")
    ann, eve = office_person(record, "ann"), office_person(elsewhere, "eve")
    for owner, backup in ((eve, None), (ann, eve), (ann, ann)):
        with pytest.raises(deadlines.Refused):
            deadlines.set_one(record, wanted(owner, backup), time.now())
    assert [one.id for one in deadlines.people_for(record)] == [ann.id]


# -- tasks -------------------------------------------------------------------------------------------------------------


def test_a_task_is_told_at_its_hour_and_doing_it_is_having_seen_it(world: World) -> None:
    record = register(world, scanned=False)
    ann, bob = office_person(record, "ann"), office_person(record, "bob")
    due = reminders.Wanted("call the tenant", ann, date(2026, 11, 24), "America/New_York")
    with database.atomic():
        task = reminders.add(record, due, ann, time.now())
    assert task.due_at == datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
    world.clock.at = task.due_at
    world.work()
    assert told(record) == [f"task_due {task.id} for {ann.id}"]
    with database.atomic():
        assert reminders.hand_over(task, bob, time.now())
    world.work()
    assert told(record)[1:] == [f"task_due {task.id} for {bob.id}"]
    assert [one.id for one in reminders.open_tasks_of(bob)] == [task.id] and not reminders.open_tasks_of(ann)
    with database.atomic():
        assert reminders.done(reminders.of(record)[0], bob, time.now())
    assert not DeskNotice.select().where(notices.OPEN & (DeskNotice.kind == "task_due")).exists()
    assert not reminders.open_tasks_of(bob)


def test_a_task_of_yesterday_or_of_nobody_is_refused(world: World) -> None:
    record = register(world)
    ann = office_person(record, "ann")
    for title, day in (("", date(2026, 11, 24)), ("late", date(2026, 11, 19)), ("x" * 201, date(2026, 11, 24))):
        with pytest.raises(deadlines.Refused):
            reminders.add(record, reminders.Wanted(title, ann, day, "America/New_York"), ann, time.now())


# -- recipients --------------------------------------------------------------------------------------------------------


def reminded(phone: str, world: World) -> list[str]:
    return [text for text in world.texts_to(phone) if "still waits" in text]


def test_a_recipient_who_agreed_is_reminded_twice_before_it_goes_back(world: World) -> None:
    record = register(world)
    world.text(ADA, NUMBER)
    world.scan(NUMBER, "53", "Notice Left (No Authorized Recipient Available)")
    returns = noticed_on(record) + timedelta(days=15)
    until(world, returns + timedelta(days=2))
    assert len(reminded(ADA, world)) == 2
    rows = OutboundMessage.select().where(OutboundMessage.kind == "hold_reminder").order_by(OutboundMessage.id)
    assert [row.occasion for row in rows] == [f"return {returns} 3", f"return {returns} 1"]
    assert all(row.segments == 1 and row.consent_event_id for row in rows)


def test_nobody_is_reminded_once_it_is_picked_up_or_after_a_stop(world: World) -> None:
    picked_up, stopped = register(world, NUMBERS[0], "a"), register(world, NUMBERS[1], "b")
    for number in NUMBERS[:2]:
        world.text(ADA, number)
        world.scan(number, "53", "Notice Left (No Authorized Recipient Available)")
    world.scan(NUMBERS[0], "01", "Delivered, Left with Individual")
    world.text(ADA, f"STOP {NUMBERS[1][-4:]}")
    returns = noticed_on(stopped) + timedelta(days=15)
    until(world, returns + timedelta(days=1))
    assert any(one.startswith("return_soon") for one in told(stopped))
    assert not any(one.startswith("return_soon") for one in told(picked_up))
    assert reminded(ADA, world) == []


def test_a_recipient_is_reminded_of_the_day_that_the_carrier_names(world: World) -> None:
    record = register(world)
    world.text(ADA, NUMBER)
    world.scan(NUMBER, "53", "Notice Left (No Authorized Recipient Available)")
    Mailpiece.update(return_on=date(2026, 11, 28)).where(Mailpiece.id == record.mailpiece_id).execute()
    wake(record.mailpiece_id, time.now())
    until(world, date(2026, 11, 26))
    assert "return_soon 2026-11-28 3" in told(record) and "return_soon 2026-12-05 3" not in told(record)


def test_on_a_day_on_which_the_carrier_reminds_by_itself_we_do_not_remind_as_well(world: World) -> None:
    record = register(world)
    world.text(ADA, NUMBER)
    world.scan(NUMBER, "53", "Notice Left (No Authorized Recipient Available)")
    piece = Mailpiece.get_by_id(record.mailpiece_id)
    day = noticed_on(record) + timedelta(days=12)
    visits = {"delivery_attempted": 1, "hold_reminder": 1, "day:hold_reminder": day.toordinal()}
    Mailpiece.update(visits=json.dumps(visits)).where(Mailpiece.id == piece.id).execute()
    until(world, day + timedelta(days=1))
    assert any(one.startswith("return_soon") for one in told(record)) and reminded(ADA, world) == []


# -- the desk's own phones ---------------------------------------------------------------------------------------------


def test_nobody_of_the_desk_is_texted_who_has_not_asked_by_their_own_text(world: World) -> None:
    record = register(world)
    ann = office_person(record, "ann")
    world.text(ADA, "HELP")
    contact = OutboundMessage.get().contact
    desk_alerts.link(ann, contact, time.now())
    world.scan(NUMBER, "04", "Refused")
    until(world, date(2026, 11, 23))
    assert [text for text in world.texts_to(ADA) if "need you" in text] == []


def test_a_record_is_sealed_by_itself_a_day_after_its_end_and_once(world: World) -> None:
    record = register(world)
    world.scan(NUMBER, "01", "Delivered, Left with Individual")
    assert not RecordSeal.select().exists()
    look_at = CertifiedRecord.get_by_id(record.mailpiece_id).look_at
    assert look_at is not None and look_at <= time.now() + timedelta(days=1)
    until(world, date(2026, 11, 22))
    for _ in range(10):
        wake(record.mailpiece_id, time.now())
        world.work()
    assert [(row.number, row.what) for row in RecordSeal.select()] == [(1, "sealed")]
