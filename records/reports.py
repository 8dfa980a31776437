"""Counts of records by department, by where they stand, by age and by the evidence that they lack.

All are made from one index in its own order, so that no report reads a record; pieces under way alone are looked up,
the newest so many. Counts what a person may reach, and nothing that was purged.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from peewee import Case, fn

from config import time
from models.certified_record import CertifiedRecord
from models.database import raw_rows
from models.mailpiece import Mailpiece
from models.operator import Operator
from models.program import first_program
from models.sender import Sender
from records import reach
from records.calendar_days import local_day, zone_of
from records.evidence import EVIDENCE
from records.list_cells import words
from records.lists_csv import Asked, List, Portion, whole

#: key -> (what people call it, days since it was mailed: from, up to and without). By the office's own word, else since
#: it was registered.
AGES: dict[str, tuple[str, int, int | None]] = {
    "month": ("up to 30 days", 0, 30),
    "two_months": ("30 to 60 days", 30, 60),
    "three_months": ("60 to 90 days", 60, 90),
    "scans_kept": ("90 to 120 days", 90, 120),
    "year": ("120 days to a year", 120, 365),
    "two_years": ("one to two years", 365, 730),
    "older": ("older than two years", 730, None),
}
#: Of pieces under way so many, the newest, are told apart by where they stand.
MOST_UNDER_WAY = 20_000
#: Where those stand that were not told apart, and those without a gap.
UNDER_WAY, NOTHING = "under_way", "nothing"


@dataclass(frozen=True)
class Count:
    """`key`: of a department its id, of a state its milestone or `under_way`, of evidence its key or `nothing`."""

    key: str
    name: str
    records: int


@dataclass(frozen=True)
class Report:
    """Departments, states and ages each add up to `total`; a record can lack several kinds of evidence, and counts in
    each. `told_apart`: pieces under way whose place is told, of `under_way`."""

    total: int
    departments: Sequence[Count]
    states: Sequence[Count]
    ages: Sequence[Count]
    missing: Sequence[Count]
    with_gaps: int
    under_way: int
    told_apart: int


def report(who: Operator, now: datetime, sender: int = 0) -> Report:
    """`sender`: of one department alone; 0: of all that the person may reach."""
    mine = reach.may_reach(who) & CertifiedRecord.purged_at.is_null()
    mine = mine & (CertifiedRecord.sender == sender) if sender else mine
    groups = [_Group(*row) for row in raw_rows(_grouped(mine, now))]
    under_way = sum(one.records for one in groups if not one.outcome)
    places = _places(mine) if under_way else Counter[str]()
    lacking = _added((key, one.records) for one in groups for key in one.missing.split() or [NOTHING])
    return Report(
        total=sum(one.records for one in groups),
        departments=_departments(_added((one.sender, one.records) for one in groups)),
        states=_states(groups, under_way, places),
        ages=[Count(key, AGES[key][0], sum(one.ages[at] for one in groups)) for at, key in enumerate(AGES)],
        missing=[Count(key, EVIDENCE.get(key, key), lacking[key]) for key in _in_order(lacking)],
        with_gaps=sum(one.records for one in groups if one.missing),
        under_way=under_way,
        told_apart=sum(places.values()),
    )


class _Group:
    """Of one department, outcome and set of gaps: how many records, and how many of each age."""

    def __init__(self, sender: int, outcome: str, missing: str, records: int, *younger: int) -> None:
        self.sender, self.outcome, self.missing, self.records = sender, outcome, missing, records
        ends = [0, *(int(one) for one in younger), records]
        self.ages = [end - begin for begin, end in zip(ends, ends[1:], strict=False)]


def _grouped(mine: Any, now: datetime) -> Any:
    """For each group how many are younger than each age's end."""
    zone, today = _clock(now)
    days = [today - timedelta(days=until - 1) for _, _, until in AGES.values() if until is not None]
    younger = [fn.SUM(Case(None, [(_since(day, zone), 1)], 0)) for day in days]
    by = (CertifiedRecord.sender, CertifiedRecord.outcome, CertifiedRecord.missing)
    return CertifiedRecord.select(*by, fn.COUNT(CertifiedRecord.created_at), *younger).where(mine).group_by(*by)


def _since(day: date, zone: str) -> Any:
    """Mailed on that day or later."""
    begins = datetime.combine(day, datetime.min.time(), ZoneInfo(zone))
    mailed, registered = CertifiedRecord.mailed_on, CertifiedRecord.created_at
    return (mailed >= day) | (mailed.is_null() & (registered >= begins))


def days_of(age: str, now: datetime) -> tuple[date | None, date]:
    """(first day, last day) of an age of AGES, for a search by day."""
    (_, begin, end), (_, today) = AGES[age], _clock(now)
    return (None if end is None else today - timedelta(days=end - 1)), today - timedelta(days=begin)


def _clock(now: datetime) -> tuple[str, date]:
    """The office's zone, and the day that it is there."""
    program = first_program()
    zone = zone_of(program) if program is not None else "UTC"
    return zone, local_day(now, zone)


def _places(mine: Any) -> Counter[str]:
    """Where the newest of those stand that have not ended."""
    newest = CertifiedRecord.select(CertifiedRecord.mailpiece).where(mine, CertifiedRecord.outcome == "")
    newest = newest.order_by(CertifiedRecord.mailpiece.desc()).limit(MOST_UNDER_WAY).alias("newest")
    on = Mailpiece.id == newest.c.mailpiece_id
    counted = Mailpiece.select(Mailpiece.milestone, fn.COUNT(Mailpiece.id)).join(newest, on=on)
    return Counter(dict(raw_rows(counted.group_by(Mailpiece.milestone))))


def _added(pairs: Any) -> Counter[Any]:
    sums = Counter[Any]()
    for key, records in pairs:
        sums[key] += records
    return sums


def _departments(counted: Mapping[int, int]) -> list[Count]:
    names = {one.id: one.name for one in Sender.select()}
    found = [Count(str(key), names.get(key, ""), records) for key, records in counted.items()]
    return sorted(found, key=lambda one: (one.name.casefold(), one.key))


def _states(groups: Sequence[_Group], under_way: int, places: Counter[str]) -> list[Count]:
    ended = _added((one.outcome, one.records) for one in groups if one.outcome)
    counted = ended + places + Counter({UNDER_WAY: under_way - sum(places.values())})
    return [Count(key, words(key), records) for key, records in counted.most_common() if records]


def _in_order(lacking: Mapping[str, int]) -> list[str]:
    """As evidence comes in a piece's life; keys of another version at the end."""
    known = [key for key in EVIDENCE if key in lacking]
    return [*known, *sorted(set(lacking) - {*known, NOTHING})]


# -- as a file ---------------------------------------------------------------------------------------------------------


def _rows(who: Operator, asked: Asked, place: int) -> Portion:
    made = report(who, time.now(), whole(asked, "sender"))
    parts = (
        ("Department", made.departments),
        ("State", made.states),
        ("Age, since it was handed over or registered", made.ages),
        ("Evidence missing", made.missing),
    )
    rows = [(by, one.name, one.records) for by, counts in parts for one in counts]
    return Portion([("All records", "", made.total), *rows], place + 1, over=True)


REPORT = List("report", "Report", ("By", "What", "Records"), _rows, narrowed_by=("sender",))
