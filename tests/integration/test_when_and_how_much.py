"""When and how much a person is texted: quiet hours in their zone, staleness, caps, digests, what replaces what."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

import pytest

from bot import consent, dispatch, outbox
from bot.tell import tell
from jobs import deliver, poll
from models.contact import Contact
from models.mailpiece import Mailpiece
from models.outbound import OutboundMessage, OutboundSubject
from models.program import Program
from models.subscription import Subscription
from models.vocabulary import ConsentKind
from tests.world import ADA, BEN, NUMBER, NUMBERS, World

NEW_YORK = ZoneInfo("America/New_York")
LOS_ANGELES, HONOLULU, SAN_JUAN, TOLL_FREE = "+13105550143", "+18085550143", "+17875550143", "+18005550143"
SCANS = {
    "delayed": ("DX", "In Transit, Arriving Late"),
    "out": ("OF", "Out for Delivery"),
    "notice": ("56", "Notice Left (No Authorized Recipient Available)"),
    "pickup": ("14", "Available for Pickup"),
    "delivered": ("01", "Delivered, Left with Individual"),
    "transit": ("10", "Arrived at USPS Regional Facility"),
}


def rules(world: World, **values: Any) -> None:
    """Quiet from 21:00 to 8:00, 6 texts a day, 3 about one piece; `values` say otherwise."""
    usual = {"quiet_from": 21, "quiet_until": 8, "pushes_a_day": 6, "pushes_a_day_per_piece": 3}
    Program.update(**(usual | values)).execute()


def go_to(world: World, local: str, zone: ZoneInfo = NEW_YORK) -> None:
    world.clock.at = datetime.fromisoformat(local).replace(tzinfo=zone).astimezone(UTC)
    world.work()


def scan(world: World, number: str, what: str, city: str = "MEMPHIS", state: str = "TN") -> None:
    """A scan, seen at once by USPS's answer; nothing is sent yet."""
    world.clock.move(seconds=6)
    code, event = SCANS[what]
    world.control(f"/mailpieces/{number}/scans", {"event_code": code, "event": event, "city": city, "state": state})
    poll.run()


def follow(world: World, phone: str, *numbers: str) -> int:
    """Returns how many texts the phone has then."""
    for number in numbers or (NUMBER,):
        world.piece(number)
        world.text(phone, number)
    return len(world.texts_to(phone))


def pushes(*columns: Any) -> list[tuple[Any, ...]]:
    rows = OutboundMessage.select(*columns).where(OutboundMessage.purpose == "push").order_by(OutboundMessage.id)
    return list(rows.tuples())


def fates() -> list[tuple[Any, ...]]:
    return pushes(OutboundMessage.kind, OutboundMessage.state, OutboundMessage.reason)


def creates(world: World) -> list[dict[str, str]]:
    log = world.control("/log?service=twilio")
    sent = [entry for entry in log if entry["method"] == "POST"]
    return [{name: values[0] for name, values in parse_qs(entry["body"]).items()} for entry in sent]


# -- rule 13: quiet hours ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "awake"),
    [
        ("2026-11-21 02:30", {LOS_ANGELES, HONOLULU}),  # 21:30 in New York
        ("2026-11-21 05:30", {HONOLULU}),
        ("2026-11-21 12:30", {SAN_JUAN}),  # 7:30 in New York, 8:30 in San Juan
        ("2026-11-21 13:00", {SAN_JUAN, ADA}),
        ("2026-11-21 16:00", {SAN_JUAN, ADA, LOS_ANGELES}),
        ("2026-03-08 11:59", set()),  # 7:59 in New York, whose clock was put forward in that night
        ("2026-03-08 12:00", {ADA, SAN_JUAN}),
        ("2026-11-01 12:59", {SAN_JUAN}),  # 7:59 in New York, whose clock was put back
        ("2026-11-01 13:00", {SAN_JUAN, ADA}),
    ],
)
def test_rule_13_news_waits_for_the_end_of_quiet_hours_in_each_ones_own_zone(
    world: World, now: str, awake: set[str]
) -> None:
    people = (ADA, LOS_ANGELES, HONOLULU, SAN_JUAN)
    rules(world)
    world.clock.at = datetime.fromisoformat(now).replace(tzinfo=UTC) - timedelta(minutes=1)
    before = {phone: follow(world, phone) for phone in people}
    world.clock.at = datetime.fromisoformat(now).replace(tzinfo=UTC) - timedelta(seconds=6)
    scan(world, NUMBER, "notice")
    world.work()
    told = {phone for phone in people if len(world.texts_to(phone)) > before[phone]}
    assert told == awake
    held = list(OutboundMessage.select().where(OutboundMessage.state == "queued").order_by(OutboundMessage.not_before))
    assert {row.contact.phone for row in held} == set(people) - awake
    for row in held:
        assert row.reason == "quiet_hours"
        opens = row.not_before.astimezone(_zone_of(row.contact.phone))
        assert (opens.hour, opens.minute, opens.second) == (8, 0, 0)
        world.clock.at = max(world.clock.at, row.not_before - timedelta(seconds=1))
        world.work()
        world.clock.at = row.not_before
        world.work()
        assert OutboundMessage.get_by_id(row.id).started_at == row.not_before


def _zone_of(phone: str) -> ZoneInfo:
    names = {LOS_ANGELES: "America/Los_Angeles", HONOLULU: "Pacific/Honolulu", SAN_JUAN: "America/Puerto_Rico"}
    return ZoneInfo(names.get(phone, "America/New_York"))


def test_rule_13_a_zone_that_the_person_told_us_comes_before_their_numbers(world: World) -> None:
    rules(world)
    before = follow(world, ADA)
    Contact.update(zone="Pacific/Honolulu").execute()
    go_to(world, "2026-11-20 23:00")
    scan(world, NUMBER, "notice")
    world.work()
    assert len(world.texts_to(ADA)) == before + 1
    go_to(world, "2026-11-21 10:00")  # 5 in the morning there
    scan(world, NUMBER, "pickup")
    world.work()
    assert len(world.texts_to(ADA)) == before + 1


def test_rule_13_a_number_of_no_place_has_the_zone_of_the_pieces_end_else_the_programs_else_all_four(
    world: World,
) -> None:
    rules(world)
    before = follow(world, TOLL_FREE)
    go_to(world, "2026-11-21 08:30")  # 5:30 in Los Angeles: too early in one of four
    scan(world, NUMBER, "delayed", "SAN JUAN", "PR")  # a scan on the way says nothing
    world.work()
    assert len(world.texts_to(TOLL_FREE)) == before
    assert OutboundMessage.get(OutboundMessage.state == "queued").not_before == datetime(2026, 11, 21, 16, tzinfo=UTC)
    Program.update(zone="America/New_York").execute()
    scan(world, NUMBER, "transit")
    scan(world, NUMBER, "delayed", "SAN JUAN", "PR")
    world.work()
    assert len(world.texts_to(TOLL_FREE)) == before + 1
    scan(world, NUMBER, "out", "HONOLULU", "HI")  # 3:30 there
    world.work()
    assert len(world.texts_to(TOLL_FREE)) == before + 1
    assert fates()[-1] == ("out_for_delivery", "queued", "quiet_hours")


def test_rule_13_a_person_may_have_other_hours_or_none(world: World) -> None:
    rules(world)
    before = {phone: follow(world, phone) for phone in (ADA, BEN)}
    ada, ben = (next(contact for contact in Contact.select() if contact.phone == phone) for phone in (ADA, BEN))
    Contact.update(quiet_hours="none").where(Contact.id == ada.id).execute()
    Contact.update(quiet_hours="23-7").where(Contact.id == ben.id).execute()
    go_to(world, "2026-11-20 22:00")
    scan(world, NUMBER, "notice")
    world.work()
    assert [len(world.texts_to(phone)) - before[phone] for phone in (ADA, BEN)] == [1, 1]
    go_to(world, "2026-11-21 06:00")
    scan(world, NUMBER, "pickup")
    world.work()
    assert [len(world.texts_to(phone)) - before[phone] for phone in (ADA, BEN)] == [2, 1]


def test_rule_13_answers_to_the_person_are_never_held(world: World) -> None:
    rules(world)
    go_to(world, "2026-11-21 03:00")
    world.piece(NUMBER)
    for body in ("HELP", NUMBER, "LIST", "STOP", "START"):
        world.text(ADA, body)
    said = world.texts_to(ADA)
    assert len(said) == 5
    assert "You are opted out" in said[3]


def test_rule_13_the_status_that_comes_after_the_sign_up_reply_still_answers_somebody_who_is_awake(
    world: World,
) -> None:
    rules(world)
    go_to(world, "2026-11-21 03:00")
    world.piece(NUMBER)
    world.fault("usps", "http_500", seconds=3600)
    world.text(ADA, NUMBER)
    world.clock.move(seconds=9)
    world.work()
    world.sandbox.faults.clear()
    world.clock.move(minutes=2)
    world.work()
    said = world.texts_to(ADA)
    assert len(said) == 2
    assert said[0].startswith("Waypost: We follow USPS ..0787 now") and said[1].startswith("Waypost: USPS ..0787: acc")


def test_rule_13_a_first_status_that_comes_hours_later_waits_for_the_morning(world: World) -> None:
    rules(world)
    go_to(world, "2026-11-20 19:00")
    world.piece(NUMBER, "not_found_at_first")
    world.text(ADA, NUMBER)
    go_to(world, "2026-11-21 14:00")
    assert len(world.texts_to(ADA)) == 2  # told by day
    world.piece(NUMBERS[0], "not_found_at_first")
    world.text(ADA, NUMBERS[0])
    go_to(world, "2026-11-22 06:30")
    go_to(world, "2026-11-22 07:59")
    assert len(world.texts_to(ADA)) == 3
    go_to(world, "2026-11-22 08:01")
    assert len(world.texts_to(ADA)) == 4


def test_a_doubted_stop_holds_the_news_and_says_so(world: World) -> None:
    follow(world, ADA)
    consent.record(Contact.get(), ConsentKind.DOUBTED, world.clock())
    scan(world, NUMBER, "out")
    world.work()
    assert fates() == [("out_for_delivery", "queued", "unclear_stop")]
    assert dispatch.oldest_due(world.clock()) is None
    scan(world, NUMBER, "pickup")
    world.work()
    world.clock.move(hours=24)
    world.work()
    assert fates() == [("out_for_delivery", "dropped", "superseded"), ("available_for_pickup", "dropped", "opted_out")]


def test_news_that_a_doubted_stop_held_goes_when_the_person_keeps_us_while_it_is_true(world: World) -> None:
    before = follow(world, ADA)
    consent.record(Contact.get(), ConsentKind.DOUBTED, world.clock())
    scan(world, NUMBER, "out")
    world.work()
    consent.record(Contact.get(), ConsentKind.KEPT, world.clock())
    assert outbox.release(Contact.get(), "unclear_stop", world.clock()) == 1
    world.work()
    assert "out for delivery" in world.texts_to(ADA)[before]


def test_what_is_held_is_not_due_and_costs_the_queue_nothing(world: World) -> None:
    rules(world)
    follow(world, ADA)
    go_to(world, "2026-11-20 22:00")
    scan(world, NUMBER, "notice")
    assert dispatch.oldest_due(world.clock()) is None
    before = pushes(OutboundMessage.not_before, OutboundMessage.tries, OutboundMessage.epoch)
    for _ in range(5):
        world.clock.move(minutes=7)
        assert deliver.run() == 0
    assert pushes(OutboundMessage.not_before, OutboundMessage.tries, OutboundMessage.epoch) == before


def test_a_text_that_was_queued_by_day_is_held_when_its_turn_comes_at_night(world: World) -> None:
    rules(world)
    follow(world, ADA)
    go_to(world, "2026-11-20 20:50")
    scan(world, NUMBER, "notice")
    world.clock.at = datetime(2026, 11, 21, 2, 10, tzinfo=UTC)  # nobody sent for twenty minutes
    world.work()
    assert fates() == [("delivery_attempted", "queued", "quiet_hours")]
    go_to(world, "2026-11-21 08:00")
    world.settle()
    assert fates() == [("delivery_attempted", "delivered", "")]


# -- rule 14: nothing stale --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("scanned", "late"), [("20:30", (21, 35)), ("07:00", (21, 5))])
def test_rule_14_out_for_delivery_that_could_not_go_by_nine_is_dropped_and_not_sent_next_day(
    world: World, scanned: str, late: tuple[int, int]
) -> None:
    rules(world)
    before = follow(world, ADA)
    go_to(world, f"2026-11-21 {scanned}")
    scan(world, NUMBER, "out", "ALBANY", "NY")
    world.clock.at = datetime(2026, 11, 21, *late, tzinfo=NEW_YORK).astimezone(UTC)
    world.work()
    go_to(world, "2026-11-22 12:00")
    assert fates() == [("out_for_delivery", "dropped", "expired")]
    assert len(world.texts_to(ADA)) == before


def test_rule_14_what_would_be_stale_in_the_morning_is_dropped_in_the_evening_with_the_reason(world: World) -> None:
    rules(world)
    before = follow(world, ADA)
    go_to(world, "2026-11-20 21:01")
    scan(world, NUMBER, "out", "ALBANY", "NY")
    assert fates() == [("out_for_delivery", "dropped", "quiet_hours")]
    go_to(world, "2026-11-21 12:00")
    assert len(world.texts_to(ADA)) == before


def test_rule_14_the_provider_is_told_how_long_the_text_is_still_true(world: World) -> None:
    rules(world)
    follow(world, ADA)
    world.clock.at = datetime(2026, 11, 20, 19, 45, tzinfo=NEW_YORK).astimezone(UTC)
    scan(world, NUMBER, "out", "ALBANY", "NY")
    world.clock.at = datetime(2026, 11, 20, 20, 0, tzinfo=NEW_YORK).astimezone(UTC)
    world.work()
    sent = creates(world)[0]
    assert "out for delivery" in sent["Body"]
    assert int(sent["ValidityPeriod"]) == 3600


def test_rule_14_the_latest_state_takes_the_place_of_older_ones_that_wait(world: World) -> None:
    rules(world)
    before = follow(world, ADA)
    go_to(world, "2026-11-20 22:00")
    for what in ("delayed", "notice", "pickup"):
        scan(world, NUMBER, what)
    go_to(world, "2026-11-21 08:00")
    world.settle()
    assert fates() == [
        ("delayed", "dropped", "superseded"),
        ("delivery_attempted", "dropped", "superseded"),
        ("available_for_pickup", "delivered", ""),
    ]
    assert len(world.texts_to(ADA)) == before + 1


def test_of_several_steps_found_in_one_look_the_last_is_told(world: World) -> None:
    before = follow(world, ADA)
    world.clock.move(minutes=1)
    for what in ("out", "notice"):
        code, event = SCANS[what]
        world.control(f"/mailpieces/{NUMBER}/scans", {"event_code": code, "event": event, "state": "TN"})
        world.clock.move(minutes=1)
    world.work()
    assert "notice left" in world.texts_to(ADA)[before]
    assert len(world.texts_to(ADA)) == before + 1
    assert fates()[0] == ("out_for_delivery", "dropped", "superseded")


# -- rule 15: how much -------------------------------------------------------------------------------------------------


def test_rule_15_a_burst_of_twenty_events_makes_at_most_three_texts_about_a_piece(world: World) -> None:
    rules(world)
    before = follow(world, ADA)
    for number in range(20):
        scan(world, NUMBER, "delayed" if number % 2 else "transit")
        world.work()
    assert len(world.texts_to(ADA)) == before + 3
    waiting = [fate for fate in fates() if fate[1] == "queued"]
    assert waiting == [("delayed", "queued", "cap")]  # one text, the latest; the others made room for it
    go_to(world, "2026-11-21 09:50")
    assert len(world.texts_to(ADA)) == before + 3
    go_to(world, "2026-11-21 10:05")
    assert len(world.texts_to(ADA)) == before + 4


def test_rule_15_at_most_six_a_day_to_one_phone_however_many_pieces(world: World) -> None:
    rules(world)
    numbers = (NUMBER, *NUMBERS)
    before = follow(world, ADA, *numbers)
    for number in range(20):
        scan(world, numbers[number % len(numbers)], "delayed" if number // len(numbers) % 2 == 0 else "transit")
        world.clock.move(seconds=40)
        world.work()
    assert len(world.texts_to(ADA)) == before + 6
    world.clock.move(hours=24)
    world.work()
    later = len(world.texts_to(ADA)) - before
    assert 6 < later <= 12


def test_rule_15_deliveries_and_what_calls_for_an_act_go_whatever_the_cap_says(world: World) -> None:
    rules(world, pushes_a_day=1, pushes_a_day_per_piece=1)
    before = follow(world, ADA)
    for what in ("delayed", "out", "notice", "pickup", "delivered"):
        scan(world, NUMBER, what)
        world.work()
    said = world.texts_to(ADA)[before:]
    assert ["delayed" in said[0], "notice left" in said[1], "pickup" in said[2], "delivered" in said[3]] == [True] * 4
    assert [fate for fate in fates() if fate[0] == "out_for_delivery"] == [("out_for_delivery", "dropped", "cap")]


@pytest.mark.parametrize(("a_day", "per_piece", "told"), [(0, 0, 8), (0, 5, 5), (4, 0, 4), (2, 5, 2)])
def test_rule_15_the_caps_are_the_programs_own(world: World, a_day: int, per_piece: int, told: int) -> None:
    rules(world, pushes_a_day=a_day, pushes_a_day_per_piece=per_piece)
    before = follow(world, ADA)
    for number in range(16):
        scan(world, NUMBER, "transit" if number % 2 else "delayed")
        world.work()
    assert len(world.texts_to(ADA)) == before + told


def test_rule_15_news_of_several_pieces_at_once_is_one_text(world: World) -> None:
    rules(world)
    numbers = (NUMBER, *NUMBERS[:2])
    before = follow(world, ADA, *numbers)
    for number in numbers:
        scan(world, number, "out")
    world.work()
    assert len(world.texts_to(ADA)) == before  # it waits for company
    world.clock.move(seconds=30)
    world.work()
    assert world.texts_to(ADA)[before:] == [
        "Waypost: ..0787 out for delivery; ..7899 out for delivery; ..7577 out for delivery. STOP ends all."
    ]
    digest = OutboundMessage.get(OutboundMessage.kind == "digest")
    merged = list(OutboundMessage.select().where(OutboundMessage.reason == "digest").order_by(OutboundMessage.id))
    assert [row.state for row in merged] == ["dropped"] * 3
    assert digest.occasion == ",".join(str(row.id) for row in merged)
    about = OutboundSubject.select().where(OutboundSubject.outbound == digest).order_by(OutboundSubject.id)
    assert [row.subscription_id for row in about] == [row.subscription_id for row in merged]
    assert digest.consent_event_id == merged[0].consent_event_id
    assert digest.expires_at == min(row.expires_at for row in merged)


def test_rule_15_what_counts_for_a_digest_counts_for_each_of_its_pieces(world: World) -> None:
    rules(world, pushes_a_day=6, pushes_a_day_per_piece=1)
    before = follow(world, ADA, NUMBER, NUMBERS[0])
    for number in (NUMBER, NUMBERS[0]):
        scan(world, number, "delayed")
    world.clock.move(seconds=30)
    world.work()
    for number in (NUMBER, NUMBERS[0]):
        scan(world, number, "out")
    world.clock.move(seconds=30)
    world.work()
    assert len(world.texts_to(ADA)) == before + 1
    assert [fate for fate in fates() if fate[0] == "out_for_delivery"] == [("out_for_delivery", "dropped", "cap")] * 2


def test_a_delivery_never_waits_for_company(world: World) -> None:
    rules(world)
    before = follow(world, ADA, NUMBER, NUMBERS[0])
    scan(world, NUMBER, "delivered")
    scan(world, NUMBERS[0], "notice")
    world.work()
    assert len(world.texts_to(ADA)) == before + 2


def test_a_digest_that_could_not_go_at_once_leaves_out_what_was_stopped_or_told_anew_since(world: World) -> None:
    rules(world)
    numbers = (NUMBER, *NUMBERS[:2])
    before = follow(world, ADA, *numbers)
    for number in numbers:
        scan(world, number, "delayed")
    world.clock.move(seconds=30)
    world.fault("twilio", "http_429", count=1)
    assert deliver.run() == 1
    world.text(ADA, "STOP 0787")
    scan(world, NUMBERS[0], "delivered")
    world.clock.move(seconds=10)
    world.work()
    said = world.texts_to(ADA)[before:]
    assert "No more texts about USPS ..0787" in said[0]
    assert "..7899 was delivered" in said[1]
    assert said[2] == "Waypost: ..7577 delayed. STOP ends all."
    digest = OutboundMessage.get(OutboundMessage.kind == "digest")
    assert digest.consent_event_id == Subscription.get(Subscription.mailpiece == _piece(NUMBERS[1])).consent_event_id


def test_a_digest_of_which_nothing_is_left_is_dropped(world: World) -> None:
    rules(world)
    follow(world, ADA, NUMBER, NUMBERS[0])
    for number in (NUMBER, NUMBERS[0]):
        scan(world, number, "delayed")
    world.clock.move(seconds=30)
    world.fault("twilio", "http_429", count=1)
    assert deliver.run() == 1
    for number in (NUMBER, NUMBERS[0]):
        scan(world, number, "delivered")
    world.clock.move(seconds=10)
    world.work()
    assert [fate for fate in fates() if fate[0] == "digest"] == [("digest", "dropped", "superseded")]


def _piece(number: str) -> Mailpiece:
    return Mailpiece.get(Mailpiece.tracking_number == number)


# -- what a person chose -----------------------------------------------------------------------------------------------


def test_whoever_chose_the_date_hears_when_it_is_known_and_when_it_changes_and_of_the_delivery(world: World) -> None:
    before = follow(world, ADA)
    Subscription.update(choices="date").execute()
    for day in (date(2026, 11, 23), date(2026, 11, 23), date(2026, 11, 25), date(2026, 11, 23)):
        piece = _piece(NUMBER)
        piece.expected_on = day
        tell(piece, (), world.clock())
        deliver.run()
    Subscription.update(told_expected_on=None).execute()
    scan(world, NUMBER, "out")
    scan(world, NUMBER, "delivered")
    world.work()
    said = world.texts_to(ADA)[before:]
    assert ["expected Nov 23", "expected Nov 25", "expected Nov 23", "was delivered"] == [
        next(words for words in ("expected Nov 23", "expected Nov 25", "was delivered") if words in text)
        for text in said
    ]
    occasions = pushes(OutboundMessage.occasion)[:3]
    assert occasions == [("2026-11-23",), ("2026-11-25",), ("2026-11-23 again 1",)]


def test_whoever_chose_every_scan_hears_of_each_step(world: World) -> None:
    before = {phone: follow(world, phone) for phone in (ADA, BEN)}
    first = Subscription.select().order_by(Subscription.id).first()
    Subscription.update(choices="all").where(Subscription.id == first.id).execute()
    scan(world, NUMBER, "transit")
    world.work()
    assert [len(world.texts_to(phone)) - before[phone] for phone in (ADA, BEN)] == [1, 0]


def test_our_news_carries_the_persons_check_word(world: World) -> None:
    before = follow(world, ADA)
    contact = Contact.get()
    contact.check_word = "maple"
    contact.save()
    scan(world, NUMBER, "delayed")
    world.work()
    assert world.texts_to(ADA)[before].startswith("Waypost [maple]: USPS ..0787 is delayed")


def test_the_front_page_says_when_it_is_a_demo(world: World) -> None:
    page = world.app.test_client().get("/").text
    assert "Sandbox: simulated carrier and mobile network." in page
    assert "Texts at any hour" in page and "no daily limit" in page
    rules(world)
    world.clock.move(seconds=4)  # a process keeps what the page shows for three
    page = world.app.test_client().get("/").text
    assert "News waits from 21:00 to 8:00" in page and "with a daily limit" in page
