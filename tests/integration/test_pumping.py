"""A scripted attack on the page that texts first: ten thousand forms, each from another network, for another phone."""

import pytest

from bot import web_limits
from models.outbound import OutboundMessage
from models.program import Program
from tests.web_forms import fill, said_on, sum_of, words_on
from tests.world import ADA, BEN, NUMBER, World

ATTEMPTS, BY_BROWSER = 10_000, 300


def questions_sent() -> int:
    return OutboundMessage.select().where(OutboundMessage.kind == "invite").count()


def attack(world: World, attempts: int, pause: float, first: int = 0) -> list[int]:
    """Statuses. A thief with a purse of phones and networks, who does every sum and lets the jobs run all the time."""
    browser, statuses = world.browser(), []
    for turn in range(first, first + attempts):
        browser.environ_base["REMOTE_ADDR"] = f"{20 + turn % 100}.{turn // 100 % 256}.{turn % 256}.9"
        phone = f"+1303{2_000_000 + turn * 100:07}"
        done = sum_of(world, browser)
        statuses.append(fill(world, "question", browser=browser, phone=phone, **(done or {"answer": "0"})).status_code)
        if pause > 60 or turn % 5 == 4:
            world.work()
        world.clock.move(seconds=pause)
    world.work()
    return statuses


@pytest.mark.timeout(400)
def test_ten_thousand_forms_cause_at_most_sixty_texts_and_the_other_way_stays(world: World) -> None:
    """The first hundreds by the browser's own way; then straight at the door, for the page offers that way no more."""
    statuses = attack(world, BY_BROWSER, pause=2)
    assert statuses.count(200) >= 50 and questions_sent() <= 60
    door = world.browser()
    for turn in range(ATTEMPTS - BY_BROWSER):
        door.environ_base["REMOTE_ADDR"] = f"{120 + turn % 100}.{turn // 100 % 256}.{turn % 256}.9"
        form = {"act": "question", "number": NUMBER, "agree": "yes", "phone": f"+1720{2_000_000 + turn * 100:07}"}
        assert door.post("/", data={**form, "challenge": "x", "answer": "1"}).status_code in (422, 429, 503)
        if turn % 500 == 0:
            world.clock.move(hours=1)
            world.work()
    world.work()
    assert questions_sent() <= 60
    assert not web_limits.may_ask(Program.get())
    page = world.browser().get("/")
    assert "At the moment we do not text first" in words_on(page) and 'value="question"' not in page.text
    world.piece(NUMBER)
    world.text(ADA, said_on(fill(world)))
    assert "USPS ..0787" in world.texts_to(ADA)[-1]


def test_a_patient_thief_gets_no_more(world: World) -> None:
    """One form each hour, so that no hourly limit is ever met."""
    attack(world, 120, pause=3_601)
    assert questions_sent() <= 60 and not web_limits.may_ask(Program.get())


def test_the_operator_is_told_and_can_open_it_again(world: World) -> None:
    attack(world, 80, pause=60)
    said = world.app.test_cli_runner().invoke(args=["web-questions"]).output
    assert "STOPPED" in said and "text-us still works" in said
    assert world.browser().get("/health?full=1").json["web_questions_open"] is False
    assert "are open" in world.app.test_cli_runner().invoke(args=["web-questions", "--reopen"]).output
    world.clock.move(hours=2)
    fill(world, "question", phone=BEN)
    world.work()
    assert len(world.texts_to(BEN)) == 1


@pytest.mark.timeout(400)
def test_people_who_answer_keep_it_open(world: World) -> None:
    """Every fourth person says YES: that is what a good page looks like."""
    browser = world.browser()
    for turn in range(60):
        phone = f"+1303200{turn:02}99"
        browser.environ_base["REMOTE_ADDR"] = f"30.1.{turn}.9"
        assert fill(world, "question", browser=browser, phone=phone).status_code == 200
        world.work()
        if turn % 4 == 0:
            world.text(phone, "YES")
        world.clock.move(minutes=20)
    assert questions_sent() == 60 and web_limits.may_ask(Program.get())


def test_one_network_asks_five_times_an_hour_and_its_neighbours_twenty(world: World) -> None:
    def status(address: str, phone: str) -> int:
        browser = world.browser()
        browser.environ_base["REMOTE_ADDR"] = address
        return fill(world, "question", browser=browser, phone=phone).status_code

    same = [status("203.0.113.9", f"+1303200{turn:02}11") for turn in range(7)]
    assert same == [200] * 5 + [429] * 2
    near = [status(f"203.0.{turn}.9", f"+1303300{turn:02}11") for turn in range(20)]
    assert near == [200] * 15 + [429] * 5
    world.clock.move(hours=1, minutes=1)
    assert status("203.0.113.9", "+13034000011") == 200


def test_neighbouring_phones_are_asked_three_times_an_hour(world: World) -> None:
    browser = world.browser()
    for turn in range(6):
        browser.environ_base["REMOTE_ADDR"] = f"30.2.{turn}.9"
        fill(world, "question", browser=browser, phone=f"+130320010{turn:02}")
    world.work()
    assert questions_sent() == 3
