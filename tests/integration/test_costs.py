"""What texts cost: prices come later and are fetched once, many at a time; by program, day and delivered mailpiece."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

from bot import costs, pricing, reconcile
from jobs import reconcile as job
from models.database import unit_of_work
from models.outbound import OutboundMessage
from tests.world import ADA, BEN, CORA, NUMBER, NUMBERS, World

PRICE = 8_300  # micros a segment in the sandbox


def lists(world: World) -> list[dict[str, list[str]]]:
    """The questions that asked for all texts of a number."""
    log = world.control("/log?service=twilio&limit=20000")
    queries = [parse_qs(entry["query"]) for entry in log if entry["method"] == "GET"]
    return [query for query in queries if "From" in query]


def fetches(world: World) -> int:
    log = world.control("/log?service=twilio&limit=20000")
    return sum(entry["method"] == "GET" and "/Messages/SM" in entry["path"] for entry in log)


def wait(world: World, **parts: float) -> None:
    world.clock.move(**parts)
    world.work()


def costs_of(world: World, *options: str) -> list[dict[str, Any]]:
    said = world.app.test_cli_runner().invoke(args=["costs", "--jsonl", *options])
    assert said.exit_code == 0, said.output
    return [json.loads(line) for line in said.output.splitlines() if line.startswith("{")]


def prices() -> list[int | None]:
    return [row.price_micros for row in OutboundMessage.select().order_by(OutboundMessage.id)]


def test_prices_are_asked_for_at_the_full_hour_in_one_question_and_then_no_more(world: World) -> None:
    for phone in (ADA, BEN, CORA):
        world.text(phone, "HELP")
    world.settle()
    assert (prices(), lists(world)) == ([None] * 3, [])
    wait(world, minutes=59)
    assert lists(world) == []
    wait(world, minutes=1)
    assert prices() == [PRICE] * 3
    assert {(row.price_unit, row.billed_segments, row.look_at) for row in OutboundMessage.select()} == {
        ("USD", 1, None)
    }
    assert len(lists(world)) == 1 and fetches(world) == 0
    assert lists(world)[0]["From"] == ["55501"]
    for _ in range(4):
        wait(world, hours=6)
    assert len(lists(world)) == 1 and reconcile.due_since(world.clock()) is None


def test_a_window_asks_for_a_quarter_of_an_hour_and_later_texts_get_their_own(world: World) -> None:
    for minutes in (0, 10, 30):
        world.clock.move(minutes=minutes)
        world.text(ADA, f"LIST {minutes}")
        world.settle()
    wait(world, hours=1)
    assert prices() == [PRICE] * 3 and len(lists(world)) == 2


def test_more_texts_than_one_page_shows_are_all_priced(world: World, monkeypatch: Any) -> None:
    monkeypatch.setattr("bot.gateway.PAGE", 2)
    monkeypatch.setattr(pricing, "AT_ONCE", 3)
    for number in range(7):
        world.text(f"+1202555{number:04}", "HELP")
    world.settle()
    wait(world, hours=1)
    assert prices() == [PRICE] * 7 and len(lists(world)) == 4


def test_a_price_that_is_not_there_yet_is_asked_for_again_by_the_texts_id_and_given_up_after_three_days(
    world: World,
) -> None:
    world.text(ADA, "HELP")
    world.settle()
    sid = OutboundMessage.get().provider_reference
    world.sandbox.book.change(sid, price=None)
    wait(world, hours=1)
    assert (prices(), fetches(world)) == ([None], 0)
    wait(world, hours=6)
    assert (prices(), fetches(world)) == ([None], 1)
    for _ in range(12):
        wait(world, hours=6)
    asked = fetches(world)
    assert (prices(), OutboundMessage.get().look_at) == ([None], None) and asked <= 12
    wait(world, days=1)
    assert fetches(world) == asked
    assert costs_of(world)[0] | {"key": ""} == {
        "by": "program", "key": "", "texts": 1, "delivered": 1, "segments": 1.0, "cost": {}, "unpriced": 1,
    }  # fmt: skip


def test_a_list_that_cannot_be_had_is_asked_for_again_and_nothing_is_given_up(world: World) -> None:
    world.text(ADA, "HELP")
    world.settle()
    world.clock.move(hours=1)
    world.fault("twilio", "http_500", method="GET", count=1, path="/Messages.json")
    job.run()
    assert prices() == [None] and OutboundMessage.get().look_at == world.clock() + timedelta(seconds=30)
    wait(world, seconds=30)
    assert prices() == [PRICE]


def test_the_price_of_a_failed_text_counts_and_a_refused_one_costs_nothing(world: World) -> None:
    world.fault("twilio", "undelivered", code=30006, phone=ADA)
    world.fault("twilio", "refused", code=21617, phone=BEN)
    for phone in (ADA, BEN, CORA):
        world.text(phone, "HELP")
    world.settle()
    wait(world, hours=1)
    (program, *errors) = costs_of(world)
    assert program == {
        "by": "program",
        "key": "default",
        "texts": 2,
        "delivered": 1,
        "segments": 2.0,
        "cost": {"USD": 0.0166},
        "unpriced": 0,
    }
    assert [(error["by"], error["code"], error["texts"]) for error in errors] == [
        ("error", 21617, 1),
        ("error", 30006, 1),
    ]


def test_costs_by_day_are_by_the_utc_day_of_the_sending(world: World) -> None:
    for hours in (0, 24, 24):
        world.clock.move(hours=hours)
        world.text(ADA, "HELP")
        world.clock.move(minutes=2)
        world.text(BEN, "HELP")
        world.settle()
    wait(world, hours=2)
    days = [(row["key"], row["texts"], row["cost"]) for row in costs_of(world, "--by", "day")]
    assert days == [(f"2026-11-{day}", 2, {"USD": 0.0166}) for day in (20, 21, 22)]
    assert [row["key"] for row in costs_of(world, "--by", "day", "--days", "1")][-1] == "2026-11-22"


def test_costs_of_a_delivered_mailpiece_are_those_of_all_texts_about_it_shared_where_they_name_several(
    world: World,
) -> None:
    for number in (NUMBER, NUMBERS[0]):
        world.piece(number)
    world.text(ADA, f"{NUMBER} {NUMBERS[0]}")  # one reply about both
    world.text(BEN, NUMBER)
    world.scan(NUMBER, "01", "Delivered, Left with Individual")
    world.settle()
    wait(world, hours=1)
    wait(world, hours=1)
    replied = OutboundMessage.select().order_by(OutboundMessage.id).get()
    (piece,) = costs_of(world, "--by", "mailpiece")
    assert (piece["key"], piece["texts"], piece["unpriced"]) == (NUMBER, 4, 0)
    expected = (replied.price_micros / 2 + 3 * PRICE) / 1_000_000  # half the reply, one reply, two deliveries
    assert abs(piece["cost"]["USD"] - expected) < 0.000_01


def test_the_table_is_for_people_and_says_what_the_errors_mean(world: World) -> None:
    world.piece(NUMBER)
    world.fault("twilio", "undelivered", code=39_871, phone=BEN)
    world.text(ADA, NUMBER)
    world.text(BEN, "HELP")
    world.scan(NUMBER, "01", "Delivered, Left with Individual")
    world.settle()
    wait(world, hours=1)
    wait(world, hours=1)
    said = world.app.test_cli_runner().invoke(args=["costs", "--by", "mailpiece"]).output
    assert "1 delivered mailpieces, on average 0.0" in said and "USD" in said
    assert "39871" in said and "not in our table" in said
    assert costs.each([]) == {}


def test_two_who_ask_for_prices_at_once_ask_different_questions(world: World) -> None:
    world.text(ADA, "HELP")
    world.settle()
    world.clock.move(hours=1)
    with unit_of_work():
        assert pricing.claim(world.clock()) is not None
        assert pricing.claim(world.clock()) is None
    wait(world, seconds=30)
    assert prices() == [PRICE]
