"""What every carrier's client must do, whatever its carrier does. A new carrier passes this before it is anything."""

import copy
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from carriers.answers import Answer, Asked, Failed, Found, NotFound, NotPermitted
from carriers.http import Limits
from carriers.milestones import Known, decide, is_reuse
from carriers.oauth import MemoryTokenStore
from models.vocabulary import Milestone
from tests.carrier_scenes import Scene, bomb, drips, hangs_up, says, sleeps
from tests.integration.carriers.contract.conftest import Stage
from tests.integration.carriers.contract.plays import LIMITS, NOW

# -- what a carrier says ----------------------------------------------------------------------------------------------


def test_a_piece_that_is_found_has_its_scans_in_order_each_placed_in_time(stage: Stage) -> None:
    answer = stage.answer_to(says(200, stage.play.found))
    assert isinstance(answer, Found) and answer.tracking_number == stage.play.number
    assert answer.events[-1].milestone == Milestone.OUT_FOR_DELIVERY
    moments = [event.occurred_at for event in answer.events]
    assert len(moments) >= 2 and moments == sorted(moments)
    assert len({event.fingerprint for event in answer.events}) == len(moments)
    assert json.loads(answer.slice)


def test_the_wall_clock_of_a_scan_is_that_of_its_place(stage: Stage) -> None:
    answer = stage.answer_to(says(200, stage.play.found))
    assert isinstance(answer, Found)
    newest = answer.events[-1]
    assert newest.occurred_at.isoformat() == "2026-11-20T14:31:00+00:00"
    assert (str(newest.local_time), newest.utc_offset_minutes) == ("2026-11-20 08:31:00", -360)


def test_scans_keep_their_order_in_the_hour_that_clocks_show_twice(stage: Stage) -> None:
    answer = stage.answer_to(says(200, stage.play.clocks_go_back))
    assert isinstance(answer, Found)
    assert [str(event.local_time)[11:16] for event in answer.events] == ["01:50", "01:30"]
    summer, winter = (event.utc_offset_minutes for event in answer.events)
    assert summer is not None and summer - 60 == winter
    assert answer.events[-1].milestone == Milestone.OUT_FOR_DELIVERY


def test_a_number_that_is_not_known_yet_is_not_found_and_nothing_worse(stage: Stage) -> None:
    for scene in stage.play.not_found:
        number = stage.play.missing or stage.play.number
        stage.server.scenes = [scene]
        assert isinstance(stage.track(number).answers[number], NotFound)


def test_a_piece_that_we_may_not_see_is_not_permitted(stage: Stage) -> None:
    if not stage.play.not_permitted:
        pytest.skip(f"{stage.play.name} has no such answer")
    for scene in stage.play.not_permitted:
        assert isinstance(stage.answer_to(scene), NotPermitted)


def test_a_mixed_answer_in_another_order_is_read_by_number(stage: Stage) -> None:
    if not stage.play.mixed:
        pytest.skip(f"{stage.play.name} takes one number a call")
    stage.server.scenes = [says(200, stage.play.mixed)]
    found, missing = stage.play.number, stage.play.missing
    result = stage.track(found, missing)
    assert {number: type(answer) for number, answer in result.answers.items()} == {found: Found, missing: NotFound}
    assert result.exchanges[-1].numbers == 2 and stage.was_asked("token", "tracking")


def test_a_number_that_the_carrier_left_out_costs_no_other(stage: Stage) -> None:
    if not stage.play.mixed:
        pytest.skip(f"{stage.play.name} takes one number a call")
    stage.server.scenes = [says(200, stage.play.found)]
    answers = stage.track(stage.play.number, stage.play.missing).answers
    assert isinstance(answers[stage.play.number], Found)
    left_out = answers[stage.play.missing]
    assert isinstance(left_out, Failed) and left_out.kind == "garbage"


def test_a_number_that_was_given_to_another_piece_is_told_apart(stage: Stage) -> None:
    first = stage.answer_to(says(200, stage.play.found))
    second = stage.answer_to(says(200, stage.play.reused))
    assert isinstance(first, Found) and isinstance(second, Found)
    known = Known(fingerprints=frozenset(event.fingerprint for event in first.events))
    assert is_reuse(known, first.piece_id, second)
    assert not is_reuse(known, first.piece_id, first)


def test_the_same_answer_read_twice_is_no_news(stage: Stage) -> None:
    answer = stage.answer_to(says(200, stage.play.found))
    first = decide(Known(), answer, NOW)
    known = Known(
        milestone=first.milestone,
        last_event_at=first.last_event_at,
        fingerprints=frozenset(event.fingerprint for event in first.new_events),
        visits=first.visits,
        milestone_on=first.milestone_on,
    )
    again = decide(known, stage.answer_to(says(200, stage.play.found)), NOW)
    assert not again.new_events and not again.steps and not again.unknown_codes


# -- what we ask ------------------------------------------------------------------------------------------------------


def test_more_than_a_batch_is_the_callers_mistake_and_nothing_is_nothing(stage: Stage) -> None:
    stage.server.scenes = [says(200, stage.play.found)]
    client = stage.play.client_at(stage.server.url, MemoryTokenStore())
    assert client.name == stage.play.name
    assert client.track([]).answers == {} and stage.server.seen == []
    with pytest.raises(ValueError, match="number"):
        client.track([Asked(f"94001118991{number:011}") for number in range(client.batch_size + 1)])


@pytest.mark.parametrize("number", ["", "two words", "../../admin", "9400?x=1", "٩٤٠٠١١١٨٩٩", "9" * 300, "94\r\nX: y"])
def test_what_cannot_be_a_number_is_never_sent(stage: Stage, number: str) -> None:
    stage.server.scenes = [says(200, stage.play.found)]
    answer = stage.track(number).answers[number]
    assert isinstance(answer, Failed) and answer.kind == "garbage" and stage.server.seen == []


def test_no_secret_or_token_shows_in_records_or_reprs(stage: Stage) -> None:
    stage.server.scenes = [says(200, stage.play.found)]
    store = MemoryTokenStore()
    client = stage.play.client_at(stage.server.url, store)
    shown = repr(client.track([Asked(stage.play.number)])) + repr(store.read(stage.play.name)) + repr(vars(client))
    assert "first-token" not in shown and "a-secret" not in shown


def test_the_record_of_an_exchange_says_how_many_numbers_were_asked_and_never_which(stage: Stage) -> None:
    stage.server.scenes = [says(200, stage.play.found)]
    record = stage.track().exchanges[-1]
    assert record.numbers == 1 and stage.play.number not in repr(record)


# -- what goes wrong --------------------------------------------------------------------------------------------------


def test_a_401_is_renewed_once_and_then_answered(stage: Stage) -> None:
    if not stage.play.signs_in:
        pytest.skip(f"{stage.play.name} knows its key alone")
    stage.server.tokens = [says(200, stage.play.token), says(200, {**stage.play.token, "access_token": "second"})]
    assert isinstance(stage.answer_to(says(401, {}), says(200, stage.play.found)), Found)
    assert stage.server.kinds() == ["token", "tracking", "token", "tracking"]
    assert stage.server.seen[-1][1]["Authorization"] == "Bearer second"


def test_a_401_for_good_is_said_to_be_our_application(stage: Stage) -> None:
    answer = stage.answer_to(says(401, {}))
    assert isinstance(answer, Failed) and answer.kind == "unauthorized"
    assert stage.server.kinds().count("tracking") == (2 if stage.play.signs_in else 1)


@pytest.mark.parametrize(("header", "seconds"), [({"Retry_After": "120"}, 120.0), ({}, None)])
@pytest.mark.parametrize(("status", "kind"), [(429, "throttled"), (503, "server_error")])
def test_a_throttled_carrier_says_how_long_to_wait(
    stage: Stage, status: int, kind: str, header: dict[str, str], seconds: float | None
) -> None:
    answer = stage.answer_to(says(status, **header))
    assert answer == Failed(stage.play.number, kind, f"HTTP {status}", seconds)


BAD: dict[str, tuple[Scene, str]] = {
    "500": (says(500), "server_error"),
    "502 in HTML": (says(502, b"<html>Bad Gateway</html>", "text/html"), "server_error"),
    "login page": (says(200, b"<html><form action=login>", "text/html"), "garbage"),
    "half of a JSON": (says(200, b"[{"), "garbage"),
    "nothing": (says(200, b""), "garbage"),
    "null": (says(200, b"null"), "garbage"),
    "an empty object": (says(200, b"{}"), "garbage"),
    "an empty list": (says(200, b"[]"), "garbage"),
    "a deep list": (says(200, b"[" * 200_000), "garbage"),
    "redirect to a private address": (says(302, b"", Location="http://127.0.0.1:1/login"), "garbage"),
    "no gzip at all": (says(200, b"not gzip", Content_Encoding="gzip"), "garbage"),
    "10 MiB": (says(200, b"x" * (10 * 1024 * 1024)), "garbage"),
    "hangs up": (hangs_up, "unreachable"),
    "no answer": (sleeps, "timeout"),
    "slow headers": (drips(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"), "timeout"),
    "slow body": (drips(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"), "timeout"),
}


@pytest.mark.parametrize(("scene", "kind"), BAD.values(), ids=BAD)
def test_whatever_else_comes_is_a_failure_of_its_kind_in_time(stage: Stage, scene: Scene, kind: str) -> None:
    began = time.monotonic()
    answer = stage.answer_to(scene)
    assert isinstance(answer, Failed) and answer.kind == kind
    assert time.monotonic() - began < LIMITS.total_seconds + 1
    assert stage.was_asked("token", "tracking")


def test_a_gzip_bomb_is_cut_off_at_the_cap(stage: Stage) -> None:
    stage.server.scenes = [bomb()]
    result = stage.track(limits=Limits(0.5, 4))
    answer = result.answers[stage.play.number]
    assert isinstance(answer, Failed) and answer.kind == "garbage"
    assert "too_large" in (result.exchanges[-1].error or "")


@pytest.mark.parametrize("status", [400, 401, 429, 500])
def test_a_refused_sign_in_asks_nothing(stage: Stage, status: int) -> None:
    if not stage.play.signs_in:
        pytest.skip(f"{stage.play.name} knows its key alone")
    stage.server.tokens = [says(status, {"error": "invalid_client"})]
    assert isinstance(stage.answer_to(says(200, stage.play.found)), Failed)
    assert stage.server.kinds() == ["token"]


def test_zero_bytes_and_raw_controls_spoil_nothing(stage: Stage) -> None:
    text = json.dumps(stage.play.found).replace("MEMPHIS", "MEM\\u0000PHIS").replace("AUSTIN", "AUS\\u0000TIN")
    raw = text.encode().replace(b"Out", b"Ou\x01t")
    answer = stage.answer_to(says(200, raw))
    assert isinstance(answer, Found)
    for event in answer.events:
        assert "\0" not in f"{event.text}{event.city}{event.code}"


ODD: list[Any] = [None, 7, -1.5, True, "", "\0", "x" * 5_000, [], {}, [None], {"a": []}, [[[]]]]


def leaves(node: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value of a JSON document, containers included."""
    if way:
        yield way
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        yield from leaves(value, (*way, key))


def with_odd(document: Any, way: tuple[Any, ...], odd: Any) -> Any:
    changed = copy.deepcopy(document)
    node = changed
    for key in way[:-1]:
        node = node[key]
    node[way[-1]] = odd
    return changed


def test_a_value_of_any_other_type_anywhere_is_read_or_refused_and_never_raises(stage: Stage) -> None:
    client = stage.play.client_at(stage.server.url, MemoryTokenStore())
    ways = list(leaves(stage.play.found))
    for place, way in enumerate(ways):
        stage.server.scenes = [says(200, with_odd(stage.play.found, way, ODD[place % len(ODD)]))]
        answer: Answer = client.track([Asked(stage.play.number)]).answers[stage.play.number]
        assert isinstance(answer, Found | NotFound | NotPermitted | Failed), way
        decide(Known(), answer, NOW)
