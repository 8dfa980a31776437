"""Reports: records by department, state, age and missing evidence; each line leads to the records that it counts."""

from typing import Any

from flask import Blueprint, Response, current_app, url_for

from bot.wording import state_words
from config import time
from models.operator import Operator
from models.vocabulary import Milestone
from records import reach, reports
from records.reports import Count, Report
from web.access import by_role
from web.console.listing import whole
from web.console.roles import may
from web.desk.page import show

report_pages = Blueprint("reports", __name__, url_prefix="/desk/reports")

#: What the words for recipients would say too much about: that the carrier has it.
_OWN_WORDS = {
    reports.UNDER_WAY: "Under way, not told apart",
    Milestone.UNKNOWN: "No scan so far, or none that is known to us",
}
CARRIER = "usps"


@report_pages.get("")
@by_role
def page(who: Operator) -> Response:
    """`?sender=` of one department."""
    departments, now = reach.departments_of(who), time.now()
    sender = next((one for one in departments if one.id == whole("sender")), None)
    made = reports.report(who, now, sender.id if sender else 0)
    return show(
        "reports.html",
        who,
        title="Reports",
        report=made,
        made_at=now,
        departments=[(one.id, one.name) for one in departments],
        sender=sender,
        parts=_parts(who, made, sender.id if sender else None),
    )


def _parts(who: Operator, made: Report, sender: int | None) -> list[dict[str, Any]]:
    """The tables of the page: what each is by, and its lines with the way to their records."""
    narrowed = {"sender": sender} if sender else {}
    departments = [_line(who, one, one.name, _SEARCH, sender=one.key) for one in made.departments]
    states = [_line(who, one, _state(one), _SEARCH, status=_status(one), **narrowed) for one in made.states]
    ages = [_line(who, one, one.name, _SEARCH, **_days(one.key), **narrowed) for one in made.ages]
    missing = [_line(who, one, one.name, _GAPS, missing=one.key, **narrowed) for one in made.missing]
    return [
        {"by": "Department", "lines": departments, "adds_up": True},
        {"by": "Where they stand", "lines": states, "adds_up": True},
        {"by": "Age, since it was handed over or registered", "lines": ages, "adds_up": True},
        {"by": "Evidence that is missing", "lines": missing, "adds_up": False},
    ]


_SEARCH, _GAPS = "searching.page", "gaps.page"


def _line(who: Operator, count: Count, name: str, door: str, **values: Any) -> dict[str, Any]:
    is_open = door in current_app.view_functions and may(who, door) and "" not in values.values()
    return {"name": name, "records": count.records, "url": url_for(door, **values) if is_open else ""}


def _state(count: Count) -> str:
    if count.key in _OWN_WORDS:
        return _OWN_WORDS[count.key]
    said = state_words(Milestone(count.key), CARRIER)
    return said[:1].upper() + said[1:]


def _status(count: Count) -> str:
    """Empty where no search finds just these."""
    return "" if count.key == reports.UNDER_WAY else count.key


def _days(age: str) -> dict[str, str]:
    since, until = reports.days_of(age, time.now())
    return {"until": until.isoformat()} | ({"since": since.isoformat()} if since else {})
