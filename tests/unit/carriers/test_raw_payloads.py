"""What the raw answers of UPS, FedEx and EasyPost mean, payload by payload."""

from pathlib import Path

import pytest

from carriers import easypost, fedex, ups
from carriers.answers import Answer, Failed, Found, NotFound
from carriers.easypost_codes import milestone_of as easypost_milestone
from carriers.fedex_codes import milestone_of as fedex_milestone
from carriers.http import Reply
from carriers.ups_codes import milestone_of as ups_milestone

PAYLOADS = Path(__file__).parents[2] / "payloads"
UPS, FEDEX, USPS = "1Z999AA10123456784", "986578788855", "9400111899100000000012"


def read(carrier: str, name: str, number: str, status: int = 200) -> Answer:
    reply = Reply(status, {}, (PAYLOADS / carrier / f"{name}.json").read_bytes())
    match carrier:
        case "ups":
            return ups.read(number, reply)
        case "fedex":
            return fedex.read([number], reply)[number]
        case _:
            return easypost.read(number, reply)


@pytest.mark.parametrize(
    ("carrier", "name", "number", "milestones"),
    [
        ("ups", "delivered", UPS, "label_created accepted in_transit out_for_delivery delivered"),
        ("ups", "out_for_delivery", UPS, "label_created accepted in_transit out_for_delivery"),
        ("ups", "rescheduled", UPS, "label_created accepted in_transit out_for_delivery delayed"),
        (
            "ups", "refused_and_back", UPS,
            "label_created accepted in_transit out_for_delivery refused returning returned",
        ),
        ("fedex", "delivered", FEDEX, "label_created accepted in_transit out_for_delivery delivered"),
        (
            "fedex", "customer_not_available", FEDEX,
            "label_created accepted in_transit out_for_delivery delivery_attempted",
        ),
        (
            "fedex", "refused_and_back", FEDEX,
            "label_created accepted in_transit out_for_delivery refused returning",
        ),
        ("fedex", "two_results", FEDEX, "accepted"),
        ("easypost", "delivered", USPS, "label_created accepted out_for_delivery delivered"),
        ("easypost", "notice_left", USPS, "label_created accepted out_for_delivery delivery_attempted"),
        ("easypost", "back_at_sender", USPS, "label_created accepted out_for_delivery returned"),
        ("easypost", "dhl_in_transit", "1234567891", "in_transit"),
    ],
)  # fmt: skip
def test_the_scans_of_an_answer_mean(carrier: str, name: str, number: str, milestones: str) -> None:
    answer = read(carrier, name, number)
    assert isinstance(answer, Found)
    assert " ".join(event.milestone for event in answer.events) == milestones


def test_who_signed_stands_beside_the_delivery_alone() -> None:
    for carrier, number, signer in (
        ("ups", UPS, "RIVERA"),
        ("fedex", FEDEX, "R.RIVERA"),
        ("easypost", USPS, "A RIVERA"),
    ):
        answer = read(carrier, "delivered", number)
        assert isinstance(answer, Found)
        assert [event.signer for event in answer.events if event.signer] == [signer]
        assert answer.events[-1].signer == signer


@pytest.mark.parametrize(
    ("carrier", "name", "number", "day"),
    [
        ("ups", "out_for_delivery", UPS, "2026-11-20"),
        ("ups", "rescheduled", UPS, "2026-11-21"),
        ("fedex", "out_for_delivery", FEDEX, "2026-11-20"),
        ("easypost", "out_for_delivery", USPS, "2026-11-20"),
        ("ups", "delivered", UPS, "None"),
    ],
)
def test_the_day_on_which_it_should_come(carrier: str, name: str, number: str, day: str) -> None:
    answer = read(carrier, name, number)
    assert isinstance(answer, Found) and str(answer.expected_on) == day


@pytest.mark.parametrize(
    ("carrier", "name", "status", "kind"),
    [
        ("ups", "refused_application_403", 403, "unauthorized"),
        ("fedex", "refused_application_403", 403, "unauthorized"),
        ("easypost", "payment_402", 402, "unauthorized"),
    ],
)
def test_what_only_the_operator_can_mend_is_said_to_be_ours(carrier: str, name: str, status: int, kind: str) -> None:
    answer = read(carrier, name, UPS, status)
    assert isinstance(answer, Failed) and answer.kind == kind and len(answer.detail) > 10


def test_ups_says_not_found_in_two_ways() -> None:
    assert isinstance(read("ups", "not_found_404", UPS, 404), NotFound)
    assert isinstance(read("ups", "not_found_warning", UPS), NotFound)


def test_an_unknown_code_is_unknown_and_an_exception_means_what_is_said_beside_it() -> None:
    assert ups_milestone("999", "X") == "unknown" and ups_milestone("11", "") == "delivered"
    assert ups_milestone("999", "I") == "in_transit"
    assert fedex_milestone("ZZ", "", "") == "unknown" and fedex_milestone("DE", "", "Delivery exception") == "unknown"
    assert fedex_milestone("DE", "03", "") == "undeliverable"
    assert fedex_milestone("SE", "", "Shipment exception: Weather delay") == "delayed"
    assert easypost_milestone("failure", "failure", "UPS", "", "") == "unknown"
    assert easypost_milestone("in_transit", "missorted", "UPS", "", "") == "missent"
    assert easypost_milestone("return_to_sender", "return", "UPS", "", "Delivered") == "returned"
