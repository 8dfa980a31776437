"""What lists of rows beside records share: whose rows they are, and what stands in each row about its record."""

from collections.abc import Callable, Sequence
from typing import Any

from peewee import SQL

from models.certified_record import CertifiedRecord
from models.operator import Operator
from models.sender import Sender
from records import list_cells, reach
from records.lists_csv import Asked, List, Row, by_key


def of_records(table: Any) -> Callable[[Operator, Asked], Any]:
    """Rows of a table that belong to records which the person may reach."""

    def rows_of(who: Operator, asked: Asked) -> Any:
        mine = reach.may_reach(who) & CertifiedRecord.purged_at.is_null()
        return table.select().join(CertifiedRecord).where(mine)

    return rows_of


def of_departments(table: Any) -> Callable[[Operator, Asked], Any]:
    def rows_of(who: Operator, asked: Asked) -> Any:
        if reach.sees_all(who):
            return table.select()
        mine = [one.id for one in reach.departments_of(who)]
        return table.select().where(table.sender.in_(mine) if mine else SQL("1 = 0"))

    return rows_of


def short_of(rows: Sequence[Any]) -> dict[int, Row]:
    return list_cells.short([one.record_id for one in rows])


def departments() -> dict[int, str]:
    return {one.id: one.name for one in Sender.select()}


def list_by_key(key: str, name: str, columns: tuple[str, ...], table: Any, rows_of: Any, read: Any) -> List:
    portion = by_key(table.id, rows_of, read)
    return List(key, name, columns, portion, total=lambda who, asked: int(rows_of(who, asked).count()))
