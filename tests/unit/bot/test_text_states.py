"""What became of a text, as an operator reads it."""

import pytest

from bot import text_states
from models.vocabulary import OutboundState


@pytest.mark.parametrize(
    ("state", "reason", "code", "label", "part"),
    [
        (OutboundState.QUEUED, "", None, "waiting", "waits for its turn"),
        (OutboundState.QUEUED, "quiet_hours", None, "held: quiet time", "quiet time ends"),
        (OutboundState.QUEUED, "provider error 30003: tried again", 30003, "trying again", "off or out of reach"),
        (OutboundState.QUEUED, "Twilio refused it: 20003", 20003, "stopped: needs you", "account or its token"),
        (OutboundState.DROPPED, "opted_out", None, "blocked: opted out", "Only their own START"),
        (OutboundState.DROPPED, "superseded", None, "dropped: newer news", "took its place"),
        (OutboundState.UNKNOWN, "no answer: ReadTimeoutError", None, "unsure", "did not answer in time"),
        (OutboundState.FAILED, "provider error 30007", 30007, "failed", "filtered by the network (code 30007)"),
        (OutboundState.FAILED, "Twilio refused it: 99999", None, "failed", "code 99999"),
        (OutboundState.UNDELIVERED, "", 30005, "not delivered", "does not know this phone"),
        (OutboundState.SENT, "no final word from the provider", None, "sent", "never said whether it arrived"),
        (OutboundState.DELIVERED, "", None, "delivered", "reached the phone"),
        (OutboundState.DROPPED, "a reason of a later version", None, "dropped", "(a reason of a later version)"),
    ],
)
def test_words(state: OutboundState, reason: str, code: int | None, label: str, part: str) -> None:
    words = text_states.words_of(state, reason, code)
    assert words.label == label
    assert part in words.what


def test_what_needs_a_person_says_what_to_do() -> None:
    assert "Mend it at the provider" in text_states.words_of("queued", "Twilio refused it: 20003").do
    assert "ask the provider" in text_states.words_of("unknown", "the process ended during the request").do
    assert "report it" in text_states.words_of("failed", "Twilio refused it: 99999").do
