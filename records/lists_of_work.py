"""Lists of what people do with records as files: deadlines, tasks, notices and imports."""

from collections.abc import Sequence

from models.mailpiece import Mailpiece
from models.record_import import RecordImport
from models.record_watch import DeskNotice, RecordDeadline, RecordTask
from records import court_days, deadlines, list_cells, notices
from records.list_cells import SHORT, names_of
from records.lists_csv import Row
from records.lists_of_rows import departments, list_by_key, of_departments, of_records, short_of
from records.notice_words import Dates, said
from records.watches import Kind


def _deadline_rows(found: Sequence[RecordDeadline]) -> list[Row]:
    short, people = short_of(found), names_of([person for one in found for person in (one.owner_id, one.backup_id)])
    calendars = court_days.calendars()
    return [
        (
            *short[one.record_id],
            one.by_on,
            calendars.get(one.calendar, one.calendar),
            one.zone,
            one.warn_days,
            people.get(one.owner_id, ""),
            people.get(one.backup_id, ""),
            one.note,
            one.made_at,
            one.closed_at,
            deadlines.CLOSINGS.get(one.closed_because, one.closed_because),
        )
        for one in found
    ]


def _task_rows(found: Sequence[RecordTask]) -> list[Row]:
    short, people = short_of(found), names_of([person for one in found for person in (one.owner_id, one.done_by_id)])
    return [
        (
            *short[one.record_id],
            one.title,
            people.get(one.owner_id, ""),
            one.due_at,
            one.zone,
            one.made_at,
            one.done_at,
            people.get(one.done_by_id, ""),
        )
        for one in found
    ]


def _notice_rows(found: Sequence[DeskNotice]) -> list[Row]:
    short, senders = short_of(found), departments()
    people = names_of([person for one in found for person in (one.for_operator_id, one.acknowledged_by_id)])
    keys = [one.record_id for one in found]
    pieces = {one.id: one for one in Mailpiece.select().where(Mailpiece.id.in_(keys))} if keys else {}
    return [
        (
            *short[one.record_id],
            senders.get(one.sender_id, ""),
            list_cells.words(one.kind),
            _said(one, pieces[one.record_id]),
            one.fired_at,
            people.get(one.for_operator_id, "the department"),
            one.acknowledged_at,
            people.get(one.acknowledged_by_id, ""),
            one.texted_at,
        )
        for one in found
    ]


def _said(notice: DeskNotice, piece: Mailpiece) -> str:
    return said(Kind(notice.kind), notice.occasion, Dates(expected_on=piece.expected_on, return_on=piece.return_on))


def _import_rows(found: Sequence[RecordImport]) -> list[Row]:
    people, senders = names_of([one.operator_id for one in found]), departments()
    return [
        (
            one.id,
            senders.get(one.sender_id, ""),
            one.file.name if one.file is not None else "",
            one.batch.name if one.batch is not None else "",
            one.state,
            one.rows,
            one.good,
            one.bad,
            people.get(one.operator_id, ""),
            one.created_at,
            one.done_at,
            one.undone_at,
        )
        for one in found
    ]


LISTS = (
    list_by_key(
        "deadlines",
        "Deadlines",
        (*SHORT, "Must be delivered by", "Calendar", "Zone", "Warned on court days before", "Owner", "Backup", "Note")
        + ("Set at (UTC)", "Closed at (UTC)", "Closed because"),
        RecordDeadline,
        of_records(RecordDeadline),
        _deadline_rows,
    ),
    list_by_key(
        "tasks",
        "Tasks",
        (*SHORT, "Task", "Owner", "Due at (UTC)", "Zone", "Made at (UTC)", "Done at (UTC)", "Done by"),
        RecordTask,
        of_records(RecordTask),
        _task_rows,
    ),
    list_by_key(
        "notices",
        "Notices of the desk",
        (*SHORT, "Department", "About", "What it says", "Told at (UTC)", "For", "Seen at (UTC)", "Seen by")
        + ("Texted at (UTC)",),
        DeskNotice,
        lambda who, asked: DeskNotice.select().where(notices.may_see(who)),
        _notice_rows,
    ),
    list_by_key(
        "imports",
        "Imports",
        ("Import", "Department", "File", "Batch", "State", "Rows", "Good", "Bad", "Begun by", "Begun at (UTC)")
        + ("Done at (UTC)", "Undone at (UTC)"),
        RecordImport,
        of_departments(RecordImport),
        _import_rows,
    ),
)
