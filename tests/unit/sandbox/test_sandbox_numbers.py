"""Which numbers the pretended USPS takes seriously."""

import pytest

from sandbox.numbers import is_certified, is_usps, make_sample, rule_for, tidy
from sandbox.scenarios import RULE


@pytest.mark.parametrize(
    "number",
    [
        "9400111206206406260787",
        "420787459400111206206406260787",
        "4201002334249200190132607600833457",
        "9400 1112-0108 0805 4830 16",
        "0307 1790 0005 2348 3741",
        "7196 9010 7560 0307 7385",
        "9261292700768711948021",
        "RB123456785US",
    ],
)
def test_real_looking_numbers_count(number):
    assert is_usps(tidy(number))


@pytest.mark.parametrize(
    "number", ["9400111206206406260788", "7196 9010 7560 0307 7386", "RB123456786US", "1Z5R89390357567127", "123", ""]
)
def test_others_do_not(number):
    assert not is_usps(tidy(number))


def test_the_routing_code_in_front_is_not_part_of_the_number():
    assert tidy("420 78745 9400 1112 0620 6406 2607 87") == "9400111206206406260787"


@pytest.mark.parametrize("scenario", sorted(set(RULE.values())))
def test_every_ruled_scenario_has_a_valid_sample(scenario):
    for _ in range(20):
        number = make_sample(scenario)
        assert is_usps(number)
        assert rule_for(number) == scenario


def test_manual_has_no_sample():
    assert make_sample("manual") is None


def test_certified_labels_are_known_by_their_heads():
    assert is_certified("9589071052700901187432")
    assert is_certified("70201810000012345678")
    assert not is_certified("9400111899560180896308")
