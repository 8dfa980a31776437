"""When the provider is asked about a text: the times, and by whose clock an absence counts."""

from datetime import UTC, datetime, timedelta

import pytest

from bot import looks

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(("minute", "asked"), [(0, HOUR), (44, HOUR), (45, HOUR), (46, 2 * HOUR), (59, 2 * HOUR)])
def test_prices_are_asked_for_at_the_full_hour_and_not_before_they_can_be_there(minute: int, asked: timedelta) -> None:
    assert looks.for_price(NOON + minute * MINUTE) == NOON + asked


def test_after_the_providers_own_word_the_next_question_depends_on_what_is_missing() -> None:
    assert looks.after_word(is_final=False, is_priced=False, now=NOON) == NOON + 12 * HOUR
    assert looks.after_word(is_final=True, is_priced=False, now=NOON) == NOON + HOUR
    assert looks.after_word(is_final=True, is_priced=True, now=NOON) is None


def test_questions_end_when_all_is_known_or_after_three_days() -> None:
    begun = NOON - timedelta(days=2)
    assert looks.after_answer(False, False, begun, NOON) == NOON + 12 * HOUR
    assert looks.after_answer(True, False, begun, NOON) == NOON + 6 * HOUR
    assert looks.after_answer(True, True, begun, NOON) is None
    for is_final in (False, True):
        assert looks.after_answer(is_final, False, NOON - timedelta(days=3), NOON) is None


@pytest.mark.parametrize(
    ("ours", "begun_before", "counts"),
    [
        (0, 60, 60),  # all clocks agree: since the beginning
        (0, 20, 20),
        (0, 4000, 60),  # a late look, or a wrong clock at the beginning: no more than a first look may be late
        (0, -4000, 0),  # begun in the future
        (5, 60, 60),
        (3600, 3660, 0),  # our clock is wrong now: from this look on
        (-3600, 60, 0),
    ],
)
def test_an_absence_counts_by_the_providers_clock(ours: int, begun_before: int, counts: int) -> None:
    asked_at = NOON + timedelta(seconds=ours)
    since = looks.absent_since(asked_at - timedelta(seconds=begun_before), asked_at, NOON)
    assert NOON - since == timedelta(seconds=counts)
    assert not looks.is_safe(since, since + timedelta(seconds=299))
    assert looks.is_safe(since, since + timedelta(seconds=300))
