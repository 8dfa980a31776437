"""Prints how long proof packets take, one and many, beside a floor of the same run: the same bytes put into a ZIP by
the standard library, each file and the whole hashed. And what memory many take, beside a tenth of them.

Each record has six scans, two answers of the carrier, a scanned receipt of 60 kB and five lines of custody. Run with
`python -m bench.records_packet [RECORDS] [--there RECORDS] [--only sqlite]`; 400 of 2,000 unless told.
"""

import argparse
import hashlib
import io
import random
import subprocess
import sys
import time as passing
import tracemalloc
import zipfile
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from bench import lines
from bench.console import settings_of
from bench.ground import PAIRINGS, Ground, ground
from bench.records_seed import seed
from config import time
from config.ledger_key import load_ledger_key
from models.auditing import COMMAND_LINE, note
from models.certified_record import CertifiedRecord
from models.cli import ensure_program
from models.database import database, unit_of_work
from models.heads import use_ledger
from models.mailpiece import CarrierSlice, TrackingEvent
from models.record_file import RecordFile
from models.vocabulary import Milestone
from records import file_bytes, packets
from records.proof import AsOf

RECORDS, SEEDED, RECEIPT_BYTES = 400, 2_000, 60_000
#: A person who presses the button has it within so many ms.
LONGEST = 1_000.0
JOURNEY = (
    ("GX", Milestone.LABEL_CREATED, "Shipping Label Created, USPS Awaiting Item"),
    ("03", Milestone.ACCEPTED, "Accepted at USPS Origin Facility"),
    ("10", Milestone.IN_TRANSIT, "Arrived at USPS Regional Facility"),
    ("OF", Milestone.OUT_FOR_DELIVERY, "Out for Delivery"),
    ("55", Milestone.DELIVERY_ATTEMPTED, "Notice Left (No Secure Location Available)"),
    ("01", Milestone.DELIVERED, "Delivered, Left with Individual"),
)
FLOOR = "the same bytes zipped and hashed by the standard library"


def fill(records: Sequence[int]) -> None:
    draw = random.Random(8)
    for start in range(0, len(records), 50):
        with database.atomic():
            for record in records[start : start + 50]:
                _fill(record, draw)


def _fill(record: int, draw: random.Random) -> None:
    now = time.now()
    for number, (code, milestone, text) in enumerate(JOURNEY):
        at = now - timedelta(days=9 - number)
        TrackingEvent.create(
            mailpiece=record, fingerprint=f"{record} {code}", occurred_at=at, local_time=at.isoformat()[:16],
            utc_offset_minutes=-360, code=code, text=text, city="MEMPHIS", state="TN", milestone=milestone, seen_at=at,
        )  # fmt: skip
    for number in range(2):
        body = draw.randbytes(2_000).hex().encode()
        digest = hashlib.sha256(body).hexdigest()
        CarrierSlice.create(mailpiece=record, sha256=digest, body=body, fetched_at=now - timedelta(days=number))
    receipt = draw.randbytes(RECEIPT_BYTES)
    file = RecordFile.create(
        record=record, kind="ps3800", name="receipt.pdf", media_type="application/pdf", size=len(receipt),
        sha256=hashlib.sha256(receipt).hexdigest(), added_at=now,
    )  # fmt: skip
    file_bytes.write(file, receipt)
    for _ in range(5):
        note(COMMAND_LINE, "record.looked_at", f"record {record}", now)


def rows_of(records: Sequence[int]) -> list[CertifiedRecord]:
    """Read anew, so that nothing was looked up before."""
    return [CertifiedRecord.get_by_id(record) for record in records]


def milliseconds(records: Sequence[int], as_of: AsOf) -> float:
    began = passing.perf_counter()
    for record in rows_of(records):
        packets.build(record, as_of)
    return (passing.perf_counter() - began) * 1e3 / len(records)


def floor(packed: Sequence[bytes]) -> float:
    """ms for each: what cannot be left out, done by the standard library."""
    files = [[(one, packet.read(one)) for one in packet.namelist()] for packet in map(_opened, packed)]
    began = passing.perf_counter()
    for some in files:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            for name, body in some:
                hashlib.sha256(body).hexdigest()
                archive.writestr(name, body)
        hashlib.sha256(out.getvalue()).hexdigest()
    return (passing.perf_counter() - began) * 1e3 / len(packed)


def _opened(packet: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(packet))


def seconds_of_many(records: Sequence[int], as_of: AsOf) -> tuple[float, int]:
    """(seconds, bytes) of one packet of all of them."""
    began = passing.perf_counter()
    with packets.build_many(rows_of_each(records), as_of, lambda done: None) as file:
        return passing.perf_counter() - began, file.seek(0, io.SEEK_END)


def rows_of_each(records: Sequence[int]) -> Iterator[CertifiedRecord]:
    yield from (CertifiedRecord.get_by_id(record) for record in records)


def peak(records: Sequence[int], as_of: AsOf) -> float:
    """MiB that Python took at most beyond what it had."""
    tracemalloc.start()
    seconds_of_many(records, as_of)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 2**20


def check(packet: bytes, folder: Path) -> float:
    """ms by the packet's own verifier, in a process of its own."""
    where = folder / "packet.zip"
    where.write_bytes(packet)
    command = [sys.executable, "-I", str(packets.VERIFIER / "verify.py"), str(where)]
    began = passing.perf_counter()
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout
    return (passing.perf_counter() - began) * 1e3


def measure(kind: str, records: Sequence[int], as_of: AsOf, folder: Path) -> None:
    said, some = f"records-packet-{kind}", records[:40]
    packed = [packets.build(record, as_of).body for record in rows_of(some)]
    spent, least = lines.in_turn(lambda: milliseconds(some, as_of), lambda: floor(packed))
    lines.show(lines.line(f"{said}-one", spent, "ms", FLOOR, least, lower_is_better=True))
    lines.show(lines.line(f"{said}-one-within", spent, "ms", "what a person waits for", LONGEST, 1.0, True))
    seconds, size = seconds_of_many(records, as_of)
    each = "packets a second, one by one"
    lines.show(lines.line(f"{said}-many", len(records) / seconds, "1/s", each, 1e3 / spent))
    lines.say(f"  {len(records)} records: {seconds:.1f} s, {size / 2**20:.1f} MiB")
    tenth = peak(records[: len(records) // 10], as_of)
    most = peak(records, as_of)
    lines.show(lines.line(f"{said}-memory", most, "MiB", "a tenth as many records", tenth, 1.5, lower_is_better=True))
    checked = check(packed[0], folder)
    lines.show(lines.line(f"{said}-verified", checked, "ms", "making it", spent, lower_is_better=True))


def run(on: Ground, kind: str, count: int, there: int) -> None:
    url = on.migrated(kind)
    use_ledger(lambda: load_ledger_key(on.folder), None)
    with unit_of_work():
        seed(ensure_program(settings_of(on, url)), max(there, count))
        query = CertifiedRecord.select(CertifiedRecord.mailpiece).order_by(CertifiedRecord.mailpiece).limit(count)
        records = [row.mailpiece_id for row in query]
        fill(records)
        measure(kind, records, packets.position(), on.folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records", type=int, nargs="?", default=RECORDS)
    parser.add_argument("--there", type=int, default=SEEDED)
    parser.add_argument("--only", choices=PAIRINGS)
    asked = parser.parse_args()
    for kind in PAIRINGS:
        if asked.only in (None, kind):
            with ground() as on:
                run(on, kind, asked.records, asked.there)


if __name__ == "__main__":
    main()
