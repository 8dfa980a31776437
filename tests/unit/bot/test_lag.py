"""When we are behind with a mailpiece: by how much, and what is no lag of ours."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from bot import lag

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("meant_before", "answered_before", "late"),
    [
        (None, 5 * HOUR, None),  # its journey is over
        (-20 * timedelta(seconds=1), 5 * HOUR, None),  # claimed: it is being asked about
        (-3 * HOUR, 5 * HOUR, None),
        (30 * MINUTE, 5 * HOUR, None),
        (31 * MINUTE, 5 * HOUR, 31 * MINUTE),
        (2 * HOUR, 14 * HOUR, 2 * HOUR),
        (2 * HOUR, None, 2 * HOUR),  # never answered
        (2 * HOUR, 10 * MINUTE, None),  # the carrier told us by itself since
        (3 * HOUR, 1 * HOUR, 1 * HOUR),
    ],
)
def test_we_are_behind_when_we_should_have_asked_half_an_hour_ago(
    meant_before: timedelta | None, answered_before: timedelta | None, late: timedelta | None
) -> None:
    meant = None if meant_before is None else NOON - meant_before
    answered = None if answered_before is None else NOON - answered_before
    assert lag.behind(meant, answered, NOON) == late


def test_a_patient_look_may_wait_for_company_first() -> None:
    """A patience of 10 is 1,024 minutes; an eighth of it, 128, is waited for company."""
    assert lag.behind(NOON - 158 * MINUTE, None, NOON, patience=10) is None
    assert lag.behind(NOON - 159 * MINUTE, None, NOON, patience=10) == 159 * MINUTE
    assert lag.behind(NOON - 31 * MINUTE, None, NOON, patience=3) is None
    assert lag.behind(NOON - 32 * MINUTE, None, NOON, patience=3) == 32 * MINUTE


def test_of_several_the_latest_counts() -> None:
    def piece(late: timedelta | None) -> SimpleNamespace:
        meant = None if late is None else NOON - late
        return SimpleNamespace(next_poll_at=meant, answered_at=None, patience=0)

    assert lag.worst([], NOON) is None
    assert lag.worst([piece(None), piece(MINUTE)], NOON) is None
    assert lag.worst([piece(None), piece(HOUR), piece(3 * HOUR), piece(MINUTE)], NOON) == 3 * HOUR


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (31 * MINUTE, "31 min"),
        (89 * MINUTE, "89 min"),
        (90 * MINUTE, "2 h"),
        (125 * MINUTE, "2 h"),
        (50 * HOUR, "50 h"),
    ],
)
def test_a_span_reads_alike_in_all_languages(length: timedelta, said: str) -> None:
    assert lag.span(length) == said
