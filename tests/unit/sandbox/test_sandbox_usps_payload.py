"""The faults of real USPS answers, which a stand-in that is too tidy would hide."""

from datetime import UTC, datetime, timedelta

from sandbox.journeys import Mailpiece, Scan
from sandbox.numbers import make_sample
from sandbox.places import Place
from sandbox.usps_payload import CATEGORIES, render

START = datetime(2026, 11, 22, 15, 0, 31, tzinfo=UTC)


def item(scenario="delivered", after=timedelta(days=30), number="9589071052700901187432", scans=()):
    piece = Mailpiece(number, scenario, 1.0, START, hand_scans=tuple(scans))
    return render(piece, number, START + after)


def many(scenario="delivered"):
    return [item(number=make_sample(scenario)) for _ in range(60)]


def test_booleans_are_words():
    whole = item()
    assert {whole["emailEnabled"], whole["RREEnabled"], whole["kahalaIndicator"]} <= {"true", "false"}
    assert whole["trackingEvents"][0]["authorizedAgent"] == "false"


def test_services_come_as_text_and_as_list():
    assert {type(one["services"]) for one in many()} == {str, list}


def test_two_spellings_of_names_occur():
    every = many()
    assert any("RRAMEnabled" in one for one in every) and any("RRAMenabled" in one for one in every)
    assert any("uniqueMailPieceID" in one for one in every) and any("uniqueMailPieceId" in one for one in every)


def test_texts_hold_html():
    assert "<SUP>&reg;</SUP>" in item()["mailClass"]


def test_local_time_has_no_zone_and_gmt_has_one():
    event = item(after=timedelta(0))["trackingEvents"]
    assert event["eventTimestamp"] == "2026-11-22T09:00:00"
    assert event["GMTTimestamp"] == "2026-11-22T15:00:31Z"
    assert event["GMTOffset"] == "-06:00"


def test_the_offset_knows_summer():
    piece = Mailpiece("9589071052700901187432", "manual", 1.0, datetime(2026, 7, 1, 15, 0, tzinfo=UTC))
    event = render(piece, "x", datetime(2026, 7, 2, tzinfo=UTC))["trackingEvents"]
    assert (event["eventTimestamp"], event["GMTOffset"]) == ("2026-07-01T10:00:00", "-05:00")


def test_a_single_event_is_an_object_and_several_are_a_list_newest_first():
    assert isinstance(item(after=timedelta(0))["trackingEvents"], dict)
    events = item()["trackingEvents"]
    assert [event["GMTTimestamp"] for event in events] == sorted(
        (event["GMTTimestamp"] for event in events), reverse=True
    )


def test_a_facility_has_no_state_and_the_road_no_place():
    places = [(event["eventCity"], event["eventState"]) for event in item()["trackingEvents"]]
    assert ("COLUMBUS OH DISTRIBUTION CENTER", None) in places
    assert (None, None) in places


def test_a_notice_on_accountable_mail_names_the_day_of_return_fifteen_days_later():
    assert item("notice_left", timedelta(days=3))["returnDateNotice"] == "2026-12-10"
    assert "returnDateNotice" not in item("notice_left", timedelta(days=1))
    assert "returnDateNotice" not in item("notice_left", timedelta(days=30))


def test_the_signer_is_named_on_accountable_delivery_but_not_on_a_return():
    assert item("notice_left")["trackingEvents"][0]["name"] == "R MORGAN"
    assert item("refused")["trackingEvents"][0]["name"] is None
    assert item("delivered", number="9400111899560180896308")["trackingEvents"][0]["name"] is None


def test_a_return_to_the_sender_has_the_category_delivered():
    assert item("unclaimed")["statusCategory"] == "Delivered"
    assert item("unclaimed")["status"] == "Delivered, To Original Sender"


def test_an_unknown_code_has_no_category():
    strange = Scan(START + timedelta(minutes=1), "ZZ", "Something new", Place("MIAMI", "FL"))
    assert item("manual", scans=[strange])["statusCategory"] is None


def test_a_number_set_up_again_is_another_mailpiece():
    def identity(started_at):
        one = render(Mailpiece("9589071052700901187432", "manual", 1.0, started_at), "x", START + timedelta(days=1))
        return one.get("uniqueMailPieceID", one.get("uniqueMailPieceId")), one["mailPieceIntakeDate"]

    assert identity(START) != identity(START + timedelta(hours=1))
    assert identity(START) == identity(START)


def test_no_code_has_two_categories():
    codes = [code for codes in CATEGORIES.values() for code in codes.split()]
    assert len(codes) == len(set(codes))
