"""WhatsApp's rule of the 24-hour window: our own words within it, an approved template after it, else nothing yet.

Templates are approved at Twilio under a ContentSid; theirs are the words, ours the five values.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.inbound import InboundMessage
from models.outbound import OutboundMessage
from models.program import Program

#: 24 hours from the person's last text, less what a text of ours may need on its way (Twilio error 63016).
WINDOW = timedelta(hours=24) - timedelta(minutes=5)
WINDOW_CLOSED = "whatsapp_window_closed"
OUTSIDE_WINDOW = 63016
#: A held text is looked at again at the person's next text, and this often in any case.
LOOK_AGAIN = timedelta(minutes=10)
#: {{1}} to {{5}} of a template, in this order. WhatsApp takes no empty value, so what we do not know is a dash.
VARIABLES = ("brand", "piece", "state", "place", "when")
UNKNOWN = "-"


@dataclass(frozen=True)
class Form:
    """How the text goes: in our words when `content_sid` is empty."""

    content_sid: str = ""
    content_variables: str = ""


def form_of(message: OutboundMessage, now: datetime) -> Form | None:
    """None: it cannot go before the person texts us."""
    if window_is_open(message, now):
        return Form()
    sid = template_for(message.contact.program, message.kind, message.language)
    if not (sid and message.template_values):
        return None
    return Form(sid, json.dumps(_numbered(json.loads(message.template_values)), ensure_ascii=False))


def window_is_open(message: OutboundMessage, now: datetime) -> bool:
    """By our clock, unless WhatsApp has said otherwise since the person's last text."""
    newest = (
        InboundMessage.select(InboundMessage.received_at)
        .where(InboundMessage.contact == message.contact_id)
        .order_by(InboundMessage.received_at.desc())
        .first()
    )
    if newest is None or newest.received_at <= now - WINDOW:
        return False
    refused = message.error_code == OUTSIDE_WINDOW and message.started_at is not None
    return not (refused and newest.received_at <= message.started_at)


def template_for(program: Program, kind: str, language: str) -> str:
    """The ContentSid for this kind in this language, else for this kind in any; "" when none was approved."""
    approved: dict[str, str] = json.loads(program.whatsapp_templates or "{}")
    return approved.get(f"{kind}/{language}") or approved.get(kind) or ""


def _numbered(values: dict[str, str]) -> dict[str, str]:
    return {str(number): values.get(name) or UNKNOWN for number, name in enumerate(VARIABLES, 1)}
