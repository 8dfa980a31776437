"""Long work is carried step by step: whoever dies in between, it is taken up again, and its file is whole."""

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from bot import erasure
from config import time
from jobs import carry_out
from models import kept_files, long_work
from models.contact import Contact
from models.fields import phone_index
from models.long_steps import Details, Hold, Interrupted, Progress, Refused, Work
from models.long_task import LongTask, LongTaskPart
from models.operator import Operator
from models.vocabulary import Role, TaskState
from tests.structure.house import ROOT
from tests.world import ADA, BEN, World

ROWS = [f"line {number}\n".encode() for number in range(10)]


class Copying:
    """Copies ROWS, two at a time; `breaks` says what happens at which place, once each."""

    def __init__(self) -> None:
        self.breaks: dict[int, list[BaseException]] = {}
        self.steps: list[int] = []

    def step(self, task: LongTask, details: Details, hold: Hold) -> Progress:
        self.steps.append(task.place)
        if self.breaks.get(task.place):
            raise self.breaks[task.place].pop()
        end = task.place + 2
        over = end >= len(ROWS)
        return Progress(end, end, b"".join(ROWS[task.place : end]), over=over, said="All copied." if over else "")


@pytest.fixture
def copying(monkeypatch: pytest.MonkeyPatch) -> Iterator[Copying]:
    made = Copying()
    work = Work("Copies", lambda details: len(ROWS), made.step, frozenset({Role.OPERATOR, Role.ADMIN}), "copy.txt")
    monkeypatch.setitem(long_work.KINDS, "copy", work)
    yield made


def person(role: Role = Role.OPERATOR, name: str = "olga") -> Operator:
    made: Operator = Operator.create(
        email=f"{name}@example.org", email_index=phone_index(name), name=name, role=role, created_at=time.now()
    )
    return made


def file_of(task: LongTask) -> bytes:
    return b"".join(kept_files.read(LongTask.get_by_id(task.id)))


def test_work_is_carried_to_its_end_and_its_file_is_whole(world: World, copying: Copying) -> None:
    task = long_work.begin("copy", person(), {"of": "lines"}, time.now())
    world.work()
    task = LongTask.get_by_id(task.id)
    assert (task.state, task.done, task.total, task.said) == (TaskState.DONE, 10, 10, "All copied.")
    assert file_of(task) == b"".join(ROWS)
    assert task.file_size == len(b"".join(ROWS))
    assert task.expires_at - task.finished_at == timedelta(hours=24)


def test_a_step_that_breaks_off_is_done_again_after_its_lease_and_nothing_is_twice_in_the_file(
    world: World, copying: Copying
) -> None:
    copying.breaks = {4: [OSError("the disk was away")]}
    task = long_work.begin("copy", person(), {}, time.now())
    world.work()
    half = LongTask.get_by_id(task.id)
    assert (half.state, half.place, half.tries) == (TaskState.RUNNING, 4, 1)
    assert carry_out.due_since(time.now()) is None, "somebody else takes it up before the lease has run out"
    world.clock.move(seconds=31)
    world.work()
    assert LongTask.get_by_id(task.id).state == TaskState.DONE
    assert file_of(task) == b"".join(ROWS)
    assert copying.steps == [0, 2, 4, 4, 6, 8]


def test_a_worker_that_was_killed_leaves_no_half_step_behind(world: World, copying: Copying) -> None:
    """kill -9 in the middle of a step: nothing is caught, nothing is written down."""
    copying.breaks = {6: [SystemExit(9)]}
    task = long_work.begin("copy", person(), {}, time.now())
    with pytest.raises(SystemExit):
        long_work.carry_on(5, lambda: False)
    LongTaskPart.create(task=task, number=LongTask.get_by_id(task.id).part_count, body=b"half of a larger piece")
    world.clock.move(seconds=31)
    world.work()
    assert file_of(task) == b"".join(ROWS)
    assert LongTask.get_by_id(task.id).state == TaskState.DONE


KILLED = """
import os, signal, sys
from app import create_app
from bot import erasure
from models import kept_files, long_work
from models.long_steps import Progress, Work
from config.settings import Settings
from models.database import unit_of_work
from models.vocabulary import Role

def step(task, details, hold):
    if task.place == 6:
        os.kill(os.getpid(), signal.SIGKILL)
    lines = [f"line {n}\\n".encode() for n in range(task.place, task.place + 2)]
    return Progress(task.place + 2, task.place + 2, b"".join(lines))

create_app(Settings(_env_file=None))
long_work.KINDS["copy"] = Work("Copies", lambda details: 10, step, frozenset(Role), "copy.txt")
with unit_of_work():
    long_work.carry_on(30, lambda: False)
"""


def test_kill_9_costs_one_step_at_most_and_another_process_makes_the_file_whole(world: World, copying: Copying) -> None:
    task = long_work.begin("copy", person(), {}, time.now())
    settings = {"DATABASE_URL": world.settings.database_url, "INSTANCE_DIR": str(world.settings.instance_dir)}
    process = subprocess.run([sys.executable, "-c", KILLED], env=os.environ | settings, cwd=ROOT, timeout=60)
    assert process.returncode == -signal.SIGKILL
    left = LongTask.get_by_id(task.id)
    assert (left.state, left.place, left.part_count) == (TaskState.RUNNING, 6, 3)
    assert file_of(task) == b"".join(ROWS[:6])
    world.clock.at = max(world.clock.at, left.lease_until) + timedelta(seconds=1)
    world.work()
    assert LongTask.get_by_id(task.id).state == TaskState.DONE
    assert file_of(task) == b"".join(ROWS)
    assert copying.steps == [6, 8], "what the dead process had saved is not done again"


def test_what_breaks_off_again_and_again_fails_keeps_what_it_made_and_goes_on_when_asked(
    world: World, copying: Copying
) -> None:
    copying.breaks = {6: [ValueError("a row that cannot be read")] * long_work.MOST_TRIES}
    task = long_work.begin("copy", person(), {}, time.now())
    for _ in range(long_work.MOST_TRIES + 1):
        world.work()
        world.clock.move(seconds=31)
    failed = LongTask.get_by_id(task.id)
    assert failed.state == TaskState.FAILED
    assert "broke off 4 times at the same place" in failed.said
    assert "Go on" in failed.said
    assert file_of(task) == b"".join(ROWS[:6])
    assert long_work.go_on(failed, time.now())
    world.work()
    assert LongTask.get_by_id(task.id).state == TaskState.DONE
    assert file_of(task) == b"".join(ROWS)


def test_what_cannot_be_done_says_so_at_once(world: World, copying: Copying) -> None:
    copying.breaks = {2: [Refused("The contact was erased meanwhile: there is nothing to export.")]}
    task = long_work.begin("copy", person(), {}, time.now())
    world.work()
    failed = LongTask.get_by_id(task.id)
    assert (failed.state, failed.said) == (
        TaskState.FAILED,
        "The contact was erased meanwhile: there is nothing to export.",
    )


def test_a_large_file_made_whole_is_kept_in_small_parts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    content = bytes(range(256)) * 4096  # 1 MiB

    def step(task: LongTask, details: Details, hold: Hold) -> Progress:
        hold.told(0)
        return Progress(1, 1, file=io.BytesIO(content), over=True, said="Packed.")

    work = Work("A package", lambda details: 1, step, frozenset({Role.ADMIN}), "package.zip")
    monkeypatch.setitem(long_work.KINDS, "package", work)
    task = long_work.begin("package", person(Role.ADMIN), {}, time.now())
    world.work()
    assert file_of(task) == content
    assert [len(part.body) for part in LongTaskPart.select().order_by(LongTaskPart.number)] == [256 * 1024] * 4


def test_somebody_whose_lease_was_lost_saves_nothing(world: World, copying: Copying) -> None:
    task = long_work.begin("copy", person(), {}, time.now())
    slow = long_work._take(task, time.now())
    assert slow is not None
    world.clock.move(seconds=31)
    world.work()
    with pytest.raises(Interrupted):
        long_work._save(slow, Progress(2, 2, b"late"))
    assert file_of(task) == b"".join(ROWS)


def test_only_one_of_two_workers_takes_a_work_up(world: World, copying: Copying) -> None:
    task = long_work.begin("copy", person(), {}, time.now())
    assert long_work._take(task, time.now()) is not None
    assert long_work._take(task, time.now()) is None


def test_being_told_to_stop_lays_the_work_down_for_the_next_and_counts_as_no_failure(
    world: World, copying: Copying
) -> None:
    task = long_work.begin("copy", person(), {}, time.now())
    asked: list[int] = []

    def stopping() -> bool:
        asked.append(1)
        return len(asked) > 3

    long_work.carry_on(5, stopping)
    laid = LongTask.get_by_id(task.id)
    assert (laid.state, laid.lease_until, laid.tries) == (TaskState.RUNNING, None, 0)
    world.work()
    assert file_of(task) == b"".join(ROWS)


def test_the_same_thing_asked_twice_is_one_work_and_other_things_are_others(world: World, copying: Copying) -> None:
    olga, now = person(), time.now()
    first = long_work.begin("copy", olga, {"a": 1, "b": 2}, now)
    assert long_work.begin("copy", olga, {"b": 2, "a": 1}, now) == first
    assert long_work.begin("copy", olga, {"a": 2}, now) != first
    assert json.loads(first.details) == {"a": 1, "b": 2}


def test_a_role_that_may_not_have_it_cannot_begin_it(world: World, copying: Copying) -> None:
    with pytest.raises(PermissionError):
        long_work.begin("copy", person(Role.VIEWER), {}, time.now())
    assert not LongTask.select().exists()


def test_a_file_is_deleted_after_a_day_with_what_was_asked_for_and_the_row_stays(
    world: World, copying: Copying
) -> None:
    task = long_work.begin("copy", person(), {"contact": 17}, time.now())
    world.work()
    world.clock.move(hours=24, seconds=1)
    world.work()
    task = LongTask.get_by_id(task.id)
    assert not LongTaskPart.select().exists()
    assert (task.state, task.details, task.file_size, task.expires_at) == (TaskState.DONE, "{}", 0, None)
    assert carry_out.due_since(time.now()) is None


def test_several_works_have_their_turns_so_that_a_long_one_blocks_nobody(
    world: World, copying: Copying, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_work, "STEP_SECONDS", 0.0)
    ids = [long_work.begin("copy", person(name=name), {}, time.now()).id for name in ("ana", "bo")]
    order: list[Any] = []
    step = copying.step

    def noted(task: LongTask, details: Details, hold: Hold) -> Progress:
        order.append(task.id)
        return step(task, details, hold)

    monkeypatch.setitem(long_work.KINDS, "copy", Work("C", lambda d: 10, noted, frozenset(Role), "copy.txt"))
    world.work()
    assert order == ids * 5


def test_a_kind_of_work_that_this_version_does_not_know_says_so(world: World, copying: Copying) -> None:
    task = long_work.begin("copy", person(), {}, time.now())
    LongTask.update(kind="from_a_newer_version").execute()
    world.work()
    assert "does not know this kind of work" in LongTask.get_by_id(task.id).said


def test_an_erasure_takes_the_files_about_that_person_along_and_no_others(world: World) -> None:
    """What is finished is deleted; what is being made ends, and whoever makes it saves nothing more."""
    world.text(ADA, "HELP")
    world.text(BEN, "HELP")
    olga = person()
    ada, ben = (Contact.get(Contact.phone_index == phone_index(phone)).id for phone in (ADA, BEN))
    finished = long_work.begin("dispute", olga, {"contact": ada}, time.now())
    others = long_work.begin("dispute", olga, {"contact": ben}, time.now())
    world.work()
    assert file_of(finished) and file_of(others)
    being_made = long_work.begin("dispute", person(name="otto"), {"contact": ada}, time.now())
    held = long_work._take(being_made, time.now())
    assert held is not None
    [done] = erasure.erase(ADA, "they asked", "Olga")
    assert done.counts["files about them"] == 2
    with pytest.raises(Interrupted):
        long_work._save(held, Progress(1, 1, b"all about Ada", over=True))
    assert {part.task_id for part in LongTaskPart.select()} == {others.id}
    ended = LongTask.get_by_id(being_made.id)
    assert (ended.state, ended.details) == (TaskState.FAILED, "{}")
    assert "The person was erased" in ended.said
    assert not long_work.go_on(ended, time.now())
