"""How many texts a page may cause."""

import pytest

from bot.web_limits import BREAKER, Seen, breaker_is_open, why_not
from models.vocabulary import WebKind


@pytest.mark.parametrize(
    ("seen", "fine"),
    [
        (Seen(), True),
        (Seen(phone_in_day=1), False),
        (Seen(phone_in_month=2), True),
        (Seen(phone_in_month=3), False),
        (Seen(block_in_hour=2), True),
        (Seen(block_in_hour=3), False),
        (Seen(all_in_hour=59), True),
        (Seen(all_in_hour=60), False),
        (Seen(asked=49, said_yes=0), True),
        (Seen(asked=50, said_yes=9), False),
        (Seen(asked=50, said_yes=10), True),
    ],
)
def test_a_question_goes_within_every_limit_and_not_beyond_one(seen: Seen, fine: bool) -> None:
    assert (why_not(seen) == "") is fine


def test_a_code_for_the_settings_page_goes_while_the_breaker_is_open_but_not_without_end() -> None:
    assert why_not(Seen(asked=50), WebKind.QUESTION) == BREAKER
    assert why_not(Seen(asked=50, phone_in_day=2), WebKind.PREFERENCES) == ""
    assert why_not(Seen(phone_in_day=3), WebKind.PREFERENCES) != ""


def test_the_breaker_needs_enough_to_judge_and_closes_by_itself_when_people_answer() -> None:
    assert not breaker_is_open(49, 0)
    assert breaker_is_open(50, 0)
    assert not breaker_is_open(50, 10)
