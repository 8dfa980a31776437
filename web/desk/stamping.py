"""Attaches the sheet that the post office stamped to its batch: beside the carrier's scans, and never for them."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from config import time
from models.auditing import note
from models.batch import Batch
from models.database import database
from models.operator import Operator
from records import batches
from records.checking_files import MOST_BYTES, Checked, Refused, check
from records.files import LONGEST_NOTE, keep
from web.access import by_role
from web.console import session
from web.desk.batches import page_of
from web.desk.page import not_there

stamp_pages = Blueprint("stamping", __name__, url_prefix="/desk/batches")

KIND = "ps3877"
#: What a clerk's stamp can be seen on.
PAPER = ("application/pdf", "image/png", "image/jpeg", "image/tiff")


@stamp_pages.post("/<int:batch>/stamp")
@by_role
def stamp(who: Operator, batch: int) -> AnyResponse:
    found = batches.find(who, batch)
    if found is None:
        return not_there(who, "batch")
    given = request.files.get("file")
    name = (given.filename if given else "") or "the sheet"
    try:
        content = given.stream.read(MOST_BYTES + 1) if given else b""
        if not content:
            raise Refused("Choose a scan or a photo of the stamped sheet first; nothing was kept.")
        checked = check(content, name)
        if checked.media_type not in PAPER:
            raise Refused(f"{name} is no scan or photo of a sheet. Give a PDF or a picture; nothing was kept.")
        _keep(who, found, content, name, checked)
    except Refused as problem:
        return page_of(who, found, 422, str(problem))
    return redirect(url_for("batches.batch", batch=batch, _anchor="sheet"), 303)


def _keep(who: Operator, found: Batch, content: bytes, name: str, checked: Checked) -> None:
    """The same bytes again change nothing; another scan stands beside the first."""
    now, remark = time.now(), request.form.get("note", "").strip()[:LONGEST_NOTE]
    with database.atomic():
        file, is_new = keep(
            batch=found, kind=KIND, name=name, content=content, checked=checked, note=remark, by=who, now=now
        )
        if is_new:
            note(session.actor(who), "record.sheet_stamped", f"batch {found.id}", now, file=file.id, sha256=file.sha256)
