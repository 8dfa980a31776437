"""Makes people who follow mailpieces, and texts that wait for them, many at once: what the benches of the way out need.

Every row is one that the product could have written; only the writing takes a short way.
"""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import count, islice
from typing import Any

from bench.ground import PHONE, phone_of
from bot import outbox
from bot.wording import say
from carriers.checkdigits import mod10_three_one
from config import time
from config.settings import Settings
from models import ledger
from models.cli import ensure_program
from models.consent import ConsentEvent
from models.contact import Contact
from models.database import Table, database
from models.fields import phone_index
from models.from_number import FromNumber
from models.mailpiece import Mailpiece
from models.outbound import OutboundMessage
from models.program import Program
from models.provider_sweep import ProviderSweep
from models.subscription import Subscription

CHUNK = 400
#: News that goes alone, and news that may be gathered.
KINDS = (("delivered", outbox.PRIORITY_DELIVERED), ("out_for_delivery", outbox.PRIORITY_NEWS))
NO_PACE = 1_000_000.0
_numbers = count(1)


def tracking_number(number: int) -> str:
    body = f"9400111{number:014}"
    return body + str(mod10_three_one(body))


def insert(table: type[Table], rows: Iterable[dict[str, Any]]) -> list[int]:
    """Ids, in the order of the rows."""
    ids, left = list[int](), iter(rows)
    while chunk := list(islice(left, CHUNK)):
        made = table.insert_many(chunk).returning(table.id).tuples().execute()
        ids += sorted(key for (key,) in made)
    return ids


def open_program(settings: Settings, pace: float = NO_PACE) -> Program:
    """The program of the settings, at this pace; the provider's list counts as just compared."""
    program = ensure_program(settings)
    FromNumber.update(segments_per_second=pace).execute()
    compare_now(program)
    return program


def compare_now(program: Program) -> None:
    ProviderSweep.delete().execute()
    ProviderSweep.create(program=program, swept_through=time.now(), tried_at=time.now())


def make_contacts(program: Program, how_many: int) -> list[tuple[int, str]]:
    """(id, phone) of so many people."""
    now, phones = time.now(), [phone_of(next(_numbers)) for _ in range(how_many)]
    ids = insert(
        Contact,
        (
            {"program": program, "phone": phone, "phone_index": phone_index(phone), "created_at": now}
            for phone in phones
        ),
    )
    return list(zip(ids, phones, strict=True))


def make_pieces(how_many: int, **columns: Any) -> list[tuple[int, str]]:
    """(id, tracking number) of pieces that the carrier knows."""
    now = time.now()
    numbers = [tracking_number(next(_numbers)) for _ in range(how_many)]
    known = {
        "carrier": "usps",
        "answer": "found",
        "answered_at": now,
        "created_at": now,
        "next_poll_at": now,
        **columns,
    }
    return list(zip(insert(Mailpiece, ({"tracking_number": one, **known} for one in numbers)), numbers, strict=True))


def follow(contacts: Sequence[tuple[int, str]], pieces: Sequence[int], **columns: Any) -> list[tuple[int, int]]:
    """(subscription id, consent event id): each contact follows the piece beside it."""
    at = time.now() - timedelta(hours=1)
    pairs = list(zip(contacts, pieces, strict=True))
    events = insert(ConsentEvent, (_confirmed(contact, phone, piece, at) for (contact, phone), piece in pairs))
    ids = insert(
        Subscription,
        (
            {"contact": contact, "mailpiece": piece, "state": "active", "consent_event": event, "created_at": at}
            | {"told_answer": "found", "told_through": at, **columns}
            for ((contact, _), piece), event in zip(pairs, events, strict=True)
        ),
    )
    return list(zip(ids, events, strict=True))


def _confirmed(contact: int, phone: str, piece: int, at: Any) -> dict[str, Any]:
    plain = ledger.canonical({"phone": phone, "channel": "sms", "brand": "Waypost", "salt": secrets.token_hex(32)})
    return {
        "contact": contact, "kind": "confirmed", "scope": "mailpiece", "mailpiece": piece, "source": "inbound_text",
        "language": "en", "state_before": "open", "happened_at": at, "recorded_at": at, "evidence": plain,
        "subject": phone_index(phone), "digest": hashlib.sha256(plain).digest(),
    }  # fmt: skip


def post(program: Program, how_many: int) -> list[str]:
    """So many texts, due now, each to another phone about another piece. Gives the phones."""
    with database.atomic():
        compare_now(program)
        contacts, pieces = make_contacts(program, how_many), make_pieces(how_many)
        followed = follow(contacts, [piece for piece, _ in pieces])
        number = FromNumber.get(FromNumber.address == PHONE)
        rows = (
            _text(contact, subscription, event, tracking, place, number)
            for place, ((contact, _), (subscription, event), (_, tracking)) in enumerate(
                zip(contacts, followed, pieces, strict=True)
            )
        )
        insert(OutboundMessage, rows)
    return [phone for _, phone in contacts]


def _text(contact: int, subscription: int, event: int, tracking: str, place: int, number: FromNumber) -> dict[str, Any]:
    (kind, priority), now = KINDS[place % len(KINDS)], time.now()
    parts = {"piece": f"USPS ..{tracking[-4:]}", "last_four": tracking[-4:], "place": "Memphis TN"}
    said = say(kind, "en", brand="Waypost", when="Nov 20 8:14am CT", **parts)
    return {
        "reference": secrets.token_urlsafe(16), "contact": contact, "consent_event": event, "kind": kind,
        "subscription": subscription, "purpose": "push", "occasion": "1", "body": said.text, "segments": said.segments,
        "body_index": outbox.body_index(said.text), "priority": priority, "language": "en", "state": "queued",
        "wording_version": f"{said.key}/{said.version}", "created_at": now, "not_before": now, "from_number": number,
        "expires_at": now + timedelta(hours=12), "event_at": now,
    }  # fmt: skip
