"""A rhythm learnt from stays: nothing seen changes nothing, much seen changes what was seen and nothing else."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from carriers.learning import LONGEST_STAY, Stay, as_table, from_table, learn
from carriers.rhythm import BUILT_IN, Day, Stage
from models.vocabulary import Milestone as M

MONDAY = datetime(2026, 11, 2, tzinfo=UTC).replace(tzinfo=None)


def afternoons(pieces: int, hour: int = 15) -> list[Stay]:
    """At the last post office from six in the morning, out for delivery in the afternoon, as it was expected."""
    return [
        Stay(
            Stage.NEAR,
            day + timedelta(hours=6),
            day + timedelta(hours=hour, minutes=30),
            M.OUT_FOR_DELIVERY,
            day.date(),
        )
        for day in (MONDAY + timedelta(days=number % 6) for number in range(pieces))
    ]


def test_without_stays_the_table_is_the_built_in_one() -> None:
    assert as_table(learn([], BUILT_IN)) == as_table(BUILT_IN)


def test_a_carrier_that_begins_in_the_afternoon_is_expected_in_the_afternoon() -> None:
    cell = (Stage.NEAR, Day.EXPECTED, False)
    before, after = BUILT_IN.by_hour[cell], learn(afternoons(5_000), BUILT_IN).by_hour[cell]
    assert before[9] > before[15] and after[15] > 10 * after[9]
    assert after[15] > 3 * before[15]


def test_what_was_never_seen_stays_as_it_was_built() -> None:
    learnt = learn(afternoons(5_000), BUILT_IN)
    for (stage, day, sunday), rates in BUILT_IN.by_hour.items():
        if stage is not Stage.NEAR or day is not Day.EXPECTED or sunday:
            assert learnt.by_hour[stage, day, sunday] == rates
    assert learnt.since_scan is BUILT_IN.since_scan


def test_ten_pieces_hardly_move_it_and_a_thousand_do() -> None:
    cell = (Stage.NEAR, Day.EXPECTED, False)
    few, many = learn(afternoons(10), BUILT_IN).by_hour[cell], learn(afternoons(1_000), BUILT_IN).by_hour[cell]
    built = BUILT_IN.by_hour[cell]
    assert abs(few[9] - built[9]) < 0.2 * built[9] and many[9] < 0.5 * built[9]


def test_a_stay_that_nobody_saw_the_end_of_teaches_nothing() -> None:
    lost = Stay(Stage.MOVING, MONDAY, MONDAY + LONGEST_STAY + timedelta(hours=1), M.DELIVERED)
    backwards = Stay(Stage.MOVING, MONDAY, MONDAY - timedelta(hours=1), M.DELIVERED)
    assert as_table(learn([lost, backwards], BUILT_IN)) == as_table(BUILT_IN)


@given(
    st.lists(
        st.builds(
            lambda stage, start, length, by, due: Stay(
                stage, MONDAY + timedelta(minutes=start), MONDAY + timedelta(minutes=start + length), by, due
            ),
            st.sampled_from(Stage),
            st.integers(0, 60 * 24 * 30),
            st.integers(-10, 60 * 24 * 25),
            st.sampled_from(M),
            st.none() | st.dates(date(2026, 11, 1), date(2026, 12, 30)),
        ),
        max_size=30,
    )
)
def test_rates_are_never_below_nothing_and_the_table_survives_json(stays: list[Stay]) -> None:
    learnt = learn(stays, BUILT_IN)
    assert set(learnt.by_hour) == set(BUILT_IN.by_hour)
    assert all(0 <= rate < 10 for rates in learnt.by_hour.values() for rate in rates)
    assert as_table(from_table(as_table(learnt), BUILT_IN)) == as_table(learnt)
