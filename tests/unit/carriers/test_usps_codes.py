"""The whole code table of the USPS scans, and the traps in it."""

import pytest

from carriers.usps_codes import CODES, is_record_only, is_reminder, milestone_of
from models.vocabulary import Milestone as M

TABLE = {
    M.LABEL_CREATED: "MA GX 89 80 81 82",
    M.ACCEPTED: "03 TM PA OA UA AD",
    M.IN_TRANSIT: "10 A1 T1 TL NT EF SF L1 U1 41 42 43",
    M.ARRIVED_LOCAL: "07 PC",
    M.OUT_FOR_DELIVERY: "OF DG",
    M.DELIVERY_ATTEMPTED: "02 52 53 54 55 56 30 51",
    M.AVAILABLE_FOR_PICKUP: "14 16",
    M.DELAYED: "71 DX",
    M.DELIVERED: "01",
    M.DELIVERED_AGENT: "17",
    M.FORWARDED: "06",
    M.MISSENT: "08 15",
    M.UNDELIVERABLE: "05 21 22 23 24 25 26 28 29",
    M.REFUSED: "04",
    M.UNCLAIMED: "27 31",
    M.RETURNING: "09",
    M.LOST_RECOVERY: "11",
    M.CANCELLED: "44",
}


@pytest.mark.parametrize(("milestone", "codes"), TABLE.items(), ids=str)
def test_each_code_alone_decides(milestone, codes):
    for code in codes.split():
        assert milestone_of(code, "", "") is milestone
        assert milestone_of(code, "words nobody knows", "Alert") is milestone


def test_the_table_holds_these_codes_and_no_other():
    assert set(CODES) == {code for codes in TABLE.values() for code in codes.split()}


@pytest.mark.parametrize(
    ("code", "text", "milestone"),
    [
        ("01", "Delivered, To Original Sender", M.RETURNED),
        ("", "Delivered, To Original Sender", M.RETURNED),
        ("01", "Delivered to Agent for Final Delivery", M.DELIVERED_AGENT),
        ("01", "Delivered, To Agent", M.DELIVERED_AGENT),
        ("01", "Delivered, Left with Individual", M.DELIVERED),
        ("01", "Delivered, Individual Picked Up at Post Office", M.DELIVERED),
        ("17", "Delivered to Agent, Picked up at USPS", M.DELIVERED_AGENT),
        ("1", "Delivered, Front Door/Porch", M.DELIVERED),
        (" of ", "", M.OUT_FOR_DELIVERY),
        ("16", "Held at Post Office, At Customer Request", M.HELD),
        ("", "Held at Post Office, At Customer Request", M.HELD),
        ("RS", "Redelivery Scheduled for Next Business Day", M.HELD),
        ("53", "Reminder to Schedule Redelivery", M.DELIVERY_ATTEMPTED),
        ("XX", "Reminder to Schedule Redelivery", M.DELIVERY_ATTEMPTED),
        ("XX", "Reminder to pick up your item", M.AVAILABLE_FOR_PICKUP),
        ("XX", "Unclaimed/Being Returned to Sender", M.UNCLAIMED),
        ("XX", "Refused", M.REFUSED),
        ("XX", "Return to Sender Processed", M.RETURNING),
        ("XX", "Moved, Left No Address", M.UNDELIVERABLE),
        ("XX", "Forward Expired", M.UNDELIVERABLE),
        ("XX", "Forwarded", M.FORWARDED),
        ("XX", "Missent", M.MISSENT),
        ("XX", "Picked Up by Shipping Partner, USPS Awaiting Item", M.LABEL_CREATED),
        ("XX", "USPS picked up item", M.ACCEPTED),
        ("XX", "Notice Left (No Authorized Recipient Available)", M.DELIVERY_ATTEMPTED),
        ("XX", "Delivery Attempted - No Access to Delivery Location", M.DELIVERY_ATTEMPTED),
        ("XX", "In Transit to Next Facility, Arriving Late", M.DELAYED),
        ("XX", "Weather Delay", M.DELAYED),
        ("XX", "Arrived at Post Office", M.ARRIVED_LOCAL),
        ("XX", "Arrived at USPS Regional Facility", M.IN_TRANSIT),
        ("XX", "Out for Delivery, Expected Delivery by 9:00pm", M.OUT_FOR_DELIVERY),
        ("XX", "Customer Recall", M.CANCELLED),
        ("XX", "Sent to Mail Recovery Center", M.LOST_RECOVERY),
        ("XX", "Available for Pickup", M.AVAILABLE_FOR_PICKUP),
        ("XX", "Reweighed by Contractor", M.UNKNOWN),
        ("", "", M.UNKNOWN),
    ],
)
def test_the_text_speaks_where_the_code_does_not(code, text, milestone):
    assert milestone_of(code, text) is milestone


@pytest.mark.parametrize(
    ("category", "milestone"),
    [
        ("Pre-Shipment", M.LABEL_CREATED),
        ("Accepted", M.ACCEPTED),
        ("In Transit", M.IN_TRANSIT),
        ("On the Way", M.IN_TRANSIT),
        ("Out for Delivery", M.OUT_FOR_DELIVERY),
        ("Delivery Attempt", M.DELIVERY_ATTEMPTED),
        ("Delivery Attempt: Action Needed", M.DELIVERY_ATTEMPTED),
        ("Available for Pickup", M.AVAILABLE_FOR_PICKUP),
        ("Delivered", M.DELIVERED),
        ("Delivered to Agent", M.DELIVERED_AGENT),
        ("Alert", M.UNKNOWN),
        ("Something New", M.UNKNOWN),
    ],
)
def test_the_category_is_the_last_word(category, milestone):
    assert milestone_of("QQ", "words nobody knows", category) is milestone


def test_the_category_delivered_does_not_hide_a_return():
    assert milestone_of("", "Item went to the original sender", "Delivered") is M.RETURNED


def test_a_green_card_record_moves_nothing_whatever_else_is_said():
    assert milestone_of("GC", "Return Receipt Associated", "Delivered") is M.UNKNOWN
    assert is_record_only("gc")
    assert not is_record_only("ZZ")


def test_a_reminder_is_told_from_a_first_notice():
    assert is_reminder("53", "Reminder to Schedule Redelivery of your item")
    assert is_reminder("", "Reminder to pick up your item before November 20")
    assert not is_reminder("53", "Notice Left (No Authorized Recipient Available)")
    assert not is_reminder("01", "Delivered. Reminder: rate us")
