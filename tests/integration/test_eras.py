"""Numbers are reused: the new piece is told to those who mean it, and to nobody else."""

from models.mailpiece import Mailpiece
from tests.world import ADA, BEN, CORA, NUMBER, World


def usps_calls(world: World) -> int:
    return sum(entry["path"].startswith("/tracking") for entry in world.control("/log?service=usps&limit=5000"))


def test_a_follower_of_the_old_piece_hears_nothing_of_the_new_one(world: World) -> None:
    world.piece(NUMBER)
    delivered = {"event_code": "01", "event": "Delivered, Left with Individual", "city": "MEMPHIS", "state": "TN"}
    world.control(f"/mailpieces/{NUMBER}/scans", delivered)
    world.clock.move(hours=1)
    world.text(ADA, NUMBER)  # asks after the delivery
    for _ in range(9):
        world.clock.move(days=1)
        world.work()
    world.clock.move(days=200)
    world.piece(NUMBER)
    world.text(BEN, NUMBER)
    world.scan(NUMBER, "OF", "Out for Delivery", "SEATTLE", "WA")
    assert [text.split(",")[0] for text in world.texts_to(ADA)] == ["Waypost: USPS ..0787: delivered"]
    assert [text.split(",")[0] for text in world.texts_to(BEN)] == [
        "Waypost: USPS ..0787: accepted",
        "Waypost: USPS ..0787 is out for delivery",
    ]
    assert [piece.era for piece in Mailpiece.select().order_by(Mailpiece.era)] == [1, 2]


def test_a_start_that_answers_a_question_about_the_old_piece_follows_the_new_one(world: World) -> None:
    world.text(CORA, "STOP")
    world.piece(NUMBER)
    world.text(BEN, NUMBER)
    world.clock.move(minutes=1)
    world.text(CORA, NUMBER)
    world.clock.move(hours=1)
    world.piece(NUMBER)
    world.work()
    world.text(CORA, "START")
    world.clock.move(minutes=1)
    world.work()
    world.scan(NUMBER, "OF", "Out for Delivery")
    assert world.texts_to(CORA)[2].startswith("Waypost: USPS ..0787: accepted")
    assert world.texts_to(CORA)[3].startswith("Waypost: USPS ..0787 is out for delivery")
    before = usps_calls(world)
    world.clock.move(seconds=30)
    world.work()
    assert usps_calls(world) - before <= 1


def test_a_piece_whose_answer_cannot_be_applied_is_asked_about_less_and_less(world: World) -> None:
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    Mailpiece.update(visits="this is no JSON").execute()
    waits = []
    for _ in range(4):
        world.clock.move(hours=1)
        world.work()
        waits.append((Mailpiece.get().next_poll_at - world.clock()).total_seconds())
    assert waits == sorted(waits)
    assert waits[0] >= 60
    assert waits[-1] > 4 * waits[0] - 1
