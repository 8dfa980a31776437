"""What an operator asks about carriers at the terminal, and what everybody reads on the status page."""

import re
from typing import Any

from click.testing import Result

from jobs import poll
from jobs.context import use_settings
from models.carrier_calls import CallBudget, OAuthToken
from models.carrier_lessons import SchemaDrift
from models.carrier_push import CarrierPush
from models.mailpiece import CarrierSlice, Exchange, Mailpiece
from tests.world import ADA, NUMBER, NUMBERS, World


def run(world: World, *words: str) -> Result:
    return world.app.test_cli_runner().invoke(args=list(words))


def have_settings(world: World, **more: Any) -> None:
    settings = type(world.settings)(_env_file=None, **(world.settings.model_dump() | more))
    world.app.config["SETTINGS"] = settings
    use_settings(settings)


def ask_for_proof(world: World, number: str, *more: str) -> Result:
    return run(world, "proof", number, "--first", "Ada", "--last", "Lee", "--email", "ada@example.org", *more)


def test_a_proof_of_delivery_is_asked_for_by_what_usps_said_of_the_piece(world: World) -> None:
    world.piece(NUMBER, "notice_left", speed=1_000_000)
    world.text(ADA, NUMBER)
    world.clock.move(hours=1)
    world.work()
    said = ask_for_proof(world, NUMBER)
    assert said.exit_code == 0, said.output
    assert "Your request has been received" in said.output and "by e-mail" in said.output
    asked = Exchange.get(Exchange.path.contains("proof"))
    assert (asked.status, NUMBER in asked.path) == (202, False)


def test_no_proof_is_asked_for_where_usps_offers_none_and_the_reason_is_said(world: World) -> None:
    world.piece(NUMBER, "manual")
    world.text(ADA, NUMBER)
    assert "offers no proof of delivery" in ask_for_proof(world, NUMBER).output
    assert "We keep no answer" in ask_for_proof(world, NUMBERS[0]).output
    assert Exchange.select().where(Exchange.path.contains("proof")).count() == 0


def test_a_refusal_of_usps_is_said_in_its_words(world: World) -> None:
    world.piece(NUMBER, "notice_left", speed=1_000_000)
    world.text(ADA, NUMBER)
    world.clock.move(hours=1)
    world.work()
    world.piece(NUMBER, "manual")  # another piece now bears the number
    refused = ask_for_proof(world, NUMBER)
    assert refused.exit_code == 1 and "does not name the piece" in refused.output
    many = [word for one in range(4) for word in ("--email", f"a{one}@example.org")]
    assert "one to 3 e-mail addresses" in ask_for_proof(world, NUMBER, *many).output


def test_the_start_says_in_one_line_which_scopes_are_missing_and_whom_to_ask(world: World) -> None:
    assert "all that it is configured for" in run(world, "scopes").output
    OAuthToken.update(scope="addresses locations").execute()
    have_settings(
        world, usps_mailer_ids="900000001", usps_webhook_secrets="x" * 32, usps_alert_email="mail@example.org"
    )
    said = run(world, "scopes")
    assert said.exit_code == 1
    assert said.output.strip() == (
        "Error: This USPS application lacks the `tracking` and `subscriptions-tracking` scopes "
        "(granted: only: addresses locations). Ask USPS for them at emailus.usps.com."
    )


def test_a_wrong_secret_is_said_too(world: World) -> None:
    world.fault("usps", "http_401", path="/oauth2")
    assert "sign-in refused (HTTP 401)" in run(world, "scopes").output


def test_what_no_reader_expects_is_counted_shown_and_breaks_nothing(world: World) -> None:
    for number in (NUMBER, NUMBERS[0]):
        world.piece(number, "manual")
        world.text(ADA, number)
        world.scan(number, "ZZ", "Sent to the Moon")
        world.scan(number, "OF", "Out for Delivery")
    assert {row.milestone for row in Mailpiece.select()} == {"out_for_delivery"}
    drift = SchemaDrift.get()
    assert (drift.service, drift.kind, drift.what, drift.count) == ("usps", "code", "ZZ", 2)
    shown = run(world, "drift").output
    assert "usps code: ZZ  (2, last mailpiece" in shown


def test_an_answer_that_nobody_can_read_is_counted_too(world: World) -> None:
    world.piece(NUMBER, "manual")
    world.text(ADA, NUMBER)
    world.fault("usps", "garbage", path="/tracking/")
    world.scan(NUMBER, "OF", "Out for Delivery")
    world.clock.move(minutes=2)
    world.work()
    assert "usps unreadable: an answer that cannot be read  (1," in run(world, "drift").output
    assert Mailpiece.get().milestone == "out_for_delivery"


def test_lag_counts_what_was_scanned_while_we_followed_and_not_before(world: World) -> None:
    world.piece(NUMBER, "manual")
    world.clock.move(hours=5)
    world.text(ADA, NUMBER)
    assert "scan to known: nothing to measure" in run(world, "lag").output
    world.scan(NUMBER, "OF", "Out for Delivery")
    assert re.search(r"scan to known: p50 [0-9.]+ s, p95 [0-9.]+ s, of 1\n", run(world, "lag").output)
    assert re.search(r"known to sent: p50 0\.0 s", run(world, "lag").output)


def test_the_status_page_says_that_we_are_on_time_and_that_we_are_not(world: World) -> None:
    client = world.app.test_client()
    world.piece(NUMBER, "manual")
    world.text(ADA, NUMBER)
    world.scan(NUMBER, "OF", "Out for Delivery")
    assert client.get("/status.json").json["on_time"] is True
    assert "<strong>Yes.</strong>" in client.get("/status").text
    CallBudget.update(refilled_at=world.clock.at.replace(year=2027)).execute()
    world.clock.move(hours=2)
    assert poll.run() == 0
    state = client.get("/status.json").json
    assert state["on_time"] is False
    assert [(one["name"], one["is_behind"]) for one in state["carriers"]] == [("USPS", True)]
    page = client.get("/status").text
    assert "we are behind" in page and "we ask 2 h late" in page and "asked us to wait" in page
    assert NUMBER not in page and ADA not in page


def test_push_says_when_nothing_is_ordered(world: World) -> None:
    assert "no standing order is configured" in run(world, "push").output
    have_settings(
        world, usps_mailer_ids="900000001", usps_webhook_secrets="x" * 32, usps_alert_email="mail@example.org"
    )
    assert "usps 900000001: not made yet" in run(world, "push").output
    assert "1 made anew" in run(world, "push", "--renew").output
    assert "usps 900000001: asked, no update yet" in run(world, "push").output
    order = CarrierPush.get().provider_id
    assert f"900000001: {order} ENABLED, ours" in run(world, "push", "--listed").output
    assert f"{order} is taken back" in run(world, "push", "--delete", order).output
    assert "USPS lists no order" in run(world, "push", "--listed").output
    world.work()
    assert CarrierPush.get().provider_id not in ("", order)


def test_nobody_is_late_with_what_nobody_watches_any_more_or_what_waits_for_company(world: World) -> None:
    have_settings(world, poll_ceiling_seconds=0)
    client = world.app.test_client()
    world.piece(NUMBER, "manual")
    world.text(ADA, NUMBER)
    for _ in range(30):
        world.clock.move(minutes=30)
        world.work()
        assert client.get("/status.json").json["on_time"] is True
    world.text(ADA, "STOP")
    for _ in range(4):
        world.clock.move(hours=12)
        world.work()
        assert client.get("/status.json").json["on_time"] is True
    assert Mailpiece.get().next_poll_at is None


def test_what_was_scanned_while_nobody_followed_is_no_lag(world: World) -> None:
    world.piece(NUMBER, "manual")
    world.text(ADA, NUMBER)
    world.text(ADA, "STOP")
    world.scan(NUMBER, "10", "Processed Through Facility")
    world.clock.move(days=9)
    world.text(ADA, "START")
    world.text(ADA, NUMBER)
    assert "scan to known: nothing to measure" in run(world, "lag").output


def test_a_proof_is_asked_for_by_the_last_whole_answer(world: World) -> None:
    world.piece(NUMBER, "notice_left", speed=1_000_000)
    world.text(ADA, NUMBER)
    world.clock.move(hours=1)
    world.work()
    whole = CarrierSlice.select().order_by(CarrierSlice.id.desc()).first()
    CarrierSlice.create(
        mailpiece=whole.mailpiece, sha256="x", body=b'{"trackingNumber": "x"}', fetched_at=world.clock()
    )
    assert "Your request has been received" in ask_for_proof(world, NUMBER).output
