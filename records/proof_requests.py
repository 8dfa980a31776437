"""Asks USPS for proofs of delivery as long work: one question for each record, within the calls that USPS grants.

Who asked, and what USPS said, stands in the record's custody log. The letter comes by e-mail to whoever asked: it is
attached by hand or by the watched folder, and until then nothing counts as proof.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from carriers import usps_proof
from carriers.asking import NoAnswer
from carriers.usps_proof import Accepted, Piece, Requester
from config import time
from models import long_work
from models.audit import AuditEntry
from models.auditing import Actor, note
from models.certified_record import CertifiedRecord
from models.database import database
from models.ledger import open_evidence
from models.long_steps import Details, Hold, Progress, Refused, Work
from models.long_task import LongTask
from models.mailpiece import CarrierSlice, Mailpiece
from models.operator import Operator
from models.vocabulary import Role
from records import reach

KIND = "proof_of_delivery"
ASKED = "record.proof_asked_for"
WHO = frozenset({Role.SENDER, Role.ADMIN})
#: What USPS's letter stands for.
CLOSES = frozenset({"signature", "return_receipt", "proof_of_delivery"})
#: A letter that was asked for is waited for so long before USPS is asked again.
AGAIN_AFTER = timedelta(days=3)
#: Records of one click.
MOST = 50
#: So many of a piece's newest answers are looked through for one that names it as USPS wants it named.
MOST_SLICES = 50

#: Asks once, within the budget. Raises long_steps.Later where no call is left, ValueError for no e-mail address.
Asker = Callable[[Piece, Requester], Accepted | NoAnswer]


def _nobody(piece: Piece, requester: Requester) -> Accepted | NoAnswer:
    raise RuntimeError("use_asker() has not been called: app.create_app() does it")


_ask: Asker = _nobody


def use_asker(asker: Asker) -> None:
    """Said once, at the start: this room opens no sockets."""
    global _ask
    _ask = asker


@dataclass(frozen=True)
class Asked:
    """The last time: `accepted` means that USPS took the request; `said` is its answer, or why it was not asked.
    `taken_at`: when USPS last took one."""

    at: datetime
    accepted: bool
    said: str
    task: int
    taken_at: datetime | None = None

    def is_on_its_way(self, now: datetime) -> bool:
        """The letter may still come, so USPS is not asked again."""
        return self.taken_at is not None and now - self.taken_at < AGAIN_AFTER


def can_ask(carrier: str, record: CertifiedRecord, today: date) -> bool:
    """Is what is missing such that USPS's letter would close the gap, while it still can be had?"""
    until = record.obtainable_until
    wanted = CLOSES & set(record.missing.split())
    return carrier == "usps" and bool(wanted) and until is not None and until >= today


def last_asked(records: Sequence[int]) -> dict[int, Asked]:
    """record -> the last time that somebody asked; without those that nobody did."""
    if not records:
        return {}
    objects = [f"record {one}" for one in records]
    entries = AuditEntry.select().where(AuditEntry.object.in_(objects) & (AuditEntry.action == ASKED))
    found = dict[int, Asked]()
    for entry in entries.order_by(AuditEntry.id):
        said: dict[str, Any] = open_evidence(entry) or {}
        record, accepted = int(entry.object.partition(" ")[2]), bool(said.get("accepted"))
        before = found[record].taken_at if record in found else None
        taken_at = entry.recorded_at if accepted else before
        told = str(said.get("reason", "")), int(said.get("task", 0))
        found[record] = Asked(entry.recorded_at, accepted, *told, taken_at)
    return found


def begin(who: Operator, records: Sequence[int], now: datetime, on_record: Callable[[LongTask], object]) -> LongTask:
    """Raises long_steps.Refused when none of these records is theirs."""
    theirs = [one for one in dict.fromkeys(records) if reach.find(who, one) is not None][:MOST]
    if not theirs:
        raise Refused("None of these records is there for you any more. Nothing was asked for.")
    return long_work.begin(KIND, who, {"records": theirs}, now, on_record)


# -- one step ----------------------------------------------------------------------------------------------------------


def _step(task: LongTask, details: Details, hold: Hold) -> Progress:
    """One record. Done again after a kill, it asks again only when what USPS said had not been written down yet; the
    same letter twice is kept once."""
    records: list[int] = details["records"]
    who, record_id = Operator.get_by_id(task.operator_id), records[task.place]
    record = reach.find(who, record_id)
    if record is not None:
        _ask_about(who, record, task)
    place = task.place + 1
    return Progress(place, place, over=place >= len(records), said=_sum(records, task) if place >= len(records) else "")


def _ask_about(who: Operator, record: CertifiedRecord, task: LongTask) -> None:
    last = last_asked([record.mailpiece_id]).get(record.mailpiece_id)
    if last is not None and last.task == task.id:
        return
    if last is not None and last.taken_at is not None and last.is_on_its_way(time.now()):
        said = f"USPS was asked on {last.taken_at:%Y-%m-%d} already; its letter is on the way."
        _note(who, record, task, False, said)
        return
    piece = obtainable(record.mailpiece)
    if isinstance(piece, str):
        _note(who, record, task, False, piece)
        return
    outcome = _ask(piece, requester_of(who))
    if isinstance(outcome, Accepted):
        _note(who, record, task, True, f"USPS says: {outcome.said}")
        return
    _note(who, record, task, False, f"USPS gave no usable answer: {outcome.detail}")
    if outcome.kind == "unauthorized":
        raise Refused(f"{outcome.detail}. Nothing more was asked for; an admin has to mend this.")


def _note(who: Operator, record: CertifiedRecord, task: LongTask, accepted: bool, said: str) -> None:
    with database.atomic():
        actor = Actor(who, who.email, who.role)
        note(actor, ASKED, f"record {record.mailpiece_id}", time.now(), said, accepted=accepted, task=task.id)


def _sum(records: Sequence[int], task: LongTask) -> str:
    """What came of it all, by the records' numbers."""
    mine = {record: one for record, one in last_asked(records).items() if one.task == task.id}
    taken = sum(one.accepted for one in mine.values())
    lines = [f"USPS took {taken} of {len(records)} requests."]
    if taken:
        lines.append("Its letters come to you by e-mail: attach each to its record, or put it into the watched folder.")
    return "\n".join([*lines, *_not_asked(records, mine)])


def _not_asked(records: Sequence[int], mine: dict[int, Asked]) -> Iterator[str]:
    for record in records:
        one = mine.get(record)
        if one is None:
            yield f"Record {record}: it is not there for you any more."
        elif not one.accepted:
            yield f"Record {record}: {one.said}"


def requester_of(who: Operator) -> Requester:
    """By their own name, at their own address. USPS wants two names: a single one stands for both."""
    names = who.name.split() or [who.email.partition("@")[0]]
    return Requester(names[0], names[-1], (who.email,))


def obtainable(piece: Mailpiece) -> Piece | str:
    """What to ask USPS for, or in one sentence why it would not do it."""
    if piece.carrier != "usps":
        return "Only USPS can be asked from here. Attach the carrier's own proof of delivery."
    whole = last_whole_answer(piece)
    if whole is None:
        return "We keep no whole answer of USPS about this piece yet. The next look brings one; ask again after it."
    return usps_proof.obtainable(piece.tracking_number, whole)


def last_whole_answer(piece: Mailpiece) -> bytes | None:
    """The newest of USPS's that names the piece as a request must."""
    kept = piece.slices.order_by(CarrierSlice.id.desc()).limit(MOST_SLICES)
    bodies = (bytes((one.same_as if one.same_as_id else one).body or b"") for one in kept)
    return next((body for body in bodies if usps_proof.names_the_piece(body)), None)


WORK = Work("Ask USPS for proof of delivery", lambda details: len(details["records"]), _step, WHO)
