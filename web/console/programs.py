"""Programs, the numbers that they text from, and the senders in them. What the settings rule is shown, not changed."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from peewee import SQL
from werkzeug.wrappers import Response as AnyResponse

from bot import senders, spending, web_limits
from config import time
from models.auditing import note
from models.batch import Batch
from models.database import database
from models.from_number import FromNumber
from models.mailpiece import Mailpiece
from models.operator import Operator
from models.program import Program
from models.sender import Sender
from models.spending import Spending
from web.access import by_role
from web.console.page import show
from web.console.session import actor

program_pages = Blueprint("programs", __name__, url_prefix="/console/programs")

#: Of a sender so many mailpieces are counted; more are said to be more.
COUNTED = 1_000
KINDS = ((spending.PUSH, "news"), (spending.REPLY, "answers"))
HANDLED_BY = {
    "app": "Waypost answers STOP, START and HELP itself",
    "provider": "the provider answers STOP, START and HELP; Waypost records them",
}


@dataclass(frozen=True)
class Department:
    sender: Sender
    mailpieces: int
    is_more: bool
    batches: int


@program_pages.get("")
@by_role
def page(who: Operator) -> Response:
    return _page(who)


@program_pages.post("/senders")
@by_role
def add_sender(who: Operator) -> AnyResponse:
    program = Program.get_or_none(Program.id == _whole(request.form.get("program", "")))
    key, name = request.form.get("key", ""), request.form.get("name", "")
    if program is None:
        return _page(who, "There is no such program; nothing was made.", 422)
    try:
        with database.atomic():
            made = senders.add(program, key, name, time.now())
            note(
                actor(who), "sender.added", f"sender {made.id}", time.now(), after={"key": made.key, "name": made.name}
            )
    except senders.Refused as problem:
        return _page(who, str(problem), 422)
    return redirect(url_for("programs.page", _anchor=f"sender-{made.id}"), 303)


def _page(who: Operator, problem: str = "", status: int = 200) -> Response:
    programs = list(Program.select().order_by(Program.id))
    return show(
        "programs.html",
        who,
        status,
        title="Programs and senders",
        programs=[_of_program(one) for one in programs],
        choices=[(one.id, one.brand) for one in programs],
        problem=problem,
        typed=request.form,
    )


def _of_program(program: Program) -> dict[str, Any]:
    now = time.now()
    numbers = list(FromNumber.select().where(FromNumber.program == program).order_by(FromNumber.id))
    departments = Sender.select().where(Sender.program == program).order_by(Sender.key)
    return {
        "program": program,
        "handled_by": HANDLED_BY.get(program.keywords_handled_by, program.keywords_handled_by),
        "spent": _spent(program),
        "asks": web_limits.may_ask(program),
        "numbers": [(one, *_state(one, now)) for one in numbers],
        "departments": [_department(one) for one in departments],
    }


def _spent(program: Program) -> list[tuple[str, int, int]]:
    """(what for, segments today, the day's cap; 0 is none)"""
    today = (Spending.program == program) & (Spending.spent_on == time.now().date())
    begun = {row.kind: row.segments for row in Spending.select().where(today)}
    return [(said, begun.get(kind, 0), spending.caps(program)[kind]) for kind, said in KINDS]


def _state(number: FromNumber, now: Any) -> tuple[str, str]:
    """(in a word or two, of which kind)"""
    if number.stopped_because:
        return f"has stopped: {number.stopped_because}", "bad"
    if number.paused_until is not None and number.paused_until > now:
        return "pauses, as the provider wished", "wait"
    if number.lease_until is not None and number.lease_until > now:
        return "sends", "good"
    return "ready", "quiet"


def _department(sender: Sender) -> Department:
    theirs = Mailpiece.select(SQL("1")).where(Mailpiece.sender == sender).limit(COUNTED + 1).count()
    batches = Batch.select(SQL("1")).where(Batch.sender == sender).limit(COUNTED + 1).count()
    return Department(sender, min(theirs, COUNTED), theirs > COUNTED, min(batches, COUNTED))


def _whole(said: str) -> int:
    return int(said) if said.isdecimal() and len(said) < 10 else 0
