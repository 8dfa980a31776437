"""Standing orders at USPS: what is asked, what is in the way, and that the secret is never repeated."""

import json
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from carriers.answers import Exchange
from carriers.asking import Asking, NoAnswer
from carriers.http import Limits
from carriers.oauth import MemoryTokenStore, SignIn, Token
from carriers.usps_subscriptions import PATH, Standing, UspsSubscriptions, Wish

SECRET, OLD = "s" * 32, "o" * 32
ID, OTHER = "019db15c-05e8-7432-95dc-8c511d2f9a1b", "019db15c-a559-7375-b5e9-426b1ed9cd0f"
WISH = Wish("900000001", "https://texts.example.org/carriers/usps", SECRET, "mail@example.org")
NOW = datetime(2026, 11, 20, tzinfo=UTC)


class Played:
    """USPS by a list of (status, body, headers), one for each request, and what it was asked."""

    def __init__(self, *answers: tuple[int, Any, dict[str, str]]) -> None:
        self.answers, self.asked = list(answers), list[tuple[str, str, Any, str]]()
        played = self

        class Door(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(length)) if length else None
                played.asked.append((self.command, self.path, body, self.headers.get("If-Match", "")))
                status, said, headers = played.answers.pop(0)
                content = json.dumps(said).encode() if said is not None else b""
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(content))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_DELETE = _answer  # noqa: N815

            def log_message(self, *_words: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self) -> UspsSubscriptions:
        store = MemoryTokenStore()
        store.replace("usps", Token("t", NOW + timedelta(hours=8), "subscriptions-tracking"), None)
        base = f"http://127.0.0.1:{self.server.server_port}"
        asking = Asking(SignIn("usps", "USPS", base, b""), store, lambda: NOW, Limits())
        return UspsSubscriptions(base, asking, [SECRET, OLD])

    def __exit__(self, *_: Any) -> None:
        self.server.shutdown()
        self.server.server_close()


def refusal(detail: str) -> dict[str, Any]:
    return {"error": {"code": "400", "message": "", "errors": [{"detail": detail}]}}


def test_an_order_names_the_mailer_id_and_nothing_of_single_numbers() -> None:
    exchanges: list[Exchange] = []
    with (played := Played((201, {"subscriptionId": ID}, {}))) as usps:
        assert usps.renew(WISH, exchanges) == ID
    ((method, path, body, _),) = played.asked
    assert (method, path) == ("POST", PATH)
    assert body == {
        "listenerURL": WISH.listener_url,
        "secret": SECRET,
        "adminNotification": [{"email": "mail@example.org"}],
        "filterProperties": {"MID": "900000001"},
    }
    assert SECRET not in repr(exchanges) and SECRET not in repr(WISH)


def test_an_order_in_the_way_is_deleted_by_its_etag_and_once_more_when_that_changed() -> None:
    answers = [
        (400, refusal(f"duplicate of subscriptionId: {OTHER}"), {}),
        (200, {"subscriptionId": OTHER, "status": "ENABLED"}, {"ETag": '"1"'}),
        (412, None, {}),
        (200, {"subscriptionId": OTHER, "status": "ENABLED"}, {"ETag": '"2"'}),
        (204, None, {}),
        (201, {"subscriptionId": ID}, {}),
    ]
    with (played := Played(*answers)) as usps:
        assert usps.renew(WISH, []) == ID
    assert [(method, etag) for method, _, _, etag in played.asked if method == "DELETE"] == [
        ("DELETE", '"1"'), ("DELETE", '"2"'),
    ]  # fmt: skip


def test_an_order_that_is_in_the_way_for_good_ends_the_attempt() -> None:
    twice = (400, refusal(f"duplicate of subscriptionId: {OTHER}"), {})
    with Played(twice, (404, None, {}), twice) as usps:
        assert isinstance(usps.renew(WISH, []), NoAnswer)


@pytest.mark.parametrize("status", [400, 403, 422])
def test_a_refusal_is_said_in_usps_words_without_the_secret(status: int) -> None:
    long = f"listenerURL is not reachable {'.' * 150} secret {SECRET} or {OLD}"
    with Played((status, refusal(long), {})) as usps:
        refused = usps.renew(WISH, [])
    assert isinstance(refused, NoAnswer) and "is not reachable" in refused.detail
    assert "ssss" not in refused.detail and "oooo" not in refused.detail


@pytest.mark.parametrize("said", [None, [], "x", {"status": "ENABLED"}])
def test_an_answer_without_an_id_is_no_order(said: Any) -> None:
    with Played((201, said, {})) as usps:
        assert isinstance(usps.renew(WISH, []), NoAnswer)


def test_standing_and_listing_tell_alive_from_suspended_and_gone() -> None:
    rows = [{"subscriptionId": ID, "status": "ENABLED", "secret": SECRET}, {"id": OTHER, "status": "SUSPENDED"}, 7]
    answers = [(200, {"subscriptions": rows}, {}), (404, None, {}), (404, refusal("No Subscriptions were found"), {})]
    with (played := Played(*answers, (200, rows[1], {}), (500, None, {}))) as usps:
        listed = usps.listed("900000001", [])
        assert isinstance(listed, list) and [one.is_alive for one in listed] == [True, False]
        assert usps.standing(ID, []) == Standing(ID, "GONE")
        assert usps.listed("900000001", []) == []
        suspended = usps.standing(OTHER, [])
        assert isinstance(suspended, Standing) and not suspended.is_alive
        assert isinstance(usps.standing(ID, []), NoAnswer)
    assert played.asked[0][1] == f"{PATH}?MID=900000001"
