"""What an import knows of itself between its pages and its steps, kept encrypted with it: how its file is read, which
column is what, what is the same in all rows, its first rows, and where the others are.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from models.notice_type import NoticeType
from models.record_import import RecordImport
from models.sender import Sender
from records.columns import Top
from records.import_rows import Fixed, Reader
from records.sheets import Row, Sheet


@dataclass(frozen=True)
class Choices:
    """`columns`: our field -> its heading. `read_by`: who said so, in words for the page. `head`: the first rows, to
    look at. `rows` is the file of all rows, of so many `blocks`; 0 until they were read. `bad`: of those not taken."""

    sheet: Sheet
    top: Top
    head: tuple[Row, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    read_by: str = ""
    fixed: Fixed = field(default_factory=Fixed)
    batch: str = ""
    rows: int = 0
    blocks: int = 0
    bad: int = 0

    def reader(self, sender: Sender) -> Reader:
        return Reader(self.top.headings, self.columns, self.fixed, kinds_of(sender), self.top.has_ours)


def kinds_of(sender: Sender) -> list[NoticeType]:
    """Its own and everybody's, those that are in use."""
    mine = NoticeType.sender.is_null() | (NoticeType.sender == sender)
    return list(NoticeType.select().where(mine & (NoticeType.active == True)).order_by(NoticeType.name))  # noqa: E712


def all_kinds(sender: Sender) -> list[NoticeType]:
    """Those that are in use no more, too."""
    return list(NoticeType.select().where(NoticeType.sender.is_null() | (NoticeType.sender == sender)))


def of(load: RecordImport) -> Choices:
    said: dict[str, Any] = json.loads(load.choices)
    top = said.pop("top")
    return Choices(
        **{
            **said,
            "sheet": Sheet(**said["sheet"]),
            "top": Top(tuple(top["headings"]), top["above"], top["has_ours"]),
            "head": tuple((number, cells) for number, cells in said["head"]),
            "fixed": Fixed.of(said["fixed"]),
        }
    )


def written(choices: Choices) -> str:
    return json.dumps({**asdict(choices), "fixed": choices.fixed.as_json()})


def change(load: RecordImport, **changes: Any) -> Choices:
    """In the caller's transaction; gives them as they are now."""
    changed = replace(of(load), **changes)
    load.choices = written(changed)
    load.save(only=[RecordImport.choices])
    return changed


def without_rows(choices: Choices) -> Choices:
    """As it is once everything was taken: nobody looks at the first rows any more."""
    return replace(choices, rows=0, head=())
