"""Lists of what people do with records as files: deadlines, tasks, notices, holds, drills and imports."""

from collections.abc import Callable, Sequence
from typing import Any

from peewee import SQL

from models.certified_record import CertifiedRecord
from models.mailpiece import Mailpiece
from models.operator import Operator
from models.record_import import RecordImport
from models.record_keeping import LegalHold, RetrievalDrill
from models.record_watch import DeskNotice, RecordDeadline, RecordTask
from models.sender import Sender
from records import court_days, deadlines, list_cells, notices, reach
from records.list_cells import SHORT, names_of
from records.lists_csv import Asked, List, Row, by_key
from records.notice_words import Dates, said
from records.watches import Kind


def _of_records(table: Any) -> Callable[[Operator, Asked], Any]:
    """Rows of a table that belong to records which the person may reach."""

    def rows_of(who: Operator, asked: Asked) -> Any:
        mine = reach.may_reach(who) & CertifiedRecord.purged_at.is_null()
        return table.select().join(CertifiedRecord).where(mine)

    return rows_of


def _of_departments(table: Any) -> Callable[[Operator, Asked], Any]:
    def rows_of(who: Operator, asked: Asked) -> Any:
        if reach.sees_all(who):
            return table.select()
        mine = [one.id for one in reach.departments_of(who)]
        return table.select().where(table.sender.in_(mine) if mine else SQL("1 = 0"))

    return rows_of


def _short(rows: Sequence[Any]) -> dict[int, Row]:
    return list_cells.short([one.record_id for one in rows])


def _departments() -> dict[int, str]:
    return {one.id: one.name for one in Sender.select()}


def _deadline_rows(found: Sequence[RecordDeadline]) -> list[Row]:
    short, people = _short(found), names_of([person for one in found for person in (one.owner_id, one.backup_id)])
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
    short, people = _short(found), names_of([person for one in found for person in (one.owner_id, one.done_by_id)])
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
    short, senders = _short(found), _departments()
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


def _hold_rows(found: Sequence[LegalHold]) -> list[Row]:
    short = _short(found)
    people = names_of([person for one in found for person in (one.placed_by_id, one.released_by_id)])
    return [
        (
            *short[one.record_id],
            one.reason,
            people.get(one.placed_by_id, ""),
            one.placed_at,
            one.released_at,
            people.get(one.released_by_id, ""),
            one.release_reason,
        )
        for one in found
    ]


def _drill_rows(found: Sequence[RetrievalDrill]) -> list[Row]:
    people, senders = names_of([one.done_by_id for one in found]), _departments()
    return [
        (
            senders.get(one.sender_id, ""),
            one.number,
            one.record_id,
            people.get(one.done_by_id, ""),
            one.begun_at,
            one.found_at,
            one.produced_at,
            one.given_up_at,
            one.seconds,
            one.packet_sha256,
        )
        for one in found
    ]


def _import_rows(found: Sequence[RecordImport]) -> list[Row]:
    people, senders = names_of([one.operator_id for one in found]), _departments()
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


def _list(key: str, name: str, columns: tuple[str, ...], table: Any, rows_of: Any, read: Any) -> List:
    portion = by_key(table.id, rows_of, read)
    return List(key, name, columns, portion, total=lambda who, asked: int(rows_of(who, asked).count()))


LISTS = (
    _list(
        "deadlines",
        "Deadlines",
        (*SHORT, "Must be delivered by", "Calendar", "Zone", "Warned on court days before", "Owner", "Backup", "Note")
        + ("Set at (UTC)", "Closed at (UTC)", "Closed because"),
        RecordDeadline,
        _of_records(RecordDeadline),
        _deadline_rows,
    ),
    _list(
        "tasks",
        "Tasks",
        (*SHORT, "Task", "Owner", "Due at (UTC)", "Zone", "Made at (UTC)", "Done at (UTC)", "Done by"),
        RecordTask,
        _of_records(RecordTask),
        _task_rows,
    ),
    _list(
        "notices",
        "Notices of the desk",
        (*SHORT, "Department", "About", "What it says", "Told at (UTC)", "For", "Seen at (UTC)", "Seen by")
        + ("Texted at (UTC)",),
        DeskNotice,
        lambda who, asked: DeskNotice.select().where(notices.may_see(who)),
        _notice_rows,
    ),
    _list(
        "holds",
        "Legal holds",
        (*SHORT, "Reason", "Placed by", "Placed at (UTC)", "Released at (UTC)", "Released by", "Why released"),
        LegalHold,
        _of_records(LegalHold),
        _hold_rows,
    ),
    _list(
        "drills",
        "Retrieval drills",
        ("Department", "Drill", "Record", "Done by", "Begun at (UTC)", "Found at (UTC)", "Packet made at (UTC)")
        + ("Given up at (UTC)", "Seconds", "SHA-256 of the packet"),
        RetrievalDrill,
        _of_departments(RetrievalDrill),
        _drill_rows,
    ),
    _list(
        "imports",
        "Imports",
        ("Import", "Department", "File", "Batch", "State", "Rows", "Good", "Bad", "Begun by", "Begun at (UTC)")
        + ("Done at (UTC)", "Undone at (UTC)"),
        RecordImport,
        _of_departments(RecordImport),
        _import_rows,
    ),
)
