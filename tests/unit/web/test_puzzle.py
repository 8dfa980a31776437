"""The sum that a browser does before we text anybody for it."""

import hashlib
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from web import puzzle

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def solve(challenge: str, bits: int) -> str:
    for tried in count():
        digest = hashlib.sha256(f"{challenge}:{tried}".encode()).digest()
        if int.from_bytes(digest, "big") >> (256 - bits) == 0:
            return str(tried)
    raise AssertionError


@pytest.fixture(autouse=True)
def _keys(keys: None) -> None:
    pass


def test_a_solved_puzzle_counts_for_two_hours() -> None:
    given = puzzle.challenge(NOW, bits=8)
    answer = solve(given, 8)
    assert puzzle.solved(given, answer, NOW + timedelta(hours=2))
    assert puzzle.solved(given, answer, NOW + timedelta(hours=2, seconds=1)) is None
    assert puzzle.solved(given, answer, NOW - timedelta(seconds=1)) is None


def test_each_puzzle_is_another_one() -> None:
    first, second = puzzle.challenge(NOW, 4), puzzle.challenge(NOW, 4)
    assert puzzle.solved(first, solve(first, 4), NOW) != puzzle.solved(second, solve(second, 4), NOW)


def test_a_wrong_answer_and_a_made_up_challenge_do_not_count() -> None:
    given = puzzle.challenge(NOW, bits=12)
    wrong = next(str(tried) for tried in count() if puzzle.solved(given, str(tried), NOW) is None)
    for challenge, answer in (
        (given, wrong),
        (given, ""),
        (given, "-1"),
        (given, "1" * 21),
        (given, "４"),
        (given[:-1] + ("A" if given[-1] != "A" else "B"), "0"),
        ("", "0"),
        ("x" * 5000, "0"),
    ):
        assert puzzle.solved(challenge, answer, NOW) is None
