"""Imports: a file or pasted rows of mailings, how they are read, tried, carried out with a bar, and taken back."""

from datetime import datetime
from io import BytesIO
from typing import IO, Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from config import time
from models import long_work
from models.auditing import note
from models.database import database
from models.long_steps import Refused as NotUndone
from models.operator import Operator
from models.record_import import RecordImport
from models.seeking import Kept, Way
from models.sender import Sender
from models.vocabulary import Role, TaskState
from records import columns, import_choices, importing, mappings, reach, undoing
from records.columns import FIELDS, REFERENCE
from records.import_blocks import MAPPED, UPLOADED
from records.import_choices import Choices, kinds_of
from records.importing import Refused
from records.options import CLASSES, OPTIONS
from web.access import by_role
from web.console import session
from web.console.listing import listing_of
from web.console.tasks import STATES
from web.desk.import_form import own_reference, read_form, ways_for
from web.desk.page import not_there, show

import_pages = Blueprint("imports", __name__, url_prefix="/desk/imports")

LABELS = {
    "uploaded": ("its columns are to be named", "wait"),
    "mapped": ("ready to be imported", "wait"),
    "running": ("begun", "wait"),
    "done": ("imported", "good"),
    "undone": ("taken back", "quiet"),
    "failed": ("could not be read", "bad"),
}
WHAT = "import"


@import_pages.get("")
@by_role
def page(who: Operator) -> Response:
    ways = [] if reach.sees_all(who) else [Way(importing.may_reach(who), in_order=True)]
    listing = listing_of(Kept(RecordImport.id, RecordImport.created_at), ways)
    departments = {one.id: one.name for one in reach.departments_of(who)}
    return show(
        "imports.html",
        who,
        title="Imports",
        listing=listing,
        rows=[(one, *LABELS[one.state], departments.get(one.sender_id, "")) for one in listing.rows],
        departments=departments,
        acts=_acts(who),
    )


@import_pages.get("/new")
@by_role
def new(who: Operator) -> Response:
    return _new(who)


@import_pages.post("")
@by_role
def upload(who: Operator) -> AnyResponse:
    given = request.files.get("file")
    if given is None or not given.filename:
        return _new(who, 422, "Choose a file first; nothing was imported.")
    return _taken(who, given.stream, given.filename)


@import_pages.post("/paste")
@by_role
def paste(who: Operator) -> AnyResponse:
    """Rows as they were copied in a spreadsheet, their headings above them."""
    pasted = request.form.get("rows", "").strip("\r\n")
    if not pasted.strip():
        return _new(who, 422, "Paste the rows first, their headings above them; nothing was imported.")
    return _taken(who, BytesIO(pasted.encode("utf-8", "replace")), f"Pasted {time.now():%Y-%m-%d %H.%M.%S}")


def _taken(who: Operator, stream: IO[bytes], name: str) -> AnyResponse:
    now, sender = time.now(), _chosen(who)
    if sender is None:
        return _new(who, 422, "Choose the department that mails these; nothing was imported.")
    try:
        load = importing.take_in(sender, stream, name, who, now, actor=session.actor(who))
    except Refused as problem:
        return _new(who, 422, str(problem))
    return redirect(url_for("imports.load", load=load.id), 303)


def _chosen(who: Operator) -> Sender | None:
    departments = reach.departments_of(who)
    named = next((one for one in departments if str(one.id) == request.form.get("sender", "")), None)
    return departments[0] if named is None and len(departments) == 1 else named


def _new(who: Operator, status: int = 200, problem: str = "") -> Response:
    departments = [(one.id, one.name) for one in reach.departments_of(who)]
    return show(
        "import_new.html", who, status, title="Import", departments=departments, problem=problem, typed=request.form
    )


# -- one of them -------------------------------------------------------------------------------------------------------


@import_pages.get("/<int:load>")
@by_role
def load(who: Operator, load: int) -> Response:
    found = importing.find(who, load)
    return not_there(who, WHAT) if found is None else _show(who, found)


@import_pages.post("/<int:load>/mapping", endpoint="map")
@by_role
def map_columns(who: Operator, load: int) -> AnyResponse:
    found, now = importing.find(who, load), time.now()
    if found is None:
        return not_there(who, WHAT)
    if found.state not in (UPLOADED, MAPPED):
        return redirect(url_for("imports.load", load=load), 303)
    wanted = read_form(found, import_choices.of(found), request.form)
    problem = wanted.problem
    try:
        with database.atomic():
            choices = importing.use_mapping(found, wanted.columns, wanted.fixed, wanted.batch, wanted.said)
            if wanted.save_as:
                headings = choices.top.headings
                kept = mappings.save(found.sender, wanted.save_as, headings, wanted.columns, wanted.fixed, who, now)
                note(session.actor(who), "record.mapping_saved", f"mapping {kept.id}", now)
    except (Refused, mappings.Refused) as refused:
        problem = f"Nothing was changed. {refused}"
    return _show(who, found, 422, problem) if problem else redirect(url_for("imports.load", load=load), 303)


@import_pages.post("/<int:load>/try")
@by_role
def dry_run(who: Operator, load: int) -> AnyResponse:
    found = importing.find(who, load)
    if found is None:
        return not_there(who, WHAT)
    try:
        importing.begin_trial(found, who, time.now())
    except Refused as problem:
        return _show(who, found, 422, str(problem))
    return redirect(url_for("imports.load", load=load), 303)


@import_pages.post("/<int:load>/commit")
@by_role
def commit(who: Operator, load: int) -> AnyResponse:
    found = importing.find(who, load)
    if found is None:
        return not_there(who, WHAT)
    try:
        importing.begin(found, session.actor(who), who, time.now())
    except Refused as problem:
        return _show(who, importing.find(who, load) or found, 422, str(problem))
    return redirect(url_for("imports.load", load=load), 303)


@import_pages.post("/<int:load>/undo")
@by_role
def undo(who: Operator, load: int) -> AnyResponse:
    found = importing.find(who, load)
    if found is None:
        return not_there(who, WHAT)
    try:
        undoing.begin(found, session.actor(who), who, time.now())
    except NotUndone as problem:
        return _show(who, found, 422, f"Nothing was taken back. {problem}")
    return redirect(url_for("imports.load", load=load), 303)


# -- its page ----------------------------------------------------------------------------------------------------------


def _show(who: Operator, found: RecordImport, status: int = 200, problem: str = "") -> Response:
    """A page that refreshes itself asks for how it stands alone."""
    now, is_live = time.now(), "X-Live" in request.headers
    if not is_live and request.method == "GET":
        note(session.actor(who), "record.import_looked_at", _object(found), now)
    is_open = found.state in (UPLOADED, MAPPED)
    task = found.task
    label, colour = LABELS[found.state]
    return show(
        "import.html",
        who,
        status,
        title=found.file.name if found.file is not None else "Import",
        load=found,
        label=label,
        colour=colour,
        problem=problem,
        acts=_acts(who),
        task=task,
        task_state=STATES[TaskState(task.state)] if task is not None else None,
        is_busy=task is not None and task.state in long_work.UNFINISHED,
        may_fetch=task is not None and task.operator_id == who.id and task.file_size and task.finished_at,
        **(_form_values(found, now) if is_open and not is_live else _result_values(found, now)),
    )


def _form_values(found: RecordImport, now: datetime) -> dict[str, Any]:
    choices = import_choices.of(found)
    return {
        "is_open": True,
        "choices": choices,
        "lacking": importing.still_lacking(choices),
        "columns": _columns(choices),
        "fields": [*FIELDS.items(), (REFERENCE, "a reference that is called so")],
        "ways": ways_for(found),
        "kinds": [(one.id, one.name) for one in kinds_of(found.sender)],
        "classes": CLASSES,
        "options": list(OPTIONS.items()),
        "preview": importing.preview(found, choices, now),
    }


def _columns(choices: Choices) -> list[dict[str, Any]]:
    """Each with its first values and what it is for us, where that is known."""
    by_heading = {heading: field for field, heading in choices.columns.items()}
    described = []
    for place, heading in enumerate(choices.top.headings):
        values = [cells[place].strip() for _, cells in choices.head if place < len(cells) and cells[place].strip()]
        field = by_heading.get(heading, "")
        own = field if field and field not in FIELDS else ""
        described.append(
            {
                "heading": heading,
                "values": [value[:60] for value in values[:2]],
                "field": field,
                "own": (own, f"{columns.name_of(own)}: a reference") if own and own != own_reference(heading) else None,
                "is_own": bool(own) and own == own_reference(heading),
            }
        )
    return described


def _result_values(found: RecordImport, now: datetime) -> dict[str, Any]:
    said = undoing.in_the_way_at_a_glance(found, now) if found.batch is not None else ""
    return {"is_open": False, "in_the_way": said}


def _object(found: RecordImport) -> str:
    return f"import {found.id}"


def _acts(who: Operator) -> bool:
    return Role(who.role) in (Role.SENDER, Role.ADMIN)
