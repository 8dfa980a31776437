"""Every door of the console × every person × own and other department, against tests/console_rights.py.

A form is sent without its token, so that nothing is done: whoever their role lets in is told about the token, everybody
else about their role (ASVS 8.2.1 to 8.2.3, 8.3.1, 8.4.1; API1, API3, API5).
"""

import re

import pytest
from werkzeug.test import TestResponse

from models.audit import AuditEntry
from models.consent import ConsentEvent
from models.mailpiece import Mailpiece
from models.operator import ConsoleSession, Operator
from models.vocabulary import Role
from tests.console_office import Office, doors, open_office
from tests.console_people import PASSWORD, browser
from tests.console_rights import BY_DEPARTMENT, ONES_OWN, RIGHTS
from tests.open_doors import all_rows
from tests.world import ADA, BEN, CORA, NUMBER, World

ROLE, TOKEN = "Your role does not open this page", "older than your session"


@pytest.fixture
def office(world: World) -> Office:
    return open_office(world)


def lets_in(answer: TestResponse) -> bool:
    """A form without its token is refused for that, once the role was right."""
    if answer.status_code == 403:
        assert (ROLE in answer.text) != (TOKEN in answer.text) or "Not for you" in answer.text, answer.text[:500]
        return TOKEN in answer.text
    assert answer.status_code in (200, 302, 303, 404), answer.status
    return answer.status_code != 404


def test_every_door_lets_in_whom_it_should_and_nobody_else(office: Office) -> None:
    wrong = []
    for rule, method in doors(office.world):
        path = office.path(rule)
        for name, person in office.people.items():
            answer = person.client.open(path, method=method)
            should = name in RIGHTS[rule.endpoint]
            if rule.endpoint in ONES_OWN and name != "Olga" and method == "GET":
                continue  # asked below
            if lets_in(answer) != should:
                wrong.append(f"{name} {method} {path}: {answer.status_code}, should be let in: {should}")
    assert wrong == []


def test_a_stranger_and_a_half_signed_in_browser_are_let_in_nowhere(office: Office) -> None:
    ida = office.people["Ida"]
    half = browser(office.world)
    half.post("/console/sign-in", data={"email": ida.who.email, "password": PASSWORD})
    for rule, method in doors(office.world):
        for client in (half, browser(office.world)):
            answer = client.open(office.path(rule), method=method)
            assert answer.status_code == 303 and "/console/sign-in" in answer.headers["Location"], rule.rule


def test_sams_department_is_all_he_sees_and_another_departments_rows_do_not_exist_for_him(office: Office) -> None:
    sam = office.people["Sam"]
    theirs = Mailpiece.get(Mailpiece.sender == office.other)
    nobodys = Mailpiece.select().where(Mailpiece.sender.is_null()).first()
    for rule, method in doors(office.world):
        if rule.endpoint in BY_DEPARTMENT and method == "GET":
            for piece in (theirs, nobodys):
                path = rule.rule.replace("<int:piece>", str(piece.id))
                assert sam.get(path).status_code == 404, path
                assert office.people["Olga"].get(path).status_code == 200
    listed = sam.get("/console/mailpieces").text
    assert NUMBER[-4:] in listed and theirs.tracking_number[-4:] not in listed
    asked = sam.get(f"/console/mailpieces?number={theirs.tracking_number}").text
    assert f"/console/mailpieces/{theirs.id}" not in asked


def test_what_olga_has_begun_is_hers_alone(office: Office) -> None:
    path = f"/console/tasks/{office._task}"
    assert office.people["Olga"].get(path).status_code == 200
    for name in ("Vera", "Sam", "Aldo"):
        assert office.people[name].get(path).status_code in (403, 404), name


def test_no_page_shows_a_whole_phone_or_a_street_unless_it_was_unmasked(office: Office) -> None:
    """API3: what each role may read of a row, on every page that it can open."""
    hidden = [phone.lstrip("+") for phone in (ADA, BEN, CORA)] + [ADA[2:], f"({ADA[2:5]}) {ADA[5:8]}-{ADA[8:]}"]
    for rule, method in doors(office.world):
        if method != "GET":
            continue
        for name, person in office.people.items():
            text = person.client.get(office.path(rule)).get_data().decode(errors="replace")  # a PDF, too
            assert not [one for one in hidden if one in text], f"{name} reads a phone on {rule.rule}"


def test_a_row_that_cannot_be_is_not_found_and_breaks_nothing(office: Office) -> None:
    ida = office.people["Ida"]
    for rule, method in doors(office.world):
        if method == "GET" and "<int:" in rule.rule:
            for number in ("0", "999999999999", "9" * 30):
                path = re.sub(r"<int:\w+>", number, rule.rule)
                assert ida.get(path).status_code in (303, 404), path


def test_odd_values_in_any_filter_narrow_nothing_or_find_nothing_and_break_nothing(office: Office) -> None:
    """ASVS 1.2.4: quotes, comments, numbers out of bounds, NUL, dates that are none, in each field of each list."""
    ida = office.people["Ida"]
    odd = ("'", '"--', "1;DROP TABLE contact", "9" * 30, "-1", "\x00", "2026-99-99", "%", "_", "é" * 300, "<b>", "")
    for rule, method in doors(office.world):
        if method != "GET" or "<" in rule.rule:
            continue
        page = ida.get(rule.rule)
        names = set(re.findall(r'<(?:input|select)[^>]* name="(\w+)"', page.get_data(as_text=True))) | {
            "page",
            "contact",
            "w",
        }
        for name in sorted(names - {"csrf"}):
            for value in odd:
                answer = ida.get(rule.rule, query_string={name: value})
                assert answer.status_code in (200, 303, 400, 404), f"{rule.rule}?{name}={value!r}: {answer.status_code}"


def test_looking_at_every_page_changes_nothing_but_who_looked(office: Office) -> None:
    """ASVS 3.5.3."""
    office.people  # noqa: B018 - their sign-ins are on record, which a path names
    for rule, _ in doors(office.world):
        office.path(rule)  # what stands in paths is made before it begins
    before = all_rows()
    for rule, method in doors(office.world):
        if method == "GET":
            for person in office.people.values():
                person.client.get(office.path(rule))
    after = all_rows()
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {AuditEntry.__name__, ConsoleSession.__name__}


def test_a_role_or_department_that_is_slipped_into_another_form_is_ignored(office: Office) -> None:
    """ASVS 15.3.3, API3: nobody makes themselves an admin by a field more."""
    vera = office.people["Vera"]
    new = "another four herons asleep"
    more = {"role": "admin", "department": str(office.own.id), "sender": str(office.own.id), "disabled_at": ""}
    vera.post("/console/account/password", {"password": new, "again": new, **more})
    assert (vera.who.role, vera.who.sender_id) == (Role.VIEWER, None)
    assert {one.role for one in Operator.select()} == set(Role)
    assert ConsentEvent.select().count() > 0
