"""A person's own settings page: who gets in, what they change, and what is left when they are erased."""

import json
import re

import pytest
from flask.testing import FlaskClient

from models.consent import ConsentEvent
from models.contact import Contact
from models.outbound import OutboundMessage
from models.subscription import Subscription
from models.web_request import WebRequest
from tests.web_forms import said_on, words_on
from tests.world import ADA, BEN, NUMBER, NUMBERS, World


def ask(world: World, phone: str, browser: FlaskClient | None = None) -> FlaskClient:
    browser = browser or world.browser()
    assert browser.post("/p", data={"phone": phone}).status_code == 303
    world.work()
    return browser


def pin_on(world: World, phone: str) -> str:
    found = re.search(r"\b(\d{6})\b", world.texts_to(phone)[-1])
    assert found, world.texts_to(phone)
    return found[1]


def enter(world: World, phone: str) -> FlaskClient:
    browser = ask(world, phone)
    assert browser.post("/p/code", data={"code": pin_on(world, phone)}).status_code == 303
    return browser


def press(browser: FlaskClient, act: str, value: str = "", **more: str) -> int:
    token = re.search(r'name="csrf" value="([^"]+)"', browser.get("/p").text)
    form = {"value": value, "csrf": token[1] if token else "", **more}
    return browser.post(f"/p/{act}", data=form).status_code


def followed(world: World, phone: str, *numbers: str) -> None:
    for number in numbers:
        world.piece(number)
        world.text(phone, number)


def test_the_six_digits_open_what_this_phone_follows_and_nothing_of_anybody_else(world: World) -> None:
    followed(world, ADA, NUMBER, NUMBERS[0])
    followed(world, BEN, NUMBERS[1])
    page = words_on(enter(world, ADA).get("/p"))
    assert "USPS ..0787" in page and "USPS ..7899" in page and "..7577" not in page
    assert ADA not in page and "is your code" in world.texts_to(ADA)[-1]


def test_who_stopped_gets_no_text_and_gets_in_by_texting_us_the_code(world: World) -> None:
    followed(world, ADA, NUMBER)
    world.text(ADA, "STOP")
    heard = world.texts_to(ADA)
    browser = ask(world, ADA)
    assert world.texts_to(ADA) == heard
    world.text(ADA, said_on(browser.get("/p")))
    page = words_on(browser.get("/p"))
    assert "You get no texts from us" in page and world.texts_to(ADA) == heard


def test_a_code_opens_no_page_of_another_phone_than_was_typed(world: World) -> None:
    """A thief types a phone of their own and talks Ada into texting what the page shows."""
    followed(world, ADA, NUMBER)
    thief = ask(world, BEN)
    world.text(ADA, said_on(thief.get("/p")))
    assert thief.get("/p/data.json").status_code == 403 and "What you follow" not in words_on(thief.get("/p"))
    assert "do not know that code" in world.texts_to(ADA)[-1]


def test_a_code_for_the_page_is_no_answer_to_whether_texts_should_end(world: World) -> None:
    followed(world, ADA, NUMBER)
    world.text(ADA, "make it stop")
    assert "Should all our texts end?" in world.texts_to(ADA)[-1]
    browser = ask(world, ADA)
    world.text(ADA, said_on(browser.get("/p")))
    assert ConsentEvent.select().where(ConsentEvent.kind == "kept").count() == 0


def test_the_page_is_the_same_for_a_phone_that_we_do_not_know(world: World) -> None:
    followed(world, ADA, NUMBER)
    pages = []
    for phone in (ADA, "+12025550199"):
        browser = ask(world, phone)
        page = browser.get("/p")
        wrong = browser.post("/p/code", data={"code": "12 34 5"})
        pages.append([words_on(one).replace(said_on(one), "") for one in (page, wrong)])
    assert pages[0] == pages[1]
    assert OutboundMessage.select().where(OutboundMessage.kind == "web_pin").count() == 1


def test_five_wrong_tries_end_it_even_for_the_right_digits(world: World) -> None:
    followed(world, ADA, NUMBER)
    browser = ask(world, ADA)
    right = pin_on(world, ADA)
    for left in (4, 3, 2, 1):
        wrong = browser.post("/p/code", data={"code": f"{(int(right) + 1) % 1_000_000:06}"})
        assert wrong.status_code == 422 and f"Tries left: {left}" in words_on(wrong)
    assert "Too many wrong tries" in words_on(browser.post("/p/code", data={"code": "000000"}))
    assert browser.post("/p/code", data={"code": right}).status_code == 422
    assert "What you follow" not in words_on(browser.get("/p"))


def test_the_digits_are_over_after_ten_minutes_and_good_for_this_browser_alone(world: World) -> None:
    followed(world, ADA, NUMBER)
    browser = ask(world, ADA)
    right = pin_on(world, ADA)
    other = world.browser()
    assert other.post("/p/code", data={"code": right}).status_code == 303
    assert "What you follow" not in words_on(other.get("/p"))
    world.clock.move(minutes=10, seconds=1)
    browser.post("/p/code", data={"code": right})
    assert "What you follow" not in words_on(browser.get("/p"))


def test_no_digits_stand_in_the_database(world: World) -> None:
    followed(world, ADA, NUMBER)
    ask(world, ADA)
    right = pin_on(world, ADA)
    rows = json.dumps([{name: str(value) for name, value in row.items()} for row in WebRequest.select().dicts()])
    assert right not in rows and WebRequest.get().phone is None


def test_a_phone_gets_three_codes_a_day(world: World) -> None:
    followed(world, ADA, NUMBER)
    for _ in range(5):
        ask(world, ADA)
    assert OutboundMessage.select().where(OutboundMessage.kind == "web_pin").count() == 3


def test_everything_there_can_be_changed_and_a_change_of_choices_is_on_record(world: World) -> None:
    followed(world, ADA, NUMBER)
    browser, piece = enter(world, ADA), Subscription.get().id
    assert press(browser, f"piece/{piece}/rename", "door keys") == 303
    assert press(browser, f"piece/{piece}/choose", "delivery") == 303
    for act, value in (("language", "fr"), ("quiet", "22-7"), ("word", "Maple")):
        assert press(browser, f"person/{act}", value) == 303
    row, ada = Subscription.get(), Contact.get()
    assert (row.nickname, row.choices) == ("door keys", "delivery")
    assert (ada.language, ada.quiet_hours, ada.check_word) == ("fr", "22-7", "maple")
    event = ConsentEvent.select().order_by(ConsentEvent.id.desc()).get()
    assert (event.kind, event.source, event.rule) == ("confirmed", "web", "chose delivery on their own settings page")
    assert row.consent_event_id == event.id
    Contact.update(language="en", quiet_hours="").execute()
    world.scan(NUMBER, "01", "Delivered, Left with Individual")
    assert world.texts_to(ADA)[-1].startswith("Waypost [maple]: door keys")


@pytest.mark.parametrize("name", ["www.evil.example", "x" * 17, "<b>", "Ж", "http://a"])
def test_a_name_that_no_text_may_carry_is_refused_in_words_and_the_old_one_stays(world: World, name: str) -> None:
    followed(world, ADA, NUMBER)
    browser, piece = enter(world, ADA), Subscription.get().id
    press(browser, f"piece/{piece}/rename", "door keys")
    token = re.search(r'name="csrf" value="([^"]+)"', browser.get("/p").text)
    assert token
    answer = browser.post(f"/p/piece/{piece}/rename", data={"value": name, "csrf": token[1]}, follow_redirects=True)
    assert "The old one was kept" in words_on(answer) and Subscription.get().nickname == "door keys"


def test_mute_one_and_stop_all(world: World) -> None:
    followed(world, ADA, NUMBER, NUMBERS[0])
    browser = enter(world, ADA)
    muted = Subscription.select().where(Subscription.id > 0).order_by(Subscription.id).first()
    press(browser, f"piece/{muted.id}/mute")
    assert [row.state for row in Subscription.select().order_by(Subscription.id)] == ["ended", "active"]
    press(browser, "person/stop")
    kept = [(row.scope, row.rule) for row in ConsentEvent.select().where(ConsentEvent.kind == "revoked")]
    assert kept == [
        ("mailpiece", "pressed on their own settings page: no more of this one"),
        ("all", "pressed on their own settings page: no more texts"),
    ]
    heard = world.texts_to(ADA)
    world.scan(NUMBERS[0], "OF", "Out for Delivery")
    assert world.texts_to(ADA) == heard and "You get no texts from us" in words_on(browser.get("/p"))


def test_a_piece_of_somebody_else_cannot_be_touched(world: World) -> None:
    followed(world, ADA, NUMBER)
    followed(world, BEN, NUMBERS[0])
    browser, bens = enter(world, ADA), Subscription.get(Subscription.contact == Contact.get_by_id(2))
    for act in ("mute", "rename", "choose", "open"):
        assert press(browser, f"piece/{bens.id}/{act}", "delivery") == 303
    untouched = Subscription.get_by_id(bens.id)
    assert (untouched.state, untouched.nickname, untouched.choices) == ("active", None, "standard")


def test_its_own_page_is_opened_by_a_personal_link(world: World) -> None:
    followed(world, ADA, NUMBER)
    browser, piece = enter(world, ADA), Subscription.get().id
    token = re.search(r'name="csrf" value="([^"]+)"', browser.get("/p").text)
    assert token
    answer = browser.post(f"/p/piece/{piece}/open", data={"csrf": token[1]})
    page = browser.get(answer.headers["Location"])
    assert page.status_code == 200 and "Mute this one" in words_on(page)


def test_the_download_holds_all_of_theirs_and_nothing_of_others(world: World) -> None:
    followed(world, ADA, NUMBER)
    followed(world, BEN, NUMBERS[0])
    answer = enter(world, ADA).get("/p/data.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    [sms] = answer.json["channels"]
    assert sms["phone"] == ADA and [one["tracking_number"] for one in sms["mailpieces"]] == [NUMBER]
    assert sms["texts_from_you"][0]["text"] == NUMBER and sms["texts_to_you"][0]["text"].startswith("Waypost:")
    assert sms["consent"][0]["evidence"]["text"] == NUMBER
    assert BEN not in answer.text and NUMBERS[0] not in answer.text


def test_erased_means_that_nothing_is_left_and_nobody_is_let_in_again(world: World) -> None:
    followed(world, ADA, NUMBER)
    browser = enter(world, ADA)
    press(browser, "erase")
    assert "Nothing was erased" in words_on(browser.get("/p?fault=sure")) and Contact.get().phone == ADA
    token = re.search(r'name="csrf" value="([^"]+)"', browser.get("/p").text)
    assert token
    done = browser.post("/p/erase", data={"csrf": token[1], "sure": "yes"})
    assert done.status_code == 200 and "we text it no more" in words_on(done)
    assert Contact.get().phone == "" and all(row.body == "" for row in OutboundMessage.select())
    assert all(row.details is None and row.phone is None for row in WebRequest.select())
    assert "What you follow" not in words_on(browser.get("/p"))
    heard = world.texts_to(ADA)
    world.scan(NUMBER, "OF", "Out for Delivery")
    assert world.texts_to(ADA) == heard


def test_the_page_closes_after_half_an_hour_unused_after_half_a_day_used_and_when_it_is_left(world: World) -> None:
    followed(world, ADA, NUMBER)
    browser = enter(world, ADA)
    world.clock.move(minutes=29)
    assert press(browser, "person/language", "en") == 303
    world.clock.move(minutes=29)
    assert "What you follow" in words_on(browser.get("/p"))
    world.clock.move(minutes=2)
    assert "What you follow" not in words_on(browser.get("/p"))
    browser = enter(world, ADA)
    for _ in range(25):
        press(browser, "person/language", "en")
        world.clock.move(minutes=29)
    assert "What you follow" not in words_on(browser.get("/p"))
    world.clock.move(days=1)
    browser = enter(world, ADA)
    kept = browser.get_cookie("settings")
    assert kept
    press(browser, "person/leave")
    browser.set_cookie("settings", kept.value)
    assert "What you follow" not in words_on(browser.get("/p"))


def test_many_requests_from_one_network_wait(world: World) -> None:
    browser = world.browser()
    statuses = [browser.post("/p", data={"phone": f"+1202555{turn:04}"}).status_code for turn in range(7)]
    assert statuses == [303] * 5 + [429] * 2


def test_what_is_no_phone_is_said_so(world: World) -> None:
    answer = world.browser().post("/p", data={"phone": "call me"})
    assert (
        answer.status_code == 422 and "Type a mobile number" in words_on(answer) and "Set-Cookie" not in answer.headers
    )
