"""Long work that people asked for: how far it is, its file for whoever asked, and an end to it.

Admins see everybody's work and may stop it; the file is its owner's alone.
"""

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from flask import Blueprint, Response, redirect, stream_with_context, url_for
from werkzeug.wrappers import Response as AnyResponse

from config import time
from models import kept_files, long_work
from models.auditing import note
from models.long_task import LongTask
from models.operator import Operator
from models.seeking import Kept, Way
from models.vocabulary import Role, TaskState
from web.access import by_role
from web.console import session
from web.console.listing import listing_of, whole
from web.console.page import show, show_refusal
from web.headers import UNLISTED

task_pages = Blueprint("tasks", __name__, url_prefix="/console/tasks")

TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".zip": "application/zip",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
}
#: state -> (what the badge says, its colour)
STATES = {
    TaskState.WAITING: ("waiting for its turn", "wait"),
    TaskState.RUNNING: ("under way", "wait"),
    TaskState.DONE: ("done", "good"),
    TaskState.FAILED: ("broke off", "bad"),
}


@task_pages.get("")
@by_role
def page(who: Operator) -> AnyResponse:
    named = whole("task")
    if named is not None:
        return redirect(url_for("tasks.task", task=named), 303)
    mine = [] if who.role == Role.ADMIN else [Way(LongTask.operator == who, in_order=True)]
    listing = listing_of(Kept(LongTask.id, LongTask.created_at), mine)
    people = {one.id: one.name for one in Operator.select()} if listing.rows else {}
    rows = [_shown(who, one) | {"name": people.get(one.operator_id, "")} for one in listing.rows]
    return show("tasks.html", who, title="Long work", listing=listing, rows=rows)


@task_pages.get("/<int:task>")
@by_role
def task(who: Operator, task: int) -> Response:
    found = _theirs(who, task)
    if found is None:
        return _not_there(who)
    shown = _shown(who, found)
    return show("task.html", who, title=shown["kind"], name=found.operator.name, **shown)


@task_pages.post("/<int:task>/file")
@by_role
def download(who: Operator, task: int) -> AnyResponse:
    """Part by part, so that its size costs no memory."""
    found = LongTask.get_or_none((LongTask.id == task) & (LongTask.operator == who))
    if found is None or not _may_fetch(who, found):
        return _not_there(who)
    note(session.actor(who), "task.downloaded", f"task {found.id}", time.now(), kind=found.kind, file=_name_of(found))
    headers = UNLISTED | {
        "Content-Disposition": f'attachment; filename="{_name_of(found)}"',
        "Content-Length": str(found.file_size),
        "X-Content-Type-Options": "nosniff",
    }
    kind = TYPES.get(PurePath(found.file_name).suffix, "application/octet-stream")
    return Response(stream_with_context(_body(found)), headers=headers, content_type=kind)


def _body(found: LongTask) -> Iterator[bytes]:
    yield from kept_files.read(found)


@task_pages.post("/<int:task>/delete")
@by_role
def delete(who: Operator, task: int) -> AnyResponse:
    found = LongTask.get_or_none((LongTask.id == task) & (LongTask.operator == who))
    if found is None:
        return _not_there(who)
    if found.finished_at is not None:
        kept_files.delete(found, time.now())
        note(session.actor(who), "task.file_deleted", f"task {found.id}", time.now(), kind=found.kind)
    return redirect(url_for("tasks.task", task=task), 303)


@task_pages.post("/<int:task>/stop")
@by_role
def stop(who: Operator, task: int) -> AnyResponse:
    found = _theirs(who, task)
    if found is None:
        return _not_there(who)
    if long_work.stop(found, time.now()):
        note(session.actor(who), "task.stopped", f"task {found.id}", time.now(), kind=found.kind)
    return redirect(url_for("tasks.task", task=task), 303)


@task_pages.post("/<int:task>/go-on")
@by_role
def go_on(who: Operator, task: int) -> AnyResponse:
    found = LongTask.get_or_none((LongTask.id == task) & (LongTask.operator == who))
    if found is None or not _may_have(who, found):
        return _not_there(who)
    if long_work.go_on(found, time.now()):
        note(session.actor(who), "task.went_on", f"task {found.id}", time.now(), kind=found.kind)
    return redirect(url_for("tasks.task", task=task), 303)


def _theirs(who: Operator, task: int) -> LongTask | None:
    """Their own; an admin sees everybody's."""
    found: LongTask | None = LongTask.get_or_none(LongTask.id == task)
    return found if found is not None and (found.operator_id == who.id or who.role == Role.ADMIN) else None


def _not_there(who: Operator) -> Response:
    """Others' work looks like work that never was."""
    said = "There is no such work of yours, or its file was deleted: files are kept for a day. Ask for it again."
    return show_refusal(who, said, 404)


def _may_have(who: Operator, found: LongTask) -> bool:
    """Does their role, as it is today, still allow it?"""
    work = long_work.KINDS.get(found.kind)
    return work is not None and Role(who.role) in work.roles


def _may_fetch(who: Operator, found: LongTask) -> bool:
    is_over = found.finished_at is not None
    return is_over and found.operator_id == who.id and found.file_size > 0 and _may_have(who, found)


def _name_of(found: LongTask) -> str:
    """The file's name says which one it is, and when it is not whole."""
    name = PurePath(found.file_name or "file")
    whole = "" if found.state == TaskState.DONE else "-incomplete"
    return f"waypost-{name.stem}-{found.created_at:%Y-%m-%d}-{found.id}{whole}{name.suffix}"


def _shown(who: Operator, found: LongTask) -> dict[str, Any]:
    work = long_work.KINDS.get(found.kind)
    label, colour = STATES.get(TaskState(found.state), (found.state, "quiet"))
    mine = found.operator_id == who.id
    kept = found.expires_at is not None and found.state == TaskState.FAILED
    return {
        "task": found,
        "kind": work.title if work else found.kind,
        "label": label,
        "colour": colour,
        "mine": mine,
        "may_fetch": _may_fetch(who, found),
        "may_stop": found.state in long_work.UNFINISHED,
        "may_go_on": mine and kept and _may_have(who, found),
        "file_name": _name_of(found),
    }
