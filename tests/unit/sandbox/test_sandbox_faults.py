"""Which request a fault strikes, and for how long."""

import pytest

from sandbox.faults import KINDS, FaultBoard
from sandbox.wire import Refusal, Request

CREATE = Request("POST", "/2010-04-01/Accounts/AC1/Messages.json")
LIST = Request("GET", "/2010-04-01/Accounts/AC1/Messages.json")
TRACK = Request("POST", "/tracking/v3r2/tracking")


@pytest.fixture
def ticks():
    return [0.0]


@pytest.fixture
def board(ticks):
    return FaultBoard(lambda: ticks[0])


def test_one_stroke_unless_said_otherwise(board):
    board.order({"service": "usps", "kind": "http_500"})
    assert board.strike("usps", TRACK).kind == "http_500"
    assert board.strike("usps", TRACK) is None


def test_count_strokes(board):
    board.order({"service": "twilio", "kind": "http_429", "count": 2})
    assert [bool(board.strike("twilio", CREATE)) for _ in range(3)] == [True, True, False]


def test_seconds_without_count_is_how_long_it_stays(board, ticks):
    board.order({"service": "twilio", "kind": "http_500", "seconds": 10})
    assert [bool(board.strike("twilio", CREATE)) for _ in range(3)] == [True] * 3
    ticks[0] = 10.0
    assert board.strike("twilio", CREATE) is None
    assert board.describe() == []


def test_seconds_of_slow_is_its_length_and_it_strikes_once(board):
    board.order({"service": "usps", "kind": "slow", "seconds": 7})
    assert board.strike("usps", TRACK).seconds == 7
    assert board.strike("usps", TRACK) is None


def test_a_fault_of_one_service_leaves_the_other_alone(board):
    board.order({"service": "usps", "kind": "timeout"})
    assert board.strike("twilio", CREATE) is None


def test_after_accept_waits_for_a_create(board):
    board.order({"service": "twilio", "kind": "reset_after_accept"})
    assert board.strike("twilio", LIST) is None
    assert board.strike("twilio", CREATE).kind == "reset_after_accept"


def test_callback_faults_strike_callbacks_alone(board):
    board.order({"service": "twilio", "kind": "callback_drop"})
    assert board.strike("twilio", CREATE) is None
    assert board.strike_callback("callback_duplicate") is False
    assert board.strike_callback("callback_drop") is True
    assert board.strike_callback("callback_drop") is False


def test_list_lag_is_asked_for_by_lists(board, ticks):
    board.order({"service": "twilio", "kind": "list_lag", "seconds": 20})
    assert board.strike("twilio", LIST) is None
    assert [board.list_lag(LIST), board.list_lag(LIST)] == [20, 20]
    ticks[0] = 20.0
    assert board.list_lag(LIST) == 0


def test_list_lag_with_a_count_hides_for_that_many_lists(board):
    board.order({"service": "twilio", "kind": "list_lag", "seconds": 60, "count": 1})
    assert [board.list_lag(LIST), board.list_lag(LIST)] == [60, 0]


def test_a_path_narrows_it_down(board):
    board.order({"service": "usps", "kind": "http_500", "path": "/oauth2"})
    assert board.strike("usps", TRACK) is None
    assert board.strike("usps", Request("POST", "/oauth2/v3/token")) is not None


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"service": "pigeon", "kind": "slow"},
        {"service": "usps", "kind": "meteor"},
        {"service": "usps", "kind": "callback_drop"},
        {"service": "usps", "kind": ["slow"]},
        {"service": "usps", "kind": "slow", "count": 0},
        {"service": "usps", "kind": "slow", "count": "two"},
        {"service": "usps", "kind": "slow", "seconds": True},
        {"service": "usps", "kind": "slow", "path": 3},
        {"service": "twilio", "kind": "undelivered"},
        {"service": "twilio", "kind": "http_500", "code": 30003},
        {"service": "twilio", "kind": "failed", "code": "30003"},
        {"service": "usps", "kind": "refused", "code": 30003},
        {"service": "usps", "kind": "slow", "phone": "+12025550143"},
        {"service": "twilio", "kind": "http_429", "retry_after": 0},
    ],
)
def test_wrong_wishes_are_refused_in_words(board, wish):
    with pytest.raises(Refusal) as refused:
        board.order(wish)
    assert refused.value.sentence.endswith(".")


def test_the_kinds_are_those_of_the_issue():
    assert {
        *("http_500", "http_500_after_accept", "http_429", "timeout", "timeout_after_accept", "reset_after_accept"),
        *("slow", "garbage", "callback_duplicate", "callback_reorder", "callback_drop", "list_lag"),
    } <= set(KINDS)
