"""Any list of the desk as a file: begun here, made as long work, fetched from its own page by whoever asked."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from config import time
from models import long_work
from models.auditing import note
from models.long_task import LongTask
from models.operator import Operator
from records import lists
from web.access import by_role
from web.console import session
from web.desk.page import not_there

list_pages = Blueprint("lists", __name__, url_prefix="/desk/lists")

LONGEST_REASON = 500
#: What people typed: the audit trail keeps that it narrowed the list, not what it was.
TYPED = "said"


@list_pages.post("/<key>/csv")
@by_role
def export(who: Operator, key: str) -> AnyResponse:
    """The same rows as the list shows, all of them."""
    found, now = lists.LISTS.get(key), time.now()
    if found is None:
        return not_there(who, "list")
    asked, reason = found.asked_of(request.form), request.form.get("reason", "").strip()[:LONGEST_REASON]
    told = {name: value if name != TYPED else "(typed words)" for name, value in asked.items()}

    def on_record(task: LongTask) -> None:
        note(session.actor(who), "record.list_exported", f"task {task.id}", now, reason, list=key, narrowed=told)

    task = long_work.begin(lists.KIND, who, lists.details_of(found, who, asked), now, on_record)
    return redirect(url_for("tasks.task", task=task.id), 303)
