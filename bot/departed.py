"""What became of a text of ours, step by step: posted, why it waited or fell, each try, each word of the provider."""

from collections.abc import Iterator

from bot import outcomes, text_states, why_words
from bot.why_links import Fact, Link, Step, quoted
from models.outbound import DeliveryAttempt, DeliveryReceipt, OutboundMessage
from models.vocabulary import OutboundState

#: Rows of one text that are shown; the newest.
MOST_ROWS = 30


def links(text: OutboundMessage) -> Iterator[Link]:
    yield _text(text)
    yield from _tries(text)
    yield _receipts(text)


def _text(text: OutboundMessage) -> Link:
    facts = (
        quoted("text", text.body),
        Fact("posted", at=text.created_at),
        Fact("not before", at=text.not_before if text.not_before > text.created_at else None),
        Fact("begun", at=text.started_at),
        Fact("ended", at=text.finished_at),
        Fact("true until", at=text.expires_at if text.state == OutboundState.QUEUED else None),
        Fact("wording, version, language", f"{text.wording_version} {text.language}"),
        Fact("our reference", text.reference),
        Fact("the provider's id", text.provider_reference or ""),
    )
    purpose = why_words.in_words(why_words.PURPOSES, text.purpose)
    became = text_states.words_of(text.state, text.reason, text.error_code)
    says = " ".join(part for part in (f"It is {purpose}.", became.what, became.do) if part)
    return Link(Step.TEXT, f"Our text: {became.label}", says, facts)


def _tries(text: OutboundMessage) -> Iterator[Link]:
    rows = DeliveryAttempt.select().where(DeliveryAttempt.outbound == text).order_by(DeliveryAttempt.id.desc())
    for attempt in reversed(list(rows.limit(MOST_ROWS))):
        said = attempt.outcome.replace("_", " ") or "begun, and not answered yet"
        facts = (
            Fact("begun", at=attempt.started_at),
            Fact("answered", at=attempt.finished_at),
            Fact("the provider's id", attempt.provider_reference),
        )
        detail = f": {attempt.detail}" if attempt.detail else ""
        yield Link(Step.TEXT, "A try to hand it to the provider", f"{said.capitalize()}{detail}.", facts)


def _receipts(text: OutboundMessage) -> Link:
    rows = DeliveryReceipt.select(
        DeliveryReceipt.id, DeliveryReceipt.status, DeliveryReceipt.error_code, DeliveryReceipt.received_at
    ).where(DeliveryReceipt.outbound == text)
    said = [_receipt(row) for row in rows.order_by(DeliveryReceipt.id).limit(MOST_ROWS)]
    if said:
        return Link(Step.RECEIPTS, "What the provider reported", "", tuple(said))
    sent = text.started_at is not None
    says = "The provider has reported nothing yet." if sent else "It was never handed to the provider."
    return Link(Step.RECEIPTS, "What the provider reported", says)


def _receipt(row: DeliveryReceipt) -> Fact:
    words = why_words.in_words(why_words.RECEIPTS, row.status)
    if row.error_code:
        words += f" – {outcomes.meaning(row.error_code)} (code {row.error_code})"
    return Fact(words, at=row.received_at)
