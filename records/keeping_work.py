"""Long work of keeping: a period that became longer reaches the records that are there, portion by portion."""

from models.certified_record import CertifiedRecord
from models.database import database
from models.long_steps import Details, Hold, Progress, Refused, Work
from models.long_task import LongTask
from models.notice_type import NoticeType
from models.vocabulary import Role
from records import keeping

LENGTHEN_KIND = "keep_longer"


def _total(details: Details) -> int:
    return int(CertifiedRecord.select().where(CertifiedRecord.notice_type == details["notice_type"]).count())


def _step(task: LongTask, details: Details, _hold: Hold) -> Progress:
    found = NoticeType.get_or_none(NoticeType.id == details["notice_type"])
    if found is None:
        raise Refused("There is no such notice type any more; nothing was changed.")
    with database.atomic():
        last = keeping.lengthen(found, task.place)
    if last is None:
        said = f"Records of {found.name} are kept {found.keep_years} years at least."
        return Progress(task.place, task.total, over=True, said=said)
    return Progress(last, min(task.done + keeping.AT_ONCE, task.total))


LENGTHEN = Work("Keeping records longer", _total, _step, frozenset({Role.SENDER, Role.ADMIN}))
