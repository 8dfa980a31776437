"""USPS's stand-in over HTTP: tokens, statuses, order, and the mailpieces behind it."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from sandbox.numbers import make_sample
from sandbox.server import Sandbox
from sandbox.settings import Settings
from sandbox.wire import Request

WISH = {"grant_type": "client_credentials", "client_id": "id", "client_secret": "secret"}
FAST = 1e7


def set_up(world, scenario, speed=FAST, number=None):
    number = number or make_sample("delivered")
    answer = world.post("/mailpieces", {"tracking_number": number, "scenario": scenario, "speed": speed})
    assert answer.status_code == 201, answer.text
    return number


def test_a_token_by_json_and_by_form(world):
    for answer in (world.post("/oauth2/v3/token", WISH), world.ask("POST", "/oauth2/v3/token", data=WISH)):
        token = answer.json()
        assert answer.status_code == 200
        assert (token["expires_in"], token["token_type"], token["status"]) == (28799, "Bearer", "approved")
        assert "tracking" in token["scope"].split()
        assert token["issued_at"] > 1_700_000_000_000


@pytest.mark.parametrize(
    ("wish", "status", "error"),
    [
        (WISH | {"client_secret": "wrong"}, 401, "invalid_client"),
        (WISH | {"client_id": "wrong"}, 401, "invalid_client"),
        (WISH | {"client_secret": 5}, 401, "invalid_client"),
        (WISH | {"grant_type": "password"}, 400, "unsupported_grant_type"),
        (["no"], 400, "invalid_request"),
    ],
)
def test_a_wrong_wish_gets_the_oauth_error(start, wish, status, error):
    world = start(usps_client_id="id", usps_client_secret="secret")
    answer = world.post("/oauth2/v3/token", wish)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert set(answer.json()) == {"error", "error_description", "error_uri"}


def test_without_a_token_nothing_is_told(world):
    assert world.track(make_sample("delivered"), token="made-up").status_code == 401
    assert world.ask("POST", "/tracking/v3r2/tracking", json=[]).json()["error"]["code"] == "401"


def test_a_token_ends():
    now = [datetime(2026, 11, 22, tzinfo=UTC)]
    sandbox = Sandbox(Settings(), clock=lambda: now[0])
    wish = Request("POST", "/oauth2/v3/token", "", {"content-type": "application/json"}, json.dumps(WISH).encode())
    token = json.loads(sandbox.answer(wish).body)["access_token"]
    question = Request("POST", "/tracking/v3r2/tracking", "", {"authorization": f"Bearer {token}"}, b"[]")

    assert sandbox.answer(question).status == 400
    now[0] += timedelta(seconds=28799)
    assert sandbox.answer(question).status == 401


def test_all_found_is_200_and_out_of_order(world):
    numbers = [set_up(world, "delivered") for _ in range(3)]
    answer = world.track(*numbers)
    told = [item["trackingNumber"] for item in answer.json()]
    assert answer.status_code == 200
    assert sorted(told) == sorted(numbers)
    assert told != numbers
    assert {item["statusCode"] for item in answer.json()} == {"200"}


def test_mixed_is_207_with_an_error_in_the_item(world):
    known, hidden = set_up(world, "delivered"), set_up(world, "not_found_at_first", speed=1)
    answer = world.track(known, hidden, "1Z5R89390357567127")
    by_number = {item["trackingNumber"]: item for item in answer.json()}
    assert answer.status_code == 207
    assert [by_number[n]["statusCode"] for n in (known, hidden, "1Z5R89390357567127")] == ["200", "404", "404"]
    assert "not yet available" in by_number[hidden]["error"]["errors"][0]["detail"]
    assert "may be incorrect" in by_number["1Z5R89390357567127"]["error"]["errors"][0]["detail"]


def test_a_single_miss_is_404(world):
    answer = world.track(set_up(world, "not_found_at_first", speed=1))
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "404"


def test_not_permitted_is_403_in_the_item(world):
    (item,) = world.track(set_up(world, "not_permitted")).json()
    assert item["statusCode"] == "403"
    assert "agreement" in item["error"]["errors"][0]["detail"]


def test_36_numbers_are_too_many(world):
    number = set_up(world, "delivered")
    assert world.track(*[number] * 35).status_code == 200
    assert world.track(*[number] * 36).status_code == 400


def test_a_number_nobody_set_up_goes_by_its_last_digit(world):
    number = make_sample("refused")
    assert world.track(number).status_code == 200
    (piece,) = world.ask("GET", "/mailpieces").json()
    assert (piece["tracking_number"], piece["scenario"]) == (number, "refused")


def test_a_number_is_one_mailpiece_however_it_is_written(world):
    set_up(world, "delivered", number="9400 1112-0620 6406 2607 87")
    answer = world.track("420787459400111206206406260787")
    assert answer.json()[0]["trackingNumber"] == "420787459400111206206406260787"
    (piece,) = world.ask("GET", "/mailpieces").json()
    assert piece["tracking_number"] == "9400111206206406260787"


def test_a_whole_journey_shows_up(world, until):
    number = set_up(world, "notice_left")
    item = until(lambda: next(iter(i for i in world.track(number).json() if i["status"].startswith("Delivered")), None))
    assert item["status"] == "Delivered, Individual Picked Up at Post Office"


def test_scans_by_hand(world):
    number = set_up(world, "manual", speed=1)
    earlier = (datetime.now(UTC) - timedelta(days=1)).astimezone().isoformat()
    scan = {"event_code": "04", "event": "Refused", "city": "MIAMI", "state": "FL"}
    assert world.post(f"/mailpieces/{number}/scans", scan).status_code == 201
    assert world.post(f"/mailpieces/{number}/scans", scan | {"event": "Earlier", "at": earlier}).status_code == 201

    (item,) = world.track(number).json()
    assert (item["status"], item["trackingEvents"][0]["eventState"]) == ("Refused", "FL")
    assert item["trackingEvents"][-1]["eventType"] == "Earlier"


def test_a_scan_by_hand_may_be_the_first_that_is_heard_of_a_number(world):
    number = make_sample("delivered")
    world.post(f"/mailpieces/{number}/scans", {"event_code": "GX", "event": "Label Created", "city": None})
    (item,) = world.track(number).json()
    assert item["trackingEvents"]["eventCode"] == "GX"


def test_setting_a_number_up_again_starts_anew(world):
    number = set_up(world, "delivered")
    set_up(world, "manual", number=number)
    (item,) = world.track(number).json()
    assert item["statusCategory"] == "Accepted"
