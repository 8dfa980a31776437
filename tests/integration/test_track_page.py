"""The track page: what it shows to whom, and that a link is all it takes and all it gives."""

import html
import re
from datetime import timedelta

import pytest
from icalendar import Calendar

from bot import erasure, page_links
from models.carrier_calls import CallBudget
from models.consent import ConsentEvent
from models.mailpiece import Mailpiece
from models.page_link import PageLink
from models.subscription import Subscription
from tests.world import ADA, BEN, NUMBER, World
from web.words import LANGUAGES, words_of


def link_to(world: World, phone: str = "", revoke: bool = False) -> str:
    """As the command prints it, without our address."""
    words = ["track-link", NUMBER, *(["--for", phone] if phone else []), *(["--revoke"] if revoke else [])]
    said = world.app.test_cli_runner().invoke(args=words)
    assert said.exit_code == 0, said.output
    return said.output.strip().removeprefix(world.settings.public_base_url)


def read(world: World, path: str, language: str = "en") -> str:
    answer = world.app.test_client().get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", answer.text)))


def followed(world: World, scenario: str = "manual", **more: float) -> None:
    world.piece(NUMBER, scenario, **more)
    world.text(ADA, NUMBER)


def test_a_page_says_state_next_step_and_how_old_that_is(world: World) -> None:
    followed(world)
    world.scan(NUMBER, "OF", "Out for Delivery", "COLUMBUS", "OH")
    page = read(world, link_to(world))
    assert "USPS ..0787" in page and "out for delivery" in page and "Next: delivery, usually today." in page
    assert "Last scan 1 min ago, last checked 1 min ago" in page
    assert "Columbus OH" in page and "Every scan, in the carrier's words (2)" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_has_its_sentence_in_every_language(world: World, language: str) -> None:
    followed(world, "notice_left", speed=100_000)
    world.clock.move(hours=1)
    world.work()
    page = read(world, link_to(world) + f"?lang={language}")
    words = words_of("track", language)
    for said in (words["steps"], words["is_real"]):
        assert " ".join(said.split()) in page


def test_a_held_letter_counts_down_to_its_last_day(world: World) -> None:
    followed(world)
    world.scan(NUMBER, "56", "Notice Left (No Authorized Recipient Available)", "COLUMBUS", "OH")
    last = world.clock().date() + timedelta(days=9)
    Mailpiece.update(return_on=last).execute()
    path = link_to(world)
    page = read(world, path)
    assert "Usually held until" in page and "9 days left" in page
    calendar = Calendar.from_ical(world.app.test_client().get(path + "/calendar.ics").data)
    assert [str(event["dtstart"].dt) for event in calendar.walk("VEVENT")] == [last.isoformat()]
    world.clock.move(days=9)
    assert "today is the last day" in read(world, path)


def test_it_says_when_we_are_behind(world: World) -> None:
    followed(world)
    path = link_to(world)
    assert "behind" not in read(world, path)
    CallBudget.update(refilled_at=world.clock() + timedelta(hours=9)).execute()
    world.clock.move(hours=3)
    assert "We are about 3 h behind" in read(world, path)


def test_a_public_link_only_shows(world: World) -> None:
    followed(world)
    path = link_to(world)
    assert "<form" not in world.app.test_client().get(path).text
    for act in ("mute", "stop"):
        assert world.browser().post(f"{path}/{act}").status_code == 403
        assert world.app.test_client().get(f"{path}/{act}").status_code == 405
    assert Subscription.get().state == "active"


def test_a_personal_link_mutes_the_piece_or_stops_everything_and_that_is_on_record(world: World) -> None:
    followed(world)
    path, client = link_to(world, ADA), world.browser()
    assert client.post(f"{path}/mute").status_code == 303
    assert "no more texts about this one" in read(world, path) and Subscription.get().state == "ended"
    world.text(ADA, NUMBER)
    client.post(f"{path}/stop")
    assert "no more texts from us" in read(world, path)
    kept = [(row.kind, row.scope, row.source) for row in ConsentEvent.select().where(ConsentEvent.kind == "revoked")]
    assert kept == [("revoked", "mailpiece", "web"), ("revoked", "all", "web")]
    heard = world.texts_to(ADA)
    world.scan(NUMBER, "OF", "Out for Delivery")
    assert world.texts_to(ADA) == heard


def test_pressed_twice_it_is_on_record_once(world: World) -> None:
    followed(world)
    path, client = link_to(world, ADA), world.browser()
    for act in ("mute", "mute", "stop", "stop", "mute"):
        assert client.post(f"{path}/{act}").status_code == 303
    assert ConsentEvent.select().where(ConsentEvent.kind == "revoked").count() == 2


def test_a_link_of_an_erased_person_opens_nothing(world: World) -> None:
    followed(world)
    path = link_to(world, ADA)
    erasure.erase(ADA, "asked", "Olga")
    assert world.app.test_client().get(path).status_code == 404
    assert world.browser().post(path + "/stop").status_code == 404


def test_no_link_is_made_to_what_nobody_would_ask_about(world: World) -> None:
    said = world.app.test_cli_runner().invoke(args=["track-link", NUMBER])
    assert said.exit_code == 1 and "flask register" in said.output and Mailpiece.select().count() == 0


def test_a_try_that_left_no_notice_sends_nobody_to_the_counter(world: World) -> None:
    followed(world)
    world.scan(NUMBER, "51", "Business Closed", "COLUMBUS", "OH")
    page = read(world, link_to(world))
    assert "Delivery was tried without success" in page and "notice" not in page.lower()
    world.text(ADA, "STATUS")
    assert "delivery was tried" in world.texts_to(ADA)[-1]


def test_nobody_gets_a_personal_link_to_what_they_do_not_follow(world: World) -> None:
    followed(world)
    said = world.app.test_cli_runner().invoke(args=["track-link", NUMBER, "--for", BEN])
    assert said.exit_code == 1 and PageLink.select().count() == 0


def test_links_that_never_were_and_links_taken_back_look_alike_and_no_token_is_kept(world: World) -> None:
    followed(world)
    path = link_to(world)
    token = path.removeprefix("/t/")
    assert len(token) >= 22 and all(token not in str(row.__data__) for row in PageLink.select())
    assert "Links taken back: 1." in link_to(world, revoke=True)
    client = world.app.test_client()
    gone, never = client.get(path), client.get("/t/AAAAAAAAAAAAAAAAAAAAAA")
    assert (gone.status_code, gone.data) == (never.status_code, never.data) == (404, never.data)
    assert client.get("/t/" + "x" * 5000).status_code == 404


def test_a_page_tells_nothing_of_people_loads_nothing_and_is_small(world: World) -> None:
    followed(world, "delivered", speed=1_000_000)
    world.clock.move(hours=1)
    world.work()
    answer = world.app.test_client().get(link_to(world))
    assert answer.headers["X-Robots-Tag"].startswith("noindex") and "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store" and "noindex" in answer.text
    assert len(answer.data) < 20_000 and "<script" not in answer.text and " style=" not in answer.text
    outside = re.findall(r"""(?:src|href|action)=["']([^"']+)""", answer.text)
    assert all(address.startswith(("/", "?")) for address in outside), outside
    for word in ("MORGAN", ADA, ADA[-4:], "43215"):
        assert word not in answer.text


def test_a_strangers_personal_link_to_a_senders_piece_shows_state_and_age_alone(world: World) -> None:
    followed(world)
    world.scan(NUMBER, "10", "Processed Through Facility")
    Mailpiece.update(registered_at=world.clock()).execute()
    page = read(world, link_to(world, ADA))
    assert "in transit" in page and "What happened" not in page and "Every scan" not in page
    assert "What happened" in read(world, f"/t/{page_links.make(Mailpiece.get(), world.clock())}")


def test_eleven_scans_are_eleven_rows_and_a_few_texts_and_both_say_the_same_state(world: World) -> None:
    followed(world)
    before = len(world.texts_to(ADA))
    towns = ("AUSTIN TX", "DALLAS TX", "LITTLE ROCK AR", "MEMPHIS TN")
    for town in towns * 2:
        city, state = town.rsplit(" ", 1)
        world.clock.move(hours=5)
        world.scan(NUMBER, "10", "Arrived at USPS Regional Facility", city, state)
    world.scan(NUMBER, "07", "Arrived at Post Office", "COLUMBUS", "OH")
    world.clock.move(hours=2)
    world.scan(NUMBER, "OF", "Out for Delivery", "COLUMBUS", "OH")
    page = read(world, link_to(world))
    assert "Every scan, in the carrier's words (11)" in page
    assert 1 <= len(world.texts_to(ADA)) - before <= 4
    world.text(ADA, "STATUS")
    assert "out for delivery" in page and "out for delivery" in world.texts_to(ADA)[-1]
