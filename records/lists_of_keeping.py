"""Lists of what keeps records and what becomes of them as files: notice types, holds and drills."""

import json
from collections.abc import Sequence

from config import time
from models.notice_type import NoticeType
from models.record_keeping import LegalHold, RetrievalDrill
from records import drills, notice_types, references
from records.evidence import EVIDENCE
from records.list_cells import SHORT, names_of
from records.lists_csv import Row
from records.lists_of_rows import departments, list_by_key, of_departments, of_records, short_of


def _notice_type_rows(found: Sequence[NoticeType]) -> list[Row]:
    return [
        (
            one.name,
            one.sender.name if one.sender is not None else "everybody's",
            "; ".join(EVIDENCE[key] for key in json.loads(one.evidence) if key in EVIDENCE),
            "; ".join(references.name_of(kind) for kind in json.loads(one.references)),
            one.mailing_class,
            one.keep_years,
            one.never_accepted_days,
            one.calendar,
            "yes" if one.active else "no",
        )
        for one in found
    ]


def _hold_rows(found: Sequence[LegalHold]) -> list[Row]:
    short = short_of(found)
    people = names_of([person for one in found for person in (one.placed_by_id, one.released_by_id)])
    return [
        (
            *short[one.record_id],
            one.reason,
            people.get(one.placed_by_id, ""),
            one.placed_at,
            one.released_at,
            people.get(one.released_by_id, ""),
            one.release_reason,
        )
        for one in found
    ]


def _drill_rows(found: Sequence[RetrievalDrill]) -> list[Row]:
    people, senders = names_of([one.done_by_id for one in found]), departments()
    now = time.now()  # what one under way is about is what is looked for
    return [
        (
            senders.get(one.sender_id, ""),
            one.number,
            "" if drills.is_open(one, now) else one.record_id,
            people.get(one.done_by_id, ""),
            one.begun_at,
            one.found_at,
            one.produced_at,
            one.given_up_at,
            one.seconds,
            one.packet_sha256,
        )
        for one in found
    ]


LISTS = (
    list_by_key(
        "notice_types",
        "Notice types",
        ("Name", "Whose", "Must be on file", "Asks for", "Mailing class", "Kept for years")
        + ("Days until never accepted", "Court days of", "In use"),
        NoticeType,
        lambda who, asked: notice_types.visible_rows(who),
        _notice_type_rows,
    ),
    list_by_key(
        "holds",
        "Legal holds",
        (*SHORT, "Reason", "Placed by", "Placed at (UTC)", "Released at (UTC)", "Released by", "Why released"),
        LegalHold,
        of_records(LegalHold),
        _hold_rows,
    ),
    list_by_key(
        "drills",
        "Retrieval drills",
        ("Department", "Drill", "Record", "Done by", "Begun at (UTC)", "Found at (UTC)", "Packet made at (UTC)")
        + ("Given up at (UTC)", "Seconds", "SHA-256 of the packet"),
        RetrievalDrill,
        of_departments(RetrievalDrill),
        _drill_rows,
    ),
)
