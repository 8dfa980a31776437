"""Parts of a record's page that other doors change: files, deadline, tasks, notices, custody, seals, holds."""

from datetime import datetime
from typing import Any

from config.settings import current
from models.certified_record import CertifiedRecord
from models.operator import Operator
from records import custody, files, holds, sealing
from records.file_kinds import KINDS
from records.gather import batch_of
from records.notified import told_of


def parts_for(who: Operator, record: CertifiedRecord, now: datetime) -> dict[str, Any]:
    return {
        "files": _files(record),
        "largest_file_mb": current().largest_file_mb,
        "told": told_of(record.mailpiece_id, now),
        "custody": list(reversed(custody.log_of(record))),
        "seals": sealing.seals_of(record),
        "holds": holds.holds_of(record),
    }


def _files(record: CertifiedRecord) -> list[dict[str, Any]]:
    rows = files.of_record(record, batch_of(record.mailpiece_id))
    return [
        {
            "file": one,
            "kind": KINDS.get(one.kind, one.kind),
            "by": one.added_by.name if one.added_by is not None else "",
            "of_batch": one.batch_id is not None,
            "has_preview": files.preview_of(one) is not None,
        }
        for one in rows
    ]
