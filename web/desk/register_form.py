"""Reads the form that registers one mailing: what was typed or scanned, kept as it came for when something is wrong."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models.notice_type import NoticeType
from models.operator import Operator
from models.sender import Sender
from records import reach, references
from records.registration import Fault, Registration

#: Blank rows for references of the office's own kinds.
OWN_KINDS = 2
_SCANNED = re.compile(r"^\][A-Za-z][0-9]|[\x1d\x1e\x04]")


@dataclass
class Filled:
    """What the form says. `faults`: field -> what is wrong, in the order of the form."""

    sender: Sender | None
    notice_type: NoticeType | None
    source: str
    registration: Registration | None = None
    faults: dict[str, str] = field(default_factory=dict)

    def add(self, faults: Sequence[Fault]) -> None:
        for fault in faults:
            self.faults.setdefault(fault.field, fault.said)


def notice_types_of(sender: Sender) -> list[NoticeType]:
    """Its own and everybody's, those that are in use."""
    mine = NoticeType.sender.is_null() | (NoticeType.sender == sender)
    return list(NoticeType.select().where(mine & (NoticeType.active == True)).order_by(NoticeType.name))  # noqa: E712


def read_form(who: Operator, form: Any) -> Filled:
    """`form`: a MultiDict. The department is one's own; an admin names it."""
    sender = _chosen(reach.departments_of(who), form.get("sender", ""))
    kinds = notice_types_of(sender) if sender else []
    kind = _chosen(kinds, form.get("notice_type", ""))
    filled = Filled(sender, kind, "scan" if _SCANNED.search(form.get("tracking", "")) else "form")
    if sender is None:
        filled.faults["sender"] = "Choose the department that mails it."
    if kind is None:
        filled.faults["notice_type"] = "Choose what kind of letter it is."
    mailed_on = _day(form.get("mailed_on", ""), filled)
    if sender is None or kind is None:
        return filled
    filled.registration = Registration(
        tracking=form.get("tracking", "")[:200],
        recipient=form.get("recipient", ""),
        # Forms send each line's end as two signs; the label has one.
        address=form.get("address", "").replace("\r\n", "\n"),
        notice_type=kind,
        references=tuple(_references(form)),
        mailing_class=form.get("mailing_class", ""),
        options=tuple(form.getlist("options")),
        external_id=form.get("external_id", ""),
        crm_url=form.get("crm_url", ""),
        mailed_on=mailed_on,
    )
    return filled


def _references(form: Mapping[str, str]) -> list[tuple[str, str]]:
    named = [(kind, form.get(f"reference-{kind}", "").strip()) for kind in references.KINDS]
    own = [
        (references.kind_of(form.get(f"own-kind-{row}", "")), form.get(f"own-value-{row}", "").strip())
        for row in range(OWN_KINDS)
    ]
    return [(kind, value) for kind, value in (*named, *own) if value]


def _chosen(rows: Sequence[Any], said: str) -> Any:
    """The row of this id; the only one there is, where nothing was said."""
    if not said and len(rows) == 1:
        return rows[0]
    return next((row for row in rows if str(row.id) == said), None)


def _day(said: str, filled: Filled) -> date | None:
    if not said.strip():
        return None
    try:
        return date.fromisoformat(said.strip())
    except ValueError:
        filled.faults["mailed_on"] = "Write the day of mailing as 2026-11-30."
        return None
