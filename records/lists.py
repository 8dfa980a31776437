"""Every list that can be had as a file, by its key, and the long work that makes one. Whoever has asked is asked about
anew at each step: a role or a department that was taken away ends it.
"""

from models.long_steps import Details, Hold, Progress, Refused, Work
from models.long_task import LongTask
from models.operator import Operator
from models.vocabulary import Role
from records import lists_of_keeping, lists_of_records, lists_of_work, reports
from records.lists_csv import List, heading, lines

KIND = "record_list"
WHO = frozenset({Role.SENDER, Role.ADMIN, Role.AUDITOR})
#: Another page's list is one more line here.
_ROOMS = (lists_of_records.LISTS, lists_of_work.LISTS, lists_of_keeping.LISTS, (reports.REPORT,))
LISTS: dict[str, List] = {one.key: one for room in _ROOMS for one in room}


def _list_of(details: Details) -> List:
    found = LISTS.get(details.get("list", ""))
    if found is None:
        raise Refused("This version of Waypost does not know this list. Ask for it again from its page.")
    return found


def _person_of(task: LongTask) -> Operator:
    who: Operator = Operator.get_by_id(task.operator_id)
    if who.disabled_at is not None or Role(who.role) not in WHO:
        raise Refused("You may not have this list any more. Nothing further was written.")
    return who


def _total(details: Details) -> int:
    """Bounded by who asks: the work's own person is among the details."""
    who = Operator.get_or_none(Operator.id == details.get("who"))
    return _list_of(details).total(who, details["asked"]) if who is not None else 0


def _step(task: LongTask, details: Details, hold: Hold) -> Progress:
    found, who = _list_of(details), _person_of(task)
    portion = found.portion(who, details["asked"], task.place)
    said = heading(found.columns) if not task.place else ""
    said += lines(portion.rows)
    done = task.done + len(portion.rows)
    rows = "1 row" if done == 1 else f"{done:,} rows"
    ended = f"{found.name}: {rows}. Numbers are written in fours, so that no spreadsheet rounds them."
    return Progress(portion.place, done, said.encode(), over=portion.over, said=ended if portion.over else "")


WORK = Work("A list as CSV", _total, _step, WHO, "list.csv")


def details_of(found: List, who: Operator, asked: dict[str, str]) -> Details:
    """What the long work is asked for."""
    return {"list": found.key, "asked": asked, "who": who.id}
