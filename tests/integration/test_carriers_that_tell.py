"""Carriers that tell us of scans by themselves: standing orders, their updates, and silence."""

import json
from datetime import timedelta
from typing import Any

import pytest

from carriers.pushes import TELLERS
from jobs import subscribe
from jobs.context import use_settings
from models.carrier_push import CarrierPush, CarrierUpdate
from models.mailpiece import CarrierSlice, Exchange, Mailpiece, TrackingEvent
from sandbox.easypost_webhooks_api import signed
from sandbox.usps_subscriptions_api import envelope as made_by_usps
from tests.world import ADA, NUMBER, NUMBERS, World

SECRET = "0123456789abcdef0123456789abcdef"
BY_USPS = {"usps_mailer_ids": "900000001", "usps_webhook_secrets": SECRET, "usps_alert_email": "mail@example.org"}
#: Looks are a day apart, so what is heard in between was told.
SLOW_LOOKS = {"poll_ceiling_seconds": 0}


@pytest.fixture
def told(world: World) -> World:
    """USPS has our order."""
    have_settings(world, **BY_USPS)
    world.work()
    return world


def have_settings(world: World, **more: Any) -> None:
    given = world.settings.model_dump() | SLOW_LOOKS | {"easypost_api_base_url": f"{world.sandbox_url}/v2"} | more
    settings = type(world.settings)(_env_file=None, **given)
    world.app.config["SETTINGS"] = settings
    use_settings(settings)


def push(world: World) -> list[dict[str, Any]]:
    said: list[dict[str, Any]] = world.control("/pushes", {})
    world.work()
    return said


def scanned(world: World, number: str, code: str, event: str) -> None:
    """In silence: nothing works between the scan and what the test does next."""
    world.clock.move(minutes=20)
    place = {"city": "MEMPHIS", "state": "TN"}
    world.control(f"/mailpieces/{number}/scans", {"event_code": code, "event": event, **place})
    world.clock.move(seconds=1)


def calls(world: World) -> int:
    return Exchange.select().where(Exchange.path.contains("/tracking/")).count()


def test_what_usps_tells_is_texted_without_asking_for_it(told: World) -> None:
    told.piece(NUMBER, "manual")
    told.text(ADA, NUMBER)
    asked = calls(told)
    scanned(told, NUMBER, "OF", "Out for Delivery")
    assert [news["status"] for news in push(told)] == [200]
    assert "out for delivery" in told.texts_to(ADA)[-1] and calls(told) == asked
    piece = Mailpiece.get()
    assert piece.pushed_at == told.clock() and piece.next_poll_at > told.clock() + timedelta(hours=1)
    assert CarrierSlice.select().where(CarrierSlice.exchange.is_null()).count() == 1


def test_a_standing_order_is_made_once_answers_the_handshake_and_is_looked_at_each_day(told: World) -> None:
    order = CarrierPush.get()
    assert (order.what, order.state, order.problem) == ("900000001", "asked", "") and len(order.provider_id) == 36
    told.clock.move(minutes=11)
    told.work()
    assert CarrierPush.get().state == "enabled"
    made = Exchange.select().where((Exchange.service == "usps-subscriptions") & (Exchange.method == "POST"))
    assert made.count() == 1
    told.clock.move(days=1)
    told.work()
    assert made.count() == 1


def test_a_silent_order_is_made_anew_before_usps_deletes_it(told: World) -> None:
    first = CarrierPush.get().provider_id
    for _ in range(8):
        told.clock.move(days=1)
        told.work()
    order = CarrierPush.get()
    assert order.provider_id != first and told.clock() - order.renewed_at <= timedelta(days=1)


def test_an_order_that_brings_news_is_left_alone(told: World) -> None:
    first = CarrierPush.get().provider_id
    told.piece(NUMBER, "manual")
    told.text(ADA, NUMBER)
    for _ in range(8):
        told.clock.move(days=1)
        scanned(told, NUMBER, "10", "Processed Through Facility")
        push(told)
    assert CarrierPush.get().provider_id == first


@pytest.mark.parametrize("status", ["SUSPENDED", "GONE"])
def test_an_order_that_usps_has_suspended_or_deleted_is_made_anew(told: World, status: str) -> None:
    first = CarrierPush.get().provider_id
    told.control(f"/subscriptions/{first}", {"status": status})
    told.clock.move(days=1)
    told.work()
    assert CarrierPush.get().provider_id != first
    told.piece(NUMBER, "manual")
    told.text(ADA, NUMBER)
    scanned(told, NUMBER, "OF", "Out for Delivery")
    push(told)
    assert "out for delivery" in told.texts_to(ADA)[-1]


def test_a_refused_order_is_said_to_the_operator_without_the_secret_and_tried_again(world: World) -> None:
    world.fault("usps", "http_401", path="/subscriptions-tracking", count=2)
    have_settings(world, **BY_USPS)
    world.work()
    order = CarrierPush.get()
    assert order.state == "failed" and order.problem and SECRET not in order.problem
    world.clock.move(hours=1)
    world.work()
    assert CarrierPush.get().state == "asked"


def test_an_update_that_comes_twice_counts_once_and_a_late_one_moves_nothing_back(told: World) -> None:
    told.piece(NUMBER, "manual")
    told.text(ADA, NUMBER)
    scanned(told, NUMBER, "10", "Processed Through Facility")
    older = update_of(told, NUMBER)
    scanned(told, NUMBER, "01", "Delivered, In/At Mailbox")
    push(told)
    heard = told.texts_to(ADA)
    for _ in range(2):
        assert send(told, "usps", *older) == 200
        told.work()
    assert told.texts_to(ADA) == heard and Mailpiece.get().milestone == "delivered"
    assert TrackingEvent.select().count() == 3
    assert CarrierUpdate.select().where(CarrierUpdate.body.is_null()).count() == CarrierUpdate.select().count() == 2


def update_of(world: World, number: str) -> tuple[bytes, dict[str, str]]:
    """What USPS would send of it now."""
    listener = next(iter(world.sandbox.pushes._listeners.values()))
    piece = world.sandbox.pieces.get(number)
    assert piece is not None
    message = listener.message(piece)
    assert message is not None
    return message[0], dict(message[1])


def send(world: World, service: str, body: bytes, headers: dict[str, str]) -> int:
    return world.app.test_client().post(f"/carriers/{service}", data=body, headers=headers).status_code


def test_nobody_but_the_carrier_is_heard(told: World) -> None:
    told.piece(NUMBER, "manual")
    told.text(ADA, NUMBER)
    scanned(told, NUMBER, "01", "Delivered, In/At Mailbox")
    body, headers = update_of(told, NUMBER)
    assert send(told, "usps", body, {}) == 403
    assert send(told, "usps", body, {"X-HMAC": "x" + headers["X-HMAC"][1:]}) == 403
    assert send(told, "usps", body.replace(b"Mailbox", b"Garage"), headers) == 403
    assert send(told, "usps", body, {"X-HMAC": "\xe9"}) == 403
    assert send(told, "easypost", body, headers) == 403
    assert send(told, "usps", b"{" * 2_000_000, headers) == 413
    assert CarrierUpdate.select().count() == 0
    assert send(told, "usps", body, {"hmac-header": headers["X-HMAC"]}) == 200


def test_the_handshake_is_answered_with_itself_and_kept_nowhere(told: World) -> None:
    client = told.app.test_client()
    answer = client.post("/carriers/usps", json={"challenge": "a-word", "subscriptionId": "1"})
    assert (answer.status_code, answer.json) == (200, {"challenge": "a-word"})
    assert client.post("/carriers/usps", json={"challenge": "a-word", "payload": "{}"}).status_code == 403
    assert client.post("/carriers/usps", json={"challenge": "<b>\n"}).status_code == 403
    assert CarrierUpdate.select().count() == 0


def test_updates_about_pieces_that_nobody_asked_about_are_passed_over(told: World) -> None:
    told.piece(NUMBER, "manual")
    told.text(ADA, NUMBER)
    told.piece(NUMBERS[0], "manual")
    scanned(told, NUMBERS[0], "OF", "Out for Delivery")
    push(told)
    assert {row.state for row in CarrierUpdate.select()} == {"ignored", "applied"}
    assert Mailpiece.select().count() == 1


def test_a_single_scan_is_an_update_and_takes_nothing_away(told: World) -> None:
    told.piece(NUMBER, "delivered")
    told.text(ADA, NUMBER)
    before = Mailpiece.get()
    at = (told.clock() + timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    scan = {"trackingNumber": NUMBER, "eventCode": "OF", "eventType": "Out for Delivery", "GMTTimestamp": at}
    told.clock.move(minutes=10)
    assert send(told, "usps", *envelope(told, scan)) == 200
    told.work()
    after = Mailpiece.get()
    assert "out for delivery" in told.texts_to(ADA)[-1]
    assert (after.service, after.expected_on) == (before.service, before.expected_on)


def envelope(world: World, payload: Any) -> tuple[bytes, dict[str, str]]:
    order = next(iter(world.sandbox.subscriptions._orders.values()))
    body, headers = made_by_usps(order, payload, world.clock())
    return body, dict(headers)


@pytest.mark.parametrize("payload", [{}, [], {"status": "Delivered"}, "text", None])
def test_an_update_that_cannot_be_read_is_kept_for_the_operator_and_harms_no_other(told: World, payload: Any) -> None:
    told.piece(NUMBER, "manual")
    told.text(ADA, NUMBER)
    assert send(told, "usps", *envelope(told, payload)) == 200
    scanned(told, NUMBER, "OF", "Out for Delivery")
    push(told)
    assert "out for delivery" in told.texts_to(ADA)[-1]
    broken = CarrierUpdate.get(CarrierUpdate.state == "unreadable")
    assert broken.body and broken.problem == "the payload names no tracking number"


def test_a_piece_whose_updates_stop_coming_is_looked_at_as_if_none_ever_came(told: World) -> None:
    told.piece(NUMBER, "manual")
    told.text(ADA, NUMBER)
    scanned(told, NUMBER, "10", "Processed Through Facility")
    push(told)
    assert Mailpiece.get().pushed_at is not None
    scanned(told, NUMBER, "07", "Arrived at Post Office")
    told.clock.move(days=2)
    told.work()
    assert Mailpiece.get().pushed_at is None and Mailpiece.get().milestone == "arrived_local"


def test_easypost_tells_too_and_its_disabled_webhook_is_enabled_again(world: World) -> None:
    have_settings(world, easypost_api_key="a-key", easypost_webhook_secrets="sécret", ask_first="aggregator")
    world.piece(NUMBER, "manual")
    world.text(ADA, NUMBER)
    world.work()
    scanned(world, NUMBER, "OF", "Out for Delivery")
    assert [news["status"] for news in push(world)] == [200]
    assert "out for delivery" in world.texts_to(ADA)[-1]
    assert Mailpiece.get().pushed_at == world.clock()
    hook = next(iter(world.sandbox.hooks._hooks.values()))
    hook.disabled_at = "2026-11-21T00:00:00Z"
    world.clock.move(days=1)
    world.work()
    assert hook.disabled_at is None and len(world.sandbox.hooks._hooks) == 1
    assert CarrierPush.get().state == "enabled"


def test_easypost_events_about_other_things_are_passed_over(world: World) -> None:
    have_settings(world, easypost_api_key="a-key", easypost_webhook_secrets="secret")
    body, headers = signed("secret", {"object": "Batch"}, "")
    assert send(world, "easypost", body, dict(headers)) == 200
    body, headers = signed("secret", {"object": "Tracker"}, "")
    assert send(world, "easypost", body, dict(headers)) == 200
    world.work()
    assert sorted(row.state for row in CarrierUpdate.select()) == ["ignored", "unreadable"]


def test_without_secrets_or_orders_nothing_is_ordered_and_nobody_is_heard(world: World) -> None:
    world.work()
    assert subscribe.due_since(world.clock()) is None and CarrierPush.select().count() == 0
    assert world.app.test_client().post("/carriers/usps", json={"challenge": "word"}).status_code == 403


def test_what_was_dealt_with_is_forgotten_after_a_week(told: World) -> None:
    told.piece(NUMBER, "manual")
    told.text(ADA, NUMBER)
    for days in (0, 8):
        told.clock.move(days=days)
        scanned(told, NUMBER, "10", "Processed Through Facility")
        push(told)
    assert CarrierUpdate.select().count() == 1


def test_every_teller_reads_what_the_sandbox_sends_of_it(told: World) -> None:
    assert set(TELLERS) == {"usps", "easypost"}
    told.piece(NUMBER, "delivered")
    body, _ = update_of(told, NUMBER)
    assert json.loads(body)["payload"].startswith("{")
    assert TELLERS["usps"].read(body)[0].tracking_number == NUMBER
