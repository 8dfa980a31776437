"""Lists of records and batches as files: a search, what lacks evidence, batches, and the pieces of one by name."""

from collections.abc import Mapping, Sequence
from typing import Any

from models.batch import Batch
from models.certified_record import CertifiedRecord
from models.many_ids import among
from models.operator import Operator
from models.sender import Sender
from models.vocabulary import Milestone
from records import batches, gaps, list_cells, reach, search
from records.evidence import EVIDENCE
from records.lists_csv import AT_ONCE, Asked, List, Portion, Row, by_key, whole
from records.manifest import grouped
from records.search import Asked as Searched

_SEARCHED = ("said", "since", "until", "notice_type", "batch", "status", "sender")


# -- records -----------------------------------------------------------------------------------------------------------


def searched(asked: Asked) -> Searched:
    """As the page of the search reads its own form; what cannot be narrows nothing."""
    details: dict[str, Any] = {"said": str(asked.get("said", ""))}
    details |= {name: whole(asked, name) for name in ("notice_type", "batch", "sender")}
    details |= {name: asked[name] for name in ("since", "until") if _is_day(asked.get(name))}
    details |= {"status": asked["status"]} if asked.get("status") in set(Milestone) else {}
    return search.from_details(details)


def _is_day(said: object) -> bool:
    try:
        search.from_details({"since": said})
    except (TypeError, ValueError):
        return False
    return bool(said)


def _count_found(who: Operator, asked: Asked) -> int:
    found = search.find(who, searched(asked))
    return 0 if found.older_than else found.total


def _found(who: Operator, asked: Asked, place: int) -> Portion:
    """Newest first. The search says how far it looked: what lies behind is looked through by the next portion."""
    found = search.find(who, searched(asked), place or None)
    keys = found.page(0, AT_ONCE)
    is_more = found.total > len(keys)
    after = keys[-1] if is_more else found.older_than
    return Portion(list_cells.whole(_reachable(who, keys)), after, not after)


def _reachable(who: Operator, keys: Sequence[int]) -> list[CertifiedRecord]:
    if not keys:
        return []
    mine = among(CertifiedRecord.mailpiece, keys) & reach.may_reach(who) & CertifiedRecord.purged_at.is_null()
    found = {one.mailpiece_id: one for one in CertifiedRecord.select().where(mine)}
    return [found[key] for key in keys if key in found]


def _lacking(who: Operator, asked: Asked) -> Any:
    """Those whose evidence has gaps; `missing` is a key of the gap report's filters, `sender` a department."""
    mine, kind = reach.may_reach(who) & CertifiedRecord.purged_at.is_null(), asked.get("missing")
    if sender := whole(asked, "sender"):
        mine &= CertifiedRecord.sender == sender
    if kind == gaps.NO_RECEIPT:
        return CertifiedRecord.select().where(mine, *gaps.without_receipt())
    return CertifiedRecord.select().where(mine, gaps.lacks(kind) if kind in EVIDENCE else CertifiedRecord.missing != "")


RECORDS = List("records", "Records", list_cells.WHOLE, _found, total=_count_found, narrowed_by=_SEARCHED)
GAPS = List(
    "gaps",
    "Records with missing evidence",
    list_cells.WHOLE,
    by_key(CertifiedRecord.mailpiece, _lacking, list_cells.whole),
    total=lambda who, asked: int(_lacking(who, asked).count()),
    narrowed_by=("missing", "sender"),
)


# -- batches -----------------------------------------------------------------------------------------------------------


def _batches(who: Operator, asked: Asked) -> Any:
    return Batch.select().where(batches.may_reach(who))


def _batch_rows(found: Sequence[Batch]) -> list[Row]:
    senders = {one.id: one.name for one in Sender.select()}
    makers = list_cells.names_of([one.made_by_id for one in found])
    rows = list[Row]()
    for one in found:
        sums = batches.totals(one)
        counts = (sums.listed, sums.accepted, sums.missing, sums.undone, sums.by_number)
        made = (one.created_at, makers.get(one.made_by_id, ""), one.mailed_on, one.stamped_at, one.undone_at)
        rows.append((one.id, one.name, senders.get(one.sender_id, ""), *counts, *made))
    return rows


BATCHES = List(
    "batches",
    "Batches",
    (
        "Batch",
        "Name",
        "Department",
        "Listed",
        "Accepted by the carrier",
        "Missing (no acceptance scan)",
        "Taken back",
        "Listed by number alone",
        "Made at (UTC)",
        "Made by",
        "Handed over on (by the office)",
        "Stamped sheet on file at (UTC)",
        "Taken back at (UTC)",
    ),
    by_key(Batch.id, _batches, _batch_rows, at_once=50),  # each is counted
    total=lambda who, asked: int(_batches(who, asked).count()),
)

#: How a piece stands -> what the file says.
_STANDINGS: Mapping[str, str] = {
    "accepted": "accepted",
    "missing": "missing: no acceptance scan",
    "undone": "taken back",
}


def _pieces(who: Operator, asked: Asked, place: int) -> Portion:
    """Every piece of one batch, or with `only` missing those that no scan shows accepted."""
    batch = batches.find(who, whole(asked, "batch"))
    if batch is None:
        return Portion([], place, over=True)
    read = batches.missing if asked.get("only") == "missing" else batches.listed
    found = read(batch, place)
    rows = [
        (
            piece.piece if piece.certified else "",
            grouped(piece.tracking_number),
            piece.recipient,
            _STANDINGS[piece.standing],
            piece.accepted_on,
            batch.stamped_at,
            "" if piece.certified else "listed by its number alone: no address is on record",
        )
        for _, piece in found
    ]
    return Portion(rows, found[-1][0] if found else place, len(found) < batches.AT_ONCE)


def _count_pieces(who: Operator, asked: Asked) -> int:
    batch = batches.find(who, whole(asked, "batch"))
    if batch is None:
        return 0
    sums = batches.totals(batch)
    return sums.missing if asked.get("only") == "missing" else sums.listed


BATCH_PIECES = List(
    "batch_pieces",
    "Reconciliation of a batch",
    (
        *list_cells.SHORT,
        "Standing",
        "Accepted on (local day of the scan)",
        "Sheet of the batch stamped, on file at (UTC)",
        "Note",
    ),
    _pieces,
    total=_count_pieces,
    narrowed_by=("batch", "only"),
)

LISTS = (RECORDS, GAPS, BATCHES, BATCH_PIECES)
