"""The main job: text a number, get the milestones, text STOP."""

from models.outbound import OutboundMessage
from tests.world import ADA, NUMBER, World


def test_a_texted_number_gets_its_status_then_its_milestones_until_stop(world: World) -> None:
    world.piece(NUMBER)
    world.text(ADA, "9400 1112 0620 6406 2607 87")
    assert len(world.texts_to(ADA)) == 1
    assert world.texts_to(ADA)[0].startswith("Waypost: USPS ..0787: accepted, ")

    world.scan(NUMBER, "OF", "Out for Delivery")
    world.scan(NUMBER, "OF", "Out for Delivery")  # a rescan on the same day is no news
    world.clock.move(days=1)
    world.scan(NUMBER, "OF", "Out for Delivery")  # the next day's is
    assert [text.split(",")[0] for text in world.texts_to(ADA)[1:]] == ["Waypost: USPS ..0787 is out for delivery"] * 2

    world.text(ADA, "STOP")
    world.scan(NUMBER, "01", "Delivered, Left with Individual")
    assert world.texts_to(ADA)[3:] == [
        "Waypost: You are opted out and will get no more texts from us. Reply START to resume."
    ]
    assert all(message.segments == 1 for message in OutboundMessage.select())
