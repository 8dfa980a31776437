"""The status page: in three languages, and when our clock last ticked."""

import html
import threading
from datetime import timedelta

import pytest

from jobs import clock
from models.tick import Tick, last_tick, note_tick
from tests.world import ADA, NUMBER, World
from web.words import LANGUAGES, words_of


def read(world: World, language: str = "en") -> str:
    answer = world.app.test_client().get(f"/status?lang={language}")
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
    return html.unescape(answer.text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_each_language_and_of_no_person(world: World, language: str) -> None:
    world.piece(NUMBER, "manual")
    world.text(ADA, NUMBER)
    note_tick(world.clock())
    words, page = words_of("status", language), read(world, language)
    assert f'<html lang="{language}">' in page and f"<h1>{words['title']}</h1>" in page
    said = (
        "yes",
        "yes_why",
        "half_within",
        "most_within",
        "scan_to_known",
        "known_to_sent",
        "scan_to_sent",
        "machines",
    )
    assert [key for key in said if words[key] not in page] == []
    assert words["carriers_on_time"].format(names="USPS") in page
    assert NUMBER not in page and ADA not in page and NUMBER[-4:] not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_being_behind_is_said_in_each_language(world: World, language: str) -> None:
    note_tick(world.clock())
    world.clock.move(hours=2)
    words, page = words_of("status", language), read(world, language)
    assert words["no"] in page and words["clock_stands"].format(span="2 h") in page


def test_the_browsers_language_is_taken_when_none_is_chosen(world: World) -> None:
    client = world.app.test_client()
    assert '<html lang="fr">' in client.get("/status", headers={"Accept-Language": "fr,en;q=0.5"}).text
    assert '<html lang="en">' in client.get("/status", headers={"Accept-Language": "de"}).text


def test_a_clock_that_ticks_is_on_time_and_one_that_stands_is_not(world: World) -> None:
    client = world.app.test_client()
    note_tick(world.clock())
    world.clock.move(seconds=7)
    state = client.get("/status.json").json
    assert (state["on_time"], state["last_tick_at"]) == (True, "2026-11-20T15:00:00.000+00:00")
    assert "the clock ticked 7.0 s ago" in read(world)
    world.clock.move(seconds=53)
    assert client.get("/status.json").json["on_time"] is True
    world.clock.move(minutes=4)
    assert client.get("/status.json").json["on_time"] is False
    assert "the clock has not ticked for 5 min" in read(world) and "we are behind" in read(world)
    note_tick(world.clock())
    world.clock.move(seconds=6)
    assert client.get("/status.json").json["on_time"] is True


def test_a_clock_that_never_ticked_is_not_known_to_stand(world: World) -> None:
    state = world.app.test_client().get("/status.json").json
    assert state["last_tick_at"] is None and state["on_time"] is True
    assert "the clock has not ticked yet" in read(world)


def test_a_tick_of_the_future_is_shown_as_now(world: World) -> None:
    note_tick(world.clock() + timedelta(hours=1))
    assert "the clock ticked 0.0 s ago" in read(world)


def test_the_clock_writes_down_that_it_ticks_but_not_each_second(world: World) -> None:
    ticking, began = clock.Clock(), world.clock()
    for second in range(25):
        ticking.note(began + timedelta(seconds=second))
    assert last_tick() == began + timedelta(seconds=20) and Tick.select().count() == 1
    ticking.note(began - timedelta(hours=1))
    assert last_tick() == began - timedelta(hours=1), "the machine's time was set back"


def test_a_running_clock_ticks(world: World) -> None:
    stop = threading.Event()
    running = threading.Thread(target=clock.run_forever, args=(stop,))
    running.start()
    try:
        assert world.until(lambda: last_tick() == world.clock(), seconds=10)
    finally:
        stop.set()
        running.join()


def test_a_clock_that_fails_at_each_tick_does_not_say_that_it_ticks(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = threading.Event()

    def broken(*_: object) -> None:
        stop.set()
        raise RuntimeError("the database is away")

    monkeypatch.setattr(clock.Clock, "tick", broken)
    clock.run_forever(stop)
    assert last_tick() is None
