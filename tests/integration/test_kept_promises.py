"""What docs/promises.md says of texts and pages, where no other test shows it."""

import html
import re
from datetime import timedelta

import pytest

from bot import consent
from models.consent import ConsentEvent
from models.contact import Contact
from models.outbound import OutboundMessage
from models.program import Program
from models.subscription import Subscription
from models.vocabulary import ConsentKind
from tests.open_doors import run
from tests.web_forms import fill, said_on, words_on
from tests.world import ADA, BEN, NUMBER, NUMBERS, World

#: A scan of each category, and a word of the text about it.
CATEGORIES = {
    "moving": ("A1", "Arrived at USPS Regional Facility", "in transit"),
    "out for delivery": ("OF", "Out for Delivery", "out for delivery"),
    "pickup": ("14", "Available for Pickup", "ready for pickup"),
    "attempt": ("02", "Notice Left (No Authorized Recipient Available)", "notice"),
    "delivered": ("01", "Delivered, Left with Individual", "was delivered"),
    "delay": ("71", "In Transit, Arriving Late", "delayed"),
    "return": ("09", "Return to Sender Processed", "back"),
}
#: What mobile networks want said of the costs, in each language.
COSTS = {
    "en": "Message and data rates may apply",
    "es": "Pueden aplicarse tarifas de mensajes y datos",
    "fr": "Des frais de message et de données peuvent s’appliquer",
}


def follow(world: World, phone: str = ADA, said: str = NUMBER) -> int:
    """How many texts the phone has by then."""
    world.piece(NUMBER)
    world.text(phone, said)
    return len(world.texts_to(phone))


@pytest.mark.parametrize("category", CATEGORIES)
def test_each_category_of_news_makes_one_text_in_its_own_words(world: World, category: str) -> None:
    heard = follow(world, said=f"{NUMBER} AA")
    code, event, words = CATEGORIES[category]
    world.scan(NUMBER, code, event)
    [text] = world.texts_to(ADA)[heard:]
    assert words in text and text.startswith("Waypost: USPS ..0787")
    world.clock.move(hours=1)
    world.work()
    assert len(world.texts_to(ADA)) == heard + 1


def test_who_asked_for_nothing_more_hears_of_the_last_mile_and_not_of_every_stop_on_the_way(world: World) -> None:
    heard = follow(world)
    world.scan(NUMBER, "A1", "Arrived at USPS Regional Facility")
    assert len(world.texts_to(ADA)) == heard
    world.scan(NUMBER, "OF", "Out for Delivery")
    world.scan(NUMBER, "01", "Delivered, Left with Individual")
    assert len(world.texts_to(ADA)) == heard + 2


def test_a_new_piece_of_a_sender_is_followed_by_nobody_unasked(world: World) -> None:
    """Also not by who said YES to an earlier piece of theirs: consent to all of a sender's mail is off by default."""
    Program.update(invites_by_text=True).execute()
    for number in (NUMBER, NUMBERS[0]):
        world.piece(number)
    run(world, "senders", "add", "office", "Law Office")
    run(world, "senders", "attest", "office", "--by", "Dora Lane")
    run(world, "invite", "office", NUMBER, ADA)
    world.work()
    world.text(ADA, "YES")
    world.clock.move(days=31)
    assert "Asked: one YES question." in run(world, "invite", "office", NUMBERS[0], ADA)
    world.work()
    assert [row.mailpiece.tracking_number for row in Subscription.select()] == [NUMBER]
    assert ConsentEvent.select().where(ConsentEvent.kind == ConsentKind.STANDING).count() == 0


def test_after_a_stop_there_is_one_text_and_then_silence_for_a_month(world: World) -> None:
    heard = follow(world)
    world.text(ADA, "STOP")
    assert len(world.texts_to(ADA)) == heard + 1
    for code, event in (("OF", "Out for Delivery"), ("02", "Notice Left"), ("01", "Delivered")):
        world.scan(NUMBER, code, event)
        world.clock.move(days=10)
        world.work()
    assert len(world.texts_to(ADA)) == heard + 1
    assert OutboundMessage.select().where(OutboundMessage.purpose == "push").count() == 0


@pytest.mark.parametrize("said", ["thanks", "ok", "yes", "Gracias!", "merci", "👍", "?", "hello again", "STATUS"])
def test_a_polite_word_after_a_stop_opens_nothing_again(world: World, said: str) -> None:
    follow(world)
    world.text(ADA, "STOP")
    heard = world.texts_to(ADA)
    world.text(ADA, said)
    world.scan(NUMBER, "OF", "Out for Delivery")
    kinds = {event.kind for event in ConsentEvent.select().where(ConsentEvent.id > 1)}
    assert consent.is_opted_out(Contact.get()) and kinds <= {"revoked", "asked"}
    assert all("out for delivery" not in text for text in world.texts_to(ADA)[len(heard) :])


@pytest.mark.parametrize("way", ["START", "the web"])
def test_a_start_or_the_web_opens_again_and_old_pieces_stay_off(world: World, way: str) -> None:
    follow(world)
    world.text(ADA, "STOP")
    world.piece(NUMBERS[0])
    world.text(ADA, "START" if way == "START" else said_on(fill(world, number=NUMBERS[0])))
    heard = len(world.texts_to(ADA))
    assert not consent.is_opted_out(Contact.get())
    world.scan(NUMBER, "OF", "Out for Delivery")
    assert len(world.texts_to(ADA)) == heard


@pytest.mark.parametrize("language", COSTS)
def test_that_texts_may_cost_something_is_said_at_the_first_text_by_help_and_on_the_form(
    world: World, language: str
) -> None:
    follow(world)
    world.text(BEN, "HELP")
    assert all("Msg&data rates may apply" in world.texts_to(phone)[0] for phone in (ADA, BEN))
    form = words_on(world.browser().get(f"/?lang={language}"))
    assert COSTS[language] in form and form.index(COSTS[language]) < form.index("STOP")


def test_a_reset_restores_the_defaults_and_takes_nothing_out_of_the_record(world: World) -> None:
    follow(world, said=f"{NUMBER} AA")
    for said in ("LANG ES", "QUIET 20-9"):
        world.text(ADA, said)
    before = [event.id for event in ConsentEvent.select().order_by(ConsentEvent.id)]
    world.text(ADA, "RESET")
    ada, followed = Contact.get(), Subscription.get()
    assert (ada.language, ada.quiet_hours, followed.choices) == ("en", "", "standard")
    assert [event.id for event in ConsentEvent.select().order_by(ConsentEvent.id)][: len(before)] == before
    assert followed.state == "active"


def test_while_the_carrier_is_away_the_track_page_shows_what_was_known_how_old_it_is_and_where_else_to_look(
    world: World,
) -> None:
    follow(world)
    world.scan(NUMBER, "OF", "Out for Delivery", "COLUMBUS", "OH")
    path = run(world, "track-link", NUMBER).strip().removeprefix(world.settings.public_base_url)
    world.fault("usps", "http_500", seconds=100_000)
    world.clock.move(hours=3)
    world.work()
    page = world.app.test_client().get(path)
    said = re.sub(r"\s+", " ", html.unescape(page.text))
    assert page.status_code == 200 and "out for delivery" in said and "Columbus OH" in said
    assert "Last scan 3 h ago" in said and "tools.usps.com" in said


def test_scan_to_text_is_measured_for_each_text_and_shown_on_the_status_page(world: World) -> None:
    follow(world)
    world.scan(NUMBER, "OF", "Out for Delivery")
    world.settle()
    twin = world.app.test_client().get("/status.json").json
    spread = twin["scan_to_sent"]
    assert spread["count"] == 1 and timedelta(0) < timedelta(seconds=spread["p50"]) < timedelta(minutes=5)


def test_a_pages_reader_needs_no_account_and_a_texts_reader_no_page(world: World) -> None:
    follow(world)
    world.scan(NUMBER, "01", "Delivered, Left with Individual")
    assert all("http" not in text and "www." not in text for text in world.texts_to(ADA))
    for path in ("/", "/real", "/status", "/terms", "/privacy"):
        answer = world.app.test_client().get(path)
        assert "Set-Cookie" not in answer.headers and 'type="password"' not in answer.text
