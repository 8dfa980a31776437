"""Files of a record: attached, saved again, looked at as a copy. Each act is on record.

The original is only ever saved to disk, never opened here; what is shown is a picture that was made anew.
"""

from flask import Blueprint, Response, redirect, request, stream_with_context, url_for
from werkzeug.wrappers import Response as AnyResponse

from config import time
from models.auditing import note
from models.certified_record import CertifiedRecord
from models.database import database
from models.operator import Operator
from models.record_file import RecordFile
from records import batches, file_bytes, files, mail_files, reach
from records.checking_files import MOST_BYTES, Checked, Refused, check
from records.file_kinds import KINDS
from records.files import keep
from web.access import by_role
from web.console import session
from web.desk.page import not_there
from web.desk.record import page_of
from web.headers import CONTENT_POLICY, UNLISTED

file_pages = Blueprint("files", __name__, url_prefix="/desk")

#: What a form takes beside the file itself.
ROOM_FOR_THE_REST = 64 * 1024
#: A file of somebody else, should a browser open it after all: it runs nothing and reaches nothing.
ALONE = {"Content-Security-Policy": f"{CONTENT_POLICY}; sandbox", "X-Content-Type-Options": "nosniff"}


@file_pages.post("/records/<int:record>/files")
@by_role
def add(who: Operator, record: int) -> AnyResponse:
    found, now = reach.find(who, record), time.now()
    if found is None:
        return not_there(who)
    given, kind = request.files.get("file"), request.form.get("kind", "")
    try:
        if kind not in KINDS:
            raise Refused("Say what kind of file it is; nothing was kept.")
        content, name = given.stream.read(MOST_BYTES + 1) if given else b"", (given.filename if given else "") or "file"
        if not content:
            raise Refused("Choose a file first; nothing was kept.")
        said = _attach(who, found, kind, name, content, check(content, name))
    except Refused as problem:
        return page_of(who, found, now, 422, str(problem))
    return redirect(url_for("record.page", record=record, _anchor="files", said=said), 303)


def _attach(who: Operator, found: CertifiedRecord, kind: str, name: str, content: bytes, checked: Checked) -> str:
    """added, there: the same bytes are kept once; or part, where something that came with an e-mail cannot be read."""
    parts, unread = mail_files.brought(kind, name, content, checked)
    with database.atomic():
        new = [_keep(who, found, part) for part in parts]
    return ("part" if unread else "added") if any(new) else "there"


def _keep(who: Operator, found: CertifiedRecord, part: mail_files.Brought) -> bool:
    now, remark = time.now(), request.form.get("note", "").strip()
    file, is_new = keep(
        record=found,
        kind=part.kind,
        name=part.name,
        content=part.content,
        checked=part.checked,
        note=remark,
        by=who,
        now=now,
    )
    if is_new:
        said = dict(file=file.id, kind=file.kind, sha256=file.sha256)
        note(session.actor(who), "record.file_added", f"record {found.mailpiece_id}", now, **said)
    return is_new


@file_pages.post("/files/<int:file>")
@by_role
def download(who: Operator, file: int) -> AnyResponse:
    """The original, part by part."""
    found = _theirs(who, file)
    if found is None:
        return not_there(who, "file")
    note(session.actor(who), "record.file_saved", _object(found), time.now(), file=found.id, sha256=found.sha256)
    headers = UNLISTED | ALONE | {"Content-Disposition": _attachment(found), "Content-Length": str(found.size)}
    return Response(stream_with_context(file_bytes.read(found)), headers=headers, content_type=found.media_type)


@file_pages.get("/files/<int:file>/preview")
@by_role
def preview(who: Operator, file: int) -> AnyResponse:
    """A picture of its first page, made anew when it came."""
    found = _theirs(who, file)
    shown = files.preview_of(found) if found is not None else None
    if found is None or shown is None:
        return not_there(who, "file")
    note(session.actor(who), "record.file_looked_at", _object(found), time.now(), file=found.id)
    return Response(file_bytes.whole(shown), headers=UNLISTED | ALONE, content_type="image/png")


def _theirs(who: Operator, file: int) -> RecordFile | None:
    """Of a record or a batch that they may reach."""
    found: RecordFile | None = RecordFile.get_or_none((RecordFile.id == file) & RecordFile.preview_of.is_null())
    if found is None:
        return None
    if found.record_id is not None:
        return found if reach.find(who, found.record_id) else None
    return found if batches.find(who, found.batch_id) else None


def _object(found: RecordFile) -> str:
    return f"record {found.record_id}" if found.record_id else f"batch {found.batch_id}"


def _attachment(found: RecordFile) -> str:
    """Plain signs alone: a name is somebody else's words, in a header."""
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in ".-_ ") else "_" for sign in found.name)
    return f'attachment; filename="{plain.strip(". ") or "file"}"'
