"""Home of the console: what needs a person now, and today in numbers. A sender's people and auditors have their own."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from bot import attention, today
from bot.attention import Finding
from bot.timeliness import Spread
from config import time
from models.day_count import Counted
from models.operator import Operator
from models.vocabulary import Role
from web.access import by_role
from web.console import session
from web.console.page import show, show_refusal
from web.console.roles import may

home_pages = Blueprint("home", __name__, url_prefix="/console")

#: Where a finding is looked at: (endpoint, its query, what the link says).
LINKS: dict[str, tuple[str, dict[str, Any], str]] = {
    "unclear_opt_outs": ("opt_outs.page", {}, "Unclear stops, on top of the opt-out log"),
    "failed_answers": ("messages.received", {"state": "failed"}, "Texts that could not be answered"),
    "unknown_sends": ("messages.page", {"state": "unsure"}, "Texts of unknown fate"),
    "stopped_numbers": ("programs.page", {}, "Programs and their numbers"),
    "clock_stands": ("work.page", {}, "Jobs and ticks"),
    "texts_are_late": ("work.page", {}, "Jobs and ticks"),
    "spend_cap": ("programs.page", {}, "Caps and what was spent today"),
    "opt_out_rate": ("opt_outs.page", {}, "The opt-out log and its chart"),
    "ledger_is_late": ("work.page", {}, "Jobs and ticks"),
    "carriers_failing": ("exchanges.page", {}, "Requests to carriers"),
    "looks_are_late": ("work.page", {}, "Jobs and ticks"),
    "schema_drift": ("work.page", {}, "What was unexpected"),
    "web_questions_closed": ("programs.page", {}, "Programs"),
    "open_inquiries": ("inbox.page", {}, "The inbox"),
}
#: What is counted today, in order, and in plain words.
COUNTS = (
    (Counted.TEXT_IN, "texts came in"),
    (Counted.TEXT_SENT, "texts went out"),
    (Counted.TEXT_DELIVERED, "of them delivered"),
    (Counted.TEXT_UNDELIVERED, "not delivered"),
    (Counted.TEXT_FAILED, "failed"),
    (Counted.TEXT_DROPPED, "not sent, on purpose"),
    (Counted.TEXT_UNKNOWN, "of unknown fate"),
    (Counted.OPT_IN, "opt-ins"),
    (Counted.OPT_OUT, "opt-outs"),
)
OWN_HOMES = {Role.SENDER: "notices.page", Role.AUDITOR: "opt_outs.page"}


@dataclass(frozen=True)
class Shown:
    finding: Finding
    address: str
    link: str


@home_pages.get("")
@by_role
def page(who: Operator) -> AnyResponse:
    if Role(who.role) in OWN_HOMES:
        return redirect(url_for(OWN_HOMES[Role(who.role)]), 303)
    return _home(who)


def _home(who: Operator) -> Response:
    now = time.now()
    found = attention.findings(now)
    seen = today.look(now)
    return show(
        "home.html",
        who,
        title="Needs a person now",
        found=[_shown(who, one) for one in found],
        today=seen,
        counts=[(seen.counts.get(what, 0), said) for what, said in COUNTS],
        spreads=[
            ("from the scan until we knew of it", _spread(seen.timeliness.scan_to_known)),
            ("from then until the text left", _spread(seen.timeliness.known_to_sent)),
            ("from the scan until the text left", _spread(seen.timeliness.scan_to_sent)),
        ],
        waits=_span(seen.waits.total_seconds()),
    )


def _shown(who: Operator, finding: Finding) -> Shown:
    endpoint, query, said = LINKS[finding.name]
    return Shown(finding, url_for(endpoint, **query) if may(who, endpoint) else "", said)


def _spread(spread: Spread) -> tuple[str, str, int]:
    """(the middle one, the slowest but one in twenty, of how many)"""
    return _span(spread.p50), _span(spread.p95), spread.count


def _span(seconds: float | None) -> str:
    if seconds is None:
        return "–"
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


@home_pages.app_errorhandler(NotFound)
def nowhere(found: NotFound) -> AnyResponse | NotFound:
    """An address below /console/ or /desk/ that leads to nothing; whoever has signed in keeps the menu to go on by."""
    seen = session.open_one(time.now()) if request.path.startswith(("/console/", "/desk/")) else None
    if seen is None:
        return found
    return show_refusal(session.person_of(seen), "There is no page at this address. Perhaps it was cut short.", 404)
