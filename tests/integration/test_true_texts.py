"""A text says no more than is true: whose piece it is of, what we still do for it, how old our knowledge is."""

import re
from datetime import timedelta

import pytest

from bot import digest, following
from bot.segments import measure
from carriers.answers import Found, ScanEvent
from carriers.schedule import SILENT_FOR
from config import time
from jobs.apply import apply
from models.carrier_calls import CallBudget
from models.contact import Contact
from models.mailpiece import Exchange, Mailpiece
from models.vocabulary import Milestone
from tests.integration.test_who_answers import UPS, ask_also
from tests.world import ADA, BEN, NUMBER, NUMBERS, World

OF_USPS = re.compile(r"(?i)usps|post office|correo|postal|\bposte\b")
OTHER_UPS = "1Z5R89390357567127"
BEHIND = {"en": "We are behind", "es": "Vamos con retraso", "fr": "Nous avons du retard"}


def ups_says(world: World, milestone: Milestone, reminder: bool = False) -> None:
    """An answer that UPS gives: one scan more, of this milestone."""
    world.clock.move(minutes=5)
    at, piece = time.now(), Mailpiece.get(Mailpiece.tracking_number == UPS)
    mark = f"{milestone} {at.isoformat()}"
    place = ("MEMPHIS", "TN", None, "US")
    event = ScanEvent(at, at.replace(tzinfo=None), 0, "30", "a scan", *place, None, False, milestone, mark, reminder)
    answer = Found(UPS, (event,), "", "", None, None, "UPS Ground", (), None, None, mark.encode())
    apply(piece, answer, None, at, 5.0)
    world.work()


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_nothing_that_is_said_of_a_ups_piece_speaks_of_usps_or_a_post_office(world: World, language: str) -> None:
    ask_also(world, ups_client_id="an-id", ups_client_secret="s")
    world.text(ADA, f"LANG {language}")
    world.piece(UPS)
    world.text(ADA, f"{UPS} DATE")
    world.text(ADA, f"{UPS} AA")
    for code in ("A1", "OF", "56", "14"):  # moving, out, tried, at a shop of theirs
        world.scan(UPS, code, "a scan")
    for milestone in (Milestone.LABEL_CREATED, Milestone.ARRIVED_LOCAL, Milestone.DELIVERY_ATTEMPTED, Milestone.HELD):
        ups_says(world, milestone)
        world.text(ADA, "STATUS")
    ups_says(world, Milestone.HELD, reminder=True)
    ups_says(world, Milestone.LOST_RECOVERY)
    assert not OF_USPS.search(digest.compose(Contact.get(), following.followed(Contact.get())).text)
    world.piece(OTHER_UPS)
    world.text(ADA, OTHER_UPS)
    world.text(ADA, "LIST")
    world.text(ADA, f"{UPS} AP")
    world.scan(UPS, "01", "DELIVERED")
    told = world.texts_to(ADA)[1:]
    assert any("..7127" in text and "..6784" in text for text in told)
    assert len(told) >= 17 and "UPS ..6784" in told[0] and {row.language for row in Contact.select()} == {language}
    assert [text for text in told if OF_USPS.search(text)] == []


def test_a_failed_try_of_ups_leaves_no_notice_and_asks_for_no_identity(world: World) -> None:
    ask_also(world, ups_client_id="an-id", ups_client_secret="s")
    world.piece(UPS)
    world.text(ADA, UPS)
    world.scan(UPS, "56", "The receiver was not available at the time of the first delivery attempt.")
    assert "UPS ..6784: delivery was tried, " in world.texts_to(ADA)[-1]
    assert "without success. STOP 6784 ends this" in world.texts_to(ADA)[-1]
    ups_says(world, Milestone.AVAILABLE_FOR_PICKUP)
    assert "UPS ..6784 is ready for pickup, Memphis TN" in world.texts_to(ADA)[-1]


def test_a_courier_that_does_not_answer_is_not_called_usps(world: World) -> None:
    ask_also(world, ups_client_id="an-id", ups_client_secret="s")
    world.piece(UPS)
    world.fault("ups", "http_500", seconds=3600)
    world.text(ADA, f"{UPS} AP")
    world.clock.move(seconds=9)
    world.work()
    assert world.texts_to(ADA) == [
        "Waypost: The carrier has not answered about UPS ..6784 yet. Please ask again in a few minutes."
    ]


def test_what_usps_says_of_its_own_mail_has_not_changed(world: World) -> None:
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    world.scan(NUMBER, "56", "Notice Left (No Authorized Recipient Available)")
    assert "Held at the Post Office. Bring ID and the slip." in world.texts_to(ADA)[-1]
    world.scan(NUMBER, "14", "Available for Pickup")
    assert "is ready for pickup at the Post Office, " in world.texts_to(ADA)[-1]


# -- a piece that was given up -----------------------------------------------------------------------------------------


def give_up(world: World) -> int:
    """Ada follows a piece of which nothing is heard for too long. Returns how many requests that took."""
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    world.clock.move(days=SILENT_FOR.days + 1)
    world.work()
    assert "Text its number to ask again" in world.texts_to(ADA)[-1]
    assert Mailpiece.get().next_poll_at is None
    return Exchange.select().count()


def test_the_number_of_a_piece_given_up_is_asked_about_once_more_and_nothing_is_promised(world: World) -> None:
    asked = give_up(world)
    world.text(ADA, NUMBER)
    world.clock.move(days=1)
    world.work()
    assert Exchange.select().count() > asked
    answer = world.texts_to(ADA)[-1]
    assert answer.startswith("Waypost: Still no news of USPS ..0787. Text its number to ask again. ")
    assert (Mailpiece.get().milestone, Mailpiece.get().next_poll_at) == ("expired", None)
    again = Exchange.select().count()
    world.clock.move(days=3)
    world.work()
    assert Exchange.select().count() == again and world.texts_to(ADA)[-1] == answer


def test_a_new_scan_brings_a_piece_given_up_back_for_good(world: World) -> None:
    give_up(world)
    world.scan(NUMBER, "A1", "Arrived at USPS Regional Facility")
    world.text(ADA, NUMBER)
    assert "in transit" in world.texts_to(ADA)[-1] and "Updates will follow" in world.texts_to(ADA)[-1]
    world.scan(NUMBER, "OF", "Out for Delivery")
    assert "out for delivery" in world.texts_to(ADA)[-1]


def test_a_number_that_never_had_a_scan_is_not_said_to_be_looked_for_after_it_was_given_up(world: World) -> None:
    world.piece(NUMBER, "not_found_at_first", 0.001)
    world.text(ADA, NUMBER)
    world.clock.move(days=SILENT_FOR.days + 1)
    world.work()
    world.text(ADA, NUMBER)
    assert "Still no news of USPS ..0787" in world.texts_to(ADA)[-1]


# -- when we are behind ------------------------------------------------------------------------------------------------


def no_calls_for(**hours: float) -> None:
    CallBudget.update(refilled_at=time.now() + timedelta(**hours)).execute()


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_who_asks_while_our_calls_are_used_up_reads_how_old_the_answer_is(world: World, language: str) -> None:
    world.text(ADA, f"LANG {language}")
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    world.text(ADA, "STATUS")
    no_calls_for(hours=5)
    world.clock.move(hours=2, minutes=5)
    world.work()
    world.text(ADA, "STATUS")
    on_time, late = world.texts_to(ADA)[-2:]
    assert BEHIND[language] not in on_time
    assert late.startswith(on_time) and BEHIND[language] in late and "2 h" in late
    world.clock.move(hours=4)
    world.work()
    world.text(ADA, "STATUS")
    assert world.texts_to(ADA)[-1] == on_time


def test_a_list_says_once_by_how_much_we_are_behind(world: World) -> None:
    for number in (NUMBER, NUMBERS[0]):
        world.piece(number)
        world.text(ADA, number)
    world.text(ADA, "LIST")
    no_calls_for(hours=5)
    world.clock.move(hours=2, minutes=5)
    world.text(ADA, "LIST")
    on_time, late = world.texts_to(ADA)[-2:]
    assert late == f"{on_time} We are about 2 h behind."


def test_a_carrier_that_fails_is_no_lag_of_ours(world: World) -> None:
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    world.fault("usps", "http_500", seconds=24 * 3600)
    world.clock.move(hours=2, minutes=5)
    world.work()
    world.text(ADA, "STATUS")
    assert BEHIND["en"] not in world.texts_to(ADA)[-1]


def test_long_lists_stay_pages_of_one_segment_when_we_are_behind(world: World) -> None:
    for number in (NUMBER, *NUMBERS):
        world.piece(number)
    world.text(BEN, " ".join((NUMBER, *NUMBERS)))
    for number in (NUMBER, *NUMBERS):
        world.text(BEN, f"NAME {number[-4:]} parcel number {number[-2:]}")
    no_calls_for(hours=5)
    world.clock.move(hours=3)
    world.text(BEN, "LIST")
    world.text(BEN, "MORE")
    first, second = world.texts_to(BEN)[-2:]
    assert first.endswith("LIST 2 for more. We are about 3 h behind.") and second.endswith("We are about 3 h behind.")
    assert [measure(text).segments for text in (first, second)] == [1, 1]
    assert [first.count("parcel") + second.count("parcel"), second.count("LIST")] == [5, 0]
