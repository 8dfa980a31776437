"""The audit trail: who saw, changed, exported what, for auditors and admins alone, and each entry can be checked."""

from config import time
from models.audit import AuditEntry
from models.auditing import COMMAND_LINE, note
from models.database import database, is_postgresql
from models.ledger_badges import Badge, verdicts
from models.ledger_seal import seal_waiting
from models.vocabulary import Role
from tests.console_people import sign_in
from tests.world import World


def test_an_auditor_finds_what_ida_did_by_person_by_area_and_by_row(world: World) -> None:
    ida, aldo = sign_in(world, Role.ADMIN), sign_in(world, Role.AUDITOR)
    ida.post("/console/team", {"email": "x@example.org", "name": "X", "role": "viewer"})
    note(COMMAND_LINE, "contact.unmask", "contact 17", time.now(), reason="a letter from them")
    page = aldo.get("/console/audit").text
    assert "people and roles: invited" in page and "a letter from them" in page and "command line" in page
    by_row = aldo.get("/console/audit?object=contact+17").text
    assert "persons: unmask" in by_row and "people and roles: invited" not in by_row
    by_area = aldo.get("/console/audit?area=team").text
    assert "people and roles: invited" in by_area and "persons: unmask" not in by_area
    by_person = aldo.get(f"/console/audit?person={ida.id}").text
    assert "people and roles: invited" in by_person and "persons: unmask" not in by_person
    today = time.now().date().isoformat()
    assert "people and roles: invited" in aldo.get(f"/console/audit?since={today}&until={today}").text
    assert "Nothing is on record that fits" in aldo.get("/console/audit?until=2020-01-01").text


def test_an_entry_says_what_was_before_and_after(world: World) -> None:
    ida, vera = sign_in(world, Role.ADMIN), sign_in(world, Role.VIEWER)
    ida.post(f"/console/team/{vera.id}/role", {"role": "auditor", "reason": "she asked"})
    entry = AuditEntry.get(AuditEntry.action == "team.role_changed")
    page = ida.get(f"/console/audit/{entry.id}").text
    assert "people and roles: role changed" in page and "<code>team.role_changed</code>" in page
    assert "viewer" in page and "auditor" in page and f"operator {vera.id}" in page


def test_entries_are_sealed_with_the_ledger_and_a_changed_one_shows_as_broken(world: World) -> None:
    ida = sign_in(world, Role.ADMIN)
    entry = AuditEntry.select().order_by(AuditEntry.id).first()
    assert verdicts("audit", [entry.id], time.now())[entry.id].badge == Badge.WAITS
    seal_waiting()
    assert "verified" in ida.get(f"/console/audit/{entry.id}").text
    _change_behind_the_triggers(entry)
    assert verdicts("audit", [entry.id], time.now())[entry.id].badge == Badge.BROKEN
    assert "does not verify" in ida.get("/console/audit").text


def _change_behind_the_triggers(entry: AuditEntry) -> None:
    """As somebody could who owns the database."""
    if is_postgresql():
        database.execute_sql("ALTER TABLE audit_entry DISABLE TRIGGER ALL")
    else:
        database.execute_sql("DROP TRIGGER audit_entry_no_update")
    AuditEntry.update(action="nothing.at_all").where(AuditEntry.id == entry.id).execute()


def test_lists_are_numbered_to_ten_thousand_rows_and_go_on_by_date_after_that(world: World) -> None:
    ida = sign_in(world, Role.ADMIN)
    with database.atomic():
        for _ in range(120):
            note(COMMAND_LINE, "message.seen", "message 1", time.now())
    first = ida.get("/console/audit?object=message+1").text
    assert "120 rows" in first and 'aria-label="Page 3"' in first and "and before" not in first
    last = ida.get("/console/audit?object=message+1&page=3").text
    assert last.count("<tr data-row>") == 20 and 'aria-current="page">3<' in last
    assert ida.get("/console/audit?object=message+1&page=99").text.count("<tr data-row>") == 20
    for odd in (
        "page=0",
        "page=-1",
        "page=x",
        "page=9999999999",
        "since=x",
        "until=2026-99-99",
        "person=x",
        "area=%27--",
    ):
        assert ida.get(f"/console/audit?{odd}").status_code == 200
