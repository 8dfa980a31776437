"""Days are counted as they were, again while they may change, and those of before there was a count."""

from datetime import UTC, date, datetime, timedelta

from bot import day_rates, opt_out, tallying
from jobs import tally
from models.consent import ConsentEvent
from models.contact import Contact
from models.day_count import Counted, DayCount
from models.outbound import OutboundMessage
from tests.world import ADA, BEN, CORA, NUMBER, World

DAY = date(2026, 11, 20)


def counts(day: date = DAY) -> dict[str, int]:
    rows = DayCount.select().where(DayCount.on == day)
    return {row.what: row.count for row in rows if row.what != Counted.MINUTE and row.count}


def counted_anew(world: World) -> dict[str, int]:
    world.settle()
    tallying.count_day(DAY, world.clock())
    return counts()


def test_a_day_is_counted_as_a_plain_scan_of_its_rows_would(world: World) -> None:
    world.text(ADA, NUMBER)
    world.text(BEN, "STOP")
    world.text(CORA, NUMBER)
    world.text(CORA, "STOP 0787")
    world.text(ADA, "HELP")
    found = counted_anew(world)
    states = [text.state for text in OutboundMessage.select()]
    assert found == {
        "opt_in": ConsentEvent.select().where(ConsentEvent.kind == "confirmed").count(),
        "opt_out": 1,
        "text_in": 5,
        "text_sent": len(states),
        "text_delivered": len(states),
    }
    assert set(states) == {"delivered"} and found["opt_in"] == 2, "a stop of one piece is no opt-out of all texts"


def test_failed_dropped_and_unsure_texts_have_counts_of_their_own(world: World) -> None:
    world.text(ADA, NUMBER)
    now = world.clock()
    for number, state in enumerate(("failed", "undelivered", "dropped", "dropped", "unknown", "sent", "queued")):
        template = OutboundMessage.select().dicts().first()
        template |= {"reference": f"r{number}", "in_reply_to": None, "kind": f"k{number}", "state": state}
        del template["id"]
        OutboundMessage.insert(template | {"provider_reference": None, "created_at": now}).execute()
    tallying.count_day(DAY, now)
    found = counts()
    assert (found["text_failed"], found["text_undelivered"], found["text_dropped"], found["text_unknown"]) == (
        1,
        1,
        2,
        1,
    )
    assert found["text_sent"] == 3, "delivered, undelivered and sent; failed at the provider's door were never taken"


def test_silence_after_our_question_is_an_opt_out_of_the_day_on_which_it_ran_out(world: World) -> None:
    world.text(ADA, NUMBER)
    world.text(ADA, "make it stop")
    world.clock.move(hours=25)
    world.work()
    tallying.count_day(DAY, world.clock())
    assert "opt_out" not in counts()
    assert counts(DAY + timedelta(days=1))["opt_out"] == 1


def test_rows_at_the_edge_of_a_day_belong_to_their_own_utc_day(world: World) -> None:
    world.clock.at = datetime(2026, 11, 20, 23, 59, 59, 999_999, tzinfo=UTC)
    world.text(ADA, "STOP", work=False)
    world.clock.at = datetime(2026, 11, 21, 0, 0, 0, tzinfo=UTC)
    world.text(BEN, "STOP", work=False)
    for day in (DAY, DAY + timedelta(days=1)):
        tallying.count_day(day, world.clock())
        assert counts(day)["opt_out"] == 1


def test_counting_twice_changes_nothing_and_a_change_of_the_day_is_taken_up(world: World) -> None:
    world.text(ADA, NUMBER)
    first = counted_anew(world)
    assert counted_anew(world) == first
    rows = DayCount.select().where(DayCount.on == DAY).count()
    assert rows == len(Counted), "zeros stand there too"
    world.text(ADA, "STOP")
    assert counted_anew(world)["opt_out"] == 1
    OutboundMessage.update(state="undelivered").execute()
    again = counted_anew(world)
    assert "text_delivered" not in again and again["text_undelivered"] == again["text_sent"]
    assert DayCount.select().where(DayCount.on == DAY).count() == rows


def test_it_is_due_every_two_minutes_and_at_a_new_day_and_is_at_rest_between(world: World) -> None:
    world.text(ADA, "STOP")
    assert tally.due_since(world.clock()) is None and counts()["opt_out"] == 1
    world.text(BEN, "STOP")
    world.clock.move(seconds=110)
    assert tally.due_since(world.clock()) is None and counts()["opt_out"] == 1
    world.clock.move(seconds=10)
    assert tally.due_since(world.clock()) == world.clock()
    world.work()
    assert counts()["opt_out"] == 2
    world.clock.at = datetime(2026, 11, 21, 0, 0, 5, tzinfo=UTC)
    assert tally.due_since(world.clock()) == datetime(2026, 11, 21, tzinfo=UTC)
    assert tally.run() == 2, "the new day, and the one that was not over when it was counted last"


def test_days_that_nobody_counted_are_caught_up_with_and_old_days_rest(world: World) -> None:
    world.text(ADA, "STOP")
    DayCount.delete().execute()
    world.clock.move(days=30)
    assert tally.run() == 31
    assert counts()["opt_out"] == 1
    kept = {row.on: row.count for row in DayCount.select().where(DayCount.what == Counted.MINUTE)}
    world.clock.move(minutes=10)
    assert tally.run() == 1, "today alone: what may still change is counted once an hour"
    world.clock.move(minutes=50)
    assert tally.run() == 1 + 3
    again = {row.on: row.count for row in DayCount.select().where(DayCount.what == Counted.MINUTE)}
    assert {on for on in kept if kept[on] != again[on]} == {
        world.clock().date() - timedelta(days=ago) for ago in range(4)
    }


def test_a_fresh_installation_is_at_rest(world: World) -> None:
    world.work()
    assert tally.due_since(world.clock()) is None and counts() == {}


def test_the_rate_is_of_seven_days_and_says_nothing_where_nothing_was_sent(world: World) -> None:
    world.text(ADA, NUMBER)
    world.text(BEN, "STOP")
    world.settle()
    world.clock.move(days=3)
    tally.run()
    days = day_rates.last_days(world.clock().date())
    assert len(days) == 90 and days[-1].on == world.clock().date()
    first = next(day for day in days if day.on == DAY)
    assert (first.opt_outs, first.sent, first.counted) == (1, 2, True) and first.rate == 0.5
    assert days[-1].rate == 0.5 and days[-1].sent == 0, "three days later it still counts"
    assert days[0].rate is None and not days[0].counted
    assert day_rates.last_days(DAY + timedelta(days=7))[-1].rate is None, "a week later it does not"
    assert day_rates.counted_at(world.clock().date()) == world.clock()


def test_the_counts_of_one_program_are_its_own(world: World) -> None:
    world.text(ADA, "STOP")
    contact = Contact.get()
    opt_out.stop_by_operator([contact], "letter", "wrote", "Olga", world.clock())
    tallying.count_day(DAY, world.clock())
    assert day_rates.last_days(DAY, world.program.id)[-1].opt_outs == 2
    assert day_rates.last_days(DAY, world.program.id + 1)[-1].opt_outs == 0
