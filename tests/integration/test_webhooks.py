"""The inbound door: who may knock, what is kept, and what a bad text gets. Every request is real HTTP, raw bytes."""

import http.client
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import psycopg
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict
from werkzeug.serving import make_server

from bot.segments import measure
from config.settings import Settings
from models.consent import ConsentEvent, Suppression
from models.database import bind, database, is_postgresql
from models.inbound import InboundMessage
from models.outbound import OutboundMessage
from models.program import Program
from models.tables import ALL_TABLES
from tests.world import ADA, BEN, NUMBER, World

FORM = "application/x-www-form-urlencoded"
_sids = count(1)


def twilio_form(world: World, **changes: str) -> dict[str, str]:
    """What Twilio posts for a text from Ada; a change to "" leaves the field blank."""
    sid = f"SM{next(_sids):032x}"
    return {
        **{"ToCountry": "US", "ToState": "", "SmsMessageSid": sid, "NumMedia": "0", "ToCity": "", "FromZip": "20001"},
        **{"SmsSid": sid, "FromState": "DC", "SmsStatus": "received", "FromCity": "WASHINGTON", "Body": "HELP"},
        **{"FromCountry": "US", "To": "55501", "ToZip": "", "NumSegments": "1", "MessageSid": sid},
        **{"AccountSid": world.settings.twilio_account_sid, "From": ADA, "ApiVersion": "2010-04-01"},
        **changes,
    }


def sign(world: World, target: str, form: Any, token: str = "") -> str:
    """As Twilio does: over the public address and what stands behind it, byte for byte."""
    token = token or world.settings.auth_tokens[0]
    return RequestValidator(token).compute_signature(world.settings.public_base_url + target, form)


def knock(
    world: World,
    form: Mapping[str, str] | bytes,
    target: str = "/sms/inbound",
    method: str = "POST",
    signature: str | None = "",
    headers: Mapping[str, str] | None = None,
    port: int = 0,
) -> tuple[int, str]:
    """One request as it stands; `signature` "" means Twilio's own, None means none at all."""
    body = form if isinstance(form, bytes) else urlencode(form).encode()
    if signature == "":
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="werkzeug.url_quote")  # as Flask reads it
        signature = sign(world, target, MultiDict(pairs))
    sent = {"Content-Type": FORM, **({} if signature is None else {"X-Twilio-Signature": signature}), **(headers or {})}
    connection = http.client.HTTPConnection(
        "127.0.0.1", port or urlsplit(world.settings.public_base_url).port, timeout=20
    )
    try:
        connection.request(method, target, body, sent)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def rows() -> dict[str, int]:
    return {table._meta.table_name: table.select().count() for table in ALL_TABLES}


def only_inbound() -> InboundMessage:
    messages = list(InboundMessage.select())
    assert len(messages) == 1
    return messages[0]


# -- whose texts are taken in ------------------------------------------------------------------------------------------


def test_a_text_that_twilio_signed_is_kept_and_answered_with_an_empty_response(world: World) -> None:
    status, said = knock(world, twilio_form(world))
    assert (status, said) == (200, '<?xml version="1.0" encoding="UTF-8"?><Response/>')
    assert (only_inbound().body, only_inbound().contact.phone, only_inbound().state) == ("HELP", ADA, "answered")
    world.work()
    assert world.texts_to(ADA)[0].startswith("Waypost: Text a tracking number for updates. Help: help@example.org.")


def test_a_text_that_twilio_did_not_sign_is_refused_and_leaves_no_row(world: World) -> None:
    before, form = rows(), twilio_form(world)
    elsewhere = RequestValidator(world.settings.auth_tokens[0])
    refused = {
        "no signature": None,
        "an empty one": " ",
        "a wrong one": "AAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "no base64": "\xff\xfe",
        "another path": sign(world, "/sms/status", form),
        "another query": sign(world, "/sms/inbound?x=1", form),
        "another host": elsewhere.compute_signature("https://evil.example/sms/inbound", form),
        "another token": sign(world, "/sms/inbound", form, token="somebody-elses-token"),
        "another body": sign(world, "/sms/inbound", {**form, "Body": "STOP"}),
        "no form": sign(world, "/sms/inbound", {}),
        "lower case": sign(world, "/sms/inbound", form).lower(),
    }
    for why, signature in refused.items():
        status, said = knock(world, form, signature=signature)
        assert (status, "signature" in said) == (403, True), why
    assert rows() == before


def test_host_and_forwarded_headers_say_nothing_about_the_address_that_was_signed(world: World) -> None:
    form = twilio_form(world)
    evil = {
        "Host": "evil.example",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Port": "443",
        "X-Forwarded-Prefix": "/elsewhere",
        "X-Original-URL": "/health",
        "Forwarded": "host=evil.example;proto=https",
    }
    forged = RequestValidator(world.settings.auth_tokens[0]).compute_signature("https://evil.example/sms/inbound", form)
    assert knock(world, form, signature=forged, headers=evil)[0] == 403
    assert InboundMessage.select().count() == 0
    assert knock(world, form, headers=evil)[0] == 200
    assert InboundMessage.select().count() == 1


ADDRESSES = (
    "/sms/inbound?name=Caf%C3%A9",
    "/sms/inbound?path=a%2Fb",
    "/sms/inbound?tilde=%7E&plain=~",
    "/sms/inbound?list%5B%5D=%5B1%5D&raw=[1]",
    "/sms/inbound?plus=a+b&percent=a%20b",
    "/sms/inbound?empty=&bare&twice=1&twice=1",
    "/sms/%69nbound",
)


def test_the_signature_is_checked_over_the_address_exactly_as_it_was_called(world: World) -> None:
    refused = [target for target in ADDRESSES if knock(world, twilio_form(world), target)[0] != 200]
    assert refused == []
    assert InboundMessage.select().count() == len(ADDRESSES)


def test_a_bare_question_mark_belongs_to_the_signed_address(world: World) -> None:
    assert knock(world, twilio_form(world), "/sms/inbound?")[0] == 200
    assert InboundMessage.select().count() == 1


def test_while_tokens_change_both_the_old_and_the_new_one_are_good(world: World) -> None:
    both = world.settings.model_dump() | {"twilio_auth_tokens": "the-new-one, the-old-one"}
    world.app.config["SETTINGS"] = Settings(_env_file=None, **both)
    for token, expected in (("the-new-one", 200), ("the-old-one", 200), (world.settings.auth_tokens[0], 403)):
        form = twilio_form(world)
        assert knock(world, form, signature=sign(world, "/sms/inbound", form, token))[0] == expected, token
    assert InboundMessage.select().count() == 2


# -- kept once, answered once ------------------------------------------------------------------------------------------


def test_a_repeated_text_is_a_quiet_200_and_gets_no_second_answer(world: World) -> None:
    form = twilio_form(world)
    answers = []
    for _ in range(3):
        answers.append(knock(world, form))
        world.work()
    assert {status for status, _ in answers} == {200}
    assert only_inbound().state == "answered"
    assert len(world.texts_to(ADA)) == 1


@contextmanager
def many_threads(world: World) -> Iterator[int]:
    """The app behind a server that answers each request in a thread of its own, as gunicorn does."""
    server = make_server("127.0.0.1", 0, world.app, threaded=True, request_handler=world._server.RequestHandlerClass)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def knock_at_once(world: World, forms: list[dict[str, str]]) -> list[int]:
    statuses: list[int] = []
    start = threading.Barrier(len(forms))

    def one(form: dict[str, str], port: int) -> None:
        start.wait(10)
        statuses.append(knock(world, form, port=port)[0])

    with many_threads(world) as port:
        callers = [threading.Thread(target=one, args=(form, port)) for form in forms]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
    return statuses


def test_a_text_repeated_from_several_threads_at_once_is_kept_and_answered_once(world: World) -> None:
    form = twilio_form(world, Body=NUMBER)
    assert knock_at_once(world, [form] * 8) == [200] * 8
    assert only_inbound().state == "answered"
    assert OutboundMessage.select().count() == 1
    world.work()
    assert len(world.texts_to(ADA)) == 1


def test_several_texts_of_a_new_phone_at_once_are_each_answered_once(world: World) -> None:
    forms = [twilio_form(world, Body=body) for body in ("HELP", "LIST", "hello", "STOP", NUMBER, "START")]
    assert knock_at_once(world, forms) == [200] * len(forms)
    assert {message.state for message in InboundMessage.select()} <= {"answered", "silent"}
    assert InboundMessage.select().count() == len(forms)
    replies = [message.in_reply_to_id for message in OutboundMessage.select()]
    assert len(replies) == len(set(replies))


# -- what cannot be taken in is refused in words -----------------------------------------------------------------------


def test_a_form_that_lacks_something_is_refused_in_words_and_leaves_no_row(world: World) -> None:
    before = rows()
    for field in ("MessageSid", "From", "To"):
        without = {name: value for name, value in twilio_form(world).items() if name != field}
        for form in (without, {**without, field: ""}):
            assert knock(world, form) == (400, f"{field} is missing; nothing was stored.\n")
    wrong = {
        "To is not a number of ours": {"To": "77777"},
        "AccountSid is not our account": {"AccountSid": "AC" + "0" * 32},
        "MessageSid is too long": {"MessageSid": "SM" + "0" * 400},
        "From is too long": {"From": "+" + "1" * 70_0},
    }
    for words, changes in wrong.items():
        status, said = knock(world, twilio_form(world, **changes))
        assert (status, said.startswith(words)) == (400, True), said
    assert knock(world, b"%00%FF=%FE&=&&&;%ED%A0%80")[0] == 400
    assert rows() == before


def test_a_field_given_twice_is_refused_because_the_signature_counts_equal_ones_once(world: World) -> None:
    before = rows()
    for extra in (b"&Body=HELP", b"&Body=STOP", b"&From=%2B12025550144"):
        status, said = knock(world, urlencode(twilio_form(world)).encode() + extra)
        assert (status, "more than once" in said) == (400, True)
    assert rows() == before


def test_other_methods_are_not_allowed(world: World) -> None:
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        assert knock(world, twilio_form(world), method=method)[0] == 405, method
    assert InboundMessage.select().count() == 0


def test_a_body_that_is_no_form_is_refused(world: World) -> None:
    before, bare = rows(), sign(world, "/sms/inbound", {})
    for kind in ("application/json", "text/plain", "application/octet-stream", "multipart/form-data", "nonsense"):
        for body in (b'{"Body": "STOP"}', b"\x00\xff\xfe", b"MessageSid=SM1&From=%2B12025550143&To=55501", b""):
            status, said = knock(world, body, signature=bare, headers={"Content-Type": kind})
            assert (status, bool(said)) in ((400, True), (415, True)), f"{kind}: {body!r}: {status} {said}"
    assert rows() == before


def test_a_form_of_seventy_kilobytes_is_too_large(world: World) -> None:
    before = rows()
    assert knock(world, twilio_form(world, Body="x" * 70 * 1024))[0] == 413
    assert knock(world, twilio_form(world, Body="x" * 70 * 1024), signature=None)[0] in (403, 413)
    assert rows() == before


def test_parameters_that_nobody_has_heard_of_are_fine(world: World) -> None:
    form = twilio_form(world, ChannelMetadata='{"type":"sms"}', Förderung="ja", **{f"New{n}": "x" for n in range(100)})
    assert knock(world, form)[0] == 200
    assert only_inbound().body == "HELP"


# -- odd texts are kept as they are and answered politely --------------------------------------------------------------

ODD_BODIES = {
    "empty": b"Body=",
    "absent": b"",
    "blanks": b"Body=+++",
    "NUL": b"Body=a%00b",
    "NUL alone": b"Body=%00",
    "no UTF-8": b"Body=%FF%FE%00%C3%28",
    "half a surrogate pair": b"Body=%ED%A0%80",
    "1,600 emoji": b"Body=" + b"%F0%9F%93%A6" * 1600,
    "1,600 combining marks": b"Body=e" + b"%CC%81" * 1599,
    "right to left": b"Body=%E2%80%AE%D7%A9%D7%9C%D7%95%D7%9D",
    "no characters": b"Body=%EF%BF%BE%EF%BF%BF",
    "digits of other scripts": b"Body=" + b"%D9%A1" * 1600,
    "5,000 letters": b"Body=" + b"x" * 5000,
    "markup": b"Body=%3C%2FMessage%3E%3CRedirect%3E%27%3B+DROP+TABLE+contact%3B--",
}


def test_odd_texts_get_one_polite_answer_and_never_a_500(world: World) -> None:
    phones = {}
    for number, (what, body) in enumerate(ODD_BODIES.items()):
        phones[what] = f"+1202556{number:04}"
        form = {name: value for name, value in twilio_form(world, From=phones[what]).items() if name != "Body"}
        assert knock(world, urlencode(form).encode() + b"&" + body)[0] == 200, what
    assert InboundMessage.select().where(InboundMessage.state == "answered").count() == len(ODD_BODIES)
    world.work()
    for what, phone in phones.items():
        texts = world.texts_to(phone)
        assert len(texts) == 1 and texts[0].startswith("Waypost: "), f"{what}: {texts}"
        assert measure(texts[0]).segments == 1


def test_blanks_around_a_text_are_signed_and_kept(world: World) -> None:
    assert knock(world, twilio_form(world, Body="  HELP \r\n "))[0] == 200
    assert only_inbound().body == "  HELP \r\n "
    assert only_inbound().intent == "help"


def test_garbage_in_any_other_field_is_refused_or_ignored_but_never_a_5xx(world: World) -> None:
    """Twilio would send a 5xx again and again."""
    fields = ("MessageSid", "From", "To", "OptOutType", "NumMedia", "AccountSid")
    garbage = ("\x00", "SM\x00x", "\x00" * 64, "'", "\U0001f4e6" * 16, "\ufffe", "-1", "x" * 64, "x" * 300, "9" * 400)
    answers = {
        (name, value): knock(world, twilio_form(world, **{name: value}))[0] for name in fields for value in garbage
    }
    assert {what: status for what, status in answers.items() if status not in (200, 400)} == {}


# -- who answers keywords ----------------------------------------------------------------------------------------------


def test_what_the_provider_answered_already_is_recorded_and_not_answered_again(world: World) -> None:
    for word, suppressed in (("STOP", True), ("HELP", True), ("START", False)):
        assert knock(world, twilio_form(world, Body=word, OptOutType=word))[0] == 200
        assert Suppression.select().where(Suppression.lifted_at.is_null()).exists() == suppressed, word
    world.work()
    assert world.texts_to(ADA) == []
    assert [event.kind for event in ConsentEvent.select().order_by(ConsentEvent.id)] == ["revoked", "resumed"]
    assert {message.intent for message in InboundMessage.select()} == {"stop_all", "help", "start"}


def test_the_providers_word_counts_even_when_we_would_read_the_text_otherwise(world: World) -> None:
    assert knock(world, twilio_form(world, Body="FIN", OptOutType="STOP"))[0] == 200
    assert Suppression.select().where(Suppression.lifted_at.is_null()).count() == 1


def test_where_the_provider_handles_keywords_we_record_them_and_answer_only_what_it_does_not(world: World) -> None:
    """Twilio hears a whole text of one word; how people say it otherwise is ours, and so is its goodbye."""
    Program.update(keywords_handled_by="provider").execute()
    texts = (("HELP", False, 0), ("STOP", True, 0), ("START", False, 0), ("please stop texting me", True, 1))
    for body, suppressed, replies in texts:
        assert knock(world, twilio_form(world, Body=body))[0] == 200
        assert Suppression.select().where(Suppression.lifted_at.is_null()).exists() == suppressed, body
        world.work()
        assert len(world.texts_to(ADA)) == replies, body
    assert knock(world, twilio_form(world, Body="what?", From=BEN))[0] == 200
    world.work()
    assert len(world.texts_to(BEN)) == 1


# -- the database goes away --------------------------------------------------------------------------------------------


def test_a_text_that_comes_while_the_database_is_away_gets_503_and_is_taken_in_when_it_comes_again(
    world: World,
) -> None:
    here, form = database.obj, twilio_form(world)
    bind("postgresql://nobody@127.0.0.1:1/none" if is_postgresql() else "sqlite:////proc/nowhere/waypost.db")
    try:
        status, said = knock(world, form)
    finally:
        database.initialize(here)
    assert (status, said) == (503, "The database is away; please try again.\n")
    assert InboundMessage.select().count() == 0
    assert knock(world, form)[0] == 200
    world.work()
    assert len(world.texts_to(ADA)) == 1


def test_after_the_database_has_restarted_a_503_or_two_and_then_texts_are_taken_in_as_before(
    world: World, pairing: tuple[str, str]
) -> None:
    form = twilio_form(world)
    assert knock(world, form)[0] == 200
    if is_postgresql():  # every connection that we hold is dead; SQLite has none to lose
        database.close()
        with psycopg.connect(pairing[0]) as other:
            others = "datname = current_database() AND pid <> pg_backend_pid()"
            other.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")
    statuses = [knock(world, twilio_form(world, Body="LIST"))[0] for _ in range(4)]
    assert set(statuses) <= {200, 503} and statuses[-2:] == [200, 200], statuses
    database.connect(reuse_if_open=True)
    assert InboundMessage.select().count() == 1 + statuses.count(200)
