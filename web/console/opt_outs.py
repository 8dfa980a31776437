"""The opt-out log: who ended, doubted or refused texts, in which words, by which rule, and what we did about it."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from bot import day_rates, opt_out, opt_out_rows, opt_out_search, questions
from bot.hiding import hide_phones
from bot.opt_out_rows import LogRow
from config import time
from models import auditing, ledger, long_work
from models.consent import ConsentEvent
from models.database import database
from models.fields import moment
from models.ledger_badges import proof_of
from models.long_task import LongTask
from models.operator import Operator
from models.question import OpenQuestion
from web.access import by_role
from web.console import chart, opt_out_filters
from web.console.listing import listing_of
from web.console.page import show
from web.console.session import actor, may_see_phone

opt_outs_pages = Blueprint("opt_outs", __name__, url_prefix="/console/opt-outs")

#: Unclear stops shown at the top; the oldest first, since silence ends them first.
MOST_UNCLEAR = 20
#: Somebody's reason, in their words.
LONGEST_REASON = 500
EXPORTS = {"csv": "opt_out_csv", "signed": "opt_out_signed"}
SAID = {
    "recorded": "It is on record as a stop: all texts to this phone have ended.",
    "over": "That question is closed already: they answered, or their silence ended it. Nothing was changed.",
}


@opt_outs_pages.get("")
@by_role
def page(who: Operator) -> Response:
    now, search = time.now(), opt_out_filters.read(request.args)
    listing = listing_of(opt_out_search.LOG, search.ways())
    is_live = "X-Live" in request.headers
    unclear, more_unclear = _unclear(who)
    return show(
        "opt_outs.html",
        who,
        title="Opt-out log",
        listing=listing,
        rows=[(row, _said(who, row)) for row in opt_out_rows.rows_of(listing.rows, now)],
        unclear=unclear,
        more_unclear=more_unclear,
        asked=opt_out_filters.as_values(search),
        options={} if is_live else opt_out_filters.options(),
        drawn=None if is_live else _drawn(search.program),
        percent=chart.percent,
        note=SAID.get(request.args.get("said", ""), ""),
        problem=_PROBLEMS.get(request.args.get("problem", ""), ""),
    )


_PROBLEMS = {
    "phone": "A phone looks like +1 202 555 0100, or is its last four digits. Nothing was searched.",
    "reason": "Say why you need the export: the reason goes on record with it. Nothing was exported.",
}


def _drawn(program: int) -> dict[str, Any]:
    days = day_rates.last_days(time.now().date(), program)
    counted_at = day_rates.counted_at(time.now().date())
    return {"svg": chart.draw(days), "days": days, "counted_at": counted_at}


def _said(who: Operator, row: LogRow) -> str:
    """The exact words; a phone in them is masked like any other."""
    return row.said if may_see_phone(who, row.contact) else hide_phones(row.said, row.contact.phone)


def _unclear(who: Operator) -> tuple[list[dict[str, Any]], bool]:
    waiting = questions.waiting_stops(MOST_UNCLEAR + 1)
    doubts = opt_out.doubts_behind(waiting[:MOST_UNCLEAR])
    shown = [_as_unclear(who, one, doubts.get(one.id)) for one in waiting[:MOST_UNCLEAR]]
    return shown, len(waiting) > MOST_UNCLEAR


def _as_unclear(who: Operator, question: OpenQuestion, event: ConsentEvent | None) -> dict[str, Any]:
    words = opt_out_rows.words_of(event)[0] if event else ""
    contact = question.contact
    shown = words if may_see_phone(who, contact) else hide_phones(words, contact.phone)
    return {"question": question, "contact": contact, "event": event, "words": shown}


@opt_outs_pages.post("/find")
@by_role
def find(who: Operator) -> Any:
    """A phone and words are typed here, so that neither stands in an address."""
    kept = opt_out_filters.as_values(opt_out_filters.read(request.form))
    dropped = ("contact", "last_four", "nobody") if request.form.get("phone", "").strip() else ()
    kept = {name: value for name, value in kept.items() if name not in dropped}
    try:
        kept |= opt_out_filters.found_by(request.form)
    except ValueError:
        kept["problem"] = "phone"
    return redirect(opt_out_filters.address(url_for("opt_outs.page"), kept), 303)


@opt_outs_pages.get("/<int:event>")
@by_role
def event(who: Operator, event: int) -> Response:
    now, logged = time.now(), opt_out_rows.logged_event(event)
    if logged is None:
        return show(
            "refusal.html", who, 404, title="Not in the log", said=f"Record C-{event} ended and refused nothing."
        )
    with database.atomic():
        auditing.note(actor(who), "opt_out.look", f"consent {event}", now)
    row = opt_out_rows.rows_of([logged], now)[0]
    return show(
        "opt_out.html",
        who,
        title=f"Record C-{event}",
        row=row,
        said=_said(who, row),
        evidence=_evidence(row),
        proof=proof_of("consent", event),
        at_of=moment,
        later=opt_out_rows.what_followed(row.event),
    )


def _evidence(row: LogRow) -> dict[str, Any]:
    """What else is on record of the act; the phone stands above, masked."""
    opened = ledger.open_evidence(row.event) or {}
    where = opened.get("where") or {}
    wording = opened.get("wording") or {}
    facts = {
        "Provider's id of their text": opened.get("provider_reference"),
        "Page": where.get("url"),
        "Network address": where.get("ip"),
        "Browser": where.get("user_agent"),
        "What they had read": hide_phones(wording.get("text", ""), row.contact.phone),
        "Wording": f"{wording['key']}, version {wording['version']}" if wording else "",
        "Our texts around it": ", ".join(opened.get("proofs") or ()),
        "Asked by": opened.get("asked_by"),
    }
    return {name: value for name, value in facts.items() if value}


# -- unclear stops -----------------------------------------------------------------------------------------------------


@opt_outs_pages.get("/unclear/<int:question>")
@by_role
def unclear(who: Operator, question: int) -> Any:
    waiting = _waiting(question)
    if waiting is None:
        return redirect(url_for("opt_outs.page", said="over"), 303)
    return _ask_about(who, waiting)


@opt_outs_pages.post("/unclear/<int:question>")
@by_role
def it_was_a_stop(who: Operator, question: int) -> Any:
    """The only thing that one of us may decide: consent is the person's alone to give."""
    reason, now = request.form.get("reason", "").strip()[:LONGEST_REASON], time.now()
    waiting = _waiting(question)
    if waiting is None:
        return redirect(url_for("opt_outs.page", said="over"), 303)
    if not reason:
        problem = "Say how you know that it was a stop: the reason goes on record. Nothing was changed."
        return _ask_about(who, waiting, 400, problem)
    with database.atomic():
        event = opt_out.stop_the_unclear(waiting, reason, who.name, now)
        if event is not None:
            auditing.note(actor(who), "opt_out.decide", f"contact {waiting.contact_id}", now, reason, event=event.id)
    return redirect(url_for("opt_outs.page", said="recorded" if event else "over"), 303)


def _ask_about(who: Operator, waiting: OpenQuestion, status: int = 200, problem: str = "") -> Response:
    doubt = opt_out.doubts_behind([waiting]).get(waiting.id)
    about = _as_unclear(who, waiting, doubt)
    return show("unclear_stop.html", who, status, title="Was it a stop?", problem=problem, **about)


def _waiting(question_id: int) -> OpenQuestion | None:
    found: OpenQuestion | None = OpenQuestion.get_or_none(
        (OpenQuestion.id == question_id) & (OpenQuestion.kind == questions.STOP) & OpenQuestion.closed_at.is_null()
    )
    return found


# -- exports -----------------------------------------------------------------------------------------------------------


@opt_outs_pages.post("/export")
@by_role
def export(who: Operator) -> Any:
    """Exactly the rows that the filters of the page find."""
    kind, reason, now = request.form.get("as", ""), request.form.get("reason", "").strip(), time.now()
    search = opt_out_filters.read(request.form)
    if kind not in EXPORTS or not reason:
        values = opt_out_filters.as_values(search) | {"problem": "reason"}
        return redirect(opt_out_filters.address(url_for("opt_outs.page"), values), 303)
    asked = search.as_details()

    def on_record(task: LongTask) -> None:
        about, why = f"task {task.id}", reason[:LONGEST_REASON]
        auditing.note(actor(who), "opt_out.export", about, now, why, kind=kind, filters=asked)

    task = long_work.begin(EXPORTS[kind], who, asked, now, on_record)
    return redirect(url_for("tasks.task", task=task.id), 303)
