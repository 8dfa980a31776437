"""Registers one mailing: scanned, typed or pasted. What is wrong stands beside its field, and nothing typed is lost."""

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from carriers.one_number import read_one
from carriers.recognise import Candidate
from config import queues, time
from models.auditing import note
from models.database import database
from models.notice_type import NoticeType
from models.operator import Operator
from records import number_fit, reach, references, storing
from records.options import CLASSES, OPTIONS
from records.registration import required_references
from web.access import by_role
from web.console import session
from web.desk.page import show
from web.desk.register_form import OWN_KINDS, Filled, notice_types_of, read_form

register_pages = Blueprint("register", __name__, url_prefix="/desk/register")


@register_pages.get("")
@by_role
def page(who: Operator) -> Response:
    """`?tracking=` from a scan elsewhere; `?notice_type=` to begin with that kind's own choices."""
    return _form(who)


@register_pages.post("")
@by_role
def submit(who: Operator) -> AnyResponse:
    """A scanner ends its code with Enter, which sends the form: with nothing else filled in, that is no mistake yet."""
    if _is_scan_alone():
        return _form(who, read=read_one(request.form.get("tracking", "")))
    filled, now = read_form(who, request.form), time.now()
    if filled.registration is None or filled.sender is None or filled.faults:
        return _form(who, 422, filled)
    with database.atomic():
        stored = storing.store(filled.sender, [filled.registration], who, filled.source, None, now)[0]
        if stored.record_id is not None:
            note(session.actor(who), "record.registered", f"record {stored.record_id}", now, source=filled.source)
    if stored.record_id is None:
        filled.add(stored.faults)
        return _form(who, 422, filled)
    queues.ring("poll")
    return redirect(url_for("record.page", record=stored.record_id, made="now"), 303)


def _is_scan_alone() -> bool:
    typed = ("recipient", "address", "external_id", "crm_url")
    return bool(request.form.get("tracking", "").strip()) and not any(request.form.get(name) for name in typed)


def _form(
    who: Operator, status: int = 200, filled: Filled | None = None, read: Candidate | str | None = None
) -> Response:
    departments = reach.departments_of(who)
    typed = request.form if request.method == "POST" else request.args
    chosen = next((one for one in departments if str(one.id) == typed.get("sender", "")), None)
    kinds = notice_types_of(chosen or departments[0]) if departments else []
    kind = next((one for one in kinds if str(one.id) == typed.get("notice_type", "")), None)
    faults = dict(filled.faults) if filled else {}
    if isinstance(read, str):
        faults["tracking"], status = read, 422
    fits = None if read is None or isinstance(read, str) else read
    ticked = _ticked(typed, kind)
    return show(
        "register.html",
        who,
        status,
        title="Register a mailing",
        typed=typed,
        departments=[(one.id, one.name) for one in departments],
        kinds=[(one.id, one.name) for one in kinds],
        kind=kind,
        required=required_references(kind) if kind else [],
        reference_kinds=list(references.KINDS.items()),
        own_kinds=OWN_KINDS,
        classes=CLASSES,
        options=list(OPTIONS.items()),
        ticked=ticked,
        faults=faults,
        fits=fits,
        doubt=number_fit.doubt(ticked, fits.carrier, fits.tracking_number) if fits else "",
    )


def _ticked(typed: object, kind: NoticeType | None) -> set[str]:
    chosen = set(getattr(typed, "getlist", lambda _name: [])("options"))
    if chosen or (request.method == "POST" and not _is_scan_alone()):
        return chosen
    return set(kind.options.split()) if kind else {"certified"}
