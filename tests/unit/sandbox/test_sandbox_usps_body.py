"""The strict body of Tracking 3.2."""

import json

import pytest

from sandbox.usps_api import find_problem

GOOD = {"trackingNumber": "9400111899560180896308"}


@pytest.mark.parametrize(
    "body",
    [
        [GOOD],
        [GOOD] * 35,
        [GOOD | {"destinationZIPCode": "43215", "mailingDate": "2026-11-20"}],
    ],
)
def test_good_bodies_pass(body):
    assert find_problem(body) is None


@pytest.mark.parametrize(
    "body",
    [
        GOOD,
        None,
        "text",
        [],
        [GOOD] * 36,
        ["9400111899560180896308"],
        [{}],
        [{"trackingNumber": 9400111899560180896308}],
        [{"trackingNumber": ""}],
        [{"trackingNumber": "9" * 41}],
        [GOOD, GOOD | {"expand": "DETAIL"}],
        [GOOD | {"destinationZIPCode": "4321"}],
        [GOOD | {"destinationZIPCode": 43215}],
        [GOOD | {"mailingDate": "11/20/2026"}],
        [GOOD | {"mailingDate": None}],
    ],
)
def test_everything_else_is_refused_as_a_whole(body):
    problem = find_problem(body)
    assert problem.status == 400
    error = json.loads(problem.body)["error"]
    assert error["errors"][0]["code"] == "OASValidation"
    assert error["message"] == ""
