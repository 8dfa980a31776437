"""Writes the audit trail: who of us saw, changed or exported what. Never says by name whom it was about."""

from dataclasses import dataclass
from datetime import datetime

from models import ledger
from models.audit import AuditEntry
from models.operator import Operator


@dataclass(frozen=True)
class Actor:
    """Who acts, from where. `operator` is None at the command line, and for a sign-in of nobody we know."""

    operator: Operator | None
    name: str
    role: str = ""
    address: str = ""
    request_id: str = ""


#: Whoever types commands on the server.
COMMAND_LINE = Actor(None, "command line")


def note(
    actor: Actor, action: str, object: str, now: datetime, reason: str = "", **details: object
) -> AuditEntry:  # `object` is the column's own name
    """`action` such as `contact.unmask`, `object` such as `contact 17`: rows, never persons. `details` are JSON values,
    `before` and `after` among them where something was changed."""
    evidence = {"who": actor.name, "address": actor.address, "reason": reason, **details}
    return ledger.append(
        AuditEntry,
        evidence,
        operator=actor.operator,
        role=actor.role,
        action=action,
        object=object,
        request_id=actor.request_id,
        recorded_at=now,
    )
