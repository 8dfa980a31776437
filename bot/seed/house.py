"""The rest of a made-up history: the inbox, acts on record, counts of days, what needs a person, batches of senders."""

import secrets
from datetime import timedelta

from bot import spending, tallying
from bot.seed.plan import BLOCK, Plan
from bot.seed.writing import Say
from models import auditing
from models.auditing import Actor
from models.batch import Batch
from models.carrier_lessons import SchemaDrift
from models.database import database, run_sql
from models.fields import moment, phone_index
from models.operator import Operator
from models.program import Program
from models.sender import Sender
from models.spending import Spending
from models.vocabulary import InquiryKind, InquiryState, Role
from models.web_request import WebRequest

#: One act on record for so many events.
EVENTS_PER_ACT, LEAST_ACTS = 50, 200
#: People of ours who left: nobody can sign in as one of them.
PEOPLE = (
    ("Olga Reyes", Role.OPERATOR),
    ("Vera Lind", Role.VIEWER),
    ("Aldo Marsh", Role.AUDITOR),
    ("Ida Brook", Role.ADMIN),
)
ACTS = ("contact.seen", "sign_in.opened", "contact.unmask", "opt_out.exported", "mailpiece.seen", "message.seen")
OPEN_INQUIRIES, WEB_REQUESTS = 25, 400
DRIFTS = (("usps", "code", "Q9"), ("usps", "field", "trackingEvents.eventZone"), ("fedex", "type", "serviceDetail"))
PIECES_OF_A_BATCH = 200


def make(plan: Plan, programs: list[Program], say: Say) -> None:
    with database.atomic():
        people = _make_people(plan)
        run_sql(_inquiries(plan), ())
        _make_batches(plan)
        _make_small_things(plan, programs[0])
    _make_trail(plan, people)
    say("the inbox, batches, and acts on record")
    tallying.count_what_is_due(moment(plan.now), float("inf"))
    say("counts of each day")


def _make_people(plan: Plan) -> list[Operator]:
    return [
        Operator.create(
            email=f"made-up-{place}@example.org", email_index=phone_index(f"made up {secrets.token_hex(8)}"), name=name,
            role=role, created_at=moment(plan.began), disabled_at=moment(plan.now),
        )
        for place, (name, role) in enumerate(PEOPLE)
    ]  # fmt: skip


def _inquiries(plan: Plan) -> str:
    """One for each text that only a person can answer; the newest wait."""
    complaint, inquiry = InquiryKind.COMPLAINT, InquiryKind.INQUIRY
    newest = f"i.id > {plan.events - OPEN_INQUIRIES * BLOCK * 10}"
    return (
        "INSERT INTO inquiry (inbound_id, contact_id, kind, state, created_at, answered_at, closed_at) "  # noqa: S608
        f"SELECT i.id, i.contact_id, CASE WHEN i.intent = 'complaint' THEN '{complaint}' ELSE '{inquiry}' END, "
        f"CASE WHEN {newest} THEN '{InquiryState.OPEN}' WHEN i.id - i.id / 3 * 3 = 0 THEN '{InquiryState.ANSWERED}' "
        f"ELSE '{InquiryState.CLOSED}' END, i.received_at, "
        f"CASE WHEN {newest} THEN NULL ELSE i.received_at + 3600000000 END, "
        f"CASE WHEN {newest} THEN NULL ELSE i.received_at + 7200000000 END FROM inbound_message i "
        "WHERE i.intent IN ('complaint', 'unrelated') ORDER BY i.id"
    )


def _make_batches(plan: Plan) -> None:
    """Of each sender two, of its newest pieces."""
    for sender in Sender.select():
        for name in ("Spring mailing", "Autumn mailing"):
            batch = Batch.create(sender=sender, name=name, created_at=moment(plan.now - 1))
            run_sql(
                "INSERT INTO batch_piece (batch_id, mailpiece_id) SELECT ?, id FROM mailpiece WHERE sender_id = ? "
                "AND id NOT IN (SELECT mailpiece_id FROM batch_piece) ORDER BY id DESC LIMIT ?",
                (batch.id, sender.id, PIECES_OF_A_BATCH),
            )


def _make_small_things(plan: Plan, program: Program) -> None:
    now = moment(plan.now)
    for place, (service, kind, what) in enumerate(DRIFTS):
        seen = dict(first_seen_at=now - timedelta(days=9 + place), last_seen_at=now - timedelta(hours=place + 1))
        SchemaDrift.create(service=service, kind=kind, what=what, count=17 - place, mailpiece=plan.pieces, **seen)
    for kind, share in ((spending.PUSH, 0.86), (spending.REPLY, 0.3)):
        segments = round(spending.caps(program)[kind] * share)
        Spending.create(program=program, spent_on=now.date(), kind=kind, segments=segments)
    for place in range(WEB_REQUESTS):
        at = now - timedelta(hours=WEB_REQUESTS - place)
        state = "done" if place % 3 else "asked"
        WebRequest.create(kind="question", state=state, created_at=at, expires_at=at + timedelta(hours=72), done_at=at)


def _make_trail(plan: Plan, people: list[Operator]) -> None:
    """Through its own door, for they are leaves of the ledger."""
    count = max(LEAST_ACTS, plan.events // EVENTS_PER_ACT)
    step = (plan.now - plan.began) // count
    with database.atomic():
        for number in range(count):
            who, action = people[number % len(people)], ACTS[number % len(ACTS)]
            actor = Actor(who, who.name, who.role, "198.51.100.7", f"{number:016x}")
            thing = "" if action.startswith("sign_in") else f"contact {number % plan.contacts + 1}"
            auditing.note(actor, action, thing, moment(plan.began + number * step), reason="made up")
