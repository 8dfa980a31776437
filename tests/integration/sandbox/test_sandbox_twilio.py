"""Twilio's own client against the stand-in, and every message held to Twilio's published schema."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator

ADA = "+12025550143"
SPEC = Path(__file__).resolve().parents[4] / "shared" / "specs" / "twilio" / "messages_openapi.json"


def nullable(schema):
    """OpenAPI 3.0 says nullable where JSON Schema lists null among the types."""
    if isinstance(schema, list):
        return [nullable(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {name: nullable(part) for name, part in schema.items() if name != "nullable"}
    if schema.get("nullable"):
        plain = {"anyOf": [{"type": "null"}, plain]}
    return plain


@pytest.fixture(scope="session")
def message_schema():
    if not SPEC.exists():
        pytest.skip(f"Twilio's description of Messages is not at {SPEC}")
    spec = json.loads(SPEC.read_text())
    schema = nullable(spec["components"]["schemas"]["api.v2010.account.message"])
    return schema | {"components": nullable(spec["components"])}


def raw(world, path="", **query):
    sid, token = world.sandbox.settings.account_sid, world.sandbox.settings.auth_token
    url = f"{world.url}/2010-04-01/Accounts/{sid}/Messages{path}.json"
    return requests.get(url, params=query, auth=(sid, token), timeout=5).json()


def delivered(world, until, message):
    until(lambda: world.twilio.messages(message.sid).fetch().status == "delivered")
    return world.twilio.messages(message.sid).fetch()


def test_a_text_is_queued_then_delivered_with_its_price(world, until):
    message = world.send("Hello {you}")
    assert (message.status, message.direction, message.num_segments) == ("queued", "outbound-api", "1")
    assert (message.price, message.date_sent) == (None, None)

    message = delivered(world, until, message)
    assert message.price == "-0.00830"
    assert message.date_sent >= message.date_created
    assert [(text["body"], text["status"]) for text in world.texts()] == [("Hello {you}", "delivered")]


def test_every_message_fits_the_published_schema(world, until, message_schema):
    service = world.twilio.messages.create(to=ADA, messaging_service_sid="MG" + "a" * 32, body="by service")
    fresh = world.send("x" * 200)
    world.post(f"/phones/{ADA}/texts", {"body": "inbound", "num_media": 1})
    jsonschema.validate(raw(world, f"/{fresh.sid}"), message_schema)
    jsonschema.validate(raw(world, f"/{service.sid}"), message_schema)
    delivered(world, until, fresh)
    delivered(world, until, service)

    listed = raw(world)["messages"]
    assert len(listed) == 3
    for message in listed:
        jsonschema.validate(message, message_schema)
        assert set(message) == set(message_schema["properties"])


def test_a_messaging_service_has_no_sender_at_first(world, until):
    message = world.twilio.messages.create(to=ADA, messaging_service_sid="MG" + "a" * 32, body="Hello")
    assert (message.status, message.from_, message.num_segments) == ("accepted", None, "0")
    message = delivered(world, until, message)
    assert (message.from_, message.num_segments) == ("55501", "1")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"from_": "+15005550001"}, 21212),
        ({"from_": "+15005550007"}, 21606),
        ({"from_": "+15005550008"}, 21611),
        ({"to": "+15005550001"}, 21211),
        ({"to": "+15005550002"}, 21612),
        ({"to": "+15005550003"}, 21408),
        ({"to": "+15005550004"}, 21610),
        ({"to": "+15005550009"}, 21614),
        ({"to": "not a phone"}, 21211),
        ({"to": ""}, 21604),
        ({"from_": ""}, 21603),
        ({"from_": "maple"}, 21212),
        ({"body": ""}, 21602),
        ({"body": "x" * 1601}, 21617),
        ({"validity_period": 0}, 21624),
        ({"validity_period": 36001}, 21624),
        ({"status_callback": "ftp://example.org"}, 21609),
        ({"status_callback": "http://under_score.example.org/"}, 21609),
        ({"schedule_type": "fixed", "send_at": datetime(2030, 1, 1, tzinfo=UTC)}, 35118),
    ],
)
def test_what_twilio_refuses(calm_world, changes, code):
    with pytest.raises(TwilioRestException) as refused:
        calm_world.send(**{"to": ADA, "body": "Hello"} | changes)
    assert (refused.value.code, refused.value.status) == (code, 400)
    assert calm_world.texts() == []


def test_the_good_magic_number_and_longest_body_pass(world):
    assert world.send("x" * 1600, from_="+15005550006", validity_period=36000).num_segments == "11"


def test_a_wrong_token_is_refused(world):
    sid = world.sandbox.settings.account_sid
    url = f"{world.url}/2010-04-01/Accounts/{sid}/Messages.json"
    for auth in (None, (sid, "wrong"), ("AC" + "0" * 32, world.sandbox.settings.auth_token)):
        answer = requests.get(url, auth=auth, timeout=5)
        assert (answer.status_code, answer.json()["code"]) == (401, 20003)


def test_an_error_has_twilios_shape(world):
    sid, token = world.sandbox.settings.account_sid, world.sandbox.settings.auth_token
    url = f"{world.url}/2010-04-01/Accounts/{sid}/Messages.json"
    answer = requests.post(url, data={}, auth=(sid, token), timeout=5)
    assert set(answer.json()) == {"code", "message", "more_info", "status"}
    assert answer.json()["more_info"].endswith("/21604")


def test_the_list_is_newest_first_and_pages(world):
    sids = [world.send(f"text {number}").sid for number in range(5)]
    assert [message.sid for message in world.twilio.messages.list(page_size=2)] == sids[::-1]
    assert [message.sid for message in world.twilio.messages.list(page_size=2, limit=3)] == sids[::-1][:3]


def test_the_list_filters(world, until):
    mine = delivered(world, until, world.send("mine"))
    delivered(world, until, world.send("theirs", to="+12025550144"))
    hour = timedelta(hours=1)
    now = datetime.now(UTC)

    def listed(**filters):
        return [message.body for message in world.twilio.messages.list(**filters)]

    assert listed(to=ADA) == ["mine"]
    assert listed(to=ADA, from_="55502") == []
    assert listed(to=ADA, date_sent_after=now - hour, date_sent_before=now + hour) == ["mine"]
    assert listed(date_sent_after=now + hour) == []
    assert "mine" in listed(date_sent=mine.date_sent)
    assert len(raw(world, DateSent=now.date().isoformat())["messages"]) == 2


def test_what_is_not_sent_yet_has_no_date_to_filter_by(start):
    world = start(sent_after=30)
    world.send("waiting")
    assert len(world.twilio.messages.list(to=ADA)) == 1
    assert world.twilio.messages.list(date_sent_after=datetime.now(UTC) - timedelta(days=1)) == []


def test_an_unreadable_date_is_a_400(world):
    assert raw(world, DateSent="yesterday")["status"] == 400


def test_redacting_empties_twilios_copy_but_not_the_phone(world, until):
    message = delivered(world, until, world.send("private"))
    assert world.twilio.messages(message.sid).update(body="").body == ""
    assert world.texts()[0]["body"] == "private"


def test_only_what_is_scheduled_can_be_canceled(world, until):
    soon = datetime.now(UTC) + timedelta(minutes=30)
    waiting = world.twilio.messages.create(
        to=ADA, messaging_service_sid="MG" + "a" * 32, body="later", schedule_type="fixed", send_at=soon
    )
    assert waiting.status == "scheduled"
    assert world.twilio.messages(waiting.sid).update(status="canceled").status == "canceled"
    assert world.texts() == []
    with pytest.raises(TwilioRestException):
        world.twilio.messages(world.send().sid).update(status="canceled")


def test_a_deleted_message_is_gone_from_twilio(world):
    message = world.send()
    assert world.twilio.messages(message.sid).delete() is True
    with pytest.raises(TwilioRestException) as missing:
        world.twilio.messages(message.sid).fetch()
    assert (missing.value.status, missing.value.code) == (404, 20404)
    assert world.twilio.messages.list() == []


def test_callbacks_are_signed_and_in_order(world, app, until):
    url = f"{app.url}/sms/status?delivery=17&note=%C3%A9"
    message = world.send(status_callback=url)
    until(lambda: app.statuses(message.sid) == ["sent", "delivered"])

    validator = RequestValidator(world.sandbox.settings.auth_token)
    for hook in app.hooks:
        assert hook.url == url
        assert validator.validate(url, hook.form, hook.headers["X-Twilio-Signature"])
    last = app.hooks[-1].form
    assert (last["To"], last["From"], last["SmsSid"], last["SmsStatus"]) == (ADA, "55501", message.sid, "delivered")
    assert len(last["RawDlrDoneDate"]) == 10


def test_no_callback_without_a_url(world, app, until):
    delivered(world, until, world.send())
    assert app.hooks == []
