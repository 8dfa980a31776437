"""Every notice of the desk has its sentence and its place; none promises or names anything."""

from datetime import date

import pytest

from records.notice_words import EXCEPTIONS, GROUPS, Dates, group_of, said
from records.watches import NEWS, Kind

OCCASIONS = {
    Kind.DEADLINE_WARNING: "2026-12-01 5 for 7",
    Kind.DEADLINE_PASSED: "2026-12-01 for 7",
    Kind.RETURN_SOON: "2026-12-05 3",
    Kind.EVIDENCE_GAP: "2027-03-01",
    Kind.TASK_DUE: "3 for 7",
}


@pytest.mark.parametrize("kind", list(Kind))
def test_every_notice_is_said_in_whole_sentences_and_stands_in_one_group(kind: Kind) -> None:
    text = said(kind, OCCASIONS.get(kind, ""), Dates())
    assert text.endswith(".") and text[0].isupper() and "None" not in text
    homes = [key for key, group in GROUPS.items() if kind in group.kinds]
    assert homes == ([] if kind in NEWS else [group_of(kind)])


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Kind.DEADLINE_WARNING, "by 2026-12-01, or be served again: 5 court days left"),
        (Kind.DEADLINE_PASSED, "by 2026-12-01 and was not: serve it again"),
        (Kind.RETURN_SOON, "goes back on 2026-12-05, 3 days after this was told"),
        (Kind.EVIDENCE_GAP, "keeps it until 2027-03-01"),
        (Kind.NEVER_ACCEPTED, "A label is not evidence of mailing"),
    ],
)
def test_a_notice_says_the_day_that_matters_and_what_to_do(kind: Kind, words: str) -> None:
    assert words in said(kind, OCCASIONS.get(kind, ""), Dates())


def test_the_last_court_day_and_a_single_one_are_said_as_such() -> None:
    assert "the last court day" in said(Kind.DEADLINE_WARNING, "2026-12-01 0 for 7", Dates())
    assert "1 court day left" in said(Kind.DEADLINE_WARNING, "2026-12-01 1 for 7", Dates())
    assert "the day after this was told" in said(Kind.RETURN_SOON, "2026-12-05 1", Dates())


def test_dates_of_the_record_stand_where_they_are_known() -> None:
    assert "goes back on 2026-12-05" in said(Kind.NOTICE_LEFT, "", Dates(return_on=date(2026, 12, 5)))
    assert "expected on 2026-11-24" in said(Kind.OVERDUE, "", Dates(expected_on=date(2026, 11, 24)))


def test_what_went_wrong_is_lost_returned_damaged_or_stalled() -> None:
    assert {Kind.LOST, Kind.RETURNED, Kind.REFUSED, Kind.UNCLAIMED, Kind.DAMAGED, Kind.STALLED} <= EXCEPTIONS
    assert not EXCEPTIONS & {Kind.TASK_DUE, Kind.DEADLINE_WARNING, Kind.EVIDENCE_GAP} and not EXCEPTIONS & NEWS
