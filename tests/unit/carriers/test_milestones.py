"""What becomes of a mailpiece when its carrier answers: stages, steps, silence and the reason for it."""

import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest

from carriers.answers import Failed, Found, NotFound, NotPermitted, ScanEvent
from carriers.milestones import Known, decide
from models.vocabulary import Milestone as M

START = datetime(2026, 11, 2, 15, tzinfo=UTC)
NOW = START + timedelta(days=40)
OFFSET = -300


def scan(milestone, hours, **more):
    at = START + timedelta(hours=hours)
    code = more.pop("code", milestone.value)
    text = more.get("text", milestone.value)
    fields = {
        "occurred_at": at,
        "local_time": (at + timedelta(minutes=OFFSET)).replace(tzinfo=None),
        "utc_offset_minutes": OFFSET,
        "code": code,
        "text": text,
        "city": "ALBANY",
        "state": "NY",
        "zip": "12207",
        "country": None,
        "signer": None,
        "agent": False,
        "milestone": milestone,
        "fingerprint": hashlib.sha256(f"{code}{at}{text}".encode()).hexdigest()[:32],
    }
    return ScanEvent(**{**fields, **more})


def reminder(hours):
    return scan(M.DELIVERY_ATTEMPTED, hours, reminder=True, text="Reminder to Schedule Redelivery")


def found(*events):
    return Found("9400", tuple(events), "", "", None, None, "", (), None, None, b"{}")


def look(known, *events):
    """One look: the decision, and what is known after it."""
    decision = decide(known, found(*events), NOW)
    fingerprints = known.fingerprints | {event.fingerprint for event in decision.new_events}
    visits = json.loads(json.dumps(decision.visits))
    return decision, Known(decision.milestone, decision.last_event_at, fingerprints, visits, decision.milestone_on)


def told(decision):
    return [(step.kind, step.occasion) for step in decision.steps]


def after(*events):
    return look(Known(), *events)[1]


def test_every_stage_of_a_history_seen_at_once_is_a_step_in_time_order():
    decision, known = look(Known(), scan(M.DELIVERED, 72), scan(M.ACCEPTED, 0), scan(M.OUT_FOR_DELIVERY, 70))
    assert told(decision) == [("accepted", "1"), ("out_for_delivery", "1"), ("delivered", "1")]
    assert decision.milestone is M.DELIVERED
    assert decision.milestone_at == decision.last_event_at == START + timedelta(hours=72)
    assert decision.milestone_on.isoformat() == "2026-11-05"
    assert len(decision.new_events) == 3
    assert decision.reason == ""
    assert known.visits["delivered"] == 1


def test_the_same_answer_again_is_nothing():
    events = scan(M.ACCEPTED, 0), scan(M.IN_TRANSIT, 5)
    decision, _ = look(after(*events), *events)
    assert (decision.new_events, decision.steps, decision.milestone_at) == ((), (), None)
    assert decision.milestone is M.IN_TRANSIT
    assert decision.reason == "no new scans"


def test_a_rescan_in_the_same_stage_is_stored_and_told_to_nobody():
    decision, _ = look(after(scan(M.IN_TRANSIT, 0)), scan(M.IN_TRANSIT, 9))
    assert (len(decision.new_events), decision.steps) == (1, ())
    assert "none is a new stage" in decision.reason


def test_a_scan_older_than_the_newest_step_is_stored_and_told_to_nobody():
    decision, known = look(after(scan(M.DELIVERY_ATTEMPTED, 50)), scan(M.OUT_FOR_DELIVERY, 48))
    assert (len(decision.new_events), decision.steps) == (1, ())
    assert decision.milestone is M.DELIVERY_ATTEMPTED
    assert known.last_event_at == START + timedelta(hours=50)


def test_out_for_delivery_on_the_next_day_is_a_new_occasion_but_not_on_the_same():
    known = after(scan(M.OUT_FOR_DELIVERY, 0))
    decision, known = look(known, scan(M.OUT_FOR_DELIVERY, 2))
    assert told(decision) == []
    decision, known = look(known, scan(M.OUT_FOR_DELIVERY, 24))
    assert told(decision) == [("out_for_delivery", "2")]
    assert known.milestone_on.isoformat() == "2026-11-03"


def test_out_for_delivery_again_after_an_attempt_is_told_even_on_the_same_day():
    events = [scan(M.OUT_FOR_DELIVERY, 0), scan(M.DELIVERY_ATTEMPTED, 1), scan(M.ARRIVED_LOCAL, 2)]
    decision, known = look(Known(), *events, scan(M.OUT_FOR_DELIVERY, 3))
    assert told(decision)[-1] == ("out_for_delivery", "2")
    assert told(look(known, scan(M.DELIVERY_ATTEMPTED, 4))[0]) == [("delivery_attempted", "2")]


def test_a_notice_scanned_twice_on_one_day_is_one_attempt():
    assert told(look(after(scan(M.DELIVERY_ATTEMPTED, 0)), scan(M.DELIVERY_ATTEMPTED, 2))[0]) == []
    back = scan(M.ARRIVED_LOCAL, 3), scan(M.DELIVERY_ATTEMPTED, 4)
    assert told(look(after(scan(M.DELIVERY_ATTEMPTED, 0)), *back)[0]) == [("arrived_local", "1")]


def test_a_local_day_ends_at_local_midnight():
    late, early = scan(M.OUT_FOR_DELIVERY, 13.9), scan(M.OUT_FOR_DELIVERY, 14.1)
    assert told(look(after(late), early)[0]) == [("out_for_delivery", "2")]


def test_a_sorting_scan_in_between_does_not_make_out_for_delivery_news_again():
    decision, _ = look(Known(), scan(M.OUT_FOR_DELIVERY, 0), scan(M.ARRIVED_LOCAL, 0.1), scan(M.OUT_FOR_DELIVERY, 0.2))
    assert told(decision) == [("out_for_delivery", "1"), ("arrived_local", "1")]
    assert decision.milestone is M.OUT_FOR_DELIVERY


def test_a_second_attempt_is_a_second_occasion():
    events = [scan(M.DELIVERY_ATTEMPTED, 0), scan(M.OUT_FOR_DELIVERY, 22), scan(M.DELIVERY_ATTEMPTED, 26)]
    decision, known = look(Known(), *events)
    assert told(decision) == [("delivery_attempted", "1"), ("out_for_delivery", "1"), ("delivery_attempted", "2")]
    assert told(look(known, scan(M.DELIVERY_ATTEMPTED, 50))[0]) == [("delivery_attempted", "3")]


@pytest.mark.parametrize("stage", [M.DELIVERY_ATTEMPTED, M.AVAILABLE_FOR_PICKUP, M.HELD])
def test_a_reminder_is_its_own_step_once_a_day_and_moves_nothing(stage):
    decision, known = look(after(scan(stage, 0)), reminder(96), reminder(97), reminder(120))
    assert told(decision) == [("hold_reminder", "1"), ("hold_reminder", "2")]
    assert (decision.milestone, decision.milestone_at) == (stage, None)
    assert told(look(known, reminder(121))[0]) == []
    assert told(look(known, reminder(144))[0]) == [("hold_reminder", "3")]


def test_a_reminder_whose_first_notice_was_missed_is_the_attempt():
    decision, _ = look(after(scan(M.OUT_FOR_DELIVERY, 0)), reminder(96))
    assert told(decision) == [("delivery_attempted", "1")]


def test_a_reminder_after_delivery_is_nothing():
    assert told(look(after(scan(M.DELIVERED, 0)), reminder(96))[0]) == []


def test_an_unmapped_scan_is_recorded_shown_and_told_to_nobody():
    unmapped = scan(M.UNKNOWN, 9, code="ZZ"), scan(M.UNKNOWN, 10, code="", text="Beamed Up")
    decision, known = look(after(scan(M.IN_TRANSIT, 0)), *unmapped, scan(M.UNKNOWN, 11, code="GC", record_only=True))
    assert (decision.milestone, decision.steps) == (M.IN_TRANSIT, ())
    assert decision.unknown_codes == ("Beamed Up", "ZZ")
    assert len(decision.new_events) == 3
    assert known.last_event_at == START


def test_a_piece_found_with_unmapped_scans_alone_is_unknown_and_no_longer_missing():
    assert look(Known(), scan(M.UNKNOWN, 0))[0].milestone is M.UNKNOWN
    decision, _ = look(Known())
    assert (decision.milestone, decision.reason) == (M.UNKNOWN, "the carrier lists no scans yet")


@pytest.mark.parametrize("end", [M.DELIVERED, M.DELIVERED_AGENT, M.RETURNED, M.CANCELLED])
@pytest.mark.parametrize("later", [M.IN_TRANSIT, M.OUT_FOR_DELIVERY, M.DELIVERY_ATTEMPTED, M.HELD, M.LABEL_CREATED])
def test_after_the_end_ordinary_scans_are_stored_in_silence(end, later):
    decision, _ = look(after(scan(end, 0)), scan(later, 30))
    assert (decision.milestone, decision.steps, len(decision.new_events)) == (end, (), 1)


@pytest.mark.parametrize("later", [M.RETURNING, M.RETURNED, M.REFUSED, M.UNCLAIMED, M.UNDELIVERABLE])
def test_after_delivery_a_return_still_counts(later):
    assert told(look(after(scan(M.DELIVERED, 0)), scan(later, 30))[0]) == [(later.value, "1")]


@pytest.mark.parametrize("turned", [M.REFUSED, M.UNCLAIMED, M.RETURNING])
def test_on_the_way_back_the_scans_at_the_senders_end_are_stored_in_silence(turned):
    way = scan(M.IN_TRANSIT, 10), scan(M.OUT_FOR_DELIVERY, 40), scan(M.DELIVERY_ATTEMPTED, 44), reminder(90)
    decision, known = look(after(scan(turned, 0)), *way)
    assert (decision.milestone, decision.steps, len(decision.new_events)) == (turned, (), 4)
    assert told(look(known, scan(M.RETURNED, 100))[0]) == [("returned", "1")]


def test_a_refused_piece_that_is_delivered_after_all_is_told():
    assert told(look(after(scan(M.REFUSED, 0)), scan(M.DELIVERED, 30))[0]) == [("delivered", "1")]


def test_delivered_and_delivered_to_agent_are_announced_once():
    decision, known = look(after(scan(M.DELIVERED_AGENT, 0)), scan(M.DELIVERED, 3))
    assert (decision.milestone, decision.steps) == (M.DELIVERED, ())
    assert told(look(known, scan(M.DELIVERED, 20), scan(M.DELIVERED_AGENT, 21))[0]) == []


def test_a_second_delivery_after_a_return_began_is_a_second_occasion():
    decision, _ = look(after(scan(M.DELIVERED, 0)), scan(M.RETURNING, 30), scan(M.DELIVERED, 60))
    assert told(decision) == [("returning", "1"), ("delivered", "2")]


def test_refused_unclaimed_returning_and_returned_stay_apart():
    events = [scan(M.REFUSED, 0), scan(M.UNCLAIMED, 1), scan(M.RETURNING, 2), scan(M.RETURNED, 3)]
    decision, _ = look(Known(), *events)
    assert [kind for kind, _ in told(decision)] == ["refused", "unclaimed", "returning", "returned"]


def test_a_scan_from_the_far_future_waits_until_its_time_is_plausible():
    ahead = (NOW - START) / timedelta(hours=1)
    decision, _ = look(after(scan(M.IN_TRANSIT, 0)), scan(M.DELIVERED, ahead + 27))
    assert (decision.milestone, decision.steps, len(decision.new_events)) == (M.IN_TRANSIT, (), 0)
    assert told(look(after(scan(M.IN_TRANSIT, 0)), scan(M.DELIVERED, ahead + 25))[0]) == [("delivered", "1")]


def test_a_scanner_ahead_of_its_time_does_not_hide_the_true_scans_after_it():
    ahead = (NOW - START) / timedelta(hours=1)
    known = after(scan(M.IN_TRANSIT, 0), scan(M.OUT_FOR_DELIVERY, ahead + 10))
    assert known.last_event_at <= NOW
    assert told(look(known, scan(M.DELIVERED, ahead + 0.5))[0]) == [("delivered", "1")]


def test_two_scans_of_one_second_are_both_steps_in_the_order_given():
    decision, _ = look(Known(), scan(M.ARRIVED_LOCAL, 5), scan(M.OUT_FOR_DELIVERY, 5))
    assert [kind for kind, _ in told(decision)] == ["arrived_local", "out_for_delivery"]


def test_not_found_keeps_what_was_known():
    missing = NotFound("9400", "not yet", "150006", b"{}")
    decision = decide(after(scan(M.IN_TRANSIT, 0)), missing, NOW)
    assert (decision.milestone, decision.steps) == (M.IN_TRANSIT, ())
    assert decide(Known(), missing, NOW).milestone is M.NOT_FOUND
    assert decide(Known(M.UNKNOWN), missing, NOW).milestone is M.NOT_FOUND
    assert "no record" in decision.reason


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (NotPermitted("9400", "not yours", "150010", b"{}"), "does not let us"),
        (Failed("9400", "timeout", "8 s"), "could not be asked (timeout)"),
    ],
)
def test_an_answer_without_news_changes_nothing_and_says_why(answer, words):
    known = after(scan(M.OUT_FOR_DELIVERY, 0))
    decision = decide(known, answer, NOW)
    kept = (decision.milestone, decision.visits, decision.last_event_at, decision.milestone_on)
    assert kept == (known.milestone, dict(known.visits), known.last_event_at, known.milestone_on)
    assert words in decision.reason
    assert (decision.steps, decision.new_events, decision.milestone_at) == ((), (), None)


def test_what_is_known_is_never_changed_in_place():
    visits = {"in_transit": 1}
    decide(Known(M.IN_TRANSIT, START, frozenset(), visits), found(scan(M.DELIVERED, 3)), NOW)
    assert visits == {"in_transit": 1}


def test_a_piece_that_was_given_up_is_followed_again_at_any_new_scan_and_nobody_is_told_what_nobody_knows():
    known = Known(M.EXPIRED, START, frozenset({"old"}), {}, None)
    strange, _ = look(known, scan(M.UNKNOWN, 900, code="ZZ"))
    assert (strange.milestone, told(strange)) == (M.UNKNOWN, [])
    green_card, _ = look(known, scan(M.UNKNOWN, 900, code="GC", record_only=True))
    assert green_card.milestone is M.EXPIRED
    moved, _ = look(known, scan(M.IN_TRANSIT, 900))
    assert moved.milestone is M.IN_TRANSIT
