"""Sending, when Twilio or the way to it fails: what is sent again, what never is, and what may not go at all."""

import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from structlog.testing import capture_logs
from twilio.base.exceptions import TwilioServiceException

from bot import consent
from bot.gateway import Away, NotAllowed, Sent, _Http, _refused
from bot.outcomes import Outcome
from jobs import deliver, poll, recover, sweep
from jobs.context import context, use_settings
from models.consent import ConsentEvent, Suppression
from models.contact import Contact
from models.database import unit_of_work
from models.outbound import DeliveryAttempt, OutboundMessage
from models.program import Program
from models.vocabulary import ConsentKind
from tests.world import ADA, BEN, NUMBER, World

TIMEOUT = 0.4
REFUSED_BY_TWILIO = "+15005550004"  # 21610: opted out there
#: Twilio's magic recipients that no text will ever reach, and the code each brings.
UNREACHABLE = {"+15005550001": 21211, "+15005550002": 21612, "+15005550003": 21408, "+15005550009": 21614}
#: Twilio's magic sender that does not belong to the account.
NOT_OUR_SENDER = "+15005550007"


@pytest.fixture
def impatient(world: World) -> World:
    """We wait for Twilio for less than half a second."""
    use_settings(world.settings.model_copy(update={"twilio_timeout_seconds": TIMEOUT}))
    return world


def creates(world: World, phone: str = "") -> int:
    """How many messages Twilio was asked to create (for `phone`)."""
    log: list[dict[str, Any]] = world.control("/log?service=twilio")
    to = "To=" + phone.replace("+", "%2B")
    return sum(entry["method"] == "POST" and to in entry["body"] for entry in log)


def message_to(phone: str) -> OutboundMessage:
    found = [message for message in OutboundMessage.select() if message.contact.phone == phone]
    assert len(found) == 1, [(message.kind, message.state) for message in found]
    return found[0]


def let_time_pass(world: World) -> None:
    """Hours go by and every job runs, again and again."""
    for minutes in (1, 5, 30, 120, 240):
        world.clock.move(minutes=minutes)
        for run in (poll.run, sweep.run, deliver.run, deliver.run):
            run()


def follow(world: World, phone: str = ADA) -> None:
    world.piece(NUMBER)
    world.text(phone, NUMBER)
    assert len(world.texts_to(phone)) == 1


def queue_news(world: World, code: str = "OF", event: str = "Out for Delivery") -> OutboundMessage:
    """A scan has come and its text stands in the outbox; nobody has sent it yet."""
    world.clock.move(minutes=1)
    world.control(f"/mailpieces/{NUMBER}/scans", {"event_code": code, "event": event, "city": "MEMPHIS", "state": "TN"})
    world.clock.move(seconds=6)
    poll.run()
    queued = list(OutboundMessage.select().where(OutboundMessage.state == "queued"))
    assert [message.purpose for message in queued] == ["push"]
    return queued[0]


def again(message: OutboundMessage) -> OutboundMessage:
    found: OutboundMessage = OutboundMessage.get_by_id(message.id)
    return found


# -- unknown -----------------------------------------------------------------------------------------------------------


def test_a_send_whose_outcome_is_unknown_says_so_and_is_not_sent_again_by_itself(impatient: World) -> None:
    world = impatient
    faults: dict[str, dict[str, float]] = {"http_500": {}, "garbage": {}, "timeout": {"seconds": 0.8}}
    phones = {kind: f"+1202555016{number}" for number, kind in enumerate(faults)}
    for kind, more in faults.items():
        world.fault("twilio", kind, count=1, **more)
        world.text(phones[kind], "HELP")
        assert message_to(phones[kind]).state == "unknown", kind
        assert world.until(lambda kind=kind: creates(world, phones[kind]) == 1), kind  # a timeout is logged at its end
    let_time_pass(world)
    for kind, phone in phones.items():
        message = message_to(phone)
        assert message.state == "unknown" and message.reason and message.tries == 1, kind
        assert message.attempts.get().outcome == "unknown"
        assert (creates(world, phone), world.texts_to(phone)) == (1, []), kind


def test_a_send_that_arrived_although_the_answer_was_lost_comes_once_and_ends_delivered(impatient: World) -> None:
    world = impatient
    faults: dict[str, dict[str, float]] = {
        "http_500_after_accept": {},
        "timeout_after_accept": {"seconds": 0.8},
        "reset_after_accept": {},
        "slow": {"seconds": 0.8},
    }
    phones = {kind: f"+1202555016{number}" for number, kind in enumerate(faults)}
    for kind, more in faults.items():
        world.fault("twilio", kind, count=1, **more)
        world.text(phones[kind], "HELP")
    for kind, phone in phones.items():
        assert world.until(lambda phone=phone: message_to(phone).state == "delivered"), kind  # by its callback
    let_time_pass(world)
    for kind, phone in phones.items():
        assert (creates(world, phone), len(world.texts_to(phone))) == (1, 1), kind
        assert message_to(phone).provider_reference.startswith("SM")


def test_an_answer_that_is_late_but_in_time_is_an_ordinary_one(world: World) -> None:
    world.fault("twilio", "slow", count=1, seconds=0.2)
    world.text(ADA, "HELP")
    world.settle()
    assert (message_to(ADA).state, creates(world), len(world.texts_to(ADA))) == ("delivered", 1, 1)
    assert DeliveryAttempt.get().outcome == "accepted"


def test_news_behind_a_send_in_doubt_still_goes(world: World) -> None:
    follow(world)
    world.fault("twilio", "http_500", count=1)
    world.scan(NUMBER, "OF", "Out for Delivery")
    world.scan(NUMBER, "01", "Delivered, Left with Individual")
    assert [text.split(",")[0] for text in world.texts_to(ADA)[1:]] == ["Waypost: USPS ..0787 was delivered"]
    assert OutboundMessage.select().where(OutboundMessage.state == "unknown").get().kind == "out_for_delivery"


# -- surely not sent ---------------------------------------------------------------------------------------------------


def test_a_text_that_twilio_had_no_room_for_waits_and_is_sent_once(world: World) -> None:
    world.fault("twilio", "http_429", count=2)
    world.text(ADA, "HELP")
    waiting = message_to(ADA)
    assert (waiting.state, waiting.error_code, creates(world)) == ("queued", 20429, 1)
    assert waiting.not_before > world.clock()
    world.work()
    assert creates(world) == 1  # it keeps to its wait
    let_time_pass(world)
    world.settle()
    assert (message_to(ADA).state, creates(world), len(world.texts_to(ADA))) == ("delivered", 3, 1)
    assert [attempt.outcome for attempt in DeliveryAttempt.select().order_by(DeliveryAttempt.id)] == [
        "slow_down",
        "slow_down",
        "accepted",
    ]


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port where nobody listens, and nobody else will."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        yield holder.getsockname()[1]


def test_while_twilio_cannot_be_reached_texts_wait_and_then_go_once(world: World, closed_port: int) -> None:
    use_settings(world.settings.model_copy(update={"twilio_api_base_url": f"http://127.0.0.1:{closed_port}"}))
    world.text(ADA, "HELP")
    for _ in range(3):
        world.clock.move(minutes=6)
        world.work()
    assert (message_to(ADA).state, message_to(ADA).reason) == ("queued", "Twilio could not be reached")
    assert message_to(ADA).tries == 4
    use_settings(world.settings)
    let_time_pass(world)
    world.settle()
    assert (message_to(ADA).state, creates(world), len(world.texts_to(ADA))) == ("delivered", 1, 1)


def test_a_fault_of_the_account_keeps_the_queue_waiting_for_the_operator_and_loses_nothing(world: World) -> None:
    world.text(ADA, "HELP", work=False)
    ours = Program.get().from_number
    Program.update(from_number=NOT_OUR_SENDER).execute()
    world.work()
    assert (message_to(ADA).state, message_to(ADA).error_code) == ("queued", 21606)
    Program.update(from_number=ours).execute()
    world.fault("twilio", "http_401", count=1)
    world.clock.move(seconds=61)
    world.work()
    assert (message_to(ADA).state, message_to(ADA).error_code) == ("queued", 20003)
    world.clock.move(seconds=61)
    world.work()
    world.settle()
    assert (message_to(ADA).state, creates(world), len(world.texts_to(ADA))) == ("delivered", 3, 1)


# -- never -------------------------------------------------------------------------------------------------------------


def test_a_phone_that_nothing_reaches_is_tried_once(world: World) -> None:
    for phone, code in UNREACHABLE.items():
        world.text(phone, "HELP")
        assert (message_to(phone).state, message_to(phone).error_code) == ("failed", code)
        assert message_to(phone).finished_at == world.clock()
    let_time_pass(world)
    assert [creates(world, phone) for phone in UNREACHABLE] == [1] * len(UNREACHABLE)
    assert Suppression.select().count() == 0


def test_21610_means_that_the_person_opted_out_at_the_provider(world: World) -> None:
    world.piece(NUMBER)
    world.text(REFUSED_BY_TWILIO, NUMBER)
    message = message_to(REFUSED_BY_TWILIO)
    assert (message.state, message.error_code) == ("failed", 21610)
    block = ConsentEvent.select().where(ConsentEvent.kind == "provider_block").get()
    assert (block.source, Suppression.get().reason) == ("provider", "provider_block")
    world.scan(NUMBER, "OF", "Out for Delivery")
    world.text(REFUSED_BY_TWILIO, "HELP")
    let_time_pass(world)
    assert creates(world) == 1
    kept = OutboundMessage.select().where(OutboundMessage.id != message.id)
    assert {(row.state, row.reason) for row in kept} <= {("dropped", "provider_block")}
    world.text(REFUSED_BY_TWILIO, "START", work=False)
    assert Suppression.select().where(Suppression.lifted_at.is_null()).count() == 0


# -- may it still go? --------------------------------------------------------------------------------------------------


def test_a_stop_that_comes_while_news_waits_keeps_it_from_going(world: World) -> None:
    follow(world)
    news = queue_news(world)
    world.text(ADA, "STOP", work=False)
    assert (again(news).state, again(news).reason) == ("dropped", "opted_out")
    let_time_pass(world)
    assert len(world.texts_to(ADA)) == 2 and "opted out" in world.texts_to(ADA)[1]


def test_consent_is_judged_again_at_the_moment_of_sending(world: World) -> None:
    """Whoever records the end of consent need not know of the outbox: the claim looks for itself."""
    follow(world)
    news = queue_news(world)
    with unit_of_work():
        consent.record(Contact.get(), ConsentKind.REVOKED, world.clock())
    assert again(news).state == "queued"
    deliver.run()
    assert (again(news).state, again(news).reason, creates(world)) == ("dropped", "opted_out", 1)


def test_stopping_one_piece_keeps_its_news_from_going_and_no_other(world: World) -> None:
    follow(world)
    world.text(BEN, NUMBER)
    world.clock.move(minutes=1)
    world.control(f"/mailpieces/{NUMBER}/scans", {"event_code": "OF", "event": "Out for Delivery"})
    world.clock.move(seconds=6)
    poll.run()
    world.text(ADA, f"STOP {NUMBER[-4:]}", work=False)
    world.work()
    assert [len(world.texts_to(phone)) for phone in (ADA, BEN)] == [2, 2]
    assert "No more texts about" in world.texts_to(ADA)[1] and "out for delivery" in world.texts_to(BEN)[1]


def test_a_text_that_is_no_longer_true_is_dropped_with_its_reason(world: World) -> None:
    follow(world)
    news = queue_news(world)
    world.clock.move(hours=12)
    recover.run()
    deliver.run()
    assert (again(news).state, again(news).reason) == ("dropped", "expired")
    assert (creates(world), len(world.texts_to(ADA))) == (1, 1)


def test_a_goodbye_goes_within_five_minutes_or_never(world: World) -> None:
    for phone, minutes, goodbyes in ((ADA, 4.9, 1), (BEN, 5, 0)):
        world.text(phone, "STOP", work=False)
        world.clock.move(minutes=minutes)
        deliver.run()
        assert len(world.texts_to(phone)) == goodbyes
    let_time_pass(world)
    assert [len(world.texts_to(phone)) for phone in (ADA, BEN)] == [1, 0]
    assert (message_to(BEN).state, message_to(BEN).reason) == ("dropped", "expired")
    assert Suppression.select().where(Suppression.lifted_at.is_null()).count() == 2


def test_several_workers_at_once_send_each_text_once(world: World) -> None:
    phones = [f"+12025550{number}" for number in range(150, 158)]
    for phone in phones:
        world.text(phone, "HELP", work=False)
    threads = [threading.Thread(target=deliver.run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    world.settle()
    assert [(creates(world, phone), len(world.texts_to(phone))) for phone in phones] == [(1, 1)] * len(phones)
    assert DeliveryAttempt.select().count() == len(phones)


# -- the way to Twilio -------------------------------------------------------------------------------------------------


def send(phone: str = ADA) -> Sent:
    return context().gateway.send(phone, "55501", f"to {phone}", "http://127.0.0.1:9/", 600)


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (21611, Outcome.SLOW_DOWN),
        (30001, Outcome.SLOW_DOWN),
        (30034, Outcome.OPERATOR),
        (21635, Outcome.BAD_PHONE),
        (30410, Outcome.RETRY),
        (21617, Outcome.PERMANENT),
        (39_871, Outcome.PERMANENT),
    ],
)
def test_each_refusal_is_the_kind_that_the_table_says(world: World, code: int, outcome: Outcome) -> None:
    world.fault("twilio", "refused", code=code)
    with capture_logs() as logs:
        sent = send()
    assert (sent.outcome, sent.error_code, sent.provider_reference) == (outcome, code, "")
    unknown = [(log["event"], log["code"], log["at"]) for log in logs]
    assert unknown == ([("unknown_error_code", code, "create")] if code == 39_871 else [])
    assert send().outcome == Outcome.ACCEPTED


def test_how_long_twilio_asks_us_to_wait_is_handed_on(world: World) -> None:
    world.fault("twilio", "http_429", count=1, retry_after=7)
    first, second = send(), send()
    assert (first.outcome, first.retry_after_seconds) == (Outcome.SLOW_DOWN, 7.0)
    assert (second.outcome, second.retry_after_seconds) == (Outcome.ACCEPTED, None)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        ("Fri, 20 Nov 2026 15:01:30 GMT", 90.0),
        ("Fri, 20 Nov 2026 14:00:00 GMT", 0.0),
        ("999999999999", 86_400.0),
        ("soon", None),
        ("-3", None),
        ("", None),
    ],
)
def test_retry_after_is_read_in_both_its_forms(value: str, seconds: float | None) -> None:
    http = _Http(1, 1)
    http._heard.headers = {"Retry-After": value, "Date": "Fri, 20 Nov 2026 15:00:00 GMT"}
    assert http.retry_after_seconds() == seconds
    http._heard.headers = {"Retry-After": value, "Date": ""}
    assert http.retry_after_seconds() == (seconds if value.isdigit() else None)


def test_many_threads_share_one_client_and_each_hears_its_own_answer(world: World) -> None:
    phones = [f"+1202555{number:04}" for number in range(120)]
    for phone in phones[::8]:
        world.fault("twilio", "refused", code=20429, phone=phone, count=1, retry_after=int(phone[-4:]) + 1)
    with ThreadPoolExecutor(16) as threads:
        answers = dict(zip(phones, threads.map(send, phones), strict=True))
    for number, phone in enumerate(phones):
        if number % 8 == 0:
            assert answers[phone].retry_after_seconds == number + 1
        else:
            assert answers[phone].retry_after_seconds is None
            sid = answers[phone].provider_reference
            assert context().gateway.fetch(sid).to == phone  # type: ignore[union-attr]
    assert len({answer.provider_reference for answer in answers.values()}) == 120 - 15 + 1


def test_connections_are_kept_as_many_as_threads_send(world: World) -> None:
    use_settings(world.settings.model_copy(update={"senders_at_once": 4}))
    for _ in range(3):
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(send, [ADA] * 40))
    assert world.sandbox._server.open_connections() <= 4 + 3  # ours; the test's own, the webhook's


def test_a_problem_document_is_a_refusal_like_any_other() -> None:
    problem = TwilioServiceException("https://x", "Too many", 429, 20429)
    assert _refused(problem, 3.0) == Sent(
        Outcome.SLOW_DOWN, error_code=20429, detail="Twilio refused it: 20429", retry_after_seconds=3.0
    )
    assert _refused(TwilioServiceException("https://x", "Oops", 503, 20503), None).outcome == Outcome.UNKNOWN


def test_what_went_to_a_phone_is_listed_also_while_it_has_not_been_sent(world: World) -> None:
    since = world.clock()
    object.__setattr__(world.sandbox.settings, "sent_after", 3600.0)
    first = send()
    world.clock.move(minutes=1)
    second = send()
    seen = context().gateway.created_since(ADA, since)
    assert [one.provider_reference for one in seen.messages] == [second.provider_reference, first.provider_reference]
    assert {(one.sent_at, one.status, one.price_micros) for one in seen.messages} == {(None, "queued", None)}
    assert seen.at == world.clock()
    assert len(context().gateway.created_since(ADA, world.clock()).messages) == 1
    assert context().gateway.created_since(BEN, since).messages == []


def test_asking_says_away_or_not_allowed_and_nothing_else(world: World) -> None:
    gateway, now = context().gateway, world.clock()
    questions: list[Callable[[], object]] = [
        lambda: gateway.fetch("SM" + "0" * 32),
        lambda: gateway.created_since(ADA, now),
        lambda: list(gateway.sent_between("55501", now, now)),
        lambda: gateway.listed(ADA),
    ]
    for ask in questions:
        for kind in ("http_500", "http_429", "garbage", "timeout"):
            world.fault("twilio", kind, method="GET", count=1, **({"seconds": 0.05} if kind == "timeout" else {}))
            with pytest.raises(Away):
                ask()
        world.fault("twilio", "http_401", method="GET", count=1)
        with pytest.raises(NotAllowed):
            ask()
    assert gateway.fetch("SM" + "0" * 32) is None


def test_no_proxy_or_login_of_somebodys_shell_is_used(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    use_settings(world.settings)
    assert send().outcome == Outcome.ACCEPTED
