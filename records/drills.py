"""Retrieval drills: a piece of 60 to 90 days ago, chosen by chance, is found and proved by who did not mail it.

The time is taken by the server. Refuses a piece that the person registered themselves.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from peewee import fn

from models.audit import AuditEntry
from models.certified_record import CertifiedRecord, RecordAddress
from models.operator import Operator
from models.record_keeping import RetrievalDrill
from models.sender import Sender

YOUNGEST, OLDEST = timedelta(days=60), timedelta(days=90)
#: A drill that nobody ends is over after so long.
LONGEST = timedelta(hours=4)


class Refused(Exception):
    """What cannot be done, in a sentence for the person."""


@dataclass(frozen=True)
class Clue:
    """What an office has when somebody asks: a name and a month; never the number."""

    recipient: str
    month: str


def candidates(sender: Sender, who: Operator, now: datetime) -> list[int]:
    """Of the department, registered 60 to 90 days ago, by somebody else."""
    aged = CertifiedRecord.created_at.between(now - OLDEST, now - YOUNGEST)
    mine = (CertifiedRecord.sender == sender) & aged & CertifiedRecord.purged_at.is_null()
    theirs = CertifiedRecord.created_by.is_null() | (CertifiedRecord.created_by != who)
    rows = CertifiedRecord.select(CertifiedRecord.mailpiece).where(mine & theirs)
    return [row.mailpiece_id for row in rows.order_by(CertifiedRecord.mailpiece)]


def begin(sender: Sender, who: Operator, now: datetime, chance: random.Random) -> RetrievalDrill:
    """In the caller's transaction. Raises Refused."""
    if open_of(who, now) is not None:
        raise Refused("You have a drill under way. End it first.")
    found = candidates(sender, who, now)
    if not found:
        raise Refused(
            "There is no mailing of this department from 60 to 90 days ago that somebody else registered, so there is "
            "nothing to look for. Try again when there is one, or let a colleague begin."
        )
    number = RetrievalDrill.select(fn.MAX(RetrievalDrill.number)).where(RetrievalDrill.sender == sender).scalar()
    made: RetrievalDrill = RetrievalDrill.create(
        sender=sender, number=(number or 0) + 1, record=chance.choice(found), done_by=who, begun_at=now
    )
    return made


def open_of(who: Operator, now: datetime) -> RetrievalDrill | None:
    """The one that they have under way."""
    mine = (RetrievalDrill.done_by == who) & RetrievalDrill.produced_at.is_null() & RetrievalDrill.given_up_at.is_null()
    found: RetrievalDrill | None = (
        RetrievalDrill.select()
        .where(mine & (RetrievalDrill.begun_at > now - LONGEST))
        .order_by(RetrievalDrill.id.desc())
        .first()
    )
    return found


def is_open(drill: RetrievalDrill, now: datetime) -> bool:
    """Under way: nothing may say which record it is about."""
    ended = drill.produced_at is not None or drill.given_up_at is not None
    return not ended and drill.begun_at > now - LONGEST


def clue_of(drill: RetrievalDrill) -> Clue:
    first: RecordAddress = RecordAddress.get((RecordAddress.record == drill.record_id) & (RecordAddress.version == 1))
    return Clue(first.recipient, drill.record.created_at.strftime("%B %Y"))


def first_look(drill: RetrievalDrill) -> datetime | None:
    """When they had the record before them: by its custody log."""
    looks = AuditEntry.select(AuditEntry.recorded_at).where(
        (AuditEntry.object == f"record {drill.record_id}")
        & (AuditEntry.action == "record.looked_at")
        & (AuditEntry.operator == drill.done_by_id)
        & (AuditEntry.recorded_at >= drill.begun_at)
    )
    found = looks.order_by(AuditEntry.id).first()
    return found.recorded_at if found else None


def produced(who: Operator, record: CertifiedRecord, sha256: str, now: datetime) -> bool:
    """Their packet of the record is made: the drill is over. True when it was that. In the caller's transaction."""
    drill = open_of(who, now)
    if drill is None or drill.record_id != record.mailpiece_id or record.created_by_id == who.id:
        return False
    took = int((now - drill.begun_at).total_seconds())
    done = dict(produced_at=now, found_at=first_look(drill) or now, seconds=took, packet_sha256=sha256)
    RetrievalDrill.update(done).where(RetrievalDrill.id == drill.id).execute()
    return True


def give_up(drill: RetrievalDrill, now: datetime) -> None:
    mine = (RetrievalDrill.id == drill.id) & RetrievalDrill.produced_at.is_null()
    RetrievalDrill.update(given_up_at=now).where(mine & RetrievalDrill.given_up_at.is_null()).execute()
