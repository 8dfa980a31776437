"""Answers that were kept can be read again: what a mended reader would have made of them is said, and put right."""

from typing import Any

import pytest
from click.testing import CliRunner

from carriers import slices
from carriers.slices import service_of
from jobs import poll
from jobs.cli import reparse_command
from jobs.context import use_settings
from models.mailpiece import CarrierSlice, Mailpiece, TrackingEvent
from models.outbound import OutboundMessage
from tests.world import ADA, NUMBER, World


def reparse(*arguments: str) -> str:
    result = CliRunner().invoke(reparse_command, arguments)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def delivered(world: World) -> Mailpiece:
    world.piece(NUMBER, "delivered")
    world.text(ADA, NUMBER)
    for _ in range(8):
        world.clock.move(hours=12)
        world.work()
    piece: Mailpiece = Mailpiece.get()
    assert piece.milestone == "delivered"
    return piece


def test_what_was_read_well_differs_in_nothing(delivered: Mailpiece) -> None:
    assert reparse() == "nothing differs\n"


def test_a_scan_that_was_read_wrongly_is_told_and_put_right_and_nobody_is_texted(delivered: Mailpiece) -> None:
    texts = OutboundMessage.select().count()
    last = delivered.events.order_by(TrackingEvent.occurred_at.desc()).get()
    TrackingEvent.update(milestone="unknown").where(TrackingEvent.id == last.id).execute()
    Mailpiece.update(milestone="out_for_delivery").execute()
    assert "milestone unknown -> delivered" in reparse()
    assert Mailpiece.get().milestone == "out_for_delivery"  # told, and nothing changed
    assert "1 changed; put right" in reparse("--write")
    assert (Mailpiece.get().milestone, TrackingEvent.get_by_id(last.id).milestone) == ("delivered", "delivered")
    assert Mailpiece.get().poll_epoch > delivered.poll_epoch
    assert reparse() == "nothing differs\n" and OutboundMessage.select().count() == texts


def test_a_scan_without_a_row_is_missing_and_a_row_without_a_scan_is_left_alone(delivered: Mailpiece) -> None:
    first, second = delivered.events.order_by(TrackingEvent.occurred_at).limit(2)
    TrackingEvent.delete().where(TrackingEvent.id == first.id).execute()
    TrackingEvent.update(fingerprint="of nobody").where(TrackingEvent.id == second.id).execute()
    assert "2 missing, 1 unexplained" in reparse("--write")
    assert reparse().endswith("1 unexplained\n")


def test_another_carriers_pieces_are_left_out(delivered: Mailpiece) -> None:
    TrackingEvent.delete().execute()
    assert reparse("--carrier", "ups") == "nothing differs\n"
    assert "missing" in reparse("--carrier", "usps")


@pytest.mark.parametrize(
    ("number", "service"),
    [("1Z999AA10123456784", "ups"), ("986578788855", "fedex"), ("9434611206206407667136", "easypost")],
)
def test_a_slice_tells_whose_words_it_holds(world: World, number: str, service: str) -> None:
    addresses: dict[str, Any] = {f"{name}_api_base_url": world.sandbox_url for name in ("ups", "fedex")}
    addresses |= {"easypost_api_base_url": f"{world.sandbox_url}/v2", "easypost_api_key": "a-key"}
    addresses |= {f"{name}_client_{part}": "x" for name in ("ups", "fedex") for part in ("id", "secret")}
    use_settings(type(world.settings)(_env_file=None, **world.settings.model_dump() | addresses))
    world.piece(number, "not_permitted" if service == "easypost" else "delivered")
    world.text(ADA, f"{service} {number}" if service == "fedex" else number)
    world.clock.move(days=4)
    poll.run()
    newest = CarrierSlice.select().where(CarrierSlice.same_as.is_null()).order_by(CarrierSlice.id.desc()).get()
    assert service_of(newest.body) == service
    assert reparse() == "nothing differs\n"


def test_what_is_no_slice_is_garbage_and_nothing_worse() -> None:
    for body in (b"", b"[]", b"null", b'{"trackresults": 5, "trackingNumber": 7}', b'{"object": "Tracker"}'):
        assert type(slices.read_slice(NUMBER, body)).__name__ in ("Failed", "Found")
