"""Home of the console: what needs a person, today in numbers; each role lands where its work is."""

from datetime import timedelta

from bot import attention
from config import time
from jobs import tally
from models.ledger_seal import seal_waiting
from models.mailpiece import Mailpiece
from models.tick import note_tick
from models.vocabulary import Role
from tests.console_people import sign_in
from tests.open_doors import run
from tests.world import ADA, NUMBER, World
from web.console import home


def test_where_nothing_is_wrong_home_says_so_and_the_opt_out_log_is_one_click_away(world: World) -> None:
    olga = sign_in(world, Role.OPERATOR)
    seal_waiting()
    note_tick(time.now())
    page = olga.get("/console").text
    assert "Nothing needs you now." in page
    assert page.index('href="/console/opt-outs"') < page.index("Nothing needs you now.")


def test_olga_sees_what_is_wrong_what_it_means_what_to_do_and_where(world: World) -> None:
    olga = sign_in(world, Role.OPERATOR)
    world.text(ADA, "enough already")
    note_tick(time.now() - timedelta(minutes=9))
    page = olga.get("/console").text
    assert "1 text that may have been a stop" in page and "silence for 24 hours means stop" in page
    assert "The clock does not tick" in page and "What to do:" in page
    assert page.index("may have been a stop") < page.index("The clock does not tick"), "people come first"
    assert 'href="/console/work"' in page and ADA not in page
    world.clock.move(seconds=10)
    assert f'<span class="count">{len(attention.findings(time.now()))}</span>' in olga.get("/console/opt-outs").text


def test_today_is_counted_and_news_is_timed(world: World) -> None:
    olga = sign_in(world, Role.OPERATOR)
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    world.scan(NUMBER, "OF", "Out for Delivery")
    world.settle()
    world.clock.move(minutes=11)
    tally.run()
    page = olga.get("/console").text
    assert "<dt>1</dt><dd>texts came in</dd>" in page and "<dt>2</dt><dd>texts went out</dd>" in page
    assert "<dt>1</dt><dd>opt-ins</dd>" in page and "<dt>0</dt><dd>opt-outs</dd>" in page
    assert "<dt>0.00&nbsp;%</dt>" in page
    assert 'from the scan until the text left</td><td class="number">' in page
    assert "Counted at <time" in page


def test_before_the_first_count_home_says_when_there_will_be_one(world: World) -> None:
    assert "Not counted yet" in sign_in(world, Role.VIEWER).get("/console").text


def test_each_role_lands_where_its_work_is(world: World) -> None:
    run(world, "senders", "add", "law", "Law office")
    sender = Mailpiece.sender.rel_model.get()
    sam, aldo = sign_in(world, Role.SENDER, sender), sign_in(world, Role.AUDITOR)
    assert sam.get("/console").headers["Location"] == "/desk"
    assert aldo.get("/console").headers["Location"] == "/console/opt-outs"
    for role in (Role.VIEWER, Role.OPERATOR, Role.ADMIN):
        assert sign_in(world, role).get("/console").status_code == 200


def test_an_address_that_leads_nowhere_keeps_the_menu_for_those_who_are_in(
    world: World,
) -> None:
    lost = sign_in(world, Role.VIEWER).get("/console/opt-outz")
    assert lost.status_code == 404 and "There is no page at this address" in lost.text and "Opt-out log" in lost.text
    for path in ("/console/opt-outz", "/nothing"):
        stranger = world.app.test_client().get(path)
        assert stranger.status_code == 404 and "console" not in stranger.text


def test_every_finding_leads_to_a_page_that_a_viewer_may_see_too(world: World) -> None:
    vera = sign_in(world, Role.VIEWER)
    addresses = {world.app.url_map.bind("localhost").build(door, query) for door, query, _ in home.LINKS.values()}
    assert {address: vera.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)


def test_spans_are_said_shortly() -> None:
    said = [home._span(seconds) for seconds in (None, 0.4, 89, 90, 5399, 5400, 86400)]
    assert said == ["–", "0 s", "89 s", "2 min", "90 min", "1.5 h", "24.0 h"]
