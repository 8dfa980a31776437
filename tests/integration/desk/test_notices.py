"""The desk's home, deadlines, tasks, calendar feed and texts to one's own phone, by the pages that people use."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from config import time
from models.audit import AuditEntry
from models.certified_record import CertifiedRecord
from models.consent import ConsentEvent
from models.database import database
from models.ledger import open_evidence
from models.mailpiece import Mailpiece
from models.outbound import OutboundMessage
from models.program import Program
from models.record_keeping import RetrievalDrill
from models.record_watch import AlertPhone, CalendarLink, DeskNotice, RecordDeadline, RecordTask
from models.sender import Sender
from models.vocabulary import Role
from records.registration import Registration
from records.storing import store
from records.waking import wake
from tests.console_people import PASSWORD, Person, browser, department, sign_in
from tests.mailings import BLOCK, kind
from tests.world import ADA, BEN, NUMBER, NUMBERS, World


def register(world: World, sender: Sender, number: str = NUMBER) -> CertifiedRecord:
    Program.update(zone="America/New_York").execute()
    world.piece(number)
    with database.atomic():
        (answer,) = store(sender, [Registration(number, "Maria Núñez", BLOCK, kind())], None, "form", None, time.now())
    world.work()
    found: CertifiedRecord = CertifiedRecord.get(CertifiedRecord.mailpiece == answer.record_id)
    return found


@pytest.fixture
def legal(world: World) -> Sender:
    return department(world, "legal")


@pytest.fixture
def sam(world: World, legal: Sender) -> Person:
    return sign_in(world, Role.SENDER, legal)


def audited(action: str) -> list[tuple[str, dict[str, Any]]]:
    rows = AuditEntry.select().where(AuditEntry.action == action).order_by(AuditEntry.id)
    return [(row.object, open_evidence(row) or {}) for row in rows]


def noticed_on(number: str) -> date:
    day: date | None = Mailpiece.get(Mailpiece.tracking_number == number).milestone_on
    assert day is not None
    return day


def days_pass(world: World, day: date, hour: int = 18) -> None:
    while world.clock.at.date() < day:
        world.clock.at = (world.clock.at + timedelta(days=1)).replace(hour=hour, minute=0)
        world.work()


def again(person: Person) -> Person:
    """The next day: signed in anew."""
    person.client = browser(person.world)
    person.client.post("/console/sign-in", data={"email": person.who.email, "password": PASSWORD})
    person.client.post("/console/sign-in/code", data={"code": person.code()})
    return person


def test_the_desk_shows_what_needs_somebody_and_keeps_who_has_seen_it(world: World, legal: Sender, sam: Person) -> None:
    record = register(world, legal)
    world.scan(NUMBER, "04", "Refused")
    page = sam.get("/desk").text
    assert "The recipient refused it" in page and "Everything open" in page and "Maria" not in page
    assert "The carrier accepted it" not in page and "The carrier accepted it" in sam.get("/desk?about=news").text
    notice = DeskNotice.get(DeskNotice.kind == "refused")
    assert sam.post("/desk/notices/acknowledge", {"notice": notice.id}).status_code == 303
    notice = DeskNotice.get_by_id(notice.id)
    assert (notice.acknowledged_by_id, notice.acknowledged_at) == (sam.id, time.now())
    assert "The recipient refused it" not in sam.get("/desk").text
    assert "Sam, " in sam.get("/desk?about=seen").text
    [(on, evidence)] = audited("record.notice_acknowledged")
    assert on == f"record {record.mailpiece_id}" and evidence["kind"] == "refused" and evidence["who"].startswith("sam")
    sam.post("/desk/notices/acknowledge", {"notice": notice.id})
    assert len(audited("record.notice_acknowledged")) == 1


@pytest.mark.parametrize(
    ("code", "event", "about"),
    [
        ("04", "Refused", "returned"),
        ("27", "Unclaimed/Being Returned to Sender", "returned"),
        ("11", "Sent to Mail Recovery Center", "lost"),
        ("DX", "Delivery status not updated; the item was damaged", "damaged"),
        ("71", "Shipment Delayed", "overdue"),
    ],
)
def test_each_thing_that_goes_wrong_stands_in_its_own_queue(
    world: World, legal: Sender, sam: Person, code: str, event: str, about: str
) -> None:
    record = register(world, legal)
    world.scan(NUMBER, code, event)
    link = f"/desk/records/{record.mailpiece_id}"
    assert link in sam.get(f"/desk?about={about}").text and link in sam.get("/desk?about=exceptions").text
    others = {"returned", "lost", "overdue", "damaged", "deadlines", "tasks"} - {about, "overdue"}
    assert [one for one in others if link in sam.get(f"/desk?about={one}").text] == []


def test_another_department_sees_and_acknowledges_nothing_of_it(world: World, legal: Sender, sam: Person) -> None:
    record = register(world, legal)
    world.scan(NUMBER, "04", "Refused")
    other = sign_in(world, Role.SENDER, department(world, "sales"))
    notice = DeskNotice.get(DeskNotice.kind == "refused")
    other.post("/desk/notices/acknowledge", {"notice": notice.id})
    assert DeskNotice.get_by_id(notice.id).acknowledged_at is None
    assert "refused" not in other.get("/desk").text
    path = f"/desk/records/{record.mailpiece_id}"
    form = {"by_on": "2026-12-01", "calendar": "US", "zone": "America/New_York", "owner": other.id, "warn_days": "5"}
    assert other.post(f"{path}/deadline", form).status_code == 404
    assert other.post(f"{path}/deadline/close", {"because": "moved", "close_reason": "x"}).status_code == 404
    assert other.post(f"{path}/tasks", {"task_title": "x"}).status_code == 404
    assert not RecordDeadline.select().exists() and not RecordTask.select().exists()


def test_an_auditor_looks_and_changes_nothing(world: World, legal: Sender) -> None:
    register(world, legal)
    world.scan(NUMBER, "04", "Refused")
    aldo = sign_in(world, Role.AUDITOR)
    assert "The recipient refused it" in aldo.get("/desk").text
    assert aldo.get("/desk/deadlines").status_code == aldo.get("/desk/tasks").status_code == 200
    notice = DeskNotice.get(DeskNotice.kind == "refused")
    assert aldo.post("/desk/notices/acknowledge", {"notice": notice.id}).status_code == 403
    assert DeskNotice.get_by_id(notice.id).acknowledged_at is None


# -- deadlines and tasks -----------------------------------------------------------------------------------------------


def deadline_form(sam: Person, **more: str) -> dict[str, str]:
    form = {"by_on": "2026-12-01", "calendar": "US-NY", "zone": "America/New_York", "owner": str(sam.id)}
    return {**form, "warn_days": "5, 2 0", "deadline_note": "hearing on the 10th", **more}


def test_a_deadline_is_set_listed_warned_of_and_closed_by_hand(world: World, legal: Sender, sam: Person) -> None:
    record, path = register(world, legal), ""
    path = f"/desk/records/{record.mailpiece_id}"
    assert sam.post(f"{path}/deadline", deadline_form(sam)).status_code == 303
    row = RecordDeadline.get()
    assert (row.by_on, row.calendar, row.warn_days, row.note) == (
        date(2026, 12, 1),
        "US-NY",
        "5 2 0",
        "hearing on the 10th",
    )
    [(on, evidence)] = audited("record.deadline_set")
    assert on == f"record {record.mailpiece_id}" and "hearing" not in str(evidence)
    listed = sam.get("/desk/deadlines").text
    assert "2026-12-01" in listed and path in listed and "New York" in listed
    days_pass(world, date(2026, 11, 24))
    sam = again(sam)
    assert "5 court days left when this was told" in sam.get("/desk?about=deadlines").text
    refused = sam.post(f"{path}/deadline/close", {"because": "moved", "close_reason": " "})
    assert refused.status_code == 422 and RecordDeadline.get().closed_at is None
    sam.post(f"{path}/deadline/close", {"because": "served_again", "close_reason": "by the sheriff"})
    row = RecordDeadline.get()
    assert row.closed_because == "served_again" and row.closed_at is not None
    assert audited("record.deadline_closed")[0][1]["reason"] == "by the sheriff"
    assert "2026-12-01" not in sam.get("/desk/deadlines").text
    assert "court days left" not in sam.get("/desk?about=deadlines").text


@pytest.mark.parametrize("bad", [{"by_on": "soon"}, {"warn_days": "five"}, {"owner": ""}, {"calendar": "XX"}])
def test_a_deadline_that_is_wrong_is_told_in_words_and_what_was_typed_stays(
    world: World, legal: Sender, sam: Person, bad: dict[str, str]
) -> None:
    record = register(world, legal)
    answer = sam.post(f"/desk/records/{record.mailpiece_id}/deadline", deadline_form(sam, **bad))
    assert answer.status_code == 422 and "The deadline was not set." in answer.text
    assert "hearing on the 10th" in answer.text and not RecordDeadline.select().exists()


def test_a_task_is_added_becomes_overdue_and_is_done(world: World, legal: Sender, sam: Person) -> None:
    record = register(world, legal)
    path = f"/desk/records/{record.mailpiece_id}"
    form = {"task_title": "call the tenant", "task_owner": str(sam.id), "due_on": "2026-11-23", "due_time": "10:30"}
    assert sam.post(f"{path}/tasks", {**form, "task_zone": "America/New_York"}).status_code == 303
    task = RecordTask.get()
    assert task.title == "call the tenant" and task.due_at == datetime.fromisoformat("2026-11-23T15:30+00:00")
    assert "call the tenant" in sam.get(path).text and ">overdue<" not in sam.get("/desk/tasks").text
    days_pass(world, date(2026, 11, 24))
    sam = again(sam)
    assert (
        ">overdue<" in sam.get("/desk/tasks?whose=mine").text and "A task is due" in sam.get("/desk?about=tasks").text
    )
    assert sam.post(f"{path}/tasks/{task.id}/done").status_code == 303
    assert RecordTask.get().done_by_id == sam.id and "A task is due" not in sam.get("/desk?about=tasks").text
    assert "call the tenant" not in sam.get("/desk/tasks").text
    assert [on for on, _ in audited("record.task_done")] == [f"record {record.mailpiece_id}"]
    assert "call the tenant" not in str(audited("record.task_added"))


def test_a_task_is_handed_over_to_somebody_of_the_same_department_alone(
    world: World, legal: Sender, sam: Person
) -> None:
    record = register(world, legal)
    ann, eve = sign_in(world, Role.SENDER, legal), sign_in(world, Role.SENDER, department(world, "sales"))
    path = f"/desk/records/{record.mailpiece_id}/tasks"
    form = {"task_title": "call", "task_owner": str(sam.id), "due_on": "2026-12-23", "task_zone": "America/New_York"}
    sam.post(path, form)
    task = RecordTask.get()
    assert sam.post(f"{path}/{task.id}/hand-over", {"to": str(eve.id)}).status_code == 422
    assert sam.post(f"{path}/{task.id}/hand-over", {"to": str(ann.id)}).status_code == 303
    assert RecordTask.get().owner_id == ann.id


# -- the calendar feed -------------------------------------------------------------------------------------------------


def feed_of(person: Person) -> str:
    found = re.search(r"/calendar/[\w-]+\.ics", person.post("/desk/calendar").text)
    assert found
    return found[0]


def test_the_feed_has_deadlines_return_dates_and_tasks_without_a_name(world: World, legal: Sender, sam: Person) -> None:
    record, elsewhere = register(world, legal), register(world, department(world, "sales"), NUMBERS[0])
    for number in (NUMBER, NUMBERS[0]):
        world.scan(number, "53", "Notice Left (No Authorized Recipient Available)")
    path = f"/desk/records/{record.mailpiece_id}"
    sam.post(f"{path}/deadline", deadline_form(sam))
    form = {"task_title": "call Maria", "task_owner": str(sam.id), "due_on": "2026-11-23"}
    sam.post(f"{path}/tasks", {**form, "task_zone": "America/New_York"})
    answer = browser(world).get(feed_of(sam))
    assert answer.mimetype == "text/calendar" and answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"] and "Maria" not in answer.text
    events = {str(one["summary"]): one.decoded("dtstart") for one in Calendar.from_ical(answer.text).walk("VEVENT")}
    assert events == {
        "Deliver by or serve again …0787": date(2026, 12, 1),
        "Task due …0787": datetime.fromisoformat("2026-11-23T14:00+00:00"),
        "Return date …0787": noticed_on(NUMBER) + timedelta(days=15),
    }
    assert NUMBERS[0][-4:] not in answer.text and elsewhere.sender_id != legal.id


def test_a_link_is_kept_nowhere_and_ends_with_the_next_or_with_its_person(
    world: World, legal: Sender, sam: Person
) -> None:
    register(world, legal)
    first = feed_of(sam)
    token = first.removeprefix("/calendar/").removesuffix(".ics")
    assert token not in [row.token_digest for row in CalendarLink.select()]
    stranger = browser(world)
    assert stranger.get(first).status_code == 200
    second = feed_of(sam)
    assert stranger.get(first).status_code == 404 and stranger.get(second).status_code == 200
    sam.post("/desk/calendar/end")
    assert stranger.get(second).status_code == 404
    third = feed_of(sam)
    who = sam.who
    who.disabled_at = time.now()
    who.save()
    assert stranger.get(third).status_code == 404
    assert stranger.get("/calendar/made-up.ics").data == stranger.get(second).data


# -- texts to one's own phone ------------------------------------------------------------------------------------------


def code_on(person: Person) -> str:
    page = person.post("/desk/alerts", {"agree": "yes"}).text
    found = re.search(r'class="secret">(\w{6})<', page)
    assert found, page
    return found[1]


def alerts_to(world: World, phone: str) -> list[str]:
    return [text for text in world.texts_to(phone) if "need you" in text and "Freq" not in text]


def link(world: World, person: Person, phone: str = ADA) -> None:
    world.text(phone, code_on(person))


def test_a_phone_is_linked_by_its_own_text_alone(world: World, legal: Sender, sam: Person) -> None:
    assert sam.post("/desk/alerts").status_code == 422 and not AlertPhone.select().exists()
    link(world, sam)
    assert AlertPhone.get().operator_id == sam.id
    assert "when your desk's mail needs you" in world.texts_to(ADA)[-1]
    event = ConsentEvent.get(ConsentEvent.kind == "desk")
    evidence = open_evidence(event)
    assert evidence and "mailings of my desk" in evidence["wording"]["text"] and event.contact.phone == ADA
    assert "Your phone is" in sam.get("/desk/alerts").text and ADA not in sam.get("/desk/alerts").text
    world.text(BEN, "MNPQR3")
    assert AlertPhone.select().count() == 1


def test_a_return_date_is_texted_at_once_other_things_in_one_digest_of_the_morning(
    world: World, legal: Sender, sam: Person
) -> None:
    link(world, sam)
    register(world, legal)
    register(world, legal, NUMBERS[0])
    world.scan(NUMBER, "04", "Refused")
    world.scan(NUMBERS[0], "53", "Notice Left (No Authorized Recipient Available)")
    assert alerts_to(world, ADA) == []
    world.clock.at = datetime.fromisoformat("2026-11-21T13:59+00:00")
    world.work()
    assert alerts_to(world, ADA) == []
    world.clock.at = datetime.fromisoformat("2026-11-21T14:00+00:00")
    world.work()
    [digest] = alerts_to(world, ADA)
    assert "Mailings that need you: 2." in digest
    returns = noticed_on(NUMBERS[0]) + timedelta(days=15)
    days_pass(world, returns - timedelta(days=2))
    assert len(alerts_to(world, ADA)) == 2
    assert f"the first by {returns:%b} {returns.day}" in alerts_to(world, ADA)[1]
    row = OutboundMessage.get(OutboundMessage.kind == "desk_alert")
    assert row.segments == 1 and row.consent_event.kind == "desk"
    assert DeskNotice.get(DeskNotice.kind == "refused").texted_at is not None


def test_a_text_names_nobody_and_nothing(world: World, legal: Sender, sam: Person) -> None:
    link(world, sam)
    register(world, legal)
    world.scan(NUMBER, "04", "Refused")
    days_pass(world, date(2026, 11, 21))
    [said] = alerts_to(world, ADA)
    for private in ("Maria", "Elm", "MEMPHIS", NUMBER[-4:], "legal", "Legal"):
        assert private not in said


def test_stop_ends_it_and_start_alone_brings_it_not_back(world: World, legal: Sender, sam: Person) -> None:
    link(world, sam)
    world.text(ADA, "STOP")
    register(world, legal)
    world.scan(NUMBER, "04", "Refused")
    days_pass(world, date(2026, 11, 22))
    assert alerts_to(world, ADA) == [] and "has texted STOP" in again(sam).get("/desk/alerts").text
    world.text(ADA, "START")
    world.scan(NUMBER, "09", "Return to Sender Processed")
    days_pass(world, date(2026, 11, 24))
    assert alerts_to(world, ADA) == [] and "does not hold a consent" in again(sam).get("/desk/alerts").text
    link(world, sam)
    world.scan(NUMBER, "01", "Delivered, To Original Sender")
    days_pass(world, date(2026, 11, 26))
    assert len(alerts_to(world, ADA)) == 1


def test_text_me_no_more_ends_it_and_what_was_queued(world: World, legal: Sender, sam: Person) -> None:
    link(world, sam)
    register(world, legal)
    world.scan(NUMBER, "04", "Refused")
    assert sam.post("/desk/alerts/end").status_code == 303
    days_pass(world, date(2026, 11, 22))
    assert alerts_to(world, ADA) == [] and not AlertPhone.select().exists()
    assert ConsentEvent.select().where(ConsentEvent.kind == "desk_ended").exists()


def test_why_says_that_the_phone_asked_for_it(world: World, legal: Sender, sam: Person) -> None:
    link(world, sam)
    register(world, legal)
    world.scan(NUMBER, "04", "Refused")
    days_pass(world, date(2026, 11, 21))
    world.text(ADA, "WHY")
    event = ConsentEvent.get(ConsentEvent.kind == "desk")
    assert f"record C-{event.id}" in world.texts_to(ADA)[-1] and "desk's mail" in world.texts_to(ADA)[-1]


def test_however_often_the_jobs_run_one_thing_is_texted_once(world: World, legal: Sender, sam: Person) -> None:
    link(world, sam)
    record = register(world, legal)
    world.scan(NUMBER, "04", "Refused")
    days_pass(world, date(2026, 11, 21))
    for _ in range(30):
        wake(record.mailpiece_id, time.now())
        world.clock.move(minutes=7)
        world.work()
    days_pass(world, date(2026, 11, 25))
    assert len(alerts_to(world, ADA)) == 1


@pytest.mark.parametrize(
    ("page", "key"),
    [
        ("/desk", "notices"),
        ("/desk/deadlines", "deadlines"),
        ("/desk/tasks", "tasks"),
        ("/desk/keeping", "holds"),
        ("/desk/drills", "drills"),
        ("/desk/notice-types", "notice_types"),
    ],
)
def test_each_list_offers_all_of_itself_as_a_file(
    world: World, legal: Sender, sam: Person, page: str, key: str
) -> None:
    record = register(world, legal).mailpiece_id
    RecordDeadline.create(
        record=record, by_on=date(2027, 1, 4), calendar="US", zone="UTC", owner=sam.who, made_at=time.now()
    )
    due = time.now() + timedelta(days=3)
    RecordTask.create(record=record, title="Call", owner=sam.who, made_at=time.now(), due_at=due, zone="UTC")
    DeskNotice.create(record=record, sender=legal, kind="overdue", fired_at=time.now())
    RetrievalDrill.create(sender=legal, number=1, record=record, done_by=sam.who, begun_at=time.now())
    assert f'action="/desk/lists/{key}/csv"' in sam.get(page).text
    answer = sam.post(f"/desk/lists/{key}/csv", {"reason": "the yearly review"})
    assert answer.status_code == 303 and answer.headers["Location"].startswith("/console/")
    (entry,) = audited("record.list_exported")
    assert entry[1]["list"] == key
    vera = sign_in(world, Role.AUDITOR)
    assert f'action="/desk/lists/{key}/csv"' in vera.get(page).text


def test_a_desk_without_records_says_what_to_do_first_and_every_link_leads_somewhere(
    world: World, legal: Sender, sam: Person
) -> None:
    steps = sam.get("/desk").text.partition('id="first-steps"')[2].partition("</section>")[0]
    links = re.findall(r'href="([^"]+)"', steps)
    assert len(links) >= 5 and {link: sam.get(link).status_code for link in links} == dict.fromkeys(links, 200)
    assert "Keep the stamped receipt" in steps
    assert "first-steps" not in sign_in(world, Role.AUDITOR).get("/desk").text, "who only looks registers nothing"
    register(world, legal)
    assert "first-steps" not in sam.get("/desk").text
