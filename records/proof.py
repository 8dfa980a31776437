"""What a proof packet says of one record as of a position of the ledger: JSON values, and the leaves that prove them.

Read again for the same position it is the same, whoever has looked or exported since. An office that gives a department
or a kind of letter another name reads that name in packets from then on.
"""

from base64 import b64encode
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from models import heads, ledger_checks
from models.batch import Batch
from models.certified_record import CertifiedRecord
from models.fields import moment
from models.heads import Head
from models.ledger import LedgerLeaf, leaf_data
from models.ledger_tree import LedgerBroken, Proofs
from models.many_ids import among
from models.operator import Operator
from models.record_keeping import LegalHold
from models.record_seal import RecordSeal
from models.vocabulary import Milestone
from records import carrier_words, notified, options, references, return_dates, sealing, summary
from records.calendar_days import local_day, zone_of
from records.content import Json, content_of, iso
from records.custody import Entry, log_of
from records.gather import Scans, as_it_stood, batch_of, scans_of

FORMAT = "waypost proof packet 1"
CARRIERS = {"usps": "USPS", "ups": "UPS", "fedex": "FedEx", "dhl": "DHL", "amazon": "Amazon"}


class NothingSealed(Exception):
    """The ledger has no head of that size, or none at all: nothing can be proved as of that position."""


@dataclass(frozen=True)
class AsOf:
    """A position of the ledger, by its signed head."""

    head: Head
    #: Kept for all records of one packet: their leaves are neighbours.
    proofs: Proofs = field(default_factory=Proofs, compare=False, repr=False)

    @property
    def until(self) -> datetime:
        """What has no position of its own counts when it was written down by then."""
        return moment(self.head.sealed_at)


@dataclass(frozen=True)
class Proven:
    """`said`: of record.json. `seals`: number -> the bytes that it is the digest of. `leaves`: of proofs.json."""

    said: Json
    seals: dict[int, bytes]
    leaves: list[Json]


@dataclass(frozen=True)
class _Stood:
    """A record as it stood: what the two lines and the page of the packet are made of."""

    record: CertifiedRecord
    piece: Any
    events: Any
    scans: Scans
    batch: Batch | None
    until: datetime
    content: Json

    @property
    def stamped_at(self) -> datetime | None:
        at = self.batch.stamped_at if self.batch is not None else None
        return at if at is not None and at <= self.until else None

    @property
    def return_on(self) -> date | None:
        if return_dates.first_notice(self.events) is None:
            return None
        named = carrier_words.return_day(self.piece, self.until)
        return named or return_dates.return_day(self.record, self.piece, self.events)


def newest() -> AsOf:
    """Raises NothingSealed."""
    return _as_of(heads.latest_head())


def at(size: int) -> AsOf:
    """Raises NothingSealed when there is no head of this size."""
    return _as_of(heads.head_at(size))


def _as_of(head: Head | None) -> AsOf:
    if head is None:
        raise NothingSealed
    return AsOf(head)


def prove(record: CertifiedRecord, as_of: AsOf) -> Proven:
    stood, size = _as_it_stood(record, as_of.until), as_of.head.size
    custody, seals = log_of(record, size), _seals_below(record, size)
    kept = {one.number: sealing.sealed_bytes(one) for one in seals}
    leaves = _leaves("record_seal", [one.id for one in seals], as_of)
    leaves += _leaves("audit", [entry.id for entry in custody], as_of)
    said = {
        "format": FORMAT,
        "as_of": as_of.head.as_json(),
        "summary": list(summary.two_lines(_told(stood))),
        "content": stood.content,
        "names": _names(stood),
        "stages": _stages(stood),
        "notified": [_notified(one) for one in notified.told_of(record.mailpiece_id, as_of.until)],
        "desk_notices": notified.desk_notices(record, as_of.until),
        "holds": _holds(record, as_of.until),
        "seals": [_seal(one) for one in seals],
        "custody": [_custody(one) for one in custody],
    }
    return Proven(said, {number: body for number, body in kept.items() if body is not None}, leaves)


def _as_it_stood(record: CertifiedRecord, until: datetime) -> _Stood:
    piece, events = as_it_stood(record.mailpiece, until)
    batch = batch_of(record.mailpiece_id)
    return _Stood(record, piece, events, scans_of(piece, events), batch, until, content_of(record, until))


def _told(stood: _Stood) -> summary.Told:
    record, scans, content = stood.record, stood.scans, stood.content
    newest_scan = stood.events[-1] if stood.events else None
    zone, stamped_at = zone_of(record.sender.program), stood.stamped_at
    return summary.Told(
        carrier=_carrier(stood),
        tracking_number=stood.piece.tracking_number,
        milestone=Milestone(stood.piece.milestone),
        state=newest_scan.text if newest_scan else "no scan",
        registered_on=local_day(record.created_at, zone),
        mailed_on=record.mailed_on,
        accepted_on=scans.accepted_on,
        ended_on=scans.ended_on,
        at=newest_scan.local_time.replace("T", " ") if newest_scan else "",
        place=", ".join(part for part in (newest_scan.city, newest_scan.state) if part) if newest_scan else "",
        signer=scans.signer,
        by_agent=scans.by_agent,
        return_on=stood.return_on,
        stamped_on=local_day(stamped_at, zone) if stamped_at else None,
        notice_type=record.notice_type.name,
        recipient=content["addresses"][0]["recipient"],
        department=record.sender.name,
        references=tuple((references.name_of(one["kind"]), one["value"]) for one in content["references"]),
        options=tuple(options.names_of(content["options"])),
    )


def _carrier(stood: _Stood) -> str:
    carrier: str = stood.piece.carrier
    return CARRIERS.get(carrier, carrier)


def _stages(stood: _Stood) -> Json:
    """Kept apart, so that a label that was made is never taken for a letter that was mailed."""
    scans, return_on = stood.scans, stood.return_on
    return {
        "label_made_at": iso(scans.label_made_at) if scans.label_made_at else None,
        "accepted_at": iso(scans.accepted_at) if scans.accepted_at else None,
        "accepted_on": scans.accepted_on.isoformat() if scans.accepted_on else None,
        "stamped_at": iso(stood.stamped_at) if stood.stamped_at else None,
        "return_on": return_on.isoformat() if return_on else None,
        "ended_at": iso(scans.ended_at) if scans.ended_at else None,
        "outcome": scans.outcome,
    }


def _names(stood: _Stood) -> Json:
    """Who and what is meant by the keys in the content."""
    record, content = stood.record, stood.content
    named = {content["registered"]["by"], *(one["made_by"] for one in content["addresses"])}
    named |= {one["added_by"] for one in content["files"]}
    ids = sorted(int(one.removeprefix("operator ")) for one in named if one)
    people = Operator.select().where(Operator.id.in_(ids)).order_by(Operator.id) if ids else []
    return {
        "carrier": _carrier(stood),
        "department": record.sender.name,
        "notice_type": record.notice_type.name,
        "people": {f"operator {one.id}": one.name for one in people},
        "options": options.names_of(content["options"]),
    }


def _notified(one: notified.Told) -> Json:
    return {
        "at": iso(one.at),
        "to": one.to,
        "kind": one.kind,
        "language": one.language,
        "fate": one.fate,
        "consent": one.consent,
    }


def _holds(record: CertifiedRecord, until: datetime) -> list[Json]:
    """That there was one and when; why is the office's own."""
    mine = (LegalHold.record == record) & (LegalHold.placed_at <= until)
    return [
        {
            "placed_at": iso(row.placed_at),
            "released_at": iso(row.released_at) if row.released_at and row.released_at <= until else None,
        }
        for row in LegalHold.select().where(mine).order_by(LegalHold.id)
    ]


def _seal(row: RecordSeal) -> Json:
    return {
        "number": row.number,
        "what": row.what,
        "recorded_at": iso(row.recorded_at),
        "content_sha256": row.content_sha256,
    }


def _custody(entry: Entry) -> Json:
    return {
        "id": entry.id,
        "at": iso(entry.at),
        "object": entry.object,
        "operator": entry.operator,
        "who": entry.who,
        "role": entry.role,
        "action": entry.action,
        "reason": entry.reason,
    }


# -- what proves it ----------------------------------------------------------------------------------------------------


def _seals_below(record: CertifiedRecord, size: int) -> list[RecordSeal]:
    """Those that stand in the first so many places of the ledger."""
    seals = sealing.seals_of(record)
    places = _places("record_seal", [one.id for one in seals])
    return [one for one in seals if places.get(one.id, size) < size]


def _places(kind: str, ids: list[int]) -> dict[int, int]:
    if not ids:
        return {}
    mine = (LedgerLeaf.kind == kind) & among(LedgerLeaf.row_id, ids)
    return {row.row_id: row.position for row in LedgerLeaf.select(LedgerLeaf.row_id, LedgerLeaf.position).where(mine)}


def _leaves(kind: str, ids: list[int], as_of: AsOf) -> list[Json]:
    """Each with its way to the head. A leaf says which row of the team acted, when, and the digest of the rest."""
    found, places = list[Json](), _places(kind, ids)
    for row_id, row in ledger_checks.read_rows(kind, ids, lambda *_: None):
        position = places.get(row_id)
        if position is not None and position < as_of.head.size:
            leaf = leaf_data(kind, row[:-1]).decode()
            found.append(
                {"kind": kind, "id": row_id, "position": position, "leaf": leaf, "path": _path(position, as_of)}
            )
    return sorted(found, key=lambda one: int(one["position"]))


def _path(position: int, as_of: AsOf) -> list[str] | None:
    """None where the stored tree is broken: the verifier says what that means."""
    try:
        return [b64encode(step).decode() for step in as_of.proofs.inclusion(position, as_of.head.size)]
    except (LedgerBroken, ValueError):
        return None
