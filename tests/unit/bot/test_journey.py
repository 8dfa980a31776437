"""Which line is drawn, and how far it has come."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from bot.journey import STATIONS, Way, journey_of
from models.vocabulary import Milestone as M
from web.track import NAMES
from web.words import PAGES

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


def drawn(*milestones: M) -> tuple[Way, int]:
    events = [
        SimpleNamespace(
            milestone=str(one), city="", state="", country="", local_time="", utc_offset_minutes=None,
            occurred_at=NOW, text="", code="",
        )
        for one in milestones
    ]  # fmt: skip
    piece = SimpleNamespace(
        milestone=str(milestones[-1]), return_on=None, carrier="usps", tracking_number="9400", expected_on=None,
        answered_at=NOW, next_poll_at=None, patience=0,
    )  # fmt: skip
    journey = journey_of(piece, events, NOW, "en")
    return journey.way, journey.stations


@pytest.mark.parametrize(
    ("milestones", "expected"),
    [
        ([M.LABEL_CREATED], (Way.DOOR, 1)),
        ([M.ACCEPTED, M.IN_TRANSIT], (Way.DOOR, 2)),
        ([M.ACCEPTED, M.ARRIVED_LOCAL, M.OUT_FOR_DELIVERY], (Way.DOOR, 4)),
        ([M.ACCEPTED, M.OUT_FOR_DELIVERY, M.DELIVERED], (Way.DOOR, 5)),
        ([M.ACCEPTED, M.OUT_FOR_DELIVERY, M.DELIVERY_ATTEMPTED], (Way.COUNTER, 3)),
        ([M.ACCEPTED, M.DELIVERY_ATTEMPTED, M.AVAILABLE_FOR_PICKUP, M.DELIVERED], (Way.COUNTER, 5)),
        ([M.ACCEPTED, M.DELIVERY_ATTEMPTED, M.OUT_FOR_DELIVERY], (Way.DOOR, 4)),
        ([M.ACCEPTED, M.DELIVERY_ATTEMPTED, M.IN_TRANSIT], (Way.DOOR, 2)),
        ([M.ACCEPTED, M.OUT_FOR_DELIVERY, M.REFUSED], (Way.BACK, 3)),
        ([M.ACCEPTED, M.REFUSED, M.RETURNING, M.RETURNED], (Way.BACK, 5)),
        ([M.ACCEPTED, M.IN_TRANSIT, M.LOST_RECOVERY], (Way.DOOR, 2)),
    ],
)
def test_the_line_goes_to_the_door_to_the_counter_or_back(milestones: list[M], expected: tuple[Way, int]) -> None:
    assert drawn(*milestones) == expected


def test_every_state_can_be_drawn_and_has_its_sentence() -> None:
    for milestone in M:
        way, stations = drawn(milestone)
        assert 0 <= stations <= len(STATIONS[way]) == len(NAMES[way]) == 5
        assert all(f"next_{milestone}" in words for words in PAGES["track"].values()), milestone
