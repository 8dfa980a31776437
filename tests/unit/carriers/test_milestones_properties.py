"""Whatever portions, orders and repetitions a history arrives in, nobody is told twice."""

import hashlib
import json
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from carriers.answers import Found, ScanEvent
from carriers.milestones import DAILY, MOVING, Known, decide
from models.vocabulary import Milestone

START = datetime(2026, 11, 2, 15, tzinfo=UTC)
NOW = START + timedelta(days=20)
MILESTONES = [milestone for milestone in Milestone if milestone not in {Milestone.NOT_FOUND, Milestone.EXPIRED}]


@st.composite
def scans(draw):
    milestone = draw(st.sampled_from(MILESTONES))
    at = START + timedelta(hours=draw(st.integers(0, 24 * 25)))  # the last ones lie beyond the 26 hours ahead of NOW
    offset = draw(st.sampled_from([None, -600, -300, 0, 600]))
    wall_clock = None if offset is None else (at + timedelta(minutes=offset)).replace(tzinfo=None)
    is_reminder = milestone is Milestone.DELIVERY_ATTEMPTED and draw(st.booleans())
    mark = hashlib.sha256(f"{milestone}{at}{offset}{is_reminder}".encode()).hexdigest()[:32]
    place = ("ALBANY", "NY", "12207", None, None, False)
    return ScanEvent(at, wall_clock, offset, "XX", "text", *place, milestone, mark, is_reminder)


def found(events):
    return Found("9400", tuple(events), "", "", None, None, "", (), None, None, b"{}")


def play(portions, known=None):
    """Look once per portion; what was told, and what is known at the end."""
    known = known or Known()
    told = []
    for events in portions:
        decision = decide(known, found(events), NOW)
        told += [(step.kind, step.occasion) for step in decision.steps]
        marks = known.fingerprints | {event.fingerprint for event in decision.new_events}
        visits = json.loads(json.dumps(decision.visits))
        known = Known(decision.milestone, decision.last_event_at, marks, visits, decision.milestone_on)
    return told, known


histories = st.lists(scans(), max_size=25)
portions = st.lists(histories, max_size=8)


@settings(max_examples=80, deadline=None)
@given(portions)
def test_no_step_is_ever_told_twice(parts):
    told, _ = play([*parts, *reversed(parts), [event for part in parts for event in part]])
    assert len(told) == len(set(told))


@settings(max_examples=80, deadline=None)
@given(portions, st.randoms())
def test_feeding_a_history_again_tells_nothing_and_moves_nothing(parts, random):
    _, known = play(parts)
    everything = [event for part in parts for event in part]
    random.shuffle(everything)
    told, again = play([everything, *parts], known)
    assert told == []
    assert again == (known if parts else again)


@settings(max_examples=80, deadline=None)
@given(histories, st.lists(st.integers(0, 25), max_size=6))
def test_in_order_portions_tell_the_same_and_end_the_same(history, cuts):
    ordered = sorted(history, key=lambda event: event.occurred_at)
    edges = [0, *sorted(min(cut, len(ordered)) for cut in cuts), len(ordered)]
    in_parts = [ordered[a:b] for a, b in zip(edges, edges[1:], strict=False)]
    assert play([ordered]) == play(in_parts)


@settings(max_examples=80, deadline=None)
@given(histories, st.lists(st.integers(0, 25), max_size=6))
def test_a_growing_answer_tells_the_same_as_its_end(history, cuts):
    """What really happens: each look brings the whole history so far."""
    ordered = sorted(history, key=lambda event: event.occurred_at)
    looks = [ordered[:cut] for cut in sorted(cuts)]
    assert play([ordered]) == play([*looks, ordered])


@settings(max_examples=80, deadline=None)
@given(histories)
def test_reminders_come_once_a_local_day_at_most(history):
    steps = decide(Known(), found(history), NOW).steps
    days = [step.event.local_on for step in steps if step.kind == "hold_reminder"]
    assert len(days) == len(set(days))


@settings(max_examples=80, deadline=None)
@given(histories)
def test_on_one_local_day_only_a_real_stage_in_between_makes_a_daily_one_news_again(history):
    last = {}
    for place, step in enumerate(steps := decide(Known(), found(history), NOW).steps):
        if step.milestone in DAILY and step.kind != "hold_reminder":
            before = last.get(step.kind)
            if before is not None and steps[before].event.local_on == step.event.local_on:
                assert any(between.milestone not in MOVING for between in steps[before + 1 : place])
            last[step.kind] = place


@settings(max_examples=80, deadline=None)
@given(histories)
def test_steps_come_in_time_order_and_unknown_is_never_one(history):
    steps = decide(Known(), found(history), NOW).steps
    assert [step.event.occurred_at for step in steps] == sorted(step.event.occurred_at for step in steps)
    assert all(step.milestone is not Milestone.UNKNOWN for step in steps)
