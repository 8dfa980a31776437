"""Learnt rhythms: off until switched on, off until there is data, and explained."""

from datetime import timedelta
from typing import Any

from carriers.rhythm import BUILT_IN, Day, Stage
from jobs import rhythms
from jobs.context import use_settings
from models.carrier_lessons import LearntRhythm
from models.database import database
from models.mailpiece import Mailpiece, TrackingEvent
from tests.world import World


def switch_on(world: World, **more: Any) -> None:
    use_settings(type(world.settings)(_env_file=None, **(world.settings.model_dump() | {"learn_rhythms": True} | more)))


def afternoon_pieces(world: World, count: int) -> None:
    """Each arrives at six, goes out at four in the afternoon and is delivered an hour later, in the zone of UTC-6."""
    scans = (("arrived_local", 6), ("out_for_delivery", 16), ("delivered", 17))
    with database.atomic():
        for number in range(count):
            day = world.clock().replace(hour=6, minute=0) - timedelta(days=1 + number % 30)
            piece = Mailpiece.create(
                carrier="usps", tracking_number=f"learnt{number}", created_at=day, milestone="delivered",
                last_event_at=day + timedelta(hours=17), expected_on=day.date(),
            )  # fmt: skip
            TrackingEvent.insert_many(
                [
                    {
                        "mailpiece": piece, "fingerprint": name, "occurred_at": day + timedelta(hours=hour),
                        "utc_offset_minutes": -360, "milestone": name, "seen_at": day,
                    }
                    for name, hour in scans
                ]
            ).execute()  # fmt: skip


def said(world: World, *words: str) -> str:
    return world.app.test_cli_runner().invoke(args=["rhythm", *words]).output


def test_nothing_is_learnt_until_it_is_switched_on(world: World) -> None:
    afternoon_pieces(world, 3)
    assert rhythms.due_since(world.clock()) is None and rhythms.run() == 0
    assert rhythms.of("usps") is BUILT_IN and "built in (LEARN_RHYTHMS is off)" in said(world)


def test_too_few_pieces_teach_nothing(world: World) -> None:
    switch_on(world)
    afternoon_pieces(world, 3)
    world.work()
    assert LearntRhythm.get(LearntRhythm.carrier == "usps").table == ""
    assert rhythms.of("usps") is BUILT_IN
    assert "usps: built in; 3 ended mailpieces by" in said(world, "usps") and "500 are needed" in said(world, "usps")


def test_enough_pieces_change_when_it_is_asked_and_it_says_where(world: World) -> None:
    switch_on(world)
    afternoon_pieces(world, 600)
    world.work()
    learnt = rhythms.of("usps").by_hour[Stage.NEAR, Day.EXPECTED, False]
    assert learnt[16] > 0.3 > learnt[9]
    assert "usps: learnt from 600 ended mailpieces" in said(world, "usps")
    assert "near/expected/weekday:" in said(world, "usps") and "09h" in said(world, "usps")
    assert rhythms.due_since(world.clock()) is None
    world.clock.move(days=7)
    assert rhythms.due_since(world.clock()) is not None
