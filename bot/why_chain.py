"""Why did this person get this text? Act, record, what they follow, milestone, the carrier's scan, the text, receipts.

A pure read of our own rows, for whoever of us asks; a link that should be there and is not says so (`hole`).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from bot import departed, describe, pacing, signup, why_words
from bot.explaining import record_id
from bot.why_links import Fact, Link, Step, quoted
from models.consent import ConsentEvent
from models.ledger import LedgerHead, LedgerLeaf, open_evidence
from models.mailpiece import Mailpiece, TrackingEvent
from models.outbound import OutboundMessage, OutboundSubject
from models.subscription import Subscription
from models.vocabulary import ConsentKind, Milestone, Purpose, Source

#: News that no scan brings: the carrier shows nothing, was silent for weeks, or said when it should come.
WITHOUT_SCAN = frozenset({"not_permitted", Milestone.EXPIRED, pacing.EXPECTED, signup.STANDING})
_STANDING = re.compile(r"\bstanding consent C-(\d+)\b")


def chain_of(text: OutboundMessage) -> Sequence[Link]:
    """In the order in which it happened."""
    event: ConsentEvent = text.consent_event
    about = _subjects(text)
    links = [*_acts(event), _record(event)]
    links += [_following(one, text) for one in about]
    if text.purpose == Purpose.PUSH and text.kind != pacing.DESK_ALERT:
        links += [link for news in _news_in(text) for link in _milestone(news)]
    return [*links, *departed.links(text)]


def holes(chain: Sequence[Link]) -> Sequence[Link]:
    return [link for link in chain if link.hole]


# -- the person's act, and the record of it ----------------------------------------------------------------------------


def _acts(event: ConsentEvent) -> Iterator[Link]:
    """What was done, by whom. A piece of a sender whose mail they asked for rests on that earlier act."""
    earlier = _STANDING.search(event.rule)
    if earlier is None:
        yield _act(event)
        return
    standing: ConsentEvent | None = ConsentEvent.get_or_none(ConsentEvent.id == int(earlier[1]))
    if standing is None:
        yield Link(Step.ACT, "What they did", f"Record C-{earlier[1]}, on which this rests, is gone.", hole=True)
        return
    yield _act(standing)
    says = (
        f"They had asked for all mail of this sender ({record_id(standing)}), and the sender mailed this piece to them."
    )
    yield Link(Step.ACT, "What the sender did", says, (Fact("when", at=event.happened_at),))


def _act(event: ConsentEvent) -> Link:
    evidence = open_evidence(event) or {}
    says, facts = _DONE_BY.get(event.source, _by_nobody)(event, evidence)
    when = Fact("when", at=event.happened_at)
    return Link(Step.ACT, "What was done", says, (when, *facts))


Told = tuple[str, tuple[Fact, ...]]


def _by_text(event: ConsentEvent, evidence: dict[str, Any]) -> Told:
    words = evidence.get("text") or (event.inbound.body if event.inbound else "")
    return "They texted us.", (
        quoted("their words", words),
        Fact("message id", evidence.get("provider_reference") or ""),
    )


def _on_a_page(event: ConsentEvent, evidence: dict[str, Any]) -> Told:
    where, words = evidence.get("where") or {}, evidence.get("text") or ""
    asked = event.kind == ConsentKind.REQUESTED
    says = "Somebody typed this phone into a page of ours." if asked else "They did it on a page of ours."
    facts = (
        quoted("their text that proved the phone", words) if words else Fact("page", ""),
        Fact("page", where.get("url") or ""),
        Fact("from address", where.get("ip") or ""),
        Fact("browser", where.get("user_agent") or ""),
        Fact("asked by", evidence.get("asked_by") or ""),
    )
    return says, facts


def _by_operator(event: ConsentEvent, evidence: dict[str, Any]) -> Told:
    return "An operator of ours wrote it down for them.", (quoted("note", evidence.get("note") or ""),)


def _by_sender(event: ConsentEvent, evidence: dict[str, Any]) -> Told:
    return "A sender asked us to ask them; that is no consent.", (Fact("asked by", evidence.get("asked_by") or ""),)


def _by_provider(event: ConsentEvent, evidence: dict[str, Any]) -> Told:
    return "The messaging provider told us.", ()


def _by_nobody(event: ConsentEvent, evidence: dict[str, Any]) -> Told:
    return "Nobody did anything: time ran out.", ()


_DONE_BY: dict[str, Callable[[ConsentEvent, dict[str, Any]], Told]] = {
    Source.INBOUND_TEXT: _by_text,
    Source.WEB: _on_a_page,
    Source.OPERATOR: _by_operator,
    Source.SENDER: _by_sender,
    Source.PROVIDER: _by_provider,
    Source.NOBODY: _by_nobody,
}


def _record(event: ConsentEvent) -> Link:
    evidence = open_evidence(event)
    shown = (evidence or {}).get("wording") or {}
    version = " ".join(part for part in (event.wording_key, event.wording_version, event.language) if part)
    facts = (
        Fact("read as this because", event.rule),
        quoted("what stood before them", shown.get("text", "")) if event.wording_key else Fact("shown", ""),
        Fact("wording, version, language", version if event.wording_key else ""),
        Fact("recorded", at=event.recorded_at),
        Fact("in the ledger", _place_of(event)),
        Fact("evidence", "" if evidence is not None else "(erased, or from before the ledger)"),
    )
    says = f"Record {record_id(event)}: {why_words.in_words(why_words.KINDS, event.kind)}."
    return Link(Step.RECORD, "The record", says, facts)


def _place_of(event: ConsentEvent) -> str:
    leaf = LedgerLeaf.get_or_none((LedgerLeaf.kind == "consent") & (LedgerLeaf.row_id == event.id))
    if leaf is None:
        return "waits for sealing"
    covered = LedgerHead.select().where(LedgerHead.size > leaf.position).exists()
    return f"position {leaf.position}" + ("" if covered else ", waits for a signed head")


# -- what it is about --------------------------------------------------------------------------------------------------


def _subjects(text: OutboundMessage) -> list[Subscription]:
    """The pieces that a text is about: one as its news, or several in it."""
    if text.subscription is not None:
        return [text.subscription]
    rows = (
        OutboundSubject.select(OutboundSubject, Subscription, Mailpiece)
        .join(Subscription)
        .join(Mailpiece)
        .where(OutboundSubject.outbound == text)
        .order_by(OutboundSubject.id)
    )
    return [row.subscription for row in rows] or _chosen_by(text.consent_event)


def _chosen_by(event: ConsentEvent) -> list[Subscription]:
    """A reply that needed no look at the carrier names its pieces by the act alone."""
    if event.mailpiece_id is None or event.kind not in (ConsentKind.CONFIRMED, ConsentKind.ASKED):
        return []
    which = (Subscription.contact == event.contact_id) & (Subscription.mailpiece == event.mailpiece_id)
    return list(Subscription.select().where(which))


def _following(one: Subscription, text: OutboundMessage) -> Link:
    name = describe.piece_name(one.mailpiece.carrier, one.mailpiece.tracking_number)
    newer = one.consent_event_id != text.consent_event_id
    facts = (
        Fact("since", at=one.consent_event.happened_at),
        Fact("hears of", why_words.in_words(why_words.CHOICES, one.choices)),
        Fact("state", why_words.in_words(why_words.FOLLOWS, one.state)),
        Fact("ended", at=one.ended_at),
        Fact("rests on", record_id(one.consent_event) if newer else ""),
    )
    return Link(Step.FOLLOWING, f"What they follow: {name}", _following_says(one), facts, piece=one.mailpiece_id)


def _following_says(one: Subscription) -> str:
    if one.consent_event.kind == ConsentKind.ASKED:
        return "They asked about this piece once; nothing is followed."
    return "They chose to get news of this piece."


def _news_in(text: OutboundMessage) -> list[OutboundMessage]:
    """The text itself; a digest stands for the rows that it carries."""
    if text.kind != pacing.DIGEST:
        return [text]
    ids = [int(part) for part in text.occasion.split(",") if part.isdigit()]
    of_person = (OutboundMessage.contact == text.contact_id) & OutboundMessage.id.in_(ids or [0])
    return list(OutboundMessage.select().where(of_person).order_by(OutboundMessage.id))


def _milestone(news: OutboundMessage) -> Iterator[Link]:
    if news.subscription is None:
        yield Link(Step.MILESTONE, "What happened", "The piece that this was about is gone.", hole=True)
        return
    piece: Mailpiece = news.subscription.mailpiece
    name = describe.piece_name(piece.carrier, piece.tracking_number)
    scan = _scan_of(news, piece)
    yield Link(Step.MILESTONE, f"What happened: {name}", _milestone_says(news.kind, scan), (), piece=piece.id)
    if scan is not None:
        yield _scan(scan)
    elif news.kind not in WITHOUT_SCAN:
        yield Link(Step.SCAN, "The carrier's scan", "No scan that says so is kept.", hole=True)


def _milestone_says(kind: str, scan: TrackingEvent | None) -> str:
    said = {
        pacing.STATUS: "The first status, which came later than the sign-up reply.",
        pacing.EXPECTED: "The carrier said, or changed, the day on which it should come.",
        pacing.HOLD_REMINDER: "It still waits to be picked up.",
        signup.STANDING: "A new piece of a sender whose mail they asked for.",
        "not_permitted": "The carrier shows this piece to its shipper alone.",
        Milestone.EXPIRED: "Nothing was scanned for so long that we look no more.",
    }.get(kind)
    if said is not None:
        return said if scan is None or kind != pacing.STATUS else f"{said} It was: {_in_words(scan.milestone)}."
    return f"It reached the milestone: {_in_words(kind)}."


def _in_words(milestone: str) -> str:
    return milestone.replace("_", " ")


def _scan_of(news: OutboundMessage, piece: Mailpiece) -> TrackingEvent | None:
    """The scan that the text was made of: at its very moment, of its milestone if there are several."""
    if news.event_at is None:
        return None
    at_that_time = (TrackingEvent.mailpiece == piece) & (TrackingEvent.occurred_at == news.event_at)
    fits = (TrackingEvent.milestone == news.kind).desc()
    found: TrackingEvent | None = TrackingEvent.select().where(at_that_time).order_by(fits, TrackingEvent.id).first()
    return found


def _scan(scan: TrackingEvent) -> Link:
    place = ", ".join(part for part in (scan.city, scan.state, scan.country) if part)
    facts = (
        Fact("code", scan.code),
        Fact("place", place),
        Fact("local time", f"{scan.local_time}{_offset(scan)}".strip()),
        Fact("scanned", at=scan.occurred_at),
        Fact("seen by us", at=scan.seen_at),
        Fact("we read it as", _in_words(scan.milestone)),
    )
    return Link(
        Step.SCAN, "The carrier's scan, as reported", f"“{scan.text or scan.code}”", facts, piece=scan.mailpiece_id
    )


def _offset(scan: TrackingEvent) -> str:
    if scan.utc_offset_minutes is None:
        return ""
    hours, minutes = divmod(abs(scan.utc_offset_minutes), 60)
    return f" UTC{'-' if scan.utc_offset_minutes < 0 else '+'}{hours:02}:{minutes:02}"


def first_at(chain: Sequence[Link]) -> datetime | None:
    """When the chain begins."""
    return next((fact.at for link in chain for fact in link.facts if fact.at), None)
