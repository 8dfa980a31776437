"""Who saw, changed or exported what: the audit trail, read only. It is part of the ledger."""

from typing import Any

from flask import Blueprint, Response, request

from config import time
from models.audit import AuditEntry
from models.ledger import open_evidence
from models.ledger_badges import Verdict, proof_of, verdicts
from models.operator import Operator
from models.seeking import Kept, Way
from web.access import by_role
from web.console.listing import choice, listing_of
from web.console.page import show, show_refusal
from web.console.plain_words import spaced

audit_trail_pages = Blueprint("audit_trail", __name__, url_prefix="/console/audit")

#: The first word of an action, and what such actions are about.
AREAS = {
    "sign_in": "signing in and out",
    "account": "own accounts",
    "team": "people and roles",
    "contact": "persons",
    "opt_out": "opt-outs",
    "inbox": "the inbox",
    "task": "long work and exports",
    "mailpiece": "mailpieces",
    "exchange": "raw exchanges",
    "message": "messages",
    "sender": "senders",
}
#: What an entry's evidence says beside what the page shows anyway.
SHOWN = frozenset({"who", "address", "reason", "salt"})


@audit_trail_pages.get("")
@by_role
def page(who: Operator) -> Response:
    listing = listing_of(Kept(AuditEntry.id, AuditEntry.recorded_at), _ways())
    people = {one.id: one for one in Operator.select()}
    badges = verdicts("audit", [entry.id for entry in listing.rows], time.now())
    return show(
        "audit_trail.html",
        who,
        title="Audit trail",
        listing=listing,
        entries=[_shown(entry, people, badges.get(entry.id)) for entry in listing.rows],
        people=[(one.id, one.name) for one in people.values()],
        areas=list(AREAS.items()),
        asked=request.args,
    )


def _ways() -> list[Way]:
    """Each narrows the list; what is no sensible value narrows nothing."""
    found: list[Way] = []
    person, object_, area = request.args.get("person", ""), request.args.get("object", "")[:60], choice("area", *AREAS)
    if person.isdecimal() and len(person) < 10:
        found.append(Way(AuditEntry.operator == int(person), in_order=True))
    if area:
        found.append(Way((AuditEntry.action >= f"{area}.") & (AuditEntry.action < f"{area}/")))
    if object_:
        found.append(Way(AuditEntry.object == object_, in_order=True))
    return found


@audit_trail_pages.get("/<int:entry>")
@by_role
def entry(who: Operator, entry: int) -> Response:
    found = AuditEntry.get_or_none(AuditEntry.id == entry)
    if found is None:
        return show_refusal(who, "There is no such entry.", 404)
    people = {one.id: one for one in Operator.select().where(Operator.id == found.operator_id)}
    badge = verdicts("audit", [found.id], time.now()).get(found.id)
    shown = _shown(found, people, badge)
    return show("audit_entry.html", who, title=f"Entry {found.id}", proof=proof_of("audit", found.id), **shown)


def in_words(action: str) -> str:
    """`team.role_changed` as people say it."""
    area, _, act = action.partition(".")
    return f"{AREAS.get(area, area)}: {spaced(act)}"


def _shown(entry: AuditEntry, people: dict[int, Operator], verdict: Verdict | None) -> dict[str, Any]:
    evidence = open_evidence(entry) or {}
    person = people.get(entry.operator_id)
    return {
        "entry": entry,
        "action": in_words(entry.action),
        "verdict": verdict,
        "name": person.name if person else evidence.get("who", ""),
        "address": evidence.get("address", ""),
        "reason": evidence.get("reason", ""),
        "more": {name: value for name, value in evidence.items() if name not in SHOWN},
    }
