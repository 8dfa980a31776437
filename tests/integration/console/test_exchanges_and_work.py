"""Requests to the outside, and what waits for each job: what it means and what to do, from the rows alone."""

import re
from datetime import timedelta
from typing import Any

import pytest

from bot import backlog
from config import time
from jobs.budget import pause
from models.carrier_lessons import SchemaDrift
from models.carrier_push import CarrierUpdate
from models.from_number import FromNumber
from models.inbound import InboundMessage
from models.mailpiece import Exchange, Mailpiece
from models.outbound import OutboundMessage
from models.tick import Tick
from models.vocabulary import InboundState, OutboundState, Role, UpdateState
from tests.console_people import department, sign_in
from tests.world import ADA, NUMBER, World


def exchange(
    service: str, status: int | None, minutes_ago: float, took: float = 100.0, error: str | None = None
) -> int:
    made: Any = Exchange.create(
        service=service,
        method="POST",
        path="/tracking/v3r2/tracking",
        status=status,
        started_at=time.now() - timedelta(minutes=minutes_ago),
        duration_ms=took,
        error=error,
    )
    return int(made.id)


def ids_on(page: str) -> set[int]:
    return {int(one) for one in re.findall(r'id="exchange-(\d+)"', page)}


@pytest.fixture
def olga(world: World) -> Any:
    return sign_in(world, Role.OPERATOR)


def test_each_service_says_how_it_did_in_the_last_hour(world: World, olga: Any) -> None:
    exchange("usps", 200, 90, 9_000)
    for number in range(19):
        exchange("usps", 200, 59 - number, 100 + number)
    exchange("usps", None, 1, 8000, "timeout: no full answer in time")
    exchange("ups", 503, 0.5, 50)
    page = olga.get("/console/exchanges").text
    rows = [re.sub(r"<[^>]+>", " ", row).split() for row in re.findall(r"<tr><td[^>]*><a.*?</tr>", page)]
    assert rows[0][:2] == ["ups", "1"] and rows[0][2:5] == ["1", "(100", "%)"]
    assert rows[1] == ["usps", "20", "1", "(5", "%)", "109", "ms", "118", "ms"]


def test_requests_are_found_by_service_answer_and_day(world: World, olga: Any) -> None:
    good, refused = exchange("usps", 200, 50), exchange("usps", 401, 40)
    fault, silent = exchange("ups", 503, 30), exchange("ups", None, 20, error="unreachable: ConnectionError")
    for ways, wanted in (
        ("", {good, refused, fault, silent}),
        ("?service=ups", {fault, silent}),
        ("?status=2", {good}),
        ("?status=4&service=usps", {refused}),
        ("?status=5", {fault}),
        ("?status=none", {silent}),
        ("?service=nobody", {good, refused, fault, silent}),
        ("?until=2020-01-01", set()),
    ):
        assert ids_on(olga.get(f"/console/exchanges{ways}").text) == wanted, ways
    assert "could not be reached" in olga.get("/console/exchanges?status=none").text


def test_real_requests_show_no_token_and_no_persons(world: World, olga: Any) -> None:
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    page = olga.get("/console/exchanges").text
    assert "/tracking/" in page
    assert "Bearer" not in page and "secret" not in page and "2025550143" not in page


def test_the_clock_and_every_job_stand_on_the_work_page(world: World, olga: Any) -> None:
    assert "The clock has never ticked. It stands" in olga.get("/console/work").text
    Tick.insert(id=1, at=time.now()).execute()
    page = olga.get("/console/work").text
    assert "The clock last ticked" in page and "It stands" not in page
    assert set(re.findall(r'id="job-(\w+)"', page)) == set(backlog.KINDS)
    world.clock.move(minutes=2)
    assert "It stands: nobody rings" in olga.get("/console/work").text


def test_what_waits_too_long_says_what_to_do(world: World, olga: Any) -> None:
    world.work()
    world.text(ADA, "HELP", work=False)
    assert 'id="job-deliver"' in olga.get("/console/work").text
    waits = {one.job: one for one in backlog.waiting(time.now())}
    assert waits["deliver"].since is not None and not waits["deliver"].is_late
    assert (waits["deliver"].count, waits["sweep"].count) == (1, None)
    world.clock.move(minutes=2)
    waits = {one.job: one for one in backlog.waiting(time.now())}
    assert waits["deliver"].is_late or waits["recover"].is_late
    page = olga.get("/console/work").text
    assert "late" in page and waits["deliver"].kind.do in page


def test_a_number_that_has_stopped_says_why_and_that_nothing_is_lost(world: World, olga: Any) -> None:
    FromNumber.update(stopped_because="Twilio refused it: 20003", stopped_at=time.now()).execute()
    page = olga.get("/console/work").text
    assert "Twilio refused it: 20003" in page and "Nothing is lost: the texts wait" in page


def test_failed_answers_unsure_sends_and_strange_answers_are_told_with_what_to_do(world: World, olga: Any) -> None:
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    now = time.now()
    InboundMessage.update(state=InboundState.FAILED, tries=2, next_try_at=now + timedelta(minutes=1)).execute()
    text = OutboundMessage.select().first()
    changes = dict(
        state=OutboundState.UNKNOWN, reason="no answer: ReadTimeoutError", look_at=now + timedelta(minutes=5)
    )
    OutboundMessage.update(changes).where(OutboundMessage.id == text.id).execute()
    piece = Mailpiece.select().first()
    SchemaDrift.create(
        service="usps", kind="code", what="Q9", count=3, first_seen_at=now, last_seen_at=now, mailpiece=piece
    )
    CarrierUpdate.create(
        service="usps", sha256="0", state=UpdateState.UNREADABLE, problem="no JSON", received_at=now, next_try_at=None
    )
    pause("usps", now + timedelta(minutes=9))
    page = olga.get("/console/work").text
    assert "nothing else goes to this phone until it is answered" in page
    assert "It may or may not have been sent. It is not sent again before we know." in page
    assert f"/console/messages/{text.id}" in page
    assert "<code>Q9</code>" in page and f"/console/mailpieces/{piece.id}" in page
    assert "an update of theirs that cannot be read: no JSON" in page
    assert "the carrier asked us to wait" in page
    assert ADA not in page and "2025550143" not in page and "+…0143" in page


def test_these_pages_are_for_staff(world: World) -> None:
    for person in (sign_in(world, Role.AUDITOR), sign_in(world, Role.SENDER, department(world))):
        for path in ("/console/exchanges", "/console/work"):
            assert person.get(path).status_code == 403
