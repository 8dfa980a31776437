"""Segments a second: over any second no more begin than the number's pace and one burst."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot import rate

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_an_idle_number_begins_a_burst_at_once_and_then_keeps_its_pace() -> None:
    assert rate.segments_now(None, NOON, 100) == 25
    paid = rate.after(None, NOON, 100, 25)
    assert rate.segments_now(paid, NOON, 100) == 1  # just paid for: the next one may begin
    paid = rate.after(paid, NOON, 100, 1)
    assert rate.segments_now(paid, NOON, 100) == 0
    assert rate.segments_now(paid, NOON + timedelta(seconds=0.1), 100) == 9


def test_a_slow_number_begins_one_text_and_waits_for_all_its_segments() -> None:
    assert rate.segments_now(None, NOON, 1) == 1
    paid = rate.after(None, NOON, 1, 3)
    assert rate.segments_now(paid, NOON + timedelta(seconds=2.7), 1) == 0
    assert rate.segments_now(paid, NOON + timedelta(seconds=2.75), 1) == 1


def test_a_clock_that_went_back_stops_nothing() -> None:
    assert rate.segments_now(NOON + timedelta(hours=1), NOON, 100) == 25


@given(
    st.floats(0.2, 200),
    st.lists(st.tuples(st.floats(0, 0.5), st.integers(1, 4)), min_size=1, max_size=60),
)
def test_over_any_span_no_more_begins_than_the_pace_one_burst_and_one_text(
    a_second: float, steps: list[tuple[float, int]]
) -> None:
    now, paid, begun = NOON, None, []
    for wait, length in steps:
        now += timedelta(seconds=wait)
        room = rate.segments_now(paid, now, a_second)
        while room > 0:
            paid = rate.after(paid, now, a_second, length)
            begun.append((now, length))
            room -= length
    for start in {at for at, _ in begun}:
        segments = sum(length for at, length in begun if at >= start)
        span = (max(at for at, _ in begun) - start + rate.BURST).total_seconds()
        assert segments <= span * a_second + 1 + 4 + 1e-6


@given(st.floats(0.2, 200), st.floats(0, 5))
def test_when_it_says_to_look_again_something_may_begin(a_second: float, spent: float) -> None:
    paid = NOON + timedelta(seconds=spent)
    assert rate.segments_now(paid, rate.next_at(paid, NOON, a_second), a_second) >= 1
