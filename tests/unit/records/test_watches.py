"""Watches: each thing is told once, at nine by the right clock, however often and whenever somebody looks."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import Milestone as M
from records import watches
from records.watches import Deadline, Facts, Fired, Kind, Task

NEW_YORK = "America/New_York"
NOV_1 = datetime(2026, 11, 1, 5, tzinfo=UTC)
QUIET = Facts(NEW_YORK, date(2026, 10, 25), accepted=True, fired=frozenset({("accepted", "")}))
ANN, BOB = 1, 2


def at(day: date, hour: int = 9, zone: str = NEW_YORK) -> datetime:
    return datetime.combine(day, time(hour), ZoneInfo(zone)).astimezone(UTC)


def after(facts: Facts, told: Iterable[Fired]) -> Facts:
    return replace(facts, fired=facts.fired | {(one.kind.value, one.occasion) for one in told})


def watched(facts: Facts, start: datetime, end: datetime) -> list[tuple[datetime, Fired]]:
    """What is told when somebody looks just when `next_look` says."""
    told, now = list[tuple[datetime, Fired]](), start
    while now <= end:
        found = watches.due(facts, now)
        told += [(now, one) for one in found]
        facts = after(facts, found)
        following = watches.next_look(facts, now)
        if following is None:
            break
        assert following > now
        now = following
    return told


def kinds(told: Sequence[tuple[datetime, Fired]]) -> list[tuple[datetime, str]]:
    return [(moment, one.kind.value) for moment, one in told]


def test_a_letter_that_is_never_accepted_is_told_on_the_morning_of_day_five() -> None:
    facts = Facts(NEW_YORK, date(2026, 10, 30), never_accepted_days=5)
    told = watched(facts, NOV_1, NOV_1 + timedelta(days=60))
    assert kinds(told) == [(datetime(2026, 11, 4, 14, tzinfo=UTC), "never_accepted")]  # EST by then: 14:00 UTC


def test_nine_in_the_morning_stays_nine_on_both_sides_of_a_clock_change() -> None:
    before, behind = watches.morning_of(date(2026, 10, 31), NEW_YORK), watches.morning_of(date(2026, 11, 1), NEW_YORK)
    assert (before.hour, behind.hour) == (13, 14)
    assert behind - before == timedelta(hours=25)


def test_the_day_after_the_expected_date_it_is_overdue_unless_a_notice_lies_there() -> None:
    late = replace(QUIET, expected_on=date(2026, 11, 3), milestone=M.IN_TRANSIT)
    assert kinds(watched(late, NOV_1, NOV_1 + timedelta(days=30))) == [(at(date(2026, 11, 4)), "overdue")]
    tried = replace(late, milestone=M.DELIVERY_ATTEMPTED)
    assert kinds(watched(tried, NOV_1, NOV_1 + timedelta(days=30))) == []


def test_a_notice_is_told_at_once_and_its_return_date_three_days_and_one_day_before() -> None:
    waiting = replace(QUIET, milestone=M.DELIVERY_ATTEMPTED, has_notice=True, return_on=date(2026, 11, 16))
    told = watched(waiting, NOV_1, NOV_1 + timedelta(days=40))
    assert kinds(told) == [
        (NOV_1, "notice_left"),
        (at(date(2026, 11, 13)), "return_soon"),
        (at(date(2026, 11, 15)), "return_soon"),
    ]


def test_a_countdown_stops_when_it_is_picked_up() -> None:
    waiting = replace(QUIET, milestone=M.AVAILABLE_FOR_PICKUP, has_notice=True, return_on=date(2026, 11, 16))
    waiting = after(waiting, watches.due(waiting, NOV_1))
    picked_up = replace(waiting, milestone=M.DELIVERED, entered=frozenset({"delivered"}))
    assert [one.kind for one in watches.due(picked_up, at(date(2026, 11, 13)))] == [Kind.DELIVERED]


def test_another_return_date_begins_another_countdown() -> None:
    waiting = replace(QUIET, milestone=M.HELD, has_notice=True, return_on=date(2026, 11, 16))
    told = watches.due(waiting, at(date(2026, 11, 13)))
    longer = replace(after(waiting, told), return_on=date(2026, 11, 20))
    assert kinds(watched(longer, at(date(2026, 11, 13)), NOV_1 + timedelta(days=40))) == [
        (at(date(2026, 11, 17)), "return_soon"),
        (at(date(2026, 11, 19)), "return_soon"),
    ]


def test_an_attempt_that_left_no_notice_is_no_notice() -> None:
    tried = replace(QUIET, milestone=M.DELIVERY_ATTEMPTED)
    assert watches.due(tried, NOV_1) == [] and watches.next_look(tried, NOV_1) is None


def test_where_the_carrier_names_no_day_it_goes_back_fifteen_days_after_the_first_notice_express_five() -> None:
    assert watches.goes_back_on(date(2026, 11, 20), "First-Class Mail") == date(2026, 12, 5)
    assert watches.goes_back_on(date(2026, 11, 20), "Priority Mail Express") == date(2026, 11, 25)


def deadline(by_on: date = date(2026, 12, 1), backup: int | None = BOB, made_at: datetime = NOV_1) -> Deadline:
    return Deadline(by_on, "US", NEW_YORK, (10, 5, 2, 0), ANN, backup, made_at)


def test_owner_and_backup_are_each_warned_by_court_days_and_told_when_it_has_passed() -> None:
    told = watched(replace(QUIET, deadline=deadline()), NOV_1, NOV_1 + timedelta(days=90))
    days = [date(2026, 11, 16), date(2026, 11, 23), date(2026, 11, 27), date(2026, 12, 1), date(2026, 12, 2)]
    for who in (ANN, BOB):
        mine = [(moment, one.kind.value) for moment, one in told if one.for_operator == who]
        assert mine == [(at(day), "deadline_warning") for day in days[:-1]] + [(at(days[-1]), "deadline_passed")]
    assert len(told) == 10


def test_a_deadline_has_its_own_zone() -> None:
    in_guam = replace(deadline(backup=None), zone="Pacific/Guam", warn_days=(0,))
    told = watched(replace(QUIET, deadline=in_guam), NOV_1, NOV_1 + timedelta(days=90))
    assert [moment for moment, _ in told] == [
        at(day, zone="Pacific/Guam") for day in (date(2026, 12, 1), date(2026, 12, 2))
    ]


def test_a_delivery_in_time_ends_it_and_a_late_one_is_told_at_once() -> None:
    met = replace(QUIET, deadline=deadline(), delivered_on=date(2026, 12, 1))
    assert watched(met, NOV_1, NOV_1 + timedelta(days=90)) == []
    late = replace(met, delivered_on=date(2026, 12, 2))
    found = watches.due(late, at(date(2026, 12, 2), 8))
    assert {(one.kind, one.for_operator) for one in found} == {
        (Kind.DEADLINE_PASSED, ANN),
        (Kind.DEADLINE_PASSED, BOB),
    }


def test_whoever_sets_a_deadline_late_is_warned_of_what_is_still_to_come() -> None:
    late = deadline(backup=None, made_at=at(date(2026, 11, 24), 12))
    told = watched(replace(QUIET, deadline=late), at(date(2026, 11, 24), 12), NOV_1 + timedelta(days=90))
    assert [moment for moment, _ in told] == [
        at(day) for day in (date(2026, 11, 27), date(2026, 12, 1), date(2026, 12, 2))
    ]


def test_after_an_outage_the_newest_step_of_a_ladder_alone_is_told() -> None:
    facts = replace(QUIET, deadline=deadline(backup=None))
    [only] = watches.due(facts, at(date(2026, 11, 28)))
    assert only.occasion == "2026-12-01 2 for 1"
    [passed] = watches.due(facts, at(date(2026, 12, 20)))
    assert passed.kind is Kind.DEADLINE_PASSED


def test_a_task_is_told_to_its_owner_at_its_hour_and_to_the_next_owner_when_it_is_handed_over() -> None:
    facts = replace(QUIET, tasks=(Task(7, ANN, at(date(2026, 11, 5), 16)),))
    assert watches.due(facts, at(date(2026, 11, 5), 15)) == []
    told = watches.due(facts, at(date(2026, 11, 5), 16))
    assert told == [Fired(Kind.TASK_DUE, "7 for 1", ANN)]
    handed_over = replace(after(facts, told), tasks=(Task(7, BOB, at(date(2026, 11, 5), 16)),))
    assert watches.due(handed_over, at(date(2026, 11, 6))) == [Fired(Kind.TASK_DUE, "7 for 2", BOB)]


def test_evidence_that_can_still_be_had_is_told_thirty_days_before_it_cannot() -> None:
    gap = replace(QUIET, missing=True, obtainable_until=date(2026, 12, 20))
    assert kinds(watched(gap, NOV_1, NOV_1 + timedelta(days=90))) == [(at(date(2026, 11, 20)), "evidence_gap")]
    assert watches.due(gap, at(date(2026, 12, 22))) == []


# -- whatever the facts, whenever somebody looks -----------------------------------------------------------------------

days = st.dates(date(2026, 9, 1), date(2027, 4, 30))
zones = st.sampled_from([NEW_YORK, "America/Los_Angeles", "Pacific/Guam", "America/Phoenix", "UTC"])
stages = st.sampled_from(list(M))
START, END = datetime(2026, 8, 20, tzinfo=UTC), datetime(2027, 8, 1, tzinfo=UTC)
moments = st.datetimes(START.replace(tzinfo=None), END.replace(tzinfo=None)).map(lambda one: one.replace(tzinfo=UTC))
deadlines = st.builds(
    Deadline,
    by_on=days,
    calendar=st.sampled_from(["US", "US-NY", "US-TX"]),
    zone=zones,
    warn_days=st.lists(st.integers(0, 20), max_size=5).map(tuple),
    owner=st.just(ANN),
    backup=st.sampled_from([None, ANN, BOB]),
    made_at=moments,
)
facts_of_any_kind = st.builds(
    Facts,
    zone=zones,
    posted_on=days,
    milestone=stages,
    entered=st.frozensets(stages.map(str), max_size=4),
    accepted=st.booleans(),
    never_accepted_days=st.integers(1, 30),
    expected_on=st.none() | days,
    has_notice=st.booleans(),
    return_on=st.none() | days,
    delivered_on=st.none() | days,
    damaged=st.booleans(),
    missing=st.booleans(),
    obtainable_until=st.none() | days,
    rechecks=st.lists(days, max_size=3).map(tuple),
    deadline=st.none() | deadlines,
    tasks=st.lists(st.builds(Task, id=st.integers(1, 9), owner=st.just(ANN), due_at=moments), max_size=3).map(tuple),
)


def looked_at(facts: Facts, looks: Sequence[datetime]) -> list[Fired]:
    told = list[Fired]()
    for now in looks:
        found = watches.due(facts, now)
        told += found
        facts = after(facts, found)
    return told


@given(facts_of_any_kind, st.lists(moments, max_size=12), st.randoms(use_true_random=False))
def test_looks_more_than_needed_tell_nothing_more_and_nothing_twice(
    facts: Facts, more: list[datetime], chance: object
) -> None:
    needed = [START, *(moment for moment, _ in watched(facts, START, END))]
    expected = [one for _, one in watched(facts, START, END)]
    told = looked_at(facts, sorted([*needed, *more, *more]))
    assert sorted(told, key=str) == sorted(expected, key=str)
    assert len({(one.kind, one.occasion) for one in told}) == len(told)


@given(facts_of_any_kind, st.lists(moments, min_size=1, max_size=12))
def test_looks_in_any_order_tell_nothing_twice(facts: Facts, looks: list[datetime]) -> None:
    told = looked_at(facts, looks * 2)
    assert len({(one.kind, one.occasion) for one in told}) == len(told)


@given(facts_of_any_kind)
def test_what_waits_for_a_day_is_told_at_nine_by_the_clock_of_its_zone(facts: Facts) -> None:
    for moment, one in watched(facts, START, END)[0:]:
        if moment == START or one.kind is Kind.TASK_DUE:
            continue
        of_deadline = one.kind in (Kind.DEADLINE_WARNING, Kind.DEADLINE_PASSED) and facts.deadline is not None
        zone = facts.deadline.zone if of_deadline and facts.deadline else facts.zone
        assert moment.astimezone(ZoneInfo(zone)).time() == time(9)


@given(facts_of_any_kind, moments)
def test_nothing_is_due_between_one_look_and_the_next(facts: Facts, now: datetime) -> None:
    facts = after(facts, watches.due(facts, now))
    following = watches.next_look(facts, now)
    until = following or END
    between = [now + (until - now) * part for part in (0.25, 0.5, 0.99)]
    assert [moment for moment in between if now <= moment < until and watches.due(facts, moment)] == []
