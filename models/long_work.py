"""Exports, erasures and imports: begun by a person, carried out step by step, taken up again whoever was killed.

Refuses to do two steps of one work at once: a lease decides who carries it, and only its holder may save.
"""

import json
import time as passing
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import structlog
from peewee import fn

from config import queues, time
from models import kept_files
from models.database import database
from models.kept_files import UNFINISHED as UNFINISHED
from models.long_steps import Details, Hold, Interrupted, Later, Progress, Refused, Work
from models.long_task import LongTask, LongTaskPart
from models.operator import Operator
from models.vocabulary import Role, TaskState

log = structlog.get_logger()

#: kind -> how it is done; each room names its own. A kind is stored in rows: add, never rename.
KINDS: dict[str, Work] = {}


def use_kinds(*rooms: Mapping[str, Work]) -> None:
    """Said once, at the start."""
    for kinds in rooms:
        KINDS.update(kinds)


#: Renewed with every step that is saved; a dead worker's work is free again after it.
LEASE = timedelta(seconds=30)
#: One step, and one turn of a work before the next has its own.
STEP_SECONDS = 3.0
#: Taken up so often without coming any further: a person is told.
MOST_TRIES = 4
#: How long a finished file can be fetched.
KEPT_FOR = timedelta(hours=24)
MOST_PART_BYTES = 256 * 1024


def begin(
    kind: str,
    operator: Operator,
    details: Details,
    now: datetime,
    on_record: Callable[[LongTask], object] = lambda task: None,
) -> LongTask:
    """Write down what is asked for and ring; the same thing asked twice is one work. `on_record` notes it in the audit
    trail, with it or not at all. Raises PermissionError when the role may not have it, TypeError for details that are
    no JSON."""
    with database.atomic():
        task = _asked(kind, operator, details, now)
        on_record(task)
    queues.ring("carry_out")
    return task


def _asked(kind: str, operator: Operator, details: Details, now: datetime) -> LongTask:
    work, asked = KINDS[kind], json.dumps(details, sort_keys=True)
    if Role(operator.role) not in work.roles:
        raise PermissionError(f"{operator.role} may not begin {kind}")
    mine = (LongTask.operator == operator) & LongTask.state.in_(UNFINISHED) & (LongTask.kind == kind)
    for task in LongTask.select().where(mine):
        if task.details == asked:
            return task
    made: LongTask = LongTask.create(
        kind=kind,
        operator=operator,
        state=TaskState.WAITING,
        details=asked,
        file_name=work.file_name,
        created_at=now,
    )
    return made


def due_since(now: datetime) -> datetime | None:
    """Since when work waits to be carried on or a file to be deleted; None when neither is due."""
    waits = [task.lease_until or task.started_at or task.created_at for task in _free(now)]
    old: datetime | None = LongTask.select(fn.MIN(LongTask.expires_at)).scalar()
    if old is not None and old <= now:
        waits.append(old)
    # A lease from a clock that has gone back since is due now.
    return min((min(since, now) for since in waits), default=None)


def carry_on(seconds: float, is_stopping: Callable[[], bool]) -> int:
    """Carry what waits, each work for a turn, until nothing waits or the time is over. Gives how many steps."""
    end, steps = passing.monotonic() + seconds, 0
    while waiting := _free(time.now()):
        for task in waiting:
            if is_stopping() or passing.monotonic() >= end:
                return steps
            if mine := _take(task, time.now()):
                steps += _turn(mine, is_stopping)
    return steps


def go_on(task: LongTask, now: datetime) -> bool:
    """A person asks that what failed or was stopped be tried from where it stands, while what it made is kept."""
    changes = dict(state=TaskState.WAITING, tries=0, lease_until=None, said="", finished_at=None, expires_at=None)
    mine = (LongTask.id == task.id) & (LongTask.state == TaskState.FAILED) & (LongTask.expires_at > now)
    changed: bool = LongTask.update(changes).where(mine).execute() == 1
    if changed:
        queues.ring("carry_out")
    return changed


def stop(task: LongTask, now: datetime) -> bool:
    """A person stops it: the step under way ends without a trace."""
    said = "You stopped it. What was made until then is kept for a day; Go on takes it up where it stands."
    mine = (LongTask.id == task.id) & LongTask.state.in_(UNFINISHED)
    stopped: bool = LongTask.update(_ending(TaskState.FAILED, said, now)).where(mine).execute() == 1
    return stopped


# -- whose it is -------------------------------------------------------------------------------------------------------


def _free(now: datetime) -> list[LongTask]:
    """Unfinished, and nobody's at this moment; oldest first."""
    lease = LongTask.lease_until
    nobodys = lease.is_null() | (lease < now) | (lease > now + LEASE * 2)
    return list(LongTask.select().where(LongTask.state.in_(UNFINISHED) & nobodys).order_by(LongTask.id).limit(50))


def _take(seen: LongTask, now: datetime) -> LongTask | None:
    """Become the one who carries it, and read it anew; None when somebody else was first. What a step left behind that
    never ended is removed."""
    same = LongTask.lease_until.is_null() if seen.lease_until is None else LongTask.lease_until == seen.lease_until
    mine = (LongTask.id == seen.id) & LongTask.state.in_(UNFINISHED) & same
    changes: dict[str, Any] = dict(state=TaskState.RUNNING, lease_until=now + LEASE, tries=LongTask.tries + 1)
    with database.atomic():
        if not LongTask.update(changes).where(mine).execute():
            return None
        task: LongTask = LongTask.get_by_id(seen.id)
        if task.started_at is None:
            LongTask.update(started_at=now).where(LongTask.id == task.id).execute()
        left = (LongTaskPart.task == task) & (LongTaskPart.number >= task.part_count)
        LongTaskPart.delete().where(left).execute()
    return task


def _change(task: LongTask, **changes: Any) -> None:
    """Save what its holder alone may save, and hold it on. Raises Interrupted when it is somebody else's now."""
    changes.setdefault("lease_until", time.now() + LEASE)
    mine = (LongTask.id == task.id) & (LongTask.state == TaskState.RUNNING) & (LongTask.lease_until == task.lease_until)
    if not LongTask.update(changes).where(mine).execute():
        raise Interrupted
    for name, value in changes.items():
        setattr(task, name, value)


# -- one turn ----------------------------------------------------------------------------------------------------------


def _turn(task: LongTask, is_stopping: Callable[[], bool]) -> int:
    """Carry it for a while and lay it down; gives how many steps were saved. What goes wrong is tried again when the
    lease has run out, so that a broken database has time to mend."""
    steps = 0
    try:
        for _ in _steps(task, is_stopping):
            steps += 1
        if task.state == TaskState.RUNNING:
            _change(task, lease_until=None, tries=0)
    except Interrupted:
        _lay_down(task)
    except Later as pause:
        _lay_down(task, time.now() + min(timedelta(seconds=pause.seconds), LEASE))
    except Refused as because:
        _end(task, TaskState.FAILED, str(because))
    except Exception as problem:
        log.exception("long_work_broke_off", task=task.id, kind=task.kind, problem=type(problem).__name__)
    return steps


def _steps(task: LongTask, is_stopping: Callable[[], bool]) -> Iterator[None]:
    """Step by step until it is done, or others have their turn; yields after each that was saved."""
    work, details = _work_of(task), json.loads(task.details)
    _tell_total(task, work, details)
    end = passing.monotonic() + STEP_SECONDS
    while not is_stopping():
        progress = work.step(task, details, Hold(STEP_SECONDS, _Teller(task, is_stopping)))
        _save(task, progress)
        yield
        if progress.over or passing.monotonic() >= end:
            return


def _work_of(task: LongTask) -> Work:
    work = KINDS.get(task.kind)
    if work is None:
        raise Refused("This version of Waypost does not know this kind of work. Ask for it again from its page.")
    if task.tries > MOST_TRIES:
        raise Refused(
            f"It broke off {MOST_TRIES} times at the same place. What was made until then is kept below. Press Go on "
            f"to try from there; if it breaks off again, look for task={task.id} in the log of the slow worker."
        )
    return work


def _tell_total(task: LongTask, work: Work, details: Details) -> None:
    if not task.total:
        _change(task, total=work.total(details))


class _Teller:
    """Keeps the work ours during a long step and moves its bar; asks the database at most once a second."""

    def __init__(self, task: LongTask, is_stopping: Callable[[], bool]) -> None:
        self._task, self._is_stopping = task, is_stopping
        self._told = passing.monotonic()

    def __call__(self, done: int) -> None:
        if self._is_stopping():
            raise Interrupted
        if passing.monotonic() - self._told >= 1.0:
            _change(self._task, done=done)
            self._told = passing.monotonic()


def _save(task: LongTask, progress: Progress) -> None:
    """The step and its piece of the file. A piece larger than one part goes in several transactions: its parts count
    once the last of them is there."""
    number, size = task.part_count, task.file_size
    pieces = _pieces(progress)
    piece = next(pieces, b"")
    for following in pieces:
        with database.atomic():
            _change(task)
            LongTaskPart.create(task=task, number=number, body=piece)
        number, size, piece = number + 1, size + len(piece), following
    last = number, piece
    if piece:
        number, size = number + 1, size + len(piece)
    moved = dict(place=progress.place, done=progress.done, tries=1, part_count=number, file_size=size)
    with database.atomic():
        _change(task, **moved, **(_ending(TaskState.DONE, progress.said, time.now()) if progress.over else {}))
        if piece:
            LongTaskPart.create(task=task, number=last[0], body=last[1])


def _pieces(progress: Progress) -> Iterator[bytes]:
    for start in range(0, len(progress.body), MOST_PART_BYTES):
        yield progress.body[start : start + MOST_PART_BYTES]
    if progress.file is not None:
        with progress.file as file:
            while piece := file.read(MOST_PART_BYTES):
                yield piece


# -- how it ends -------------------------------------------------------------------------------------------------------


def _ending(state: TaskState, said: str, now: datetime) -> dict[str, Any]:
    return dict(state=state, said=said, finished_at=now, expires_at=now + KEPT_FOR, lease_until=None)


def _end(task: LongTask, state: TaskState, said: str) -> None:
    with suppress(Interrupted):
        _change(task, **_ending(state, said, time.now()))


def _lay_down(task: LongTask, until: datetime | None = None) -> None:
    """We were told to stop, or to wait: whoever is next begins at once or `until` then, and it does not count as a
    failure."""
    with suppress(Interrupted):
        _change(task, lease_until=until, tries=0)


def delete_old_files(now: datetime) -> int:
    """Gives how many works lost their file, because its time was over."""
    old = list(LongTask.select().where(LongTask.expires_at <= now).order_by(LongTask.id).limit(50))
    for task in old:
        kept_files.delete(task, now)
    return len(old)
