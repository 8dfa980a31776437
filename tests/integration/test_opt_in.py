"""Opting in on the web: both ways to finish, and what the consent event keeps of the page."""

import json
from datetime import timedelta

import pytest

from models.consent import ConsentEvent
from models.contact import Contact
from models.mailpiece import Mailpiece
from models.outbound import OutboundMessage
from models.question import OpenQuestion
from models.subscription import Subscription
from models.web_request import WebRequest
from tests.web_forms import fill, said_on, words_on
from tests.world import ADA, BEN, NUMBER, NUMBERS, World


def evidence(kind: str) -> dict[str, object]:
    event = ConsentEvent.select().where(ConsentEvent.kind == kind).order_by(ConsentEvent.id.desc()).get()
    opened: dict[str, object] = json.loads(event.evidence)
    return opened


# -- (a) the person texts us -------------------------------------------------------------------------------------------


def test_a_code_goes_out_to_nobody_and_their_text_follows_as_they_chose(world: World) -> None:
    world.piece(NUMBER)
    answer = fill(world, choice="delivery", texts_in="es", quiet="22-7")
    said = said_on(answer)
    assert answer.status_code == 200 and said.startswith(f"{NUMBER} code ")
    assert OutboundMessage.select().count() == 0 and Contact.select().count() == 0
    world.text(ADA, said)
    [reply] = world.texts_to(ADA)
    assert reply.startswith("Waypost: USPS ..0787") and "Avisos:" in reply
    followed = Subscription.get()
    assert (followed.choices, followed.contact.language, followed.contact.quiet_hours) == ("delivery", "es", "22-7")


def test_the_consent_event_keeps_the_sentence_the_page_and_the_text(world: World) -> None:
    world.piece(NUMBER)
    browser = world.browser()
    browser.environ_base.update(HTTP_USER_AGENT="Lynx/2.9", REMOTE_ADDR="203.0.113.9")
    said = said_on(fill(world, browser=browser))
    world.text(ADA, said)
    event, kept = ConsentEvent.get(ConsentEvent.kind == "confirmed"), evidence("confirmed")
    assert (event.source, event.wording_key, event.wording_version, event.language) == (
        "web",
        "web_disclosure",
        "1",
        "en",
    )
    assert kept["text"] == said
    shown, where = kept["wording"], kept["where"]
    assert isinstance(shown, dict) and isinstance(where, dict)
    assert shown["text"].startswith(
        "I ask Waypost to text me about this mailpiece from 55501. Message frequency varies."
    )
    assert len(shown["sha256"]) == 64
    assert (where["ip"], where["user_agent"], where["form"]) == ("203.0.113.9", "Lynx/2.9", "opt-in: text us")
    assert where["url"].endswith("/")
    world.text(ADA, "WHY")
    assert "signed up for USPS ..0787 on our web page" in world.texts_to(ADA)[-1]


def test_the_code_alone_is_enough_and_it_counts_once(world: World) -> None:
    world.piece(NUMBER)
    code = said_on(fill(world)).split()[-1]
    world.text(ADA, code.lower())
    assert Subscription.get().contact.phone == ADA
    world.text(BEN, code)
    assert Subscription.select().count() == 1 and "We do not know that code" in world.texts_to(BEN)[-1]
    world.text(BEN, f"{NUMBER} code {code}")
    assert ConsentEvent.select().where(ConsentEvent.kind == "confirmed").order_by(
        ConsentEvent.id.desc()
    ).get().source == ("inbound_text")


def test_a_code_is_over_after_a_day_and_the_number_beside_it_still_works(world: World) -> None:
    world.piece(NUMBER)
    said = said_on(fill(world, choice="delivery"))
    world.clock.move(hours=25)
    world.text(ADA, said)
    assert Subscription.get().choices == "standard"


def test_the_form_of_a_code_that_nobody_texted_is_emptied_and_goes_after_thirty_days(world: World) -> None:
    fill(world)
    assert WebRequest.get().details is not None
    world.clock.move(hours=25)
    world.work()
    assert WebRequest.get().details is None
    world.clock.move(days=30)
    world.work()
    assert WebRequest.select().count() == 0


def test_who_had_stopped_ticks_the_box_and_texts_us_and_is_back_with_this_one_alone(world: World) -> None:
    world.piece(NUMBER)
    world.piece(NUMBERS[0])
    world.text(ADA, NUMBERS[0])
    world.text(ADA, "STOP")
    world.text(ADA, said_on(fill(world)))
    kinds = [row.kind for row in ConsentEvent.select().order_by(ConsentEvent.id)]
    assert kinds == ["confirmed", "revoked", "resumed", "confirmed"]
    active = Subscription.select().where(Subscription.state == "active")
    assert [row.mailpiece.tracking_number for row in active] == [NUMBER]
    world.scan(NUMBER, "OF", "Out for Delivery")
    assert "out for delivery" in world.texts_to(ADA)[-1]


def test_without_the_tick_nothing_is_kept_but_what_was_typed_stays_on_the_page(world: World) -> None:
    answer = fill(world, agree=None, choice="date")
    assert answer.status_code == 422 and "Tick the box" in words_on(answer)
    assert NUMBER in answer.text and 'value="date" checked' in answer.text
    assert 'name="agree" value="yes" checked' not in answer.text and WebRequest.select().count() == 0


def test_the_box_is_never_ticked_beforehand(world: World) -> None:
    page = world.browser().get("/").text
    assert 'name="agree" value="yes"' in page and "checked" not in page.split('name="agree"')[1].split(">")[0]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (NUMBER, "Yes: a number of USPS."),
        ("RB123456785GB", "Yes, with limits: an international number."),
        ("9400111206206406260788", "does not add up"),
        ("1Z5R89390357567127", "We text you the steps"),
        ("9590940273081234567891", "green return receipt card"),
        ("9.4E+21", "spreadsheet"),
    ],
)
def test_anybody_may_ask_whether_a_number_can_be_followed(world: World, number: str, words: str) -> None:
    if number.startswith("1Z"):
        from bot import following

        following.serve({"usps", "ups"})
    answer = fill(world, "check", number=number, agree=None)
    assert answer.status_code == 200 and words in words_on(answer)
    assert WebRequest.select().count() == 0 and Mailpiece.select().count() == 0


@pytest.mark.parametrize(("language", "words"), [("es", "Pido a Waypost"), ("fr", "Je demande à Waypost")])
def test_the_page_and_its_sentence_are_in_the_readers_language(world: World, language: str, words: str) -> None:
    world.piece(NUMBER)
    assert words in words_on(world.browser().get("/", headers={"Accept-Language": language}))
    answer = fill(world, path=f"/?lang={language}", texts_in=language)
    world.text(ADA, said_on(answer))
    assert ConsentEvent.get(ConsentEvent.kind == "confirmed").language == language


def test_a_finished_form_answers_whether_texts_should_end(world: World) -> None:
    for number in (NUMBER, NUMBERS[0]):
        world.piece(number)
    world.text(ADA, NUMBERS[0])
    world.text(ADA, "make it stop")
    world.text(ADA, said_on(fill(world)))
    assert [row.kind for row in ConsentEvent.select().order_by(ConsentEvent.id)][-2:] == ["kept", "confirmed"]


# -- (b) we text one question ------------------------------------------------------------------------------------------


def test_one_question_and_nothing_more_until_the_yes(world: World) -> None:
    world.piece(NUMBER)
    answer = fill(world, "question", phone="(202) 555-0143", choice="delivery", texts_in="fr")
    assert "Look at your phone" in words_on(answer)
    world.work()
    [asked] = world.texts_to(ADA)
    assert asked.startswith("Waypost: Suivi SMS demandé pour ce numéro: USPS ..0787")
    requested = ConsentEvent.get(ConsentEvent.kind == "requested")
    assert (requested.source, requested.wording_key) == ("web", "web_disclosure")
    world.scan(NUMBER, "OF", "Out for Delivery")
    assert len(world.texts_to(ADA)) == 1
    world.text(ADA, "OUI")
    followed = Subscription.get()
    assert (followed.choices, followed.proven, followed.contact.language) == ("delivery", False, "fr")
    confirmed = ConsentEvent.get(ConsentEvent.kind == "confirmed")
    assert confirmed.wording_key == "invite" and WebRequest.get(WebRequest.kind == "question").state == "done"


def test_a_no_is_a_no_for_every_page(world: World) -> None:
    fill(world, "question", phone=ADA)
    world.work()
    world.text(ADA, "NO")
    world.clock.move(days=2)
    fill(world, "question", phone=ADA, number=NUMBERS[0])
    world.work()
    assert len([text for text in world.texts_to(ADA) if "Reply YES" in text]) == 1
    assert WebRequest.select().where(WebRequest.reason == "said_no_before").count() == 1


def test_a_no_counts_as_a_text_that_was_sent_and_never_as_a_yes(world: World) -> None:
    from bot import web_limits

    for phone in (ADA, BEN):
        fill(world, "question", phone=phone)
        world.work()
        world.text(phone, "NO" if phone == ADA else "YES")
    assert web_limits.last_questions(type(world.program).get()) == (2, 1)
    assert WebRequest.get(WebRequest.reason == "they answered NO").details is None


def test_the_page_says_the_same_of_a_known_an_unknown_and_a_stopped_phone(world: World) -> None:
    world.text(ADA, NUMBER)
    world.text(ADA, "STOP")
    heard = world.texts_to(ADA)
    pages = []
    for phone in (ADA, BEN, "+447911123456", "+18765550123", "+18005550199"):
        answer = fill(world, "question", phone=phone, number=NUMBERS[1])
        pages.append((answer.status_code, words_on(answer).replace(said_on(answer), "")))
    assert len(set(pages)) == 1
    world.work()
    assert world.texts_to(ADA) == heard and len(world.texts_to(BEN)) == 1
    reasons = {row.reason for row in WebRequest.select().where(WebRequest.state == "refused")}
    assert reasons == {"opted_out", "a country that we do not text", "a toll free number"}


def test_all_that_the_request_costs_is_one_row_whoever_is_asked_about(world: World) -> None:
    """The same work before the answer for every phone: what is known of it is looked up by a job alone."""
    from playhouse.test_utils import count_queries

    world.text(ADA, NUMBER)
    fill(world, "question", phone="+12025550177", number=NUMBERS[1])  # what a process keeps for some seconds is read
    counts = set()
    for phone in (ADA, BEN):
        with count_queries() as counted:
            fill(world, "question", phone=phone, number=NUMBERS[1])
        counts.add(counted.count)
    assert len(counts) == 1


def test_a_phone_is_asked_once_a_day_and_three_times_a_month(world: World) -> None:
    for _day in range(6):
        for _try in range(2):
            fill(world, "question", phone=ADA)
            world.work()
        world.clock.move(days=1, minutes=1)
    assert len(world.texts_to(ADA)) == 3


def test_a_question_waits_for_the_morning_of_the_phone(world: World) -> None:
    type(world.program).update(quiet_from=21, quiet_until=8).execute()
    world.clock.at = world.clock.at.replace(hour=5)
    fill(world, "question", phone=ADA)
    world.work()
    assert world.texts_to(ADA) == []
    world.clock.at = world.clock.at.replace(hour=13, minute=30)
    world.work()
    assert len(world.texts_to(ADA)) == 1 and OpenQuestion.get().kind == "invite"


@pytest.mark.parametrize("answer", ["", "0", "999999999999999999999", "x"])
def test_without_the_sum_no_text_goes_and_the_page_asks_for_it_again(world: World, answer: str) -> None:
    page = fill(world, "question", phone=ADA, challenge="made.up", answer=answer)
    assert page.status_code == 422 and "press the button once more" in words_on(page)
    world.work()
    assert world.texts_to(ADA) == [] and WebRequest.select().count() == 0


def test_one_sum_is_good_for_one_text(world: World) -> None:
    from tests.web_forms import sum_of

    done = sum_of(world, world.browser())
    assert fill(world, "question", phone=ADA, **done).status_code == 200
    assert fill(world, "question", phone=BEN, **done).status_code == 422
    world.work()
    assert world.texts_to(BEN) == []


def test_what_only_a_machine_fills_in_texts_nobody_and_the_page_does_not_say_so(world: World) -> None:
    caught = fill(world, "question", phone=ADA, website="https://cheap.example")
    free = fill(world, "question", phone=BEN)
    assert words_on(caught).replace(said_on(caught), "") == words_on(free).replace(said_on(free), "")
    world.work()
    assert world.texts_to(ADA) == [] and len(world.texts_to(BEN)) == 1


def test_a_form_from_another_site_does_nothing(world: World) -> None:
    for headers in (
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
    ):
        answer = world.app.test_client().post(
            "/", data={"act": "code", "number": NUMBER, "agree": "yes"}, headers=headers
        )
        assert answer.status_code == 403
    assert WebRequest.select().count() == 0
    ours = {"Origin": world.settings.public_base_url}
    assert world.app.test_client().post("/", data={"act": "check", "number": NUMBER}, headers=ours).status_code == 200


def test_a_household_of_two_and_the_stop_of_one(world: World) -> None:
    world.piece(NUMBER)
    for phone in (ADA, BEN):
        world.text(phone, said_on(fill(world)))
    world.text(ADA, "STOP")
    heard = world.texts_to(ADA)
    world.scan(NUMBER, "OF", "Out for Delivery")
    assert world.texts_to(ADA) == heard and "out for delivery" in world.texts_to(BEN)[-1]


def test_a_request_that_breaks_is_put_aside_and_those_behind_it_go_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot import web_questions

    whole = web_questions._ask
    monkeypatch.setitem(web_questions.DO, "question", lambda *given: 1 / 0 if given[1].id == 1 else whole(*given))
    for phone in (ADA, BEN):
        fill(world, "question", phone=phone)
    world.work()
    assert len(world.texts_to(BEN)) == 1 and WebRequest.get_by_id(1).reason == "failed: ZeroDivisionError"


def test_a_question_that_nobody_got_to_in_time_is_not_asked(world: World) -> None:
    fill(world, "question", phone=ADA)
    world.clock.move(minutes=16)
    world.work()
    assert world.texts_to(ADA) == []
    assert timedelta(minutes=15) < world.clock() - WebRequest.get(WebRequest.kind == "question").created_at
