"""Proof packets: of one record at once, with one press of a button on its page; of a batch or a search as long work.

Each says as of which position of the ledger it speaks; that it was made is written down behind that position.
"""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from config import time
from models import long_work
from models.auditing import note
from models.certified_record import CertifiedRecord
from models.database import database
from models.long_steps import Details
from models.long_task import LongTask
from models.operator import Operator
from records import batches, drills, lists_of_records, packet_work, packets, reach
from records.proof import AsOf, NothingSealed
from web.access import by_role
from web.console import session
from web.console.page import show_refusal
from web.desk.page import not_there
from web.headers import UNLISTED

packet_pages = Blueprint("packets", __name__, url_prefix="/desk")

#: What people typed: the audit trail keeps that it narrowed the search, not what it was.
TYPED = "said"


@packet_pages.post("/records/<int:record>/packet")
@by_role
def record(who: Operator, record: int) -> AnyResponse:
    found = reach.find(who, record)
    if found is None:
        return not_there(who)
    as_of = _position()
    if as_of is None:
        return _nothing_sealed(who)
    return (
        _at_once(who, found, as_of)
        if packet_work.is_small(found)
        else _begin(who, packet_work.of_record(found, as_of), f"record {record}")
    )


def _at_once(who: Operator, found: CertifiedRecord, as_of: AsOf) -> Response:
    made = packets.build(found, as_of)
    with database.atomic():
        packet_work.note_made(session.actor(who), found.mailpiece_id, as_of, made.sha256, time.now())
        drills.produced(who, found, made.sha256, time.now())
    name = f"waypost-packet-{found.mailpiece_id}-as-of-{as_of.head.size}.zip"
    saved = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return Response(made.body, headers=UNLISTED | saved, content_type="application/zip")


@packet_pages.post("/batches/<int:batch>/packet")
@by_role
def batch(who: Operator, batch: int) -> AnyResponse:
    if batches.find(who, batch) is None:
        return not_there(who, "batch")
    as_of = _position()
    return _nothing_sealed(who) if as_of is None else _begin(who, packet_work.of_batch(batch, as_of), f"batch {batch}")


@packet_pages.post("/records/packet")
@by_role
def search(who: Operator) -> AnyResponse:
    """Of everything that the search finds: its form is sent again, as it was filled in."""
    asked, as_of = lists_of_records.RECORDS.asked_of(request.form), _position()
    if as_of is None:
        return _nothing_sealed(who)
    told = {name: value if name != TYPED else "(typed words)" for name, value in asked.items()}
    return _begin(who, packet_work.of_search(asked, as_of), "", narrowed=told)


def _begin(who: Operator, details: Details, about: str, **more: Any) -> AnyResponse:
    """`about`: the row, as the audit trail names it; the work itself where it is of no single one."""
    now = time.now()

    def on_record(task: LongTask) -> None:
        note(session.actor(who), "record.packet_asked_for", about or f"task {task.id}", now, task=task.id, **more)

    task = long_work.begin(packet_work.KIND, who, details, now, on_record)
    return redirect(url_for("tasks.task", task=task.id), 303)


def _position() -> AsOf | None:
    try:
        return packets.position()
    except NothingSealed:
        return None


def _nothing_sealed(who: Operator) -> Response:
    said = (
        "The ledger has sealed nothing so far, so no packet was made. It seals within a minute: press the button again."
    )
    return show_refusal(who, said, 503)
