"""Status callbacks: unordered, repeated, early, strange. Each is kept as it came; a message only moves forward."""

import http.client
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import permutations, product
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from twilio.request_validator import RequestValidator

from bot import consent
from bot.outcomes import Outcome
from models.consent import ConsentEvent, Suppression
from models.database import unit_of_work
from models.outbound import DeliveryReceipt, OutboundMessage
from models.program import Program
from models.vocabulary import Purpose
from tests.one_text import NOW, accepted, again, begin, make_program, queue, settle, told
from tests.world import ADA, BEN, NUMBER, World

SETS = (("queued", "sent", "delivered"), ("queued", "sent", "undelivered"), ("sending", "sent", "failed"))
#: Our states from the first to the last.
LADDER = ("queued", "sending", "accepted", "sent", ("delivered", "undelivered", "failed"))


def step(state: str) -> int:
    return next(number for number, rung in enumerate(LADDER) if state in rung)


@pytest.fixture
def program(db: str) -> Program:
    return make_program()


def test_in_whatever_order_statuses_come_a_message_ends_at_the_highest_and_never_goes_back(program: Program) -> None:
    orders = [(order, statuses[-1]) for statuses in SETS for order in permutations(statuses)]
    for number, (order, final) in enumerate(orders):
        message = accepted(program, f"SM{number}")
        reached = [step(again(message).state)]
        for status in order:
            assert told(f"SM{number}", status, reference=message.reference if number % 2 else "")
            reached.append(step(again(message).state))
        assert reached == sorted(reached), f"{order} went back"
        kept = again(message)
        assert (kept.state, kept.finished_at, kept.receipts.count()) == (final, NOW, 3), order


def test_the_first_final_word_stands(program: Program) -> None:
    for first, second in permutations(("delivered", "undelivered", "failed"), 2):
        sid = f"SM-{first}-{second}"
        message = accepted(program, sid)
        assert told(sid, first) and told(sid, second, 30003)
        assert (again(message).state, again(message).error_code) == (first, None)
        assert message.receipts.count() == 2


def test_a_failure_is_kept_with_the_providers_code(program: Program) -> None:
    message = accepted(program, "SM1")
    assert told("SM1", "undelivered", 30450)
    kept = again(message)
    assert (kept.state, kept.error_code, kept.reason) == ("undelivered", 30450, "provider error 30450")
    assert (DeliveryReceipt.get().status, DeliveryReceipt.get().error_code) == ("undelivered", 30450)


def test_read_is_as_good_as_delivered(program: Program) -> None:
    message = accepted(program, "SM1")
    assert told("SM1", "read") and told("SM1", "delivered") and told("SM1", "sent")
    assert again(message).state == "delivered"


def test_a_repeated_callback_is_kept_once_and_changes_nothing(program: Program) -> None:
    message = accepted(program, "SM1")
    assert [told("SM1", "delivered") for _ in range(3)] == [True, False, False]
    after = again(message).__data__
    assert not told("SM1", "delivered", reference=message.reference)
    assert again(message).__data__ == after
    assert DeliveryReceipt.select().count() == 1


def test_the_same_callback_from_several_threads_is_kept_once(program: Program) -> None:
    message = accepted(program, "SM1")
    kept: list[bool] = []
    start = threading.Barrier(6)

    def one() -> None:
        start.wait(10)
        with unit_of_work():
            kept.append(told("SM1", "failed", 21610))

    threads = [threading.Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(kept) == [False] * 5 + [True]
    assert (DeliveryReceipt.select().count(), again(message).state) == (1, "failed")
    assert ConsentEvent.select().where(ConsentEvent.kind == "provider_block").count() == 1


def test_a_callback_that_is_faster_than_the_answer_finds_its_message_and_its_word_stands(program: Program) -> None:
    for outcome in (Outcome.ACCEPTED, Outcome.UNKNOWN, Outcome.RETRY, Outcome.PERMANENT):
        begun, sid = begin(program), f"SM-{outcome}"
        assert told(sid, "sent", reference=begun.reference)
        assert (again(begun).state, again(begun).provider_reference) == ("sent", sid)
        settle(begun, outcome, sid if outcome == Outcome.ACCEPTED else "")
        assert (again(begun).state, again(begun).provider_reference) == ("sent", sid), outcome
        assert told(sid, "delivered")  # from now on the provider's id is enough
        assert (again(begun).state, again(begun).receipts.count()) == ("delivered", 2)


def test_wherever_the_answer_to_the_create_falls_among_the_callbacks_the_end_is_the_same(program: Program) -> None:
    """The create's own answer may be good, or none at all; callbacks come before and after it, each twice."""
    events = ("answer", "sent", "delivered")
    for number, (outcome, order) in enumerate(product((Outcome.ACCEPTED, Outcome.UNKNOWN), permutations(events))):
        begun, sid = begin(program), f"SM{number}"
        for event in order:
            if event == "answer":
                settle(begun, outcome, sid if outcome == Outcome.ACCEPTED else "")
            else:
                assert [told(sid, event, reference=begun.reference) for _ in range(2)] == [True, False]
        kept = again(begun)
        assert (kept.state, kept.provider_reference, kept.provider_rank, kept.error_code) == ("delivered", sid, 4, None)
        assert kept.look_at == NOW + timedelta(hours=1), order  # only its price is missing


def test_a_callback_about_a_message_we_do_not_know_is_kept_and_moves_nothing(program: Program) -> None:
    message = accepted(program, "SM1")
    before = again(message).__data__
    assert told("SM-of-somebody-else", "delivered") and told("SM-other", "failed", 21610, reference="no-such-reference")
    assert {receipt.outbound_id for receipt in DeliveryReceipt.select()} == {None}
    assert DeliveryReceipt.select().count() == 2
    assert again(message).__data__ == before
    assert Suppression.select().count() == 0


def test_a_status_we_have_never_heard_of_is_kept_and_harmless(program: Program) -> None:
    message = accepted(program, "SM1")
    for status in ("partially_delivered", "teleported", "", "DELIVERED", "\U0001f4e6"):
        assert told("SM1", status)
        assert again(message).state == "accepted"
    assert told("SM1", "delivered") and told("SM1", "receiving")
    assert again(message).state == "delivered"
    assert message.receipts.count() == 7


def test_a_callback_that_bears_another_messages_reference_does_not_move_that_one(program: Program) -> None:
    first, second = accepted(program, "SM1", ADA), accepted(program, "SM2", BEN)
    before = again(first).__data__
    assert told("SM2", "delivered", reference=first.reference)
    assert again(first).__data__ == before
    assert again(second).state in ("accepted", "delivered")
    assert DeliveryReceipt.select().count() == 1


def test_a_text_that_waits_does_not_take_the_id_of_another_that_has_gone(program: Program) -> None:
    waiting = queue(program, BEN)
    OutboundMessage.update(not_before=datetime(2027, 1, 1, tzinfo=UTC)).execute()
    gone = accepted(program, "SM1", ADA)
    assert told("SM1", "delivered", reference=waiting.reference)
    assert (again(waiting).state, again(waiting).provider_reference) == ("queued", None)
    assert again(gone).provider_reference == "SM1"


def test_21610_in_a_callback_blocks_the_phone_and_drops_what_waits_for_it(program: Program) -> None:
    message, waiting, other = accepted(program, "SM1"), queue(program), queue(program, BEN)
    assert told("SM1", "failed", 21610)
    blocks = list(ConsentEvent.select().where(ConsentEvent.kind == "provider_block"))
    assert [(block.source, block.contact_id) for block in blocks] == [("provider", message.contact_id)]
    assert [(row.reason, row.phone_index) for row in Suppression.select()] == [
        ("provider_block", message.contact.phone_index)
    ]
    assert (again(message).state, again(message).error_code) == ("failed", 21610)
    assert (again(waiting).state, again(waiting).reason) == ("dropped", "provider_block")
    assert again(other).state == "queued"
    history = consent.History(consent.history_of(message.contact))
    assert isinstance(consent.may_text(history, Purpose.ESSENTIAL, NOW), consent.Refused)


# -- the door ----------------------------------------------------------------------------------------------------------


def call(world: World, form: dict[str, str], query: str = "", signed: bool = True, method: str = "POST") -> int:
    target = "/sms/status" + query
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if signed:
        validator = RequestValidator(world.settings.auth_tokens[0])
        headers["X-Twilio-Signature"] = validator.compute_signature(world.settings.public_base_url + target, form)
    port = urlsplit(world.settings.public_base_url).port
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request(method, target, urlencode(form), headers)
        return connection.getresponse().status


def test_an_unsigned_callback_is_refused_and_leaves_no_receipt(world: World) -> None:
    form = {"MessageSid": "SM1", "MessageStatus": "delivered"}
    assert call(world, form, signed=False) == 403
    assert call(world, form, method="GET") == 405
    assert DeliveryReceipt.select().count() == 0
    assert call(world, form) == 204
    assert DeliveryReceipt.select().count() == 1


def test_a_callback_that_lacks_something_is_refused_and_garbage_never_makes_a_5xx(world: World) -> None:
    good = {"MessageSid": "SM1", "MessageStatus": "delivered", "ErrorCode": "", "RawDlrDoneDate": "2611201500"}
    for field in ("MessageSid", "MessageStatus"):
        assert call(world, {**good, field: ""}) == 400
    assert DeliveryReceipt.select().count() == 0
    garbage = ("\x00", "a\x00b", "'", "\U0001f4e6" * 16, "-1", "99999999999", "x" * 64, "x" * 300)
    answers = {
        (field, value): call(world, {**good, field: value})
        for field in ("MessageSid", "MessageStatus", "ErrorCode", "To", "New")
        for value in garbage
    }
    queries = ("?delivery=%00", "?delivery=" + "x" * 500, "?delivery=%FF%FE", "?delivery=a&delivery=b", "?other=1")
    answers |= {("query", query): call(world, good, query) for query in queries}
    assert {what: status for what, status in answers.items() if status not in (204, 400)} == {}


def test_a_receipt_keeps_the_whole_callback_as_it_came(world: World) -> None:
    form = {"MessageSid": "SM1", "MessageStatus": "sent", "To": ADA, "ChannelPrefix": "new ", "Blank": ""}
    assert call(world, form) == 204
    kept = DeliveryReceipt.get().raw.decode()
    assert dict(parse_qsl(kept, keep_blank_values=True)) == form


def test_over_a_network_that_reorders_and_repeats_each_text_ends_delivered_and_comes_once(world: World) -> None:
    world.piece(NUMBER)
    world.fault("twilio", "callback_reorder", count=2)
    world.fault("twilio", "callback_duplicate", count=4)
    world.text(ADA, NUMBER)
    world.text(BEN, NUMBER)
    assert world.until(lambda: DeliveryReceipt.select().count() == 4)
    assert {message.state for message in OutboundMessage.select()} == {"delivered"}
    assert (len(world.texts_to(ADA)), len(world.texts_to(BEN))) == (1, 1)
    assert sorted(receipt.status for receipt in DeliveryReceipt.select()) == ["delivered", "delivered", "sent", "sent"]
    assert all(receipt.outbound_id for receipt in DeliveryReceipt.select())
