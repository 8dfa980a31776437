"""Who may do what at the console: the one table. An endpoint that does not stand here is open to nobody."""

from models.operator import Operator
from models.vocabulary import Role

ALL = frozenset(Role)
STAFF = frozenset({Role.VIEWER, Role.OPERATOR, Role.ADMIN})
ACTING = frozenset({Role.OPERATOR, Role.ADMIN})
LOOKS_AT_CONSENT = STAFF | {Role.AUDITOR}
LOOKS_AT_TRAIL = frozenset({Role.AUDITOR, Role.ADMIN})
ADMIN = frozenset({Role.ADMIN})
DESK = frozenset({Role.SENDER, Role.ADMIN})
LOOKS_AT_RECORDS = DESK | {Role.AUDITOR}
#: Who must have one-time codes, whatever they would rather.
NEEDS_CODES = frozenset({Role.ADMIN, Role.SENDER})

#: endpoint -> who may use it. A sender's people see their own department's rows alone, wherever they are let in.
DOORS: dict[str, frozenset[Role]] = {
    # one's own account
    "account.page": ALL,
    "account.change_password": ALL,
    "account.set_up_codes": ALL,
    "account.new_recovery_codes": ALL,
    "account.end_others": ALL,
    "account.leave": ALL,
    # people and roles
    "team.page": ADMIN,
    "team.invite": ADMIN,
    "team.change_role": ADMIN,
    "team.disable": ADMIN,
    "team.let_back_in": ADMIN,
    "team.invite_again": ADMIN,
    # who saw, changed, exported
    "audit_trail.page": LOOKS_AT_TRAIL,
    "audit_trail.entry": LOOKS_AT_TRAIL,
    # the opt-out log
    "opt_outs.page": LOOKS_AT_CONSENT,
    "opt_outs.find": LOOKS_AT_CONSENT,
    "opt_outs.event": LOOKS_AT_CONSENT,
    "opt_outs.unclear": ACTING,
    "opt_outs.it_was_a_stop": ACTING,
    "opt_outs.export": ACTING | {Role.AUDITOR},
    # persons
    "people.page": STAFF,
    "people.find": STAFF,
    "people.dossier": STAFF,
    "people.why": STAFF,
    "person.stop": ACTING,
    "person.stop_phone": ACTING,
    "person.unmask": ACTING,
    "person.export": ACTING,
    "person.erase": ACTING,
    # the inbox
    "inbox.page": STAFF,
    "inbox.inquiry": STAFF,
    "inbox.give": ACTING,
    "inbox.answer": ACTING,
    "inbox.close": ACTING,
    # messages, mailpieces, exchanges, and the machinery
    "messages.page": STAFF,
    "messages.received": STAFF,
    "messages.text": STAFF,
    "mailpieces.page": STAFF | {Role.SENDER},
    "mailpieces.piece": STAFF | {Role.SENDER},
    "mailpieces.answer": STAFF,
    "mailpieces.check_now": ACTING,
    "exchanges.page": STAFF,
    "work.page": STAFF,
    # home (a sender's people and auditors are led on to their own), sentences, programs, and the way to go live
    "home.page": ALL,
    "wordings.page": STAFF,
    "wordings.wording": STAFF,
    "programs.page": STAFF,
    "programs.add_sender": ADMIN,
    "settings_check.page": ADMIN,
    # the desk: records, and what is done with them
    "searching.page": LOOKS_AT_RECORDS,
    "searching.find": LOOKS_AT_RECORDS,
    "searching.saved": LOOKS_AT_RECORDS,
    "searching.save": DESK,
    "searching.forget": DESK,
    "record.page": LOOKS_AT_RECORDS,
    "notice_types.page": LOOKS_AT_RECORDS,
    "notice_types.new": DESK,
    "notice_types.make": DESK,
    "notice_types.edit": DESK,
    "notice_types.change": DESK,
    "keeping.page": LOOKS_AT_RECORDS,
    "keeping.place": DESK,
    "keeping.place_on_batch": DESK,
    "keeping.release": DESK,
    "drills.page": LOOKS_AT_RECORDS,
    "drills.begin": DESK,
    "drills.give_up": DESK,
    "drills.report": LOOKS_AT_RECORDS,
    "departments.page": ADMIN,
    "departments.hand_over": ADMIN,
    "files.add": DESK,
    "files.download": LOOKS_AT_RECORDS,
    "files.preview": LOOKS_AT_RECORDS,
    "gaps.page": LOOKS_AT_RECORDS,
    "gaps.ask": DESK,
    "record.edit_address": DESK,
    "record.add_reference": DESK,
    "packets.record": LOOKS_AT_RECORDS,
    "packets.batch": LOOKS_AT_RECORDS,
    "packets.search": LOOKS_AT_RECORDS,
    "register.page": DESK,
    "register.submit": DESK,
    # the desk: what needs somebody, deadlines, tasks, one's own feed and texts
    "notices.page": LOOKS_AT_RECORDS,
    "notices.acknowledge": DESK,
    "deadlines.page": LOOKS_AT_RECORDS,
    "deadlines.submit": DESK,
    "deadlines.close": DESK,
    "reminders.page": LOOKS_AT_RECORDS,
    "reminders.add": DESK,
    "reminders.done": DESK,
    "reminders.hand_over": DESK,
    "calendar.page": DESK,
    "calendar.make": DESK,
    "calendar.end": DESK,
    "alerts.page": DESK,
    "alerts.begin": DESK,
    "alerts.end": DESK,
    # the desk: batches and their sheets, lists as files, reports
    "batches.page": LOOKS_AT_RECORDS,
    "batches.make": DESK,
    "batches.batch": LOOKS_AT_RECORDS,
    "batches.manifest": LOOKS_AT_RECORDS,
    "batches.link": DESK,
    "batches.cover": LOOKS_AT_RECORDS,
    "stamping.stamp": DESK,
    "imports.page": LOOKS_AT_RECORDS,
    "imports.new": DESK,
    "imports.upload": DESK,
    "imports.paste": DESK,
    "imports.load": LOOKS_AT_RECORDS,
    "imports.map": DESK,
    "imports.dry_run": DESK,
    "imports.commit": DESK,
    "imports.undo": DESK,
    "lists.export": LOOKS_AT_RECORDS,
    "reports.page": LOOKS_AT_RECORDS,
    # exports, erasures, imports: one's own; an admin sees that others' run, and may stop them
    "tasks.page": ALL,
    "tasks.task": ALL,
    "tasks.download": ALL,
    "tasks.delete": ALL,
    "tasks.stop": ALL,
    "tasks.go_on": ALL,
}

#: Acts that ask for a fresh proof: the password or a one-time code within the last five minutes. All of them are forms.
GRAVE: frozenset[str] = frozenset(
    {
        "account.change_password",
        "account.set_up_codes",
        "account.new_recovery_codes",
        "lists.export",
        "opt_outs.export",
        "packets.record",
        "packets.batch",
        "packets.search",
        "person.unmask",
        "person.export",
        "person.erase",
        "team.invite",
        "team.change_role",
        "team.disable",
        "team.let_back_in",
        "team.invite_again",
        "tasks.download",
    }
)
#: Forms that bring a file: endpoint -> bytes of the whole form. All others take a page of words.
MEGABYTE = 1024 * 1024
TAKES_FILES = {
    "files.add": 26 * MEGABYTE,
    "stamping.stamp": 26 * MEGABYTE,
    "imports.upload": 51 * MEGABYTE,
    "imports.paste": 11 * MEGABYTE,
}
#: Whose answer the browser saves, while the page before stays.
GIVES_A_FILE = frozenset({"tasks.download", "packets.record"})


def may(who: Operator, endpoint: str) -> bool:
    return Role(who.role) in DOORS.get(endpoint, frozenset())


def acts(who: Operator) -> bool:
    """May they change anything about people and texts?"""
    return Role(who.role) in ACTING
