"""A letter from registration to its seal, for tests of proof packets, and what a stranger does with a packet."""

import hashlib
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

from config import time
from models.auditing import Actor, note
from models.certified_record import CertifiedRecord
from models.database import database
from models.record_file import RecordFile
from models.record_seal import RecordSeal
from models.sender import Sender
from records import assemble, batches, file_bytes, sealing
from records.storing import store
from tests.console_people import department
from tests.mailings import letter
from tests.structure.house import ROOT
from tests.world import NUMBER, World

SAM = Actor(None, "Sam Sender", "sender")
RECEIPT = b"%PDF-1.4 a stamped receipt, as it was scanned\x00\xff"
VERIFIER = ROOT / "records/packet_verifier/verify.py"
_compiled: CodeType = compile(VERIFIER.read_text(), str(VERIFIER), "exec")


@dataclass
class Case:
    world: World
    record: int

    @property
    def row(self) -> CertifiedRecord:
        found: CertifiedRecord = CertifiedRecord.get_by_id(self.record)
        return found

    def attach(self, kind: str = "ps3800", body: bytes = RECEIPT, **more: Any) -> RecordFile:
        values = dict(kind=kind, name=f"{kind}.pdf", media_type="application/pdf", size=len(body)) | more
        of = values.pop("batch", None)
        owner = {"batch": of} if of else {"record": self.row}
        digest = hashlib.sha256(body).hexdigest()
        with database.atomic():
            file: RecordFile = RecordFile.create(**owner, sha256=digest, added_at=time.now(), **values)
            file_bytes.write(file, body)
        return file

    def seal(self) -> RecordSeal | None:
        with database.atomic():
            return sealing.seal_if_due(assemble.refresh(self.record, time.now()), time.now())

    def look(self) -> None:
        note(SAM, "record.looked_at", f"record {self.record}", time.now())


def sealed_letter(world: World, sender: Sender | None = None, number: str = NUMBER, batch: str = "") -> Case:
    """With a receipt, accepted, delivered and sealed; looked at by Sam."""
    world.scan(number, "GX", "Shipping Label Created, USPS Awaiting Item")
    given = letter(
        number, references=(("matter", "2026-118 / Núñez"),), options=("certified",), external_id=number[-4:]
    )
    sender = sender or department(world)
    with database.atomic():
        together = batches.make(sender, batch, None, None, time.now()) if batch else None
        (stored,) = store(sender, [given], None, "form", together, time.now())
    assert stored.record_id
    made = Case(world, stored.record_id)
    made.attach()
    world.scan(number, "03", "Accepted at USPS Origin Facility")
    world.scan(number, "01", "Delivered, Left with Individual")
    world.clock.move(hours=25)
    world.work()
    made.seal()
    assert made.row.seals == 1
    made.look()
    return made


def check(packet: bytes, tmp_path: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """As a stranger does: the packet and the verifier, and nothing of ours."""
    folder = tmp_path / "stranger"
    folder.mkdir(exist_ok=True)
    (folder / "packet.zip").write_bytes(packet)
    (folder / "verify.py").write_bytes(VERIFIER.read_bytes())
    command = [sys.executable, "-I", str(folder / "verify.py"), str(folder / "packet.zip"), *more]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=60)


def faults_of(packet: bytes, where: Path) -> list[str]:
    """What the verifier says, in this process, so that thousands of packets can be tried."""
    where.write_bytes(packet)
    spoken: dict[str, Any] = {"__name__": "verifier", "__file__": str(VERIFIER)}
    exec(_compiled, spoken)
    try:
        spoken["check_zip"](where)
        spoken["verify"](spoken["Packed"](where), None, None)
    except Exception as problem:
        return [str(problem) or type(problem).__name__]
    found: list[str] = spoken["faults"]
    return found
