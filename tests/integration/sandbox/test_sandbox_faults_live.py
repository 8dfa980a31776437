"""Each kind of fault as a client meets it."""

import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

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


def test_a_create_is_refused_with_the_ordered_code_for_that_phone_alone(world):
    world.fault("twilio", "refused", code=30034, phone=ADA, count=1, retry_after=7)
    assert world.send(to="+12025550144").status == "queued"
    account = f"/2010-04-01/Accounts/{world.sandbox.settings.account_sid}"
    login = (world.sandbox.settings.account_sid, world.sandbox.settings.auth_token)
    form = {"To": ADA, "From": "55501", "Body": "x"}
    answer = world.ask("POST", f"{account}/Messages.json", data=form, auth=login)
    assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (400, 30034, "7")
    assert world.texts() == [] and world.send().status == "queued"


@pytest.mark.parametrize(
    ("kind", "statuses", "price"), [("failed", ["failed"], None), ("undelivered", ["sent", "undelivered"], "-0.00830")]
)
def test_an_accepted_text_fails_with_the_ordered_code(world, app, until, kind, statuses, price):
    world.fault("twilio", kind, code=30005, phone=ADA)
    message = world.send(status_callback=f"{app.url}/sms/status")
    until(lambda: app.statuses(message.sid) == statuses)
    assert [hook.form.get("ErrorCode") for hook in app.hooks][-1] == "30005"
    kept = world.twilio.messages(message.sid).fetch()
    assert (kept.status, kept.error_code, kept.price) == (kind, 30005, price)
    assert world.texts() == []


def test_a_429_says_when_to_come_back_if_that_was_ordered(world):
    login = (world.sandbox.settings.account_sid, world.sandbox.settings.auth_token)
    path = f"/2010-04-01/Accounts/{world.sandbox.settings.account_sid}/Messages.json"
    for more, said in (({"retry_after": 3}, "3"), ({}, None)):
        world.fault("twilio", "http_429", count=1, **more)
        answer = world.ask("GET", path, auth=login)
        assert (answer.status_code, answer.headers.get("Retry-After")) == (429, said)


def test_answers_bear_the_sandboxs_own_time(world):
    said = parsedate_to_datetime(world.ask("GET", "/health").headers["Date"])
    assert abs((said - datetime.now(UTC)).total_seconds()) < 5
    world.sandbox._server.clock = lambda: datetime(2031, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert world.ask("GET", "/health").headers["Date"] == "Thu, 02 Jan 2031 03:04:05 GMT"
