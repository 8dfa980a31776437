"""Raw USPS bodies, one per scan or fault, and what is read from each."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from carriers.answers import Failed, Found, NotFound, NotPermitted
from carriers.reading import as_bool, as_date, canonical, clean
from carriers.usps_payload import read_item, read_refusal
from models.vocabulary import Milestone as M

PAYLOADS = Path(__file__).parents[2] / "payloads" / "usps"


def load(name):
    body = json.loads((PAYLOADS / f"{name}.json").read_text())
    return body if isinstance(body, list) else [body]


def found(name):
    (item,) = load(name)
    answer = read_item(item["trackingNumber"], item)
    assert isinstance(answer, Found)
    return answer


@pytest.mark.parametrize(
    ("name", "milestones"),
    [
        ("label_created", [M.LABEL_CREATED]),
        ("accepted", [M.ACCEPTED]),
        ("in_transit_no_place", [M.ACCEPTED, M.IN_TRANSIT]),
        ("facility_without_state", [M.ACCEPTED, M.IN_TRANSIT]),
        ("out_for_delivery", [M.ACCEPTED, M.IN_TRANSIT, M.ARRIVED_LOCAL, M.OUT_FOR_DELIVERY]),
        (
            "delivered_parcel_locker",
            [M.ACCEPTED, M.IN_TRANSIT, M.ARRIVED_LOCAL, M.OUT_FOR_DELIVERY, M.DELIVERED],
        ),
        ("delivered_to_agent", [M.ACCEPTED, M.OUT_FOR_DELIVERY, M.DELIVERED_AGENT]),
        (
            "notice_left_and_reminder",
            [M.ACCEPTED, M.OUT_FOR_DELIVERY, M.DELIVERY_ATTEMPTED, M.DELIVERY_ATTEMPTED],
        ),
        ("held_at_customer_request", [M.ACCEPTED, M.ARRIVED_LOCAL, M.HELD]),
        ("available_for_pickup", [M.ACCEPTED, M.AVAILABLE_FOR_PICKUP]),
        ("refused", [M.ACCEPTED, M.OUT_FOR_DELIVERY, M.REFUSED]),
        (
            "unclaimed_then_returned",
            [M.ACCEPTED, M.DELIVERY_ATTEMPTED, M.UNCLAIMED, M.RETURNING, M.RETURNED],
        ),
        ("undeliverable", [M.ACCEPTED, M.OUT_FOR_DELIVERY, M.UNDELIVERABLE]),
        ("forwarded", [M.ACCEPTED, M.FORWARDED]),
        ("missent", [M.ACCEPTED, M.MISSENT]),
        ("delayed", [M.ACCEPTED, M.DELAYED]),
        ("lost_recovery", [M.ACCEPTED, M.LOST_RECOVERY]),
        ("recalled", [M.ACCEPTED, M.CANCELLED]),
        ("unmapped_code", [M.ACCEPTED, M.UNKNOWN]),
        ("green_card_associated", [M.ACCEPTED, M.UNKNOWN]),
        ("no_scans_yet", []),
    ],
)
def test_each_recorded_shape_reads_as_its_milestones_oldest_first(name, milestones):
    assert [event.milestone for event in found(name).events] == milestones


@pytest.mark.parametrize("path", sorted(PAYLOADS.glob("*.json")), ids=lambda path: path.stem)
def test_every_body_reads_the_same_twice_and_keeps_its_slice(path):
    for item in load(path.stem):
        first, again = (read_item("9400", item) for _ in range(2))
        assert first == again
        if isinstance(first, Found):
            assert json.loads(first.slice) == item
            assert all(event.occurred_at.tzinfo is UTC for event in first.events)
            assert len({event.fingerprint for event in first.events}) == len(first.events)


def test_a_scan_has_gmt_for_order_and_the_wall_clock_for_people():
    delivered = found("delivered_parcel_locker").events[-1]
    assert delivered.occurred_at == datetime(2026, 11, 5, 18, 58, 31, tzinfo=UTC)
    assert delivered.local_time.isoformat() == "2026-11-05T13:58:00"
    assert delivered.utc_offset_minutes == -300
    assert (delivered.city, delivered.state, delivered.zip, delivered.country) == ("ALBANY", "NY", "12207", None)
    assert delivered.signer == "A SAMPLE"
    assert len(delivered.fingerprint) == 32


def test_certified_details_are_read():
    answer = found("notice_left_and_reminder")
    assert answer.return_on == date(2026, 11, 20)
    assert answer.green_card.startswith("959094")
    assert answer.services == ("Certified Mail™", "Return Receipt")
    assert answer.category == "Delivery Attempt: Action Needed"
    assert [event.reminder for event in answer.events] == [False, False, False, True]


def test_a_green_card_record_is_unknown_without_alarm():
    record = found("green_card_associated").events[-1]
    assert (record.code, record.record_only) == ("GC", True)


def test_an_authorized_agent_said_as_text_is_understood():
    assert found("delivered_to_agent").events[-1].agent is True
    assert found("delivered_parcel_locker").events[-1].agent is False


def test_a_facility_city_without_state_and_a_scan_without_any_place_are_kept():
    facility = found("facility_without_state").events[-1]
    assert (facility.city, facility.state, facility.zip) == ("ALBANY NY DISTRIBUTION CENTER", None, None)
    nowhere = found("in_transit_no_place").events[-1]
    assert (nowhere.city, nowhere.state, nowhere.zip) == (None, None, None)


def test_markup_entities_nul_and_direction_marks_are_gone_from_texts():
    answer = found("fault_html_and_nul")
    assert answer.events[0].text == "Delivered, Front Desk/Reception ®"
    assert answer.events[0].city == "ST. PAUL"
    assert answer.service == "Priority Mail®"
    assert b"\\u0000" in answer.slice


def test_services_may_be_one_string():
    assert found("fault_services_is_a_string").services == ("USPS Tracking®",)


def test_a_single_event_may_come_as_an_object():
    assert [event.code for event in found("fault_single_event_as_object").events] == ["03"]


def test_null_lists_and_texts_are_nothing():
    answer = found("fault_null_lists")
    assert (answer.events, answer.services, answer.status_text, answer.category) == ((), (), "", "")
    assert answer.piece_id is None


def test_milliseconds_and_a_one_digit_offset_are_read():
    (event,) = found("fault_milliseconds_and_short_offset").events
    assert event.utc_offset_minutes == -420
    assert event.local_time.isoformat() == "2026-11-05T05:01:00"
    (plain,) = load("fault_milliseconds_and_short_offset")
    plain["trackingEvents"][0]["GMTTimestamp"] = "2026-11-05T12:01:31Z"
    assert read_item("9400", plain).events[0].fingerprint == event.fingerprint


def test_field_names_of_either_spelling_are_read():
    answer = found("fault_renamed_fields")
    assert answer.piece_id.endswith("|2026-11-02")
    assert (answer.events[0].zip, answer.events[0].signer) == ("12207", "B SAMPLE")


def test_a_missing_offset_follows_from_the_two_clocks():
    assert found("fault_no_offset").events[0].utc_offset_minutes == -300


def test_without_gmt_the_offset_or_the_state_gives_the_moment_and_else_the_scan_is_left_out():
    answer = found("fault_no_gmt")
    assert [(event.code, event.occurred_at.hour) for event in answer.events] == [("07", 13), ("OF", 13)]
    assert answer.events[0].utc_offset_minutes == -360
    assert b"ALBANY NY DISTRIBUTION CENTER" in answer.slice


def test_broken_events_do_not_cost_the_good_one():
    assert [event.code for event in found("fault_broken_events").events] == ["OF"]


def test_a_local_time_that_repeats_gmt_is_put_right():
    (item,) = load("accepted")
    item["trackingEvents"][0]["eventTimestamp"] = item["trackingEvents"][0]["GMTTimestamp"]
    assert read_item("9400", item).events[0].local_time.isoformat() == "2026-11-02T11:10:31"


def test_scans_of_one_second_keep_the_order_in_which_usps_lists_them_newest_first():
    (item,) = load("out_for_delivery")
    newest, before = item["trackingEvents"][:2]
    events = [newest, {**before, "GMTTimestamp": newest["GMTTimestamp"]}]
    assert [event.code for event in read_item("9400", {**item, "trackingEvents": events}).events] == ["07", "OF"]


def test_a_list_that_comes_oldest_first_reads_the_same():
    (item,) = load("out_for_delivery")
    turned = {**item, "trackingEvents": item["trackingEvents"][::-1]}
    assert read_item("9400", turned).events == read_item("9400", item).events


def test_the_category_speaks_for_the_newest_scan_only():
    (item,) = load("accepted")
    odd = {**item["trackingEvents"][0], "eventCode": "Q1", "eventType": "Beamed Up"}
    later = {**odd, "GMTTimestamp": "2026-11-03T17:10:31Z", "eventTimestamp": "2026-11-03T11:10:00"}
    answer = read_item("9400", {**item, "statusCategory": "Out for Delivery", "trackingEvents": [later, odd]})
    assert [event.milestone for event in answer.events] == [M.UNKNOWN, M.OUT_FOR_DELIVERY]


def test_expected_dates_are_read_from_the_top_or_from_the_nested_object():
    assert found("out_for_delivery").expected_on == date(2026, 11, 5)
    assert found("in_transit_no_place").expected_on == date(2026, 11, 6)


@pytest.mark.parametrize(
    ("name", "status", "kind"),
    [
        ("error_404_not_yet_available", 404, NotFound),
        ("error_400_may_be_incorrect", 400, NotFound),
        ("error_403_not_permitted", 403, NotPermitted),
        ("error_400_another_shipper", 400, NotPermitted),
        ("error_401_no_scope", 401, Failed),
        ("error_400_oas_validation", 400, Failed),
    ],
)
def test_an_error_is_sorted_by_status_and_words(name, status, kind):
    (body,) = load(name)
    assert isinstance(read_refusal("9400", body, status), kind)


def test_every_listed_tracking_error_code_has_an_outcome_of_its_own():
    for number in range(1, 14):
        error = {
            "error": {"code": "400", "errors": [{"status": "400", "code": f"1500{number:02d}", "detail": "words"}]}
        }
        answer = read_refusal("9400", error, 400)
        assert isinstance(answer, NotPermitted if number == 10 else NotFound)
        assert answer.code == f"1500{number:02d}"


def test_an_item_out_of_service_is_a_failure_and_not_a_missing_piece():
    answer = read_item("9400", {"trackingNumber": "9400", "statusCode": "503", "error": {"message": "not available"}})
    assert (type(answer), answer.kind) == (Failed, "server_error")


@pytest.mark.parametrize("item", [None, 7, "text", [], [[]]])
def test_an_item_that_is_no_object_is_garbage(item):
    answer = read_item("9400", item)
    assert (type(answer), answer.kind) == (Failed, "garbage")


def test_cleaning_is_quick_on_hostile_text_and_cuts_at_200():
    assert len(clean("x" * 10_000_000)) == 200
    assert clean("<" * 1_000_000) == "<" * 200
    assert clean("a < b > c") == "a c"
    assert clean("\ud800ok") == "ok"
    assert clean(True) == clean(None) == clean({}) == ""
    assert clean(12207) == "12207"


def test_half_a_surrogate_pair_does_not_break_the_slice():
    assert canonical({"b": 1, "a": "\ud800"}) == b'{"a":"\\ud800","b":1}'


@pytest.mark.parametrize(
    ("value", "expected"), [("true", True), ("Y", True), (True, True), ("false", False), (None, False)]
)
def test_booleans_come_as_words(value, expected):
    assert as_bool(value) is expected


@pytest.mark.parametrize("value", ["2026-04-04 14:03:12:000", "2026-04-04", "04042026", "04/04/2026"])
def test_the_four_notations_of_a_date_are_one_date(value):
    assert as_date(value) == date(2026, 4, 4)


@pytest.mark.parametrize("value", [None, "", "soon", "2026-13-40", 7])
def test_what_is_no_date_is_none(value):
    assert as_date(value) is None
