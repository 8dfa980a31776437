"""Saved ways to read a file: a department's own, chosen by themselves when a file bears the same headings."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.operator import Operator
from models.record_import import ColumnMapping
from models.sender import Sender
from records import column_presets
from records.columns import guessed, plain
from records.import_rows import Fixed

LONGEST_NAME, MOST = 80, 200
GUESSED = "guessed from the headings"


class Refused(Exception):
    """Why it cannot be saved, in a sentence for the person."""


@dataclass(frozen=True)
class Way:
    """How a file is read. `said`: where that comes from, for the page."""

    columns: Mapping[str, str]
    fixed: Fixed
    said: str


def way_for(sender: Sender, headings: Sequence[str]) -> Way:
    """The department's own, else that of a common export, else what the headings themselves say."""
    same = _spelled(headings)
    for one in of(sender):
        if same and _said(one)["headings"] == same:
            return way_of(one, headings)
    preset = column_presets.fitting(headings)
    if preset is not None:
        return Way(column_presets.columns_of(preset, headings), Fixed(), preset.name)
    return Way(guessed(headings), Fixed(), GUESSED)


def way_of(saved: ColumnMapping, headings: Sequence[str]) -> Way:
    """As far as this file has its headings."""
    said, place = _said(saved), {_spelling(heading): heading for heading in reversed(headings)}
    columns = {name: place[heading] for name, heading in said["columns"].items() if heading in place}
    return Way(columns, Fixed.of(said["fixed"]), f"saved as {saved.name}")


def find(sender: Sender, saved: str) -> ColumnMapping | None:
    """By its id, as a form has it."""
    mine = ColumnMapping.sender == sender
    found: ColumnMapping | None = (
        ColumnMapping.get_or_none(mine & (ColumnMapping.id == int(saved)))
        if saved.isascii() and saved.isdigit() and len(saved) < 19
        else None
    )
    return found


def of(sender: Sender) -> list[ColumnMapping]:
    """The newest first."""
    mine = ColumnMapping.select().where(ColumnMapping.sender == sender)
    return list(mine.order_by(ColumnMapping.made_at.desc(), ColumnMapping.id.desc()).limit(MOST))


def save(
    sender: Sender,
    name: str,
    headings: Sequence[str],
    columns: Mapping[str, str],
    fixed: Fixed,
    by: Operator | None,
    now: datetime,
) -> ColumnMapping:
    """One of the same name is replaced. In the caller's transaction. Raises Refused."""
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise Refused(f"A saved way to read a file has a name of 1 to {LONGEST_NAME} characters.")
    there = ColumnMapping.get_or_none((ColumnMapping.sender == sender) & (ColumnMapping.name == name))
    if there is None and ColumnMapping.select().where(ColumnMapping.sender == sender).count() >= MOST:
        raise Refused(f"There are {MOST} saved ways to read a file already. Save it under a name that is there.")
    said: dict[str, Any] = {
        "headings": _spelled(headings),
        "columns": {field: _spelling(heading) for field, heading in columns.items()},
        # A day of mailing is of one file alone.
        "fixed": fixed.as_json() | {"mailed_on": ""},
    }
    made = there or ColumnMapping(sender=sender, name=name)
    made.columns, made.made_by, made.made_at = json.dumps(said), by, now
    made.save()
    return made


def _said(one: ColumnMapping) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(one.columns)
    return said


def _spelling(heading: str) -> str:
    return plain(heading) or heading


def _spelled(headings: Sequence[str]) -> list[str]:
    """None at all where two of them are spelled alike: such a file is read anew each time."""
    spelled = [_spelling(heading) for heading in headings]
    return spelled if len(set(spelled)) == len(spelled) else []
