"""One table says who may do what at the console, and it speaks of every door there is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from config.settings import Settings
from models.database import database
from models.vocabulary import Role
from tests.console_rights import RIGHTS
from web.access import PUBLIC
from web.console.page import DESK_MENU, MENU
from web.console.roles import DOORS, GRAVE, NEEDS_CODES

HARMLESS = {"GET", "HEAD", "OPTIONS"}
#: Forms that make a copy of what may be looked at, and put on record that they did.
GIVE_A_COPY = {
    "opt_outs.export",
    "lists.export",
    "batches.manifest",
    "batches.cover",
    "packets.record",
    "files.download",
    "packets.batch",
    "packets.search",
}


@pytest.fixture
def app(tmp_path: Path, empty_sqlite: Path) -> Iterator[Flask]:
    made = create_app(Settings(_env_file=None, instance_dir=tmp_path, database_url=f"sqlite:///{empty_sqlite}"))
    yield made
    database.close()


def doors_of(app: Flask) -> dict[str, set[str]]:
    """endpoint -> its methods, of all doors of the console that are not for strangers."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith(("/console", "/desk"))]
    return {rule.endpoint: set(rule.methods or ()) for rule in rules if rule.endpoint not in PUBLIC}


def test_every_door_of_the_console_asks_for_a_role_and_stands_in_the_one_table(app: Flask) -> None:
    doors = doors_of(app)
    assert {name for name in doors if getattr(app.view_functions[name], "guard", "") != "role"} == set()
    assert set(doors) == set(DOORS), "name these in web/console/roles.py, or take them out of it"


def test_what_each_person_may_do_was_thought_about_for_every_door(app: Flask) -> None:
    assert set(RIGHTS) == set(doors_of(app)), "say in tests/console_rights.py who may use these"


def test_what_is_grave_is_a_form(app: Flask) -> None:
    doors = doors_of(app)
    assert {name for name in GRAVE if doors[name] & {"GET"}} == set()


def test_a_viewer_and_an_auditor_change_nothing_but_their_own_account(app: Flask) -> None:
    forms = {name for name, methods in doors_of(app).items() if methods - HARMLESS}
    own = {name for name in forms if name.startswith(("account.", "tasks."))}
    for role in (Role.VIEWER, Role.AUDITOR):
        theirs = {name for name in forms if role in DOORS[name]} - own
        assert theirs <= {"people.find", "opt_outs.find", "searching.find", *GIVE_A_COPY}, role


def test_the_menu_names_doors_that_exist_and_whoever_may_let_others_in_has_codes(app: Flask) -> None:
    assert {door for door, _ in (*MENU, *DESK_MENU)} <= set(doors_of(app))
    assert DOORS["team.invite"] <= NEEDS_CODES
