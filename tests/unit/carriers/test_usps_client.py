"""The USPS client against a loopback server that behaves as badly as the real one, and worse."""

import gzip
import json
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from carriers.answers import Asked, CarrierClient, Failed, Found, NotFound, NotPermitted
from carriers.http import Call, HttpFault, Limits, perform
from carriers.oauth import Credentials, MemoryTokenStore, Token
from carriers.usps import UspsClient
from tests.carrier_scenes import bomb, drips, hangs_up, playing, says

PAYLOADS = Path(__file__).parents[2] / "payloads" / "usps"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LIMITS = Limits(connect_seconds=0.5, total_seconds=0.8)
ONE = "9400111899100000000012"
TOKEN = {"access_token": "first-token", "expires_in": "28799", "scope": "addresses tracking"}


def body_of(name):
    return (PAYLOADS / f"{name}.json").read_bytes()


def item(number, **more):
    (found,) = json.loads(body_of("accepted"))
    return {**found, "trackingNumber": number, **more}


@pytest.fixture
def usps():
    with playing("/oauth2", TOKEN) as server:
        server.scenes = [says(200, [item(ONE)])]
        yield server


def client_of(server, store=None, **more):
    credentials = Credentials("an-id", "a-secret")
    return UspsClient(server.url, credentials, store or MemoryTokenStore(), lambda: NOW, **{"limits": LIMITS, **more})


def track(server, *numbers, **more):
    return client_of(server, **more).track([Asked(number) for number in numbers or (ONE,)])


def answer_to(server, *numbers):
    return track(server, *numbers).answers[numbers[0] if numbers else ONE]


def paths(server):
    return server.kinds()


def test_a_found_piece_comes_back_with_its_events_and_the_record_of_both_exchanges(usps):
    result = track(usps)
    assert isinstance(result.answers[ONE], Found)
    assert [event.code for event in result.answers[ONE].events] == ["03"]
    sign_in, tracking = result.exchanges
    assert (sign_in.path, sign_in.status, sign_in.numbers) == ("/oauth2/v3/token", 200, 0)
    assert (tracking.path, tracking.status, tracking.numbers) == ("/tracking/v3r2/tracking", 200, 1)
    assert tracking.started_at == NOW
    assert tracking.response_bytes > 100
    assert tracking.headers["content-type"] == "application/json"


def test_it_is_a_carrier_client(usps):
    client: CarrierClient = client_of(usps)
    assert (client.name, client.batch_size) == ("usps", 35)


def test_the_body_holds_the_three_known_properties_and_no_other(usps):
    asked = [
        Asked(ONE, "12207-1234", datetime(2026, 11, 2, tzinfo=UTC).date()),
        Asked("RB123456785US", "not a zip"),
    ]
    client_of(usps).track(asked)
    assert json.loads(usps.seen[1][2]) == [
        {"trackingNumber": ONE, "destinationZIPCode": "12207", "mailingDate": "2026-11-02"},
        {"trackingNumber": "RB123456785US"},
    ]
    assert usps.seen[1][1]["Authorization"] == "Bearer first-token"


def test_no_secret_or_token_shows_in_records_or_reprs(usps):
    store = MemoryTokenStore()
    result = track(usps, store=store)
    shown = repr(result) + repr(store.read("usps")) + repr(Credentials("an-id", "a-secret"))
    assert "first-token" not in shown
    assert "a-secret" not in shown


def test_a_mixed_207_in_another_order_is_matched_by_number(usps):
    items = json.loads(body_of("mixed_207"))
    missing, moving, forbidden, odd, accepted = (one["trackingNumber"] for one in items)
    usps.scenes = [says(207, body_of("mixed_207"))]
    answers = track(usps, accepted, forbidden, odd, ONE, moving, missing).answers
    assert {number: type(answer) for number, answer in answers.items()} == {
        accepted: Found,
        forbidden: NotPermitted,
        odd: Found,
        ONE: Failed,
        moving: Found,
        missing: NotFound,
    }
    assert answers[ONE].kind == "garbage"
    assert answers[moving].tracking_number == moving
    assert [event.code for event in answers[moving].events] == ["03", "OF"]
    assert answers[missing].code == "150006"


def test_a_bare_object_in_place_of_the_array_is_read(usps):
    usps.scenes = [says(200, item(ONE))]
    assert isinstance(answer_to(usps), Found)


def test_a_number_asked_with_its_routing_zip_matches_an_answer_without(usps):
    assert isinstance(answer_to(usps, "42012207" + ONE), Found)


def test_a_number_that_was_not_asked_is_ignored_and_one_left_out_is_garbage(usps):
    other = "9400111899100000099999"
    result = track(usps, other)
    assert set(result.answers) == {other}
    assert result.answers[other].kind == "garbage"


def test_the_same_number_asked_twice_is_sent_once(usps):
    assert len(track(usps, ONE, ONE).answers) == 1
    assert len(json.loads(usps.seen[1][2])) == 1


def test_nothing_asked_is_nothing_sent_and_more_than_a_batch_is_refused(usps):
    assert track(usps, ONE).answers
    assert client_of(usps).track([]).exchanges == []
    with pytest.raises(ValueError, match="35 numbers"):
        track(usps, *(f"94001118991000000{n:05d}" for n in range(36)))


def test_a_malformed_number_is_not_sent_along_with_the_others(usps):
    answers = track(usps, ONE, "not a number").answers
    assert isinstance(answers[ONE], Found)
    assert answers["not a number"].kind == "garbage"
    assert len(json.loads(usps.seen[1][2])) == 1


@pytest.mark.parametrize(
    ("status", "name", "kind"),
    [
        (404, "error_404_not_yet_available", NotFound),
        (400, "error_400_may_be_incorrect", NotFound),
        (403, "error_403_not_permitted", NotPermitted),
        (400, "error_400_another_shipper", NotPermitted),
        (400, "error_400_oas_validation", Failed),
    ],
)
def test_one_error_for_the_whole_call_answers_every_number_in_it(usps, status, name, kind):
    usps.scenes = [says(status, body_of(name))]
    answers = track(usps, ONE, "9400111899100000099999").answers
    assert [type(answer) for answer in answers.values()] == [kind, kind]


def test_an_error_that_names_a_number_answers_that_number_only(usps):
    error = json.loads(body_of("error_400_another_shipper"))
    error["error"]["errors"][0]["source"]["example"] = ONE
    usps.scenes = [says(400, error)]
    answers = track(usps, ONE, "9400111899100000099999").answers
    assert [type(answer) for answer in answers.values()] == [NotPermitted, Failed]


@pytest.mark.parametrize(
    ("scene", "kind"),
    [
        (says(500), "server_error"),
        (says(502, b"<html>Bad Gateway</html>", "text/html"), "server_error"),
        (says(503, b'{"error":{"message":"not available"}}'), "server_error"),
        (says(200, b"<html><form action=login>", "text/html"), "garbage"),
        (says(403, b"<html>Access Denied</html>", "text/html"), "garbage"),
        (says(404, b'{"fault":{"faultstring":"Unable to identify proxy"}}'), "garbage"),
        (says(200, b"[{"), "garbage"),
        (says(200, b""), "garbage"),
        (says(200, b"null"), "garbage"),
        (says(200, b"[]"), "garbage"),
        (says(200, b"{}"), "garbage"),
        (says(200, b'[null, 7, [], {"trackingNumber": null}]'), "garbage"),
        (says(200, b"[" * 200_000), "garbage"),
        (says(302, b"", Location="http://127.0.0.1:1/login"), "garbage"),
        (says(301, b"x" * 100_000, Location="/elsewhere"), "garbage"),
        (says(200, b"not gzip at all", Content_Encoding="gzip"), "garbage"),
        (says(200, b"x" * (10 * 1024 * 1024)), "garbage"),
        (hangs_up, "unreachable"),
        (lambda handler: time.sleep(2), "timeout"),
        (drips(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"), "timeout"),
        (drips(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"), "timeout"),
        (drips(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"), "timeout"),
        (drips(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"), "timeout"),
    ],
)
def test_whatever_else_comes_is_a_failure_of_its_kind_in_time(usps, scene, kind):
    usps.scenes = [scene]
    begun = time.monotonic()
    answers = track(usps, ONE, "9400111899100000099999").answers
    assert [(type(answer), answer.kind) for answer in answers.values()] == [(Failed, kind)] * 2
    assert time.monotonic() - begun < LIMITS.total_seconds + 1
    assert paths(usps) == ["token", "tracking"]


def test_a_closed_port_is_unreachable():
    with pytest.raises(HttpFault, match="unreachable"):
        perform(Call("usps", "GET", "http://127.0.0.1:1/", b"", {}), LIMITS)


@pytest.mark.parametrize("layers", [1, 2])
def test_a_gzip_bomb_is_cut_off_at_the_cap(usps, layers):
    usps.scenes = [bomb(layers)]
    result = track(usps, limits=Limits(0.5, 4))
    assert result.answers[ONE].kind == "garbage"
    assert "too_large" in result.exchanges[-1].error


def test_a_compressed_answer_is_read(usps):
    usps.scenes = [says(200, gzip.compress(json.dumps([item(ONE)]).encode()), Content_Encoding="gzip")]
    assert isinstance(answer_to(usps), Found)


def test_bad_bytes_raw_controls_and_huge_integers_spoil_nothing_good(usps):
    text = json.dumps([item(ONE, city="MUNI?", huge="HUGE"), item("9400111899100000099999")])
    raw = text.encode().replace(b"MUNI?", b"M\xfcN\x00\x01").replace(b'"HUGE"', b"9" * 5000)
    usps.scenes = [says(200, raw)]
    answers = track(usps, ONE, "9400111899100000099999").answers
    assert [type(answer) for answer in answers.values()] == [Found, Found]


def test_a_401_is_renewed_once_and_then_answered(usps):
    usps.tokens = [says(200, TOKEN), says(200, {**TOKEN, "access_token": "second-token"})]
    usps.scenes = [says(401, body_of("error_401_no_scope")), says(200, [item(ONE)])]
    assert isinstance(answer_to(usps), Found)
    assert paths(usps) == ["token", "tracking", "token", "tracking"]
    assert usps.seen[-1][1]["Authorization"] == "Bearer second-token"


def test_a_401_for_good_fails_every_number_and_names_the_missing_scope(usps):
    usps.tokens = [says(200, {**TOKEN, "scope": "addresses"})]
    usps.scenes = [says(401, body_of("error_401_no_scope"))]
    answer = answer_to(usps)
    assert (type(answer), answer.kind) == (Failed, "unauthorized")
    assert "`tracking` scope" in answer.detail
    assert paths(usps).count("tracking") == 2


def test_a_token_renewed_by_another_process_is_taken_over(usps):
    store = MemoryTokenStore()
    old, new = (Token(name, NOW + timedelta(hours=8), "tracking") for name in ("old", "new"))
    store.replace("usps", old, None)

    def refuse(handler):
        store.replace("usps", new, old)
        says(401)(handler)

    usps.scenes = [refuse, says(200, [item(ONE)])]
    assert isinstance(track(usps, store=store).answers[ONE], Found)
    assert paths(usps) == ["tracking", "tracking"]


@pytest.mark.parametrize(("minutes_left", "sign_ins"), [(6, 0), (4, 1), (-1, 1)])
def test_a_token_is_shared_until_five_minutes_before_its_end(usps, minutes_left, sign_ins):
    store = MemoryTokenStore()
    store.replace("usps", Token("stored", NOW + timedelta(minutes=minutes_left), "tracking"), None)
    assert isinstance(track(usps, store=store).answers[ONE], Found)
    assert paths(usps).count("token") == sign_ins


def test_many_threads_sign_in_once(usps):
    client = client_of(usps, limits=Limits(2, 5))
    threads = [threading.Thread(target=client.track, args=([Asked(ONE)],)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert paths(usps).count("token") == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ({"Retry_After": "120"}, 120.0),
        ({"Retry_After": "Sun, 22 Nov 2026 12:01:30 GMT"}, 90.0),
        ({"Retry_After": "Sun, 22 Nov 2020 12:00:00 GMT"}, 0.0),
        ({"Retry_After": "soon"}, None),
        ({"Retry_After": "-5"}, None),
        ({"Retry_After": "9" * 400}, 86_400.0),
        ({}, None),
    ],
)
@pytest.mark.parametrize(("status", "kind"), [(429, "throttled"), (503, "server_error")])
def test_retry_after_is_read_in_both_forms(usps, header, seconds, status, kind):
    usps.scenes = [says(status, **header)]
    result = track(usps)
    assert result.answers[ONE] == Failed(ONE, kind, f"HTTP {status}", seconds)
    assert result.exchanges[-1].retry_after == seconds


@pytest.mark.parametrize(
    ("scene", "kind"),
    [
        (says(401, {"error": "invalid_client", "error_description": "Client Id is unknown"}), "unauthorized"),
        (says(400, b"nonsense"), "unauthorized"),
        (says(429, Retry_After="7"), "throttled"),
        (says(500), "unreachable"),
        (says(200, b"<html>"), "unreachable"),
        (says(200, {"access_token": "two\r\nlines"}), "unreachable"),
        (says(302, Location="/login"), "unreachable"),
        (hangs_up, "unreachable"),
    ],
)
def test_a_failed_sign_in_fails_every_number_and_asks_nothing(usps, scene, kind):
    usps.tokens = [scene]
    result = track(usps, ONE, "9400111899100000099999")
    assert [answer.kind for answer in result.answers.values()] == [kind] * 2
    assert [answer.retry_after_seconds for answer in result.answers.values()] == [
        7.0 if kind == "throttled" else None
    ] * 2
    assert paths(usps) == ["token"]


@pytest.mark.parametrize(
    ("expires_in", "seconds"),
    [(28799, 28799), ("28799", 28799), ("soon", 3600), (None, 3600), ("nan", 3600), ("1e99", 86_400), (-5, 1)],
)
def test_the_lifetime_of_a_token_may_be_text_or_nonsense(usps, expires_in, seconds):
    store = MemoryTokenStore()
    usps.tokens = [says(200, {**TOKEN, "expires_in": expires_in})]
    track(usps, store=store)
    assert store.read("usps").expires_at == NOW + timedelta(seconds=seconds)
