"""Each trouble that needs a person is found once it is brought about, and by no other check; what it says is plain."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot import attention, quota, spending
from bot.attention import CHECKS
from config import time
from models import ledger
from models.carrier_calls import CallBudget
from models.carrier_lessons import SchemaDrift
from models.carrier_push import CarrierPush
from models.consent import ConsentEvent
from models.contact import Contact, find_or_make_contact
from models.database import database
from models.day_count import Counted, DayCount
from models.from_number import FromNumber
from models.inbound import InboundMessage
from models.inquiry import Inquiry
from models.ledger_seal import seal_waiting
from models.mailpiece import Exchange, Mailpiece
from models.outbound import OutboundMessage
from models.program import Program
from models.question import OpenQuestion
from models.spending import Spending
from models.tick import note_tick
from models.vocabulary import InboundState, InquiryKind, InquiryState, PushState, WebKind, WebState
from models.web_request import WebRequest
from tests.world import ADA, NUMBER, World
from web.console.home import LINKS


@pytest.fixture
def quiet(world: World) -> World:
    """Ada follows a piece, everything is sealed, the clock ticks: nothing needs a person."""
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    world.settle()
    seal_waiting()
    note_tick(time.now())
    assert attention.findings(time.now()) == []
    return world


def unclear_opt_out(world: World) -> None:
    world.text(ADA, "enough already")


def failed_answer(world: World) -> None:
    long_ago = time.now() - timedelta(minutes=5)
    InboundMessage.update(
        state=InboundState.FAILED, received_at=long_ago, next_try_at=time.now() + timedelta(hours=1)
    ).execute()


def unknown_send(world: World) -> None:
    newest = OutboundMessage.select().order_by(OutboundMessage.id.desc()).get()
    begun = time.now() - timedelta(minutes=20)
    OutboundMessage.update(state="unknown", started_at=begun, look_at=time.now() + timedelta(hours=1)).where(
        OutboundMessage.id == newest.id
    ).execute()


def stopped_number(world: World) -> None:
    FromNumber.update(stopped_because="provider error 30002: the account is suspended", stopped_at=time.now()).execute()


def standing_clock(world: World) -> None:
    note_tick(time.now() - timedelta(minutes=5))


def late_text(world: World) -> None:
    long_ago = time.now() - timedelta(minutes=10)
    newest = OutboundMessage.select().order_by(OutboundMessage.id.desc()).get()
    OutboundMessage.update(
        state="queued", not_before=long_ago, expires_at=time.now() + timedelta(hours=1), finished_at=None
    ).where(OutboundMessage.id == newest.id).execute()


def near_cap(world: World) -> None:
    Spending.delete().execute()
    Program.update(push_segments_a_day=100).execute()
    Spending.create(program=world.program, spent_on=time.now().date(), kind=spending.PUSH, segments=85)


def many_opt_outs(world: World) -> None:
    today_counts(sent=1000, left=11)


def today_counts(sent: int, left: int) -> None:
    """As the tally would write it; it has written the day down already."""
    for what, count in ((Counted.TEXT_SENT, sent), (Counted.OPT_OUT, left)):
        today = (DayCount.on == time.now().date()) & (DayCount.what == what)
        assert DayCount.update(count=count).where(today).execute() == 1


def unsealed_ledger(world: World) -> None:
    contact = Contact.get()
    ledger.append(
        ConsentEvent, {}, contact=contact, kind="asked", scope="all", source="inbound_text",
        happened_at=time.now(), recorded_at=time.now() - timedelta(minutes=10),
    )  # fmt: skip


def failing_carrier(world: World) -> None:
    for _ in range(6):
        Exchange.create(service="usps", method="POST", path="/x", status=503, started_at=time.now(), duration_ms=1.0)


def late_looks(world: World) -> None:
    Mailpiece.update(next_poll_at=time.now() - timedelta(days=3), answered_at=None, patience=0).execute()


def drift(world: World) -> None:
    seen = {"first_seen_at": time.now(), "last_seen_at": time.now()}
    SchemaDrift.create(service="usps", kind="code", what="Q9", count=3, **seen)


def open_breaker(world: World) -> None:
    at = time.now()
    with database.atomic():
        for _ in range(50):
            WebRequest.create(kind=WebKind.QUESTION, state=WebState.ASKED, created_at=at, expires_at=at)


def question_to_people(world: World) -> None:
    text = InboundMessage.select().order_by(InboundMessage.id.desc()).get()
    kinds = {"kind": InquiryKind.INQUIRY, "state": InquiryState.OPEN}
    Inquiry.create(inbound=text, contact=text.contact, created_at=time.now(), **kinds)


TROUBLES: dict[str, Callable[[World], None]] = {
    "unclear_opt_outs": unclear_opt_out,
    "failed_answers": failed_answer,
    "unknown_sends": unknown_send,
    "stopped_numbers": stopped_number,
    "clock_stands": standing_clock,
    "texts_are_late": late_text,
    "spend_cap": near_cap,
    "opt_out_rate": many_opt_outs,
    "ledger_is_late": unsealed_ledger,
    "carriers_failing": failing_carrier,
    "looks_are_late": late_looks,
    "schema_drift": drift,
    "web_questions_closed": open_breaker,
    "open_inquiries": question_to_people,
}


def test_every_check_has_a_trouble_here_and_a_place_to_look_at_it() -> None:
    assert set(TROUBLES) == set(CHECKS) == set(LINKS)


@pytest.mark.parametrize("name", TROUBLES)
def test_a_trouble_is_found_by_its_own_check_and_by_no_other(quiet: World, name: str) -> None:
    TROUBLES[name](quiet)
    found = attention.findings(time.now())
    assert [one.name for one in found] == [name]
    said = found[0]
    assert said.headline[0].isupper() or said.headline[0].isdecimal()
    assert said.means.endswith(".") and said.do.endswith(".")
    assert ADA not in f"{said}" and ADA[-7:] not in f"{said}"


def test_the_count_in_the_header_is_some_seconds_old_at_most_and_never_another_databases(quiet: World) -> None:
    assert attention.count(time.now()) == 0
    drift(quiet)
    assert attention.count(time.now()) == 0
    quiet.clock.move(seconds=6)
    assert attention.count(time.now()) == 1


def test_a_stop_that_is_settled_needs_nobody(quiet: World) -> None:
    quiet.text(ADA, "enough already")
    assert OpenQuestion.select().where(OpenQuestion.closed_at.is_null()).count() == 1
    quiet.text(ADA, "STOP")
    assert "unclear_opt_outs" not in {one.name for one in attention.findings(time.now())}


def test_a_carrier_that_is_paused_or_whose_standing_order_fell_is_said(quiet: World) -> None:
    until = time.now() + timedelta(minutes=30)
    CallBudget.update(refilled_at=until).where(CallBudget.service == "usps").execute()
    CarrierPush.create(service="usps", what="900000001", state=PushState.FAILED, problem="401", next_check_at=until)
    [found] = attention.findings(time.now())
    assert found.name == "carriers_failing" and found.count == 2
    assert "usps is not asked before 15:30:00 UTC" in found.means and "900000001 does not stand: 401" in found.means


def test_late_looks_say_whether_the_calls_suffice(quiet: World) -> None:
    late_looks(quiet)
    assert "100,000 calls an hour are granted, 1 needed: enough" in attention.findings(time.now())[0].means
    quota.use_ways({"usps": quota.Way("usps", 1, 0)})
    assert "0 calls an hour are granted, 1 needed: too few" in attention.findings(time.now())[0].means


def test_few_opt_outs_on_a_slow_day_are_no_alarm(quiet: World) -> None:
    today_counts(sent=40, left=2)
    assert attention.findings(time.now()) == []


def test_a_reached_cap_says_how_much_of_it(quiet: World) -> None:
    near_cap(quiet)
    [found] = attention.findings(time.now())
    assert "Waypost: 85 of 100 segments for news" in found.means


def test_a_phone_that_was_never_heard_of_adds_nothing(quiet: World) -> None:
    find_or_make_contact(quiet.program, "+12025550199", time.now())
    assert attention.findings(time.now()) == []
