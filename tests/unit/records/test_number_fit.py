"""Was it prepared as Certified Mail? A number that does not go with what was bought is flagged, and never refused."""

import pytest

from records.number_fit import doubt
from tests.world import NUMBER

CERTIFIED, PARCEL, UPS = "9589071052700000000018", "9400111899223197428490", "1Z999AA10123456784"


def test_a_certified_number_with_certified_mail_is_in_doubt_nowhere() -> None:
    for number in (CERTIFIED, "70200000000000000000", "9407300000000000000000"):
        assert doubt({"certified", "receipt_paper"}, "usps", number) == ""


@pytest.mark.parametrize(
    ("options", "carrier", "number", "service", "said"),
    [
        ({"certified"}, "usps", PARCEL, "", "does not look like one of Certified Mail"),
        ({"certified"}, "s10", "RE123456785US", "", "does not look like one of Certified Mail"),
        ({"certified"}, "ups", UPS, "", "another carrier's"),
        (set(), "usps", CERTIFIED, "", "not among its service options"),
        (set(), "usps", PARCEL, "First-Class Certified Mail", "USPS calls this Certified Mail"),
        ({"certified"}, "usps", PARCEL, "Certified Mail", ""),
        ({"signature_confirmation"}, "usps", PARCEL, "", ""),
        (set(), "ups", UPS, "", ""),
    ],
)
def test_what_does_not_go_together_is_said(
    options: set[str], carrier: str, number: str, service: str, said: str
) -> None:
    found = doubt(options, carrier, number, service)
    assert said in found and bool(found) == bool(said)


def test_the_numbers_of_our_other_tests_are_told_apart_too() -> None:
    assert bool(doubt({"certified"}, "usps", NUMBER)) != bool(doubt(set(), "usps", NUMBER))
