"""Texts typed on a phone arrive at the app as Twilio would bring them."""

import pytest
from twilio.request_validator import RequestValidator

ADA = "+12025550143"


def type_text(world, body, phone=ADA, **extra):
    return world.post(f"/phones/{phone}/texts", {"body": body, **extra})


def test_the_webhook_is_signed_and_has_twilios_fields(world, app):
    answer = type_text(world, " 9400 é \U0001f4e6 ")
    assert answer.status_code == 202
    assert answer.json()["app_status"] == 200

    (hook,) = app.hooks
    assert hook.url == f"{app.url}/sms/inbound"
    validator = RequestValidator(world.sandbox.settings.auth_token)
    assert validator.validate(hook.url, hook.form, hook.headers["X-Twilio-Signature"])
    assert "I-Twilio-Idempotency-Token" in hook.headers
    sid = answer.json()["sid"]
    assert (hook.form["MessageSid"], hook.form["SmsSid"], hook.form["SmsMessageSid"]) == (sid, sid, sid)
    assert (hook.form["Body"], hook.form["From"], hook.form["To"]) == (" 9400 é \U0001f4e6 ", ADA, "55501")
    assert (hook.form["NumMedia"], hook.form["SmsStatus"], hook.form["FromCountry"]) == ("0", "received", "US")


def test_pictures_come_with_links_and_an_empty_body(world, app):
    assert type_text(world, "", num_media=2).json()["sid"].startswith("MM")
    form = app.hooks[0].form
    assert (form["Body"], form["NumMedia"], form["MediaContentType1"]) == ("", "2", "image/jpeg")
    assert form["MediaUrl0"] != form["MediaUrl1"]


def test_the_texts_of_a_phone_in_order(world):
    type_text(world, "one")
    world.send("two")
    type_text(world, "elsewhere", phone="+12025550144")
    assert [(text["direction"], text["body"]) for text in world.texts()] == [("from_phone", "one"), ("to_phone", "two")]
    assert set(world.texts()[0]) == {"at", "direction", "from", "to", "body", "sid", "status"}


@pytest.mark.parametrize("phone", ["%2B12025550143", "12025550143", "+1-202-555-0143"])
def test_a_phone_may_be_written_in_several_ways(world, phone):
    assert type_text(world, "hello", phone=phone).status_code == 202
    assert len(world.texts()) == 1


def test_inbound_texts_can_be_listed_at_twilio(world):
    type_text(world, "hello")
    (message,) = world.twilio.messages.list(to="55501")
    assert (message.direction, message.status, message.from_, message.body) == ("inbound", "received", ADA, "hello")


def test_a_5xx_is_retried_with_the_same_token(world, app):
    app.answers = [500, 503, 200]
    assert type_text(world, "hello").json()["app_status"] == 200
    assert len(app.hooks) == 3
    assert len({hook.headers["I-Twilio-Idempotency-Token"] for hook in app.hooks}) == 1
    assert len({hook.form["MessageSid"] for hook in app.hooks}) == 1


def test_three_retries_and_no_more(world, app):
    app.answers = [500]
    assert type_text(world, "hello").json()["app_status"] == 500
    assert len(app.hooks) == 4


def test_a_4xx_is_final(world, app):
    app.answers = [403]
    assert type_text(world, "hello").json()["app_status"] == 403
    assert len(app.hooks) == 1


def test_no_answer_is_retried(world, app):
    app.answers = [0, 200]
    assert type_text(world, "hello").json()["app_status"] == 200


def test_an_app_that_is_away_is_null(start):
    world = start(inbound_overrides="ct=500&rc=1&rp=ct")
    world.app.stop()
    assert type_text(world, "hello").json()["app_status"] is None
    assert len(world.texts()) == 1
