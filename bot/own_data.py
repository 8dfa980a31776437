"""All that we keep of one person, for that person: to download. Reads only."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from models.consent import ConsentEvent
from models.contact import Contact
from models.inbound import InboundMessage
from models.ledger import open_evidence
from models.outbound import OutboundMessage
from models.subscription import Subscription


def own_data(contact: Contact, now: datetime) -> dict[str, Any]:
    """JSON-ready; times are ISO 8601, UTC. Every channel of this phone within the program."""
    same = (Contact.program == contact.program_id) & (Contact.phone_index == contact.phone_index)
    return {
        "made_at": _moment(now),
        "program": contact.program.brand,
        "channels": [_of_channel(one) for one in Contact.select().where(same).order_by(Contact.id)],
    }


def _of_channel(contact: Contact) -> dict[str, Any]:
    return {
        "phone": contact.phone,
        "channel": contact.channel,
        "known_since": _moment(contact.created_at),
        "language": contact.language,
        "time_zone": contact.zone,
        "quiet_hours": contact.quiet_hours,
        "check_word": contact.check_word,
        "mailpieces": [_piece(one) for one in _theirs(Subscription, contact)],
        "consent": [_event(one) for one in _theirs(ConsentEvent, contact)],
        "texts_from_you": [
            {"at": _moment(one.received_at), "text": one.body, "understood_as": one.intent, "because": one.rule}
            for one in _theirs(InboundMessage, contact)
        ],
        "texts_to_you": [
            {
                "at": _moment(one.started_at),
                "text": one.body,
                "state": one.state,
                "reason": one.reason,
                "allowed_by_record": f"C-{one.consent_event_id}",
            }
            for one in _theirs(OutboundMessage, contact)
        ],
    }


def _theirs(table: Any, contact: Contact) -> Iterable[Any]:
    return list(table.select().where(table.contact == contact).order_by(table.id))


def _piece(one: Subscription) -> dict[str, Any]:
    return {
        "carrier": one.mailpiece.carrier,
        "tracking_number": one.mailpiece.tracking_number,
        "your_name_for_it": one.nickname,
        "choices": one.choices,
        "state": one.state,
        "since": _moment(one.created_at),
        "ended": _moment(one.ended_at),
    }


def _event(one: ConsentEvent) -> dict[str, Any]:
    return {
        "record": f"C-{one.id}",
        "kind": one.kind,
        "scope": one.scope,
        "source": one.source,
        "because": one.rule,
        "happened_at": _moment(one.happened_at),
        "evidence": open_evidence(one),
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
