"""Long work at the console: a bar, a file for whoever asked for it and nobody else, and an end to it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from config import time
from models import long_work
from models.audit import AuditEntry
from models.long_steps import Details, Hold, Progress, Work
from models.long_task import LongTask, LongTaskPart
from models.operator import Operator
from models.vocabulary import Role, TaskState
from tests.console_people import Person, department, sign_in
from tests.world import World

LINES = [f"line {number}\n".encode() for number in range(1000)]


def copy(task: LongTask, details: Details, hold: Hold) -> Progress:
    end = task.place + 400
    return Progress(end, min(end, 1000), b"".join(LINES[task.place : end]), over=end >= 1000, said="1,000 lines.")


@pytest.fixture(autouse=True)
def copying(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    work = Work("Lines, copied", lambda details: 1000, copy, frozenset({Role.OPERATOR, Role.ADMIN}), "lines.csv")
    monkeypatch.setitem(long_work.KINDS, "copy", work)
    yield


def begun(person: Person) -> str:
    return f"/console/tasks/{long_work.begin('copy', person.who, {}, time.now()).id}"


def half(path: str) -> None:
    LongTask.update(state=TaskState.RUNNING, done=400, total=1000, lease_until=time.now() + timedelta(seconds=9)).where(
        LongTask.id == int(path.rsplit("/", 1)[1])
    ).execute()


def test_olga_sees_a_bar_leaves_comes_back_and_fetches_her_file(world: World) -> None:
    olga = sign_in(world, Role.OPERATOR)
    path = begun(olga)
    assert "It begins within seconds" in olga.get(path).text
    half(path)
    assert '<progress id="bar" max="1000" value="400">' in olga.get(path).text
    LongTask.update(state=TaskState.WAITING, done=0, total=0, lease_until=None).execute()
    world.work()
    page = olga.get(path).text
    assert "1,000 lines." in page and "Download" in page
    assert path in olga.get("/console/tasks").text
    answer = olga.post(f"{path}/file")
    assert answer.data == b"".join(LINES)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="waypost-lines-2026-11-20-1.csv"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert AuditEntry.select().where(AuditEntry.action == "task.downloaded").get().object == "task 1"


def test_a_file_of_many_parts_is_streamed_whole(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_work, "MOST_PART_BYTES", 100)
    olga = sign_in(world, Role.OPERATOR)
    path = begun(olga)
    world.work()
    assert LongTaskPart.select().count() > 80
    answer = olga.post(f"{path}/file")
    assert answer.data == b"".join(LINES)
    assert answer.headers["Content-Length"] == str(len(answer.data))


def test_fetching_a_file_asks_for_a_fresh_proof(world: World) -> None:
    olga = sign_in(world, Role.OPERATOR)
    path = begun(olga)
    world.work()
    world.clock.move(minutes=6)
    assert olga.post(f"{path}/file", proven=False).status_code == 401
    assert olga.post(f"{path}/file").data == b"".join(LINES)


def test_nobody_else_fetches_it_not_even_an_admin_who_sees_that_it_runs(world: World) -> None:
    olga, other, ida = (sign_in(world, role) for role in (Role.OPERATOR, Role.OPERATOR, Role.ADMIN))
    path = begun(olga)
    world.work()
    assert other.get(path).status_code == 404 and path not in other.get("/console/tasks").text
    page = ida.get(path).text
    assert "Olga" in page and "Download" not in page and "The file is for Olga alone" in page
    assert path in ida.get("/console/tasks").text
    for thief in (other, ida):
        assert thief.post(f"{path}/file").status_code == 404
        assert thief.post(f"{path}/delete").status_code == 404
        assert thief.post(f"{path}/go-on").status_code == 404
    assert LongTaskPart.select().exists()


def test_a_file_is_closed_to_somebody_whose_role_was_taken_since(world: World) -> None:
    olga = sign_in(world, Role.OPERATOR)
    path = begun(olga)
    world.work()
    Operator.update(role=Role.VIEWER).where(Operator.id == olga.id).execute()
    assert olga.post(f"{path}/file").status_code == 404
    assert "Your role does not open this file any more" in olga.get(path).text


def test_olga_deletes_the_file_at_once_and_what_was_done_stays_on_record(world: World) -> None:
    olga = sign_in(world, Role.OPERATOR)
    path = begun(olga)
    world.work()
    assert olga.post(f"{path}/delete").status_code == 303
    assert not LongTaskPart.select().exists()
    assert "The file was deleted" in olga.get(path).text
    assert olga.post(f"{path}/file").status_code == 404


def test_what_was_stopped_or_broke_off_keeps_what_it_made_and_goes_on_when_asked(world: World) -> None:
    olga = sign_in(world, Role.OPERATOR)
    path = begun(olga)
    half(path)
    assert olga.post(f"{path}/stop").status_code == 303
    page = olga.get(path).text
    assert "You stopped it" in page and "Go on" in page
    LongTask.update(done=0).execute()
    assert olga.post(f"{path}/go-on").status_code == 303
    world.work()
    assert olga.post(f"{path}/file").data == b"".join(LINES)
    assert [entry.action for entry in AuditEntry.select() if entry.action.startswith("task.")] == [
        "task.stopped",
        "task.went_on",
        "task.downloaded",
    ]


def test_a_file_that_is_not_whole_says_so_in_its_name(world: World) -> None:
    olga = sign_in(world, Role.OPERATOR)
    task = long_work.begin("copy", olga.who, {}, time.now())
    now = time.now()
    LongTaskPart.create(task=task, number=0, body=LINES[0])
    LongTask.update(
        state=TaskState.FAILED, said="It broke off.", part_count=1, file_size=len(LINES[0]), finished_at=now,
        expires_at=now + timedelta(hours=24),
    ).execute()  # fmt: skip
    assert "It is not whole." in olga.get(f"/console/tasks/{task.id}").text
    answer = olga.post(f"/console/tasks/{task.id}/file")
    assert "-incomplete.csv" in answer.headers["Content-Disposition"]
    assert answer.data == LINES[0]


def test_everybody_has_a_list_of_their_own_and_an_address_that_names_one_leads_there(world: World) -> None:
    for role in (Role.VIEWER, Role.AUDITOR, Role.SENDER):
        person = sign_in(world, role, department(world) if role is Role.SENDER else None)
        assert "No long work so far" in person.get("/console/tasks").text
    olga = sign_in(world, Role.OPERATOR)
    assert olga.get("/console/tasks?task=7").headers["Location"] == "/console/tasks/7"
