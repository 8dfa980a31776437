"""Carriers that tell us of scans by themselves: standing orders, their updates, and silence."""

import json
from datetime import timedelta
from typing import Any

import pytest

from carriers.pushes import TELLERS
from carriers.usps_payload import read_item
from jobs import apply_update, standing, subscribe
from jobs.apply import How, apply
from jobs.context import use_settings
from models.carrier_push import CarrierPush, CarrierUpdate
from models.mailpiece import CarrierSlice, Exchange, Mailpiece, TrackingEvent
from sandbox.easypost_webhooks_api import signed
from sandbox.usps_subscriptions_api import envelope as made_by_usps
from tests.world import ADA, BEN, NUMBER, NUMBERS, World

SECRET, EASY = "0123456789abcdef0123456789abcdef", "easypost-signs-with"
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
    standing.read_again()


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
    told.clock.move(minutes=11)
    told.work()
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
    have_settings(world, easypost_api_key="a-key", easypost_webhook_secrets="a-secret-of-ours-", ask_first="aggregator")
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
    have_settings(world, easypost_api_key="a-key", easypost_webhook_secrets=EASY)
    body, headers = signed(EASY, {"object": "Batch"}, "")
    assert send(world, "easypost", body, dict(headers)) == 200
    body, headers = signed(EASY, {"object": "Tracker"}, "")
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


# -- what a reviewer's doubts became -----------------------------------------------------------------------------------


def tracker(world: World, number: str, status: str, said: str, carrier: str = "USPS") -> tuple[bytes, dict[str, str]]:
    """An event of EasyPost's about a tracker that somebody else made."""
    at = (world.clock() - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    scan = {"status": status, "message": said, "datetime": at, "tracking_location": {"city": "MEMPHIS", "state": "TN"}}
    content = {"id": "trk_1", "object": "Tracker", "tracking_code": number, "carrier": carrier, "status": status}
    body, headers = signed(EASY, content | {"tracking_details": [scan]}, "")
    return body, dict(headers)


def one_scan(world: World, code: str, said: str, **more: Any) -> tuple[bytes, dict[str, str]]:
    at = (world.clock() - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    scan = {"trackingNumber": NUMBER, "eventCode": code, "eventType": said, "GMTTimestamp": at}
    return envelope(world, scan | {"eventCity": "MEMPHIS", "eventState": "TN"} | more)


def test_what_easypost_tells_of_a_piece_that_usps_answered_for_makes_no_other_piece_of_it(told: World) -> None:
    have_settings(told, **BY_USPS, easypost_api_key="a-key", easypost_webhook_secrets=EASY)
    told.piece(NUMBER, "manual")
    told.text(ADA, NUMBER)
    told.clock.move(minutes=30)
    assert send(told, "easypost", *tracker(told, NUMBER, "out_for_delivery", "Out for Delivery")) == 200
    told.work()
    assert Mailpiece.select().count() == 1 and "out for delivery" in told.texts_to(ADA)[-1]
    scanned(told, NUMBER, "01", "Delivered, In/At Mailbox")
    push(told)
    assert Mailpiece.select().count() == 1 and "delivered" in told.texts_to(ADA)[-1]


def test_a_tracker_is_of_the_carrier_that_it_names(world: World) -> None:
    have_settings(world, easypost_api_key="a-key", easypost_webhook_secrets=EASY)
    for carrier in ("fedex", "purolator"):
        Mailpiece.create(carrier=carrier, tracking_number="123456789012", created_at=world.clock())
    assert send(world, "easypost", *tracker(world, "123456789012", "delivered", "Delivered", "FedEx")) == 200
    assert send(world, "easypost", *tracker(world, "123456789012", "delivered", "Left at the door", "Whoever")) == 200
    world.work()
    assert {row.carrier: row.milestone for row in Mailpiece.select()} == {"fedex": "delivered", "purolator": "unknown"}


def test_a_scan_of_a_number_that_is_used_again_does_not_hide_the_new_piece(told: World) -> None:
    told.piece(NUMBER, "manual")
    told.text(ADA, NUMBER)
    scanned(told, NUMBER, "01", "Delivered, In/At Mailbox")
    push(told)
    told.clock.move(days=150)
    told.work()
    told.piece(NUMBER, "manual")
    assert send(told, "usps", *one_scan(told, "10", "Arrived at USPS Regional Facility")) == 200
    told.work()
    old, new = Mailpiece.select().order_by(Mailpiece.era)
    assert (old.milestone, old.events.count(), new.milestone) == ("delivered", 2, "accepted")
    told.text(BEN, NUMBER)
    assert "accepted" in told.texts_to(BEN)[-1]


def test_a_look_that_was_under_way_when_a_new_piece_was_told_of_writes_nothing(told: World) -> None:
    told.piece(NUMBER, "manual")
    told.text(ADA, NUMBER)
    under_way = Mailpiece.get()
    told.clock.move(days=1)
    told.piece(NUMBER, "manual")
    stale = read_item(NUMBER, detail_of(told, NUMBER))
    scanned(told, NUMBER, "OF", "Out for Delivery")
    push(told)
    told.text(BEN, NUMBER)
    new = Mailpiece.get(Mailpiece.era == 2)
    assert new.milestone == "out_for_delivery"
    assert apply(under_way, stale, None, told.clock(), None) is None
    assert Mailpiece.get(Mailpiece.era == 2).milestone == "out_for_delivery"


def detail_of(world: World, number: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(json.loads(update_of(world, number)[0])["payload"])
    return said


def test_a_single_scan_waits_for_the_first_look_that_tells_more(told: World) -> None:
    told.piece(NUMBER, "delivered")
    told.clock.move(days=1)
    told.text(ADA, f"{NUMBER} AP", work=False)
    assert send(told, "usps", *one_scan(told, "10", "Processed Through Facility")) == 200
    apply_update.run()
    assert TrackingEvent.select().count() == 0
    told.work()
    assert told.texts_to(ADA)[-1].count(";") >= 2
    told.clock.move(minutes=1)
    told.work()
    assert CarrierUpdate.get().state == "applied"


def test_an_answer_that_was_overtaken_puts_no_date_back(told: World) -> None:
    told.piece(NUMBER, "manual")
    told.text(ADA, NUMBER)
    piece = Mailpiece.get()
    exchange = Exchange.create(
        service="usps", method="POST", path="/", started_at=told.clock() - timedelta(seconds=5), duration_ms=1.0
    )
    first = read_item(NUMBER, detail_of(told, NUMBER) | {"expectedDeliveryDate": "2026-11-24"})
    second = read_item(NUMBER, detail_of(told, NUMBER) | {"expectedDeliveryDate": "2026-11-25"})
    apply(piece, second, None, told.clock(), None, How.TOLD)
    apply(piece, first, exchange, told.clock(), None)
    assert str(Mailpiece.get().expected_on) == "2026-11-25"


def test_a_look_changes_the_date_also_when_the_carrier_has_taken_a_scan_back(told: World) -> None:
    told.piece(NUMBER, "manual")
    told.text(ADA, NUMBER)
    before = detail_of(told, NUMBER)
    scanned(told, NUMBER, "10", "Processed Through Facility")
    push(told)
    piece, late = Mailpiece.get(), read_item(NUMBER, before | {"expectedDeliveryDate": "2026-11-29"})
    apply(piece, late, None, told.clock(), None, How.TOLD)
    assert Mailpiece.get().expected_on is None
    apply(piece, late, None, told.clock(), None)
    assert str(Mailpiece.get().expected_on) == "2026-11-29"


@pytest.mark.parametrize(
    "shape", [{"GMTTimestamp": None, "eventState": None}, {"GMTTimestamp": "soon", "eventCity": 7}]
)
def test_an_update_that_told_nothing_makes_no_look_rarer_and_is_kept(told: World, shape: dict[str, Any]) -> None:
    told.piece(NUMBER, "manual")
    told.text(ADA, NUMBER)
    due = Mailpiece.get().next_poll_at
    assert send(told, "usps", *one_scan(told, "OF", "Out for Delivery", **shape)) == 200
    told.work()
    piece, update = Mailpiece.get(), CarrierUpdate.get()
    assert (piece.pushed_at, piece.next_poll_at) == (None, due)
    assert update.state == "unreadable" and update.body


def test_looks_are_rare_only_while_the_order_stands(told: World) -> None:
    told.piece(NUMBER, "manual")
    told.text(ADA, NUMBER)
    scanned(told, NUMBER, "OF", "Out for Delivery")
    push(told)
    rare = Mailpiece.get().next_poll_at - told.clock()
    CarrierPush.update(state="failed").execute()
    standing.read_again()
    scanned(told, NUMBER, "OF", "Out for Delivery, Expected Delivery by 9:00pm")
    push(told)
    CarrierPush.update(state="failed").execute()
    standing.read_again()
    told.clock.move(hours=3)
    told.work()
    assert Mailpiece.get().next_poll_at - told.clock() < rare


def test_an_order_that_never_comes_alive_is_said_and_made_anew_once_an_hour_at_most(world: World) -> None:
    world.deaf = True
    have_settings(world, **BY_USPS)
    for _ in range(30):
        world.clock.move(minutes=6)
        world.work()
    made = Exchange.select().where((Exchange.service == "usps-subscriptions") & (Exchange.method == "POST"))
    assert made.count() <= 8  # each takes two: the old one is in the way
    order = CarrierPush.get()
    assert order.state == "failed" and "SUSPENDED" in order.problem


def test_a_stranger_is_turned_away_without_his_words_being_read(told: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(_body: bytes) -> None:
        raise AssertionError("read")

    monkeypatch.setattr("carriers.pushes.as_json", never)
    assert send(told, "usps", b"[" * 200_000, {}) == 403


def test_an_update_that_always_breaks_is_given_up_and_kept(told: World, monkeypatch: pytest.MonkeyPatch) -> None:
    told.piece(NUMBER, "manual")
    told.text(ADA, NUMBER)
    scanned(told, NUMBER, "OF", "Out for Delivery")

    def breaks(*_given: Any) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(apply_update, "_write", breaks)
    push(told)
    for _ in range(8):
        told.clock.move(minutes=1)
        told.work()
    update = CarrierUpdate.get()
    assert (update.state, update.tries, update.problem) == ("unreadable", 6, "could not be applied: RuntimeError")


def test_renewing_all_leaves_no_order_for_an_old_address(told: World) -> None:
    have_settings(told, **BY_USPS, public_base_url=told.settings.public_base_url.replace("127.0.0.1", "localhost"))
    subscribe.renew_all()
    told.work()
    assert [order.url for order in told.sandbox.subscriptions._orders.values()] == [
        told.settings.public_base_url.replace("127.0.0.1", "localhost") + "/carriers/usps"
    ]
