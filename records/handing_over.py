"""What a person has open when they leave: tasks and deadlines, for somebody else. Records belong to the team."""

from dataclasses import dataclass

from models.operator import Operator
from models.record_watch import RecordDeadline, RecordTask
from models.vocabulary import Role


@dataclass(frozen=True)
class Open:
    tasks: int
    deadlines: int

    def __bool__(self) -> bool:
        return bool(self.tasks or self.deadlines)


class Refused(Exception):
    """What cannot be done, in a sentence for the person."""


def open_of(who: Operator) -> Open:
    tasks = RecordTask.select().where((RecordTask.owner == who) & RecordTask.done_at.is_null())
    return Open(tasks.count(), RecordDeadline.select().where(_theirs(who)).count())


def hand_over(gone: Operator, to: Operator) -> Open:
    """Open tasks, and the place of owner or backup at open deadlines. In the caller's transaction. Raises Refused."""
    if to.disabled_at is not None or to.id == gone.id:
        raise Refused("Choose somebody else, who is still here; nothing was changed.")
    if to.role != Role.ADMIN and (to.role != Role.SENDER or to.sender_id != gone.sender_id):
        raise Refused("Choose somebody of the same department, or an admin; nothing was changed.")
    moved = open_of(gone)
    RecordTask.update(owner=to).where((RecordTask.owner == gone) & RecordTask.done_at.is_null()).execute()
    open_ones = RecordDeadline.closed_at.is_null()
    RecordDeadline.update(owner=to).where((RecordDeadline.owner == gone) & open_ones).execute()
    RecordDeadline.update(backup=to).where((RecordDeadline.backup == gone) & open_ones).execute()
    return moved


def _theirs(who: Operator) -> object:
    theirs = (RecordDeadline.owner == who) | (RecordDeadline.backup == who)
    return theirs & RecordDeadline.closed_at.is_null()
