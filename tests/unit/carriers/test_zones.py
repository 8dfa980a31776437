"""Zone letters behind a wall clock."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from carriers.zones import zone_label, zone_of_state

WINTER, SUMMER = date(2026, 1, 15), date(2026, 7, 15)


@pytest.mark.parametrize(
    ("offset", "on", "state", "label"),
    [
        (-300, WINTER, "NY", "ET"),
        (-240, SUMMER, "NY", "ET"),
        (-360, WINTER, "TX", "CT"),
        (-300, SUMMER, "TX", "CT"),
        (-420, WINTER, "CO", "MT"),
        (-360, SUMMER, None, "MT"),
        (-480, WINTER, None, "PT"),
        (-420, SUMMER, "CA", "PT"),
        (-540, WINTER, "AK", "AKT"),
        (-480, SUMMER, "AK", "AKT"),
        (-420, SUMMER, "AZ", "MT"),
        (-360, SUMMER, "AZ", "MT"),
        (-600, SUMMER, "HI", "HT"),
        (-600, WINTER, None, "HT"),
        (-240, SUMMER, "PR", "AT"),
        (-240, WINTER, "PR", "AT"),
        (600, SUMMER, "GU", "ChT"),
        (600, SUMMER, None, "UTC+10"),
        (120, SUMMER, None, "UTC+2"),
        (330, WINTER, None, "UTC+5:30"),
        (-210, WINTER, None, "UTC-3:30"),
        (0, WINTER, None, "UTC"),
        (None, WINTER, "NY", ""),
    ],
)
def test_the_offset_and_the_date_give_the_letters(offset, on, state, label):
    assert zone_label(offset, on, state) == label


@pytest.mark.parametrize("year", range(2007, 2040))
def test_daylight_time_agrees_with_the_zone_database(year):
    zone = ZoneInfo("America/New_York")
    for day in (*range(1, 16),):
        for month in (3, 11):
            noon = datetime(year, month, day, 12, tzinfo=zone)
            assert zone_label(int(noon.utcoffset().total_seconds() // 60), noon.date(), "NY") == "ET"


def test_every_state_and_district_has_a_zone_that_labels_itself():
    states = (
        "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK"
        " OR PA RI SC SD TN TX UT VT VA WA WV WI WY"
    )
    for state in states.split():
        zone = zone_of_state(state)
        for on in (WINTER, SUMMER):
            offset = datetime(on.year, on.month, on.day, 12, tzinfo=zone).utcoffset()
            label = zone_label(int(offset.total_seconds() // 60), on, state)
            assert label in {"ET", "CT", "MT", "PT", "AKT", "HT"}
    assert zone_of_state("ON") is zone_of_state("") is zone_of_state(None) is None
