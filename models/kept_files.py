"""Files that long work made, part by part: read out, deleted, and taken away with the person whom they are about."""

import json
from collections.abc import Iterator
from datetime import datetime

from models.contact import Contact
from models.long_task import LongTask, LongTaskPart
from models.vocabulary import TaskState

UNFINISHED = (TaskState.WAITING, TaskState.RUNNING)
#: Kinds whose file is about the one contact that their details name.
OF_ONE_PERSON = ("dispute",)
#: Parts deleted in one statement.
DELETED_AT_ONCE = 100
_GONE = "The person was erased; this file about them was deleted with the rest."


def read(task: LongTask) -> Iterator[bytes]:
    """Its parts in their order, one at a time."""
    for number in range(task.part_count):
        part = LongTaskPart.get_or_none((LongTaskPart.task == task) & (LongTaskPart.number == number))
        if part is None:
            return
        yield part.body


def delete(task: LongTask, now: datetime) -> None:
    """The row stays, so that one sees what was done; what was asked for goes with the file. Of unfinished work nothing
    is deleted."""
    finished = (LongTask.id == task.id) & LongTask.state.not_in(UNFINISHED)
    gone = dict(file_size=0, part_count=0, details="{}", expires_at=now)  # due, should we be killed before the end
    if not LongTask.update(gone).where(finished).execute():
        return
    while True:
        some = LongTaskPart.select(LongTaskPart.id).where(LongTaskPart.task == task).limit(DELETED_AT_ONCE)
        ids = [part.id for part in some]
        if not ids:
            break
        LongTaskPart.delete().where(LongTaskPart.id.in_(ids)).execute()
    LongTask.update(expires_at=None).where(finished).execute()


def forget(contact: Contact, now: datetime) -> int:
    """Within an erasure: what was made about this person goes, and what is being made ends. Gives how many files."""
    kept = LongTask.state.in_(UNFINISHED) | LongTask.expires_at.is_null(False)
    tasks = LongTask.select().where(LongTask.kind.in_(OF_ONE_PERSON) & kept)
    theirs = [task for task in tasks if json.loads(task.details).get("contact") == contact.id]
    for task in theirs:
        ended = dict(state=TaskState.FAILED, said=_GONE, lease_until=None, finished_at=now)
        LongTask.update(ended).where(LongTask.id == task.id).execute()
        delete(task, now)
    return len(theirs)
