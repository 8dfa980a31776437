"""The made-up history: refused where anything real may be, whole in itself, and the console can show it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from peewee import JOIN

from bot import attention, opt_out_rows
from bot.seed import history
from bot.seed.plan import Plan, plan_of
from config import time
from models.consent import ConsentEvent
from models.contact import Contact, find_contact, last_four_index
from models.database import database, is_postgresql, run_sql
from models.day_count import Counted, DayCount
from models.fields import phone_index
from models.ledger_verify import verify
from models.mailpiece import Mailpiece, TrackingEvent
from models.operator import Operator
from models.opt_out import OptOut, OptOutWord
from models.outbound import OutboundMessage
from models.tables import ALL_TABLES
from models.vocabulary import Role
from tests.console_people import sign_in
from tests.world import ADA, NUMBER, World


@pytest.fixture
def seeded(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[World, Plan]]:
    """Of a month, for to count the texts of four hundred days takes a while."""
    monkeypatch.setattr("bot.seed.plan.DAYS", 30)
    said: list[str] = []
    plan = history.write(world.program, 0.001, time.now(), said.append)
    assert said[-1].endswith("done")
    yield world, plan


def test_it_has_as_many_of_each_as_it_says_and_every_reference_leads_somewhere(seeded: tuple[World, Plan]) -> None:
    _, plan = seeded
    counts = {table: table.select().count() for table in (ConsentEvent, OutboundMessage, Contact, Mailpiece)}
    assert list(counts.values()) == [plan.events, plan.texts, plan.contacts, plan.pieces]
    assert TrackingEvent.select().count() > plan.pieces
    for table in ALL_TABLES:
        for field in table._meta.refs:
            _all_lead_somewhere(table, field)


def _all_lead_somewhere(table: Any, field: Any) -> None:
    """With no trust in the database, which was told not to look."""
    other = field.rel_model.alias()
    key = getattr(other, field.rel_field.name)
    lost = table.select().join(other, JOIN.LEFT_OUTER, on=(field == key)).where(field.is_null(False) & key.is_null())
    assert lost.count() == 0, f"{table.__name__}.{field.name}"


def test_everything_is_sealed_and_the_ledger_verifies(seeded: tuple[World, Plan]) -> None:
    report = verify()
    assert report.findings == [] and report.size > seeded[1].events


def test_its_rows_are_in_the_order_of_time_and_none_lies_ahead(seeded: tuple[World, Plan]) -> None:
    for table, at in ((ConsentEvent, "recorded_at"), (OutboundMessage, "created_at"), (Mailpiece, "created_at")):
        moments = [row for (row,) in table.select(getattr(table, at)).order_by(table.id).tuples()]
        assert moments == sorted(moments) and moments[-1] <= time.now(), table.__name__


def test_people_are_found_by_their_phones_and_events_by_their_words(seeded: tuple[World, Plan]) -> None:
    world, _ = seeded
    person = Contact.get_by_id(7)
    assert person.phone_index == phone_index(person.phone)
    assert person.last_four_index == last_four_index(person.phone[-4:])
    assert find_contact(person.program, person.phone) == person
    stops = OptOut.select().where(OptOut.kind == "revoked", OptOut.source == "inbound_text")
    assert stops.exists() and OptOutWord.select().where(OptOutWord.event == stops.first().event_id).exists()
    assert OptOut.select().count() == len({row.event_id for row in OptOutWord.select()})
    assert opt_out_rows.KINDS.keys() >= {row.kind for row in OptOut.select()}


def test_there_is_some_of_every_trouble_and_of_every_state(seeded: tuple[World, Plan]) -> None:
    found = {one.name for one in attention.findings(time.now())}
    assert found >= {"unclear_opt_outs", "failed_answers", "unknown_sends", "schema_drift", "open_inquiries"}
    states = {row.state for row in OutboundMessage.select(OutboundMessage.state).distinct()}
    assert states == {"queued", "unknown", "sent", "delivered", "undelivered", "failed", "dropped"}
    assert DayCount.select().where(DayCount.what == Counted.OPT_OUT, DayCount.count > 0).exists()


def test_the_database_is_as_careful_as_before_and_goes_on_counting(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.seed.plan.DAYS", 30)
    before = {index.name for index in database.get_indexes("outbound_message")}
    plan = history.write(world.program, 0.001, time.now(), str)
    if is_postgresql():
        assert run_sql("SHOW session_replication_role", ()).fetchone()[0] == "origin"
    else:
        assert run_sql("PRAGMA foreign_keys", ()).fetchone()[0] == 1
        assert run_sql("PRAGMA synchronous", ()).fetchone()[0] == 2
    assert {index.name for index in database.get_indexes("outbound_message")} == before
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    assert Contact.get(Contact.phone_index == phone_index(ADA)).id == plan.contacts + 1
    assert "Waypost" in world.texts_to(ADA)[-1]


def test_nobody_made_up_can_sign_in_and_real_people_see_it_all(seeded: tuple[World, Plan]) -> None:
    world, _ = seeded
    assert not Operator.select().where(Operator.disabled_at.is_null()).exists()
    vera = sign_in(world, Role.VIEWER)
    for path in ("", "/opt-outs", "/messages", "/mailpieces", "/inbox", "/people/1", "/programs", "/wordings"):
        assert vera.get(f"/console{path}").status_code == 200, path


def test_a_database_in_use_is_refused_and_stays_as_it_was(world: World) -> None:
    world.text(ADA, "HELP")
    said = world.app.test_cli_runner().invoke(args=["seed", "--scale", "0.001"])
    assert said.exit_code == 1 and "holds people or mailpieces already. Nothing was written." in said.output
    assert Contact.select().count() == 1


def test_production_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world.settings, "waypost_env", "production")
    said = world.app.test_cli_runner().invoke(args=["seed", "--scale", "0.001"])
    assert said.exit_code == 1 and "must never stand beside people's own" in said.output
    assert Contact.select().count() == 0


def test_a_tenth_has_a_tenth() -> None:
    whole, tenth = plan_of(1, time.now()), plan_of(0.1, time.now())
    assert (whole.events, whole.texts) == (1_000_000, 5_000_000)
    assert (tenth.events, tenth.texts, tenth.contacts) == (100_000, 500_000, whole.contacts // 10)


def test_no_instance_is_touched_by_asking_for_help(world: World, tmp_path: Path) -> None:
    said = world.app.test_cli_runner().invoke(args=["seed", "--help"])
    assert said.exit_code == 0 and "EMPTY database" in said.output
