"""ONE reply to a texted number: with the status when USPS is quick, without it when not, and nothing told twice."""

import json
from pathlib import Path

from carriers.usps_payload import read_item
from jobs import poll
from jobs.apply import apply
from models.mailpiece import Mailpiece
from models.outbound import OutboundMessage
from tests.world import ADA, BEN, NUMBER, NUMBERS, World

PAYLOADS = Path(__file__).parent.parent / "payloads" / "usps"


def test_a_known_and_a_new_number_in_one_text_make_one_reply_and_nothing_is_told_again(world: World) -> None:
    world.piece(NUMBER)
    world.piece(NUMBERS[0])
    world.text(BEN, NUMBER)
    world.clock.move(seconds=1)
    world.text(ADA, f"{NUMBER} {NUMBERS[0]}")
    assert len(world.texts_to(ADA)) == 1
    assert world.texts_to(ADA)[0].startswith("Waypost: We follow ..0787 accepted; ..7899 accepted.")
    world.clock.move(minutes=5)
    world.work()
    assert len(world.texts_to(ADA)) == 1


def test_an_old_status_is_not_told_while_a_look_is_under_way_and_the_new_one_comes_once(world: World) -> None:
    world.piece(NUMBER)
    world.text(BEN, NUMBER)
    world.text(BEN, "STOP")
    world.clock.move(hours=1)
    world.fault("usps", "http_500", seconds=3600)
    world.text(ADA, NUMBER)
    world.clock.move(seconds=9)
    world.work()
    assert [text.split(" will")[0] for text in world.texts_to(ADA)] == ["Waypost: We follow USPS ..0787 now and"]
    world.sandbox.faults.clear()
    world.clock.move(minutes=10)
    world.work()
    world.clock.move(minutes=10)
    world.work()
    assert [text.split(",")[0] for text in world.texts_to(ADA)[1:]] == ["Waypost: USPS ..0787: accepted"]


def test_whoever_follows_anew_while_usps_is_slow_still_gets_the_status_when_it_comes(world: World) -> None:
    world.piece(NUMBER)
    for body in (NUMBER, "STOP", "START"):
        world.text(ADA, body)
    world.clock.move(hours=1)
    world.fault("usps", "http_500", seconds=3600)
    world.text(ADA, NUMBER)
    world.clock.move(seconds=9)
    world.work()
    world.sandbox.faults.clear()
    for _ in range(3):
        world.clock.move(minutes=10)
        world.work()
    assert [text.split(",")[0].split(" will")[0] for text in world.texts_to(ADA)[3:]] == [
        "Waypost: We follow USPS ..0787 now and",
        "Waypost: USPS ..0787: accepted",
    ]


def test_the_same_number_texted_twice_within_the_wait_is_answered_twice_with_its_status(world: World) -> None:
    world.piece(NUMBER)
    world.text(ADA, NUMBER, work=False)
    world.clock.move(seconds=1)
    world.text(ADA, NUMBER)
    world.clock.move(seconds=10)
    world.work()
    assert [text.split(",")[0] for text in world.texts_to(ADA)] == ["Waypost: USPS ..0787: accepted"] * 2


def test_news_keeps_its_order_when_the_provider_asks_to_slow_down(world: World) -> None:
    other = NUMBERS[0]
    for number in (NUMBER, other):
        world.piece(number)
        world.text(ADA, number)
    for number, code, event in ((NUMBER, "56", "Notice Left"), (other, "14", "Available for Pickup")):
        world.clock.move(minutes=1)
        world.control(
            f"/mailpieces/{number}/scans", {"event_code": code, "event": event, "city": "MEMPHIS", "state": "TN"}
        )
        world.clock.move(seconds=6)
        poll.run()
    world.fault("twilio", "http_429", count=1)
    world.work()
    world.clock.move(seconds=10)
    world.work()
    told = world.texts_to(ADA)[2:]
    assert [("notice left" in text, "ready for pickup" in text) for text in told] == [(True, False), (False, True)]


def test_a_code_that_we_do_not_know_texts_nobody_and_the_next_known_one_is_told(world: World) -> None:
    world.piece(NUMBER, "not_found_at_first")
    world.text(ADA, NUMBER)
    world.control("/reset", {})
    world.clock.move(minutes=1)
    scan = {"event_code": "ZZ", "event": "Quux happened", "city": "MEMPHIS", "state": "TN"}
    world.control(f"/mailpieces/{NUMBER}/scans", scan)
    world.clock.move(minutes=10)
    world.work()
    assert world.texts_to(ADA) == []
    assert OutboundMessage.select().where(OutboundMessage.kind != "followed").count() == 0
    world.scan(NUMBER, "OF", "Out for Delivery")
    assert [text.split(",")[0] for text in world.texts_to(ADA)] == ["Waypost: USPS ..0787: out for delivery"]


def test_a_label_without_a_scan_reads_as_not_scanned_yet(world: World) -> None:
    item = json.loads((PAYLOADS / "no_scans_yet.json").read_text())
    world.text(ADA, NUMBER, work=False)
    answer = read_item(NUMBER, item[0] if isinstance(item, list) else item)
    apply(Mailpiece.get(), answer, None, world.clock(), None)
    Mailpiece.update(first_look_at=None, next_poll_at=None).execute()
    world.work()
    assert world.texts_to(ADA)[0].startswith("Waypost: USPS ..0787 has no scan yet.")


def test_an_attempt_without_a_notice_does_not_send_people_to_the_counter(world: World) -> None:
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    world.scan(NUMBER, "51", "Delivery Attempted - Business Closed")
    assert "delivery was tried" in world.texts_to(ADA)[1]
    assert "Post Office" not in world.texts_to(ADA)[1]
