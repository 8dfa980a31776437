"""The table of the provider's codes: what each decides, at create and later, and that nothing breaks it."""

import pytest

from bot import outcomes
from bot.outcomes import Afterwards, Outcome

#: Every code of facts that the table must know: kind at create, kind afterwards.
DECIDED: dict[tuple[int, ...], tuple[Outcome, Afterwards]] = {
    (20429, 429, 21611, 30001, 63018): (Outcome.SLOW_DOWN, Afterwards.RETRY),
    (30017, 30410, 20410, 30047): (Outcome.RETRY, Afterwards.RETRY),
    (30610,): (Outcome.RETRY, Afterwards.DEFER),
    (20003, 401, 21606, 21659, 21660, 21701, 21702, 21703, 21704, 21608): (Outcome.OPERATOR, Afterwards.OPERATOR),
    (30002, 30032, 30034, 30037): (Outcome.OPERATOR, Afterwards.OPERATOR),
    (63007, 63027, 63028): (Outcome.OPERATOR, Afterwards.OPERATOR),
    (21211, 21614, 21635, 21217, 21408, 21612, 30006): (Outcome.BAD_PHONE, Afterwards.BAD_PHONE),
    (63003, 63024): (Outcome.BAD_PHONE, Afterwards.BAD_PHONE),
    (21610, 30004, 63014, 30640): (Outcome.SUPPRESSED, Afterwards.SUPPRESSED),
    (21617, 21602, 21619, 21624, 30450, 30453, 63032, 63036): (Outcome.PERMANENT, Afterwards.PERMANENT),
    (30003,): (Outcome.RETRY, Afterwards.OUT_OF_REACH),
    (30008,): (Outcome.RETRY, Afterwards.ONCE),
    (30005,): (Outcome.PERMANENT, Afterwards.BAD_TEXTS),
    (30007,): (Outcome.PERMANENT, Afterwards.FILTERED),
    (30036,): (Outcome.PERMANENT, Afterwards.EXPIRED),
    (63016,): (Outcome.WINDOW_CLOSED, Afterwards.WINDOW_CLOSED),
}


@pytest.mark.parametrize(("code", "kinds"), [(code, kinds) for codes, kinds in DECIDED.items() for code in codes])
def test_each_code_decides_at_create_and_afterwards(code: int, kinds: tuple[Outcome, Afterwards]) -> None:
    status = code if code < 1000 else 400
    assert (outcomes.at_create(code, status), outcomes.afterwards(code)) == kinds
    assert outcomes.is_known(code) and outcomes.meaning(code)


def test_a_code_stands_in_one_row_alone_and_each_row_says_what_it_means() -> None:
    codes = [code for row in outcomes.TABLE for code in row.codes]
    assert len(codes) == len(set(codes))
    assert all(row.meaning for row in outcomes.TABLE)


def test_a_code_that_nobody_has_heard_of_is_permanent_for_its_text_and_no_more() -> None:
    for code in (0, -1, 1, 12345, 39999, 10**12):
        assert (outcomes.at_create(code, 400), outcomes.afterwards(code)) == (Outcome.PERMANENT, Afterwards.PERMANENT)
        assert not outcomes.is_known(code)
        assert "report" in outcomes.meaning(code)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (429, Outcome.SLOW_DOWN),
        (401, Outcome.OPERATOR),
        (403, Outcome.OPERATOR),
        (404, Outcome.OPERATOR),
        (407, Outcome.OPERATOR),
        (408, Outcome.UNKNOWN),
        (418, Outcome.PERMANENT),
        (302, Outcome.UNKNOWN),
        (200, Outcome.UNKNOWN),
    ],
)
def test_without_a_code_of_ours_the_http_status_decides(status: int, outcome: Outcome) -> None:
    for code in (0, status, 99_999):
        assert outcomes.at_create(code, status) == outcome


def test_after_any_5xx_the_text_may_have_been_sent_whatever_the_code_says() -> None:
    codes = [0, 500, 99_999, *(code for row in outcomes.TABLE for code in row.codes)]
    assert {outcomes.at_create(code, status) for code in codes for status in (500, 502, 503, 504, 599)} == {
        Outcome.UNKNOWN
    }
