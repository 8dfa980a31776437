"""kill -9 of every process, each once in the middle of a story: nothing twice, nothing lost, all back by themselves."""

import time

import pytest

from sandbox.numbers import make_sample
from sandbox.story import check_log, is_one_gsm7_segment
from tests.journeys.stack import TestStack, running, wait_for

ANN, BEN = "+12025550143", "+12025550177"
#: Who is killed, what happens to the mailpiece at that moment, the kind of the one text about it, and words of it.
ACTS = (
    ("worker", "OF", "Out for Delivery", "out_for_delivery", "out for delivery"),
    ("urgent", "56", "Notice Left (No Authorized Recipient Available)", "delivery_attempted", "notice"),
    ("clock", "14", "Available for Pickup", "available_for_pickup", "pickup"),
    ("redis", "01", "Delivered, Individual Picked Up at Post Office", "delivered", "delivered"),
)
EXPECTED = ("accepted", *(words for *_, words in ACTS), "opted out")
#: A kill in the middle of a send leaves a lease of 30 s, and the phone's later texts behind it.
PATIENCE = 50.0


def waiting(stack: TestStack) -> list[tuple[str, str]]:
    return stack.rows("SELECT kind, state FROM outbound_message WHERE state IN ('queued', 'sending')")


def unknown(stack: TestStack, kind: str = "%") -> int:
    """Texts that may or may not have gone: they stand as such, are shown to the operator, and are never sent again."""
    return stack.rows("SELECT count(*) FROM outbound_message WHERE state = 'unknown' AND kind LIKE ?", kind)[0][0]


def told(stack: TestStack, phone: str, kind: str, words: str) -> bool:
    return any(words in body for body in stack.received(phone)) or unknown(stack, kind) > 0


def wait_until_told(stack: TestStack, phones: tuple[str, ...], kind: str, words: str) -> None:
    for phone in phones:
        wait_for(lambda phone=phone: told(stack, phone, kind, words), PATIENCE, f"{words!r} to {phone}")


def kill_during_sign_up(stack: TestStack, number: str) -> None:
    """Web dies after Ann's text was taken in; Ben's finds nobody, and Twilio tries again."""
    stack.text(ANN, number)
    stack.kill("web")
    stack.text(BEN, number)
    wait_until_told(stack, (ANN, BEN), "followed", EXPECTED[0])


def kill_during_news(stack: TestStack, number: str, victim: str, code: str, event: str, kind: str, words: str) -> None:
    """The one that sends dies with a text on the wire; the others right after the scan that they are to tell of."""
    time.sleep(1.1)  # scan times are told in whole seconds
    if victim == "urgent":
        stack.ask("POST", "/faults", {"service": "twilio", "kind": "slow", "seconds": 2, "count": 1})
    stack.scan(number, code, event)
    if victim == "urgent":
        wait_for(lambda: (kind, "sending") in waiting(stack), PATIENCE, f"the sending of {kind}")
    if victim:
        stack.kill(victim)
    wait_until_told(stack, (ANN, BEN), kind, words)


@pytest.mark.timeout(400)
def test_each_process_is_killed_once_and_every_text_comes_once_and_in_order(tmp_path):
    number = make_sample("notice_left")
    with running(tmp_path) as stack:
        victims = set(stack.processes()) - {"supervisor", "sandbox"}  # without a Redis binary: web and clock
        stack.ask("POST", "/mailpieces", {"tracking_number": number, "scenario": "manual"})
        if "slow" in victims:
            stack.kill("slow")  # exports alone wait for it
        kill_during_sign_up(stack, number)
        for victim, *news in ACTS:
            kill_during_news(stack, number, victim if victim in victims else "", *news)
        stack.text(ANN, "STOP")
        wait_until_told(stack, (ANN,), "goodbye", EXPECTED[-1])
        wait_for(lambda: not waiting(stack), PATIENCE, "the end of all sends")

        for name in victims:
            assert stack.starts(name) == 2, f"{name} was to be killed once and to come back"
        lost = unknown(stack)
        assert lost <= len(victims), stack.rows("SELECT kind, state, reason FROM outbound_message")
        missing = in_order_but_for_the_unknown(stack.received(ANN), EXPECTED)
        missing += in_order_but_for_the_unknown(stack.received(BEN), EXPECTED[:-1])
        assert missing <= lost
        log = stack.ask("GET", "/log?service=twilio")
        for phone in (ANN, BEN):
            texts = stack.ask("GET", f"/phones/{phone}/texts")
            check_log([entry for entry in log if phone[1:] in entry["body"]], texts)
            assert all(is_one_gsm7_segment(text["body"]) for text in texts)


def in_order_but_for_the_unknown(bodies: list[str], expected: tuple[str, ...]) -> int:
    """How many are missing; fails when one came twice, out of its place, or was never asked for."""
    places = []
    for body in bodies:
        found = [place for place, words in enumerate(expected) if words in body]
        assert len(found) == 1, f"not a text of this story: {body!r}"
        places += found
    assert places == sorted(set(places)), bodies
    return len(expected) - len(places)
