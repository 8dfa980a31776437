"""Each kind of fault as a client meets it."""

import time

import pytest
import requests
from twilio.base.exceptions import TwilioRestException

from sandbox.faults import AFTER_ACCEPT
from sandbox.numbers import make_sample

ADA = "+12025550143"


@pytest.mark.parametrize(("kind", "status", "code"), [("http_500", 500, 20500), ("http_429", 429, 20429)])
def test_a_refusal_before_accepting_leaves_nothing(world, kind, status, code):
    world.fault("twilio", kind)
    with pytest.raises(TwilioRestException) as failed:
        world.send()
    assert (failed.value.status, failed.value.code) == (status, code)
    assert world.texts() == []
    assert world.send().status == "queued"


def test_garbage_is_no_json_and_nothing_is_accepted(world):
    world.fault("twilio", "garbage")
    with pytest.raises((ValueError, TwilioRestException)):
        world.send()
    assert world.texts() == []


@pytest.mark.parametrize("kind", AFTER_ACCEPT)
def test_after_accept_the_phone_has_the_text_though_the_client_failed(world, app, until, kind):
    world.fault("twilio", kind, count=1, seconds=0.2)
    with pytest.raises((TwilioRestException, requests.RequestException)):
        world.send(status_callback=f"{app.url}/sms/status")
    (text,) = world.texts()
    until(lambda: app.statuses(text["sid"]) == ["sent", "delivered"])
    assert len(world.twilio.messages.list()) == 1


def test_a_reset_is_a_reset(world):
    world.fault("twilio", "reset_after_accept")
    with pytest.raises(requests.ConnectionError) as failed:
        world.send()
    assert "reset" in str(failed.value).lower()


def test_a_timeout_accepts_nothing(world):
    world.fault("twilio", "timeout", count=1, seconds=0.3)
    with pytest.raises(requests.RequestException):
        world.send()
    assert world.texts() == []


def test_slow_answers_late_but_well(world):
    world.fault("twilio", "slow", seconds=0.3)
    began = time.monotonic()
    assert world.send().status == "queued"
    assert time.monotonic() - began >= 0.3


def test_list_lag_hides_what_is_young(world):
    world.send()
    world.fault("twilio", "list_lag", count=1, seconds=60)
    assert world.twilio.messages.list() == []
    assert len(world.twilio.messages.list()) == 1


@pytest.mark.parametrize(
    ("kind", "statuses"),
    [
        ("callback_duplicate", ["sent", "sent", "delivered"]),
        ("callback_reorder", ["delivered", "sent"]),
        ("callback_drop", ["delivered"]),
    ],
)
def test_callbacks_go_wrong(world, app, until, kind, statuses):
    world.fault("twilio", kind)
    message = world.send(status_callback=f"{app.url}/sms/status")
    until(lambda: app.statuses(message.sid) == statuses)
    second = world.send(status_callback=f"{app.url}/sms/status")
    until(lambda: app.statuses(second.sid) == ["sent", "delivered"])


def test_usps_says_when_to_come_back(world):
    token = world.token()
    world.fault("usps", "http_429", count=1, seconds=7)
    answer = world.track(make_sample("delivered"), token=token)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert answer.json()["error"]["code"] == "429"


def test_usps_can_refuse_a_good_token(world):
    token = world.token()
    world.fault("usps", "http_401")
    assert world.track(make_sample("delivered"), token=token).status_code == 401
    assert world.track(make_sample("delivered"), token=token).status_code == 200


@pytest.mark.parametrize("kind", ["timeout", "reset_after_accept"])
def test_usps_may_not_answer_at_all(world, kind):
    token = world.token()
    world.fault("usps", kind, count=1, seconds=0.2)
    with pytest.raises(requests.ConnectionError):
        world.track(make_sample("delivered"), token=token)


def test_a_fault_is_shown_until_it_is_used_up(world):
    world.fault("usps", "http_500", count=2)
    (fault,) = world.ask("GET", "/faults").json()
    assert (fault["kind"], fault["requests_left"]) == ("http_500", 2)
    world.ask("POST", "/oauth2/v3/token")
    world.ask("POST", "/oauth2/v3/token")
    assert world.ask("GET", "/faults").json() == []
