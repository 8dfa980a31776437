"""Shows a page of the console within its frame: who is signed in, what their role opens, what waits for somebody."""

from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, current_app, render_template, request, url_for
from markupsafe import Markup

from bot import attention
from bot.phone import mask
from config import time
from models.contact import Contact
from models.operator import Operator
from models.program import first_program
from models.vocabulary import Role
from web.console import session
from web.console.plain_words import channel_name, language_name, spaced
from web.console.roles import STAFF, may
from web.headers import UNLISTED, with_live_script

#: (endpoint, what it is called), in the order of the menu; each is shown to those whom it lets in.
DESK_MENU = (
    ("notices.page", "Desk"),
    ("searching.page", "Records"),
    ("register.page", "Register a mailing"),
    ("imports.page", "Imports"),
    ("batches.page", "Batches"),
    ("gaps.page", "Missing evidence"),
    ("deadlines.page", "Deadlines"),
    ("reports.page", "Reports"),
    ("notice_types.page", "Notice types"),
    ("keeping.page", "Keeping"),
    ("drills.page", "Drills"),
)
MENU = (
    ("opt_outs.page", "Opt-out log"),
    ("home.page", "Needs a person"),
    ("people.page", "People"),
    ("inbox.page", "Inbox"),
    ("messages.page", "Messages"),
    ("mailpieces.page", "Mailpieces"),
    ("exchanges.page", "Exchanges"),
    ("wordings.page", "Wordings"),
    ("programs.page", "Programs"),
    ("team.page", "Team"),
    ("departments.page", "Departments"),
    ("audit_trail.page", "Audit trail"),
    ("work.page", "Work"),
    ("settings_check.page", "Settings"),
    ("tasks.page", "Long work"),
)


def show(
    template: str, who: Operator, status: int = 200, *, title: str, room: str = "console", **values: Any
) -> Response:
    """`template` within templates/<room>/, in the frame of the console."""
    now = time.now()
    program = first_program()
    zone = ZoneInfo(program.zone) if program and program.zone else ZoneInfo("UTC")
    filled = render_template(
        f"{room}/{template}",
        title=title,
        who=who,
        menu=_menu(who),
        needing=attention.count(now) if Role(who.role) in STAFF else 0,
        csrf=session.csrf(),
        now=now,
        moment=partial(moment, zone),
        phone=partial(phone, who),
        mask=mask,
        channel_name=channel_name,
        language_name=language_name,
        spaced=spaced,
        may=partial(may, who),
        **values,
    )
    return with_live_script(Response(filled, status, headers=UNLISTED))


def show_refusal(who: Operator, said: str, status: int = 403) -> Response:
    return show("refusal.html", who, status, title="Not for you" if status == 403 else "Not here", said=said)


def show_stand_in(template: str, who: Operator, status: int, **values: Any) -> Response:
    """Instead of the answer to a form: it carries what was filled in along."""
    ours = ("csrf", "proof", "back")
    held = [(name, value) for name, value in request.form.items(multi=True) if name not in ours]
    return show(template, who, status, title="Is it you?", held=held, there=request.path, **values)


def _menu(who: Operator) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """(what a group of doors is called, [(address, name, is it this page?)]); a group alone needs no name."""
    here = (request.endpoint or "").split(".")[0]
    led_elsewhere = {"home.page"} if Role(who.role) not in STAFF else set()
    known = current_app.view_functions.keys() - led_elsewhere
    groups = []
    for called, entries in (("Desk", DESK_MENU), ("Console", MENU)):
        open_ones = [(door, name) for door, name in entries if door in known and may(who, door)]
        doors = [(url_for(door), name, door.split(".")[0] == here) for door, name in open_ones]
        groups += [(called, doors)] if doors else []
    return groups


def landing(who: Operator) -> str:
    """Where a person begins: operators at the opt-out log, a sender's people at their desk."""
    first = {Role.SENDER: "notices.page", Role.AUDITOR: "opt_outs.page"}.get(Role(who.role), "opt_outs.page")
    return url_for(first) if may(who, first) and first in current_app.view_functions else url_for("account.page")


def moment(zone: ZoneInfo, at: datetime | None) -> Markup:
    """By the wall clock of the program's zone, which is named; UTC where it has none."""
    if at is None:
        return Markup("&ndash;")
    said = at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S %Z")
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(timespec="milliseconds"), said)


def phone(who: Operator, contact: Contact) -> str:
    """Masked, but for whoever has had this one unmasked."""
    if contact.erased_at is not None or not contact.phone:
        return "(erased)"
    return contact.phone if session.may_see_phone(who, contact) else mask(contact.phone)
